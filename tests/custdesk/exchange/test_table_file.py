"""A table written by hand: what another program reads of it, its parts, its limits."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custdesk.exchange import table_file
from custdesk.exchange.table_file import Column, sheets_of, table_of, write_table
from custdesk.exchange.workbook import read_workbook

MOMENTS = st.datetimes(datetime.datetime(1901, 1, 1), datetime.datetime(2199, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.booleans(),
    MOMENTS,
    MOMENTS.map(datetime.datetime.date),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=8))
def test_whatever_is_written_is_read_back(tmp_path: Path, rows: list[list[Any]]):
    path = tmp_path / "a.xlsx"
    assert write_table(path, "表", ["甲", "乙", "丙"], rows) == len(rows)
    lines = {line.number: line.cells for line in read_workbook(path)[0].lines}
    for number, row in enumerate(rows, start=2):
        cells = [cell.value for cell in lines.get(number, ())] + [None] * 3
        for put, got in zip(row, cells, strict=False):
            assert got == kept(put) or (not str(kept(put) or "").strip() and not str(got or "").strip())


def kept(value: Any) -> Any:
    """What a cell can hold: a day is a moment, halves of a pair of characters are none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    return value


def test_what_a_sheet_cannot_hold_goes_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table_file, "EXCEL_LINES", 11)
    monkeypatch.setattr(table_file, "AT_ONCE", 4)
    path = tmp_path / "a.xlsx"
    for count, sheets in ((0, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (25, 3)):
        rows = ([f"第{place}行", place] for place in range(count))
        assert write_table(path, "投诉", ["内容", Column("数", 9)], rows) == count
        assert sheets_of(count) == sheets
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["投诉", "投诉 2", "投诉 3"][:sheets]
        found = []
        for sheet in book.worksheets:
            head, *lines = sheet.iter_rows(values_only=True)
            assert head == ("内容", "数")
            assert len(lines) <= 10
            assert sheet.freeze_panes == "A2"
            assert sheet.auto_filter.ref == f"A1:B{len(lines) + 1}"
            assert sheet.column_dimensions["B"].width == 9
            found += lines
        assert found == [(f"第{place}行", place) for place in range(count)]


def test_a_real_sheet_holds_a_million_lines():
    assert (sheets_of(0), sheets_of(1_048_575), sheets_of(1_048_576)) == (1, 1, 2)


def test_the_same_rows_make_the_same_file():
    rows = [["漏水", datetime.date(2027, 3, 5)], ["=1", None]]
    assert table_of("a", ["b", "c"], rows) == table_of("a", ["b", "c"], rows)


def test_every_part_is_sound_and_named():
    """A part that no reader was told of, or told wrongly, makes Excel offer to repair the file."""
    import io

    title = "<&'\"> 表"
    with zipfile.ZipFile(
        io.BytesIO(table_of(title, ["<甲>", '"乙"'], [["a & b", "<x>"], [" y", "z\n"]]))
    ) as packed:
        assert packed.testzip() is None
        parts = {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist()}
    named = {one.get("PartName", "")[1:] for one in parts["[Content_Types].xml"] if one.get("PartName")}
    assert named == set(parts) - {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    for source, folder in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        assert {folder + str(one.get("Target")) for one in parts[source]} <= set(parts)
    (sheets,) = [one for one in parts["xl/workbook.xml"] if one.tag.endswith("sheets")]
    assert [one.get("name") for one in sheets] == ["<&'\"> 表"]
    texts = [one.text for one in parts["xl/worksheets/sheet1.xml"].iter() if one.tag.endswith("}t")]
    assert texts == ["<甲>", '"乙"', "a & b", "<x>", " y", "z\n"]


def test_a_sheets_name_is_short_enough_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table_file, "EXCEL_LINES", 3)
    path = tmp_path / "a.xlsx"
    write_table(path, "很" * 40, ["a"], [["b"]] * 3)
    names = openpyxl.load_workbook(path).sheetnames
    assert [len(one) for one in names] == [29, 31]
    assert len(set(names)) == 2
