"""Work off the main thread: lanes, so that one printed form never waits behind a long job, nor a list behind either."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot


class Job(QObject):
    """One piece of work under way: progress, cancel, and its answer."""

    moved = Signal(int, int)  # done, total; small numbers only (trap 12)
    finished = Signal(object)
    failed = Signal(object)  # the exception

    def __init__(self, work: Callable[[Callable[[int, int], bool]], Any]) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self._stop.is_set()

    def _tell(self, done: int, total: int) -> bool:
        self.moved.emit(min(done, 2**31 - 1), min(total, 2**31 - 1))
        return not self._stop.is_set()

    def run(self) -> None:
        """Do the work (in the worker's thread) and report."""
        try:
            answer = self._work(self._tell)
        except Exception as trouble:  # noqa: BLE001 - handed to the main thread, which tells it once
            self.failed.emit(trouble)
        else:
            self.finished.emit(answer)


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        """Run in the pool's thread."""
        self._job.run()


class Lanes(QObject):
    """The lanes; jobs are kept until they have reported."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quick = QThreadPool(self)
        self._slow = QThreadPool(self)
        self._reading = QThreadPool(self)
        for pool in (self._quick, self._slow, self._reading):
            pool.setMaxThreadCount(1)
        self._under_way: set[Job] = set()

    def start(
        self,
        work: Callable[[Callable[[int, int], bool]], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        slow: bool = False,
        reading: bool = False,
    ) -> Job:
        """Start work; `done` or `failed` is called in the main thread. Both must be bound methods (trap 13).

        `slow`: it takes long. `reading`: a list on the screen waits for it.
        """
        job = Job(work)
        self._under_way.add(job)
        job.finished.connect(done)
        job.failed.connect(failed)
        job.finished.connect(self._forget)
        job.failed.connect(self._forget)
        (self._reading if reading else self._slow if slow else self._quick).start(_Runner(job))
        return job

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._under_way.discard(job)

    def wait(self) -> None:
        """Ask everything to stop and wait for it: at closing, and after a test."""
        for job in list(self._under_way):
            job.cancel()
        for pool in (self._quick, self._slow, self._reading):
            pool.waitForDone()
