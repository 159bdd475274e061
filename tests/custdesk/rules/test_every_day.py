"""R-001 to R-006 and decisions 9.4 no. 1 and 3 on every day from 2024 to 2032, judged by a calendar on the wall."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import obligations, periods
from custdesk.settings import Settings
from tests.every_day import (
    AROUND,
    DAYS,
    MONTHS,
    OFFICIAL,
    ONE_MINUTE,
    SHIFTS,
    WEEKDAYS,
    Wall,
    end,
    last_minute,
    midnight,
    months_on,
    plus,
    years_on,
)

OFFICE = Settings()
STRICT = Settings({"deadline_day_included": False})
WORKING = Settings({"count_working_days": True})
TABLE = Settings({"holiday_table": OFFICIAL.table()})
CALENDARS = ((WEEKDAYS, OFFICE), (OFFICIAL, TABLE))


def with_shift(settings: Settings, shift: str) -> Settings:
    return settings.having("holiday_shift", shift)


def last_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def test_the_days_are_all_days_of_nine_years_and_the_calendar_has_its_corners():
    assert (len(DAYS), DAYS[0], DAYS[-1]) == (3288, date(2024, 1, 1), date(2032, 12, 31))
    assert sum((day.month, day.day) == (2, 29) for day in DAYS) == 3
    assert {day.isocalendar()[0] for day in DAYS if day.isocalendar()[1] == 53} == {2026, 2032}
    assert len(OFFICIAL.extra) == 36
    assert {day.weekday() for day in OFFICIAL.extra} == {5, 6}
    assert not OFFICIAL.works(date(2027, 10, 1))


# -- 9.4 no. 1: the first late instant -------------------------------------------------------------------


@pytest.mark.rule("R-002")
def test_24_00_is_the_first_late_instant_of_every_day():
    for day in DAYS:
        due = periods.end_of_day(day)
        assert due == end(day)
        assert periods.is_due_day(due)
        assert periods.due_day(due) == day
        assert periods.is_late(due, due)
        assert not periods.is_late(due - datetime.timedelta(microseconds=1), due)
        assert not periods.is_late(midnight(day), due)


@pytest.mark.rule("R-002")
def test_a_due_minute_is_in_time_through_that_minute_on_every_day():
    for day in DAYS:
        for hour, minute in ((0, 1), (12, 0), (23, 59)):
            due = at(day.year, day.month, day.day, hour, minute)
            assert not periods.is_due_day(due)
            assert periods.due_day(due) == day
            assert not periods.is_late(due, due)
            assert not periods.is_late(due.replace(second=59, microsecond=999_999), due)
            assert periods.is_late(due + ONE_MINUTE, due)


# -- R-001 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-001")
@pytest.mark.parametrize("wanted", [1, 3, 5, 20, 28, 29, 30, 31])
def test_every_day_is_in_time_up_to_the_nth_of_its_month_and_late_after_it(wanted: int):
    for day in DAYS:
        last = min(wanted, last_of(day.year, day.month))
        included = periods.by_day_of_month(day.year, day.month, wanted, OFFICE)
        strict = periods.by_day_of_month(day.year, day.month, wanted, STRICT)
        for moment in (midnight(day), last_minute(day)):
            assert periods.is_late(moment, included) is (day.day > last)
            assert periods.is_late(moment, strict) is (day.day >= last)
        assert periods.is_late(end(day), included) is (day.day >= last)


@pytest.mark.rule("R-001")
@pytest.mark.parametrize("wanted", [5, 20, 31])
def test_what_happened_on_any_day_is_due_in_the_month_after_its_own(wanted: int):
    for day in DAYS:
        year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
        last = date(year, month, min(wanted, last_of(year, month)))
        own = periods.month_of(day)
        assert periods.by_day_after_month(own, wanted, OFFICE) == end(last)
        assert periods.by_day_after_month(own, wanted, STRICT) == midnight(last)


@pytest.mark.rule("R-001")
@pytest.mark.rule("R-003")
@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("included", [True, False])
def test_every_nth_of_every_month_is_shifted_as_set_and_stays_in_its_period(shift: str, included: bool):
    for wall, calendar_of in CALENDARS:
        settings = with_shift(calendar_of, shift).having("deadline_day_included", included)
        for year, month in MONTHS:
            for wanted in range(1, 32):
                named = date(year, month, min(wanted, last_of(year, month)))
                named = named if included else plus(named, -1)
                expected = wall.shifted(named, shift, named.replace(day=1))
                assert periods.by_day_of_month(year, month, wanted, settings) == end(expected)
                assert shift != "previous" or expected <= named


# -- R-002 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-002")
def test_days_run_from_the_day_after_to_24_00_whatever_the_hour():
    for day in DAYS:
        for count in (0, 1, 2, 3, 7, 14, 30, 90):
            due = periods.within_days(day, count, OFFICE)
            assert due == end(plus(day, count))
            assert periods.within_days(midnight(day), count, OFFICE) == due
            assert periods.within_days(last_minute(day), count, OFFICE) == due
            assert not periods.is_late(last_minute(plus(day, count)), due)


@pytest.mark.rule("R-002")
@pytest.mark.parametrize("wall", [WEEKDAYS, OFFICIAL], ids=["weekdays", "official"])
def test_working_days_are_counted_on_the_wall(wall: Wall):
    settings = WORKING.having("holiday_table", wall.table())
    for day in DAYS:
        assert periods.add_days(day, 0, settings) == day
        for count in (1, 3, 7):
            assert periods.add_days(day, count, settings) == wall.after(day, count)
        assert periods.within_days(last_minute(day), 2, settings) == end(wall.after(day, 2))


@pytest.mark.rule("R-002")
def test_hours_run_to_the_minute_over_every_midnight():
    for day in DAYS:
        for hours in (1, 24, 47):
            due = periods.within_hours(at(day.year, day.month, day.day, 23, 30, 59, 7), hours)
            days, hour = divmod(23 + hours, 24)
            last = plus(day, days)
            assert due == at(last.year, last.month, last.day, hour, 30)


# -- R-003 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-003")
def test_every_day_is_worked_or_not_as_the_wall_says():
    for wall, settings in CALENDARS:
        for day in DAYS:
            assert periods.is_working_day(day, settings) is wall.works(day)
            assert periods.is_holiday(day, settings) is (day in wall.holidays)
            assert periods.working_day_before(day, settings) == wall.before(day)
            assert periods.working_day_after(day, settings) == wall.after(day)


@pytest.mark.rule("R-003")
@pytest.mark.parametrize("shift", SHIFTS)
def test_every_due_day_and_its_reminder_go_where_they_should_and_never_before_the_event(shift: str):
    for wall, calendar_of in CALENDARS:
        settings = with_shift(calendar_of, shift)
        for day in DAYS:
            for floor in (day, plus(day, -1), plus(day, -3), day.replace(day=1)):
                due = periods.shift_due(day, settings, not_before=floor)
                assert due == wall.shifted(day, shift, floor)
                reminder = periods.remind_on(day, settings, not_before=floor)
                assert reminder == wall.reminded(day, shift, floor)
                assert floor <= reminder <= due
            assert periods.shift_due(day, settings) == wall.shifted(day, shift, date.min)
            assert periods.remind_on(day, settings) == wall.reminded(day, shift, date.min)


@pytest.mark.rule("R-002")
@pytest.mark.rule("R-003")
@pytest.mark.parametrize("shift", SHIFTS)
def test_days_after_every_event_are_shifted_as_set_and_never_before_it(shift: str):
    settings = with_shift(TABLE, shift)
    for day in DAYS:
        for count in (0, 1, 3):
            due = periods.within_days(day, count, settings)
            assert due == end(OFFICIAL.shifted(plus(day, count), shift, day))
            assert due >= end(day)


@pytest.mark.rule("R-003")
@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("wanted", [1, 3, 5, 20, 31])
def test_a_months_duty_is_reminded_in_the_month_it_is_due_in(shift: str, wanted: int):
    """Of "by the N-th of the next month" nothing is said before the 1st, when the work can begin (9.4 no. 3)."""
    for wall, calendar_of in CALENDARS:
        settings = with_shift(calendar_of, shift)
        for year, month in MONTHS:
            period = periods.month_of(date(year, month, 15))
            first = plus(date(year, month, last_of(year, month)), 1)
            named = first.replace(day=min(wanted, last_of(first.year, first.month)))
            unshifted = periods.by_day_after_month(period, wanted, obligations.unshifted(settings))
            reminder = obligations.reminder(period, unshifted, settings)
            assert reminder == wall.reminded(named, shift, first)
            due = periods.by_day_after_month(period, wanted, settings)
            assert first <= reminder <= periods.due_day(due)


# -- R-005 -----------------------------------------------------------------------------------------------

#: what the days of one period have in common
ALIKE: dict[str, Callable[[date], object]] = {
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: day.timetuple()[:2],
    "quarter": lambda day: (day.year, "111222333444"[day.month - 1]),
    "half_year": lambda day: (day.year, "111111222222"[day.month - 1]),
    "year": lambda day: day.year,
}
NAMED: dict[str, Callable[[date], dict[str, int]]] = {
    "week": lambda day: {"week": day.isocalendar()[1], "year": day.isocalendar()[0]},
    "month": lambda day: {"year": day.year, "month": day.month},
    "quarter": lambda day: {"year": day.year, "quarter": int("111222333444"[day.month - 1])},
    "half_year": lambda day: {"year": day.year, "half": int("111111222222"[day.month - 1])},
    "year": lambda day: {"year": day.year},
}
OF = {
    "week": periods.week_of, "month": periods.month_of, "quarter": periods.quarter_of,
    "half_year": periods.half_year_of, "year": periods.year_of,
}  # fmt: skip


@pytest.mark.rule("R-005")
@pytest.mark.parametrize("kind", ALIKE)
def test_every_day_lies_in_the_period_of_the_days_like_it(kind: str):
    """The last instant of a period belongs to it, its 24:00 to the next one."""
    alike = defaultdict(list)
    for day in AROUND:
        alike[ALIKE[kind](day)].append(day)
    for day in DAYS:
        same = alike[ALIKE[kind](day)]
        for moment in (day, midnight(day), last_minute(day)):
            period = OF[kind](moment)
            assert (period.kind, period.first, period.last) == (kind, same[0], same[-1])
            assert moment in period
        assert dict(period.name.values) == NAMED[kind](day)
        assert obligations.period_of(kind, day) == period
        assert period.end == end(same[-1])
        assert period.end not in period
        assert period.end - ONE_MINUTE in period
        assert midnight(same[0]) - ONE_MINUTE not in period


@pytest.mark.rule("R-005")
@pytest.mark.parametrize("months", [-13, -1, 0, 1, 3, 6, 12, 18, 24, 60])
def test_months_after_every_day_end_on_that_day_or_on_the_months_last(months: int):
    for day in DAYS:
        later = periods.add_months(day, months)
        assert later == months_on(day, months)
        assert later.day == day.day or plus(later, 1).day == 1


# -- R-006 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-006")
@pytest.mark.parametrize("years", [3, 4, 10])
def test_what_ended_on_any_day_is_kept_to_the_same_date_and_deleted_from_the_next(years: int):
    settings = OFFICE.having("retention_years", years)

    def refused(ended: date, linked: list[date | None], today: date) -> bool:
        return bool(
            periods.deletion_problems(ended, linked, today, settings, by_manager=True, list_printed=True)
        )

    for day in DAYS:
        until = years_on(day, years)
        assert periods.keep_until(day, settings) == until
        assert refused(day, [], until)
        assert not refused(day, [], plus(until, 1))
        younger, older = plus(day, 1), plus(day, -1)
        assert periods.keep_until(day, settings, [older, younger]) == years_on(younger, years)
        assert periods.keep_until(day, settings, [older]) == until
        assert refused(day, [older, younger], years_on(younger, years))
        assert not refused(day, [older, younger], plus(years_on(younger, years), 1))
        assert refused(day, [None], plus(until, 1))
