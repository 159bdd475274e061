"""The whole program for tests: an office on this computer, the front desk not started yet, hands that sit down and close."""

from __future__ import annotations

import ctypes
import shutil
import sys
from pathlib import Path

import PySide6
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from custdesk.binders import BY_KEY
from custdesk.draft import blank
from custdesk.founding import NewOffice, found_office
from custdesk.office import passwords
from custdesk.places import Places
from custdesk.store.store import SYSTEM, Store
from tests.desks import Clock
from ui.front_desk import FrontDesk
from ui.setup import SetUp

__all__ = ["founded", "front", "office_store", "two", "where"]

PASSWORD = "bamboo"


@pytest.fixture
def where(tmp_path) -> Places:
    return Places(tmp_path / "data")


@pytest.fixture
def front(where, clock, dressed, qtbot, monkeypatch):
    """A program not started yet; whatever it shows is gone afterwards."""
    monkeypatch.setattr(QApplication, "quit", staticmethod(lambda: None))
    front = FrontDesk(dressed, where, clock)
    yield front
    front._leave()
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    front.lanes.wait()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    path = tmp_path_factory.mktemp("founded") / "office.sqlite"
    settings = {"office_name": "翠湖花园管理处"}
    found_office(path, Clock(), NewOffice("陈国栋", PASSWORD, PASSWORD, settings))
    return path


@pytest.fixture
def office_store(founded, where):
    """An office with a manager, where this computer expects it."""
    where.data.mkdir()
    return shutil.copy(founded, where.default_store)


@pytest.fixture
def two(office_store, clock):
    """A second person with the same password."""
    store = Store.open(office_store, clock)
    lin = store.save(
        blank(BY_KEY["staff"], store.facts(SYSTEM), name="林晓燕", role="receptionist"), SYSTEM
    ).record_id
    store.set_password(lin, passwords.hash_password(PASSWORD), SYSTEM)
    store.close()
    return lin


def choose(screen, name: str) -> None:
    """Choose a name on a login page."""
    for row in range(screen.names.count()):
        if name in screen.names.item(row).text():
            screen.names.setCurrentRow(row)


def sit(front, qtbot, password: str = PASSWORD) -> None:
    """Sit down and wait for the window."""
    qtbot.waitUntil(lambda: front.login is not None)
    front.login.password.setText(password)
    front.login.log_in()
    qtbot.waitUntil(lambda: front.window is not None and front.window.isVisible())


def close(front, qtbot) -> None:
    """Close the window and wait for the end."""
    front.window.close()
    qtbot.waitUntil(lambda: front.desk is None, timeout=15_000)


def session_ends(app: QApplication) -> None:
    """Do what Qt does when the system says that the session ends: emit the signal, in C++, with Qt's own manager."""
    folder = Path(PySide6.__file__).parent
    if sys.platform == "win32":
        library = ctypes.CDLL(str(folder / "Qt6Gui.dll"))
        emit = getattr(library, "?commitDataRequest@QGuiApplication@@QEAAXAEAVQSessionManager@@@Z")
    else:
        library = ctypes.CDLL(str(folder / "Qt" / "lib" / "libQt6Gui.so.6"))
        emit = library._ZN15QGuiApplication17commitDataRequestER15QSessionManager
    emit.argtypes, emit.restype = [ctypes.c_void_p, ctypes.c_void_p], None
    manager = app.findChild(QSessionManager)
    emit(shiboken6.getCppPointer(app)[0], shiboken6.getCppPointer(manager)[0])


def fill_in(setup: SetUp, password: str = "bamboo") -> None:
    """Answer the first pages of the set-up: the office and its manager; what comes next is where things lie."""
    setup.begin()
    setup.office.name.setText("翠湖花园管理处")
    setup.go_on()
    setup.manager.name.setText("陈国栋")
    setup.manager.password.setText(password)
    setup.manager.repeated.setText(password)
    setup.go_on()
