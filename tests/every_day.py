"""Every day from 2024 to 2032, and what a calendar on the wall says of it.

The tests ask here what a rule should answer, so nothing in this file may come from `custdesk.rules`: days are counted
by their ordinals, months one by one, working days in a sorted list.
"""

from __future__ import annotations

import calendar
import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from datetime import datetime as at

SHIFTS = ("none", "previous", "next")
ONE_MINUTE = datetime.timedelta(minutes=1)


def days_between(first: date, last: date) -> tuple[date, ...]:
    return tuple(date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


DAYS = days_between(date(2024, 1, 1), date(2032, 12, 31))
#: the days around them, for what begins before or ends after
AROUND = days_between(date(2023, 1, 1), date(2034, 12, 31))
MONTHS = tuple((year, month) for year in range(2024, 2033) for month in range(1, 13))

#: the lunar new year's days
_SPRING = ("2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03",
           "2031-01-23", "2032-02-11")  # fmt: skip


def _holidays() -> Iterator[date]:
    for year in range(2024, 2033):
        yield from (date(year, 1, 1), date(year, 4, 5), date(year, 5, 1))
        yield from (date(year, 10, number) for number in range(1, 8))
    for spring in map(date.fromisoformat, _SPRING):
        yield from (plus(spring, number) for number in range(-1, 6))


def _working_weekends() -> Iterator[date]:
    """The Sunday before and the Saturday after each long holiday; both lie in the weekends beside it."""
    for start in (*map(date.fromisoformat, _SPRING), *(date(year, 10, 1) for year in range(2024, 2033))):
        before, after = plus(start, -2), plus(start, 7)
        yield next(day for day in (plus(before, -n) for n in range(7)) if day.weekday() == 6)
        yield next(day for day in (plus(after, n) for n in range(7)) if day.weekday() == 5)


def plus(day: date, days: int) -> date:
    """So many days later, counted on the ordinals."""
    return date.fromordinal(day.toordinal() + days)


def months_on(day: date, months: int) -> date:
    """The same day so many months on or back, month by month; where there is no such day, the last there is."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        elif month == 0:
            year, month = year - 1, 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def years_on(day: date, years: int) -> date:
    """The same date years later; 29 February becomes the 28th where the year has none."""
    if (day.month, day.day) == (2, 29) and not calendar.isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return date(day.year + years, day.month, day.day)


def month_days(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def following_5th(day: date) -> date:
    """The 5th of the month after a day's own."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 5)


def midnight(day: date) -> datetime.datetime:
    return at(day.year, day.month, day.day)


def end(day: date) -> datetime.datetime:
    """A day's 24:00, the first instant that is late (9.4 no. 1)."""
    return at.fromordinal(day.toordinal() + 1)


def last_minute(day: date) -> datetime.datetime:
    return at(day.year, day.month, day.day, 23, 59)


class Wall:
    """A calendar on the wall: which days are worked."""

    def __init__(self, holidays: Iterable[date] = (), working_weekends: Iterable[date] = ()) -> None:
        self.holidays, self.extra = frozenset(holidays), frozenset(working_weekends)
        free = self.holidays - self.extra
        self.worked = [day for day in AROUND if day in self.extra or (day.weekday() < 5 and day not in free)]
        self._worked = frozenset(self.worked)

    def works(self, day: date) -> bool:
        return day in self._worked

    def before(self, day: date) -> date:
        return self.worked[bisect_left(self.worked, day) - 1]

    def after(self, day: date, days: int = 1) -> date:
        """The n-th working day after a day."""
        return self.worked[bisect_right(self.worked, day) + days - 1]

    def shifted(self, day: date, shift: str, floor: date) -> date:
        """Where a due day goes: it never comes to lie before `floor`, the event or the period's first day."""
        if shift == "none" or self.works(day):
            return day
        return self.after(day) if shift == "next" else max(self.before(day), floor)

    def reminded(self, day: date, shift: str, floor: date) -> date:
        """When a due day, not yet shifted, is reminded (R-003, 9.4 no. 3)."""
        if self.works(day):
            return day
        to = {"none": day, "previous": self.before(day), "next": self.after(day)}[shift]
        return max(self.before(to), floor)

    def table(self) -> list[dict[str, str]]:
        """The same as the office types it."""
        said = [(day, "holiday") for day in self.holidays] + [(day, "working_weekend") for day in self.extra]
        return [{"date": day.isoformat(), "name": "", "kind": kind} for day, kind in said]


WEEKDAYS = Wall()
OFFICIAL = Wall(_holidays(), (day for day in _working_weekends() if day not in frozenset(_holidays())))
