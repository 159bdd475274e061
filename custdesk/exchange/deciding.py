"""The lists that can be imported, and what one person decides about one of them, row by row."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from custdesk.exchange import importing, old_register, roster
from custdesk.exchange.decisions import Decisions, accepted
from custdesk.exchange.headings import Mapping as Columns
from custdesk.exchange.importing import Estate, Plan, own_connection, phone_differs
from custdesk.exchange.old_register import OldComplaint, OldRegister
from custdesk.exchange.roster import Roster
from custdesk.exchange.roster_doctor import Repair
from custdesk.exchange.roster_lines import RosterRow, own_cell
from custdesk.language import N_, Text, Words
from custdesk.office.registers import CUSTOMER_KINDS
from custdesk.problem import Problem
from custdesk.rules.rooms import show_room

if TYPE_CHECKING:
    from custdesk.exchange.workbook import Sheet
    from custdesk.store.store import Store
    from custdesk.workflow import User

Row = RosterRow | OldComplaint
Tell = Callable[[int, int], bool]
PLACES: Final = ("building", "entrance", "room")


class ListKind(Struct, frozen=True):
    """One kind of list that can be imported: how its columns are found, its rows judged and written.

    `needed` are the fields without which nothing can be read, `example` fills the template.
    """

    key: str
    title: Text
    about: Text
    fields: Mapping[str, Text]
    needed: tuple[str, ...]
    propose: Callable[[Sheet], Columns]
    examine: Callable[..., Roster | OldRegister]
    estate: Callable[..., Estate]
    plan: Callable[..., Plan]
    example: Mapping[str, str]


ROSTER: Final = ListKind(
    "roster",
    N_("Import rooms and residents"),
    N_("One row a resident: room and name, and what else is known. Rooms without a resident may stand there too."),
    roster.FIELDS, ("room", "name"), roster.propose_columns, roster.examine,
    importing.read_estate, importing.plan_roster,
    {
        "building": "3", "entrance": "2", "room": "501", "name": "王秀兰", "phone": "13812345678", "kind": "业主",
        "moved_in_on": "2020-05-01", "note": "",
    },
)  # fmt: skip
OLD_BOOK: Final = ListKind(
    "old_register",
    N_("Import an old complaint register"),
    N_("One row a closed complaint: when it came and what it said, and what else the old book has."),
    old_register.FIELDS, ("received_at", "content"), old_register.propose_register_columns,
    old_register.examine_register, importing.read_old_complaints, importing.plan_register,
    {
        "old_number": "2026-018", "received_at": "2026-05-01 10:05", "room": "3-2-501", "complainant": "王秀兰",
        "phone": "13812345678", "content": "楼道灯不亮", "result": "已更换灯泡", "handler": "许志明",
        "closed_on": "2026-05-03", "note": "",
    },
)  # fmt: skip
KINDS: Final = {kind.key: kind for kind in (ROSTER, OLD_BOOK)}


class Status(enum.Enum):
    """How a row stands: its sign and its word."""

    READY = ("✓", N_("ready", "row"))
    KNOWN = ("=", N_("known already"))
    REPAIR = ("?", N_("repair proposed"))
    PROBLEM = ("✗", N_("problem"))
    LEFT_OUT = ("–", N_("left out"))
    NO_ROW = ("·", N_("no row"))

    @property
    def sign(self) -> str:
        """The sign shown beside the word."""
        return self.value[0]

    @property
    def word(self) -> Text:
        """The word shown beside the sign."""
        return self.value[1]


OPEN: Final = (Status.REPAIR, Status.PROBLEM)  # what needs a decision


class Entry(Struct, frozen=True):
    """One line as listed: a row of the list (a line may hold two), or why it is none."""

    line: int
    row: Row | None
    why: Text | None = None


class Diagnosis(Struct, frozen=True, dict=True):
    """A whole sheet, examined and compared with the store."""

    columns: Columns
    entries: tuple[Entry, ...]
    estate: Estate

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of the sheet."""
        return tuple(entry.row for entry in self.entries if entry.row is not None)


