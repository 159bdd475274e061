"""The dates of callbacks, defects, warranty, visits and events on every day from 2024 to 2032.

Each rule is asked for every day as the day of its event, at the day's ends too, and its due date is tried at the last
minute that is in time and at the first instant that is late (9.4 no. 1).
"""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.language import N_
from custdesk.rules import callbacks, events, large_defects, sampling, visits, warranty
from custdesk.rules.periods import Period
from custdesk.settings import Settings
from tests.every_day import (
    DAYS,
    ONE_MINUTE,
    days_between,
    end,
    following_5th,
    last_minute,
    midnight,
    month_days,
    months_on,
    plus,
    years_on,
)

OFFICE = Settings()


def month_of(day: date) -> Period:
    """The month of a day, its bounds found by hand."""
    return Period("month", *month_days(day), N_("month"))


def following_sunday(day: date) -> date:
    """The Sunday after the one that ends the day's ISO week."""
    year, week, _ = day.isocalendar()
    return plus(date.fromisocalendar(year, week, 7), 7)


# -- callbacks -------------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_an_order_finished_on_any_day_is_called_back_within_three_days():
    for day in DAYS:
        last = plus(day, 3)
        for finished in (midnight(day), last_minute(day)):
            due = callbacks.routine_due(finished, OFFICE)
            assert due == end(last)
            assert callbacks.due_of(callbacks.ROUTINE, {"finished_at": finished}, end(last), OFFICE) == due
        for done, good in ((last_minute(last), True), (end(last), False)):
            made = {"kind": callbacks.ROUTINE, "state": "done", "due_at": due, "done_at": done}
            assert callbacks.on_time(made) is good


@pytest.mark.rule("R-067")
def test_a_signature_of_any_day_counts_for_its_month_and_until_the_5th_for_the_one_before():
    for day in DAYS:
        own = month_of(day)
        before, after = month_of(plus(own.first, -1)), month_of(plus(own.last, 1))
        orders = [
            {"id": 1, "finished_at": last_minute(before.last), "state": "closed"},
            {"id": 2, "finished_at": midnight(own.first), "state": "closed"},
            {"id": 3, "finished_at": midnight(after.first), "state": "closed"},
        ]
        signed = [
            {"subject": number, "kind": callbacks.MONTHLY, "state": "signed", "signed_at": day,
             "signed_by_customer_name": "王芳", "done_at": midnight(day)}
            for number in (1, 2, 3)
        ]  # fmt: skip
        said = [callbacks.signed_month(orders, signed, one, OFFICE) for one in (before, own, after)]
        assert [one.orders for one in said] == [(1,), (2,), (3,)]
        in_time = day.day <= 5
        assert [one.signed for one in said] == [(1,) if in_time else (), (2,), ()]
        assert [one.done_on for one in said] == [day if in_time else None, day, None]
        for finished in (midnight(day), last_minute(day)):
            due = callbacks.due_of(callbacks.MONTHLY, {"finished_at": finished}, finished, OFFICE)
            assert due == end(following_5th(day))


@pytest.mark.rule("R-068")
def test_an_order_of_any_day_is_sampled_in_its_iso_week_and_called_by_the_sunday_after():
    for day in DAYS:
        year, number, _ = day.isocalendar()
        first, last = date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)
        week = sampling.week_of(day)
        assert (week.first, week.last) == (first, last)
        for finished in (midnight(day), last_minute(day)):
            order = {"finished_at": finished, "service_kind": "home_repair", "state": "finished"}
            assert sampling.in_frame(order, week, OFFICE)
            for other in (plus(first, -7), plus(first, 7)):
                assert not sampling.in_frame(order, sampling.week_of(other), OFFICE)
            assert sampling.last_week(finished) == plus(first, -7)
            due = callbacks.due_of(callbacks.SAMPLE, order, finished, OFFICE)
            assert due == sampling.calls_due(week) == end(following_sunday(day))
            assert sampling.week_problems(day, finished)
        assert sampling.week_problems(day, last_minute(last))
        assert not sampling.week_problems(day, end(last))


@pytest.mark.rule("R-070")
def test_a_defect_reported_on_any_day_is_called_about_within_24_hours_to_the_minute():
    late_clock = OFFICE.having("special_callback_clock", "rework_finished")
    for day in DAYS:
        for hour, minute in ((0, 1), (9, 0), (23, 30), (23, 59)):
            reported = at(day.year, day.month, day.day, hour, minute, 40)
            following = plus(day, 1)
            limit = at(following.year, following.month, following.day, hour, minute)
            assert callbacks.special_due(reported, None, OFFICE) == limit
            assert callbacks.special_due(reported, None, late_clock) is None
            assert callbacks.special_due(midnight(day), reported, late_clock) == limit
            order = {"requested_at": reported, "finished_at": end(plus(day, 9))}
            assert callbacks.due_of(callbacks.SPECIAL, order, end(day), OFFICE) == limit
            made = {"kind": callbacks.SPECIAL, "state": "done", "due_at": limit}
            assert callbacks.on_time({**made, "done_at": limit.replace(second=59)}) is True
            assert callbacks.on_time({**made, "done_at": limit + ONE_MINUTE}) is False
            waiting = {**made, "state": "due"}
            assert callbacks.hours_left(waiting, limit) == 0
            assert callbacks.hours_left(waiting, limit - 24 * 60 * ONE_MINUTE) == 24
            assert callbacks.hours_left(waiting, limit + ONE_MINUTE) == -1
        assert callbacks.special_due(midnight(day), None, OFFICE) == end(
            day
        )  # a report at 00:00 has its whole day


# -- defects, warranty, visits ---------------------------------------------------------------------------


