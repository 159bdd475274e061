"""Every page of every form says in its code which it is, and nothing else comes near that code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from msgspec import structs
from PIL import ImageChops

from custdesk.binders import ALL, BY_KEY
from custdesk.language import Text, Words
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.sheet import Row, Sheet
from custdesk.snapshot import Snapshot
from custdesk.stamp import Stamp
from tests.custdesk.paper.codes import (
    DIGEST,
    SEALER,
    codes_on,
    full,
    number_of,
    pictures,
    quiet,
    stamping,
    stamps_of,
    white,
)  # fmt: skip
from tests.custdesk.paper.forms import BOXES, PHOTOS, SLIP, Repair, photo, picture, repair
from tests.custdesk.paper.geometry import rows, words_of

SHEETS = [(record, sheet) for record in ALL for sheet in record.form.sheets]
EACH = pytest.mark.parametrize(("record", "sheet"), SHEETS, ids=[sheet.number for _record, sheet in SHEETS])
DPI = 150


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def stamped(style, sheet: Sheet, *snapshots: Snapshot, **more):
    stamps = {one.id: stamping(sheet.number, number_of(one), edition=one.edition) for one in snapshots}
    return structs.replace(style, stamps=stamps, **more)


def signs_of(sheet: Sheet) -> list[Text]:
    """What is signed inside boxes."""
    return [sign for part in sheet.parts if isinstance(part, Row) for box in part.boxes for sign in box.signs]


def whole(stamps: Iterable[Stamp]) -> dict[int, list[tuple[int, int]]]:
    """The pages of each leaf in their order."""
    found = defaultdict(list)
    for one in stamps:
        found[one.leaf].append((one.page, one.pages))
    return dict(found)


@EACH
@pytest.mark.parametrize("long", [False, True], ids=["usual", "long"])
def test_each_page_of_each_form_is_read_back(zh, record, sheet, long):
    snapshot = full(record, long=long)
    bare = draw_sheets([snapshot], sheet, zh)
    pdf = draw_sheets([snapshot], sheet, stamped(zh, sheet, snapshot))
    pages, found = pictures(pdf, DPI), []
    assert len(pages) == page_count(bare)
    for page, empty in zip(pages, pictures(bare, DPI), strict=True):
        codes = codes_on(page, DPI)
        assert codes
        for code in codes:
            assert quiet(page, code, DPI)
            assert white(empty, code.left, code.top, code.right, code.bottom)  # nothing of the form below it
            found.append(code.stamp)
    for one in found:
        assert SEALER.genuine(one)
        said = (one.sheet, one.number, one.edition, one.copy, one.values)
        assert said == (sheet.number.upper(), number_of(snapshot), 1, 1, SEALER.values(DIGEST))
    leaves = range(1, len(sheet.copies) + 1) if sheet.copies else [0]
    told = whole(found)
    assert list(told) == list(leaves)
    for each in told.values():
        assert each == [(place, len(each)) for place in range(1, len(each) + 1)]


@EACH
def test_a_stamp_moves_nothing_on_the_form(zh, record, sheet):
    """The same form without a stamp differs in the codes alone, and in the number of what has none."""
    snapshot = full(record)
    pdf = draw_sheets([snapshot], sheet, stamped(zh, sheet, snapshot))
    for page, bare in zip(pictures(pdf), pictures(draw_sheets([snapshot], sheet, zh)), strict=True):
        for code in codes_on(page):
            box = (int(code.left) - 2, int(code.top) - 2, int(code.right) + 2, int(code.bottom) + 2)
            page.paste(255, box)
        if snapshot.number:
            assert ImageChops.difference(page, bare).getbbox() is None


@EACH
@pytest.mark.parametrize("page", ["A4", "A5"])
def test_each_empty_form_is_read_back_with_its_own_number(zh, record, sheet, page):
    numbers = ("TS-2027-0101", "TS-2027-0102")
    blanks = tuple(stamping(sheet.number, number, edition=0, copy=0, digest="") for number in numbers)
    style = structs.replace(zh, blank_stamps=blanks, page=page, two_sided=True)
    pdf = blank_sheet(record, sheet, style, numbers)
    found: dict[str, list[Stamp]] = defaultdict(list)
    for picture_, text in zip(pictures(pdf), page_text(pdf), strict=True):
        if not text:  # the empty back of a form of an odd number of pages
            continue
        codes = codes_on(picture_)
        assert codes
        for code in codes:
            assert quiet(picture_, code)
            assert code.stamp.number in text
            found[code.stamp.number].append(code.stamp)
    assert list(found) == list(numbers)
    for stamps in found.values():
        assert all(SEALER.genuine(one) and one.blank and one.copy == 0 for one in stamps)
        for each in whole(stamps).values():
            assert each == [(place, len(each)) for place in range(1, len(each) + 1)]
        assert len(whole(stamps)) == max(len(sheet.copies), 1)


@EACH
def test_without_a_stamp_there_is_no_code(zh, record, sheet):
    pdf = draw_sheets([full(record)], sheet, zh)
    assert [codes_on(page) for page in pictures(pdf)] == [[]] * page_count(pdf)


@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
@pytest.mark.parametrize("count", [0, 50, 200, 900])
def test_a_form_of_any_length_keeps_clear_of_its_code(zh, page, language, count):
    complaint = BY_KEY["complaint"]
    sheet = complaint.form.sheets[0]
    snapshot = full(complaint, content="漏水，\n" * count, handling="已修。" * count, phone="9" * count)
    style = stamped(zh, sheet, snapshot, page=page, words=Words(language), practice=True)
    pages = pictures(draw_sheets([snapshot], sheet, style))
    for place, one in enumerate(pages, 1):
        (code,) = codes_on(one)
        assert quiet(one, code)
        assert (code.stamp.page, code.stamp.pages) == (place, len(pages))


def test_a_long_foot_keeps_clear_of_the_code(zh):
    sheet = BOXES
    lines = tuple((label, "400-820-8888 转 12345678 " * 3) for label, _number in zh.hotlines * 3)
    style = stamped(zh, sheet, repair(), hotlines=lines, form_code="QR-7.2.3-04" * 12, anchor="3f9a " * 30)
    (page,) = pictures(draw_sheets([repair()], sheet, style))
    (code,) = codes_on(page)
    assert quiet(page, code)


def test_other_values_have_another_stamp_and_the_print_time_has_none(zh):
    first, second = (stamping("P-0B", "GW-2027-0006", digest=digest) for digest in (DIGEST, "cd" * 32))
    texts = {
        style.stamps[7].digest: draw_sheets([repair()], BOXES, style)
        for style in (structs.replace(zh, stamps={7: one}) for one in (first, second))
    }
    values = {digest: stamps_of(pdf)[0][0].values for digest, pdf in texts.items()}
    assert values[DIGEST] == SEALER.values(DIGEST) != values["cd" * 32] == SEALER.values("cd" * 32)
    later = structs.replace(zh, printed_at=None, stamps={7: first})
    assert stamps_of(draw_sheets([repair()], BOXES, later)) == stamps_of(texts[DIGEST])


def test_same_input_same_bytes(zh):
    style = stamped(zh, SLIP, repair())
    assert draw_sheets([repair()], SLIP, style) == draw_sheets([repair()], SLIP, style)


def test_each_record_of_a_batch_has_its_own_stamps(zh):
    batch = [repair(number, number=f"GW-2027-{number:04d}") for number in (1, 2, 3)]
    batch[1] = structs.replace(batch[1], values={**batch[1].values, "content": "漏水，" * 900})
    pdf = draw_sheets(batch, BOXES, stamped(zh, BOXES, *batch, two_sided=True))
    told = [[(one.number, one.page, one.pages) for one in page] for page in stamps_of(pdf) if page]
    assert told[0] == [("GW-2027-0001", 1, 1)]
    assert told[1][0] == ("GW-2027-0002", 1, len(told) - 2)
    assert told[-1] == [("GW-2027-0003", 1, 1)]


# --- copies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize("content", ["短", "漏水，" * 40, "漏水，" * 200, "漏水，" * 400, "漏水，" * 900])
def test_each_copy_is_a_leaf_of_its_own(zh, page, content):
    pdf = draw_sheets([repair(content=content)], SLIP, stamped(zh, SLIP, repair(), page=page))
    found = [code for one in pictures(pdf) for code in codes_on(one)]
    assert all(quiet(one, code) for one in pictures(pdf) for code in codes_on(one))
    assert list(whole(one.stamp for one in found)) == [1, 2, 3]


def test_an_order_has_its_three_slips_on_one_page_with_the_number_at_each_code(zh):
    record = BY_KEY["repair_order"]
    sheet, words = record.form.sheets[0], "更换水龙头阀芯，试水正常。"
    for values in (
        {"content": "漏水"},
        {"content": words * 6, "work_done": words * 4, "requested_by": "阿不都热依木·买买提明"},
    ):
        order = Snapshot(record, 7, {"number": "WX-2027-0012", "edition": 1, "state": "open", **values})
        pdf = draw_sheets([order], sheet, stamped(zh, sheet, order))
        assert [[one.leaf for one in page] for page in stamps_of(pdf)] == [[1, 2, 3]]
        assert page_text(pdf)[0].count("WX-2027-0012") == 6  # below the title and at the code
        assert all(text in "".join(page_text(pdf)[0].split()) for text in values.values())


@pytest.mark.rule("R-007")
def test_what_is_signed_on_a_slip_stays_blank(zh):
    pdf = draw_sheets([repair()], SLIP, stamped(zh, SLIP, repair()))
    text = "".join(page_text(pdf)[0].split())
    assert text.count("维修人员年月日顾客签字年月日") == 3
    edge = (210 - 14 - 20 - 3.2) / 25.4 * 72  # the code, its quiet zone and the margin are at the right of it
    assert [row[-1].right for row in rows(pdf)] == pytest.approx([edge] * len(rows(pdf)), abs=0.6)


@pytest.mark.rule("R-025")
@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize("times", [1, 2, 40])
def test_the_small_print_of_a_slip_stands_below_its_code(zh, text_of, page, times):
    hotlines = tuple((label, "400-820-8888 " * times) for label, _number in zh.hotlines * 2)
    pdf = draw_sheets([repair()], SLIP, stamped(zh, SLIP, repair(), page=page, hotlines=hotlines))
    for one in pictures(pdf):
        for code in codes_on(one):
            assert quiet(one, code)
    assert sum(len(codes_on(one)) for one in pictures(pdf)) == 3
    if times < 40:
        found = text_of(pdf)
        assert found.count("400-820-8888") == 3 * 2 * times
        assert found.count("打印时间：2027年3月11日10:08") == 3


@pytest.mark.rule("R-007")
@pytest.mark.parametrize("page", ["A4", "A5"])
@pytest.mark.parametrize(
    ("record", "sheet"),
    [(record, sheet) for record, sheet in SHEETS if signs_of(sheet)],
    ids=lambda one: getattr(one, "number", ""),
)
def test_every_signature_line_has_room_for_a_name(zh, record, sheet, page):
    """Between the label and the date, or to the right of a label whose date stands below."""
    pdf = blank_sheet(record, sheet, structs.replace(zh, page=page))
    signs = [f"{zh.words(sign)}：" for sign in signs_of(sheet)]
    found = 0
    for place in range(page_count(pdf)):
        boxes = [one for row in rows(pdf, place) for one in row]
        lines = words_of(pdf, place)
        for left, right, low, text in lines:
            if text not in signs:
                continue
            found += 1
            box = next(one for one in boxes if one.left < left < one.right and one.bottom < low + 5 < one.top)
            beside = [
                start
                for start, _end, at, _text in lines
                if abs(at - low) < 4 and right - 1 < start < box.right
            ]
            assert min([*beside, box.right]) - right > (18 if page == "A4" else 15) / 25.4 * 72
    assert found == len(signs) * max(len(sheet.copies), 1)


# --- photos, editions -----------------------------------------------------------------------------------


def test_pages_of_photos_are_stamped_too(zh):
    snapshot = repair(attachments=tuple(photo("wide") for _number in range(9)))
    style = stamped(zh, PHOTOS, snapshot, photos=2, read_file=lambda _digest: picture(800, 600))
    pages = pictures(draw_sheets([snapshot], PHOTOS, style))
    found = [codes_on(page) for page in pages]
    assert [len(one) for one in found] == [1] * len(pages)
    assert len(pages) >= 5
    assert all(quiet(page, code) for page, (code,) in zip(pages, found, strict=True))


@pytest.mark.rule("R-009")
@pytest.mark.parametrize("sheet", [BOXES, SLIP], ids=["page", "slip"])
def test_a_later_edition_says_which_one_it_supersedes(zh, text_of, sheet):
    first, second, third = (
        text_of(draw_sheets([repair(edition=number, content="漏水，" * 900)], sheet, zh), 0)
        for number in (1, 2, 3)
    )
    assert "代替" not in first
    assert second.count("第2版，代替第1版") == 1
    assert third.count("第3版，代替第2版") == 1
    style = stamped(zh, sheet, repair(edition=2))
    assert {
        one.edition for page in stamps_of(draw_sheets([repair(edition=2)], sheet, style)) for one in page
    } == {2}
    assert "代替" not in text_of(blank_sheet(Repair, sheet, zh))
