"""What was found on scanned pages, and what became of them: plain data between the reader, the store and the screen."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.rules.homecoming import FILED, Verdict
from custdesk.stamp import Stamp


class FoundCode(Struct, frozen=True):
    """One code on a page: its text, how far the page is to be turned (clockwise, degrees) to stand upright, where it is."""

    text: str
    turn: int
    left: float  # middle of the code, in parts of the page as it lies
    top: float


class PageRead(Struct, frozen=True):
    """One page of a file: its size in pixels as looked at, its codes from the top left.

    `empty`: nobody wrote, stamped or printed on it, as far as that can be told.
    """

    page: int  # from 0
    width: int
    height: int
    codes: tuple[FoundCode, ...] = ()
    trouble: Text | None = None  # why this page could not be looked at
    empty: bool = False

    @property
    def turn(self) -> int:
        """How far the page is to be turned clockwise to stand upright; 0 where no code tells."""
        return self.codes[0].turn if self.codes else 0


class FileRead(Struct, frozen=True):
    """A file that was given to the scan desk, byte for byte, with what is on its pages; `trouble`: it cannot be read."""

    name: str
    content: bytes
    digest: str
    kind: str = ""  # "pdf", "jpeg", "png", "tiff", "heif"
    pages: tuple[PageRead, ...] = ()
    trouble: Text | None = None

    def __repr__(self) -> str:
        return f"FileRead({self.name!r}, {len(self.content)} bytes, {self.pages!r}, {self.trouble!r})"


SENTENCES: Mapping[Verdict, Text] = {
    Verdict.OURS: N_("Filed"),
    Verdict.CHANGED: N_("Filed; the record says something else by now"),
    Verdict.BLANK: N_("Pre-numbered sheet, not typed in yet"),
    Verdict.NO_CODE: N_("No readable code on the page"),
    Verdict.EMPTY: N_("Nothing stands on this page"),
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
    Verdict.BESIDE: N_("Another code on the page is in doubt; look at it and say where the page belongs"),
    Verdict.REFUSED: N_("The record did not take it"),
    Verdict.TAKEN_BACK: N_("Was filed and taken off again; say where it belongs"),
}


class Judged(Struct, frozen=True):
    """A code on a page with what it turned out to be; `record` and `print` where they are known."""

    file: int  # place of the file in the batch
    page: int
    place: int  # which code of the page, from 0
    verdict: Verdict
    stamp: Stamp | None = None
    record: int | None = None
    print: int | None = None
    turn: int = 0


class KnownFile(Struct, frozen=True):
    """A file that was taken in before, byte for byte; `at`: when. Pages of it that lie in the tray are tried again."""

    name: str
    digest: str
    at: datetime.datetime


class Batch(Struct, frozen=True):
    """Files given to the scan desk at once, and what each code, or page without one, turned out to be.

    Of a sheet that this person may not see nothing is told but the verdict.
    """

    files: tuple[FileRead, ...]
    judged: tuple[Judged, ...]
    known: tuple[KnownFile, ...] = ()


class FiledSheet(Struct, frozen=True):
    """One printed sheet that came home, wholly or in part; of a list `record` is None.

    `pages`: its page numbers that are home now, from 1; `missing`: those that are not. `changed`: the record says
    something else by now.
    """

    record: int | None
    number: str
    title: Text | str
    sheet: str
    edition: int
    copy: int
    pages: tuple[int, ...]
    missing: tuple[int, ...]
    changed: bool = False
    print: int | None = None


class TrayPage(Struct, frozen=True):
    """A scanned page, or one of several codes on it, that waits for a person.

    `name`: the file; `page`: from 0, of `pages` in the file. `record` and `number`: what it is of, where that is known;
    `note`: what a person wrote, or why it was refused. What this person may not see has neither stamp nor number.
    """

    id: int
    name: str
    page: int
    pages: int
    turn: int
    verdict: Verdict
    stamp: Stamp | None
    record: int | None
    number: str
    at: datetime.datetime
    note: str = ""


PAST_PAGES = 300  # so many of earlier batches are read at once


class PastBatch(Struct, frozen=True):
    """Files that were taken in at once some time ago, and where their pages are by now, as far as this person may see.

    `filed`: what is home of each sheet. `aside`: pages somebody put aside; `empty`: those on which nothing stands.
    `others`: how many pages are for somebody else. `ids`: all its pages.
    """

    at: datetime.datetime
    user: int | None
    files: tuple[str, ...]
    filed: tuple[FiledSheet, ...]
    tray: tuple[TrayPage, ...]
    aside: tuple[TrayPage, ...]
    empty: tuple[TrayPage, ...]
    others: int
    ids: frozenset[int]


class ScannedList(Struct, frozen=True):
    """A printed list or a page of a book that is home: it hangs on no record, its pages are looked at by their ids."""

    sheet: str
    number: str
    copy: int
    print: int | None
    at: datetime.datetime
    pages: tuple[int, ...]


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

__all__ = [
    "COMPARED", "FILED", "PAST_PAGES", "SENTENCES", "Batch", "Comparison", "FileRead", "FiledSheet", "FoundCode", "Judged",
    "KnownFile", "PageRead", "PastBatch", "ScannedList", "TrayPage", "Verdict",
]  # fmt: skip
