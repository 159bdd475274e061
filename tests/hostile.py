"""Makes files that nobody should have to open: truncated, flipped, lying, looping, bursting, disguised.

Everything follows from a `random.Random`. Each kind is a function of it and of good files; the slow ones apart.
"""

from __future__ import annotations

import ctypes
import io
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from PIL import Image

from tests.hostile_pdf import (
    acting_pdf,
    boxed_pdf,
    bursting_a_lot,
    bursting_pdf,
    drawn_pdf,
    endless_pdf,
    linked_pdf,
    locked_pdf,
    losing_pdf,
    lying_pdf,
    many_marks_pdf,
    many_pages_pdf,
    packed_zeros,
    pictured_pdf,
)  # fmt: skip
from tests.scans import Defects, as_png, code_image, good_files

#: Wine takes a job's limits and keeps none of them
FENCED = pytest.mark.skipif(
    sys.platform == "win32" and hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"),
    reason="Wine fences nothing in",
)


@dataclass(frozen=True)
class Hostile:
    """One file that is given to the scan desk."""

    kind: str
    name: str
    content: bytes


def hostile_files(rng: random.Random, count: int) -> Iterator[Hostile]:
    """Yield files of every quick kind in turn, each with a name that is not to be trusted either."""
    kinds = list(QUICK.items())
    rng.shuffle(kinds)
    for place in range(count):
        kind, make = kinds[place % len(kinds)]
        yield Hostile(kind, bad_name(rng), make(rng))


def slow_file(rng: random.Random, kind: str) -> Hostile:
    """Return one of a kind that is slow to make or to refuse."""
    return Hostile(kind, bad_name(rng), SLOW[kind](rng))


def bad_name(rng: random.Random) -> str:
    """Return a file's name as a mail or a stick may bring it."""
    return rng.choice((
        "../../x.pdf", "..\\..\\x.pdf", "/etc/passwd", "C:\\Windows\\System32\\x.png", "CON", "nul.pdf", "", ".",
        "签字件（王秀兰）.pdf", "扫描件" * 200 + ".tif", "a" * 4000, "x\0.pdf", "a\nb\r\n.jpg", "\u202efdp.exe",
        "%s%n{name}.pdf", "'; DROP TABLE header;--.png", "\ud800.pdf", "scan.pdf", "😀.heic", " .pdf ",
    ))  # fmt: skip


# -- spoilt: a good file that something happened to -------------------------------------------------------


def _good(rng: random.Random) -> bytes:
    return rng.choice(list(good_files().values()))


def truncated(rng: random.Random) -> bytes:
    """End too early."""
    content = _good(rng)
    return content[: rng.randrange(len(content))]


def flipped(rng: random.Random) -> bytes:
    """Have bits that fell over."""
    content = bytearray(_good(rng))
    for _ in range(rng.choice((1, 3, 20, 200))):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def flipped_head(rng: random.Random) -> bytes:
    """Have the first bytes wrong, where lengths and sizes stand."""
    content = bytearray(_good(rng))
    for _ in range(rng.randint(1, 8)):
        content[rng.randrange(4, min(300, len(content)))] = rng.choice(
            (0, 0xFF, 0x7F, 0x80, rng.randrange(256))
        )
    return bytes(content)


def spliced(rng: random.Random) -> bytes:
    """Begin as one file and go on as another."""
    first, second = _good(rng), _good(rng)
    return first[: rng.randrange(len(first))] + second[rng.randrange(len(second)) :]


def repeated(rng: random.Random) -> bytes:
    """Have a piece many times."""
    content = _good(rng)
    at = rng.randrange(len(content))
    piece = content[at : at + rng.randint(1, 400)]
    return content[:at] + piece * rng.randint(2, 500) + content[at:]


def zeroed(rng: random.Random) -> bytes:
    """Have a hole, as a stick leaves it that was pulled out."""
    content = _good(rng)
    start = rng.randrange(len(content))
    hole = rng.randint(1, len(content) - start)
    return content[:start] + bytes(hole) + content[start + hole :]


