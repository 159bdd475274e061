"""How long the event loop stands still: a timer that ought to fire every few milliseconds says when it did not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

BEAT_MS = 2


def waited() -> float:
    """Return for how many seconds the main thread was ready and got no core, since it began: other programs' doing."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except OSError:  # only Linux tells
        return 0.0


class Pulse:
    """Feels the loop's pulse while something is done in it."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self.longest = 0.0  # milliseconds between two beats
        self.own = 0.0  # the same without the wait for a core
        self.worked = (
            0.0  # of the processor's, by the loop's own thread: what a busy machine adds is not in it
        )
        self._last = self._spent = self._waited = 0.0

    def _beat(self) -> None:
        now, spent, queued = time.perf_counter(), time.thread_time(), waited()
        gap = (now - self._last) * 1000
        self.longest = max(self.longest, gap)
        self.own = max(self.own, gap - (queued - self._waited) * 1000)
        self.worked = max(self.worked, (spent - self._spent) * 1000)
        self._last, self._spent, self._waited = time.perf_counter(), time.thread_time(), queued

    def feel(self, act: Callable[[], object], rest_ms: int = 120) -> float:
        """Do something in the loop, let the loop run on for a while, and return how long it stood still at most."""
        self.longest = self.own = self.worked = 0.0
        self._last, self._spent, self._waited = time.perf_counter(), time.thread_time(), waited()
        self._timer.start()
        act()
        until = time.perf_counter() + rest_ms / 1000
        while time.perf_counter() < until:
            self._app.processEvents()
            time.sleep(0.0005)
        self._beat()
        self._timer.stop()
        return self.longest
