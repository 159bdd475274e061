"""Taking scans in: files are read in a worker, what is read waits for its place, and is filed in one act.

Nothing given is lost: what could not be read stays in the list with its sentence until it is tried again or left.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from PySide6.QtCore import QObject, Signal

from custdesk.desk import Desk
from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Text
from ui.jobs import Job, Lanes
from ui.scan_desk.watching import Lying, is_scan, lying

if TYPE_CHECKING:
    from custdesk.filing import FilingReport
    from custdesk.paper.scan_room import ScanRoom
    from custdesk.scan import Batch, FileRead

MOST_BYTES: Final = 200 * 1024 * 1024  # of one file, and of one batch: the rest is the next batch
MOST_FILES: Final = 2000  # of one folder
PARTS: Final = 1000  # of the progress bar, for each file
STOPPED: Final = N_("Stopped before it was read")
Tell = Callable[[int, int], bool]


class Given(Struct):
    """A file somebody gave, or a scanner laid into the watched folder; `trouble`: why it is not taken in."""

    file: Lying
    watched: bool = False
    trouble: Text | None = None
    way_out: Text | None = None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.file.path


class Taken(Struct, frozen=True):
    """A batch that was filed."""

    at: datetime.datetime
    report: FilingReport
    files: tuple[Given, ...]
    place: str


class Reading(Struct):
    """Reads files one after the other in a worker; `name`, `page` and `pages` say where it is.

    In a room of its own: the desk's is for a page that is looked at or filed meanwhile, which must not wait for a stack.
    """

    files: Sequence[Given]
    bytes_before: int = 0
    name: str = ""
    number: int = 0
    page: int = 0
    pages: int = 0
    _tell: Tell | None = None
    _room: ScanRoom | None = None

    def end(self) -> None:
        """Stop at once, in the middle of a page."""
        room = self._room
        if room is not None:
            room.close()

    def __call__(self, tell: Tell) -> ReadFiles:
        """Return what was read; the rest is left where it was stopped, or where a batch is large enough."""
        from custdesk.paper.scan_room import ScanRoom

        with contextlib.closing(ScanRoom()) as self._room:
            return self._all(tell, self._room)

    def _all(self, tell: Tell, room: ScanRoom) -> ReadFiles:
        self._tell, size = tell, self.bytes_before
        found = ReadFiles()
        for place, given in enumerate(self.files):
            self.number, self.name, self.page, self.pages = place + 1, given.path.name, 0, 0
            size += given.file.size
            if size > MOST_BYTES and (found.read or self.bytes_before):
                found.left = list(self.files[place:])
                break
            if not self._moved():
                found.stopped = list(self.files[place:])
                break
            self._read(given, found, room)
            if not self._moved():  # what was read of a file while somebody pressed Stop is not all of it
                found.stopped = [given, *self.files[place + 1 :]]
                found.forget(given)
                break
        return found

    def _read(self, given: Given, found: ReadFiles, room: ScanRoom) -> None:
        try:
            if given.file.size > MOST_BYTES:
                raise too_large(given.path)
            content = given.path.read_bytes()
            read = room.read(given.path.name, content, self._on_page)
        except OSError as trouble:
            found.troubled.append((given, unreadable(given.path, trouble)))
        except KnownError as trouble:
            found.troubled.append((given, trouble))
        else:
            found.read.append((given, read))

    def _on_page(self, page: int, pages: int) -> bool:
        self.page, self.pages = page, pages
        return self._moved()

    def _moved(self) -> bool:
        assert self._tell is not None
        part = PARTS * self.page // max(self.pages, 1)
        return self._tell((self.number - 1) * PARTS + part, len(self.files) * PARTS)


class ReadFiles(Struct):
    """What a worker brings back."""

    read: list[tuple[Given, FileRead]] = field(default_factory=list)
    troubled: list[tuple[Given, KnownError]] = field(default_factory=list)
    stopped: list[Given] = field(default_factory=list)
    left: list[Given] = field(default_factory=list)  # for the next batch

    def forget(self, given: Given) -> None:
        """Leave out a file that was not read to its end."""
        self.read = [one for one in self.read if one[0] is not given]
        self.troubled = [one for one in self.troubled if one[0] is not given]


def too_large(path: Path) -> KnownError:
    """Return why a file of hundreds of megabytes is not read."""
    limit = MOST_BYTES // 1024 // 1024
    return KnownError(
        N_("{file} is larger than {limit} MB").having(file=path.name, limit=limit),
        N_("Scan it again at 200 or 300 dpi, or in parts"),
    )


def unreadable(path: Path, trouble: OSError) -> KnownError:
    """Return why a file cannot be opened, and what to do."""
    return KnownError(
        N_("The file {file} cannot be read: {reason}").having(file=path.name, reason=reason_of(trouble)),
        N_("Close it in the other program, or plug the disk in, and try again"),
    )


def spread(paths: Iterable[Path]) -> list[Path]:
    """Return the files of folders, in their order; what was named as a file is taken whatever its name says."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            for folder, below, names in os.walk(path):
                below.sort()
                found += [Path(folder, name) for name in sorted(names) if is_scan(Path(name))]
                if len(found) > MOST_FILES:
                    break
        else:
            found.append(path)
    return list(dict.fromkeys(found[:MOST_FILES]))


