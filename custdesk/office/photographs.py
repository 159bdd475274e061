"""Cleans a photo when it is attached: where and with what it was taken goes, the picture stays bit for bit.

A telephone writes the place, the time, its own number and sometimes a short film into each photo. The office needs the
picture, and which side is up. JPEG, PNG and WebP are taken apart and put together again without re-encoding; of HEIC
the metadata are overwritten where they lie. Anything else is returned as it came.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from custdesk.errors import KnownError
from custdesk.language import N_

ORIENTATION: Final = 0x0112
_EXIF: Final = b"Exif\x00\x00"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs",
})  # fmt: skip
_HEIC: Final = frozenset({b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif"})
_PRIVATE_ITEMS: Final = frozenset({b"Exif", b"mime", b"uri "})


def cleaned(content: bytes) -> bytes:
    """Return a photo without metadata, turned as it was. Raises KnownError for one that is damaged beyond reading."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _clean_jpeg(content)
        if content.startswith(_PNG):
            return _clean_png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _clean_webp(content)
        if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
            return _clean_heic(content)
    except (struct.error, IndexError, ValueError) as trouble:
        raise KnownError(
            N_("This photo is damaged: where it was taken cannot be taken out of it"),
            N_("Attach it as a file, or take a picture of the picture"),
        ) from trouble
    return content


# -- which side is up ------------------------------------------------------------------------------------


def orientation_of(tiff: bytes) -> int:
    """Return the orientation an Exif block tells, 1 to 8; 1 where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    start = struct.unpack_from(order + "I", tiff, 4)[0]
    if start + 2 > len(tiff):
        return 1
    count = struct.unpack_from(order + "H", tiff, start)[0]
    for place in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind = struct.unpack_from(order + "HH", tiff, place)
        if tag == ORIENTATION and kind == 3:
            value = struct.unpack_from(order + "H", tiff, place + 8)[0]
            return int(value) if 1 <= value <= 8 else 1
    return 1


def exif_of(orientation: int) -> bytes:
    """Return an Exif block that tells the orientation and nothing else."""
    return b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, orientation, 0, 0)


# -- JPEG ------------------------------------------------------------------------------------------------


def _clean_jpeg(content: bytes) -> bytes:
    """Keep what the decoder needs: tables, frames, scans, colours; drop every other segment and what follows the end."""
    kept, orientation = [], 1
    for marker, segment in _segments(content):
        if marker == 0xE1 and segment[4:10] == _EXIF:
            orientation = orientation_of(segment[10:])
        if _is_picture(marker, segment):
            kept.append(segment)
    head = [b"\xff\xd8"]
    if orientation != 1:
        block = _EXIF + exif_of(orientation)
        head.append(b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block)
    return b"".join([*head, *kept, b"\xff\xd9"])


def _is_picture(marker: int, segment: bytes) -> bool:
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\x00"
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\x00"
    if marker == 0xEE:
        return segment[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment up to the end of the picture; scans with their data."""
    at, end, scans = 2, len(content), 0
    while at < end:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        while content[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            break
        length = struct.unpack_from(">H", content, at + 2)[0]
        if length < 2:
            raise ValueError("no length")
        stop = at + 2 + length
        if marker == 0xDA:
            scans += 1
            stop = _end_of_scan(content, stop)
        yield marker, content[at:stop]
        at = stop
    if not scans:
        raise ValueError("no picture")


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the data of a scan end: at the next marker that is no restart and no stuffed zero."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        following = content[at + 1]
        if following and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2


# -- PNG, WebP -------------------------------------------------------------------------------------------


def _clean_png(content: bytes) -> bytes:
    import zlib

    kept, at, exif = [_PNG], len(_PNG), b""
    while at + 12 <= len(content):
        length = struct.unpack_from(">I", content, at)[0]
        name, stop = content[at + 4 : at + 8], at + 12 + length
        if name == b"IDAT" and exif:
            kept.append(struct.pack(">I", len(exif)) + b"eXIf" + exif)
            kept.append(struct.pack(">I", zlib.crc32(b"eXIf" + exif)))
            exif = b""
        if name == b"eXIf" and (orientation := orientation_of(content[at + 8 : stop - 4])) != 1:
            exif = exif_of(orientation)
        if name in _PNG_KEPT:
            kept.append(content[at:stop])
        at = stop
        if name == b"IEND":
            break
    return b"".join(kept)


def _clean_webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        stop = at + 8 + length + length % 2
        piece = content[at:stop]
        if name == b"VP8X":
            piece = (
                piece[:8] + bytes([piece[8] & ~0x0C]) + piece[9:]
            )  # says no more that there are Exif and XMP
        if name not in {b"EXIF", b"XMP "}:
            kept.append(piece)
        at = stop
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- HEIC ------------------------------------------------------------------------------------------------


def _clean_heic(content: bytes) -> bytes:
    """Overwrite the Exif and XMP items with zeros; the orientation of a HEIC stands elsewhere, in its picture."""
    meta = next((body for name, body in _boxes(content, 0, len(content)) if name == b"meta"), None)
    if meta is None:
        return content
    inner = dict(_boxes(content, meta[0] + 4, meta[1]))
    if b"iinf" not in inner or b"iloc" not in inner:
        return content
    private = set(_private_items(content, *inner[b"iinf"]))
    changed = bytearray(content)
    for item, method, start, length in _places(content, *inner[b"iloc"]):
        if item in private:
            first = start + (inner[b"idat"][0] if method == 1 and b"idat" in inner else 0)
            last = min(first + length, len(content)) if length else len(content)
            changed[first:last] = bytes(last - first)
    return bytes(changed)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Yield name, start and end of the contents of each box."""
    while at + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if length == 1:
            length = struct.unpack_from(">Q", content, at + 8)[0]
            start = at + 16
        stop = at + length if length else end
        if stop <= at:
            raise ValueError("no length")
        yield name, (start, min(stop, end))
        at = stop


def _private_items(content: bytes, start: int, end: int) -> Iterator[int]:
    wide = content[start] > 0
    first = start + 4 + (4 if wide else 2)
    for name, (inside, _stop) in _boxes(content, first, end):
        if name != b"infe" or content[inside] < 2:
            continue
        large = content[inside] > 2
        item = struct.unpack_from(">I" if large else ">H", content, inside + 4)[0]
        kind = content[inside + (10 if large else 8) :][:4]
        if kind in _PRIVATE_ITEMS:
            yield int(item)


def _places(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield item, construction method, offset and length of each piece of each item."""
    version = content[start]
    sizes = struct.unpack_from(">H", content, start + 4)[0]
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version > 1 else 2
    count, at = _number(content, start + 6, wide), start + 6 + wide
    for _each in range(count):
        if at > end:
            raise ValueError("too short")
        item, at = _number(content, at, wide), at + wide
        method = 0
        if version:
            method, at = _number(content, at, 2) & 15, at + 2
        base, at = _number(content, at + 2, base_size), at + 2 + base_size
        pieces, at = _number(content, at, 2), at + 2
        for _piece in range(pieces):
            at += index_size if version else 0
            offset, at = _number(content, at, offset_size), at + offset_size
            length, at = _number(content, at, length_size), at + length_size
            if at > end:
                raise ValueError("too short")
            yield item, method, base + offset, length


def _number(content: bytes, at: int, size: int) -> int:
    return int.from_bytes(content[at : at + size], "big")