def head_only(rng: random.Random) -> bytes:
    """Have a first line and nothing after it, or nothing at all."""
    return rng.choice((
        b"", b"\0", b" ", b"%PDF-1.7", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM",
        b"\0\0\0\x18ftypheic", b"II+\0\x08\0\0\0", b"\xff\xd8\xff\xe0" + b"\0" * 40, b"\xef\xbb\xbf%PDF-1.4\n%%EOF",
    ))  # fmt: skip


def noise(rng: random.Random) -> bytes:
    """Be noise behind a good beginning."""
    return _good(rng)[: rng.choice((4, 8, 16, 40))] + rng.randbytes(rng.randint(1, 20_000))


# -- lying: a file that says what is not so ---------------------------------------------------------------


def disguised(rng: random.Random) -> bytes:
    """Be something else altogether."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../x", b"\0" * 1_000_000)
    return rng.choice((
        packed.getvalue(), b"MZ" + rng.randbytes(3000), b"\x7fELF" + rng.randbytes(3000), b"GIF89a" + rng.randbytes(99),
        b"<html><script>alert(1)</script>", "投诉人：王秀兰".encode("gb18030"), b"SQLite format 3\0" + bytes(4096),
        b"\0\0\0\x18ftypisom" + rng.randbytes(500), b"RIFF\0\0\0\0WEBPVP8 " + rng.randbytes(200), b"%!PS-Adobe-3.0\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), b"PK\x03\x04%PDF-1.4 " + rng.randbytes(500),
    ))  # fmt: skip


def huge_jpeg(rng: random.Random) -> bytes:
    """Say of a small JPEG that it is as large as a house."""
    content = bytearray(good_files()["jpeg"])
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", rng.randint(8000, 65535), rng.randint(8000, 65535))
    return bytes(content)


def huge_png(rng: random.Random) -> bytes:
    """Say of a PNG that it is huge; its data are there too, packed a thousandfold."""
    wide = rng.choice((9_000, 12_000, 30_000, 200_000, 2**31 - 1))
    tall = rng.choice((9_000, 11_000, 30_000, 2**31 - 1))
    rows = zlib.compress(bytes(min((wide + 1) * min(tall, 300), 4_000_000)), 9)
    return png(wide, tall, rows, rng.choice((0, 2, 6)), rng.choice((8, 16)))


def png(wide: int, tall: int, data: bytes, colours: int = 0, bits: int = 8, *more: bytes) -> bytes:
    """Return a PNG of chunks that are sound in themselves."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", wide, tall, bits, colours, 0, 0, 0)
    middle = b"".join(chunk(one[:4], one[4:]) for one in more)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + middle + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bursting_text(rng: random.Random) -> bytes:
    """Carry a word in a PNG that unpacks to a hundred megabytes, and a colour profile that does."""
    bomb = b"\0" + packed_zeros(rng.choice((20, 100)))
    name = rng.choice((b"zTXtComment\0", b"iCCPicc\0"))
    return png(10, 10, zlib.compress(bytes(110)), 0, 8, name + bomb)


def huge_bmp(rng: random.Random) -> bytes:
    """Say of a BMP that it is huge, or of negative size."""
    content = bytearray(good_files()["bmp"])
    size = rng.choice((2**31 - 1, -(2**31), 100_000, 0, -1))
    content[18:26] = struct.pack("<ii", size, rng.choice((size, 877)))
    return bytes(content)


def huge_heic(rng: random.Random) -> bytes:
    """Say of a HEIC that it is huge, or lead its items in circles."""
    content = bytearray(good_files()["heic"])
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(
        ">II", rng.choice((20_000, 2**32 - 1, 0)), rng.choice((20_000, 2**31, 1))
    )
    return bytes(content)


def odd_exif(rng: random.Random) -> bytes:
    """Have an Exif block that points at itself, out of the file, or says the orientation 9."""
    entry = struct.pack("<HHIHH", 0x0112, 3, rng.choice((1, 2**32 - 1)), rng.choice((0, 9, 65535)), 0)
    tiff = b"II*\0" + struct.pack("<I", rng.choice((8, 2**31)))
    tiff += struct.pack("<H", rng.choice((1, 65535))) + entry + struct.pack("<I", 8)
    body = b"Exif\0\0" + tiff
    content = good_files()["jpeg"]
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + content[2:]


