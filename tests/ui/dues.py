"""Due things to look at, and a desk that says exactly these are due."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from custdesk.desk import Desk
from custdesk.figures.calendar import DueThing
from custdesk.language import N_, Text
from tests.desks import at, on


def due(day: str, state: str = "due", label: Text | str = "投诉月度汇总", **given: Any) -> DueThing:
    """A thing due on a day of 2027 ("04-16"), at its 24:00 unless said otherwise."""
    known: dict[str, Any] = {
        "due_at": datetime.datetime.combine(on(day) + datetime.timedelta(days=1), datetime.time()),
        "detail": "", "rule": "R-057", "record_id": None, "form": "", "duty": "", "period_first": None,
    }  # fmt: skip
    if isinstance(given.get("due_at"), str):
        given["due_at"] = at(f"{day} {given['due_at']}")
    return DueThing(day=on(day), label=label, state=state, **{**known, **given})


class Dues:
    """Stands in for what the desk would find due; keeps the periods that were asked for."""

    def __init__(self, things: Sequence[DueThing] = ()) -> None:
        self.things = list(things)
        self.asked: list[tuple[datetime.date, datetime.date]] = []

    def __call__(self, first: datetime.date, last: datetime.date) -> list[DueThing]:
        self.asked.append((first, last))
        return [thing for thing in self.things if first <= thing.day <= last]


def stand_in(desk: Desk, monkeypatch: Any, *things: DueThing) -> Dues:
    """Let a desk find exactly these things due."""
    dues = Dues(things)
    monkeypatch.setattr(desk, "due_things", dues, raising=False)
    return dues


__all__ = ["N_", "Dues", "due", "stand_in"]
