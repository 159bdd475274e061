"""Pages of books that were filled in by hand: settled once every line is typed in, and taken back (R-008).

A page of a book becomes many records, so that no single one brings it home: a person says that all are in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from custdesk.store import reserving, scanning

if TYPE_CHECKING:
    from custdesk.store.writing import Writing

SETTLE, REOPEN = "settle_reserved", "reopen_reserved"
ACTS: Final = (SETTLE, REOPEN)


def settle(writing: Writing, numbers: Sequence[str]) -> None:
    """Remember that all lines of these pages are in the program; their scans are home. Raises Refused."""
    reserving.settle(writing, numbers)
    scanning.bring_book(writing, numbers)


def reopen(writing: Writing, numbers: Sequence[str]) -> None:
    """Let these pages wait again; their scans lie in the tray as before. Raises Refused."""
    reserving.reopen(writing, numbers)
    scanning.lay_book_back(writing, numbers)


def undo(writing: Writing, what: str, payload: Mapping[str, Any], seq: int) -> None:
    """Take back one of these acts by its opposite. Raises Refused."""
    (reopen if what == SETTLE else settle)(writing, payload["numbers"])
    writing.note("undo", {"of": seq, "what": what, "numbers": list(payload["numbers"])})
