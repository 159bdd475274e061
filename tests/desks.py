"""An office to test with: 翠湖花园, its people, rooms and residents, a desk clock, and short ways to do things.

One empty and one furnished store are made once per test process and copied for each test. Fixtures are at the end;
`tests/custdesk/conftest.py` exposes them.
"""

from __future__ import annotations

import contextlib
import datetime
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.draft import Draft, blank
from custdesk.language import Words
from custdesk.problem import Problem
from custdesk.records.complaint import SATISFIED
from custdesk.snapshot import Snapshot
from custdesk.store import rows
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.reader import Reader
from custdesk.store.store import SYSTEM, Changes, Refused, Store
from custdesk.workflow import User

TODAY = datetime.datetime(2027, 4, 16, 18, 50)  # a Friday; S-02 begins
STAFF = (
    ("lin", "林晓燕", "receptionist"), ("su", "苏婷", "customer_service_assistant"),
    ("zhou", "周敏", "customer_service_supervisor"), ("chen", "陈国栋", "office_manager"),
    ("guo", "郭永胜", "deputy_manager"), ("xu", "许志明", "duty_person"), ("zhao", "赵志强", "area_steward"),
)  # fmt: skip
RESIDENTS = (
    ("马先生", "5--603", "13800050603"), ("王秀兰", "3--1202", "13812345678"), ("唐女士", "1-1-704", "13900010704"),
    ("刘先生", "4--501", ""), ("㛃陈", "2-2-101", "88120000"),
)  # fmt: skip
WORDS = Words("zh_Hans")
KEY = "5c" * 32  # of every copy, so that a sheet drawn in a test is the same in each run


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime.datetime = TODAY) -> None:
        self.now = now

    def __call__(self) -> datetime.datetime:
        return self.now

    def set(self, text: str) -> datetime.datetime:
        """Set to "2027-04-18 10:00", or "04-18 10:00" of the year it shows."""
        whole = text if len(text) > 11 else f"{self.now.year}-{text}"
        self.now = datetime.datetime.fromisoformat(whole)
        return self.now

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(minutes=minutes)


def at(text: str, year: int = 2027) -> datetime.datetime:
    """Return the moment of "04-18 10:00"."""
    return datetime.datetime.fromisoformat(f"{year}-{text}")


def on(text: str, year: int = 2027) -> datetime.date:
    """Return the day of "04-18"."""
    return datetime.date.fromisoformat(f"{year}-{text}")


def said(problems: list[Problem]) -> set[str]:
    """Return the fields problems name."""
    return {problem.field for problem in problems}


