"""The one reading door: which rows a person may see, and how much of each value (R-011, domain 1.6)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec.structs import replace

from custdesk.fields import Kind, Link, Masked, Sight
from custdesk.language import Words
from custdesk.record import (
    AnyRecord,
    Through,
    columns_of,
    lines_of,
    shown_of,
    through_of,
)
from custdesk.rules import people
from custdesk.rules.privacy import LineVeil, mask_phone
from custdesk.rules.rooms import RoomKey
from custdesk.rules.routing import hidden_name
from custdesk.settings import Settings
from custdesk.snapshot import Snapshot
from custdesk.store import chains, editions, linking, rows
from custdesk.store.deriving import references
from custdesk.store.finding_reader import FindingReader
from custdesk.store.hits import HIT, OVERDUE_SQL, HistoryLine, Hit, ListQuery, hit_of, overdue
from custdesk.store.homecoming import HomecomingReader
from custdesk.store.list_rows import RowReader
from custdesk.store.listing import ListReader
from custdesk.store.past import PastReader
from custdesk.store.scanned import ScannedReader
from custdesk.store.trail import Executes
from custdesk.workflow import User

STEWARDS = frozenset({people.STEWARD, people.SUPERVISOR, people.MANAGER})


@cache
def _guarded(record: AnyRecord) -> tuple[tuple[str, Kind], ...]:
    """Return the fields that not everybody sees in full."""
    return tuple((n, kind) for n, kind in columns_of(record).items() if kind.sight is not Sight.SHOWN)


@cache
def _guarded_lines(record: AnyRecord) -> tuple[tuple[str, tuple[tuple[str, Kind], ...]], ...]:
    """Return the parts of computed lines that not everybody sees in full; typed lines stay as they are typed."""
    found = []
    for name, lines in lines_of(record).items():
        parts = tuple((n, kind) for n, kind in lines.line.kinds().items() if kind.sight is not Sight.SHOWN)
        if parts and lines.by is not None:
            found.append((name, parts))
    return tuple(found)


@cache
def _veils(record: AnyRecord) -> tuple[tuple[str, LineVeil], ...]:
    """Return the lines that say something of other records, with what of it everybody may read (R-064)."""
    return tuple((name, lines.veil) for name, lines in lines_of(record).items() if lines.veil is not None)


class Reader(ListReader, RowReader, FindingReader, PastReader, ScannedReader, HomecomingReader):
    """Everything one person reads goes through here."""

    def __init__(
        self,
        database: Executes,
        forms: Mapping[str, AnyRecord],
        settings: Settings,
        clock: Callable[[], datetime.datetime],
        user: User,
        revealed: frozenset[int] = frozenset(),
    ) -> None:
        self._database = database
        self._forms = forms
        self._settings = settings
        self._clock = clock
        self.user = user
        self._revealed = revealed

    # -- one record --------------------------------------------------------------------------------------

    def record(self, record_id: int) -> Snapshot | None:
        """Return one record, or None where it does not exist or is hidden from this person."""
        found = self.records([record_id])
        return found[0] if found else None

    def records(self, ids: Sequence[int], *, lines: bool = True) -> list[Snapshot]:
        """Return records in the order of `ids`, leaving out hidden ones."""
        where, params = self._visible()
        marks = ",".join("?" * len(ids))
        seen = self._database.execute_sql(
            f'SELECT h."id", h."form" FROM "header" h WHERE h."id" IN ({marks}) {where}',
            (*ids, *params),
        ).fetchall()
        by_form: dict[str, list[int]] = {}
        for record_id, key in seen:
            by_form.setdefault(key, []).append(record_id)
        found: dict[int, Snapshot] = {}
        for key, some in by_form.items():
            record = self._forms.get(key)
            if record is None:
                continue
            loaded = rows.load_many(self._database, record, some, lines=lines)
            self._fill_through(record, loaded)
            names = self._link_names({t for one in loaded for _n, t in self._links(record, one)})
            found |= {
                one["id"]: Snapshot(record, one["id"], self._sighted(record, one), names) for one in loaded
            }
        return [found[record_id] for record_id in ids if record_id in found]

    @staticmethod
    def _links(record: AnyRecord, values: Mapping[str, Any]) -> list[tuple[str, int]]:
        header = [
            (n, values[n]) for n in ("unit", "responsible", "created_by") if isinstance(values.get(n), int)
        ]
        through = [(n, values[n]) for n, one in through_of(record).items() if isinstance(one.kind, Link)]
        return [*references(record, values), *header, *(one for one in through if isinstance(one[1], int))]

    def _sighted(self, record: AnyRecord, values: dict[str, Any]) -> dict[str, Any]:
        seen = {name: value for name, value in values.items() if name not in ("salt", "visibility")}
        for name, kind in _guarded(record):
            seen = self._sight(seen, name, kind, values["id"])
        seen = self._sight_scans(self._sight_lines(seen, record, values["id"]))
        for name, shown in shown_of(record).items():
            if isinstance(shown, Through):
                seen = self._sight(seen, name, shown.kind, values["id"])
            else:
                seen[name] = shown.by(values, self._clock(), self._settings)
        return seen

    def _fill_through(self, record: AnyRecord, loaded: Sequence[dict[str, Any]]) -> None:
        """Put in what comes from linked records, as far as this person may see those."""
        if through_of(record):
            linking.fill_through(self._database, self._forms, record, loaded, self._visible())

    def _sight(self, seen: dict[str, Any], name: str, kind: Kind, record_id: int) -> dict[str, Any]:
        if not self.sees(kind):
            seen.pop(name, None)
        elif kind.sight is Sight.MASKED and seen.get(name) and record_id not in self._revealed:
            seen[name] = Masked(mask_phone(str(seen[name])))
        return seen

    def _sight_lines(self, seen: dict[str, Any], record: AnyRecord, record_id: int) -> dict[str, Any]:
        for name, parts in _guarded_lines(record):
            rows_seen = [dict(row) for row in seen.get(name) or ()]
            for part, kind in parts:
                rows_seen = [self._sight(row, part, kind, record_id) for row in rows_seen]
            if rows_seen:
                seen[name] = tuple(rows_seen)
        for name, veil in _veils(record):
            kept = seen.get(name) or ()
            shown = self.names({one for row in kept if isinstance(one := row.get(veil.link), int)})
            if kept:
                hidden = [isinstance(one := row.get(veil.link), int) and one not in shown for row in kept]
                seen[name] = tuple(
                    veil.over(row) if veiled else row for row, veiled in zip(kept, hidden, strict=True)
                )
        return seen

    def sees(self, kind: Kind) -> bool:
        """Tell whether this person may see such values at all (domain 1.6)."""
        return kind.sight is not Sight.STEWARDS or self.user.role in STEWARDS

    def _visible(self) -> tuple[str, tuple[str, ...]]:
        return (
            'AND (h."visibility" IS NULL OR (instr(h."visibility", ?) = 0 AND instr(h."visibility", ?) = 0))',
            (f",staff:{self.user.id},", f"role:{self.user.role},"),
        )

    def may_see(self, record_id: int) -> bool:
        """Tell whether this person may see a record."""
        where, params = self._visible()
        return bool(
            self._database.execute_sql(
                f'SELECT 1 FROM "header" h WHERE h."id" = ? {where}',
                (record_id, *params),
            ).fetchone()
        )

    def edition_of(self, record_id: int, edition: int) -> Snapshot | None:
        """Return what a frozen record's edition said, with the names of then; None where none was kept."""
        record = self._forms.get(rows.form_of(self._database, record_id) or "")
        if record is None or not self.may_see(record_id):
            return None
        kept = editions.read(self._database, record, record_id, edition)
        if kept is None:
            return None
        names = {**kept.names, **self._hidden_names(set(kept.names))}
        visible = [one for one in through_of(record).values() if self._sees_link(kept.values.get(one.via))]
        hidden = {one.name for one in through_of(record).values()} - {one.name for one in visible}
        kept = replace(kept, values={name: v for name, v in kept.values.items() if name not in hidden})
        return replace(kept, values=self._sighted(record, dict(kept.values)), names=names)

    # -- across forms ------------------------------------------------------------------------------------

    def hits(self, where: str, params: Sequence[Any], order: str, limit: int = 200) -> list[Hit]:
        """Return header rows; the only way mixed lists are read."""
        visible, more = self._visible()
        found = self._database.execute_sql(
            f'SELECT {HIT} FROM "header" h WHERE {where} {visible} ORDER BY {order} LIMIT ?',
            (*params, *more, limit),
        )
        return [hit_of(row) for row in found]

    def owed(self, limit: int = 200) -> list[Hit]:
        """Return what is due, the most urgent first."""
        return self.hits('h."due_at" IS NOT NULL', (), 'h."due_at", h."id"', limit)

    def in_states(self, form: str, *states: str, limit: int = 200) -> list[Hit]:
        """Return a form's records in these states, the oldest first."""
        marks = ",".join("?" * len(states))
        return self.hits(
            f'h."form" = ? AND h."state" IN ({marks})', (form, *states), 'h."happened_at"', limit
        )

    def of_unit(self, unit_id: int, limit: int = 10) -> list[Hit]:
        """Return the newest matters of a room, registers left out."""
        registers = [key for key, record in self._forms.items() if record.form.register]
        marks = ",".join("?" * len(registers))
        return self.hits(
            f'h."unit" = ? AND h."form" NOT IN ({marks})',
            (unit_id, *registers),
            'h."happened_at" DESC, h."id" DESC',
            limit,
        )

    def referring(self, record_id: int) -> list[Hit]:
        """Return the records that link to this one."""
        return self.hits(
            'h."id" IN (SELECT "record" FROM "reference" WHERE "target" = ?)',
            (record_id,),
            'h."happened_at" DESC, h."id" DESC',
        )

    def register(self, form: str, *states: str) -> list[Hit]:
        """Return a register's entries (rooms, people, staff) in the order of their names."""
        marks = ",".join("?" * len(states))
        return self.hits(f'h."form" = ? AND h."state" IN ({marks})', (form, *states), 'h."line"', 100_000)

    def unit_keys(self) -> dict[int, RoomKey]:
        """Return the key of every unit in use, by id, in its compared spelling."""
        found = self._database.execute_sql(
            'SELECT t."id", t."building", t."entrance", t."room" FROM "unit" t JOIN "header" h ON h."id" = t."id"'
            " WHERE h.\"state\" = 'active'"
        )
        return {row[0]: RoomKey(*(part or "" for part in row[1:])) for row in found}

    def records_as_hits(self, ids: Sequence[int]) -> list[Hit]:
        """Return header rows in the order of `ids`."""
        if not ids:
            return []
        marks = ",".join("?" * len(ids))
        found = {hit.id: hit for hit in self.hits(f'h."id" IN ({marks})', tuple(ids), 'h."id"', len(ids))}
        return [found[record_id] for record_id in ids if record_id in found]

    def names(self, ids: set[int]) -> dict[int, str]:
        """Return what links to these records show, leaving out hidden ones."""
        if not ids:
            return {}
        marks = ",".join("?" * len(ids))
        found = self.hits(f'h."id" IN ({marks})', tuple(ids), 'h."id"', len(ids))
        return {hit.id: hit.number or hit.line or f"#{hit.id}" for hit in found}

    def _link_names(self, ids: set[int]) -> dict[int, str]:
        names = self.names(ids)
        return names | self._hidden_names(ids, names) if len(names) < len(ids) else names

    def _hidden_names(self, ids: set[int], seen: Mapping[int, str] | None = None) -> dict[int, str]:
        """Return what stands in place of the links to hidden records."""
        seen = self.names(ids) if seen is None else seen
        return dict.fromkeys(ids - set(seen), Words(self._settings.text("screen_language"))(hidden_name()))

    def _sees_link(self, link: Any) -> bool:
        return isinstance(link, int) and self.may_see(link)

    def chain(self, record_id: int) -> chains.Link | None:
        """Return the records chained to this one, from the first: order, callback, rework, callback."""
        return chains.chain(self, self._database, self._forms, record_id)

    def is_voided(self, record_id: int) -> bool:
        """Tell whether a record was voided."""
        row = self._database.execute_sql(
            'SELECT "state" FROM "header" WHERE "id" = ?', (record_id,)
        ).fetchone()
        return bool(row) and row[0] == "voided"


__all__ = ["OVERDUE_SQL", "HistoryLine", "Hit", "ListQuery", "Reader", "overdue"]
