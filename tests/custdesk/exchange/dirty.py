"""Dirty roster workbooks made by rules: combinations of what people and Excel do, with the truth beside."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl

from custdesk.rules.rooms import RoomKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗单曾仇解",
    "志明国强秀英丽娟建华晓东海燕文静雅琴子轩",
)
CHINESE = "零一二三四五六七八九"
HEADINGS = {
    "index": ("序号", "序號", "No."),
    "building": ("楼栋", "樓棟", "栋号", "幢号", "楼号"),
    "entrance": ("单元", "單元", "单元号"),
    "room": ("房号", "房號", "室号", "房间号", "单元房号", "门牌号"),
    "name": ("姓名", "业主姓名", "業主姓名", "户主", "联系人姓名", "业主"),
    "phone": ("电话", "聯絡電話", "联系电话", "手机号码", "手機", "联系方式（手机）"),
    "kind": ("身份", "身份（业主/租户）", "住户类型"),
    "moved_in_on": ("入住日期", "入住時間", "入伙日期"),
    "area": ("面积", "建筑面积(㎡)"),
    "card": ("身份证号",),
    "note": ("备注", "備註", "说明"),
    "tenant.name": ("租户姓名", "租戶姓名"),
    "tenant.phone": ("租户电话", "租客電話"),
}
KINDS = {"owner": ("业主", "業主", "户主"), "tenant": ("租户", "租客", "承租人"), "user": ("使用人", "家属")}

SILENT = (None, "无", "不详")  # the sheet says nothing, so the truth is nothing


@dataclass(frozen=True)
class Truth:
    """What one line of the sheet means for one person."""

    line: int
    unit: RoomKey
    name: str
    phone: str
    kind: str
    moved_in_on: datetime.date | None
    note: str
    hurt: frozenset[str] = frozenset()  # the fields some trouble was done to


@dataclass
class Sheet:
    """A workbook being spoilt."""

    seed: int
    chance: random.Random
    clean: bool
    truths: list[Truth] = field(default_factory=list)
    noise: list[int] = field(default_factory=list)  # lines that are no rows

    def often(self, probability: float) -> bool:
        """Whether a trouble happens; never in a clean workbook."""
        return not self.clean and self.chance.random() < probability


def make_dirty(seed: int, path: Path, *, clean: bool = False) -> tuple[list[Truth], list[int]]:
    """Write the dirty roster of a seed and return the truth of its lines and the lines that are no rows."""
    made = Sheet(seed, random.Random(seed), clean)
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    columns = _columns(made)
    first = _head(made, page, columns)
    _body(made, page, columns, first)
    book.save(path)
    return made.truths, made.noise


def _columns(made: Sheet) -> list[str]:
    pick = made.chance.choice
    columns = list(pick([("room",), ("building", "room"), ("building", "entrance", "room")]))
    columns += ["name", "phone", *pick([["kind"], [], ["tenant.name", "tenant.phone"]])]
    columns += pick([["moved_in_on"], []]) + pick([["note"], [], ["area", "note"]]) + pick([["card"], []])
    return (["index"] if made.chance.random() < 0.5 else []) + columns


def _head(made: Sheet, page: Any, columns: list[str]) -> int:
    """Titles, blank rows and one or two heading rows; returns the last heading row."""
    pick, line = made.chance.choice, 1
    for _ in range(pick([0, 1, 2]) if not made.clean else 0):
        page.cell(line, 1, pick(["翠湖花园业主资料", "业主花名册（2027年）", "制表：许志明  2027-03-05"]))
        if made.often(0.6):
            page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(columns))
        line += pick([1, 2])
    names = {column: pick(HEADINGS[column]) for column in columns}
    if names.get("room") == "单元房号" and "entrance" in columns:
        names["room"] = "室号"
    if made.often(0.35):
        _two_rows(made, page, columns, names, line)
        return line + 1
    for at, column in enumerate(columns, start=1):
        page.cell(
            line, at, names[column] + (" " if made.often(0.2) else "") + ("*" if made.often(0.1) else "")
        )
    return line


def _two_rows(made: Sheet, page: Any, columns: list[str], names: dict[str, str], line: int) -> None:
    groups = {"building": "房屋", "entrance": "房屋", "room": "房屋", "name": "业主信息", "phone": "业主信息",
              "tenant.name": "租户", "tenant.phone": "租户"}  # fmt: skip
    merge, start = made.chance.random() < 0.7, 1
    for at, column in enumerate(columns, start=1):
        group = groups.get(column, "")
        if not group:
            page.cell(line, at, names[column])
            if merge:
                page.merge_cells(start_row=line, start_column=at, end_row=line + 1, end_column=at)
            start = at + 1
            continue
        page.cell(line + 1, at, {"tenant.name": "姓名", "tenant.phone": "电话"}.get(column, names[column]))
        following = groups.get(columns[at], "") if at < len(columns) else ""
        if start == at or groups.get(columns[at - 2], "") != group:
            page.cell(line, at, group)
            start = at
        if merge and following != group and at > start:
            page.merge_cells(start_row=line, start_column=start, end_row=line, end_column=at)


def _estate(made: Sheet) -> list[RoomKey]:
    villas, entrances = made.chance.random() < 0.4, made.chance.choice([0, 2])
    rooms = []
    for building in made.chance.sample(range(1, 13), 3):
        for _ in range(6):
            floor, door = made.chance.randint(1, 29), made.chance.randint(1, 4)
            entrance = str(made.chance.randint(1, entrances)) if entrances and not villas else ""
            number = made.chance.randint(1, 28) if villas else floor * 100 + door
            rooms.append(RoomKey(str(building), entrance, str(number)))
    return sorted(set(rooms), key=lambda key: (int(key.building), key.entrance, int(key.room)))


def _body(made: Sheet, page: Any, columns: list[str], header: int) -> None:
    line, merged_from = header, 0
    rooms = _estate(made)
    if "entrance" not in columns and "building" in columns:
        rooms = [RoomKey(room.building, "", room.room) for room in rooms]
    before: RoomKey | None = None
    for number, unit in enumerate(rooms, start=1):
        line += 1
        if made.often(0.05):
            line += made.chance.randint(1, 2)
        if made.often(0.04):
            for at in range(1, len(columns) + 1):
                page.cell(line, at, page.cell(header, at).value or HEADINGS[columns[at - 1]][0])
            made.noise.append(line)
            line += 1
        if made.often(0.04):
            page.cell(line, 1, "合 计")
            page.cell(line, len(columns), 12)
            made.noise.append(line)
            line += 1
        same = before is not None and before.building == unit.building
        _row(made, page, columns, line, number, unit)
        if "building" in columns and same and line == merged_from + 1 and made.often(0.5):
            at = columns.index("building") + 1
            page.cell(line, at).value = None
            page.merge_cells(start_row=merged_from, start_column=at, end_row=line, end_column=at)
            made.truths = [_also(t, "building") if t.line == line else t for t in made.truths]
        elif not same or made.often(0.3):
            merged_from = line
        else:
            merged_from = line if made.chance.random() < 0.5 else -1
        before = unit
        if made.often(0.06):
            line = _again(made, page, columns, line)
    _tail(made, page, columns, line)


def _also(truth: Truth, where: str) -> Truth:
    return Truth(
        **{
            **{name: getattr(truth, name) for name in Truth.__dataclass_fields__},
            "hurt": truth.hurt | {where},
        }
    )


def _again(made: Sheet, page: Any, columns: list[str], line: int) -> int:
    """The same line once more, the room spelt differently: a duplicate."""
    truths = [truth for truth in made.truths if truth.line == line]
    for at in range(1, len(columns) + 1):
        page.cell(line + 1, at, page.cell(line, at).value)
    made.truths += [
        Truth(line + 1, t.unit, t.name, t.phone, t.kind, t.moved_in_on, t.note, t.hurt | {"name", *columns})
        for t in truths
    ]
    return line + 1


def _tail(made: Sheet, page: Any, columns: list[str], line: int) -> None:
    if made.often(0.4):
        page.cell(line + 1, 1, made.chance.choice(["合计", "总计：18户", "小计"]))
        made.noise.append(line + 1)
        line += 1
    if made.often(0.4):
        page.cell(line + 2, 1, "备注：以上资料由各片区管理员核对，如有出入请及时更正。")
        made.noise.append(line + 2)
    if made.often(0.4) and columns[0] == "index":
        for extra in range(3):
            page.cell(line + 4 + extra, 1, 19 + extra)
            made.noise.append(line + 4 + extra)
    if made.often(0.3):
        page.cell(line + 30, 2, "   ")


def _row(made: Sheet, page: Any, columns: list[str], line: int, number: int, unit: RoomKey) -> None:
    pick, hurt = made.chance.choice, set()
    name = pick(SURNAMES) + "".join(made.chance.sample(GIVEN, pick([1, 2])))
    phone = f"1{pick('3456789')}{made.chance.randint(0, 999_999_999):09d}"
    kind = pick(list(KINDS)) if "kind" in columns else "owner"
    day = datetime.date(2005, 1, 1) + datetime.timedelta(days=made.chance.randint(0, 8000))
    note = pick(["", "", "养狗", "=老人独居", "常年在外"])
    put: dict[str, Callable[[], Any]] = {
        "index": lambda: number,
        "building": lambda: _outer(made, unit.building, "栋", "building", hurt),
        "entrance": lambda: _outer(made, unit.entrance, "单元", "entrance", hurt),
        "room": lambda: _room(made, unit, columns, hurt),
        "name": lambda: _name(made, name, hurt),
        "phone": lambda: _phone(made, phone, "phone", hurt),
        "kind": lambda: pick(KINDS[kind]),
        "moved_in_on": lambda: _day(made, day, hurt),
        "area": lambda: 88.5,
        "card": lambda: "44030519800101" + str(1000 + number),
        "note": lambda: note or None,
    }
    tenant = "tenant.name" in columns and made.chance.random() < 0.5
    said = {column: put[column]() for column in columns if column in put}
    for at, column in enumerate(columns, start=1):
        _set(page.cell(line, at), said.get(column))
    name, phone = (
        "" if said[column] in SILENT else true for column, true in (("name", name), ("phone", phone))
    )
    moved = None if said.get("moved_in_on") in SILENT else day
    note = note if "note" in columns else ""
    if not tenant or name or phone:
        made.truths.append(Truth(line, unit, name, phone, kind, moved, note, frozenset(hurt)))
        moved, note = None, ""
    if tenant:
        other, call = pick(SURNAMES) + "租", f"139{made.chance.randint(0, 99_999_999):08d}"
        hurt = {where for where in hurt if where in ("building", "entrance", "room")}
        page.cell(line, columns.index("tenant.name") + 1, other)
        typed = _phone(made, call, "tenant.phone", hurt)
        _set(page.cell(line, columns.index("tenant.phone") + 1), typed)
        call = "" if typed in SILENT else call
        made.truths.append(Truth(line, unit, other, call, "tenant", moved, note, frozenset(hurt)))


def _set(cell: Any, value: Any) -> None:
    value, shape = value if isinstance(value, tuple) else (value, None)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if shape:
        cell.number_format = shape


def _outer(made: Sheet, value: str, mark: str, where: str, hurt: set[str]) -> Any:
    if not value:
        return None
    if made.often(0.08):
        hurt.add(where)
        return value.translate(FULL_WIDTH)
    if made.often(0.03) and where == "building":
        hurt.add(where)
        return None
    spelt = [int(value), value, value + mark, f" {value}{mark} "]
    if int(value) < 10:
        spelt.append(CHINESE[int(value)] + mark)
    return made.chance.choice(spelt) if not made.clean else value


def _room(made: Sheet, unit: RoomKey, columns: list[str], hurt: set[str]) -> Any:
    parts = [unit.building] if "building" not in columns else []
    parts += [unit.entrance] if unit.entrance and "entrance" not in columns else []
    parts += [unit.room]
    whole = "-".join(parts)
    if made.clean:
        return whole
    if made.often(0.25) and len(parts) == 2 and unit.building in parts:
        hurt.add("room")
        return _made_date(made, int(unit.building), int(unit.room)) or whole
    if made.often(0.04):
        hurt.add("room")
        return made.chance.choice(
            [None, "#REF!", f"{whole}/{int(unit.room) + 1}", f"{whole}（已售）", 46451, True]
        )
    if made.often(0.1):
        hurt.add("room")
        return whole.translate(FULL_WIDTH)
    if len(parts) == 1:
        return made.chance.choice(
            [int(unit.room), float(unit.room), unit.room, f"0{unit.room}", f"{unit.room}室"]
        )
    marks = ["栋", "单元", "室"] if len(parts) == 3 else ["栋", "室"]
    marked = "".join(part + mark for part, mark in zip(parts, marks, strict=True))
    return made.chance.choice(
        [
            whole,
            whole,
            marked,
            f" {whole} ",
            f"{whole}室",
            f"{parts[0]}#{'-'.join(parts[1:])}",
            whole.replace("-", "。"),
        ]
    )


def _made_date(made: Sheet, building: int, room: int) -> Any:
    if building <= 12 and room <= 28:
        day = datetime.datetime(2027, building, room)
        return made.chance.choice(
            [(day, 'm"月"d"日"'), (day, "yyyy-mm-dd"), (day, "d-mmm"), f"{building}月{room}日", f"2027-{building:02d}-{room:02d}",
             f"2027/{building}/{room}", f"{day.day}-{day:%b}", f"{building}/{room}"]
        )  # fmt: skip
    if building <= 12 and 1900 < room < 1930:
        return datetime.datetime(room, building, 1), "mmm-yy"
    if room > 100 and room % 10:
        return float(f"{building}.{room}")
    return None


def _name(made: Sheet, name: str, hurt: set[str]) -> Any:
    if made.often(0.1):
        return f" {name}　"
    if not made.often(0.12):
        return name
    hurt.add("name")
    return made.chance.choice(
        [" ".join(name), f"{name[0]}\n{name[1:]}", f"{name}、李四", None, datetime.datetime(2027, 3, 5), "无"]
    )


def _phone(made: Sheet, phone: str, where: str, hurt: set[str]) -> Any:
    if made.clean:
        return phone
    if made.often(0.3):
        return made.chance.choice([int(phone), float(phone), f" {phone}", (int(phone), "0.00E+00")])
    if not made.often(0.4):
        return phone
    hurt.add(where)
    split = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return made.chance.choice([
        split, split.replace(" ", "-"), split.replace(" ", "－"), phone.translate(FULL_WIDTH), f"+86 {phone}", f"{phone}.0",
        f"{phone}/13900001111", f"{phone} 13900001111", f"{phone}、0755-26881234", f"{phone[0]}.{phone[1:3]}E+10",
        f"{phone[0]}.{phone[1:]}E+10", int(phone[:3]) * 100_000_000, phone[:-1], f"{phone}（太太）", None, "无", phone + "1",
    ])  # fmt: skip


def _day(made: Sheet, day: datetime.date, hurt: set[str]) -> Any:
    plain = datetime.datetime.combine(day, datetime.time())
    if made.often(0.3):
        return made.chance.choice(
            [
                f"{day:%Y-%m-%d}",
                f"{day:%Y/%m/%d}",
                f"{day.year}年{day.month}月{day.day}日",
                f"{day:%Y.%m.%d}",
                f"{day:%Y%m%d}",
            ]
        )
    if not made.often(0.15):
        return plain
    hurt.add("moved_in_on")
    serial = (day - datetime.date(1899, 12, 30)).days
    return made.chance.choice(
        [
            f"{day:%y/%m/%d}",
            f"{day:%Y年%m月}",
            serial,
            None,
            "不详",
            plain.replace(hour=9),
            f"{day.month}-{day.day}",
        ]
    )
