"""Section 5: periods, due days, reminders and states, over every day of 2024 to 2032 (R-001, R-003, R-005, 9.4)."""

from __future__ import annotations

import calendar
import datetime
from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import obligations as rules
from custdesk.rules.periods import (
    ONE_DAY,
    Period,
    by_day_after_month,
    by_day_of_month,
    due_day,
    end_of_day,
    is_working_day,
    month_of,
    working_day_before,
)
from custdesk.settings import Settings

DAYS = [date(2024, 1, 1) + datetime.timedelta(days=number) for number in range(9 * 366)]
DAYS = [day for day in DAYS if day.year < 2033]
HOLIDAYS = Settings({
    "holiday_table": [
        *({"date": f"{year}-10-{day:02d}", "name": "国庆节", "kind": "holiday"} for year in range(2024, 2033) for day in range(1, 8)),
        *({"date": f"{year}-05-{day:02d}", "name": "劳动节", "kind": "holiday"} for year in range(2024, 2033) for day in range(1, 4)),
        {"date": "2027-04-05", "name": "清明节", "kind": "holiday"},
        {"date": "2027-10-09", "name": "国庆节调休", "kind": "working_weekend"},
    ]
})  # fmt: skip
DEFAULT = Settings()


def fifth(period: Period, settings: Settings) -> datetime.datetime:
    return by_day_after_month(period, 5, settings)


def twentieth(period: Period, settings: Settings) -> datetime.datetime:
    return by_day_after_month(period, 20, settings)


def next_sunday(period: Period, settings: Settings) -> datetime.datetime:
    return end_of_day(period.last + 7 * ONE_DAY)


def january(period: Period, settings: Settings) -> datetime.datetime:
    return by_day_of_month(period.first.year, 1, 31, settings)


def the_end(period: Period, settings: Settings) -> datetime.datetime:
    return period.end


# -- periods ---------------------------------------------------------------------------------------------


@pytest.mark.rule("R-005")
@pytest.mark.parametrize("every", ["day", "week", "month", "quarter", "half_year", "year"])
def test_periods_cover_every_day_once(every: str):
    period = rules.period_of(every, DAYS[0])
    for day in DAYS:
        if day > period.last:
            following = rules.period_of(every, day)
            assert following.first == day == period.last + ONE_DAY
            period = following
        assert day in period
        assert rules.period_of(every, day) == period or every == "day"
    assert {"week": 7, "day": 1}.get(every) in (None, (period.last - period.first).days + 1)


@pytest.mark.rule("R-005")
def test_weeks_are_iso_weeks_53_and_the_year_change_included():
    week = rules.period_of("week", date(2026, 12, 31))
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert dict(week.name.values) == {"week": 53, "year": 2026}
    for day in DAYS:
        period = rules.period_of("week", day)
        assert (period.first.weekday(), period.last.weekday()) == (0, 6)
        assert dict(period.name.values) == dict(zip(("year", "week"), day.isocalendar()[:2], strict=True))


@pytest.mark.rule("R-001 R-005")
def test_a_month_is_due_on_the_5th_of_the_next_and_a_quarter_on_the_20th():
    for day in DAYS:
        for every, due, wanted in (("month", fifth, 5), ("quarter", twentieth, 20)):
            period = rules.period_of(every, day)
            found = due(period, DEFAULT)
            assert found.time() == datetime.time()
            assert due_day(found).day == wanted
            assert 0 < (due_day(found) - period.last).days == wanted
            assert due_day(found).month == period.last.month % 12 + 1
    assert fifth(month_of(date(2027, 12, 31)), DEFAULT) == at(2028, 1, 6)
    assert fifth(month_of(date(2028, 2, 29)), DEFAULT) == at(2028, 3, 6)


@pytest.mark.rule("R-001")
def test_a_day_the_month_does_not_have_is_its_last():
    for year in range(2024, 2033):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            for day in (28, 29, 30, 31):
                assert due_day(by_day_of_month(year, month, day, DEFAULT)) == date(
                    year, month, min(day, last)
                )


