"""What is typed into the search box, taken apart: words to find, and filters (which form, what state, when, where).

Pure: of a line, a vocabulary made from the declarations, and a day. A word that can be a filter is one, and is shown
as a chip; switched off (`plain`), it is a word again, so that nothing typed cannot be looked for as it stands.
"""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from custdesk.errors import Unreadable
from custdesk.language import N_, Text
from custdesk.office.folding import plain as folded
from custdesk.office.periods_said import Span, read_span, year_said
from custdesk.rules.privacy import mask_phone
from custdesk.rules.rooms import RoomIndex, RoomKey, RoomTyped, match_rooms, parse_room, show_room
from custdesk.rules.typed import read_phone

LONGEST_PHRASE: Final = 8  # words of one filter, as "repair service and callback record"
FEW_ROOMS: Final = 3  # a word that means more rooms than these is a word
LEAST_DIGITS: Final = 7  # of a telephone number written out


class Sort(enum.Enum):
    """What a filter asks about."""

    FORM = "form"
    STATE = "state"
    DUE = "due"
    WHEN = "when"
    WHERE = "where"


class Owed(enum.Enum):
    """What a filter asks of the due date."""

    LATE = "late"
    TODAY = "today"


class Needle(Struct, frozen=True):
    """One way a word may stand in a text; `alone`: not inside a longer number (3-501 is not in 13-501)."""

    text: str
    alone: bool = False

    def within(self, text: str) -> bool:
        """Tell whether a compared text holds it."""
        if not self.alone:
            return self.text in text
        return re.search(rf"(?<![0-9a-z*-]){re.escape(self.text)}(?![0-9a-z*-])", text) is not None


class Word(Struct, frozen=True):
    """A word to be found: any of its needles in the record's text."""

    needles: tuple[Needle, ...]

    def within(self, text: str) -> bool:
        """Tell whether a compared text holds the word."""
        return any(needle.within(text) for needle in self.needles)


class Meaning(Struct, frozen=True):
    """What a word of the vocabulary asks for; `states` go with their forms."""

    sort: Sort
    label: Text | str
    forms: frozenset[str] = frozenset()
    states: frozenset[tuple[str, str]] = frozenset()
    owed: Owed | None = None


class Vocabulary(Struct, frozen=True):
    """The words that are filters, in their compared spelling, and the estate's rooms."""

    meanings: Mapping[str, Meaning]
    rooms: RoomIndex = field(default_factory=lambda: RoomIndex(()))


class Chip(Struct, frozen=True):
    """A filter that was typed: `key` is what was typed, as it is compared; `on` until it is made a word again."""

    key: str
    said: str
    sort: Sort
    label: Text | str
    on: bool = True


class Asked(Struct, frozen=True):
    """What a line asks for: every word, and of each sort of filter any."""

    words: tuple[Word, ...] = ()
    forms: frozenset[str] | None = None
    states: frozenset[tuple[str, str]] | None = None
    owed: frozenset[Owed] = frozenset()
    spans: tuple[Span, ...] = ()
    places: tuple[RoomTyped, ...] = ()
    chips: tuple[Chip, ...] = ()
    text: str = ""  # the words without the filters, as they were typed

    @property
    def nothing(self) -> bool:
        """Tell whether nothing is asked for."""
        return not (self.words or self.filtered)

    @property
    def filtered(self) -> bool:
        """Tell whether any filter is on."""
        return bool(
            self.forms is not None or self.states is not None or self.owed or self.spans or self.places
        )


def words_of(text: str, rooms: RoomIndex | None = None) -> tuple[Word, ...]:
    """Part plain words; each must be found, a telephone number as it is shown, a known room in any spelling."""
    return tuple(word_of(one, rooms) for one in dict.fromkeys(folded(text).split()))


def word_of(said: str, rooms: RoomIndex | None = None) -> Word:
    """Return how a folded word may stand in a text: as it is, or as another way to write what it means."""
    needles = [Needle(said)]
    if masked := masked_phone(said):
        needles += [Needle(one, alone=True) for one in masked]
    if rooms is not None and any(sign.isdigit() for sign in said):
        found = match_rooms(said, rooms)
        if 0 < len(found) <= FEW_ROOMS:
            whole = (
                parse_room(said).building is not None
            )  # 3-501 means that room, and not 13-501; 501 is any 501
            ways = [one for key in found for one in spellings(key)]
            needles = [
                Needle(said, alone=whole),
                *(Needle(one, alone=True) for one in ways if whole or said not in one),
            ]
    return Word(tuple(dict.fromkeys(needles)))


def masked_phone(said: str) -> tuple[str, ...]:
    """Return the ways a telephone number is kept for the search: masked, with its marks and without (R-011).

    Nobody finds by digits that are not shown: the number written out finds whoever shows the same mask.
    """
    try:
        phone = read_phone(said)
    except Unreadable:
        return ()
    digits = "".join(sign for sign in phone if sign.isdigit())
    if len(digits) < LEAST_DIGITS:
        return ()
    return tuple(dict.fromkeys((mask_phone(phone), mask_phone(digits))))


