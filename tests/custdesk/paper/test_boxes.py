"""Boxes as printed tables have them: label and value in one, signed inside, with a caption below."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from custdesk.fields import Day, Span
from custdesk.language import N_, Words
from custdesk.paper.drawing import A4
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.paper.typesetting import Setter
from custdesk.sheet import Box, Row, Sheet
from tests.custdesk.paper.forms import BOXES, CHARTS, Repair, repair
from tests.custdesk.paper.geometry import lines_of_text, rows, texts


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def test_label_and_value_share_a_box_or_stand_in_their_own(zh):
    found = texts(draw_sheets([repair()], BOXES, zh))
    assert found[:3] == [
        ["指派维修单位：王秀兰", "编号：GW-2027-0006"],
        ["合同编号", "HT-2024-017", "联系电话", "13812345678"],
        ["是否满意：满意基本满意不满意", "交付时间：2026年8月31日"],
    ]


def test_more_values_follow_in_the_same_box_and_only_those_that_are_filled(zh):
    found = texts(draw_sheets([repair(measures=None)], BOXES, zh))
    assert found[3] == ["维修内容：8栋窗边渗水，雨后明显。主要原因：密封胶老化开裂。签发人：年月日"]


def test_a_foot_stands_below_the_value_filled_or_not(zh):
    for values, said in (({}, "GW-2027-0007"), ({"numbers": None}, "")):
        found = texts(draw_sheets([repair(**values)], BOXES, zh))
        assert found[4] == [
            f"维修记录：已完成，淋水试验无渗漏。记录表编号：{said}维修负责人：年月日检验人：年月日"
        ]


@pytest.mark.rule("R-007")
@pytest.mark.parametrize("content", ["短", "漏水，" * 300, "漏水，" * 1500])
def test_signature_lines_inside_a_box_are_blank_and_at_its_foot(zh, content):
    pdf = draw_sheets([repair(content=content)], BOXES, zh)
    assert re.sub(r"\s", "", "".join(page_text(pdf))).count("签发人：年月日") == 1
    page = next(place for place, text in enumerate(page_text(pdf)) if "签发人" in text)
    box = next(one for row in rows(pdf, page) for one in row if "签发人：" in one.text)
    heights = {text: low for text, _left, low in lines_of_text(pdf, page)}
    assert box.bottom < heights["签发人："] < box.bottom + 24
    ends = [left for text, left, low in lines_of_text(pdf, page) if abs(low - heights["签发人："]) < 3]
    assert max(ends) - min(ends) > 100  # room for a name between label and date


def test_a_box_cut_at_a_page_is_signed_where_it_ends(zh):
    pdf = draw_sheets([repair(content="漏水，" * 700)], BOXES, zh)
    pages = page_text(pdf)
    assert len(pages) == 2
    assert "签发人" not in pages[0]
    assert "签发人" in pages[1]


def test_no_length_of_content_loses_its_signatures(zh):
    for count in range(0, 420, 7):
        pdf = draw_sheets([repair(content="第一行字\n" * count)], BOXES, zh)
        text = re.sub(r"\s", "", "".join(page_text(pdf)))
        assert text.count("第一行字") == count
        assert "签发人：年月日" in text
        assert text.count("签发人") == text.count("维修负责人") == text.count("检验人") == 1


def test_the_caption_stands_below_the_frame(zh):
    pdf = draw_sheets([repair()], BOXES, zh)
    low = min(box.bottom for row in rows(pdf) for box in row)
    at = next(height for text, _left, height in lines_of_text(pdf) if text.startswith("表3.3.2"))
    assert low - 30 < at < low


def test_a_number_in_a_box_is_not_told_twice(zh):
    pdf = draw_sheets([repair()], BOXES, zh)
    told = [height for text, _left, height in lines_of_text(pdf) if "GW-2027-0006" in text]
    assert len(told) == 2  # in its box and at the foot
    plain = draw_sheets([repair()], Sheet("P-0X", Row("owner")), zh)
    assert page_text(plain)[0].count("GW-2027-0006") == 2  # below the title and at the foot


def test_an_empty_form_has_the_same_boxes(zh):
    filled = rows(draw_sheets([repair()], BOXES, zh))
    empty = rows(blank_sheet(Repair, BOXES, zh))
    assert [[round(one.left) for one in row] for row in empty] == [
        [round(one.left) for one in row] for row in filled
    ]
    assert [one.text for one in empty[0]] == ["指派维修单位：", "编号："]
    assert [one.text for one in empty[2]] == ["是否满意：满意基本满意不满意", "交付时间：年月日"]


def test_a_label_beside_its_value_is_signed_too(zh):
    sheet = Sheet("P-0Y", Row(Box("content", height=3, signs=(N_("签发人"),))))
    assert texts(draw_sheets([repair()], sheet, zh)) == [
        ["维修内容", "8栋窗边渗水，雨后明显。签发人：年月日"]
    ]


@pytest.mark.parametrize("label", ["单", "一个长得连一行都放不下的标签" * 5])
def test_labels_of_any_length_share_a_box(zh, text_of, label):
    sheet = Sheet("P-0Z", Row(Box("owner", label=N_(label), inside=True), Box("closed_on", inside=True)))
    assert f"{label}：" in text_of(draw_sheets([repair()], sheet, zh))
    assert "王秀兰" in text_of(draw_sheets([repair()], sheet, zh))


def test_a_column_to_sign_in_is_never_filled(zh):
    found = texts(draw_sheets([repair()], CHARTS, zh))
    head = next(place for place, row in enumerate(found) if row[-1:] == ["签字"])
    assert found[head] == ["类别", "按时", "签字"]
    assert [row[-1] for row in found[head + 1 : head + 4]] == ["", "", ""]
    widths = [row[-1].width for row in rows(draw_sheets([repair()], CHARTS, zh))[head : head + 4]]
    assert min(widths) > 55


def test_a_landscape_sheet(zh):
    from custdesk.paper.render import page_sizes

    sheet = Sheet("P-0W", Row("owner", "contract", "phone"), wide=True)
    width, height = page_sizes(draw_sheets([repair()], sheet, zh))[0]
    assert width > height
    assert page_count(draw_sheets([repair()], sheet, zh)) == 1


@pytest.mark.parametrize(
    ("every", "said"),
    [
        ("week", "年第周"),
        ("month", "年月"),
        ("quarter", "年第季度"),
        ("half_year", "年半年"),
        ("year", "年"),
        ("day", "年月日"),
    ],
)
def test_an_empty_form_asks_for_the_period_a_box_is_for(every, said):
    kind = Day(N_("日期")) if every == "day" else Span(N_("期间"), every)
    (line,) = Setter(Words("zh_Hans"), A4).guide(kind, 300, 10)
    assert re.sub(r"\s", "", str(line)) == said