@pytest.mark.rule("R-005")
@pytest.mark.parametrize(
    ("every", "due"), [("month", fifth), ("quarter", twentieth), ("week", next_sunday), ("year", january), ("day", the_end)]
)  # fmt: skip
def test_every_instance_is_found_on_its_due_day_and_nowhere_else(every, due):
    found = [
        (period.first, due_at)
        for year in range(2024, 2033)
        for period, due_at in rules.periods_due(every, due, date(year, 1, 1), date(year, 12, 31), DEFAULT)
        if due_day(due_at).year == year
    ]
    assert len(found) == len(set(found))
    wanted = {(p.first, due(p, DEFAULT)) for day in DAYS if (p := rules.period_of(every, day))}
    assert {one for one in wanted if 2024 <= due_day(one[1]).year <= 2032} <= set(found)
    for first, due_at in found[:40]:
        only = rules.periods_due(every, due, due_day(due_at), due_day(due_at), DEFAULT)
        assert [(p.first, at_) for p, at_ in only if due_day(at_) == due_day(due_at)] == [(first, due_at)]


@pytest.mark.rule("R-003")
def test_what_is_due_later_is_found_on_the_day_of_its_reminder():
    (found,) = rules.periods_due("month", fifth, date(2028, 3, 3), date(2028, 3, 3), DEFAULT)
    assert found[1] == at(2028, 3, 6)  # due on Sunday, reminded on Friday
    assert list(rules.periods_due("month", fifth, date(2028, 3, 2), date(2028, 3, 2), DEFAULT)) == []


def test_a_duty_the_settings_switch_off_has_no_instance():
    assert (
        list(
            rules.periods_due(
                "month", lambda period, settings: None, date(2028, 1, 1), date(2028, 3, 1), DEFAULT
            )
        )
        == []
    )


# -- reminders -------------------------------------------------------------------------------------------


@pytest.mark.rule("R-003")
@pytest.mark.parametrize("settings", [DEFAULT, HOLIDAYS], ids=["weekends", "holidays"])
def test_the_reminder_is_the_last_working_day_before_a_day_that_is_not_worked(settings):
    for day in DAYS:
        for every, due in (("month", fifth), ("quarter", twentieth), ("week", next_sunday)):
            period = rules.period_of(every, day)
            due_at = due(period, settings)
            remind, on = rules.reminder(period, due_at, settings), due_day(due_at)
            if is_working_day(on, settings):
                assert remind == on
            else:
                assert remind == max(working_day_before(on, settings), period.last + ONE_DAY)
            assert period.last < remind <= on


@pytest.mark.rule("R-003")
def test_the_reminder_never_precedes_the_first_of_the_month_it_runs_in():
    """9.4 no. 3: 1 to 3 May are holidays, so that "by the 3rd" is reminded on the 1st, not in April."""

    def third(period: Period, settings: Settings) -> datetime.datetime:
        return by_day_after_month(period, 3, settings)

    april = month_of(date(2028, 4, 1))
    assert rules.reminder(april, third(april, HOLIDAYS), HOLIDAYS) == date(2028, 5, 1)
    october = rules.period_of("quarter", date(2027, 12, 31))
    assert rules.reminder(october, end_of_day(date(2027, 10, 2)), HOLIDAYS) == date(
        2027, 10, 1
    )  # within its period
    assert rules.reminder(october, None, HOLIDAYS) == october.first


@pytest.mark.rule("R-003")
@pytest.mark.parametrize(("shift", "on"), [("previous", date(2028, 3, 3)), ("next", date(2028, 3, 6))])
def test_where_days_are_shifted_the_reminder_stands_before_the_shifted_day(shift, on):
    """9.4 no. 3: the last working day before the shifted date."""
    settings = Settings({"holiday_shift": shift})
    february = month_of(date(2028, 2, 1))
    due_at = fifth(february, settings)
    assert due_day(due_at) == on
    unshifted = fifth(february, rules.unshifted(settings))
    assert due_day(unshifted) == date(2028, 3, 5)
    assert rules.reminder(february, unshifted, settings) == working_day_before(on, settings)
    assert rules.unshifted(DEFAULT) is DEFAULT


