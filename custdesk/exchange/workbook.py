"""Excel workbooks in and out: any .xlsx read into typed cells, any list written as a table.

Reading never trusts the file: its sizes are checked before it is opened, and whatever is wrong with it
becomes one sentence and a way out. Writing is `custdesk.exchange.table_file`.
"""

from __future__ import annotations

import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.exchange.container import SAVE_AS, SPLIT, packed_content
from custdesk.exchange.table_file import EXCEL_LINES, Column, Value, table_of, write_table
from custdesk.language import N_

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Cell", "Column", "Line", "Sheet", "Value", "read_workbook", "table_of", "write_table"]

_MOST_LINES: Final = 200_000
_MOST_COLUMNS: Final = 200
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\"")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
# What openpyxl and zipfile raise for files that are damaged or made by other programs; no bug of ours.
_DAMAGED: Final = (
    zipfile.BadZipFile, struct.error, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    EOFError, OverflowError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


class Cell(Struct, frozen=True):
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


class Line(Struct, frozen=True):
    """One line that holds something; `number` is Excel's, `cells` start at column A."""

    number: int
    cells: tuple[Cell, ...]


class Sheet(Struct, frozen=True):
    """One sheet: its lines in order, blank ones left out."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False


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
        if number > EXCEL_LINES:
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
