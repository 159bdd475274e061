"""Domain 1.1 and the rows of table 1.5 that touch REC-01 and REC-03."""

from __future__ import annotations

import pytest

from custdesk.rules import people
from custdesk.rules.people import CLERK, CSA, DUTY_PERSON, MANAGER, RECEPTIONIST, STEWARD, SUPERVISOR, Right

DESK = {RECEPTIONIST, CSA, SUPERVISOR, MANAGER}
WHO_MAY = {
    "write_duty_log": DESK | {STEWARD, CLERK, DUTY_PERSON},
    "take_complaint": DESK | {STEWARD},
    "judge_validity": DESK,
    "route_complaint": DESK,
    "route_to_leader": DESK,
    "answer_letter": DESK,
    "mark_major": {SUPERVISOR, MANAGER},
    "record_extension": DESK,
    "accept_after_all": {SUPERVISOR, MANAGER},
    "close_general": DESK,
    "close_major": {MANAGER},
    "close_against_director": {SUPERVISOR},
    "reopen_complaint": {SUPERVISOR, MANAGER},
    "hand_over_complaint": DESK,
    "record_qc_result": DESK,
    "write_paper": DESK,
    "record_outside": DESK,
    "approve_report": {MANAGER},
    "do_measure": set(people.ROLES),
    "confirm_measure": {SUPERVISOR, MANAGER},
    "register_complaint": DESK | {DUTY_PERSON},  # REC-02, at night: S-12
    "handle_order": DESK | {DUTY_PERSON},
    "report_defect": DESK | {DUTY_PERSON, CLERK},
    "make_callback": DESK | {DUTY_PERSON, CLERK},
    "review_opinions": DESK,  # REC-02: monthly review, desk or supervisor
    "compile_summary": DESK - {MANAGER},  # REC-05 and 1.5: the manager approves what others compiled
    "approve_summary": {MANAGER},
    "publish_summary": DESK,
    "write_event_plan": DESK,
    "approve_event_plan": {MANAGER},
    "run_event": DESK,  # REC-12: all by the desk except closing and cancelling
    "close_event": {MANAGER},
    "cancel_event": {MANAGER},
    "keep_follow_up": DESK | {CLERK},  # REC-08 the desk enters, REC-23 the clerk calls
    "end_follow_up": {SUPERVISOR, MANAGER},
    "redraw_sample": {MANAGER},
    "void_record": {MANAGER},
    "unlock_record": {MANAGER},
    "change_settings": {MANAGER},
    "waive_obligation": {MANAGER},
    "take_month_away": {MANAGER},  # a month as a folder with personal data: R-011
    "publish_month": DESK,
}


@pytest.mark.rule("1.5")
@pytest.mark.parametrize("action", people.ACTIONS)
def test_every_row_of_the_table(action):
    assert {role for role in people.ROLES if people.may(role, action)} == WHO_MAY[action]
    for role in people.ROLES:
        assert bool(people.may_not(role, action)) is (role not in WHO_MAY[action])


def test_the_table_here_has_every_action():
    assert set(WHO_MAY) == set(people.ACTIONS)


@pytest.mark.rule("1.5")
def test_what_is_done_with_a_reason_needs_one():
    assert [problem.field for problem in people.unreasoned(" ")] == ["reason"]
    assert people.unreasoned("公司的要求") == []


@pytest.mark.rule("1.5")
def test_proposing_is_not_doing():
    assert people.right(CSA, "mark_major") is Right.PROPOSES
    assert people.right(SUPERVISOR, "close_major") is Right.PROPOSES
    assert people.right(MANAGER, "close_major") is Right.APPROVES
    assert people.right(SUPERVISOR, "close_against_director") is Right.RECORDS
    assert people.right(STEWARD, "judge_validity") is Right.NOT


@pytest.mark.rule("1.5")
def test_without_a_supervisor_the_desk_types_the_leaders_decision_in():
    assert people.may(CSA, "close_against_director", has_supervisor=False)
    assert not people.may(MANAGER, "close_against_director", has_supervisor=False)
    assert people.may_not(CSA, "close_against_director", has_supervisor=False) == []


@pytest.mark.rule("1.5")
@pytest.mark.parametrize(
    ("action", "has_supervisor", "asked"),
    [
        ("void_record", True, MANAGER),
        ("reopen_complaint", True, SUPERVISOR),
        ("reopen_complaint", False, MANAGER),
        ("close_against_director", False, CSA),
    ],
)
def test_a_refusal_names_whom_to_ask(action, has_supervisor, asked):
    (problem,) = people.may_not("cashier", action, has_supervisor=has_supervisor)
    assert dict(problem.text.values)["role"] == people.ROLES[asked]


def test_an_unknown_action_is_a_mistake():
    with pytest.raises(KeyError):
        people.may(MANAGER, "fly")


def test_the_desk_and_who_writes_the_duty_log():
    assert people.DESK == DESK
    assert WHO_MAY["write_duty_log"] == people.DUTY_WRITERS
    assert set(people.ROLES) >= people.DUTY_WRITERS


def test_without_a_supervisor_the_manager_stands_in():
    assert people.stand_in(SUPERVISOR, "single_assistant") == MANAGER
    assert people.stand_in(SUPERVISOR, "split_team") == SUPERVISOR
    assert people.stand_in(CSA, "split_team") == CSA
    assert {role for roles in people.PRESETS.values() for role in roles} <= set(people.ROLES)
