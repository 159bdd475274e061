"""Blank pages: known by what is not on them; whatever somebody wrote, stamped or printed is not to be taken for one.

Measured beside these tests: of 60 faint strokes one pixel wide, laid upon print that shines through, 1 was missed, a ring
out of focus at 150 dpi.
"""

from __future__ import annotations

import itertools
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from custdesk.paper.emptiness import is_empty
from custdesk.press import Press
from custdesk.stamp import Sealer
from tests import scans
from tests.backs import LIES, WRITTEN, both_sides, shone_through, white, write
from tests.desks import Office, clock, office, store, templates
from tests.scan_rooms import room
from tests.scans import Defects, as_pdf, code_image

__all__ = ["clock", "office", "room", "store", "templates"]

SHARES = (0.0, 0.05, 0.08, 0.1)  # of black, seen from behind
KNOWN = (0.0, 0.03, 0.05)  # of these it is told that it is no more than the front
#: but for this one: it hangs on how the code of the front's stamp falls; 5 of 8 were known
DOUBTFUL = ("more grain", 0.05)
PENCIL, PEN = 190, 60


@pytest.fixture(scope="session")
def sheet() -> dict[int, Image.Image]:
    """The front of a printed form, by the resolution it is scanned in; drawn once."""
    return {}


@pytest.fixture
def front(office: Office, sheet: dict[int, Image.Image], monkeypatch: pytest.MonkeyPatch):
    """The front as scanned in a resolution: the same in every run, its code too, which follows the store's random key."""
    monkeypatch.setattr(Sealer, "of", lambda _key: Sealer("00" * 32, "AAAA"))

    def front(dpi: int = 150) -> Image.Image:
        if dpi not in sheet:
            record = office.complaint(
                "handled", content="卫生间顶板漏水，夜里也滴，请尽快安排师傅上门查看。" * 5
            )
            pdf = Press(office.store, office.zhou).sheet_job([record]).draw()
            sheet[dpi] = scans.printed(pdf, 0, dpi)
        return sheet[dpi]

    return front


def back(front: Image.Image, dpi: int, share: float, rng: random.Random) -> Image.Image:
    paper = white(dpi, rng.randint(240, 255))
    return shone_through(paper, front, share, (rng.uniform(-2, 2), rng.uniform(-2, 2)))


# -- blank ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lies", "share"), [case for case in itertools.product(LIES, KNOWN) if case != DOUBTFUL]
)
def test_a_blank_back_is_known_though_its_front_shines_through(front, lies: str, share: float):
    rng = random.Random(f"{lies} {share}")
    for dpi in (150, 200) if lies == "grain" else (150,):
        printed, blank = both_sides(front(dpi), back(front(dpi), dpi, share, rng), LIES[lies], dpi, rng)
        assert is_empty(blank, printed)
        assert not is_empty(printed, blank)


def test_what_shines_through_is_known_by_its_front_alone(front):
    rng = random.Random(1)
    printed, blank = both_sides(front(), back(front(), 150, 0.05, rng), LIES["grain"], 150, rng)
    other = Image.new("L", printed.size, 250)
    ImageDraw.Draw(other).ellipse((200, 300, 900, 1500), outline=20, width=9)
    assert is_empty(blank, printed)
    assert not is_empty(blank)
    assert not is_empty(blank, other)
    assert not is_empty(blank, printed.transpose(Image.Transpose.ROTATE_90))
    assert not is_empty(blank, Image.new("L", printed.size, 20))
    faint, _front = both_sides(back(front(), 150, 0.03, rng), front(), LIES["grain"], 150, rng)
    assert is_empty(faint)  # as faint as paper is


def test_a_sheet_turned_over_its_short_side_is_known_too(front):
    rng = random.Random(2)
    printed, blank = both_sides(front(), back(front(), 150, 0.05, rng), LIES["grain"], 150, rng)
    assert is_empty(blank.rotate(180), printed)


@pytest.mark.parametrize("dpi", [150, 300])
def test_specks_and_shadows_of_the_edges_are_no_ink(dpi: int):
    mm, rng = dpi / 25.4, random.Random(dpi)
    page = white(dpi)
    draw = ImageDraw.Draw(page)
    for _ in range(10):  # dust: half a millimetre
        x, y = rng.uniform(0.1, 0.9) * page.width, rng.uniform(0.1, 0.9) * page.height
        draw.ellipse((x, y, x + 0.5 * mm, y + 0.5 * mm), fill=40)
    draw.rectangle((0, 0, page.width, 4 * mm), fill=90)  # the lid
    draw.polygon([(0, 0), (18 * mm, 0), (0, 250 * mm)], fill=30)  # the sheet lay askew
    draw.line((page.width - 6 * mm, 10 * mm, page.width - 5 * mm, 280 * mm), fill=150, width=2)  # its edge
    page = page.filter(ImageFilter.BoxBlur(0.6))
    assert is_empty(page)


def test_black_and_white_as_copiers_send_it(front):
    rng = random.Random(3)
    lies = Defects(noise=2.0, bilevel=True)
    printed, blank = both_sides(front(), back(front(), 150, 0.1, rng), lies, 150, rng)
    assert is_empty(blank, printed)
    page = back(front(), 150, 0.05, rng)
    write(page, "tick", PEN, 150, rng)
    printed, written = both_sides(front(), page, lies, 150, rng)
    assert not is_empty(written, printed)


