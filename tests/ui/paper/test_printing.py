"""From what the window asks for to paper, file and Excel, and what the office remembers of it."""

from __future__ import annotations

import datetime
import sys

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog

from custdesk.errors import KnownError
from custdesk.exchange import table_file
from custdesk.exchange.workbook import read_workbook
from custdesk.paper.render import page_count, page_images, page_sizes
from custdesk.store.reader import ListQuery
from tests.scanner import scanner
from ui.paper.asking import ListDialog, PrinterDialog, TurnDialog
from ui.paper.export import Exporting
from ui.paper.printers import ONE_SIDE, TURN, PrinterHabits, Printers, passes
from ui.paper.printing import file_name

__all__ = ["scanner"]
ENTER, SHIFT = Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier


def prints(office) -> list[tuple]:
    return office.sql('SELECT "record", "sheet", "copy", "pages" FROM "print" ORDER BY "id"')


@pytest.fixture
def preview_of(printing, qtbot):
    """Ask for something, wait for its first page."""

    def preview_of(ask, *what):
        ask(*what)
        dialog = printing.preview
        qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
        return dialog

    return preview_of


def ink(pdf: bytes, page: int = 0) -> tuple[int, int]:
    """First row and column with ink at 25.4 dpi: millimetres."""
    ((wide, high, stride, pixels),) = page_images(pdf, 25.4, page, page + 1, grey=True)
    rows = [pixels[row * stride : row * stride + wide] for row in range(high)]
    down = next(place for place, row in enumerate(rows) if min(row) < 200)
    return down, min(next((at for at, dot in enumerate(row) if dot < 200), wide) for row in rows)


# --- paper --------------------------------------------------------------------------------------------------


def test_shift_enter_prints_at_once_and_logs(preview_of, printing, office, complaint, tmp_path, qtbot, said):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    assert prints(office) == []
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert page_count(paper) == 2
    assert page_sizes(paper)[0] == pytest.approx((595, 842), abs=1)
    assert prints(office) == [(complaint, "P-03", 1, 2)]
    assert printing.preview is None
    assert said


#: Windows shows its own, which no test can press
OUR_DIALOG = pytest.mark.skipif(sys.platform == "win32", reason="the system's own dialog")


@OUR_DIALOG
def test_enter_twice_prints_through_the_print_dialog(
    preview_of, printing, office, complaint, tmp_path, qtbot
):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    qtbot.keyClick(dialog.strip, ENTER)
    assert isinstance(printing.asking, QPrintDialog)
    assert prints(office) == []
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        printing.asking.accept()
    assert (tmp_path / "paper.pdf").exists()
    assert prints(office) == [(complaint, "P-03", 1, 2)]


def test_where_there_is_no_printer_the_systems_dialog_would_not_open(
    preview_of, printing, office, complaint, qtbot, monkeypatch
):
    monkeypatch.setattr("ui.paper.printing.SYSTEMS_OWN", True)
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    qtbot.keyClick(dialog.strip, ENTER)
    assert printing.asking is None
    assert "没有打印机" in dialog.problems.text()
    assert prints(office) == []
    dialog.save.click()
    assert isinstance(printing.asking, QFileDialog)


@OUR_DIALOG
def test_a_print_dialog_given_up_logs_nothing(preview_of, printing, office, complaint, qtbot):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    qtbot.keyClick(dialog.strip, ENTER)
    printing.asking.reject()
    assert prints(office) == []
    assert printing.preview is dialog


@pytest.mark.qt_log_ignore(r"^QPainter::begin\(\): Returned false$", extend=True)  # the trouble itself
def test_a_printer_that_does_not_answer_is_said_and_nothing_logged(
    preview_of, printing, office, complaint, tmp_path, qtbot
):
    (tmp_path / "paper.pdf").mkdir()
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    qtbot.waitUntil(dialog.problems.isVisible, timeout=20_000)
    assert prints(office) == []
    assert dialog.print_button.isEnabled()


def test_the_offset_of_a_printer_moves_the_page(preview_of, printing, office, complaint, tmp_path, qtbot):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    printing.printers.keep("", PrinterHabits(ONE_SIDE, right=6, down=10))
    straight = ink(dialog.pdf)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    moved = ink((tmp_path / "paper.pdf").read_bytes())
    assert moved[0] - straight[0] == pytest.approx(10, abs=1)
    assert moved[1] - straight[1] == pytest.approx(6, abs=1)


def test_fronts_then_turn(preview_of, printing, office, complaint, tmp_path, qtbot):
    printing.printers.keep("", PrinterHabits(TURN))
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    qtbot.waitUntil(lambda: isinstance(printing.asking, TurnDialog), timeout=20_000)
    assert page_count((tmp_path / "paper.pdf").read_bytes()) == 1
    assert prints(office) == []
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        printing.asking.accept()
    assert prints(office) == [(complaint, "P-03", 1, 2)]


