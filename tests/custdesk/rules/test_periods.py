"""R-001 to R-006 and decisions 9.4 no. 1, 3 and 4."""

from __future__ import annotations

import datetime
from datetime import date
from datetime import datetime as at

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import periods
from custdesk.settings import Settings

DEFAULT = Settings()
WORKING = Settings({"count_working_days": True})
STRICT = Settings({"deadline_day_included": False})
QINGMING = [
    {"date": "2027-04-05", "name": "清明节", "kind": "holiday"},
    {"date": "2027-04-10", "name": "调休", "kind": "working_weekend"},
]
HOLIDAYS = Settings({"holiday_table": QINGMING})
PREVIOUS = Settings({"holiday_table": QINGMING, "holiday_shift": "previous"})
NEXT = Settings({"holiday_table": QINGMING, "holiday_shift": "next"})
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
ONE = datetime.timedelta(days=1)


@pytest.mark.rule("R-001")
def test_by_the_fifth_includes_the_fifth():
    due = periods.by_day_of_month(2028, 3, 5, DEFAULT)
    assert due == at(2028, 3, 6)
    assert not periods.is_late(at(2028, 3, 5, 23, 59), due)
    assert periods.is_late(at(2028, 3, 6), due)


@pytest.mark.rule("R-001")
def test_the_strict_reading_ends_the_day_before():
    assert periods.by_day_of_month(2028, 3, 5, STRICT) == at(2028, 3, 5)


@pytest.mark.rule("R-001")
def test_the_duty_for_december_falls_in_january():
    december = periods.month_of(date(2027, 12, 15))
    assert periods.by_day_after_month(december, 5, DEFAULT) == at(2028, 1, 6)


@pytest.mark.rule("R-001")
def test_a_day_the_month_lacks_is_its_last():
    assert periods.by_day_of_month(2027, 2, 30, DEFAULT) == at(2027, 3, 1)


@pytest.mark.rule("R-002")
@pytest.mark.parametrize(
    ("event", "days", "due"),
    [
        (date(2027, 12, 30), 2, at(2028, 1, 2)),
        (date(2028, 2, 27), 3, at(2028, 3, 2)),
        (at(2027, 4, 16, 18, 30), 3, at(2027, 4, 20)),
    ],
)
def test_the_days_after_the_event_to_their_end(event, days, due):
    assert periods.within_days(event, days, DEFAULT) == due


@pytest.mark.rule("R-002")
def test_working_days_skip_weekends_and_holidays():
    assert periods.add_days(date(2027, 4, 2), 3, WORKING) == date(2027, 4, 7)
    counted = Settings({"count_working_days": True, "holiday_table": QINGMING})
    assert periods.add_days(date(2027, 4, 2), 3, counted) == date(2027, 4, 8)
    assert periods.add_days(date(2027, 4, 9), 1, counted) == date(2027, 4, 10)


@pytest.mark.rule("R-002")
def test_hours_run_to_the_minute():
    due = periods.within_hours(at(2027, 3, 13, 23, 30, 40), 24)
    assert due == at(2027, 3, 14, 23, 30)
    assert not periods.is_late(at(2027, 3, 14, 23, 30, 59), due)
    assert periods.is_late(at(2027, 3, 14, 23, 31), due)


@pytest.mark.rule("R-002")
def test_midnight_is_the_first_late_instant_of_a_due_day():
    due = periods.end_of_day(date(2027, 4, 19))
    assert due == at(2027, 4, 20)
    assert periods.is_due_day(due)
    assert not periods.is_due_day(at(2027, 4, 20, 0, 1))
    assert periods.due_day(due) == date(2027, 4, 19)
    assert periods.due_day(at(2027, 4, 19, 10, 5)) == date(2027, 4, 19)
    assert not periods.is_late(at(2027, 4, 19, 23, 59, 59), due)
    assert periods.is_late(due, due)


@pytest.mark.rule("R-003")
def test_holidays_and_working_weekends():
    assert periods.is_holiday(date(2027, 4, 5), HOLIDAYS)
    assert not periods.is_holiday(date(2027, 4, 10), HOLIDAYS)
    assert not periods.is_holiday(date(2027, 4, 5), DEFAULT)
    assert not periods.is_working_day(date(2027, 4, 5), HOLIDAYS)
    assert periods.is_working_day(date(2027, 4, 10), HOLIDAYS)
    assert not periods.is_working_day(date(2027, 4, 10), DEFAULT)
    assert periods.is_working_day(date(2027, 4, 5), DEFAULT)
    assert periods.working_day_before(date(2027, 4, 6), HOLIDAYS) == date(2027, 4, 2)
    assert periods.working_day_after(date(2027, 4, 2), HOLIDAYS) == date(2027, 4, 6)
    assert periods.working_day_after(date(2027, 4, 9), HOLIDAYS) == date(2027, 4, 10)


