"""R-042 to R-045, R-031 and R-063 where they set the clock, decisions 9.4 no. 6, 7 and 10."""

from __future__ import annotations

import datetime
from datetime import date
from datetime import datetime as at

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import deadlines
from custdesk.settings import Settings

DEFAULT = Settings()
CUSTOMER_FIRST = Settings({"complaint_due_policy": "customer_first"})


def complaint(**values: object) -> dict[str, object]:
    return {"received_at": at(2027, 4, 16, 18, 30), "validity": "valid", "nature": "general", **values}


def major(**values: object) -> dict[str, object]:
    return complaint(nature="major", **values)


def extension(told: datetime.datetime, new: object, agreed: bool = True) -> dict[str, object]:
    return {"new_due": new, "told_at": told, "told_by": 2, "reason": "等配件", "customer_agreed": agreed}


def fields(problems, *, grave=None):
    return [problem.field for problem in problems if grave is None or problem.grave is grave]


@pytest.mark.rule("R-042")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(2028, 2, 27, 9), at(2028, 3, 2)),
        (at(2027, 4, 16, 18, 30), at(2027, 4, 20)),
        (at(2027, 12, 29, 10), at(2028, 1, 2)),
        (at(2027, 3, 11, 10, 5), at(2027, 3, 15)),
    ],
)
def test_a_general_complaint_has_three_days(received, due):
    found = deadlines.complaint_due(complaint(received_at=received), DEFAULT)
    assert (found.at, found.rule) == (due, "R-042")


@pytest.mark.rule("R-042")
def test_the_days_are_a_setting_and_an_unjudged_complaint_runs_too():
    values = complaint(nature=None)
    assert deadlines.complaint_due(values, DEFAULT).at == at(2027, 4, 20)
    assert deadlines.complaint_due(values, Settings({"complaint_general_days": 5})).at == at(2027, 4, 22)
    assert deadlines.complaint_due({"validity": "valid"}, DEFAULT).at is None


@pytest.mark.rule("R-003")
def test_a_sunday_is_not_moved_but_reminded_on_friday():
    found = deadlines.complaint_due(complaint(received_at=at(2027, 3, 11, 10, 5)), DEFAULT)
    assert (found.at, found.remind) == (at(2027, 3, 15), date(2027, 3, 12))
    moved = deadlines.complaint_due(
        complaint(received_at=at(2027, 3, 11, 10, 5)), Settings({"holiday_shift": "next"})
    )
    assert moved.at == at(2027, 3, 16)


@pytest.mark.rule("R-003")
def test_a_named_date_is_reminded_but_never_moved():
    asked = complaint(received_at=at(2027, 3, 11, 10, 5), customer_deadline=at(2027, 3, 14))
    found = deadlines.complaint_due(asked, Settings({"holiday_shift": "next"}))
    assert (found.at, found.remind) == (at(2027, 3, 14), date(2027, 3, 12))
    close = complaint(received_at=at(2027, 3, 13, 10), customer_deadline=at(2027, 3, 15))
    assert deadlines.complaint_due(close, DEFAULT).remind == date(2027, 3, 13)


@pytest.mark.rule("R-042")
@pytest.mark.parametrize(
    ("handled", "judged"),
    [(at(2027, 4, 19, 23, 59), True), (at(2027, 4, 20), False), (None, None)],
)
def test_on_time_is_measured_at_handled_not_at_closed(handled, judged):
    values = complaint(handled_at=handled, closed_at=date(2027, 5, 1))
    assert deadlines.on_time(values, at(2027, 4, 20)) is judged


@pytest.mark.rule("R-042")
def test_a_due_minute_is_on_time_through_that_minute():
    assert deadlines.on_time(complaint(handled_at=at(2027, 4, 19, 15, 0, 59)), at(2027, 4, 19, 15)) is True
    assert deadlines.on_time(complaint(handled_at=at(2027, 4, 19, 15, 1)), at(2027, 4, 19, 15)) is False
    assert deadlines.on_time(complaint(handled_at=at(2027, 4, 19)), None) is None


