"""What a step asked for stays true in later saves (R-009)."""

from __future__ import annotations

import pytest

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.lasting import taken_away
from custdesk.rules.values import Values


def asked(values: Values) -> list[Problem]:
    return [
        Problem(N_("Write down what was done"), name) for name in ("work", "worker") if not values.get(name)
    ]


@pytest.mark.rule("R-009")
def test_only_what_a_save_takes_away_is_named():
    before = {"state": "finished", "work": "换阀", "worker": None}
    assert [one.field for one in taken_away(asked, before, {**before, "work": None})] == ["work"]
    assert taken_away(asked, before, {**before, "work": "换管"}) == [], "the worker was never known"


@pytest.mark.rule("R-009")
def test_new_records_and_steps_are_judged_by_others():
    before = {"state": "finished", "work": "换阀", "worker": "吴建平"}
    assert taken_away(asked, {}, {"state": "finished"}) == []
    assert taken_away(asked, before, {"state": "voided"}) == []
