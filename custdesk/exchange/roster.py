"""Rooms and residents from an Excel list (REC-43): read, diagnosed line by line, decided, handed over.

    sheet = read_workbook(path)[0]
    roster = examine(sheet, propose_columns(sheet))
    rows = accepted(roster.rows, Decisions(certain=True, taken=frozenset({(7, "room")})))

Nothing is imported here and nothing is changed silently: each row carries the repairs proposed for it
and the problems it has; a line that is no row is listed with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.errors import KnownError
from custdesk.exchange.decisions import Decisions, Row, Skipped, Undecided, accepted
from custdesk.exchange.headings import Mapping, Vocabulary, plain_heading, propose_mapping
from custdesk.exchange.roster_doctor import Repair
from custdesk.exchange.roster_lines import LineReader, RosterRow, lines_below
from custdesk.language import N_, Text
from custdesk.office.folding import fold
from custdesk.problem import Problem
from custdesk.rules.rooms import show_room

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Mapped

    from custdesk.exchange.workbook import Sheet
    from custdesk.rules.rooms import RoomKey

__all__ = [
    "FIELDS", "Decisions", "Mapping", "Repair", "Roster", "RosterRow", "Row", "Skipped", "Undecided", "accepted",
    "examine", "propose_columns",
]  # fmt: skip

FIELDS: Final = {
    "building": N_("Building"),
    "entrance": N_("Entrance"),
    "room": N_("Room"),
    "name": N_("Name"),
    "phone": N_("Phone"),
    "phone2": N_("Other phone"),
    "kind": N_("Owner, tenant or user"),
    "moved_in_on": N_("Moved in on"),
    "note": N_("Remark"),
    "tenant.name": N_("Tenant's name"),
    "tenant.phone": N_("Tenant's phone"),
}

_VOCABULARY: Final[Vocabulary] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "",
            r"证|序|^编号$|登记号|^no$|面积|车牌|性别|年龄|紧急|银行|账号|邮箱|mail|微信|qq|合同|费|楼层|层数|状态|是否",
        ),
        (
            "",
            r"人数|人口|房屋(类|性|用|编)|户型|业态|(联系|通讯|户籍|邮寄|单位)地址|工作|单位名称|职业|小区|项目|区域",
        ),
        (
            "kind",
            r"身份|类型|类别|性质|关系|^业主或?租户(或?(使用人|用户|使用者))?$|^ownertenant|^kind$|^type$",
        ),
        ("moved_in_on", r"入住|迁入|入伙|进住|搬入|moved?in"),
        (
            "phone2",
            r"(电话|手机|联系方式)[2二]|固话|座机|固定电话|(备用|其他|其它|住宅|家庭|办公)(电话|号码|联系)",
        ),
        ("phone", r"电话|手机|手提|联系方式|联络方式|tel|phone|mobile"),
        ("note", r"备注|附注|说明|remark|note|comment"),
        ("tenant.name", r"^(租户|租客|承租人|承租方|tenant)(姓名|名称|名字|name)?$"),
        (
            "name",
            r"姓名|名字|户主|产权人|名称|^name$|^(业主|住户|客户|顾客|使用人|屋主|owner|resident)(name)?$|联系人",
        ),
        (
            "room",
            r"房号|房屋|房产|单位|地址|住址|^unit|address|(栋|幢|座|楼|单元).*(室|房)|室号|房间|户号|门牌",
        ),
        ("room", r"^(室|房|户|铺)$|^room|铺号|商铺"),
        ("entrance", r"单元|梯|entrance|^门$"),
        ("building", r"楼栋|楼号|栋|幢|座|楼宇|楼|building|block|tower"),
    )
)


class Roster(Struct, frozen=True):
    """A whole list, diagnosed."""

    mapping: Mapping
    rows: tuple[RosterRow, ...]
    skipped: tuple[Skipped, ...] = ()


def propose_columns(sheet: Sheet) -> Mapping:
    """Find the heading of a roster and propose what each column holds (Simplified, Traditional, English)."""
    return propose_mapping(sheet, _VOCABULARY, _settle)


def _settle(found: Mapping) -> Mapping:
    """Decide between columns that claim the same field; owner and tenant side by side are two persons."""
    fields = list(found.fields)
    plain = [plain_heading(heading) for heading in found.headings]
    if (
        fields.count("room") > 1 and "building" in fields
    ):  # 楼栋, 室号 and a full address: the parts are clearer
        fields = [
            "" if re.search("地址|住址|address", heading) else name
            for name, heading in zip(fields, plain, strict=True)
        ]
    people = [at for at, name in enumerate(fields) if name in ("name", "tenant.name")]
    tenants = [at for at in people if re.search("租|tenant", plain[at]) and "业主" not in plain[at]]
    two = 0 < len(tenants) < len(people)
    kind = "tenant" if tenants and not two else "owner"
    for at, heading in enumerate(plain):
        if fields[at] in ("name", "tenant.name"):
            fields[at] = "tenant.name" if two and at in tenants else "name"
            kind = "user" if "使用" in heading and "业主" not in heading and kind == "owner" else kind
        elif two and fields[at] in ("phone", "phone2") and re.search("租|tenant", heading):
            fields[at] = "tenant.phone"
    seen: set[str] = set()
    for at, name in enumerate(fields):
        fields[at] = "phone2" if name == "phone" and name in seen and "phone2" not in fields else name
        if fields[at] in seen:
            fields[at] = ""
        seen.add(fields[at])
    return replace(found, fields=tuple(fields), kind=kind)


def examine(
    sheet: Sheet,
    mapping: Mapping,
    typed: Mapped[tuple[int, str], str] | None = None,
    tell: Callable[[int, int], bool] | None = None,
) -> Roster:
    """Diagnose every line of a sheet.

    `typed` holds what the person typed instead of a cell, by (line, field); "" clears it. Such a value is
    read as typed at the desk: checked, not repaired. `tell(done, total)` hears how far it is; False stops it.
    Raises KnownError when no room or name column is known, and when it was stopped.
    """
    if "room" not in mapping.fields or not {"name", "tenant.name"} & set(mapping.fields):
        raise KnownError(
            N_("No column for the room or the name was found."), N_("Say which column holds what.")
        )
    reader = LineReader(mapping, _VOCABULARY, typed or {})
    start = max(mapping.header_lines, default=0)
    for line in lines_below(sheet, start, tell):
        reader.read(line)
    return Roster(mapping, _compared(reader.rows), tuple(reader.skipped))


def _compared(rows: list[RosterRow]) -> tuple[RosterRow, ...]:
    """Add what only shows when lines are compared: persons and rooms entered twice, parts left out."""
    persons: dict[tuple[RoomKey, str], int] = {}
    spellings: dict[RoomKey, tuple[str, int]] = {}
    buildings = any(row.unit and row.unit.building for row in rows)
    entrances = {row.unit.building for row in rows if row.unit and row.unit.entrance}
    compared = []
    for row in rows:
        found: list[Problem] = []
        if row.unit is not None:
            numbered = row.unit.room[0].isdigit()
            if buildings and not row.unit.building and numbered:
                found.append(Problem(N_("The building is missing"), "building"))
            elif row.unit.building in entrances and not row.unit.entrance and numbered:
                found.append(_remark(N_("Other rooms of this building have an entrance"), "entrance"))
            spelt, line = spellings.setdefault(row.unit, (_spelling(row), row.line))
            if spelt != _spelling(row):
                why = N_("Room {room} is spelt differently in line {line}")
                found.append(_remark(why.having(room=show_room(row.unit), line=line), "room"))
            if row.name:
                person = (row.unit, fold(row.name))
                if person in persons:
                    why = N_("The same person and room as in line {line}")
                    found.append(Problem(why.having(line=persons[person]), "name"))
                persons.setdefault(person, row.line)
        compared.append(replace(row, problems=(*row.problems, *found)) if found else row)
    return tuple(compared)


def _remark(text: Text, where: str) -> Problem:
    return Problem(text, where, grave=False)


def _spelling(row: RosterRow) -> str:
    return re.sub(r"\s+", "", fold(row.room_text))
