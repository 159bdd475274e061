"""A desk of 翠湖花园 with 林晓燕 on duty, Friday 2027-04-16 18:50, and hands that type as people and input methods do."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from custdesk.desk import Desk
from tests.desks import Office, clock, office, store, templates
from tests.ui.programs import founded, front, office_store, two, where
from ui.bus import Bus
from ui.jobs import Lanes
from ui.main_window import MainWindow
from ui.own_settings import keep_in
from ui.theme import dress

__all__ = ["clock", "founded", "front", "office", "office_store", "store", "templates", "two", "where"]


class Keys:
    """Presses keys where the keyboard is, and counts them; committed characters of Chinese text are apart."""

    def __init__(self) -> None:
        self.pressed = 0
        self.characters = 0

    @staticmethod
    def _place(widget: QWidget) -> QWidget:
        return widget.focusWidget() or widget

    def press(self, widget: QWidget, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, with its modifier, where the keyboard is inside a window."""
        self.pressed += 1
        QTest.keyClick(self._place(widget), key, modifier)

    def ctrl(self, widget: QWidget, key: Qt.Key) -> None:
        self.press(widget, key, Qt.KeyboardModifier.ControlModifier)

    def type(self, widget: QWidget, text: str) -> None:
        """Type plain keys, one by one: the keyboard may move on between them."""
        for letter in text:
            self.pressed += 1
            QTest.keyClicks(self._place(widget), letter)

    def commit(self, widget: QWidget, text: str) -> None:
        """Commit text as an input method does (trap 16: keyClicks with Chinese aborts)."""
        self.characters += len(text)
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._place(widget), event)


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture(scope="session")
def dressed(qapp, tmp_path_factory):
    dress(qapp)
    keep_in(qapp, tmp_path_factory.mktemp("habits") / "habits.ini")  # not this computer's own
    return qapp


@pytest.fixture
def desk(office: Office, dressed):
    return Desk(office.store, office.lin)


@pytest.fixture
def bus(desk, dressed):
    bus = Bus()
    desk.heard.append(bus.hear)
    return bus


@pytest.fixture
def active(qtbot):
    """Make a window the active one: the offscreen platform does not while a window is still coming up."""

    def activate(widget: QWidget) -> None:
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return activate


@pytest.fixture
def shown(qtbot, active):
    """Show a top-level widget as the active window and hand it back."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        active(widget)
        return widget

    return show


@pytest.fixture
def lanes(dressed):
    """Work aside; at the end of a test all of it is over."""
    lanes = Lanes()
    yield lanes
    lanes.wait()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def dialog_of(qtbot, active):
    """Show a dialog that deletes itself when it is closed, perhaps in the test: pytest-qt must not close it again."""
    made = []

    def show(dialog: QWidget) -> QWidget:
        made.append(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        active(dialog)
        return dialog

    yield show
    for dialog in made:
        if shiboken6.isValid(dialog):
            dialog.close()


@pytest.fixture
def window(desk, shown):
    return shown(MainWindow(desk))


@pytest.fixture(autouse=True)
def _deliver_deletes():
    """Let widgets that asked to be deleted go before the next test."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture(autouse=True)
def _hold_on(qtbot, monkeypatch):
    """Keep each widget until its test is over: pytest-qt does not, and a view collected while it paints is a crash."""
    held: list[QWidget] = []
    add = qtbot.addWidget

    def add_and_hold(widget: QWidget, **more: object) -> None:
        if not widget.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose):  # those Qt deletes itself
            held.append(widget)
        add(widget, **more)

    monkeypatch.setattr(qtbot, "addWidget", add_and_hold)
    yield
    held.clear()
