"""What became of a record: its trail lines and its prints, as far as this person may see them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.draft import values_of_plain
from custdesk.fields import Kind
from custdesk.record import AnyRecord, described
from custdesk.store import rows
from custdesk.store.hits import HistoryLine, SettingChange, file_of
from custdesk.store.trail import Executes


class PastReader:
    """The part of the reading door that looks back."""

    _database: Executes
    _forms: Mapping[str, AnyRecord]

    def may_see(self, record_id: int) -> bool:
        """Tell whether this person may see a record."""
        raise NotImplementedError

    def _sight(self, seen: dict[str, Any], name: str, kind: Kind, record_id: int) -> dict[str, Any]:
        raise NotImplementedError

    def _sight_lines(self, seen: dict[str, Any], record: AnyRecord, record_id: int) -> dict[str, Any]:
        raise NotImplementedError

    def history(self, record_id: int) -> list[HistoryLine]:
        """Return a record's trail lines, the newest first; removed payloads come back empty."""
        if not self.may_see(record_id):
            return []
        key = rows.form_of(self._database, record_id)
        record = self._forms[str(key)]
        found = self._database.execute_sql(
            'SELECT t."seq", t."at", coalesce(u."line", \'\'), t."what", p."body" FROM "trail_record" r'
            ' JOIN "trail" t ON t."seq" = r."seq" LEFT JOIN "trail_payload" p ON p."seq" = t."seq"'
            ' LEFT JOIN "header" u ON u."id" = t."user" WHERE r."record" = ? ORDER BY t."seq" DESC',
            (record_id,),
        ).fetchall()
        return [self._history_line(record, record_id, row) for row in found]

    def _history_line(self, record: AnyRecord, record_id: int, row: Sequence[Any]) -> HistoryLine:
        payload = json.loads(row[4]) if row[4] else {}
        old = self._masked_plain(record, record_id, payload.get("old", {}))
        new = self._masked_plain(record, record_id, payload.get("new", {}))
        return HistoryLine(
            row[0], datetime.datetime.fromisoformat(row[1]), row[2], row[3], payload.get("reason", ""), old, new,
            payload.get("header", {}), file_of(payload),
        )  # fmt: skip

    def _masked_plain(self, record: AnyRecord, record_id: int, plain: Mapping[str, Any]) -> dict[str, Any]:
        values = values_of_plain(record, plain)
        for name, thing in described(record).items():
            if name in values and isinstance(thing, Kind):
                values = self._sight(values, name, thing, record_id)
        return self._sight_lines(values, record, record_id)

    def setting_changes(self) -> dict[str, SettingChange]:
        """Return when, by whom and why each setting was changed last, by its name; by persons only (domain 1.5)."""
        found = self._database.execute_sql(
            'SELECT json_extract(p."body", \'$.name\'), t."at", u."line", json_extract(p."body", \'$.reason\')'
            ' FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" JOIN "header" u ON u."id" = t."user"'
            ' WHERE t."what" = \'setting\' ORDER BY t."seq"'
        )
        return {
            name: SettingChange(datetime.datetime.fromisoformat(at), who or "", reason or "")
            for name, at, who, reason in found
        }

    def prints(self, record_id: int) -> list[tuple[str, int, int, datetime.datetime]]:
        """Return what was printed of a record: sheet, edition, copy, when."""
        if not self.may_see(record_id):
            return []
        found = self._database.execute_sql(
            'SELECT "sheet", "edition", "copy", "at" FROM "print" WHERE "record" = ? ORDER BY "id"',
            (record_id,),
        )
        return [(row[0], row[1], row[2], datetime.datetime.fromisoformat(row[3])) for row in found]

    def list_prints(self, sheet: str, period: str) -> int:
        """Return how often a list of a period was printed."""
        (count,) = self._database.execute_sql(
            'SELECT count(*) FROM "print" WHERE "record" IS NULL AND "sheet" = ?'
            " AND json_extract(\"snapshot\", '$.period') = ?",
            (sheet, period),
        ).fetchone()
        return int(count)
