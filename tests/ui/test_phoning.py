"""A day's callbacks by the keyboard: few keys a call, the same draft and the same step as the form, nothing lost."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.store.store import Store
from tests import desk_repairs as repairs
from tests.desks import at
from ui.curtain import Curtain
from ui.phoning import Phoning
from ui.phoning_parts import REASONS, calls_due

K = Qt.Key
ENTER, ESC = K.Key_Return, K.Key_Escape


@pytest.fixture
def calls(office, clock):
    """Three orders finished on the 12th to the 14th: their callbacks are due on the 15th to the 17th."""
    found = []
    for day, unit in (("04-12", "3-1202"), ("04-13", "5-603"), ("04-14", "4-501")):
        clock.set(f"{day} 10:00")
        order = repairs.order(office, "finished", unit=office.unit(unit), worker="吴建平")
        found.append(repairs.of_order(office, order)[0]["id"])
    clock.set("04-16 18:50")
    return found


@pytest.fixture
def phoning(desk, bus, dialog_of):
    """Open the page."""
    return lambda: dialog_of(Phoning(desk, bus))


@pytest.fixture
def page(calls, phoning):
    return phoning()


@pytest.fixture
def opened(bus):
    found = []
    bus.opened.connect(found.append)
    return found


def press(keys, page, text: str) -> None:
    for letter in text:
        keys.press(page, ENTER if letter == "\n" else ord(letter.upper()))


@pytest.mark.rule("R-065")
def test_the_list_is_sorted_by_due_and_the_first_is_open(page, calls):
    assert page.list.keys() == calls
    assert page.call.id == calls[0]
    assert page.list.matters.rows[0].tint == "overdue"
    assert "1" in page.count.text()


def test_the_card_says_who_where_what_by_whom(page, office, desk):
    said = page.card.who.text() + page.card.about.text() + page.card.due.text()
    for part in ("3-1202", "王秀兰", "卫生间顶板漏水", "更换接头", "吴建平", office.see(page.call.id).number):
        assert part in said
    assert page.card.phone.text() == "138****5678"


@pytest.mark.rule("R-066")
def test_a_call_without_trouble_is_five_keys(page, office, keys, calls, desk):
    keys.pressed = 0
    press(keys, page, "1120\n")
    assert keys.pressed == 5
    seen = office.values(calls[0])
    assert seen["state"] == "done"
    assert [seen[name] for name in ("quality_rating", "attitude_rating", "overall_rating")] == [
        "very_satisfied", "very_satisfied", "fairly_satisfied",
    ]  # fmt: skip
    assert (seen["defect_found"], seen["complaint_made"]) == (False, False)
    assert (seen["method"], seen["done_by"], seen["person_reached"]) == ("phone", desk.user.id, "王秀兰")
    assert seen["done_at"] == desk.now()
    assert page.call.id == calls[1]  # on to the next
    assert page.list.keys() == calls[1:]
    assert page.focusWidget() is page.answers.bars["quality_rating"]


@pytest.mark.rule("R-069")
def test_a_defect_orders_the_rework_as_the_form_does(page, office, keys, calls):
    order = office.values(calls[0])["subject"]
    press(keys, page, "455d")
    keys.press(page, K.Key_C)
    keys.press(page, K.Key_C)  # again: no
    keys.press(page, K.Key_O)
    keys.commit(page, "顶板又有水渍")
    keys.press(page, ENTER)
    assert page.call.id == calls[0]  # Enter in the words goes back, it does not save
    keys.press(page, ENTER)
    seen = office.values(calls[0])
    assert (seen["defect_found"], seen["complaint_made"], seen["opinion"]) == (True, False, "顶板又有水渍")
    assert repairs.rework_of(office, order)["rework_of"] == order
    assert office.values(order)["state"] == "rework_pending"


@pytest.mark.rule("R-066")
@pytest.mark.parametrize("typed", ["", "1", "111", "11d", "0", "dc"])
def test_nothing_is_saved_without_the_needed_answers(page, office, keys, calls, typed):
    press(keys, page, typed + "\n")
    assert office.values(calls[0])["state"] == "due"
    assert page.call.id == calls[0]
    assert page.problems.text()
    assert page.list.keys() == calls
    if typed:
        assert page.draft.dirty
    press(keys, page, "1110\n")
    assert office.values(calls[0])["state"] == "done"


def test_the_refusal_puts_the_keyboard_where_an_answer_is_missing(page, keys):
    press(keys, page, "1")
    keys.press(page, K.Key_0)
    page.list.setFocus()
    keys.press(page, ENTER)
    assert page.focusWidget() is page.answers.bars["attitude_rating"]


def test_up_and_down_walk_among_the_judgements_pages_among_the_calls(page, keys, calls):
    bars = page.answers.bars
    keys.press(page, K.Key_Down)
    assert page.focusWidget() is bars["attitude_rating"]
    press(keys, page, "3")
    assert page.draft.values["attitude_rating"] == "basically_satisfied"
    assert page.draft.values.get("quality_rating") is None
    keys.press(page, K.Key_PageDown)
    assert page.call.id == calls[1]
    keys.press(page, K.Key_PageUp)
    assert page.call.id == calls[0]
    assert page.draft.values["attitude_rating"] == "basically_satisfied"  # what was answered stays
    assert page.focusWidget() is bars["quality_rating"]  # the first that is still to be given


def test_somebody_else_was_reached(page, office, keys, calls):
    press(keys, page, "111")
    keys.press(page, K.Key_P)
    keys.commit(page, "王先生")
    keys.press(page, ENTER)
    press(keys, page, "0\n")
    assert office.values(calls[0])["person_reached"] == "王先生"


def test_letters_are_letters_while_words_are_typed(page, keys):
    keys.press(page, K.Key_O)
    keys.type(page, "dcn 0 p")
    assert page.answers.opinion.text() == "dcn 0 p"
    assert page.draft.values.get("defect_found") is None
    assert not page.reasons.isVisible()
    keys.press(page, ESC)
    assert page.isVisible()
    assert page.focusWidget() is page.answers.bars["quality_rating"]


@pytest.mark.rule("R-030")
def test_the_complaint_a_call_heard_becomes_its_form_by_one_key(page, office, keys, calls, opened, desk):
    press(keys, page, "555")
    keys.press(page, K.Key_C)
    keys.press(page, K.Key_D)
    keys.press(page, K.Key_D)  # no defect
    assert not page.complain.isVisible()
    keys.press(page, ENTER)
    assert page.call.id == calls[1]
    assert page.complain.isVisible()
    press(keys, page, "1")  # the next call is begun already; nothing of it is lost
    keys.press(page, K.Key_1, Qt.KeyboardModifier.AltModifier)
    (draft,) = opened
    assert draft.record.form.key == "complaint"
    assert draft.link_back[0] == calls[0]
    assert [one.record_id for one in desk.kept_drafts()] == [calls[1]]


# -- nobody reached ------------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_nobody_reached_adds_the_attempt_and_goes_on(page, office, keys, calls, desk):
    press(keys, page, "n")
    assert page.reasons.isVisible()
    press(keys, page, "3")
    seen = office.values(calls[0])
    assert seen["state"] == "attempted"
    (tried,) = seen["attempts"]
    assert (tried["at"], tried["by"], tried["reason"]) == (desk.now(), desk.user.id, desk.words(REASONS[2]))
    assert (seen["done_at"], seen["done_by"], seen["method"]) == (None, None, None)
    assert calls[0] in set(page.list.keys())  # still to be called
    assert page.call.id == calls[1]


def test_a_judgement_begun_before_nobody_answered_leaves_no_call_behind(page, office, keys, calls):
    press(keys, page, "1n1")
    seen = office.values(calls[0])
    assert (seen["state"], seen["done_at"], seen["person_reached"]) == ("attempted", None, None)
    assert seen["quality_rating"] is None
    page.list.choose_row(0)
    assert page.answers.bars["quality_rating"]._group.checkedId() == -1


def test_a_try_that_cannot_be_saved_is_not_added_twice(page, office, keys, calls, desk):
    desk.user = office.guo  # the deputy makes no callbacks
    for _each in range(2):
        press(keys, page, "n1")
        assert page.problems.text()
        assert not page.draft.values.get("attempts")
    assert office.values(calls[0])["state"] == "due"


@pytest.mark.rule("R-070")
def test_after_as_many_attempts_as_wanted_the_customer_is_not_reachable(page, office, keys, calls, clock):
    for tries in range(1, 4):
        page.list.choose_row(0)
        assert page.call.id == calls[0]
        assert not page.give_up.isVisible()
        press(keys, page, "g")
        assert office.values(calls[0])["state"] == ("due" if tries == 1 else "attempted")
        press(keys, page, "n1")
        clock.pass_minutes(60)
    page.list.choose_row(0)
    assert len(office.values(calls[0])["attempts"]) == 3
    assert page.card.tries.text().count("无人接听") == 3
    assert page.give_up.isVisible()
    press(keys, page, "g")
    assert office.values(calls[0])["state"] == "unreachable"
    assert calls[0] not in set(page.list.keys())


def test_esc_leaves_the_reasons_without_an_attempt(page, office, keys, calls):
    press(keys, page, "n")
    keys.press(page, ESC)
    assert not page.reasons.isVisible()
    assert page.isVisible()
    assert not office.values(calls[0])["attempts"]


# -- nothing is lost -----------------------------------------------------------------------------------------


def test_ctrl_z_takes_the_last_call_back(page, office, keys, calls):
    press(keys, page, "1110\n")
    keys.ctrl(page, K.Key_Z)
    assert office.values(calls[0])["state"] == "due"
    assert page.call.id == calls[0]
    assert page.list.keys() == calls


def test_half_an_answer_is_kept_and_comes_back(page, desk, keys, calls, phoning):
    press(keys, page, "12")
    keys.press(page, ESC)
    (kept,) = desk.kept_drafts()
    assert (kept.form, kept.record_id) == ("service_callback", calls[0])
    again = phoning()
    assert again.draft.id == kept.id
    assert again.draft.values["attitude_rating"] == "fairly_satisfied"
    press(keys, again, "10\n")
    assert not desk.kept_drafts()


def test_a_draft_is_kept_within_a_second_of_the_first_key(page, desk, keys, qtbot):
    press(keys, page, "1")
    first = page._keep.remainingTime()
    press(keys, page, "1")
    assert page._keep.remainingTime() <= first <= 1000
    qtbot.waitUntil(lambda: len(desk.kept_drafts()) == 1, timeout=2000)


def test_a_killed_desk_shows_the_answers_again(page, desk, keys, office, shown, bus):
    press(keys, page, "12")
    page.keep_draft()
    path = office.store.path
    office.store.close()
    office.store = Store.open(path, office.clock)
    again = shown(Phoning(Desk(office.store, desk.user), bus))
    assert again.draft.values["quality_rating"] == "very_satisfied"


def test_the_curtain_keeps_what_is_half_answered(calls, window, keys, desk):
    window.errands.phone_through()
    (page,) = window.findChildren(Phoning)
    press(keys, page, "1")
    Curtain(window, desk).lock()
    assert not page.isVisible()
    assert [one.record_id for one in desk.kept_drafts()] == [calls[0]]


def test_looking_at_a_call_leaves_no_draft(page, desk, keys):
    keys.press(page, K.Key_PageDown)
    keys.press(page, ESC)
    assert not desk.kept_drafts()


def test_it_is_the_forms_own_draft(page, keys, opened, calls):
    press(keys, page, "1")
    mine = page.draft
    keys.press(page, K.Key_F3)
    assert opened == [mine]
    assert isinstance(opened[0], Draft)
    assert opened[0].record_id == calls[0]


def test_what_was_changed_elsewhere_is_not_overwritten(page, office, keys, calls):
    press(keys, page, "111")
    office.change(calls[0], office.su, opinion="顾客说下周不在家")
    keys.press(page, K.Key_O)
    keys.commit(page, "还好")
    keys.press(page, ENTER)
    press(keys, page, "0\n")
    seen = office.values(calls[0])
    assert (seen["state"], seen["opinion"]) == ("due", "顾客说下周不在家")
    assert page.problems.text()
    assert page.draft.values["quality_rating"] == "very_satisfied"
    assert page.answers.opinion.text() == "还好"


# -- the phone, the paper, the empty list ----------------------------------------------------------------------


@pytest.mark.rule("R-011")
def test_the_phone_is_shown_by_a_key_and_logged_once(page, office, keys):
    keys.press(page, K.Key_F8)
    assert page.card.phone.text() == "13812345678"
    assert not page.card.reveal.isVisible()
    keys.press(page, K.Key_F8)
    assert office.one("SELECT count(*) FROM trail WHERE what = 'reveal'") == 1


def test_the_sheets_of_the_list_are_printed(page, keys, calls, qtbot):
    with qtbot.waitSignal(page.print_wanted) as wanted:
        keys.ctrl(page, K.Key_P)
    assert wanted.args == [calls]


def test_a_complaints_callback_asks_no_judgement_of_the_work(office, keys, phoning):
    complaint = office.complaint("handled")
    record_id = repairs.callback(office, complaint, kind="complaint")
    page = phoning()
    assert page.call.id == record_id
    assert not page.answers.bars["quality_rating"].isVisible()
    assert "马先生" in page.card.who.text()
    press(keys, page, "0\n")
    assert office.values(record_id)["state"] == "done"
    assert page.calm.isVisible()


def test_nobody_to_call_is_said(desk, phoning):
    page = phoning()
    assert page.calm.isVisible()
    assert not page.splitter.isVisible()
    assert page.calm.text().endswith(desk.words(N_("Everybody has been called back")))


def test_a_new_callback_comes_into_the_list(page, office, desk, calls, clock):
    order = office.values(calls[0])["subject"]
    made = desk.save(desk.new("service_callback", subject=order, kind="monthly")).record_id
    assert made in set(page.list.keys())
    assert page.call.id == calls[0]


def test_calls_without_a_date_stand_last(office, desk, calls):
    office.store.database.execute_sql("UPDATE service_callback SET due_at = NULL WHERE id = ?", (calls[0],))
    assert [one.id for one in calls_due(desk)] == [*calls[1:], calls[0]]
    assert calls_due(desk)[0].values["due_at"] == at("04-17 00:00")


def test_every_answer_has_a_name(page):
    answers = page.answers
    for part in (*answers.bars.values(), answers.person, answers.opinion, page.reasons, page.list):
        assert part.accessibleName()


def test_trap_13_the_closed_page_is_gone(desk, bus, calls):
    gc.collect()
    gc.disable()
    try:
        page = Phoning(desk, bus)
        gone = weakref.ref(page)
        page.show()
        page.close()
        del page
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert gone() is None
    finally:
        gc.enable()


def test_the_page_is_no_larger_than_the_screen(page):
    room = page.screen().availableGeometry()
    assert page.width() <= max(room.width(), page.minimumSizeHint().width())
    assert page.height() <= max(room.height(), page.minimumSizeHint().height())
