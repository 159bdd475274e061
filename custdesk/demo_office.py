"""A made-up office of any size for practice and for measuring: ten years of work, the same for the same seed and day.

It is written through the bulk door of the one writer, in acts of a bounded size, each in the clock of its time; what
is in memory does not grow with it. It is a practice store: marked on the window and on every sheet.
"""

from __future__ import annotations

import datetime
import heapq
import itertools
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.binders import BY_KEY
from custdesk.demo_calendar import Calendar
from custdesk.demo_estate import Person, estate_rows, homes_of, staff_rows
from custdesk.demo_events import event_matters, photograph
from custdesk.demo_matters import DAY, HOUR, LONGEST, Matter, Office
from custdesk.demo_texts import Teller
from custdesk.errors import KnownError
from custdesk.founding import store_problems
from custdesk.language import N_
from custdesk.resources import resource
from custdesk.sample_estate import Then
from custdesk.store.bulk import Batch, Hung, NewRow, Ref
from custdesk.store.store import SYSTEM, Clock, Store

LEAST: Final = 500  # records: fewer make no office
AT_ONCE: Final = 5_000  # rows of one act
SPAN: Final = 28 * DAY  # of one act: entered in its month or the next
LONG_SPAN: Final = 92 * DAY  # of a small office, whose acts would hold a few rows each
SMALL: Final = 50_000
FILED: Final = 12  # entries of one shift, where a shift is longer than eight hours
PICTURED: Final = {"complaint": 0.04, "repair_order": 0.008}  # how many of them have a photo
Tell = Callable[[int, int], bool]


class Made(Struct, frozen=True):
    """What was made: the store, its records and attachments; `stopped` before it was whole."""

    path: Path
    records: int
    files: int
    stopped: bool


def make_demo(path: Path, clock: Clock, records: int, seed: int, tell: Tell | None = None) -> Made:
    """Make an office of exactly so many records at a place where none is.

    When `tell(done, total)` returns False it ends with what was written so far: a sound store. Raises KnownError.
    """
    if records < LEAST:
        raise KnownError(
            N_("An office of {records} records is too small").having(records=records),
            N_("Ask for {least} or more").having(least=LEAST),
        )
    problems = store_problems(path)
    if problems:
        raise KnownError(
            problems[0].text,
            problems[1].text if len(problems) > 1 else N_("Name another folder: --out FOLDER"),
        )
    today = clock().replace(second=0, microsecond=0)
    then = Then(Calendar(today).begun)
    store = Store.open(path, then, create=True)
    try:
        office = DemoOffice(store, then, today, records, seed, tell)
        whole = office.fill()
    finally:
        store.close()
    return Made(path, office.written, office.files, stopped=not whole)