def test_passes():
    turn = PrinterHabits(TURN)
    assert passes(3, PrinterHabits()) == [[0, 1, 2]]
    assert passes(1, turn) == [[0]]
    assert passes(4, turn) == [[0, 2], [1, 3]]
    assert passes(3, turn) == [[0, 2], [1, -1]]
    assert passes(3, PrinterHabits(TURN, back_reversed=True)) == [[0, 2], [-1, 1]]


def test_several_forms_are_one_job(preview_of, printing, office, tmp_path, qtbot):
    ids = [office.complaint("accepted") for _ in range(7)]
    dialog = preview_of(printing.print_many, ids)
    assert dialog.strip.pages == 14
    with qtbot.waitSignal(dialog.finished, timeout=30_000):
        qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    assert prints(office) == [(one, "P-03", 1, 2) for one in ids]


def test_a_refusal_is_said_and_opens_nothing(printing, office, said):
    raw = office.complaint("registered")
    printing.print_record(office.see(raw, office.lin))
    assert printing.preview is None
    assert len(said) == 1


def test_empty_forms(preview_of, printing):
    assert preview_of(printing.print_blank, "complaint", 2).strip.pages == 4


# --- file ---------------------------------------------------------------------------------------------------


def test_ctrl_s_saves_the_very_pdf_and_logs(preview_of, printing, office, complaint, tmp_path, qtbot):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    pdf = dialog.pdf
    qtbot.keyClick(dialog.strip, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(printing.asking, QFileDialog)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        printing.asking.fileSelected.emit(str(tmp_path / "单.pdf"))
    assert (tmp_path / "单.pdf").read_bytes() == pdf
    assert prints(office) == [(complaint, "P-03", 1, 2)]


def test_a_file_that_cannot_be_written_is_said(preview_of, printing, office, complaint, tmp_path, qtbot):
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    dialog.save.click()
    printing.asking.fileSelected.emit(str(tmp_path / "nowhere" / "单.pdf"))
    assert "单.pdf" in dialog.problems.text()
    assert prints(office) == []


def test_a_pdf_that_a_viewer_has_open_stays_as_it_was(
    preview_of, printing, office, complaint, tmp_path, qtbot, scanner
):
    (tmp_path / "单.pdf").write_bytes(b"old")
    dialog = preview_of(printing.print_record, office.see(complaint, office.lin))
    dialog.save.click()
    scanner.hold("单.pdf")
    printing.asking.fileSelected.emit(str(tmp_path / "单.pdf"))
    assert "单.pdf" in dialog.problems.text()
    assert (tmp_path / "单.pdf").read_bytes() == b"old"
    assert prints(office) == []


def test_file_names(press, complaint, office):
    assert file_name(press.sheet_job([complaint])) == "TS-2027-0001.pdf"
    assert file_name(press.blank_job("complaint")) == "顾客来访-投诉处理单.pdf"


# --- lists --------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(printing, window):
    def asked(form: str) -> ListDialog:
        printing.print_list(form)
        return window.findChildren(ListDialog)[-1]

    return asked


def test_p01_starts_with_this_shift(asked, printing, office, qtbot):
    office.entry(content="问停车证")
    dialog = asked("duty_log")
    assert dialog.ways["shift"].isChecked()
    assert dialog.period.shift == office.shift
    assert not dialog.public.isVisibleTo(dialog)
    qtbot.keyClick(dialog, ENTER)
    qtbot.waitUntil(lambda: bool(printing.preview and printing.preview.pdf), timeout=20_000)
    assert [one.number for one in printing.preview.job.snapshots] == ["ZB-2027-0001"]


def test_p04_starts_with_this_month_and_may_be_public(asked, printing, complaint, office, qtbot, tmp_path):
    dialog = asked("complaint")
    assert dialog.ways["month"].isChecked()
    assert not dialog.ways["shift"].isVisibleTo(dialog)
    dialog.public.setChecked(True)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(printing.preview and printing.preview.pdf), timeout=20_000)
    assert printing.preview.job.style.public
    assert "2027" in printing.preview.title.text()
    with qtbot.waitSignal(printing.preview.finished, timeout=20_000):
        printing.preview.at_once.click()
    assert prints(office) == [(None, "P-04", 1, 1)]


def test_a_day_of_p01(asked, printing):
    dialog = asked("duty_log")
    dialog.ways["day"].setChecked(True)
    assert dialog.period.since == datetime.datetime(2027, 4, 16)


def test_a_form_without_list_says_so(printing, said):
    printing.print_list("customer")
    assert len(said) == 1


