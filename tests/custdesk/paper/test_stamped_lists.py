"""Lists, books to write in, letters: their stamps, the key beside the code, the head of the trail at the foot."""

from __future__ import annotations

import pytest
from msgspec import structs
from PIL import ImageChops

from custdesk.binders import ALL, BY_KEY
from custdesk.language import Words
from custdesk.paper.list_paper import blank_list, draw_list
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from tests.custdesk.paper.codes import (
    DIGEST,
    SEALER,
    codes_on,
    full,
    pictures,
    quiet,
    stamping,
    stamps_of,
    white,
)  # fmt: skip
from tests.custdesk.paper.forms import LETTER, Repair, repair
from tests.custdesk.paper.geometry import lines_of_text, rows

LISTS = [(record, sheet) for record in ALL for sheet in record.form.lists]
EACH = pytest.mark.parametrize(("record", "sheet"), LISTS, ids=[sheet.number for _record, sheet in LISTS])
KEY = "D2027-03-11"
HEAD = "留痕 12345 · 3f9a 77c2 0b1d e4a8"


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def stamped(style, sheet, key: str = KEY, **more):
    return structs.replace(style, list_stamp=stamping(sheet.number, key, copy=2), copy=2, **more)


@EACH
@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize("long", [False, True], ids=["usual", "long"])
def test_each_page_of_each_list_is_read_back(zh, record, sheet, page, long):
    records = [full(record, number, long=long) for number in range(1, 21)]
    style = stamped(zh, sheet, page=page, anchor=HEAD)
    pages = pictures(draw_list(record, sheet, records, "2027年3月11日", style))
    bare = pictures(
        draw_list(record, sheet, records, "2027年3月11日", structs.replace(style, list_stamp=None))
    )
    for place, (one, empty) in enumerate(zip(pages, bare, strict=True), 1):
        (code,) = codes_on(one)
        stamp = code.stamp
        assert SEALER.genuine(stamp)
        said = (stamp.sheet, stamp.number, stamp.edition, stamp.copy, stamp.leaf, stamp.values)
        assert said == (sheet.number, KEY, 1, 2, 0, SEALER.values(DIGEST))
        assert (stamp.page, stamp.pages) == (place, len(pages))
        assert quiet(one, code)
        assert white(empty, code.left, code.top, code.right, code.bottom)


@EACH
def test_an_empty_list_and_a_public_one_are_stamped(zh, record, sheet):
    assert [len(page) for page in stamps_of(draw_list(record, sheet, [], "3月", stamped(zh, sheet)))] == [1]
    if sheet.public_columns:
        style = stamped(zh, sheet, public=True)
        pdf = draw_list(record, sheet, [full(record)], "3月", style)
        assert [one.number for one in stamps_of(pdf)[0]] == [KEY]


def test_the_key_stands_right_beside_the_code(zh, case):
    pdf = draw_list(case.record, case.list, [case.snapshot()], "2027年3月11日", stamped(zh, case.list))
    (page,) = pictures(pdf, 72)
    (code,) = codes_on(page, 72)
    (at,) = ((left, low) for text, left, low in lines_of_text(pdf) if text == KEY)
    assert code.left - 110 < at[0] < code.left - 50
    assert page.height - code.bottom < at[1] < page.height - code.top
    assert page_text(pdf)[0].count(KEY) == 1


def test_the_head_of_the_trail_stands_at_the_foot_of_each_page(zh, case):
    records = [case.snapshot(number, number=f"TS-2027-{number:04d}") for number in range(1, 60)]
    pdf = draw_list(case.record, case.list, records, "3月", stamped(zh, case.list, anchor=HEAD))
    assert page_count(pdf) > 1
    assert all(page.count(HEAD) == 1 for page in page_text(pdf))
    assert all(low < 60 for text, _left, low in lines_of_text(pdf) if HEAD in text)
    plain = draw_list(case.record, case.list, records, "3月", stamped(zh, case.list))
    assert "留痕" not in "".join(page_text(plain))


