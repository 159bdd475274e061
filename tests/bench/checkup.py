"""The check beside an open window: how long the event loop stands still at most while a store is checked behind it."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from custdesk.binders import BY_KEY
from custdesk.check_apart import check_apart
from custdesk.desk import Desk
from custdesk.store.hits import ListQuery
from custdesk.store.store import SYSTEM, Store
from tests.bench.growth import NOW, STORES, _made
from tests.bench.pulse import Pulse
from tests.bench.stopwatch import Ratio
from ui.binder.table import RecordTable, RecordTableView
from ui.jobs import Lanes
from ui.theme import dress

BLOCKED_MS = 50.0
KEYS = (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Up)
LONGEST = 600.0  # seconds


class Ended:
    """What became of the check."""

    def __init__(self) -> None:
        self.said: object = None

    def take(self, said: object) -> None:
        """Keep a report, or what failed."""
        self.said = said


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Check a store in the slow lane while keys go through its list; once more without the check."""
    path = _made(Path(os.environ.get(STORES) or folder), count)
    app = QApplication.instance() or QApplication([])
    dress(app)
    desk, lanes = Desk(Store.open(path, lambda: NOW), SYSTEM), Lanes()
    model = RecordTable(desk, BY_KEY["duty_log"], lanes=lanes)
    model.show_query(ListQuery("duty_log"))
    view = RecordTableView(model)
    view.resize(900, 600)
    view.show()
    pulse, ended = Pulse(app), Ended()
    alone = _felt(pulse, view, 3.0, None)
    begun = time.perf_counter()
    lanes.start(lambda tell: check_apart(path, tell), ended.take, ended.take, slow=True)
    worked: list[float] = []
    beside = _felt(pulse, view, LONGEST, ended, worked)
    took = time.perf_counter() - begun
    if isinstance(ended.said, Exception):
        raise ended.said
    lanes.wait()
    view.close()
    desk.close()
    return [
        Ratio(f"check of {count:,} behind the window ({took:.0f} s): longest the loop stood still / 50 ms",
              max(beside), BLOCKED_MS, len(beside), 1.0),
        Ratio("the same, what the loop itself worked (CPU) / 50 ms", max(worked), BLOCKED_MS, len(worked), 1.0),
        Ratio("a key beside the check / without it (medians)", statistics.median(beside), statistics.median(alone),
              len(beside)),
    ]  # fmt: skip


def _felt(
    pulse: Pulse,
    view: RecordTableView,
    seconds: float,
    ended: Ended | None,
    worked: list[float] | None = None,
) -> list[float]:
    """Press keys until the check has ended or the time is over; return how long each held the loop."""
    found, until, place = [], time.perf_counter() + seconds, 0
    spent = [] if worked is None else worked
    while time.perf_counter() < until and (ended is None or ended.said is None):
        key = KEYS[place % len(KEYS)]
        found.append(pulse.feel(lambda key=key: QTest.keyClick(view, key), rest_ms=60))
        spent.append(pulse.worked)
        place += 1
    return found
