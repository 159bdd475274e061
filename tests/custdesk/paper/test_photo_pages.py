"""Photos on paper: upright, whole, with their captions; a bad one is a sentence, a huge one no burden."""

from __future__ import annotations

import io
import re
import sys
from itertools import chain

import pypdfium2
import pypdfium2.raw
import pytest
from msgspec import structs
from PIL import Image

from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.paper.photo_pages import fitting
from custdesk.paper.photographs import Trouble, scaled
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.snapshot import Snapshot
from tests.custdesk.paper.forms import PHOTOS, Repair, photo, picture, repair


@pytest.fixture
def files() -> dict[str, bytes]:
    return {
        "wide": picture(1600, 1200),
        "lying": picture(1600, 1200, orientation=6),
        "tall": picture(300, 2000),
        "broken": b"\xff\xd8\xff\xe0 no picture",
        "text": b"no picture at all",
    }


@pytest.fixture
def zh(style, files):
    def read(digest: str) -> bytes:
        if digest not in files:
            raise FileNotFoundError(digest)
        return files[digest]

    return structs.replace(style, words=Words("zh_Hans"), read_file=read)


def with_photos(*hung: dict[str, object]) -> Snapshot:
    return repair(attachments=hung)


def pictures(pdf: bytes) -> list[list[tuple[float, float, float, float]]]:
    """The places of the pictures of each page: left, bottom, width, height in points."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        shown = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        bounds = [one.get_bounds() for one in shown]
        found.append([(left, low, right - left, high - low) for left, low, right, high in bounds])
    document.close()
    return found


def test_photos_keep_their_shape_and_stand_upright(zh):
    pdf = draw_sheets([with_photos(photo("wide"), photo("lying"), photo("tall"))], PHOTOS, zh)
    found = list(chain.from_iterable(pictures(pdf)))
    assert [width / height for _x, _y, width, height in found] == pytest.approx(
        [4 / 3, 3 / 4, 300 / 2000], rel=0.02
    )
    assert all(left >= 48 and left + width <= 548 for left, _y, width, _h in found)


def test_a_photo_turned_by_its_exif_is_turned_on_paper():
    shown = Image.open(io.BytesIO(scaled(picture(400, 300, orientation=6), 900, 900).jpeg))
    assert shown.size == (300, 400)
    assert shown.getpixel((290, 200))[0] < 90  # the stripe along the first row is at the right now
    assert shown.getpixel((20, 200))[0] > 200
    assert not shown.getexif()


def test_a_photo_is_made_small_and_never_enlarged():
    small = scaled(picture(4000, 3000), 600, 600)
    assert (small.width, small.height) == (600, 450)
    assert (scaled(picture(120, 90), 600, 600).width) == 120
    assert len(small.jpeg) < 60_000


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "1", "I;16"])
def test_every_kind_of_picture_is_shown(mode):
    saved = io.BytesIO()
    made = Image.new("I;16", (40, 30)) if mode == "I;16" else picture_of(mode)
    made.save(saved, "TIFF" if mode == "CMYK" else "PNG")
    found = scaled(saved.getvalue(), 100, 100)
    assert (found.width, found.height) == (40, 30)


def picture_of(mode: str) -> Image.Image:
    return Image.new("RGBA", (40, 30), (200, 0, 0, 0)).convert(mode)


def test_what_is_transparent_is_white():
    saved = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 0, 0, 0)).save(saved, "PNG")
    shown = Image.open(io.BytesIO(scaled(saved.getvalue(), 100, 100).jpeg))
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_captions_stand_under_their_photos(zh, text_of):
    pdf = draw_sheets([with_photos(photo("wide", "活动现场"), photo("tall"))], PHOTOS, zh)
    found = text_of(pdf)
    assert "照片1：活动现场" in found
    assert "照片2" in found
    assert "wide.jpg" not in found


@pytest.mark.parametrize(
    ("digest", "said"), [("broken", "照片无法显示"), ("text", "照片无法显示"), ("gone", "照片文件缺失")]
)
def test_a_photo_that_cannot_be_shown_is_a_sentence_in_a_box(zh, text_of, digest, said):
    pdf = draw_sheets([with_photos(photo("wide"), photo(digest, "外墙"))], PHOTOS, zh)
    assert said in text_of(pdf)
    assert "照片2：外墙" in text_of(pdf)
    assert len(list(chain.from_iterable(pictures(pdf)))) == 1


def test_a_photo_too_large_to_open_is_a_sentence(zh, files, text_of):
    saved = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(saved, "PNG")  # 400 million points in 50 kB
    files["bomb"] = saved.getvalue()
    with pytest.raises(Trouble) as caught:
        scaled(files["bomb"], 100, 100)
    assert caught.value.why == "large"
    assert "照片过大" in text_of(draw_sheets([with_photos(photo("bomb"))], PHOTOS, zh))


@pytest.mark.parametrize(("chosen", "each"), [(2, 2), (4, 4), (6, 6)])
def test_so_many_on_a_page_as_was_chosen(zh, chosen, each):
    hung = [photo("wide", f"第{number}张") for number in range(13)]
    pdf = draw_sheets([with_photos(*hung)], PHOTOS, structs.replace(zh, photos=chosen))
    found = [len(page) for page in pictures(pdf)]
    assert sum(found) == 13
    assert max(found) == each
    assert set(found[1:-1]) <= {each}


def test_without_a_choice_the_number_of_photos_decides():
    assert [fitting(count) for count in (1, 2, 3, 4, 5, 6, 40)] == [2, 2, 4, 4, 6, 6, 6]


def test_scans_and_files_are_no_photos_and_no_photos_are_no_part(zh, text_of):
    bare = draw_sheets([repair()], PHOTOS, zh)
    assert (
        draw_sheets([with_photos(photo("wide", kind="scan"), photo("tall", kind="file"))], PHOTOS, zh) == bare
    )
    assert "照片" not in text_of(bare)
    assert "照片" not in text_of(blank_sheet(Repair, PHOTOS, zh))


def test_same_photos_same_bytes(zh):
    one = with_photos(photo("wide"), photo("tall"), photo("broken"))
    assert draw_sheets([one], PHOTOS, zh) == draw_sheets([one], PHOTOS, zh)


def test_a_caption_the_font_lacks_is_named(zh):
    with pytest.raises(KnownError) as caught:
        draw_sheets([with_photos(photo("wide", "合影😀"))], PHOTOS, zh)
    assert "😀 (U+1F600)" in str(caught.value.text.values)


def test_pages_of_photos_say_that_they_go_on(zh):
    hung = [photo("wide") for _ in range(13)]
    pages = page_text(draw_sheets([with_photos(*hung)], PHOTOS, structs.replace(zh, photos=2)))
    assert all("照片（续）" in re.sub(r"\s", "", page) for page in pages[2:])
    assert page_count(draw_sheets([with_photos(*hung)], PHOTOS, structs.replace(zh, photos=2))) >= 7


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the most memory a process had is asked of POSIX")
def test_sixty_big_photos_take_the_memory_of_a_few(zh, files):
    import resource

    files["big"] = picture(6000, 4500)  # 81 MB when decoded whole
    hung = [photo("big") for _ in range(60)]
    draw_sheets([with_photos(photo("big"))], PHOTOS, zh)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    draw_sheets([with_photos(*hung)], PHOTOS, zh)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 120_000  # kB
