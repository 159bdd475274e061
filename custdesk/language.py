"""Words for screen and paper: marked where declared, translated where shown.

Source strings are English; a `Text` travels untranslated through the office and becomes a sentence
only when a `Words` of some language meets it. Screen and paper may use different languages at once.
"""

from __future__ import annotations

import datetime
import struct
from functools import lru_cache
from typing import Final

from custdesk.resources import resource

LANGUAGES: Final = ("zh_Hans", "zh_Hant", "en")
WEEKDAYS_ZH: Final = "一二三四五六日"


class Text:
    """An untranslated message: English source, context that parts homonyms, values for {placeholders}.

    A class by hand, as the window is painted before msgspec is loaded (trap 17).
    """

    __slots__ = ("context", "msgid", "values")

    def __init__(
        self, msgid: str, context: str | None = None, values: tuple[tuple[str, object], ...] = ()
    ) -> None:
        self.msgid: Final = msgid
        self.context: Final = context
        self.values: Final = values

    def having(self, **values: object) -> Text:
        """Return the same message with its {placeholders} filled; values may be Text, dates or numbers."""
        return Text(self.msgid, self.context, (*self.values, *values.items()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return (self.msgid, self.context, self.values) == (other.msgid, other.context, other.values)

    def __hash__(self) -> int:
        return hash((self.msgid, self.context, self.values))

    def __repr__(self) -> str:
        return f"Text({self.msgid!r}, {self.context!r}, {self.values!r})"


def N_(msgid: str, context: str | None = None) -> Text:  # noqa: N802 - the name gettext tools look for
    """Mark a message for translation where it is declared."""
    return Text(msgid, context)


class Words:
    """One language: turns Text, dates and moments into what a reader of that language expects."""

    def __init__(self, language: str = "zh_Hans") -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, text: Text | str) -> str:
        """Translate; plain strings pass through, so typed content is never touched."""
        if isinstance(text, str):
            return text
        if text.context:
            said = self._catalogue.pgettext(text.context, text.msgid)
        else:
            said = self._catalogue.gettext(text.msgid)
        if not text.values:
            return said
        return said.format(**{name: self.show(value) for name, value in text.values})

    def show(self, value: object) -> str:
        """Show a plain value inside a sentence."""
        if isinstance(value, Text):
            return self(value)
        if isinstance(value, datetime.datetime):
            return self.moment(value)
        if isinstance(value, datetime.date):
            return self.day(value)
        return str(value)

    def day(self, day: datetime.date) -> str:
        """Show a day in full: 2027年3月8日."""
        if self.language == "en":
            return day.isoformat()
        return f"{day.year}年{day.month}月{day.day}日"

    def moment(self, moment: datetime.datetime) -> str:
        """Show a moment to the minute: 2027年3月8日 10:05."""
        return f"{self.day(moment.date())} {moment:%H:%M}"

    def due(self, moment: datetime.datetime) -> str:
        """Show a due moment; the first instant of a day is the 24:00 of the day before (domain 9.4 no. 1)."""
        if moment.time() == datetime.time():
            return f"{self.day(moment.date() - datetime.timedelta(days=1))} 24:00"
        return self.moment(moment)

    def weekday(self, day: datetime.date) -> str:
        """Show the weekday: 周一 / 週一 / Mon."""
        if self.language == "en":
            return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
        return ("週" if self.language == "zh_Hant" else "周") + WEEKDAYS_ZH[day.weekday()]


class Catalogue:
    """A compiled catalogue that decodes what is asked; gettext's own decodes all of it before the first word."""

    def __init__(self, content: bytes = b"") -> None:
        self._known: dict[str, str] = {}
        self._found: dict[bytes, bytes] = {}
        if not content:
            return
        order = "<" if content[:4] == b"\xde\x12\x04\x95" else ">"
        count, originals, translations = struct.unpack_from(f"{order}3I", content, 8)
        tables = [struct.unpack_from(f"{order}{2 * count}I", content, at) for at in (originals, translations)]
        said, meant = (
            [content[at : at + length] for length, at in zip(table[::2], table[1::2], strict=True)]
            for table in tables
        )
        self._found = dict(zip(said, meant, strict=True))

    def gettext(self, msgid: str) -> str:
        """Return the translation, or the message itself where there is none."""
        said = self._known.get(msgid)
        if said is None:
            found = self._found.get(msgid.encode())
            said = self._known[msgid] = msgid if found is None else found.decode()
        return said

    def pgettext(self, context: str, msgid: str) -> str:
        """Return the translation of a message that has homonyms."""
        known = f"{context}\x04{msgid}"
        said = self.gettext(known)
        return msgid if said == known else said


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> Catalogue:
    if language == "en":
        return Catalogue()
    return Catalogue((resource("locale") / language / "LC_MESSAGES" / "custdesk.mo").read_bytes())
