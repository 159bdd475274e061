"""The reading door to printed sheets: which are not home, which are home unread, what was read, what they hold fast."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from custdesk.draft import values_of_plain
from custdesk.fields import Link
from custdesk.language import Text
from custdesk.office.signing import boxes_of
from custdesk.record import VOIDED, AnyRecord, columns_of, lines_of
from custdesk.rules.signed_paper import home_of
from custdesk.settings import Settings
from custdesk.sheet import ListSheet, Sheet
from custdesk.store import reserving, rows
from custdesk.store.awaited import ROW, SINCE, UNREAD, Awaited, Board, Unread, signed_sheets
from custdesk.store.signed_paper import (
    Lock,
    Printed,
    boxes_on,
    kept,
    list_of,
    locking,
    printed,
    prints_of,
    sheet_of,
)
from custdesk.store.trail import Executes

Key = tuple[str, str, int]  # number, sheet, edition


class SignatureKept(Struct, frozen=True):
    """What was read in one box of a print; an empty name: not signed."""

    print: int
    sheet: str
    edition: int
    copy: int
    box: str
    label: Text | str
    name: str
    relation: str
    signed_on: datetime.date | None
    entered_at: datetime.datetime
    entered_by: int | None


class HomecomingReader:
    """The part of the reading door that knows printed sheets."""

    _database: Executes
    _forms: Mapping[str, AnyRecord]
    _settings: Settings

    def may_see(self, record_id: int) -> bool:
        """Tell whether this person may see a record."""
        raise NotImplementedError

    def names(self, ids: set[int]) -> dict[int, str]:
        """Return what links to these records show, leaving out hidden ones."""
        raise NotImplementedError

    def _visible(self) -> tuple[str, tuple[str, ...]]:
        raise NotImplementedError

    # -- single prints -----------------------------------------------------------------------------------

    def may_see_print(self, print_id: int) -> bool:
        """Tell whether this person may see a printed sheet: of a list, all its records."""
        one = printed(self._database, print_id)
        if one is None:
            return False
        ids = [one.record] if one.record is not None else one.said.get("records", ())
        visible, more = self._visible()
        hidden = self._database.execute_sql(
            f'SELECT 1 FROM "header" h WHERE h."id" IN (SELECT value FROM json_each(?)) AND NOT (1 {visible}) LIMIT 1',
            (json.dumps(list(ids)), *more),
        )
        return hidden.fetchone() is None

    def printed_sheets(self, record_id: int, *, signed: bool = False) -> list[Printed]:
        """Return the prints of a record, the newest first; or only those of which somebody signed a box."""
        return prints_of(self._database, record_id, signed=signed) if self.may_see(record_id) else []

    def locks(self, record_id: int) -> tuple[Lock, ...]:
        """Return what signed sheets hold fast of a record."""
        record = self._forms.get(str(rows.form_of(self._database, record_id)))
        if record is None or not self.may_see(record_id):
            return ()
        return locking(self._database, record, record_id)

    def signatures(self, record_id: int) -> list[SignatureKept]:
        """Return what was read from the sheets of a record, the newest print first."""
        found = []
        for one in self.printed_sheets(record_id):
            labels = {box.box: box.label for box in boxes_on(self._database, self._forms, one)}
            for box, read in kept(self._database, one.id).items():
                day = datetime.date.fromisoformat(read["signed_on"]) if read["signed_on"] else None
                found.append(SignatureKept(
                    one.id, one.sheet, one.edition, one.copy, box, labels.get(box, box), read["name"],
                    read["relation"] or "", day, datetime.datetime.fromisoformat(read["entered_at"]),
                    read["entered_by"],
                ))  # fmt: skip
        return found

    def hidden_links(self, record_id: int) -> bool:
        """Tell whether a link of a record, or one in its lines, ever led to what this person may not see (R-064)."""
        record = self._forms[str(rows.form_of(self._database, record_id))]
        ids = _links_in(record, rows.load(self._database, record, record_id) or {})
        for (body,) in self._database.execute_sql(
            'SELECT p."body" FROM "trail_record" r JOIN "trail_payload" p ON p."seq" = r."seq" WHERE r."record" = ?',
            (record_id,),
        ).fetchall():
            payload = json.loads(body)
            for plain in (payload.get("old", {}), payload.get("new", {})):
                ids |= _links_in(record, values_of_plain(record, plain))
        return bool(ids - set(self.names(ids)))

    # -- the board ---------------------------------------------------------------------------------------

    def not_home(self) -> list[Awaited]:
        """Return every printed sheet with signature boxes that has not come home, the oldest first."""
        board = Board(self._forms, *self._visible())
        sql, params = board.sql(f"{ROW}, {board.signed()}")
        found = self._database.execute_sql(sql, params).fetchall()
        filed = self._filed({(row[0], row[1], row[2]) for row in found})
        units = self.names({row[5] for row in found if isinstance(row[5], int)})
        awaited = [self._awaited(row, filed, units) for row in found] + self._blanks()
        return sorted(awaited, key=lambda one: (one.printed_at, one.number, one.sheet))

    def not_home_count(self) -> tuple[int, datetime.datetime | None]:
        """Return how many sheets are not home, and since when the oldest is away."""
        sql, params = Board(self._forms, *self._visible()).sql(f"count(*), min({SINCE})")
        count, since = self._database.execute_sql(sql, params).fetchone()
        blanks = self._blanks()
        moments = [one.printed_at for one in blanks]
        moments += [datetime.datetime.fromisoformat(since)] if since else []
        return int(count) + len(blanks), min(moments, default=None)

    def _awaited(
        self, row: Sequence[Any], filed: Mapping[Key, list[Any]], units: Mapping[int, str]
    ) -> Awaited:
        (
            number,
            name,
            edition,
            record,
            line,
            unit,
            at,
            copies,
            pages,
            newest,
            period,
            form,
            located,
            signed,
        ) = row
        title, leaves = self._titled(name, str(form or ""))
        home = home_of(filed.get((number, name, edition), ()), _pages_each(pages, leaves))
        return Awaited(
            number, name, edition, title, record, str(line or period or ""), units.get(unit, str(unit or "")),
            datetime.datetime.fromisoformat(at), copies, home.pages, home.home, home.missing, bool(signed), newest,
            bool(located),
        )  # fmt: skip

    def _titled(self, number: str, form: str) -> tuple[Text | str, int]:
        """Return what a sheet is called, and how many labelled copies are printed at one go."""
        record = self._forms.get(form)
        sheet: Sheet | ListSheet | None = sheet_of(record, number) if record else None
        if record is None and (pair := list_of(self._forms, number)):
            record, sheet = pair
        if record is None or sheet is None:
            return number, 1
        own = self._settings.text(f"form_title.{record.form.number}") if isinstance(sheet, Sheet) else ""
        copies = len(sheet.copies) if isinstance(sheet, Sheet) else 0
        return sheet.title or own or record.form.title, copies or 1

    def _filed(self, keys: Collection[Key]) -> dict[Key, list[tuple[int, int, int, int]]]:
        """Return which pages of these sheets are home, as (copy, leaf, page, pages)."""
        found: dict[Key, list[tuple[int, int, int, int]]] = defaultdict(list)
        for number, sheet, edition, copy, leaf, page, pages in self._database.execute_sql(
            'SELECT s."number", s."sheet", s."edition", coalesce(s."copy", 0), coalesce(s."leaf", 0),'
            ' s."sheet_page", s."sheet_pages" FROM json_each(?) j JOIN "scan_page" s'
            " ON s.\"number\" = json_extract(j.value, '$[0]') AND s.\"sheet\" = json_extract(j.value, '$[1]')"
            " AND s.\"edition\" = json_extract(j.value, '$[2]') WHERE s.\"state\" = 'filed'"
            ' AND s."sheet_page" IS NOT NULL AND s."sheet_pages" IS NOT NULL',
            (json.dumps(sorted(keys)),),
        ):
            found[number, sheet, edition].append((copy, leaf, page, pages))
        return found

    def _blanks(self) -> list[Awaited]:
        """Return the empty sheets that were printed with a number, and neither typed in nor voided."""
        waiting = [one for one in reserving.waiting(self._database) if one.printed_at is not None]
        home = self._filed_numbers({one.number for one in waiting})
        found = []
        for one in waiting:
            if one.number in home or one.printed_at is None:
                continue
            record = self._forms.get(one.form)
            title: Text | str = one.form
            if record is not None:
                titles = {sheet.number: sheet.title for sheet in record.form.sheets}
                titles |= {sheet.number: sheet.title for sheet in record.form.lists}
                title = titles.get(one.sheet) or record.form.title
            found.append(
                Awaited(one.number, one.sheet, 0, title, None, "", "", one.printed_at, 1, 1, (), (1,))
            )
        return found

    def _filed_numbers(self, numbers: Collection[str]) -> set[str]:
        found = self._database.execute_sql(
            'SELECT DISTINCT s."number" FROM json_each(?) j JOIN "scan_page" s ON s."number" = j.value'
            " WHERE s.\"state\" = 'filed'",
            (json.dumps(sorted(numbers)),),
        )
        return {row[0] for row in found}

    # -- home, and nobody has read who signed ------------------------------------------------------------

    def to_read(self) -> list[Unread]:
        """Return the sheets whose scan is home whole and whose boxes nobody has read, in the order they came."""
        boxes = {sheet.number: len(boxes_of(record, sheet)) for record, sheet in signed_sheets(self._forms)}
        visible, more = self._visible()
        found = self._database.execute_sql(
            f'{UNREAD} AND (h."id" IS NULL OR h."state" <> \'{VOIDED}\') {visible}',
            (json.dumps(boxes), *more),
        ).fetchall()
        unread = [self._unread(print_id) for (print_id,) in found]
        return sorted((one for one in unread if one is not None), key=lambda one: one.pages)

    def _unread(self, print_id: int) -> Unread | None:
        one = printed(self._database, print_id)
        if one is None or (one.record is None and not self.may_see_print(print_id)):
            return None
        read = self._boxes_read(one)
        boxes = tuple(box for box in boxes_on(self._database, self._forms, one) if box.box not in read)
        scanned = self._database.execute_sql(
            'SELECT coalesce("copy", 0), coalesce("leaf", 0), "sheet_page", "sheet_pages", "id" FROM "scan_page"'
            ' WHERE "number" = ? AND "sheet" = ? AND "edition" = ? AND "state" = \'filed\' AND "print" = ?'
            ' AND "sheet_page" IS NOT NULL ORDER BY "leaf", "sheet_page", "id"',
            (one.number, one.sheet, one.edition, print_id),
        ).fetchall()
        if not boxes or not home_of([(row[0], row[1], row[2], row[3]) for row in scanned], 1).whole:
            return None
        form = str(rows.form_of(self._database, one.record)) if one.record is not None else ""
        row = self._database.execute_sql(
            'SELECT "line" FROM "header" WHERE "id" = ?', (one.record,)
        ).fetchone()
        line = row[0] if row else one.said.get("period")
        return Unread(
            one.id, one.record, one.number, one.sheet, one.edition, one.copy, self._titled(one.sheet, form)[0],
            str(line or ""), boxes, tuple(row[4] for row in scanned),
        )  # fmt: skip

    def _boxes_read(self, one: Printed) -> set[str]:
        """Return the boxes read of any copy of a sheet: what is known of it is asked once."""
        found = self._database.execute_sql(
            'SELECT g."box" FROM "print" p JOIN "signature" g ON g."print" = p."id"'
            ' WHERE p."number" = ? AND p."sheet" = ? AND p."edition" = ?',
            (one.number, one.sheet, one.edition),
        )
        return {row[0] for row in found}


def _pages_each(pages: int, leaves: int) -> int:
    """Return the pages of one labelled copy: the print log counts all, and several may share a page."""
    return pages // leaves if pages >= leaves and pages % leaves == 0 else 1


def _links_in(record: AnyRecord, values: Mapping[str, Any]) -> set[int]:
    """Return the records that values link to, those in lines too."""
    links = [name for name, kind in columns_of(record).items() if isinstance(kind, Link)]
    found = {values[name] for name in links if isinstance(values.get(name), int)}
    for name, lines in lines_of(record).items():
        parts = [part for part, kind in lines.line.kinds().items() if isinstance(kind, Link)]
        rows_of = values.get(name) or ()
        found |= {row[part] for row in rows_of for part in parts if isinstance(row.get(part), int)}
    return found


__all__ = ["Awaited", "HomecomingReader", "SignatureKept", "Unread"]
