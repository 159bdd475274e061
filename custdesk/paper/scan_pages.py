"""Opens what office scanners and telephones write and looks at its pages: PDF, JPEG, PNG, TIFF, HEIC, BMP.

Bytes in, plain data out. What is opened here is foreign: the desk does so in a process of its own only (scan_room).
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec import Struct

from custdesk.paper.emptiness import is_empty
from custdesk.paper.scan_codes import LETTERS, codes_on, look_at
from custdesk.paper.scan_limits import FILE_BYTES, SENTENCES, SHOWN, Unseen
from custdesk.paper.scan_pdf import PdfPages
from custdesk.paper.scan_pictures import PicturePages
from custdesk.paper.shining import seen_from_behind
from custdesk.scan import FileRead, FoundCode, PageRead

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITY: Final = 85
LIGHT: Final = 110  # of 255
NAME: Final = 120  # letters of a file's name

Tell = Callable[[int, int], bool]  # (done, total) -> go on?

_HEIF: Final = (
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
)  # fmt: skip
_STARTS: Final = {
    b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"II*\0": "tiff", b"MM\0*": "tiff", b"II+\0": "tiff",
    b"MM\0+": "tiff", b"BM": "bmp",
}  # fmt: skip


class Pages(Protocol):
    """The pages of an open file, counted from 0. Each method raises Unseen, or what a decoder says of bad content."""

    kind: str
    count: int

    def bare(self, page: int) -> Image | None:
        """Return a page in grey, as it lies, where there is a fast way; else None."""
        ...

    def look(self, page: int) -> Image:
        """Return a page in grey, as it lies, of a bounded size."""
        ...

    def show(self, page: int, height: int, *, sideways: bool) -> Image:
        """Return a page in grey or colours, as it lies, about so many pixels high; wide where it lies sideways."""
        ...

    def close(self) -> None:
        """Let go of the content."""
        ...


def plain_name(name: str) -> str:
    """Return a file's own name without folders and without signs nobody sees, of a length that can be shown."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}).strip(" .")
    stem, dot, kind = seen.rpartition(".")
    if len(seen) > NAME:
        seen = stem[: NAME - 8] + dot + kind[:7] if dot else seen[:NAME]
    return seen or "scan"


def kind_of(content: bytes) -> str:
    """Return the kind of a file by its first bytes; empty where it is none that is read."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return "heif"
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")


def open_pages(content: bytes) -> Pages:
    """Open a file. Raises Unseen."""
    if not content:
        raise Unseen("empty")
    if len(content) > FILE_BYTES:
        raise Unseen("bytes")
    kind = kind_of(content)
    if not kind:
        raise Unseen("kind")
    try:
        return PdfPages(content) if kind == "pdf" else PicturePages(content, kind)
    except (Unseen, MemoryError):
        raise
    except Exception as trouble:  # whatever a damaged file makes the decoder raise
        raise Unseen("damaged") from trouble


class Before(Struct):
    """The page of a file that was looked at last: the front of the next one may shine through it."""

    page: int = -1
    picture: Image | None = None
    codes: tuple[FoundCode, ...] = ()

    def next_to(self, page: int) -> Before:
        """Return this where it is the page before another, else nothing."""
        return self if self.page == page - 1 else Before()


def read_page(pages: Pages, page: int, before: Before | None = None) -> PageRead:
    """Look at one page; what is wrong with it stands in its `trouble`. Raises MemoryError."""
    before = before or Before()
    try:
        picture = pages.bare(page)
        first = look_at(picture, hints=True) if picture is not None else None
        if picture is None or first is None or not (first.ours or _paper(picture)):
            picture, first = pages.look(page), None
        codes, front = codes_on(picture, first), before.next_to(page)
        behind = seen_from_behind(codes, picture, front.codes)
        codes = tuple(code for code in codes if code not in behind)
        empty = not codes and is_empty(picture, front.picture)
        before.page, before.picture, before.codes = page, picture, codes
    except Unseen as unseen:
        return troubled(page, unseen.why)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a damaged page makes the decoder raise: the others are read
        return troubled(page, "page")
    return PageRead(page, picture.width, picture.height, codes, empty=empty)


def _paper(picture: Image) -> bool:
    """Tell whether a picture is mostly light: one that is dark may be stored upside down, and is drawn as it is meant."""
    from PIL import ImageStat

    return ImageStat.Stat(picture.reduce(8)).mean[0] > LIGHT


def read_file(name: str, content: bytes, tell: Tell | None = None) -> FileRead:
    """Look at every page of a file, in this very process: for tests; the desk has its ScanRoom."""
    name, digest = plain_name(name), hashlib.sha256(content).hexdigest()
    try:
        pages = open_pages(content)
    except Unseen as unseen:
        return FileRead(name, content, digest, kind_of(content), trouble=SENTENCES[unseen.why])
    read: list[PageRead] = []
    before = Before()
    try:
        for page in range(pages.count):
            read.append(read_page(pages, page, before))
            if tell is not None and not tell(page + 1, pages.count):
                return FileRead(name, content, digest, pages.kind, tuple(read), SENTENCES["stopped"])
    finally:
        pages.close()
    return FileRead(name, content, digest, pages.kind, tuple(read))


def troubled(page: int, why: str) -> PageRead:
    """Return a page that could not be looked at; `why` is a key of SENTENCES."""
    return PageRead(page, 0, 0, trouble=SENTENCES[why])


def as_plain(read: PageRead) -> dict[str, Any]:
    """Return what was found on a page as it travels between the processes."""
    if read.trouble is not None:
        why = next(key for key, sentence in SENTENCES.items() if sentence == read.trouble)
        return {"page": read.page, "why": why}
    codes = [[code.text, code.turn, code.left, code.top] for code in read.codes]
    return {
        "page": read.page, "width": read.width, "height": read.height, "codes": codes, "empty": read.empty,
    }  # fmt: skip


def from_plain(page: int, plain: Mapping[str, Any]) -> PageRead:
    """Return what was found on a page, as it was told; whoever tells it may have been taken over by what it read.

    Raises LookupError, TypeError or ValueError for what is none.
    """
    if "why" in plain:
        return troubled(page, plain["why"])
    codes = []
    for text, turn, left, top in plain["codes"]:
        if not isinstance(text, str) or turn not in {0, 90, 180, 270}:
            raise ValueError("no code")
        codes.append(FoundCode(text[:LETTERS], int(turn), float(left), float(top)))
    empty = plain["empty"] is True and not codes
    return PageRead(page, int(plain["width"]), int(plain["height"]), tuple(codes), empty=empty)


def picture_of(pages: Pages, page: int, turn: int, height: int) -> bytes:
    """Return a whole page for looking at: an upright JPEG at most `height` pixels high. Raises as `Pages` does."""
    from PIL import Image

    height = min(max(height, 16), SHOWN)
    shown = pages.show(page, height, sideways=turn % 180 != 0)
    upright = shown.rotate(-turn, expand=True) if turn % 360 else shown
    share = min(height / upright.height, SHOWN / upright.width)
    if share < 1:
        size = (max(round(upright.width * share), 1), max(round(upright.height * share), 1))
        upright = upright.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    found = io.BytesIO()
    upright.save(found, "JPEG", quality=QUALITY)
    return found.getvalue()
