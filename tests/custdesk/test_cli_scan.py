"""`custdesk scan`: what became of each page, and an exit code a script can go by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from custdesk.__main__ import main
from custdesk.arguments import PASSWORD
from custdesk.desk import Desk
from custdesk.store.store import Store
from tests.desk_scans import blanks, printed
from tests.desks import Office


@pytest.fixture
def real(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office with Lin's password, as the command line opens it."""
    Desk(office.store, office.chen).set_password(office.lin, "bamboo")
    monkeypatch.setenv(PASSWORD, "bamboo")
    yield office
    office.store = Store.open(office.store.path, office.clock)  # for the fixture to close


def scan(office: Office, *argv: object) -> int:
    return main([
        "scan", *map(str, argv), "--store", str(office.store.path), "--user", "林晓燕", "--language", "en",
    ])  # fmt: skip


@pytest.mark.slow
def test_what_is_sure_is_filed_and_the_rest_is_said(real: Office, tmp_path: Path, capsys):
    record = real.complaint("accepted")
    sheet = printed(real, record)
    (empty,) = blanks(real, "complaint", "P-03", 1)
    folder = tmp_path / "扫描"
    folder.mkdir()
    (folder / "签字.pdf").write_bytes(sheet.pdf)
    (folder / "notes.txt").write_text("no scan")
    real.store.close()
    assert scan(real, "--folder", folder, "--location", "卷3") == 0
    said = capsys.readouterr().out
    assert "TS-2027-0001" in said
    assert "Filed" in said
    assert "1 sheets filed, 0 pages in the tray" in said
    (tmp_path / "手写.pdf").write_bytes(empty.pdf)
    assert scan(real, tmp_path / "手写.pdf", folder / "签字.pdf", "--json") == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["ok"] is False
    assert facts["filed"] == []
    assert [(one["file"], one["page"], one["verdict"], one["number"]) for one in facts["tray"]] == [
        ("手写.pdf", 1, "blank", "TS-2027-0002"), ("手写.pdf", 2, "blank", "TS-2027-0002"),
    ]  # fmt: skip
    assert [one["file"] for one in facts["known"]] == ["签字.pdf"]
    store = Store.open(real.store.path, real.clock)
    assert store.database.execute_sql(
        'SELECT "paper_location" FROM "header" WHERE "id" = ?', (record,)
    ).fetchone() == ("卷3",)
    store.close()
    assert (folder / "签字.pdf").read_bytes() == sheet.pdf


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_said(real: Office, tmp_path: Path, capsys):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    real.store.close()
    assert scan(real, tmp_path / "bad.pdf", "--json") == 1
    facts = json.loads(capsys.readouterr().out)
    assert [one["file"] for one in facts["left_out"]] == ["bad.pdf"]
    assert facts["left_out"][0]["problem"]
    assert scan(real, tmp_path / "bad.pdf") == 1
    assert "bad.pdf: " in capsys.readouterr().out


def test_nothing_to_take_in_is_said(real: Office, tmp_path: Path, capsys):
    real.store.close()
    assert scan(real) == 1
    assert "nothing to take in" in capsys.readouterr().err
    assert scan(real, "--folder", tmp_path / "nowhere") == 1
    assert "cannot be read" in capsys.readouterr().err
    assert scan(real, tmp_path / "none.pdf") == 1
    assert "There is no file" in capsys.readouterr().err


def test_it_asks_who_does_it(real: Office, tmp_path: Path, capsys):
    real.store.close()
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert main(["scan", str(tmp_path / "a.pdf"), "--store", str(real.store.path), "--language", "en"]) == 1
    assert "--user" in capsys.readouterr().err
