"""F-08, F-09, F-10, F-25 and F-26 (domain 6.2), 9.4 no. 13; the March of S-01."""

from __future__ import annotations

import datetime
import itertools
from datetime import datetime as at

import pytest

from custdesk.rules import repair_figures as figures
from custdesk.rules.periods import month_of
from custdesk.settings import Settings

DEFAULT = Settings()
MARCH, APRIL = month_of(datetime.date(2027, 3, 1)), month_of(datetime.date(2027, 4, 1))
CUT_OFF = at(2027, 4, 2, 9)
IDS = itertools.count(1)


def order(finished: datetime.datetime | None = at(2027, 3, 9, 11, 30), **values: object) -> dict[str, object]:
    known = {"id": next(IDS), "service_kind": "home_repair", "state": "closed" if finished else "working"}
    return {**known, "due_at": at(2027, 3, 10), "finished_at": finished, **values}


def callback(
    subject: dict[str, object], done: datetime.datetime | None, **values: object
) -> dict[str, object]:
    return {
        "id": next(IDS), "subject": subject["id"], "kind": "routine", "state": "done", "done_at": done,
        "defect_found": False, **values,
    }  # fmt: skip


def counts(share) -> tuple[int, int, int]:
    return share.part, share.whole, len(share.apart)


# -- F-08 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-08")
def test_f08_in_time_by_the_due_in_force_of_the_finished_and_the_undone_that_are_due():
    rows = [
        order(at(2027, 3, 9, 23, 59)),
        order(at(2027, 3, 10, 0, 0)),  # the first late instant
        order(None),  # due in the month, undone
        order(at(2027, 3, 20, 9), due_at=None),
        order(at(2027, 3, 9), state="cancelled"),
        order(at(2027, 3, 9), state="voided"),
    ]
    assert counts(figures.timely(rows, MARCH, CUT_OFF)) == (2, 4, 0)
    assert figures.timely([], MARCH, CUT_OFF).percent == "–"


@pytest.mark.rule("F-08")
def test_f08_a_due_minute_is_in_time_through_that_minute():
    due = at(2027, 3, 12, 10, 5)
    assert figures.timely([order(at(2027, 3, 12, 10, 5), due_at=due)], MARCH, CUT_OFF).part == 1
    assert figures.timely([order(at(2027, 3, 12, 10, 6), due_at=due)], MARCH, CUT_OFF).part == 0


@pytest.mark.rule("F-08")
def test_f08_counts_an_order_once():
    """9.4 no. 13: late in the month its due date fell in, otherwise in the month it was finished."""
    late = order(at(2027, 4, 2, 8), due_at=at(2027, 3, 31))
    last_day = order(at(2027, 4, 1, 8), due_at=at(2027, 4, 1))  # due on 31 March at 24:00
    early = order(at(2027, 3, 30, 8), due_at=at(2027, 4, 5))
    assert [figures.counts_on(one) for one in (late, last_day, early)] == [
        datetime.date(2027, 3, 30), datetime.date(2027, 3, 31), datetime.date(2027, 3, 30),
    ]  # fmt: skip
    assert counts(figures.timely([late, last_day, early], MARCH, CUT_OFF)) == (1, 3, 0)
    assert counts(figures.timely([late, last_day, early], APRIL, CUT_OFF)) == (0, 0, 0)


@pytest.mark.rule("F-08")
def test_f08_what_is_not_due_yet_stands_apart_and_what_has_no_date_nowhere():
    rows = [order(None, due_at=at(2027, 3, 31)), order(None, due_at=None)]
    assert counts(figures.timely(rows, MARCH, at(2027, 3, 20))) == (0, 0, 1)
    assert counts(figures.timely(rows, MARCH, at(2027, 3, 31))) == (0, 1, 0)


# -- F-09, F-25 ------------------------------------------------------------------------------------------


@pytest.mark.rule("F-09")
@pytest.mark.rule("F-25")
@pytest.mark.rule("R-069")
def test_f09_and_f25_of_the_march_of_s01():
    parent = order(state="rework_pending")
    child = order(at(2027, 3, 11, 17, 20), rework_of=parent["id"])
    other, public = order(), order(service_kind="public_repair")
    found = [
        callback(parent, at(2027, 3, 11, 10, 5), defect_found=True),
        callback(child, at(2027, 3, 12, 9, 30)),
    ]
    rows = [parent, child, other, public]
    effective = figures.effective(rows, found, MARCH)
    assert effective.members == (other["id"], public["id"])
    assert effective.rest == (parent["id"],)  # the rework order itself is in no denominator
    assert (figures.rework_rate(rows, MARCH).members, figures.rework_rate(rows, MARCH).whole) == (
        (parent["id"],),
        3,
    )


