"""How long the event loop stands still: a timer that ought to fire every few milliseconds says when it did not."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

BEAT_MS = 2


class Pulse:
    """Feels the loop's pulse while something is done in it."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self.longest = 0.0  # milliseconds between two beats
        self.worked = (
            0.0  # of the processor's, by the loop's own thread: what a busy machine adds is not in it
        )
        self._last = self._spent = 0.0

    def _beat(self) -> None:
        now, spent = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self.worked = max(self.worked, (spent - self._spent) * 1000)
        self._last, self._spent = now, spent

    def feel(self, act: Callable[[], object], rest_ms: int = 120) -> float:
        """Do something in the loop, let the loop run on for a while, and return how long it stood still at most."""
        self.longest = self.worked = 0.0
        self._last, self._spent = time.perf_counter(), time.thread_time()
        self._timer.start()
        act()
        until = time.perf_counter() + rest_ms / 1000
        while time.perf_counter() < until:
            self._app.processEvents()
            time.sleep(0.0005)
        self._beat()
        self._timer.stop()
        return self.longest
