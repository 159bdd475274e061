"""Makes the backs of printed sheets as a scanner for both sides brings them: blank, shone through, written on.

Everything follows from a `random.Random`. Levels are of grey: 0 is black, 255 white.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageOps

from tests.scans import MM, Defects, as_jpeg, scanned

Point = tuple[float, float]
Pen = Callable[[ImageDraw.ImageDraw, Point, float, int, int, random.Random], None]

#: what a back may look like besides what stands on it; noise as of a feeder's sensor
LIES: Final[Mapping[str, Defects]] = {
    "plain": Defects(), "grain": Defects(noise=3.0), "more grain": Defects(noise=5.0),
    "poor JPEG": Defects(noise=3.0, quality=45), "askew": Defects(noise=3.0, askew=2.0),
    "out of focus": Defects(noise=3.0, blur=0.5), "shadow": Defects(noise=3.0, shadow=0.4),
    "upside down": Defects(noise=2.0, turn=180), "lying": Defects(noise=2.0, turn=90), "colour": Defects(noise=2.0, colour=True),
}  # fmt: skip


def white(dpi: int, level: int = 252) -> Image.Image:
    """A4 paper."""
    return Image.new("L", (round(210 * dpi * MM), round(297 * dpi * MM)), level)


def shone_through(page: Image.Image, front: Image.Image, share: float, off: Point = (0, 0)) -> Image.Image:
    """Let a share of the front's print be seen on the back, mirrored, `off` so many millimetres."""
    mm = max(page.size) / 297
    seen = ImageOps.mirror(front.resize(page.size)).point(
        [round(255 - (255 - v) * share) for v in range(256)]
    )
    ground = Image.new("L", page.size, 255)
    ground.paste(seen, (round(off[0] * mm), round(off[1] * mm)))
    return ImageChops.multiply(page, ground)


def both_sides(
    front: Image.Image, back: Image.Image, lies: Defects, dpi: int, rng: random.Random
) -> tuple[Image.Image, Image.Image]:
    """Scan both sides of a sheet at once: what is askew on its front is so the other way round on its back."""
    seed = rng.random()
    found = []
    for page, askew in ((front, lies.askew), (back, -lies.askew)):
        how = replace(lies, dpi=dpi, askew=askew)
        seen = scanned(page, how, random.Random(seed))
        found.append(Image.open(io.BytesIO(as_jpeg(seen, how))).convert("L"))
    return found[0], found[1]


# -- what somebody left on it ------------------------------------------------------------------------------


def write(page: Image.Image, kind: str, level: int, dpi: int, rng: random.Random, width: int = 1) -> None:
    """Leave something small on a page, anywhere but at its very edge; its lines are `width` pixels wide."""
    at = (rng.uniform(0.08, 0.8) * page.width, rng.uniform(0.08, 0.88) * page.height)
    WRITTEN[kind](ImageDraw.Draw(page), at, dpi * MM, level, width, rng)


def _strokes(
    draw: ImageDraw.ImageDraw, at: Point, mm: float, level: int, width: int, rng: random.Random
) -> None:
    """A word or two by hand."""
    x, y = at
    for _ in range(rng.randint(2, 5)):
        line = [(x, y)]
        for _ in range(rng.randint(2, 5)):
            line.append((line[-1][0] + rng.uniform(-1, 3) * mm, line[-1][1] + rng.uniform(-3, 3) * mm))
        draw.line(line, fill=level, width=width)
        x += 5 * mm


def _tick(
    draw: ImageDraw.ImageDraw, at: Point, mm: float, level: int, width: int, rng: random.Random
) -> None:
    x, y = at
    tall = rng.uniform(3, 6) * mm
    draw.line([(x, y), (x + tall / 3, y + tall / 2), (x + tall, y - tall / 2)], fill=level, width=width)


def _ring(
    draw: ImageDraw.ImageDraw, at: Point, mm: float, level: int, width: int, rng: random.Random
) -> None:
    wide = rng.uniform(3, 9) * mm
    draw.ellipse((*at, at[0] + wide, at[1] + wide), outline=level, width=width)


def _digits(
    draw: ImageDraw.ImageDraw, at: Point, mm: float, level: int, width: int, rng: random.Random
) -> None:
    """The figures of a room, each a few straight strokes."""
    for place in range(rng.randint(2, 4)):
        x, y, tall = at[0] + 4 * place * mm, at[1], rng.uniform(3, 4.5) * mm
        draw.line(
            [(x, y), (x + tall / 2, y), (x, y + tall), (x + tall / 2, y + tall)], fill=level, width=width
        )


def _stamp(
    draw: ImageDraw.ImageDraw, at: Point, mm: float, level: int, width: int, rng: random.Random
) -> None:
    """A small rubber stamp: a frame with signs in it, worn in places."""
    x, y = at
    thick = max(round(0.4 * mm), 1)
    draw.rectangle((x, y, x + 14 * mm, y + 7 * mm), outline=level, width=thick)
    for place in range(3):
        left = x + (2 + 4 * place) * mm
        draw.line([(left, y + 2 * mm), (left + 2 * mm, y + 5 * mm)], fill=level, width=thick)
        draw.line([(left + 2 * mm, y + 2 * mm), (left, y + 5 * mm)], fill=level, width=thick)


WRITTEN: Final[Mapping[str, Pen]] = {
    "strokes": _strokes, "tick": _tick, "ring": _ring, "digits": _digits, "stamp": _stamp,
}  # fmt: skip
