"""The filters of a search: typed they become chips, clicked they are typed; each can be made a word again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.test_search import ENTER, find, lines, popup

__all__ = ["find", "popup"]


def chips(popup) -> list[tuple[str, bool]]:
    return [(one.chip.said, one.isChecked()) for one in popup.chips.chips]


@pytest.fixture
def leaks(office, clock):
    """Two complaints of building 3, last year's and this, and an entry that speaks of a complaint."""
    clock.set("2026-06-01 10:00")
    past = office.complaint(content="厨房漏水", unit=office.unit("3-1202"))
    clock.set("2027-04-16 18:50")
    now = office.complaint(content="又漏水", unit=office.unit("3-1202"))
    return past, now, office.entry(content="漏水，说要投诉")


def test_filters_that_are_typed_become_chips(find, popup, leaks):
    past, now, _entry = leaks
    assert [line.key for line in find("投诉 漏水 未结 3栋 去年") if isinstance(line.key, int)] == [past]
    assert chips(popup) == [("投诉", True), ("未结", True), ("3栋", True), ("去年", True)]
    assert [one.text() for one in popup.chips.chips][-1] == "✓ 去年: 2026年"
    assert [line.key for line in find("投诉 漏水") if isinstance(line.key, int)] == [now, past]


def test_a_chip_is_clicked_off_and_its_word_is_found_as_a_word(find, popup, leaks, qtbot):
    entry = leaks[2]
    assert entry not in [line.key for line in find("投诉 漏水")]
    qtbot.mouseClick(popup.chips.chips[0], Qt.MouseButton.LeftButton)
    assert chips(popup) == [("投诉", False)]
    assert popup.line.text() == "投诉 漏水"
    assert entry in [line.key for line in lines(popup)]
    qtbot.mouseClick(popup.chips.chips[0], Qt.MouseButton.LeftButton)
    assert chips(popup) == [("投诉", True)]
    assert entry not in [line.key for line in lines(popup)]


def test_a_chip_is_switched_by_the_keyboard_alone(find, popup, leaks, keys):
    entry = leaks[2]
    find("投诉 漏水")
    keys.press(popup, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert chips(popup) == [("投诉", False)]
    assert entry in [line.key for line in lines(popup)]
    keys.press(popup, Qt.Key.Key_Tab)
    while popup.focusWidget() not in popup.chips.chips:
        keys.press(popup, Qt.Key.Key_Tab)
    keys.press(popup, Qt.Key.Key_Space)
    assert chips(popup) == [("投诉", True)]
    assert popup.focusWidget() is popup.chips.chips[0]


def test_a_word_typed_anew_filters_again(find, popup, leaks, keys):
    find("投诉 漏水")
    popup.chips.chips[0].press()
    find("漏水")
    find("投诉 漏水")
    assert chips(popup) == [("投诉", True)]


def test_a_filter_is_clicked_from_a_menu_and_replaces_its_like(find, popup, leaks, keys):
    find("漏水")
    kind, state, time = (button.menu().actions() for button in popup.chips.menus)
    next(one for one in kind if one.text() == "投诉").trigger()
    next(one for one in time if one.text() == "去年").trigger()
    assert popup.line.text() == "漏水 投诉 去年"
    assert [line.key for line in lines(popup) if isinstance(line.key, int)] == [leaks[0]]
    next(one for one in time if one.text() == "今年").trigger()
    next(one for one in state if one.text() == "未结").trigger()
    assert popup.line.text() == "漏水 投诉 今年 未结"
    assert [line.key for line in lines(popup) if isinstance(line.key, int)] == [leaks[1]]


@pytest.mark.parametrize(("place", "word"), [(0, "值班记录"), (1, "未结"), (2, "今天")])
def test_a_filter_is_chosen_by_the_keyboard_alone(popup, keys, qtbot, place, word):
    menu = popup.chips.menus[place].menu()
    keys.press(popup, Qt.Key(Qt.Key.Key_1 + place), Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(menu.isVisible)
    keys.press(menu, ENTER)
    assert popup.line.text() == word
    assert chips(popup) == [(word, True)]


def test_where_filters_leave_nothing_the_way_out_is_said(find, popup, office):
    office.entry(content="客人要投诉")
    assert find("投诉 客人") == []
    assert "投诉" in popup.said.text()
    assert "Alt+4" in popup.said.text()
