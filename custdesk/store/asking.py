"""Which records a guard or an effect asks for: by a day of their own, or by what they still lack."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from custdesk.fields import Day
from custdesk.record import VOIDED, AnyRecord, columns_of
from custdesk.store.trail import Executes


def dated(
    database: Executes,
    record: AnyRecord,
    name: str,
    since: datetime.date | None,
    until: datetime.date | None,
) -> Sequence[Sequence[Any]]:
    """Return the ids of records whose day or moment lies in [since, until), the oldest first."""
    parts, params = [f't."{name}" IS NOT NULL', 'h."state" <> ?'], [VOIDED]
    for sign, bound in ((">=", since), ("<", until)):
        if bound is not None:
            parts.append(f't."{name}" {sign} ?')
            params.append(as_kept(record, name, bound))
    return database.execute_sql(
        # CROSS: the form's own table first, however many rows the header has
        f'SELECT t."id" FROM "{record._meta.table_name}" t CROSS JOIN "header" h ON h."id" = t."id"'
        f' WHERE {" AND ".join(parts)} ORDER BY t."{name}", t."id"',
        tuple(params),
    ).fetchall()


def waiting(
    database: Executes, record: AnyRecord, name: str, states: Sequence[str]
) -> Sequence[Sequence[Any]]:
    """Return the ids of records in one of these states, the oldest first; of those whose field `name` is empty."""
    marks = ",".join("?" * len(states))
    empty = f'AND t."{name}" IS NULL' if name else ""
    return database.execute_sql(
        f'SELECT h."id" FROM "header" h JOIN "{record._meta.table_name}" t ON t."id" = h."id"'
        f' WHERE h."form" = ? AND h."state" IN ({marks}) {empty} ORDER BY h."happened_at", h."id"',
        (record.form.key, *states),
    ).fetchall()


def as_kept(record: AnyRecord, name: str, bound: datetime.date) -> str:
    """Return a bound as the column keeps it: a day, or a moment to the minute."""
    if isinstance(columns_of(record)[name], Day):
        return bound.isoformat()[:10]
    start = (
        bound if isinstance(bound, datetime.datetime) else datetime.datetime.combine(bound, datetime.time())
    )
    return start.isoformat(timespec="minutes")