def test_a_list_with_its_stamp_looks_the_same_but_for_code_and_key(zh, case):
    records = [case.snapshot(number) for number in range(1, 9)]
    with_it, without = (
        draw_list(case.record, case.list, records, "3月", style) for style in (stamped(zh, case.list), structs.replace(zh, copy=2))
    )  # fmt: skip
    page, bare = pictures(with_it)[0], pictures(without)[0]
    (code,) = codes_on(page)
    left, top, right, bottom = ImageChops.difference(page, bare).getbbox()
    assert left > code.left - 1.2 * 150
    assert (top, right, bottom) == pytest.approx((code.top, code.right, code.bottom), abs=3)


def test_same_input_same_bytes(zh, case):
    first, second = (
        draw_list(case.record, case.list, [case.snapshot()], "3月", stamped(zh, case.list)) for _ in range(2)
    )
    assert first == second


# --- a book to write in ---------------------------------------------------------------------------------


def book(zh, count: int, **more):
    record = BY_KEY["communication"]
    numbers = [f"BK-2027-{number:04d}" for number in range(1, count + 1)]
    blanks = tuple(stamping("P-02", number, edition=0, copy=0, digest="") for number in numbers)
    style = structs.replace(zh, blank_stamps=blanks, **more)
    return numbers, blank_list(record, record.form.lists[0], style, count)


@pytest.mark.parametrize("page", ["A4", "A5"])
def test_each_page_of_a_book_is_a_sheet_of_its_own_with_its_number(zh, page):
    numbers, pdf = book(zh, 3, page=page)
    told = [one for stamps in stamps_of(pdf) for one in stamps]
    assert list(dict.fromkeys(one.number for one in told)) == numbers
    assert all(one.blank and one.copy == 0 for one in told)
    assert len(told) == page_count(pdf)
    if page == "A4":
        assert [[(one.page, one.pages) for one in stamps] for stamps in stamps_of(pdf)] == [[(1, 1)]] * 3
        texts = page_text(pdf)
        assert [text.count(number) for number, text in zip(numbers, texts, strict=True)] == [2, 2, 2]
    for one in pictures(pdf):
        assert all(quiet(one, code) for code in codes_on(one))


def test_every_page_of_a_book_has_its_lines_and_its_column_to_sign_in(zh):
    _numbers, pdf = book(zh, 2)
    lines = BY_KEY["communication"].form.lists[0].blank_lines
    for place in range(2):
        found = rows(pdf, place)
        assert len(found) == lines + 1
        assert found[0][-1].text == "处理人签字"
        assert [row[-1].text for row in found[1:]] == [""] * lines


def test_a_book_without_numbers_is_counted_in_pages(zh):
    record = BY_KEY["communication"]
    pdf = blank_list(record, record.form.lists[0], zh, 2)
    assert stamps_of(pdf) == [[], []]
    assert "第2页" in page_text(pdf)[1]


# --- letters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 40])
def test_each_page_of_a_letter_is_read_back(zh, count):
    letter = repair(content="情况说明，经核查属实。\n" * count)
    style = structs.replace(zh, stamps={7: stamping("P-0L", "#12")})
    pages = pictures(draw_sheets([letter], LETTER, style))
    for place, page in enumerate(pages, 1):
        (code,) = codes_on(page)
        assert (code.stamp.number, code.stamp.page, code.stamp.pages) == ("#12", place, len(pages))
        assert quiet(page, code)


@pytest.mark.rule("R-009")
def test_a_letter_tells_at_its_foot_which_edition_it_supersedes(zh, text_of):
    assert "第2版，代替第1版" in text_of(draw_sheets([repair(edition=2)], LETTER, zh))
    assert "代替" not in text_of(draw_sheets([repair()], LETTER, zh))


def test_an_empty_letter_is_stamped(zh):
    style = structs.replace(zh, blank_stamps=(stamping("P-0L", "BK-2027-0001", edition=0, copy=0),))
    pdf = blank_sheet(Repair, LETTER, style, ("BK-2027-0001",))
    assert [one.number for one in stamps_of(pdf)[0]] == ["BK-2027-0001"]
