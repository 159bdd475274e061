"""R-065, R-066, R-067, R-070 and decisions 9.4 no. 15 and 16."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import callbacks
from custdesk.rules.periods import month_of
from custdesk.settings import Settings

DEFAULT = Settings()
ORDER = {"id": 7, "service_kind": "home_repair", "finished_at": at(2027, 3, 9, 11, 30), "state": "finished"}
LITERAL = Settings({"special_callback_clock": "rework_finished"})


def back(state: str = "done", kind: str = "routine", done: object = at(2027, 3, 10, 9), **more: object):
    return {"id": 9, "subject": 7, "state": state, "kind": kind, "done_at": done, **more}


def fields(problems):
    return [problem.field for problem in problems]


# -- R-065 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-002")
@pytest.mark.rule("R-065")
@pytest.mark.parametrize(
    ("finished", "due"),
    [
        (at(2027, 3, 9, 11, 30), at(2027, 3, 13)),
        (at(2027, 3, 31, 23, 59), at(2027, 4, 4)),
        (at(2028, 2, 27, 8), at(2028, 3, 2)),
    ],
)
def test_the_routine_callback_is_due_days_after_the_finish(finished, due):
    assert callbacks.routine_due(finished, DEFAULT) == due
    assert callbacks.due_of("routine", ORDER | {"finished_at": finished}, at(2027, 1, 1), DEFAULT) == due
    later = Settings({"routine_callback_days": 5})
    assert (callbacks.routine_due(finished, later) - due).days == 2


@pytest.mark.rule("R-065")
@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("home_repair", True), ("housekeeping", True), ("public_repair", False), ("warranty_repair", False)],
)
def test_home_services_are_called_back_public_repair_is_optional(kind, wanted):
    assert callbacks.wants_routine({"service_kind": kind}) is wanted
    assert callbacks.wanted_after_finish(ORDER | {"service_kind": kind}, ()) is wanted


@pytest.mark.rule("R-065")
def test_one_open_or_made_after_the_finish_is_enough():
    assert callbacks.wanted_after_finish(ORDER, (back("due", "special_24h", None),)) is False
    assert callbacks.wanted_after_finish(ORDER, (back("attempted", "monthly", None),)) is False
    assert callbacks.wanted_after_finish(ORDER, (back("done", "survey"),)) is False
    assert callbacks.wanted_after_finish(ORDER, (back("done", done=at(2027, 3, 9, 11)),)) is True
    assert callbacks.wanted_after_finish(ORDER, (back("unreachable", "special_24h", None),)) is True


@pytest.mark.rule("R-065")
@pytest.mark.parametrize("kind", ["routine", "monthly", "weekly_sample", "special_24h", "survey"])
def test_any_callback_after_the_finish_answers_the_order(kind):
    assert callbacks.is_answered(ORDER, (back("done", kind),)) is True
    assert callbacks.is_answered(ORDER, (back("signed", kind),)) is True
    assert callbacks.is_answered(ORDER, (back("done", kind, at(2027, 3, 9, 11, 29)),)) is False
    assert callbacks.is_answered(ORDER, (back("due", kind, None),)) is False
    assert callbacks.is_after(ORDER, back("done", kind, ORDER["finished_at"])) is True


@pytest.mark.rule("R-065")
def test_what_it_makes_needless_are_open_routine_callbacks():
    assert callbacks.is_needless(back("due", done=None)) is True
    assert callbacks.is_needless(back("attempted", done=None)) is True
    for other in (
        back("due", "monthly", None),
        back("due", "special_24h", None),
        back("done"),
        back("covered"),
    ):
        assert callbacks.is_needless(other) is False


@pytest.mark.rule("R-067")
def test_other_kinds_have_dates_of_their_own():
    now = at(2027, 3, 20, 9)
    assert callbacks.due_of("monthly", ORDER, now, DEFAULT) == at(2027, 4, 6)
    assert callbacks.due_of("weekly_sample", ORDER, now, DEFAULT) == at(2027, 3, 22)
    assert callbacks.due_of("complaint", {"handled_at": at(2027, 3, 12, 9)}, now, DEFAULT) == at(2027, 3, 16)
    assert callbacks.due_of("survey", {}, now, DEFAULT) == at(2027, 3, 24)


@pytest.mark.rule("R-065")
@pytest.mark.rule("R-070")
def test_on_time_is_by_its_date():
    due = {"due_at": at(2027, 3, 12, 10, 5)}
    assert callbacks.on_time(back("due", done=None) | due) is None
    assert callbacks.on_time(back("signed", done=at(2027, 3, 12, 10, 5)) | due) is True
    assert callbacks.on_time(back("done", done=at(2027, 3, 12, 10, 6)) | due) is False


# -- R-066 -----------------------------------------------------------------------------------------------

ANSWERED = {
    "method": "phone", "done_at": at(2027, 3, 10, 9), "done_by": 2, "person_reached": "王先生",
    "defect_found": False, "complaint_made": False,
}  # fmt: skip
RATED = {
    "quality_rating": "very_satisfied",
    "attitude_rating": "dissatisfied",
    "overall_rating": "very_satisfied",
}


@pytest.mark.rule("R-066")
def test_quality_and_attitude_are_judged_apart_and_the_person_reached_is_named():
    assert callbacks.missing_to_do(ANSWERED | RATED, "repair_order") == []
    assert fields(callbacks.missing_to_do(ANSWERED, "repair_order")) == list(RATED)
    assert fields(callbacks.missing_to_do(ANSWERED, "special_service")) == list(RATED)
    assert callbacks.missing_to_do(ANSWERED, "complaint") == []
    for name in ANSWERED:
        rest = {key: value for key, value in ANSWERED.items() if key != name}
        assert fields(callbacks.missing_to_do(rest | RATED, "repair_order")) == [name]


@pytest.mark.rule("R-030")
@pytest.mark.rule("R-069")
@pytest.mark.rule("R-066")
def test_an_answer_that_had_its_consequence_is_not_taken_back():
    done = back(defect_found=True, complaint_made=True, complaint=12)
    assert fields(callbacks.answer_problems(done, done | {"defect_found": False})) == ["defect_found"]
    assert fields(callbacks.answer_problems(done, done | {"complaint_made": False})) == ["complaint_made"]
    assert callbacks.answer_problems(done | {"complaint": None}, done | {"complaint_made": False}) == []
    assert callbacks.answer_problems(back("due", defect_found=True), back("due")) == []


# -- R-070 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-070")
@pytest.mark.parametrize(
    ("reported", "due"),
    [
        (at(2027, 3, 11, 10, 5), at(2027, 3, 12, 10, 5)),
        (at(2027, 3, 13, 23, 30), at(2027, 3, 14, 23, 30)),  # Saturday to Sunday: weekends count
        (at(2028, 2, 28, 12), at(2028, 2, 29, 12)),
    ],
)
def test_the_24_hours_run_from_the_customers_report(reported, due):
    assert callbacks.special_due(reported, None, DEFAULT) == due
    assert callbacks.special_due(reported, at(2027, 6, 1), DEFAULT) == due
    child = {"requested_at": reported, "finished_at": None}
    assert callbacks.due_of("special_24h", child, at(2027, 1, 1), DEFAULT) == due
    assert callbacks.special_due(reported, None, Settings({"special_callback_hours": 48})).day != due.day


@pytest.mark.rule("R-070")
def test_the_clock_can_be_set_to_run_from_the_end_of_the_rework():
    reported, finished = at(2027, 3, 11, 10, 5), at(2027, 3, 11, 17, 20)
    assert callbacks.special_due(reported, None, LITERAL) is None
    assert callbacks.special_due(reported, finished, LITERAL) == at(2027, 3, 12, 17, 20)


@pytest.mark.rule("R-070")
def test_the_scope_is_all_repairs_or_large_defects_only():
    major_only = Settings({"rework_rule_scope": "major_only"})
    assert callbacks.wants_special({"major_defect": False}, DEFAULT) is True
    assert callbacks.wants_special({"major_defect": False}, major_only) is False
    assert callbacks.wants_special({"major_defect": True}, major_only) is True


@pytest.mark.rule("R-070")
def test_a_special_callback_before_the_finish_asks_for_another_for_public_works_too():
    told_state = back("done", "special_24h", at(2027, 3, 9, 9))
    public = ORDER | {"service_kind": "public_repair"}
    assert callbacks.wanted_after_finish(public, (told_state,)) is True
    assert callbacks.wanted_after_finish(public, (back("done", "special_24h"),)) is False
    assert callbacks.wanted_after_finish(public, (back("unreachable", "special_24h", None),)) is False


@pytest.mark.rule("R-070")
def test_a_countdown_in_hours():
    open_ = back("due", "special_24h", None, due_at=at(2027, 3, 12, 10, 5))
    assert callbacks.hours_left(open_, at(2027, 3, 11, 10, 5)) == 24
    assert callbacks.hours_left(open_, at(2027, 3, 12, 9, 30)) == 0
    assert callbacks.hours_left(open_, at(2027, 3, 12, 10, 6)) == -1
    assert callbacks.hours_left(open_ | {"kind": "routine"}, at(2027, 3, 12)) is None
    assert callbacks.hours_left(open_ | {"state": "done"}, at(2027, 3, 12)) is None


@pytest.mark.rule("R-070")
def test_unreachable_only_after_the_attempts():
    attempt = {"at": at(2027, 3, 11, 14), "by": 2, "reason": "无人接听"}
    assert fields(callbacks.missing_to_try({})) == ["attempts"]
    assert fields(callbacks.missing_to_try({"attempts": ({"at": attempt["at"]},)})) == [
        "attempts.by",
        "attempts.reason",
    ]
    two, three = {"attempts": (attempt,) * 2}, {"attempts": (attempt,) * 3}
    assert fields(callbacks.missing_to_give_up(two, DEFAULT)) == ["attempts"]
    assert callbacks.missing_to_give_up(two, Settings({"callback_max_attempts": 2})) == []
    assert callbacks.missing_to_give_up(three, DEFAULT) == []


# -- what is owed ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-029")
@pytest.mark.rule("R-065")
@pytest.mark.rule("R-030")
def test_a_complaint_heard_at_a_callback_is_owed_until_it_has_a_form():
    heard = back(complaint_made=True)
    assert callbacks.complaint_wanted(heard) is True
    assert callbacks.owed(heard, DEFAULT) == at(2027, 3, 10, 10)
    assert callbacks.owed(heard | {"complaint": 12}, DEFAULT) is None
    assert callbacks.owed(back(complaint_made=False), DEFAULT) is None
    due = back("attempted", done=None, due_at=at(2027, 3, 13))
    assert callbacks.owed(due, DEFAULT) == at(2027, 3, 13)


# -- R-067 -----------------------------------------------------------------------------------------------

MARCH = month_of(date(2027, 3, 1))


def finished(number: int, day: int = 9, month: int = 3, **more: object) -> dict[str, object]:
    return {"id": number, "state": "closed", "finished_at": at(2027, month, day, 11), **more}


def signed(subject: int, on: object, kind: str = "monthly", state: str = "signed") -> dict[str, object]:
    name = "王秀兰" if on else None
    return back(state, kind) | {"subject": subject, "signed_by_customer_name": name, "signed_at": on}


@pytest.mark.rule("R-067")
def test_no_orders_is_not_applicable_and_not_done():
    found = callbacks.signed_month([], [], MARCH, DEFAULT)
    assert (found.applies, found.done_on) == (False, None)
    outside = [
        finished(1, month=2),
        finished(2, month=4),
        finished(3, state="voided"),
        finished(4, state="cancelled"),
    ]
    assert callbacks.signed_month(outside, [], MARCH, DEFAULT).applies is False


@pytest.mark.rule("R-067")
def test_only_the_signature_in_the_callback_part_counts():
    orders = [
        finished(1),
        finished(2),
        finished(3, day=31, signed_by_customer_name="王秀兰", signed_at=date(2027, 3, 31)),
    ]
    made = [signed(1, date(2027, 3, 20)), signed(2, None, state="done")]
    found = callbacks.signed_month(orders, made, MARCH, DEFAULT)
    assert (found.orders, found.signed, found.phone_only, found.open) == ((1, 2, 3), (1,), (2,), (3,))
    assert found.done_on == date(2027, 3, 20)
    nobody = callbacks.signed_month(orders, made[1:], MARCH, DEFAULT)
    assert (nobody.applies, nobody.done_on) == (True, None)
    special = callbacks.signed_month(orders, [signed(1, date(2027, 3, 20), "special_24h")], MARCH, DEFAULT)
    assert special.signed == ()


@pytest.mark.rule("R-067")
@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2027, 3, 31), True),
        (date(2027, 4, 5), True),
        (date(2027, 4, 6), False),
        (date(2027, 2, 28), False),
    ],
)
def test_a_signature_of_the_next_month_counts_until_the_fifth(on, counts):
    found = callbacks.signed_month([finished(1)], [signed(1, on)], MARCH, DEFAULT)
    assert (found.done_on == on) is counts


@pytest.mark.rule("R-004")
@pytest.mark.rule("R-067")
def test_a_percentage_is_compared_in_whole_numbers():
    orders = [finished(number) for number in (1, 2, 3)]
    made = [signed(1, date(2027, 3, 20)), signed(2, date(2027, 3, 22))]
    for percent, done in (
        (0, date(2027, 3, 20)),
        (34, date(2027, 3, 22)),
        (66, date(2027, 3, 22)),
        (67, None),
    ):
        settings = Settings({"monthly_signed_min_percent": percent})
        assert callbacks.signed_month(orders, made, MARCH, settings).done_on == done, percent


@pytest.mark.rule("R-067")
def test_a_monthly_callback_without_signature_is_reminded_of():
    assert fields(callbacks.unsigned_month(back("done", "monthly"))) == ["signed_by_customer_name"]
    assert callbacks.unsigned_month(back("done", "routine")) == []
    assert callbacks.unsigned_month(back("signed", "monthly")) == []
    assert fields(callbacks.missing_to_sign(back())) == ["signed_by_customer_name"]
    assert callbacks.missing_to_sign(signed(1, date(2027, 3, 20))) == []


# -- what stays as it is -----------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
@pytest.mark.rule("R-070")
def test_a_callback_stays_with_its_record_and_a_special_one_special():
    routine, special, monthly = (back("due", kind, None) for kind in ("routine", "special_24h", "monthly"))
    for one in (routine, special, back("attempted", "monthly", None), back()):
        assert fields(callbacks.kept_problems(one, one | {"subject": 8})) == ["subject"]
        assert callbacks.kept_problems(one, one) == []
    assert callbacks.kept_problems(monthly, monthly | {"subject": 8}) == [], (
        "chosen by the desk, not tried yet"
    )
    assert callbacks.kept_problems({}, monthly) == []
    assert fields(callbacks.kept_problems(special, special | {"kind": "monthly"})) == ["kind"]
    assert callbacks.kept_problems(routine, routine | {"kind": "monthly"}) == []


@pytest.mark.rule("R-070")
@pytest.mark.rule("R-065")
def test_a_callback_lies_after_the_end_of_the_work_but_for_the_special_one():
    early = at(2027, 3, 9, 11, 29)
    assert fields(callbacks.early_problems({}, back(done=early), ORDER)) == ["done_at"]
    assert callbacks.early_problems({}, back(done=ORDER["finished_at"]), ORDER) == []
    assert callbacks.early_problems({}, back("done", "special_24h", early), ORDER) == [], "it tells the state"
    assert callbacks.early_problems(back(done=early), back(done=early), ORDER) == [], (
        "judged when it was written"
    )
    assert callbacks.early_problems({}, back(done=early), {}) == []


@pytest.mark.rule("R-065")
@pytest.mark.parametrize(("state", "refused"), [("cancelled", True), ("voided", True), ("finished", False)])
def test_of_what_was_cancelled_there_is_no_new_callback(state, refused):
    assert fields(callbacks.refused_subject({"state": state})) == (["subject"] if refused else [])


@pytest.mark.rule("R-065")
@pytest.mark.rule("R-070")
def test_a_date_moves_with_the_finish_or_the_report_never_with_a_setting():
    before = {"requested_at": at(2027, 3, 11, 10, 5), "finished_at": None}
    finished = before | {"finished_at": at(2027, 3, 11, 17, 20)}
    corrected = before | {"requested_at": at(2027, 3, 11, 9, 5)}
    moves = callbacks.date_moves
    assert (
        moves("routine", before, finished, DEFAULT) is moves("special_24h", before, finished, LITERAL) is True
    )
    assert moves("special_24h", before, finished, DEFAULT) is False
    assert moves("special_24h", before, corrected, DEFAULT) is True
    assert (
        moves("routine", before, corrected, DEFAULT)
        is moves("special_24h", before, corrected, LITERAL)
        is False
    )


@pytest.mark.rule("R-066")
@pytest.mark.rule("R-067")
def test_what_a_callback_made_was_asked_for_stays():
    assert callbacks.asked_so_far(back("due"), "repair_order") == []
    assert "method" in fields(callbacks.asked_so_far(back("done"), "repair_order"))
    assert callbacks.asked_so_far(back("done", **ANSWERED_BUT_WHEN), "complaint") == []
    assert fields(callbacks.asked_so_far(back("signed", **ANSWERED_BUT_WHEN), "complaint")) == [
        "signed_by_customer_name"
    ]


ANSWERED_BUT_WHEN = {name: value for name, value in ANSWERED.items() if name != "done_at"}
