"""What became of a list, step by step: whatever it was and is, the steps lead from one to the other."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from ui.binder import list_edits
from ui.binder.list_edits import Come, Edit, Gone, Moved, edits

IDS = st.lists(st.integers(1, 30), unique=True, max_size=25)


def carried_out(old: list[int], steps: list[Edit]) -> list[int]:
    rows = list(old)
    for step in steps:
        if isinstance(step, Gone):
            assert step.count > 0
            del rows[step.row : step.row + step.count]
        elif isinstance(step, Come):
            assert len(step.ids) > 0
            rows[step.row : step.row] = step.ids
        else:
            assert step.row != step.to
            rows.insert(step.to, rows.pop(step.row))
    return rows


@given(IDS, IDS)
def test_the_steps_lead_from_one_to_the_other(old: list[int], new: list[int]):
    steps = edits(array("q", old), array("q", new))
    assert steps is not None
    assert carried_out(old, steps) == new
    if old == new:
        assert steps == []


@given(st.lists(st.integers(1, 300), unique=True, min_size=2, max_size=200), st.data())
def test_one_change_is_one_step_however_far(old: list[int], data: st.DataObject):
    """Also where blocks begin and end."""
    list_edits.BLOCK, real = 16, list_edits.BLOCK
    try:
        place = data.draw(st.integers(0, len(old) - 1))
        to = data.draw(st.integers(0, len(old) - 1))
        come, gone, moved = list(old), list(old), list(old)
        come.insert(place, 999)
        del gone[place]
        moved.insert(to, moved.pop(place))
        assert edits(array("q", old), array("q", come)) == [Come(place, array("q", [999]))]
        assert edits(array("q", old), array("q", gone)) == [Gone(place, 1)]
        steps = edits(array("q", old), array("q", moved))
        assert steps is not None
        assert len(steps) == (place != to)
        assert carried_out(old, steps) == moved
        if steps and abs(place - to) > 1:
            assert steps == [Moved(place, to)]
    finally:
        list_edits.BLOCK = real


def test_another_list_is_no_change_of_this_one():
    assert edits(array("q", range(500)), array("q", reversed(range(500)))) is None
    assert edits(array("q"), array("q", range(500))) == [Come(0, array("q", range(500)))]
