"""The duty log and its hours: R-010, R-013 to R-018, R-021, R-030."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import duty
from custdesk.rules.people import CSA, MANAGER
from custdesk.settings import Settings

DAY = date(2027, 4, 16)
NOW = at(2027, 4, 16, 18, 55, 20)
LIN, CHEN = 1, 2
NIGHT_BEFORE = (at(2027, 4, 15, 20), at(2027, 4, 16, 8))
MORNING = (at(2027, 4, 16, 8), at(2027, 4, 16, 14))
EVENING = (at(2027, 4, 16, 14), at(2027, 4, 16, 20))
NIGHT = (at(2027, 4, 16, 20), at(2027, 4, 17, 8))


def entry(**values: object) -> dict[str, object]:
    return {
        "occurred_at": at(2027, 4, 16, 18, 30),
        "shift": 3,
        "recorded_by": LIN,
        "channel": "phone",
        "caller_name": "马先生",
        "kind": "inquiry",
        "content": "停车费怎么算",
        "answer_given": "按月",
        **values,
    }


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-013")
def test_shifts_cover_the_day_without_a_gap():
    assert duty.coverage_gaps(DAY, [NIGHT, MORNING, NIGHT_BEFORE, EVENING]) == []
    assert duty.coverage_gaps(DAY, [NIGHT_BEFORE, EVENING, NIGHT]) == [
        (at(2027, 4, 16, 8), at(2027, 4, 16, 14))
    ]
    assert duty.coverage_gaps(DAY, []) == [(at(2027, 4, 16), at(2027, 4, 17))]
    assert duty.coverage_gaps(DAY, [MORNING]) == [
        (at(2027, 4, 16), at(2027, 4, 16, 8)),
        (at(2027, 4, 16, 14), at(2027, 4, 17)),
    ]
    overlapping = (at(2027, 4, 16, 0), at(2027, 4, 16, 23))
    within = (at(2027, 4, 16, 9), at(2027, 4, 16, 10))
    assert duty.coverage_gaps(DAY, [overlapping, within]) == [(at(2027, 4, 16, 23), at(2027, 4, 17))]


@pytest.mark.rule("R-013")
def test_an_overnight_shift_belongs_to_the_day_it_starts():
    assert duty.day_of_shift(NIGHT) == DAY


@pytest.mark.rule("R-013")
def test_gaps_and_shifts_without_a_person_are_named():
    shifts = [(NIGHT_BEFORE, "许志明"), (MORNING, "林晓燕"), (EVENING, " "), (NIGHT, "许志明")]
    (problem,) = duty.coverage_problems(DAY, shifts)
    assert dict(problem.text.values) == {"start": EVENING[0]}
    (gap,) = duty.coverage_problems(DAY, [shifts[0], shifts[1], shifts[3]])
    assert dict(gap.text.values) == {"start": at(2027, 4, 16, 14), "end": at(2027, 4, 16, 20)}
    backwards = ((at(2027, 4, 16, 12), at(2027, 4, 16, 12)), "林晓燕")
    assert len(duty.coverage_problems(DAY, [*shifts[:2], (EVENING, "林晓燕"), shifts[3], backwards])) == 1


@pytest.mark.rule("R-014")
def test_three_rings_is_a_reminder_only():
    assert "three rings" in duty.telephone_reminder().msgid


@pytest.mark.rule("R-015")
@pytest.mark.parametrize("field", ["occurred_at", "shift", "recorded_by", "channel", "kind", "content"])
def test_an_entry_names_what_it_lacks(field):
    assert duty.entry_problems(entry(), NOW) == []
    assert found(duty.entry_problems(entry(**{field: None}), NOW)) == [(field, "R-015")]


@pytest.mark.rule("R-015")
def test_a_caller_has_a_name_a_unit_or_a_reason_for_neither():
    nobody = entry(caller_name="")
    assert found(duty.entry_problems(nobody, NOW)) == [("caller_name", "REC-01")]
    assert duty.entry_problems(nobody | {"unit": 603}, NOW) == []
    assert duty.entry_problems(nobody | {"customer": 7}, NOW) == []
    assert duty.entry_problems(nobody | {"unknown_caller_reason": "挂断"}, NOW) == []


@pytest.mark.rule("R-015")
def test_an_entry_keeps_its_true_time_but_never_a_future_one():
    assert duty.entry_problems(entry(occurred_at=at(2027, 4, 15, 23, 50)), NOW) == []
    assert duty.entry_problems(entry(occurred_at=at(2027, 4, 16, 18, 55, 59)), NOW) == []
    assert found(duty.entry_problems(entry(occurred_at=at(2027, 4, 16, 18, 56)), NOW)) == [
        ("occurred_at", "R-015")
    ]
    assert duty.not_in_future({}, "occurred_at", NOW) == []


@pytest.mark.rule("R-016")
def test_opinions_and_difficulties_go_upward_within_a_day():
    settings = Settings()
    for kind in ("opinion", "difficulty"):
        assert duty.must_go_up(entry(kind=kind))
        assert duty.report_up_due(entry(kind=kind), settings) == at(2027, 4, 17, 18, 30)
        assert found(duty.missing_report(entry(kind=kind))) == [
            ("reported_to", "R-016"),
            ("reported_at", "R-016"),
        ]
    assert not duty.must_go_up(entry())
    assert duty.report_up_due(entry(), settings) is None
    assert duty.missing_report(entry()) == []


@pytest.mark.rule("R-016")
def test_only_a_manager_reports_to_himself():
    reported = entry(kind="opinion", reported_to=LIN, reported_at=at(2027, 4, 16, 19))
    assert found(duty.missing_report(reported, CSA)) == [("reported_to", "R-016")]
    assert duty.missing_report(reported, MANAGER) == []
    assert duty.missing_report(reported | {"reported_to": CHEN}, CSA) == []
    assert duty.may_report_to(MANAGER, reports_to_himself=True)
    assert duty.may_report_to(CSA, reports_to_himself=False)
    assert not duty.may_report_to(CSA, reports_to_himself=True)


@pytest.mark.rule("R-016")
def test_nothing_is_reported_before_it_happened():
    early = entry(kind="opinion", reported_at=at(2027, 4, 16, 18, 29))
    assert found(duty.report_problems(early)) == [("reported_at", "R-016")]
    assert found(duty.entry_problems(early, NOW)) == [("reported_at", "R-016")]
    assert duty.report_problems(entry(reported_at=at(2027, 4, 16, 18, 30))) == []


@pytest.mark.rule("R-017")
def test_out_of_scope_is_answered_at_once_and_makes_no_order():
    beyond = entry(out_of_scope=True)
    assert duty.scope_problems(beyond) == []
    assert found(duty.scope_problems(beyond | {"answer_given": ""})) == [("answer_given", "R-017")]
    assert found(duty.scope_problems(beyond | {"linked_record": 5})) == [("linked_record", "R-017")]
    assert found(duty.missing_to_follow_up(beyond)) == [("out_of_scope", "R-017")]
    assert duty.missing_to_answer(beyond) == []
    assert found(duty.missing_to_answer(beyond | {"answer_given": ""})) == [("answer_given", "R-017")]
    assert ("linked_record", "R-017") in found(duty.missing_to_answer(beyond | {"linked_record": 5}))
    assert duty.scope_problems(entry(answer_given="", linked_record=5)) == []


@pytest.mark.rule("R-018")
def test_the_first_receiver_stays_responsible():
    assert duty.responsible(entry()) == LIN
    assert duty.responsible(entry(responsible=CHEN)) == CHEN
    assert duty.passed_to_relief(entry(), 9) == {"responsible": 9}
    assert duty.passed_to_relief(entry(responsible=LIN), 9) == {"responsible": 9}
    assert duty.passed_to_relief(entry(responsible=CHEN), 9) == {}


@pytest.mark.rule("R-010")
def test_what_is_followed_up_has_a_person_and_a_time_limit():
    assert found(duty.follow_up_problems(entry())) == [("responsible", "R-010"), ("due_at", "R-010")]
    good = entry(responsible=CHEN, due_at=at(2027, 4, 17))
    assert duty.follow_up_problems(good) == []
    assert found(duty.follow_up_problems(good | {"due_at": at(2027, 4, 16)})) == [("due_at", "R-010")]
    assert duty.missing_to_follow_up(good) == []
    assert duty.missing_to_follow_up(entry(linked_record=5)) == []
    assert len(duty.missing_to_follow_up(entry())) == 2


@pytest.mark.rule("R-010")
def test_open_matters_are_reassigned_before_an_account_is_closed():
    assert duty.account_problems(0) == []
    (problem,) = duty.account_problems(3)
    assert dict(problem.text.values) == {"count": 3}


@pytest.mark.rule("R-030")
def test_a_complaint_entry_closes_only_with_a_form_or_not_valid():
    told = entry(kind="complaint", result="已转办")
    assert found(duty.missing_to_close(told)) == [("linked_record", "R-030")]
    assert found(duty.missing_to_answer(told)) == [("linked_record", "R-030")]
    assert duty.missing_to_close(told, complaint="TS-2027-0044") == []
    assert duty.missing_to_close(told, complaint_validity="not_valid") == []
    assert found(duty.form_problems(told, complaint_validity="valid")) == [("linked_record", "R-030")]
    assert duty.form_problems(entry()) == []


@pytest.mark.rule("R-021")
def test_what_the_company_forwards_is_registered():
    forwarded = entry(kind="company_forward")
    assert found(duty.form_problems(forwarded)) == [("linked_record", "R-021")]
    assert found(duty.form_problems(forwarded | {"linked_record": 12})) == [("linked_record", "R-021")]
    form = {"complaint": "TS-2027-0044", "complaint_validity": "not_valid"}
    assert found(duty.form_problems(forwarded, **form)) == [("linked_record", "R-021")], (
        "a form is not the register"
    )
    assert duty.form_problems(forwarded, registered=True) == []
    assert duty.missing_to_close(forwarded | {"result": "已办"}, registered=True) == []
    assert duty.missing_to_answer(forwarded | {"answer_given": "已告知"}, registered=True) == []


@pytest.mark.rule("R-015")
def test_answering_needs_an_answer():
    assert duty.missing_to_answer(entry()) == []
    assert found(duty.missing_to_answer(entry(answer_given=" "))) == [("answer_given", "R-015")]
    assert found(duty.missing_to_answer(entry(out_of_scope=True, answer_given=""))) == [
        ("answer_given", "R-017")
    ]
    assert len(duty.missing_to_answer(entry(kind="opinion"))) == 2


@pytest.mark.rule("R-016")
def test_closing_needs_a_result_or_the_linked_record_closed():
    assert found(duty.missing_to_close(entry())) == [("result", "REC-01")]
    assert duty.missing_to_close(entry(), linked_closed=True) == []
    assert duty.missing_to_close(entry(result="已解决")) == []
    assert len(duty.missing_to_close(entry(kind="difficulty", result="已解决"))) == 2


@pytest.mark.rule("REC-01")
def test_after_the_handover_only_the_course_stays_open():
    changed = ["content", "result", "occurred_at", "linked_record"]
    assert found(duty.locked_problems(changed)) == [("content", "REC-01"), ("occurred_at", "REC-01")]
    assert duty.locked_problems(duty.OPEN_AFTER_HANDOVER) == []


@pytest.mark.rule("R-017")
def test_out_of_scope_is_not_followed():
    assert duty.in_scope({"out_of_scope": True}) is False
    assert duty.in_scope({"out_of_scope": False}) is True
    assert duty.in_scope({}) is True


@pytest.mark.rule("R-015")
@pytest.mark.rule("R-016")
@pytest.mark.rule("R-010")
def test_what_the_steps_asked_for_is_asked_up_to_the_state():
    def lacks(state: str, **values: object) -> list[tuple[str, str]]:
        return found(duty.asked_so_far(entry(state=state, **values)))

    assert lacks("open", answer_given=None) == []
    assert lacks("answered", answer_given=None) == [("answer_given", "R-015")]
    assert lacks("answered", kind="opinion") == [("reported_to", "R-016"), ("reported_at", "R-016")]
    assert lacks("followed_up") == [("responsible", "R-010"), ("due_at", "R-010")]
    assert lacks("followed_up", linked_record=12) == lacks("closed", linked_record=12) == []
    assert lacks("closed") == [("result", "REC-01")]
