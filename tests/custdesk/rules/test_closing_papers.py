"""What recorded agreements prove at closing and hand-over: R-059, R-060."""

from __future__ import annotations

from datetime import date

import pytest

from custdesk.rules import closing

AGREEMENT = {"kind": "compensation_agreement", "stage": "paid", "approved_by": "郑总", "kept_at": "档案室"}
MONEY = {"involves_compensation": True, "is_building_or_design_dispute": True}
OVER = {"closed_at": date(2027, 3, 12), "handed_over_at": date(2027, 3, 15), "handed_to": "孙丽"}


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-060")
def test_a_recorded_agreement_of_a_building_dispute_needs_the_general_manager():
    leader = AGREEMENT | {"levels": ("supervising_leader",)}
    assert found(closing.money_problems(MONEY, (leader,))) == [("papers.approved_by", "R-060")]
    signed = AGREEMENT | {"levels": ("supervising_leader", "general_manager")}
    assert closing.money_problems(MONEY, (signed,)) == []
    assert closing.money_problems(MONEY | {"is_building_or_design_dispute": False}, (leader,)) == []


@pytest.mark.rule("R-059")
def test_a_recorded_agreement_brings_its_own_copy_the_letter_another():
    filed = {
        "kind": "compensation_agreement", "stage": "filed", "approved_by": "郑宏", "filed_on": date(2027, 3, 13),
        "copied": True,
    }  # fmt: skip
    assert closing.missing_to_hand_over(OVER, (filed,)) == []
    letter = OVER | {"is_letter": True, "original_letter_at": "档案室"}
    assert found(closing.missing_to_hand_over(letter, (filed,))) == [("copy_in_office", "R-059")]
    assert found(closing.missing_to_hand_over(OVER, (filed | {"copied": False},))) == [
        ("copy_in_office", "R-059")
    ]
    assert found(closing.missing_to_hand_over(OVER, (filed | {"filed_on": None},))) == [
        ("papers.kept_at", "R-059")
    ]
