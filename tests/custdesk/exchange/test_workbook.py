"""Excel in and out: no file crashes the reader, no text becomes a formula, no target is lost."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from custdesk.errors import KnownError
from custdesk.exchange.workbook import Column, Sheet, read_workbook, write_table

INJECTIONS = ("=1+1", "+86 138", "-5", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "＝1+1", " =2", "#N/A")  # fmt: skip


def said(path: Path) -> str:
    with pytest.raises(KnownError) as trouble:
        read_workbook(path)
    assert trouble.value.way_out is not None
    return trouble.value.text.msgid


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "投诉.xlsx"
    day, moment = datetime.date(2027, 3, 5), datetime.datetime(2027, 3, 5, 10, 5)
    rows = [["3-2-501", day, moment, 12, 1.5, None], ["0501", None, None, 0, -1.0, "_x0041_ \x07 a\nb"]]
    assert (
        write_table(path, "投诉[登记]", ["房号", Column("日期", 14), "时间", "数", "率", "备注"], rows) == 2
    )
    (sheet,) = read_workbook(path)
    assert sheet.name == "投诉 登记"
    found = [[cell.value for cell in line.cells] for line in sheet.lines]
    assert found[1] == ["3-2-501", datetime.datetime(2027, 3, 5), moment, 12, 1.5]
    assert found[2] == ["0501", None, None, 0, -1, "_x0041_ \x07 a\nb"]
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    assert book.active.freeze_panes == "A2"
    assert book.active["B2"].is_date
    assert book.active.column_dimensions["B"].width == 14


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "=1", ["=cmd", "b"], [[text, "x"] for text in INJECTIONS])
    (sheet,) = read_workbook(path)
    assert [line.cells[0].value for line in sheet.lines] == ["=cmd", *INJECTIONS]
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    for at, text in enumerate(INJECTIONS, start=2):
        cell = book.active.cell(at, 1)
        assert cell.data_type == "s", text
        assert cell.quotePrefix is (text != "#N/A"), text
    with zipfile.ZipFile(path) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "a", ["a"], [["漏" * 40_000]])
    (sheet,) = read_workbook(path)
    assert str(sheet.lines[1].cells[0].value).endswith(" […]")


def test_merged_cells_hidden_sheets_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A2"], sheet["B2"], sheet["B3"], sheet["C9"] = "3栋", "张三", "李四", "  "
    sheet.merge_cells("A2:A3")
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"]["A1"] = "x"
    book.create_sheet("空")
    book.save(path)
    shown, hidden = read_workbook(path)
    assert (hidden.name, hidden.hidden, shown.hidden) == ("藏", True, False)
    assert [line.number for line in shown.lines] == [2, 3]
    assert shown.lines[1].cells[0].value == "3栋"
    assert shown.lines[1].cells[0].merged_from == (2, 1)
    assert shown.lines[0].cells[0].merged_from is None


def test_a_formula_without_a_result_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["3-1", '="3-"&501'])
    book.save(path)
    (sheet,) = read_workbook(path)
    assert sheet.lines[0].cells[1].uncalculated
    assert not sheet.lines[0].cells[1].blank


def test_files_that_are_no_workbook_get_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert "not there" in said(tmp_path / "none.xlsx")
    assert "cannot be opened" in said(tmp_path)
    assert "mark Excel leaves" in said(tmp_path / "~$a.xlsx")
    path.write_bytes(b"")
    assert "empty" in said(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "old kind" in said(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in said(path)
    path.write_bytes("房号,姓名\n3-501,张三".encode("gbk"))
    assert "no Excel workbook" in said(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word.txt", "x")
    assert "no Excel workbook" in said(path)
    openpyxl.Workbook().save(path)
    assert "empty" in said(path)


def test_a_file_that_unpacks_enormously_is_never_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/workbook.xml", b"\0" * 60_000_000)
    assert "too large" in said(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="1"', b'<row r="99999999"'),
        (b"<sheetData>", b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'),
        (b"<sheetData>", b"<sheetData><"),
        (b"<worksheet", b"<nothing"),
    ],
)
def test_a_sheet_bent_by_hand_is_read_or_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "a", ["房号"], [["3-501"]])
    bent = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bent, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(old, new))
    sheets: tuple[Sheet, ...] = ()
    with suppress(KnownError):
        sheets = read_workbook(bent)
    assert all(sheet.lines[-1].cells[0].value == "3-501" for sheet in sheets)


def test_a_truncated_workbook_never_crashes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "a", ["房号"], [["3-501"]] * 20)
    whole = path.read_bytes()
    for cut in range(0, len(whole), 97):
        path.write_bytes(whole[:cut])
        assert said(path)
    for at in range(40, len(whole), 61):  # a flipped byte: read or refused, no crash
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with suppress(KnownError):
            read_workbook(path)


def test_a_target_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.mkdir()  # on Linux as root nothing else refuses a rename
    with pytest.raises(KnownError) as trouble:
        write_table(path, "a", ["a"], [["b"]])
    assert "cannot be written" in trouble.value.text.msgid
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(KnownError) as trouble:
        write_table(tmp_path / "none" / "a.xlsx", "a", ["a"], [["b"]])
    assert "folder" in trouble.value.text.msgid


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX thing")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, "a", ["a"], [["old"]])
    before = path.read_bytes()
    child = """
import resource, signal, sys, pathlib, io
from custdesk.errors import KnownError
from custdesk.exchange.workbook import write_table
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_table(pathlib.Path(sys.argv[1]), "a", ["a"], [["new"]])
except KnownError as trouble:
    print(trouble.text.msgid)
"""
    ran = subprocess.run(
        [sys.executable, "-c", child, str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert "no room left" in ran.stdout
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_row_source_that_fails_writes_nothing(tmp_path: Path) -> None:
    def rows() -> object:
        yield ["a"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_table(tmp_path / "a.xlsx", "a", ["a"], rows())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_of_the_1904_calendar_gives_true_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = datetime.date(2027, 3, 5)
    into = io.BytesIO()
    book.save(into)
    (tmp_path / "a.xlsx").write_bytes(into.getvalue())
    assert read_workbook(tmp_path / "a.xlsx")[0].lines[0].cells[0].value == datetime.datetime(2027, 3, 5)