@pytest.mark.rule("R-003")
def test_a_due_date_stays_and_its_reminder_moves_before_it():
    assert periods.by_day_of_month(2028, 3, 5, DEFAULT) == at(2028, 3, 6)
    assert periods.remind_on(date(2028, 3, 5), DEFAULT) == date(2028, 3, 3)
    assert periods.remind_on(date(2027, 4, 5), HOLIDAYS) == date(2027, 4, 2)
    assert periods.remind_on(date(2027, 7, 28), DEFAULT) == date(2027, 7, 28)


@pytest.mark.rule("R-003")
def test_a_due_date_may_be_set_to_move():
    monday = date(2027, 4, 5)
    assert periods.shift_due(monday, HOLIDAYS) == monday
    assert periods.shift_due(monday, PREVIOUS) == date(2027, 4, 2)
    assert periods.shift_due(monday, NEXT) == date(2027, 4, 6)
    assert periods.shift_due(date(2027, 4, 7), NEXT) == date(2027, 4, 7)
    assert periods.by_day_of_month(2027, 4, 5, NEXT) == at(2027, 4, 7)
    assert periods.within_days(date(2027, 4, 2), 3, PREVIOUS) == at(2027, 4, 3)


@pytest.mark.rule("R-003")
def test_a_moved_date_is_reminded_the_working_day_before_it():
    assert periods.remind_on(date(2027, 4, 5), NEXT) == date(2027, 4, 2)
    assert periods.remind_on(date(2027, 4, 5), PREVIOUS) == date(2027, 4, 1)


@pytest.mark.rule("R-003")
def test_neither_date_nor_reminder_precede_the_event():
    assert periods.shift_due(date(2027, 4, 5), PREVIOUS, not_before=date(2027, 4, 3)) == date(2027, 4, 3)
    assert periods.remind_on(date(2027, 4, 5), HOLIDAYS, not_before=date(2027, 4, 3)) == date(2027, 4, 3)
    new_year = Settings(
        {"holiday_table": [{"date": f"2028-01-0{n}", "name": "", "kind": "holiday"} for n in (1, 2, 3)]}
    )
    assert periods.remind_on(date(2028, 1, 3), new_year, not_before=date(2028, 1, 1)) == date(2028, 1, 1)


@pytest.mark.rule("R-004")
def test_limits_are_compared_exactly():
    assert periods.reaches(149, 299, 50) is False
    assert periods.one_decimal(149, 299) == "49.8"
    assert periods.reaches(150, 300, 50) is True
    assert periods.reaches(0, 0, 50) is None
    assert periods.one_decimal(0, 0) == "–"
    assert periods.one_decimal(10, 11) == "90.9"
    assert periods.one_decimal(12, 14) == "85.7"
    assert periods.one_decimal(1, 800) == "0.1"


