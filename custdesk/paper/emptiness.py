"""Judges whether a scanned page is empty: no ink but specks, what shines through from its front, the edges' shadows.

In doubt a page is not empty: somebody looks at it. Strong ink counts wherever it stands. Faint ink, as of a pencil, may
be the front that shines through: only where the page before is known and its print, mirrored, lies under every faint
mark. Measured by tests/custdesk/paper/test_emptiness.py.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from custdesk.paper.shining import explained

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE: Final = 297  # mm; a page is taken for A4: a smaller one is judged the more strictly
LEAST: Final = 400  # pixels of a page's shorter side: smaller is no page
MOST: Final = 2600  # pixels of its longer side: a larger one is halved, which takes half of its grain
DARK: Final = 150  # of 255: paper darker than this is not judged
BLACK: Final = 80  # of 255: what is darker is ink though all around it is as dark: a lid, a thick bar
GRAIN: Final = 3.5  # of 255: a page with more grain is not judged
#: of 255, and so many times the grain: what stands out from the paper by more is ink, faint or strong
STRONG: Final = (36, 2.0)
FAINT: Final = (14, 2.5)
SPREAD: Final = (10, 1.2)  # of the mean of nine pixels: a faint stroke out of focus
SHINING: Final = (18, 2.8)  # where the front shines through by more, a pencil may hide under it: not judged
OVER: Final = (4, 1.5)  # and what is darker by so much than the front that shines through is ink upon it
FEW: Final = 0.03  # of what shines through may be darker than is taken for its darkest
STROKE: Final = 1.5  # mm: what is longer is no speck
SPECK: Final = 0.6  # mm: what is shorter is grain
SPECKS: Final = 12  # so many on a page, of a length between both, and no more
NEAR: Final = (15.0, 3)  # mm, specks: more of them nearer together are writing
#: part of a page's side: the shadow of an edge reaches so far in, and is dark all the way from there
EDGE: Final = 0.15
THICK: Final = 3.0  # mm along the edge: what touches it and is thinner is a stroke
#: parts of a page's sides: a line within the first and longer than the second is a sheet's edge
RIM: Final = (0.05, 0.4)
RUNS: Final = 40_000  # dark runs: a page with more is full
_INK: Final = re.compile(b"\xff+")


class Mark(NamedTuple):
    """What hangs together: its box in pixels, ends included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def length(self) -> int:
        """Its longer side."""
        return max(self.right - self.left, self.bottom - self.top) + 1


def is_empty(picture: Image, front: Image | None = None) -> bool:
    """Tell whether nobody wrote, stamped or printed on a page; both in grey. `front`: the page scanned before it."""
    from PIL import ImageChops, ImageFilter, ImageStat

    if min(picture.size) < LEAST:
        return False
    if max(picture.size) > MOST:
        picture = picture.reduce(2)
    small, grain, mm = picture.reduce(8), _grain(picture), max(picture.size) / LONG_SIDE
    if ImageStat.Stat(small).median[0] < DARK or grain > GRAIN:
        return False
    # The lightest around is paper wherever much is printed; the middle is, where the glass shows beside the paper.
    strong = _above(_standing_out(picture, small.filter(ImageFilter.MaxFilter(5))), STRONG, grain)
    black = picture.point([255] * BLACK + [0] * (256 - BLACK))
    if _written(_cleared(ImageChops.lighter(strong, black), mm), mm):
        return False
    stands_out = _standing_out(picture, small.filter(ImageFilter.MedianFilter(5)))
    spread = _above(stands_out.filter(ImageFilter.BoxBlur(1)), SPREAD, grain)
    faint = ImageChops.lighter(ImageChops.lighter(_above(stands_out, FAINT, grain), spread), black)
    faint = _cleared(faint, mm)
    if not _written(faint, mm):
        return True
    left = explained(faint, front, mm) if front is not None else None
    if left is None or _written(left, mm):
        return False
    # What a pencil leaves on the print that shines through is darker than all of that.
    darkest = _darkest(stands_out, ImageChops.subtract(faint, left))
    level = round(darkest + OVER[0] + OVER[1] * grain)
    return darkest <= SHINING[0] + SHINING[1] * grain and not _written(
        _cleared(_over(stands_out, level), mm), mm
    )


def _standing_out(picture: Image, paper: Image) -> Image:
    """Return by how much each place is darker than the paper around it; `paper` in a smaller size."""
    from PIL import Image, ImageChops, ImageFilter

    ground = paper.filter(ImageFilter.GaussianBlur(1))
    return ImageChops.subtract(ground.resize(picture.size, Image.Resampling.BILINEAR), picture)


def _above(stands_out: Image, least: tuple[int, float], grain: float) -> Image:
    """Return what stands out so far, white on black."""
    return _over(stands_out, round(least[0] + least[1] * grain))


