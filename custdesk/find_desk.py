"""What the desk does when somebody looks for something: reads the line, begins the search, says where a word stands."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct

from custdesk.binders import BY_KEY
from custdesk.blank_desk import said_numbers
from custdesk.front_door import FrontDoor
from custdesk.language import N_, Text, Words
from custdesk.office.finding import Asked, Owed, Word, ask, words_of
from custdesk.office.folding import plain
from custdesk.record import Filter, Lines, described, header_kinds
from custdesk.rules.rooms import RoomIndex, RoomKey, match_rooms
from custdesk.snapshot import Snapshot
from custdesk.store import search
from custdesk.store.finding import PER_FORM, Finding
from custdesk.store.finding_words import vocabulary
from custdesk.store.hits import Hit, ListQuery
from custdesk.store.reader import Reader

MOST_ROOMS: Final = 5  # shown as exactly meant
NEAR: Final = 10  # characters from a field's beginning: nothing is left out before
BEFORE: Final = 5  # characters of a field shown before the word that was found in it
AFTER: Final = 40


class Look(Struct, frozen=True):
    """A search begun: what the line means exactly (a number, a room in any spelling), and what holds its words."""

    asked: Asked
    exact: Sequence[Hit]
    finding: Finding


class Spot(Struct, frozen=True):
    """Where a word stands that the one line of a record does not show."""

    label: Text
    text: str


class FindDesk(FrontDoor):
    """The part of the desk that finds."""

    def read(self) -> Reader:
        """Return the one door through which the person at the desk reads."""
        raise NotImplementedError

    def now(self) -> datetime.datetime:
        """Return office time to the minute."""
        raise NotImplementedError

    @property
    def words(self) -> Words:
        """The screen's language."""
        raise NotImplementedError

    def _room_index(self) -> tuple[RoomIndex, dict[RoomKey, int]]:
        raise NotImplementedError

    def asked(self, line: str, plain_words: Collection[str] = frozenset()) -> Asked:
        """Take a typed line apart; `plain_words` are those that could be filters and shall be words."""
        index, _ids = self._room_index()
        return ask(line, vocabulary(self.words.language, index), self.now().date(), plain_words)

    def look(self, asked: Asked, per_form: int = PER_FORM) -> Look:
        """Begin to look; the finding goes on as long as it is asked to."""
        reader = self.read()
        exact = [] if asked.filtered or not asked.text else self._exact(reader, asked.text)
        return Look(asked, exact, reader.finding(asked, self._units_of(asked), per_form=per_form))

    def find(self, text: str, limit: int = 80) -> tuple[list[Hit], list[Hit]]:
        """Return what a search means exactly (a number, a room in any spelling), then the newest that hold its words."""
        index, _ids = self._room_index()
        reader = self.read()
        exact = self._exact(reader, text) if text.strip() else []
        known = {hit.id for hit in exact}
        found = reader.finding(Asked(words_of(text, index)), per_form=limit).finish()
        others = (hit for hits in found.hits.values() for hit in hits if hit.id not in known)
        return exact, sorted(others, key=lambda hit: hit.id, reverse=True)[:limit]

    def _exact(self, reader: Reader, text: str) -> list[Hit]:
        index, ids = self._room_index()
        rooms = match_rooms(text, index)[:MOST_ROOMS]
        return self._numbered(reader, text) + (
            reader.records_as_hits([ids[key] for key in rooms]) if rooms else []
        )

    def _numbered(self, reader: Reader, text: str) -> list[Hit]:
        numbers = said_numbers(text, self.now().year)
        if not numbers:
            return []
        where = 'h."number" IN (SELECT value FROM json_each(?))'
        return reader.hits(where, (json.dumps(numbers),), 'h."happened_at" DESC')

    def _units_of(self, asked: Asked) -> list[int]:
        index, ids = self._room_index()
        return list(dict.fromkeys(ids[key] for place in asked.places for key in index.find(place)))

    # -- showing -----------------------------------------------------------------------------------------

    def marked(self, text: str, query: str) -> list[tuple[int, int]]:
        """Return where the words of a search stand in a text on the screen, as (start, end)."""
        return search.marked(text, query)

    def marks(self, text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
        """Return where words that were looked for stand in a text on the screen, as (start, end)."""
        return search.marks(text, words)

    def spots(self, unseen: dict[int, Sequence[Word]]) -> dict[int, Spot]:
        """Return where the first of the words stands that a record's one line does not show, as far as it may be seen."""
        found = {}
        for seen in self.read().records(list(unseen)):
            spot = next((one for word in unseen[seen.id] if (one := _spot(seen, word, self.words))), None)
            if spot is not None:
                found[seen.id] = spot
        return found

    def list_query(self, asked: Asked, form: str) -> ListQuery | None:
        """Return the list that shows all of a form's records found; None where no view of the list keeps the same."""
        if asked.places or asked.spans or asked.words != words_of(asked.text):  # a list knows rooms as typed
            return None
        states = None if asked.states is None else {state for key, state in asked.states if key == form}
        if states is None and not asked.owed:
            return ListQuery(form, text=asked.text)
        for view in BY_KEY[form].form.filters:
            late = Filter(view.name, view.label, overdue=True)
            if asked.owed == {Owed.LATE} and states is None and view == late:
                return ListQuery(form, view, asked.text)
            same = Filter(view.name, view.label, view.states)
            if not asked.owed and view == same and set(view.states) == states:
                return ListQuery(form, view, asked.text)
        return None


def _spot(seen: Snapshot, word: Word, words: Words) -> Spot | None:
    for label, text in _shown(seen, words):
        flat = " ".join(text.split())
        if word.within(plain(flat)):
            start = next((start for start, _end in search.marks(flat, [word])), 0)
            cut = start - BEFORE if start > NEAR else 0
            more = "…" if len(flat) > start + AFTER else ""
            return Spot(label, ("…" if cut else "") + flat[cut : start + AFTER] + more)
    return None


def _shown(seen: Snapshot, words: Words) -> Iterator[tuple[Text, str]]:
    """Give every field of a record as it is shown, lines and files too, in the order of the form."""
    for name, thing in described(seen.record).items():
        if seen.values.get(name) not in (None, "", ()):
            if isinstance(thing, Lines) and thing.veil is not None:
                continue
            yield thing.label, seen.show(name, words)
    for name in ("old_number", "paper_location", "note"):
        if seen.values.get(name):
            yield header_kinds()[name].label, str(seen.values[name])
    for one in seen.values.get("attachments") or ():
        yield N_("Attachment"), "  ".join(str(one[part]) for part in ("name", "note") if one.get(part))
