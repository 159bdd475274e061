"""Chinese line breaking: nothing lost, no line too wide, no sign where it may not stand."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.paper.breaking import NO_END, NO_START, break_lines, may_break, pieces

LETTERS = "漏水请尽快查看abcXYZ0189，。、；：！？）》」』】”’…—（《「『【“‘ \u3000\n㛃𬭎-/.,()"


def advance(letter: str) -> float:
    return 1.0 if letter >= "\u2e80" or letter in "“”‘’…—" else 0.5


def wide(line: str) -> float:
    return sum(map(advance, line))


texts = st.text(st.sampled_from(LETTERS), max_size=120) | st.text(max_size=60)
widths = st.integers(1, 40).map(lambda number: number / 2)


@given(texts, widths)
def test_nothing_is_lost(text: str, width: float):
    assert "".join(break_lines(text, width, advance)).replace(" ", "") == re.sub("[ \n]", "", text)


@given(texts, widths)
def test_no_line_is_too_wide_unless_it_is_one_character(text: str, width: float):
    assert [line for line in break_lines(text, width, advance) if wide(line) > width and len(line) > 1] == []


@given(texts.filter(lambda text: "\n" not in text), st.integers(8, 40))
def test_a_line_starts_with_a_closing_sign_only_where_there_was_no_other_way(text: str, width: int):
    lines = break_lines(text, width, advance)
    for line, following in pairwise(lines):
        if following[:1] in NO_START or line[-1:] in NO_END:
            whole = line + following[:1]
            assert not any(
                may_break(whole[at - 1], whole[at]) for at in range(1, len(whole)) if line[:at].strip()
            )


@given(st.lists(st.text(st.sampled_from("漏水，。！（）“”"), max_size=60), min_size=1, max_size=4))
def test_hard_breaks_stay(paragraphs: list[str]):
    text = "\n".join(paragraphs)
    lines = break_lines(text, 1000, advance)
    assert lines == paragraphs


@given(st.text(st.sampled_from("漏水请查看"), min_size=1, max_size=60), st.integers(1, 20))
def test_plain_chinese_fills_each_line(text: str, width: int):
    assert break_lines(text, width, advance) == [text[at : at + width] for at in range(0, len(text), width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("卫生间漏水，请看", 5, ["卫生间漏", "水，请看"]),
        ("他说：“漏水”", 4, ["他说：", "“漏水”"]),
        ("见《规定》第三条", 4, ["见《规", "定》第三", "条"]),
        ("电话13812345678已接", 7, ["电话", "13812345678已", "接"]),
        ("at 3-2-501 please", 5, ["at 3-2-501", "please"]),
        ("abcdefghij", 2, ["abcd", "efgh", "ij"]),
        ("\u3000\u3000首行缩进", 4, ["\u3000\u3000首行", "缩进"]),
        ("2027年3月11日 10:05", 5, ["2027年3月", "11日 10:05"]),
        ("第12栋", 1.5, ["第", "12", "栋"]),
        ("等……等", 2, ["等……", "等"]),
    ],
)
def test_examples(text: str, width: float, lines: list[str]):
    if text == "等……等":
        width = 3
    assert break_lines(text, width, advance) == lines


def test_a_run_of_closing_signs_is_cut_rather_than_lost():
    assert break_lines("。" * 7, 3, advance) == ["。。。", "。。。", "。"]


def test_an_over_long_word_takes_its_comma_along():
    assert break_lines("abcdef，好", 3, advance) == ["abcde", "f，好"]


def test_pieces_keep_signs_with_their_words():
    assert pieces("漏水，请看3栋 OK") == ["漏", "水，", "请", "看", "3栋 ", "OK"]