def _over(stands_out: Image, level: int) -> Image:
    level = min(level, 256)
    return stands_out.point([0] * level + [255] * (256 - level))


def _darkest(stands_out: Image, where: Image) -> int:
    """Return by how much the darkest of some places stand out, but for a few in a hundred."""
    counts = stands_out.histogram(where)
    wanted = (1 - FEW) * sum(counts)
    return next(level for level, below in enumerate(itertools.accumulate(counts)) if below >= wanted)


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


def _cleared(ink: Image, mm: float) -> Image:
    """Take away what is dark from an edge inwards, without a gap and over some length: a shadow, the lid, a cut corner."""
    from PIL import Image

    if ink.getbbox() is None:
        return ink
    gap, thick, rim = round(mm / 2) + 1, max(round(THICK * mm), 3), round(mm / 3) + 1
    cleared = ink.copy()  # what one side takes away is still seen from the next: two shadows meet in a corner
    for _side in range(4):
        for row, depth in enumerate(_opened(_depths(ink, gap), thick)):
            if depth:
                cleared.paste(0, (0, row, min(depth, round(ink.width * EDGE)) + rim, row + 1))
        ink, cleared = (one.transpose(Image.Transpose.ROTATE_90) for one in (ink, cleared))
    return cleared


def _depths(ink: Image, gap: int) -> list[int]:
    """Return of each row how far it is dark from its left end; `gap`: so many light pixels at the very end are none."""
    wide, data = ink.width, ink.tobytes()
    found = []
    for start in range(0, len(data), wide):
        first = data.find(b"\xff", start, start + gap)
        if first < 0:
            found.append(0)
            continue
        end = data.find(b"\x00", first, start + wide)
        found.append((end if end >= 0 else start + wide) - start)
    return found


def _opened(depths: Sequence[int], thick: int) -> list[int]:
    """Return the depths without what is thinner along the edge than `thick`."""
    half = thick // 2
    last = len(depths) - 1
    least = [min(depths[max(at - half, 0) : at + half + 1]) for at in range(last + 1)]
    return [max(least[max(at - half, 0) : at + half + 1]) for at in range(last + 1)]


# -- marks ---------------------------------------------------------------------------------------------------


def _written(ink: Image, mm: float) -> bool:
    """Tell whether ink is more than specks and the edges of the sheet."""
    runs = list(itertools.islice(_runs(ink), RUNS + 1))
    if len(runs) > RUNS or any(
        _is_stroke(Mark(left, row, right, row), ink.size, mm) for row, left, right in runs
    ):
        return True
    marks = [mark for mark in _marks(runs) if mark.length > SPECK * mm and not _is_rim(mark, ink.size)]
    if len(marks) > SPECKS or any(mark.length > STROKE * mm for mark in marks):
        return True
    reach, most = NEAR[0] * mm, NEAR[1]
    return any(
        sum(abs(one.left - mark.left) < reach and abs(one.top - mark.top) < reach for one in marks) > most
        for mark in marks
    )


def _is_stroke(mark: Mark, size: tuple[int, int], mm: float) -> bool:
    """Tell at once that a stretch is a stroke: too long for a speck, and away from the edges."""
    if mark.length <= STROKE * mm:
        return False
    across, down = size[0] * RIM[0], size[1] * RIM[0]
    return across < mark.left and mark.right < size[0] - across and down < mark.top < size[1] - down


def _marks(runs: Sequence[tuple[int, int, int]]) -> list[Mark]:
    """Return what hangs together, over corners too."""
    parents = list(range(len(runs)))
    boxes = [(left, row, right, row) for row, left, right in runs]

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = at = parents[parents[at]]
        return at

    above = 0
    for at, (row, left, right) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < left - 1):
            above += 1
        near = above
        while runs[near][0] == row - 1 and runs[near][1] <= right + 1:
            one, other = root(near), root(at)
            if one != other:
                parents[one] = other
                a, b = boxes[one], boxes[other]
                boxes[other] = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
            near += 1
    return [Mark(*boxes[at]) for at, parent in enumerate(parents) if parent == at]


def _runs(ink: Image) -> Iterator[tuple[int, int, int]]:
    """Yield the dark stretches of each row: row, first and last pixel."""
    wide, data = ink.width, ink.tobytes()
    for row in range(ink.height):
        start = row * wide
        for found in _INK.finditer(data, start, start + wide):
            yield row, found.start() - start, found.end() - 1 - start


def _is_rim(mark: Mark, size: tuple[int, int]) -> bool:
    """Tell whether a mark is the line along the edge of a sheet that is smaller than the glass."""
    wide, tall = size
    (near, long) = RIM
    upright = mark.right < wide * near or mark.left > wide * (1 - near)
    level = mark.bottom < tall * near or mark.top > tall * (1 - near)
    return (upright and mark.bottom - mark.top > tall * long) or (
        level and mark.right - mark.left > wide * long
    )
