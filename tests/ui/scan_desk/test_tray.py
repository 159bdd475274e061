"""The tray: each page beside its picture, filed by a few keys; typing finds, and nothing is filed unasked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from custdesk.scan import Verdict
from tests import scans
from ui.scan_desk.tray_pages import TrayPicture
from ui.scan_desk.view import TRAY

ENTER, CTRL, SHIFT = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def attached(office, record_id: int) -> int:
    return len(office.see(record_id, office.chen).values["attachments"])


@pytest.fixture
def tray(scan_desk):
    scan_desk.show_section(TRAY)
    return scan_desk.tray


@pytest.fixture
def unknown(papers, taken, scan_desk):
    """A page without a code in the tray, chosen."""
    taken(papers.blank_back())
    scan_desk.show_section(TRAY)
    return scan_desk.tray


def find(tray, keys, text: str) -> None:
    keys.commit(tray, text)
    tray.look()


# -- looking -------------------------------------------------------------------------------------------------


def test_an_empty_tray_says_so_in_one_sentence(tray):
    assert tray.calm.isVisible()
    assert tray.calm.hasFocus()
    assert tray.calm.text()
    assert not tray.line.isVisible()


def test_a_page_says_what_is_the_matter_and_shows_its_picture(unknown, qtbot):
    assert "没有可识别" in unknown.list.matters.rows[0].said
    assert unknown.line.hasFocus()
    qtbot.waitUntil(lambda: unknown.view.picture() is not None, timeout=30_000)
    assert unknown.view.picture().height() > unknown.view.picture().width()


def test_r_turns_the_picture_and_nothing_else(unknown, keys, qtbot, desk):
    qtbot.waitUntil(lambda: unknown.view.picture() is not None, timeout=30_000)
    keys.press(unknown, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: unknown.view.picture() is not None, timeout=30_000)
    picture = unknown.view.picture()
    assert picture.width() > picture.height()
    assert unknown.line.text() == ""
    assert desk.tray()[0].turn == 0


def test_a_turned_picture_is_the_whole_page(unknown, desk):
    page = desk.tray()[0]
    shapes = []
    for turned in (0, 90, 180, 270):
        picture = QImage.fromData(TrayPicture(desk, page.id, turned).picture(0, 800))
        shapes.append(picture.width() / picture.height())
    assert shapes == pytest.approx([210 / 297, 297 / 210] * 2, abs=0.02)


def test_plus_minus_and_0_look_closer_while_nothing_is_typed(unknown, keys):
    keys.press(unknown, Qt.Key.Key_Plus)
    keys.press(unknown, Qt.Key.Key_Plus)
    assert unknown.view.zoom > 1.5
    keys.press(unknown, Qt.Key.Key_Minus)
    assert 1 < unknown.view.zoom < 1.5
    keys.press(unknown, Qt.Key.Key_0)
    assert unknown.view.zoom == 1
    keys.type(unknown, "1-")
    assert unknown.line.text() == "1-"
    assert unknown.view.zoom == 1
    keys.press(unknown, Qt.Key.Key_Equal, CTRL)
    assert unknown.view.zoom > 1
    assert unknown.line.text() == "1-"


def test_a_click_on_the_picture_leaves_the_keyboard_in_the_line(unknown, qtbot):
    qtbot.mouseClick(unknown.view.viewport(), Qt.MouseButton.LeftButton)
    assert unknown.line.hasFocus()


# -- filing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["TS31", "1", "5-603", "马先生", "mxs", "拖家具"])
def test_typing_finds_and_enter_files_after_showing_what(unknown, papers, office, keys, typed):
    record = papers.complaint(content="楼上拖家具", complainant=office.resident("马先生"))
    number = office.values(record)["number"]
    typed = typed.replace("31", number[-4:])
    keys.type(unknown, typed) if typed.isascii() else keys.commit(unknown, typed)
    unknown.look()
    assert number in unknown.target_label.text()
    assert "顾客来访/投诉处理单" in unknown.target_label.text()
    assert "楼上拖家具" in unknown.target_label.text()
    assert attached(office, record) == 0
    keys.press(unknown, ENTER)
    assert attached(office, record) == 1
    assert unknown.line.text() == ""


def test_enter_right_after_typing_looks_first(unknown, papers, office, keys):
    record = papers.complaint()
    keys.type(unknown, "ts1")
    keys.press(unknown, ENTER)
    assert attached(office, record) == 1


def test_enter_without_words_files_nothing_where_no_code_tells(unknown, office, keys, said, desk):
    keys.press(unknown, ENTER)
    assert len(desk.tray()) == 1
    assert said[-1]


def test_records_with_a_sheet_that_is_not_home_come_first(unknown, papers, keys):
    papers.complaint(content="楼上拖家具")
    printed = papers.complaint(content="楼上拖家具")
    papers.complaint(content="楼上拖家具")
    papers.printed(printed)
    unknown.read()
    find(unknown, keys, "拖家具")
    assert unknown.target().id == printed
    assert "未归" in unknown.found.matters.rows[0].right


@pytest.mark.rule("R-008")
def test_a_voided_record_stands_last_and_says_so(unknown, keys, papers, office):
    live = papers.complaint(content="楼上拖家具")
    voided = papers.complaint(content="楼上拖家具")
    find(unknown, keys, "拖家具")
    assert unknown.target().id == voided  # the newer one, as long as it is in force
    office.step(voided, "void", office.chen, reason="重复登记")
    unknown.look()
    assert unknown.target().id == live
    assert [row.right for row in unknown.found.matters.rows][-1] == "记录已作废"
    unknown.line.clear()
    find(unknown, keys, office.values(voided)["number"])
    assert unknown.target().id == voided  # its own number still finds it first


def test_no_rooms_and_people_are_offered(unknown, keys, papers):
    papers.complaint()
    find(unknown, keys, "5-603")
    assert unknown.hits
    assert {hit.form for hit in unknown.hits} <= {"complaint", "duty_log"}


def test_after_filing_the_next_page_is_chosen(scan_desk, papers, taken, office, keys, desk):
    record = papers.complaint()
    taken(*[papers.blank_back(f"{name}.pdf") for name in "abc"])
    scan_desk.show_section(TRAY)
    tray = scan_desk.tray
    keys.press(tray, Qt.Key.Key_Down)
    assert tray.page.name == "b.pdf"
    keys.type(tray, "ts1")
    keys.press(tray, ENTER)
    assert tray.page.name == "c.pdf"
    keys.type(tray, "ts1")
    keys.press(tray, ENTER)
    assert tray.page.name == "a.pdf"
    assert attached(office, record) == 2
    desk.undo()
    assert len(tray.pages) == 2


def test_an_outdated_edition_goes_to_its_record_all_the_same_by_one_key(
    scan_desk, papers, taken, office, keys
):
    record = papers.complaint("closed")
    paper = papers.printed(record)
    office.correct(record, office.zhou, "姓名写错", complainant="马建国")
    taken(papers.scan("a.pdf", paper, only=[0]))
    scan_desk.show_section(TRAY)
    tray = scan_desk.tray
    assert tray.page.verdict is Verdict.OUTDATED
    assert tray.same_button.isVisible()
    assert office.values(record)["number"] in tray.target_label.text()
    keys.press(tray, ENTER)
    assert attached(office, record) == 0  # not by the key that only looks like it
    keys.press(tray, ENTER, CTRL)
    assert attached(office, record) == 1


def test_a_page_given_twice_is_told_and_may_be_filed_all_the_same(scan_desk, papers, taken, office, keys):
    record = papers.complaint()
    paper = papers.printed(record)
    taken(papers.scan("a.pdf", paper))
    taken(papers.scan("b.pdf", paper, only=[0], noise=9.0))
    scan_desk.show_section(TRAY)
    tray = scan_desk.tray
    assert tray.page.verdict is Verdict.TWICE
    keys.press(tray, ENTER, CTRL)
    assert attached(office, record) == 2


# -- aside ---------------------------------------------------------------------------------------------------


def test_del_sets_aside_and_enter_takes_it_back(unknown, keys, desk):
    keys.press(unknown, Qt.Key.Key_Delete)
    assert desk.tray() == []
    assert len(unknown.aside) == 1
    assert "搁置" in unknown.list.matters.rows[0].said
    unknown.list.choose_row(0)
    assert not unknown.aside_button.isVisible()
    keys.press(unknown, ENTER)
    assert len(desk.tray()) == 1
    assert unknown.aside == []


def test_ctrl_z_brings_back_what_was_set_aside(unknown, keys, desk):
    keys.press(unknown, Qt.Key.Key_Delete)
    desk.undo()
    assert len(unknown.pages) == 1
    assert unknown.line.hasFocus()


def test_del_while_words_are_typed_takes_a_letter(unknown, keys, desk):
    keys.type(unknown, "12")
    keys.press(unknown, Qt.Key.Key_Home)
    unknown.line.setCursorPosition(0)
    keys.press(unknown, Qt.Key.Key_Delete)
    assert unknown.line.text() == "2"
    assert len(desk.tray()) == 1


def test_shift_del_sets_the_soiled_backs_of_a_stack_aside_and_no_page_with_a_code(
    scan_desk, papers, taken, keys, desk
):
    paper = papers.printed(papers.complaint())
    backs = [papers.white(soiled=True) for _ in range(3)]
    twice = papers.pages(paper, [0])
    taken(papers.scan("first.pdf", paper))
    taken(papers.keep("stack.pdf", scans.as_pdf([*backs, *twice])), papers.blank_back("other.pdf"))
    assert len(desk.tray()) == 5
    scan_desk.show_section(TRAY)
    keys.press(scan_desk.tray, Qt.Key.Key_Delete, SHIFT)
    assert [(page.name, page.verdict) for page in desk.tray()] == [
        ("stack.pdf", Verdict.TWICE), ("other.pdf", Verdict.NO_CODE),
    ]  # fmt: skip


# -- blank pages, set aside by themselves -------------------------------------------------------------------


@pytest.fixture
def duplex(scan_desk, papers, taken):
    """Two sheets scanned on both sides, backs and all: what the batch became, and the tray."""
    stack = [papers.pages(papers.printed(papers.complaint()), [0])[0] for _ in range(2)]
    pages = [stack[0], papers.white(), stack[1], papers.white(), papers.white()]
    report = taken(papers.keep("双面.pdf", scans.as_pdf(pages)))
    scan_desk.show_section(TRAY)
    return report, scan_desk.tray


def test_blank_backs_do_not_land_in_the_tray_and_are_shown_by_one_key(duplex, keys, desk, qtbot):
    report, tray = duplex
    assert (len(report.filed), report.tray, len(report.empty)) == (2, (), 3)
    assert tray.calm.isVisible()
    assert "3" in tray.empties.text()
    keys.press(tray, Qt.Key.Key_E, CTRL)
    assert not tray.calm.isVisible()
    assert [page.id for page in tray.empty] == [page.id for page in report.empty]
    assert "收起空白页" in tray.empties.text()
    assert tray.page.id == report.empty[-1].id
    qtbot.waitUntil(lambda: tray.view.picture() is not None, timeout=30_000)
    keys.press(tray, Qt.Key.Key_E, CTRL)
    assert tray.calm.isVisible()
    assert tray.calm.hasFocus()


def test_a_blank_page_is_taken_back_and_filed_all_the_same(duplex, papers, office, keys, desk):
    report, tray = duplex
    tray.show_page(report.empty[0].id)
    assert "放回待认" in tray.target_label.text()
    keys.press(tray, ENTER)
    assert [page.id for page in desk.tray()] == [report.empty[0].id]
    assert "2" in tray.empties.text()
    desk.undo()
    assert desk.tray() == []
    tray.show_page(report.empty[0].id)
    keys.press(tray, ENTER)
    tray.show_page(report.empty[0].id)
    record = report.filed[0].record
    keys.type(tray, office.values(record)["number"])
    keys.press(tray, ENTER)
    assert attached(office, record) == 2


# -- sheets filled in by hand --------------------------------------------------------------------------------


def take_in(window, qtbot, *paths) -> None:
    """Take scans in through the main window and show the tray."""
    window.show_paper()
    window.paper.give(list(paths))
    qtbot.waitUntil(lambda: window.paper.taking.ready, timeout=30_000)
    window.paper.taking.file("")
    window.paper.show_section(TRAY)


@pytest.fixture
def by_hand(window, papers, qtbot):
    """The main window with both pages of a pre-numbered complaint, filled in by hand, in the tray; its number."""
    number, paper = papers.empty()
    take_in(window, qtbot, papers.scan("手写.pdf", paper))
    yield number
    if window.desk._scan_room is not None:
        window.desk._scan_room.close()


def test_enter_types_a_handwritten_sheet_in_beside_its_picture(window, by_hand, keys, qtbot, desk, office):
    view = window.paper
    assert [page.verdict for page in view.tray.pages] == [Verdict.BLANK] * 2
    assert by_hand in view.tray.target_label.text()
    keys.press(view.tray, ENTER)
    form = window.binders["complaint"].form
    assert form.draft.number == by_hand
    beside = view.beside
    assert beside.isVisible()
    assert window.isActiveWindow()
    assert form.isAncestorOf(window.focusWidget())
    qtbot.waitUntil(lambda: beside.view.picture() is not None, timeout=30_000)
    assert beside.view.pages == 2
    keys.press(window, Qt.Key.Key_PageDown, CTRL)
    assert beside.view.page == 1
    keys.press(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.AltModifier)
    assert beside.view.zoom > 1
    for name, value in (("complainant", "马先生"), ("content", "门岗保安态度生硬")):
        form.draft.put(name, value)
    assert form.save()
    (record,) = office.sql("SELECT id FROM header WHERE number = ?", by_hand)[0]
    assert attached(office, record) == 1
    assert desk.tray() == []
    assert not beside.isVisible()


def test_the_picture_is_put_away_by_a_key_and_its_keys_with_it(window, by_hand, keys):
    keys.press(window.paper.tray, ENTER)
    beside = window.paper.beside
    before = len(window.actions())
    keys.press(window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert not beside.isVisible()
    assert len(window.actions()) < before
    window.show_paper()
    keys.press(window.paper.tray, ENTER)
    assert beside.isVisible()
    assert len(window.actions()) == before


def test_a_page_of_a_book_is_typed_in_line_by_line_and_then_is_home(window, papers, keys, qtbot, desk):
    number, paper = papers.empty("communication", "P-02")
    take_in(window, qtbot, papers.scan("值班.pdf", paper))
    tray = window.paper.tray
    assert number in tray.target_label.text()
    keys.press(tray, ENTER)
    assert window.binders["communication"].form.draft is not None
    assert window.paper.beside.isVisible()
    window.paper.show_section(TRAY)
    window.paper.tray.file_all_the_same()
    assert desk.tray() == []
    assert not window.paper.beside.isVisible()
    desk.scan_room.close()


# -- who may see what ----------------------------------------------------------------------------------------


def test_pages_of_others_are_counted_and_not_shown(scan_desk, papers, taken, office):
    record = papers.complaint()
    taken(papers.scan("a.pdf", papers.printed(record)), papers.blank_back())
    scan_desk.show_section(TRAY)
    assert not scan_desk.tray.others.isVisible()
    office.store.database.execute_sql(
        'UPDATE "header" SET "visibility" = ? WHERE "id" = ?', (f",staff:{office.lin.id},", record)
    )
    scan_desk.tray.read()
    assert scan_desk.tray.pages == []
    assert "1" in scan_desk.tray.others.text()
    assert scan_desk.tray.calm.isVisible()
