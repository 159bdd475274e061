"""Any list written as an .xlsx, row by row as it comes: a million rows take no more memory than ten.

The parts of the file are written as ECMA-376 has them, with texts in their cells, as Excel and WPS read them; a general
library takes fifteen times as long for the same rows. Writing never loses the file that was there before.
"""

from __future__ import annotations

import datetime
import errno
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, TypeAlias
from xml.sax.saxutils import escape

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.patience import AT_THE_DESK, whole

Value: TypeAlias = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None

EXCEL_LINES: Final = 1_048_576
SAMPLE: Final = 200  # rows a column's width is chosen from
AT_ONCE: Final = 200  # rows handed to the packer at once
LEVEL: Final = 4  # of the packer: hardly larger than its usual 6, in half the time
_LONGEST_TEXT: Final = 32_000  # Excel holds 32,767 UTF-16 units in a cell
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
#: what keeps a text from standing in XML as it is
_SPECIAL: Final = re.compile("[&<>\x00-\x1f\ufffe\uffff\ud800-\udfff]|_x|^ | $")
_EPOCH: Final = datetime.datetime(1899, 12, 30)
_FIRST_YEAR: Final = 1901  # Excel knows no earlier days
#: the styles of cells, by their place in `_STYLES`
_HEADING, _MOMENT, _DAY, _TIME, _QUOTED = 1, 2, 3, 4, 5
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES: Final = f"""{_XML}<styleSheet {_MAIN}><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>\
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="166" formatCode="h:mm:ss"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1" quotePrefix="1">\
<alignment vertical="center" wrapText="1"/></xf>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


class Column(Struct, frozen=True):
    """A column of a table to write; without a width one is chosen from the first rows."""

    heading: str
    width: float | None = None


def write_table(
    path: Path, title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Value]]
) -> int:
    """Write one list as an .xlsx with a frozen heading line, and return the number of rows.

    Text stays text: nothing a resident typed (=, +, -, @ first) becomes a formula. Dates are real dates. What a sheet
    cannot hold goes on on the next. Written beside and renamed, so that a locked target or a full disk leaves the old
    file as it was. Raises KnownError when the file cannot be written.
    """
    try:
        with whole(path, seconds=AT_THE_DESK) as part, part.open("xb") as file:
            return _write(file, title, columns, rows)
    except OSError as trouble:
        raise KnownError(*_why_not(trouble, path.name)) from trouble


def table_of(title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return one list as the bytes of an .xlsx, as `write_table` writes it."""
    into = io.BytesIO()
    _write(into, title, columns, rows)
    return into.getvalue()


def sheets_of(rows: int) -> int:
    """Return how many sheets a list of so many rows takes."""
    return max(-(-rows // (EXCEL_LINES - 1)), 1)


def _write(
    into: IO[bytes], title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Value]]
) -> int:
    made = [column if isinstance(column, Column) else Column(column) for column in columns]
    coming = iter(rows)
    sample = list(islice(coming, SAMPLE))
    coming, sheets, written = chain(sample, coming), 0, 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed:
        while True:
            sheets += 1
            with packed.open(_part(f"xl/worksheets/sheet{sheets}.xml"), "w", force_zip64=True) as sheet:
                count = _write_sheet(sheet, made, sample, coming)
            written += count
            first = next(coming, None) if count == EXCEL_LINES - 1 else None
            if first is None:
                break
            coming = chain([first], coming)
        for name, content in _frame(title, sheets, made, written):
            packed.writestr(_part(name), content.encode("utf-8", "replace"))
    return written


def _part(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)  # of no date: the same rows make the same file
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


# --- a sheet ------------------------------------------------------------------------------------------------


def _write_sheet(
    sheet: IO[bytes],
    columns: list[Column],
    sample: Sequence[Sequence[Value]],
    coming: Iterator[Sequence[Value]],
) -> int:
    """Write one sheet of as many rows as it can hold; return their number."""
    letters = [_letters(place) for place in range(len(columns))]
    widths = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{_width(column, at, sample):g}" customWidth="1"/>'
        for at, column in enumerate(columns)
    )
    heads = "".join(
        f'<c r="{letter}1" s="{_HEADING}" t="inlineStr"><is>{_text(column.heading)}</is></c>'
        for letter, column in zip(letters, columns, strict=True)
    )
    front = (
        f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr baseColWidth="8" defaultRowHeight="15"/>{f"<cols>{widths}</cols>" if widths else ""}'
        f'<sheetData><row r="1">{heads}</row>'
    )
    sheet.write(front.encode("utf-8", "replace"))
    line = 1
    while line < EXCEL_LINES:
        rows = list(islice(coming, min(AT_ONCE, EXCEL_LINES - line)))
        if not rows:
            break
        said = "".join([_row(line + at, letters, row) for at, row in enumerate(rows, 1)])
        sheet.write(said.encode("utf-8", "replace"))
        line += len(rows)
    filtered = f'<autoFilter ref="A1:{letters[-1]}{line}"/>' if letters else ""
    sheet.write(f"</sheetData>{filtered}</worksheet>".encode())
    return line - 1


