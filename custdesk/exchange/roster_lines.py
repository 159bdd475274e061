"""One line of a roster at a time: whether it is a row at all, whose room it is and who lives there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field

from custdesk.errors import KnownError
from custdesk.exchange.decisions import Skipped
from custdesk.exchange.headings import named_field
from custdesk.exchange.roster_doctor import (
    Findings,
    Repair,
    read_day,
    read_kind,
    read_name,
    read_phones,
    read_room_text,
    read_text,
)
from custdesk.exchange.workbook import Cell
from custdesk.language import N_, Text
from custdesk.office.folding import fold
from custdesk.problem import Problem
from custdesk.rules.rooms import RoomKey, RoomTyped, parse_room, plain_part

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Mapped

    from custdesk.exchange.headings import Mapping, Vocabulary
    from custdesk.exchange.workbook import Line, Sheet

Value = TypeVar("Value")

_TOTALS: Final = re.compile(r"^(合计|总计|小计|共计|累计|总户数|总人数|total|subtotal|sum)")
_PLACES: Final = ("building", "entrance", "room")
_SHORT: Final = 8  # a lone cell longer than this is a remark, no name


class RosterRow(Struct, frozen=True):
    """One person of one line (a line may name an owner and a tenant), with every value as proposed.

    `unit` is None where the room is a problem, `name` "" for a room without a resident.
    """

    line: int
    unit: RoomKey | None
    name: str
    phone: str
    kind: str  # owner | tenant | user
    moved_in_on: datetime.date | None
    note: str
    other_phones: tuple[str, ...] = ()
    room_text: str = ""  # as the cells have it, for the screen
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()
    column: str = "name"  # the field the name was read from: "tenant.name" for a line's second person


class LineReader(Struct):
    """Reads a sheet's lines in order; remembers the building above, for lines that name none.

    `typed` is what the person typed instead of a cell, by (line, field).
    """

    mapping: Mapping
    vocabulary: Vocabulary
    typed: Mapped[tuple[int, str], str]
    rows: list[RosterRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _above: str = ""

    def read(self, line: Line) -> None:
        """Add the line's rows, or the reason why it has none."""
        why = self._no_row(line)
        if why is not None:
            self.skipped.append(Skipped(line.number, why))
            return
        place = Findings()
        texts, remarks = {}, []
        for name in _PLACES:
            texts[name], remark = self.take(line, name, place, read_room_text)
            remarks.append(remark)
        unit = self._unit(texts, place)
        shared = Findings()
        note = self.take(line, "note", shared, read_text)
        kind = self.take(line, "kind", shared, read_kind)
        moved_in_on = self.take(line, "moved_in_on", shared, read_day)
        raw = [
            own_cell(line, at).text if (at := self.mapping.column(name)) is not None else ""
            for name in _PLACES
        ]
        for person in self._persons(line, bool(unit and not kind and not moved_in_on)):
            beside = [*person.remarks, *remarks]
            full = "；".join(filter(None, [note, *beside]))
            if full != note:
                person.found.repair("note", note, full, N_("Words found beside a room or a number"))
            self.rows.append(
                RosterRow(
                    line.number,
                    unit,
                    person.name,
                    person.phones[0] if person.phones else "",
                    self._kind(person, kind, shared),
                    moved_in_on,
                    full,
                    tuple(dict.fromkeys(person.phones[1:])),
                    "|".join(raw),
                    (*place.repairs, *shared.repairs, *person.found.repairs),
                    (*place.problems, *shared.problems, *person.found.problems),
                    person.field,
                )
            )
            note, kind, moved_in_on, remarks, shared = "", "", None, [], Findings()  # the first person's

    def take(
        self, line: Line, name: str, found: Findings, read: Callable[[Cell, str, Findings], Value]
    ) -> Value:
        """Read one field of a line: as typed, else from its cell; a value from a merged area is a repair."""
        if (line.number, name) in self.typed:
            only = Findings()
            value = read(Cell(self.typed[line.number, name]), name, only)
            found.problems += only.problems
            return value
        at = self.mapping.column(name)
        cell = own_cell(line, at) if at is not None else Cell()
        if not cell.merged_from or cell.blank:
            return read(cell, name, found)
        only = Findings()
        value = read(cell, name, only)
        mine = [repair for repair in only.repairs if repair.field == name]
        proposed = mine[-1].proposed if mine else cell.text
        certain = all(repair.certain for repair in mine)
        found.repair(name, "", proposed, N_("Taken from the merged cell above"), certain=certain)
        found.repairs += [repair for repair in only.repairs if repair.field != name]
        found.problems += only.problems
        return value

    def _no_row(self, line: Line) -> Text | None:
        mapping = self.mapping
        if any(number == line.number for number, _ in self.typed):
            return None
        own = {at: own_cell(line, at) for at in range(len(line.cells))}
        filled = {at: cell for at, cell in own.items() if not cell.blank and cell.merged_from is None}
        if repeats_heading(line, mapping, self.vocabulary):
            return N_("The heading once more")
        first = re.sub(r"\s+", "", fold(next(iter(filled.values())).text)) if filled else ""
        at_room = mapping.column("room")
        if _TOTALS.match(first) and not parse_room(own[at_room].text if at_room in own else ""):
            return N_("A line of totals")
        if len(filled) == 1:
            at, cell = next(iter(filled.items()))
            return self._lone(cell, mapping.fields[at] if at < len(mapping.fields) else "")
        if not any(mapping.fields[at] for at in filled if at < len(mapping.fields)):
            return N_("Nothing but blank cells, running numbers or columns that are not imported")
        return None

    def _lone(self, cell: Cell, name: str) -> Text | None:
        """A line with one cell: a room without resident, a building's heading, or a remark below the list."""
        if not isinstance(cell.value, str):
            return (
                None
                if name
                else N_("Nothing but blank cells, running numbers or columns that are not imported")
            )
        typed = parse_room(cell.text)
        if typed.building and not typed.room and not typed.entrance:
            self._above = typed.building
            return N_("A heading for building {building}").having(building=typed.building)
        short = len(cell.text) <= _SHORT and not re.search(r"[:：。，,]", cell.text)
        if (typed and name == "room") or (name and short) or cell.uncalculated:
            return None
        return N_("A remark, no row")

    # --- the room ---

    def _unit(self, texts: dict[str, str], found: Findings) -> RoomKey | None:
        if any(problem.grave for problem in found.problems):
            return None
        typed = parse_room(texts["room"])
        if typed.room is None:
            found.problem(N_("The room is missing"), "room")
            return None
        building, entrance = self._outer(texts, typed, found)
        if not building:
            if entrance and typed.entrance and entrance != typed.entrance:
                found.problem(N_("The columns contradict each other about the room"), "entrance")
                return None
            return RoomKey(typed.building or "", typed.entrance or entrance, typed.room)
        self._above = building
        return _within(building, entrance, typed, found)

    def _outer(self, texts: dict[str, str], typed: RoomTyped, found: Findings) -> tuple[str, str]:
        """Building and entrance from their own columns, or the building from above where none is given."""
        entrance = plain_part(texts["entrance"], "E") if texts["entrance"] else ""
        named = parse_room(texts["building"])
        if named.building:  # 3栋, 3栋2单元, 3-2
            return named.building, entrance or named.entrance or named.room or ""
        building = plain_part(texts["building"], "B") if texts["building"] else ""
        numbered = typed.room is not None and typed.room[0].isdigit()
        if not building and typed.building is None and numbered and self._above:
            why = N_("No building is given; the one above is {building}").having(building=self._above)
            found.repair("building", "", self._above, why)
            return self._above, entrance
        return building, entrance

    # --- the persons ---

    def _persons(self, line: Line, may_be_vacant: bool) -> list[_Person]:
        persons = []
        for name, phone in (("name", "phone"), ("tenant.name", "tenant.phone")):
            found = Findings()
            who = self.take(line, name, found, read_name)
            phones, remark = self.take(line, phone, found, read_phones)
            remarks = [remark]
            if phone == "phone":
                more, remark = self.take(line, "phone2", found, read_phones)
                phones, remarks = (*phones, *more), [*remarks, remark]
            if who or phones or found.problems or found.repairs:
                persons.append(_Person(name, who, phones, remarks, found))
        if len(persons) > 1 and not (persons[0].name or persons[0].phones or persons[0].found.problems):
            persons[1].found.repairs[:0] = persons[0].found.repairs  # only a tenant is named
            del persons[0]
        persons = persons or [_Person("name", "", (), [], Findings())]
        for person in persons:
            if not person.name:
                vacant = (
                    may_be_vacant and len(persons) == 1 and not person.phones and not person.found.problems
                )
                person.found.problem(N_("The name is missing"), person.field, grave=not vacant)
        return persons

    def _kind(self, person: _Person, kind: str, shared: Findings) -> str:
        if person.field == "tenant.name":
            return "tenant"
        if not kind and "kind" in self.mapping.fields and person.name and not shared.problems:
            person.found.repair("kind", "", self.mapping.kind, N_("Nothing is said; taken for this"))
        return kind or self.mapping.kind


