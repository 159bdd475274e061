"""What was read from a signed sheet, whether it is home whole, and what it says against the record: R-007, R-009, R-051."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem

SAME: Final = "same"
BY_HAND: Final = "by_hand"
DIFFERS: Final = "differs"
CELL: Final = " | "  # between the cells of a line, as the print log keeps a table
ITS_OWN: Final = "record"  # BoxLabel.fills: the fields of the record that is printed


class BoxLabel(Struct, frozen=True):
    """One place of a sheet where somebody signs.

    `box` is its code, for ever: the field it stands under and its place there ("signatures.1", "opinion.2").
    `customer`: nobody of the office signs there. `dated`: year, month and day stand beside it. `fills`: whose fields
    the signature is recorded in besides: ITS_OWN, the link that leads to another record, or "" for nobody's.
    """

    box: str
    label: Text
    customer: bool = False
    dated: bool = True
    fills: str = ""


class SignatureRead(Struct, frozen=True):
    """What a person read in one box of the paper; an empty name: the box is not signed (R-007)."""

    box: str
    name: str = ""
    relation: str = ""
    signed_on: datetime.date | None = None


def reading_problems(
    reads: Sequence[SignatureRead],
    boxes: Iterable[BoxLabel],
    printed_on: datetime.date,
    today: datetime.date,
    staff_names: Iterable[str] = (),
) -> list[Problem]:
    """Find what is wrong with signatures read from a sheet that was printed on a day (R-007).

    The fields are named "BOX.name", "BOX.relation", "BOX.signed_on".
    """
    known = {one.box: one for one in boxes}
    staff = {_bare(name) for name in staff_names}
    found: list[Problem] = []
    for place, read in enumerate(reads):
        if read.box not in known or read.box in {one.box for one in reads[:place]}:
            found.append(Problem(N_("This sheet has no such signature box"), read.box, "R-007"))
        else:
            found += _box_problems(read, known[read.box], printed_on, today, staff)
    return found


def _box_problems(
    read: SignatureRead, box: BoxLabel, printed_on: datetime.date, today: datetime.date, staff: set[str]
) -> list[Problem]:
    name, on = read.name.strip(), read.signed_on
    found: list[Problem] = []

    def add(text: Text, part: str) -> None:
        found.append(Problem(text, f"{box.box}.{part}", "R-007"))

    if not name and (on is not None or read.relation.strip()):
        add(N_("Enter the name of the signer as read from paper"), "name")
    if name and box.dated and on is None:
        add(N_("Enter the date beside the signature as read from paper"), "signed_on")
    if name and box.customer and _bare(name) in staff:
        add(N_("Nobody of the office signs for the customer; enter who really signed"), "name")
    if on is not None and on > today:
        add(N_("A signature cannot be dated in the future"), "signed_on")
    elif on is not None and on < printed_on:
        text = N_("The sheet was printed only on {day}: read the date once more, or have it signed anew")
        add(text.having(day=printed_on), "signed_on")
    return found


# -- home --------------------------------------------------------------------------------------------------


class Home(Struct, frozen=True):
    """Which pages of a printed sheet are home: of the print and copy of which most are."""

    pages: int
    home: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages that have not come home."""
        return tuple(page for page in range(1, self.pages + 1) if page not in self.home)

    @property
    def whole(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def home_of(filed: Iterable[tuple[int, int, int, int]], pages: int) -> Home:
    """Return what is home of a sheet; pages of two prints are no sheet, nor are pages of two of its labelled copies.

    `filed`: (copy, leaf, page, pages) of each page that was filed. `pages`: how many it has where none is home.
    """
    groups: dict[tuple[int, int], set[int]] = {}
    counts: dict[tuple[int, int], int] = {}
    for copy, leaf, page, count in filed:
        groups.setdefault((copy, leaf), set()).add(page)
        counts[copy, leaf] = max(count, counts.get((copy, leaf), 1))
    if not groups:
        return Home(max(pages, 1))
    best = max(groups, key=lambda key: (len(groups[key]) >= counts[key], len(groups[key]), key[0], -key[1]))
    return Home(counts[best], tuple(sorted(groups[best])))


# -- paper against record ----------------------------------------------------------------------------------


def compared(paper: str, now: str, *, lines: bool = False) -> str:
    """Return SAME, BY_HAND where the box was printed empty, or DIFFERS; emptied since is DIFFERS (design 4).

    `lines`: a table, its cells parted by CELL; empty cells, and lines below those that were printed, are completed by hand.
    """
    before, after = paper.strip(), now.strip()
    if before == after:
        return SAME
    if not before or (lines and _lines_completed(paper, now)):
        return BY_HAND
    return DIFFERS


def _lines_completed(paper: str, now: str) -> bool:
    before = [line.split(CELL) for line in paper.split("\n")]
    after = [line.split(CELL) for line in now.split("\n")]
    return len(before) <= len(after) and all(
        len(old) == len(new) and all(cell in ("", other) for cell, other in zip(old, new, strict=True))
        for old, new in zip(before, after, strict=False)
    )


def completes(before: object, after: object) -> bool:
    """Tell whether in the lines of a table only empty cells were filled in, and lines added below them."""
    if not isinstance(before, tuple) or not isinstance(after, tuple) or len(before) > len(after):
        return False
    return all(
        all(new.get(part) == value for part, value in old.items() if value not in (None, ""))
        for old, new in zip(before, after, strict=False)
    )


def filled_on(said: Mapping[str, object]) -> frozenset[str]:
    """Return the boxes that were printed with something in them; the others are completed by hand."""
    return frozenset(name for name, text in said.items() if isinstance(text, str) and text.strip())


def locked_text(label: Text, name: str, day: datetime.date | None) -> Text:
    """Say why a value is not changed any more: it stands on a sheet that somebody signed (R-009)."""
    text = N_("“{label}” stands on the sheet signed by {name}: correct it with a reason as a new edition")
    if day is not None:
        text = N_(
            "“{label}” stands on the sheet signed by {name} on {day}: correct it with a reason as a new edition"
        )
    return text.having(label=label, name=name, day=day or "")


def signed_text(name: str, day: datetime.date | None) -> Text:
    """Say above a form that a sheet of it was signed, and what that means for its boxes (R-009)."""
    text = N_("signed by {name}: correct it with a reason as a new edition")
    if day is not None:
        text = N_("signed by {name} on {day}: correct it with a reason as a new edition")
    return text.having(name=name, day=day or "")


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()
