"""Sheets that are not home, as the board shows them: what is missing of each, in words."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Sequence

from msgspec import Struct

from custdesk.desk import Desk
from custdesk.language import N_, Words
from custdesk.office.folding import fold
from custdesk.store.homecoming import Awaited
from custdesk.store.reserving import BOOK
from ui.scan_desk.ages import Age, age_of, said_age
from ui.scan_desk.said import in_numbers


class Away(Struct, frozen=True):
    """One printed sheet on the board."""

    of: Awaited
    age: Age
    ago: str
    sheet: str
    line: str
    missing: str

    @property
    def key(self) -> Hashable:
        """What tells it from all others."""
        return self.of.number, self.of.sheet, self.of.edition

    @property
    def number(self) -> str:
        """The number on the paper."""
        return self.of.number

    @property
    def at(self) -> datetime.datetime:
        """When it was printed first."""
        return self.of.printed_at

    @property
    def copies(self) -> int:
        """How often it was printed."""
        return self.of.copies

    @property
    def record(self) -> int | None:
        """The record it is of; None of a list and of an empty sheet."""
        return self.of.record

    @property
    def empty(self) -> bool:
        """Tell whether it was printed empty, with a number."""
        return self.of.edition == 0

    @property
    def book(self) -> bool:
        """Tell whether it is a book's page, whose lines become records with numbers of their own."""
        return self.empty and self.of.number.startswith(f"{BOOK}-")

    @property
    def said(self) -> str:
        """The row in words."""
        parts = (self.ago, self.number, self.sheet, self.line, self.missing)
        return "  ".join(part for part in parts if part)

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether all words of a filter, folded, stand somewhere in the row."""
        text = fold(f"{self.number} {self.of.sheet} {self.sheet} {self.line} {self.missing}")
        return all(word in text for word in words)


def rows_of(desk: Desk) -> list[Away]:
    """Return every sheet that is not home, as far as the person at the desk may see it, the oldest first."""
    words, now = desk.words, desk.now()
    return [_row(one, words, now) for one in desk.not_home()]


def _row(one: Awaited, words: Words, now: datetime.datetime) -> Away:
    line = "  ".join(part for part in (one.unit, _without(one.line, one.unit)) if part)
    title = f"{one.sheet} {words(one.title)}"
    if one.edition > 1:
        title += "  " + words(N_("edition {edition}").having(edition=one.edition))
    return Away(
        one,
        age_of(one.printed_at, now),
        said_age(words, one.printed_at, now),
        title,
        line,
        said_missing(words, one),
    )


def _without(line: str, unit: str) -> str:
    """Return a record's line without the room it begins with: the room stands before it."""
    return line.removeprefix(unit).strip() if unit else line


def said_missing(words: Words, one: Awaited) -> str:
    """Say what has not come home of a sheet."""
    if one.edition == 0:
        book = one.number.startswith(f"{BOOK}-")
        said = N_("A book's page: its lines are not typed in") if book else N_("Not typed in yet")
    elif one.home:
        said = N_("page {missing} of {pages}").having(missing=in_numbers(one.missing), pages=one.pages)
    elif one.located:
        said = N_("Its place is noted; who signed is not recorded")
    elif one.signed:
        said = N_("Signed; no scan, and no filing place noted")
    elif one.pages > 1:
        said = N_("The whole sheet, {pages} pages").having(pages=one.pages)
    else:
        said = N_("The whole sheet")
    return words(said)
