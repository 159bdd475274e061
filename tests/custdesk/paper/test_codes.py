"""The code of a stamp: what it says, how large it is, and that every dark module is drawn once."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageOps

from custdesk.paper.codes import code_of
from custdesk.paper.drawing import A4, A5, CLEAR, CODE, MM, Pen
from custdesk.paper.render import page_sizes
from tests.custdesk.paper.codes import codes_on, pictures, quiet, stamping
from tests.custdesk.paper.geometry import drawn

TEXT = stamping("P-03", "TS-2027-0031").on(1, 2).text
LONG = stamping("P-05 public", "WX-2027-00031-Z", copy=100).on(12, 99).text


def drawn_as_picture(text: str) -> Image.Image:
    """The modules, one pixel each."""
    code = code_of(text)
    found = Image.new("L", (code.side, code.side), 255)
    for left, bottom, width, height in code.dark:
        box = (left, code.side - bottom - height, left + width, code.side - bottom)
        assert found.crop(box).getextrema() == (255, 255)  # no module is drawn twice
        found.paste(0, box)
    return found


@pytest.mark.parametrize("text", [TEXT, LONG, "#12", "A" * 61])
def test_the_rectangles_are_the_modules(text):
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    grid = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    assert drawn_as_picture(text).tobytes() == grid.tobytes()


def test_a_stamp_is_twenty_nine_modules_and_few_rectangles():
    code = code_of(TEXT)
    assert code.side == 29
    assert len(code.dark) < 200
    assert sum(width * height for _left, _bottom, width, height in code.dark) > 2 * len(code.dark)
    assert code_of(LONG).side == 33


def test_the_correction_is_m():
    framed = ImageOps.expand(drawn_as_picture(TEXT).resize((290, 290)), 40, 255)
    read = zxingcpp.read_barcodes(framed, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [one.text for one in read] == [TEXT]
    assert read[0].ec_level == "M"


def page_with(text: str, measures=A4) -> bytes:
    pen = Pen(measures)
    pen.code(text)
    pen.new_page()
    return pen.finish()


@pytest.mark.parametrize("measures", [A4, A5, A4.turned(), A4.dense()], ids=["A4", "A5", "turned", "dense"])
@pytest.mark.parametrize("text", [TEXT, LONG])
def test_it_is_twenty_millimetres_wide(text, measures):
    (page,) = pictures(page_with(text, measures), 300)
    left, top, right, bottom = page.point(lambda grey: 255 * (grey < 128)).getbbox()
    assert right - left == pytest.approx(20 / 25.4 * 300, abs=1.5)
    assert bottom - top == pytest.approx(20 / 25.4 * 300, abs=1.5)
    (seen,) = codes_on(page, 300)
    assert seen.text == text
    assert (seen.left, seen.top) == pytest.approx((left, top), abs=4)
    assert quiet(page, seen, 300)


def test_it_is_one_path_of_rectangles():
    code = drawn(page_with_text())
    path = code[code.index(" cm ") :]
    assert path.count(" f Q") == 1
    assert path.count(" re") == len(code_of(TEXT).dark)


def page_with_text() -> bytes:
    """A page that `geometry.drawn` finds: it looks for text."""
    pen = Pen(A4)
    pen.text(50, 50, "文", 10)
    pen.code(TEXT)
    pen.new_page()
    return pen.finish()


@pytest.mark.parametrize("across", [2, 3])
@pytest.mark.parametrize("page", [A4, A5], ids=["A4", "A5"])
def test_a_strip_has_a_column_for_it(page, across):
    """The code keeps clear of the body, of the lines to cut along and of the paper's edge."""
    strip = page.strip(across)
    left, top = strip.code
    assert left >= strip.width - strip.side + CLEAR
    assert left + CODE + 9 * MM <= page.width
    assert top + CODE + 6 * MM <= strip.height
    assert top > CLEAR


def test_the_same_text_gives_the_same_bytes():
    assert page_with(TEXT) == page_with(TEXT)
    assert page_with(TEXT) != page_with(LONG)
    assert page_sizes(page_with(TEXT)) == [pytest.approx((595.28, 841.89), abs=0.01)]
