"""The desk as a person starts it, by its own way in, with hands: Enter at the names, F2 at the workbench.

`python -m tests.bench.started [NOW]` prints when the first window was painted, when the names are there, when
the workbench's rows are painted, and when F2, a key like any other, has brought the intake and its first box has the
keyboard. The store is a practice estate: nothing waits for a password. What the hands themselves cost is taken off.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WAIT_S = 60


def main() -> None:
    """Start the desk with hands at its keyboard."""
    from custdesk.__main__ import main as start
    from ui import app

    if sys.argv[1:]:
        app.OfficeClock = clock_at(datetime.datetime.fromisoformat(sys.argv[1]))
    plain = app.application

    def watched() -> Any:
        made = plain()
        made.hands = hands(made)
        return made

    show = app.show_opening

    def shown(made: Any, *more: Any) -> Any:
        opening = show(made, *more)
        made.hands.eye.tell()  # painted, and no event comes before the office is loaded
        return opening

    app.application, app.show_opening = watched, shown
    start([])


def clock_at(now: datetime.datetime) -> Any:
    """Return an office clock that stands."""
    from custdesk.clock import OfficeClock

    class Standing(OfficeClock):
        def __call__(self) -> datetime.datetime:
            return now

    return Standing


def hands(app: Any) -> Any:
    """Return an object that sees the first paint and then does, each as soon as it can, what a person does."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from tests.bench.first_paint import FirstPaint, mark

    class Hands(QObject):
        def __init__(self) -> None:
            super().__init__(app)
            self.eye = FirstPaint(app)
            self.aside = (0.0, 0.0)
            self.window: Any = None
            self.rows_painted = False
            self.until = time.monotonic() + WAIT_S
            self.do = self.sit_down
            self.timer = QTimer(self, interval=1)
            self.timer.timeout.connect(self.look)
            self.timer.start()

        def look(self) -> None:
            self.do()
            if time.monotonic() > self.until:
                print("gave up at", self.do.__name__, flush=True)
                app.exit(1)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            """See the workbench's rows being painted; on their own viewport, as a filter of all events is dear."""
            if event.type() == QEvent.Type.Paint and self.window.workbench.list.model().rowCount():
                self.rows_painted = True
            return False

        def press(self, name: str) -> None:
            """Press a key of the active window as the system does."""
            with self.apart():
                from PySide6.QtCore import Qt
                from PySide6.QtTest import QTest
            QTest.keyClick(QApplication.focusWindow(), Qt.Key[name])

        @contextmanager
        def apart(self) -> Iterator[None]:
            """Take off what is done here: it is the hands', not the desk's."""
            wall, processor = time.monotonic(), time.process_time()
            yield
            self.aside = (
                self.aside[0] + time.monotonic() - wall,
                self.aside[1] + time.process_time() - processor,
            )

        def sit_down(self) -> None:
            names = QApplication.focusWidget()
            if type(names).__name__ == "NameList" and names.count():
                mark("names", self.aside)
                self.do = self.wait_for_rows
                self.press("Key_Return")
                with self.apart():
                    tops = QApplication.topLevelWidgets()
                    self.window = next(one for one in tops if type(one).__name__ == "MainWindow")
                    self.window.workbench.list.viewport().installEventFilter(self)

        def wait_for_rows(self) -> None:
            if self.rows_painted and self.window.isActiveWindow():
                mark("filled", self.aside)
                self.do = self.wait_for_intake
                self.press("Key_F2")

        def wait_for_intake(self) -> None:
            at = QApplication.focusWidget()
            if at is not None and type(at.window()).__name__ == "IntakePanel" and at.window().isVisible():
                mark("usable", self.aside)
                self.do = self.rest
                self.window.close()

        def rest(self) -> None:
            """The desk ends by itself."""

    return Hands()


if __name__ == "__main__":
    main()
