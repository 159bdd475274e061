"""Days, deadlines and periods: R-001 to R-006 and decisions 9.4 no. 1, 3 and 4.

A due day is stored as the next 00:00 and is late from that instant; a due minute is on time through that
minute. All time is naive office time.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.settings import HOLIDAY, Settings

ONE_DAY = datetime.timedelta(days=1)
MIDNIGHT = datetime.time()


def end_of_day(day: datetime.date) -> datetime.datetime:
    """Return a day's 24:00: the next day's 00:00 (9.4 no. 1)."""
    return datetime.datetime.combine(day + ONE_DAY, MIDNIGHT)


def is_due_day(due: datetime.datetime) -> bool:
    """Tell a due day (00:00) from a due minute (9.4 no. 1)."""
    return due.time() == MIDNIGHT


def due_day(due: datetime.datetime) -> datetime.date:
    """Return the last day on which something due is in time: of 00:00, the day before (9.4 no. 1)."""
    return due.date() - ONE_DAY if is_due_day(due) else due.date()


def is_late(moment: datetime.datetime, due: datetime.datetime) -> bool:
    """Tell whether a moment is late: a due day from its 24:00 on, a due minute after that minute (9.4 no. 1)."""
    if is_due_day(due):
        return moment >= due
    return moment.replace(second=0, microsecond=0) > due.replace(second=0, microsecond=0)


def is_holiday(day: datetime.date, settings: Settings) -> bool:
    """Tell whether the holiday table names the day as a holiday (R-003)."""
    return any(row.day == day and row.kind == HOLIDAY for row in settings.holidays())


def is_working_day(day: datetime.date, settings: Settings) -> bool:
    """Tell whether a day is worked: Monday to Friday unless a holiday, and every working weekend (R-003)."""
    for row in settings.holidays():
        if row.day == day:
            return row.kind != HOLIDAY
    return day.weekday() < 5


def working_day_before(day: datetime.date, settings: Settings) -> datetime.date:
    """Return the last working day before a day, the day itself excluded (R-003)."""
    day -= ONE_DAY
    while not is_working_day(day, settings):
        day -= ONE_DAY
    return day


def working_day_after(day: datetime.date, settings: Settings) -> datetime.date:
    """Return the first working day after a day, the day itself excluded (R-003)."""
    day += ONE_DAY
    while not is_working_day(day, settings):
        day += ONE_DAY
    return day


def add_days(day: datetime.date, days: int, settings: Settings) -> datetime.date:
    """Return day N after an event's day, which is not counted; calendar or working days (R-002)."""
    if not settings["count_working_days"]:
        return day + datetime.timedelta(days=days)
    for _ in range(days):
        day = working_day_after(day, settings)
    return day


def within_days(event: datetime.date, days: int, settings: Settings) -> datetime.datetime:
    """Return when "within N days" ends: 24:00 of day N after the event, shifted if so set (R-002, R-003)."""
    start = event.date() if isinstance(event, datetime.datetime) else event
    return end_of_day(shift_due(add_days(start, days, settings), settings, not_before=start))


def within_hours(event: datetime.datetime, hours: int) -> datetime.datetime:
    """Return when "within N hours" ends, to the minute (R-002)."""
    return event.replace(second=0, microsecond=0) + datetime.timedelta(hours=hours)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, clamped to the month's end (R-005)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def by_day_of_month(year: int, month: int, day: int, settings: Settings) -> datetime.datetime:
    """Return when "by the N-th" of a month ends, the N-th included unless set otherwise (R-001, R-003)."""
    last = min(day, calendar.monthrange(year, month)[1])
    due = datetime.date(year, month, last)
    if not settings["deadline_day_included"]:
        due -= ONE_DAY
    # the 1st of the month it is due in: "before the 1st" ends in the month before, and must not be put off by its floor
    return end_of_day(shift_due(due, settings, not_before=due.replace(day=1)))


def by_day_after_month(period: Period, day: int, settings: Settings) -> datetime.datetime:
    """Return when a duty for a period is due "by the N-th" of the month that follows it (R-001)."""
    following = period.last + ONE_DAY
    return by_day_of_month(following.year, following.month, day, settings)


def shift_due(
    day: datetime.date, settings: Settings, *, not_before: datetime.date | None = None
) -> datetime.date:
    """Return a due day as the holiday setting moves it; never before the event it follows (R-003)."""
    shift = settings.text("holiday_shift")
    if shift == "none" or is_working_day(day, settings):
        return day
    if shift == "next":
        return working_day_after(day, settings)
    return max(working_day_before(day, settings), not_before or datetime.date.min)