@pytest.mark.rule("R-071")
def test_a_large_defect_finished_on_any_day_is_looked_at_after_30_60_and_90_days():
    for day in DAYS:
        checks = tuple(plus(day, count) for count in (30, 60, 90))
        for finished in (day, midnight(day), last_minute(day)):
            assert large_defects.planned_checks(finished, day, OFFICE) == checks
        for place, one in enumerate(checks):
            assert large_defects.planned_checks(day, one, OFFICE) == checks[place:]
            assert large_defects.planned_checks(day, plus(one, 1), OFFICE) == checks[place + 1 :]
        lines = [{"planned_on": one} for one in checks]
        lines[0].update(on=checks[0], condition="sound")
        assert large_defects.next_check(lines) == checks[1]
        assert large_defects.next_due(lines) == end(checks[1])


@pytest.mark.rule("R-076")
def test_a_defect_notified_on_any_day_is_confirmed_within_two_days():
    for day in DAYS:
        last = plus(day, 2)
        for notified in (day, midnight(day), last_minute(day)):
            notice = {"notified_at": notified}
            due = warranty.confirm_due(notice, OFFICE)
            assert due == end(last)
        for moment, late in ((last_minute(last), False), (end(last), True)):
            assert warranty.confirmed_late(notice, due, moment) is late
            assert warranty.confirmed_late({**notice, "confirmed_at": moment}, due, end(plus(day, 9))) is late


@pytest.mark.rule("R-080")
@pytest.mark.parametrize(("part", "years"), [(warranty.WATERPROOFING, 5), (warranty.FITTINGS, 2)])
def test_a_part_handed_over_on_any_day_is_covered_to_the_same_date(part: str, years: int):
    for day in DAYS:
        last = years_on(day, years)
        assert warranty.cover(part, day, OFFICE).ends_on == last
        assert warranty.cover(part, day, OFFICE, contract_years=7).ends_on == years_on(day, 7)
        covered = [warranty.is_covered(on, day, last) for on in (plus(day, -1), day, last, plus(last, 1))]
        assert covered == [False, True, True, False]


@pytest.mark.rule("R-084")
def test_a_home_handed_over_on_any_day_is_visited_within_three_months():
    homes = [(f"{day:%Y%m%d}", day) for day in DAYS]
    for day in DAYS:
        assert visits.movein_visit_due(day, OFFICE) == end(months_on(day, 3))
    due = visits.movein_visits_due(reversed(homes), [homes[0][0]], OFFICE)
    assert due == tuple((home, end(months_on(day, 3))) for home, day in homes[1:])


# -- events ----------------------------------------------------------------------------------------------


def quarter_days(day: date) -> tuple[date, date]:
    first = day.replace(month=(1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10)[day.month - 1], day=1)
    return first, plus(months_on(first, 3), -1)


@pytest.mark.rule("R-085")
def test_an_event_counts_for_the_quarter_its_start_lies_in():
    for day in DAYS:
        first, last = quarter_days(day)
        own, before, after = (events.quarter_of(one) for one in (day, plus(first, -1), plus(last, 1)))
        for start in (midnight(day), last_minute(day)):
            event = {"start_at": start, "end_at": end(plus(day, 1)), "state": "recorded"}  # over midnight
            assert [events.events_held([event], one) for one in (before, own, after)] == [0, 1, 0]
            assert events.quarter_done_at([event], own, OFFICE) == start
            assert events.quarter_state([event], own, end(last), OFFICE) == "done"
            gone = {**event, "state": "cancelled"}
            assert events.quarter_state([gone], own, end(last), OFFICE) == "overdue"
            assert events.quarter_done_at([event], after, OFFICE) is None


@pytest.mark.rule("R-085")
def test_a_quarter_without_event_warns_thirty_days_before_its_end_and_is_overdue_after_it():
    for day in DAYS:
        first, last = quarter_days(day)
        own, before, after = (events.quarter_of(one) for one in (day, plus(first, -1), plus(last, 1)))
        near = day in days_between(plus(last, -30), last)
        for now in (midnight(day), last_minute(day)):
            said = [events.quarter_state([], one, now, OFFICE) for one in (before, own, after)]
            assert said == ["overdue", "due_soon" if near else "due", "upcoming"]
            assert len(events.quarter_notices([], now, OFFICE)) == near
        assert events.warn_on(own) == plus(last, -30)


@pytest.mark.rule("R-086")
def test_the_plan_of_a_year_is_due_on_any_day_the_office_sets():
    named = {(day.month, day.day): f"{day:%m-%d}" for day in DAYS if (day.month, day.day) != (2, 29)}
    settings = {key: OFFICE.having("event_plan_due", value) for key, value in named.items()}
    for day in DAYS:
        assert events.plan_due(day.year, OFFICE) == end(date(day.year, 1, 31))
        if (day.month, day.day) in settings:
            assert events.plan_due(day.year, settings[day.month, day.day]) == end(day)


@pytest.mark.rule("R-088")
def test_record_and_evaluation_of_an_event_are_due_seven_days_after_its_end():
    for day in DAYS:
        ended, last = plus(day, 1), plus(day, 8)
        event = {"start_at": last_minute(day), "end_at": midnight(ended) + ONE_MINUTE}
        due = events.record_due(event, OFFICE)
        assert due.at == end(last)
        assert events.record_due({"start_at": last_minute(day)}, OFFICE).at == end(plus(day, 7))
        for done, good in ((last_minute(last), True), (end(last), False)):
            assert events.evaluated_in_time({**event, "evaluated_at": done}, OFFICE) is good
        owed = [
            events.event_owes(state, event, OFFICE) for state in ("planned", "held", "recorded", "evaluated")
        ]
        assert owed == [end(ended), end(last), end(last), None]
