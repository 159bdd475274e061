"""One cell of a list at a time: what it holds, what it should perhaps hold, and why.

Nothing is changed without a word: whatever differs from the cell by more than blanks at its ends is a
Repair that shows both, and what cannot be read is a Problem. Numbers Excel stores without loss
(13812345678.0, 501 for 0501) are read, not repaired.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from custdesk.language import N_, Text
from custdesk.office.folding import fold
from custdesk.problem import Problem
from custdesk.rules.rooms import parse_room

if TYPE_CHECKING:
    from custdesk.exchange.workbook import Cell

_ERRORS: Final = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_NOTHING: Final = frozenset("无 没有 暂无 - -- — —— / \\ 不详 未知 n/a na none 空 0 . 。 ? ？".split())  # noqa: SIM905
_VACANT: Final = frozenset({"空置", "空房", "空置房", "未售", "未入住", "待售", "空"})
_KINDS: Final = (
    ("tenant", re.compile("租|tenant|lessee")),
    ("user", re.compile("使用|家属|家庭成员|亲|配偶|子女|父|母|住户|同住|user|family")),
    ("owner", re.compile("业主|户主|产权|屋主|本人|owner")),
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)  # noqa: SIM905
}
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_PHONE: Final = re.compile(
    r"1[3-9]\d{9}|0\d{2,3}-?[2-9]\d{6,7}|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4}|\+\d{8,15}|9\d{4,5}"
)
_EXTENSION: Final = re.compile(r"(?:-|转|轉)\d{1,6}$")
_SCIENCE: Final = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_DAY_TEXT: Final = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[ T]0?0:00(?::00)?)?")


class Repair(Struct, frozen=True):
    """A proposal to take another value than the cell holds; `certain` ones change only how it is written."""

    field: str
    was: str
    proposed: str
    why: Text
    certain: bool = False


class Findings(Struct):
    """What was noticed while one line was read."""

    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def repair(self, where: str, was: str, proposed: str, why: Text, *, certain: bool = False) -> None:
        """Note a proposed value."""
        self.repairs.append(Repair(where, was, proposed, why, certain))

    def problem(self, text: Text, where: str, *, grave: bool = True) -> None:
        """Note what is wrong; a grave problem keeps the line out."""
        self.problems.append(Problem(text, where, grave=grave))


def read_text(cell: Cell, where: str, found: Findings) -> str:
    """The cell's text with its ends trimmed; a formula without result and an Excel error are problems."""
    if cell.uncalculated:
        found.problem(N_("The formula has no stored result; open the file in Excel and save it again"), where)
        return ""
    if isinstance(cell.value, str) and cell.text.upper() in _ERRORS:
        found.problem(N_("The cell shows the error {shown}").having(shown=cell.text), where)
        return ""
    return cell.text


def read_line_text(cell: Cell, where: str, found: Findings) -> str:
    """Text that stands on one line: line breaks and runs of blanks become one blank."""
    text = read_text(cell, where, found)
    flat = re.sub(r"\s+", " ", text)
    if flat != text:
        found.repair(where, text, flat, N_("Line breaks and double blanks taken out"), certain=True)
    return flat


def read_name(cell: Cell, where: str, found: Findings) -> str:
    """A person's name; blanks inside a Chinese name go, two names in one cell are remarked on."""
    if isinstance(cell.value, (datetime.date, datetime.time, bool)):
        found.problem(N_("There is {shown} where a name should be").having(shown=cell.text), where)
        return ""
    text = read_text(cell, where, found)
    if fold(text) in _NOTHING or fold(text) in _VACANT:
        found.repair(where, text, "", N_("“{shown}” is no name").having(shown=text))
        return ""
    flat = re.sub(r"\s+", " ", text)
    if re.search(r"[㐀-鿿]", flat):
        flat = re.sub(r"(?<=[㐀-鿿]) (?=[㐀-鿿])", "", flat)
    if flat != text:
        found.repair(where, text, flat, N_("Blanks taken out of the name"), certain=True)
    if re.search(r"\d", flat) or re.search(r"[/、,，;；&]", flat):
        found.problem(N_("“{shown}” may be more than one name").having(shown=flat), where, grave=False)
    return flat


def read_kind(cell: Cell, where: str, found: Findings) -> str:
    """owner, tenant or user; "" when it does not say."""
    text = read_text(cell, where, found)
    if not text:
        return ""
    kind = next((kind for kind, pattern in _KINDS if pattern.search(fold(text))), "")
    if not kind:
        found.problem(N_("“{shown}” is neither owner, tenant nor user").having(shown=text), where)
    return kind


# --- days ---------------------------------------------------------------------------------------------------


def read_day(cell: Cell, where: str, found: Findings) -> datetime.date | None:
    """A whole date; a time beside it, a two-digit year and Excel's bare day number are proposals."""
    value = cell.value
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            found.repair(where, cell.text, f"{value:%Y-%m-%d}", N_("Only the day is kept"), certain=True)
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = read_text(cell, where, found)
    if not text:
        return None
    if fold(text) in _NOTHING:
        found.repair(where, text, "", N_("“{shown}” is no date").having(shown=text), certain=True)
        return None
    day, as_written = _day(text)
    if day is None:
        found.problem(N_("“{shown}” is no whole date").having(shown=text), where)
    elif not as_written:
        found.repair(where, text, day.isoformat(), N_("Read as {day}").having(day=day))
    return day


