"""A few columns of many records: what figures are made of. They are counted, never shown."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from custdesk.fields import Day, Kind, Moment, YesNo
from custdesk.record import VOIDED, AnyRecord, columns_of, header_kinds
from custdesk.store.asking import as_kept
from custdesk.store.trail import Executes


def choices(
    record: AnyRecord,
    days: Sequence[str],
    since: datetime.date | None,
    until: datetime.date | None,
    states: Sequence[str],
    linking: Sequence[int],
    ids: Sequence[int],
) -> Iterator[tuple[str, list[Any]]]:
    """Return the conditions of `Facts.columns` with their values: each follows an index of its own."""
    if days:
        parts, params = [], list[Any]()
        for name in days:
            bounds = [(sign, bound) for sign, bound in ((">=", since), ("<", until)) if bound is not None]
            within = " AND ".join(f'"{name}" {sign} ?' for sign, _bound in bounds) or f'"{name}" NOT NULL'
            parts.append(f'SELECT "id" FROM "{record._meta.table_name}" WHERE {within}')
            params += [as_kept(record, name, bound) for _sign, bound in bounds]
        # ids first: joined by OR, one day without an index would have every record of every form looked at
        yield f't."id" IN ({" UNION ALL ".join(parts)})', params
    if states:
        yield f'h."form" = ? AND h."state" IN ({_marks(states)})', [record.form.key, *states]
    if linking:
        where = f't."id" IN (SELECT "record" FROM "reference" WHERE "target" IN ({_marks(linking)}))'
        yield where, list(linking)
    if ids:
        yield f't."id" IN ({_marks(ids)})', list(ids)


def rows(
    database: Executes, record: AnyRecord, names: tuple[str, ...], where: str, params: Sequence[Any]
) -> dict[int, dict[str, Any]]:
    """Return the named columns of the records that meet a condition, as values by id; voided ones left out."""
    sql, kinds = _select(record, names)
    found = database.execute_sql(f"{sql} AND ({where})", (VOIDED, *params)).fetchall()
    keys = ("id", *names)
    made = {row[0]: dict(zip(keys, row)) for row in found}  # noqa: B905 - as many as were asked for; it is counted in thousands
    for name, value in kinds:
        for one in made.values():
            if (plain := one[name]) is not None:
                one[name] = value(plain)
    return made


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


@cache
def _select(
    record: AnyRecord, names: tuple[str, ...]
) -> tuple[str, tuple[tuple[str, Callable[[Any], Any]], ...]]:
    own, header = columns_of(record), header_kinds()
    columns = ", ".join(f't."{name}"' if name in own else f'h."{name}"' for name in names)
    table = record._meta.table_name
    read = {name: own[name] if name in own else header[name] for name in names}
    converted = tuple((name, found) for name, kind in read.items() if (found := _value(kind)) is not None)
    sql = f'SELECT h."id", {columns} FROM "{table}" t JOIN "header" h ON h."id" = t."id" WHERE h."state" <> ?'
    return sql, converted


#: what these kinds do with every single value, without the call between
_AT_ONCE: Final[Mapping[Any, Callable[[Any], Any] | None]] = {
    Moment.value: datetime.datetime.fromisoformat, Day.value: datetime.date.fromisoformat, YesNo.value: bool,
    Kind.value: None,
}  # fmt: skip


def _value(kind: Kind) -> Callable[[Any], Any] | None:
    """Return what makes a value of what the database keeps; None where it keeps the value itself."""
    return _AT_ONCE.get(type(kind).value, kind.value)
