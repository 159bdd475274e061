"""Empty sheets in the window: asked for, numbered, printed or given back (R-008)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.paper.render import page_text
from custdesk.press import Press
from custdesk.store import reserving
from tests.desk_blanks import kit, reserved
from tests.desks import Office
from ui.paper.blanks import BlankDialog
from ui.paper.printing import file_name

pytestmark = pytest.mark.rule("R-008")

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def next_number(office: Office) -> str:
    return reserving.ahead(office.store.database, "TS", office.clock.now, 1)[0]


# --- asking -------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(desk, qtbot, dialog_of):
    def asking(form: str = "complaint") -> tuple[BlankDialog, list[object]]:
        dialog = BlankDialog(desk, form)
        told: list[object] = []
        dialog.chosen.connect(told.append)
        return dialog_of(dialog), told

    return asking


def test_enter_takes_twenty_numbered_sheets_and_says_which_numbers(asking, qtbot, office):
    dialog, told = asking()
    assert "TS-2027-0001–0020" in dialog.said.text()
    assert "收回" in dialog.hint.text()
    qtbot.keyClick(dialog, ENTER)
    (chosen,) = told
    assert (chosen.blank.form, chosen.blank.sheet, chosen.count, chosen.numbered) == (
        "complaint",
        "P-03",
        20,
        True,
    )
    assert reserved(office) == []  # asking takes nothing yet


def test_the_count_is_typed_at_once(asking, qtbot, keys):
    dialog, told = asking("repair_order")
    assert dialog.count.hasFocus()
    keys.type(dialog, "7")
    assert "WX-2027-0001–0007" in dialog.said.text()
    keys.press(dialog, ENTER)
    assert (told[0].blank.form, told[0].count) == ("repair_order", 7)


def test_without_numbers_none_are_set_aside(asking, qtbot):
    dialog, told = asking()
    dialog.numbered.click()
    assert "不预留" in dialog.said.text()
    qtbot.keyClick(dialog, ENTER)
    assert not told[0].numbered


def test_a_form_that_has_no_numbers_says_so(asking):
    dialog, _told = asking("reply_letter")
    assert not dialog.numbered.isEnabled()
    assert not dialog.kit.numbered
    assert "没有自己的编号" in dialog.said.text()
    dialog.sheet.setCurrentIndex(dialog.sheet.findText("P-02", Qt.MatchFlag.MatchStartsWith))
    assert dialog.kit.numbered
    assert "BK-2027-0001" in dialog.said.text()


def test_esc_asks_for_nothing_and_ctrl_l_for_the_list(asking, qtbot):
    dialog, told = asking()
    with qtbot.waitSignal(dialog.listing):
        qtbot.keyClick(dialog, Qt.Key.Key_L, CTRL)
    dialog, told = asking()
    qtbot.keyClick(dialog, ESC)
    assert told == []


# --- preview and paper --------------------------------------------------------------------------------------


@pytest.fixture
def preview(printing, qtbot):
    def preview(count: int = 3, form: str = "complaint", **how):
        printing.print_blank(form, count, numbered=True, **how)
        dialog = printing.preview
        qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
        return dialog

    return preview


def test_printed_numbers_are_kept_and_said_on_each_sheet(preview, printing, office, qtbot):
    dialog = preview()
    numbers = dialog.job.reserved
    assert numbers == ("TS-2027-0001", "TS-2027-0002", "TS-2027-0003")
    assert numbers[0] in dialog.title.text()
    assert [number in page for number, page in zip(numbers, page_text(dialog.pdf)[::2], strict=True)] == [
        True
    ] * 3
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    assert reserved(office) == [(number, True) for number in numbers]
    assert next_number(office) == "TS-2027-0004"


def test_closing_the_preview_gives_the_numbers_back(preview, printing, office, qtbot, said, desk):
    dialog = preview()
    assert len(reserved(office)) == 3
    qtbot.keyClick(dialog, ESC)
    assert reserved(office) == []
    assert next_number(office) == "TS-2027-0001"
    assert "TS-2027-0001–0003" in desk.words(said[-1])


def test_saving_the_pdf_counts_as_printing(preview, printing, office, qtbot, tmp_path):
    dialog = preview()
    assert file_name(dialog.job) == "顾客来访-投诉处理单 TS-2027-0001–0003.pdf"
    qtbot.keyClick(dialog.strip, Qt.Key.Key_S, CTRL)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        printing.asking.fileSelected.emit(str(tmp_path / "空白.pdf"))
    assert [printed for _number, printed in reserved(office)] == [True] * 3


def test_another_sheet_in_the_preview_carries_the_same_numbers(preview, printing, office, qtbot):
    dialog = preview(2, "community_event", sheet="P-12")
    numbers, first = dialog.job.reserved, dialog.pdf
    dialog.sheets.choose("P-13")
    qtbot.waitUntil(lambda: bool(dialog.pdf) and dialog.pdf != first, timeout=20_000)
    assert dialog.job.reserved == numbers
    assert numbers[1] in "".join(page_text(dialog.pdf))
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    found = [reserving.find(office.store.database, number) for number in numbers]
    assert [(one.sheet, one.printed_at is not None) for one in found] == [("P-13", True)] * 2


def test_another_sheet_and_then_closed_gives_the_numbers_back_too(preview, office, qtbot):
    dialog = preview(2, "community_event", sheet="P-12")
    dialog.sheets.choose("P-13")
    qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
    qtbot.keyClick(dialog, ESC)
    assert reserved(office) == []


@pytest.mark.qt_log_ignore(r"^QPainter::begin\(\): Returned false$", extend=True)  # the trouble itself
def test_a_printer_that_takes_nothing_uses_up_no_numbers(preview, office, qtbot, tmp_path):
    (tmp_path / "paper.pdf").mkdir()
    dialog = preview()
    qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    qtbot.waitUntil(dialog.problems.isVisible, timeout=20_000)
    qtbot.keyClick(dialog, ESC)
    assert reserved(office) == []


def test_numbers_stay_set_aside_where_a_page_may_be_on_paper(preview, office, qtbot, monkeypatch, said, desk):
    """The printer stopped after two pages: those numbers may be out of the tray already."""

    def stops(printer, pdf, habits, pages, tell):
        tell(1, 6)
        raise KnownError(N_("The printer stopped after {done} pages").having(done=1))

    monkeypatch.setattr("ui.paper.printing.put_on", stops)
    dialog = preview()
    qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    qtbot.waitUntil(dialog.problems.isVisible, timeout=20_000)

    def silent(printer, pdf, habits, pages, tell):
        raise KnownError(N_("The printer does not answer"))

    monkeypatch.setattr("ui.paper.printing.put_on", silent)  # tried again, and nothing more comes
    qtbot.keyClick(dialog.strip, ENTER, SHIFT)
    silence = desk.words(N_("The printer does not answer"))
    qtbot.waitUntil(lambda: silence in dialog.problems.text(), timeout=20_000)
    qtbot.keyClick(dialog, ESC)
    assert [printed for _number, printed in reserved(office)] == [True] * 3
    assert "仍然预留" in desk.words(said[-1])


def test_a_sheet_that_cannot_be_drawn_gives_its_numbers_back(printing, office, qtbot):
    from custdesk.store.store import SYSTEM

    office.store.set_setting("office_name", "翠湖😀", SYSTEM)
    printing.print_blank("complaint", 3, numbered=True)
    dialog = printing.preview
    qtbot.waitUntil(dialog.problems.isVisible, timeout=20_000)
    qtbot.keyClick(dialog, ESC)
    assert reserved(office) == []


def test_a_job_that_cannot_be_prepared_gives_its_numbers_back(printing, office, monkeypatch, said):
    def fails(*_given, **_more):
        raise KnownError(N_("This record has no paper form"))

    monkeypatch.setattr(Press, "blank_job", fails)
    printing.print_blank("complaint", 3, numbered=True)
    assert printing.preview is None
    assert reserved(office) == []
    assert said


def test_a_reprint_keeps_its_numbers_whatever_becomes_of_it(printing, office, qtbot):
    numbers = kit(office, 2, "community_event", "P-12")
    printing.print_again(list(numbers))
    dialog = printing.preview
    qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
    assert dialog.job.reserved == numbers
    dialog.sheets.choose("P-13")  # another sheet of the same number would be one too many
    assert "另一种表" in dialog.problems.text()
    assert dialog.job.sheet.number == "P-12"
    assert dialog.sheets.buttons[0].isChecked()
    qtbot.keyClick(dialog, ESC)
    assert reserved(office) == [(number, True) for number in numbers]


def test_sheets_without_numbers_as_before(printing, office, qtbot):
    printing.print_blank("complaint", 2)
    dialog = printing.preview
    qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
    assert dialog.job.reserved == ()
    qtbot.keyClick(dialog, ESC)
    assert office.sql("SELECT * FROM reserved") == []
    assert next_number(office) == "TS-2027-0001"
