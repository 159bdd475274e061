"""Finds the QR codes on a picture of a page, and from their corners which way is up; harder where ours was not found.

zxing-cpp decodes; here is only what makes it easier for it. Measured by tests/custdesk/paper/test_scan_codes.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.scan import FoundCode
from custdesk.stamp import read_stamp

if TYPE_CHECKING:
    from PIL.Image import Image

EDGE: Final = 40  # white pixels around a picture: a code cut close to its edge is found all the same
NEAR: Final = (
    0.08  # half of what is cut out around what looks like a code, in parts of the page's longer side
)
HINTS: Final = 8  # places that look like a code and are looked at again
LARGE: Final = 6_000_000  # pixels; a picture of so many is not enlarged
LETTERS: Final = 4300  # no QR code holds more
_SAME: Final = 0.03  # two finds of one text nearer than this are one code


class Hint(Struct, frozen=True):
    """A place that looks like a code and could not be read: its middle in pixels."""

    left: float
    top: float


class Look(Struct, frozen=True):
    """What one look at a picture found."""

    codes: tuple[FoundCode, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def ours(self) -> bool:
        """Tell whether a stamp of ours is among them."""
        return _any_ours(self.codes)


def codes_on(picture: Image, first: Look | None = None) -> tuple[FoundCode, ...]:
    """Return the codes on a grey picture, from the top left; tries harder while none of ours is among them.

    `first`: what the first look found, where it was taken already, with its hints.
    """
    look = look_at(picture, hints=True) if first is None else first
    found = list(look.codes)
    if not look.ours:
        for box in _around(picture, look.hints):
            _add(found, _part(picture, box, _near_tries()))
    for one in (_smooth, _sharper):
        if not _any_ours(found):
            _add(found, look_at(one(picture)).codes)
    for box in _unseen_halves(picture, found):
        _add(found, _part(picture, box, _half_tries()))
    return tuple(sorted(found, key=lambda code: code.left + code.top))


def _any_ours(codes: Sequence[FoundCode]) -> bool:
    return any(read_stamp(code.text) for code in codes)


def look_at(picture: Image, *, hints: bool = False, plain_light: bool = False) -> Look:
    """Look once; `plain_light`: one threshold for the whole picture instead of one for each place."""
    import zxingcpp
    from PIL import ImageOps

    framed = ImageOps.expand(picture, EDGE, 255)
    how = zxingcpp.Binarizer.GlobalHistogram if plain_light else zxingcpp.Binarizer.LocalAverage
    # A view of bytes: three times as fast as handing over the picture itself.
    shown = memoryview(framed.tobytes()).cast("B", (framed.height, framed.width))
    barcodes = zxingcpp.read_barcodes(
        shown, formats=zxingcpp.BarcodeFormat.QRCodeModel2, binarizer=how, try_invert=False,
        text_mode=zxingcpp.TextMode.Plain, return_errors=hints,
    )  # fmt: skip
    codes: list[FoundCode] = []
    unread: list[Hint] = []
    for barcode in barcodes:
        corners = _corners(barcode.position)
        left, top = (sum(corner[axis] for corner in corners) / 4 - EDGE for axis in (0, 1))
        if barcode.valid:
            _add(
                codes,
                [FoundCode(_text_of(barcode), turn_of(corners), left / picture.width, top / picture.height)],
            )
        else:
            unread.append(Hint(left, top))
    return Look(tuple(codes), tuple(unread))


def turn_of(corners: Sequence[tuple[float, float]]) -> int:
    """Return how far a page is to be turned clockwise to stand upright: 0, 90, 180 or 270.

    `corners` are those of a code on it: its own upper left, upper right, lower right, lower left, where they lie.
    """
    first, second, third, fourth = corners
    across = second[0] - first[0] + third[0] - fourth[0]
    down = second[1] - first[1] + third[1] - fourth[1]
    return -round(math.degrees(math.atan2(down, across)) / 90) * 90 % 360


def _text_of(barcode: Any) -> str:
    """Return what a code says; a code of bytes that are no text says nothing."""
    try:
        return str(barcode.text)[:LETTERS].encode("utf-8", "replace").decode()
    except UnicodeError:
        return ""


def _corners(position: Any) -> list[tuple[float, float]]:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return [(point.x, point.y) for point in points]


def _add(found: list[FoundCode], more: Sequence[FoundCode]) -> None:
    """Add what was not found before."""
    for code in more:
        if not any(
            code.text == one.text and math.hypot(code.left - one.left, code.top - one.top) < _SAME
            for one in found
        ):
            found.append(code)


# -- looking harder --------------------------------------------------------------------------------------

Try = Callable[["Image"], Look]
Box = tuple[int, int, int, int]


def _part(picture: Image, box: Box, tries: Sequence[Try]) -> list[FoundCode]:
    """Look at a part of the picture in one way after the other until a code is read; as places of the whole."""
    part = picture.crop(box)
    for one in tries:
        look = one(part)
        if look.codes:
            return [
                FoundCode(
                    code.text,
                    code.turn,
                    (box[0] + code.left * part.width) / picture.width,
                    (box[1] + code.top * part.height) / picture.height,
                )
                for code in look.codes
            ]
    return []


def _around(picture: Image, hints: Sequence[Hint]) -> Iterator[Box]:
    """Yield what lies around each place that looked like a code, neighbours once."""
    half = round(max(picture.size) * NEAR)
    seen: list[Hint] = []
    for hint in hints:
        if any(math.hypot(hint.left - one.left, hint.top - one.top) < half / 4 for one in seen):
            continue
        seen.append(hint)
        left, top = round(hint.left), round(hint.top)
        box = (
            max(left - half, 0), max(top - half, 0), min(left + half, picture.width), min(top + half, picture.height)
        )  # fmt: skip
        if box[0] < box[2] and box[1] < box[3]:
            yield box
        if len(seen) == HINTS:
            return


def _unseen_halves(picture: Image, codes: Sequence[FoundCode]) -> Iterator[Box]:
    """Yield the half of a page that may be a second sheet beside or below the one whose code was read."""
    ours = [code for code in codes if read_stamp(code.text)]
    if len(ours) != 1:
        return
    [code] = ours
    wide, tall = picture.size
    lying = code.turn in {90, 270}
    upright = (tall, wide) if lying else (wide, tall)
    # Where the code stands on the upright page: the second sheet's stands in the other half.
    across, down = {
        0: (code.left, code.top), 90: (1 - code.top, code.left), 180: (1 - code.left, 1 - code.top),
        270: (code.top, 1 - code.left),
    }[code.turn]  # fmt: skip
    if upright[0] > upright[1]:  # two side by side
        low = across < 0.5
        axis_is_x, forwards = (False, code.turn == 270) if lying else (True, code.turn == 0)
    elif down < 0.55:  # one above the other, and only the upper one was read
        low = True
        axis_is_x, forwards = (True, code.turn == 90) if lying else (False, code.turn == 0)
    else:
        return
    far = low if forwards else not low
    if axis_is_x:
        yield (wide // 2, 0, wide, tall) if far else (0, 0, wide // 2, tall)
    else:
        yield (0, tall // 2, wide, tall) if far else (0, 0, wide, tall // 2)


def _near_tries() -> list[Try]:
    """Return the ways to look at a small part: without grain, enlarged, evenly lit."""
    return [
        lambda part: look_at(_smooth(part)),
        lambda part: look_at(_larger(part, 2), plain_light=True),
        lambda part: look_at(_larger(_without_grain(part), 1.5)),
        lambda part: look_at(_smooth(_evenly_lit(part)), plain_light=True),
        lambda part: look_at(_larger(_without_grain(part), 2), plain_light=True),
    ]


def _half_tries() -> list[Try]:
    """Return the ways to look at half a page."""
    return [look_at, lambda part: look_at(_smooth(part)), lambda part: look_at(_sharper(part))]


def _smooth(part: Image) -> Image:
    from PIL import ImageFilter

    return part.filter(ImageFilter.BoxBlur(1))


def _without_grain(part: Image) -> Image:
    from PIL import ImageFilter

    return part.filter(ImageFilter.MedianFilter(3))


def _sharper(part: Image) -> Image:
    """Draw each pixel away from what is around it, against a telephone's blur; enlarge what is small."""
    from PIL import Image, ImageFilter

    sharp = Image.blend(part.filter(ImageFilter.BoxBlur(2)), part, 2.5)
    return _larger(sharp, 1.5) if part.width * part.height < LARGE else sharp


def _larger(part: Image, times: float) -> Image:
    from PIL import Image

    return part.resize((round(part.width * times), round(part.height * times)), Image.Resampling.BILINEAR)


def _evenly_lit(part: Image) -> Image:
    """Lift each place by as much as the paper around it is darker than white."""
    from PIL import Image, ImageChops, ImageFilter

    paper = part.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    shadow = ImageChops.invert(paper.resize(part.size, Image.Resampling.BILINEAR))
    return ImageChops.add(part, shadow)
