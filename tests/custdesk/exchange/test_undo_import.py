"""Ctrl+Z takes a whole import back; where its rows are in use it is refused, row by row, and nothing changes."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from custdesk.desk import Desk
from custdesk.exchange.deciding import Status
from custdesk.problem import Problem
from custdesk.store.checking import check_store
from custdesk.store.store import Refused
from tests.custdesk.exchange.lists import bring_in, old_book, roster
from tests.desks import WORDS, Office

ROWS = (
    ["9-101", "张三", "13812345678"], ["9-102", "李四", None], ["9-103", None, None], ["5-603", "新住户", None],
)  # fmt: skip


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office.store, office.lin)


@pytest.fixture
def imported(office: Office, tmp_path: Path) -> Office:
    bring_in(office, roster(office, tmp_path / "a.xlsx", *ROWS))
    return office


def living(office: Office) -> list[tuple[Any, ...]]:
    return office.sql("SELECT id, form, state, revision FROM header ORDER BY id")


def refused(desk: Desk) -> list[str]:
    with pytest.raises(Refused) as trouble:
        desk.undo()
    return [WORDS(_text(problem)) for problem in trouble.value.problems]


def _text(problem: Problem) -> Any:
    return problem.text


def test_the_whole_import_goes_by_one_undo_and_nothing_else(office: Office, tmp_path: Path, desk: Desk):
    before = living(office)
    _plan, changes = bring_in(office, roster(office, tmp_path / "a.xlsx", *ROWS))
    undone = desk.undo()
    after = living(office)
    assert after[: len(before)] == before
    assert {row[2] for row in after[len(before) :]} == {"voided"}
    assert set(undone.records) == set(changes.records)
    assert check_store(office.store.path).findings == []


def test_what_was_taken_back_can_be_imported_again(imported: Office, tmp_path: Path, desk: Desk):
    desk.undo()
    again = roster(imported, tmp_path / "a.xlsx", *ROWS)
    assert {again.status(entry) for entry in again.found.entries} == {Status.READY}
    bring_in(imported, again)
    assert (
        imported.one(
            "SELECT count(*) FROM header WHERE form = 'customer' AND line = '张三' AND state = 'active'"
        )
        == 1
    )


def test_it_is_refused_row_by_row_where_its_rooms_are_in_use(imported: Office, desk: Desk):
    entries = [imported.entry(imported.su, unit=imported.unit(room)) for room in ("9-101", "9-102")]
    before = living(imported)
    told = refused(desk)
    assert len(told) == 2
    for room, entry, said in zip(("9-101", "9-102"), entries, told, strict=True):
        assert room in said
        assert imported.values(entry)["number"] in said
    assert living(imported) == before


def test_a_resident_changed_since_is_named(imported: Office, desk: Desk):
    imported.change(imported.resident("李四"), imported.su, phone="13900000000")
    (said,) = refused(desk)
    assert "李四" in said


def test_a_complaint_about_an_imported_resident_holds_her_back(imported: Office, desk: Desk):
    imported.complaint(user=imported.su, complainant=imported.resident("新住户"))
    (said,) = refused(desk)
    assert "新住户" in said
    assert "TS-2027-0001" in said


def test_voided_matters_hold_nothing_back(imported: Office, desk: Desk):
    entry = imported.entry(imported.su, unit=imported.unit("9-101"))
    imported.store.undo(imported.su)
    assert imported.values(entry)["state"] == "voided"
    desk.undo()
    assert (
        imported.sql("SELECT id FROM header WHERE form = 'unit' AND line LIKE '9-%' AND state = 'active'")
        == []
    )


def test_nobody_takes_another_persons_import_back(imported: Office):
    before = living(imported)
    with pytest.raises(Refused):
        imported.store.undo(imported.su)
    assert living(imported) == before


def test_old_complaints_go_too_unless_printed(office: Office, tmp_path: Path, desk: Desk):
    row = ["甲-7", datetime.datetime(2025, 11, 3, 9, 20), "5-603", "马先生", None, "楼道灯不亮", "已更换", None,
           datetime.datetime(2025, 11, 5), None]  # fmt: skip
    _plan, changes = bring_in(office, old_book(office, tmp_path / "a.xlsx", row))
    desk.undo()
    assert office.values(changes.record_id)["state"] == "voided"
    assert check_store(office.store.path).findings == []
    _plan, changes = bring_in(office, old_book(office, tmp_path / "a.xlsx", row))
    assert (
        office.values(changes.record_id)["number"] == "TS-2025-0002"
    )  # a number is never given twice
    seen = office.see(changes.record_id)
    office.store.log_print(seen, "P-03", {}, 2, "zh_Hans", office.su)
    (said,) = refused(desk)
    assert "TS-2025-0002" in said