@pytest.mark.rule("F-09")
@pytest.mark.rule("F-25")
@pytest.mark.rule("R-069")
def test_f09_and_f25_hear_a_child_of_a_later_month_and_no_voided_one():
    first, second, found = order(), order(), order()
    rows = [first, second, found, order(at(2027, 4, 1, 9), rework_of=first["id"])]
    rows.append(order(None, rework_of=second["id"], state="voided"))
    called = [
        callback(found, at(2027, 4, 1, 9), defect_found=True),
        callback(second, None, defect_found=True, state="due"),
    ]
    assert figures.effective(rows, called, MARCH).members == (second["id"],)
    assert figures.rework_rate(rows, MARCH).members == (first["id"],)
    assert figures.reworked(rows) == {first["id"]}
    assert figures.rework_rate([], MARCH).percent == "–"
    assert figures.effective([], [], MARCH).percent == "–"


# -- F-10 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-10")
def test_a_callback_done_with_the_one_of_its_rework_counts_for_the_order_too():
    parent, child = order(), order(rework_of=1)
    special = callback(child, at(2027, 3, 12, 9, 30), kind="special_24h")
    covered = callback(parent, None, state="covered", covered_by=special["id"])
    found = figures.called_back([parent], [covered, special], MARCH, CUT_OFF)
    assert counts(found)[:2] == (1, 1)
    alone = figures.called_back([parent], [covered], MARCH, CUT_OFF)
    assert counts(alone)[:2] == (0, 1)


@pytest.mark.rule("F-10")
@pytest.mark.rule("R-065")
def test_f10_counts_the_home_services_called_back_after_finishing():
    called, before, unreached, later, none = (
        order(),
        order(),
        order(),
        order(),
        order(service_kind="housekeeping"),
    )
    public = order(service_kind="public_repair")
    rows = [called, before, unreached, later, none, public, order(at(2027, 4, 1, 0, 0))]
    found = [
        callback(called, at(2027, 3, 9, 11, 30), state="signed"),
        callback(before, at(2027, 3, 9, 11, 29)),  # before the work was finished
        callback(unreached, None, state="unreachable"),
        callback(later, at(2027, 4, 2, 9, 1)),  # after the cut-off
        callback(public, at(2027, 3, 10, 9)),
        callback(none, at(2027, 3, 10, 9), state="attempted"),
    ]
    share = figures.called_back(rows, found, MARCH, CUT_OFF)
    assert share.members == (called["id"],)
    assert share.whole == 5
    assert figures.called_back([], [], MARCH, CUT_OFF).percent == "–"


@pytest.mark.rule("R-005")
@pytest.mark.rule("R-065")
@pytest.mark.rule("F-10")
def test_f10_by_finish_date_the_31st_counts_in_its_month():
    last = order(at(2027, 3, 31, 23, 59))
    assert figures.finished_in([last], MARCH) == [last]
    assert figures.finished_in([last], APRIL) == []
    assert figures.called_back([last], [callback(last, at(2027, 4, 1, 9))], MARCH, CUT_OFF).part == 1


# -- F-26 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-26")
@pytest.mark.rule("R-067")
def test_f26_counts_the_signed_monthly_callbacks_until_the_5th():
    on = datetime.date
    signed, by_phone, next_month, too_late = (order() for _ in range(4))
    rows = [signed, by_phone, next_month, too_late]

    def monthly(subject: dict[str, object], day: datetime.date | None) -> dict[str, object]:
        given = {"signed_by_customer_name": "王秀兰", "signed_at": day} if day else {}
        return callback(
            subject, at(2027, 3, 20, 9), kind="monthly", state="signed" if day else "done", **given
        )

    called = [
        monthly(signed, on(2027, 3, 20)), monthly(by_phone, None), monthly(next_month, on(2027, 4, 5)),
        monthly(too_late, on(2027, 4, 6)),
    ]  # fmt: skip
    share = figures.signed_back(rows, called, MARCH, DEFAULT)
    assert share.members == (signed["id"], next_month["id"])
    assert share.whole == 4
    assert figures.signed_back([], [], MARCH, DEFAULT).percent == "–"
