"""How the columns of a table of lines share its width: in bands below each other where they are too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from custdesk.fields import Choice, Day, Kind, Link, Moment, Money, Note, Number, Phone, ShortText, YesNo
from custdesk.language import Words

LEAST_ROOM = 430  # pixels of a table in the narrowest form
USUAL: dict[type[Kind], str] = {
    Moment: "2027-12-28 24:00", Day: "2027-12-28", Phone: "138****5678", Money: "10,000.00", Number: "000",
    YesNo: "是", Note: "字" * 8, ShortText: "字" * 5,
}  # fmt: skip
WORDY = 5  # letters of an answer that needs as much room as words


def in_bands(needs: Sequence[int], room: int, gap: int) -> int:
    """Return how many columns stand side by side, so that a line needs no more than this room on its rows."""
    for count in range(len(needs), 1, -1):
        widest = [max(needs[at::count]) + gap for at in range(count)]
        if sum(widest) <= room + gap:
            return count
    return 1


def usual_answer(kind: Kind) -> str:
    """Return an answer as long as they usually are."""
    if isinstance(kind, Link):
        return "WX-2027-0000" if set(kind.targets) - {"unit", "staff", "customer"} else "10-2-1203"
    return next((USUAL[one] for one in type(kind).__mro__ if one in USUAL), "字" * 4)


def side(kind: Kind) -> Qt.AlignmentFlag:
    """Figures stand under each other by their last digit."""
    side = Qt.AlignmentFlag.AlignRight if isinstance(kind, Number) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignTop


def share(kind: Any, words: Words) -> int:
    """Return how much of the width that is left a column gets: words most, figures and dates none."""
    if isinstance(kind, ShortText | Note):
        return 3
    if not isinstance(kind, Choice):
        return int(not isinstance(kind, Number | Moment | Day | YesNo))
    return 3 if max((len(words(label)) for label in kind.options.values()), default=0) > WORDY else 2