@pytest.mark.rule("R-042")
def test_overdue_is_derived_from_now_or_the_handling():
    due = at(2027, 4, 20)
    assert not deadlines.is_overdue(complaint(), due, at(2027, 4, 19, 23, 59))
    assert deadlines.is_overdue(complaint(), due, at(2027, 4, 20))
    assert not deadlines.is_overdue(complaint(handled_at=at(2027, 4, 18)), due, at(2027, 6, 1))
    assert deadlines.is_overdue(complaint(handled_at=at(2027, 4, 18)), due, at(2027, 6, 1), was_late=True)
    assert not deadlines.is_overdue(complaint(), None, at(2027, 6, 1))


@pytest.mark.rule("R-031")
def test_what_is_not_valid_is_never_timed():
    values = complaint(validity="not_valid", handled_at=at(2027, 5, 1))
    assert deadlines.complaint_due(values, DEFAULT).rule == "R-031"
    assert deadlines.complaint_due(values, DEFAULT).at is None
    assert deadlines.on_time(values, at(2027, 4, 20)) is None
    assert deadlines.on_time(values | {"validity": "valid"}, at(2027, 4, 20)) is False
    assert not deadlines.is_overdue(values, at(2027, 4, 20), at(2027, 6, 1), was_late=True)


@pytest.mark.rule("R-031")
def test_found_to_be_ours_after_all_the_clock_ran_from_the_first_receipt():
    assert deadlines.complaint_due(complaint(explanation="已解释"), DEFAULT).at == at(2027, 4, 20)


@pytest.mark.rule("R-043")
@pytest.mark.parametrize(
    "route",
    [
        {"nature": "major"},
        {"involves_compensation": True},
        {"against_director": True},
        {"category": "compensation_or_director"},
    ],
)
def test_major_and_route_d_wait_for_a_set_date(route):
    values = complaint(**route)
    assert deadlines.needs_set_date(values)
    assert not deadlines.needs_set_date(complaint())
    assert deadlines.complaint_due(values, DEFAULT).at is None
    assert deadlines.complaint_due(values, DEFAULT).rule == "R-043"
    assert fields(deadlines.set_date_problems(values)) == ["due_set_to", "due_set_by", "due_set_on"]
    values |= {"due_set_to": date(2027, 5, 24), "due_set_by": "郑总", "due_set_on": date(2027, 4, 17)}
    assert deadlines.complaint_due(values, DEFAULT).at == at(2027, 5, 25)
    assert deadlines.set_date_problems(values) == []


@pytest.mark.rule("R-043")
def test_a_general_complaint_needs_no_set_date():
    assert deadlines.set_date_problems(complaint()) == []


@pytest.mark.rule("R-043")
def test_a_date_set_before_the_receipt_is_none():
    values = major(due_set_to=date(2027, 4, 10), due_set_by="郑总", due_set_on=date(2027, 4, 9))
    assert fields(deadlines.set_date_problems(values)) == ["due_set_on", "due_set_to"]
    assert deadlines.complaint_due(values, DEFAULT).at is None


@pytest.mark.rule("R-043")
def test_the_date_in_force_stays_until_one_is_set():
    before = complaint(due_at=at(2027, 4, 20))
    after = before | {"nature": "major"}
    kept = deadlines.due_in_force(before, after)
    assert kept == at(2027, 4, 20)
    assert deadlines.complaint_due(after, DEFAULT, kept).at == at(2027, 4, 20)
    again = after | {"due_set_to": date(2027, 4, 30), "due_set_by": "陈经理", "due_set_on": date(2027, 4, 17)}
    assert deadlines.complaint_due(again, DEFAULT, deadlines.due_in_force(after, again)).at == at(2027, 5, 1)


