"""What the workbench lists: its sections, made of what the forms declare; no form is named here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, overload

from msgspec import Struct
from msgspec.structs import replace

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.language import N_, Text, Words
from custdesk.rules.periods import due_day, is_due_day, month_of
from custdesk.store.drafts import KeptDraft
from custdesk.store.reader import Hit, ListQuery, overdue
from ui.due_looks import LOOKS, look_of
from ui.matter_list import Matter
from ui.theme import SIGNS

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing

SOON_DAYS = 7
MOST_DUE = 1000  # lines read for the sections of what is due
HOURS_SAID = 48  # nearer than this a due minute is counted in hours
PAPER_LINE: Final = ("list", "paper")  # the line that counts printed sheets which are not home (M-6)
LOOK_BACK = 92  # days: a duty of the last quarter that is still owed stays in sight


class Lines(Sequence[Matter]):
    """The lines of a section, made when they are shown: of a long section the first few are seen."""

    def __init__(self, hits: Sequence[Hit], make: Callable[[Sequence[Hit]], list[Matter]]) -> None:
        self._hits, self._make = hits, make

    def __len__(self) -> int:
        return len(self._hits)

    @overload
    def __getitem__(self, place: int) -> Matter: ...
    @overload
    def __getitem__(self, place: slice) -> list[Matter]: ...
    def __getitem__(self, place: int | slice) -> Matter | list[Matter]:
        if isinstance(place, slice):
            return self._make(self._hits[place])
        return self._make([self._hits[place]])[0]

    def __iter__(self) -> Iterator[Matter]:
        return iter(self._make(self._hits))


class Section(Struct, frozen=True):
    """One section: what it is called, how urgent, what it says when it is empty, and its lines."""

    name: str
    title: Text
    calm: Text
    tint: str
    lines: Sequence[Matter]
    open: int | None = None  # how many are still to be done, where that is not all of them


class Group(Struct, frozen=True):
    """A section fed by the forms' own filters: those of these names, and those that say so (`Filter.bench`)."""

    name: str
    filters: tuple[str, ...]
    title: Text
    calm: Text
    tint: str = ""
    first: bool = False  # stands before the sections of dates, which leave its records out


GROUPS: Final = (
    Group("rework", ("rework",), N_("Reworks"), N_("no rework"), "overdue", first=True),
    Group("to_call", ("to_call",), N_("To call back"), N_("nobody to call back"), "due", first=True),
    Group("to_contact", ("to_contact",), N_("To contact"), N_("nobody to contact")),
    Group("unsigned", ("unsigned",), N_("Unsigned papers"), N_("every paper is signed, or the reason noted")),
    Group("to_hand_over", ("to_hand_over",), N_("To hand over"), N_("nothing to hand over")),
    Group(
        "unsent",
        ("unsent", "to_send", "to_publish"),
        N_("Not yet sent out"),
        N_("everything is sent out"),
        "due",
    ),
    Group("to_approve", ("to_approve", "to_confirm"), N_("To approve"), N_("nothing to approve")),
    Group(
        "evidence",
        ("evidence", "to_evaluate"),
        N_("Record or evaluation missing"),
        N_("no record missing"),
        "due",
    ),
)


