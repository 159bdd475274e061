"""From a decided list to one act of the bulk door: all or nothing, nothing twice, nothing overwritten (REC-43, REC-03).

First `read_estate`, then `plan_roster` of the accepted rows, then `carry_out`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from custdesk.binders import BY_KEY
from custdesk.language import N_, Text, Words
from custdesk.office.folding import fold
from custdesk.records.complaint import OLD_REGISTER
from custdesk.rules.privacy import mask_phone
from custdesk.rules.rooms import RoomIndex, RoomKey, RoomTyped, match_rooms, show_room
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.deriving import LINE_LENGTH
from custdesk.store.reader import Reader

if TYPE_CHECKING:
    from custdesk.exchange.old_register import OldComplaint
    from custdesk.exchange.roster_lines import RosterRow
    from custdesk.store.store import Changes, Store
    from custdesk.workflow import User

AT_ONCE: Final = 500  # records read by one query
EVERYTHING: Final = 1_000_000
Matter = tuple[datetime.datetime | None, str]


class Estate(Struct, frozen=True):
    """What the store knows already, as far as a list may repeat it.

    `residents` has the phone (in full, for comparing only) by unit and folded name; `old_numbers` and `matters`
    the number of each complaint imported before, by its old number and by its time and words.
    """

    units: Mapping[RoomKey, int] = field(default_factory=dict)
    residents: Mapping[tuple[int, str], str] = field(default_factory=dict)
    old_numbers: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[Matter, str] = field(default_factory=dict)

    def phone_of(self, row: RosterRow) -> str | None:
        """Return the phone of a row's person where she is known in that room ("" without one), else None."""
        unit = self.units.get(row.unit) if row.unit is not None else None
        return None if unit is None else self.residents.get((unit, fold(row.name)))

    def number_of(self, row: OldComplaint) -> str | None:
        """Return the number under which an old complaint was imported before."""
        if row.old_number:
            return self.old_numbers.get(fold(row.old_number))
        return self.matters.get(_matter(row.received_at, row.content))


class Fate(Struct, frozen=True):
    """What becomes of one accepted row: written, or left out because it is known; `remark` is for the report."""

    line: int
    name: str
    known: bool = False
    remark: Text | None = None


class Plan(Struct, frozen=True):
    """One act to be done: the batch, what becomes of each row, and how much of what it makes."""

    batch: Batch
    fates: tuple[Fate, ...]
    counts: tuple[tuple[Text, int], ...]


# --- what is there ------------------------------------------------------------------------------------------


@contextmanager
def own_connection(store: Store) -> Iterator[None]:
    """Close the connection a worker's thread gets by asking the store (trap 3); the desk's own stays open."""
    borrowed = store.database.is_closed()
    try:
        yield
    finally:
        if borrowed:
            store.database.close()


def read_estate(store: Store, user: User, rows: Sequence[RosterRow]) -> Estate:
    """Return the rooms in use, and of the residents those the rows name again."""
    reader = store.read(user)
    units = {key: record_id for record_id, key in reader.unit_keys().items()}
    named = {(units[row.unit], fold(row.name)) for row in rows if row.unit in units and row.name}
    hits = reader.register("customer", "active") if named else []
    again = {hit.id: (hit.unit, fold(hit.line)) for hit in hits if (hit.unit, fold(hit.line)) in named}
    phones = dict.fromkeys(again.values(), "")
    for one in _in_full(store, user, list(again)):
        phones[again[one.id]] = str(one.values.get("phone") or "")
    return Estate(units, phones)


def read_old_complaints(store: Store, user: User, rows: Sequence[OldComplaint]) -> Estate:  # noqa: ARG001
    """Return the rooms in use, and the complaints imported from an old register before."""
    reader = store.read(user)
    units = {key: record_id for record_id, key in reader.unit_keys().items()}
    hits = reader.in_states("complaint", OLD_REGISTER, limit=EVERYTHING)
    numbers = {
        fold(str(one.values["old_number"])): one.number
        for one in _in_full(store, user, [hit.id for hit in hits])
        if one.values.get("old_number")
    }
    return Estate(
        units, {}, numbers, {(hit.happened_at, fold(hit.line)[:LINE_LENGTH]): hit.number for hit in hits}
    )


def _in_full(store: Store, user: User, ids: list[int]) -> Iterator[Any]:
    # the program compares masked phones for the person; it shows her none of them
    reader = Reader(store.database, store.forms, store.settings, store.clock, user, frozenset(ids))
    for start in range(0, len(ids), AT_ONCE):
        yield from reader.records(ids[start : start + AT_ONCE], lines=False)


def _matter(at: datetime.datetime | None, content: str) -> Matter:
    return at, fold(" ".join(content.split())[:LINE_LENGTH])[:LINE_LENGTH]


# --- the roster ---------------------------------------------------------------------------------------------


def plan_roster(
    rows: Sequence[RosterRow], estate: Estate, words: Words, note: Mapping[str, Any] | None = None
) -> Plan:
    """Make new rooms and residents of accepted rows; rooms that exist are linked, residents that do are left out.

    A different phone of a known resident is a remark, never a change. `note` goes into the trail with the batch.
    """
    making = _Roster(estate, words)
    fates = tuple(making.take(row) for row in rows)
    counts = (
        (N_("New rooms"), len(making.rooms)),
        (N_("New residents"), len(making.people)),
        (N_("Known already, left out"), sum(fate.known for fate in fates)),
    )
    batch = Batch("import", [*making.rooms.values(), *making.people], {"list": "roster", **(note or {})})
    return Plan(batch, fates, counts)