def remind_on(
    day: datetime.date, settings: Settings, *, not_before: datetime.date | None = None
) -> datetime.date:
    """Return the day of the reminder for a due day that is not yet shifted (R-003, 9.4 no. 3).

    A due day that is worked is reminded on itself, another on the last working day before it (before the
    shifted day where days are shifted), but never before `not_before`: the event, or the period's first day.
    """
    if is_working_day(day, settings):
        return day
    reminder = working_day_before(shift_due(day, settings), settings)
    return max(reminder, not_before or datetime.date.min)


def reaches(part: int, whole: int, percent: int) -> bool | None:
    """Tell whether a share is at least so many percent, compared in whole numbers; None of nothing (R-004)."""
    if whole == 0:
        return None
    return part * 100 >= percent * whole


def one_decimal(part: int, whole: int) -> str:
    """Return a share as percent with one decimal, halves up; "–" of nothing. Never compare it (R-004)."""
    if whole == 0:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def keep_until(
    ended_on: datetime.date, settings: Settings, linked: Iterable[datetime.date] = ()
) -> datetime.date:
    """Return the last day a record is kept; linked records are kept as long as the youngest (R-006)."""
    return add_months(max(ended_on, *linked, ended_on), 12 * settings.number("retention_years"))


def deletion_problems(
    ended_on: datetime.date | None,
    linked: Iterable[datetime.date | None],
    today: datetime.date,
    settings: Settings,
    *,
    by_manager: bool,
    list_printed: bool,
) -> list[Problem]:
    """Say why a record may not be deleted; None as a day means "still open" (R-006, 9.4 no. 4)."""
    found = []
    ends = [ended_on, *linked]
    closed = [end for end in ends if end is not None]
    if ended_on is None:
        found.append(Problem(N_("An open record is never deleted; close it first"), rule="R-006"))
    elif len(closed) < len(ends):
        found.append(
            Problem(N_("A record linked to an open one is kept; close that one first"), rule="R-006")
        )
    elif today <= (until := keep_until(max(closed), settings)):
        found.append(Problem(N_("This record is kept until {until}").having(until=until), rule="R-006"))
    if not by_manager:
        found.append(Problem(N_("Ask the manager: only the manager deletes records"), rule="R-006"))
    if not list_printed:
        found.append(Problem(N_("Print the deletion list first"), rule="R-006"))
    return found


class Period(Struct, frozen=True):
    """A week, month, quarter, half-year or year with its first and last day (R-005)."""

    kind: str
    first: datetime.date
    last: datetime.date
    name: Text

    def __contains__(self, when: datetime.date) -> bool:
        day = when.date() if isinstance(when, datetime.datetime) else when
        return self.first <= day <= self.last

    @property
    def end(self) -> datetime.datetime:
        """Return the period's 24:00."""
        return end_of_day(self.last)


def week_of(day: datetime.date) -> Period:
    """Return the ISO week, Monday to Sunday, a day lies in (R-005)."""
    year, week, weekday = day.isocalendar()
    first = datetime.date(day.year, day.month, day.day) - datetime.timedelta(days=weekday - 1)
    name = N_("Week {week} of {year}").having(week=week, year=year)
    return Period("week", first, first + datetime.timedelta(days=6), name)


def month_of(day: datetime.date) -> Period:
    """Return the calendar month a day lies in (R-005)."""
    return _months(
        "month", day.year, day.month, 1, N_("{year}-{month}").having(year=day.year, month=day.month)
    )


def quarter_of(day: datetime.date) -> Period:
    """Return the calendar quarter a day lies in (R-005)."""
    quarter = (day.month + 2) // 3
    name = N_("Quarter {quarter} of {year}").having(quarter=quarter, year=day.year)
    return _months("quarter", day.year, quarter * 3 - 2, 3, name)


def half_year_of(day: datetime.date) -> Period:
    """Return the half-year, January to June or July to December, a day lies in (R-005)."""
    half = 1 if day.month <= 6 else 2
    return _months(
        "half_year",
        day.year,
        half * 6 - 5,
        6,
        N_("Half-year {half} of {year}").having(half=half, year=day.year),
    )


def year_of(day: datetime.date) -> Period:
    """Return the calendar year a day lies in (R-005)."""
    return _months("year", day.year, 1, 12, N_("Year {year}").having(year=day.year))


def _months(kind: str, year: int, month: int, count: int, name: Text) -> Period:
    first = datetime.date(year, month, 1)
    return Period(kind, first, add_months(first, count) - ONE_DAY, name)
