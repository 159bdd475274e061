"""The one folding of the office: search, sort and the hunt for duplicates compare folded text only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Han blocks with traditional characters of their own; compatibility blocks are folded away by NFKC before.
_HAN_BLOCKS = ((0x3400, 0xA000), (0x20000, 0x323B0))


def fold(text: str) -> str:
    """Fold text for comparing: NFKC, lower case, Traditional to Simplified character by character.

    Idempotent, and never changes what is stored or shown. The order is fixed: NFKC turns compatibility
    forms into the characters the later steps know, case folding may denormalise, so NFKC runs again.
    Folds by single characters, so that a part of a word folds as it does inside the word (domain 9.4 no. 21).
    """
    if text.isascii():
        return text.lower()
    if _APART(text):
        change, folded = _signs()
        return change.sub(lambda sign: folded[sign[0]], text)
    return _fold(text)


def _fold(text: str) -> str:
    cased = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return cased.translate(_simplified())


#: what most texts are made of: signs that never become one with their neighbours, so that each folds by itself
_OTHERS: Final = (
    (0x00, 0x7F),
    (0xB7, 0xB7),
    (0xD7, 0xD7),
    (0x2010, 0x2027),
    (0x3000, 0x3029),
    (0xFF01, 0xFF5E),
)
_APART: Final = re.compile(
    "["
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in (*_OTHERS[1:], (0x3400, 0x9FFF)))
    + "\\x00-\\x7f]*"
).fullmatch


@lru_cache(maxsize=1)
def _signs() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return which of those signs fold to something else, and to what."""
    signs = {chr(code) for first, last in _OTHERS for code in range(first, last + 1)}
    signs |= {chr(code) for code in _simplified() if 0x3400 <= code < 0xA000}
    folded = {sign: new for sign in signs if (new := _fold(sign)) != sign}
    return re.compile("[" + re.escape("".join(sorted(folded))) + "]"), folded


def plain(text: str) -> str:
    """Return what is compared: folded, blanks made one, invisible signs (zero width, controls) left out."""
    folded = fold(text)
    if not folded.isprintable():
        folded = "".join(
            sign for sign in folded if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
        )
    return " ".join(folded.split())


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    from opencc import OpenCC  # late: the converter costs some 50 ms once

    characters = [chr(code) for first, end in _HAN_BLOCKS for code in range(first, end)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {old: new for old, new in zip(characters, simple, strict=True) if old != new}
    return {ord(old): _end_of_chain(new, table) for old, new in table.items()}


def _end_of_chain(character: str, table: dict[str, str]) -> str:
    while character in table:  # 薴 > 苧 > 苎: only the end keeps fold(fold(x)) == fold(x)
        character = table[character]
    return character
