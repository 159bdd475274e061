"""Reading a record's values inside the rules: each name as the type a rule expects, or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

Values = Mapping[str, object]
Rows = Sequence[Mapping[str, object]]


def filled(values: Values, name: str) -> bool:
    """Tell whether a field holds anything; blanks alone are nothing, False and 0 are something."""
    value = values.get(name)
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (tuple, list)):
        return bool(value)
    return value is not None


def text(values: Values, name: str) -> str:
    """Return a text or a code, "" when there is none."""
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def yes(values: Values, name: str) -> bool:
    """Tell whether a yes/no field says yes."""
    return values.get(name) is True


def moment(values: Values, name: str) -> datetime.datetime | None:
    """Return a moment; a bare day counts from its first minute."""
    value = values.get(name)
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    return None


def day(values: Values, name: str) -> datetime.date | None:
    """Return a day; of a moment, the day it lies on."""
    value = values.get(name)
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else None


def due(values: Values, name: str) -> datetime.datetime | None:
    """Return a due moment; a bare day is due at its 24:00, the next day's 00:00 (9.4 no. 1)."""
    value = values.get(name)
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value + datetime.timedelta(days=1), datetime.time())
    return None


def rows(values: Values, name: str) -> tuple[Mapping[str, object], ...]:
    """Return the lines of a field."""
    value = values.get(name)
    if not isinstance(value, (tuple, list)):
        return ()
    return tuple(row for row in value if isinstance(row, Mapping))


def earlier(first: object, second: object) -> bool:
    """Tell whether one day or moment lies before another; where either is a bare day, days are compared."""
    if isinstance(first, datetime.datetime) and isinstance(second, datetime.datetime):
        return _minute(first) < _minute(second)
    if isinstance(first, datetime.date) and isinstance(second, datetime.date):
        return _day(first) < _day(second)
    return False


def _minute(value: datetime.datetime) -> datetime.datetime:
    return value.replace(second=0, microsecond=0)


def _day(value: datetime.date) -> datetime.date:
    return value.date() if isinstance(value, datetime.datetime) else value
