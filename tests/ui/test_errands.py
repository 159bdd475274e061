"""The window's menu: what is not done every hour, and still by the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from custdesk.rules import people


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
