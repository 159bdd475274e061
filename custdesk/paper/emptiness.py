"""Judges whether a scanned page is empty: no ink but specks, what shines through from its front, the edges' shadows.

In doubt a page is not empty: somebody looks at it. Strong ink counts wherever it stands. Faint ink, as of a pencil, may
be the front that shines through: only where the page before is known and its print, mirrored, lies under every faint
mark. Measured by tests/custdesk/paper/test_emptiness.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from custdesk.paper.shining import explained

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE: Final = 297  # mm; a page is taken for A4: a smaller one is judged the more strictly
LEAST: Final = 400  # pixels of a page's shorter side: smaller is no page
MOST: Final = 2600  # pixels of its longer side: a larger one is halved, which takes half of its grain
DARK: Final = 150  # of 255: paper darker than this is not judged
GRAIN: Final = 7.0  # of 255: a page with more grain is not judged
#: of 255, and so many times the grain: what stands out from the paper by more is ink, faint or strong
FAINT: Final = (14, 2.5)
STRONG: Final = (36, 2.0)
STROKE: Final = 1.5  # mm: what is longer is no speck
SPECK: Final = 0.6  # mm: what is shorter is grain
SPECKS: Final = 12  # so many on a page, of a length between both, and no more
NEAR: Final = (15.0, 3)  # mm, specks: more of them nearer together are writing
EDGE: Final = (
    0.15  # parts of a page's side: an edge's shadow reaches so far in, and is everywhere dark from the edge
)
THICK: Final = 3.0  # mm along the edge: what touches it and is thinner is a stroke
RIM: Final = (
    0.05,
    0.4,
)  # parts of a page's sides: a line within the first and longer than the second is a sheet's edge
RUNS: Final = 40_000  # dark runs: a page with more is full
_INK: Final = re.compile(b"\xff+")


@dataclass
class Mark:
    """What hangs together: its box in pixels, ends included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def length(self) -> int:
        """Its longer side."""
        return max(self.right - self.left, self.bottom - self.top) + 1

    def add(self, other: Mark) -> None:
        """Grow around another one."""
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)


def is_empty(picture: Image, front: Image | None = None) -> bool:
    """Tell whether nobody wrote, stamped or printed on a page; both in grey. `front`: the page scanned before it."""
    if min(picture.size) < LEAST:
        return False
    if max(picture.size) > MOST:
        picture = picture.reduce(2)
    stands_out = _standing_out(picture)
    if stands_out is None:
        return False
    mm, grain = max(picture.size) / LONG_SIDE, _grain(picture)
    if grain > GRAIN or _written(_above(stands_out, STRONG, grain, mm), mm):
        return False
    faint = _above(stands_out, FAINT, grain, mm)
    if not _written(faint, mm):
        return True
    left = explained(faint, front, mm) if front is not None else None
    return left is not None and not _written(left, mm)


def _standing_out(picture: Image) -> Image | None:
    """Return by how much each place is darker than the paper around it; None where that is dark itself."""
    from PIL import Image, ImageChops, ImageFilter, ImageStat

    small = picture.reduce(8)
    if ImageStat.Stat(small).median[0] < DARK:
        return None
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(2))
    return ImageChops.subtract(paper.resize(picture.size, Image.Resampling.BILINEAR), picture)


def _above(stands_out: Image, least: tuple[int, float], grain: float, mm: float) -> Image:
    """Return what stands out so far, white on black, without the edges' shadows."""
    level = round(least[0] + least[1] * grain)
    ink = stands_out.point([0] * level + [255] * (256 - level))
    _clear_edges(ink, mm)
    return ink


def _grain(picture: Image) -> float:
    """Return the deviation of the paper's grey levels from pixel to pixel, whatever stands on it."""
    from PIL import ImageChops, ImageFilter

    counts = ImageChops.difference(picture, picture.filter(ImageFilter.BoxBlur(1))).histogram()
    wanted, below = 0.683 * sum(counts), 0
    for level, count in enumerate(counts):
        if below + count >= wanted:
            return max(level - 0.5 + (wanted - below) / count, 0.0)
        below += count
    return 255.0


# -- shadows of the edges ----------------------------------------------------------------------------------


