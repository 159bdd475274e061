"""Whether faint marks on the back of a sheet are its front, shining through: the print there, mirrored, lies under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

PRINT: Final = 60  # of 255: what is so much darker than its paper may shine through
FINE: Final = (
    3  # pixels a millimetre, in which front and back are laid over each other; a third of it to begin with
)
OFF: Final = 5  # mm: front and back of one sheet lie within this of each other
AROUND: Final = 2  # pixels of these: so far from the print lies what shines through
MOST: Final = 0.6  # of the page: a front that covers more than this explains nothing
SEEN: Final = 0.15  # of the print: where less of it shines through, the marks are something else
ALIKE: Final = 0.02  # parts of a side: pages of other sizes are not two sides of a sheet


def explained(faint: Image, front: Image, mm: float) -> Image | None:
    """Return what is left of faint marks (white on black) where the front does not lie; None: it is not their front.

    `mm`: pixels of `faint` a millimetre. `front` is in grey.
    """
    from PIL import Image, ImageChops, ImageFilter

    sides = zip(faint.size, front.size, strict=True)
    if any(abs(back / max(faint.size) - side / max(front.size)) > ALIKE for back, side in sides):
        return None
    size = (round(faint.width * FINE / mm), round(faint.height * FINE / mm))
    back = _any(faint, size)
    printed = _any(_print_of(front), size)
    found = [_laid(printed.transpose(flip), back) for flip in (
        Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM,  # turned over its long side, or its short one
    )]  # fmt: skip
    _outside, under = min(found, key=lambda one: one[0])
    cover = under.filter(ImageFilter.MaxFilter(2 * AROUND + 1))
    shining = ImageChops.darker(under, back.filter(ImageFilter.MaxFilter(3)))
    if _count(cover) > MOST * size[0] * size[1] or _count(shining) < SEEN * max(_count(under), 1):
        return None
    return ImageChops.subtract(faint, cover.resize(faint.size, Image.Resampling.NEAREST))


def _print_of(front: Image) -> Image:
    """Return what is printed on a page, white on black."""
    from PIL import ImageStat

    least = max(ImageStat.Stat(front.reduce(8)).median[0] - PRINT, 0)
    return front.point([255 if level < least else 0 for level in range(256)])


def _laid(printed: Image, back: Image) -> tuple[int, Image]:
    """Lay the front's print under the back where it covers most of it; return how much it leaves, and the print there."""
    from PIL import ImageFilter

    coarse = (back.width // FINE, back.height // FINE)
    small = (_any(printed, coarse).filter(ImageFilter.MaxFilter(3)), _any(back, coarse))
    _left, right, down = min(_tried(*small, range(-OFF, OFF + 1), range(-OFF, OFF + 1)))
    cover = printed.filter(ImageFilter.MaxFilter(2 * AROUND + 1))
    near = [range(FINE * at - FINE, FINE * at + FINE + 1) for at in (right, down)]
    left, right, down = min(_tried(cover, back, *near))
    return left, _moved(printed, right, down)


def _tried(cover: Image, back: Image, rights: range, downs: range) -> Iterator[tuple[int, int, int]]:
    """Yield how much of the back stays uncovered wherever the cover is moved to."""
    from PIL import ImageChops

    for right in rights:
        for down in downs:
            yield _count(ImageChops.subtract(back, _moved(cover, right, down))), right, down


def _moved(picture: Image, right: int, down: int) -> Image:
    return picture.crop((-right, -down, picture.width - right, picture.height - down))


def _any(picture: Image, size: tuple[int, int]) -> Image:
    """Return a black and white picture in another size, where each pixel is white that was white anywhere."""
    from PIL import Image

    return picture.resize(size, Image.Resampling.BOX).point([0] + [255] * 255)


def _count(picture: Image) -> int:
    return picture.histogram()[255]
