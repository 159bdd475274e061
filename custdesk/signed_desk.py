"""What the desk knows of signed paper: the board of sheets not home, signatures to read, paper against record.

The other parts of the desk are `Desk` and `ScanDesk`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from custdesk.errors import KnownError
from custdesk.fields import Kind, Link, Sight
from custdesk.front_door import FrontDoor
from custdesk.language import N_, Text, Words
from custdesk.record import AnyRecord, Lines, Shown, Through, label_of, thing_named
from custdesk.rules.privacy import mask_phone
from custdesk.rules.routing import hidden_name
from custdesk.rules.signed_paper import BoxLabel, SignatureRead, compared
from custdesk.scan import Comparison
from custdesk.sheet import Row, Sheet
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes
from custdesk.store.homecoming import Awaited, SignatureKept, Unread
from custdesk.store.reader import Reader
from custdesk.store.signed_paper import Lock, Printed, sheet_of
from custdesk.store.store import SYSTEM

PHOTOS: Final = "photos"
_NUMBERS: Final = re.compile(r"\d(?:[ -]?\d){6,}")  # what may be a telephone number inside a line


class ComparedField(NamedTuple):
    """One box of a sheet: what the paper says, what the record would say on it now, and how they stand."""

    name: str
    label: Text | str
    paper: str
    record: str
    answer: Comparison


class Signer(NamedTuple):
    """Who signed in a box, as read from the paper."""

    label: Text | str
    name: str
    relation: str
    day: datetime.date | None


class Compared(NamedTuple):
    """A print of a record against the record: what was signed, or, where nothing was, the newest print (`signed` empty)."""

    print: int
    sheet: str
    edition: int
    copy: int
    printed_at: datetime.datetime
    signed: tuple[Signer, ...]
    fields: tuple[ComparedField, ...]

    def count(self, answer: Comparison) -> int:
        """Count the boxes that stand so."""
        return sum(one.answer is answer for one in self.fields)


class SignedDesk(FrontDoor):
    """The part of the desk that minds signed paper."""

    def read(self) -> Reader:
        """Return the one door through which the person at the desk reads."""
        raise NotImplementedError

    def now(self) -> datetime.datetime:
        """Return office time to the minute."""
        raise NotImplementedError

    def tell(self, changes: Changes) -> Changes:
        """Tell everybody of changes."""
        raise NotImplementedError

    # -- not home ----------------------------------------------------------------------------------------

    def not_home(self) -> list[Awaited]:
        """Return every printed sheet with signature boxes that has not come home, the oldest first (M-6)."""
        return self.read().not_home()

    def not_home_count(self) -> int:
        """Return how many printed sheets are not home."""
        return self.read().not_home_count()[0]

    def not_home_notice(self) -> Text | None:
        """Say how many printed sheets are not home, and how long the oldest is away; None where all are."""
        count, since = self.read().not_home_count()
        if since is None:
            return None
        days = max((self.now().date() - since.date()).days, 0)
        said = N_("{count} printed sheets are not home, the oldest for {days} days")
        return said.having(count=count, days=days)

    def not_coming(self, awaited: Awaited, reason: str) -> Changes:
        """Expect a sheet no longer: spoiled, printed for reading only. Raises Refused without a reason."""
        key = (awaited.number, awaited.sheet, awaited.edition)
        return self.tell(self.store.not_coming(*key, reason, self.user))

    def coming_after_all(self, awaited: Awaited) -> Changes:
        """Expect a sheet again that was given up. Raises Refused."""
        key = (awaited.number, awaited.sheet, awaited.edition)
        return self.tell(self.store.coming_after_all(*key, self.user))

    # -- signatures --------------------------------------------------------------------------------------

    def to_read(self) -> list[Unread]:
        """Return the sheets whose scan is home and whose signature boxes nobody has read (R-007)."""
        return self.read().to_read()

    def record_signatures(self, print_id: int, signatures: Sequence[SignatureRead]) -> Changes:
        """Keep who signed in which box of a printed sheet, and when, as read from the paper. Raises Refused (R-007)."""
        return self.tell(self.store.record_signatures(print_id, signatures, self.user))

    def signatures(self, record_id: int) -> list[SignatureKept]:
        """Return what was read from the sheets of a record, the newest print first."""
        return self.read().signatures(record_id)

    def locks(self, record_id: int) -> tuple[Lock, ...]:
        """Return what signed sheets hold fast of a record: the form shows it, and offers the correction (R-009)."""
        return self.read().locks(record_id)

    # -- paper against record ----------------------------------------------------------------------------

    def compare(self, record_id: int, sheet_number: str = "") -> Compared | None:
        """Compare what was signed with what the record says now, box by box; of the newest print where nothing was.

        `sheet_number`: which of several sheets. None where nothing was printed, or this person may not see the record.
        """
        from custdesk.filing import PLACE  # late: no scan is filed at the start of the day
        from custdesk.paper.said import said_of  # nor anything printed

        reader = self.read()
        snapshot = reader.record(record_id)
        found = [
            (one, sheet)
            for signed in (True, False)
            for one in reader.printed_sheets(record_id, signed=signed)
            if snapshot is not None and (sheet := sheet_of(snapshot.record, one.sheet)) is not None
            if sheet_number in ("", sheet.number)
        ]
        if snapshot is None or not found:
            return None
        one, sheet = found[0]
        words = Words(one.language)
        now = said_of(self._as_printed(one, snapshot), sheet, words, public=False)
        sight = _Sight(snapshot.record, reader, record_id in self._revealed)
        fields = tuple(
            ComparedField(name, label, *sight.shown(name, paper, said), answer)
            for name, label in _labels(snapshot.record, sheet, {**one.said, **now})
            if name in one.said and name not in PLACE and sight.sees(name)
            for paper, said in [(str(one.said[name]), now.get(name, ""))]
            for answer in [Comparison(compared(paper, said, lines=_is_table(snapshot.record, name)))]
        )
        if any(sight.leads_on(field.name) for field in fields) and reader.hidden_links(record_id):
            mine = said_of(snapshot, sheet, words, public=False)
            fields = tuple(sight.veiled(field, mine, words) for field in fields)
        return Compared(
            one.id, one.sheet, one.edition, one.copy, one.at, _signers(reader, record_id, one), fields
        )

    def _as_printed(self, one: Printed, snapshot: Snapshot) -> Snapshot:
        """Return the record as it would be printed now for whoever printed it then: nothing else was on that paper."""
        from custdesk.press import Press

        facts = self.store.facts(SYSTEM)
        printer = facts.staff(one.user) if one.user is not None else None
        for user in (printer or self.user, self.user):
            try:
                return Press(self.store, user, self.now()).sheet_job([snapshot.id], one.sheet).snapshots[0]
            except KnownError:  # not to be printed as it stands now
                store = self.store
                reader = Reader(
                    store.database, store.forms, store.settings, store.clock, user, frozenset({snapshot.id})
                )
                if (found := reader.record(snapshot.id)) is not None:
                    return found
        return snapshot


class _Sight:
    """How much of a compared box one person may see: a value, its paper and its record alike (R-011, domain 1.6)."""

    def __init__(self, record: AnyRecord, reader: Reader, revealed: bool) -> None:
        self._record, self._reader, self._revealed = record, reader, revealed

    def _thing(self, name: str) -> Kind | Lines | Shown | None:
        try:
            return thing_named(self._record, name)
        except KeyError:
            return None  # the photos

    def _kinds(self, name: str) -> list[Kind]:
        thing = self._thing(name)
        if isinstance(thing, Lines):
            return [*thing.line.kinds().values()]
        kind = thing.kind if isinstance(thing, Shown) else thing
        return [] if kind is None else [kind]

    def sees(self, name: str) -> bool:
        """Tell whether the person may see such values at all."""
        return all(self._reader.sees(kind) for kind in self._kinds(name))

    def shown(self, name: str, paper: str, record: str) -> tuple[str, str]:
        """Return both texts as they may be shown."""
        if name == PHOTOS:
            return _captions(paper), _captions(record)
        if self._revealed or all(kind.sight is not Sight.MASKED for kind in self._kinds(name)):
            return paper, record
        if isinstance(self._thing(name), Lines):
            return _NUMBERS.sub(_masked, paper), _NUMBERS.sub(_masked, record)
        return mask_phone(paper), mask_phone(record)

    def leads_on(self, name: str) -> bool:
        """Tell whether a box says something of another record."""
        thing = self._thing(name)
        return isinstance(thing, Through) or any(isinstance(kind, Link) for kind in self._kinds(name))

    def veiled(self, field: ComparedField, mine: Mapping[str, str], words: Words) -> ComparedField:
        """Return a box without what it says of a record this person may not see (R-064); `mine`: what he reads there."""
        if not self.leads_on(field.name):
            return field
        record = mine.get(field.name, "")
        paper = record if field.answer is Comparison.SAME else words(hidden_name()) if field.paper else ""
        return field._replace(paper=paper, record=record)


def _masked(found: re.Match[str]) -> str:
    return mask_phone(found[0])


def _captions(text: str) -> str:
    """Return what photos say without the names of their files: the place in the row, the caption, the file's first letters."""
    shown = []
    for place, line in enumerate(text.splitlines(), 1):
        digest, _blank, caption = line.partition(" ")
        shown.append(f"{place}. {caption} ({digest[:6]})" if caption else f"{place}. ({digest[:6]})")
    return "\n".join(shown)


def _is_table(record: AnyRecord, name: str) -> bool:
    return name != PHOTOS and isinstance(thing_named(record, name), Lines)


def _labels(record: AnyRecord, sheet: Sheet, said: Iterable[str]) -> Iterator[tuple[str, Text | str]]:
    """Yield the boxes of a sheet in its order, each once, with the label it has there; then what else the paper says."""
    own = {
        box.name: box.label
        for part in sheet.parts
        if isinstance(part, Row)
        for box in part.boxes
        if box.label is not None
    }
    for name in dict.fromkeys(("number", *sheet.names(), *said)):
        if name == PHOTOS:
            yield name, N_("Photos")
        else:
            try:
                yield name, own.get(name) or label_of(record, name)
            except KeyError:  # of a version that had other boxes
                continue


def _signers(reader: Reader, record_id: int, one: Printed) -> tuple[Signer, ...]:
    return tuple(
        Signer(read.label, read.name, read.relation, read.signed_on)
        for read in reader.signatures(record_id)
        if read.print == one.id and read.name
    )


__all__ = [
    "Awaited", "BoxLabel", "Compared", "ComparedField", "Comparison", "Lock", "SignatureKept", "SignatureRead",
    "SignedDesk", "Signer", "Unread",
]  # fmt: skip
