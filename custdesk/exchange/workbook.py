"""Excel workbooks in and out: any .xlsx read into typed cells, any list written as a table.

Reading never trusts the file: its sizes are checked before it is opened, and whatever is wrong with it
becomes one sentence and a way out. Writing never loses the file that was there before.
"""

from __future__ import annotations

import datetime
import errno
import io
import os
import re
import struct
import tempfile
import warnings
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from xml.etree.ElementTree import ParseError

from custdesk.errors import KnownError
from custdesk.exchange.container import SAVE_AS, SPLIT, packed_content
from custdesk.language import N_, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Value: TypeAlias = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

_MOST_LINES: Final = 200_000
_MOST_COLUMNS: Final = 200
_LONGEST_TEXT: Final = 32_000  # Excel holds 32,767 UTF-16 units in a cell
_EXCEL_LINES: Final = 1_048_576
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\"")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
# What openpyxl and zipfile raise for files that are damaged or made by other programs; no bug of ours.
_DAMAGED: Final = (
    zipfile.BadZipFile, struct.error, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OverflowError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as Excel holds it.

    `merged_from` is (line, column) of the cell a merged area shows its value from; `uncalculated` is a
    formula whose result the file does not hold.
    """

    value: Value = None
    number_format: str = "General"
    merged_from: tuple[int, int] | None = None
    uncalculated: bool = False

    @property
    def blank(self) -> bool:
        """Nothing in it but perhaps blanks."""
        return not self.uncalculated and (
            self.value is None or (isinstance(self.value, str) and not self.value.strip())
        )

    @property
    def text(self) -> str:
        """The value as plain text: 501 for 501.0, dates as 2027-03-05, ends trimmed."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, datetime.datetime):
            return (
                f"{self.value:%Y-%m-%d %H:%M}"
                if self.value.time() != datetime.time()
                else f"{self.value:%Y-%m-%d}"
            )
        return "" if self.value is None else str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something; `number` is Excel's, `cells` start at column A."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its lines in order, blank ones left out."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table to write; without a width one is chosen from the first rows."""

    heading: str
    width: float | None = None


# --- reading ------------------------------------------------------------------------------------------------


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read all sheets that hold anything, visible ones first, merged cells resolved.

    Raises KnownError for anything that is no readable .xlsx: missing, locked, encrypted, .xls, damaged,
    empty, or so large unpacked that it would take the machine down.
    """
    try:
        content = packed_content(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on every foreign style
            sheets = _sheets(content)
    except MemoryError:
        raise KnownError(N_("“{file}” is too large to read.").having(file=path.name), SPLIT) from None
    except _DAMAGED as trouble:
        raise KnownError(
            N_("“{file}” is damaged and cannot be read.").having(file=path.name), SAVE_AS
        ) from trouble
    if not any(sheet.lines for sheet in sheets):
        raise KnownError(
            N_("“{file}” is empty.").having(file=path.name), N_("Choose the file that holds the list.")
        )
    return tuple(sorted((sheet for sheet in sheets if sheet.lines), key=lambda sheet: sheet.hidden))


def _sheets(content: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # late: up to 0.8 s (design trap 17)

    results: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    sheets = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for sheet, twin in zip(results.worksheets, formulas.worksheets, strict=True):
                raw = packed.read(sheet._worksheet_path)  # noqa: SLF001 - the only way to its merged areas
                sheet.reset_dimensions()  # other programs declare wrong ones
                twin.reset_dimensions()
                calculated = _lines(sheet, twin if _FORMULA.search(raw) else None)
                lines = _merged(calculated, _areas(raw))
                sheets.append(Sheet(sheet.title, lines, sheet.sheet_state != "visible"))
    finally:
        results.close()
        formulas.close()
    return sheets


def _lines(sheet: Any, twin: Any) -> dict[int, list[Cell]]:
    lines: dict[int, list[Cell]] = {}
    rows = (
        zip_longest(sheet.iter_rows(), twin.iter_rows()) if twin else ((row, ()) for row in sheet.iter_rows())
    )
    for number, (row, source) in enumerate(rows, start=1):
        cells = [_cell(found) for found in row or ()]
        for at, formula in enumerate(source or ()):
            if formula.data_type == "f" and (at >= len(cells) or cells[at].value is None):
                cells += [Cell()] * (at + 1 - len(cells))
                cells[at] = Cell(uncalculated=True)
        if number > _EXCEL_LINES:
            raise KnownError(N_("The sheet “{sheet}” is too large to read.").having(sheet=sheet.title), SPLIT)
        while cells and cells[-1].blank:
            cells.pop()
        if not cells:
            continue
        if len(cells) > _MOST_COLUMNS or len(lines) >= _MOST_LINES:
            raise KnownError(N_("The sheet “{sheet}” is too large to read.").having(sheet=sheet.title), SPLIT)
        lines[number] = cells
    return lines


def _cell(found: Any) -> Cell:
    value = found.value
    if value is None:
        return Cell()
    if isinstance(value, datetime.timedelta):
        value = str(value)
    elif isinstance(value, str):
        value = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value)
    elif not isinstance(value, (bool, int, float, datetime.datetime, datetime.date, datetime.time)):
        value = str(value)
    return Cell(value, found.number_format or "General")


def _areas(raw: bytes) -> list[tuple[int, int, int, int]]:
    areas = []
    for left, top, right, bottom in _MERGE.findall(raw):
        areas.append((int(top), _column(left), int(bottom), _column(right)))
    return areas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _merged(lines: dict[int, list[Cell]], areas: list[tuple[int, int, int, int]]) -> tuple[Line, ...]:
    """Give every cell of a merged area its first cell's value; areas are clipped to where the list ends."""
    last = max(lines, default=0)
    widest = max(map(len, lines.values()), default=0)
    room = 2_000_000  # cells all areas together may fill; more is no list
    for top, left, bottom, right in areas:
        first = lines.get(top, [])
        if left > len(first) or first[left - 1].blank:
            continue
        bottom_used, right_used = min(bottom, last), min(right, widest)
        room -= (bottom_used - top + 1) * (right_used - left + 1)
        if room < 0:
            raise ValueError(areas)
        shown = first[left - 1]
        carried = Cell(shown.value, shown.number_format, (top, left), shown.uncalculated)
        for number in range(top, bottom_used + 1):
            cells = lines.setdefault(number, [])
            cells += [Cell()] * (right_used - len(cells))
            for at in range(left, right_used + 1):
                if cells[at - 1].blank:  # WPS keeps a value of its own under a merged area: that one counts
                    cells[at - 1] = carried
    return tuple(Line(number, tuple(lines[number])) for number in sorted(lines))


# --- writing ------------------------------------------------------------------------------------------------


def write_table(
    path: Path, title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Value]]
) -> int:
    """Write one list as an .xlsx with a frozen heading line, and return the number of rows.

    Text stays text: nothing a resident typed (=, +, -, @ first) becomes a formula. Dates are real dates.
    Written beside and renamed, so that a locked target or a full disk leaves the old file as it was.
    Raises KnownError when the file cannot be written.
    """
    made = [column if isinstance(column, Column) else Column(column) for column in columns]
    content, written = _table(title, made, rows)
    _put(path, content)
    return written


