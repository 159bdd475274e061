"""Reads a PDF as an eye does: the ruled boxes of a page, row by row, and the text inside each."""

from __future__ import annotations

import base64
import itertools
import re
import zlib
from dataclasses import dataclass

import pypdfium2

Segment = tuple[float, float, float, float]
NEAR = 1.0


@dataclass(frozen=True)
class Ruled:
    """One box: its text without white space, and its edges in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


def drawn(pdf: bytes, page: int = 0) -> str:
    """The drawing commands of a page."""
    found = []
    for filters, body in re.findall(rb"/Filter \[([^\]]*)\][^>]*>>\s*stream\r?\n(.*?)endstream", pdf, re.S):
        if b"FlateDecode" not in filters or b"DCT" in filters:
            continue
        packed = body.strip()
        if b"ASCII85" in filters:
            packed = base64.a85decode(packed.removesuffix(b"~>"))
        code = zlib.decompressobj().decompress(
            packed
        )  # what was stripped may be the last byte of its checksum
        if b" Tm" in code and b"BT" in code:
            found.append(code.decode("latin-1"))
    return found[page]


def segments(pdf: bytes, page: int = 0) -> list[Segment]:
    """Every straight rule of a page: left, bottom, right, top."""
    number = r"(-?[\d.]+)"
    found = re.findall(rf"{number} {number} m {number} {number} l", drawn(pdf, page))
    return [tuple(map(float, one)) for one in found]


def rows(pdf: bytes, page: int = 0) -> list[list[Ruled]]:
    """The boxes of the widest frame of a page, from the top, each row from the left."""
    lines = segments(pdf, page)
    flat = [(min(a, c), max(a, c), b) for a, b, c, d in lines if abs(b - d) < 0.01]
    upright = [(min(b, d), max(b, d), a) for a, b, c, d in lines if abs(a - c) < 0.01]
    left, right = min(one[2] for one in upright), max(one[2] for one in upright)
    across = sorted(
        {one[2] for one in flat if one[0] <= left + NEAR and one[1] >= right - NEAR}, reverse=True
    )
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for top, bottom in itertools.pairwise(across):
        edges = sorted({
            at for low, high, at in upright if low <= bottom + NEAR and high >= top - NEAR and top - bottom > NEAR
        })  # fmt: skip
        found.append(
            [
                Ruled(
                    re.sub(r"\s", "", text.get_text_bounded(one, bottom, other, top)), one, bottom, other, top
                )
                for one, other in itertools.pairwise(edges)
            ]
        )
    document.close()
    return [row for row in found if row]


def texts(pdf: bytes, page: int = 0) -> list[list[str]]:
    """The texts of the boxes, row by row."""
    return [[one.text for one in row] for row in rows(pdf, page)]


def words_of(pdf: bytes, page: int = 0) -> list[tuple[float, float, float, str]]:
    """Each piece of text of a page: its left and right edge, its foot, and what it says without white space."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        said = re.sub(r"\s", "", text.get_text_bounded(left, bottom, right, top))
        found.append((left, right, bottom, said))
    document.close()
    return found


def lines_of_text(pdf: bytes, page: int = 0) -> list[tuple[str, float, float]]:
    """Each line of text with its left edge and its height above the page's foot, top to bottom."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        found.append((text.get_text_bounded(left, bottom, right, top).strip(), left, bottom))
    document.close()
    return sorted(found, key=lambda one: (-round(one[2]), one[1]))
