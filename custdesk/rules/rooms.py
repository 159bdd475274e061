"""Rooms as people type them and as the office keeps them (domain 9.4 no. 2).

A room is building, entrance (if there is one) and room, compared as numbers: 0501 is 501, 三栋 is 3.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import force_setattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TRADITIONAL: Final = str.maketrans(
    "棟樓單門號層鋪舖車區庫間廈閣園貳贰參叄陸陆兩弍弐壹叁肆伍柒捌玖拾佰仟〇",
    "栋楼单门号层铺铺车区库间厦阁园二二三三六六两二二一三四五七八九十百千零",
)
_DIGITS: Final = {mark: number for number, mark in enumerate("零一二三四五六七八九")} | {"两": 2, "廿": 20}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
# Patterns are compiled when a room is first read: these five take longer than all the rest of the rules (trap 17).
# A numeral counts only between marks, digits and ends: 二单元五零一 yes, 张三 and 三林苑 no.
_NUMERAL: Final = (
    r"(?:(?<=[栋幢座楼弄元梯门层号期区铺位面库])|(?<![㐀-鿿]))[零一二三四五六七八九两十百千廿]+"
    r"(?=[^㐀-鿿]|$|[号栋幢座楼弄梯门层室房期区铺]|单元)"
)
_SEPARATORS: Final = r"[\s\-–—―−‐‑‒·.。_]+"
_ALLOWED: Final = r"[0-9A-Z#㐀-鿿\U00020000-\U000323AF]+"
_RUN: Final = r"[0-9A-Z]+|#|[㐀-鿿\U00020000-\U000323AF]+"
_SPAN: Final = r"0*([0-9]+)"
# What may stand right after a number, longest first, and the part it names. "?" is decided by the place.
_MARKS: Final = (
    ("号楼", "B"), ("单元", "E"), ("号房", "R"), ("栋楼", "B"), ("幢楼", "B"), ("栋", "B"), ("幢", "B"), ("座", "B"),
    ("楼", "B"), ("弄", "B"), ("梯", "E"), ("门", "E"), ("层", "F"), ("室", "R"), ("房", "R"), ("号", "?"),
    ("期", "Z"), ("区", "Z"),
)  # fmt: skip
_NOT_MARKS: Final = ("门面", "门市", "门卫", "门诊", "楼梯间", "区域")
_BUILDING_ENDS: Final = ("栋", "幢", "座", "楼")
# Premises that are named and counted rather than numbered by floor: 商铺12, 3栋地下室.
_PLACES: Final = frozenset(
    {
        "商铺", "铺", "铺面", "铺位", "店铺", "商", "门面", "门市", "门市房", "地下室",
        "负一层", "车位", "车库", "地库", "会所", "岗亭", "门卫", "门卫室", "大堂", "架空层",
        "储藏室", "储藏间", "储物间", "杂物间", "杂物房", "仓库", "阁楼", "顶楼", "物业", "管理处",
        "办公室", "幼儿园", "超市", "写字间", "公寓",
    }
)  # fmt: skip
_ORDER: Final = {"B": 0, "E": 1, "F": 2, "R": 3}
_LONGEST_NUMBER: Final = 6  # a phone or an identity number is no room


class RoomKey(Struct, frozen=True):
    """One unit of the estate; equal when the numbers are equal, however they were spelt.

    `entrance` is "" where the building has none, `building` where the unit stands for itself (商铺12).
    """

    building: str
    entrance: str
    room: str

    def __post_init__(self) -> None:
        for name, role in (("building", "B"), ("entrance", "E"), ("room", "R")):
            force_setattr(self, name, plain_part(getattr(self, name), role))


class RoomTyped(Struct, frozen=True):
    """What a typed room says; None for a part not given. False when it is no room at all."""

    building: str | None = None
    entrance: str | None = None
    room: str | None = None

    def __bool__(self) -> bool:
        return (self.building, self.entrance, self.room) != (None, None, None)

    def key(self) -> RoomKey | None:
        """The unit it names if taken literally; None where the room is missing, or the building of an entrance."""
        if self.room is None or (self.entrance and not self.building):
            return None
        return RoomKey(self.building or "", self.entrance or "", self.room)


class RoomIndex:
    """All rooms of an estate, ready to be asked for on every key press."""

    def __init__(self, rooms: Iterable[RoomKey]) -> None:
        self._rooms = tuple(sorted(set(rooms), key=room_order))
        self._by_room: dict[str, list[RoomKey]] = defaultdict(list)
        self._by_building: dict[str, list[RoomKey]] = defaultdict(list)
        self._by_shown = {show_room(key): key for key in self._rooms}
        for key in self._rooms:
            self._by_room[key.room].append(key)
            self._by_building[key.building].append(key)

    def __iter__(self) -> Iterator[RoomKey]:
        return iter(self._rooms)

    def __len__(self) -> int:
        return len(self._rooms)

    def find(self, typed: RoomTyped) -> tuple[RoomKey, ...]:
        """All rooms that agree with every part given, in the estate's order."""
        if typed.room is not None:
            near: Iterable[RoomKey] = self._by_room.get(typed.room, ())
        elif typed.building is not None:
            near = self._by_building.get(typed.building, ())
        else:
            near = self._rooms if typed else ()
        return tuple(
            key
            for key in near
            if (typed.building is None or key.building == typed.building)
            and (typed.entrance is None or key.entrance == typed.entrance)
        )

    def named(self, shown: str) -> tuple[RoomKey, ...]:
        """The room written exactly so: for rooms no rule can take apart (会所, 3-501-1)."""
        key = self._by_shown.get(shown)
        return () if key is None else (key,)

    def one_building(self) -> str | None:
        """The building, where the estate has only one."""
        named = [name for name in self._by_building if name]
        return named[0] if len(named) == 1 else None


