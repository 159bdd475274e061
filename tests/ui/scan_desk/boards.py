"""A board with five sheets that are not home, each of another age, and what it says, to test with."""

from __future__ import annotations

import pytest

from custdesk.language import Words
from tests.desk_scans import blanks, printed
from tests.desks import Office
from ui.scan_desk.board import Board

SAID = Words("zh_Hans")


@pytest.fixture
def paper(office: Office, clock):
    """Three complaints printed 45 days, 12 days and 3 days ago, one today; an empty sheet 2 days ago."""
    made: dict[str, int] = {}
    for name, at, unit, content in (
        ("older", "2027-03-02 10:00", "3-1202", "楼上晚上十一点还在拖家具"),
        ("month", "2027-04-04 10:00", "5-603", "门岗保安态度生硬"),
        ("week", "2027-04-13 10:00", "4-502", "电梯停了两小时没有通知"),
        ("today", "2027-04-16 10:00", "5-402", "垃圾桶三天没有清运"),
    ):
        clock.set(at)
        made[name] = office.complaint("accepted", unit=office.unit(unit), content=content)
        printed(office, made[name])
    clock.set("2027-04-14 10:00")
    blanks(office, "complaint", "P-03", 1)
    clock.set("2027-04-16 18:50")
    return made


@pytest.fixture
def board(desk, bus, paper, shown):
    board = Board(desk, bus)
    board.resize(1000, 600)
    shown(board)
    board.enter()
    return board


@pytest.fixture
def said(bus):
    found: list[str] = []
    bus.said.connect(lambda text: found.append(SAID(text)))
    bus.troubled.connect(lambda trouble: found.append(SAID(trouble.text)))
    return found


def numbers(board: Board) -> list[str]:
    return [row.number for row in board.table.away.rows]


def number_of(office: Office, record: int) -> str:
    return str(office.values(record)["number"])


def choose(board: Board, number: str) -> None:
    """Choose a row; `selectRow` would heed the modifiers another test pressed last."""
    table, model = board.table, board.table.selectionModel()
    index = table.away.index(numbers(board).index(number), 0)
    model.setCurrentIndex(index, model.SelectionFlag.ClearAndSelect | model.SelectionFlag.Rows)
