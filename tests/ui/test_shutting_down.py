"""The computer is shut down: what is half written is on disk when the system goes on, and nothing was waited for."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from custdesk.desk import Desk
from custdesk.store.drafts import DraftShelf
from tests.ui.programs import PASSWORD, choose, session_ends, sit
from ui.binder.asking import ReasonDialog
from ui.phoning import Phoning

SAID = "门岗保安态度生硬，话才打到一"


@pytest.fixture
def at_work(front, two, qtbot, keys, active):
    """林晓燕 at the desk, with a complaint she is typing: the last key was pressed just now."""
    front.start()
    choose(front.login, "林晓燕")
    sit(front, qtbot)
    front.lanes.wait()
    front.desk.take_over()
    view = front.window.binders["complaint"]
    front.window.turn_to(view)
    view.new_record()
    active(front.window)
    view.form.sheet.cells["content"].editor.setFocus()
    keys.commit(front.window, SAID)
    assert view.form.draft.values["content"] == SAID
    assert front.desk.kept_drafts() == []
    return front


def on_disk(front) -> list[str]:
    """Return what a second opening of the drafts' file sees, beside the open desk."""
    path = front.desk.store.path
    shelf = DraftShelf(path.with_name(f"{path.stem}-drafts.sqlite"), front.clock)
    try:
        return [one.body["values"]["content"] for one in shelf.kept(front.desk.user.id)]
    finally:
        shelf.close()


def windows() -> set[str]:
    return {type(one).__name__ for one in QApplication.topLevelWidgets() if one.isVisible()}


def test_a_half_typed_form_is_on_disk_and_comes_back(at_work, qapp, qtbot):
    before = windows()
    session_ends(qapp)
    assert on_disk(at_work) == [SAID]
    assert windows() == before  # no question
    at_work._leave()
    again = Desk.open(at_work.path, at_work.clock)  # the next morning
    try:
        lin = next(person for person in again.people() if person.name == "林晓燕")
        again.log_in(lin.name, PASSWORD)
        (kept,) = again.kept_drafts()
        assert again.open_draft(kept).values["content"] == SAID
    finally:
        again.close()


def test_a_dialog_over_the_window_does_not_stand_in_the_way(at_work, qapp):
    form = at_work.window.binders["complaint"].form
    dialog = ReasonDialog(at_work.desk, form.record.form.title, at_work.window)
    dialog.open()
    assert QApplication.activeModalWidget() is dialog
    session_ends(qapp)
    assert on_disk(at_work) == [SAID]
    assert QApplication.activeModalWidget() is dialog
    dialog.reject()


def test_work_under_way_is_neither_waited_for_nor_begun(at_work, qapp, monkeypatch):
    """A lane that never answers, and the window told to close as Qt does when the session ends."""
    go_on = threading.Event()
    begun = []
    monkeypatch.setattr("ui.backups.Backups.last", lambda *_how: begun.append("backup"))
    quits = []
    monkeypatch.setattr(QApplication, "quit", staticmethod(lambda: quits.append(1)))
    try:
        job = at_work.window.lanes.start(lambda _tell: go_on.wait(), begun.append, begun.append, slow=True)
        since = time.monotonic()
        session_ends(qapp)
        at_work.window.close()
        at_work.finish()
        assert time.monotonic() - since < 5
        assert not job.cancelled
        assert on_disk(at_work) == [SAID]
        assert begun == []
        assert quits == [1]
        assert at_work.waiting is None
    finally:
        go_on.set()
        at_work.window.lanes.wait()


def test_another_program_stops_the_shutdown_and_the_desk_goes_on(at_work, qapp):
    session_ends(qapp)
    assert at_work.ending.under_way
    assert at_work.window.in_a_hurry
    at_work.window.show_calendar()  # the program itself is no sign of anybody
    assert at_work.ending.under_way
    window = at_work.window.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_Shift)
    assert not at_work.ending.under_way
    assert not at_work.window.in_a_hurry


def test_only_keys_and_clicks_are_signs_of_somebody(front, qapp):
    front.ending.on_request(None)
    made_here = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert not front.ending.eventFilter(front, made_here)
    assert front.ending.under_way
    front.ending._say(False)


def test_at_the_login_and_before_any_store_there_is_nothing_to_keep(front, office_store, qapp):
    front.start()
    assert front.login.isVisible()
    front.login.password.setText("half")
    before = windows()
    session_ends(qapp)
    assert windows() == before
    assert front.login.password.text() == "half"
    front.ending._say(False)


def test_in_the_first_run_nothing_is_made(front, where, qapp):
    front.start()
    front.setup.begin()
    front.setup.office.name.setText("翠湖花园管理处")
    session_ends(qapp)
    assert not where.data.exists()
    assert front.setup.office.name.text() == "翠湖花园管理处"
    front.ending._say(False)


def test_what_was_answered_on_the_phone_is_kept_too(front, two, qtbot, monkeypatch):
    front.start()
    choose(front.login, "林晓燕")
    sit(front, qtbot)
    kept = []
    dialog = Phoning(front.desk, front.window.bus, front.window)
    monkeypatch.setattr(Phoning, "keep_draft", lambda page: kept.append(page is dialog))
    front.window.keep_drafts()
    assert kept == [True]
    dialog.deleteLater()


def test_a_mistake_in_one_form_costs_no_other_its_words(at_work, monkeypatch):
    def broken() -> None:
        raise RuntimeError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(at_work.window.intake, "keep_draft", broken)
        with pytest.raises(RuntimeError, match="ours"):
            at_work.flush()
    assert on_disk(at_work) == [SAID]


def test_a_full_disk_is_said_in_the_status_line_and_holds_nothing_up(at_work, qapp, monkeypatch):
    from custdesk.errors import KnownError
    from custdesk.language import N_

    def full(_shelf, _draft) -> None:
        raise KnownError(N_("The disk is full; nothing was saved, the form keeps your words"))

    monkeypatch.setattr(DraftShelf, "keep", full)
    before = windows()
    session_ends(qapp)
    assert windows() == before
    assert "磁盘" in at_work.window.statusBar().currentMessage()
