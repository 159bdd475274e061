"""Scanned pages bound into one PDF: whole, upright, as large as they are, no picture encoded anew."""

from __future__ import annotations

import io
import random
import re

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from custdesk.paper.render import page_text
from custdesk.paper.scan_binding import A4, bind, settled
from custdesk.paper.scan_limits import Unseen
from custdesk.paper.scan_pages import read_file
from tests.scans import DATA, STAMP, Defects, as_pdf, as_png, as_tiff, good_files


def colourful(wide: int = 60, tall: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture whose quarters differ."""
    found = Image.new("RGB", (wide, tall), "white")
    found.paste("red", (0, 0, wide // 2, tall // 2))
    found.paste("navy", (wide // 2, tall // 2, wide, tall))
    found.paste("green", (wide // 2, 0, wide, tall // 2))
    return found.convert(mode)


def grainy(wide: int = 60, tall: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture of which no two pixels are alike."""
    return Image.frombytes("RGB", (wide, tall), random.Random(wide).randbytes(wide * tall * 3)).convert(mode)


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    found = io.BytesIO()
    picture.save(found, kind, **how)
    return found.getvalue()


def leaves(pdf: bytes) -> list[tuple[float, float, int]]:
    """Width, height and /Rotate of each page, as it lies in the file."""
    document = pypdfium2.PdfDocument(pdf)
    return [
        (*(round(side) for side in (page.get_mediabox()[2], page.get_mediabox()[3])), page.get_rotation())
        for page in document
    ]


def pictures(pdf: bytes, page: int = 0) -> list[pypdfium2.PdfImage]:
    return list(pypdfium2.PdfDocument(pdf)[page].get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))


def drawn(pdf: bytes, wide: int, page: int = 0) -> Image.Image:
    leaf = pypdfium2.PdfDocument(pdf)[page]
    return leaf.render(scale=wide / leaf.get_width()).to_pil().convert("RGB")


def alike(one: Image.Image, other: Image.Image, apart: int = 60) -> bool:
    """The same picture but for a decoder's rounding and a renderer's edges."""
    small = [picture.convert("RGB").resize((8, 8), Image.Resampling.BOX) for picture in (one, other)]
    return max(high for _, high in ImageChops.difference(*small).getextrema()) < apart


# -- whole, upright, in order ----------------------------------------------------------------------------


def test_pages_of_all_kinds_are_bound_in_the_order_asked_for():
    files = good_files()
    parts = [(0, 1, 0), (1, 0, 90), (2, 1, 180), (3, 0, 270), (4, 0, 0), (5, 0, 0), (0, 0, 0)]
    contents = [files[kind] for kind in ("pdf", "jpeg", "tiff", "png", "bmp", "heic")]
    bound = bind(contents, parts)
    assert [turn for _, _, turn in leaves(bound)] == [0, 90, 180, 270, 0, 0, 0]
    read = read_file("a", bound)
    assert [[code.text for code in page.codes] for page in read.pages] == [[STAMP]] * 7
    assert [page.turn for page in read.pages] == [0, 270, 180, 90, 0, 0, 0]  # turned on from upright


def test_a_page_that_is_turned_already_is_turned_on():
    first = bind([good_files()["pdf"]], [(0, 0, 90)])
    assert leaves(bind([first], [(0, 0, 270)]))[0][2] == 0
    assert leaves(bind([first], [(0, 0, 90)]))[0][2] == 180


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_is_upright_when_it_is_turned_as_its_code_says(turn: int):
    lying = Image.open(io.BytesIO(good_files()["png"])).rotate(-turn, expand=True)
    [page] = read_file("a", as_png(lying, Defects(dpi=75))).pages
    bound = bind([as_png(lying, Defects(dpi=75))], [(0, 0, page.turn)])
    assert read_file("b", bound).pages[0].turn == 0


def test_a_printed_pdf_stays_text(style):
    from custdesk.paper.sheet_paper import draw_sheets
    from tests.custdesk.paper.forms import PHOTOS, repair

    pdf = draw_sheets([repair()], PHOTOS, style)
    assert page_text(bind([pdf], [(0, 0, 0)])) == page_text(pdf)[:1]


@pytest.mark.parametrize(("place", "page"), [(0, 2), (0, -1), (1, 1)])
def test_a_page_that_is_not_there_is_refused(place: int, page: int):
    with pytest.raises(Unseen):
        bind([good_files()["pdf"], good_files()["png"]], [(place, page, 0)])


def test_the_same_pages_are_the_same_bytes():
    parts = [(0, 0, 0), (1, 0, 90)]
    contents = [good_files()["pdf"], good_files()["png"]]
    bound = bind(contents, parts)
    assert bound == bind(contents, parts)
    assert bound != bind(contents, parts[::-1])
    assert settled(bound) == bound
    assert b"CreationDate" not in bound
    assert re.search(rb"startxref\r\n(\d+)", bound)
    assert len(pypdfium2.PdfDocument(bound)) == 2


# -- nothing encoded anew --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_keeps_its_very_data(mode: str):
    content = saved(colourful(mode=mode), "JPEG", quality=60)
    bound = bind([content], [(0, 0, 0)])
    [picture] = pictures(bound)
    assert picture.get_filters() == ["DCTDecode"]
    data = bytes(picture.get_data())
    assert content[content.index(b"\xff\xdb") :] == data[data.index(b"\xff\xdb") :]
    assert alike(
        drawn(bound, 60), Image.open(io.BytesIO(content)), 110 if mode == "CMYK" else 60
    )  # inks are a matter of taste


