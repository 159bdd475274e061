"""Workbooks of a few rows, and the way of a list from the file to the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from custdesk.exchange.deciding import OLD_BOOK, ROSTER, Deciding, ListKind, diagnose
from custdesk.exchange.importing import Plan, carry_out
from custdesk.exchange.workbook import read_workbook
from custdesk.store.store import Changes
from custdesk.workflow import User
from tests.desks import WORDS, Office

ROSTER_HEAD = ["房号", "姓名", "电话", "身份", "入住日期", "备注"]
BOOK_HEAD = [
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


def written(path: Path, head: list[str], *rows: list[Any]) -> Path:
    """Write a workbook of a heading and rows; text stays text."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [head, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def decided(office: Office, path: Path, kind: ListKind = ROSTER, user: User | None = None) -> Deciding:
    """Read and examine a workbook's first sheet."""
    sheet = read_workbook(path)[0]
    found = diagnose(kind, sheet, kind.propose(sheet), {}, office.store, user or office.lin)
    return Deciding(kind, sheet, found)


def roster(office: Office, path: Path, *rows: list[Any]) -> Deciding:
    """Examine a roster of these rows, owners where nothing is said."""
    padded = [[*row, *[None] * (len(ROSTER_HEAD) - len(row))] for row in rows]
    owners = [[*row[:3], row[3] or (row[1] and "业主"), *row[4:]] for row in padded]
    return decided(office, written(path, ROSTER_HEAD, *owners))


def old_book(office: Office, path: Path, *rows: list[Any]) -> Deciding:
    """Examine an old register of these rows."""
    return decided(office, written(path, BOOK_HEAD, *rows), OLD_BOOK)


def bring_in(office: Office, deciding: Deciding, user: User | None = None) -> tuple[Plan, Changes]:
    """Import what was decided."""
    plan = deciding.plan(WORDS)
    return plan, carry_out(office.store, user or office.lin, plan)
