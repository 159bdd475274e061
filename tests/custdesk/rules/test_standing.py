"""What holds in the later states of a complaint, whoever saves: 1.5, R-031, R-032, R-036, R-064, M-5."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import standing
from custdesk.rules.people import CSA, DEPUTY, MANAGER, STEWARD

CASE = {
    "state": "handling", "validity": "valid", "nature": "general", "category": "charges", "handler": 1,
    "handler_kind": "finance",
}  # fmt: skip


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-032")
def test_what_an_earlier_step_needed_stays():
    assert standing.emptied_problems("handling", CASE, CASE) == []
    assert found(standing.emptied_problems("handling", CASE, CASE | {"nature": None})) == [
        ("nature", "R-032")
    ]
    assert standing.emptied_problems("registered", CASE, CASE | {"nature": None}) == []


@pytest.mark.rule("R-031")
def test_valid_stays_valid_once_accepted():
    judged = CASE | {"validity": "not_valid"}
    assert found(standing.emptied_problems("accepted", CASE, judged)) == [("validity", "R-031")]
    assert standing.emptied_problems("registered", CASE, judged) == []


@pytest.mark.rule("R-063")
def test_what_a_step_sets_is_not_typed():
    typed = CASE | {"reopened_at": at(2027, 4, 18), "closed_at": date(2027, 4, 18)}
    assert found(standing.step_date_problems("handling", CASE, typed)) == [
        ("closed_at", "M-5"), ("reopened_at", "M-5"),
    ]  # fmt: skip
    assert standing.step_date_problems("handling", CASE, CASE) == []
    assert standing.step_date_problems("handling", CASE | {"state": "handled"}, typed) == [], (
        "a step is under way"
    )
    assert standing.step_date_problems("registered", {}, {"closed_at": date(2027, 4, 18)})


@pytest.mark.rule("R-054")
def test_the_announcements_date_follows_from_the_papers_only():
    kept = CASE | {"announce_due": at(2027, 7, 29)}
    assert standing.computed_problems(kept, "announce_due", at(2027, 7, 29)) == []
    assert found(standing.computed_problems(kept, "announce_due", None)) == [("announce_due", "M-5")]
    assert standing.computed_problems(CASE, "announce_due", None) == []


@pytest.mark.rule("R-036")
def test_route_d_holds_from_the_moment_it_is_said():
    money = CASE | {"involves_compensation": True}
    assert found(standing.route_changed_problems("handling", CASE, money)) == [("handler_kind", "R-036")]
    assert (
        standing.route_changed_problems("handling", CASE, money | {"handler_kind": "supervising_leader"})
        == []
    )
    assert standing.route_changed_problems("handling", money, money | {"content": "x"}) == []
    assert standing.route_changed_problems("accepted", CASE, money) == []


@pytest.mark.rule("R-064")
@pytest.mark.parametrize("state", ["registered", "handling", "handled", "closed", "handed_over", "verified"])
def test_the_accused_writes_nothing_in_his_case_open_or_ended(state):
    against = CASE | {"state": state, "against_director": True, "leader_decision": "诫勉"}
    assert found(standing.own_case_problems(against, 4, MANAGER)) == [("", "R-064")]
    assert found(standing.own_case_problems(CASE | {"accused_staff": 7}, 7, CSA)) == [("", "R-064")]
    assert standing.own_case_problems(against, 1, CSA) == []
    assert standing.own_case_problems(against, None, MANAGER) == [], "the program itself"
    assert standing.own_case_problems({}, 4, MANAGER) == [], "anybody may take a complaint in"


@pytest.mark.rule("R-064")
def test_beside_against_the_director_stands_one_of_the_two():
    named = CASE | {"against_director": True, "accused_staff": 5}
    assert found(standing.accused_problems(CASE, named, CSA)) == [("accused_staff", "R-064")]
    for role in (MANAGER, DEPUTY):
        assert standing.accused_problems(CASE, named, role) == []
    assert standing.accused_problems(named, named, CSA) == [], "judged when it was written"
    assert standing.accused_problems(CASE, CASE | {"accused_staff": 5}, CSA) == []


@pytest.mark.rule("R-045")
def test_a_role_writes_what_table_15_lets_it():
    longer = CASE | {"extensions": ({"reason": "x"},)}
    assert found(standing.role_problems("handling", CASE, longer, STEWARD)) == [("extensions", "1.5")]
    assert standing.role_problems("handling", CASE, longer, CSA) == []
    moved = CASE | {"category": "other"}
    assert found(standing.role_problems("handling", CASE, moved, STEWARD)) == [("category", "1.5")]
    assert standing.role_problems("registered", CASE, moved, STEWARD) == []


@pytest.mark.rule("R-053")
@pytest.mark.parametrize("state", ["closed", "handed_over", "verified"])
def test_an_issued_paper_of_an_ended_complaint_stays(state: str):
    ended, issued = CASE | {"state": state}, ("approved", "paid")
    assert found(standing.rested_on_problems(ended, "approved", issued)) == [("", "R-053")]
    assert standing.rested_on_problems(ended, "draft", issued) == []
    assert standing.rested_on_problems(CASE, "approved", issued) == []
    assert standing.rested_on_problems({}, "approved", issued) == []


@pytest.mark.rule("R-036")
@pytest.mark.parametrize("role", [MANAGER, DEPUTY])
def test_whoever_names_the_manager_ticks_it_too_and_it_goes_to_the_leader(role: str):
    named = CASE | {"accused_staff": 7}
    assert found(standing.accused_problems(CASE, named, role)) == [("against_director", "R-036")]
    assert standing.accused_problems(CASE, named | {"against_director": True}, role) == []
    assert standing.accused_problems(named, named, role) == [], "what was stored before is not asked again"
    assert standing.accused_problems(CASE, named, CSA) == []
