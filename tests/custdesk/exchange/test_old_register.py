"""Her old register becomes closed complaints; what it does not say is not invented."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from custdesk.errors import KnownError
from custdesk.exchange.decisions import Decisions, Undecided, accepted
from custdesk.exchange.old_register import OldRegister, examine_register, propose_register_columns
from custdesk.exchange.workbook import read_workbook
from custdesk.rules.rooms import RoomKey

if TYPE_CHECKING:
    from pathlib import Path

HEAD = [
    "编号",
    "投诉时间",
    "房号",
    "投诉人",
    "联系电话",
    "投诉内容",
    "处理结果",
    "处理人",
    "结案日期",
    "备注",
]
RECEIVED, CLOSED = datetime.datetime(2026, 5, 1, 10, 5), datetime.datetime(2026, 5, 3)
GOOD = ["TS-001", RECEIVED, "3-501", "张三", "13812345678", "漏水", "已修复", "许志明", CLOSED, None]


def register(tmp_path: Path, *rows: list[Any], head: list[str] | None = None) -> OldRegister:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [["2026年投诉登记表"], head or HEAD, *rows]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    sheet = read_workbook(tmp_path / "a.xlsx")[0]
    return examine_register(sheet, propose_register_columns(sheet))


def changed(**values: Any) -> list[Any]:
    return [values.get(name, good) for name, good in zip(HEAD, GOOD, strict=True)]


def test_a_good_line_is_read_whole(tmp_path: Path) -> None:
    (row,) = accepted(register(tmp_path, GOOD).rows, Decisions())
    assert (row.old_number, row.received_at, row.timed, row.unit) == (
        "TS-001",
        RECEIVED,
        True,
        RoomKey("3", "", "501"),
    )
    assert (row.complainant, row.phone, row.content, row.result) == ("张三", "13812345678", "漏水", "已修复")
    assert (row.handler, row.closed_on, row.note) == ("许志明", CLOSED.date(), "")


def test_other_headings_are_known(tmp_path: Path) -> None:
    head = ["序号", "日期", "單位", "業主姓名", "電話", "內容", "處理情況", "經辦人", "完成日期", "備註"]
    row = register(tmp_path, ["1", *GOOD[1:]], head=head).rows[0]
    assert (row.content, row.result, row.complainant, row.unit) == (
        "漏水",
        "已修复",
        "张三",
        RoomKey("3", "", "501"),
    )
    assert row.old_number == ""  # a running number is not the complaint's number


@pytest.mark.parametrize(
    ("heading", "cell", "field"),
    [
        ("投诉时间", None, "received_at"),
        ("投诉时间", "五月初", "received_at"),
        ("投诉内容", None, "content"),
        ("结案日期", None, "closed_on"),
        ("结案日期", datetime.datetime(2026, 4, 1), "closed_on"),
        ("联系电话", "1.38E+10", "phone"),
        ("房号", "#REF!", "room"),
    ],
)
def test_what_is_missing_or_wrong_keeps_the_line_out(
    tmp_path: Path, heading: str, cell: Any, field: str
) -> None:
    rows = register(tmp_path, changed(**{heading: cell})).rows
    assert field in [problem.field for problem in rows[0].problems if problem.grave]
    with pytest.raises(Undecided):
        accepted(rows, Decisions(everything=True))


def test_a_place_that_is_no_room_keeps_its_words(tmp_path: Path) -> None:
    (row,) = accepted(register(tmp_path, changed(房号="3栋大堂门口")).rows, Decisions())
    assert (row.unit, row.room_text) == (None, "3栋大堂门口")
    assert [problem.field for problem in row.problems] == ["room"]


@pytest.mark.parametrize(
    ("cell", "moment", "timed"),
    [
        ("2026-05-01 10:05", RECEIVED, True),
        ("2026年5月1日 10:05", RECEIVED, True),
        ("2026年5月1日上午10点05分", RECEIVED, True),
        ("2026/5/1 下午3:20", datetime.datetime(2026, 5, 1, 15, 20), True),
        ("2026.5.1", datetime.datetime(2026, 5, 1), False),
        (datetime.date(2026, 5, 1), datetime.datetime(2026, 5, 1), False),
    ],
)
def test_moments(tmp_path: Path, cell: Any, moment: datetime.datetime, timed: bool) -> None:
    row = register(tmp_path, changed(投诉时间=cell)).rows[0]
    assert (row.received_at, row.timed, row.repairs) == (moment, timed, ())


def test_a_room_excel_made_a_date_is_a_proposal(tmp_path: Path) -> None:
    row = register(tmp_path, changed(房号=datetime.datetime(2026, 3, 5))).rows[0]
    assert (row.unit, row.repairs[0].proposed) == (RoomKey("3", "", "5"), "3-5")


def test_numbers_given_twice_and_totals(tmp_path: Path) -> None:
    found = register(
        tmp_path, GOOD, changed(编号="ts-001", 投诉内容="噪音"), HEAD, ["合计", 2], ["制表：许志明"]
    )
    assert [problem.field for problem in found.rows[1].problems] == ["old_number"]
    assert [skipped.line for skipped in found.skipped] == [5, 6, 7]


def test_a_sheet_that_is_no_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError):
        register(tmp_path, ["3-501", "张三"], head=["房号", "姓名"])
