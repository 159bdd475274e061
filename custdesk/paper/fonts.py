"""The two faces of the paper: Noto Sans SC Regular and Bold, loaded once, late, and asked before they print.

A character the font lacks is an error that names it, never a blank (design section 6). Characters without a shape
of their own (zero-width marks pasted from a chat) are dropped: they would print nothing anyway.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.resources import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "NotoSansSC-Regular"
BOLD: Final = "NotoSansSC-Bold"
_loading: Final = threading.Lock()


class Widths(dict[str, float]):
    """Advance of each character in em, read from the font when first asked for."""

    def __init__(self, font: TTFont) -> None:
        super().__init__()
        self._face = font.face

    def __missing__(self, character: str) -> float:
        width = float(self._face.getCharWidth(ord(character))) / 1000
        self[character] = width
        return width

    def of(self, text: str) -> float:
        """Return the advance of a line of text in em."""
        return sum(map(self.__getitem__, text))


class Face:
    """One font: its ReportLab name, the widths of its characters, and what it can print."""

    def __init__(self, font: TTFont) -> None:
        self.font = font
        self.name: str = font.fontName
        self.widths = Widths(font)
        self._glyphs = font.face.charToGlyph
        self._known: set[str] = set(" ")

    def prints(self, text: str) -> bool:
        """Tell at once whether a text has only characters printed before."""
        return self._known.issuperset(text)

    def missing(self, text: str) -> list[str]:
        """Return the characters of a text that have no glyph, in order of appearance, each once."""
        strange = set(text) - self._known
        if not strange:
            return []
        self._known.update(letter for letter in strange if ord(letter) in self._glyphs)
        strange -= self._known
        return [letter for letter in dict.fromkeys(text) if letter in strange and not shapeless(letter)]

    def printable(self, text: str) -> str:
        """Return the text without characters that have no shape; line breaks stay, a tab is a space."""
        if set(text) <= self._known:
            return text
        kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        return "".join(letter for letter in kept if letter == "\n" or not shapeless(letter))


@cache
def faces() -> tuple[Face, Face]:
    """Return the regular and the bold face; the first call takes about 0.3 s, so warm up off the main thread."""
    with _loading:
        return _load()


@cache
def _load() -> tuple[Face, Face]:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map
    found = []
    for name in (REGULAR, BOLD):
        font = ttfonts.TTFont(name, str(resource("fonts") / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        found.append(Face(font))
    return found[0], found[1]


def missing_characters(text: str) -> list[str]:
    """Return the characters of a text that cannot be printed, in order of appearance, each once."""
    regular, bold = faces()
    return list(dict.fromkeys((*regular.missing(text), *bold.missing(text))))


def refuse(missing: Iterable[str], where: str = "") -> None:
    """Raise a KnownError that names the missing characters, if there are any; `where` is a record's number."""
    named = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in dict.fromkeys(missing))
    if not named:
        return
    text = N_("The paper's font has no character {characters}").having(characters=named)
    if where:
        text = N_("{number}: the paper's font has no character {characters}").having(
            number=where, characters=named
        )
    raise KnownError(
        text, N_("Write it another way (for a name: its common form, then by hand) and print again")
    )


def shapeless(character: str) -> bool:
    """Tell whether a character prints nothing by its nature: controls, zero-width marks, emoji selectors."""
    return unicodedata.category(character) in {"Cc", "Cf"} or character in "\ufe0e\ufe0f\u2028\u2029"


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """Write a subset's ToUnicode map, what copying and searching in the PDF reads.

    Replaces `reportlab.pdfbase.ttfonts.makeToUnicodeCMap` of ReportLab 5.1.0, which writes a character beyond the
    BMP as five hex digits where PDF wants UTF-16BE (ISO 32000-1, 9.10.3): U+2CB4E prints right and copies wrong.
    """
    rows = [
        f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for place, code in enumerate(subset)
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]  # a block holds 100 at most
    return "\n".join((
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
        f"<< /Registry ({fontname})", f"/Ordering ({fontname})", "/Supplement 0", ">> def",
        f"/CMapName /{fontname} def", "/CMapType 2 def",
        "1 begincodespacerange", f"<00> <{len(subset) - 1:02X}>", "endcodespacerange",
        *("\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")) for block in blocks),
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ))  # fmt: skip
