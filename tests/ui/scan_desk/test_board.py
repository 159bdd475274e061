"""The board of sheets not home: ages, the filter, opening, printing again, copying, the comparison."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.print_job import Period, PrintJob
from tests.desk_scans import listed, printed
from tests.ui.scan_desk.boards import SAID, board, choose, number_of, numbers, paper, said
from ui.key_overview import keys_of_buttons
from ui.scan_desk.ages import AGES, age_of, said_age
from ui.scan_desk.board import Board
from ui.scan_desk.comparing import ComparingDialog

__all__ = ["board", "paper", "said"]

ENTER, P, ESC = Qt.Key.Key_Return, Qt.Key.Key_P, Qt.Key.Key_Escape


# -- what is shown


@pytest.mark.parametrize(
    ("printed_at", "word", "key"),
    [
        ("2027-04-16 00:00", "○ 今天", "today"), ("2027-04-15 23:59", "○ 1 天前", "week"),
        ("2027-04-09 08:00", "○ 7 天前", "week"), ("2027-04-08 08:00", "● 8 天前", "month"),
        ("2027-03-16 08:00", "● 31 天前", "month"), ("2027-03-15 08:00", "▲ 32 天前", "older"),
        ("2027-04-17 08:00", "○ 今天", "today"),
    ],
)  # fmt: skip
def test_an_age_is_a_word_and_a_sign(clock, printed_at, word, key):
    now = clock.now
    clock.set(printed_at)
    assert said_age(SAID, clock.now, now) == word
    assert age_of(clock.now, now).key == key


def test_the_oldest_stands_on_top_with_what_is_missing(office, board, paper):
    blank = office.one('SELECT "number" FROM "reserved"')
    wanted = [number_of(office, paper[name]) for name in ("older", "month", "week")]
    assert numbers(board) == [*wanted, blank, number_of(office, paper["today"])]
    texts = [[board.table.away.text(row, at) for at in range(7)] for row in board.table.away.rows]
    assert texts[0][0] == "▲ 45 天前"
    assert "3-1202" in texts[0][3]
    assert "楼上晚上十一点" in texts[0][3]
    assert texts[0][4] == "2027-03-02 10:00"
    assert texts[0][6] == "整张，共 2 页"
    assert texts[3][6] == "还没有录入"
    assert board.count() == 5


def test_the_bar_counts_each_age_and_a_click_shows_those_only(office, board, paper):
    assert board.ages.counts == {"today": 1, "week": 2, "month": 1, "older": 1}
    assert "更早 1" in board.ages.accessibleDescription()
    QTest.mouseClick(board.ages, Qt.MouseButton.LeftButton, pos=board.ages.tile(3).center())
    assert numbers(board) == [number_of(office, paper["older"])]
    QTest.mouseClick(board.ages, Qt.MouseButton.LeftButton, pos=board.ages.tile(3).center())
    assert len(numbers(board)) == 5


def test_the_arrows_in_the_list_walk_through_the_ages(board, keys):
    seen = []
    for _step in range(len(AGES) + 1):
        keys.press(board, Qt.Key.Key_Right)
        seen.append((board.ages.age, len(numbers(board))))
    assert seen == [("today", 1), ("week", 2), ("month", 1), ("older", 1), ("", 5)]
    keys.press(board, Qt.Key.Key_Left)
    assert board.ages.age == "older"


def test_typing_in_the_list_filters_and_esc_shows_everything_again(office, board, paper, keys):
    wanted = number_of(office, paper["month"])
    keys.type(board, wanted[:2].lower())
    assert board.filter.text() == "ts"
    assert board.filter.hasFocus()
    keys.type(board, wanted[2:])
    assert numbers(board) == [wanted]
    board.filter.setText("5-603 保安")
    assert numbers(board) == [wanted]
    board.filter.setText("没有这样的")
    assert numbers(board) == []
    assert "Esc" in board.table.accessibleDescription()
    keys.press(board, ESC)
    assert len(numbers(board)) == 5
    keys.press(board, Qt.Key.Key_Down)
    assert board.table.hasFocus()


def test_a_calm_sentence_where_everything_is_home(desk, bus, shown):
    board = shown(Board(desk, bus))
    assert board.count() == 0
    assert "都已归档" in board.table.accessibleDescription()
    assert board.table.away.rowCount() == 0


def test_what_somebody_may_not_see_is_not_there(office, bus, paper, shown, dressed):
    hidden = office.complaint("accepted", office.chen, accused_staff=office.lin.id, content="投诉林晓燕态度")
    printed(office, hidden, user="chen")
    mine, all_of_it = (shown(Board(Desk(office.store, who), bus)) for who in (office.lin, office.chen))
    assert number_of(office, hidden) not in numbers(mine)
    assert number_of(office, hidden) in numbers(all_of_it)
    assert all_of_it.count() == mine.count() + 1


# -- opening and printing


def test_enter_opens_the_record(board, bus, paper, keys):
    opened: list[object] = []
    bus.opened.connect(opened.append)
    keys.press(board, ENTER)
    assert opened == [paper["older"]]


def test_enter_on_an_empty_sheet_begins_its_form_with_the_number_on_it(office, board, bus, keys):
    opened: list[object] = []
    bus.opened.connect(opened.append)
    blank = office.one('SELECT "number" FROM "reserved"')
    choose(board, blank)
    keys.press(board, ENTER)
    (draft,) = opened
    assert isinstance(draft, Draft)
    assert (draft.record.form.key, draft.number) == ("complaint", blank)


def test_p_prints_the_chosen_sheets_once_more(office, board, paper, keys):
    jobs: list[PrintJob] = []
    board.printing.connect(jobs.append)
    keys.press(board, P)
    choose(board, number_of(office, paper["older"]))
    keys.press(board, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    keys.press(board, P)
    assert [job.numbers for job in jobs] == [
        (number_of(office, paper["older"]),),
        (number_of(office, paper["older"]), number_of(office, paper["month"])),
    ]
    assert jobs[0].copy == 2


def test_an_empty_sheet_is_printed_again_with_its_own_number(office, board, keys):
    jobs: list[PrintJob] = []
    board.printing.connect(jobs.append)
    blank = office.one('SELECT "number" FROM "reserved"')
    choose(board, blank)
    keys.press(board, P)
    assert jobs[0].reserved == (blank,)
    assert jobs[0].sheet.number == "P-03"
    assert office.one('SELECT count(*) FROM "reserved"') == 1


def test_sheets_of_several_kinds_are_told_apart(office, board, keys, said):
    jobs: list[PrintJob] = []
    board.printing.connect(jobs.append)
    board.table.selectAll()
    keys.press(board, P)
    assert jobs == []
    assert said == ["不同种类的单据不能一次打印"]


def test_a_list_is_printed_again_for_its_own_day(office, board, bus, keys, clock):
    office.entry()
    day = Period.of_day(clock.now.date())
    listed(office, "duty_log", "P-01", day, "lin")
    board.read()
    jobs: list[PrintJob] = []
    lists: list[object] = []
    board.printing.connect(jobs.append)
    bus.listed.connect(lists.append)
    choose(board, day.key)
    keys.press(board, P)
    assert jobs[0].period is not None
    assert (jobs[0].sheet.number, jobs[0].period.key) == ("P-01", "D2027-04-16")
    keys.press(board, ENTER)
    assert lists == ["duty_log"]


def test_every_key_of_the_list_stands_in_the_overview_of_keys(board):
    known = dict(keys_of_buttons(board))
    assert known["P"] == "再打印"
    assert {"Del", "L", "Left", "Right", "Ctrl+F", "F11"} <= known.keys()


# -- out


def test_ctrl_c_copies_the_chosen_rows_for_excel(office, board, paper, keys):
    board.table.selectAll()
    keys.ctrl(board, Qt.Key.Key_C)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 6
    assert lines[0].split("\t") == ["打印距今", "编号", "表单", "房号、事由", "打印时间", "份数", "缺什么"]
    assert lines[1].split("\t")[1] == number_of(office, paper["older"])


def test_f11_opens_the_comparison_of_the_row(board, paper, keys):
    keys.press(board, Qt.Key.Key_F11)
    (dialog,) = board.window().findChildren(ComparingDialog)
    assert dialog.record_id == paper["older"]
    dialog.close()


@pytest.mark.slow
def test_two_hundred_sheets_are_there_at_once(office, desk, bus, shown, clock):
    unit = office.unit("3-1202")
    for step in range(200):
        clock.set(f"2027-04-{1 + step % 16:02d} 08:00")
        record = office.complaint("accepted", unit=unit, content=f"第 {step} 件 电梯里有异味")
        office.store.log_print(office.see(record), "P-03", {}, 2, "zh_Hans", office.lin)
    clock.set("2027-04-16 18:50")
    board = shown(Board(desk, bus))
    begun = time.perf_counter()
    board.read()
    took = time.perf_counter() - begun
    assert len(numbers(board)) == 200
    assert took < 1.0


def test_p_shows_the_preview_through_the_window(window, office, paper, keys, qtbot):
    window.show_paper()
    window.paper.show_section(0)
    qtbot.waitUntil(lambda: bool(window.paper.board.table.chosen()))
    keys.press(window, P)
    preview = window.errands.printing.preview
    assert preview is not None
    assert preview.job.numbers == (number_of(office, paper["older"]),)
    preview.close()
