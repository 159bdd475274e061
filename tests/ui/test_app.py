"""The whole program: first run, login, window, change of person, second start, backups, accidents, the end."""

from __future__ import annotations

import datetime
import shutil
import sys
import threading

import pytest
from PySide6.QtWidgets import QMessageBox

from custdesk.safekeeping import backup_due, last_backup
from custdesk.store.checking import check_store
from tests.ui.programs import PASSWORD, choose, close, fill_in, sit
from ui.accidents import Accidents
from ui.doorbell import Doorbell, ring
from ui.front_desk import FrontDesk


def test_the_first_run_asks_and_makes_nothing(front, where):
    assert front.start()
    assert front.setup.isVisible()
    assert not where.data.exists()


def test_closing_the_first_run_ends_it(front, where, qtbot):
    front.start()
    front.setup.close()
    qtbot.waitUntil(lambda: front._finishing)
    assert not where.data.exists()


def test_from_set_up_to_the_window(front, where, qtbot):
    front.start()
    setup = front.setup
    fill_in(setup, PASSWORD)
    setup.go_on()
    setup.code.tick.setChecked(True)
    setup.go_on()
    assert front.setup is None
    sit(front, qtbot)
    assert front.desk.user.name == "陈国栋"
    assert "翠湖花园管理处" in front.window.windowTitle()


def test_a_start_with_an_office_asks_who_sits_down(front, office_store, qtbot):
    front.start()
    assert front.setup is None
    assert front.window is None  # nothing of the office is drawn before somebody sits down
    sit(front, qtbot)
    assert front.login is None


def test_a_lost_store_is_said_and_nothing_new_is_made(front, where, tmp_path):
    where.remember(tmp_path / "usb" / "office.sqlite")
    front.start()
    assert "usb" in front.setup.notice
    assert not (tmp_path / "usb").exists()


def test_a_damaged_store_is_a_plain_dialog_with_its_way_out(front, where):
    where.data.mkdir()
    where.default_store.write_bytes(b"not a database at all" * 100)
    front.start()
    assert front.message.isVisible()
    assert front.message.text()
    assert front.message.informativeText()
    assert front.desk is None
    front.message.close()
    assert front._finishing


def test_practice_is_made_once_and_needs_no_password(front, where, qtbot):
    front.start(practice=True)
    qtbot.waitUntil(lambda: front.login is not None, timeout=30_000)
    assert front.desk.store.practice
    front.login.log_in()
    qtbot.waitUntil(lambda: front.window is not None)
    assert where.practice.exists()
    assert not where.default_store.exists()
    close(front, qtbot)
    assert not list(where.practice.parent.glob("*-backups"))


# -- locking and another person


def test_the_same_person_finds_the_window_as_it_was(front, two, qtbot):
    front.start()
    choose(front.login, "林晓燕")
    sit(front, qtbot)
    window = front.window
    window.lock()
    assert front.curtain.locked
    front.curtain.screen.password.setText(PASSWORD)
    front.curtain.screen.log_in()
    assert not front.curtain.locked
    assert front.window is window


def test_another_person_gets_a_window_of_her_own_and_drafts_stay_with_their_writer(front, two, qtbot):
    front.start()
    choose(front.login, "林晓燕")
    sit(front, qtbot)
    front.desk.take_over()
    view = front.window.binders["complaint"]
    front.window.turn_to(view)
    view.new_record()
    view.form.draft.put("content", "门岗保安态度生硬")
    old = front.window
    old.lock()
    screen = front.curtain.screen
    choose(screen, "陈国栋")
    screen.password.setText(PASSWORD)
    screen.log_in()
    assert front.window is not old
    assert not old.isVisible()
    assert front.desk.user.name == "陈国栋"
    assert front.desk.heard == [front.window.bus.hear]
    assert front.desk.kept_drafts() == []
    front.window.lock()
    screen = front.curtain.screen
    choose(screen, "林晓燕")
    screen.password.setText(PASSWORD)
    screen.log_in()
    draft = front.window.binders["complaint"].form.draft
    assert draft is not None
    assert draft.values["content"] == "门岗保安态度生硬"


def test_idle_draws_the_curtain(front, office_store, qtbot, clock):
    front.start()
    sit(front, qtbot)
    qtbot.waitUntil(lambda: front._watch is not None)
    clock.pass_minutes(11)
    front._watch.look()
    assert front.curtain.locked


# -- a second start


def test_a_second_start_shows_the_first_window(front, office_store, qtbot, where):
    front.start()
    sit(front, qtbot)
    qtbot.waitUntil(lambda: front.bell is not None)  # hung when the names are on the screen
    front.window.hide()
    front.window.showMinimized()
    answers = []
    second = threading.Thread(target=lambda: answers.append(ring(where.default_store)))
    second.start()
    qtbot.waitUntil(lambda: not front.window.isMinimized())
    second.join()
    assert answers == [True]


def test_nobody_answers_for_another_store(tmp_path, qapp):
    bell = Doorbell(tmp_path / "a.sqlite")
    assert not ring(tmp_path / "b.sqlite")
    bell.close()
    assert not ring(tmp_path / "a.sqlite")


