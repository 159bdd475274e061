"""R-030, R-031 and R-032: valid or not, general or major."""

from __future__ import annotations

from datetime import datetime

import pytest

from custdesk.rules import validity
from custdesk.rules.people import CSA, MANAGER, SUPERVISOR
from custdesk.rules.validity import Hint


def fields(problems):
    return [problem.field for problem in problems]


@pytest.mark.rule("R-031")
def test_not_ours_is_explained_and_not_counted():
    values = {"validity": "not_valid"}
    assert validity.is_not_valid(values)
    assert not validity.is_counted(values)
    assert fields(validity.missing_to_explain(values)) == ["explanation"]
    assert validity.missing_to_explain(values | {"explanation": "属供电局,已代为报修"}) == []
    valid = {"validity": "valid", "explanation": "x"}
    assert not validity.is_not_valid(valid)
    assert validity.is_counted(valid)
    assert not validity.is_counted({})
    assert fields(validity.missing_to_explain(valid)) == ["validity"]


@pytest.mark.rule("R-032")
def test_accepting_needs_validity_nature_and_category():
    assert fields(validity.missing_to_accept({})) == ["validity", "nature", "category"]
    assert fields(
        validity.missing_to_accept({"validity": "not_valid", "nature": "major", "category": "other"})
    ) == ["validity"]
    assert validity.missing_to_accept({"validity": "valid", "nature": "general", "category": "charges"}) == []


@pytest.mark.rule("R-032")
@pytest.mark.parametrize(
    ("values", "more", "hints"),
    [
        ({}, {}, ()),
        ({}, {"unsafe": True}, (Hint.DANGER,)),
        ({"content": "老人在大堂摔倒受伤"}, {}, (Hint.DANGER,)),
        ({}, {"households": 2}, ()),
        ({}, {"households": 3}, (Hint.HOUSEHOLDS,)),
        ({"content": "外墙渗水"}, {}, (Hint.DEFECT,)),
        ({"content": "外牆滲水"}, {}, (Hint.DEFECT,)),
        ({"involves_compensation": True}, {}, (Hint.COMPENSATION,)),
        ({}, {"publicity": True}, (Hint.PUBLICITY,)),
        ({"content": "已打12345"}, {}, (Hint.PUBLICITY,)),
        ({}, {"earlier_same": 1}, ()),
        ({}, {"earlier_same": 2}, (Hint.REPEAT,)),
    ],
)
def test_hints_for_major(values, more, hints):
    assert validity.major_hints(values, **more) == hints
    assert set(validity.HINTS) == set(Hint)


@pytest.mark.rule("R-032")
def test_the_desk_proposes_major_and_supervisor_or_manager_say_it():
    general, major = {"nature": "general"}, {"nature": "major"}
    found = validity.marking_problems(general, major, CSA)
    assert [(problem.field, problem.grave) for problem in found] == [("nature", False)]
    assert validity.marking_problems(general, major, SUPERVISOR) == []
    assert validity.marking_problems(general, major, MANAGER) == []
    assert validity.marking_problems(major, major, CSA) == []
    assert validity.marking_problems({}, general, CSA) == []


@pytest.mark.rule("R-032")
def test_homes_and_repeats_of_the_same_matter_are_counted():
    def one(unit: object, day: int) -> dict[str, object]:
        return {"unit": unit, "received_at": datetime(2027, 7, day, 9)}

    assert validity.same_matter(one(7, 2), ()) == (1, 0)
    assert validity.same_matter(one(7, 2), (one(8, 2), one(9, 2))) == (3, 0)
    assert validity.same_matter(one(7, 5), (one(7, 2), one(7, 3), one(8, 2))) == (2, 2)
    assert validity.same_matter(one(7, 2), (one(7, 5),)) == (1, 0), "what came later is no repeat before it"
    assert validity.same_matter(one(None, 2), (one("", 2),)) == (2, 0), (
        "homes without a number count one each"
    )
    assert validity.same_matter(one(7, 5) | {"reopen_count": 2}, ()) == (1, 2)


@pytest.mark.rule("R-030")
def test_a_complaint_refers_to_another_one():
    assert fields(validity.leading_problems({"id": 7, "leading_complaint": 7})) == ["leading_complaint"]
    assert validity.leading_problems({"id": 7, "leading_complaint": 8}) == []
    assert validity.leading_problems({"id": None, "leading_complaint": None}) == []
