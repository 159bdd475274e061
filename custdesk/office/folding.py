"""The one folding of the office: search, sort and the hunt for duplicates compare folded text only."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final


def fold(text: str) -> str:
    """Fold text for comparing: NFKC, lower case, Traditional to Simplified character by character.

    Idempotent, and never changes what is stored or shown. The order is fixed: NFKC turns compatibility
    forms into the characters the later steps know, case folding may denormalise, so NFKC runs again.
    Folds by single characters, so that a part of a word folds as it does inside the word (domain 9.4 no. 21).
    """
    if text.isascii():
        return text.lower()
    change, folded = _signs()
    try:
        return change(lambda sign: folded[sign[0]], text)
    except KeyError:  # a sign that may become one with its neighbours
        return _fold(text)


def _fold(text: str) -> str:
    cased = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return cased.translate(_simplified())


#: what most texts are made of: signs that never become one with their neighbours, so that each folds by itself
_HAN: Final = (0x3400, 0x9FFF)
_OTHERS: Final = (
    (0x00, 0x7F),
    (0xB7, 0xB7),
    (0xD7, 0xD7),
    (0x2010, 0x2027),
    (0x3000, 0x3029),
    (0xFF01, 0xFF5E),
)


@lru_cache(maxsize=1)
def _signs() -> tuple[Callable[[Callable[[re.Match[str]], str], str], str], dict[str, str]]:
    """Return how to exchange every sign but those that fold to themselves, and what the others of those fold to."""
    signs = [chr(code) for first, last in _OTHERS for code in range(first, last + 1)]
    folded = {sign: new for sign in signs if (new := _fold(sign)) != sign}
    folded |= {chr(old): chr(new) for old, new in _simplified().items() if _HAN[0] <= old <= _HAN[1]}
    known = sorted((*_OTHERS, _HAN, (sys.maxunicode + 1, 0)))
    others = "".join(f"{chr(one[1] + 1)}-{chr(other[0] - 1)}" for one, other in pairwise(known))
    return re.compile("[" + re.escape("".join(sorted(folded))) + others + "]").sub, folded


def plain(text: str) -> str:
    """Return what is compared: folded, blanks made one, invisible signs (zero width, controls) left out."""
    folded = fold(text)
    if not folded.isprintable():
        folded = "".join(
            sign for sign in folded if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
        )
    elif "  " not in folded:
        return folded.strip()  # what can be printed holds no other blanks
    return " ".join(folded.split())


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    from custdesk.office.simplified import SIMPLIFIED, TRADITIONAL

    return str.maketrans(TRADITIONAL, SIMPLIFIED)