@lru_cache(maxsize=20_000)
def parse_room(text: str) -> RoomTyped:
    """Read a typed room: 3-2-501, 3栋2单元501, 3#501, 三栋十二楼03, B座1203, 商铺12.

    Two bare numbers are building and room, three building, entrance and room, one is a room. Anything
    that cannot be read whole (a name, two rooms in one, a remark behind it) gives an empty RoomTyped:
    half a reading would file the matter under the wrong home. What is read is read again the same from
    its canonical spelling.
    """
    typed = _read(text)
    key = typed.key()
    if key is not None and _read(show_room(key)).key() != key:
        return RoomTyped()  # no rule of ours wrote this, and no rule should guess at it
    return typed


def _read(text: str) -> RoomTyped:
    values: list[tuple[str, str]] = []
    for segment in _segments(_clean(text)):
        if not re.fullmatch(_ALLOWED, segment):
            return RoomTyped()
        values += _values(segment)
    values = _join_places(values)
    numbered = any(mark or _has_number(value) for value, mark in values)
    if not (numbered or (len(values) > 1 and values[-1][0] in _PLACES)) or any(
        _too_long(v) for v, _ in values
    ):
        return RoomTyped()
    return _assign(values)


def match_rooms(text: str, rooms: RoomIndex | Iterable[RoomKey]) -> tuple[RoomKey, ...]:
    """The rooms a typed text may mean: one when it is clear, several to ask about, none when unknown.

    3-501 with entrances 1 and 2 gives both. Where the estate has one building, 2-501 also means
    entrance 2, and A501 also means building A where there is no room of that name.
    """
    index = rooms if isinstance(rooms, RoomIndex) else RoomIndex(rooms)
    typed = parse_room(text)
    found = index.find(typed) or index.named("-".join(_segments(_clean(text))))
    if found or typed.room is None:
        return found
    only = index.one_building()
    if only is not None and typed.building is not None and typed.entrance is None:
        found = index.find(RoomTyped(only, typed.building, typed.room))
    lettered = re.fullmatch(r"([A-Z]+)([0-9]+)", typed.room)
    if not found and typed.building is None and lettered:
        found = index.find(RoomTyped(lettered[1], typed.entrance, plain_part(lettered[2], "R")))
    return found


def show_room(key: RoomKey) -> str:
    """The canonical way to write a room: 3-2-501, or 3-501 where there is no entrance."""
    return "-".join(part for part in (key.building, key.entrance, key.room) if part)


def room_order(key: RoomKey) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Sort key in the estate's order: numbers by value, 2 before 10, and numbers before words."""
    return tuple(
        tuple(
            (0, int(run), "") if run[0] in "0123456789" else (1, 0, run)
            for run in re.findall(r"[0-9]+|[^0-9]+", part)
        )
        for part in (key.building, key.entrance, key.room)
    )


@lru_cache(maxsize=20_000)
def plain_part(text: str, role: str = "R") -> str:
    """One part in its compared spelling: 三栋 and 03 are 3, 二单元 is 2, 0501室 is 501, b座 is B.

    `role` is B, E or R: the part it should be; a mark of another part stays in the text.
    """
    segments = _segments(re.sub(r"\s+", "", _clean(text)))
    if len(segments) == 1 and re.fullmatch(_ALLOWED, segments[0]):
        values = _join_places(_values(segments[0]))
        if len(values) == 1 and values[0][1] in ("", "?", role):
            return values[0][0]
    return _without_zeros("-".join(segments))


def _clean(text: str) -> str:
    flat = unicodedata.normalize("NFKC", text).upper().translate(_TRADITIONAL).strip().lstrip("#")
    flat = re.sub(r"#(?=[楼栋幢座])", "", flat)  # 3#楼
    return re.sub(_NUMERAL, lambda found: _number(found[0]), flat)


def _segments(cleaned: str) -> list[str]:
    return [segment for segment in re.split(_SEPARATORS, cleaned) if segment]


