"""Names of files and folders that every system takes: Windows' forbidden signs and names, its short paths, its case."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$")
_ENDING: Final = re.compile(r"\.[0-9A-Za-z]{1,5}")
_MOST_BYTES: Final = 200  # Linux counts bytes, 255 a name
LONGEST_PATH: Final = 199  # Windows counts UTF-16 units, 259 a path; a copy may lie deeper


def units(text: str) -> int:
    """Return how long Windows finds a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def safe(text: str, most: int, ending: str = "") -> str:
    """Return a name made of a text that is at most so long, its ending included; "_" where nothing is left of it."""
    plain = unicodedata.normalize("NFC", "".join(_fit(sign) for sign in text))
    plain = " ".join(_FORBIDDEN.sub("-", plain).split()).strip(". ")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    while plain and (units(plain + ending) > most or len((plain + ending).encode()) > _MOST_BYTES):
        plain = plain[:-1]
    return (plain.rstrip(". ") or "_") + ending


def _fit(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Zs", "Zl", "Zp") or sign in "\t\n\r":
        return " "
    return "" if kind.startswith("C") else sign  # unseen signs turn a name round or are none


def parted(name: str) -> tuple[str, str]:
    """Part a file's own name into stem and ending, the ending in small letters; an odd ending is no ending."""
    stem, dot, last = name.rpartition(".")
    ending = f"{dot}{last}"
    return (stem, ending.lower()) if stem and _ENDING.fullmatch(ending) else (name, "")


class Taken:
    """The names given in one folder, compared as Windows compares them: no two the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, text: str, most: int, ending: str = "") -> str:
        """Return a safe name nothing else has: with (2), (3) … where it is taken."""
        count, mark = 1, ""
        while True:
            found = safe(text, most - len(mark), mark + ending)
            key = unicodedata.normalize("NFKC", found).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return found
            count += 1
            mark = f" ({count})"
