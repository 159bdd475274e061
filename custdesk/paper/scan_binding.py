"""Binds whole scanned pages into one PDF: upright by /Rotate, as large as they are, no picture encoded anew.

A page of a PDF goes over as it is; a JPEG keeps its very data, every other picture is packed without loss. Where a
telephone took a picture is left out.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from custdesk.errors import KnownError
from custdesk.office.photographs import cleaned
from custdesk.paper.scan_limits import FILE_BYTES, Unseen
from custdesk.paper.scan_pages import open_pages
from custdesk.paper.scan_pdf import PdfPages
from custdesk.paper.scan_pictures import PicturePages, flattened

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 2 * FILE_BYTES  # of everything that is bound at once
PARTS: Final = 1000
A4: Final = (595.28, 841.89)  # points; what says nothing believable of its size is made to fit
_BELIEVABLE: Final = (50, 1300)  # dots per inch
_LARGEST: Final = 1700  # points; a scan is no larger than A2
_PACKED: Final = 4  # how hard zlib tries: twelve million pixels in a second
_MADE_AT: Final = re.compile(rb"/CreationDate\(D:[0-9+\-Z']*\)(?=/Creator\(PDFium\))")
_ID: Final = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\](?=>>\r\nstartxref\r\n\d+\r\n%%EOF\r\n\Z)")
#: for each Exif orientation: where the picture's right and upper edges go, and its corner, in parts of the page
_PLACED: Final = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip


def bind(contents: Sequence[bytes], parts: Sequence[Sequence[int]]) -> bytes:
    """Return one PDF of pages, each given as (place in `contents`, page from 0, clockwise turn). Raises Unseen."""
    import pypdfium2

    bound = pypdfium2.PdfDocument.new()
    opened = {place: open_pages(contents[place]) for place in dict.fromkeys(part[0] for part in parts)}
    for place, page, turn in parts:
        pages = opened[place]
        if not 0 <= page < pages.count:
            raise Unseen("page")
        if isinstance(pages, PdfPages):
            bound.import_pages(pages.document, [page])
        else:
            assert isinstance(pages, PicturePages)
            leaf = pypdfium2.PdfDocument(picture_page(pages, page))
            bound.import_pages(leaf)
            leaf.close()
        last = bound[len(bound) - 1]
        last.set_rotation((last.get_rotation() + turn) % 360)
        last.close()
    found = io.BytesIO()
    bound.save(found)
    bound.close()
    for pages in opened.values():
        pages.close()
    return settled(found.getvalue())


def settled(pdf: bytes) -> bytes:
    """Return a PDF as PDFium writes it without the time and the dice: the same pages are the same bytes."""
    timeless = _MADE_AT.sub(lambda made: b" " * len(made.group()), pdf, count=1)
    name = hashlib.sha256(_ID.sub(b"", timeless)).hexdigest()[:32].upper().encode()
    return _ID.sub(b"/ID[<%s><%s>]" % (name, name), timeless)


def picture_page(pages: PicturePages, page: int) -> bytes:
    """Return a page that is a picture as a PDF of one page."""
    frame = pages.frame(page)
    turned = pages.orientation(frame)
    size = _natural_size(frame, lying=turned > 4)
    if pages.kind == "jpeg":
        said, data = _jpeg(frame, pages.content)
    elif pages.kind == "png" and (plain := _plain_png(pages.content)):
        said, data = plain
    else:
        said, data = _packed(frame)
    return _one_page(size, _PLACED[turned], said, data)


def _natural_size(frame: Image, *, lying: bool) -> tuple[float, float]:
    """Return width and height in points of the upright picture: by its dots per inch, or as large as fits on A4."""
    wide, tall = frame.size
    across, down = _dots(frame)
    points = (wide * 72 / across, tall * 72 / down) if across and down else (0.0, 0.0)
    if not 0 < max(points) <= _LARGEST:
        room = A4 if (wide <= tall) != lying else A4[::-1]
        if lying:
            room = room[::-1]
        scale = min(room[0] / wide, room[1] / tall)
        points = (wide * scale, tall * scale)
    return points[::-1] if lying else points


def _dots(frame: Image) -> tuple[float, float]:
    """Return the dots per inch across and down; zeros where what the file says cannot be believed."""
    try:
        across, down = (float(one) for one in frame.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0, 0
    low, high = _BELIEVABLE
    # 72 and 96 are what telephones and painting programs write when they know nothing.
    believable = low <= across <= high and low <= down <= high and across not in {72, 96}
    return (across, down) if believable else (0, 0)


def _jpeg(frame: Image, content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a JPEG's own data without where it was taken, and how it is to be read."""
    try:
        data = cleaned(content)
    except KnownError:
        data = content
    said: dict[str, Any] = {"Filter": "/DCTDecode", "BitsPerComponent": 8}
    said |= {"Width": frame.width, "Height": frame.height, "ColorSpace": _space(frame.mode)}
    if frame.mode == "CMYK" and "adobe" in frame.info:  # written upside down by everybody
        said["Decode"] = "[1 0 1 0 1 0 1 0]"
    return said, data


def _packed(frame: Image) -> tuple[dict[str, Any], bytes]:
    """Return a picture packed without loss, by way of PNG, whose rows pack best."""
    plain = frame if frame.mode == "1" else flattened(frame)
    png = io.BytesIO()
    plain.save(png, "PNG", compress_level=_PACKED)
    found = _plain_png(png.getvalue())
    assert found is not None
    return found


def _plain_png(content: bytes) -> tuple[dict[str, Any], bytes] | None:
    """Return a PNG's own data, and how it is to be read; None for one with transparency or woven rows."""
    wide, tall, bits, kind, _, _, woven = struct.unpack_from(">IIBBBBB", content, 16)
    colours = {0: 1, 2: 3, 3: 1}.get(kind)
    data, palette, at = [], b"", 8
    while at + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        piece = content[at + 8 : at + 8 + length]
        if name == b"tRNS":
            return None
        if name == b"PLTE":
            palette = piece
        if name == b"IDAT":
            data.append(piece)
        at += 12 + length
    if colours is None or woven or (kind == 3 and not palette):
        return None
    space = _space("RGB" if colours == 3 else "L")
    if kind == 3:
        space = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    said = {
        "Filter": "/FlateDecode", "Width": wide, "Height": tall, "BitsPerComponent": bits, "ColorSpace": space,
        "DecodeParms": f"<< /Predictor 15 /Colors {colours} /BitsPerComponent {bits} /Columns {wide} >>",
    }  # fmt: skip
    return said, b"".join(data)


def _space(mode: str) -> str:
    return {"L": "/DeviceGray", "CMYK": "/DeviceCMYK"}.get(mode, "/DeviceRGB")


def _one_page(size: tuple[float, float], placed: tuple[int, ...], said: dict[str, Any], data: bytes) -> bytes:
    """Write a PDF of one page with one picture that fills it."""
    wide, tall = size
    matrix = " ".join(f"{share * length:.3f}" for share, length in zip(placed, (wide, tall) * 3, strict=True))
    content = f"q {matrix} cm /P Do Q".encode()
    picture = " ".join(f"/{name} {value}" for name, value in said.items())
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.3f} {tall:.3f}] /Contents 4 0 R"
        " /Resources << /XObject << /P 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Length %d %s >>\nstream\n%s\nendstream"
        % (len(data), picture.encode(), data),
    ]
    written, places = [b"%PDF-1.5\n"], []
    for number, body in enumerate(bodies, 1):
        places.append(sum(map(len, written)))
        written.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, written))
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    written.append(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}".encode())
    written.append(
        f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return b"".join(written)
