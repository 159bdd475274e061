"""Files an office gets from scanners and telephones: opened, their pages looked at, the limits kept."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from custdesk.language import Words
from custdesk.paper import scan_pages, scan_pdf, scan_pictures
from custdesk.paper.scan_limits import SENTENCES, Unseen
from custdesk.paper.scan_pages import (
    as_plain,
    from_plain,
    open_pages,
    picture_of,
    plain_name,
    read_file,
    read_page,
)
from custdesk.paper.scan_pdf import PdfPages
from custdesk.scan import FileRead, FoundCode, PageRead
from tests.hostile import bad_name
from tests.hostile_pdf import one_page, stream
from tests.scans import DATA, STAMP, Defects, as_jpeg, as_pdf, as_png, as_tiff, code_image, good_files

SLIGHT = Defects(dpi=75)


def page() -> Image.Image:
    """A small upright page with a code at its lower right."""
    found = Image.new("L", (620, 877), 255)
    found.paste(code_image(STAMP, 87), (480, 760))
    return found


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    found = io.BytesIO()
    picture.save(found, kind, **how)
    return found.getvalue()


def why(read: FileRead) -> str:
    return next(key for key, sentence in SENTENCES.items() if sentence == read.trouble)


# -- kinds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "jpeg", "png", "tiff", "bmp", "heic"])
def test_each_kind_is_read(kind: str):
    read = read_file("a", good_files()[kind])
    assert read.kind == {"heic": "heif"}.get(kind, kind)
    assert read.trouble is None
    assert len(read.pages) == (2 if kind in {"pdf", "tiff"} else 1)
    for number, one in enumerate(read.pages):
        assert (one.page, one.trouble, one.turn) == (number, None, 0)
        assert [code.text for code in one.codes] == [STAMP]
        assert one.codes[0].left > 0.8
        assert one.codes[0].top > 0.85


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_each_kind_of_colours_is_read(kind: str, mode: str):
    picture = page()
    if mode == "I;16":
        picture = picture.convert("I").point(lambda level: level * 256)
    read = read_file("a", saved(picture.convert(mode), kind))
    assert [code.text for code in read.pages[0].codes] == [STAMP]


def test_what_is_transparent_is_paper():
    clear = Image.new("RGBA", (620, 877), (0, 0, 0, 0))
    clear.paste(Image.new("RGBA", page().size, (0, 0, 0, 255)), mask=page().point(lambda level: 255 - level))
    read = read_file("a", saved(clear, "PNG"))
    assert [code.text for code in read.pages[0].codes] == [STAMP]
    assert (
        Image.open(io.BytesIO(picture_of(open_pages(saved(clear, "PNG")), 0, 0, 877))).getpixel((9, 9))
        > (250,) * 3
    )


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_is_looked_at_as_it_was_taken(orientation: int, kind: str):
    """Stored turned or mirrored, with the Exif that says so, it is the upright page again."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = page().transpose(Image.Transpose(back[orientation])) if orientation in back else page()
    exif = Image.Exif()
    exif[0x0112] = orientation
    how = {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif.tobytes()}
    read = read_file("a", saved(stored, kind, **how))
    [one] = read.pages
    assert (one.width, one.height, one.turn) == (620, 877, 0)
    assert one.codes[0].left > 0.8
    shown = Image.open(io.BytesIO(picture_of(open_pages(read.content), 0, 0, 400)))
    assert shown.size == (283, 400)
    assert shown.convert("L").crop((200, 330, 270, 395)).getextrema()[0] < 100  # the code is where it was


def test_a_telephones_turned_heic_is_upright():
    [one] = read_file("a", (DATA / "scan_turned.heic").read_bytes()).pages
    assert (one.width, one.height, one.turn) == (827, 1170, 0)
    assert one.codes[0].left > 0.8


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_pdfs_page_is_looked_at_as_it_is_shown(turn: int):
    """Turned in the picture or by /Rotate, drawn or taken as the picture it is: the same turn and place."""
    document = pypdfium2.PdfDocument(as_pdf([(page(), SLIGHT)]))
    document[0].set_rotation(turn)
    turned = io.BytesIO()
    document.save(turned)
    for content in (turned.getvalue(), as_pdf([(page().rotate(-turn, expand=True), SLIGHT)])):
        pages = open_pages(content)
        assert isinstance(pages, PdfPages)
        bare, drawn = pages.bare(0), pages.look(0)
        assert bare is not None
        assert abs(bare.width / bare.height - drawn.width / drawn.height) < 0.01
        assert read_page(pages, 0).turn == (360 - turn) % 360


