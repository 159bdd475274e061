"""The store checks itself while the desk goes on, and says the outcome in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_
from ui.bus import Bus
from ui.jobs import Job, Lanes

if TYPE_CHECKING:
    from custdesk.store.checking import CheckReport

MOST = 12  # findings shown at once; the command line lists all


class Checkup(QObject):
    """Runs one check in the slow lane with progress and cancel."""

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._bus, self._lanes, self._parent = desk, bus, lanes, parent
        self._job: Job | None = None
        self._progress: QProgressDialog | None = None
        self.box: QMessageBox | None = None

    def begin(self) -> None:
        """Start, unless one is under way."""
        from custdesk.check_apart import check_apart

        if self._job is not None:
            return
        say = self._desk.words
        self._progress = QProgressDialog(
            say(N_("Checking the store …")), say(N_("Stop")), 0, 100, self._parent
        )
        self._progress.setWindowModality(Qt.WindowModality.NonModal)
        self._progress.setMinimumDuration(400)
        work = partial(_check, check_apart, self._desk.store.path)
        self._job = self._lanes.start(work, self._on_report, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)
        self._progress.canceled.connect(self._job.cancel)

    def _on_moved(self, done: int, total: int) -> None:
        if self._progress is not None and total:
            self._progress.setMaximum(total)
            self._progress.setValue(min(done, total - 1))

    def _on_report(self, report: CheckReport) -> None:
        self._end()
        say = self._desk.words
        icon = QMessageBox.Icon.Information if not report.findings else QMessageBox.Icon.Warning
        self.box = QMessageBox(
            icon, say(N_("Check of the store")), say(report.summary()), parent=self._parent
        )
        self.box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.box.setTextFormat(Qt.TextFormat.PlainText)
        self.box.setInformativeText("\n".join(say(one.text) for one in report.findings[:MOST]))
        self.box.open()

    def _on_failed(self, trouble: Exception) -> None:
        self._end()
        if not isinstance(trouble, KnownError):
            raise trouble
        self._bus.troubled.emit(trouble)

    def _end(self) -> None:
        self._job = None
        if self._progress is not None:
            progress, self._progress = self._progress, None
            progress.reset()
            QTimer.singleShot(0, progress.deleteLater)


def _check(check: Callable[..., CheckReport], path: Path, tell: Callable[[int, int], bool]) -> CheckReport:
    return check(path, tell=tell)