class _Person(Struct):
    field: str
    name: str
    phones: tuple[str, ...]
    remarks: list[str]
    found: Findings


def _within(building: str, entrance: str, typed: RoomTyped, found: Findings) -> RoomKey | None:
    """Fit what the room cell says into the building its own column names."""
    room = typed.room or ""
    inner = typed.entrance
    if typed.building not in (None, building):
        if inner is None and entrance in ("", typed.building):
            inner = typed.building  # 2-501 in the column beside building 3
            if not entrance:
                why = N_("The room cell says {typed} beside building {building}")
                shown = f"{typed.building}-{room}"
                key = f"{building}-{inner}-{room}"
                found.repair("room", shown, key, why.having(typed=shown, building=building))
        else:
            found.problem(N_("The columns contradict each other about the room"), "building")
            return None
    if inner and entrance and inner != entrance:
        found.problem(N_("The columns contradict each other about the room"), "entrance")
        return None
    return RoomKey(building, inner or entrance, room)


def lines_below(sheet: Sheet, start: int, tell: Callable[[int, int], bool] | None) -> Iterator[Line]:
    """The lines below a heading; `tell(done, total)` hears how far it is and stops it. Raises KnownError."""
    for at, line in enumerate(sheet.lines):
        if tell is not None and at % 200 == 0 and not tell(at, len(sheet.lines)):
            raise KnownError(N_("Stopped; nothing was written"))
        if line.number > start:
            yield line


def own_cell(line: Line, at: int) -> Cell:
    """The cell as its column's own: what a sideways merge shows there belongs to the first column only."""
    cell = line.cells[at] if at < len(line.cells) else Cell()
    return Cell() if cell.merged_from and cell.merged_from[1] != at + 1 else cell


def repeats_heading(line: Line, mapping: Mapping, vocabulary: Vocabulary) -> bool:
    """Whether the line is the list's heading once more: nothing in it but words headings are made of."""
    words = {fold(word) for heading in mapping.headings for word in (heading, *heading.split())}
    texts = [fold(own_cell(line, at).text) for at in range(len(line.cells))]
    filled = [text for text in texts if text]
    return len(filled) >= 2 and all(
        text in words or named_field(text, vocabulary) is not None for text in filled
    )
