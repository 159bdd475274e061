"""A dirty roster never crashes and never changes silently; a clean one passes without a word."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from custdesk.errors import KnownError
from custdesk.exchange.roster import (
    Decisions,
    Roster,
    RosterRow,
    Undecided,
    accepted,
    examine,
    propose_columns,
)
from custdesk.exchange.workbook import read_workbook
from custdesk.rules.rooms import RoomKey
from tests.custdesk.exchange.dirty import Truth, make_dirty

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"building", "entrance", "room"}


def diagnosed(path: Path) -> Roster:
    sheet = read_workbook(path)[0]
    return examine(sheet, propose_columns(sheet))


def named(row: RosterRow) -> set[str]:
    return {repair.field for repair in row.repairs} | {problem.field for problem in row.problems}


def wrong(row: RosterRow, truth: Truth) -> set[str]:
    """The fields whose value is not the truth."""
    fields = {
        "room": row.unit == truth.unit,
        "name": row.name == truth.name,
        "phone": row.phone == truth.phone,
        "kind": row.kind == truth.kind,
        "moved_in_on": row.moved_in_on == truth.moved_in_on,
        "note": row.note == truth.note,
    }
    return {name for name, right in fields.items() if not right}


def person_field(row: RosterRow, truth: Truth, name: str) -> set[str]:
    if name == "room":
        return PLACES
    return {name, f"tenant.{name}"} if truth.kind == "tenant" else {name}


def row_of(roster: Roster, truth: Truth) -> RosterRow:
    """The row of a truth: that of its line, and of the tenant where a line names two persons."""
    rows = [row for row in roster.rows if row.line == truth.line]
    assert rows, f"line {truth.line} is not there"
    fitting = [row for row in rows if row.kind == truth.kind]
    return (fitting or rows)[0]


@pytest.mark.parametrize("seed", range(60))
def test_a_dirty_roster_is_read_without_a_silent_change(seed: int, tmp_path: Path) -> None:
    truths, noise = make_dirty(seed, tmp_path / "a.xlsx")
    roster = diagnosed(tmp_path / "a.xlsx")
    for truth in truths:
        row = row_of(roster, truth)
        for name in wrong(row, truth):
            assert named(row) & person_field(row, truth, name), (truth, row)
    assert {row.line for row in roster.rows} == {truth.line for truth in truths}
    assert set(noise) <= {line.line for line in roster.skipped} | {
        row.line for row in roster.rows if row.problems
    }


@pytest.mark.parametrize("seed", range(60))
def test_what_was_not_hurt_is_right_and_needs_no_word(seed: int, tmp_path: Path) -> None:
    truths, _ = make_dirty(seed, tmp_path / "a.xlsx")
    roster = diagnosed(tmp_path / "a.xlsx")
    for truth in truths:
        if not truth.hurt:
            row = row_of(roster, truth)
            assert wrong(row, truth) == set(), (truth, row)
            assert not [repair for repair in row.repairs if repair.field != "kind"], row
            assert not [problem for problem in row.problems if problem.grave], row


@pytest.mark.parametrize("seed", range(60))
def test_a_clean_roster_needs_no_decision(seed: int, tmp_path: Path) -> None:
    truths, noise = make_dirty(seed, tmp_path / "a.xlsx", clean=True)
    roster = diagnosed(tmp_path / "a.xlsx")
    rows = accepted(roster.rows, Decisions())
    assert len(rows) == len(truths)
    assert not any(wrong(row_of(roster, truth), truth) for truth in truths)
    assert not noise
    assert not roster.skipped


def test_most_of_what_can_be_repaired_is_proposed_right(tmp_path: Path) -> None:
    """The proposals are worth taking: of all hurt fields with a value, most get the truth."""
    tally: Counter[bool] = Counter()
    for seed in range(60):
        truths, _ = make_dirty(seed, tmp_path / "a.xlsx")
        roster = diagnosed(tmp_path / "a.xlsx")
        for truth in truths:
            row = row_of(roster, truth)
            doubted = {problem.field for problem in row.problems}
            bad = wrong(row, truth)
            for name in truth.hurt & {"room", "name", "phone", "moved_in_on"}:
                if not doubted & person_field(row, truth, name):
                    tally[name not in bad] += 1
    assert tally[True] > 30 * tally[False], tally


# --- single troubles ----------------------------------------------------------------------------------------


def sheet_of(tmp_path: Path, *rows: list[Any], formats: dict[str, str] | None = None, merge: str = "") -> Any:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cell, shape in (formats or {}).items():
        page[cell].number_format = shape
    if merge:
        page.merge_cells(merge)
    book.save(tmp_path / "a.xlsx")
    return read_workbook(tmp_path / "a.xlsx")[0]


def one(
    tmp_path: Path, room: Any, name: Any = "张三", phone: Any = None, shape: str = "General"
) -> RosterRow:
    sheet = sheet_of(tmp_path, ["房号", "姓名", "电话"], [room, name, phone], formats={"A2": shape})
    (row,) = examine(sheet, propose_columns(sheet)).rows
    return row


MARCH_5 = datetime.datetime(2027, 3, 5)


@pytest.mark.parametrize(
    ("cell", "shape", "proposed"),
    [
        (MARCH_5, "yyyy-mm-dd", "3-5"),
        (MARCH_5, 'm"月"d"日"', "3-5"),
        ("3月5日", "@", "3-5"),
        ("5-Mar", "@", "3-5"),
        ("2027-03-05", "@", "3-5"),
        (datetime.datetime(1901, 3, 1), "mmm-yy", "3-1901"),
        (datetime.datetime(2003, 2, 12), "yyyy/m/d", "3-2-12"),
        (3.501, "General", "3-501"),
        ("３－５０１", "@", "3-501"),
        ("3/2/501", "@", "3-2-501"),
    ],
)
def test_a_bent_room_is_a_proposal(tmp_path: Path, cell: Any, shape: str, proposed: str) -> None:
    row = one(tmp_path, cell, shape=shape)
    (repair,) = row.repairs
    assert (repair.field, repair.proposed) == ("room", proposed)
    assert row.unit is not None
    assert not row.problems


@pytest.mark.parametrize(
    "cell", [None, "#REF!", "3-501/502", "15/16", True, 46451, "Mar-05", 3.5, "业主专用通道"]
)
def test_a_room_nobody_can_tell_is_a_problem(tmp_path: Path, cell: Any) -> None:
    row = one(tmp_path, cell)
    assert any(problem.grave and problem.field == "room" for problem in row.problems)


@pytest.mark.parametrize("cell", ["3-501", " 3栋501室 ", "3#501", "3。501", "三栋501"])
def test_a_room_in_any_spelling_is_read_without_a_word(tmp_path: Path, cell: str) -> None:
    row = one(tmp_path, cell)
    assert (row.unit, row.repairs, row.problems) == (RoomKey("3", "", "501"), (), ())


@pytest.mark.parametrize(
    ("cell", "phones", "words"),
    [
        (13812345678, ("13812345678",), 0),
        (13812345678.0, ("13812345678",), 0),
        ("13812345678", ("13812345678",), 0),
        ("0755-26881234", ("0755-26881234",), 0),
        ("0755-26881234-801", ("0755-26881234-801",), 0),
        ("26881234转801", ("26881234转801",), 0),
        ("138 1234 5678", ("13812345678",), 1),
        ("138-1234-5678", ("13812345678",), 1),
        ("１３８１２３４５６７８", ("13812345678",), 1),
        ("+86 13812345678", ("13812345678",), 1),
        ("008613812345678", ("13812345678",), 1),
        ("(0755)26881234", ("0755-26881234",), 1),
        ("1.3812345678E+10", ("13812345678",), 1),
        (75526881234, ("075526881234",), 1),
        ("13812345678/13900001111", ("13812345678", "13900001111"), 1),
        ("13812345678、0755-26881234", ("13812345678", "0755-26881234"), 1),
        ("13812345678 13900001111", ("13812345678", "13900001111"), 1),
        ("13812345678\n13900001111", ("13812345678", "13900001111"), 1),
        ("13812345678（太太）", ("13812345678",), 2),
        ("无", (), 1),
        ("1381234567", ("1381234567",), 1),
        (1381234567, ("1381234567",), 1),
    ],
)
def test_phones(tmp_path: Path, cell: Any, phones: tuple[str, ...], words: int) -> None:
    row = one(tmp_path, "3-501", phone=cell)
    assert tuple(filter(None, (row.phone, *row.other_phones))) == phones
    assert len(row.repairs) + len(row.problems) == words
    assert not any(problem.grave for problem in row.problems)


@pytest.mark.parametrize("cell", ["1.38E+10", "1.38e10", 13800000000, MARCH_5, "请联系管理处"])
def test_a_lost_phone_keeps_the_row_out_until_it_is_cleared_or_typed(tmp_path: Path, cell: Any) -> None:
    sheet = sheet_of(tmp_path, ["房号", "姓名", "电话"], ["3-501", "张三", cell])
    mapping = propose_columns(sheet)
    roster = examine(sheet, mapping)
    with pytest.raises(Undecided) as trouble:
        accepted(roster.rows, Decisions(everything=True))
    assert trouble.value.lines == (2,)
    (cleared,) = accepted(examine(sheet, mapping, {(2, "phone"): ""}).rows, Decisions())
    assert cleared.phone == ""
    (typed,) = accepted(examine(sheet, mapping, {(2, "phone"): "13812345678"}).rows, Decisions())
    assert typed.phone == "13812345678"


def test_all_or_nothing_with_decisions(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path,
        ["房号", "姓名", "电话"],
        ["3-501", "张三", "13812345678"],
        ["3-502", "李 四", None],
        [MARCH_5, "王五", None],
        [None, "赵六", None],
    )
    rows = examine(sheet, propose_columns(sheet)).rows
    with pytest.raises(Undecided) as trouble:
        accepted(rows, Decisions(certain=True))
    assert trouble.value.lines == (4, 5)
    with pytest.raises(Undecided) as trouble:
        accepted(rows, Decisions(certain=True, left_out=frozenset({5})))
    assert trouble.value.lines == (4,)
    taken = Decisions(certain=True, left_out=frozenset({5}), taken=frozenset({(4, "room")}))
    assert [row.name for row in accepted(rows, taken)] == ["张三", "李四", "王五"]


def test_duplicates_and_other_spellings_are_named(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path,
        ["房号", "姓名"],
        ["3-501", "张三"],
        ["3栋0501", "张三"],
        ["3-0501", "李四"],
        ["3-501", "張三"],
    )
    rows = examine(sheet, propose_columns(sheet)).rows
    assert [any(problem.grave for problem in row.problems) for row in rows] == [False, True, False, True]
    assert [any(problem.field == "room" for problem in row.problems) for row in rows] == [
        False,
        True,
        True,
        False,
    ]


def test_two_heading_rows_name_owner_and_tenant(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path,
        ["翠湖花园业主资料"],
        [],
        ["樓棟", "單位", "業主資料信息", None, "租戶信息", None, "備註"],
        [None, None, "姓名", "電話", "姓名", "電話", None],
        ["3", "501", "张三", "13812345678", "李四", "13900001111", "x"],
        [None, "502", None, None, "王五", None, None],
    )
    roster = examine(sheet, propose_columns(sheet))
    assert roster.mapping.header_lines == (3, 4)
    found = [(row.line, row.name, row.kind, row.phone, row.note) for row in roster.rows]
    assert found == [
        (5, "张三", "owner", "13812345678", "x"),
        (5, "李四", "tenant", "13900001111", ""),
        (6, "王五", "tenant", "", ""),
    ]
    assert [repair.field for repair in roster.rows[2].repairs] == ["building"]


def test_lines_that_are_no_rows_are_listed(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path,
        ["序号", "房号", "姓名", "电话"],
        ["三栋"],
        [1, "501", "张三", None],
        ["序号", "房号", "姓名", "电话"],
        [2, "502", None, None],
        ["合　计", None, None, 2],
        [3],
        ["说明：本表由管理处编制。"],
    )
    roster = examine(sheet, propose_columns(sheet))
    assert [(row.line, row.unit, row.name) for row in roster.rows] == [
        (3, RoomKey("3", "", "501"), "张三"),
        (5, RoomKey("3", "", "502"), ""),
    ]
    assert [skipped.line for skipped in roster.skipped] == [2, 4, 6, 7, 8]
    assert [repair.field for repair in roster.rows[0].repairs] == ["building"]
    assert not roster.rows[1].problems[0].grave  # a room without a resident may be imported


def test_a_merged_building_is_carried_down_and_said(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path, ["楼栋", "房号", "姓名"], ["3栋", 501, "张三"], [None, 502, "李四"], merge="A2:A3"
    )
    first, second = examine(sheet, propose_columns(sheet)).rows
    assert (first.repairs, second.unit) == ((), RoomKey("3", "", "502"))
    assert [(repair.field, repair.proposed, repair.certain) for repair in second.repairs] == [
        ("building", "3栋", True)
    ]


def test_columns_that_contradict_each_other_are_a_problem(tmp_path: Path) -> None:
    rows = [
        [3, 1, "3-1-501", "张三"],
        [3, 1, "4-1-501", "李四"],
        [3, 1, "3-2-501", "王五"],
        [3, None, "2-501", "赵六"],
    ]
    sheet = sheet_of(tmp_path, ["楼栋", "单元", "房号", "姓名"], *rows)
    found = examine(sheet, propose_columns(sheet)).rows
    assert found[0].unit == RoomKey("3", "1", "501")
    assert (found[1].unit, found[2].unit) == (None, None)
    assert (found[3].unit, found[3].repairs[0].proposed) == (RoomKey("3", "2", "501"), "3-2-501")


def test_the_person_may_map_the_columns(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, ["甲", "乙", "丙"], ["3-501", "张三", "x"])
    mapping = propose_columns(sheet)
    with pytest.raises(KnownError):
        examine(sheet, mapping)
    mapping = mapping.having(0, "room").having(2, "name").having(1, "name")
    assert mapping.fields == ("room", "name", "")
    roster = examine(sheet, mapping)
    assert [row.name for row in roster.rows] == ["乙", "张三"]  # without a heading every line is read
    assert roster.rows[0].problems


@pytest.mark.parametrize(
    ("cell", "day", "words"),
    [
        (datetime.datetime(2020, 1, 5), datetime.date(2020, 1, 5), 0),
        ("2020年1月5日", datetime.date(2020, 1, 5), 0),
        ("20200105", datetime.date(2020, 1, 5), 0),
        (20200105, datetime.date(2020, 1, 5), 0),
        (43835, datetime.date(2020, 1, 5), 1),
        ("20/1/5", datetime.date(2020, 1, 5), 1),
        ("2020年1月", None, 1),
        ("2020-02-30", None, 1),
        ("不详", None, 1),
    ],
)
def test_days(tmp_path: Path, cell: Any, day: datetime.date | None, words: int) -> None:
    sheet = sheet_of(tmp_path, ["房号", "姓名", "入住日期"], ["3-501", "张三", cell])
    (row,) = examine(sheet, propose_columns(sheet)).rows
    assert (row.moved_in_on, len(row.repairs) + len(row.problems)) == (day, words)
