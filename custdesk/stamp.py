"""The stamp of a printed sheet: which sheet of which store it is, and a seal that shows a foreign or invented one.

Its text is for ever, as paper outlives programs; it is written down in docs/architecture.md 3.7. The seal is no secret from
whoever holds the store's file: it tells a sheet of this office from all others, nothing more.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

FORMAT: Final = "CDK1"
_STORE, _VALUES, _SEAL = 4, 6, 8  # letters, five bits each
_NUMBER: Final = r"[0-9A-Z/.#-]{1,20}"
_TEXT: Final = re.compile(
    rf"{FORMAT}:([A-Z2-7]{{{_STORE}}}):([0-9A-Z -]{{1,16}}):({_NUMBER}):"
    rf"(0|[1-9]\d{{0,2}})\.(0|[1-9]\d{{0,3}})\.(\d)\.([1-9]\d{{0,2}})\.([1-9]\d{{0,2}}):"
    rf"([A-Z2-7]{{{_VALUES}}}):([A-Z2-7]{{{_SEAL}}})"
)


class Stamp(Struct, frozen=True):
    """What the code on one page says.

    `store`: a short name of the store. `sheet`: the print catalogue's number in capitals ("P-03"). `number`: the
    record's number; "#12" for a record without one; of a list its period ("D2027-03-11", "M2027-03", "S35"); of a page
    of an empty book its own. `edition` is 0 on an empty form. `copy`: which print. `leaf`: which of the labelled copies
    of one print, from 1; 0 where there are none. `values`: a keyed digest of what the whole sheet says, so that pages
    of two prints are no sheet. `seal`: over all before it.
    """

    store: str
    sheet: str
    number: str
    edition: int
    copy: int
    leaf: int
    page: int
    pages: int
    values: str
    seal: str = ""

    @property
    def open_text(self) -> str:
        """What the seal is over."""
        counted = f"{self.edition}.{self.copy}.{self.leaf}.{self.page}.{self.pages}"
        return ":".join((FORMAT, self.store, self.sheet, self.number, counted, self.values))

    @property
    def text(self) -> str:
        """What stands in the code: at most 61 letters of QR's alphanumeric kind, 29 by 29 modules."""
        return f"{self.open_text}:{self.seal}"

    @property
    def blank(self) -> bool:
        """Tell whether the sheet was printed empty, to be filled in by hand."""
        return self.edition == 0


def read_stamp(text: str) -> Stamp | None:
    """Read the text of a code; None where it is no stamp of ours. A page beyond the pages is none either."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    store, sheet, number, *counted, values, seal = found.groups()
    edition, copy, leaf, page, pages = map(int, counted)
    return (
        Stamp(store, sheet, number, edition, copy, leaf, page, pages, values, seal) if page <= pages else None
    )


class Sealer(Struct, frozen=True):
    """Seals the sheets of one store and knows its own; `key` is the store's, kept in it and so in its backups."""

    key: str
    store: str

    @classmethod
    def of(cls, key: str) -> Sealer:
        """Return the sealer of a key; the store's short name follows from it, so a copy of a store is the same store."""
        return cls(key, _letters(hashlib.sha256(f"store:{key}".encode()).digest(), _STORE))

    def sealed(
        self, sheet: str, number: str, digest: str, *, edition: int = 0, copy: int = 0, leaf: int = 0, page: int = 1,
        pages: int = 1,
    ) -> Stamp:  # fmt: skip
        """Return the stamp of one page; `digest` is the print log's, over what the sheet says."""
        bare = Stamp(
            self.store, sheet.upper(), number.upper(), edition, copy, leaf, page, pages, self.values(digest)
        )
        return replace(bare, seal=self._hash("seal", bare.open_text, _SEAL))

    def values(self, digest: str) -> str:
        """Return the keyed short form of a print's digest: without the key nobody tries values against it."""
        return self._hash("values", digest, _VALUES)

    def genuine(self, stamp: Stamp) -> bool:
        """Tell whether this store sealed a stamp."""
        return hmac.compare_digest(stamp.seal, self._hash("seal", stamp.open_text, _SEAL))

    def _hash(self, use: str, text: str, letters: int) -> str:
        mac = hmac.new(bytes.fromhex(self.key), f"{use}:{text}".encode(), hashlib.sha256)
        return _letters(mac.digest(), letters)


def _letters(digest: bytes, count: int) -> str:
    return base64.b32encode(digest).decode()[:count]