def _number(numeral: str) -> str:
    if not any(mark in _TENS or mark == "廿" for mark in numeral):
        return "".join(str(_DIGITS[mark]) for mark in numeral)  # 五零一
    total, digit = 0, 0
    for mark in numeral:  # 一千二百零三
        if mark in _TENS:
            total += (digit or 1) * _TENS[mark]
            digit = 0
        elif mark == "廿":
            total += 20
        else:
            digit = _DIGITS[mark]
    return str(total + digit)


def _without_zeros(value: str) -> str:
    return re.sub(_SPAN, r"\1", value)


def _values(segment: str) -> list[tuple[str, str]]:
    """Split one unseparated stretch into (value, mark) pairs: 3栋2单元501 > 3/B 2/E 501/-."""
    values: list[tuple[str, str]] = []
    prefix, bare = "", ""  # a word waiting for its number; a number waiting for its mark
    for run in re.findall(_RUN, segment):
        if run[0].isascii() and run != "#":
            bare = _without_zeros(run)
            continue
        word, mark = run, ""
        if bare:
            mark, word = ("#", "") if run == "#" else _peel(run)
        if mark == "Z":  # 一期3栋: the zone belongs to the building's name
            prefix, bare = prefix + bare + run[0] + word, ""
            continue
        if bare:
            values += _glue(prefix, bare, mark)
        elif prefix:
            values.append((prefix, ""))
        prefix, bare = "", ""
        if len(word) > 1 and word.endswith(_BUILDING_ENDS) and word not in _PLACES:
            values.append((word, "B"))  # 综合楼: the mark is part of the name
        else:
            prefix = word
    if bare:
        values += _glue(prefix, bare, "")
    elif prefix and prefix != "#":
        values.append((prefix, ""))
    return values


def _peel(run: str) -> tuple[str, str]:
    if not run.startswith(_NOT_MARKS):
        for mark, role in _MARKS:
            if run.startswith(mark):
                return role, run[len(mark) :]
    return "", run


def _glue(prefix: str, number: str, mark: str) -> list[tuple[str, str]]:
    if not prefix or prefix == "#":
        return [(number, mark)]
    if prefix in _PLACES or mark in ("B", "E"):
        return [(prefix + number, mark)]
    return [(prefix, "W"), (number, mark)]  # 桂花阁1203 or 翠湖苑3-2-501: decided once all parts are known


def _join_places(values: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join what only together names a unit: 商铺-12, 12号商铺; and 翠湖苑 with the building number after it."""
    joined: list[tuple[str, str]] = []
    for at, (value, mark) in enumerate(values):
        last, last_mark = joined[-1] if joined else ("", "R")
        if last_mark == "W":
            joined.pop()
            if at == len(values) - 1:
                joined += [(last, ""), (value, mark)]
            else:
                joined.append((last + value, mark))
        elif last in _PLACES and last_mark == "" and _has_number(value) and mark in ("", "?", "R"):
            joined[-1] = (last + value, mark)
        elif value in _PLACES and not mark and last.isalnum() and last.isascii() and last_mark == "?":
            joined[-1] = (value + last, "R")
        else:
            joined.append((value, mark))
    return joined


def _has_number(value: str) -> bool:
    return any(character.isdigit() for character in value)


def _too_long(value: str) -> bool:
    return len(value) > _LONGEST_NUMBER + 8 or any(
        len(run) > _LONGEST_NUMBER for run in re.findall("[0-9]+", value)
    )


def _assign(values: list[tuple[str, str]]) -> RoomTyped:
    parts: dict[str, str] = {}
    reached = -1
    for at, (value, mark) in enumerate(values):
        final = at == len(values) - 1
        role = mark
        if mark == "#":  # 3#501, 3# and 3栋501#
            role = "R" if final and "B" in parts else _vacant(parts)
        elif mark == "?":  # 12号 is a room at the end, a building before one (12号501)
            role = "R" if final and not (value.isalpha() and "B" not in parts) else _vacant(parts)
        elif not mark:
            role = "R" if final else _vacant(parts)
        elif mark == "B" and "B" in parts:  # 3栋A座1203, 3栋5楼501
            role = "F" if value.isdigit() else "E"
        if role not in _ORDER or _ORDER[role] <= reached:
            return RoomTyped()
        if role == "R" and not _has_number(value) and value not in _PLACES:
            return RoomTyped()
        reached = _ORDER[role]
        parts[role] = value
    if "F" in parts and not _apply_floor(parts):
        return RoomTyped()
    return RoomTyped(parts.get("B"), parts.get("E"), parts.get("R"))


def _vacant(parts: dict[str, str]) -> str:
    return "B" if not parts else "E" if "E" not in parts else ""


def _apply_floor(parts: dict[str, str]) -> bool:
    """Put the floor into the room: 5层01 and 5层501 are both 501; anything else is not understood."""
    floor, room = parts["F"], parts.get("R", "")
    if not floor.isdigit() or not room.isdigit():
        return False
    if len(room) <= 2:  # the door's number on its floor
        parts["R"] = floor + room.zfill(2)
    return parts["R"].startswith(floor) and len(parts["R"]) == len(floor) + 2
