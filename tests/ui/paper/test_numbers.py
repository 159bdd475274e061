"""The list of numbers on empty sheets: typed in, voided, settled, printed again, and taken back (R-008)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from tests.desk_blanks import kit, reserved
from ui.paper.numbers import NumbersDialog

pytestmark = pytest.mark.rule("R-008")

ENTER, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Delete
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
def listed(desk, dialog_of):
    def listed() -> NumbersDialog:
        return dialog_of(NumbersDialog(desk))

    return listed


def strike(qtbot, dialog: NumbersDialog, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the list, once the dialog has the keyboard: a window still closing may have taken it back."""

    def has_it() -> bool:
        dialog.activateWindow()
        dialog.table.setFocus()
        return QApplication.activeWindow() is dialog and dialog.table.hasFocus()

    qtbot.waitUntil(has_it)
    qtbot.keyClick(dialog.table, key, modifier)


def cells(dialog: NumbersDialog) -> list[list[str]]:
    table = dialog.table
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def choose(dialog: NumbersDialog, *rows: int) -> None:
    dialog.table.clearSelection()
    model = dialog.table.selectionModel()
    for row in rows:
        model.select(
            dialog.table.model().index(row, 0),
            model.SelectionFlag.Select | model.SelectionFlag.Rows,
        )


def test_it_says_which_sheets_wait_and_since_when(listed, office):
    kit(office, 1)
    office.store.reserve("duty_log", "P-01a", 1, office.lin)
    office.clock.set("2027-04-19 09:00")
    kit(office, 1, "communication", "P-02")
    dialog = listed()
    assert cells(dialog) == [
        ["TS-2027-0001", "P-03  顾客来访/投诉处理单", "04-16 18:50", "3"],
        ["ZB-2027-0001", "P-01a  值班记录", "2027年4月16日预留，没有打印", "–"],
        ["BK-2027-0001", "P-02  与顾客沟通登记表", "04-19 09:00", "今天"],
    ]
    assert "3" in dialog.tabs.tabText(0)
    assert dialog.print_button.text() == "再打印 Ctrl+P"  # the same word as on the board


def test_an_empty_list_says_so(listed, qtbot):
    dialog = listed()
    assert "没有待录入" in dialog.said.text()
    assert not dialog.type_button.isEnabled()
    for key in (ENTER, DELETE):
        strike(qtbot, dialog, key)
    assert dialog.isVisible()


def test_enter_opens_the_form_of_the_chosen_sheet(listed, office, qtbot):
    numbers = kit(office, 2)
    dialog = listed()
    strike(qtbot, dialog, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.typing) as told:
        strike(qtbot, dialog, ENTER)
    assert told.args[0].number == numbers[1]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_several_are_voided_with_one_reason_and_ctrl_z_takes_it_back(listed, office, qtbot):
    kit(office, 4)
    dialog = listed()
    choose(dialog, 1, 2)
    strike(qtbot, dialog, DELETE)
    dialog.reason.reason.setText("没用上")
    dialog.reason._on_accepted()
    assert [row[0] for row in cells(dialog)] == ["TS-2027-0001", "TS-2027-0004"]
    assert "TS-2027-0002–0003" in dialog.said.text()
    strike(qtbot, dialog, Qt.Key.Key_2, ALT)
    assert cells(dialog) == [
        [number, "P-03", "04-16 18:50  林晓燕", "没用上"] for number in ("TS-2027-0002", "TS-2027-0003")
    ]
    strike(qtbot, dialog, Qt.Key.Key_1, ALT)
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)
    assert len(cells(dialog)) == 4


def test_a_voided_one_that_turned_up_waits_again(listed, office, qtbot):
    numbers = kit(office, 2)
    office.store.void_reserved(numbers, "找不到，怀疑丢在门岗了", office.su)
    dialog = listed()
    strike(qtbot, dialog, Qt.Key.Key_2, ALT)
    assert "找不到，怀疑丢在门岗了" in dialog.said.text()
    choose(dialog, 1)
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)
    assert reserved(office) == [(numbers[1], True)]
    assert "恢复待录入" in dialog.said.text()


