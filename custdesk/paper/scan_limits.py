"""What is read of a scan and what is not: the limits, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from custdesk.language import N_, Text

FILE_BYTES: Final = 200 * 2**20
PAGES: Final = 500  # of one file
PIXELS: Final = 120_000_000  # of a page that is a picture: A3 at 600 dpi has 70 million
HEIF_PIXELS: Final = 50_000_000  # decoded whole, at seven bytes a pixel: a telephone's 48 millions fit
LOOKED_AT: Final = 9_000_000  # pixels that codes are looked for in: A4 at 300 dpi, A3 at 200
DPI: Final = 200  # that a PDF's page is drawn at to look for codes
LONG: Final = 2339  # pixels: A4 at 200 dpi; no page is drawn smaller, whatever it says of its size
LONGEST: Final = 12_000  # pixels; no page is drawn longer, however thin
SHOWN: Final = 4000  # pixels; no picture for looking at is higher or wider

# Why a file or a page cannot be read. The keys travel between the processes.
SENTENCES: Final[Mapping[str, Text]] = {
    "empty": N_("The file is empty"),
    "bytes": N_("The file is larger than {most} MB: scan it in parts").having(most=FILE_BYTES // 2**20),
    "pages": N_("The file has more than {most} pages: scan it in parts").having(most=PAGES),
    "kind": N_("This is no scan: only PDF, JPEG, PNG, TIFF, HEIC and BMP are read"),
    "locked": N_("The PDF is protected by a password: save it without one"),
    "damaged": N_("Cannot be read: the file is damaged; scan the sheet again"),
    "page": N_("This page cannot be read: it is damaged"),
    "pixels": N_("This page is too large a picture: scan it at 300 dpi"),
    "beyond": N_("Cannot be read: too large or damaged; scan the sheet again"),
    "late": N_("Cannot be read: it takes too long; scan the sheet again"),
    "stopped": N_("Reading was stopped"),
}


class Unseen(Exception):
    """A file or a page cannot be read: `why` is a key of SENTENCES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
