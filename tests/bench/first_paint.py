"""What both children of the start bench use: they say when a window was painted, with the processor's time till then.

Loads nothing but Qt's core, as it counts in both.
"""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject

AT_ONCE: Final = 1  # Qt's high priority


def mark(name: str, aside: tuple[float, float] = (0.0, 0.0)) -> None:
    """Print a name, the wall clock every process of this computer shares and the processor time, less what is aside."""
    print(name, time.monotonic() - aside[0], time.process_time() - aside[1], flush=True)


class FirstPaint(QObject):
    """Sees the first paint of any window of its own; tells when the events that follow it are taken up."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        self._app, self._seen, self.done = app, False, False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the paint, and let it happen."""
        if not self._seen and event.type() == QEvent.Type.Paint:
            self._seen = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), AT_ONCE)
        return False

    def customEvent(self, event: QEvent) -> None:
        """The paint is over, and the next event comes."""
        self.tell()

    def tell(self) -> None:
        """Say it, if a window was painted and it was not said."""
        if self._seen and not self.done:
            self._app.removeEventFilter(self)
            self.done = True
            mark("painted")