def days_left(due: datetime.datetime, now: datetime.datetime) -> tuple[Text, str, str]:
    """Return how long there is: the words, the sign and the tint. Never colour alone.

    A due day is counted in days, a due minute that is near in hours and minutes (R-070).
    """
    days = (due_day(due) - now.date()).days
    late = overdue(due, now)
    minutes = int((due - now).total_seconds() // 60)
    if not is_due_day(due) and abs(minutes) < HOURS_SAID * 60:
        hours, rest = divmod(abs(minutes), 60)
        if late:
            return (
                N_("{hours} h {minutes} min over").having(hours=hours, minutes=rest),
                SIGNS["overdue"],
                "overdue",
            )
        return N_("{hours} h {minutes} min left").having(hours=hours, minutes=rest), SIGNS["due"], "due"
    if late:
        said = N_("{days} days over").having(days=-days) if days < 0 else N_("overdue since today")
        return said, SIGNS["overdue"], "overdue"
    if days == 0:
        return N_("today"), SIGNS["due"], "due"
    if days == 1:
        return N_("tomorrow"), SIGNS["due"], "due"
    return N_("{days} days left").having(days=days), SIGNS["open"], "muted"


def due_short(due: datetime.datetime, words: Words) -> str:
    """Return a due moment in short: 04-19 Mon 24:00."""
    day = due_day(due)
    clock = "24:00" if due.date() != day else f"{due:%H:%M}"
    return f"{day:%m-%d} {words.weekday(day)} {clock}"


def key_of(thing: DueThing) -> Hashable:
    """Return what tells a due thing from every other, also after it was read again."""
    return (
        "due",
        thing.day,
        thing.form,
        thing.record_id,
        thing.duty,
        thing.period_first,
        thing.rule,
        thing.due_at,
    )


class Today:
    """Reads the day for the person at the desk; what was read stays until the next time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.owed: list[Hit] = []
        self.drafts: dict[str, KeptDraft] = {}
        self.things: dict[Hashable, DueThing] = {}

    def read(self) -> tuple[Section, ...]:
        """Read every section, in the order of what is urgent."""
        now = self._desk.now()
        self.owed = self._desk.read().owed(MOST_DUE)
        held = self._desk.read().held_states()
        groups = {group.name: self._grouped(group, held) for group in GROUPS}
        first = {hit.id for group in GROUPS if group.first for hit in groups[group.name]}
        due = self._due_things(now)
        return (
            *(self._section(group, groups[group.name]) for group in GROUPS if group.first),
            *self._due_sections([hit for hit in self.owed if hit.id not in first], due, now),
            *(self._section(group, groups[group.name]) for group in GROUPS if not group.first),
            *self._duty_log_sections(),
            self._month(due, now),
            self._watched(),
            *self._draft_sections(),
        )

    # -- what is due -------------------------------------------------------------------------------------

    def _due_things(self, now: datetime.datetime) -> list[DueThing]:
        first = min(now.date() - datetime.timedelta(days=LOOK_BACK), month_of(now.date()).first)
        found = self._desk.due_things(first, month_of(now.date()).last)
        self.things = {key_of(thing): thing for thing in found}
        return found

    def _due_sections(
        self, owed: Sequence[Hit], due: Sequence[DueThing], now: datetime.datetime
    ) -> list[Section]:
        late, today, soon = [], [], []
        last = now.date() + datetime.timedelta(days=SOON_DAYS)
        reminded = {
            one.record_id for one in due if one.state == "reminder" and one.day == now.date() and not one.duty
        }
        for hit in owed:
            if hit.due_at is None:
                continue
            if overdue(hit.due_at, now):
                late.append(hit)
            elif due_day(hit.due_at) == now.date():
                today.append(hit)
            elif due_day(hit.due_at) <= last or hit.id in reminded:
                soon.append(hit)
        calm = N_("nothing is due in the coming week")
        lines, nothing = self._lines, N_("Nothing is overdue")
        return [
            Section("overdue", N_("Overdue"), nothing, "overdue", Lines(late, lines)),
            Section("today", N_("Due today"), N_("Nothing more is due today"), "due", Lines(today, lines)),
            Section("soon", N_("Due within 7 days"), calm, "", Lines(soon, partial(self._soon, reminded))),
        ]

    def _soon(self, reminded: Collection[int | None], hits: Sequence[Hit]) -> list[Matter]:
        return [self._reminded(line) if line.key in reminded else line for line in self._lines(hits)]

    @staticmethod
    def _reminded(line: Matter) -> Matter:
        """Mark what is to be thought of today, because no day before it is worked (R-003)."""
        look = LOOKS["reminder"]
        return replace(line, left=f"{look.sign} {line.left.partition(' ')[2]}", tint=look.tint)

    def _month(self, due: Sequence[DueThing], now: datetime.datetime) -> Section:
        """The duties the month still owes, older ones that are overdue too; then what of it is done."""
        month = month_of(now.date())
        mine = [one for one in due if one.duty and one.state != "reminder"]
        owed = [
            one for one in mine if look_of(one.state).open and (one.day in month or one.state == "overdue")
        ]
        done = [one for one in mine if one.day in month and one.state in ("done_on_time", "done_late")]
        remind = {(one.duty, one.period_first): one.day for one in due if one.state == "reminder"}
        owed.sort(key=lambda one: (one.due_at or now, one.duty))
        lines = [self._thing(one, remind.get((one.duty, one.period_first))) for one in owed]
        lines += [self._thing(one) for one in done]
        return Section(
            "month", N_("Owed in this month"), N_("the month owes nothing more"),
            "overdue" if any(one.state == "overdue" for one in owed) else "", lines, open=len(owed),
        )  # fmt: skip

    def _thing(self, thing: DueThing, remind: datetime.date | None = None) -> Matter:
        words, look, now = self._desk.words, look_of(thing.state), self._desk.now()
        left, tint = f"{look.sign} {words(look.word)}", look.tint
        right = due_short(thing.due_at, words) if thing.due_at else ""
        if look.open and thing.due_at is not None:
            said, sign, tint = days_left(thing.due_at, now)
            left = f"{sign} {words(said)}"
            if remind is not None and tint != "overdue":
                right = f"{words(N_('reminder {day}').having(day=f'{remind:%m-%d}'))}   {right}"
                if remind <= now.date() and tint == "muted":
                    look = LOOKS["reminder"]
                    left, tint = f"{look.sign} {words(said)}", look.tint
        detail = words(thing.detail)
        text = f"{words(thing.label)} · {detail}" if detail else words(thing.label)
        return Matter(key_of(thing), left, text=text, right=right, tint=tint)

    # -- what the forms' filters keep --------------------------------------------------------------------

    def _grouped(self, group: Group, held: Collection[tuple[str, str]]) -> list[Hit]:
        """Return the records the forms' own filters keep for a section, the most urgent first."""
        reader, found = self._desk.read(), list[int]()
        for record in ALL:
            for wanted in record.form.filters:
                if wanted.states and not any((record.form.key, state) in held for state in wanted.states):
                    continue  # nothing is in those states
                if wanted.bench == group.name or wanted.name in group.filters:
                    found += reader.ids(ListQuery(record.form.key, wanted, descending=False), MOST_DUE)
        hits = reader.records_as_hits(list(dict.fromkeys(found)))
        return sorted(hits, key=lambda hit: hit.due_at or datetime.datetime.max)

    def _section(self, group: Group, hits: Sequence[Hit]) -> Section:
        red = group.tint if group.tint == "overdue" else ""
        return Section(
            group.name, group.title, group.calm, group.tint, Lines(hits, partial(self._lines, red=red))
        )

    def _duty_log_sections(self) -> list[Section]:
        unreported, formless = self._desk.entries_owing()
        return [
            Section(
                "unreported", N_("Not yet reported upward"), N_("every opinion and difficulty was reported"), "due",
                Lines(self._hits(unreported), self._lines),
            ),
            Section(
                "formless", N_("Complaints without form"), N_("every complaint has its form"), "overdue",
                Lines(self._hits(formless), self._lines),
            ),
        ]  # fmt: skip

    def _hits(self, entries: Sequence[int]) -> list[Hit]:
        hits = self._desk.read().records_as_hits(entries)
        return sorted(hits, key=lambda hit: (hit.happened_at or datetime.datetime.max, hit.id))

    def _lines(self, hits: Sequence[Hit], red: str = "") -> list[Matter]:
        words, now = self._desk.words, self._desk.now()
        rooms = self._desk.read().names({hit.unit for hit in hits if isinstance(hit.unit, int)})
        found = []
        for hit in hits:
            left, tint, right = "", "", ""
            if hit.due_at is not None:
                said, sign, tint = days_left(hit.due_at, now)
                left, right = f"{sign} {words(said)}", due_short(hit.due_at, words)
            room = rooms.get(hit.unit, "") if isinstance(hit.unit, int) else str(hit.unit or "")
            state = _state(hit, words)
            text = f"{state} · {hit.line}" if hit.line else state
            found.append(
                Matter(
                    hit.id,
                    left or (SIGNS["overdue"] if red else ""),
                    hit.number,
                    room,
                    text,
                    right,
                    red or tint,
                )
            )
        return found

    # -- what forms ask as a whole -----------------------------------------------------------------------

    def _watched(self) -> Section:
        """What a form as a whole asks of the desk: silent books (R-019), a quarter without event (R-085); sheets away."""
        facts, words, lines = self._desk.facts(), self._desk.words, list[Matter]()
        away = self._desk.not_home_notice()
        if away is not None:
            lines.append(Matter(PAPER_LINE, "·", text=words(away)))
        for record in ALL:
            form = record.form
            for place, one in enumerate(form.watch(facts)):
                lines.append(
                    Matter(
                        ("list", form.key, place),
                        "·",
                        text=f"{words(form.tab)} · {words(one.text)}",
                        right=one.rule,
                    )
                )
        return Section(
            "watched", N_("Registers", "workbench"), N_("no register asks for anything"), "", lines
        )

    # -- drafts ------------------------------------------------------------------------------------------

    def _draft_sections(self) -> list[Section]:
        kept = [one for one in self._desk.kept_drafts() if one.form in BY_KEY]
        binned = [one for one in self._desk.kept_drafts(discarded=True) if one.form in BY_KEY]
        self.drafts = {one.id: one for one in (*kept, *binned)}
        units = {one.id: one.body["values"].get(BY_KEY[one.form].form.unit) for one in self.drafts.values()}
        rooms = self._desk.read().names({unit for unit in units.values() if isinstance(unit, int)})
        lines = {
            one.id: self._draft_line(one, rooms.get(units[one.id], units[one.id])) for one in (*kept, *binned)
        }
        return [
            Section(
                "drafts", N_("My drafts"), N_("nothing is half written"), "", [lines[one.id] for one in kept]
            ),
            Section("bin", N_("Recycle bin"), N_("empty", "bin"), "", [lines[one.id] for one in binned]),
        ]

    def _draft_line(self, kept: KeptDraft, room: object) -> Matter:
        words, form = self._desk.words, BY_KEY[kept.form].form
        typed = {**kept.body["values"], **kept.body["texts"]}
        said = " ".join(str(typed.get(form.summary[0]) or "").split())
        where = words(form.title)
        text = f"{where} · {said}" if said else where
        sign = SIGNS["void"] if kept.discarded else "✎"
        return Matter(
            ("draft", kept.id), sign, "", str(room or ""), text, f"{kept.changed_at:%m-%d %H:%M}", "muted"
        )


def _state(hit: Hit, words: Words) -> str:
    flow = BY_KEY[hit.form].form.flow
    label = flow.owing.get(hit.state) or flow.states.get(hit.state)
    return words(label) if label else hit.state