# --- printers -----------------------------------------------------------------------------------------------


def test_habits_are_kept_per_printer(tmp_path):
    path = str(tmp_path / "printers.ini")
    Printers(QSettings(path, QSettings.Format.IniFormat)).keep("HP/1", PrinterHabits(TURN, 1.5, -2, True))
    again = Printers(QSettings(path, QSettings.Format.IniFormat))
    assert again.habits("HP/1") == PrinterHabits(TURN, 1.5, -2, True)
    assert again.habits("other") == PrinterHabits()


def test_a_remembered_printer_that_is_gone_is_not_used(tmp_path):
    printers = Printers(QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat))
    printers.remember("gone")
    assert printers.last == "gone"
    assert printers.direct() == ""


def test_the_printer_dialog_keeps_what_was_chosen(desk, tmp_path, qtbot):
    printers = Printers(QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat))
    dialog = PrinterDialog(desk.words, printers)
    qtbot.addWidget(dialog)
    assert not dialog.back.isEnabled()
    dialog.sides.setCurrentIndex(dialog.sides.findData(TURN))
    assert dialog.back.isEnabled()
    dialog.right.setValue(2.5)
    name = dialog.printer.currentText()
    dialog.accept()
    assert printers.habits(name) == PrinterHabits(TURN, right=2.5)


# --- Excel --------------------------------------------------------------------------------------------------


@pytest.fixture
def exporting(desk, bus, lanes, window):
    return Exporting(desk, bus, lanes, window)


def test_the_whole_list_goes_to_excel_masked_and_logged(
    exporting, desk, office, complaint, tmp_path, qtbot, said
):
    ids = [complaint, *(office.complaint("registered", content="=1+1") for _ in range(4))]
    desk.reveal(office.resident("马先生"), "phone")
    for form, count, path in (("complaint", len(ids), "投诉.xlsx"), ("customer", 5, "住户.xlsx")):
        exporting.export(ListQuery(form))
        exporting.asking.fileSelected.emit(str(tmp_path / path))
        qtbot.waitUntil(lambda: exporting.progress is None, timeout=30_000)
        (sheet,) = read_workbook(tmp_path / path)
        assert len(sheet.lines) == count + 1
    assert office.sql("SELECT count(*) FROM trail WHERE what = 'export'") == [(2,)]
    texts = [cell.text for line in sheet.lines for cell in line.cells]
    assert "138****0603" in texts
    assert not any("13800050603" in text for text in texts)
    (complaints,) = read_workbook(tmp_path / "投诉.xlsx")
    values = [cell.value for line in complaints.lines for cell in line.cells]
    assert "=1+1" in values
    assert datetime.datetime(2027, 4, 19) in values  # due on the 19th, kept as the 20th 00:00
    assert len(said) == 2


def test_a_cancelled_export_leaves_no_file(exporting, office, complaint, tmp_path, qtbot, said):
    exporting.export(ListQuery("complaint"))
    exporting.asking.fileSelected.emit(str(tmp_path / "投诉.xlsx"))
    exporting.progress.canceled.emit()
    qtbot.waitUntil(lambda: exporting.progress is None, timeout=20_000)
    assert not (tmp_path / "投诉.xlsx").exists()
    assert office.sql("SELECT count(*) FROM trail WHERE what = 'export'") == [(0,)]
    assert len(said) == 1


def test_an_excel_file_that_cannot_be_written_is_said(exporting, complaint, tmp_path, qtbot, said):
    exporting.export(ListQuery("complaint"))
    exporting.asking.fileSelected.emit(str(tmp_path / "nowhere" / "投诉.xlsx"))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert isinstance(said[0], KnownError)


def test_a_list_longer_than_a_sheet_is_said_to_go_on_on_the_next(
    exporting, office, complaint, tmp_path, qtbot, said, monkeypatch
):
    monkeypatch.setattr(table_file, "EXCEL_LINES", 3)
    for _ in range(4):
        office.complaint()
    exporting.export(ListQuery("complaint"))
    exporting.asking.fileSelected.emit(str(tmp_path / "投诉.xlsx"))
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert dict(said[0].values)["sheets"] == 3
    assert len(read_workbook(tmp_path / "投诉.xlsx")) == 3


def test_the_desk_goes_on_while_a_list_is_exported(exporting, office, complaint, tmp_path, qtbot, said):
    """What she saves meanwhile waits for nothing, and the file holds the list as it stood."""
    exporting.export(ListQuery("complaint"))
    exporting.asking.fileSelected.emit(str(tmp_path / "投诉.xlsx"))
    assert not exporting.progress.isModal()
    office.entry()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert len(read_workbook(tmp_path / "投诉.xlsx")[0].lines) == 2
