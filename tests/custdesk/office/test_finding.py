"""A typed line taken apart: words stay words, what can be a filter is one until it is switched off."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.language import Words
from custdesk.office.finding import (
    Asked,
    Meaning,
    Needle,
    Owed,
    Sort,
    Vocabulary,
    ask,
    spellings,
    word_of,
    words_of,
)
from custdesk.office.periods_said import Span
from custdesk.rules.rooms import RoomIndex, RoomKey, RoomTyped

TODAY = datetime.date(2027, 4, 16)
ROOMS = RoomIndex([
    RoomKey("3", "", "1202"), RoomKey("13", "", "1202"), RoomKey("1", "2", "101"), RoomKey("1", "1", "101"), RoomKey("A", "", "501"),
    *(RoomKey(str(one), "", "301") for one in range(1, 9)),
])  # fmt: skip
OPEN = frozenset({("complaint", "registered"), ("repair_order", "working")})
VOCABULARY = Vocabulary(
    {
        "投诉": Meaning(Sort.FORM, "投诉", frozenset({"complaint"})),
        "维修": Meaning(Sort.FORM, "维修", frozenset({"repair_order"})),
        "未结": Meaning(Sort.STATE, "未结", states=OPEN),
        "作废": Meaning(Sort.STATE, "作废", states=frozenset({("complaint", "voided")})),
        "逾期": Meaning(Sort.DUE, "逾期", owed=Owed.LATE),
        "complaint handling form": Meaning(Sort.FORM, "Complaints", frozenset({"complaint"})),
    },
    ROOMS,
)


def asked(line: str, *plain: str) -> Asked:
    return ask(line, VOCABULARY, TODAY, frozenset(plain))


def texts(found: Asked) -> list[str]:
    return [word.needles[0].text for word in found.words]


def test_the_line_of_the_issue():
    found = asked("投诉 漏水 未结 3栋 去年")
    assert texts(found) == ["漏水"]
    assert found.forms == {"complaint"}
    assert found.states == OPEN
    assert found.places == (RoomTyped("3"),)
    assert found.spans == (Span(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),)
    assert [(chip.said, chip.sort, chip.on) for chip in found.chips] == [
        ("投诉", Sort.FORM, True), ("未结", Sort.STATE, True), ("3栋", Sort.WHERE, True), ("去年", Sort.WHEN, True),
    ]  # fmt: skip
    words = Words("zh_Hans")
    assert [words(chip.label) for chip in found.chips] == ["投诉", "未结", "3栋", "2026年"]


def test_traditional_and_full_width_are_understood():
    assert asked("投訴　漏水 未結 ３棟 ２０２６年") == asked("投訴 漏水 未結 ３棟 ２０２６年")
    found = asked("投訴 ３棟")
    assert (found.forms, found.places) == ({"complaint"}, (RoomTyped("3"),))


def test_a_filter_switched_off_is_a_word_again():
    found = asked("投诉 漏水", "投诉")
    assert texts(found) == ["投诉", "漏水"]
    assert found.forms is None
    assert [(chip.key, chip.on) for chip in found.chips] == [("投诉", False)]
    assert found.text == "投诉 漏水"
    assert not found.filtered


def test_filters_of_one_sort_are_joined_and_of_several_narrow():
    found = asked("投诉 维修 未结 作废 逾期")
    assert found.forms == {"complaint", "repair_order"}
    assert found.states == OPEN | {("complaint", "voided")}
    assert found.owed == {Owed.LATE}
    assert (found.words, found.nothing) == ((), False)


def test_periods_narrow_each_other_or_stand_beside_each_other():
    march = Span(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    assert asked("去年 3月").spans == asked("3月 2026年").spans == asked("2026-03").spans == (march,)
    assert len(asked("上月 本月").spans) == 2
    assert asked("3月 去年", "去年").spans == (Span(datetime.date(2027, 3, 1), datetime.date(2027, 3, 31)),)


@pytest.mark.parametrize(
    "said", ["林晓燕", "501", "3", "2026", "ts-2027-0031", "TS31", "3-2", "99栋", "投诉单", "5678", "电梯"]
)
def test_these_stay_words(said: str):
    found = asked(said)
    assert found.chips == ()
    assert len(found.words) == 1


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("3栋", ("3", None)),
        ("3幢", ("3", None)),
        ("三栋", ("3", None)),
        ("3#", ("3", None)),
        ("A座", ("A", None)),
        ("1栋2单元", ("1", "2")),
    ],
)
def test_buildings_of_this_estate_are_filters(said: str, place: tuple[str, str | None]):
    assert asked(said).places == (RoomTyped(*place),)


def test_a_filter_of_several_words_is_taken_whole():
    found = asked("Complaint Handling Form leak")
    assert (found.forms, texts(found)) == ({"complaint"}, ["leak"])


@pytest.mark.parametrize("said", ["3-1202", "3栋1202", "三栋1202", "3#1202", "３－１２０２", "03-1202"])
def test_a_room_is_looked_for_in_any_spelling(said: str):
    (word,) = words_of(said, ROOMS)
    for text in ("3-1202", "在3-1202门口", "3栋1202", "3#1202室", "住3幢1202 "):
        assert word.within(text), text
    for text in ("3-120", "13-1202", "3-12021", "3 1202", "3栋12021", "13栋1202", "b3-1202"):
        assert not word.within(text), text


@pytest.mark.parametrize("said", ["3-120", "9-1202", "1202"])
def test_what_is_no_room_of_the_estate_is_a_plain_part_of_a_text(said: str):
    (word,) = words_of(said, ROOMS)
    assert word.within(f"1{said}1")


def test_a_word_that_means_many_rooms_is_a_plain_word():
    assert word_of("301", ROOMS).needles == (Needle("301"),)


@pytest.mark.rule("R-011")
def test_a_telephone_number_is_looked_for_as_it_is_shown():
    assert {one.text for one in word_of("13812345678").needles} == {"13812345678", "138****5678"}
    assert {one.text for one in word_of("0755-88120000").needles} == {
        "0755-88120000",
        "075*-****0000",
        "075*****0000",
    }
    assert word_of("5678").needles == (Needle("5678"),)
    assert word_of("123456").needles == (Needle("123456"),)


def test_every_spelling_of_a_room_is_compared_text():
    for key in (RoomKey("3", "2", "501"), RoomKey("B", "", "1203"), RoomKey("", "", "商铺12")):
        assert all(one and " " not in one and one == one.lower() for one in spellings(key))


@given(st.text(st.sampled_from("投诉维修未结作废3栋去年月 　-\u200bA5678漏水"), max_size=24))
def test_every_word_is_found_or_filters_and_is_a_word_when_all_is_switched_off(line: str):
    found = asked(line)
    assert found.nothing == (not found.words and not found.chips)
    off = asked(line, *(chip.key for chip in found.chips))
    assert not off.filtered
    assert off.words == words_of(line, ROOMS)
