"""R-033 to R-041 and R-064, with the rows of table 1.5 that close, reopen and void."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import routing
from custdesk.rules.people import CSA, DEPUTY, MANAGER, RECEPTIONIST, STEWARD, SUPERVISOR

SU, ZHOU, CHEN, DEPUTY_ID, GUARD = 1, 2, 3, 4, 5


def complaint(category="attitude_or_quality", **values: object) -> dict[str, object]:
    return {"category": category, "nature": "general", "handler_kind": "QC", **values}


def fields(problems):
    return [problem.field for problem in problems]


@pytest.mark.parametrize(
    ("category", "lead"),
    [
        pytest.param("attitude_or_quality", "QC", marks=pytest.mark.rule("R-033")),
        pytest.param("civil_decoration_equipment", "engineering", marks=pytest.mark.rule("R-034")),
        pytest.param("charges", "finance", marks=pytest.mark.rule("R-035")),
        pytest.param("compensation_or_director", "supervising_leader", marks=pytest.mark.rule("R-036")),
        pytest.param("other", "office_itself", marks=pytest.mark.rule("R-040")),
        pytest.param("", "", marks=pytest.mark.rule("R-032")),
    ],
)
def test_each_category_proposes_its_lead(category, lead):
    assert routing.proposed_lead({"category": category}) == lead


@pytest.mark.rule("R-036")
@pytest.mark.parametrize("flag", ["involves_compensation", "against_director"])
def test_money_or_the_director_overrides_every_category(flag):
    for category in ("attitude_or_quality", "civil_decoration_equipment", "charges", "other", None):
        values = complaint(category, **{flag: True})
        assert routing.lead_is_forced(values)
        assert routing.why_forced(values) is not None
        assert routing.proposed_lead(values) == "supervising_leader"
    assert not routing.lead_is_forced(complaint(involves_compensation=False, against_director=None))
    assert routing.why_forced(complaint()) is None
    assert routing.why_forced(complaint(against_director=True)) != routing.why_forced(
        complaint(involves_compensation=True)
    )


@pytest.mark.rule("R-036")
def test_s04_keeping_it_in_the_office_is_refused_with_the_reason():
    values = complaint(
        handler_kind="office_itself",
        kept_in_office_reason="自己能处理",
        involves_compensation=True,
        against_director=True,
    )
    found = routing.route_problems(values)
    assert [(problem.field, problem.rule, problem.grave) for problem in found] == [
        ("handler_kind", "R-036", True)
    ]
    assert dict(found[0].text.values)["why"] == routing.why_forced(values)
    joint = complaint(handler_kind="supervising_leader", lead_department="QC", involves_compensation=True)
    assert fields(routing.route_problems(joint)) == ["lead_department"]
    assert (
        routing.route_problems(complaint(handler_kind="supervising_leader", involves_compensation=True)) == []
    )


@pytest.mark.rule("R-033")
def test_s02_route_a_leads_to_qc_and_the_desk_may_keep_it_with_a_reason():
    assert routing.route_problems(complaint()) == []
    kept = complaint(handler_kind="office_itself")
    found = routing.route_problems(kept)
    assert [(problem.field, problem.rule) for problem in found] == [("kept_in_office_reason", "R-033")]
    assert routing.route_problems(kept | {"kept_in_office_reason": "护卫班当场道歉"}) == []


@pytest.mark.rule("R-040")
def test_what_the_office_solves_itself_needs_no_reason_where_nothing_else_was_proposed():
    assert routing.route_problems(complaint("other", handler_kind="office_itself")) == []
    assert fields(routing.route_problems(complaint("other", handler_kind=None))) == ["handler_kind"]
    assert routing.route_problems(complaint("other", handler_kind="finance")) == []


@pytest.mark.rule("R-035")
def test_charges_go_to_finance_unless_the_office_says_why_it_keeps_them():
    assert routing.route_problems(complaint("charges", handler_kind="finance")) == []
    kept = complaint("charges", handler_kind="office_itself")
    assert [(one.field, one.rule) for one in routing.route_problems(kept)] == [
        ("kept_in_office_reason", "R-035")
    ]
    assert routing.route_problems(kept | {"kept_in_office_reason": "抄表错误当场更正"}) == []


@pytest.mark.rule("R-034")
def test_another_department_than_the_proposed_needs_a_reason():
    other = complaint("civil_decoration_equipment", handler_kind="finance")
    assert fields(routing.route_problems(other)) == ["lead_changed_reason"]
    assert routing.route_problems(other | {"lead_changed_reason": "涉及分摊"}) == []


@pytest.mark.rule("R-037")
def test_a_letter_needs_the_leaders_consent_with_name_and_day():
    letter = complaint(is_letter=True)
    assert routing.needs_consent(letter)
    assert routing.needs_consent(complaint(channel="letter"))
    assert not routing.needs_consent(complaint(channel="phone"))
    assert fields(routing.letter_problems(letter)) == ["letter_consent_by", "letter_consent_at"]
    consented = letter | {"letter_consent_by": "郑总", "letter_consent_at": date(2028, 1, 4)}
    assert routing.letter_problems(consented) == []
    assert routing.letter_problems(complaint()) == []


@pytest.mark.rule("R-037")
@pytest.mark.parametrize(
    "category",
    ["attitude_or_quality", "civil_decoration_equipment", "charges", "compensation_or_director", "other"],
)
def test_a_letter_of_any_route_needs_consent_joint_or_not(category):
    for joint in (True, False):
        letter = complaint(category, is_letter=True, is_joint=joint)
        assert fields(routing.letter_problems(letter)) == ["letter_consent_by", "letter_consent_at"]


@pytest.mark.rule("R-038")
def test_where_d_holds_too_the_leader_leads_the_joint_handling():
    joint = complaint(
        "civil_decoration_equipment", handler_kind="supervising_leader", is_joint=True, involves_compensation=True,
        lead_department="engineering", cooperating_departments=("repair_team",),
    )  # fmt: skip
    assert fields(routing.route_problems(joint)) == ["lead_department"]
    assert routing.route_problems(joint | {"lead_department": "supervising_leader"}) == []


@pytest.mark.rule("R-038")
def test_joint_handling_has_one_lead_and_a_helper():
    joint = complaint("civil_decoration_equipment", handler_kind="engineering", is_joint=True)
    assert fields(routing.joint_problems(joint)) == ["lead_department", "cooperating_departments"]
    joint |= {"lead_department": "engineering", "cooperating_departments": ("engineering",)}
    assert fields(routing.route_problems(joint)) == ["cooperating_departments"]
    joint |= {"cooperating_departments": ("engineering", "office_itself")}
    assert routing.route_problems(joint) == []
    assert routing.lead(joint) == "engineering"
    assert routing.lead(complaint()) == "QC"
    assert routing.joint_problems(joint | {"cooperating_departments": "工程部、维修班"}) == []
    assert routing.joint_problems(complaint()) == []


@pytest.mark.rule("R-038")
def test_a_changed_lead_needs_a_new_reason():
    before = complaint("charges", handler_kind="finance")
    after = before | {"handler_kind": "QC"}
    assert fields(routing.change_problems(before, after)) == ["lead_changed_reason"]
    assert routing.change_problems(before, after | {"lead_changed_reason": "属服务态度"}) == []
    stale = {"lead_changed_reason": "旧原因"}
    assert fields(routing.change_problems(before | stale, after | stale)) == ["lead_changed_reason"]
    assert routing.change_problems(before, before) == []
    assert routing.change_problems(complaint(handler_kind=None), after) == []
    kept = before | {"handler_kind": "office_itself", "kept_in_office_reason": "当场退费"}
    assert routing.change_problems(before, kept) == []


@pytest.mark.rule("R-036")
def test_compensation_demanded_later_re_routes_without_a_reason():
    before = complaint("charges", handler_kind="finance")
    after = before | {"handler_kind": "supervising_leader", "involves_compensation": True}
    assert routing.change_problems(before, after) == []


@pytest.mark.rule("R-034")
def test_order_and_engineering_record_are_offered_for_building_matters():
    assert routing.concerns_building(complaint("civil_decoration_equipment"))
    assert routing.concerns_building(complaint(is_building_or_design_dispute=True))
    assert not routing.concerns_building(complaint("charges"))


@pytest.mark.rule("R-060")
@pytest.mark.rule("R-053")
def test_which_papers_a_complaint_may_need():
    assert routing.is_major(complaint(nature="major"))
    assert not routing.is_major(complaint())
    assert routing.money_demanded(complaint(involves_compensation=True))
    assert not routing.money_demanded(complaint(against_director=True))


@pytest.mark.rule("R-039")
def test_what_went_to_the_company():
    assert routing.goes_to_company(complaint())
    assert routing.goes_to_company(complaint(handler_kind="office_itself", lead_department="engineering"))
    assert routing.goes_to_company(complaint(handler_kind="", involves_compensation=True))
    assert not routing.goes_to_company(complaint(handler_kind="office_itself"))


@pytest.mark.rule("R-041")
def test_a_report_upward_waits_for_its_directive():
    values = complaint(escalations=({"reported_to": "郑总", "reported_at": at(2027, 4, 16, 9)},))
    assert routing.days_waiting(values, at(2027, 4, 19, 8)) == 3
    assert routing.directive_overdue(values, at(2027, 4, 19), at(2027, 4, 19))
    assert not routing.directive_overdue(values, at(2027, 4, 19), at(2027, 4, 18, 23, 59))
    assert not routing.directive_overdue(values, None, at(2027, 5, 1))
    assert fields(routing.directive_problems(values)) == [
        "escalations.directive",
        "escalations.directive_by",
        "escalations.directive_at",
    ]
    answered = {"directive": "由工程部牵头", "directive_by": "郑总", "directive_at": date(2027, 4, 17)}
    done = complaint(escalations=({**values["escalations"][0], **answered},))
    assert routing.directive_problems(done) == []
    assert routing.days_waiting(done, at(2027, 4, 19)) is None
    assert not routing.directive_overdue(done, at(2027, 4, 19), at(2027, 5, 1))
    assert routing.days_waiting(complaint(), at(2027, 4, 19)) is None
    assert fields(routing.directive_problems(complaint())) == ["escalations"]


@pytest.mark.rule("R-041")
def test_a_directive_is_not_older_than_the_report_and_the_handling_names_it():
    row = {"reported_to": "郑总", "reported_at": at(2027, 4, 16, 9), "directive": "x", "directive_by": "郑总"}
    early = complaint(escalations=({**row, "directive_at": date(2027, 4, 15)},))
    assert fields(routing.directive_problems(early)) == ["escalations.directive_at"]
    same_day = complaint(escalations=({**row, "directive_at": date(2027, 4, 16)},))
    assert routing.directive_problems(same_day) == []
    silent = routing.follows_directive(same_day | {"handling": "已修好"})
    assert [(problem.field, problem.grave) for problem in silent] == [("handling", False)]
    assert routing.follows_directive(same_day | {"handling": "按郑总批示,已修好"}) == []
    assert routing.follows_directive(complaint(handling="已修好")) == []


@pytest.mark.rule("R-064")
def test_who_is_accused():
    against = complaint(against_director=True)
    assert routing.is_accused(against, CHEN, MANAGER)
    assert routing.is_accused(against, DEPUTY_ID, DEPUTY)
    assert not routing.is_accused(against, SU, CSA)
    deputy = against | {"accused_staff": DEPUTY_ID}
    assert routing.is_accused(deputy, DEPUTY_ID, DEPUTY)
    assert not routing.is_accused(deputy, CHEN, MANAGER)
    guard = complaint(accused_staff=GUARD)
    assert routing.is_accused(guard, GUARD, "guard_team")
    assert not routing.is_accused(guard, CHEN, MANAGER)
    assert not routing.is_accused(complaint(), CHEN, MANAGER)


@pytest.mark.rule("R-064")
def test_the_accused_sees_nothing_until_the_decision():
    against = complaint(against_director=True)
    assert not routing.may_see(against, CHEN, MANAGER)
    assert routing.may_see(against, SU, CSA)
    assert routing.may_see(against | {"leader_decision": "批评教育"}, CHEN, MANAGER)
    guard = complaint(accused_staff=GUARD)
    assert not routing.may_see(guard, GUARD, RECEPTIONIST)
    assert routing.may_see(guard | {"closed_at": date(2027, 4, 19)}, GUARD, RECEPTIONIST)
    assert routing.hidden_name().msgid == "Handled by the company"


@pytest.mark.rule("R-036")
@pytest.mark.rule("R-064")
def test_s04_the_manager_neither_handles_approves_nor_closes_it():
    values = complaint(
        against_director=True, involves_compensation=True, nature="major", leader_decision="同意结案"
    )
    assert routing.may_handle(values, CHEN, MANAGER)
    assert routing.may_approve(values, CHEN, MANAGER)
    assert routing.may_close(values, CHEN, MANAGER)
    assert routing.may_reopen(values, CHEN, MANAGER)
    assert routing.may_void(values, CHEN, MANAGER)
    assert routing.may_handle(values, ZHOU, SUPERVISOR) == []
    assert routing.may_close(values, ZHOU, SUPERVISOR) == []
    assert routing.may_reopen(values, ZHOU, SUPERVISOR) == []
    assert routing.may_void(values, ZHOU, SUPERVISOR) == []
    undecided = values | {"leader_decision": " "}
    assert fields(routing.may_close(undecided, ZHOU, SUPERVISOR)) == ["leader_decision"]


@pytest.mark.rule("R-064")
def test_without_a_supervisor_the_assistant_types_the_decision_in():
    values = complaint(against_director=True, leader_decision="同意结案")
    assert routing.may_close(values, SU, CSA)
    assert routing.may_close(values, SU, CSA, has_supervisor=False) == []


@pytest.mark.rule("R-064")
def test_only_the_deputy_accused_the_manager_approves_and_the_leader_closes():
    values = complaint(against_director=True, accused_staff=DEPUTY_ID, leader_decision="同意结案")
    assert not routing.leader_approves(values, DEPUTY)
    assert routing.may_approve(values, CHEN, MANAGER, accused_role=DEPUTY) == []
    assert routing.may_approve(values, SU, CSA, accused_role=DEPUTY)
    assert routing.may_close(values, CHEN, MANAGER)
    assert routing.may_handle(values, CHEN, MANAGER) == []


@pytest.mark.rule("R-064")
def test_against_the_director_the_leader_approves_and_the_supervisor_types_it_in():
    values = complaint(against_director=True)
    assert routing.leader_approves(values)
    assert not routing.leader_approves(complaint(involves_compensation=True))
    assert routing.may_approve(values, ZHOU, SUPERVISOR) == []
    assert routing.may_approve(values, SU, CSA)
    assert routing.may_approve(values, SU, CSA, has_supervisor=False) == []
    # a second manager of the office approves nothing about the first
    named = values | {"accused_staff": CHEN}
    assert routing.may_approve(named, 99, MANAGER, accused_role=MANAGER)
    assert routing.may_approve(complaint(), 99, MANAGER) == []


@pytest.mark.rule("R-064")
def test_the_accused_takes_no_step_of_table_15_in_his_case():
    himself = complaint(accused_staff=SU)
    for action in ("hand_over_complaint", "record_qc_result", "write_paper", "answer_letter"):
        assert fields(routing.may_act(himself, SU, CSA, action)) == [""]
        assert routing.may_act(himself, ZHOU, SUPERVISOR, action) == []
        assert routing.may_act(complaint(), SU, CSA, action) == []
        assert routing.may_act(complaint(), 9, STEWARD, action)


@pytest.mark.rule("R-064")
def test_nobody_handles_a_complaint_against_himself():
    values = complaint(accused_staff=GUARD, handler=GUARD)
    assert fields(routing.handler_problems(values)) == ["handler"]
    assert routing.handler_problems(values | {"handler": SU}) == []
    assert routing.handler_problems(complaint()) == []
    himself = complaint(accused_staff=SU)
    assert fields(routing.may_handle(himself, SU, CSA)) == ["handler"]
    assert routing.may_close(himself, SU, CSA)
    assert routing.may_close(himself, ZHOU, SUPERVISOR) == []


@pytest.mark.rule("R-053")
def test_the_desk_closes_general_complaints_and_only_the_manager_major_ones():
    for role in (CSA, RECEPTIONIST, SUPERVISOR, MANAGER):
        assert routing.may_close(complaint(), 9, role) == []
    assert routing.may_close(complaint(), 9, STEWARD)
    major = complaint(nature="major")
    assert routing.may_close(major, 9, MANAGER) == []
    assert routing.may_close(major, 9, SUPERVISOR)
    assert routing.may_close(major, 9, CSA)


@pytest.mark.rule("R-063")
def test_reopening_is_for_supervisor_and_manager_voiding_for_the_manager():
    assert routing.may_reopen(complaint(), 9, SUPERVISOR) == []
    assert routing.may_reopen(complaint(), 9, CSA)
    assert routing.may_void(complaint(), 9, MANAGER) == []
    assert routing.may_void(complaint(), 9, SUPERVISOR)