@pytest.mark.rule("R-043")
def test_major_from_the_start_or_after_reopening_keeps_no_date():
    before = complaint(nature=None, due_at=at(2027, 4, 20))
    assert deadlines.due_in_force(before, before | {"nature": "major"}) is None
    reopened = major(due_at=at(2027, 4, 30))
    assert deadlines.due_in_force(reopened, reopened | {"reopened_at": at(2027, 5, 3, 9)}) is None


@pytest.mark.rule("R-043")
def test_lateness_before_the_change_stays_recorded():
    before = complaint(due_at=at(2027, 4, 20))
    after = before | {"nature": "major"}
    assert deadlines.late_at_change(before, after, at(2027, 4, 20))
    assert not deadlines.late_at_change(before, after, at(2027, 4, 19, 23, 59))
    assert not deadlines.late_at_change(before, before, at(2027, 4, 25))
    assert not deadlines.late_at_change(after, after, at(2027, 4, 25))
    handled = before | {"handled_at": at(2027, 4, 18)}
    assert not deadlines.late_at_change(handled, handled | {"nature": "major"}, at(2027, 4, 25))
    values = after | {"handled_at": at(2027, 4, 28)}
    assert deadlines.on_time(values, at(2027, 5, 1)) is True
    assert deadlines.on_time(values, at(2027, 5, 1), was_late=True) is False


@pytest.mark.rule("R-044")
@pytest.mark.parametrize(
    ("asked", "due", "rule"),
    [
        (at(2027, 4, 18), at(2027, 4, 18), "R-044"),
        (date(2027, 4, 18), at(2027, 4, 19), "R-044"),
        (at(2027, 4, 17, 15), at(2027, 4, 17, 15), "R-044"),
        (at(2027, 4, 30), at(2027, 4, 20), "R-042"),
    ],
)
def test_the_customers_earlier_deadline_binds(asked, due, rule):
    found = deadlines.complaint_due(complaint(customer_deadline=asked), DEFAULT)
    assert (found.at, found.rule) == (due, rule)


@pytest.mark.rule("R-044")
def test_the_customers_date_may_be_set_to_come_first():
    found = deadlines.complaint_due(complaint(customer_deadline=at(2027, 4, 30)), CUSTOMER_FIRST)
    assert (found.at, found.rule) == (at(2027, 4, 30), "R-044")


@pytest.mark.rule("R-044")
def test_s05_the_customers_date_binds_a_major_complaint():
    values = major(
        received_at=at(2027, 7, 2, 9),
        due_set_to=date(2027, 7, 16),
        due_set_by="陈经理",
        due_set_on=date(2027, 7, 2),
        customer_deadline=date(2027, 7, 10),
    )
    assert deadlines.complaint_due(values, DEFAULT).at == at(2027, 7, 11)
    in_time = values | {"extensions": (extension(at(2027, 7, 9, 10), date(2027, 7, 20)),)}
    due = deadlines.complaint_due(in_time, DEFAULT).at
    assert due == at(2027, 7, 21)
    assert deadlines.on_time(in_time | {"handled_at": at(2027, 7, 19, 17)}, due) is True
    late = values | {"extensions": (extension(at(2027, 7, 11, 10), date(2027, 7, 20)),)}
    due = deadlines.complaint_due(late, DEFAULT).at
    assert due == at(2027, 7, 11)
    assert deadlines.on_time(late | {"handled_at": at(2027, 7, 19, 17)}, due) is False


@pytest.mark.rule("R-044")
def test_a_deadline_in_the_past_is_judged_from_the_receipt():
    now = at(2027, 4, 25)
    refused = deadlines.customer_deadline_problems(complaint(customer_deadline=at(2027, 4, 16)), now)
    assert [(problem.field, problem.grave) for problem in refused] == [("customer_deadline", True)]
    warned = deadlines.customer_deadline_problems(complaint(customer_deadline=at(2027, 4, 20)), now)
    assert [(problem.field, problem.grave) for problem in warned] == [("customer_deadline", False)]
    assert deadlines.customer_deadline_problems(complaint(customer_deadline=at(2027, 4, 30)), now) == []
    assert deadlines.customer_deadline_problems(complaint(), now) == []