def _clear_edges(ink: Image, mm: float) -> None:
    """Take away what is dark from an edge inwards, without a gap and over some length: a shadow, the lid, a cut corner."""
    from PIL import Image

    wide, tall = ink.size
    sides = [
        (None, tall, wide), (Image.Transpose.FLIP_LEFT_RIGHT, tall, wide),
        (Image.Transpose.TRANSPOSE, wide, tall), (Image.Transpose.TRANSVERSE, wide, tall),
    ]  # fmt: skip
    for turned, lines, across in sides:
        seen = ink if turned is None else ink.transpose(turned)
        depths = _opened(_depths(seen, round(mm / 2) + 1, round(across * EDGE)), max(round(THICK * mm), 3))
        for place, depth in enumerate(depths):
            if depth:
                reach = (0, depth + round(mm / 3) + 1)
                ink.paste(0, _strip(turned, place, reach, ink.size))
        assert len(depths) == lines


def _depths(seen: Image, gap: int, most: int) -> list[int]:
    """Return of each row how far it is dark from its left end; `gap`: so many light pixels at the very end are none."""
    wide, data = seen.width, seen.tobytes()
    found = []
    for start in range(0, len(data), wide):
        first = data.find(b"\xff", start, start + gap)
        if first < 0:
            found.append(0)
            continue
        end = data.find(b"\x00", first, start + wide)
        found.append(min((end if end >= 0 else start + wide) - start, most))
    return found


def _opened(depths: Sequence[int], thick: int) -> list[int]:
    """Return the depths without what is thinner along the edge than `thick`."""
    half = thick // 2
    last = len(depths) - 1
    least = [min(depths[max(at - half, 0) : at + half + 1]) for at in range(last + 1)]
    return [max(least[max(at - half, 0) : at + half + 1]) for at in range(last + 1)]


def _strip(
    turned: object, place: int, reach: tuple[int, int], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    from PIL import Image

    wide, tall = size
    near, far = reach
    if turned is None:
        return near, place, far, place + 1
    if turned is Image.Transpose.FLIP_LEFT_RIGHT:
        return wide - far, place, wide - near, place + 1
    if turned is Image.Transpose.TRANSPOSE:
        return place, near, place + 1, far
    return wide - 1 - place, tall - far, wide - place, tall - near


# -- marks ---------------------------------------------------------------------------------------------------


def _marks(ink: Image) -> list[Mark] | None:
    """Return what hangs together, over corners too; None where there is too much of it."""
    runs = list(itertools.islice(_runs(ink), RUNS + 1))
    if len(runs) > RUNS:
        return None
    parents = list(range(len(runs)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    above = 0
    for at, (row, left, right) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < left - 1):
            above += 1
        near = above
        while runs[near][0] == row - 1 and runs[near][1] <= right + 1:
            parents[root(near)] = root(at)
            near += 1
    found: dict[int, Mark] = {}
    for at, (row, left, right) in enumerate(runs):
        mark = Mark(left, row, right, row)
        known = found.setdefault(root(at), mark)
        known.add(mark)
    return list(found.values())


def _runs(ink: Image) -> Iterator[tuple[int, int, int]]:
    """Yield the dark stretches of each row: row, first and last pixel."""
    wide, data = ink.width, ink.tobytes()
    for row in range(ink.height):
        for found in _INK.finditer(data, row * wide, (row + 1) * wide):
            yield row, found.start() - row * wide, found.end() - 1 - row * wide


def _written(ink: Image, mm: float) -> bool:
    """Tell whether ink is more than specks and the edges of the sheet."""
    found = _marks(ink)
    if found is None:
        return True
    marks = [mark for mark in found if mark.length > SPECK * mm and not _is_rim(mark, ink.size)]
    if len(marks) > SPECKS or any(mark.length > STROKE * mm for mark in marks):
        return True
    reach, most = NEAR[0] * mm, NEAR[1]
    return any(
        sum(abs(one.left - mark.left) < reach and abs(one.top - mark.top) < reach for one in marks) > most
        for mark in marks
    )


def _is_rim(mark: Mark, size: tuple[int, int]) -> bool:
    """Tell whether a mark is the line along the edge of a sheet that is smaller than the glass."""
    wide, tall = size
    (near, long) = RIM
    upright = mark.right < wide * near or mark.left > wide * (1 - near)
    level = mark.bottom < tall * near or mark.top > tall * (1 - near)
    return (upright and mark.bottom - mark.top > tall * long) or (
        level and mark.right - mark.left > wide * long
    )
