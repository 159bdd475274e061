"""Looks at a PDF as a scanner does: its pages as grey pictures, the codes on them, the white around each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image

from custdesk.fields import Line_
from custdesk.paper.render import page_images
from custdesk.paper.style import Stamping
from custdesk.record import AnyRecord, columns_of, lines_of
from custdesk.snapshot import Snapshot
from custdesk.stamp import Sealer, Stamp, read_stamp

SEALER = Sealer.of("3f" * 32)
DIGEST = "ab" * 32
MM = 1 / 25.4
SIDE, QUIET = 20 * MM, 4 * 20 / 29 * MM  # inches


@dataclass(frozen=True)
class Seen:
    """A code on a page: its text, and its edges in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def stamp(self) -> Stamp:
        found = read_stamp(self.text)
        assert found is not None, self.text
        return found


def pictures(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """The pages in grey."""
    return [
        Image.frombytes("L", (width, height), pixels, "raw", "L", stride)
        for width, height, stride, pixels in page_images(pdf, dpi, grey=True)
    ]


def codes_on(page: Image.Image, dpi: int = 150) -> list[Seen]:
    """The codes of a page from top to bottom, as squares of 20 mm around the middle that was read."""
    found = []
    for one in zxingcpp.read_barcodes(
        page, formats=zxingcpp.BarcodeFormat.QRCode
    ):  # a table can look like a bar code
        corners = [
            one.position.top_left, one.position.top_right, one.position.bottom_left, one.position.bottom_right,
        ]  # fmt: skip
        x, y = sum(at.x for at in corners) / 4, sum(at.y for at in corners) / 4
        half = SIDE * dpi / 2
        found.append(Seen(one.text, x - half, y - half, x + half, y + half))
    return sorted(found, key=lambda one: one.top)


def stamps_of(pdf: bytes) -> list[list[Stamp]]:
    """The stamps of each page."""
    return [[one.stamp for one in codes_on(page)] for page in pictures(pdf)]


def white(page: Image.Image, *box: float) -> bool:
    """Tell whether nothing at all is printed in a rectangle."""
    return page.crop(tuple(map(round, box))).getextrema() == (255, 255)


def quiet(page: Image.Image, seen: Seen, dpi: int = 150) -> bool:
    """Tell whether four modules around a code are white; a pixel at its edge belongs to it."""
    inner, outer = 2, QUIET * dpi
    left, top, right, bottom = seen.left, seen.top, seen.right, seen.bottom
    return (
        white(page, left - outer, top - outer, right + outer, top - inner)
        and white(page, left - outer, bottom + inner, right + outer, bottom + outer)
        and white(page, left - outer, top - outer, left - inner, bottom + outer)
        and white(page, right + inner, top - outer, right + outer, bottom + outer)
    )


def stamping(sheet: str, number: str, *, edition: int = 1, copy: int = 1, digest: str = DIGEST) -> Stamping:
    """What the press gives the paper of one record, one list or one empty form."""
    return Stamping(SEALER, sheet, number, digest, edition, copy)


def full(record: AnyRecord, record_id: int = 7, *, long: bool = False, **values: object) -> Snapshot:
    """A record with something in every box; `long`: too much in each box of words, and many lines."""
    rng = random.Random(record.form.key)
    number = f"{record.form.prefix}-2027-{record_id:04d}" if record.form.prefix else ""
    found = dict(_sampled(columns_of(record), rng, long))
    for name, lines in lines_of(record).items():
        found[name] = tuple(
            dict(_sampled(lines.line.kinds(), rng, long)) for _line in range(5 if long else 2)
        )
    head = {"number": number, "edition": 1, "state": next(iter(record.form.flow.states)), "attachments": ()}
    return Snapshot(record, record_id, {**found, **head, **values})


def _sampled(kinds: Any, rng: random.Random, long: bool) -> Iterator[tuple[str, Any]]:
    for name, kind in kinds.items():
        value = kind.sample(rng, {})
        if long and isinstance(kind, Line_) and isinstance(value, str):
            value = "；".join([value] * 15)
        yield name, value


def number_of(snapshot: Snapshot) -> str:
    """What the stamp calls a record."""
    return snapshot.number or f"#{snapshot.id}"