# -- not blank -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("level", [PEN, 140, PENCIL])
def test_the_least_that_somebody_writes_is_seen(front, kind: str, level: int):
    """Strokes of one pixel on a page of 150 dots an inch, with the front shining through."""
    rng = random.Random(f"{kind} {level}")
    for lies in LIES.values():
        page = back(front(), 150, 0.08, rng)
        write(page, kind, level, 150, rng)
        printed, written = both_sides(front(), page, lies, 150, rng)
        assert not is_empty(written, printed)
        assert not is_empty(written)


def test_no_page_with_writing_is_ever_set_aside(front, trial_seed: int):
    rng = random.Random(trial_seed)
    for _ in range(6):
        dpi, lies = rng.choice((150, 150, 200, 300)), rng.choice(list(LIES))
        kind, level, share = rng.choice(list(WRITTEN)), rng.randint(20, PENCIL), rng.choice(SHARES)
        page = back(front(dpi), dpi, share, rng)
        write(page, kind, level, dpi, rng, width=max(dpi // 150, 1))
        printed, written = both_sides(front(dpi), page, LIES[lies], dpi, rng)
        said = (trial_seed, dpi, lies, kind, level, share)
        assert not is_empty(written, printed), said
        assert not is_empty(written), said


@pytest.mark.parametrize("lies", ["plain", "out of focus", "askew"])
def test_a_pencil_may_hide_where_the_front_shines_through_strongly(front, lies: str):
    """A faint tick upon such print, out of focus, is as dark as the print: nobody is to guess."""
    rng = random.Random(lies)
    for _ in range(2):
        page = back(front(), 150, 0.1, rng)
        printed, blank = both_sides(front(), page, LIES[lies], 150, rng)
        assert not is_empty(blank, printed)
        write_upon_print(page, front(), rng)
        printed, written = both_sides(front(), page, LIES[lies], 150, rng)
        assert not is_empty(written, printed)


@pytest.mark.parametrize("lies", LIES)
def test_a_pencil_upon_print_that_shines_through_is_seen(front, lies: str):
    rng = random.Random(lies)
    for share in (0.04, 0.06):
        page = back(front(), 150, share, rng)
        write_upon_print(page, front(), rng)
        printed, written = both_sides(front(), page, LIES[lies], 150, rng)
        assert not is_empty(written, printed), share


def write_upon_print(page: Image.Image, front: Image.Image, rng: random.Random) -> None:
    """Leave a faint tick where much of the front's print lies."""
    mm = page.height / 297
    while True:
        x, y = rng.uniform(20, 170) * mm, rng.uniform(25, 260) * mm
        behind = (page.width - x - 8 * mm, y - 4 * mm, page.width - x, y + 4 * mm)
        counts = front.crop(tuple(round(side) for side in behind)).histogram()
        if sum(counts[:128]) > 0.08 * sum(counts):
            WRITTEN["tick"](ImageDraw.Draw(page), (x, y), mm, 180, 1, rng)
            return


def test_many_small_dots_are_writing():
    for apart in (3, 20):
        page = white(150)
        draw = ImageDraw.Draw(page)
        for place in range(5 if apart == 3 else 14):
            x, y = 200 + place % 7 * apart * 6, 300 + place // 7 * 120
            draw.ellipse((x, y, x + 5, y + 5), fill=40)
        assert not is_empty(page)


def test_a_stroke_over_the_edge_is_no_shadow():
    page = white(150)
    ImageDraw.Draw(page).line([(0, 700), (60, 690), (90, 730)], fill=PEN, width=2)
    assert not is_empty(page)
    ImageDraw.Draw(page).rectangle((0, 690, 500, 800), fill=30)  # deeper than any shadow
    assert not is_empty(page)


@pytest.mark.parametrize("what", ["code", "bar", "dark", "small", "grain"])
def test_in_doubt_somebody_looks_at_it(what: str):
    page = white(150)
    if what == "code":
        page.paste(code_image("no stamp", 118), (900, 1500))
    elif what == "bar":
        page.paste(20, (300, 400, 900, 800))
    elif what == "dark":
        page = white(150, 120)
    elif what == "small":
        page = page.resize((300, 424))
    else:
        page = scans.scanned(page, Defects(dpi=150, noise=14.0), random.Random(4))
    assert not is_empty(page)


# -- by the reading process ------------------------------------------------------------------------------------


def test_a_stack_scanned_on_both_sides_is_read_with_its_blank_backs(front, room):
    rng = random.Random(5)
    how = Defects(dpi=150, noise=3.0)
    pages = []
    for written in (False, True):
        page = back(front(), 150, 0.05, rng)
        if written:
            write(page, "tick", PENCIL, 150, rng)
        pages += both_sides(front(), page, how, 150, rng)
    stack = as_pdf([(page, how) for page in pages])
    read = room.read("双面.pdf", stack)
    assert [page.empty for page in read.pages] == [False, True, False, False]
    assert [bool(page.codes) for page in read.pages] == [True, False, True, False]