def _day(text: str) -> tuple[datetime.date | None, bool]:
    plain = unicodedata.normalize("NFKC", text)
    try:
        if whole := _DAY_TEXT.fullmatch(plain) or re.fullmatch(r"([12]\d{3})(\d\d)(\d\d)", plain):
            return datetime.date(*map(int, whole.groups())), True
        if short := re.fullmatch(r"(\d\d)[-/.](\d{1,2})[-/.](\d{1,2})", plain):
            year, month, day = map(int, short.groups())
            return datetime.date(2000 + year if year < 70 else 1900 + year, month, day), False
        if re.fullmatch(r"[2-5]\d{4}", plain):  # Excel's number of a day between 1954 and 2064
            return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(plain)), False
    except ValueError:
        pass
    return None, False


# --- phones -------------------------------------------------------------------------------------------------


def read_phones(cell: Cell, where: str, found: Findings) -> tuple[tuple[str, ...], str]:
    """The telephone numbers of a cell, and a remark written among them, both as proposed.

    A number whose last digits Excel has rounded away is a grave problem: nobody can repair it.
    """
    if isinstance(cell.value, (datetime.date, datetime.time, bool)):
        found.problem(
            N_("There is {shown} where a telephone number should be").having(shown=cell.text), where
        )
        return (), ""
    text = read_text(cell, where, found)
    if not text:
        return (), ""
    if isinstance(cell.value, (int, float)):
        return _counted(text, where, found), ""
    if fold(text) in _NOTHING:
        found.repair(where, text, "", N_("“{shown}” is no telephone number").having(shown=text), certain=True)
        return (), ""
    if science := _SCIENCE.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "")):
        return _from_science(science, text, where, found), ""
    return _written(text, where, found)


def _counted(text: str, where: str, found: Findings) -> tuple[str, ...]:
    if not text.isdigit() or text == "0":
        found.problem(N_("“{shown}” is no telephone number").having(shown=text), where)
        return ()
    if len(text) >= 10 and text.endswith("000000"):
        found.problem(N_("{shown} may have been rounded by Excel").having(shown=text), where)
    elif not _MOBILE.fullmatch(text) and re.fullmatch(r"10\d{8}|2\d{9}|[3-9]\d{9,10}", text):
        found.repair(where, text, f"0{text}", N_("Excel drops the 0 before an area code"))
        return (f"0{text}",)
    _judge(text, where, found)
    return (text,)


def _from_science(science: re.Match[str], text: str, where: str, found: Findings) -> tuple[str, ...]:
    lead, rest, power = science[1], science[2] or "", int(science[3])
    digits = lead + rest
    if len(digits) == power + 1 and not digits.endswith("000000"):
        found.repair(where, text, digits, N_("A number Excel wrote as a power of ten"))
        return (digits,)
    found.problem(
        N_("Excel has cut the number to {shown}; its last digits are lost").having(shown=text), where
    )
    return ()


def _written(text: str, where: str, found: Findings) -> tuple[tuple[str, ...], str]:
    plain = unicodedata.normalize("NFKC", text).translate(str.maketrans("－—–‐‑", "-----"))
    plain = re.sub(r"^(\d{7,12})\.0+$", r"\1", plain)
    pieces = [
        piece
        for piece in re.split(r"[/\\、,，;；\n\r|]+|(?<=\d{7})\s+(?=[01]\d{9,11}(?!\d))", plain)
        if piece.strip()
    ]
    phones = [_phone(piece) for piece in pieces]
    if len(phones) > 1 and all(phones):
        proposed = "、".join(filter(None, phones))
        found.repair(
            where, text, proposed, N_("Two numbers in one cell: the first is taken, the others kept beside")
        )
        return tuple(dict.fromkeys(filter(None, phones))), ""
    only = _phone(plain) if len(pieces) == 1 else None
    if only is not None:
        if only != text:
            found.repair(
                where, text, only, N_("Only signs and blanks are taken out of the number"), certain=True
            )
        return (only,), ""
    inside = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", plain)
    if len(inside) == 1 and not re.search(r"\d", plain.replace(inside[0], "")):
        found.repair(where, text, inside[0], N_("Words beside the number go to the remark"))
        return (inside[0],), text
    if len(pieces) == 1 and re.fullmatch(r"[\d+() -]{3,20}", text):
        _judge(text, where, found)
        return (text,), ""
    found.problem(N_("“{shown}” is no telephone number").having(shown=text), where)
    return (), ""


