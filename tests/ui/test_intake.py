"""F2: a call taken down by keyboard alone, in few keys, and nothing of it ever lost."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QMainWindow

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import Masked
from custdesk.store.store import Store
from tests.ui.intake_hands import DOWN, ENTER, ESC, WORDS, call, entries, opened, panel, room
from ui.intake import IntakePanel

__all__ = ["opened", "panel"]


def test_a_call_from_a_known_room_is_eight_keys_and_the_words(panel, office, keys):
    call(keys, panel)
    keys.press(panel, ENTER)
    (entry,) = entries(office)
    assert not panel.isVisible()
    assert keys.pressed == 8
    assert (entry["number"], entry["content"], entry["kind"]) == ("ZB-2027-0001", WORDS, "inquiry")
    assert entry["unit"] == office.unit("5-603")
    assert entry["customer"] == office.resident("马先生")
    assert entry["caller_name"] == "马先生"
    assert entry["shift"] == office.shift


@pytest.mark.rule("R-011")
def test_the_registers_phone_is_shown_masked_and_saved_in_full(panel, office, keys, desk):
    room(keys, panel, "5-603")
    assert panel.boxes.phone.text() == "138****0603"
    keys.type(panel, "1")
    keys.commit(panel, WORDS)
    keys.press(panel, ENTER)
    (entry,) = entries(office)
    assert entry["phone"] == "13800050603"
    assert isinstance(desk.read().record(entry["id"]).values["phone"], Masked)  # not typed, so not revealed


@pytest.mark.parametrize("said", ["3-1202", "3#1202", "3栋1202", "３－１２０２", "wxl", "王秀兰"])
def test_a_room_may_be_said_in_many_ways(panel, office, keys, said):
    keys.commit(panel, said) if not said.isascii() else keys.type(panel, said)
    keys.press(panel, ENTER)
    assert panel.draft.values["unit"] == office.unit("3-1202")
    assert panel.draft.values["customer"] == office.resident("王秀兰")
    assert panel.boxes.room.text() == "3-1202"
    assert panel.boxes.card.room.text() == "3-1202"


def test_an_ambiguous_room_asks(panel, office, keys):
    room(keys, panel, "1-704")
    assert panel.focusWidget() is panel.boxes.room
    assert panel.boxes.room.picker.isVisible()
    assert panel.draft.values["unit"] == "1-704"  # not guessed
    keys.press(panel, DOWN)
    keys.press(panel, ENTER)
    assert panel.draft.values["unit"] == office.unit("1-2-704")


def test_an_unknown_room_stays_as_text(panel, office, keys):
    room(keys, panel, "9-901")
    assert panel.focusWidget() is panel.boxes.caller
    keys.commit(panel, "过路人")
    keys.press(panel, ENTER)
    keys.press(panel, ENTER)  # no phone
    keys.press(panel, ENTER)  # an inquiry
    keys.commit(panel, WORDS)
    keys.press(panel, ENTER)
    (entry,) = entries(office)
    assert (entry["unit"], entry["caller_name"], entry["customer"]) == ("9-901", "过路人", None)


def test_an_unknown_name_is_the_caller(panel, office, keys):
    keys.commit(panel, "欧阳春晓")
    keys.press(panel, ENTER)
    assert (panel.draft.values.get("unit"), panel.draft.values["caller_name"]) == (None, "欧阳春晓")
    assert panel.focusWidget() is panel.boxes.phone


def test_a_resident_of_the_room_is_offered_where_several_live_there(panel, office, keys):
    office.save(
        "customer", office.lin, name="马小姐", unit=office.unit("5-603"), phone="13911112222", kind="tenant"
    )
    room(keys, panel, "5-603")
    assert panel.focusWidget() is panel.boxes.caller
    assert panel.boxes.caller.picker.count() == 2
    keys.press(panel, DOWN)
    keys.press(panel, DOWN)
    keys.press(panel, ENTER)
    assert panel.draft.values["caller_name"] == "马小姐"
    assert panel.boxes.phone.text() == "139****2222"
    assert panel.focusWidget() is panel.boxes.kind


def test_somebody_else_calling_from_the_room_has_another_phone(panel, office, keys):
    room(keys, panel, "5-603")
    panel.boxes.caller.setFocus()
    keys.commit(panel, "保姆")
    assert panel.draft.values["customer"] is None
    assert panel.draft.values["phone"] is None
    assert panel.boxes.phone.text() == ""


def test_the_card_of_the_room_appears_before_enter(panel, keys, qtbot):
    keys.type(panel, "5-603")
    qtbot.waitUntil(lambda: panel.boxes.card.people == ["138****0603"])


@pytest.mark.parametrize(
    ("digit", "code"), [("1", "inquiry"), ("5", "complaint"), ("6", "repair_request"), ("0", "other")]
)
def test_digits_choose_the_kind_and_move_on(panel, keys, digit, code):
    panel.boxes.kind.setFocus()
    keys.type(panel, digit)
    assert panel.draft.values["kind"] == code
    assert panel.focusWidget() is panel.boxes.words


def test_digits_stay_text_in_the_words(panel, keys):
    panel.boxes.words.setFocus()
    keys.type(panel, "5")
    assert panel.draft.values["kind"] == "inquiry"
    assert panel.draft.values["content"] == "5"


def test_the_reason_of_an_unknown_caller_is_asked_only_then(panel, office, keys):
    assert not panel.boxes.reason.isVisible()
    panel.boxes.words.setFocus()
    keys.commit(panel, WORDS)
    keys.press(panel, ENTER)
    assert not entries(office)
    assert panel.focusWidget() is panel.boxes.reason
    assert panel.boxes.problems.text()
    keys.commit(panel, "挂断了电话")
    keys.press(panel, ENTER)
    (entry,) = entries(office)
    assert entry["unknown_caller_reason"] == "挂断了电话"


def test_a_bad_phone_keeps_the_words_and_says_why(panel, office, keys):
    keys.commit(panel, "过路人")
    keys.press(panel, ENTER)
    keys.type(panel, "12x")
    keys.press(panel, ENTER)
    keys.press(panel, ENTER)
    keys.commit(panel, WORDS)
    keys.press(panel, ENTER)
    assert not entries(office)
    assert panel.focusWidget() is panel.boxes.phone
    assert panel.boxes.words.text() == WORDS


# -- the complaint -----------------------------------------------------------------------------------------


@pytest.mark.rule("R-030")
@pytest.mark.parametrize("way", ["ctrl+enter", "enter twice", "alt+1", "ctrl+t", "inquiry alt+1"])
def test_a_complaint_form_with_everything_carried_over(panel, office, keys, opened, desk, way):
    call(keys, panel, kind="1" if way == "inquiry alt+1" else "5")
    if way == "ctrl+enter":
        keys.ctrl(panel, ENTER)
    elif way == "enter twice":
        keys.press(panel, ENTER)
        assert panel.isVisible()
        assert panel.saved.number in panel.boxes.done.text()
        keys.press(panel, ENTER)
    elif way == "ctrl+t":
        keys.ctrl(panel, Qt.Key.Key_T)
    else:
        keys.press(panel, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    (draft,) = opened
    assert isinstance(draft, Draft)
    assert not panel.isVisible()
    entry = entries(office)[-1]
    assert entry["kind"] == "complaint"
    assert draft.values["content"] == WORDS
    assert draft.values["unit"] == office.unit("5-603")
    assert draft.values["complainant"] == office.resident("马先生")
    complaint = desk.save(draft).record_id
    assert office.values(complaint)["phone"] == "13800050603"
    assert office.values(entry["id"])["linked_record"] == complaint
    assert office.values(entry["id"])["state"] == "followed_up"


def test_ctrl_enter_opens_any_other_entry_itself(panel, office, keys, opened):
    call(keys, panel)
    keys.ctrl(panel, ENTER)
    assert opened == [entries(office)[0]["id"]]


def test_f2_after_a_saved_complaint_takes_the_next_call(panel, office, keys):
    call(keys, panel, kind="5")
    keys.press(panel, ENTER)
    keys.press(panel, Qt.Key.Key_F2)
    assert panel.saved is None
    assert panel.boxes.room.isEnabled()
    assert panel.boxes.room.text() == panel.boxes.words.text() == ""


# -- nothing is lost ---------------------------------------------------------------------------------------


def test_esc_puts_the_words_away_and_f2_shows_them_again(panel, desk, keys):
    call(keys, panel)
    keys.press(panel, ESC)
    assert not panel.isVisible()
    assert [one.body["values"]["content"] for one in desk.kept_drafts()] == [WORDS]
    panel.open_panel()
    assert panel.boxes.words.text() == WORDS
    assert panel.boxes.room.text() == "5-603"


def test_esc_closes_an_offered_list_first(panel, keys):
    room(keys, panel, "1-704")
    keys.press(panel, ESC)
    assert panel.isVisible()
    assert not panel.boxes.room.picker.isVisible()


def test_an_untouched_panel_leaves_no_draft_and_comes_with_a_fresh_time(panel, desk, clock, keys):
    keys.press(panel, ESC)
    assert not desk.kept_drafts()
    clock.pass_minutes(30)
    panel.open_panel()
    assert panel.draft.values["occurred_at"] == desk.now()


def test_a_draft_is_kept_within_a_second_of_the_first_key(panel, desk, keys, qtbot):
    keys.type(panel, "5")
    first = panel._keep.remainingTime()
    keys.type(panel, "-")
    assert panel._keep.remainingTime() <= first <= 1000  # later keys do not put it off
    qtbot.waitUntil(lambda: len(desk.kept_drafts()) == 1, timeout=2000)


def test_a_killed_desk_shows_the_words_again(panel, desk, keys, office, shown, bus):
    call(keys, panel)
    panel.keep_draft()
    path = office.store.path
    office.store.close()  # as far as the files know, the same as a kill
    office.store = Store.open(path, office.clock)
    again = Desk(office.store, desk.user)
    (kept,) = again.kept_drafts()
    fresh = shown(IntakePanel(again, bus))
    draft = again.open_draft(kept)
    assert fresh.takes(draft)
    fresh.take(draft)
    assert (fresh.boxes.words.text(), fresh.boxes.room.text()) == (WORDS, "5-603")
    assert fresh.boxes.phone.text() == "138****0603"
    keys.press(fresh, ENTER)
    assert entries(office)[0]["phone"] == "13800050603"
    assert not again.kept_drafts()


def test_a_second_call_while_the_first_waits(panel, desk, keys, office):
    call(keys, panel)
    keys.ctrl(panel, Qt.Key.Key_N)
    assert panel.boxes.words.text() == ""
    call(keys, panel, "3-1202")
    keys.press(panel, ENTER)
    assert len(entries(office)) == 1
    assert len(desk.kept_drafts()) == 1


def test_the_recycle_bin_keeps_what_was_discarded(panel, desk, keys):
    call(keys, panel)
    panel.boxes.discard.click()
    assert not panel.isVisible()
    assert not desk.kept_drafts()
    assert len(desk.kept_drafts(discarded=True)) == 1
    panel.open_panel()
    assert panel.boxes.words.text() == ""


def test_another_person_does_not_see_my_half_written_call(panel, desk, office, keys):
    call(keys, panel)
    keys.press(panel, ESC)
    desk.sit_down(office.su)
    panel.open_panel()
    assert panel.boxes.words.text() == ""
    assert panel.draft.user_id == office.su.id


def test_a_draft_with_more_than_the_panel_shows_belongs_into_the_form(desk):
    assert IntakePanel.takes(desk.new("duty_log", content="x"))
    assert not IntakePanel.takes(desk.new("duty_log", result="x"))
    assert not IntakePanel.takes(desk.new("complaint"))


# -- the shift ---------------------------------------------------------------------------------------------


@pytest.mark.rule("R-013")
def test_nobody_is_put_on_duty_silently(panel, desk, office, keys, active):
    assert not panel.boxes.offer.isVisible()
    keys.press(panel, ESC)
    active(panel.parentWidget())
    office.store.database.execute_sql("UPDATE header SET state = 'handed_over' WHERE form = 'duty_shift'")
    panel.open_panel()
    active(panel)
    assert panel.boxes.offer.isVisible()
    call(keys, panel)
    keys.press(panel, ENTER)
    assert not entries(office)
    keys.press(panel, Qt.Key.Key_F8)
    assert not panel.boxes.offer.isVisible()
    assert desk.shift().values["person"] == desk.user.id
    keys.press(panel, ENTER)
    assert len(entries(office)) == 1


# -- the widget itself -------------------------------------------------------------------------------------


def test_every_box_has_a_name(panel):
    boxes = panel.boxes
    for box in (boxes.room, boxes.caller, boxes.phone, boxes.kind, boxes.words, boxes.reason, boxes.channel):
        assert box.accessibleName()


def test_the_panel_goes_when_its_window_goes(desk, bus, qtbot):
    panel = IntakePanel(desk, bus)
    panel.open_panel()
    gone = weakref.ref(panel)
    panel.close()
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del panel
    gc.collect()
    assert gone() is None


def test_the_panel_is_no_wider_than_the_screen(desk, bus, shown):
    """A draft comes back before its window was fitted to the screen: at 150 percent the right half was outside."""
    behind = QMainWindow()
    behind.resize(4000, 600)
    panel = IntakePanel(desk, bus, shown(behind))
    behind.resize(4000, 600)
    panel.open_panel()
    assert panel.width() <= max(behind.screen().availableGeometry().width(), panel.minimumSizeHint().width())
    panel.close()
    behind.close()