def test_a_pdfs_page_is_its_picture_only_where_nothing_else_is_drawn():
    picture = good_files()["pdf"]
    assert PdfPages(picture).bare(0) is not None
    document = pypdfium2.PdfDocument(picture)
    leaf = document[0]
    image = next(leaf.get_objects())
    for change in (
        lambda: image.set_matrix(pypdfium2.PdfMatrix().scale(300, 400)),  # it does not fill the page
        lambda: image.set_matrix(pypdfium2.PdfMatrix().scale(595, -842).translate(0, 842)),  # upside down
        lambda: image.set_matrix(pypdfium2.PdfMatrix(0, 842, -595, 0, 595, 0)),  # on its side
    ):
        change()
        leaf.gen_content()
        changed = io.BytesIO()
        document.save(changed)
        assert PdfPages(changed.getvalue()).bare(0) is None
    assert PdfPages(one_page(stream(b"0 0 m 99 99 l S"))).bare(0) is None
    assert PdfPages(one_page(stream(b""))).bare(0) is None


def test_what_the_bare_picture_does_not_show_is_read_from_the_drawn_page():
    """A picture that is stored upside down by its matrix, or white on black, is drawn by PDFium as it is meant."""
    document = pypdfium2.PdfDocument(as_pdf([(page(), SLIGHT)]))
    leaf = document[0]
    next(leaf.get_objects()).set_matrix(pypdfium2.PdfMatrix(0, 842, -595, 0, 595, 0))
    leaf.gen_content()
    turned = io.BytesIO()
    document.save(turned)
    [one] = read_file("a", turned.getvalue()).pages
    assert [code.text for code in one.codes] == [STAMP]
    assert one.turn == 90


def test_a_page_is_drawn_large_enough_whatever_it_says_of_its_size():
    small = as_pdf([(page(), Defects(dpi=900))])  # two centimetres wide
    assert PdfPages(small).look(0).height == 2339
    huge = one_page(stream(b"0 0 m 99 99 l S"), box=b"0 0 20000 20000")
    drawn = PdfPages(huge).look(0)
    assert drawn.width * drawn.height < 9_100_000
    thin = one_page(stream(b"0 0 m 99 99 l S"), box=b"0 0 14400 1")
    assert PdfPages(thin).look(0).width <= 12_001


def test_a_large_picture_is_looked_at_smaller():
    large = page().resize((3720, 5262))
    [one] = read_file("a", as_jpeg(large, SLIGHT)).pages
    assert one.width * one.height < 9_100_000
    assert [code.text for code in one.codes] == [STAMP]


# -- looked at by people ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "jpeg", "png", "tiff", "bmp", "heic"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_is_the_whole_page_upright(kind: str, turn: int):
    shown = Image.open(io.BytesIO(picture_of(open_pages(good_files()[kind]), 0, turn, 300)))
    assert shown.height <= 300
    wide = 300 * 297 / 210 if turn % 180 else 300 * 210 / 297
    assert abs(shown.width - wide) < 3
    grey = shown.convert("L")
    corner = {0: (0.8, 0.87), 90: (0.03, 0.8), 180: (0.1, 0.04), 270: (0.87, 0.1)}[turn]
    left, top = corner[0] * grey.width, corner[1] * grey.height
    assert grey.crop((int(left), int(top), int(left) + 25, int(top) + 25)).getextrema()[0] < 140


def test_a_picture_keeps_colours_and_is_bounded():
    red = Image.new("RGB", (800, 400), "red")
    shown = Image.open(io.BytesIO(picture_of(open_pages(saved(red, "PNG")), 0, 0, 100_000)))
    assert shown.size == (800, 400)  # never enlarged
    assert shown.getpixel((9, 9))[0] > 240
    assert shown.getpixel((9, 9))[1] < 20
    tall = picture_of(open_pages(one_page(stream(b""), box=b"0 0 600 200")), 0, 0, 10_000)
    assert max(Image.open(io.BytesIO(tall)).size) == 4000


# -- what is not read ------------------------------------------------------------------------------------


def test_limits_are_told(monkeypatch: pytest.MonkeyPatch):
    assert why(read_file("a", b"")) == "empty"
    assert why(read_file("a", b"hello")) == "kind"
    monkeypatch.setattr(scan_pages, "FILE_BYTES", 100)
    assert why(read_file("a", good_files()["jpeg"])) == "bytes"


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_too_many_pages_are_told(kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan_pdf, "PAGES", 1)
    monkeypatch.setattr(scan_pictures, "PAGES", 1)
    assert why(read_file("a", good_files()[kind])) == "pages"


@pytest.mark.parametrize("kind", ["jpeg", "png", "bmp", "heic"])
def test_a_page_that_is_too_large_is_told(kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan_pictures, "PIXELS", 500_000)
    monkeypatch.setattr(scan_pictures, "HEIF_PIXELS", 500_000)
    [one] = read_file("a", good_files()[kind]).pages
    assert one.trouble == SENTENCES["pixels"]
    assert one.codes == ()


