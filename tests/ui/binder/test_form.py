"""The form of any record: nothing typed is lost, a refusal says where, a grey button says why."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from custdesk.desk import Desk
from custdesk.fields import Masked
from ui.binder.asking import ConflictDialog, ReasonDialog
from ui.binder.form import FormView
from ui.binder.history import HistoryDialog


def test_words_reach_the_disk_within_a_second_of_the_first_key(desk, form_of, typing, qtbot):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    typing(view.sheet.cells["content"].editor, "卫生间顶板漏水")
    assert view.draft.values["content"] == "卫生间顶板漏水"
    qtbot.waitUntil(lambda: len(desk.store.drafts.kept(desk.user.id)) == 1, timeout=3000)
    (kept,) = desk.store.drafts.kept(desk.user.id)
    assert kept.body["values"]["content"] == "卫生间顶板漏水"


def test_the_timer_is_not_restarted_by_later_keys(desk, form_of, typing):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    typing(view.sheet.cells["content"].editor, "漏")
    left = view._keep.remainingTime()
    typing(view.sheet.cells["content"].editor, "水")
    assert view._keep.remainingTime() <= left


def test_a_refused_save_names_the_field_and_keeps_every_word(desk, form_of, typing, office):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    typing(view.sheet.cells["complainant"].editor, "马先生")
    assert not view.save()
    assert view.sheet.cells["content"].property("bad")
    assert view.problems.text()
    assert view.draft.values["complainant"] == office.resident("马先生")
    assert desk.store.drafts.kept(desk.user.id)


def test_unreadable_text_stays_as_it_was_typed(desk, form_of, qtbot):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    editor = view.sheet.cells["received_at"].editor
    editor.selectAll()
    qtbot.keyClicks(editor, "32-13")
    view.judge()
    assert view.draft.texts["received_at"] == "32-13"
    assert not view.save()
    assert editor.text() == "32-13"


def test_a_saved_form_shows_its_number_and_drops_its_draft(desk, form_of, office):
    view = form_of("duty_log")
    view.open_draft(desk.new("duty_log", caller_name="马先生", content="问停车证"))
    assert view.save()
    assert "ZB-2027-" in view.title.text()
    assert desk.store.drafts.kept(desk.user.id) == []


def test_a_grey_step_says_why_and_nothing_happens(desk, form_of, office):
    record_id = office.complaint(validity=None, nature=None, category=None)
    view = form_of("complaint")
    view.open_record(record_id)
    accept = next(button for button in view.actions_bar._steps if button.step.name == "accept")
    assert accept.property("blocked")
    assert accept.toolTip()
    accept.click()
    assert desk.read().record(record_id).state == "registered"
    assert view.problems.text()


def test_a_step_saves_the_open_form_with_it(desk, form_of, office):
    record_id = office.complaint(nature=None)
    view = form_of("complaint")
    view.open_record(record_id)
    view.sheet.take_chosen("nature", "general")
    view.judge()
    accept = next(button for button in view.actions_bar._steps if button.step.name == "accept")
    assert not accept.property("blocked")
    accept.click()
    found = desk.read().record(record_id)
    assert (found.state, found.values["nature"]) == ("accepted", "general")


def test_choices_take_digits_and_enter_moves_on(desk, form_of, qtbot):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    view.sheet.go_to("nature")
    editor = view.sheet.cells["nature"].editor
    qtbot.keyClick(editor, Qt.Key.Key_2)
    assert view.draft.values["nature"] == "major"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view.sheet.cells["category"].editor)


def test_a_room_is_found_in_any_spelling(desk, form_of, qtbot, typing, office):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    editor = view.sheet.cells["unit"].editor
    typing(editor, "5栋603")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert view.draft.values["unit"] == office.unit("5-603")
    assert editor.text() == "5-603"


def test_an_unknown_room_stays_as_free_text(desk, form_of, qtbot, typing):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    editor = view.sheet.cells["unit"].editor
    typing(editor, "会所门口")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert view.draft.values["unit"] == "会所门口"


def test_a_masked_phone_is_left_alone_by_a_save(desk, form_of, office):
    record_id = office.complaint(user=office.su, phone="13812345678")
    view = form_of("complaint")
    view.open_record(record_id)
    assert isinstance(view.draft.values["phone"], Masked)
    view.sheet.take_chosen("nature", "major")
    assert view.save()
    assert office.values(record_id)["phone"] == "13812345678"
    view.reveal()
    assert view.sheet.cells["phone"].editor.text() == "13812345678"


def test_two_forms_of_one_record_conflict_and_lose_nothing(desk, form_of, office, qtbot):
    record_id = office.complaint()
    mine, theirs = form_of("complaint"), form_of("complaint")
    mine.open_record(record_id)
    theirs.open_record(record_id)
    theirs.sheet.take_chosen("nature", "major")
    assert theirs.save()
    mine.sheet.take_typed("content", "保安骂人")
    assert not mine.save()
    dialog = mine.findChild(ConflictDialog)
    assert dialog is not None
    dialog._on_accepted()
    assert mine.draft.values["content"] == "保安骂人"
    assert mine.draft.values["nature"] == "major"
    assert mine.save()
    assert office.values(record_id)["content"] == "保安骂人"


def test_a_frozen_record_is_locked_until_it_is_corrected_with_a_reason(desk, form_of, office, bus, qtbot):
    desk.user = office.zhou
    record_id = office.complaint("closed", user=office.zhou)
    view = form_of("complaint")
    view.open_record(record_id)
    assert view.sheet.cells["content"].editor.isReadOnly()
    assert not view.sheet.cells["handed_to"].editor.isReadOnly()
    view.correct()
    dialog = view.findChild(ReasonDialog)
    dialog.reason.setText("楼号写错")
    dialog._on_accepted()
    assert not view.sheet.cells["content"].editor.isReadOnly()
    view.sheet.take_typed("content", "门岗保安态度生硬（5栋）")
    with qtbot.waitSignal(bus.said) as said:
        assert view.save()
    assert said.args[0].msgid == "Saved"  # Ctrl+Z would be refused
    assert desk.read().record(record_id).edition == 2


def test_lines_are_added_with_their_defaults(desk, form_of, office):
    record_id = office.complaint("accepted")
    view = form_of("complaint")
    view.open_record(record_id)
    lines = view.sheet.cells["progress"].editor
    lines.add_line()
    assert len(view.draft.values["progress"]) == 1
    lines.take_typed("progress.0.text", "已约师傅")
    lines.remove_line(0)
    assert view.draft.values["progress"] == ()


@pytest.mark.parametrize("make", ["reason", "history", "conflict"])
def test_a_closed_dialog_is_freed_with_the_collector_off(desk, form_of, office, make, qtbot):
    """Trap 13: nothing that captures its widget keeps it."""
    record_id = office.complaint()
    view = form_of("complaint")
    view.open_record(record_id)
    gc.collect()
    gc.disable()
    try:
        dialog = _dialog(make, desk, view, record_id)
        gone = weakref.ref(dialog)
        dialog.show()
        dialog.close()
        del dialog
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert gone() is None
    finally:
        gc.enable()


def _dialog(make: str, desk: Desk, view: FormView, record_id: int):
    snapshot = desk.read().record(record_id)
    if make == "reason":
        return ReasonDialog(desk, snapshot.record.form.title, view)
    if make == "history":
        return HistoryDialog(desk, snapshot, view)
    from custdesk.store.answers import Conflict

    return ConflictDialog(
        desk, view.draft, snapshot, Conflict(record_id, 1, {"content"}, {"nature"}, "周敏"), view
    )


def test_history_tells_what_changed_in_chinese(desk, form_of, office, qtbot):
    record_id = office.complaint()
    office.change(record_id, office.lin, nature="major")
    dialog = HistoryDialog(desk, desk.read().record(record_id))
    qtbot.addWidget(dialog)
    top = dialog.tree.topLevelItem(0)
    changed = [
        (top.child(n).text(2), top.child(n).text(3), top.child(n).text(4)) for n in range(top.childCount())
    ]
    assert ("性质", "一般", "重大") in changed


def test_an_ended_record_says_until_when_it_is_kept(desk, form_of, office):
    """R-006: three years from its end."""
    record_id = office.entry(answer_given="凭房产证办理")
    office.step(record_id, "answer", office.lin)
    view = form_of("duty_log")
    view.open_record(record_id)
    assert "2030年4月16日" in view.head.due.text()


def test_a_due_day_nobody_works_wears_a_badge(desk, form_of, office):
    """R-003: the date stays, and says so. Friday's complaint is due on Monday; Thursday's on a Sunday."""
    office.clock.set("2027-04-15 10:00")
    record_id = office.complaint()
    view = form_of("complaint")
    view.open_record(record_id)
    assert "非工作日" in view.head.due.text()


def test_history_shows_a_note_and_a_place_as_it_shows_any_box(desk, form_of, office, qtbot):
    record_id = office.complaint()
    draft = desk.edit(desk.read().record(record_id))
    draft.values["note"] = "已电话说明"
    desk.save(draft)
    dialog = HistoryDialog(desk, desk.read().record(record_id))
    qtbot.addWidget(dialog)
    child = dialog.tree.topLevelItem(0).child(0)
    assert (child.text(2), child.text(3), child.text(4)) == ("备注", "", "已电话说明")


def test_a_bare_day_in_a_time_box_asks_for_the_time(desk, form_of, office):
    view = form_of("complaint")
    view.open_record(office.complaint("handling"))
    view.sheet.take_typed("handled_at", "4-16")
    assert "handled_at" in view.draft.unread
    view.sheet.take_typed("handled_at", "4-16 18:00")
    assert "handled_at" not in view.draft.unread


def test_what_a_step_sets_is_shown_and_not_typed(desk, form_of, office):
    view = form_of("complaint")
    view.open_record(office.complaint("handling"))
    assert view.sheet.cells["closed_at"].editor.isReadOnly()
    assert not view.sheet.cells["handled_at"].editor.isReadOnly()


def test_a_correction_says_that_it_is_under_way(desk, form_of, office):
    desk.user = office.zhou
    view = form_of("complaint")
    view.open_record(office.complaint("closed", user=office.zhou))
    assert "已锁定" in view.head.flow.text()
    view._on_correction("楼号写错")
    assert "正在更正" in view.head.flow.text()


def test_a_form_half_written_before_a_crash_still_shows_what_it_is_about(desk, form_of, office):
    """Values of the order and what is computed when looked at are in no file; they are read with the record."""
    from tests.desk_repairs import of_order, order

    (call,) = of_order(office, order(office, "finished", worker="吴建平"))
    draft = desk.edit(desk.read().record(call["id"]))
    draft.put("opinion", "水渍又出现")
    desk.store.drafts.keep(draft)
    (kept,) = desk.kept_drafts()
    view = form_of("service_callback")
    view.open_draft(desk.open_draft(kept))
    shown = {name: view.sheet.cells[name].editor for name in ("worker", "content", "opinion")}
    assert shown["worker"].text() == "吴建平"
    assert shown["content"].toPlainText() == "卫生间顶板漏水"
    assert shown["opinion"].toPlainText() == "水渍又出现"
    assert set(view.draft.changes()) == {"opinion"}


def test_a_box_to_tick_shows_that_the_keyboard_is_in_it(desk, form_of, office, qtbot):
    view = form_of("complaint")
    view.open_record(office.complaint())
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.sheet.go_to("content")
    editor = view.sheet.cells["thanked"].editor
    before = editor.grab().toImage()
    view.sheet.go_to("thanked")
    assert (editor.hasFocus(), editor.text()) == (True, "")  # nobody has answered: no word to frame
    assert editor.grab().toImage() != before