@pytest.mark.rule("R-045")
def test_s03_an_extension_told_before_and_agreed_moves_the_date():
    values = complaint(received_at=at(2027, 12, 29, 10))
    values["extensions"] = (extension(at(2027, 12, 31, 16), date(2028, 1, 5)),)
    found = deadlines.complaint_due(values, DEFAULT)
    assert (found.at, found.rule) == (at(2028, 1, 6), "R-045")
    assert deadlines.original_due(values, DEFAULT).at == at(2028, 1, 2)
    assert deadlines.on_time(values | {"handled_at": at(2028, 1, 4, 11)}, found.at) is True


@pytest.mark.rule("R-045")
@pytest.mark.parametrize(
    ("told", "agreed", "due"),
    [
        (at(2027, 4, 19, 23, 59), True, at(2027, 4, 26)),
        (at(2027, 4, 20), True, at(2027, 4, 20)),
        (at(2027, 4, 18), False, at(2027, 4, 20)),
        (at(2027, 4, 18), None, at(2027, 4, 20)),
    ],
)
def test_told_late_or_refused_moves_nothing(told, agreed, due):
    values = complaint(extensions=(extension(told, date(2027, 4, 25), agreed),))
    assert deadlines.complaint_due(values, DEFAULT).at == due


@pytest.mark.rule("R-045")
def test_told_through_the_due_minute_is_in_time():
    values = complaint(customer_deadline=at(2027, 4, 18, 15))
    told = values | {"extensions": (extension(at(2027, 4, 18, 15), date(2027, 4, 25)),)}
    assert deadlines.complaint_due(told, DEFAULT).at == at(2027, 4, 26)
    told = values | {"extensions": (extension(at(2027, 4, 18, 15, 1), date(2027, 4, 25)),)}
    assert deadlines.complaint_due(told, DEFAULT).at == at(2027, 4, 18, 15)


@pytest.mark.rule("R-045")
def test_several_extensions_follow_each_other_in_order_of_telling():
    second = extension(at(2027, 4, 24), date(2027, 4, 30))
    first = extension(at(2027, 4, 18), date(2027, 4, 25))
    assert deadlines.complaint_due(complaint(extensions=(second, first)), DEFAULT).at == at(2027, 5, 1)
    assert deadlines.complaint_due(complaint(extensions=(second,)), DEFAULT).at == at(2027, 4, 20)
    shorter = extension(at(2027, 4, 19), date(2027, 4, 18))
    assert deadlines.complaint_due(complaint(extensions=(first, shorter)), DEFAULT).at == at(2027, 4, 26)


@pytest.mark.rule("R-045")
def test_extensions_say_what_they_lack_and_what_they_cost():
    late = complaint(extensions=(extension(at(2027, 4, 20), date(2027, 4, 25)),))
    assert fields(deadlines.extension_problems(late, DEFAULT), grave=False) == ["extensions.told_at"]
    refused = complaint(extensions=(extension(at(2027, 4, 18), date(2027, 4, 25), False),))
    assert fields(deadlines.extension_problems(refused, DEFAULT), grave=False) == [
        "extensions.customer_agreed"
    ]
    no_gain = complaint(extensions=(extension(at(2027, 4, 18), date(2027, 4, 19)),))
    assert fields(deadlines.extension_problems(no_gain, DEFAULT), grave=False) == ["extensions.new_due"]
    too_early = complaint(extensions=(extension(at(2027, 4, 16, 18), date(2027, 4, 25)),))
    assert fields(deadlines.extension_problems(too_early, DEFAULT), grave=True) == ["extensions.told_at"]
    names = ("new_due", "reason", "told_at", "told_by", "customer_agreed")
    assert fields(deadlines.extension_problems(complaint(extensions=({},)), DEFAULT)) == [
        f"extensions.{name}" for name in names
    ]
    good = complaint(
        extensions=(
            extension(at(2027, 4, 18), date(2027, 4, 25)),
            extension(at(2027, 4, 24), date(2027, 4, 30)),
        )
    )
    assert deadlines.extension_problems(good, DEFAULT) == []
    out_of_order = complaint(
        extensions=(
            extension(at(2027, 4, 19), date(2027, 4, 25)),
            extension(at(2027, 4, 18), date(2027, 4, 22)),
        )
    )
    assert deadlines.extension_problems(out_of_order, DEFAULT) == []