def spellings(key: RoomKey) -> tuple[str, ...]:
    """Return the ways a room is written in a text: 3-2-501, 3栋2单元501, 3#2-501, 3号楼501."""
    room, entrance = folded(key.room), folded(key.entrance)
    found = [folded(show_room(key))]
    if key.building and not entrance:
        found += [f"{folded(key.building)}{mark}{room}" for mark in ("栋", "幢", "座", "号楼", "#", "#-")]
    elif key.building:
        marks = ("栋", "幢", "座", "号楼", "#")
        found += [f"{folded(key.building)}{mark}{entrance}单元{room}" for mark in marks]
        found += [f"{folded(key.building)}#{entrance}-{room}", f"{folded(key.building)}栋{entrance}-{room}"]
    return tuple(found)


def ask(
    line: str, vocabulary: Vocabulary, today: datetime.date, plain: Collection[str] = frozenset()
) -> Asked:
    """Take a typed line apart. `plain` holds the keys of the chips that were switched off."""
    return _Line(vocabulary, today, plain).read(line)


class _Line:
    """One line being read, word by word."""

    def __init__(self, vocabulary: Vocabulary, today: datetime.date, plain: Collection[str]) -> None:
        self.vocabulary, self.today, self.plain = vocabulary, today, plain
        self.words: list[str] = []
        self.chips: list[Chip] = []
        self.meanings: list[Meaning] = []
        self.spans: list[Span] = []
        self.places: list[RoomTyped] = []

    def read(self, line: str) -> Asked:
        pieces = [(one, folded(one)) for one in line.split()]
        pieces = [(one, said) for one, said in pieces if said]
        self.year = next(
            (
                year
                for _one, said in pieces
                if said not in self.plain and (year := year_said(said, self.today))
            ),
            None,
        )
        place = 0
        while place < len(pieces):
            place += self._take(pieces[place : place + LONGEST_PHRASE])
        text = " ".join(self.words)
        return Asked(
            words_of(text, self.vocabulary.rooms),
            self._union(Sort.FORM), self._states(), frozenset(one.owed for one in self.meanings if one.owed),
            together(self.spans), tuple(self.places), tuple(self.chips), text,
        )  # fmt: skip

    def _take(self, ahead: Sequence[tuple[str, str]]) -> int:
        """Take the longest filter that begins here, or one word; return how many words it was."""
        for count in range(len(ahead), 0, -1):
            said = " ".join(one for one, _key in ahead[:count])
            key = " ".join(one for _said, one in ahead[:count])
            if self._filter(said, key, one=count == 1):
                return count
        self.words.append(ahead[0][0])
        return 1

    def _filter(self, said: str, key: str, *, one: bool) -> bool:
        """Take a filter, or the word again that was one."""
        meaning = self.vocabulary.meanings.get(key)
        span = read_span(key, self.today, self.year) if meaning is None and one else None
        where = self._place(key) if meaning is None and span is None and one else None
        if meaning is not None:
            sort, label = meaning.sort, meaning.label
        elif span is not None:
            sort, label = Sort.WHEN, shown_span(span)
        elif where is not None:
            sort, label = Sort.WHERE, shown_place(where)
        else:
            return False
        on = key not in self.plain
        self.chips.append(Chip(key, said, sort, label, on))
        if not on:
            self.words.append(said)
        elif meaning is not None:
            self.meanings.append(meaning)
        elif span is not None:
            self.spans.append(span)
        elif where is not None:
            self.places.append(where)
        return True

    def _place(self, key: str) -> RoomTyped | None:
        """Return a building, or an entrance of one, of this estate; a room is a word that is found in any spelling."""
        if key.isdigit():
            return None
        typed = parse_room(key)
        if typed.room is not None or typed.building is None or not self.vocabulary.rooms.find(typed):
            return None
        return typed

    def _union(self, sort: Sort) -> frozenset[str] | None:
        found = [one.forms for one in self.meanings if one.sort is sort]
        return frozenset().union(*found) if found else None

    def _states(self) -> frozenset[tuple[str, str]] | None:
        found = [one.states for one in self.meanings if one.sort is Sort.STATE]
        return frozenset().union(*found) if found else None


def together(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what several periods mean: 去年 3月 is one month, 上月 本月 are both."""
    found: list[Span] = []
    for span in spans:
        for place, other in enumerate(found):
            if span.meets(other):
                found[place] = other.within(span)
                break
        else:
            found.append(span)
    return tuple(found)


def shown_span(span: Span) -> Text:
    """Return a period as a chip shows it."""
    first, last = span.first, span.last
    if first == last:
        return N_("{day}").having(day=first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return N_("Year {year}").having(year=first.year)
    whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return N_("{year}-{month}").having(year=first.year, month=first.month)
    return N_("{first} to {last}").having(first=first, last=last)


def shown_place(typed: RoomTyped) -> Text:
    """Return a building as a chip shows it."""
    if typed.entrance:
        text = N_("Building {building}, entrance {entrance}")
        return text.having(building=typed.building, entrance=typed.entrance)
    return N_("Building {building}").having(building=typed.building)
