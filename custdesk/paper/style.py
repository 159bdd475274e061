"""How a print looks and what stands around its content: the words, the office, the time, the copies."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from custdesk.language import Text, Words
from custdesk.stamp import Sealer, Stamp

Tell = Callable[[int, int], bool]  # (done, total) -> go on?


class Signed(Struct, frozen=True):
    """Who signed a record on paper, and when: printed in plain type on copies, never in the box (3.0.4)."""

    name: str
    day: datetime.date | None = None


class Stamping(Struct, frozen=True):
    """What the stamps on the pages of one printed thing say; `digest` is the print log's over what it says."""

    sealer: Sealer
    sheet: str
    number: str
    digest: str
    edition: int
    copy: int

    def on(self, page: int, pages: int, leaf: int = 0) -> Stamp:
        """Return the stamp of one page; `leaf`: which of the labelled copies, from 1."""
        return self.sealer.sealed(
            self.sheet, self.number, self.digest, edition=self.edition, copy=self.copy, leaf=leaf, page=page,
            pages=pages,
        )  # fmt: skip


def no_file(digest: str) -> bytes:
    """Find no attachment: what a print without a store does."""
    raise FileNotFoundError(digest)


class PaperStyle(Struct, frozen=True):
    """What a print shows around the content.

    `words` speak the paper's language. `title` and `form_code` replace the form's own where not empty. `copy` is
    the print count of what is printed, `copies` the same by record id in a batch, `signed` who signed by record id.
    `two_sided`: a record of an odd number of pages gets an empty one, so that the next begins on a new sheet.
    `public`: the sheet says so, and values not meant for everyone are left out (R-011). `page`: "A4" or "A5".
    `photos`: so many on a page (2, 4, 6; 0: as the sheet says).
    `stamps` by record id, `list_stamp` of a list, `blank_stamps` of empty forms in their order: without one no code.
    `anchor`: the head of the trail, printed at the foot of what anchors it. `remarks` stand below a list's lines.
    `read_file` returns the bytes of an attachment by its digest, in any thread; raises OSError.
    """

    words: Words
    office_name: str = ""
    title: str = ""
    form_code: str = ""
    hotlines: tuple[tuple[Text, str], ...] = ()
    printed_at: datetime.datetime | None = None
    copy: int = 1
    copies: Mapping[int, int] = field(default_factory=dict)
    signed: Mapping[int, Signed] = field(default_factory=dict)
    practice: bool = False
    public: bool = False
    two_sided: bool = False
    page: str = "A4"
    photos: int = 0
    stamps: Mapping[int, Stamping] = field(default_factory=dict)
    list_stamp: Stamping | None = None
    blank_stamps: tuple[Stamping, ...] = ()
    anchor: str = ""
    remarks: tuple[Text, ...] = ()
    read_file: Callable[[str], bytes] = no_file
