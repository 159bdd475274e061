"""The watched folder: what a scanner lays there is told once it is complete, and put into a subfolder once it is filed.

Looked at in a worker, as a network's folder may take its time. Which folder it is, is kept on this computer only.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QFileSystemWatcher, QObject, QSettings, QTimer, Signal

from custdesk.errors import KnownError
from custdesk.language import N_, Words
from custdesk.patience import patiently
from ui.jobs import Lanes
from ui.own_settings import own_settings

LOOK_MS: Final = 3000
SOON_MS: Final = 300  # after the system said that something changed there
STILL: Final = 2.5  # seconds: a scanner writes a page, and then the next
STILL_EMPTY: Final = 60.0  # an empty file is most often one that is about to be written
KINDS: Final = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif", ".bmp"})
MOST_LEFT: Final = 500  # files remembered that are none of ours
DONE: Final = N_("Filed", "subfolder of scans")

Tell = Callable[[int, int], bool]


class Lying(Struct, frozen=True):
    """A file as it lies there: `changed` is its time in nanoseconds."""

    path: Path
    size: int
    changed: int
    free: bool = True  # nobody else is writing to it

    @property
    def state(self) -> tuple[int, int]:
        """What changes when somebody writes to it."""
        return self.size, self.changed

    @property
    def name(self) -> str:
        """What tells it from every other file this folder ever had."""
        return f"{self.path.name}|{self.size}|{self.changed}"


class _Known(Struct):
    state: tuple[int, int]
    since: float
    told: bool = False


def is_scan(path: Path) -> bool:
    """Tell whether a file's name is that of a scan, not of a hidden or half-written file."""
    return path.suffix.lower() in KINDS and not path.name.startswith((".", "~"))


