"""The practice estate 翠湖花园 (domain 7): people, 646 homes, weeks of duty log, complaints in every state. All invented.

The words lie in resources/samples/cuihu.json; what happens follows from the seed and the clock.
"""

from __future__ import annotations

import datetime
import itertools
import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import blank
from custdesk.errors import KnownError
from custdesk.founding import whole_or_nothing
from custdesk.language import N_
from custdesk.office.registers import read_unit_key
from custdesk.resources import resource
from custdesk.rules import people
from custdesk.sample_complaints import ComplaintWriter
from custdesk.sample_events import EventWriter
from custdesk.sample_repairs import RepairWriter
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.store import SYSTEM, Clock, Store
from custdesk.workflow import User

OCCUPIED: Final = 640
WEEKS: Final = 6
RECEPTIONIST, CSA, NIGHT = "林晓燕", "苏婷", "许志明"
TENANTS: Final = 90
Tell = Callable[[int, int], bool]


class Then(Struct):
    """A clock that is set to the past while the past is written."""

    now: datetime.datetime

    def __call__(self) -> datetime.datetime:
        """Return the moment that is being written."""
        return self.now


class Home(Struct, frozen=True):
    """A unit with the person one calls there."""

    unit: int
    key: str
    customer: int | None
    name: str
    phone: str | None


class Shift(Struct, frozen=True):
    """Who had the desk from when to when; `ref` names its row in the batch."""

    ref: str
    person: User
    starts_at: datetime.datetime
    ends_at: datetime.datetime


def make_sample(
    path: Path, clock: Clock, seed: int = 7, complaints: int = 60, tell: Tell | None = None
) -> None:
    """Make the practice estate as a store of its own, all or nothing.

    Raises KnownError where a store is, the folder cannot be written, or `tell(done, total)` returns False.
    """
    if path.exists():
        raise KnownError(
            N_("There is a store already in {folder}").having(folder=str(path.parent)),
            N_("Open it, or choose another folder for the practice estate"),
        )
    today = clock().replace(second=0, microsecond=0)
    with whole_or_nothing(path) as half:
        then = Then(today - datetime.timedelta(weeks=WEEKS + 2))
        store = Store.open(half, then, create=True)
        try:
            Estate(store, then, today, seed, tell).fill(complaints)
        finally:
            store.close()