def tiff(frames: int, rng: random.Random, *, loop: bool = False, wide: int = 16) -> bytes:
    """Return a TIFF of many frames that share their data, or whose last leads back to the first."""
    tags = [
        (256, 4, wide), (257, 4, wide), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, wide),
        (279, 4, 256),
    ]  # fmt: skip
    body = struct.pack("<H", len(tags))
    for tag, kind, value in tags:
        body += struct.pack("<HHI", tag, kind, 1) + (
            struct.pack("<I", value) if kind == 4 else struct.pack("<HH", value, 0)
        )
    size, first = len(body) + 4, 8 + 256
    found = [b"II*\0", struct.pack("<I", first), rng.randbytes(256)]
    for place in range(frames):
        last = place == frames - 1
        after = (first if loop else 0) if last else first + (place + 1) * size
        found += [body, struct.pack("<I", after)]
    return b"".join(found)


def looping_tiff(rng: random.Random) -> bytes:
    """Lead from one page to the next and back."""
    return tiff(rng.randint(1, 5), rng, loop=True)


def many_tiff(rng: random.Random) -> bytes:
    """Have thousands of pages."""
    return tiff(rng.randint(501, 5000), rng)


def huge_tiff(rng: random.Random) -> bytes:
    """Say of a TIFF that it is huge."""
    return tiff(rng.randint(1, 3), rng, wide=rng.choice((12_000, 100_000, 2**31 - 1)))


def talking_code(rng: random.Random) -> bytes:
    """Be a sound page whose code says something it should not, or that is full of codes."""
    said = rng.choice((
        "../../etc/passwd", "file:///c:/x", "CDK1:" + "A" * 300, "x" * 2000, "\0\x01\x02", "{msgid} %s", "CDK1:FCVZ:P-03::",
        "'); DROP TABLE header;--", "CDK1:FCVZ:P-03:../../X:1.1.0.1.1:AAAAAA:AAAAAAAA", "签字", "\u202e\u200b",
    ))  # fmt: skip
    page = Image.new("L", (900, 1200), 255)
    for left, top in (
        ((20, 20),)
        if rng.random() < 0.5
        else [(x, y) for x in range(0, 900, 220) for y in range(0, 1200, 220)]
    ):
        page.paste(code_image(said, 200), (left, top))
    return as_png(page, Defects())


QUICK: Mapping[str, Callable[[random.Random], bytes]] = {
    one.__name__: one
    for one in (
        truncated, flipped, flipped_head, spliced, repeated, zeroed, head_only, noise, disguised, huge_jpeg, huge_png,
        bursting_text, huge_bmp, huge_heic, odd_exif, looping_tiff, many_tiff, huge_tiff, lying_pdf, boxed_pdf,
        bursting_pdf, drawn_pdf, pictured_pdf, acting_pdf, linked_pdf, locked_pdf, talking_code,
    )
}  # fmt: skip


# -- slow -------------------------------------------------------------------------------------------------


def million_tiff(rng: random.Random) -> bytes:
    """Have a million pages."""
    return tiff(1_000_000, rng)


def large_png(_: random.Random) -> bytes:
    """Be a sound picture just as large as is still opened: it must fit."""
    packer = zlib.compressobj(1)
    row = bytes(10_901)
    data = [packer.compress(row) for _ in range(11_000)]
    return png(10_900, 11_000, b"".join([*data, packer.flush()]))


def endless_jpeg(_: random.Random) -> bytes:
    """Be a JPEG that refines a huge picture a thousand times."""
    small = io.BytesIO()
    Image.new("L", (64, 64), 128).save(small, "JPEG", progressive=True)
    content = bytearray(small.getvalue())
    at = content.index(b"\xff\xc2") + 5
    content[at : at + 4] = struct.pack(">HH", 10_000, 11_000)
    scan = content.rindex(b"\xff\xda")
    return bytes(content[:scan]) + bytes(content[scan:-2]) * 3000 + b"\xff\xd9"


SLOW: Mapping[str, Callable[[random.Random], bytes]] = {
    one.__name__: one
    for one in (
        million_tiff, many_pages_pdf, bursting_a_lot, large_png, endless_jpeg, endless_pdf, many_marks_pdf, losing_pdf,
    )
}  # fmt: skip
