"""The import dialog on real workbooks: seen, decided by keyboard, written as one act, taken back by one."""

from __future__ import annotations

import gc
import weakref

import openpyxl
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from custdesk.exchange.deciding import OLD_BOOK, ROSTER, Status
from custdesk.exchange.workbook import read_workbook
from custdesk.resources import resource
from tests.custdesk.exchange.lists import ROSTER_HEAD, written
from ui.importing import ImportDialog

CLEAN = ["9-101", "张三", "13812345678", "业主", None, None]
BENT = ["9-102", "李 四", "138 1234 5679", "业主", None, None]
LOST = ["9-103", "王五", "1.38E+10", "业主", None, None]
KNOWN = ["5-603", "马先生", "13800050603", "业主", None, None]


@pytest.fixture
def opened(desk, bus, lanes, qtbot, active):
    """Open the dialog, with a file read and examined where one is given."""

    def make(path=None, kind=ROSTER):
        dialog = ImportDialog(desk, bus, lanes, kind)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.open()
        active(dialog)
        if path is not None:
            dialog.read(path)
            examined(qtbot, dialog)
        return dialog

    return make


@pytest.fixture
def roster(tmp_path):
    return lambda *rows: written(tmp_path / "roster.xlsx", ROSTER_HEAD, *rows)


def stands(dialog):
    deciding = dialog.deciding
    return [deciding.status(entry) for entry in deciding.found.entries]


def examined(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog.deciding is not None)


def settled(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog._job is None)


def test_before_a_file_it_says_which_columns_are_expected(opened, tmp_path, desk):
    dialog = opened()
    assert dialog.pages.currentIndex() == 0
    assert not dialog.import_button.isEnabled()
    dialog.save_template(str(tmp_path / "模板.xlsx"))
    (sheet,) = read_workbook(tmp_path / "模板.xlsx")
    assert sheet.lines[0].cells[0].text == desk.words(ROSTER.fields["building"])


def test_a_clean_list_is_imported_at_once_and_taken_back_at_once(opened, roster, qtbot, desk, bus, office):
    dialog = opened(roster(CLEAN, KNOWN))
    assert stands(dialog) == [Status.READY, Status.KNOWN]
    assert dialog.import_button.isEnabled()
    assert "1" in dialog.import_button.text()
    said, reports, changed = [], [], []
    bus.said.connect(said.append)
    bus.changed.connect(changed.append)
    dialog.imported.connect(reports.append)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(reports))
    assert office.unit("9-101")
    assert "Ctrl+Z" in desk.words(said[0])
    assert {form for _id, form in changed[0].records} == {"unit", "customer"}
    assert [line.what.msgid for line in reports[0].lines] == ["imported", "known already"]
    desk.undo()
    assert (
        office.sql(
            "SELECT id FROM unit u JOIN header h USING (id) WHERE u.key = '9-101' AND state = 'active'"
        )
        == []
    )


def test_import_waits_until_every_row_is_decided_and_says_which_are_not(opened, roster, qtbot, keys):
    dialog = opened(roster(CLEAN, BENT, LOST))
    assert stands(dialog) == [Status.READY, Status.REPAIR, Status.PROBLEM]
    assert not dialog.import_button.isEnabled()
    assert "3、4" in dialog.message.text()
    rows = dialog.page.rows
    rows.setFocus()
    keys.press(rows, Qt.Key.Key_Return)
    assert rows.currentIndex().row() == 1
    assert dialog.page.findings.count() == 2
    keys.press(rows, Qt.Key.Key_Space)
    assert stands(dialog)[1] is Status.READY
    keys.press(rows, Qt.Key.Key_Return)
    keys.press(rows, Qt.Key.Key_Delete)
    assert stands(dialog)[2] is Status.LEFT_OUT
    assert dialog.import_button.isEnabled()
    assert not dialog.message.isVisible()
    keys.press(rows, Qt.Key.Key_Delete)
    assert stands(dialog)[2] is Status.PROBLEM
    keys.press(rows, Qt.Key.Key_Up)
    keys.press(rows, Qt.Key.Key_Space)
    assert stands(dialog)[1] is Status.REPAIR