def diagnose(
    kind: ListKind, sheet: Sheet, columns: Columns, typed: Mapping[tuple[int, str], str],
    store: Store, user: User, tell: Tell | None = None,
) -> Diagnosis:  # fmt: skip
    """Examine a sheet and compare it with the store; may run in a worker's thread. Raises KnownError."""
    found = kind.examine(sheet, columns, typed, tell)
    entries = [Entry(row.line, row) for row in found.rows]
    entries += [Entry(skipped.line, None, skipped.why) for skipped in found.skipped]
    with own_connection(store):
        estate = kind.estate(store, user, found.rows)
    return Diagnosis(columns, tuple(sorted(entries, key=lambda entry: entry.line)), estate)


class Deciding(Struct, dict=True):
    """What one person has decided so far about one sheet; takes nothing by itself."""

    kind: ListKind
    sheet: Sheet
    found: Diagnosis
    taken: set[tuple[int, str]] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    typed: dict[tuple[int, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lines = {line.number: line for line in self.sheet.lines}

    # -- how it stands -----------------------------------------------------------------------------------

    def status(self, entry: Entry) -> Status:
        """Tell how a line stands."""
        row = entry.row
        if row is None:
            return Status.NO_ROW
        if row.line in self.left_out:
            return Status.LEFT_OUT
        if any(problem.grave for problem in row.problems):
            return Status.PROBLEM
        if any((row.line, repair.field) not in self.taken for repair in row.repairs):
            return Status.REPAIR
        return Status.KNOWN if self.known(row) else Status.READY

    def known(self, row: Row) -> bool:
        """Tell whether the store has what the row says already."""
        if isinstance(row, OldComplaint):
            return self.found.estate.number_of(row) is not None
        if row.name:
            return self.found.estate.phone_of(row) is not None
        return row.unit in self.found.estate.units

    def remark(self, row: Row) -> Text | None:
        """Return what the store has otherwise than the row, if anything."""
        phone = self.found.estate.phone_of(row) if isinstance(row, RosterRow) and row.name else None
        return phone_differs(row, phone) if isinstance(row, RosterRow) and phone is not None else None

    def tally(self) -> tuple[dict[Status, int], list[int]]:
        """Count the lines by how they stand, and name those that still need a decision."""
        counts = dict.fromkeys(Status, 0)
        undecided = set()
        for entry in self.found.entries:
            status = self.status(entry)
            counts[status] += 1
            if status in OPEN:
                undecided.add(entry.line)
        return counts, sorted(undecided)

    # -- deciding ----------------------------------------------------------------------------------------

    def take(self, row: Row, repairs: Iterable[Repair] | None = None, *, on: bool = True) -> None:
        """Agree to repairs of a row (all of them unless named), or no longer."""
        keys = {(row.line, repair.field) for repair in (row.repairs if repairs is None else repairs)}
        self.taken = self.taken | keys if on else self.taken - keys

    def has_taken(self, row: Row, repair: Repair) -> bool:
        """Tell whether a repair was agreed to."""
        return (row.line, repair.field) in self.taken

    def certain(self) -> list[tuple[int, str]]:
        """Return the repairs not yet taken that change only how a value is written."""
        return self._open(lambda repair: repair.certain)

    def alike(self, one: Repair) -> list[tuple[int, str]]:
        """Return the repairs not yet taken that are proposed for the same field and reason."""
        return self._open(lambda other: (other.field, other.why.msgid) == (one.field, one.why.msgid))

    def _open(self, wanted: Callable[[Repair], bool]) -> list[tuple[int, str]]:
        found = []
        for row in self.found.rows:
            if not row.repairs or row.line in self.left_out:
                continue
            # a field with two repairs is agreed to as a whole: both must be wanted
            fields = {repair.field for repair in row.repairs if not wanted(repair)}
            found += [
                key
                for repair in row.repairs
                if repair.field not in fields and (key := (row.line, repair.field)) not in self.taken
            ]
        return list(dict.fromkeys(found))

    def leave_out(self, lines: Iterable[int], *, out: bool = True) -> None:
        """Leave lines out, or take them in again."""
        self.left_out = self.left_out | set(lines) if out else self.left_out - set(lines)

    def decisions(self) -> Decisions:
        """Return what was decided, as the doctor's `accepted` takes it."""
        return Decisions(frozenset(self.taken), frozenset(self.left_out))

    def plan(self, words: Words, note: Mapping[str, Any] | None = None) -> Plan:
        """Return the act that would be done. Raises Undecided."""
        return self.kind.plan(accepted(self.found.rows, self.decisions()), self.found.estate, words, note)

    # -- what is shown -----------------------------------------------------------------------------------

    def fields(self) -> list[str]:
        """Return the columns worth showing: those mapped, a second person's folded into the first's."""
        mapped = {name.removeprefix("tenant.") for name in self.found.columns.fields}
        if self.kind is ROSTER:
            mapped.add("kind")  # said by the list as a whole, where no column says it
        return [name for name in self.kind.fields if name in mapped]

    def field_of(self, row: Row, name: str) -> str:
        """Return the field that is typed when a row's cell is edited."""
        second = isinstance(row, RosterRow) and row.column == "tenant.name" and name in ("name", "phone")
        return f"tenant.{name}" if second else name

    def cell(self, entry: Entry, name: str, words: Words) -> str:
        """Show a value as it would be imported; where it cannot be read, as the sheet has it."""
        row = entry.row
        if row is None or any(one.grave and one.field == self.field_of(row, name) for one in row.problems):
            return self.raw(entry, name)
        if isinstance(row, RosterRow) and name in PLACES:
            return self._place(entry, row, name)
        if name == "room" and isinstance(row, OldComplaint):
            return row.room_text
        if name == "phone2" and isinstance(row, RosterRow):
            return "、".join(row.other_phones)
        value = getattr(row, name)
        if name == "kind":
            return words(CUSTOMER_KINDS[value]) if value in CUSTOMER_KINDS else str(value)
        if name == "received_at" and isinstance(row, OldComplaint) and value is not None:
            return f"{value:%Y-%m-%d %H:%M}" if row.timed else f"{value:%Y-%m-%d}"
        return "" if value is None else " ".join(str(value).split())

    def _place(self, entry: Entry, row: RosterRow, name: str) -> str:
        if row.unit is None:
            return self.raw(entry, name)
        if name == "room" and "building" not in self.found.columns.fields:
            return show_room(row.unit)
        if name == "room" and row.unit.entrance and "entrance" not in self.found.columns.fields:
            return f"{row.unit.entrance}-{row.unit.room}"
        return str(getattr(row.unit, name))

    def raw(self, entry: Entry, name: str) -> str:
        """Return what the person typed or the sheet has."""
        column = name if entry.row is None else self.field_of(entry.row, name)
        key = (entry.line, column)
        return self.typed[key] if key in self.typed else self.in_sheet(*key)

    def in_sheet(self, number: int, column: str) -> str:
        """Return what the sheet has in a line and field."""
        at, line = self.found.columns.column(column), self._lines.get(number)
        return "" if at is None or line is None else " ".join(own_cell(line, at).text.split())

    def doubted(self, row: Row, name: str) -> bool:
        """Tell whether something is proposed or wrong about a cell and not yet decided."""
        column = self.field_of(row, name)
        wrong = any(one.grave and one.field == column for one in row.problems)
        return wrong or any(one.field == column and not self.has_taken(row, one) for one in row.repairs)

    def findings(self, entry: Entry) -> Sequence[Repair | Problem | Text]:
        """Return everything to be said about a line, what needs a decision first."""
        row = entry.row
        if row is None:
            return [entry.why] if entry.why is not None else []
        grave = [one for one in row.problems if one.grave]
        rest: list[Problem | Text] = [one for one in row.problems if not one.grave]
        remark = self.remark(row)
        return [*grave, *row.repairs, *rest, *([remark] if remark is not None else [])]


def save_template(kind: ListKind, path: Any, words: Words) -> None:
    """Write an empty list with the columns expected and one example. Raises KnownError."""
    from custdesk.exchange.workbook import Column, write_table

    names = list(kind.example)
    headings = [Column(words(kind.fields[name]), 16) for name in names]
    write_table(path, words(kind.title), headings, [[kind.example[name] for name in names]])
