"""One open office, handed down to windows, commands and tests; never global."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from custdesk.binders import BY_KEY
from custdesk.blank_desk import BlankDesk
from custdesk.draft import Draft, blank
from custdesk.errors import KnownError, reason_of
from custdesk.fields import Kind, Masked, Sight
from custdesk.find_desk import FindDesk
from custdesk.language import N_, Words
from custdesk.record import Create, Filter, columns_of
from custdesk.records.duty_shift import ran_into_a_new_day
from custdesk.rules import duty
from custdesk.rules.rooms import RoomIndex, RoomKey, match_rooms, show_room
from custdesk.scan_desk import ScanDesk
from custdesk.settings import Settings
from custdesk.signed_desk import SignedDesk
from custdesk.snapshot import Snapshot
from custdesk.store import trail
from custdesk.store.aside import read_aside
from custdesk.store.chains import Link as Chained
from custdesk.store.drafts import KeptDraft
from custdesk.store.reader import Hit, ListQuery, Reader
from custdesk.store.store import SYSTEM, Changes, Clock, Store
from custdesk.workflow import Facts, User

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing


def typed_phone(draft: Draft) -> bool:
    """Tell whether a masked kind of value was typed into a form, and none was brought in masked (R-011).

    What a record computes or shows of others, as a sample does with the phones of those it drew, was not typed.
    """
    values = [
        draft.values.get(name)
        for name, kind in columns_of(draft.record).items()
        if kind.sight is Sight.MASKED
    ]
    return any(values) and not any(isinstance(value, Masked) for value in values)


class Found(Struct, frozen=True):
    """One record a link editor offers: its id and what is shown."""

    id: int
    label: str
    remark: str = ""


class Desk(BlankDesk, ScanDesk, SignedDesk, FindDesk):
    """The store, the clock and the person at the desk. `heard` is told of every change."""

    def __init__(self, store: Store, user: User | None = None) -> None:
        super().__init__(store, user)
        self.heard: list[Callable[[Changes], None]] = []
        self._revealed_on: datetime.date | None = None
        self._rooms: tuple[RoomIndex, dict[RoomKey, int]] | None = None
        self._rooms_known = 0  # how often they have changed since

    @classmethod
    def open(cls, path: Path, clock: Clock, **how: Any) -> Desk:
        """Open a store. Raises KnownError."""
        return cls(Store.open(path, clock, **how))

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.store.settings

    @property
    def words(self) -> Words:
        """The screen's language."""
        return Words(self.settings.text("screen_language"))

    def now(self) -> datetime.datetime:
        """Return office time to the minute."""
        return self.store.now()

    def last_written_at(self) -> str:
        """Return when the trail was last written, as it says itself: the clock is compared with it at start."""
        return trail.head(self.store.database)[2]

    def facts(self, record_id: int | None = None) -> Facts:
        """Return what guards may ask, to say why a button is grey."""
        return self.store.facts(self.user, record_id)

    # -- reading -----------------------------------------------------------------------------------------

    def read(self) -> Reader:
        """Return the one door through which the person at the desk reads."""
        if self._revealed_on != self.now().date():
            self._revealed, self._revealed_on = set(), self.now().date()
        return Reader(
            self.store.database, self.store.forms, self.settings, self.store.clock, self.user,
            frozenset(self._revealed),
        )  # fmt: skip

    def reveal(self, record_id: int, field: str) -> Any:
        """Show a masked value of the open record; logged once per person, record and day (R-011)."""
        value = self.store.reveal(record_id, field, self.user)
        self._revealed.add(record_id)
        return value

    def may_see(self, kind: Kind) -> bool:
        """Tell whether the person at the desk may see such values at all (domain 1.6)."""
        return self.read().sees(kind)

    def shown_link_text(self, record_id: int) -> str:
        """Return what a link to a record shows."""
        return self.read().names({record_id}).get(record_id, f"#{record_id}")

    def choices(self, targets: tuple[str, ...], text: str, limit: int = 20) -> list[Found]:
        """Return what a link may mean by the typed text: rooms in any spelling, names, pinyin initials, numbers."""
        found: list[Found] = []
        for target in targets:
            if target == "unit":
                found += self._units(text)
            else:
                found += self._named(target, text)
        return found[:limit]

    def _units(self, text: str) -> list[Found]:
        index, ids = self._room_index()
        matched = [Found(ids[key], show_room(key)) for key in match_rooms(text, index) if key in ids]
        if matched:
            return matched
        residents = self._named("customer", text)
        reader = self.read()
        units = {one.id: one.unit for one in reader.records_as_hits([hit.id for hit in residents])}
        names = reader.names({unit for unit in units.values() if isinstance(unit, int)})
        return [
            Found(units[hit.id], names.get(units[hit.id], ""), hit.label)
            for hit in residents
            if isinstance(units.get(hit.id), int)
        ]

    def _room_index(self) -> tuple[RoomIndex, dict[RoomKey, int]]:
        if self._rooms is None:
            self._rooms = self._read_rooms()
        return self._rooms

    def _read_rooms(self) -> tuple[RoomIndex, dict[RoomKey, int]]:
        keys = {key: record_id for record_id, key in self.store.read(SYSTEM).unit_keys().items()}
        return RoomIndex(keys), keys

    def learn_rooms(self, _tell: Callable[[int, int], bool]) -> None:
        """Read the rooms in a worker's thread, so that the first key of a search need not wait for thousands."""
        known = self._rooms_known
        with read_aside(self.store):
            rooms = self._read_rooms()
        if self._rooms is None and self._rooms_known == known:  # nobody changed one meanwhile
            self._rooms = rooms

    def _named(self, form: str, text: str) -> list[Found]:
        reader = self.read()
        if not text.strip():
            return [_found(hit) for hit in reader.register(form, "active")[:20]]
        states = ("active",) if BY_KEY[form].form.register else tuple(BY_KEY[form].form.flow.states)
        return [_found(hit) for hit in reader.named(form, states, text)]

    def residents(self, unit_id: int) -> list[Snapshot]:
        """Return who lives in a room, those registered first on top."""
        reader = self.read()
        where = 'h."form" = \'customer\' AND h."state" = \'active\' AND h."unit" = ?'
        return reader.records([hit.id for hit in reader.hits(where, (unit_id,), 'h."id"', 50)], lines=False)

    def chain(self, record_id: int) -> Chained | None:
        """Return the records chained to this one, from the first on; None where it stands alone."""
        return self.read().chain(record_id)

    def entries_owing(self) -> tuple[list[int], list[int]]:
        """Return open entries of the duty log not yet reported upward (R-016), and complaints without form (R-030)."""
        reader = self.read()
        unreported = _open_entries(reader, duty.UPWARD, empty=("reported_at",))
        told = reader.records(_open_entries(reader, duty.FORM_KINDS), lines=False)
        links = {one.id: one.values["linked_record"] or 0 for one in told}
        made = reader.records_as_hits([link for link in links.values() if isinstance(link, int) and link])
        void = {hit.id for hit in made if hit.state == "voided"}
        return unreported, [entry for entry, link in links.items() if link in {0, *void}]

    # -- duties ------------------------------------------------------------------------------------------

    def due_things(self, first: datetime.date, last: datetime.date) -> list[DueThing]:
        """Return what is due or reminded from one day to another: duties and what records owe (R-003, R-010)."""
        from custdesk.figures.calendar import due_things

        return due_things(self, first, last)

    def begin_duty(self, thing: DueThing) -> Draft:
        """Open the form a duty of a period wants, for that period."""
        from custdesk.figures.obligations import begun

        return self.new(thing.form, **begun(self.store.forms.values(), thing.duty, thing.period_first))

    def waive(self, duty: str, period_first: datetime.date | None, reason: str) -> Changes:
        """Waive a duty of a period: the manager, with the reason (1.5). Raises Refused."""
        from custdesk.figures.obligations import waiving

        given = waiving(self.store.forms.values(), duty, period_first, self.words)
        return self.save(self.new("waiver", **given, reason=reason))

    # -- forms -------------------------------------------------------------------------------------------

    def new(self, form: str, **given: Any) -> Draft:
        """Open an empty form with its defaults."""
        return blank(BY_KEY[form], self.facts(), **given)

    def edit(self, snapshot: Snapshot) -> Draft:
        """Open a record's form for writing."""
        values = dict(snapshot.values)
        return Draft(
            snapshot.record, values, dict(values), record_id=snapshot.id, revision=snapshot.revision,
            user_id=self.user.id,
        )  # fmt: skip

    def may_make(self, create: Create, snapshot: Snapshot) -> bool:
        """Tell whether this kind of record may be made from one: in its state, and not made already."""
        if create.states and snapshot.state not in create.states:
            return False
        if not create.ready(snapshot.values):
            return False
        made = snapshot.values.get(create.link) if create.link else None
        return not isinstance(made, int) or self.read().is_voided(made)

    def make(self, create: Create, snapshot: Snapshot) -> Draft:
        """Open a new form made from a record; both will be linked when it is saved."""
        draft = self.new(create.form, **create.values(snapshot.values, snapshot.id))
        draft.link_back = (snapshot.id, create.link, create.step)
        return draft

    def kept_drafts(self, *, discarded: bool = False) -> list[KeptDraft]:
        """Return what this person has half written, the newest first; or what lies in the recycle bin."""
        reader = self.read()
        kept = self.store.drafts.kept(self.user.id, discarded=discarded)
        return [one for one in kept if one.record_id is None or reader.may_see(one.record_id)]

    def open_draft(self, kept: KeptDraft) -> Draft:
        """Open a half-written form again; one in the recycle bin comes out of it."""
        if kept.discarded:
            self.store.drafts.bring_back(kept.id)
        return self.store.drafts.open(kept, BY_KEY[kept.form], self.words, self.user.id)

    # -- writing -----------------------------------------------------------------------------------------

    def save(self, draft: Draft) -> Changes:
        """Save a form. Raises Refused, Conflict, KnownError; the draft keeps every word then."""
        changes = self.store.save(self._with_known(draft), self.user)
        if draft.record_id is None and typed_phone(draft):
            self._revealed.add(changes.record_id)  # what she has just typed is never masked
        return self._tell(changes)

    def _with_known(self, draft: Draft) -> Draft:
        """A new form shows the chosen customer's phone masked; the register knows the full one."""
        masked = [name for name, value in draft.values.items() if isinstance(value, Masked)]
        customer = draft.values.get("customer")
        if (
            not masked
            or draft.record_id is not None
            or draft.link_back is not None
            or not isinstance(customer, int)
        ):
            return draft
        known = self.facts().linked(customer)
        return replace(
            draft,
            values={**draft.values, **{name: known.values.get(name) if known else None for name in masked}},
        )

    def apply(
        self, record_id: int, step: str, *, draft: Draft | None = None, reason: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Changes:  # fmt: skip
        """Take a step of a record's flow, saving the open form with it. Raises Refused, Conflict, KnownError."""
        return self._tell(
            self.store.apply(record_id, step, self.user, draft=draft, reason=reason, values=values)
        )

    def keep_time(self) -> Changes:
        """Let the clock take the steps whose moment has come."""
        changes = self.store.keep_time()
        return self._tell(changes) if changes.records else changes

    def undo(self) -> Changes:
        """Take back the last act of the person at the desk. Raises Refused."""
        return self._tell(self.store.undo(self.user))

    def set_setting(self, name: str, value: Any, reason: str = "") -> Changes:
        """Change a setting, with the reason that domain 1.5 asks of a person. Raises Refused."""
        return self._tell(self.store.set_setting(name, value, self.user, reason))

    def attach(self, record_id: int, path: Path, kind: str, note: str = "") -> Changes:
        """Hang a file on a record. Raises KnownError when it cannot be read."""
        try:
            content = path.read_bytes()
        except OSError as trouble:
            raise KnownError(
                N_("The file {file} cannot be read: {reason}").having(
                    file=path.name, reason=reason_of(trouble)
                ),
                N_("Close it in the other program and choose it again"),
            ) from trouble
        return self._tell(self.store.attach(record_id, content, path.name, kind, self.user, note))

    def attach_content(self, record_id: int, content: bytes, name: str, kind: str) -> Changes:
        """Hang on a record what lies in no file: a picture from the clipboard. Raises KnownError."""
        return self._tell(self.store.attach(record_id, content, name, kind, self.user))

    def describe_attachment(self, record_id: int, attachment_id: int, note: str, reason: str = "") -> Changes:
        """Change a file's caption. Raises Refused."""
        return self._tell(self.store.describe_attachment(record_id, attachment_id, note, self.user, reason))

    def remove_attachment(self, record_id: int, attachment_id: int, reason: str = "") -> Changes:
        """Take a file off a record; it can be taken back. Raises Refused."""
        return self._tell(self.store.remove_attachment(record_id, attachment_id, self.user, reason))

    def take_over(self) -> Changes:
        """The person at the desk takes over: the last shift's entries are locked, a new shift begins (R-018)."""
        facts = self.store.facts(self.user)
        current = next(iter(facts.in_state("duty_shift", "on_duty")), None)
        if current is None:
            return self.save(self.new("duty_shift"))
        if current.values.get("person") == self.user.id and not ran_into_a_new_day(
            current.values, self.now()
        ):
            raise KnownError(N_("You are on duty already"))
        return self.apply(current.id, "take_over", values={"relief": self.user.id})

    def shift(self) -> Snapshot | None:
        """Return the shift that has the desk now."""
        hits = self.read().in_states("duty_shift", "on_duty")
        return self.read().record(hits[-1].id) if hits else None

    def _tell(self, changes: Changes) -> Changes:
        if any(form == "unit" for _id, form in changes.records):
            self._rooms, self._rooms_known = None, self._rooms_known + 1
        if (self.user.id, "staff") in changes.records:
            self.user = self.store.facts(self.user).staff(self.user.id or 0) or self.user
        for listener in list(self.heard):
            listener(changes)
        return changes

    def tell(self, changes: Changes) -> Changes:
        """Tell everybody of changes written through the store directly (an import)."""
        return self._tell(changes)


def _open_entries(reader: Reader, kinds: Sequence[str], empty: tuple[str, ...] = ()) -> list[int]:
    """Return the open entries of the duty log of some kinds; a large office has too many to read each of them."""
    states, label = ("open", "followed_up"), N_("Open", "filter")
    wanted = (Filter("open", label, states, empty=empty, equal=(("kind", kind),)) for kind in kinds)
    return [entry for one in wanted for entry in reader.ids(ListQuery("duty_log", one, descending=False))]


def _found(hit: Hit) -> Found:
    return Found(hit.id, hit.number or hit.line, hit.line if hit.number else "")
