"""A name is found by the initials people type, whatever the surname's reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.office.pinyin import full_pinyin, initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("许志明", "xzm"), ("許志明", "xzm"), ("曾国强", "zgq"), ("单田芳", "stf"), ("單田芳", "stf"), ("仇英", "qy"),
        ("解晓东", "xxd"), ("查良镛", "zly"), ("区志强", "ozq"), ("朴成国", "pcg"), ("尉迟恭", "ycg"),
        ("万俟卨", "mqx"), ("乐嘉", "yj"), ("乐嘉", "lj"), ("覃海洋", "qhy"), ("覃海洋", "thy"),
        ("Tom Lee", "tl"), ("陈A", "ca"), ("欧阳修", "oyx"), ("吕布", "lb"), ("翠湖2号", "ch2h"),
    ],
)  # fmt: skip
def test_the_initials_people_type_are_among_them(name: str, typed: str) -> None:
    assert typed in initials(name)


@pytest.mark.parametrize(
    ("name", "first"), [("曾国强", "zgq"), ("单田芳", "stf"), ("王芳", "wf"), ("仇英", "qy")]
)
def test_the_usual_reading_comes_first(name: str, first: str) -> None:
    assert initials(name)[0] == first


@pytest.mark.parametrize(
    ("name", "said"), [("王芳", "wangfang"), ("单田芳", "shantianfang"), ("吕布", "lvbu"), ("吕布", "lubu")]
)
def test_full_pinyin_without_tones(name: str, said: str) -> None:
    assert said in full_pinyin(name)


def test_a_long_name_stays_small_and_nothing_gives_nothing() -> None:
    assert 1 <= len(initials("单" * 40)) <= 32
    assert initials("") == ()
    assert initials("，。") == ()
    assert initials("\ue000王芳") == ("wf", "yf")  # a character without a known reading
    assert "ql" in initials("乾隆")


@given(st.text(max_size=20))
def test_no_name_crashes(name: str) -> None:
    assert all(found.isascii() for found in initials(name) + full_pinyin(name))