@pytest.mark.rule("R-063")
def test_a_reopened_complaint_starts_anew():
    values = complaint(
        reopened_at=at(2027, 5, 3, 9),
        customer_deadline=at(2027, 4, 18),
        extensions=(extension(at(2027, 4, 17), date(2027, 4, 25)),),
    )
    assert deadlines.complaint_due(values, DEFAULT).at == at(2027, 5, 7)
    new = values | {"customer_deadline": at(2027, 5, 5)}
    assert deadlines.complaint_due(new, DEFAULT).at == at(2027, 5, 5)
    longer = values | {"extensions": (extension(at(2027, 5, 4), date(2027, 5, 9)),)}
    assert deadlines.complaint_due(longer, DEFAULT).at == at(2027, 5, 10)


@pytest.mark.rule("R-063")
def test_a_reopened_major_complaint_waits_for_its_new_date():
    values = major(
        due_set_to=date(2027, 5, 10),
        due_set_by="郑总",
        due_set_on=date(2027, 4, 17),
        reopened_at=at(2027, 5, 3, 9),
    )
    assert deadlines.complaint_due(values, DEFAULT).at is None
    assert "due_set_on" in fields(deadlines.set_date_problems(values))
    values |= {"due_set_on": date(2027, 5, 3)}
    assert deadlines.complaint_due(values, DEFAULT).at == at(2027, 5, 11)


@pytest.mark.rule("R-042")
@given(
    received=st.datetimes(at(2024, 1, 1), at(2032, 12, 31, 23, 59)),
    days=st.integers(1, 30),
    asked=st.none() | st.integers(0, 60),
)
def test_any_complaint_is_due_at_the_earlier_of_the_two(received, days, asked):
    settings = Settings({"complaint_general_days": days})
    own = received.date() + datetime.timedelta(days=days)
    customers = received.date() + datetime.timedelta(days=asked) if asked is not None else own
    due = deadlines.complaint_due(complaint(received_at=received, customer_deadline=customers), settings).at
    last = min(own, customers)
    assert due == at(last.year, last.month, last.day) + datetime.timedelta(days=1)
    assert deadlines.on_time(complaint(handled_at=due - datetime.timedelta(minutes=1)), due) is True
    assert deadlines.on_time(complaint(handled_at=due), due) is False


@pytest.mark.rule("R-043")
def test_the_manager_or_the_leader_sets_the_date_nobody_else_of_the_office():
    office = {"陈国栋": "office_manager", "苏婷": "customer_service_assistant"}
    major = {"nature": "major", "due_set_by": "苏婷"}
    (problem,) = deadlines.setter_problems(major, office)
    assert (problem.field, problem.rule) == ("due_set_by", "R-043")
    for name in ("陈国栋", "郑宏", None):
        assert deadlines.setter_problems(major | {"due_set_by": name}, office) == []
    assert deadlines.setter_problems({"nature": "general", "due_set_by": "苏婷"}, office) == []
    for name in office:  # route D: the leader alone
        (problem,) = deadlines.setter_problems({"against_director": True, "due_set_by": name}, office)
        assert (problem.field, problem.rule) == ("due_set_by", "R-036")
