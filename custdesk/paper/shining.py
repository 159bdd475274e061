"""Whether faint marks on the back of a sheet are its front, shining through: the print there, mirrored, lies under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from custdesk.scan import FoundCode

if TYPE_CHECKING:
    from PIL.Image import Image

PRINT: Final = 60  # of 255: what is so much darker than its paper may shine through
FINE: Final = (
    3  # pixels a millimetre: front and back are laid over each other in it, in a third of it to begin with
)
OFF: Final = 5  # mm: front and back of one sheet lie within this of each other
AROUND: Final = 1  # pixels of these: so far from the print lies what shines through
MOST: Final = 0.6  # of the page: a front that covers more than this explains nothing
SEEN: Final = 0.03  # of the print: where less of it shines through, the marks are something else
NEAR: Final = 0.04  # parts of a side: so near its mirrored place lies a code that is seen from behind
AT_CODE: Final = 0.025  # half of what is looked at around it, in parts of the longer side: within the code
SPECKS: Final = 0.02  # of that may be dark and the code is faint
ALIKE: Final = 0.02  # parts of a side: pages of other sizes are not two sides of a sheet


def seen_from_behind(
    codes: Sequence[FoundCode], picture: Image, front: Sequence[FoundCode]
) -> tuple[FoundCode, ...]:
    """Return those of the codes on a page that are its front's, mirrored and faint; decoders read these as well."""
    return tuple(
        code
        for code in codes
        if any(code.text == one.text and _mirrored(code, one) for one in front) and _faint(code, picture)
    )


def _mirrored(code: FoundCode, one: FoundCode) -> bool:
    """Tell whether a code lies where another one would, its page turned over one of its sides."""
    across, down = abs(1 - one.left - code.left) < NEAR, abs(1 - one.top - code.top) < NEAR
    return (across and abs(one.top - code.top) < NEAR) or (down and abs(one.left - code.left) < NEAR)


def _faint(code: FoundCode, picture: Image) -> bool:
    from PIL import ImageStat

    half = round(max(picture.size) * AT_CODE)
    left, top = round(code.left * picture.width), round(code.top * picture.height)
    counts = picture.crop((left - half, top - half, left + half, top + half)).histogram()
    least = max(ImageStat.Stat(picture.reduce(8)).median[0] - PRINT, 0)
    return sum(counts[:least]) < sum(counts) * SPECKS


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
    cover = _any(printed, coarse).filter(ImageFilter.MaxFilter(3))
    _left, right, down = min(_tried(cover, _any(back, coarse), (0, 0), OFF))
    cover = printed.filter(ImageFilter.MaxFilter(2 * AROUND + 1))
    left, right, down = min(_tried(cover, back, (FINE * right, FINE * down), FINE))
    return left, printed.crop((-right, -down, printed.width - right, printed.height - down))


def _tried(cover: Image, back: Image, about: tuple[int, int], off: int) -> Iterator[tuple[int, int, int]]:
    """Yield how much of the back stays uncovered when the cover is moved right and down, `about` so far and a bit more."""
    margin = max(abs(about[0]), abs(about[1])) + off
    below, line = _bits(cover, margin)
    above, _line = _bits(back, margin)
    whole = above.bit_count()
    for right in range(about[0] - off, about[0] + off + 1):
        for down in range(about[1] - off, about[1] + off + 1):
            by = down * line + right
            moved = below >> by if by >= 0 else below << -by
            yield whole - (above & moved).bit_count(), right, down


def _bits(picture: Image, margin: int) -> tuple[int, int]:
    """Return a black and white picture as one number, a bit a pixel, with a margin around; and the bits of a line."""
    from PIL import ImageOps

    framed = ImageOps.expand(picture, margin, 0).convert("1")
    return int.from_bytes(framed.tobytes(), "big"), (framed.width + 7) // 8 * 8


def _any(picture: Image, size: tuple[int, int]) -> Image:
    """Return a black and white picture in another size, where each pixel is white that was white anywhere."""
    from PIL import Image

    return picture.resize(size, Image.Resampling.BOX).point([0] + [255] * 255)


def _count(picture: Image) -> int:
    return picture.histogram()[255]