# -- backups


def test_closing_makes_a_verified_backup_and_skips_it_when_nothing_changed(
    front, office_store, where, qtbot, clock
):
    front.start()
    sit(front, qtbot)
    qtbot.waitUntil(lambda: last_backup(front.desk) is not None)  # the one at start: there was none yet
    front.lanes.wait()
    front.desk.set_setting("duty_hotline", "8812-0000", "公司的要求")
    clock.pass_minutes(5)
    close(front, qtbot)
    copies = sorted((where.data / "office-backups").glob("custdesk-*.sqlite"))
    copies = [path for path in copies if not path.stem.endswith("-drafts")]
    assert len(copies) == 2
    assert check_store(copies[-1]).findings == []
    again = FrontDesk(front.app, where, clock)
    again.start()
    sit(again, qtbot)
    clock.pass_minutes(5)
    close(again, qtbot)
    left = [
        path
        for path in (where.data / "office-backups").glob("custdesk-*.sqlite")
        if not path.stem.endswith("-drafts")
    ]
    assert len(left) == 2


def test_a_start_a_day_later_backs_up_at_once(front, office_store, qtbot, clock):
    front.start()
    sit(front, qtbot)
    qtbot.waitUntil(lambda: last_backup(front.desk) is not None)
    front.lanes.wait()
    qtbot.waitUntil(lambda: bool(front.window.verified) and "18:50" in front.window.verified)
    assert not backup_due(front.desk)
    front.desk.set_setting("duty_hotline", "8812-0000", "公司的要求")
    clock.now += datetime.timedelta(days=1, minutes=1)
    assert backup_due(front.desk)
    front.backups.look()
    qtbot.waitUntil(lambda: not backup_due(front.desk))
    front.lanes.wait()


def test_a_backup_that_fails_at_closing_is_said_before_the_end(front, office_store, where, qtbot):
    front.start()
    sit(front, qtbot)
    front.lanes.wait()
    shutil.rmtree(where.data / "office-backups", ignore_errors=True)
    (where.data / "office-backups").write_text("a file in the way")
    front.window.close()
    qtbot.waitUntil(lambda: front.message is not None and front.message.isVisible(), timeout=15_000)
    assert front.desk is not None
    front.message.close()
    qtbot.waitUntil(lambda: front.desk is None)


# -- the clock


@pytest.mark.parametrize("go_on", [True, False])
def test_a_clock_before_the_last_entry_is_said_and_confirmed(front, office_store, clock, go_on):
    clock.now -= datetime.timedelta(days=30)
    front.start()
    assert front.login is None
    assert front.message.isVisible()
    buttons = {front.message.buttonRole(button): button for button in front.message.buttons()}
    buttons[QMessageBox.ButtonRole.AcceptRole if go_on else QMessageBox.ButtonRole.RejectRole].click()
    assert (front.login is not None) == go_on
    assert (front.desk is not None) == go_on


# -- accidents


def test_a_mistake_of_ours_is_logged_without_people_and_told_once(tmp_path, qtbot, qapp, capsys):
    accidents = Accidents(tmp_path / "log" / "custdesk.log")
    told = []
    accidents.happened.connect(told.append)
    for _time in range(3):
        try:
            raise KeyError("马先生 13812345678 lives in 5-603")
        except KeyError:
            accidents.take(*sys.exc_info())
    accidents.remove()
    text = (tmp_path / "log" / "custdesk.log").read_text(encoding="utf-8")
    assert told == [str(tmp_path / "log" / "custdesk.log")]
    assert text.count("KeyError") == 3
    assert "test_app.py" in text
    assert "马" not in text + capsys.readouterr().err
    assert "13812345678" not in text
    assert "KeyError: …" in text


def test_the_hooks_are_taken_and_given_back(tmp_path, qapp):
    before = (sys.excepthook, threading.excepthook)
    accidents = Accidents(tmp_path / "custdesk.log")
    accidents.install()
    assert sys.excepthook == accidents.take
    accidents.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_read_only_log_folder_does_not_stop_the_desk(tmp_path, qapp):
    (tmp_path / "log").write_text("in the way")
    accidents = Accidents(tmp_path / "log" / "custdesk.log")
    try:
        raise ValueError
    except ValueError:
        accidents.take(*sys.exc_info())
    accidents.remove()


def test_the_window_tells_of_an_accident_and_goes_on(front, office_store, qtbot):
    front.start()
    sit(front, qtbot)
    front.tell_accident("custdesk.log")
    assert front.message.isVisible()
    assert "custdesk.log" in front.message.informativeText()
    assert front.window.isVisible()


def test_whoever_sits_down_has_the_keyboard_on_the_workbench(front, two, qtbot):
    front.start()
    sit(front, qtbot)
    assert front.window.focusWidget() is front.window.workbench.list
    front.window.lock()
    screen = front.curtain.screen
    choose(screen, "林晓燕")
    screen.password.setText(PASSWORD)
    screen.log_in()
    qtbot.waitUntil(front.window.isActiveWindow)
    assert front.window.focusWidget() is front.window.workbench.list
