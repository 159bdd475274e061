"""Copies of one print: each says which it is; below each other to be cut apart, or a page each."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from custdesk.language import Words
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.sheet import Row, Sheet
from tests.custdesk.paper.forms import COPIES, SLIP, Repair, repair
from tests.custdesk.paper.geometry import drawn, lines_of_text


@pytest.fixture
def zh(style):
    return structs.replace(style, words=Words("zh_Hans"))


def marks(pdf: bytes) -> list[str]:
    return re.findall(r"第\d联/共\d联 ?\w+联", "".join(page_text(pdf)))


def test_three_copies_stand_on_one_page_with_lines_to_cut_along(zh):
    pdf = draw_sheets([repair()], SLIP, zh)
    assert page_count(pdf) == 1
    assert marks(pdf) == ["第1联/共3联 存档联", "第2联/共3联 维修联", "第3联/共3联 顾客联"]
    dashed = re.findall(r"\[4 3\] 0 d .*? S", drawn(pdf))
    cuts = [float(one) for one in re.findall(r"0.00 ([\d.]+) m", dashed[0])]
    assert cuts == pytest.approx([841.89 * 2 / 3, 841.89 / 3], abs=0.1)


def test_each_copy_says_the_same_in_its_own_third(zh):
    pdf = draw_sheets([repair()], SLIP, zh)
    third = 841.89 / 3
    told: list[list[str]] = [[], [], []]
    for text, _left, low in lines_of_text(pdf):
        told[2 - int(low // third)].append(re.sub(r"第\d联.*", "", text))
    assert sorted(told[0]) == sorted(told[1]) == sorted(told[2])
    assert any("8栋窗边渗水" in text for text in told[0])


def test_what_does_not_fit_gets_a_page_a_copy(zh):
    pdf = draw_sheets([repair(content="漏水，" * 400)], SLIP, zh)
    assert page_count(pdf) == 3
    assert marks(pdf) == ["第1联/共3联 存档联", "第2联/共3联 维修联", "第3联/共3联 顾客联"]
    assert all("第1页" in page for page in page_text(pdf))


def test_what_does_not_fit_in_a_third_gets_half_a_page(zh):
    pdf = draw_sheets([repair(content="漏水，" * 200)], SLIP, zh)
    assert page_count(pdf) == 2
    assert [len(re.findall("第.联/共3联", page)) for page in page_text(pdf)] == [2, 1]


def test_long_copies_say_on_each_page_which_they_are(zh):
    pdf = draw_sheets([repair(content="漏水，" * 900)], SLIP, zh)
    pages = page_text(pdf)
    assert len(pages) == 6
    assert [re.search(r"第(\d)联", page)[1] for page in pages] == ["1", "1", "2", "2", "3", "3"]


def test_two_copies_share_a_page_by_halves(zh):
    sheet = Sheet("P-0T", *SLIP.front, copies=COPIES[:2])
    pdf = draw_sheets([repair()], sheet, zh)
    assert page_count(pdf) == 1
    assert re.findall(r"0.00 ([\d.]+) m", re.findall(r"\[4 3\] 0 d .*? S", drawn(pdf))[0]) == ["420.94"]


def test_a_form_with_a_back_is_never_stacked(zh):
    sheet = Sheet("P-0K", Row("owner"), back=(Row("contract"),), copies=COPIES)
    pdf = draw_sheets([repair()], sheet, zh)
    assert page_count(pdf) == 6


def test_a_batch_of_slips_counts_its_pages(zh):
    counted: list[int] = []
    batch = [repair(1), repair(2, content="漏水，" * 400), repair(3)]
    pdf = draw_sheets(batch, SLIP, zh, counted=counted)
    assert counted == [1, 3, 1]
    assert page_count(pdf) == 5


def test_empty_slips_have_all_their_copies(zh):
    assert len(marks(blank_sheet(Repair, SLIP, zh))) == 3


def test_same_input_same_bytes(zh):
    assert draw_sheets([repair()], SLIP, zh) == draw_sheets([repair()], SLIP, zh)


@pytest.mark.rule("R-007")
def test_every_copy_is_signed_by_hand(zh):
    text = re.sub(r"\s", "", page_text(draw_sheets([repair()], SLIP, zh))[0])
    assert text.count("维修人员年月日顾客签字年月日") == 3


def test_traditional_copies(style):
    hant = structs.replace(style, words=Words("zh_Hant"))
    assert "第2聯/共3聯" in page_text(draw_sheets([repair()], SLIP, hant))[0]