@dataclass
class Office:
    """An open store with everything a test does to it."""

    store: Store
    clock: Clock
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    # -- reading

    def read(self, user: User) -> Reader:
        return self.store.read(user)

    def values(self, record_id: int) -> dict[str, Any]:
        """Return what the store holds, unmasked."""
        form = str(rows.form_of(self.store.database, record_id))
        return rows.load(self.store.database, BY_KEY[form], record_id) or {}

    def see(self, record_id: int, user: User | None = None) -> Snapshot:
        """Return a record as a person sees it."""
        found = self.read(user or self.zhou).record(record_id)
        assert found is not None
        return found

    def sql(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        return self.store.database.execute_sql(sql, params).fetchall()

    def one(self, sql: str, *params: Any) -> Any:
        """Return the one value of a query."""
        return self.sql(sql, *params)[0][0]

    def unit(self, key: str) -> int:
        return self.one(
            'SELECT t."id" FROM "unit" t JOIN "header" h ON h."id" = t."id" WHERE t."key" = ? AND h."state" = ?',
            key, "active",
        )  # fmt: skip

    def resident(self, name: str) -> int:
        return self.one('SELECT "id" FROM "customer" WHERE "name" = ?', name)

    @property
    def shift(self) -> int:
        return self.one("SELECT id FROM header WHERE form = 'duty_shift' AND state = 'on_duty'")

    # -- writing

    def new(self, form: str, user: User, **values: Any) -> Draft:
        """Open an empty form."""
        return blank(BY_KEY[form], self.store.facts(user), **values)

    def save(self, form: str, user: User, **values: Any) -> int:
        """Save a new form; return its record."""
        return self.store.save(self.new(form, user, **values), user).record_id

    def edit(self, record_id: int, user: User) -> Draft:
        """Open a record's form as the window does."""
        seen = self.see(record_id, user)
        values = dict(seen.values)
        return Draft(
            seen.record, dict(values), values, record_id=record_id, revision=seen.revision, user_id=user.id
        )

    def change(self, record_id: int, user: User, **values: Any) -> Changes:
        """Change a record through its form."""
        draft = self.edit(record_id, user)
        for name, value in values.items():
            draft.put(name, value)
        return self.store.save(draft, user)

    def correct(self, record_id: int, user: User, reason: str, **values: Any) -> Changes:
        """Correct a frozen record with a reason."""
        draft = self.edit(record_id, user)
        draft.correction = reason
        for name, value in values.items():
            draft.put(name, value)
        return self.store.save(draft, user)

    def step(self, record_id: int, step: str, user: User, reason: str = "", **values: Any) -> Changes:
        """Fill in the open form and take a step with it."""
        draft = self.edit(record_id, user)
        for name, value in values.items():
            draft.put(name, value)
        return self.store.apply(record_id, step, user, draft=draft, reason=reason)

    def refused(self, record_id: int, step: str, user: User, reason: str = "", **values: Any) -> set[str]:
        """Take a step that must be refused; return the fields the refusal names."""
        with pytest.raises(Refused) as trouble:
            self.step(record_id, step, user, reason, **values)
        return said(trouble.value.problems)

    # -- the usual records

    def entry(self, user: User | None = None, **values: Any) -> int:
        """Log what somebody asked or told."""
        person = user or self.lin
        known = {"caller_name": "马先生", "kind": "inquiry", "content": "问停车证怎样办理"}
        return self.save("duty_log", person, **{**known, **values})

    def complaint(self, upto: str = "registered", user: User | None = None, **values: Any) -> int:
        """Take a complaint in and bring it to a state on the usual way."""
        person = user or self.lin
        given = {
            "complainant": "马先生", "content": "门岗保安态度生硬", "validity": "valid", "nature": "general",
            "category": "other", "handler": person.id, "handler_kind": "office_itself", "hotline_told": True,
            "told_at": self.clock.now, "told_by": person.id, **values,
        }  # fmt: skip
        record_id = self.save("complaint", person, **given)
        for step, needed in _COURSE:
            if self.values(record_id)["state"] == upto:
                return record_id
            self.step(record_id, step, person, **needed(self, person))
        assert self.values(record_id)["state"] == upto
        return record_id


def _handled(office: Office, person: User) -> dict[str, Any]:
    return {"handling": "已约谈当班保安", "handled_at": office.clock.now}


def _closed(office: Office, person: User) -> dict[str, Any]:
    return {
        "cause_analysis": "新员工不熟悉规范", "preventive_action": "每月培训一次", "rectification": "当班保安重新培训",
        "customer_contacted_at": office.clock.now, "contacted_by": person.id, "customer_opinion": "可以接受",
        "thanked": True, "customer_satisfied": next(iter(SATISFIED)), "signed_by_customer_name": "马先生",
        "signed_at": office.clock.now.date(),
    }  # fmt: skip


def _handed(office: Office, person: User) -> dict[str, Any]:
    return {"handed_over_at": office.clock.now.date(), "handed_to": "孙丽"}


_COURSE = (
    ("accept", lambda office, person: {}), ("handle", lambda office, person: {}), ("finish", _handled),
    ("close", _closed), ("hand_over", _handed), ("verify", lambda office, person: {"qc_result": "pass"}),
)  # fmt: skip


def rooms() -> list[tuple[str, str, str]]:
    """Return building, entrance, room of every home: buildings 1 and 2 have entrances."""
    found = [
        (building, entrance, f"{floor}0{flat}")
        for building in "12" for entrance in "12" for floor in range(1, 8) for flat in (1, 2, 3, 4)
    ]  # fmt: skip
    for building, floors in (("3", 12), ("4", 5), ("5", 6)):
        found += [(building, "", f"{floor}0{flat}") for floor in range(1, floors + 1) for flat in (1, 2, 3)]
    return found


def furnish(store: Store, clock: Clock) -> None:
    """Fill an empty store: people, rooms, residents, and Lin on duty since the morning."""
    clock.set("2027-01-04 09:00")
    people = {}
    for key, name, role in STAFF:
        draft = blank(BY_KEY["staff"], store.facts(SYSTEM), name=name, role=role)
        people[key] = User(store.save(draft, SYSTEM).record_id, name, role)
    store.set_setting("org_preset", "split_team", SYSTEM)
    store.set_setting("office_name", "翠湖花园管理处", SYSTEM)
    units = [
        NewRow(BY_KEY["unit"], {"building": b, "entrance": e, "room": r}, key=f"{b}-{e}-{r}")
        for b, e, r in rooms()
    ]
    residents = [
        NewRow(BY_KEY["customer"], {"name": name, "unit": Ref(key), "phone": phone or None})
        for name, key, phone in RESIDENTS
    ]
    store.bulk(Batch("import", [*units, *residents]), SYSTEM)
    clock.set("2027-04-16 14:00")
    store.save(blank(BY_KEY["duty_shift"], store.facts(people["lin"])), people["lin"])


def people_of(store: Store) -> dict[str, User]:
    """Return the staff by their short names."""
    found = store.database.execute_sql('SELECT "id", "name", "role" FROM "staff"').fetchall()
    known = {name: User(record_id, name, role) for record_id, name, role in found}
    return {key: known[name] for key, name, _role in STAFF if name in known}


# -- fixtures --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """One migrated empty store and one furnished office, made once (trap 3: files, never :memory:)."""
    folder = tmp_path_factory.mktemp("templates")
    clock = Clock()
    empty, office = folder / "empty.sqlite", folder / "office.sqlite"
    Store.open(empty, clock, create=True).close()
    shutil.copy(empty, office)
    store = Store.open(office, clock)
    furnish(store, clock)
    store.close()
    for path in (empty, office):
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute('UPDATE "stamp_key" SET "key" = ?', (KEY,))
    return {"empty": empty, "office": office}


@pytest.fixture
def clock() -> Clock:
    """The desk's clock: Friday 2027-04-16 18:50."""
    return Clock()


@pytest.fixture
def store(templates: Mapping[str, Path], tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A migrated store without rows."""
    path = tmp_path / "empty.sqlite"
    shutil.copy(templates["empty"], path)
    store = Store.open(path, clock)
    yield store
    store.close()


@pytest.fixture
def office(templates: Mapping[str, Path], tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A furnished office with Lin on duty."""
    path = tmp_path / "office.sqlite"
    shutil.copy(templates["office"], path)
    store = Store.open(path, clock)
    yield Office(store, clock, people_of(store))
    store.close()