def lying(path: Path) -> Lying | None:
    """Return a file as it lies there; None where it went."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Lying(path, found.st_size, found.st_mtime_ns)


class _Looking:
    """Lists a folder in a worker; None in place of its files where it is gone."""

    def __init__(self, folder: Path, waiting: Iterable[Path]) -> None:
        self._folder, self._waiting = folder, frozenset(waiting)

    def __call__(self, tell: Tell) -> tuple[Path, tuple[Lying, ...] | None]:  # noqa: ARG002
        """Return the folder and the scans that lie in it."""
        try:
            paths = sorted(self._folder.iterdir())
        except OSError:
            return self._folder, None
        found = [lying(path) for path in paths if is_scan(path) and path.is_file()]
        return self._folder, tuple(self._tried(one) for one in found if one is not None)

    def _tried(self, one: Lying) -> Lying:
        """Opened only where it was seen before: Windows tells by it whether the scanner still writes."""
        if one.path not in self._waiting:
            return one
        try:
            with one.path.open("rb"):
                return one
        except OSError:
            return Lying(one.path, one.size, one.changed, free=False)


class _Moving:
    """Puts filed files aside in a worker; what cannot be moved stays where it is."""

    def __init__(self, files: Sequence[Lying], folder: str, month: str) -> None:
        self._files, self._folder, self._month = files, folder, month

    def __call__(self, tell: Tell) -> list[Path]:  # noqa: ARG002
        """Return the files that could not be moved."""
        return [one.path for one in self._files if not self._move(one)]

    def _move(self, one: Lying) -> bool:
        now = lying(one.path)
        if now is None or now.state != one.state:  # gone, or another scan of the same name
            return now is None
        target = one.path.parent / self._folder / self._month
        try:
            target.mkdir(parents=True, exist_ok=True)
            patiently(lambda: one.path.rename(_free_name(target, one.path)))
        except OSError:
            return False
        return True


def _free_name(folder: Path, path: Path) -> Path:
    """Return where a file may lie without covering another of its name."""
    found, count = folder / path.name, 2
    while found.exists():
        found, count = folder / f"{path.stem} ({count}){path.suffix}", count + 1
    return found


class Watching(QObject):
    """Looks at one folder again and again; `arrived` tells of complete files, each once."""

    arrived = Signal(object)  # list[Lying]
    changed = Signal()  # another folder, or it vanished, or it is back
    troubled = Signal(object)  # KnownError

    def __init__(
        self,
        words: Words,
        *,
        practice: bool = False,
        settings: QSettings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._settings = words, settings or own_settings()
        self._key = "scan_desk/practice" if practice else "scan_desk"  # real scans are none of the practice's
        kept = str(self._settings.value(f"{self._key}/folder", "") or "")
        self.folder: Path | None = Path(kept) if kept else None
        self.lost = False
        self.tick: Callable[[], float] = time.monotonic
        self._known: dict[Path, _Known] = {}
        self._left = self._kept_left()
        self._looking = False
        self._lanes = Lanes(self)
        self._system = QFileSystemWatcher(self)
        self._system.directoryChanged.connect(self._on_system)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    # -- which folder ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look from now on."""
        self._timer.start()
        self._soon.start()

    def stop(self) -> None:
        """Look no more; what is under way comes to its end."""
        self._timer.stop()
        self._soon.stop()
        self._lanes.wait()

    def watch(self, folder: Path | None) -> None:
        """Watch another folder, or none."""
        if self._system.directories():
            self._system.removePaths(self._system.directories())
        self.folder, self.lost = folder, False
        self._known.clear()
        self._settings.setValue(f"{self._key}/folder", str(folder) if folder else "")
        self.changed.emit()
        if folder is not None:
            self._soon.start()

    def _on_system(self, _folder: str) -> None:
        self._soon.start()

    # -- looking -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look once, in a worker."""
        if self.folder is None or self._looking:
            return
        self._looking = True
        waiting = [path for path, one in self._known.items() if not one.told]
        self._lanes.start(_Looking(self.folder, waiting), self._on_looked, self._on_failed)

    def _on_looked(self, answer: object) -> None:
        self._looking = False
        assert isinstance(answer, tuple)
        folder, files = answer
        if folder != self.folder:
            return  # another one was chosen meanwhile
        if files is None:
            self._lose(folder)
            return
        self._find_again(folder)
        ready = self._complete(files)
        if ready:
            self.arrived.emit(ready)

    def _complete(self, files: Sequence[Lying]) -> list[Lying]:
        """Return the files that have not changed for a while and were not told of before."""
        now, before, ready = self.tick(), self._known, []
        self._known = {}
        for one in files:
            known = before.get(one.path)
            if known is None or known.state != one.state:
                known = _Known(one.state, now, told=one.name in self._left)
            elif not known.told and one.free and now - known.since >= (STILL if one.size else STILL_EMPTY):
                known.told = True
                ready.append(one)
            self._known[one.path] = known
        return ready

    def _lose(self, folder: Path) -> None:
        """The folder is gone: told once; looked for again and again."""
        if self.lost:
            return
        self.lost = True
        self._known.clear()  # another stick may come back under its name
        self.changed.emit()
        self.troubled.emit(
            KnownError(
                N_("The watched folder {folder} is gone").having(folder=folder.name or str(folder)),
                N_("Plug the disk in or ask for the network; it goes on by itself, or choose another folder"),
            )
        )

    def _find_again(self, folder: Path) -> None:
        if not self._system.directories():
            self._system.addPath(str(folder))
        if self.lost:
            self.lost = False
            self.changed.emit()

    def _on_failed(self, trouble: object) -> None:
        self._looking = False
        raise trouble  # type: ignore[misc]  # a folder that cannot be read is no mistake; this is one

    # -- afterwards --------------------------------------------------------------------------------------

    def file_away(self, files: Sequence[Lying], day: datetime.date) -> None:
        """Put files that were filed into the month's subfolder; what cannot be moved is known by its content."""
        mine = [one for one in files if one.path.parent == self.folder]
        if mine:
            work = _Moving(mine, self._words(DONE), f"{day:%Y-%m}")
            self._lanes.start(work, self._on_moved, self._on_failed)

    def _on_moved(self, left: object) -> None:
        assert isinstance(left, list)
        if left:
            self.troubled.emit(
                KnownError(
                    N_("{count} filed scans could not be moved and stay in the watched folder").having(
                        count=len(left)
                    ),
                    N_("They are not taken in twice; move them yourself when the disk can be written"),
                )
            )

    def leave_alone(self, files: Iterable[Lying]) -> None:
        """These are none of ours: not told again, tomorrow neither."""
        self._left = (self._left + [one.name for one in files if one.path.parent == self.folder])[-MOST_LEFT:]
        self._settings.setValue(f"{self._key}/left", "\n".join(self._left))

    def _kept_left(self) -> list[str]:
        kept = str(self._settings.value(f"{self._key}/left", "") or "")
        return kept.splitlines()