def table_of(title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return one list as the bytes of an .xlsx, as `write_table` writes it."""
    made = [column if isinstance(column, Column) else Column(column) for column in columns]
    return _table(title, made, rows)[0]


def _table(title: str, columns: list[Column], rows: Iterable[Sequence[Value]]) -> tuple[bytes, int]:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    coming = iter(rows)
    sample = list(islice(coming, 200))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    book.properties.title = _storable(title)
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns):
        width = column.width or _width([column.heading, *(row[at] for row in sample if at < len(row))])
        sheet.column_dimensions[get_column_letter(at + 1)].width = width
    headings = [_written(sheet, column.heading) for column in columns]
    for heading in headings:
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E8EEF4")
        heading.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.append(headings)
    written = 0
    for row in chain(sample, coming):
        written += 1
        if written >= _EXCEL_LINES:
            raise KnownError(
                N_("The list has more lines than an Excel sheet can hold."), N_("Choose a shorter period.")
            )
        sheet.append([_written(sheet, value) for value in row])
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{written + 1}"
    into = io.BytesIO()
    try:
        book.save(into)
    except OSError as trouble:  # openpyxl keeps the sheet in the temporary folder meanwhile
        raise KnownError(*_why_not(trouble, "")) from trouble
    return into.getvalue(), written


def _written(sheet: Any, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, (datetime.date, datetime.datetime)) and value.year < 1901:
        value = value.isoformat()  # Excel knows no earlier days
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=_storable(value))
        cell.data_type = "s"
        if value.lstrip(" \n").startswith(_DANGEROUS) or value.startswith(_DANGEROUS):
            cell.quotePrefix = True
        return cell
    plain: Any = value  # the stubs forget dates and times
    cell = WriteOnlyCell(sheet, value=plain)
    if isinstance(value, datetime.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, datetime.date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _storable(text: str) -> str:
    """Write as Excel itself does what XML cannot hold; cut, with a mark, what no cell can hold."""
    if len(text.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_TEXT:
        text = (
            text.encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST_TEXT].decode("utf-16-le", "ignore")
            + " […]"
        )
    text = text.encode("utf-8", "replace").decode("utf-8")  # halves of a character pair
    return _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _sheet_name(title: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip("' ")
    return plain.encode("utf-16-le", "ignore")[:62].decode("utf-16-le", "ignore") or "1"


def _width(values: Iterable[Value]) -> float:
    widest = max((_places(line) for value in values for line in _shown(value).splitlines()), default=0)
    return float(min(max(widest + 3, 8), 60))


def _shown(value: Value) -> str:
    return (
        f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, datetime.datetime)
        else str("" if value is None else value)
    )


def _places(text: str) -> int:
    return sum(1 if ord(character) < 0x1100 else 2 for character in text)


def _put(path: Path, content: bytes) -> None:
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=".~", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)  # noqa: PTH105 - both names are strings the system gave
    except OSError as trouble:
        if beside:
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108
        raise KnownError(*_why_not(trouble, path.name)) from trouble


def _why_not(trouble: OSError, name: str) -> tuple[Text, Text]:
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return N_("There is no room left on the disk."), N_(
            "Free some room, or choose another disk; nothing was lost."
        )
    if isinstance(trouble, (FileNotFoundError, NotADirectoryError)):
        return N_("The folder for “{file}” is not there.").having(file=name), N_("Choose another folder.")
    return (
        N_("“{file}” cannot be written; it may be open in another program.").having(file=name),
        N_("Close it in Excel or WPS, or choose another name; nothing was lost."),
    )
