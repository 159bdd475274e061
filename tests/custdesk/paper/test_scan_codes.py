"""Codes on scanned pages: found, upright known, two on a page kept apart; as an office's scans are."""

from __future__ import annotations

import io
import math
import random
from dataclasses import replace

import pytest
from PIL import Image

from custdesk.paper import scan_codes
from custdesk.paper.scan_codes import Hint, Look, codes_on, look_at, turn_of
from custdesk.stamp import Sealer
from tests.scans import Defects, as_jpeg, code_image, scanned, some_defects, two_up

SEALER = Sealer.of("5a" * 32)
WIDE, TALL = 1240, 1754  # A4 at 150 dpi
MM = 150 / 25.4


def stamp_text(number: int = 31) -> str:
    return SEALER.sealed("P-03", f"TS-2027-{number:04d}", "said", edition=1, copy=1, page=1, pages=2).text


def sheet(text: str = "", dpi: int = 150) -> Image.Image:
    """A page of lines with a code where a printed sheet has it: 20 mm wide, 17 mm from the right, 9 from the bottom."""
    mm = dpi / 25.4
    page = Image.new("L", (round(210 * mm), round(297 * mm)), 255)
    for top in range(round(20 * mm), round(255 * mm), round(6 * mm)):
        page.paste(0, (round(15 * mm), top, round(190 * mm), top + 2))
    if text:
        page.paste(code_image(text, round(20 * mm)), (round(173 * mm), round(268 * mm)))
    return page


def far(page: Image.Image, **defects: object) -> Image.Image:
    """The page as it comes out of a JPEG."""
    spoilt = Defects(**{"dpi": 150, **defects})  # type: ignore[arg-type]
    found = scanned(page, spoilt, random.Random(3))
    return Image.open(io.BytesIO(as_jpeg(found, spoilt))).convert("L")


def hardly_legible(page: Image.Image, first: Defects) -> Image.Image:
    """The page spoilt more and more until a plain look reads nothing on it, and a harder one does."""
    for more in range(60):
        worse = replace(
            first, noise=first.noise and first.noise + more, blur=first.blur and first.blur + more / 20
        )
        spoilt = scanned(page, worse, random.Random(more))
        if not look_at(spoilt).codes and codes_on(spoilt):
            return spoilt
    raise AssertionError("a plain look reads as much")


# -- which way is up -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("askew", [-8, -3, 0, 3, 8])
def test_a_page_is_turned_back_as_it_lies_also_askew(lies: int, askew: int):
    angle = math.radians(lies + askew)
    corners = [(0, 0), (158, 0), (158, 158), (0, 158)]
    seen = [
        (700 + x * math.cos(angle) - y * math.sin(angle), 900 + x * math.sin(angle) + y * math.cos(angle))
        for x, y in corners
    ]
    assert turn_of(seen) == (360 - lies) % 360


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("askew", [-6, 0, 5.5])
def test_code_turn_and_place_are_found(lies: int, askew: float):
    [code] = codes_on(far(sheet(stamp_text()), turn=lies, askew=askew, noise=6))
    assert (code.text, code.turn) == (stamp_text(), (360 - lies) % 360)
    upright = (183 / 210, 278 / 297)
    place = {
        0: upright, 90: (1 - upright[1], upright[0]), 180: (1 - upright[0], 1 - upright[1]),
        270: (upright[1], 1 - upright[0]),
    }[lies]  # fmt: skip
    assert math.hypot(code.left - place[0], code.top - place[1]) < 0.09  # askew moves a corner


# -- several codes ---------------------------------------------------------------------------------------


def test_two_sheets_side_by_side_are_two_codes_from_the_left():
    both = two_up(sheet(stamp_text(1)), sheet(stamp_text(2)))
    assert [code.text for code in codes_on(far(both, askew=2))] == [stamp_text(1), stamp_text(2)]