class TakingIn(QObject):
    """One batch at a time, from the files given to the report; `changed` says that something is another now."""

    changed = Signal()
    moved = Signal()  # the reading went on
    waits = Signal()  # everything is read; the batch waits for its place
    filed = Signal(object)  # Taken
    troubled = Signal(object)  # KnownError

    def __init__(self, desk: Desk, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lanes = desk, lanes
        self.queue: list[Given] = []
        self.read: list[tuple[Given, FileRead]] = []
        self.batch: Batch | None = None  # what was read, judged
        self.troubled_files: list[Given] = []
        self.taken: list[Taken] = []
        self.reading: Reading | None = None
        self.trouble: KnownError | None = None  # why the batch was not filed
        self.place: str | None = None  # said already while the reading goes on
        self._job: Job | None = None
        self._leaving = False  # what is being read is not wanted any more
        self._full = False  # what waits in the queue is the next batch
        self.done, self.total = 0, 0

    # -- giving ------------------------------------------------------------------------------------------

    def give(self, paths: Sequence[Path]) -> int:
        """Take files and folders; return how many files that are. Raises KnownError where a folder has none."""
        found = spread(paths)
        if paths and not found:
            raise KnownError(
                N_("There are no scans in {folder}").having(folder=paths[0].name),
                N_("PDF, JPEG, PNG, TIFF and HEIC can be taken in"),
            )
        self._queue([Given(lying(path) or Lying(path, 0, 0)) for path in found])
        return len(found)

    def give_watched(self, files: Sequence[Lying]) -> None:
        """Take what a scanner laid into the watched folder."""
        self._queue([Given(one, watched=True) for one in files])

    def _queue(self, files: Sequence[Given]) -> None:
        paths = {given.path for given in files}
        self.troubled_files = [given for given in self.troubled_files if given.path not in paths]
        known = {(given.path, given.file.state) for given in self.under_way()}
        self.queue += [given for given in files if (given.path, given.file.state) not in known]
        self._start()
        self.changed.emit()

    def under_way(self) -> list[Given]:
        """Return the files of the batch: those being read, those read, those to be read."""
        reading = list(self.reading.files) if self.reading is not None else []
        return [*(given for given, _read in self.read), *reading, *self.queue]

    @property
    def ready(self) -> bool:
        """Tell whether everything is read and waits for Enter."""
        return self.reading is None and bool(self.read)

    def try_again(self) -> None:
        """Read once more what could not be read."""
        again, self.troubled_files = self.troubled_files, []
        for given in again:
            given.trouble = given.way_out = None
            given.file = lying(given.path) or given.file
        self._queue(again)

    def leave(self, given: Given) -> None:
        """Do not take a file in; it stays where it lies."""
        self.troubled_files = [one for one in self.troubled_files if one is not given]
        self.queue = [one for one in self.queue if one is not given]
        self.read = [one for one in self.read if one[0] is not given]
        self._judge()
        self.changed.emit()

    # -- reading -----------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self.reading is not None or not self.queue or self._full:
            return
        size = sum(given.file.size for given, _read in self.read)
        files, self.queue = self.queue, []
        self.reading = Reading(files, size)
        self.done, self.total = 0, len(files) * PARTS
        self._job = self._lanes.start(self.reading, self._on_read, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)

    def _on_moved(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.moved.emit()

    def stop(self) -> None:
        """Stop reading; what is not read stays in the list, and nothing is filed before she says so again."""
        self.place = None
        if self._job is not None and self.reading is not None:
            self._job.cancel()
            self.reading.end()

    def _on_read(self, answer: object) -> None:
        assert isinstance(answer, ReadFiles)
        self.reading = self._job = None
        if self._leaving:
            answer, self._leaving = ReadFiles(), False
        for given, trouble in answer.troubled:
            self._keep(given, trouble.text, trouble.way_out)
        for given in answer.stopped:
            self._keep(given, STOPPED, None)
        for given, read in answer.read:
            if read.pages:
                given.trouble = read.trouble  # of a part of it
                self.read.append((given, read))
            else:
                self._keep(given, read.trouble or N_("There is no page in it"), None)
        self.queue, self._full = [*answer.left, *self.queue], bool(answer.left)
        self._start()
        self._judge()
        self.changed.emit()
        if not self.ready:
            return
        if self.place is not None:
            self.file(self.place)
        elif self.batch is not None and len(self.batch.known) == len(self.batch.files):
            self.file("")  # all of it was taken in before: nothing is to be asked
        else:
            self.waits.emit()

    def _keep(self, given: Given, trouble: Text, way_out: Text | None) -> None:
        given.trouble, given.way_out = trouble, way_out
        self.troubled_files.append(given)

    def _on_failed(self, trouble: object) -> None:
        """A mistake of ours: the files stay in the list, and it is told once."""
        if self.reading is not None:
            for given in self.reading.files:
                self._keep(given, N_("It could not be read"), None)
        self.reading = self._job = None
        self.changed.emit()
        raise trouble  # type: ignore[misc]

    # -- filing ------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        self.batch = None
        if self.ready:
            try:
                self.batch = self._desk.judge_scans([read for _given, read in self.read])
            except KnownError as trouble:
                self.trouble = trouble

    def file(self, place: str) -> None:
        """File what was read, in one act; while it is being read, as soon as it is."""
        self.place = place if self.reading is not None else None
        if self.reading is not None:
            self.changed.emit()
        if not self.ready:
            return
        self.trouble = None
        try:
            batch = self.batch or self._desk.judge_scans([read for _given, read in self.read])
            report = self._desk.file_scans(batch, place)  # judges anew: time has passed
        except KnownError as trouble:
            self.trouble = trouble
            self.changed.emit()
            self.troubled.emit(trouble)
            return
        files = tuple(given for given, _read in self.read)
        self.read, self.batch, self._full = [], None, False
        taken = Taken(self._desk.now(), report, files, place)
        self.taken.insert(0, taken)
        self._start()  # what was too much for one batch
        self.filed.emit(taken)
        self.changed.emit()

    def leave_all(self) -> list[Given]:
        """Do not take this batch in; return its files, which stay where they lie."""
        files, self._leaving = self.under_way(), self.reading is not None
        self.stop()
        self.read, self.queue, self.batch, self.trouble, self.place = [], [], None, None, None
        self._full = False
        self.changed.emit()
        return files
