"""The room of scans reading printed sheets that came off a scanner, against zxing alone on the pixels of the same pages."""

from __future__ import annotations

import random
from collections.abc import Sequence

import zxingcpp
from PIL import Image

from custdesk.language import Words
from custdesk.paper.render import page_count
from custdesk.paper.scan_room import ScanRoom
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle
from custdesk.stamp import read_stamp
from tests import scans
from tests.bench.forms import NOW, complaint, stamped
from tests.bench.stopwatch import Ratio, compare

COUNT = 20  # pages of a file


def pages(rng: random.Random, *, spoilt: bool) -> list[tuple[Image.Image, scans.Defects]]:
    """Scan stamped pages: flat and clean at 200 dpi, or as they come out of a day's work."""
    snapshots = [complaint(place) for place in range(1, COUNT // 2 + 1)]
    style = PaperStyle(
        Words("zh_Hans"), office_name="翠湖花园管理处", printed_at=NOW, stamps=stamped(snapshots)
    )
    pdf = draw_sheets(snapshots, snapshots[0].record.form.sheets[0], style)
    found = []
    for page in range(min(COUNT, page_count(pdf))):
        defects = scans.some_defects(rng) if spoilt else scans.Defects(noise=4, quality=80)
        found.append((scans.scanned(scans.printed(pdf, page, defects.dpi), defects, rng), defects))
    return found


def decoded(content: bytes, count: int, room: ScanRoom) -> int:
    """Read a file in the room; return how many of its pages tell what they are."""
    read = room.read("扫描.pdf", content)
    assert len(read.pages) == count
    return sum(any(read_stamp(code.text) for code in page.codes) for page in read.pages)


def bare(views: Sequence[memoryview]) -> int:
    """Decode pixels that lie ready, one look each; return how many pages gave a code."""
    return sum(bool(zxingcpp.read_barcodes(one, formats=zxingcpp.BarcodeFormat.QRCode)) for one in views)


def without_codes(shot: list[tuple[Image.Image, scans.Defects]]) -> list[tuple[Image.Image, scans.Defects]]:
    """Cut the strip off that holds the code: what looks in vain costs most."""
    return [(image.crop((0, 0, image.width, image.height * 4 // 5)), defects) for image, defects in shot]


def measure() -> list[Ratio]:
    """Measure a file of flat clean pages, one of pages spoilt in every way an office spoils them, one without codes."""
    found = []
    room = ScanRoom()
    try:
        for name, spoilt in (("clean", False), ("spoilt", True), ("codeless", False)):
            shot = pages(random.Random(7), spoilt=spoilt)
            if name == "codeless":
                shot = without_codes(shot)
            content = scans.as_pdf(shot)
            views = []
            for image, _defects in shot:
                grey = image.convert("L")
                views.append(memoryview(grey.tobytes()).cast("B", (grey.height, grey.width)))
            told, seen = decoded(content, len(shot), room), bare(views)
            assert told >= seen, f"the room read {told} pages, one bare look {seen}"
            found.append(
                compare(
                    f"scan, a {name} page of {len(shot)} / bare decoding of its pixels",
                    lambda content=content, shot=shot: decoded(content, len(shot), room),  # type: ignore[misc]
                    lambda views=views: bare(views),  # type: ignore[misc]
                    runs=5, per=len(shot),
                )
            )  # fmt: skip
    finally:
        room.close()
    return found
