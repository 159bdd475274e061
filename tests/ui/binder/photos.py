"""Photos to hang on a form, as cameras and telephones write them, and a complaint that is open to take them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

EXIF = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)  # orientation 6: turn right


def photo(
    path: Path, *, wide: int = 400, high: int = 200, turned: bool = False, colour: str = "#3366cc"
) -> Path:
    """Write a photo; a turned one lies on its side and says so, as those of a telephone."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.save(str(path), "JPG")
    if turned:
        plain = path.read_bytes()
        path.write_bytes(plain[:2] + b"\xff\xe1" + struct.pack(">H", len(EXIF) + 2) + EXIF + plain[2:])
    return path


@pytest.fixture
def view(form_of, office, qtbot):
    view = form_of("complaint")
    view.open_record(office.complaint())
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    yield view
    if view.files is not None:
        view.files.thumbnails.wait()
        QApplication.processEvents()
