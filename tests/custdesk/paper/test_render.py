"""Pages as pictures and text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from custdesk.paper.drawing import A4, Pen
from custdesk.paper.fonts import faces
from custdesk.paper.render import page_count, page_images, page_sizes, page_text
from tests.custdesk.paper.geometry import drawn as drawing_of


def drawn(pages: int = 2) -> bytes:
    pen = Pen(A4, "试")
    for number in range(pages):
        pen.text(50, 50, f"第{number}页 <b>&amp;", 12)
        pen.new_page()
    return pen.finish()


def test_pages_are_counted_and_measured():
    assert page_count(drawn()) == 2
    assert [(round(width), round(height)) for width, height in page_sizes(drawn())] == [(595, 842)] * 2


def test_a_picture_has_four_bytes_a_pixel_and_is_mostly_white():
    width, height, stride, pixels = next(page_images(drawn(), 72))
    assert (width, height) == (596, 842)
    assert stride >= width * 4
    assert len(pixels) == stride * height
    assert pixels.count(0xFF) > len(pixels) * 0.9


def test_some_pages_only():
    assert len(list(page_images(drawn(5), 20, first=1, last=3))) == 2


def test_text_is_plain():
    assert page_text(drawn())[1].strip() == "第1页 <b>&amp;"


def test_trap_pdfium_is_used_by_one_thread_at_a_time():
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: len(list(page_images(drawn(), 30))), range(16)))
    assert counts == [2] * 16


def test_a_page_is_packed_as_bytes():
    pen = Pen(A4)
    for _ in range(3):
        pen.rule(10, 10, 100, 10)
        pen.new_page()
    pdf = pen.finish()
    assert pdf.count(b"/FlateDecode") == 3
    assert b"ASCII85" not in pdf  # seven bits make a page a quarter longer
    assert page_count(pdf) == 3


def test_every_code_of_a_subset_is_read_back():
    """A font's subset has 256 codes; brackets, backslash and line ends among them would end or change a PDF string."""
    letters = [chr(code) for code in range(0x4E00, 0x9FA5) if not faces()[0].missing(chr(code))][:700]
    lines = ["()\\", *("".join(letters[start : start + 20]) for start in range(0, len(letters), 20))]
    pen = Pen(A4)
    for place, line in enumerate(lines):
        pen.text(50, 50 + place * 18, line, 12)
    pen.new_page()
    pdf = pen.finish()
    assert page_text(pdf)[0].split() == lines
    assert "\r" not in drawing_of(pdf)  # some readers take it for a line feed
