"""One running program for each store and account: whatever they are called, and whatever was left by a crash."""

from __future__ import annotations

import getpass
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer

from ui.doorbell import Doorbell, name_of, ring

ROOT = Path(__file__).resolve().parent.parent.parent


def ring_elsewhere(store: Path) -> list[bool]:
    answers: list[bool] = []
    second = threading.Thread(target=lambda: answers.append(ring(store)))
    second.start()
    return answers


@pytest.mark.parametrize("account", ["王秀兰", "O'Neil (前台)", "x" * 300, "\ud800"])
def test_any_account_name_makes_a_plain_name(account: str, tmp_path, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: account)
    name = name_of(tmp_path / "办公室" / "office.sqlite")
    assert name.isascii()
    assert len(name) < 40


def test_two_accounts_of_one_computer_have_two_bells(tmp_path, monkeypatch):
    """On Windows all accounts see the same pipes: another's window must not come forward, nor keep mine from opening."""
    store = tmp_path / "office.sqlite"
    names = set()
    for domain, account in (("DESK", "lin"), ("DESK", "chen"), ("COMPANY", "lin")):
        monkeypatch.setenv("USERDOMAIN", domain)
        monkeypatch.setattr(getpass, "getuser", lambda account=account: account)
        names.add(name_of(store))
    assert len(names) == 3


def test_two_stores_of_one_account_have_two_bells(tmp_path):
    assert name_of(tmp_path / "a.sqlite") != name_of(tmp_path / "b.sqlite")
    assert name_of(tmp_path / "b" / ".." / "a.sqlite") == name_of(tmp_path / "a.sqlite")


def test_a_computer_that_does_not_say_who_is_there_has_a_bell_all_the_same(tmp_path, monkeypatch):
    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert name_of(tmp_path / "a.sqlite")


def test_in_a_chinese_folder_the_bell_is_heard(tmp_path, qtbot, qapp):
    folder = tmp_path / "翠湖花园 前台"
    folder.mkdir()
    bell = Doorbell(folder / "办公室.sqlite")
    try:
        with qtbot.waitSignal(bell.rung):
            answers = ring_elsewhere(folder / "办公室.sqlite")
        qtbot.waitUntil(lambda: answers == [True])
    finally:
        bell.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there a pipe ends with its program")
def test_what_a_killed_program_left_is_swept_away(tmp_path, qtbot, qapp):
    store = tmp_path / "office.sqlite"
    code = (
        "import os, signal, sys; from pathlib import Path; from PySide6.QtWidgets import QApplication;"
        "from ui.doorbell import Doorbell; app = QApplication([]); bell = Doorbell(Path(sys.argv[1]));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(store)], env=environment, cwd=ROOT, check=False)
    assert not QLocalServer().listen(name_of(store))  # the name is still taken by nobody
    assert not ring(store)
    bell = Doorbell(store)
    try:
        with qtbot.waitSignal(bell.rung):
            ring_elsewhere(store)
    finally:
        bell.close()


def test_a_lock_left_by_a_crash_does_not_keep_the_desk_closed(front, office_store, where, qtbot):
    """The system lets a lock go with its program; the file that stays says nothing."""
    lock = Path(f"{where.default_store}.lock")
    lock.touch()
    front.start()
    assert front.login is not None


def hold(path: str, ready: object, done: object) -> None:
    from custdesk.store.database import StoreLock

    lock = StoreLock(Path(path))
    lock.take()
    ready.set()
    done.wait(60)


@pytest.fixture
def held(where, office_store):
    """Another program has the store open, and answers no bell: another account's."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(str(where.default_store), ready, done))
    other.start()
    assert ready.wait(60)
    yield
    done.set()
    other.join(60)


def test_a_desk_of_another_account_is_said(front, held):
    assert front.start()
    assert "另一个账户" in front.aid.box.informativeText()
    assert front.desk is None
    front.aid.box.close()


def test_two_starts_at_once_are_one_desk(front, held, where, monkeypatch):
    """Neither heard the other; the slower one finds the store taken, rings until the other has hung its bell, and goes."""
    answers = [False, True]
    rung: list[Path] = []
    monkeypatch.setattr("ui.doorbell.ring", lambda path: rung.append(path) or answers.pop(0))
    front.start()
    assert rung == [where.default_store] * 2
    assert front.aid.box is None
    assert front._finishing


def test_after_the_set_up_the_bell_is_the_offices_own(front, founded, tmp_path, where, qtbot):
    """The first start answers for the default store; once another folder was opened, for that one."""
    front.start()
    assert front.bell.store == where.default_store
    front.setup.open_folder(str(founded.parent))
    assert front.bell.store == founded
    assert front.login is not None
    with qtbot.waitSignal(front.bell.rung):
        answers = ring_elsewhere(founded)
    qtbot.waitUntil(lambda: answers == [True])
