"""The code of a stamp as rectangles: QR by zxing-cpp's writer, error correction M, runs merged so that few are drawn."""

from __future__ import annotations

import math
import re
from typing import Final

from msgspec import Struct

_DARK: Final = re.compile(rb"\x00+")


class Code(Struct, frozen=True):
    """A square of modules: how many on a side, and the dark ones as (left, bottom, width, height) in modules."""

    side: int
    dark: tuple[tuple[int, int, int, int], ...]


def code_of(text: str) -> Code:
    """Return the code of a text; a longer one has more modules."""
    import zxingcpp  # late: a print needs it, a start does not

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    grid = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    letters = grid.tobytes()
    side = math.isqrt(len(letters))
    dark: list[tuple[int, int, int, int]] = []
    above: dict[tuple[int, int], int] = {}  # runs of the row above, each with the row it began in
    for row in range(side + 1):
        start, runs = row * side, {}
        for one in _DARK.finditer(letters, start, start + side):
            run = (one.start() - start, one.end() - start)
            runs[run] = above.pop(run, row)
        for (left, right), began in above.items():
            dark.append((left, side - row, right - left, row - began))
        above = runs
    return Code(side, tuple(dark))
