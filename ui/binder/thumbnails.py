"""Small pictures of photos: turned as they were taken, decoded off the main thread, and only so many kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

from ui.jobs import Job, Lanes

KEPT: Final = 100  # small pictures in memory: 15 MB at 150 %
MOST_PIXELS: Final = 200_000_000  # more is no photo of a telephone; it is shown as a file


def decoded(path: Path, room: QSize) -> QImage:
    """Return a picture no larger than `room`, turned as its EXIF says; a null image where it cannot be read."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)  # files of the store have no suffix
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    lies = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    within = size.scaled(room.transposed() if lies else room, Qt.AspectRatioMode.KeepAspectRatio)
    if within.width() < size.width():
        reader.setScaledSize(within.expandedTo(QSize(1, 1)))
    return reader.read()


class Decoding:
    """Decodes one photo; called in a worker."""

    def __init__(self, digest: str, path: Path, room: QSize) -> None:
        self._digest, self._path, self._room = digest, path, room

    def __call__(self, tell: Callable[[int, int], bool]) -> tuple[str, QImage] | None:
        """Return the digest and the picture; None where nobody waits for it any more."""
        if not tell(0, 1):
            return None
        return self._digest, decoded(self._path, self._room)


class Thumbnails(QObject):
    """The small pictures of one form's photos, by digest."""

    ready = Signal(str)  # digest

    def __init__(self, path_of: Callable[[str], Path], room: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path_of, self._room = path_of, room
        self._lanes = Lanes(self)
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._jobs: dict[str, Job] = {}

    def get(self, digest: str, ratio: float = 1.0) -> QPixmap | None:
        """Return a picture, a null one where the file is no readable picture; None while it is being decoded."""
        if digest in self._kept:
            self._kept.move_to_end(digest)
            return self._kept[digest]
        if digest not in self._jobs:
            work = Decoding(digest, self._path_of(digest), self._room * ratio)
            self._jobs[digest] = self._lanes.start(work, self._on_decoded, self._on_failed)
        return None

    def forget_waiting(self) -> None:
        """Another record is shown: what has not been begun is left."""
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()

    def wait(self) -> None:
        """Let the work under way come to its end: before the window goes."""
        self._lanes.wait()

    def _on_decoded(self, answer: object) -> None:
        if answer is None:
            return
        digest, image = answer  # type: ignore[misc]
        self._jobs.pop(digest, None)
        self._kept[digest] = QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(digest)

    def _on_failed(self, trouble: object) -> None:
        raise trouble  # type: ignore[misc]  # decoding raises nothing by itself: a mistake of ours