@pytest.mark.rule("R-003")
def test_the_summary_of_march_2027_is_due_on_a_holiday_and_reminded_on_friday():
    march = month_of(date(2027, 3, 1))
    due_at = fifth(march, HOLIDAYS)
    assert due_day(due_at) == date(2027, 4, 5)
    assert rules.reminder(march, due_at, HOLIDAYS) == date(2027, 4, 2)


# -- states ----------------------------------------------------------------------------------------------

DUE_AT, REMIND = at(2028, 3, 6), date(2028, 3, 3)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(2028, 3, 2, 23, 59), "upcoming"),
        (at(2028, 3, 3, 0, 0), "due"),
        (at(2028, 3, 5, 23, 59), "due"),
        (at(2028, 3, 6, 0, 0), "overdue"),
    ],
)
def test_upcoming_until_the_reminder_then_due_then_overdue_from_the_first_late_instant(now, state):
    """9.4 no. 1."""
    assert rules.state_of(DUE_AT, REMIND, now, None) == state


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (date(2028, 3, 5), "done_on_time"),
        (date(2028, 3, 6), "done_late"),
        (at(2028, 3, 5, 23, 59), "done_on_time"),
        (at(2028, 3, 6, 0, 0), "done_late"),
    ],
)
def test_done_is_judged_by_the_event_whenever_it_is_typed(done, state):
    assert rules.state_of(DUE_AT, REMIND, at(2028, 4, 1), done) == state
    assert rules.was_in_time(done, DUE_AT) is (state == "done_on_time")


def test_a_due_minute_is_in_time_through_that_minute():
    saturday = at(2027, 9, 18, 12, 0)
    assert rules.was_in_time(at(2027, 9, 18, 12, 0), saturday) is True
    assert rules.was_in_time(at(2027, 9, 18, 12, 1), saturday) is False
    assert rules.was_in_time(date(2027, 9, 18), saturday) is True


def test_waived_and_not_applicable_are_neither_due_nor_overdue_but_done_stays_done():
    later = at(2028, 4, 1)
    assert rules.state_of(DUE_AT, REMIND, later, None, waived=True) == "waived"
    assert rules.state_of(DUE_AT, REMIND, later, None, applies=False) == "not_applicable"
    assert rules.state_of(DUE_AT, REMIND, later, None, applies=False, waived=True) == "not_applicable"
    assert (
        rules.state_of(DUE_AT, REMIND, later, date(2028, 3, 4), waived=True, applies=False) == "done_on_time"
    )


@pytest.mark.rule("F-23")
def test_f23_leaves_out_the_waived_and_what_did_not_apply():
    states = [
        "done_on_time",
        "done_late",
        "overdue",
        "waived",
        "not_applicable",
        "due",
        "upcoming",
        "done_on_time",
    ]
    assert rules.on_time_share(states).shown == "50.0 % (2/4)"
    assert rules.on_time_share(["waived"]).shown == "–"


@pytest.mark.rule("R-057")
@pytest.mark.parametrize(
    ("since", "owed"),
    [
        (None, True),
        (date(2028, 2, 29), True),  # founded on the last day of February: February's summary is its first
        (date(2028, 3, 1), False),  # of February it knows nothing
        (date(2028, 3, 6), False),
    ],
)
def test_a_new_office_owes_nothing_about_a_period_that_was_over(since, owed):
    assert rules.is_owed(month_of(date(2028, 2, 1)), at(2028, 3, 6), since) is owed


@pytest.mark.rule("R-086")
def test_nor_what_was_due_in_the_running_year_before_it_was_founded():
    year = rules.period_of("year", date(2028, 7, 1))
    assert not rules.is_owed(year, at(2028, 2, 1), date(2028, 7, 1))
    assert rules.is_owed(year, at(2028, 2, 1), date(2028, 1, 31))
