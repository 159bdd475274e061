"""Verified backups while the desk is open: at start and then daily, and the last one when it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.safekeeping import back_up_office, backup_due, last_backup
from custdesk.store.vault import Backup, Stopped
from ui.jobs import Job, Lanes

LOOK_MS = 10 * 60_000  # how often it is asked whether one is due; wall clocks are compared


class Backups(QObject):
    """Runs them in the slow lane, one after the other. A practice estate has none."""

    told = Signal(str)  # when the last verified one was made
    troubled = Signal(object)  # KnownError

    def __init__(self, desk: Desk, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lanes = desk, lanes
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Back up where the last verified copy is over a day old."""
        if not self._desk.store.practice and backup_due(self._desk):
            self.now()

    def now(self) -> None:
        """Back up now: somebody asked."""
        self._lanes.start(self._work(), self._on_made, self._on_failed, slow=True)

    def last(self, made: Callable[[Any], None], failed: Callable[[Exception], None]) -> Job:
        """Make the one at closing; it waits for one that is under way."""
        self.stop()
        return self._lanes.start(self._work(), made, failed, slow=True)

    def _work(self) -> Callable[[Callable[[int, int], bool]], Backup]:
        path, now = self._desk.store.path, self._desk.store.clock()
        return lambda tell: back_up_office(path, now, tell)

    def tell(self) -> None:
        """Tell when the last verified copy was made."""
        if self._desk.store.practice:
            return
        last = last_backup(self._desk)
        said = N_("No verified backup yet")
        if last is not None:
            today = last.made_at.date() == self._desk.now().date()
            at = f"{last.made_at:%H:%M}" if today else f"{last.made_at:%m-%d %H:%M}"
            said = N_("Backup {at} verified").having(at=at)
        self.told.emit(self._desk.words(said))

    def _on_made(self, made: object) -> None:
        self.tell()
        for trouble in getattr(made, "troubles", ()):
            self.troubled.emit(trouble)

    def _on_failed(self, trouble: object) -> None:
        if isinstance(trouble, Stopped):  # the desk is being closed: the last one follows
            return
        if not isinstance(trouble, KnownError):
            assert isinstance(trouble, Exception)
            raise trouble
        self.troubled.emit(trouble)