def test_no_reason_no_voiding(listed, office, qtbot):
    kit(office, 1)
    dialog = listed()
    strike(qtbot, dialog, DELETE)
    dialog.reason._on_accepted()
    assert dialog.reason.isVisible()
    dialog.reason.reject()
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)  # nothing was voided, nothing is taken back
    assert len(reserved(office)) == 1
    assert "没有作废" not in dialog.said.text()


def test_what_happened_meanwhile_is_said_and_shown(listed, office, qtbot):
    numbers = kit(office, 2)
    dialog = listed()
    office.store.void_reserved(numbers[:1], "没用上", office.su)
    strike(qtbot, dialog, ENTER)
    assert dialog.isVisible()
    assert f"{numbers[0]} 已作废" in dialog.said.text()
    assert [row[0] for row in cells(dialog)] == [numbers[1]]


def test_sheets_of_one_kind_are_printed_again(listed, office, qtbot):
    kit(office, 2)
    kit(office, 1, "repair_order", "P-06")
    dialog = listed()
    choose(dialog, 0, 1, 2)
    assert not dialog.print_button.isEnabled()
    choose(dialog, 0, 1)
    with qtbot.waitSignal(dialog.again) as told:
        strike(qtbot, dialog, Qt.Key.Key_P, CTRL)
    assert told.args[0] == ["TS-2027-0001", "TS-2027-0002"]


def test_a_page_of_a_book_is_settled_when_its_lines_are_in(listed, office, qtbot):
    pages = kit(office, 2, "communication", "P-02")
    kit(office, 1)
    dialog = listed()
    choose(dialog, 2)
    assert not dialog.settle_button.isEnabled()
    choose(dialog, 0)
    strike(qtbot, dialog, ENTER, CTRL)
    assert [number for number, _printed in reserved(office)] == [pages[1], "TS-2027-0001"]
    assert "Ctrl+Z" in dialog.said.text()
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)
    assert [number for number, _printed in reserved(office)] == [*pages, "TS-2027-0001"]
    assert pages[0] in dialog.said.text()
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)  # once only
    assert len(reserved(office)) == 3


def test_ctrl_enter_settles_one_page_after_the_other_while_ctrl_stays_down(listed, office, qtbot):
    kit(office, 3, "communication", "P-02")
    dialog = listed()
    for _page in range(2):
        strike(qtbot, dialog, ENTER, CTRL)
    assert [number for number, _printed in reserved(office)] == ["BK-2027-0003"]
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)
    assert [number for number, _printed in reserved(office)] == ["BK-2027-0002", "BK-2027-0003"]


def test_ctrl_z_takes_back_what_was_done_last(listed, office, qtbot):
    kit(office, 2, "communication", "P-02")
    dialog = listed()
    strike(qtbot, dialog, DELETE)
    dialog.reason.reason.setText("没用上")
    dialog.reason._on_accepted()
    strike(qtbot, dialog, ENTER, CTRL)
    assert reserved(office) == []
    strike(qtbot, dialog, Qt.Key.Key_Z, CTRL)
    assert [number for number, _printed in reserved(office)] == ["BK-2027-0002"]


@pytest.mark.parametrize("held", [SHIFT, CTRL, ALT])
def test_the_first_line_is_chosen_whatever_keys_are_held_when_it_opens(listed, office, qtbot, window, held):
    """Qt's own `selectRow` asks for held keys: under Shift nothing was chosen, and Enter and Del did nothing."""
    numbers = kit(office, 2)
    qtbot.keyClick(window, Qt.Key.Key_A, held)
    assert QApplication.keyboardModifiers() == held  # as long as nothing else is pressed
    dialog = listed()
    assert [one.number for one in dialog._chosen()] == [numbers[0]]
    assert dialog.type_button.isEnabled()


def test_every_button_has_a_name_and_long_lists_stay_quick(listed, office):
    kit(office, 400)
    dialog = listed()
    assert dialog.table.rowCount() == 400
    for button in (dialog.type_button, dialog.print_button, dialog.void_button, dialog.close_button):
        assert button.accessibleName()
