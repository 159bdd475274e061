"""The lock screen over the window, and the watch that draws it when nobody is there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from custdesk.desk import Desk

if TYPE_CHECKING:
    from ui.login import LockScreen

LOOK_MS: Final = 20_000  # wall clocks are compared, so that a night's sleep counts as idle
ACTIVE: Final = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.InputMethod, QEvent.Type.TouchBegin, QEvent.Type.ShortcutOverride,
    }
)  # fmt: skip


class Curtain(QObject):
    """The lock screen stacked over a window: what lies under it stays as it was, and no key reaches it."""

    sat_down = Signal(object)  # User

    def __init__(
        self, window: QMainWindow, desk: Desk, serve: Callable[[LockScreen], None] | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._serve = window, desk, serve
        keyboard = window.focusWidget()
        self._stack = QStackedWidget(window)
        self._stack.addWidget(
            window.centralWidget()
        )  # straight over: a widget without parent loses the keyboard
        window.setCentralWidget(self._stack)
        if keyboard is not None:
            keyboard.setFocus()  # moved under another parent it has lost the keyboard all the same
        self._focus: QWidget | None = None
        self._hidden: list[QWidget] = []

    @cached_property
    def screen(self) -> LockScreen:
        """The names and the password; made when the curtain is first drawn."""
        from ui.login import LockScreen

        screen = LockScreen(self._desk, self._stack)
        screen.sat_down.connect(self._on_sat_down)
        self._stack.addWidget(screen)
        if self._serve is not None:
            self._serve(screen)
        return screen

    @property
    def locked(self) -> bool:
        """Tell whether the curtain is drawn."""
        return self._stack.currentIndex() > 0

    def lock(self) -> None:
        """Draw the curtain: drafts stay open and untouched behind it."""
        if self.locked:
            return
        self._focus = QApplication.focusWidget()
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._hidden = [
            widget for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self._window and widget.parentWidget() is not None
        ]  # fmt: skip
        for widget in (*self._hidden, self._window.statusBar()):
            widget.hide()
        for action in self._window.actions():
            action.setEnabled(False)
        self._stack.setCurrentWidget(self.screen)
        self.screen.show_people()

    def _on_sat_down(self, person: object) -> None:
        self._stack.setCurrentIndex(0)
        self._window.statusBar().show()
        for action in self._window.actions():
            action.setEnabled(True)
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        self._focus = None
        self.sat_down.emit(person)


class IdleWatch(QObject):
    """Says when nobody has touched the desk for the set minutes; wall clocks, so that sleep counts."""

    idle = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._touched = desk.store.clock()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """Note activity; never swallow it."""
        if event.type() in ACTIVE:
            self._touched = self._desk.store.clock()
        return False

    def look(self) -> None:
        """Compare wall clocks."""
        minutes, now = self._desk.settings.number("idle_lock_minutes"), self._desk.store.clock()
        self._touched = min(self._touched, now)  # a clock set back would leave the desk open for as long
        if minutes and now - self._touched >= datetime.timedelta(minutes=minutes):
            self.idle.emit()