def _phone(piece: str) -> str | None:
    """One number in its usual spelling, or None when it is none."""
    bare = re.sub(r"[\s.·]+", "", piece)
    bare = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", bare)
    extension = _EXTENSION.search(bare)
    core, tail = (bare[: extension.start()], extension[0]) if extension else (bare, "")
    for number, end in ((bare, ""), (core, tail)):
        digits = re.sub(r"^(?:\+|00)?86-?(?=1[3-9])", "", number).replace("-", "")
        if _MOBILE.fullmatch(digits):
            return digits + end
        if _PHONE.fullmatch(number):
            return number + end
    return None


def _judge(phone: str, where: str, found: Findings) -> None:
    if not _PHONE.fullmatch(phone):
        found.problem(
            N_("{shown} has not the length of a telephone number").having(shown=phone), where, grave=False
        )


# --- rooms --------------------------------------------------------------------------------------------------


def read_room_text(cell: Cell, where: str, found: Findings) -> tuple[str, str]:
    """The text of a room, building or entrance cell, and a remark written behind it, both as proposed.

    Rooms Excel took for dates (3-5), for decimals (3.501) or wrote with full-width digits are proposals.
    """
    value = cell.value
    if isinstance(value, datetime.date):
        return _from_day(value, cell, where, found), ""
    if isinstance(value, (datetime.time, bool)):
        found.problem(N_("There is {shown} where a room should be").having(shown=cell.text), where)
        return "", ""
    text = read_text(cell, where, found)
    if isinstance(value, (int, float)):
        return _from_number(text, where, found), ""
    if not text or (parse_room(text) and text[:3].lower() not in _MONTHS):  # Mar-05 is no building MAR
        return _same_width(text, where, found), ""
    return _bent(text, where, found)


def _from_day(day: datetime.date, cell: Cell, where: str, found: Findings) -> str:
    shape = cell.number_format.lower().split(";")[0]
    shape = re.sub(r"\[.*?\]|\"[^\"]*\"|\\.", "", shape)
    if "y" in shape and "d" not in shape:  # typed 1-1901, kept as January 1901
        room = f"{day.month}-{day.year}" if day.day == 1 and not 1930 <= day.year < 2000 else ""
    elif 1900 < day.year < 1930 and day.day == 1:
        room = f"{day.month}-{day.year}"
    elif "y" in shape and day.year <= 2012:  # typed 3-2-12, kept as 2003-02-12
        room = f"{day.year % 100}-{day.month}-{day.day}"
    else:
        room = f"{day.month}-{day.day}"
    if not room:
        found.problem(N_("Excel made a date of the room: {shown}").having(shown=cell.text), where)
        return ""
    found.repair(where, cell.text, room, N_("Excel made a date of the room"))
    return room


def _from_number(text: str, where: str, found: Findings) -> str:
    if text.isdigit():
        if re.fullmatch(r"[345]\d{4}", text):
            found.problem(N_("{shown} may be a date Excel made of the room").having(shown=text), where)
        return text
    if re.fullmatch(r"\d{1,2}\.\d{3,4}", text):
        room = text.replace(".", "-")
        found.repair(where, text, room, N_("Excel took the room for a decimal"))
        return room
    found.problem(N_("“{shown}” is no room").having(shown=text), where)
    return ""


def _same_width(text: str, where: str, found: Findings) -> str:
    if day := _DAY_TEXT.fullmatch(text):  # 2027-03-05 is also three numbers
        return _from_day_text(day, text, where, found)
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        found.repair(where, text, plain, N_("Full-width signs written in half width"), certain=True)
    return plain


def _from_day_text(day: re.Match[str], text: str, where: str, found: Findings) -> str:
    year, month, number = map(int, day.groups())
    room = f"{month}-{number}" if year > 2012 or year < 2001 else f"{year % 100}-{month}-{number}"
    found.repair(where, text, room, N_("Excel made a date of the room"))
    return room


def _bent(text: str, where: str, found: Findings) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", text)
    if day := _DAY_TEXT.fullmatch(plain):
        return _from_day_text(day, text, where, found), ""
    room = ""
    if day := re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号]?", plain):
        room = f"{int(day[1])}-{int(day[2])}"
    elif (day := re.fullmatch(r"(\d{1,2})-([A-Za-z]{3})", plain)) and day[2].lower() in _MONTHS:
        room = f"{_MONTHS[day[2].lower()]}-{int(day[1])}"
    if room:
        found.repair(where, text, room, N_("Excel made a date of the room"))
        return room, ""
    slashed = re.fullmatch(r"(\d{1,2})(/\d{1,2})?/(\d{1,4})", plain)
    if slashed and (slashed[2] or int(slashed[3]) != int(slashed[1]) + 1):  # 15/16 are two rooms
        room = plain.replace("/", "-")
        found.repair(where, text, room, N_("The signs between the numbers are changed"))
        return room, ""
    remark = re.fullmatch(r"([^()]+)\(([^()]*)\)", plain)
    if remark and parse_room(remark[1]):
        found.repair(where, text, remark[1].strip(), N_("Words beside the room go to the remark"))
        return remark[1].strip(), remark[2].strip()
    found.problem(N_("“{shown}” is no room").having(shown=text), where)
    return "", ""
