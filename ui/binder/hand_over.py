"""Files in and out of a record: pictures of the clipboard, copies to be looked at, copies that are kept."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QImage

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_
from custdesk.patience import AT_THE_DESK, whole

#: what the system's own programs may open; anything else is saved as a copy first
OPENED = frozenset({
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".tif", ".tiff", ".pdf", ".doc", ".docx", ".xls",
    ".xlsx", ".wps", ".et", ".ppt", ".pptx", ".txt", ".csv", ".mp3", ".m4a", ".wav", ".mp4", ".mov",
})  # fmt: skip


def pictured(data: QMimeData) -> bool:
    """Tell whether a picture was copied, and not words that a program copied as a picture, too."""
    return data.hasImage() and not data.hasText()


def picture_in(data: QMimeData) -> bytes:
    """Return a copied picture as a PNG file; empty where it is none."""
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def written_out(source: Path, target: Path) -> None:
    """Write a copy of a file of the store. Raises KnownError."""
    try:
        with whole(target, seconds=AT_THE_DESK) as part:
            shutil.copyfile(source, part)
    except OSError as trouble:
        raise KnownError(
            N_("The file {file} cannot be written: {reason}").having(
                file=target.name, reason=reason_of(trouble)
            ),
            N_("Close it in the other program, or choose another name"),
        ) from trouble


class Copies:
    """Copies that other programs look at, under their own names; they go when the window goes."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def open(self, source: Path, name: str) -> bool:
        """Open a copy with the system's own program; False where it has none. Raises KnownError."""
        if Path(name).suffix.lower() not in OPENED:
            return False
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="custdesk-", ignore_cleanup_errors=True)
        target = Path(self._folder.name) / source.name[:12] / Path(name).name
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            written_out(source, target)
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))
