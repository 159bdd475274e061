"""What a search asks of the header: states, due dates, periods, buildings, as SQL that every candidate is judged by."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from custdesk.office.finding import Asked, Owed
from custdesk.rules.periods import end_of_day
from custdesk.store.hits import OVERDUE_SQL


class Where(Struct, frozen=True):
    """Who asks, when, and the units of the buildings that were asked for; `visible` as the reading door has it."""

    visible: tuple[str, Sequence[Any]]
    now: datetime.datetime
    units: Sequence[int] = ()


def filters(asked: Asked, where: Where) -> tuple[str, list[Any]]:
    """Return what the header (alias h) must hold for every filter but the form, as SQL that begins with AND."""
    sql, params = "", []
    if asked.states is not None:
        sql += ' AND (h."form" || \' \' || h."state") IN (SELECT value FROM json_each(?))'
        params.append(json.dumps([f"{form} {state}" for form, state in sorted(asked.states)]))
    if asked.owed:
        late, until = owed(asked, where.now)
        sql += f' AND h."due_at" IS NOT NULL AND {late}'
        params += until
    if asked.spans:
        one = '(h."happened_at" >= ? AND h."happened_at" < ?)'
        sql += f" AND ({' OR '.join([one] * len(asked.spans))})"
        params += [moment(day) for one in asked.spans for day in (one.first, after(one.last))]
    if asked.places:
        units = "(SELECT value FROM json_each(?))"
        sql += f' AND (h."unit" IN {units} OR h."id" IN {units} OR h."unit" >= \'\')'
        params += [json.dumps(list(where.units))] * 2
    return sql, params


def owed(asked: Asked, now: datetime.datetime) -> tuple[str, list[str]]:
    """Return what the due date must be: passed, or today's (a due day is kept as the next 00:00)."""
    ways, params = [], []
    if Owed.LATE in asked.owed:
        ways.append(OVERDUE_SQL)
        params += [now.isoformat(timespec="minutes")] * 2
    if Owed.TODAY in asked.owed:
        ways.append('(h."due_at" > ? AND h."due_at" <= ?)')
        params += [moment(now.date()), end_of_day(now.date()).isoformat(timespec="minutes")]
    return f"({' OR '.join(ways)})", params


def moment(day: datetime.date) -> str:
    """Return a day's first minute, as the header keeps it."""
    return f"{day.isoformat()}T00:00"


def after(day: datetime.date) -> datetime.date:
    """Return the next day."""
    return day + datetime.timedelta(days=1)
