"""REC-16, step by step: R-059, R-060, R-064."""

from __future__ import annotations

from datetime import date

import pytest

from custdesk.rules import agreements


def agreement(**values: object) -> dict[str, object]:
    """S-04's: 3,000 yuan for a flooded floor."""
    return {
        "plan": "赔偿地板维修费", "amount": 300_000, "counsel_confirmed_at": date(2027, 5, 18),
        "approvals": (
            {"level": "supervising_leader", "name": "郑宏", "on": date(2027, 5, 20)},
            {"level": "general_manager", "name": "黄志远", "on": date(2027, 5, 20)},
        ),
        "customer_signed_on": date(2027, 5, 21), "paid_on": date(2027, 5, 21),
        "original_to_archivist_on": date(2027, 5, 24), "copy_in_office": True, **values,
    }  # fmt: skip


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-060")
def test_the_plan_names_amount_and_counsels_day():
    assert agreements.plan_problems(agreement(), dispute=False) == []
    for name in ("plan", "amount", "counsel_confirmed_at"):
        assert found(agreements.plan_problems(agreement(**{name: None}), dispute=False)) == [(name, "R-060")]
    assert found(agreements.plan_problems(agreement(amount=0), dispute=False)) == [("amount", "R-060")]


@pytest.mark.rule("R-060")
def test_a_building_dispute_stands_on_contract_technical_opinion_and_counsel():
    three = ("contract_basis", "technical_opinion", "counsel_opinion")
    assert [field for field, _ in found(agreements.plan_problems(agreement(), dispute=True))] == list(three)
    assert agreements.plan_problems(agreement(**dict.fromkeys(three, "有")), dispute=True) == []


@pytest.mark.rule("R-060")
def test_approved_level_by_level_after_counsel():
    assert agreements.approval_problems(agreement(), dispute=False) == []
    assert found(agreements.approval_problems(agreement(approvals=()), dispute=False)) == [
        ("approvals", "R-060")
    ]
    before_counsel = agreement(approvals=({"level": "other", "name": "甲", "on": date(2027, 5, 17)},))
    assert found(agreements.approval_problems(before_counsel, dispute=False)) == [("approvals.0.on", "R-060")]
    first, second = agreement()["approvals"]  # type: ignore[misc]
    backwards = agreement(approvals=(first, second | {"on": date(2027, 5, 19)}))
    assert found(agreements.approval_problems(backwards, dispute=False)) == [("approvals.1.on", "R-060")]
    nameless = agreement(approvals=({"on": date(2027, 5, 20)},))
    assert [field for field, _ in found(agreements.approval_problems(nameless, dispute=False))] == [
        "approvals.0.level", "approvals.0.name",
    ]  # fmt: skip


@pytest.mark.rule("R-060")
def test_the_general_manager_signs_the_plan_of_a_building_dispute():
    assert agreements.approval_problems(agreement(), dispute=True) == []
    leader = agreement(approvals=({"level": "supervising_leader", "name": "郑宏", "on": date(2027, 5, 20)},))
    assert agreements.approval_problems(leader, dispute=False) == []
    assert found(agreements.approval_problems(leader, dispute=True)) == [("approvals", "R-060")]
    assistant = agreement(approvals=({"level": "gm_assistant", "name": "乙", "on": date(2027, 5, 20)},))
    assert found(agreements.approval_problems(assistant, dispute=True)) == [("approvals", "R-060")]


@pytest.mark.rule("R-064")
def test_the_accused_is_on_no_rung_of_the_ladder():
    mine = agreement(approvals=({"level": "department", "name": "陈国栋", "on": date(2027, 5, 20)},))
    assert found(agreements.approval_problems(mine, dispute=False, accused=["陈国栋"])) == [
        ("approvals.0.name", "R-064")
    ]


@pytest.mark.rule("R-060")
def test_signed_after_the_approvals_paid_after_the_signature():
    assert agreements.signing_problems(agreement()) == []
    assert found(agreements.signing_problems(agreement(customer_signed_on=None))) == [
        ("customer_signed_on", "R-060")
    ]
    assert found(agreements.signing_problems(agreement(customer_signed_on=date(2027, 5, 19)))) == [
        ("customer_signed_on", "R-060")
    ]
    assert agreements.payment_problems(agreement()) == []
    assert found(agreements.payment_problems(agreement(paid_on=None))) == [("paid_on", "R-060")]
    assert found(agreements.payment_problems(agreement(paid_on=date(2027, 5, 20)))) == [("paid_on", "R-060")]


@pytest.mark.rule("R-059")
def test_filed_with_the_original_at_the_archivist_and_a_copy_here():
    assert agreements.filing_problems(agreement()) == []
    assert found(agreements.filing_problems(agreement(original_to_archivist_on=None))) == [
        ("original_to_archivist_on", "R-059")
    ]
    assert found(agreements.filing_problems(agreement(copy_in_office=False))) == [("copy_in_office", "R-059")]
    early = agreement(original_to_archivist_on=date(2027, 5, 20))
    assert found(agreements.filing_problems(early)) == [("original_to_archivist_on", "R-059")]


@pytest.mark.rule("R-036")
def test_money_is_planned_only_for_what_goes_to_the_leader():
    assert [(one.field, one.rule) for one in agreements.demand_problems({"category": "charges"})] == [
        ("complaint", "R-036")
    ]
    assert agreements.demand_problems({"involves_compensation": True}) == []
    assert agreements.demand_problems({"against_director": True}) == []


@pytest.mark.rule("R-036")
def test_money_on_a_complaint_that_stayed_in_the_office_is_refused():
    assert found(agreements.demand_problems({"category": "charges"})) == [("complaint", "R-036")]
    assert found(agreements.demand_problems({})) == [("complaint", "R-036")]
    assert agreements.demand_problems({"category": "charges", "involves_compensation": True}) == []
    assert agreements.demand_problems({"against_director": True}) == []
