"""Scans and other files of a month: those that hang on its records, and those of its printed lists, byte for byte.

A list that was scanned in one go with other sheets is taken out of that file as whole pages: the rest is not its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.month_folder.month import ListOfMonth, Month
from custdesk.scan import ScannedList
from custdesk.snapshot import Snapshot
from custdesk.store.scanned import ScannedPage


class Brought(Struct, frozen=True):
    """One file to take along: its own name, its kind, its bytes; None where the store has lost it or has it damaged.

    `edition`: of the record, as it was hung on; 0 of a list.
    """

    name: str
    kind: str
    content: bytes | None
    edition: int = 0


class Scans:
    """Finds the files of a month; reads one at a time."""

    def __init__(self, month: Month) -> None:
        self._month = month
        self._lists: list[ScannedList] | None = None

    def of_record(self, snapshot: Snapshot) -> Iterator[Brought]:
        """Return what hangs on a record, in the order it was hung on."""
        hung: Sequence[dict[str, Any]] = snapshot.values.get("attachments") or ()
        for one in hung:
            yield Brought(
                one["name"], one["kind"], self._read(one["digest"]), one["edition"] or snapshot.edition
            )

    def of_list(self, one: ListOfMonth) -> Iterator[Brought]:
        """Return the scans of a printed list, as far as everything on them may be seen."""
        if self._lists is None:
            self._lists = self._month.reader.scanned_lists()
        for home in self._lists:
            if (home.number, home.sheet.upper()) == (one.period.key, one.sheet.number.upper()):
                yield from self._of_pages(home)

    def _of_pages(self, home: ScannedList) -> Iterator[Brought]:
        reader = self._month.reader
        pages = [page for one in home.pages if (page := reader.scanned_page(one)) is not None]
        for scan in dict.fromkeys(page.scan for page in pages):
            mine = [page for page in pages if page.scan == scan]
            content = self._read(mine[0].digest)
            own = {(page.page, page.place) for page in mine}
            whole = own == set(reader.pages_of(scan)) and {page for page, _place in own} == set(
                range(mine[0].pages)
            )
            if content is None or whole:
                yield Brought(mine[0].name, "scan", content)
            else:
                yield Brought(f"{PurePath(mine[0].name).stem}.pdf", "scan", self._taken_out(content, mine))

    def _taken_out(self, content: bytes, pages: Sequence[ScannedPage]) -> bytes | None:
        """Return these pages of a file as a PDF, upright, nothing re-encoded; None where that cannot be done here."""
        compose = self._month.store.compose
        if compose is None:
            return None
        try:
            return compose([(content, page.page, page.turn) for page in pages])
        except KnownError:
            return None

    def _read(self, digest: str) -> bytes | None:
        try:
            content = self._month.store.files.read(digest)
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None
