"""Hands on the keyboard of the whole program: keys go where the keyboard is, and the screen is only asked what it shows.

Nothing is clicked and no widget is told to do anything; a window is made the active one where the offscreen platform,
which has no window manager, would leave the keyboard nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytestqt.exceptions
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from custdesk.office import passwords
from custdesk.places import Places
from custdesk.store.store import SYSTEM
from tests.desks import Office
from tests.ui.conftest import Keys
from tests.ui.paper.conftest import FilePrinting
from ui.binder.form import FormView
from ui.binder.view import BinderView
from ui.front_desk import FrontDesk
from ui.login import LockScreen
from ui.main_window import MainWindow

K = Qt.Key
ENTER, ESC, DOWN = K.Key_Return, K.Key_Escape, K.Key_Down
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
PASSWORD = "peony"
LONGEST_MS = 20_000
FAR = 60  # lines of the workbench


class Hands:
    """Whoever sits at the program."""

    def __init__(
        self, front: FrontDesk, keys: Keys, active: Callable[[QWidget], None], qtbot: Any, folder: Path
    ) -> None:
        self.front, self.keys, self.active, self.qtbot, self.folder = front, keys, active, qtbot, folder

    # -- looking -------------------------------------------------------------------------------------------

    @property
    def window(self) -> MainWindow:
        assert self.front.window is not None
        return self.front.window

    @property
    def view(self) -> BinderView | None:
        """The list and form in front; None where another tab is."""
        tab = self.window.tabs.currentWidget()
        found = getattr(tab, "current", tab)  # a shelf shows one of its lists
        return found if isinstance(found, BinderView) else None

    @property
    def form(self) -> FormView:
        assert self.view is not None
        return self.view.form

    @property
    def record(self) -> int:
        """The record in front."""
        assert self.form.snapshot is not None
        return self.form.snapshot.id

    @property
    def state(self) -> str:
        return self.form.snapshot.state if self.form.snapshot else ""

    def top(self) -> QWidget:
        """The window that has the keyboard."""
        top = QApplication.activeModalWidget() or QApplication.activeWindow()
        assert top is not None, "the keyboard is nowhere"
        return top

    def tab_of(self, shelf: str) -> Qt.Key:
        """Return the digit of a shelf's tab."""
        return K(K.Key_1 + self.window.tabs.indexOf(self.window.shelves[shelf]))

    def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is seen; else say what is seen instead."""
        try:
            self.qtbot.waitUntil(seen, timeout=LONGEST_MS)
        except pytestqt.exceptions.TimeoutError:
            told = [self.window.statusBar().currentMessage(), self.top(), self.top().focusWidget()]
            if self.view is not None:
                told += [
                    self.view.record.form.key,
                    self.state,
                    self.form.problems.text(),
                    self.form.sheet.here(),
                ]
            raise AssertionError(told) from None

    def shows(self, form: str) -> None:
        """Wait until a form is in front."""
        self.until(lambda: self.view is not None and self.view.record.form.key == form)

    def stands_in(self, path: str, form: str = "") -> None:
        """Wait until the keyboard is in a box of the form in front."""
        self.active(self.window)
        if form:
            self.shows(form)
        self.until(lambda: self.form.sheet is not None and self.form.sheet.here() == path)

    # -- pressing ------------------------------------------------------------------------------------------

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys.press(self.top(), key)

    def alt(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys.press(self.top(), key, ALT)

    def ctrl(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys.press(self.top(), key, CTRL)

    def type(self, text: str) -> None:
        for letter in text:
            self.keys.type(self.top(), letter)

    def commit(self, text: str) -> None:
        """Commit Chinese words as an input method does."""
        self.keys.commit(self.top(), text)

    def save(self) -> None:
        self.ctrl(K.Key_S)
        self.until(
            lambda: (
                self.form.snapshot is not None and self.form.draft is not None and not self.form.draft.dirty
            )
        )

    def takes(self, key: Qt.Key, state: str) -> None:
        """Press a step's key and see the state it leads to."""
        self.alt(key)
        self.until(lambda: self.state == state)

    def refused(self, key: Qt.Key, box: str) -> None:
        """Press a step's key in vain: it says why, and the keyboard is in the box that is missing."""
        before = self.state
        self.alt(key)
        self.stands_in(box)
        assert (self.state, bool(self.form.problems.text())) == (before, True)

    # -- who sits there ------------------------------------------------------------------------------------

    def sit_down(self, name: str, password: str) -> None:
        """At the login page or the lock screen: choose a name by the arrows, type the password."""
        self.until(lambda: self._screen() is not None)
        screen = self._screen()
        assert screen is not None
        self.active(screen.window())
        names = [screen.names.item(row).text() for row in range(screen.names.count())]
        by = next(row for row, one in enumerate(names) if name in one) - screen.names.currentRow()
        if by:
            self.keys.press(self.top(), K.Key_Backtab, SHIFT)
            self.press(*[K.Key_Down if by > 0 else K.Key_Up] * abs(by), ENTER)
        self.type(password)
        self.press(ENTER)
        self.qtbot.waitUntil(lambda: self._screen() is None, timeout=LONGEST_MS)
        window = self.window
        self.active(window)
        assert window.desk.user.name == name
        settings = QSettings(str(self.folder / "printers.ini"), QSettings.Format.IniFormat)
        printing = FilePrinting(
            window.desk, window.bus, window.lanes, window, settings
        )  # a printer that writes a file
        printing.folder = self.folder
        window.errands._printing = printing

    def _screen(self) -> LockScreen | None:
        if self.front.login is not None and self.front.login.isVisible():
            return self.front.login
        curtain = self.front.curtain
        return curtain.screen if curtain is not None and curtain.locked else None

    def change_to(self, name: str, password: str) -> None:
        """Ctrl+L, and somebody else sits down."""
        self.ctrl(K.Key_L)
        self.sit_down(name, password)

    # -- finding and printing ------------------------------------------------------------------------------

    def find(self, words: str, box: str, form: str) -> None:
        """Ctrl+K, words, Enter: the keyboard is in the record."""
        self.ctrl(K.Key_K)
        self.active(self.window.search)
        self.type(words)
        self.press(ENTER)
        self.stands_in(box, form)

    def walk_to(self, record: int) -> None:
        """Go down the workbench to a record's line and open it."""
        lines = self.window.workbench.list
        for _each in range(FAR):
            if lines.key() == record:
                break
            self.press(DOWN)
        assert lines.key() == record, [row.said for row in lines.matters.rows]
        self.press(ENTER)

    def print_at_once(self) -> None:
        """Ctrl+P, then Shift+Enter on the preview; the keyboard comes back to the form."""
        self.ctrl(K.Key_P)
        printing = self.window.errands.printing
        self.until(lambda: printing.preview is not None)
        self.active(printing.preview)
        with self.qtbot.waitSignal(printing.preview.finished, timeout=LONGEST_MS):
            self.keys.press(self.top(), ENTER, SHIFT)
        self.until(self.window.isActiveWindow)


@pytest.fixture(scope="module")
def secret() -> str:
    """Everybody's password, as the store keeps it."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def whole_program(estate: Office, clock, keys, active, qtbot, dressed, tmp_path, monkeypatch, secret):
    """The program, started on an estate with passwords; nobody sits there yet."""
    monkeypatch.setattr(QApplication, "quit", staticmethod(lambda: None))
    for person in estate.people.values():
        estate.store.set_password(person.id, secret, SYSTEM)
    estate.store.close()
    front = FrontDesk(dressed, Places(tmp_path / "data"), clock)
    front.start(estate.store.path)
    assert front.desk is not None
    estate.store = front.desk.store  # one program at a time has the store
    yield Hands(front, keys, active, qtbot, tmp_path)
    front._leave()
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    front.lanes.wait()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