def test_each_repair_is_taken_by_itself(opened, roster, keys):
    dialog = opened(roster(BENT))
    findings = dialog.page.findings
    findings.setFocus()
    assert "138 1234 5679 → 13812345679" in findings.item(1).text()
    keys.press(findings, Qt.Key.Key_Space)
    assert dialog.deciding.taken == {(2, "name")}
    keys.press(findings, Qt.Key.Key_Down)
    keys.press(findings, Qt.Key.Key_Space)
    assert stands(dialog) == [Status.READY]


def test_certain_repairs_and_repairs_alike_are_taken_by_one_button(opened, roster, qtbot):
    twice = "13812345678/13900001111"
    other = ["9-104", "赵六", twice, "业主", None, None]
    dialog = opened(roster(BENT, other, ["9-105", "孙七", twice, "业主", None, None]))
    page = dialog.page
    assert "2" in page.certain.text()
    qtbot.mouseClick(page.certain, Qt.MouseButton.LeftButton)
    assert stands(dialog) == [Status.READY, Status.REPAIR, Status.REPAIR]
    assert not page.certain.isEnabled()
    page.rows.go_to_next()
    qtbot.mouseClick(page.alike, Qt.MouseButton.LeftButton)
    assert [repair.field for repair in dialog.deciding.found.rows[1].repairs] == ["phone"]
    assert stands(dialog) == [Status.READY, Status.READY, Status.READY]


def test_a_cell_is_typed_over_and_the_row_examined_again(opened, roster, qtbot, keys):
    dialog = opened(roster(CLEAN, LOST))
    rows, model = dialog.page.rows, dialog.page.model
    phone = next(at for at in range(model.columnCount()) if model.field(at) == "phone")
    assert model.index(1, phone).data() == "1.38E+10"
    rows.setFocus()
    rows.setCurrentIndex(model.index(1, phone))
    keys.press(rows, Qt.Key.Key_F2)
    editor = rows.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "13812345670")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stands(dialog) == [Status.READY, Status.READY])
    assert rows.currentIndex().row() == 1
    assert model.index(1, phone).data() == "13812345670"
    assert dialog.import_button.isEnabled()


def test_only_what_needs_a_decision(opened, roster):
    dialog = opened(roster(CLEAN, BENT, LOST))
    dialog.page.only_open.setChecked(True)
    model = dialog.page.model
    assert [model.entry(row).line for row in range(model.rowCount())] == [3, 4]
    dialog.page.rows.take_selected()
    assert model.rowCount() == 2, "a decided row stays until the list is filtered again"


def test_columns_are_proposed_and_may_be_changed(opened, tmp_path, qtbot):
    dialog = opened(written(tmp_path / "a.xlsx", ["房号", "姓名", "甲"], ["9-101", "张三", "13812345678"]))
    columns = dialog.page.columns
    assert [columns.choice(at).currentData() for at in range(3)] == ["room", "name", ""]
    columns.choice(2).picked.emit(2, "phone")
    qtbot.waitUntil(lambda: dialog.deciding is not None)
    assert dialog.deciding.found.rows[0].phone == "13812345678"
    columns.choice(2).picked.emit(2, "room")
    settled(qtbot, dialog)
    assert columns.choice(0).currentData() == ""


def test_without_a_known_column_it_asks_for_it(opened, tmp_path, qtbot, desk):
    dialog = opened()
    dialog.read(written(tmp_path / "a.xlsx", ["甲", "乙"], ["9-101", "张三"]))
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1)
    settled(qtbot, dialog)
    assert dialog.message.isVisible()
    assert dialog.deciding is None
    columns = dialog.page.columns
    columns.choice(0).picked.emit(0, "room")
    columns.choice(1).picked.emit(1, "name")
    qtbot.waitUntil(lambda: dialog.deciding is not None)
    # without a heading every line is a row
    assert [entry.line for entry in dialog.deciding.found.entries] == [1, 2]


