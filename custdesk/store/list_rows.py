"""The rows of a list: of each record only what its columns show, as far as this person may see it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from msgspec import Struct

from custdesk.fields import Day, Kind, Link, Moment, Sight, YesNo
from custdesk.record import (
    AnyRecord,
    Lines,
    Shown,
    Through,
    columns_of,
    header_kinds,
    thing_named,
    through_of,
)
from custdesk.snapshot import Snapshot
from custdesk.store.trail import Executes

Convert = Callable[[Any], Any]

#: what these kinds do with every single value, without the call between; None: what the database keeps is the value
_AT_ONCE: Final[Mapping[Any, Convert | None]] = {
    Moment.value: datetime.datetime.fromisoformat, Day.value: datetime.date.fromisoformat, YesNo.value: bool,
    Kind.value: None,
}  # fmt: skip


class ListRow(Snapshot, frozen=True):
    """A record as a list shows it: `values` holds what was asked for and the state; `owed` until when it owes something."""

    owed: datetime.datetime | None = None


class _Plan(Struct, frozen=True):
    """What is read for some columns of a form."""

    sql: str  # after SELECT: id, state, until when something is owed, the columns
    names: tuple[str, ...]
    converted: tuple[tuple[str, Convert], ...]
    links: tuple[str, ...]
    guarded: tuple[tuple[str, Kind], ...]
    through: tuple[tuple[str, Through], ...]


@cache
def _plan(record: AnyRecord, columns: tuple[str, ...]) -> _Plan | None:
    """Return what is read for some columns; None where one of them is counted from lines or files."""
    things = {name: thing_named(record, name) for name in columns}
    if any(isinstance(one, Lines | Shown) and not isinstance(one, Through) for one in things.values()):
        return None
    through = tuple((name, one) for name, one in through_of(record).items() if name in things)
    own, header = columns_of(record), header_kinds()
    names = tuple(
        dict.fromkeys(
            name
            for name in ("state", *columns, *(one.via for _n, one in through))
            if name in own or name in header
        )
    )
    kinds = {name: own[name] if name in own else header[name] for name in names}
    listed = ", ".join(f't."{name}"' if name in own else f'h."{name}"' for name in names)
    return _Plan(
        f'SELECT h."id", h."due_at", {listed} FROM "header" h JOIN "{record._meta.table_name}" t ON t."id" = h."id"',
        names,
        tuple((name, convert) for name, kind in kinds.items() if (convert := _converts(kind)) is not None),
        tuple(name for name, kind in kinds.items() if isinstance(kind, Link))
        + tuple(name for name, one in through if isinstance(one.kind, Link)),
        tuple((name, kind) for name, kind in kinds.items() if kind.sight is not Sight.SHOWN),
        through,
    )


def _converts(kind: Kind) -> Convert | None:
    return _AT_ONCE.get(type(kind).value, kind.value)


class RowReader:
    """The part of the reading door that shows lists."""

    _database: Executes
    _forms: Mapping[str, AnyRecord]

    def records(self, ids: Sequence[int], *, lines: bool = True) -> list[Snapshot]:
        """Return records in the order of `ids`, leaving out hidden ones."""
        raise NotImplementedError

    def _sight(self, seen: dict[str, Any], name: str, kind: Kind, record_id: int) -> dict[str, Any]:
        raise NotImplementedError

    def _visible(self) -> tuple[str, tuple[str, ...]]:
        raise NotImplementedError

    def _fill_through(self, record: AnyRecord, loaded: Sequence[dict[str, Any]]) -> None:
        raise NotImplementedError

    def _link_names(self, ids: set[int]) -> dict[int, str]:
        raise NotImplementedError

    def rows(self, form: str, ids: Sequence[int], columns: tuple[str, ...]) -> list[ListRow]:
        """Return what a list shows of the records of one form, in the order of `ids`; hidden ones are left out."""
        record = self._forms[form]
        plan = _plan(record, columns)
        if plan is None:
            return self._whole_rows(record, ids)
        where, params = self._visible()
        marks = ",".join("?" * len(ids))
        found = self._database.execute_sql(
            f'{plan.sql} WHERE h."id" IN ({marks}) {where}', (*ids, *params)
        ).fetchall()
        loaded = [{"id": row[0], **dict(zip(plan.names, row[2:], strict=True))} for row in found]
        for name, convert in plan.converted:
            for values in loaded:
                if (plain := values[name]) is not None:
                    values[name] = convert(plain)
        if plan.through:
            self._fill_through(record, loaded)
        names = self._link_names(
            {one for name in plan.links for values in loaded if isinstance(one := values[name], int)}
        )
        for name, kind in (*plan.guarded, *((name, one.kind) for name, one in plan.through)):
            loaded = [self._sight(values, name, kind, values["id"]) for values in loaded]
        made = {
            values["id"]: ListRow(record, values["id"], values, names, owed=_moment(row[1]))
            for values, row in zip(loaded, found, strict=True)
        }
        return [made[record_id] for record_id in ids if record_id in made]

    def _whole_rows(self, record: AnyRecord, ids: Sequence[int]) -> list[ListRow]:
        """Read the records whole: a column is counted from their lines or files."""
        seen = self.records(ids)
        marks = ",".join("?" * len(seen))
        owed = dict(
            self._database.execute_sql(
                f'SELECT "id", "due_at" FROM "header" WHERE "id" IN ({marks})', tuple(one.id for one in seen)
            ).fetchall()
        )
        return [
            ListRow(one.record, one.id, one.values, one.names, owed=_moment(owed.get(one.id)))
            for one in seen
            if one.record is record
        ]


def _moment(plain: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(plain) if plain else None