def test_where_a_jpeg_was_taken_does_not_go_with_it():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    content = saved(colourful(), "JPEG", exif=exif.tobytes())
    bound = bind([content], [(0, 0, 0)])
    assert b"taken at home" in content
    assert b"taken at home" not in bound
    assert alike(drawn(bound, 40), colourful().rotate(-90, expand=True))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_every_other_picture_is_packed_without_loss(kind: str, mode: str):
    picture = grainy(mode=mode)
    bound = bind([saved(picture, kind)], [(0, 0, 0)])
    [found] = pictures(bound)
    assert found.get_filters() == ["FlateDecode"]
    assert found.get_px_size() == picture.size
    shown = found.get_bitmap().to_pil().convert("RGB")
    assert ImageChops.difference(shown, picture.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("mode", ["LA", "RGBA", "I;16"])
def test_pictures_of_other_kinds_are_packed_as_they_are_seen(mode: str):
    picture = grainy(mode="L")
    if mode == "I;16":
        picture = picture.convert("I").point(lambda level: level * 257)
    bound = bind([saved(picture.convert(mode), "PNG")], [(0, 0, 0)])
    shown = pictures(bound)[0].get_bitmap().to_pil().convert("L")
    assert ImageChops.difference(shown, grainy(mode="L")).getextrema()[1] <= 1  # PDFium rounds sixteen bits


def test_the_data_of_a_plain_png_go_over_as_they_are():
    plain = good_files()["png"]
    at = plain.index(b"IDAT")
    assert plain[at + 4 : at + 4 + int.from_bytes(plain[at - 4 : at], "big")] in bind([plain], [(0, 0, 0)])


def test_a_heic_is_packed_as_it_is_decoded():
    content = (DATA / "scan_turned.heic").read_bytes()
    bound = bind([content], [(0, 0, 0)])
    assert pictures(bound)[0].get_px_size() == (827, 1170)
    assert leaves(bound)[0][2] == 0
    assert read_file("a", bound).pages[0].turn == 0


# -- as large as it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_lies_as_it_was_taken(orientation: int):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(colourful(), "JPEG", quality=95, exif=exif.tobytes(), dpi=(150, 150))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    upright = (
        colourful().transpose(Image.Transpose(back[orientation])) if orientation in back else colourful()
    )
    bound = bind([content], [(0, 0, 0)])
    assert leaves(bound) == [(round(upright.width * 0.48), round(upright.height * 0.48), 0)]
    assert alike(drawn(bound, upright.width), upright)


@pytest.mark.parametrize(
    ("dpi", "size"),
    [
        ((200, 200), (1654, 2339)), ((300, 300), (2480, 3508)), ((100, 100), (827, 1169)), ((204, 98), (1686, 1145)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_scan_is_as_large_as_its_dots_say(kind: str, dpi: tuple[int, int], size: tuple[int, int]):
    content = saved(Image.new("L", size, 255), kind, dpi=dpi)
    [(wide, tall, _)] = leaves(bind([content], [(0, 0, 0)]))
    assert abs(wide - A4[0]) < 4
    assert abs(tall - A4[1]) < 4


@pytest.mark.parametrize("dpi", [None, (72, 72), (96, 96), (1, 1), (10_000, 10_000)])
@pytest.mark.parametrize("lying", [False, True])
def test_a_photo_that_knows_no_size_fits_on_a4(dpi: tuple[int, int] | None, lying: bool):
    exif = Image.Exif()
    exif[0x0112] = 6
    how = {"exif": exif.tobytes()} if lying else {}
    content = saved(Image.new("L", (400, 300), 255), "JPEG", **how, **({"dpi": dpi} if dpi else {}))
    [(wide, tall, _)] = leaves(bind([content], [(0, 0, 0)]))
    expected = (561, 748) if lying else (748, 561)  # 4 to 3 within 595 by 842
    assert abs(wide - expected[0] * 842 / 748 * 595 / 631.5) < 50
    assert abs(max(wide, tall) / min(wide, tall) - 4 / 3) < 0.01
    assert (wide < tall) == lying
    assert max(wide, tall) <= 842
    assert min(wide, tall) <= 596
    assert max(wide, tall) > 780


def test_each_tiff_page_is_its_own():
    first, second = Image.new("L", (600, 800), 255), Image.new("L", (800, 600), 0)
    content = as_tiff([first, second], Defects(dpi=100))
    bound = bind([content], [(0, 1, 0), (0, 0, 0)])
    assert leaves(bound) == [(576, 432, 0), (432, 576, 0)]
    assert drawn(bound, 20, 0).getpixel((9, 9)) == (0, 0, 0)
    assert drawn(bound, 20, 1).getpixel((9, 9)) == (255, 255, 255)


def test_a_large_scan_of_many_pages_brings_only_its_page():
    heap = as_pdf([(grainy(900, 1200, "L"), Defects(dpi=100, quality=90))] * 6)
    assert len(bind([heap], [(0, 3, 0)])) < len(heap) / 5
