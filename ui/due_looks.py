"""How the states of due things look: a sign, a word and a colour each; never colour alone."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text


class Look(Struct, frozen=True):
    """A state's sign, word and tint; the lower the rank, the more it matters."""

    sign: str
    word: Text
    tint: str  # a colour of theme.Tints
    rank: int
    open: bool = True  # something is still to be done


LOOKS: Final[dict[str, Look]] = {
    "overdue": Look("▲", N_("Overdue"), "overdue", 0),
    "due": Look("●", N_("Due", "calendar"), "due", 1),
    "reminder": Look("◆", N_("Reminder", "calendar"), "accent", 2),
    "upcoming": Look("○", N_("Still to come"), "muted", 3),
    "done_late": Look("✓", N_("Done late"), "due", 4, open=False),
    "done_on_time": Look("✓", N_("Done on time"), "done", 5, open=False),
    "waived": Look("—", N_("Waived", "calendar"), "muted", 6, open=False),
    "not_applicable": Look("—", N_("Not applicable"), "muted", 7, open=False),
}


def look_of(state: str) -> Look:
    """Return how a state looks; one that is not known here looks like something to come."""
    return LOOKS.get(state, LOOKS["upcoming"])
