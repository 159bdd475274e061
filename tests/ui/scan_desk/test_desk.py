"""The tab "Paper" in the window: its key, its sections, what it says aloud, and that it goes quietly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from tests.ui.scan_desk.test_taking_in import acts, attached, drop
from ui.key_overview import KeyOverview, keys_of, keys_of_buttons
from ui.scan_desk.view import AWAY, TAKEN, TO_READ, TRAY

ROOT = Path(__file__).resolve().parents[3]
ALT = Qt.KeyboardModifier.AltModifier


def test_f8_shows_the_tab_from_anywhere_and_its_section_has_the_keyboard(window, keys):
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        keys.press(window, Qt.Key.Key_F8)
        assert window.tabs.currentWidget() is window.paper
        assert window.paper.board.isAncestorOf(QApplication.focusWidget())


def test_no_key_of_the_tab_is_one_of_the_windows(window):
    window.show_paper()
    everywhere = {key for key, _text in keys_of(window)}
    mine = [key for key, _text in keys_of(window.paper)]
    assert {"Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+P"} <= set(mine)
    assert not everywhere & set(mine)


@pytest.mark.parametrize("section", [AWAY, TRAY, TO_READ, TAKEN])
def test_no_two_actions_answer_to_the_same_key_in_a_section(scan_desk, papers, taken, section):
    taken(papers.scan("a.pdf", papers.printed(papers.complaint())), papers.blank_back())
    papers.printed(papers.complaint())
    scan_desk.show_section(section)
    seen: dict[str, str] = {}
    for part in (scan_desk, *scan_desk.findChildren(QAbstractButton)):
        if part is not scan_desk and not part.isVisible():
            continue
        for action in part.actions():
            for key in action.shortcuts():
                assert seen.setdefault(key.toString(), action.text()) == action.text()
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    inside = [one for one in scan_desk.sections[section].actions() if one.shortcutContext() == context]
    assert not {key.toString() for one in inside for key in one.shortcuts()} & set(seen)


@pytest.mark.parametrize("section", [AWAY, TRAY, TO_READ, TAKEN])
def test_everything_that_is_pressed_or_typed_into_says_its_name(scan_desk, papers, taken, section):
    taken(papers.scan("a.pdf", papers.printed(papers.complaint())), papers.blank_back())
    papers.printed(papers.complaint())
    scan_desk.show_section(section)
    for part in (*scan_desk.findChildren(QAbstractButton), *scan_desk.findChildren(QLineEdit)):
        if part.isVisible() and part.parent().metaObject().className() != "QLineEdit":
            assert part.accessibleName() or part.text(), part
    assert scan_desk.names.accessibleName()


def test_the_keys_are_in_the_overview(window, keys, papers, qtbot):
    window.show_paper()
    window.paper.show_section(TAKEN)
    keys.press(window, Qt.Key.Key_F1)
    (overview,) = window.findChildren(KeyOverview)
    overview.close()
    said = dict(keys_of_buttons(window.paper))
    assert {"Alt+1", "Alt+4", "Alt+A", "Alt+P", "Alt+W", "Ctrl+O"} <= set(said)
    assert ("F8", "纸件") in keys_of(window)


def test_the_trays_keys_are_in_the_overview_while_it_is_shown(scan_desk, papers, taken):
    taken(papers.blank_back())
    scan_desk.show_section(TRAY)
    said = dict(keys_of_buttons(scan_desk))
    assert {"Enter", "Ctrl+Enter", "Del", "Shift+Del", "Ctrl+R", "Ctrl+0"} <= set(said)


def test_sections_have_keys_and_counts(scan_desk, papers, taken, keys):
    taken(papers.scan("a.pdf", papers.printed(papers.complaint())), papers.blank_back())
    papers.printed(papers.complaint())
    scan_desk.show_counts()
    texts = [scan_desk.names.item(place).text() for place in range(4)]
    assert [text.split()[-1] for text in texts[:3]] == ["1", "1", "1"]
    for place, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)):
        keys.press(scan_desk, key, Qt.KeyboardModifier.AltModifier)
        assert scan_desk.stack.currentIndex() == place
        assert scan_desk.sections[place].isAncestorOf(QApplication.focusWidget())


def test_what_was_printed_meanwhile_is_there_when_the_tab_is_shown_again(window, papers, keys):
    window.show_paper()
    assert window.paper.board.count() == 0
    window.tabs.setCurrentIndex(0)
    papers.printed(papers.complaint())
    keys.press(window, Qt.Key.Key_F8)
    assert len(window.paper.board.rows) == 1
    assert window.paper.names.item(AWAY).text().endswith("1")


def test_arrows_in_the_list_of_sections_show_them(scan_desk, keys):
    scan_desk.names.setFocus()
    keys.press(scan_desk, Qt.Key.Key_Down)
    assert scan_desk.stack.currentIndex() == TRAY


def test_an_empty_desk_says_in_each_section_what_to_do(scan_desk):
    for place in (TRAY, TAKEN):
        scan_desk.show_section(place)
        section = scan_desk.sections[place]
        assert section.calm.isVisible()
        assert section.calm.text()
        assert section.isAncestorOf(QApplication.focusWidget())


def test_scans_dropped_on_another_tab_are_taken_in_where_one_sees_it(window, papers, qtbot):
    stack = papers.scan("a.pdf", papers.printed(papers.complaint()))
    drop(window, stack)
    assert window.tabs.currentWidget() is window.paper
    assert window.paper.head.place.hasFocus()
    qtbot.waitUntil(lambda: window.paper.taking.ready, timeout=30_000)
    window.paper.taking.leave_all()
    window.desk.scan_room.close()


def test_a_sheet_is_printed_again_from_the_board(window, papers, keys, qtbot):
    papers.printed(papers.complaint())
    window.show_paper()
    keys.press(window, Qt.Key.Key_P)
    printing = window.errands.printing
    qtbot.waitUntil(lambda: bool(printing.preview and printing.preview.pdf), timeout=20_000)
    printing.preview.close()


# -- going ---------------------------------------------------------------------------------------------------


def test_a_window_closed_while_reading_takes_nothing_in(window, papers, office, qtbot):
    record = papers.complaint()
    stack = papers.scan("a.pdf", *[papers.printed(record)] * 3)
    before = acts(office)
    window.show_paper()
    window.paper.give([stack])
    window.close()
    qtbot.waitUntil(lambda: window.paper.taking.reading is None)
    assert stack.exists()
    assert attached(office, record) == []
    assert acts(office) == before


def test_a_second_person_has_a_desk_of_her_own(window, papers, desk, office, shown, qtbot):
    """What one person was about to take in is not filed under another's name."""
    from ui.main_window import MainWindow

    window.show_paper()
    window.paper.give([papers.scan("a.pdf", papers.printed(papers.complaint()))])
    qtbot.waitUntil(lambda: window.paper.taking.ready, timeout=30_000)
    desk.sit_down(office.su)
    other = shown(MainWindow(desk))
    assert other.paper.taking.under_way() == []
    assert other.paper.taking.taken == []
    window.close()
    desk.scan_room.close()


def test_trap_the_window_comes_before_the_room_of_scans():
    """No decoder is loaded before a scan is given (trap 17)."""
    heavy = ("zxingcpp", "pypdfium2", "PIL", "custdesk.filing", "custdesk.paper.scan_room")
    code = f"import sys, ui.main_window\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_key_of_the_tab_is_a_plain_one(scan_desk):
    """Input methods take Ctrl+Space, Ctrl+., Shift and the backquote."""
    keys = [key.toString() for one in scan_desk.findChildren(QAction) for key in one.shortcuts()]
    assert not [key for key in keys if "Space" in key or key in ("Ctrl+.", "Ctrl+,", "`", "Shift")]