@pytest.mark.rule("R-005")
def test_adding_months_clamps_to_the_months_end():
    assert periods.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert periods.add_months(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert periods.add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert periods.add_months(date(2027, 1, 31), -1) == date(2026, 12, 31)


@pytest.mark.rule("R-005")
def test_periods_and_their_days():
    week = periods.week_of(date(2027, 1, 3))
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert dict(week.name.values) == {"week": 53, "year": 2026}
    assert at(2027, 1, 3, 23, 59) in week
    assert date(2027, 1, 4) not in week
    assert week.end == at(2027, 1, 4)
    month = periods.month_of(at(2028, 2, 29, 23, 50))
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    quarter = periods.quarter_of(date(2027, 12, 31))
    assert (quarter.first, quarter.last) == (date(2027, 10, 1), date(2027, 12, 31))
    assert dict(quarter.name.values)["quarter"] == 4
    half = periods.half_year_of(date(2027, 6, 30))
    assert (half.first, half.last) == (date(2027, 1, 1), date(2027, 6, 30))
    assert periods.half_year_of(date(2027, 7, 1)).first == date(2027, 7, 1)
    year = periods.year_of(date(2027, 7, 1))
    assert (year.first, year.last) == (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.rule("R-006")
def test_records_are_kept_three_years():
    assert periods.keep_until(date(2028, 2, 29), DEFAULT) == date(2031, 2, 28)
    assert periods.keep_until(date(2027, 1, 5), DEFAULT, [date(2027, 9, 1), date(2026, 1, 1)]) == date(
        2030, 9, 1
    )
    assert periods.keep_until(date(2027, 1, 5), Settings({"retention_years": 5})) == date(2032, 1, 5)


@pytest.mark.rule("R-006")
@pytest.mark.parametrize(
    ("ended", "linked", "today", "by_manager", "printed", "problems"),
    [
        (date(2028, 2, 29), [], date(2031, 2, 28), True, True, 1),
        (date(2028, 2, 29), [], date(2031, 3, 1), True, True, 0),
        (date(2028, 2, 29), [date(2028, 3, 1)], date(2031, 3, 1), True, True, 1),
        (date(2028, 2, 29), [None], date(2099, 1, 1), True, True, 1),
        (None, [], date(2099, 1, 1), True, True, 1),
        (date(2028, 2, 29), [], date(2031, 3, 1), False, True, 1),
        (date(2028, 2, 29), [], date(2031, 3, 1), True, False, 1),
    ],
)
def test_deleting_waits_for_the_day_the_manager_and_the_list(
    ended, linked, today, by_manager, printed, problems
):
    found = periods.deletion_problems(
        ended, linked, today, DEFAULT, by_manager=by_manager, list_printed=printed
    )
    assert len(found) == problems
    assert all(problem.rule == "R-006" for problem in found)


@pytest.mark.rule("R-006")
def test_a_refused_deletion_names_the_date():
    found = periods.deletion_problems(
        date(2028, 2, 29), [], date(2031, 2, 28), DEFAULT, by_manager=True, list_printed=True
    )
    assert ("until", date(2031, 2, 28)) in found[0].text.values


@pytest.mark.rule("R-002")
@given(day=DAYS, days=st.integers(1, 30))
def test_any_day_within_days(day, days):
    due = periods.within_days(day, days, DEFAULT)
    assert periods.is_due_day(due)
    assert periods.due_day(due) == day + days * ONE
    assert periods.is_late(due, due)
    assert not periods.is_late(due - datetime.timedelta(minutes=1), due)


@pytest.mark.rule("R-003")
@given(
    day=DAYS,
    shift=st.sampled_from(["none", "previous", "next"]),
    table=st.lists(DAYS, max_size=9, unique=True),
)
def test_any_day_shifted_and_reminded(day, shift, table):
    rows = [{"date": each.isoformat(), "name": "", "kind": "holiday"} for each in table]
    settings = Settings({"holiday_shift": shift, "holiday_table": rows})
    shifted = periods.shift_due(day, settings)
    assert periods.is_working_day(shifted, settings) or shift == "none"
    reminder = periods.remind_on(day, settings)
    assert periods.is_working_day(reminder, settings)
    assert reminder <= shifted
    if periods.is_working_day(day, settings):
        assert shifted == reminder == day
    else:
        assert reminder < shifted
        assert {"none": shifted == day, "previous": shifted < day, "next": shifted > day}[shift]


@pytest.mark.rule("R-005")
@given(day=DAYS, months=st.integers(-24, 60))
def test_any_day_and_its_months(day, months):
    later = periods.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + ONE).day == 1)


@pytest.mark.rule("R-005")
def test_all_days_of_nine_years_lie_in_their_periods():
    day = date(2024, 1, 1)
    while day < date(2033, 1, 1):
        for of, lengths in (
            (periods.week_of, {7}),
            (periods.month_of, {28, 29, 30, 31}),
            (periods.quarter_of, {90, 91, 92}),
            (periods.half_year_of, {181, 182, 184}),
            (periods.year_of, {365, 366}),
        ):
            period = of(day)
            assert day in period
            assert (period.last - period.first).days + 1 in lengths
            assert of(period.last) == period != of(period.last + ONE)
        assert periods.week_of(day).first.weekday() == 0
        day += ONE


@pytest.mark.rule("R-004")
@given(whole=st.integers(1, 5000), percent=st.integers(0, 100), data=st.data())
def test_any_share_is_compared_as_a_fraction(whole, percent, data):
    part = data.draw(st.integers(0, whole))
    enough = next(n for n in range(whole + 1) if n * 100 >= percent * whole)
    assert periods.reaches(part, whole, percent) is (part >= enough)


@pytest.mark.rule("R-006")
@given(ended=DAYS)
def test_any_record_is_kept_to_the_same_day_three_years_on(ended):
    until = periods.keep_until(ended, DEFAULT)
    assert until.year == ended.year + 3
    assert (until.month, until.day) == (
        (2, 28) if (ended.month, ended.day) == (2, 29) else (ended.month, ended.day)
    )
