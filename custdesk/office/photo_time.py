"""When a photo was taken, as the camera wrote it into the file; read without any imaging library."""

from __future__ import annotations

import datetime
import struct
from typing import Final

APP1: Final = 0xE1
EXIF_IFD, ORIGINAL = 0x8769, 0x9003
MOST_ENTRIES: Final = 200  # of a directory; more is damage


def taken_at(content: bytes) -> datetime.datetime | None:
    """Return when a JPEG was taken, in the camera's own time to the minute; None where it does not say."""
    try:
        tiff = _exif_of(content)
        if tiff is None:
            return None
        order = "<" if tiff[:2] == b"II" else ">"
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        below = _entry(tiff, order, first, EXIF_IFD)
        at = _entry(tiff, order, below, ORIGINAL) if below is not None else None
        if at is None:
            return None
        said = tiff[at : at + 19].decode("ascii")
        return datetime.datetime.strptime(said, "%Y:%m:%d %H:%M:%S").replace(second=0)
    except (struct.error, ValueError):
        return None


def _exif_of(content: bytes) -> bytes | None:
    """Return the TIFF part of a JPEG's Exif segment."""
    if content[:2] != b"\xff\xd8":
        return None
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, (size,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        body = content[place + 4 : place + 2 + size]
        if marker == APP1 and body[:6] == b"Exif\0\0":
            return body[6:]
        if marker == 0xDA or size < 2:  # the picture itself begins
            return None
        place += 2 + size
    return None


def _entry(tiff: bytes, order: str, start: int, wanted: int) -> int | None:
    """Return the value, or the place of the text, of a tag in a directory."""
    (count,) = struct.unpack_from(order + "H", tiff, start)
    for number in range(min(count, MOST_ENTRIES)):
        tag, _kind, _many, value = struct.unpack_from(order + "HHII", tiff, start + 2 + 12 * number)
        if tag == wanted:
            return int(value)
    return None