class _Roster:
    """Rooms and people on their way into the batch."""

    def __init__(self, estate: Estate, words: Words) -> None:
        self._estate, self._words = estate, words
        self._index = RoomIndex(estate.units)
        self.rooms: dict[RoomKey, NewRow] = {}
        self.people: list[NewRow] = []

    def take(self, row: RosterRow) -> Fate:
        """Add what a row brings."""
        assert row.unit is not None, row.line  # a row without a room is never accepted
        name = " ".join(filter(None, (show_room(row.unit), row.name)))
        unit = self._estate.units.get(row.unit)
        new_room = unit is None and row.unit not in self.rooms
        if new_room:
            self.rooms[row.unit] = self._room(row)
        if not row.name:
            return Fate(
                row.line, name, known=not new_room, remark=self._similar(row.unit) if new_room else None
            )
        phone = self._estate.phone_of(row)
        if phone is not None:
            return Fate(row.line, name, known=True, remark=phone_differs(row, phone))
        self.people.append(self._person(row, Ref(show_room(row.unit)) if unit is None else unit))
        return Fate(row.line, name, remark=self._similar(row.unit) if new_room else None)

    def _room(self, row: RosterRow) -> NewRow:
        key = row.unit
        assert key is not None
        values = {"building": key.building or None, "entrance": key.entrance or None, "room": key.room}
        if not row.name:
            values["remark"] = row.note or None
        return NewRow(BY_KEY["unit"], values, key=show_room(key), line=row.line)

    def _person(self, row: RosterRow, unit: int | Ref) -> NewRow:
        others = N_("Other phones: {phones}").having(phones="、".join(row.other_phones))
        remarks = (row.note, self._words(others) if row.other_phones else "")
        return NewRow(
            BY_KEY["customer"],
            {
                "name": row.name, "unit": unit, "kind": row.kind, "phone": row.phone or None,
                "moved_in_on": row.moved_in_on, "remark": "；".join(filter(None, remarks)) or None,
            },
            line=row.line,
        )  # fmt: skip

    def _similar(self, key: RoomKey) -> Text | None:
        """Remark on a new room that differs from a known one by its entrance only."""
        found = self._index.find(RoomTyped(key.building or None, None, key.room))
        if not found or not key.building:
            return None
        shown = "、".join(map(show_room, found[:3]))
        return N_("A new room beside {rooms}: the entrance differs").having(rooms=shown)


def phone_differs(row: RosterRow, phone: str) -> Text | None:
    """Propose the list's phone where another one is known; the known one is shown masked (R-011)."""
    if not row.phone or row.phone == phone:
        return None
    if not phone:
        return N_("No phone is known here; the list has {phone}").having(phone=row.phone)
    text = N_(
        "The phone here is {known}, the list has {phone}; change it on the resident's form if it is right"
    )
    return text.having(known=mask_phone(phone), phone=row.phone)


# --- the old register ---------------------------------------------------------------------------------------


def plan_register(
    rows: Sequence[OldComplaint], estate: Estate, words: Words, note: Mapping[str, Any] | None = None
) -> Plan:
    """Make closed complaints of accepted rows, numbered by the year of the event in the order of time (R-008).

    What the old book does not say stays empty. A room that is known is linked, else its words are kept.
    """
    index = RoomIndex(estate.units)
    known = {row.line: estate.number_of(row) for row in rows}
    new = sorted(
        (row for row in rows if known[row.line] is None), key=lambda row: (row.received_at, row.line)
    )
    units = {row.line: _unit_of(row, estate, index) for row in new}
    fates = tuple(_old_fate(row, known[row.line]) for row in rows)
    made = [_old_complaint(row, units[row.line], words) for row in new]
    counts = (
        (N_("Closed complaints"), len(new)),
        (N_("Linked to a room"), sum(isinstance(unit, int) for unit in units.values())),
        (N_("Known already, left out"), len(rows) - len(new)),
    )
    return Plan(Batch("import", made, {"list": "old register", **(note or {})}), fates, counts)


def _old_fate(row: OldComplaint, number: str | None) -> Fate:
    name = " ".join(filter(None, (row.old_number, row.content)))[:LINE_LENGTH]
    remark = N_("Imported before as {number}").having(number=number) if number else None
    return Fate(row.line, name, known=number is not None, remark=remark)


def _unit_of(row: OldComplaint, estate: Estate, index: RoomIndex) -> int | str | None:
    if row.unit is not None and row.unit in estate.units:
        return estate.units[row.unit]
    meant = match_rooms(row.room_text, index) if row.room_text else ()
    return estate.units[meant[0]] if len(meant) == 1 else row.room_text or None


def _old_complaint(row: OldComplaint, unit: int | str | None, words: Words) -> NewRow:
    said = [N_("Imported from the old register, row {line}").having(line=row.line)]
    if not row.timed:
        said.append(N_("the register gives no time of day"))
    if row.other_phones:
        said.append(N_("Other phones: {phones}").having(phones="、".join(row.other_phones)))
    notes = [row.note, "；".join(map(words, said))]
    return NewRow(
        BY_KEY["complaint"],
        {
            "received_at": row.received_at, "unit": unit, "complainant": row.complainant or None,
            "phone": row.phone or None, "content": row.content, "handling": row.result or None,
            "handler": row.handler or None, "closed_at": row.closed_on, "note": "\n".join(filter(None, notes)),
        },
        state=OLD_REGISTER, old_number=row.old_number, as_kept=True, line=row.line,
    )  # fmt: skip


# --- the act ------------------------------------------------------------------------------------------------


def carry_out(
    store: Store, user: User, plan: Plan, tell: Callable[[int, int], bool] | None = None
) -> Changes:
    """Write a plan as one act; may run in a worker's thread. Raises Refused, KnownError; then nothing was written."""
    with own_connection(store):
        return store.bulk(plan.batch, user, tell)
