"""A whole list to Excel: all of it as it stood, nothing half, nothing that may not be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.exchange import list_export
from custdesk.exchange.list_export import Exported, Stopped, export_list
from custdesk.exchange.workbook import read_workbook
from custdesk.language import Words
from custdesk.store.reader import ListQuery
from tests.desks import Office

HANS = Words("zh_Hans")


def exported(path: Path) -> list[list[object]]:
    (sheet,) = read_workbook(path)
    return [[cell.value for cell in line.cells] for line in sheet.lines]


def test_the_file_holds_the_list_in_its_order(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(list_export, "PIECE", 3)
    for place in range(10):
        office.complaint(content=f"第{place}件", category="other")
    office.complaint(content="别的", category="charges")
    query = ListQuery("complaint", text="件", sort="content", descending=False)
    done = export_list(office.store, office.lin, query, tmp_path / "a.xlsx", HANS)
    assert done == Exported(10, 1)
    column = [one.name for one in BY_KEY["complaint"].form.columns].index("content")
    assert [row[column] for row in exported(tmp_path / "a.xlsx")[1:]] == [
        f"第{place}件" for place in range(10)
    ]


def test_who_may_not_see_a_record_does_not_export_it(office: Office, tmp_path: Path):
    office.complaint(against_director=True, content="主任不理人")
    office.complaint(content="电梯异响")
    for user, count in ((office.lin, 2), (office.chen, 1)):
        assert (
            export_list(office.store, user, ListQuery("complaint"), tmp_path / "a.xlsx", HANS).rows == count
        )
    assert not any("主任不理人" in str(value) for row in exported(tmp_path / "a.xlsx") for value in row)


def test_a_resident_writes_no_formula(office: Office, tmp_path: Path):
    office.complaint(content='=HYPERLINK("http://x")')
    export_list(office.store, office.lin, ListQuery("complaint"), tmp_path / "a.xlsx", HANS)
    assert [
        value for row in exported(tmp_path / "a.xlsx") for value in row if str(value).startswith("=")
    ] == ['=HYPERLINK("http://x")']


@pytest.mark.parametrize("looks", range(7))
def test_stopped_at_any_time_it_leaves_what_was_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int
):
    monkeypatch.setattr(list_export, "PIECE", 2)
    for _ in range(7):
        office.complaint()
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) <= looks

    if looks < 6:  # before the ids, four times two rows, and when all are there
        with pytest.raises(Stopped):
            export_list(office.store, office.lin, ListQuery("complaint"), path, HANS, tell)
        assert path.read_bytes() == b"before"
    else:
        assert export_list(office.store, office.lin, ListQuery("complaint"), path, HANS, tell).rows == 7
        assert told == [(0, 0), (0, 7), (2, 7), (4, 7), (6, 7), (7, 7)]
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_folder_that_is_not_there_is_said(office: Office, tmp_path: Path):
    with pytest.raises(KnownError):
        export_list(office.store, office.lin, ListQuery("complaint"), tmp_path / "none" / "a.xlsx", HANS)
