"""Her old complaint register in Excel, read into closed complaints that keep their old numbers (REC-03, REC-04)."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.errors import KnownError
from custdesk.exchange.decisions import Skipped
from custdesk.exchange.headings import Mapping, Vocabulary, propose_mapping
from custdesk.exchange.roster_doctor import (
    Findings,
    Repair,
    read_day,
    read_line_text,
    read_name,
    read_phones,
    read_room_text,
    read_text,
)
from custdesk.exchange.roster_lines import LineReader, lines_below, own_cell, repeats_heading
from custdesk.exchange.workbook import Cell
from custdesk.language import N_, Text
from custdesk.office.folding import fold
from custdesk.problem import Problem
from custdesk.rules.rooms import RoomKey, parse_room

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Mapped

    from custdesk.exchange.workbook import Line, Sheet

FIELDS: Final = {
    "old_number": N_("Old number"),
    "received_at": N_("Received"),
    "room": N_("Room"),
    "complainant": N_("Complainant"),
    "phone": N_("Phone"),
    "content": N_("Complaint", "content"),
    "result": N_("Result"),
    "handler": N_("Handler"),
    "closed_on": N_("Closed on"),
    "note": N_("Remark"),
}
_VOCABULARY: Final[Vocabulary] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("closed_on", r"(结案|关闭|完成|办结|销单|处理完|回复|办理完)(日期|时间|日|时)|^(结案|关闭)$|closed"),
        (
            "received_at",
            r"(投诉|接|来电|来访|登记|受理|发生)[^内人号]*(日期|时间|日|时)|^(日期|时间|date|received)$",
        ),
        ("old_number", r"编号|单号|投诉号|登记号|^(no|number|oldnumber|号)$"),
        ("", r"^序号?$|满意|回访|签|部门|类别|类型|性质|方式|渠道|是否|状态"),
        ("phone", r"电话|手机|联系方式|联络方式|tel|phone|mobile"),
        ("room", r"房号|房屋|单位|地址|住址|室号|房间|楼栋|门牌|位置|unit|room|address"),
        ("handler", r"(处理|承办|经办|责任|跟进|接待|接单)人|经手|负责人|handler"),
        ("complainant", r"投诉人|投诉者|姓名|业主|住户|客户|顾客|来访人|来电人|complainant|name"),
        ("result", r"结果|处理(情况|措施|经过|意见|办法|过程)?$|处置|整改|措施|result"),
        ("content", r"内容|事项|事由|问题|情况|投诉$|content|complaint"),
        ("note", r"备注|附注|说明|remark|note"),
    )
)
_MOMENT: Final = re.compile(
    r"(.*?\d)(?:\s*日\s*|\s*[ T　]\s*)(上午|下午|晚上?|早上?|am|pm)?\s*(\d{1,2})[:：时點点](\d{2})?(?::\d{2})?分?"
)
_TOTALS: Final = re.compile(r"^(合计|总计|小计|共计|累计|total)")


class OldComplaint(Struct, frozen=True):
    """One line of the old register, with every value as proposed.

    `unit` is None where the room cannot be read; `room_text` always has what the cell said.
    `timed` tells whether the register gave a time of day or only a date (then 00:00 is no statement).
    """

    line: int
    old_number: str
    received_at: datetime.datetime | None
    timed: bool
    unit: RoomKey | None
    room_text: str
    complainant: str
    phone: str
    content: str
    result: str
    handler: str
    closed_on: datetime.date | None
    note: str
    other_phones: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


class OldRegister(Struct, frozen=True):
    """The whole register, diagnosed; decide with `custdesk.exchange.decisions.accepted`."""

    mapping: Mapping
    rows: tuple[OldComplaint, ...]
    skipped: tuple[Skipped, ...] = ()


def propose_register_columns(sheet: Sheet) -> Mapping:
    """Find the heading of an old complaint register and propose what each column holds."""
    return propose_mapping(sheet, _VOCABULARY, _settle)


def _settle(found: Mapping) -> Mapping:
    seen: set[str] = set()
    fields = []
    for name in found.fields:
        fields.append("" if name in seen else name)
        seen.add(name)
    return replace(found, fields=tuple(fields))


def examine_register(
    sheet: Sheet,
    mapping: Mapping,
    typed: Mapped[tuple[int, str], str] | None = None,
    tell: Callable[[int, int], bool] | None = None,
) -> OldRegister:
    """Diagnose every line; `typed` replaces cells by (line, field), `tell` hears how far it is.

    Raises KnownError without a column for date or content, and when it was stopped.
    """
    if not {"received_at", "content"} <= set(mapping.fields):
        raise KnownError(
            N_("No column for the date or the content was found."), N_("Say which column holds what.")
        )
    reader = LineReader(mapping, _VOCABULARY, typed or {})
    start = max(mapping.header_lines, default=0)
    rows: list[OldComplaint] = []
    skipped: list[Skipped] = []
    for line in lines_below(sheet, start, tell):
        why = _no_row(line, reader)
        if why is None:
            rows.append(_row(line, reader))
        else:
            skipped.append(Skipped(line.number, why))
    return OldRegister(mapping, _compared(rows), tuple(skipped))


def _no_row(line: Line, reader: LineReader) -> Text | None:
    if any(number == line.number for number, _ in reader.typed):
        return None
    if repeats_heading(line, reader.mapping, _VOCABULARY):
        return N_("The heading once more")
    own = [(at, own_cell(line, at)) for at in range(len(line.cells))]
    filled = [(at, cell) for at, cell in own if not cell.blank and cell.merged_from is None]
    if filled and _TOTALS.match(re.sub(r"\s+", "", fold(filled[0][1].text))):
        return N_("A line of totals")
    mapped = [at for at, _ in filled if at < len(reader.mapping.fields) and reader.mapping.fields[at]]
    if not mapped:
        return N_("Nothing but blank cells, running numbers or columns that are not imported")
    if len(filled) == 1 and reader.mapping.fields[mapped[0]] not in ("content", "received_at", "result"):
        return N_("A remark, no row")
    return None


def _row(line: Line, reader: LineReader) -> OldComplaint:
    found = Findings()
    number = reader.take(line, "old_number", found, read_line_text)
    received, timed = reader.take(line, "received_at", found, read_moment)
    room = reader.take(line, "room", found, _read_room)
    who = reader.take(line, "complainant", found, read_name)
    phones, beside = reader.take(line, "phone", found, read_phones)
    content, result, handler, note = (
        reader.take(line, name, found, read_text) for name in ("content", "result", "handler", "note")
    )
    closed = reader.take(line, "closed_on", found, read_day)
    full = "；".join(filter(None, (note, beside)))
    if full != note:
        found.repair("note", note, full, N_("Words found beside a room or a number"))
    unit = parse_room(room).key()
    if room and unit is None and not any(problem.field == "room" for problem in found.problems):
        found.problem(
            N_("“{shown}” is no single room; the text is kept").having(shown=room), "room", grave=False
        )
    _require(found, received, closed, content, result)
    return OldComplaint(
        line.number, number, received, timed, unit, room, who, phones[0] if phones else "", content, result, handler,
        closed, full, tuple(dict.fromkeys(phones[1:])), tuple(found.repairs), tuple(found.problems),
    )  # fmt: skip


def _require(
    found: Findings,
    received: datetime.datetime | None,
    closed: datetime.date | None,
    content: str,
    result: str,
) -> None:
    named = {problem.field for problem in found.problems}
    if received is None and "received_at" not in named:
        found.problem(N_("The date of receipt is missing"), "received_at")
    if not content and "content" not in named:
        found.problem(N_("The content is missing"), "content")
    if closed is None and "closed_on" not in named:
        found.problem(
            N_("No closing date: an open complaint is entered by hand, a closed one needs its date"),
            "closed_on",
        )
    if not result and "result" not in named:
        found.problem(N_("The result is missing"), "result", grave=False)
    if received and closed and closed < received.date():
        found.problem(N_("Closed before it was received"), "closed_on")


def read_moment(cell: Cell, where: str, found: Findings) -> tuple[datetime.datetime | None, bool]:
    """A date with or without a time of day, and whether there was a time."""
    if isinstance(cell.value, datetime.datetime):
        whole = (cell.value + datetime.timedelta(milliseconds=500)).replace(
            microsecond=0
        )  # stored as a fraction
        minute = whole.replace(second=0)
        if whole != minute:
            found.repair(
                where, f"{whole}", f"{minute:%Y-%m-%d %H:%M}", N_("Only minutes are kept"), certain=True
            )
        return minute, minute.time() != datetime.time() or "h" in cell.number_format.lower()
    if timed := _MOMENT.fullmatch(cell.text):
        hour, minutes = int(timed[3]), int(timed[4] or 0)
        half = timed[2] or ""
        if half in ("下午", "晚", "晚上", "pm") and hour < 12:
            hour += 12
        day_text = timed[1] + ("日" if "月" in timed[1] else "")
        day = read_day(Cell(day_text), where, found)
        if day is not None and hour < 24 and minutes < 60:
            return datetime.datetime.combine(day, datetime.time(hour, minutes)), True
        if day is not None:
            found.problem(N_("“{shown}” is no whole date").having(shown=cell.text), where)
        return None, False
    day = read_day(cell, where, found)
    return (None, False) if day is None else (datetime.datetime.combine(day, datetime.time()), False)


def _read_room(cell: Cell, where: str, found: Findings) -> str:
    """The room's text: repaired where Excel bent it, kept as it is where it is no room (大堂, 电梯口)."""
    tried = Findings()
    text, remark = read_room_text(cell, where, tried)
    if tried.problems or remark:
        bad = cell.uncalculated or cell.text.startswith("#") or not isinstance(cell.value, str)
        if bad:
            found.problems += tried.problems
            return ""
        return read_line_text(cell, where, found)
    found.repairs += tried.repairs
    return text


def _compared(rows: list[OldComplaint]) -> tuple[OldComplaint, ...]:
    """Add what only shows when lines are compared: old numbers given twice, the same complaint twice."""
    numbers: dict[str, int] = {}
    matters: dict[tuple[object, ...], int] = {}
    compared = []
    for row in rows:
        found: list[Problem] = []
        number = fold(row.old_number)
        if number and numbers.setdefault(number, row.line) != row.line:
            why = N_("Number {number} is also in line {line}")
            found.append(Problem(why.having(number=row.old_number, line=numbers[number]), "old_number"))
        matter = (row.received_at, fold(row.room_text), fold(row.content))
        if row.content and matters.setdefault(matter, row.line) != row.line:
            why = N_("The same complaint as in line {line}")
            found.append(Problem(why.having(line=matters[matter]), "content", grave=False))
        compared.append(replace(row, problems=(*row.problems, *found)) if found else row)
    return tuple(compared)
