"""Dated instances of duties: periods, due days, reminders and states of section 5 (R-003, R-005, 9.4 no. 1 and 3)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from custdesk.rules import periods
from custdesk.rules.periods import ONE_DAY, Period, due_day, is_late
from custdesk.rules.shares import Share
from custdesk.settings import Settings

UPCOMING, DUE, OVERDUE = "upcoming", "due", "overdue"
DONE_ON_TIME, DONE_LATE = "done_on_time", "done_late"
NOT_APPLICABLE, WAIVED = "not_applicable", "waived"

DueOf = Callable[[Period, Settings], datetime.datetime | None]
#: the period of each rhythm a day lies in, and how far outside the period its due day may lie, in days
_PERIODS: Final[dict[str, tuple[Callable[[datetime.date], Period], int]]] = {
    "week": (periods.week_of, 31),
    "month": (periods.month_of, 62),
    "quarter": (periods.quarter_of, 100),
    "half_year": (periods.half_year_of, 190),
    "year": (periods.year_of, 190),
}


def period_of(every: str, day: datetime.date) -> Period:
    """Return the period of a rhythm a day lies in; raises KeyError for an unknown one (R-005)."""
    if every == "day":
        name = periods.month_of(day).name
        return Period("day", day, day, name)
    return _PERIODS[every][0](day)


def periods_due(
    every: str, due: DueOf, first: datetime.date, last: datetime.date, settings: Settings
) -> Iterator[tuple[Period, datetime.datetime]]:
    """Return the periods whose due day or reminder lies in [first, last], with the due moment, oldest first (R-005)."""
    reach = datetime.timedelta(days=_PERIODS[every][1] if every in _PERIODS else 31)
    still = unshifted(settings)
    period = period_of(every, first - reach)
    while period.first <= last + reach:
        due_at = due(period, settings)
        if due_at is not None and first <= due_day(due_at):
            shown_on = min(due_day(due_at), reminder(period, due(period, still), settings))
            if shown_on <= last:
                yield period, due_at
        period = period_of(every, period.last + ONE_DAY)


def is_owed(period: Period, due_at: datetime.datetime, since: datetime.date | None) -> bool:
    """Tell whether an office whose records began on `since` owes a duty: its period was not over, its day not past (5).

    A new office has nothing of the month before, and must not begin with what it could never have done.
    """
    return since is None or (period.last >= since and due_day(due_at) >= since)


def unshifted(settings: Settings) -> Settings:
    """Return the settings as if holidays moved no due day; reminders are counted from there (9.4 no. 3)."""
    return settings if settings.text("holiday_shift") == "none" else settings.having("holiday_shift", "none")


def reminder(period: Period, due_at: datetime.datetime | None, settings: Settings) -> datetime.date:
    """Return the day of the reminder for a due moment not yet shifted (R-003, 9.4 no. 3).

    It never precedes the day the work can begin: the period's first day, of a duty about a period that has ended
    the day after it.
    """
    if due_at is None:
        return period.first
    begins = period.first if due_day(due_at) <= period.last else period.last + ONE_DAY
    return periods.remind_on(due_day(due_at), settings, not_before=begins)


def was_in_time(done_at: datetime.date, due_at: datetime.datetime) -> bool:
    """Tell whether something was done in time; a bare day counts through its 24:00 (9.4 no. 1)."""
    if isinstance(done_at, datetime.datetime):
        return not is_late(done_at, due_at)
    return done_at <= due_day(due_at)


def state_of(
    due_at: datetime.datetime,
    remind: datetime.date,
    now: datetime.datetime,
    done_at: datetime.date | None,
    *,
    applies: bool = True,
    waived: bool = False,
) -> str:
    """Return the state of one instance (section 5); done is derived, overdue begins with the first late instant.

    What was done stays done, also where it was waived or did not apply.
    """
    if done_at is not None:
        return DONE_ON_TIME if was_in_time(done_at, due_at) else DONE_LATE
    if not applies:
        return NOT_APPLICABLE
    if waived:
        return WAIVED
    if is_late(now, due_at):
        return OVERDUE
    return DUE if now.date() >= remind else UPCOMING


def on_time_share(states: Iterable[str]) -> Share:
    """Return the obligations on time: done in time of those done or overdue (F-23)."""
    on_time: list[int] = []
    others: list[int] = []
    for place, state in enumerate(states):
        if state == DONE_ON_TIME:
            on_time.append(place)
        elif state in (DONE_LATE, OVERDUE):
            others.append(place)
    return Share(tuple(on_time), tuple(others))
