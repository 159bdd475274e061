"""Small pictures of photos and scans: turned as they were taken, decoded off the main thread, and only so many kept.

A scan may be a PDF, a TIFF, a telephone's HEIC: its first page is drawn by the scan room, a child process, so that a
hostile file hurts nobody at the desk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

from ui.jobs import Job, Lanes

if TYPE_CHECKING:
    from custdesk.paper.scan_room import ScanRoom

KEPT: Final = 100  # small pictures in memory: 15 MB at 150 %
MOST_PIXELS: Final = 200_000_000  # more is no photo of a telephone; it is shown as a file
IN_ROOM: Final = ("pdf", "tiff", "heif")  # kinds that are never decoded here, whatever the file is called
SMOOTH: Final = Qt.TransformationMode.SmoothTransformation


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
    """Decodes one photo, or the first page of a scan; called in a worker."""

    def __init__(self, digest: str, path: Path, room: QSize, scans: ScanRoom | None = None) -> None:
        self._digest, self._path, self._room, self._scans = digest, path, room, scans

    def __call__(self, tell: Callable[[int, int], bool]) -> tuple[str, QImage] | None:
        """Return the digest and the picture; None where nobody waits for it any more."""
        if not tell(0, 1):
            return None
        return self._digest, self._first_page() if self._is_scan() else decoded(self._path, self._room)

    def _is_scan(self) -> bool:
        from custdesk.paper.scan_pages import kind_of  # late: no form waits for it (trap 17)

        try:
            with self._path.open("rb") as file:
                return kind_of(file.read(1024)) in IN_ROOM
        except OSError:  # it is gone: shown as a file, and `check` names it
            return False

    def _first_page(self) -> QImage:
        if self._scans is None:
            return QImage()
        content = self._scans.picture(self._path.read_bytes(), 0, 0, self._room.height())
        page = QImage.fromData(content) if content else QImage()
        fits = page.isNull() or page.width() <= self._room.width()
        return page if fits else page.scaledToWidth(self._room.width(), SMOOTH)


class Thumbnails(QObject):
    """The small pictures of one form's photos and scans, by digest."""

    ready = Signal(str)  # digest

    def __init__(
        self,
        path_of: Callable[[str], Path],
        room: QSize,
        parent: QObject | None = None,
        *,
        scans: Callable[[], ScanRoom] | None = None,
    ) -> None:
        super().__init__(parent)
        self._path_of, self._room, self._scans = path_of, room, scans
        self._lanes = Lanes(self)
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._jobs: dict[str, Job] = {}

    def get(self, digest: str, ratio: float = 1.0, *, scan: bool = False) -> QPixmap | None:
        """Return a picture, a null one where the file is no readable picture; None while it is being decoded.

        `scan`: by its name it is one that the scan room opens.
        """
        if digest in self._kept:
            self._kept.move_to_end(digest)
            return self._kept[digest]
        if digest not in self._jobs:
            scans = self._scans() if scan and self._scans is not None else None
            work = Decoding(digest, self._path_of(digest), self._room * ratio, scans)
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