class Estate:
    """The estate being written."""

    def __init__(
        self, store: Store, then: Then, today: datetime.datetime, seed: int, tell: Tell | None = None
    ) -> None:
        self.store, self.then, self.today = store, then, today
        self.chance = random.Random(seed)  # noqa: S311 - a sample, no secret
        self.words: dict[str, Any] = json.loads(resource("samples/cuihu.json").read_text(encoding="utf-8"))
        self.people: dict[str, User] = {}
        self._tell = tell

    def fill(self, complaints: int) -> None:
        """Write everything, in the order in which an office comes to it."""
        self._say(0)
        self._office()
        self._say(1)
        homes = self._homes()
        self._say(2)
        shifts = self._shifts()
        if complaints:
            acts = RepairWriter(Desk(self.store), self.then, self.chance, self.words, self.people, self.today)
            EventWriter(acts, self.words).write()
            acts.write(homes, complaints * 2 // 3, WEEKS)
        self.then.now = self.today
        writer = ComplaintWriter(self.chance, self.words, self.people, self.today)
        times = self._times(complaints)
        rows = [
            self._shift_row(shift, after) for shift, after in itertools.pairwise([*shifts, None]) if shift
        ]
        entries: list[NewRow] = []
        forms: list[NewRow] = []
        for place, received_at in enumerate(times):
            shift = _at(shifts, received_at)
            home = self.chance.choice(homes)
            from_log = place % 3 != 2
            form = writer.row(
                place, len(times), received_at, shift.person, home, f"z{place}" if from_log else ""
            )
            forms.append(form)
            if from_log:
                entries.append(self._complained(form, place, shift, home))
        entries += self._matters(shifts, homes)
        entries.sort(key=lambda row: row.values["occurred_at"])
        forms.sort(key=lambda row: row.values["received_at"])
        self.store.bulk(Batch("sample", [*rows, *entries, *forms]), SYSTEM)
        self._say(3)
        if complaints:
            self._by_hand(homes)
        self._say(4)

    def _say(self, done: int) -> None:
        if self._tell is not None and not self._tell(done, 4):
            raise KnownError(N_("Stopped; nothing was written"))

    # -- people and rooms --------------------------------------------------------------------------------

    def _office(self) -> None:
        for name, role in self.words["staff"]:
            draft = blank(BY_KEY["staff"], self.store.facts(SYSTEM), name=name, role=role)
            self.people[name] = User(self.store.save(draft, SYSTEM).record_id, name, role)
        self.store.set_setting("practice", True, SYSTEM)
        self.store.set_setting("org_preset", "split_team", SYSTEM)
        for name, value in self.words["office"].items():
            self.store.set_setting(name, value, SYSTEM)

    def _homes(self) -> list[Home]:
        units: list[tuple[str, NewRow]] = []
        for building, entrance, room in _rooms(self.words):
            key = read_unit_key(building, entrance, room)
            values = {"building": building, "entrance": entrance or None, "room": room}
            zone = self.words["zones"][building]
            units.append((key, NewRow(BY_KEY["unit"], {**values, "area_zone": zone}, key=key)))
        keys = [key for key, _row in units]
        known: Mapping[str, list[str]] = self.words["known"]
        vacant = set(self.chance.sample([key for key in keys if key not in known], len(keys) - OCCUPIED))
        rows = [row for _key, row in units]
        owners: dict[str, tuple[str, str | None, int]] = {}
        for key in keys:
            if key in vacant:
                continue
            name, phone = known[key] if key in known else (self._name(), self._phone())
            owners[key] = (name, phone, len(rows))
            rows.append(self._resident(key, name, phone, "owner"))
        for key in self.chance.sample(sorted(owners), TENANTS):
            kind = self.chance.choice(("tenant", "tenant", "user"))
            rows.append(self._resident(key, self._name(), self._phone(), kind))
        (first,) = self.store.database.execute_sql(
            'SELECT coalesce(max("id"), 0) + 1 FROM "header"'
        ).fetchone()
        self.store.bulk(Batch("import", rows), SYSTEM)
        return [
            Home(first + place, key, first + owners[key][2], owners[key][0], owners[key][1])
            for place, key in enumerate(keys) if key in owners
        ]  # fmt: skip

    def _resident(self, key: str, name: str, phone: str | None, kind: str) -> NewRow:
        moved = self.today.date() - datetime.timedelta(days=self.chance.randrange(60, 2800))
        return NewRow(
            BY_KEY["customer"],
            {"name": name, "unit": Ref(key), "phone": phone, "kind": kind, "moved_in_on": moved},
        )

    def _name(self) -> str:
        if self.chance.random() < 0.02:
            return self.chance.choice(self.words["surnames"]) + self.chance.choice(self.words["rare"])
        return self.chance.choice(self.words["surnames"]) + self.chance.choice(self.words["given"])

    def _phone(self) -> str | None:
        if self.chance.random() < 0.03:
            return None
        return (
            f"1{self.chance.choice('358')}{self.chance.randrange(10)}0000{self.chance.randrange(10000):04d}"
        )

    # -- shifts and the duty log -------------------------------------------------------------------------

    def _shifts(self) -> list[Shift]:
        """Three shifts a day up to now; the running one ends in the future."""
        day = self.today.date() - datetime.timedelta(weeks=WEEKS)
        found: list[Shift] = []
        while day <= self.today.date():
            pair = (RECEPTIONIST, CSA) if day.toordinal() % 2 else (CSA, RECEPTIONIST)
            for hour, name in ((0, NIGHT), (8, pair[0]), (16, pair[1])):
                starts = datetime.datetime.combine(day, datetime.time(hour))
                if starts <= self.today:
                    ends = starts + datetime.timedelta(hours=8)
                    found.append(Shift(f"shift{len(found)}", self.people[name], starts, ends))
            day += datetime.timedelta(days=1)
        return found

    @staticmethod
    def _shift_row(shift: Shift, after: Shift | None) -> NewRow:
        values: dict[str, Any] = {"person": shift.person.id, "starts_at": shift.starts_at}
        if after is None:
            return NewRow(BY_KEY["duty_shift"], values, key=shift.ref)
        values |= {"ends_at": shift.ends_at, "relief": after.person.id}
        return NewRow(BY_KEY["duty_shift"], values, key=shift.ref, state="handed_over")

    def _times(self, count: int) -> list[datetime.datetime]:
        """Spread complaints over the weeks, thicker towards today, at waking hours, the oldest first."""
        span = datetime.timedelta(weeks=WEEKS) - datetime.timedelta(days=1)
        found = []
        for place in range(count):
            back = span * (1 - (place + 0.5) / count) ** 1.25
            day = (self.today - back).date()
            moment = datetime.datetime.combine(
                day, datetime.time(self.chance.randrange(7, 22), self.chance.randrange(60))
            )
            found.append(min(moment, self.today - datetime.timedelta(minutes=40 + 25 * (count - place))))
        return sorted(found)

    def _entry(self, shift: Shift, at: datetime.datetime, **values: Any) -> dict[str, Any]:
        over = shift.ends_at <= self.today
        return {
            "occurred_at": at, "shift": Ref(shift.ref), "recorded_by": shift.person.id,
            "channel": self.chance.choice(("phone", "phone", "phone", "visit", "online")),
            "locked_at": shift.ends_at if over else None, **values,
        }  # fmt: skip

    def _complained(self, form: NewRow, place: int, shift: Shift, home: Home) -> NewRow:
        ended = form.state in ("explained", "closed", "handed_over", "verified")
        values = self._entry(
            shift, form.values["received_at"], kind="complaint",
            channel="visit" if form.values["channel"] == "oral" else form.values["channel"],
            content=form.values["content"], unit=home.unit, customer=home.customer, caller_name=home.name,
            phone=home.phone, linked_record=Ref(form.key), responsible=shift.person.id,
        )  # fmt: skip
        return NewRow(BY_KEY["duty_log"], values, key=f"z{place}", state="closed" if ended else "followed_up")

    def _matters(self, shifts: list[Shift], homes: list[Home]) -> list[NewRow]:
        rows = []
        day = self.today.date() - datetime.timedelta(weeks=WEEKS)
        while day <= self.today.date():
            for _each in range(self.chance.randrange(4, 8)):
                hour = self.chance.choice((7, 8, 9, 9, 10, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 2))
                at = datetime.datetime.combine(day, datetime.time(hour, self.chance.randrange(60)))
                if at < self.today:
                    rows.append(self._matter(_at(shifts, at), at, self.chance.choice(homes)))
            day += datetime.timedelta(days=1)
        return rows

    def _matter(self, shift: Shift, at: datetime.datetime, home: Home) -> NewRow:
        kind, content, answer = self.chance.choice(self.words["matters"])
        values = self._entry(
            shift, at, kind=kind, content=content, answer_given=answer, unit=home.unit, customer=home.customer,
            caller_name=home.name, phone=home.phone,
        )  # fmt: skip
        if self.chance.random() < 0.05:
            content, answer = self.words["outside"]
            values |= {"kind": "inquiry", "content": content, "answer_given": answer, "out_of_scope": True}
            return NewRow(BY_KEY["duty_log"], values, state="answered")
        if kind in ("opinion", "difficulty"):
            chief = self.people["周敏"]
            values |= {
                "reported_to": chief.id,
                "reported_at": min(at + datetime.timedelta(hours=2), self.today),
            }
        if kind not in ("repair_request", "special_service", "incident", "difficulty"):
            return NewRow(BY_KEY["duty_log"], values, state="answered")
        due = at + datetime.timedelta(hours=24)
        values |= {
            "responsible": self.people["吴建平"].id if kind == "repair_request" else shift.person.id,
            "due_at": due,
        }
        fresh = at > self.today - datetime.timedelta(hours=30)
        lately = at > self.today - datetime.timedelta(days=5)
        if fresh or (lately and self.chance.random() < 0.08):
            return NewRow(
                BY_KEY["duty_log"], values, state="followed_up" if self.chance.random() < 0.8 else "open"
            )
        values["result"] = self.chance.choice(
            ("已完成，业主确认", "已修好", "已办妥，当面交代", "完成，场地已清理")
        )
        return NewRow(BY_KEY["duty_log"], values, state="closed")

    # -- the last hour, by hand --------------------------------------------------------------------------

    def _by_hand(self, homes: list[Home]) -> None:
        """Write the last matters as the desk does: an entry, the complaint made of it, a step, a voided slip."""
        desk = Desk(self.store)
        facts = self.store.facts(SYSTEM)
        on_duty = facts.staff(next(iter(facts.in_state("duty_shift", "on_duty"))).values["person"])
        assert on_duty is not None
        last = self.today
        for minutes, content in (
            (35, "楼下餐饮油烟飘进厨房，晚上不能开窗"),
            (20, "单元门禁刷卡没有反应，抱着孩子等了十分钟"),
        ):
            self.then.now = last - datetime.timedelta(minutes=minutes)
            desk.sit_down(on_duty)
            home = self.chance.choice(homes)
            entry = desk.save(
                desk.new(
                    "duty_log", kind="complaint", content=content, unit=home.unit, customer=home.customer,
                    caller_name=home.name, phone=home.phone,
                )
            )  # fmt: skip
            seen = desk.read().record(entry.record_id)
            assert seen is not None
            draft = desk.make(BY_KEY["duty_log"].form.creates[0], seen)
            draft.put("nature", "general")
            draft.put("category", "other")
            form = desk.save(draft)
            if minutes == 35 and people.may(on_duty.role, "judge_validity"):
                desk.apply(form.record_id, "accept")
        self.then.now = last - datetime.timedelta(minutes=10)
        desk.sit_down(self.people["陈国栋"])
        slip = desk.new(
            "complaint",
            content="重复登记，见上一单",
            anonymous=True,
            validity="valid",
            nature="general",
            category="other",
        )
        desk.apply(desk.save(slip).record_id, "void", reason="同一件事登记了两次")
        self.then.now = last


def _rooms(words: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found = [
        (building, entrance, f"{floor}{flat:02d}")
        for building, entrance, floors, flats in words["buildings"]
        for floor in range(1, floors + 1) for flat in range(1, flats + 1)
    ]  # fmt: skip
    building, count = words["houses"]
    return found + [(building, "", str(number)) for number in range(1, count + 1)]


def _at(shifts: list[Shift], moment: datetime.datetime) -> Shift:
    """Return the shift that had the desk at a moment; the first one for what was before."""
    return next((one for one in reversed(shifts) if one.starts_at <= moment), shifts[0])