class DemoOffice:
    """The office being written."""

    def __init__(
        self, store: Store, then: Then, today: datetime.datetime, records: int, seed: int, tell: Tell | None
    ) -> None:
        self.store, self.then, self.today, self.records = store, then, today, records
        self.chance = random.Random(seed)  # noqa: S311 - made up, no secret
        self.teller = Teller(self.chance)
        self.calendar = Calendar(today)
        self.written = self.files = 0
        self._tell = tell
        self._ids: dict[str, int] = {}  # of rows that later ones link to
        self._awaited: set[str] = set()

    def fill(self) -> bool:
        """Write everything, in the order of time; tell whether it became whole."""
        self._mark()
        office = self._estate()
        span = LONG_SPAN if self.records < SMALL else SPAN
        batch: list[NewRow] = []
        first: datetime.datetime | None = None
        for at, matter in self._matters(office):
            if batch and (len(batch) + len(matter.rows) > AT_ONCE or (first and at - first > span)):
                if not self._write(batch, at):
                    return False
                batch, first = [], None
            first = first or at
            batch += matter.rows
        self._write(batch, self.today)
        self.then.now = self.today
        return self._say()

    def _mark(self) -> None:
        """Say first of all that this is practice."""
        words = json.loads(resource("samples/cuihu.json").read_text(encoding="utf-8"))
        self.store.set_setting("practice", True, SYSTEM)
        self.store.set_setting("org_preset", "split_team", SYSTEM)
        for name, value in {**words["office"], "office_name": self.teller.words["office_name"]}.items():
            self.store.set_setting(name, value, SYSTEM)

    def _estate(self) -> Office:
        staff = staff_rows(self.teller)
        ids = self._bulk(staff)
        people: dict[str, list[Person]] = {}
        for row, one in zip(staff, ids, strict=True):
            role = row.values["role"]
            people.setdefault(role, []).append(Person(one, row.values["name"], role))
        count = min(6000, max(24, self.records // 150))
        rows, names = estate_rows(self.teller, self.chance, count, self.then.now.date())
        homes = homes_of(self._bulk(rows), names)
        return Office(self.chance, self.teller, self.store.settings, self.today, homes, people)

    # -- what comes when ---------------------------------------------------------------------------------

    def _matters(self, office: Office) -> Iterator[tuple[datetime.datetime, Matter]]:
        """Return every matter in the order of time, exactly as many rows as are still wanted."""
        left = self.records - self.written
        events = event_matters(office, self.calendar.days[0], min(24, max(4, self.records // 5000)))
        ahead = next(events, None)
        shifts = _Shifts(office, self.calendar.begun, left)
        pending: list[tuple[datetime.datetime, int, NewRow]] = []
        turn, given = itertools.count(), 0
        for day, wanted in self.calendar.shares(left):
            midnight = datetime.datetime.combine(day + DAY, datetime.time())
            todays: list[tuple[datetime.datetime, int, Matter]] = []

            def take(at: datetime.datetime, matter: Matter, todays: Any = todays) -> None:
                todays.append((at, next(turn), matter))
                for when, row in matter.later:
                    heapq.heappush(pending, (when, next(turn), row))
                    self._awaited.add(row.values["subject"].key)

            while ahead is not None and ahead[0] < midnight:
                if given + len(pending) < left:
                    take(*ahead)
                    given += 1
                ahead = next(events, None)
            for at in self.calendar.moments(day, self.chance):
                room = min(left, wanted + 3) - given - len(pending)
                if given + len(pending) >= wanted or room < 1:
                    break
                shift, opened = shifts.at(at)
                if opened is not None:
                    take(max(opened.values["starts_at"], midnight - DAY), Matter([opened]))
                    given, room = given + 1, room - 1
                if room > 0:
                    made = office.make(at, shift, room)
                    take(at, made)
                    given += len(made.rows)
            while pending and pending[0][0] < midnight:
                when, _turn, row = heapq.heappop(pending)
                take(when, Matter([row]))
                given += 1
            yield from ((at, matter) for at, _turn, matter in sorted(todays, key=_by_time))

    # -- writing -----------------------------------------------------------------------------------------

    def _write(self, batch: Sequence[NewRow], ahead: datetime.datetime) -> bool:
        """Write one act in the clock of its time, late enough for all it tells of; tell whether to go on."""
        self.then.now = min(self.today, max(self.then.now, ahead + LONGEST))
        ids = self._bulk([self._pictured(self._resolved(row)) for row in batch])
        for row, one in zip(batch, ids, strict=True):
            if row.key in self._awaited or row.key.startswith(("s", "p")):  # shifts and plans are few
                self._ids[row.key] = one
        return self._say()

    def _bulk(self, rows: Sequence[NewRow]) -> list[int]:
        found = self.store.bulk(Batch("sample", rows), SYSTEM)
        self.written += len(rows)
        return [record_id for record_id, _form in found.records]

    def _resolved(self, row: NewRow) -> NewRow:
        """Let a row link to what an earlier act has written."""
        known = {
            name: self._ids[value.key]
            for name, value in row.values.items()
            if isinstance(value, Ref) and value.key in self._ids
        }
        if not known:
            return row
        if "subject" in known:  # nothing else will ask for it
            key = row.values["subject"].key
            self._awaited.discard(key)
            del self._ids[key]
        return replace(row, values={**row.values, **known})

    def _pictured(self, row: NewRow) -> NewRow:
        """Hang photos on an event, and on some complaints and orders."""
        form = row.record.form.key
        if form == "community_event" and row.state != "planned":
            captions = self.teller.words["captions"]
        elif self.chance.random() < PICTURED.get(form, 0):
            captions = (self.teller.words["caption"],)
        else:
            return row
        hung = []
        for place, caption in enumerate(captions, 1):
            content = photograph(self.chance)
            digest = self.store.files.put(content)
            hung.append(
                Hung(digest, f"{self.teller.words['photo']}{place}.jpg", "photo", len(content), caption)
            )
            self.files += 1
        return replace(row, files=tuple(hung))

    def _say(self) -> bool:
        return self._tell is None or self._tell(self.written, self.records)


def _by_time(one: tuple[datetime.datetime, int, Matter]) -> tuple[datetime.datetime, int]:
    return one[:2]


class _Shifts:
    """Who had the desk: eight hours each, longer where too little came to fill so many books."""

    def __init__(self, office: Office, begun: datetime.datetime, wanted: int) -> None:
        self._office, self._begun = office, begun
        hours = (office.today - begun) / HOUR
        self._length = max(1, round(hours * FILED * 2 / max(wanted, 1) / 8)) * 8 * HOUR
        self._opened: set[int] = set()
        self._people = [*office.people["receptionist"], *office.people["duty_person"]]

    def at(self, moment: datetime.datetime) -> tuple[Ref, NewRow | None]:
        """Return the shift of a moment, and its row where nobody has asked for it yet."""
        place = max(0, (moment - self._begun) // self._length)
        key = f"s{place}"
        if place in self._opened:
            return Ref(key), None
        self._opened.add(place)
        starts = self._begun + place * self._length
        person, relief = (self._people[(place + one) % len(self._people)] for one in (0, 1))
        values: dict[str, Any] = {
            "person": person.id, "starts_at": starts, "name": f"{starts:%m-%d %H:%M} {person.name}",
        }  # fmt: skip
        state = "on_duty"
        if starts + self._length <= self._office.today:
            values |= {"ends_at": starts + self._length, "relief": relief.id}
            state = "handed_over"
        return Ref(key), NewRow(BY_KEY["duty_shift"], values, key=key, state=state, as_kept=True)
