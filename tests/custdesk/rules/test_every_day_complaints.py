"""The dates of complaints, their summary and the opinions' review on every day from 2024 to 2032.

Each rule is asked for every day as the day of its event, at the day's ends too, and its due date is tried at the last
minute that is in time and at the first instant that is late (9.4 no. 1).
"""

from __future__ import annotations

import calendar
from datetime import date, datetime
from datetime import datetime as at

import pytest

from custdesk.language import N_
from custdesk.rules import (
    callbacks,
    communication,
    complaint_figures,
    deadlines,
    events,
    handover,
    obligations,
    summary,
)
from custdesk.rules.periods import Period
from custdesk.settings import Settings
from tests.every_day import (
    DAYS,
    MONTHS,
    OFFICIAL,
    ONE_MINUTE,
    SHIFTS,
    end,
    following_5th,
    last_minute,
    midnight,
    month_days,
    plus,
)

OFFICE = Settings()
TABLE = Settings({"holiday_table": OFFICIAL.table()})
SHIFTED = {shift: TABLE.having("holiday_shift", shift) for shift in SHIFTS}


def month_of(day: date) -> Period:
    """The month of a day, its bounds found by hand."""
    return Period("month", *month_days(day), N_("month"))


# -- complaints ------------------------------------------------------------------------------------------


def complaint(received: datetime, **values: object) -> dict[str, object]:
    return {"received_at": received, "validity": "valid", "nature": "general", "state": "handling", **values}


@pytest.mark.rule("R-042")
def test_a_general_complaint_of_any_day_has_three_days():
    for day in DAYS:
        last = plus(day, 3)
        for received in (midnight(day), last_minute(day)):
            case = complaint(received)
            found = deadlines.complaint_due(case, OFFICE)
            assert (found.at, found.rule) == (end(last), "R-042")
            assert found.remind == (last if last.weekday() < 5 else max(day, plus(last, 4 - last.weekday())))
        for handled, good in ((last_minute(last), True), (end(last), False)):
            assert deadlines.on_time({**case, "handled_at": handled}, found.at) is good
            assert deadlines.is_overdue(case, found.at, handled) is not good
        again = {**case, "reopened_at": last_minute(plus(day, 40))}
        assert deadlines.complaint_due(again, OFFICE).at == end(plus(day, 43))


@pytest.mark.rule("R-003")
@pytest.mark.rule("R-042")
@pytest.mark.rule("R-055")
@pytest.mark.rule("R-088")
@pytest.mark.parametrize("shift", SHIFTS)
def test_dates_counted_from_any_day_are_shifted_and_reminded_as_set(shift: str):
    settings = SHIFTED[shift]
    for day in DAYS:
        moment = last_minute(day)
        for count, found in (
            (3, deadlines.complaint_due(complaint(moment), settings)),
            (3, handover.handover_due({"closed_at": moment}, settings)),
            (7, events.record_due({"start_at": midnight(day), "end_at": moment}, settings)),
        ):
            named = plus(day, count)
            assert found.at == end(OFFICIAL.shifted(named, shift, day))
            assert found.remind == OFFICIAL.reminded(named, shift, day)


@pytest.mark.rule("R-044")
def test_the_earlier_of_the_three_days_and_the_customers_deadline_holds():
    first = OFFICE.having("complaint_due_policy", "customer_first")
    for day in DAYS:
        case, own = complaint(at(day.year, day.month, day.day, 10, 5)), end(plus(day, 3))
        for count in (0, 2, 3, 4):
            asked = plus(day, count)
            for said, limit in ((asked, end(asked)), (last_minute(asked), last_minute(asked))):
                found = deadlines.complaint_due({**case, "customer_deadline": said}, OFFICE)
                earlier = limit < own
                assert (found.at, found.rule) == ((limit, "R-044") if earlier else (own, "R-042"))
                found = deadlines.complaint_due({**case, "customer_deadline": said}, first)
                assert (found.at, found.rule) == (limit, "R-044")


@pytest.mark.rule("R-044")
def test_a_deadline_of_the_day_or_minute_of_receipt_is_in_time_one_before_is_refused():
    for day in DAYS:
        received = at(day.year, day.month, day.day, 10, 5, 30)
        for asked, refused in (
            (day, False), (plus(day, -1), True), (midnight(day), True),
            (received.replace(second=0), False), (received - ONE_MINUTE, True),
        ):  # fmt: skip
            case = complaint(received, customer_deadline=asked)
            found = deadlines.customer_deadline_problems(case, received)
            assert [one.grave for one in found] == [True] * refused
        case = complaint(received, customer_deadline=day)
        assert not deadlines.customer_deadline_problems(case, last_minute(day))
        assert [one.grave for one in deadlines.customer_deadline_problems(case, end(day))] == [False]