def _row(line: int, letters: list[str], row: Sequence[Value]) -> str:
    cells = [f'<row r="{line}">']
    for letter, value in zip(letters, row):  # noqa: B905 - a short row leaves its last cells empty
        if value is None or value == "":
            continue
        if isinstance(value, str):
            style = f' s="{_QUOTED}"' if value[0] in _SUSPECT and _is_dangerous(value) else ""
            said = (
                f"<t>{value}</t>"
                if len(value) < _LONGEST_TEXT // 2 and not _SPECIAL.search(value)
                else _text(value)
            )
            cells.append(f'<c r="{letter}{line}"{style} t="inlineStr"><is>{said}</is></c>')
        else:
            cells.append(f'<c r="{letter}{line}"{_figure(value)}</c>')
    cells.append("</row>")
    return "".join(cells)


def _figure(value: float | datetime.date | datetime.time) -> str:
    """Return what a cell holds that is no text: its style and its value."""
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v>'
    if isinstance(value, int | float):
        return f"><v>{value!r}</v>"
    if isinstance(value, datetime.time):
        whole_day = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
        return f' s="{_TIME}"><v>{whole_day / 86_400!r}</v>'
    if value.year < _FIRST_YEAR:
        return f' t="inlineStr"><is><t>{value.isoformat()}</t></is>'
    if isinstance(value, datetime.datetime):
        passed = value - _EPOCH
        return f' s="{_MOMENT}"><v>{passed.days + passed.seconds / 86_400!r}</v>'
    return f' s="{_DAY}"><v>{value.toordinal() - _EPOCH.toordinal()}</v>'


_SUSPECT: Final = frozenset("".join(_DANGEROUS) + " \n")


def _is_dangerous(text: str) -> bool:
    return text.lstrip(" \n").startswith(_DANGEROUS) or text.startswith(_DANGEROUS)


def _text(text: str) -> str:
    """Write as Excel itself does what XML cannot hold; cut, with a mark, what no cell can hold."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * _LONGEST_TEXT:
        text = units[: 2 * _LONGEST_TEXT].decode("utf-16-le", "ignore") + " […]"
    said = _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f'<t xml:space="preserve">{escape(said)}</t>'


def _letters(place: int) -> str:
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _width(column: Column, place: int, sample: Sequence[Sequence[Value]]) -> float:
    if column.width:
        return column.width
    values = [column.heading, *(row[place] for row in sample if place < len(row))]
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


# --- around it ----------------------------------------------------------------------------------------------


def _frame(title: str, sheets: int, columns: list[Column], written: int) -> Iterator[tuple[str, str]]:
    """Return what every workbook holds besides its sheets."""
    names, last = _sheet_names(title, sheets), _letters(len(columns) - 1)
    parts = range(1, sheets + 1)
    lines = [min(written - (place - 1) * (EXCEL_LINES - 1), EXCEL_LINES - 1) + 1 for place in parts]
    listed = "".join(
        f'<sheet name="{escape(name, _QUOTES)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, name in zip(parts, names, strict=True)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at - 1}" hidden="1">'
        f"{escape(_quoted(name))}!$A$1:${last}${line}</definedName>"
        for at, name, line in zip(parts, names, lines, strict=True)
    )  # fmt: skip
    defined = f"<definedNames>{filters}</definedNames>" if columns else ""
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets>{defined}</workbook>",
    )
    yield "xl/styles.xml", _STYLES
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            *((f"rId{at}", f"{_OFFICE}/worksheet", f"worksheets/sheet{at}.xml") for at in parts),
            (f"rId{sheets + 1}", f"{_OFFICE}/styles", "styles.xml"),
        ),
    )
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    yield (
        "_rels/.rels",
        _relations(
            ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"), ("rId2", core, "docProps/core.xml")
        ),
    )
    yield (
        "docProps/core.xml",
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(_ESCAPE.sub("", title))}</dc:title>'
        "</cp:coreProperties>",
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for at in parts
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    )


_QUOTES: Final = {'"': "&quot;"}


def _relations(*relations: tuple[str, str, str]) -> str:
    found = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _sheet_names(title: str, sheets: int) -> list[str]:
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]", " ", title).strip("' ")
    ends = ["" if at == 1 else f" {at}" for at in range(1, sheets + 1)]
    most = 31 - len(ends[-1])  # of UTF-16 units
    short = plain.encode("utf-16-le", "ignore")[: 2 * most].decode("utf-16-le", "ignore") or "1"
    return [short + end for end in ends]


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


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
