"""Sheets settled on the board without a scan: not coming and why, the place noted, all of it taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custdesk.store.answers import Refused
from tests.desk_scans import blanks
from tests.ui.scan_desk.boards import board, choose, number_of, numbers, paper, said
from ui.scan_desk.board import Board

__all__ = ["board", "paper", "said"]

ENTER, DELETE, L, ESC = Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_L, Qt.Key.Key_Escape
SAID_REASON = "只是打印来看的"


# -- not coming


def test_del_asks_why_and_ctrl_z_brings_it_back(office, board, paper, keys, said):
    number = number_of(office, paper["older"])
    keys.press(board, DELETE)
    assert board.ask.isVisible()
    keys.press(board, ENTER)
    assert board.ask.problem.isVisible()
    keys.commit(board, "客户当面撕了")
    keys.press(board, ENTER)
    assert not board.ask.isVisible()
    assert number not in numbers(board)
    assert office.sql('SELECT "number", "reason" FROM "not_coming"') == [(number, "客户当面撕了")]
    assert board.table.hasFocus()
    keys.ctrl(board, Qt.Key.Key_Z)
    assert numbers(board)[0] == number
    assert office.sql('SELECT * FROM "not_coming"') == []


def test_a_digit_gives_an_offered_reason(office, board, keys):
    keys.press(board, DELETE)
    keys.type(board, "2")
    assert board.ask.line.text() == SAID_REASON
    keys.press(board, ENTER)
    assert office.one('SELECT "reason" FROM "not_coming"') == SAID_REASON


def test_esc_leaves_the_question_and_the_sheet(office, board, keys):
    before = numbers(board)
    keys.press(board, DELETE)
    keys.type(board, "x")
    keys.press(board, ESC)
    assert not board.ask.isVisible()
    assert board.table.hasFocus()
    assert numbers(board) == before


def test_what_was_typed_before_esc_is_there_again_for_the_same_sheets_only(office, board, paper, keys):
    keys.press(board, DELETE)
    keys.commit(board, "客户说下周来")
    keys.press(board, ESC)
    keys.press(board, L)
    assert board.ask.line.text() != "客户说下周来"
    keys.press(board, ESC)
    choose(board, number_of(office, paper["week"]))
    keys.press(board, DELETE)
    assert board.ask.line.text() == ""
    keys.press(board, ESC)
    choose(board, number_of(office, paper["older"]))
    keys.press(board, DELETE)
    keys.commit(board, "客户说下周来")
    keys.press(board, ESC)
    keys.press(board, DELETE)
    assert board.ask.line.text() == "客户说下周来"
    keys.press(board, ENTER)
    assert office.one('SELECT "reason" FROM "not_coming"') == "客户说下周来"


def test_many_given_up_and_brought_back_read_the_board_once(board, keys, monkeypatch):
    read: list[int] = []
    monkeypatch.setattr(board, "read", lambda: (read.append(1), Board.read(board)))
    board.table.selectAll()
    keys.press(board, DELETE)
    keys.type(board, "spoiled")
    keys.press(board, ENTER)
    assert (numbers(board), read) == ([], [1])
    keys.ctrl(board, Qt.Key.Key_Z)
    assert (len(numbers(board)), read) == (5, [1, 1])


def test_several_are_given_up_at_once_and_come_back_together(office, board, keys):
    before = numbers(board)
    board.table.selectAll()
    keys.press(board, DELETE)
    keys.type(board, "spoiled")
    keys.press(board, ENTER)
    assert numbers(board) == []
    assert office.one('SELECT count(*) FROM "not_coming"') == 4
    assert office.one('SELECT "void_reason" FROM "reserved"') == "spoiled"
    keys.ctrl(board, Qt.Key.Key_Z)
    assert numbers(board) == before
    assert office.one('SELECT "voided_at" FROM "reserved"') is None


def test_after_another_act_ctrl_z_is_the_windows_again(office, board, desk, paper, keys):
    keys.press(board, DELETE)
    keys.type(board, "2")
    keys.press(board, ENTER)
    assert board.table.can_bring_back
    desk.save(desk.new("duty_log", caller_name="马先生", kind="inquiry", content="问停车证怎样办理"))
    assert not board.table.can_bring_back


# -- home without a scan


def test_the_place_is_noted_for_several_without_a_scan(office, board, paper, keys, said):
    for name in ("older", "month"):
        office.step(paper[name], "handle", office.lin)
        office.step(paper[name], "finish", office.lin, handling="已约谈当班保安", handled_at=office.clock.now)
        office.change(
            paper[name], office.lin, signed_by_customer_name="马先生", signed_at=office.clock.now.date()
        )
    board.read()
    choose(board, number_of(office, paper["older"]))
    keys.press(board, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    keys.press(board, L)
    keys.commit(board, "三号柜 3 盒")
    keys.press(board, ENTER)
    assert [office.values(paper[name])["paper_location"] for name in ("older", "month")] == [
        "三号柜 3 盒"
    ] * 2
    assert number_of(office, paper["older"]) not in numbers(board)
    assert board.count() == 3
    office.store.undo(office.lin)
    assert office.values(paper["month"])["paper_location"] is None
    assert office.values(paper["older"])["paper_location"] is None


def test_a_place_without_a_signature_keeps_the_sheet_and_says_so(office, board, paper, keys, said):
    keys.press(board, L)
    keys.commit(board, "三号柜")
    keys.press(board, ENTER)
    assert office.values(paper["older"])["paper_location"] == "三号柜"
    assert number_of(office, paper["older"]) in numbers(board)
    assert "签" in said[-1]
    row = next(row for row in board.table.away.rows if row.record == paper["older"])
    assert row.missing == "已注明存放位置；还没有记录谁签了字"


def test_a_place_is_not_noted_on_what_somebody_may_not_see_nor_without_words(office, desk, paper):
    hidden = office.complaint("accepted", office.chen, accused_staff=office.lin.id, content="投诉林晓燕态度")
    for ids, place in (([paper["older"], hidden], "三号柜"), ([paper["older"]], "  ")):
        with pytest.raises(Refused):
            desk.note_places(ids, place)
    assert office.values(paper["older"])["paper_location"] is None


def test_lists_and_empty_sheets_have_no_place(office, board, keys, said):
    choose(board, office.one('SELECT "number" FROM "reserved"'))
    keys.press(board, L)
    assert not board.ask.isVisible()
    assert said


def test_the_pages_of_a_book_are_home_once_their_lines_are_typed_in(office, desk, bus, shown, keys):
    blanks(office, "communication", "P-02", 2)
    board = shown(Board(desk, bus))
    board.enter()
    board.table.selectAll()
    assert board.settle_button.isVisible()
    board.settle_button.click()
    assert numbers(board) == []
    assert office.one('SELECT count(*) FROM "reserved" WHERE "settled_at" IS NOT NULL') == 2
