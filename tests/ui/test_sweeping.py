"""What nobody needs any more is looked for when nobody types; and the memory does not grow for ever."""

from __future__ import annotations

import gc
import weakref

import pytest

from ui import app, sweeping
from ui.sweeping import LONG, Sweeping


class Ring:
    """Something only the collector takes away."""

    def __init__(self) -> None:
        self.me = self


def ring() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


class Hands:
    """Says how much the processor worked."""

    def __init__(self) -> None:
        self.worked = 0.0

    def thread_time(self) -> float:
        return self.worked


@pytest.fixture
def hands(monkeypatch):
    hands = Hands()
    monkeypatch.setattr(sweeping, "time", hands)
    return hands


@pytest.fixture
def swept(dressed, hands):
    """The sweeping of a window that stands; its own timer does not look."""
    before = gc.get_threshold()
    gc.collect()
    gc.disable()
    made = Sweeping()
    made.begin()
    made._timer.stop()
    yield made
    made.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


@pytest.fixture
def looks():
    """How often each generation was looked through."""
    seen = [0, 0, 0]

    def note(phase: str, said: dict[str, int]) -> None:
        if phase == "stop":
            seen[said["generation"]] += 1

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def keep(count: int) -> list[list[int]]:
    return [[] for _ in range(count)]


def test_what_the_window_is_made_of_is_looked_through_no_more(swept):
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10


def test_keys_are_not_held_by_a_look_at_everything(swept, looks):
    """Python itself would look through everything after the eleventh time."""
    kept = keep(60 * 700)
    assert looks[0] > 40
    assert looks[1] > 3
    kept += keep(11 * 7700)
    assert looks[2] == 0


def test_who_never_rests_does_not_fill_the_memory(swept, looks):
    kept = keep(120 * 7700)
    assert looks[2] == 1
    assert len(kept) == 120 * 7700


def test_when_the_hands_rest_it_is_swept(swept, hands):
    gone = ring()
    kept = keep(9000)
    gone_too = ring()
    assert gone_too() is not None
    hands.worked += 1  # somebody types
    swept.look()
    assert gone_too() is not None
    swept.look()
    assert gone() is None
    assert gone_too() is None
    assert len(kept) == 9000


def test_nothing_is_swept_where_nothing_came(swept, looks):
    swept.look()
    before = looks[2]
    swept.look()
    assert looks[2] == before


def test_after_a_long_rest_all_is_swept_though_the_workbench_reads_itself_anew(dressed, hands):
    gc.disable()
    gone = ring()  # of the window before
    made = Sweeping()
    made.begin()
    made._timer.stop()
    try:
        gc.collect()
        assert gone() is not None
        for look in range(3 * LONG):
            hands.worked += 0.0 if look % 15 else 0.1
            made.look()
        assert gone() is None
        assert gc.get_freeze_count() > 10_000
    finally:
        made.end()


def test_the_program_sweeps_when_its_window_stands(monkeypatch, where, front, dressed):
    begun: list[str] = []
    monkeypatch.setattr(sweeping.Sweeping, "begin", lambda self: begun.append("begun"))
    monkeypatch.setattr(sweeping.Sweeping, "end", lambda self: begun.append("ended"))
    monkeypatch.setattr(app, "application", lambda: dressed)
    monkeypatch.setattr(app, "places", lambda: where)
    monkeypatch.setattr(app, "show_opening", lambda *_: None)

    def start(self, *_store: object, **_how: object) -> bool:
        self.settled.emit()
        return False

    monkeypatch.setattr("ui.front_desk.FrontDesk.start", start)
    try:
        assert app.main() == 0
    finally:
        gc.enable()
    assert begun == ["begun", "ended"]
