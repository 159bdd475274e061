"""Internal contact notes, REC-47: timely, exact, complete (R-039)."""

from __future__ import annotations

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.values import Values, earlier, filled


def sending_problems(note: Values) -> list[Problem]:
    """Find what a note lacks to be sent: to whom, about what, the content, when (R-039)."""
    return [
        Problem(way, name, "R-039")
        for name, way in (
            ("to", N_("Enter the department the note goes to")),
            ("subject", N_("Enter what the note is about")),
            ("content", N_("Write down what the department must know")),
            ("sent_at", N_("Enter when the note was sent")),
        )
        if not filled(note, name)
    ]


def time_problems(note: Values) -> list[Problem]:
    """Refuse times out of order: received and answered only after it was sent (R-039)."""
    found = []
    for name, before in (
        ("received_on", "sent_at"),
        ("answered_at", "sent_at"),
        ("answered_at", "received_on"),
    ):
        if earlier(note.get(name), note.get(before)):
            way = N_("A note is sent, then received, then answered; correct one of the times")
            found.append(Problem(way, name, "R-039"))
    return list(dict.fromkeys(found))
