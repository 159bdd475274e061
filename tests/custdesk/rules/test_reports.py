"""REC-13 and REC-14: approval, verification, and what was not effective (R-053, R-064)."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import reports

OFFICE = {
    "陈国栋": "office_manager",
    "周敏": "customer_service_supervisor",
    "苏婷": "customer_service_assistant",
}


def report(**values: object) -> dict[str, object]:
    return {
        "prepared_at": at(2027, 7, 20, 9), "approved_by": "陈国栋", "approved_at": at(2027, 7, 21, 9), **values,
    }  # fmt: skip


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-053")
def test_an_approval_says_who_and_when():
    assert reports.approval_problems(report(), leader=False, staff_names=OFFICE) == []
    empty = report(approved_by=" ", approved_at=None)
    assert found(reports.approval_problems(empty, leader=False)) == [
        ("approved_by", "R-053"), ("approved_at", "R-053"),
    ]  # fmt: skip
    early = report(approved_at=at(2027, 7, 20, 8, 59))
    assert found(reports.approval_problems(early, leader=False)) == [("approved_at", "R-053")]


@pytest.mark.rule("R-064")
def test_the_leaders_approval_names_nobody_of_the_office_and_never_the_accused():
    zheng = report(approved_by="郑宏")
    assert reports.approval_problems(zheng, leader=True, staff_names=OFFICE, accused=["陈国栋"]) == []
    for name in ("周敏", "陈国栋"):
        assert found(
            reports.approval_problems(report(approved_by=name), leader=True, staff_names=OFFICE)
        ) == [("approved_by", "R-064")]
    himself = reports.approval_problems(report(), leader=False, staff_names=OFFICE, accused=["陈国栋"])
    assert found(himself) == [("approved_by", "R-064")]


@pytest.mark.rule("REC-13")
def test_verified_outside_or_by_the_supervisor():
    done = report(verified_by="孙丽", verified_on=date(2027, 8, 1), effective=True)
    assert reports.verification_problems(done, OFFICE) == []
    assert reports.verification_problems(done | {"verified_by": "周敏"}, OFFICE) == []
    assert found(reports.verification_problems(done | {"verified_by": "苏婷"}, OFFICE)) == [
        ("verified_by", "REC-13")
    ]
    assert {field for field, _ in found(reports.verification_problems(report(), OFFICE))} == {
        "verified_by", "verified_on", "effective",
    }  # fmt: skip
    early = done | {"verified_on": date(2027, 7, 20)}
    assert found(reports.verification_problems(early, OFFICE)) == [("verified_on", "REC-13")]


@pytest.mark.rule("REC-13")
def test_not_effective_is_an_answer_and_nothing_is_none():
    assert reports.fell_short({"effective": False})
    assert not reports.fell_short({"effective": True})
    assert not reports.fell_short({})
