"""A letter looks like one: no boxes, addressee, indented paragraphs, office and day at the right, room for the seal."""

from __future__ import annotations

import pytest
from msgspec import structs

from custdesk.language import Words
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.sheet import Letter, Sheet
from tests.custdesk.paper.forms import LETTER, Repair, repair
from tests.custdesk.paper.geometry import drawn, lines_of_text, segments

BODY = "您3月11日的来信收悉。\n经核查，窗边渗水系密封胶老化所致。\n特此函复。"


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def test_it_has_no_boxes_and_its_own_title(zh):
    pdf = draw_sheets([repair(content=BODY)], LETTER, zh)
    assert len(segments(pdf)) == 1  # the rule above the foot
    assert "复函" in page_text(pdf)[0]
    assert "工程维修记录表" not in page_text(pdf)[0]


def test_its_order_from_top_to_bottom(zh):
    pdf = draw_sheets([repair(content=BODY)], LETTER, zh)
    found = {text: (left, low) for text, left, low in lines_of_text(pdf)}
    told = ["复函", "王秀兰：", "您3月11日的来信收悉。", "特此函复。", "2026年8月31日"]
    heights = [found[text][1] for text in told]
    assert heights == sorted(heights, reverse=True)
    assert "\u3000\u3000您3月11日" in page_text(pdf)[0]  # a paragraph begins two characters in
    assert found["2026年8月31日"][0] > 350
    office = [left for text, left, low in lines_of_text(pdf) if text == "翠湖花园管理处"]
    assert len(office) == 2  # at the head and above the day


@pytest.mark.rule("R-007")
def test_the_seal_has_room_and_is_never_drawn(zh):
    pdf = draw_sheets([repair(content=BODY)], LETTER, zh)
    found = {text: low for text, _left, low in lines_of_text(pdf)}
    assert found["特此函复。"] - found["2026年8月31日"] > 60
    assert " Do" not in drawn(pdf)


def test_an_empty_day_leaves_a_line_for_it(zh):
    pdf = draw_sheets([repair(content=BODY, closed_on=None)], LETTER, zh)
    assert "年月日" in "".join(page_text(pdf)[0].split())


@pytest.mark.parametrize("count", range(1, 60, 3))
def test_the_closing_never_stands_alone_and_nothing_is_lost(zh, text_of, count):
    body = "\n".join(f"第{number}段。" + "情况说明，" * 12 for number in range(count))
    pdf = draw_sheets([repair(content=body)], LETTER, zh)
    assert text_of(pdf).count("情况说明") == 12 * count
    last = page_text(pdf)[-1]
    assert "2026年8月31日" in last
    assert "情况说明" in last


def test_an_empty_letter_is_one_page_with_lines_to_write_on(zh):
    pdf = blank_sheet(Repair, LETTER, zh)
    assert page_count(pdf) == 1
    assert len(segments(pdf)) > 12


def test_same_input_same_bytes(zh):
    assert draw_sheets([repair()], LETTER, zh) == draw_sheets([repair()], LETTER, zh)


def test_a_letter_tells_the_day_and_never_the_minute(zh):
    sheet = Sheet("P-0M", Letter(to="owner", body="content", on="received_at"))
    text = page_text(draw_sheets([repair()], sheet, structs.replace(zh, printed_at=None)))[0]
    assert "2027年3月11日" in text
    assert "10:05" not in text


def test_a_letter_to_nobody_yet_has_a_line_for_the_name(zh):
    pdf = draw_sheets([repair(owner=None)], LETTER, zh)
    assert len(segments(pdf)) == 2
    assert not any(line.strip().startswith("：") for line in page_text(pdf)[0].splitlines())
