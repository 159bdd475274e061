"""The window's menu: what is not done every hour, and still by the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from custdesk.rules import people
from tests import desk_repairs
from tests.desks import at
from ui.errands import DIGITS
from ui.paper.asking import ListDialog
from ui.paper.numbers import NumbersDialog


def menu_of(window) -> QMenu:
    button = window.errands.menu()
    button.setParent(window)
    return button.menu()


def test_every_entry_has_words_and_does_something(window):
    texts = [action.text() for action in menu_of(window).actions()]
    assert len(texts) == len(set(texts)) >= 9
    assert all(texts)


def test_accounts_are_for_the_manager_and_the_menu_says_so(window, desk, office):
    menu = menu_of(window)
    menu.aboutToShow.emit()
    assert not window.errands._accounts.isEnabled()
    assert window.errands._accounts.toolTip()
    desk.user = office.chen
    assert desk.user.role == people.MANAGER
    menu.aboutToShow.emit()
    assert window.errands._accounts.isEnabled()


def test_the_check_says_in_one_sentence_that_the_store_is_sound(window, qtbot):
    window.errands.check()
    checkup = window.errands._checkup
    qtbot.waitUntil(lambda: checkup.box is not None, timeout=20_000)
    assert "完好" in checkup.box.text()
    checkup.box.done(0)
    window.lanes.wait()


def test_a_backup_is_asked_for(window, qtbot):
    with qtbot.waitSignal(window.backup_wanted):
        window.errands.back_up()


def test_the_menu_shows_the_keys_and_each_key_is_taken_once(window):
    shown = dict(action.text().split("\t") for action in menu_of(window).actions() if "\t" in action.text())
    own = {key.toString() for action in window.actions() for key in action.shortcuts()}
    assert {"Ctrl+L", "F1", "F4"} <= set(shown.values()) <= own
    assert not any(
        action.shortcuts() for action in menu_of(window).actions()
    )  # shown here, taken by the window


def test_in_the_open_menu_a_digit_chooses(window):
    texts = [action.text() for action in menu_of(window).actions()]
    assert [text[:2] for text in texts] == [f"&{one}" for one in DIGITS[: len(texts)]]
    assert len(texts) <= len(DIGITS)


def test_f10_opens_the_menu_by_the_keyboard(window, keys):
    keys.press(window, Qt.Key.Key_F10)
    menu = window.errands._button.menu()
    assert menu.isVisible()
    assert menu.activeAction() is menu.actions()[0]
    menu.close()


@pytest.mark.parametrize(
    "errand",
    [
        "phone_through",
        "show_settings",
        "import_roster",
        "import_old_register",
        "keep_accounts",
        "print_blank",
        "show_numbers",
    ],
)
def test_the_keyboard_comes_back_to_where_it_was_when_an_errand_is_closed(
    window, active, keys, qtbot, errand
):
    getattr(window.errands, errand)()
    dialog = QApplication.activeModalWidget()
    active(dialog)
    keys.press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    assert window.workbench.list.hasFocus()


def test_the_days_calls_are_printed_as_a_list_from_the_page_that_phones_through_them(
    window, active, keys, qtbot, office
):
    order = desk_repairs.order(office, "finished", content="厨房龙头滴水")
    (call,) = [one["id"] for one in desk_repairs.of_order(office, order)]
    office.change(call, office.su, due_at=at("04-17 00:00"))
    window.errands.phone_through()
    page = QApplication.activeModalWidget()
    active(page)
    keys.press(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (asking,) = window.findChildren(ListDialog)
    assert asking.ways["day"].isChecked()
    active(asking)
    keys.press(asking, Qt.Key.Key_Return)
    printing = window.errands.printing
    qtbot.waitUntil(lambda: bool(printing.preview and printing.preview.pdf), timeout=20_000)
    job = printing.preview.job
    assert (job.sheet.number, [one.id for one in job.snapshots]) == ("P-36-07", [call])
    printing.preview.close()
    assert page.isVisible()
    page.close()


def test_empty_sheets_by_the_keyboard_from_the_menu_to_the_preview_and_back(
    window, active, keys, qtbot, office
):
    window.errands.print_blank()
    asking = QApplication.activeModalWidget()
    active(asking)
    keys.type(asking, "2")
    keys.press(asking, Qt.Key.Key_Return)
    printing = window.errands.printing
    qtbot.waitUntil(lambda: bool(printing.preview and printing.preview.pdf), timeout=20_000)
    assert printing.preview.job.reserved == ("TS-2027-0001", "TS-2027-0002")
    active(printing.preview)
    keys.press(printing.preview, Qt.Key.Key_Escape)
    assert office.sql("SELECT * FROM reserved") == []
    qtbot.waitUntil(window.isActiveWindow)


@pytest.mark.rule("R-008")
def test_a_handwritten_sheet_is_typed_in_from_the_list_of_numbers(window, active, keys, qtbot, office):
    numbers = office.store.reserve("complaint", "P-03", 2, office.lin)
    office.store.log_blanks(numbers, office.lin)
    window.errands.print_blank()
    asking = QApplication.activeModalWidget()
    active(asking)
    keys.ctrl(asking, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NumbersDialog))
    listed = QApplication.activeModalWidget()
    active(listed)
    keys.press(listed, Qt.Key.Key_Down)
    keys.press(listed, Qt.Key.Key_Return)
    view = window.binders["complaint"]
    qtbot.waitUntil(lambda: view._built and view.form.draft is not None)
    assert view.form.draft.number == numbers[1]
    assert numbers[1] in view.form.head.number.said.text()
    qtbot.waitUntil(window.isActiveWindow)


def test_the_lists_empty_forms_are_of_its_own_kind(window):
    window.errands.print_empty("repair_order")
    asking = QApplication.activeModalWidget()
    assert asking.kit.blank.form == "repair_order"
    asking.close()


def test_the_lists_menu_has_a_key(window, keys, qtbot):
    window.show_list("complaint")
    keys.press(window, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    menu = window.binders["complaint"]._more.menu()
    assert menu.isVisible()
    assert menu.activeAction() is menu.actions()[0]
    assert [action.text()[:2] for action in menu.actions()] == ["打印", "打印", "打印", "导出"]
    menu.close()
