"""Any sheet as a printed form: all values, blank signatures, long contents, same bytes."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from custdesk.errors import KnownError
from custdesk.fields import Masked
from custdesk.language import N_, Words
from custdesk.paper.render import page_count, page_sizes, page_text
from custdesk.paper.sheet_paper import Signed, blank_sheet, draw_sheets
from custdesk.records.complaint import Complaint
from custdesk.sheet import Box, Row, Sheet, Signatures
from custdesk.snapshot import Snapshot

RARE = "陈㛃 𬭎喆堃赟"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_value_of_the_sheet_is_on_the_paper(case, style, text_of):
    snapshot = case.snapshot()
    found = text_of(draw_sheets([snapshot], case.sheet, style))
    values = [snapshot.show(name, style.words) for name in case.sheet.names()]
    parts = [part for value in values for part in value.replace("\n", " ").split(" ")]
    assert [part for part in parts if squeezed(part) not in found] == []


def test_head_and_foot(case, style, text_of):
    found = text_of(draw_sheets([case.snapshot()], case.sheet, style), 0)
    for said in ("翠湖花园管理处", "顾客投诉处理单", "QR-7.2.3-04", "TS-2027-0031", "Edition1", "Page1of2",
                 "Printed2027-03-1110:08", "Printno.1", "公司投诉电话400-820-8888"):  # fmt: skip
        assert said in found


def test_a_typical_form_has_a_front_and_a_back(case, style):
    assert page_count(draw_sheets([case.snapshot()], case.sheet, style)) == 2


def test_same_input_same_bytes(case, style):
    assert draw_sheets([case.snapshot()], case.sheet, style) == draw_sheets(
        [case.snapshot()], case.sheet, style
    )


def test_text_is_not_markup(case, style, text_of):
    assert "<b>&amp;</b>" in text_of(draw_sheets([case.snapshot(content="<b>&amp;</b>")], case.sheet, style))


def test_rare_characters_print_and_copy_right(case, style, text_of):
    assert squeezed(RARE) in text_of(draw_sheets([case.snapshot(name=RARE)], case.sheet, style))


def test_a_character_the_font_lacks_is_named_with_its_record(case, style):
    with pytest.raises(KnownError) as caught:
        draw_sheets(
            [case.snapshot(), case.snapshot(number="TS-2027-0032", content="好😀")], case.sheet, style
        )
    assert dict(caught.value.text.values) == {"number": "TS-2027-0032", "characters": "😀 (U+1F600)"}


@pytest.mark.rule("R-007")
@pytest.mark.parametrize("signed", [{}, {7: Signed("王秀兰", datetime.date(2027, 3, 20))}])
@pytest.mark.parametrize("values", [{}, {"content": "漏水，" * 700}])
def test_signature_boxes_are_blank(case, style, signed, values):
    style = structs.replace(style, signed=signed)
    found = squeezed("".join(page_text(draw_sheets([case.snapshot(**values)], case.sheet, style))))
    assert "顾客签字YearMonthDay承办人签字YearMonthDay" in found


@pytest.mark.rule("R-007")
def test_a_copy_says_who_signed_outside_the_box(case, style, text_of):
    style = structs.replace(style, signed={7: Signed("王秀兰", datetime.date(2027, 3, 20))})
    found = text_of(draw_sheets([case.snapshot(), case.snapshot(8)], case.sheet, style))
    assert found.count("Copy·signedby王秀兰·date2027-03-20") == 1


def test_an_empty_form_offers_all_answers_and_no_values(case, style, text_of):
    found = text_of(blank_sheet(case.record, case.sheet, style))
    assert "满意基本满意不满意" in found
    assert "YesNo" in found
    assert "Edition" not in found
    assert "Printno." not in found


def test_empty_forms_are_numbered(case, style, text_of):
    pdf = blank_sheet(case.record, case.sheet, style, ("TS-2027-0101", "TS-2027-0102"))
    assert page_count(pdf) == 4
    assert "TS-2027-0101" in text_of(pdf, 0)
    assert "TS-2027-0102" in text_of(pdf, 2)


def test_an_answer_no_longer_offered_and_a_masked_value_are_shown(case, style, text_of):
    found = text_of(
        draw_sheets([case.snapshot(satisfied="old", phone=Masked("138****5678"))], case.sheet, style)
    )
    assert "old" in found
    assert "138****5678" in found


@pytest.mark.rule("R-011")
def test_a_public_version_hides_what_is_not_for_everyone(case, style, text_of):
    found = text_of(draw_sheets([case.snapshot()], case.sheet, structs.replace(style, public=True)))
    assert "13812345678" not in found
    assert "Publicversion" in found


def test_practice_and_void_are_marked_on_every_page(case, style):
    style = structs.replace(style, practice=True)
    pages = page_text(draw_sheets([case.snapshot(state="voided", void_reason="重复登记")], case.sheet, style))
    assert all("Practice" in page and "Void" in page for page in pages)
    assert "重复登记" in pages[0]


def test_a_batch_is_its_parts(case, style):
    snapshots = [case.snapshot(number, number=f"TS-2027-{number:04d}") for number in range(1, 61)]
    snapshots[30] = case.snapshot(31, content="漏水，" * 700)
    alone = [page_count(draw_sheets([snapshot], case.sheet, style)) for snapshot in snapshots]
    pages = page_text(draw_sheets(snapshots, case.sheet, style))
    assert len(pages) == sum(alone)
    assert "Page 1 of 2" in pages[-2]


def test_a_batch_tells_its_progress_and_can_be_stopped(case, style):
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 2

    assert draw_sheets([case.snapshot()] * 5, case.sheet, style, tell) == b""
    assert told == [(1, 5), (2, 5)]


def test_each_record_of_a_batch_has_its_print_count(case, style, text_of):
    style = structs.replace(style, copies={8: 3})
    pdf = draw_sheets([case.snapshot(7), case.snapshot(8)], case.sheet, style)
    assert "Printno.1" in text_of(pdf, 0)
    assert "Printno.3" in text_of(pdf, 2)


def test_two_sided_prints_begin_each_record_on_a_new_sheet(case, style, text_of):
    style = structs.replace(style, two_sided=True)
    long = case.snapshot(number="TS-2027-0040", content="漏水，" * 700)
    pdf = draw_sheets([long, case.snapshot()], case.sheet, style)
    assert "Page3of3" in text_of(pdf, 2)
    assert text_of(pdf, 3) == ""
    assert "Page1of2" in text_of(pdf, 4)


def test_nothing_to_print_is_no_pdf(case, style):
    assert draw_sheets([], case.sheet, style) == b""


@pytest.mark.parametrize("size", [20, 2_000, 12_000])
def test_contents_of_any_length_lose_nothing(case, style, text_of, size):
    marks = [f"第{number}条漏水，" for number in range(size // 7)]
    found = text_of(draw_sheets([case.snapshot(content="".join(marks))], case.sheet, style))
    places = [found.find(mark[:-1].replace("，", "")) for mark in marks if mark in found]
    assert places == sorted(places)
    assert len(places) >= len(marks) - page_count(
        draw_sheets([case.snapshot(content="".join(marks))], case.sheet, style)
    )
    assert sum(found.count(letter) for letter in "漏") >= len(marks)


def test_long_content_says_that_it_goes_on(case, style):
    pages = page_text(draw_sheets([case.snapshot(content="漏水，" * 700)], case.sheet, style))
    assert "(continued)" in pages[1]


@settings(max_examples=40)
@given(lines=st.integers(0, 90), rows=st.integers(0, 40))
def test_signatures_are_never_alone_on_a_page(lines, rows):
    from custdesk.paper.blocks import Cell, CellRow, SignatureRow
    from custdesk.paper.drawing import A4
    from custdesk.paper.stacking import stack

    tall = CellRow.of([Cell(0, 100, lines=("字",) * lines)], A4, wanted=60)
    short = [CellRow.of([Cell(0, 100, lines=("字",))], A4, wanted=A4.row) for _ in range(rows)]
    sign = SignatureRow(height=66, boxes=((0, 100, "签"),), date_line="年", follows=True)
    pages = stack([*short, tall, sign], 620, 680)
    assert len(pages[-1].blocks) > 1
    assert isinstance(pages[-1].blocks[-1], SignatureRow)
    assert sum(len(cell.lines) for page in pages for block in page.blocks if isinstance(block, CellRow)
               for cell in block.cells) == lines + rows  # fmt: skip
    assert all(page.left > -0.1 for page in pages)


def test_many_lines_repeat_their_column_labels(case, style):
    steps = tuple(
        {"at": datetime.datetime(2027, 3, 12), "text": f"第{number}次", "agreed": None}
        for number in range(80)
    )
    pages = page_text(draw_sheets([case.snapshot(steps=steps)], case.sheet, style))
    assert len(pages) > 3
    assert all("顾客同意" in page for page in pages[:-1])
    assert all(any(f"第{number}次" in page for page in pages) for number in range(80))


def test_a5(case, style):
    sizes = page_sizes(draw_sheets([case.snapshot()], case.sheet, structs.replace(style, page="A5")))
    assert (round(sizes[0][0]), round(sizes[0][1])) == (420, 595)


@pytest.mark.parametrize("name", ["兰", "阿不都热依木·买买提明·吐尔逊江·艾力及其家属王秀兰等五人"])
def test_names_of_any_length(case, style, text_of, name):
    assert name in text_of(draw_sheets([case.snapshot(name=name)], case.sheet, style))


def test_the_free_box_at_the_foot_stays_free(case, style):
    from custdesk.paper.drawing import MM
    from custdesk.paper.render import page_images

    pdf = draw_sheets([case.snapshot(content="漏水，" * 900)], case.sheet, style)
    for width, height, stride, pixels in page_images(pdf, 72):
        left, right = width - int((17 + 22) * MM), width - int(17 * MM) - 1
        top, bottom = height - int((9 + 22) * MM), height - int(9 * MM) - 1
        for row in range(top, bottom):
            assert set(pixels[row * stride + left * 4 : row * stride + right * 4]) == {0xFF}


COMPLAINT = {
    "number": "TS-2027-0031",
    "edition": 1,
    "state": "handled",
    "received_at": datetime.datetime(2027, 3, 11, 10, 5),
    "received_by": "许志明",
    "channel": "phone",
    "complainant": "王秀兰",
    "unit": "3栋1202",
    "phone": Masked("138****5678"),
    "anonymous": False,
    "content": "卫生间顶板漏水已三天，楼上住户称已报修，但至今无人处理。",
    "validity": "valid",
    "nature": "general",
    "category": "civil_decoration_equipment",
    "handler": "周堃",
    "due_at": datetime.datetime(2027, 3, 15),
    "handling": "到场查看，确认为地漏防水层破损；已约定3月16日施工，闭水试验48小时无渗漏。",
    "cause_analysis": "交付使用八年，防水层老化。",
    "expectations": "希望定期检查各户卫生间防水。",
}


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_the_complaint_form_fits_one_front_and_one_back(style, language):
    words = Words(language)
    style = structs.replace(style, words=words)
    snapshot = Snapshot(Complaint, 7, COMPLAINT)
    sheet = Complaint.form.sheets[0]
    pdf = draw_sheets([snapshot], sheet, style)
    assert page_count(pdf) == 2
    found = squeezed("".join(page_text(pdf)))
    values = [snapshot.show(name, words) for name in sheet.names()]
    assert [value for value in values if squeezed(value) not in found] == []


def test_a_row_of_many_narrow_boxes_still_prints(case, style, text_of):
    sheet = Sheet("P-0N", Row("received_at", "name", "unit", "phone", "due_by", "closed_on"),
                  Row(Box("content", width=3), Box("wishes", width=9, label=N_("愿望"))), Signatures(*[N_("签")] * 6))  # fmt: skip
    found = text_of(draw_sheets([case.snapshot()], sheet, style))
    assert "愿望希望定期检查防水。" in found
    assert found.count("签YearMonthDay") == 6


def test_an_empty_form_has_a_place_for_the_hour_of_each_moment(style):
    zh = structs.replace(style, words=Words("zh_Hans"))
    front = squeezed(page_text(blank_sheet(Complaint, Complaint.form.sheets[0], zh))[0])
    assert front.count("时分") == 7  # received, passed on, three deadlines, handled, contacted
