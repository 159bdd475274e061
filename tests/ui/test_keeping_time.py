"""What the clock does by itself is done by the window that is open: at its start and when the minute turns."""

from __future__ import annotations

from custdesk.errors import KnownError
from custdesk.language import N_
from tests.desk_events import plan
from tests.desks import Office


def test_a_plan_comes_into_force_while_the_window_is_open(window, office: Office, clock, qtbot):
    made = plan(office, year=2028)
    assert office.values(made)["state"] == "approved"
    clock.set("2027-12-31 23:59")
    window.on_tick()
    assert office.values(made)["state"] == "approved"
    clock.set("2028-01-01 00:00")
    window.on_tick()
    assert office.values(made)["state"] == "in_force"


def test_trouble_with_it_is_told_and_the_desk_goes_on(window, clock, monkeypatch):
    def trouble() -> None:
        raise KnownError(N_("Nobody is on duty"))

    monkeypatch.setattr(window.desk, "keep_time", trouble)
    clock.pass_minutes(1)
    window.on_tick()
    assert window.desk.words(N_("Nobody is on duty")) in window.statusBar().currentMessage()
