"""Sitting down, the lock over the window, the growing delay, the forgotten password, the idle watch."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.office import passwords
from custdesk.store.store import SYSTEM
from ui.accounts import AccountsDialog
from ui.curtain import Curtain, IdleWatch
from ui.login import LOGIN, NEW_CODE, RECOVER, LockScreen, wait_seconds

CODE = "ABCD-EFGH-JKMN-PQRS"


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    return {"林晓燕": passwords.hash_password("peony"), "陈国栋": passwords.hash_password("bamboo")}


@pytest.fixture
def locked_desk(office, hashes, dressed) -> Desk:
    for person in (office.lin, office.chen):
        office.store.set_password(person.id, hashes[person.name], SYSTEM)
    return Desk(office.store)


@pytest.fixture
def screen(locked_desk, shown):
    return shown(LockScreen(locked_desk))


def choose(screen, name: str) -> None:
    for row in range(screen.names.count()):
        if name in screen.names.item(row).text():
            screen.names.setCurrentRow(row)
            return
    raise AssertionError(name)


def enter(screen, password: str) -> None:
    screen.password.setFocus()
    QTest.keyClicks(screen.password, password)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)


def test_the_one_on_duty_is_chosen_and_enter_sits_down(screen, locked_desk, qtbot):
    assert screen.person.name == "林晓燕"
    with qtbot.waitSignal(screen.sat_down) as sat:
        enter(screen, "peony")
    assert sat.args[0].name == "林晓燕"
    assert locked_desk.user.name == "林晓燕"
    assert screen.password.text() == ""


def test_a_wrong_password_is_said_and_the_box_is_empty(screen, locked_desk):
    enter(screen, "wrong")
    assert screen.said.text()
    assert screen.password.text() == ""
    assert locked_desk.user.id is None


def test_an_account_without_password_opens_to_none(screen, locked_desk):
    choose(screen, "周敏")
    enter(screen, "")
    enter(screen, "anything")
    assert locked_desk.user.id is None


def test_after_five_failures_the_wait_grows_and_ends(screen, locked_desk, clock):
    assert [wait_seconds(count) for count in (1, 4, 5, 6, 7, 30)] == [0, 0, 5, 10, 20, 300]
    for _try in range(4):
        enter(screen, "wrong")
    assert screen.password.isEnabled()
    enter(screen, "wrong")
    assert not screen.password.isEnabled()
    assert "5" in screen.said.text()
    screen.password.setText("peony")
    screen.log_in()
    assert locked_desk.user.id is None  # the right one does not shorten it
    clock.now += datetime.timedelta(seconds=6)
    screen.show_wait()
    assert screen.password.isEnabled()
    screen.password.clear()
    enter(screen, "wrong")
    assert not screen.password.isEnabled()
    assert screen.seconds_left() == 10


def test_the_wait_is_one_persons_own(screen, locked_desk):
    for _try in range(5):
        enter(screen, "wrong")
    choose(screen, "陈国栋")
    assert screen.password.isEnabled()
    enter(screen, "bamboo")
    assert locked_desk.user.name == "陈国栋"


def test_a_clock_set_back_does_not_lock_her_out(screen, clock):
    for _try in range(5):
        enter(screen, "wrong")
    clock.now -= datetime.timedelta(days=1)
    screen.show_wait()
    assert screen.password.isEnabled()


# -- the forgotten password


def test_the_recovery_code_lets_the_manager_in_once(screen, locked_desk, qtbot):
    locked_desk.store.set_setting("recovery_hash", passwords.hash_password(CODE), SYSTEM)
    screen.forgotten.click()
    assert screen.pages.currentIndex() == RECOVER
    for code, fresh, repeated in (
        ("WRONG", "willow", "willow"),
        (CODE, "willow", "w1llow"),
        (CODE, "abc", "abc"),
    ):
        screen.code.setText(code)
        screen.fresh.setText(fresh)
        screen.repeated.setText(repeated)
        screen.let_in.click()
        assert screen.recover_said.text()
        assert locked_desk.user.id is None
    screen.code.setText(CODE.lower())
    screen.fresh.setText("willow")
    screen.repeated.setText("willow")
    screen.let_in.click()
    assert screen.pages.currentIndex() == NEW_CODE
    assert screen.new_code.code not in ("", CODE)
    assert not screen.done.isEnabled()
    screen.new_code.tick.click()
    with qtbot.waitSignal(screen.sat_down):
        screen.done.click()
    assert locked_desk.user.name == "陈国栋"
    assert locked_desk.log_in("陈国栋", "willow")
    with pytest.raises(KnownError):
        locked_desk.recover(CODE, "oak-tree")
    assert locked_desk.recover(screen.new_code.code, "oak-tree")


def test_back_from_the_forgotten_password_forgets_what_was_typed(screen):
    screen.forgotten.click()
    screen.code.setText(CODE)
    screen.back.click()
    assert screen.pages.currentIndex() == LOGIN
    assert screen.code.text() == ""


# -- practice


def test_on_the_practice_estate_a_click_on_a_name_sits_down(office, shown, qtbot):
    office.store.set_setting("practice", True, SYSTEM)
    desk = Desk(office.store)
    screen = shown(LockScreen(desk))
    assert not screen.password.isVisible()
    choose(screen, "苏婷")
    spot = screen.names.visualItemRect(screen.names.currentItem()).center()
    with qtbot.waitSignal(screen.sat_down):
        QTest.mouseClick(screen.names.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.user.name == "苏婷"


# -- the curtain


@pytest.fixture
def curtain(window, office, hashes):
    for person in (office.lin, office.chen):
        office.store.set_password(person.id, hashes[person.name], SYSTEM)
    return Curtain(window, window.desk)


def test_the_curtain_leaves_a_half_written_form_untouched(curtain, window, keys, qtbot):
    window.turn_to(window.binders["duty_log"])
    view = window.binders["duty_log"]
    view.new_record()
    content = view.form.sheet.findChild(type(view.form.sheet), "") or view.form
    view.form.draft.put("content", "门岗保安态度生硬")
    draft = view.form.draft
    curtain.lock()
    assert curtain.locked
    assert not content.isVisible()
    assert not window.statusBar().isVisible()
    enter(curtain.screen, "peony")
    assert not curtain.locked
    assert window.statusBar().isVisible()
    assert view.form.draft is draft
    assert draft.values["content"] == "门岗保安态度生硬"


def test_no_key_reaches_what_lies_behind(curtain, window, office, monkeypatch):
    entry = office.entry()
    asked = []
    monkeypatch.setattr(window.desk, "undo", lambda: asked.append("undo"))
    monkeypatch.setattr(window.intake, "open_panel", lambda: asked.append("intake"))
    curtain.lock()
    for key, modifier in (
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier), (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
    ):  # fmt: skip
        QTest.keyClick(curtain.screen.password, key, modifier)
    assert asked == []
    assert not window.search.isVisible()
    assert office.values(entry)["state"] == "open"


def test_an_open_dialog_goes_behind_the_curtain_and_comes_back(curtain, window, qtbot):
    window.open_intake()
    qtbot.waitUntil(window.intake.isVisible)
    curtain.lock()
    assert not window.intake.isVisible()
    enter(curtain.screen, "peony")
    assert window.intake.isVisible()


def test_the_curtain_names_who_came(curtain, qtbot):
    curtain.lock()
    choose(curtain.screen, "陈国栋")
    with qtbot.waitSignal(curtain.sat_down) as sat:
        enter(curtain.screen, "bamboo")
    assert sat.args[0].role == "office_manager"


def test_ctrl_l_asks_for_the_curtain(window, curtain):
    window.locking.connect(curtain.lock)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert curtain.locked


# -- idle


@pytest.fixture
def watch(desk, qapp):
    watch = IdleWatch(desk)
    yield watch
    watch.stop()


def test_idle_is_told_by_the_wall_clock(watch, clock, qtbot):
    told = []
    watch.idle.connect(lambda: told.append(clock.now))
    clock.pass_minutes(9)
    watch.look()
    assert told == []
    clock.pass_minutes(1)  # the computer may have slept meanwhile: no timer ran
    watch.look()
    assert len(told) == 1


def test_a_key_or_an_input_method_is_activity(watch, clock, keys, qtbot):
    from PySide6.QtWidgets import QLineEdit

    told = []
    watch.idle.connect(lambda: told.append(1))
    box = QLineEdit()
    qtbot.addWidget(box)
    for act in (lambda: keys.commit(box, "马先生"), lambda: QTest.keyClick(box, Qt.Key.Key_A)):
        clock.pass_minutes(9)
        act()
        clock.pass_minutes(9)
        watch.look()
    assert told == []
    assert not watch.eventFilter(box, QEvent(QEvent.Type.KeyPress))


def test_nought_minutes_never_lock(watch, clock, office):
    office.store.set_setting("idle_lock_minutes", 0, SYSTEM)
    told = []
    watch.idle.connect(lambda: told.append(1))
    clock.pass_minutes(1000)
    watch.look()
    assert told == []


# -- accounts


def test_the_manager_sets_passwords(locked_desk, office, shown):
    locked_desk.sit_down(office.chen)
    dialog = shown(AccountsDialog(locked_desk))
    assert dialog.names.count() == len(locked_desk.people())
    choose(dialog, "周敏")
    dialog.password.setText("willow")
    dialog.repeated.setText("w1llow")
    dialog.button.click()
    assert locked_desk.store.password_hash(office.zhou.id) is None
    dialog.repeated.setText("willow")
    dialog.button.click()
    assert locked_desk.log_in("周敏", "willow").name == "周敏"
    dialog.close()


def test_others_see_their_own_account_only(locked_desk, office, shown):
    locked_desk.sit_down(office.lin)
    dialog = shown(AccountsDialog(locked_desk))
    assert dialog.names.count() == 1
    assert not dialog.code_button.isVisible()
    dialog.password.setText("peony2")
    dialog.repeated.setText("peony2")
    dialog.button.click()
    assert locked_desk.log_in("林晓燕", "peony2")
    dialog.close()


def test_a_new_recovery_code_replaces_the_old_one(locked_desk, office, shown, qtbot):
    locked_desk.store.set_setting("recovery_hash", passwords.hash_password(CODE), SYSTEM)
    locked_desk.sit_down(office.chen)
    dialog = shown(AccountsDialog(locked_desk))
    dialog.code_button.click()
    shown_code = dialog.code_dialog.shown
    fresh = shown_code.code
    assert not dialog.code_dialog.close_button.isEnabled()
    shown_code.tick.click()
    dialog.code_dialog.close_button.click()
    dialog.close()
    with pytest.raises(KnownError):
        locked_desk.recover(CODE, "oak-tree")
    assert locked_desk.recover(fresh, "oak-tree").name == "陈国栋"
    QApplication.processEvents()


def test_a_clock_set_back_does_not_keep_the_desk_open(watch, clock, qtbot):
    """Else a clock put right by a day would leave the phones of the estate on the screen for that day."""
    told = []
    watch.idle.connect(lambda: told.append(1))
    clock.pass_minutes(-24 * 60)
    watch.look()
    assert told == []
    clock.pass_minutes(10)
    watch.look()
    assert told == [1]
