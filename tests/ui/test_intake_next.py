"""F2: what a kind of matter leads to by one key, and the box for the words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custdesk.binders import BY_KEY
from custdesk.record import columns_of
from tests.ui.intake_hands import ENTER, WORDS, call, entries, opened, panel, room

__all__ = ["opened", "panel"]


# -- what a kind calls for -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digit", "form"),
    [
        ("5", "complaint"),
        ("6", "repair_order"),
        ("7", "repair_order"),
        ("2", "communication"),
        ("8", "communication"),
    ],
)
@pytest.mark.parametrize("way", ["ctrl+enter", "enter twice"])
def test_the_kind_leads_to_the_right_record_by_one_key(panel, office, keys, opened, digit, form, way):
    call(keys, panel, kind=digit)
    if way == "ctrl+enter":
        keys.ctrl(panel, ENTER)
    else:
        keys.press(panel, ENTER)
        create = next(one for one in panel._record.form.creates if one.form == form)
        assert panel._desk.words(create.label) in panel.boxes.done.text()
        keys.press(panel, ENTER)
    (draft,) = opened
    assert draft.record.form.key == form
    assert draft.link_back[0] == entries(office)[-1]["id"]
    assert WORDS in draft.values.values()


@pytest.mark.parametrize("digit", ["1", "3", "4", "9", "0"])
def test_other_kinds_are_saved_and_the_panel_goes(panel, office, keys, opened, digit):
    call(keys, panel, kind=digit)
    keys.press(panel, ENTER)
    assert not panel.isVisible()
    assert opened == []


def test_every_record_that_can_be_made_has_a_key_which_sets_the_kind(panel, office, keys, opened):
    for place, create in enumerate(panel._record.form.creates, 1):
        panel.open_panel()
        call(keys, panel, kind="1")
        keys.press(panel, getattr(Qt.Key, f"Key_{place}"), Qt.KeyboardModifier.AltModifier)
        assert opened[-1].record.form.key == create.form
        assert entries(office)[-1]["kind"] == create.kinds[0]


def test_a_complaint_the_company_passed_on_keeps_its_kind(panel, office, keys, opened):
    call(keys, panel, kind="8")
    keys.press(panel, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert opened[-1].record.form.key == "complaint"
    assert entries(office)[-1]["kind"] == "company_forward"


# -- the words -----------------------------------------------------------------------------------------------


def test_the_words_grow_to_three_lines_and_enter_still_saves(panel, office, keys):
    room(keys, panel, "5-603")
    keys.type(panel, "1")
    words = panel.boxes.words
    heights = [words.height()]
    for _each in range(4):
        keys.commit(panel, "楼上晚上十一点还在拖家具，孩子睡不着，" * 3)
        heights.append(words.height())
    assert heights[0] < heights[1]
    assert heights == sorted(heights)
    line = words.fontMetrics().lineSpacing()
    assert heights[-1] - heights[0] == 2 * line
    keys.press(panel, ENTER)
    assert not panel.isVisible()
    assert entries(office)[0]["content"] == "楼上晚上十一点还在拖家具，孩子睡不着，" * 12


def test_shift_enter_begins_a_new_line(panel, office, keys):
    room(keys, panel, "5-603")
    keys.type(panel, "1")
    keys.commit(panel, "水管漏水")
    keys.press(panel, ENTER, Qt.KeyboardModifier.ShiftModifier)
    keys.commit(panel, "厨房也漏")
    keys.press(panel, ENTER)
    assert entries(office)[0]["content"] == "水管漏水\n厨房也漏"


def test_tab_leaves_the_words(panel, keys):
    panel.boxes.words.setFocus()
    keys.press(panel, Qt.Key.Key_Tab)
    assert panel.focusWidget() is not panel.boxes.words
    assert panel.boxes.words.text() == ""


def test_what_a_record_is_made_of_are_kinds_of_its_form():
    for record in BY_KEY.values():
        for create in record.form.creates:
            if create.kinds:
                assert set(create.kinds) <= set(columns_of(record)[record.form.what_kind].options)
