"""A form filled in without the mouse: rows and sections, tables of lines, times, and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from custdesk.binders import ALL, BY_KEY
from ui.binder.form_head import usual_step

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


@pytest.fixture
def view(form_of, desk, qtbot):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return view


@pytest.fixture
def press(view):
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
        QTest.keyClick(view.focusWidget(), key, modifier)
        return view.sheet.here()

    return press


def test_rows_up_and_down(view, press):
    view.sheet.go_to("received_at")
    assert press(Qt.Key.Key_Down, CTRL) == "complainant"
    assert press(Qt.Key.Key_Down, CTRL) == "content"
    assert press(Qt.Key.Key_Up, CTRL) == "complainant"


def test_sections_back_to_their_own_beginning_first(view, press):
    view.sheet.go_to("nature")
    assert press(Qt.Key.Key_PageDown, CTRL) == "expectations"
    assert press(Qt.Key.Key_PageDown, CTRL) == "papers"
    view.sheet.go_to("told_by")
    assert press(Qt.Key.Key_PageUp, CTRL) == "papers"
    assert press(Qt.Key.Key_PageUp, CTRL) == "expectations"
    assert press(Qt.Key.Key_PageUp, CTRL) == "received_at"
    assert press(Qt.Key.Key_PageUp, CTRL) == "received_at"


def test_enter_passes_over_what_is_only_shown(view, press):
    view.sheet.go_to("customer_deadline")
    assert press(ENTER) == "told_handling_time"  # the computed date between them takes no words


def test_the_box_with_the_keyboard_can_be_seen(view, press, qtbot):
    view.resize(800, 500)
    for _each in range(8):
        press(Qt.Key.Key_Down, CTRL)
    cell = view.sheet.cells[view.sheet.here().partition(".")[0]]
    qtbot.waitUntil(lambda: cell.visibleRegion().boundingRect().height() == cell.height())


def test_ins_adds_a_line_and_enter_walks_through_it_to_the_button(view, press):
    view.sheet.go_to("contact_attempts")
    assert press(Qt.Key.Key_Insert) == "contact_attempts.0.at"
    assert press(ENTER) == "contact_attempts.0.by"
    assert press(TAB) == "contact_attempts.0.reason"
    assert press(TAB) == "contact_attempts"
    assert press(ENTER) == "contact_attempts.1.at"
    assert press(ENTER, CTRL) == "contact_attempts.2.at"
    assert len(view.draft.values["contact_attempts"]) == 3


def test_ctrl_del_takes_a_new_line_away_but_no_saved_one(view, press, office):
    tried = {"at": office.clock.now, "by": office.lin.id, "reason": "无人接听"}
    complaint = office.complaint("handling")
    office.change(complaint, office.lin, contact_attempts=(tried,))
    view.open_record(complaint)
    view.sheet.go_to("contact_attempts")
    press(Qt.Key.Key_Insert)
    assert press(Qt.Key.Key_Delete, CTRL) == "contact_attempts"
    press(Qt.Key.Key_Delete, CTRL)
    assert len(view.draft.values["contact_attempts"]) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("told_at", "now"), ("due_set_on", "today"), ("due_set_to", None)]
)
def test_equals_means_now_where_a_time_is_asked(view, desk, name, value):
    view.sheet.go_to(name)
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_Equal)
    wanted = {"now": desk.now(), "today": desk.now().date(), None: None}
    assert view.draft.values.get(name) == wanted[value]


def test_ctrl_z_takes_back_typing_first_and_is_left_to_the_window_after_a_save(view, typing, office):
    complaint = office.complaint("handling")
    view.open_record(complaint)
    view.sheet.go_to("handling")
    editor = view.sheet.cells["handling"].editor
    typing(editor, "已约谈")
    assert editor.document().isUndoAvailable()
    assert view.save()
    assert view.sheet.here() == "handling"
    assert not editor.document().isUndoAvailable()


def test_more_is_a_key_too(view, office, press, qtbot):
    view.open_record(office.complaint("handling"))
    view.sheet.go_to("handling")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    menu = view.actions_bar.more.menu()
    qtbot.waitUntil(menu.isVisible)
    menu.close()


@pytest.mark.parametrize(
    ("form", "state", "step"),
    [
        ("complaint", "registered", "accept"), ("complaint", "accepted", "handle"),
        ("complaint", "handling", "finish"), ("complaint", "awaiting_directive", "directed"),
        ("complaint", "handled", "close"), ("complaint", "closed", "hand_over"),
        ("complaint", "handed_over", "verify"), ("complaint", "verified", None), ("duty_log", "open", "answer"),
        ("complaint_summary", "draft", "submit"), ("callback_sample", "drawn", "start_calling"), ("repair_order", "working", "finish"),
    ],
)  # fmt: skip
def test_the_step_that_leads_on(form, state, step):
    found = usual_step(BY_KEY[form].form.flow, state)
    assert (found.name if found else None) == step


def test_a_save_shuts_the_little_list_under_the_box(view, typing, office):
    """It is a window of its own: left open it would lie over the form that was saved."""
    editor = view.sheet.cells["unit"].editor
    editor.setFocus()
    typing(editor, "3-")
    assert editor._picker.isVisible()
    view.save()
    assert not editor._picker.isVisible()


def test_figures_choose_the_views_of_a_list_and_esc_empties_its_filter(desk, bus, office, qtbot):
    from ui.binder.view import BinderView

    office.complaint()
    office.complaint("verified")
    whole = BinderView(desk, bus, BY_KEY["complaint"])
    qtbot.addWidget(whole)
    whole.build()
    whole.show()
    whole.activateWindow()
    qtbot.waitUntil(whole.isActiveWindow)
    whole.table.setFocus()
    assert whole.model.rowCount() == 1
    QTest.keyClick(whole.table, Qt.Key.Key_0)
    assert whole.model.rowCount() == 2
    assert whole._filters[-1].isChecked()
    for place, button in enumerate(whole._filters[:-1]):
        QTest.keyClick(whole.table, Qt.Key(int(Qt.Key.Key_1) + place))
        assert [one.isChecked() for one in whole._filters] == [one is button for one in whole._filters]
        assert button.toolTip() == f"在列表中按{place + 1}"
    whole.words.setFocus()
    QTest.keyClicks(whole.words, "12345")
    assert whole._filters[-2].isChecked()  # figures typed into the filter are words
    QTest.keyClick(whole.words, Qt.Key.Key_Escape)
    assert whole.words.text() == ""
    assert whole.table.hasFocus()


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_tab_walks_through_every_box_of_every_form_and_comes_round(desk, form_of, qtbot, record):
    view = form_of(record.form.key)
    view.open_draft(desk.new(record.form.key))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    first, walked = view.focusWidget(), []
    while not walked or view.focusWidget() is not first:
        walked.append(view.focusWidget())
        assert len(walked) < 300, [one.accessibleName() for one in walked[-3:]]
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
        assert view.focusWidget() is not walked[-1], walked[-1].accessibleName()
    boxes = {name for name in view.sheet.cells if view.sheet.fillable(name)}
    there = {name for name, cell in view.sheet.cells.items() if any(cell.isAncestorOf(one) for one in walked)}
    assert boxes <= there, boxes - there