def test_one_damaged_page_of_five_leaves_the_others(monkeypatch: pytest.MonkeyPatch):
    look, bare = PdfPages.look, PdfPages.bare

    def breaking(real: Callable[..., object]) -> Callable[..., object]:
        def one(self: PdfPages, number: int) -> object:
            if number == 2:
                raise pypdfium2.PdfiumError("Failed to load page.")
            return real(self, number)

        return one

    monkeypatch.setattr(PdfPages, "look", breaking(look))
    monkeypatch.setattr(PdfPages, "bare", breaking(bare))
    read = read_file("a", as_pdf([(page(), SLIGHT)] * 5))
    assert read.trouble is None
    assert [one.trouble == SENTENCES["page"] for one in read.pages] == [False, False, True, False, False]
    assert [len(one.codes) for one in read.pages] == [1, 1, 0, 1, 1]


def test_a_tiff_that_breaks_off_tells_of_the_page_that_is_lost():
    whole = as_tiff([page(), page(), page()], SLIGHT)
    read = read_file("a", whole[: len(whole) * 5 // 6])
    assert [bool(one.codes) for one in read.pages][:2] == [True, True]
    assert read.pages[-1].trouble is not None


def test_memory_that_runs_out_is_not_taken_for_damage(monkeypatch: pytest.MonkeyPatch):
    def more(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(PdfPages, "bare", more)
    with pytest.raises(MemoryError):
        read_page(open_pages(good_files()["pdf"]), 0)
    monkeypatch.setattr(scan_pages, "PdfPages", more)
    with pytest.raises(MemoryError):
        open_pages(good_files()["pdf"])


def test_the_password_of_another_file_is_not_this_ones():
    """PDFium remembers its last trouble: a file without pages is damaged, not locked."""
    from tests.hostile_pdf import _locked, pdf

    for _ in range(2):
        assert why(read_file("a", _locked("geheim"))) == "locked"
        nothing = pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
        assert why(read_file("a", nothing)) == "damaged"


def test_reading_is_told_of_and_stopped():
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 2

    read = read_file("a", as_pdf([(page(), SLIGHT)] * 4), tell)
    assert told == [(1, 4), (2, 4)]
    assert (len(read.pages), why(read)) == (2, "stopped")


def test_every_sentence_is_one_in_every_language():
    for language in ("zh_Hans", "zh_Hant", "en"):
        said = {key: Words(language)(sentence) for key, sentence in SENTENCES.items()}
        assert len(set(said.values())) == len(said)
        assert "{" not in "".join(said.values())


# -- names and plain data --------------------------------------------------------------------------------


def test_a_name_has_neither_folders_nor_unseen_signs():
    assert plain_name("../../扫描 1.PDF") == "扫描 1.PDF"
    assert plain_name("C:\\Windows\\x.png") == "x.png"
    assert plain_name("a\u202efdp.exe") == "afdp.exe"
    assert plain_name("\ud800\n") == "scan"
    assert plain_name("") == plain_name("..") == plain_name("x/../") == "scan"
    assert plain_name("长" * 300 + ".tiff") == "长" * 112 + ".tiff"
    rng = random.Random(1)
    for _ in range(300):
        name = plain_name(bad_name(rng))
        assert 0 < len(name) <= 120
        assert Path(name).name == name
        name.encode()


def test_what_was_found_travels_as_plain_data():
    found = PageRead(3, 10, 20, (FoundCode("签", 90, 0.25, 0.5),))
    assert from_plain(3, as_plain(found)) == found
    lost = PageRead(4, 0, 0, trouble=SENTENCES["page"])
    assert from_plain(4, as_plain(lost)) == lost


@pytest.mark.parametrize(
    "plain",
    [
        {}, {"why": "no such reason"}, {"why": ["page"]}, {"width": 1, "height": 1, "codes": [["a", 45, 0, 0]]},
        {"width": 1, "height": 1, "codes": [[7, 0, 0, 0]]}, {"width": 1, "height": 1, "codes": 7},
        {"width": "x", "height": 1, "codes": []}, {"width": 1, "height": 1, "codes": [["a", 0, "x", 0]]},
        {"width": 1, "height": 1, "codes": [["a", [], 0, 0]]},
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(plain: dict[str, object]):
    with pytest.raises((LookupError, TypeError, ValueError)):
        from_plain(0, plain)


def test_a_kind_that_nothing_is_known_of_is_not_opened():
    for content in (b"GIF89a" + bytes(99), b"RIFF\0\0\0\0WEBP", b"MZ", b"\0\0\0\x18ftypisom"):
        with pytest.raises(Unseen):
            open_pages(content)


def test_png_and_jpeg_are_what_they_begin_with(monkeypatch: pytest.MonkeyPatch):
    """Only the decoder of the kind that the first bytes say is tried."""
    tried: list[list[str]] = []
    real = Image.open
    monkeypatch.setattr(Image, "open", lambda *a, **k: (tried.append(k["formats"]), real(*a, **k))[1])
    read_file("a", as_png(page(), SLIGHT))
    assert tried == [["PNG"]]
