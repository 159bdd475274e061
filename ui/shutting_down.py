"""The computer is being shut down: what is half written goes on disk at once, and nothing else happens.

Windows asks every window (WM_QUERYENDSESSION), which Qt turns into `commitDataRequest`, whatever dialog is open. It waits a
few seconds for the answer and then ends the program: no question, no backup, no waiting for work under way. Another
program may still stop it; whoever then goes on at the desk finds everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

USED: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})


class ShuttingDown(QObject):
    """Hears that the session ends. `changed` tells whether it does, until somebody uses the desk again."""

    changed = Signal(bool)

    def __init__(self, flush: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flush = flush
        self.under_way = False
        app = QCoreApplication.instance()
        if app is not None and hasattr(app, "commitDataRequest"):
            app.commitDataRequest.connect(self.on_request)

    def on_request(self, _manager: object) -> None:
        """Put everything on disk; the session is not held up."""
        self._say(True)
        self._flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """Somebody types or clicks: the session goes on."""
        if event.type() in USED and event.spontaneous():
            self._say(False)
        return False

    def _say(self, under_way: bool) -> None:
        if under_way == self.under_way:
            return
        self.under_way = under_way
        app = QCoreApplication.instance()
        if app is not None:
            (app.installEventFilter if under_way else app.removeEventFilter)(self)
        self.changed.emit(under_way)