@pytest.mark.rule("R-055")
def test_records_of_a_complaint_closed_on_any_day_go_to_qc_within_three_days():
    by_handling = OFFICE.having("handover_clock", "handled")
    for day in DAYS:
        last = plus(day, 3)
        handled = plus(day, -2)
        case = complaint(
            midnight(handled),
            id=1,
            handled_at=last_minute(handled),
            closed_at=last_minute(day),
            state="closed",
        )
        assert handover.handover_due(case, OFFICE).at == end(last)
        assert handover.handover_due(case, by_handling).at == end(plus(handled, 3))
        for handed, good in ((last, True), (plus(last, 1), False)):
            share = complaint_figures.handed_over_in_time(
                [{**case, "handed_over_at": handed}], month_of(day), end(plus(day, 60)), OFFICE
            )
            assert (share.part, share.whole) == (good, 1)
        waiting = {"handled_at": midnight(day)}
        assert not handover.lingers_handled(waiting, OFFICE, last_minute(last))
        assert handover.lingers_handled(waiting, OFFICE, end(last))
        pending = complaint_figures.handed_over_in_time([case], month_of(day), last_minute(last), OFFICE)
        assert (pending.apart, pending.whole) == ((1,), 0)
        late = complaint_figures.handed_over_in_time([case], month_of(day), end(last), OFFICE)
        assert (late.part, late.whole, late.apart) == (0, 1, ())


# -- the month's summary and review ----------------------------------------------------------------------


@pytest.mark.rule("R-057")
def test_a_summary_with_a_step_missing_is_overdue_from_the_6th_of_the_next_month():
    for day in DAYS:
        before = plus(day.replace(day=1), -1).replace(day=1)
        steps = dict.fromkeys(
            ("prepared_at", "approved_at", "published_at", "copied_to_qc_at"), midnight(day)
        )
        lacking, archived = {"month": before, **steps}, {"month": before, **steps, "archived_at": day}
        for now in (midnight(day), last_minute(day)):
            assert summary.is_overdue(lacking, OFFICE, now) is (day.day >= 6)
            assert not summary.is_overdue(archived, OFFICE, now)
        assert not summary.is_overdue({"month": day.replace(day=1)}, OFFICE, last_minute(day))
        assert summary.due(month_of(day), OFFICE) == end(following_5th(day))


@pytest.mark.rule("R-057")
def test_a_complaint_of_any_day_is_listed_in_its_own_month_and_stays_listed_while_it_is_open():
    for day in DAYS:
        own = month_of(day)
        before, after = month_of(plus(own.first, -1)), month_of(plus(own.last, 1))
        case = complaint(at(day.year, day.month, day.day, 23, 50), id=1, created_at=midnight(plus(day, 1)))
        assert [summary.part_of(case, one) for one in (before, own, after)] == [
            "", summary.RECEIVED, summary.OLDER_OPEN,
        ]  # fmt: skip
        handled = {**case, "handled_at": last_minute(own.last)}
        assert not complaint_figures.is_open_at(handled, end(own.last))
        assert summary.part_of(handled, after) == ""
        handled = {**case, "handled_at": end(own.last)}  # the first instant of the next month
        assert complaint_figures.is_open_at(handled, end(own.last))
        assert summary.part_of(handled, after) == summary.OLDER_HANDLED


@pytest.mark.rule("R-022")
def test_an_opinion_of_any_day_is_judged_by_the_5th_of_the_next_month():
    for day in DAYS:
        for noted in (midnight(day), last_minute(day)):
            entry = {"noted_at": noted, "state": "noted"}
            month = communication.month_of_opinion(entry)
            assert month is not None
            assert (month.first, month.last) == (month_of(day).first, month_of(day).last)
            assert communication.review_due(entry, OFFICE) == end(following_5th(day))
        for now in (midnight(day), last_minute(day)):
            assert communication.month_before(now).last == plus(day.replace(day=1), -1)


@pytest.mark.rule("R-022")
@pytest.mark.rule("R-057")
@pytest.mark.rule("R-067")
@pytest.mark.parametrize("shift", SHIFTS)
def test_the_months_duties_are_shifted_as_set_and_reminded_from_the_1st_on(shift: str):
    settings = SHIFTED[shift]
    for year, month in MONTHS:
        day = date(year, month, calendar.monthrange(year, month)[1])
        first, fifth = plus(day, 1), following_5th(day)
        due = end(OFFICIAL.shifted(fifth, shift, first))
        assert summary.due(month_of(day), settings) == due
        assert communication.review_due({"noted_at": last_minute(day), "state": "noted"}, settings) == due
        order = {"finished_at": last_minute(day)}
        assert callbacks.due_of(callbacks.MONTHLY, order, last_minute(day), settings) == due
        unshifted = summary.due(month_of(day), obligations.unshifted(settings))
        remind = obligations.reminder(month_of(day), unshifted, settings)
        assert remind == OFFICIAL.reminded(fifth, shift, first)
        states = [
            obligations.state_of(due, remind, now, None)
            for now in (midnight(remind) - ONE_MINUTE, midnight(remind), due - ONE_MINUTE, due)
        ]
        assert states == ["upcoming", "due", "due", "overdue"]
