"""Rooms read as typed, compared as numbers, shown one way (domain 9.4 no. 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules.rooms import RoomIndex, RoomKey, RoomTyped, match_rooms, parse_room, room_order, show_room

SAME_HOME = (
    "3-2-501", "3栋2单元501", "3棟2單元501", "3-2-501室", "３－２－０５０１", "三栋二单元五零一", "三栋二单元五〇一室",
    "3#2-501", "3#楼2单元501", "3号楼2单元501号", "3幢2梯501房", "3座2门0501号房", " 3栋 2单元 501 ", "3。2。501",
    "3.2.501", "3栋2-501", "3-2单元501", "03-02-0501", "3—2—501", "叁栋贰單元501室", "3弄2号501室", "3栋2单元5层501",
    "3栋2单元5楼01", "3 2 501", "3栋二单元5零1",
)  # fmt: skip


@pytest.mark.parametrize("text", SAME_HOME)
def test_every_spelling_of_one_home_is_that_home(text: str) -> None:
    assert parse_room(text) == RoomTyped("3", "2", "501")
    assert parse_room(text).key() == RoomKey("3", "2", "501")


@pytest.mark.parametrize(
    ("text", "building", "entrance", "room"),
    [
        ("3#501", "3", None, "501"),
        ("3-501", "3", None, "501"),
        ("3栋501", "3", None, "501"),
        ("B座1203", "B", None, "1203"),
        ("b座1203", "B", None, "1203"),
        ("商铺12", None, None, "商铺12"),
        ("商鋪-12", None, None, "商铺12"),
        ("12号商铺", None, None, "商铺12"),
        ("商铺十二", None, None, "商铺12"),
        ("3栋商铺12", "3", None, "商铺12"),
        ("3门面12", "3", None, "门面12"),
        ("3栋地下室", "3", None, "地下室"),
        ("三栋十二楼03", "3", None, "1203"),
        ("12号501室", "12", None, "501"),
        ("一期3栋2单元501", "1期3", "2", "501"),
        ("A区3栋501", "A区3", None, "501"),
        ("综合楼201", "综合楼", None, "201"),
        ("桂花阁1203", "桂花阁", None, "1203"),
        ("3栋A座1203", "3", "A", "1203"),
        ("一千二百零三", None, None, "1203"),
        ("501", None, None, "501"),
        ("12号", None, None, "12"),
        ("3栋", "3", None, None),
        ("3栋2单元", "3", "2", None),
        ("2单元501", None, "2", "501"),
        ("1203a", None, None, "1203A"),
    ],
)
def test_whatever_parts_are_given_are_read(
    text: str, building: str | None, entrance: str | None, room: str | None
) -> None:
    assert parse_room(text) == RoomTyped(building, entrance, room)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "。", "张三", "王五", "zs", "漏水了", "13812345678", "3-501/502", "501、502", "1-2-3-4", "3栋漏水",
        "3-501漏水", "3-501张三", "501室3栋", "3栋5层601", "(3-501)", "翠湖花园", "商铺",
    ],
)  # fmt: skip
def test_what_cannot_be_read_whole_is_no_room(text: str) -> None:
    assert not parse_room(text)
    assert parse_room(text).key() is None


def test_an_entrance_without_a_building_is_no_unit() -> None:
    assert parse_room("2单元501").key() is None


def test_a_key_is_equal_however_it_was_spelt() -> None:
    assert RoomKey("三栋", "二单元", "0501室") == RoomKey("3", "2", "501")
    assert RoomKey("b座", "", "１２０３") == RoomKey("B", "", "1203")
    assert RoomKey("3", "", "501-1") != RoomKey("3", "", "5011")
    assert RoomKey("A区03", "", "1") == RoomKey("A区3", "", "01")


def test_a_room_is_shown_one_way() -> None:
    assert show_room(RoomKey("3", "2", "0501")) == "3-2-501"
    assert show_room(RoomKey("3", "", "501")) == "3-501"
    assert show_room(RoomKey("", "", "商铺12")) == "商铺12"


ESTATE = (
    RoomKey("3", "1", "501"),
    RoomKey("3", "2", "501"),
    RoomKey("3", "2", "502"),
    RoomKey("4", "", "501"),
    RoomKey("A", "", "1203"),
    RoomKey("", "", "商铺12"),
    RoomKey("", "", "会所"),
    RoomKey("4", "", "501-1"),
)


def test_an_unambiguous_room_gives_one() -> None:
    assert match_rooms("3-502", ESTATE) == (RoomKey("3", "2", "502"),)
    assert match_rooms("3-2-501", ESTATE) == (RoomKey("3", "2", "501"),)
    assert match_rooms("4#0501", ESTATE) == (RoomKey("4", "", "501"),)
    assert match_rooms("a1203", ESTATE) == (RoomKey("A", "", "1203"),)
    assert match_rooms("12号商铺", ESTATE) == (RoomKey("", "", "商铺12"),)
    assert match_rooms("会所", ESTATE) == (RoomKey("", "", "会所"),)
    assert match_rooms("4-501-1", ESTATE) == (RoomKey("4", "", "501-1"),)


def test_an_ambiguous_room_gives_all_and_an_unknown_one_none() -> None:
    assert match_rooms("3-501", ESTATE) == (RoomKey("3", "1", "501"), RoomKey("3", "2", "501"))
    assert len(match_rooms("501", ESTATE)) == 3
    assert match_rooms("3栋2单元", ESTATE) == (RoomKey("3", "2", "501"), RoomKey("3", "2", "502"))
    assert match_rooms("9-501", ESTATE) == ()
    assert match_rooms("张三", ESTATE) == ()
    assert match_rooms("", ESTATE) == ()


def test_in_an_estate_of_one_building_two_numbers_are_entrance_and_room() -> None:
    one = RoomIndex([RoomKey("7", "1", "501"), RoomKey("7", "2", "501")])
    assert match_rooms("2-501", one) == (RoomKey("7", "2", "501"),)
    assert match_rooms("7-501", one) == tuple(one)
    assert match_rooms("2-501", ESTATE) == ()  # with several buildings 2 is a building that is not there


def test_rooms_sort_by_number() -> None:
    rooms = [
        RoomKey("10", "", "501"),
        RoomKey("2", "", "1203"),
        RoomKey("2", "", "501"),
        RoomKey("A", "", "1"),
    ]
    assert [show_room(key) for key in sorted(rooms, key=room_order)] == ["2-501", "2-1203", "10-501", "A-1"]


numbers = st.integers(1, 40).map(str) | st.sampled_from(["A", "B", "B1"])
doors = st.integers(1, 9999).map(str)


@given(building=numbers, entrance=st.sampled_from(["", "1", "2", "12"]), room=doors)
def test_what_is_shown_is_read_back(building: str, entrance: str, room: str) -> None:
    key = RoomKey(building, entrance, room)
    assert parse_room(show_room(key)).key() == key
    assert match_rooms(show_room(key), [key, RoomKey("99", "9", "99999")]) == (key,)


@given(st.text(alphabet="0123三十栋单元室号楼期商铺A-－ 。#座层张", max_size=14))
def test_any_text_is_read_or_refused_and_what_is_read_is_stable(text: str) -> None:
    typed = parse_room(text)
    key = typed.key()
    if key is not None:
        assert parse_room(show_room(key)).key() == key


@given(st.text(max_size=30))
def test_no_text_crashes(text: str) -> None:
    parse_room(text)
    assert RoomKey(text, text, text) == RoomKey(text, text, text)
    assert match_rooms(text, ESTATE) == match_rooms(text, RoomIndex(ESTATE))
