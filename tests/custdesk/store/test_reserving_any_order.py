"""Every number once and none missing, whatever happens between: tried over many orders of acts in two years (R-008)."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custdesk.binders import BY_KEY
from custdesk.store import reserving
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Refused, Store
from tests.custdesk.store.vaults import checked, said
from tests.desk_blanks import reserve, row, type_in, waiting
from tests.desks import Clock, Office, people_of

pytestmark = pytest.mark.rule("R-008")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "reserve",
                "print",
                "create",
                "import",
                "type_in",
                "void",
                "revive",
                "give_back",
                "undo",
                "new_year",
            )
        ),
        st.integers(0, 5),
        st.booleans(),
    ),
    min_size=4,
    max_size=18,
)


class Turns:
    """Does one thing after the other, and remembers what must still be so at the end."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.batches: list[tuple[str, ...]] = []
        self.on_paper: set[str] = set()
        self.records: dict[int, str] = {}
        self.typed: dict[int, str] = {}
        self.undone: set[int] = set()

    def do(self, act: str, place: int, flag: bool) -> None:
        self.office.clock.pass_minutes(1)
        getattr(self, act)(place, flag)

    def _numbers(self) -> list[str]:
        return [number for batch in self.batches for number in batch]

    def _pick(self, place: int, found: list[str]) -> str | None:
        return found[place % len(found)] if found else None

    def _event(self, flag: bool) -> datetime.datetime:
        year = 2027 if flag else self.office.clock.now.year
        return min(self.office.clock.now, datetime.datetime(year, 12, 31, 23, 59))

    def reserve(self, place: int, flag: bool) -> None:
        self.batches.append(reserve(self.office, place + 1, printed=False))

    def print(self, place: int, flag: bool) -> None:
        for batch in self.batches[place:]:
            there = [one for one in batch if reserving.find(self.office.store.database, one)]
            self.office.store.log_blanks(there, self.office.lin)
            self.on_paper |= set(there)

    def create(self, place: int, flag: bool) -> None:
        made = self.office.complaint(received_at=self._event(flag))
        self.records[made] = self.office.values(made)["number"]

    def __getattr__(self, name: str):
        if name == "import":
            return self.take_in
        raise AttributeError(name)

    def take_in(self, place: int, flag: bool) -> None:
        old = {
            "received_at": self._event(flag), "received_by": "前台", "content": "旧投诉", "complainant": "甲", "channel": "phone",
        }  # fmt: skip
        rows = [NewRow(BY_KEY["complaint"], old) for _one in range(place + 1)]
        for made, _form in self.office.store.bulk(Batch("import", rows), SYSTEM).records:
            self.records[made] = self.office.values(made)["number"]

    def type_in(self, place: int, flag: bool) -> None:
        number = self._pick(place, self._numbers())
        if number is None:
            return
        free = number in waiting(self.office)
        try:
            made = type_in(self.office, number, received_at=self._event(flag))
        except Refused:
            assert not free
        else:
            assert free
            self.records[made] = self.typed[made] = number

    def void(self, place: int, flag: bool) -> None:
        number = self._pick(place, waiting(self.office))
        if number is not None:
            self.office.store.void_reserved([number], "没用上", self.office.lin)

    def revive(self, place: int, flag: bool) -> None:
        void = [one.number for one in reserving.voided(self.office.store.database)]
        number = self._pick(place, void)
        if number is not None and number in self.on_paper:
            self.office.store.revive_reserved([number], self.office.lin)

    def give_back(self, place: int, flag: bool) -> None:
        if self.batches:
            self.office.store.give_back(self.batches[place % len(self.batches)], self.office.lin)

    def undo(self, place: int, flag: bool) -> None:
        try:
            changes = self.office.store.undo(self.office.lin)
        except Refused:
            return
        self.undone |= {record for record, _form in changes.records}

    def new_year(self, place: int, flag: bool) -> None:
        self.office.clock.now = max(self.office.clock.now, datetime.datetime(2027 + flag, 12, 31, 23, 58))


@pytest.fixture(scope="module")
def furnished_office(templates) -> Path:
    return templates["office"]


@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_every_number_once_and_none_missing_in_any_order(furnished_office: Path, acts):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(furnished_office, folder))
        clock = Clock(datetime.datetime(2027, 12, 31, 23, 40))
        office = Office(Store.open(path, clock), clock)
        office.people = people_of(office.store)
        desk = Turns(office)
        for act in acts:
            desk.do(*act)
        given_out = office.sql(
            "SELECT series, serial, number FROM header WHERE series LIKE 'TS-%' UNION ALL"
            " SELECT series, serial, number FROM reserved WHERE record IS NULL ORDER BY 1, 2"
        )
        counters = dict(office.sql("SELECT name, last FROM series WHERE name LIKE 'TS-%'"))
        assert given_out == [
            (series, serial, f"{series}-{serial:04d}")
            for series in sorted(counters)
            for serial in range(1, counters[series] + 1)
        ]
        for record, number in desk.records.items():
            assert office.values(record)["number"] == number
        for record, number in desk.typed.items():
            assert row(office, number).record == record
            assert office.values(record)["state"] == ("voided" if record in desk.undone else "registered")
        assert desk.on_paper <= {one[0] for one in office.sql("SELECT number FROM reserved")}
        office.store.close()
        assert said(checked(path)) == []
