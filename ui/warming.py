"""What is loaded in the moments in which nothing else happens: the window, its tabs, the printer's part (trap 17).

One small piece at a time, when no key waits: while the password is typed, and when the window stands.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

FIRST_MS: Final = 250  # what is shown is painted first, and the first key comes first
#: what the window needs when somebody has sat down
WINDOW: Final = (
    "ui.matter_list", "custdesk.figures.calendar", "ui.today", "ui.due_doing", "ui.due_strip", "ui.quarter_strip",
    "ui.workbench", "ui.errands", "ui.main_window", "ui.curtain", "ui.backups", "ui.intake_boxes", "ui.intake_who",
    "ui.intake",
)  # fmt: skip
#: what its tabs and the first key in each of them need
PAGES: Final = (
    "ui.search", "ui.binder.view", "ui.binder.shelf", "ui.binder.table", "ui.binder.attachments", "ui.binder.cell",
    "ui.binder.chart_view", "ui.binder.sheet_view", "ui.binder.form", "ui.calendar_view", "ui.figures_view",
    "ui.scan_desk.view",
)  # fmt: skip


class Warming(QObject):
    """Does one piece after another, each when the event loop has nothing else to do."""

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces: deque[Callable[[], object]] = deque()
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._go_on)
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._first.timeout.connect(self._begin)

    def add(self, *pieces: Callable[[], object]) -> None:
        """Put pieces at the end."""
        self._pieces.extend(pieces)

    def begin_soon(self) -> None:
        """Begin, or go on, when what was just shown has had its moment."""
        self._next.stop()
        self._first.start()

    def _begin(self) -> None:
        if self._pieces:
            self._next.start()

    def stop(self) -> None:
        """Leave the rest undone."""
        self._pieces.clear()
        self._first.stop()
        self._next.stop()

    def _go_on(self) -> None:
        if self._pieces:
            self._pieces.popleft()()
        if not self._pieces:
            self._next.stop()
            self.done.emit()


def loads(names: tuple[str, ...]) -> Iterator[Callable[[], object]]:
    """Return a piece for each module."""
    return (partial(importlib.import_module, name) for name in names)


def load_press(_tell: Callable[[int, int], bool]) -> None:
    """Load what draws paper, and what folds the words of a search; in a worker."""
    import custdesk.press  # noqa: F401
    from custdesk.office.folding import fold

    fold("投")  # its table is made when it is first asked