def overlook(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first look at the whole page miss a code."""
    looks: list[object] = []

    def look(picture: Image.Image, **how: bool) -> Look:
        found = look_at(picture, **how)
        looks.append(picture)
        return found if len(looks) > 1 else Look(tuple(one for one in found.codes if one.text != text))

    monkeypatch.setattr(scan_codes, "look_at", look)


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("missed", [1, 2])
def test_a_second_sheet_beside_is_looked_for_where_one_was_read(
    lies: int, missed: int, monkeypatch: pytest.MonkeyPatch
):
    both = two_up(sheet(stamp_text(1)), sheet(stamp_text(2))).rotate(-lies, expand=True)
    overlook(stamp_text(missed), monkeypatch)
    expected = [stamp_text(1), stamp_text(2)] if lies in {0, 90} else [stamp_text(2), stamp_text(1)]
    assert [code.text for code in codes_on(both)] == expected


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
def test_a_second_sheet_is_looked_for_below_one_that_stands_in_the_upper_half(
    lies: int, monkeypatch: pytest.MonkeyPatch
):
    page = Image.new("L", (WIDE, TALL), 255)
    for number, top in ((1, 0), (2, TALL // 2)):
        page.paste(sheet(stamp_text(number)).crop((0, TALL // 2, WIDE, TALL)), (0, top))
    overlook(stamp_text(2), monkeypatch)
    expected = [stamp_text(1), stamp_text(2)] if lies in {0, 270} else [stamp_text(2), stamp_text(1)]
    assert [code.text for code in codes_on(page.rotate(-lies, expand=True))] == expected


def test_a_second_sheet_is_looked_for_also_where_the_first_was_hard_to_read(monkeypatch: pytest.MonkeyPatch):
    both = two_up(sheet(stamp_text(1)), sheet(stamp_text(2)))
    looks: list[object] = []

    def look(picture: Image.Image, **how: bool) -> Look:
        looks.append(picture)
        hint = Hint(0.87 * WIDE + WIDE, 0.94 * TALL)
        return look_at(picture, **how) if len(looks) > 1 else Look((), (hint,))

    monkeypatch.setattr(scan_codes, "look_at", look)
    assert [code.text for code in codes_on(both)] == [stamp_text(1), stamp_text(2)]


def test_the_same_code_twice_on_a_page_is_told_twice():
    both = two_up(sheet(stamp_text()), sheet(stamp_text()))
    assert [code.text for code in codes_on(both)] == [stamp_text(), stamp_text()]


def test_a_code_of_somebody_else_is_told_and_ours_is_looked_for_all_the_same():
    page = sheet(stamp_text())
    page.paste(code_image("https://pay.example/1", 120), (60, 60))
    page = scanned(page, Defects(noise=10), random.Random(2))
    assert {code.text for code in codes_on(page)} == {"https://pay.example/1", stamp_text()}
    grainy = hardly_legible(sheet(stamp_text()), Defects(noise=34, pepper=0.02))
    grainy.paste(code_image("https://pay.example/1", 240), (60, 60))
    assert not look_at(grainy).ours
    assert {code.text for code in codes_on(grainy)} == {"https://pay.example/1", stamp_text()}


def test_a_page_without_a_code_has_none():
    assert codes_on(far(sheet(), noise=12, pepper=0.003)) == ()
    assert codes_on(Image.new("L", (WIDE, TALL), 255)) == ()
    assert codes_on(Image.new("L", (1, 1), 0)) == ()


def test_a_code_that_says_no_text_is_no_trouble():
    class Bytes:
        @property
        def text(self) -> str:
            raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")

    assert scan_codes._text_of(Bytes()) == ""


# -- looking harder --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first", [Defects(noise=34, pepper=0.02), Defects(noise=30, shadow=0.5, faint=0.3), Defects(blur=0.8)]
)
def test_what_a_plain_look_does_not_read_a_harder_one_does(first: Defects):
    page = sheet(stamp_text(), 150 if first.noise else 100)
    read = codes_on(hardly_legible(page, first))
    assert [code.text for code in read] == [stamp_text()]


def test_a_plain_page_is_looked_at_once(monkeypatch: pytest.MonkeyPatch):
    looks: list[object] = []
    monkeypatch.setattr(scan_codes, "look_at", lambda *a, **k: (looks.append(a), look_at(*a, **k))[1])
    assert codes_on(sheet(stamp_text()))
    assert len(looks) == 1


def test_a_days_scans_are_read(trial_seed: int):
    """Six pages of a day with everything that is wrong with them; at most one is left to the tray."""
    rng = random.Random(trial_seed)
    unread = []
    for number in range(1, 7):
        defects = some_defects(rng)
        page = scanned(sheet(stamp_text(number), defects.dpi), defects, rng)
        found = codes_on(Image.open(io.BytesIO(as_jpeg(page, defects))).convert("L"))
        if [code.text for code in found] != [stamp_text(number)]:
            unread.append((defects, found))
        else:
            assert found[0].turn == (360 - defects.turn) % 360
    assert len(unread) <= 1, unread
    assert all(not found for _, found in unread)
