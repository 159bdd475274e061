"""How many of a day's scans are read: `python -m tests.bench.scan_accuracy [pages] [seed]` prints a table.

By resolution and by what is wrong with the page; with the time a page takes here and by bare decoding.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from custdesk.language import Words
from custdesk.paper.scan_codes import codes_on
from custdesk.paper.scan_pages import read_file
from custdesk.paper.sheet_paper import PaperStyle, draw_sheets
from custdesk.paper.style import Stamping
from custdesk.stamp import Sealer
from tests.bench.forms import NOW, complaint
from tests.scans import as_jpeg, as_pdf, as_tiff, printed, scanned, some_defects, two_up

SEALER = Sealer.of("5a" * 32)


def sheets(place: int) -> bytes:
    """Return a complaint's printed sheet, two pages, each with its stamp."""
    snapshot = complaint(place)
    stamping = Stamping(SEALER, "P-03", f"TS-2027-{place:04d}", "said", edition=1, copy=1)
    style = PaperStyle(
        Words("zh_Hans"), office_name="翠湖花园管理处", printed_at=NOW, stamps={place: stamping}
    )
    return draw_sheets([snapshot], snapshot.record.form.sheets[0], style)


@dataclass(frozen=True)
class Tried:
    """One page of a day's scans: what was wrong with it, and whether its codes were read."""

    dpi: int
    kinds: tuple[str, ...]
    read: bool
    wrong: bool  # a code, or a turn, that is not the page's
    seconds: float
    bare: float


def tried(pages: int, seed: int) -> Iterator[Tried]:
    """Make and read pages: one in twelve is a photo, one in twelve has two sheets side by side, one in ten is black or white."""
    for place in range(pages):
        rng = random.Random(seed * 1_000_000 + place)
        what = rng.random()
        fixed = (
            {"photo": rng.uniform(0.02, 0.13), "dpi": rng.choice((200, 240, 300))} if what < 1 / 12 else {}
        )
        if what > 0.9:
            fixed = {"bilevel": True, "shadow": 0.0, "faint": 0.0, "colour": False}
        defects = some_defects(rng, **fixed)
        both = 1 / 12 <= what < 1 / 6
        pdf, page = sheets(place + 1), rng.randrange(2)
        sheet = printed(pdf, page, defects.dpi)
        stamping = Stamping(SEALER, "P-03", f"TS-2027-{place + 1:04d}", "said", edition=1, copy=1)
        expected = [stamping.on(page + 1, 2).text]
        if both:
            sheet = two_up(sheet, printed(pdf, 1 - page, defects.dpi))
            expected.append(stamping.on(2 - page, 2).text)
        scan = scanned(sheet, defects, rng)
        content = rng.choice((as_pdf([(scan, defects)]), as_jpeg(scan, defects), as_tiff([scan], defects)))
        started = time.perf_counter()
        [found] = read_file("scan", content).pages
        seconds = time.perf_counter() - started
        plain = scan.convert("L")
        started = time.perf_counter()
        zxingcpp.read_barcodes(plain, formats=zxingcpp.BarcodeFormat.QRCode)
        bare = time.perf_counter() - started
        texts = [code.text for code in found.codes]
        right = all(code.turn == (360 - defects.turn) % 360 for code in found.codes)
        kinds = (*defects.kinds, *(["two up"] if both else []), f"turn {defects.turn}")
        yield Tried(
            defects.dpi,
            kinds,
            set(expected) <= set(texts),
            not right or not set(texts) <= set(expected),
            seconds,
            bare,
        )


def table(pages: int, seed: int) -> None:
    """Print the share that was read, by resolution and by what is wrong with the page."""
    all_pages: list[Tried] = []
    for one in tried(pages, seed):
        all_pages.append(one)
        if not one.read or one.wrong:
            print(
                f"  {'wrong' if one.wrong else 'unread'}: {one.dpi} dpi, {', '.join(one.kinds)}", flush=True
            )
    count: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for one in all_pages:
        for key in ("all", f"{one.dpi} dpi", *one.kinds):
            count[key] += 1
            read[key] += one.read
    print(f"{'pages':<12} {'made':>6} {'read':>6} {'share':>8}")
    for key in sorted(count, key=lambda key: (key != "all", "dpi" not in key, key)):
        print(f"{key:<12} {count[key]:>6} {read[key]:>6} {read[key] / count[key]:>8.2%}")
    print(f"read wrong: {sum(one.wrong for one in all_pages)}")
    for name in ("seconds", "bare"):
        times = sorted(getattr(one, name) for one in all_pages)
        half, most = times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000
        print(
            f"{'a page here' if name == 'seconds' else 'bare decoding'}: median {half:.0f} ms, 99 % below {most:.0f} ms"
        )
    empty = Image.new("L", (1654, 2339), 255)
    started = time.perf_counter()
    codes_on(empty)
    print(f"an empty page at 200 dpi: {(time.perf_counter() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    table(*(int(word) for word in [*sys.argv[1:], "1200", "2027"][:2]))