def test_every_sheet_of_the_workbook_can_be_chosen(opened, tmp_path, qtbot):
    book = openpyxl.Workbook()
    for name, room in (("一期", "9-101"), ("二期", "9-102")):
        page = book.create_sheet(name)
        page.append(["房号", "姓名"])
        page.append([room, "张三"])
    book.save(tmp_path / "a.xlsx")
    dialog = opened(tmp_path / "a.xlsx")
    assert [dialog.sheet.itemText(at) for at in range(dialog.sheet.count())] == ["一期", "二期"]
    dialog.show_sheet(1)
    qtbot.waitUntil(lambda: dialog.deciding is not None)
    assert dialog.deciding.found.rows[0].unit.room == "102"


@pytest.mark.parametrize("content", [b"", b"hello", b"\xd0\xcf\x11\xe0 old", None])
def test_an_unreadable_file_is_told_with_a_way_out(opened, tmp_path, qtbot, content):
    if content is not None:
        (tmp_path / "a.xlsx").write_bytes(content)
    dialog = opened()
    dialog.read(tmp_path / "a.xlsx")
    settled(qtbot, dialog)
    assert "a.xlsx" in dialog.message.text()
    assert "\n" in dialog.message.text()
    assert dialog.isVisible()


def test_what_is_under_way_can_be_stopped(opened, roster, qtbot):
    dialog = opened()
    dialog.read(roster(CLEAN))
    assert dialog.cancel_button.isVisible()
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    dialog._lanes.wait()
    QCoreApplication.processEvents()
    assert dialog.deciding is None
    assert not dialog.cancel_button.isVisible()


def test_a_refused_import_says_why_and_keeps_the_decisions(opened, roster, qtbot, desk, office):
    dialog = opened(roster(CLEAN, BENT))
    dialog.page.take_certain()
    office.save("unit", office.su, building="9", room="101")  # meanwhile, elsewhere
    dialog.import_rows()
    assert not dialog.import_button.isEnabled()
    settled(qtbot, dialog)
    assert "9-101" in dialog.message.text()
    assert stands(dialog) == [Status.READY, Status.READY]
    assert office.sql("SELECT id FROM customer WHERE name = '李四'") == []


def test_the_report_can_be_saved_before_anything_is_written(opened, roster, tmp_path):
    dialog = opened(roster(CLEAN, BENT))
    assert not dialog.report_button.isEnabled()
    dialog.page.take_certain()
    assert dialog.report_button.isEnabled()
    dialog.save_report(str(tmp_path / "r.xlsx"))
    assert len(read_workbook(tmp_path / "r.xlsx")[0].lines) > 4


def test_the_old_register_goes_the_same_way(opened, qtbot, desk, office):
    dialog = opened(resource("samples") / "old_complaints.xlsx", OLD_BOOK)
    page = dialog.page
    page.rows.selectAll()
    page.rows.take_selected()
    dialog.deciding.leave_out(page.undecided)
    page.model.tell_decided()
    reports = []
    dialog.imported.connect(reports.append)
    dialog.import_rows()
    qtbot.waitUntil(lambda: bool(reports))
    assert office.one("SELECT count(*) FROM header WHERE state = 'old_register'") >= 8


@pytest.mark.parametrize("kind", [ROSTER, OLD_BOOK], ids=["roster", "old register"])
def test_a_closed_dialog_is_gone(desk, bus, lanes, qtbot, kind, roster):
    dialog = ImportDialog(desk, bus, lanes, kind)
    dialog.open()
    if kind is ROSTER:
        dialog.read(roster(CLEAN, BENT))
        examined(qtbot, dialog)
    settled(qtbot, dialog)
    gone = weakref.ref(dialog)
    gc.collect()
    gc.disable()
    try:
        dialog.reject()
        del dialog
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        assert gone() is None
    finally:
        gc.enable()


def test_every_part_has_a_name_for_who_cannot_see_it(opened, roster):
    dialog = opened(roster(CLEAN, BENT))
    page = dialog.page
    named = (
        dialog.sheet,
        page.rows,
        page.findings,
        page.columns,
        page.columns.choice(0),
        dialog.import_button,
    )
    assert all(part.accessibleName() or part.text() for part in named)
    assert all(len(page.model.index(row, 0).data()) > 2 for row in range(page.model.rowCount())), (
        "sign and word"
    )
