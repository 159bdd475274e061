"""Charts read in black and white: lengths are the numbers, patterns part them, numbers stand beside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from custdesk.language import Words
from custdesk.paper.charts import BarChart, bar_chart, hatching
from custdesk.paper.drawing import A4
from custdesk.paper.render import page_count, page_images, page_text
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.typesetting import Setter
from custdesk.record import lines_of
from custdesk.sheet import Chart
from tests.custdesk.paper.forms import CHARTS, Repair, repair
from tests.custdesk.paper.geometry import drawn

ONE = Chart("tallies", "kind", ("on_time",))
SEVERAL = Chart("tallies", "kind", ("on_time", "late", "pending"))
KINDS = lines_of(Repair)["tallies"].line.kinds()


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def bars(part: Chart, **values: object) -> BarChart:
    return bar_chart(part, KINDS, repair(**values), Setter(Words("zh_Hans"), A4))


def test_lengths_are_as_the_numbers():
    found = bars(ONE)
    assert [bar.parts for bar in found.bars] == [(12 / 30,), (1.0,), (2 / 30,)]
    assert [bar.said for bar in found.bars] == ["12", "30", "2"]


def test_parts_of_a_bar_are_told_in_the_order_of_the_key():
    found = bars(SEVERAL)
    assert found.key == ("按时", "逾期", "未完")
    assert [bar.said for bar in found.bars] == ["12 / 3 / 1", "30 / 0 / 4", "2 / 5 / –"]
    assert sum(found.bars[1].parts) == 1
    assert found.bars[2].parts == pytest.approx((2 / 34, 5 / 34, 0))


def test_a_chart_of_one_figure_needs_no_key():
    assert bars(ONE).key == ()


def test_nothing_but_zeros_and_no_lines_at_all_are_no_trouble(zh):
    empty = bars(ONE, tallies=({"kind": "维修", "on_time": 0},))
    assert [bar.parts for bar in empty.bars] == [(0.0,)]
    assert (
        "维修" in page_text(draw_sheets([repair(tallies=({"kind": "维修", "on_time": 0},))], CHARTS, zh))[0]
    )
    assert "无" in page_text(draw_sheets([repair(tallies=())], CHARTS, zh))[0]


def test_labels_and_numbers_are_text_on_the_paper(zh, text_of):
    found = text_of(draw_sheets([repair()], CHARTS, zh))
    for said in ("按时数", "公共区域环境卫生及绿化养护", "12/3/1", "2/5/–"):
        assert said in found


def test_the_bars_are_filled_hatched_and_empty_in_grey(zh):
    code = drawn(draw_sheets([repair()], CHARTS, zh))
    greys = set(re.findall(r"([\d.]+) g ", code))
    assert "0.62" in greys
    assert not re.search(r" rg\b| RG\b| k\b", code), "no colours"
    slanting = [one for one in re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l", code)
                if one[0] != one[2] and one[1] != one[3]]  # fmt: skip
    assert len(slanting) > 10


def test_the_paper_is_grey_through_and_through(zh):
    for _width, height, stride, pixels in page_images(draw_sheets([repair()], CHARTS, zh), 50):
        for row in range(0, height, 3):
            line = pixels[row * stride : (row + 1) * stride]
            assert line[0::4] == line[1::4] == line[2::4]


def test_many_bars_go_on_over_the_page_and_none_is_lost(zh, text_of):
    many = tuple(
        {"kind": f"第{number}类", "on_time": number, "late": 1, "pending": 0} for number in range(1, 120)
    )
    pdf = draw_sheets([repair(tallies=many)], CHARTS, zh)
    assert page_count(pdf) > 4
    text = text_of(pdf)
    assert all(text.count(f"第{number}类") == 3 for number in range(1, 120))  # two charts and the table


def test_a_long_label_stands_on_several_lines(zh, text_of):
    long = "公共区域环境卫生及绿化养护、消杀、垃圾清运以及化粪池清掏等各项综合服务"
    found = bars(ONE, tallies=({"kind": long, "on_time": 3},))
    assert len(found.bars[0].label) > 1
    assert found.label_width <= A4.body * 0.36 + 0.01
    assert long in text_of(draw_sheets([repair(tallies=({"kind": long, "on_time": 3},))], CHARTS, zh))


@given(st.floats(0.5, 400), st.floats(4, 40))
def test_hatching_stays_inside(width: float, height: float):
    for first, second in hatching(width, height):
        for x, y in (first, second):
            assert -0.01 <= x <= width + 0.01
            assert -0.01 <= y <= height + 0.01
        assert abs((first[0] + first[1]) - (second[0] + second[1])) < 0.01
