"""Printed lists: one line a record, header on each page, voided ones struck, none said."""

from __future__ import annotations

import pytest
from msgspec import structs

from custdesk.errors import KnownError
from custdesk.language import N_, Words
from custdesk.paper.drawing import Pen
from custdesk.paper.list_paper import ListDrawing, blank_list, draw_list
from custdesk.paper.render import page_count, page_sizes, page_text
from custdesk.sheet import Column
from tests.custdesk.paper.geometry import rows, texts


def many(case, count: int, **values: object):
    return [case.snapshot(number, number=f"TS-2027-{number:04d}", **values) for number in range(1, count + 1)]


def test_each_record_is_a_line_and_labels_are_repeated(case, style, text_of):
    pdf = draw_list(case.record, case.list, many(case, 60), "2027年3月", style)
    pages = page_text(pdf)
    assert len(pages) > 1
    found = text_of(pdf)
    assert all(f"TS-2027-{number:04d}" in found for number in range(1, 61))
    assert all("投诉内容" in page for page in pages[:-1])
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert "2027年3月" in text_of(pdf, 0)
    assert "60inall" in found


def test_an_empty_list_says_so_and_is_signed_all_the_same(case, style, text_of):
    found = text_of(draw_list(case.record, case.list, [], "2027年3月", style))
    assert "None" in found
    assert "编制人YearMonthDay" in found


def test_some_are_listed_apart(case, style, text_of):
    snapshots = [*many(case, 2), case.snapshot(9, number="TS-2027-0099", joint=False)]
    found = text_of(draw_list(case.record, case.list, snapshots, "2027年3月", style))
    assert found.index("TS-2027-0002") < found.index("无效投诉") < found.index("TS-2027-0099")
    assert "2inall" in found
    assert "1inall" in found


@pytest.mark.rule("R-008")
def test_a_voided_record_is_struck_through_with_its_reason(case, style, text_of, monkeypatch):
    struck: list[float] = []
    real = Pen.rule

    def rule(pen: Pen, left: float, top: float, right: float, bottom: float, weight: float = 0.5) -> None:
        if weight == 0.7:
            struck.append(top)
        real(pen, left, top, right, bottom, weight)

    monkeypatch.setattr(Pen, "rule", rule)
    snapshots = [
        *many(case, 2),
        case.snapshot(9, number="TS-2027-0099", state="voided", void_reason="重复登记"),
    ]
    found = text_of(draw_list(case.record, case.list, snapshots, "2027年3月", style))
    assert "TS-2027-0099" in found
    assert "Void:重复登记" in found
    assert len(struck) >= len(case.list.columns)


@pytest.mark.rule("R-011")
def test_a_public_list_has_its_own_columns(case, style, text_of):
    found = text_of(
        draw_list(case.record, case.list, many(case, 2), "3月", structs.replace(style, public=True))
    )
    assert "王秀兰" not in found
    assert "投诉人" not in found
    assert "TS-2027-0002" in found


def test_many_columns_turn_the_page(case, style):
    more = structs.replace(
        case.list,
        columns=(
            *case.list.columns,
            *map(Column, ("unit", "phone", "due_by", "closed_on", "wishes", "joint")),
        ),
    )
    narrow, wide = (
        page_sizes(draw_list(case.record, sheet, many(case, 3), "3月", style))[0]
        for sheet in (case.list, more)
    )
    assert narrow[0] < narrow[1]
    assert wide[0] > wide[1]


def test_numbers_and_names_stay_whole(case, style):
    pages = page_text(draw_list(case.record, case.list, many(case, 5), "3月", style))
    assert "TS-2027-0003" in pages[0]


def test_long_lines_run_over_pages_and_lose_nothing(case, style, text_of):
    content = "".join(f"第{number}条，" for number in range(2_000))
    day = structs.replace(case.list, period="day")
    pdf = draw_list(case.record, day, [case.snapshot(content=content)], "3月5日", style)
    assert page_count(pdf) > 2
    assert text_of(pdf).count("条，") == 2_000


def test_a_register_says_long_words_in_short(case, style, text_of):
    pdf = draw_list(case.record, case.list, [case.snapshot(content="漏水" * 1_000)], "3月", style)
    assert page_count(pdf) == 1
    assert text_of(pdf).count("漏") == 20
    assert "…" in text_of(pdf)


def test_same_input_same_bytes(case, style):
    first, second = (draw_list(case.record, case.list, many(case, 20), "3月", style) for _ in range(2))
    assert first == second


def test_progress_and_stop(case, style):
    told: list[tuple[int, int]] = []
    pdf = draw_list(
        case.record,
        case.list,
        many(case, 5),
        "3月",
        style,
        lambda done, total: told.append((done, total)) or done < 3,
    )
    assert pdf == b""
    assert told == [(1, 5), (2, 5), (3, 5)]


def test_a_missing_character_is_named(case, style):
    with pytest.raises(KnownError) as caught:
        draw_list(case.record, case.list, [*many(case, 2), case.snapshot(name="王😀")], "3月", style)
    assert ("characters", "😀 (U+1F600)") in caught.value.text.values


def test_the_year_of_the_period_is_not_repeated_in_each_date(case, style, text_of):
    zh = structs.replace(style, words=Words("zh_Hans"))
    found = text_of(draw_list(case.record, case.list, many(case, 2), "2027年3月", zh))
    assert found.count("2027年") == 1 + found.count("打印时间：2027年")
    assert "3月11日10:05" in found


def test_words_get_the_room_before_dates_and_double_names_are_parted(case, style):
    sheet = structs.replace(
        case.list,
        columns=(
            *case.list.columns,
            *map(Column, ("unit", "phone", "due_by", "closed_on", "wishes", "joint")),
        ),
    )
    snapshots = [*many(case, 2), case.snapshot(9, name="John Whitfield-Montgomery", content="水管漏水" * 8)]
    drawing = ListDrawing(case.record, sheet, snapshots, style)
    widths = dict(zip((column.name for column in drawing.columns), drawing.widths, strict=True))
    assert max(widths, key=widths.get) in ("content", "wishes")
    assert sum(widths.values()) == pytest.approx(drawing.measures.body)


def test_a_register_that_is_the_record_is_never_cut_short(case, style, text_of):
    whole = structs.replace(case.list, full=True)
    assert (
        text_of(draw_list(case.record, whole, [case.snapshot(content="漏水" * 300)], "3月", style)).count(
            "漏"
        )
        == 300
    )


def test_a_column_to_sign_in_stands_at_the_right_and_is_empty_on_the_public_version_it_is_missing(
    case, style
):
    signed = structs.replace(case.list, by_hand=(N_("处理人签字"),))
    pdf = draw_list(case.record, signed, many(case, 3), "3月", style)
    found = [row for row in texts(pdf) if len(row) > 4]
    assert found[0][-1] == "处理人签字"
    assert [row[-1] for row in found[1:4]] == ["", "", ""]
    public = draw_list(case.record, signed, many(case, 3), "3月", structs.replace(style, public=True))
    assert "处理人签字" not in "".join(page_text(public))


def test_an_empty_register_has_lines_to_write_in_on_each_page(case, style):
    book = structs.replace(case.list, by_hand=(N_("处理人签字"),), blank_lines=9)
    pdf = blank_list(case.record, book, style, 2)
    pages = page_text(pdf)
    assert len(pages) == 2
    assert all("处理人签字" in page for page in pages)
    lines = [row for row in rows(pdf) if len(row) > 4]
    assert len(lines) >= 9
    assert min(row[0].height for row in lines[1:]) > 30
    assert not any("条" in page for page in pages)
    assert "Print no." not in pages[0]
