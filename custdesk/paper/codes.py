"""The code of a stamp as rectangles: QR by zxing-cpp's writer, error correction M, runs merged so that few are drawn."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

_LIGHT: Final = b"\xff"


class Code(Struct, frozen=True):
    """A square of modules: how many on a side, and the dark ones as (left, bottom, width, height) in modules."""

    side: int
    dark: tuple[tuple[int, int, int, int], ...]


def code_of(text: str) -> Code:
    """Return the code of a text; a longer one has more modules."""
    import zxingcpp  # late: a print needs it, a start does not

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    letters = memoryview(made.to_image(scale=1, add_quiet_zones=False)).tobytes()
    side = math.isqrt(len(letters))
    step = side + 1  # a light module more ends each row
    rows = _LIGHT.join([letters[start : start + side] for start in range(0, len(letters), side)])
    tall: dict[tuple[int, int], int] = {}  # runs by start and length; one below an equal one takes it over
    start = 0
    for run in rows.split(_LIGHT):
        if run:
            length = len(run)
            tall[start, length] = tall.pop((start - step, length), 0) + 1
            start += length
        start += 1
    dark = [(at % step, side - 1 - at // step, length, high) for (at, length), high in tall.items()]
    return Code(side, tuple(dark))
