"""What was found on scanned pages, and what became of them: plain data between the reader, the store and the screen."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from custdesk.language import N_, Text
from custdesk.stamp import Stamp


@dataclass(frozen=True)
class FoundCode:
    """One code on a page: its text, how far the page is to be turned (clockwise, degrees) to stand upright, where it is."""

    text: str
    turn: int
    left: float  # middle of the code, in parts of the page as it lies
    top: float


@dataclass(frozen=True)
class PageRead:
    """One page of a file: its size in pixels as looked at, its codes from the top left."""

    page: int  # from 0
    width: int
    height: int
    codes: tuple[FoundCode, ...] = ()
    trouble: Text | None = None  # why this page could not be looked at

    @property
    def turn(self) -> int:
        """How far the page is to be turned clockwise to stand upright; 0 where no code tells."""
        return self.codes[0].turn if self.codes else 0


@dataclass(frozen=True)
class FileRead:
    """A file that was given to the scan desk, byte for byte, with what is on its pages; `trouble`: it cannot be read."""

    name: str
    content: bytes = field(repr=False)
    digest: str
    kind: str = ""  # "pdf", "jpeg", "png", "tiff", "heif"
    pages: tuple[PageRead, ...] = ()
    trouble: Text | None = None


class Verdict(enum.Enum):
    """What a stamp on a scanned page turns out to be; each has its sentence in SENTENCES."""

    OURS = "ours"  # printed here as it says: filed
    CHANGED = "changed"  # the same, but the record says something else by now: filed, and told
    BLANK = "blank"  # a pre-numbered sheet nobody has typed in yet
    NO_CODE = "no_code"
    NOT_OURS = "not_ours"  # a code of something else
    FOREIGN = "foreign"  # another office's store
    FORGED = "forged"  # our store's name, a wrong seal
    UNKNOWN = "unknown"  # a genuine seal on a sheet this store knows nothing of: restored since
    OTHER_VALUES = "other_values"  # genuine, but no print of that sheet says so
    OUTDATED = "outdated"  # a newer edition is in force
    VOIDED = "voided"
    TWICE = "twice"  # this very page is home already
    HIDDEN = "hidden"  # this person may not see the record
    MIXED = "mixed"  # two records on one page, one of which not everybody may see


SENTENCES: Mapping[Verdict, Text] = {
    Verdict.OURS: N_("Filed"),
    Verdict.CHANGED: N_("Filed; the record says something else by now"),
    Verdict.BLANK: N_("Pre-numbered sheet, not typed in yet"),
    Verdict.NO_CODE: N_("No readable code on the page"),
    Verdict.NOT_OURS: N_("The code on the page is not one of custdesk"),
    Verdict.FOREIGN: N_("Printed by another office's store"),
    Verdict.FORGED: N_("The seal is wrong: this sheet was not printed here as it says"),
    Verdict.UNKNOWN: N_(
        "A genuine sheet of this store, but nothing is known of it: printed after the restored backup?"
    ),
    Verdict.OTHER_VALUES: N_("A genuine sheet, but no print of it says the same"),
    Verdict.OUTDATED: N_("An outdated edition: a newer one is in force"),
    Verdict.VOIDED: N_("The record is voided"),
    Verdict.TWICE: N_("This page is home already"),
    Verdict.HIDDEN: N_("A sheet for somebody else at the office"),
    Verdict.MIXED: N_("Two records on one page, one of them confidential: scan them apart"),
}

FILED = frozenset({Verdict.OURS, Verdict.CHANGED})


@dataclass(frozen=True)
class Judged:
    """A code on a page with what it turned out to be; `record` and `print` where they are known."""

    file: int  # place of the file in the batch
    page: int
    place: int  # which code of the page, from 0
    verdict: Verdict
    stamp: Stamp | None = None
    record: int | None = None
    print: int | None = None
    turn: int = 0


class Comparison(enum.Enum):
    """What the signed paper and the record say of one field (design 4)."""

    SAME = "same"
    BY_HAND = "by_hand"  # the box was printed empty and holds something now
    DIFFERS = "differs"


COMPARED: Mapping[Comparison, Text] = {
    Comparison.SAME: N_("Same", "paper and record"),
    Comparison.BY_HAND: N_("Completed by hand"),
    Comparison.DIFFERS: N_("Differs"),
}
