"""The pages of the tray as they are looked at, and what may be done with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from custdesk.language import N_, Words
from custdesk.scan import SENTENCES, TrayPage, Verdict
from custdesk.store.reserving import BOOK
from ui.matter_list import Matter
from ui.scan_desk.ages import said_age
from ui.theme import SIGNS

if TYPE_CHECKING:
    import datetime

    from custdesk.desk import Desk

#: a person may say that such a page belongs where its stamp says
ALL_THE_SAME: Final = frozenset({
    Verdict.OUTDATED, Verdict.TWICE, Verdict.UNKNOWN, Verdict.CHANGED, Verdict.BESIDE, Verdict.TAKEN_BACK,
    Verdict.REFUSED, Verdict.OTHER_VALUES,
})  # fmt: skip
GRAVE: Final = frozenset({Verdict.FORGED, Verdict.FOREIGN, Verdict.OTHER_VALUES, Verdict.VOIDED})


class TrayPicture:
    """One page of the tray as far as this person may see it, turned as she turned it; drawn in a worker."""

    def __init__(self, desk: Desk, page_id: int, turned: int) -> None:
        found = desk.read().scanned_page(page_id)
        self._files, self._room = desk.store.files, desk.scan_room
        self._page = None if found is None else (found.digest, found.page, (found.turn + turned) % 360)

    def count(self) -> int:
        """Return one: the tray shows a page at a time."""
        return 0 if self._page is None else 1

    def picture(self, page: int, height: int) -> bytes | None:  # noqa: ARG002
        """Return the whole page, upright, about so high; None where it cannot be drawn."""
        if self._page is None:
            return None
        digest, place, turn = self._page
        try:
            content = self._files.read(digest)
        except OSError:
            return None
        return self._room.picture(content, place, turn, height)


def is_book(page: TrayPage) -> bool:
    """Tell whether it is a page of a book filled in by hand: each of its lines becomes a form of its own."""
    return page.verdict is Verdict.BLANK and page.number.startswith(f"{BOOK}-")


def line_of(page: TrayPage, words: Words, now: datetime.datetime, *, aside: bool = False) -> Matter:
    """Return a page's line: its file and page, what is the matter, how long it has been here."""
    place = (
        words(N_("p. {page}/{pages}").having(page=page.page + 1, pages=page.pages)) if page.pages > 1 else ""
    )
    head = "  ".join(part for part in (page.number, place, page.name) if part)  # a long name hides no page
    said = page.note if aside and page.note else words(SENTENCES[page.verdict])
    sign = SIGNS["void"] if aside else SIGNS["overdue"] if page.verdict in GRAVE else SIGNS["open"]
    tint = "muted" if aside else "overdue" if page.verdict in GRAVE else "due"
    key = ("aside" if aside else "page", page.id)
    return Matter(key, sign, head, "", said, said_age(words, page.at, now), tint)


def said_of(page: TrayPage, words: Words) -> str:
    """Return everything that is known of a page, for the words beside its picture."""
    told = [words(SENTENCES[page.verdict])]
    if page.note:
        told.append(page.note)
    stamp = page.stamp
    if stamp is not None:
        said = N_("stamp: {number}, {sheet}, page {page} of {pages}")
        told.append(
            words(said.having(number=stamp.number, sheet=stamp.sheet, page=stamp.page, pages=stamp.pages))
        )
    told.append(words(N_("{file} page {page}").having(file=page.name, page=page.page + 1)))
    return "  ·  ".join(told)
