"""Records are compared page by page: what is found does not depend on where a page ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from custdesk.demo_office import make_demo
from custdesk.language import Words
from custdesk.store import record_check
from custdesk.store.checking import check_store
from custdesk.store.store import Store
from tests.custdesk.store.vaults import NOW

ENGLISH = Words("en")
COUNT = 500


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "office.sqlite"
    make_demo(path, lambda: NOW, COUNT, 5)
    return path


@pytest.fixture
def hurt(made: Path, tmp_path: Path) -> Path:
    """A copy whose records were changed behind its back, here and there."""
    path = tmp_path / "office.sqlite"
    path.write_bytes(made.read_bytes())
    (tmp_path / "office-files").symlink_to(made.with_name("office-files"))
    store = Store.open(path, lambda: NOW)
    ask = store.database.execute_sql
    ids = [row[0] for row in ask("SELECT id FROM complaint ORDER BY id").fetchall()]
    ask("UPDATE complaint SET content = 'nobody wrote this' WHERE id = ?", (ids[3],))
    ask("UPDATE complaint SET received_at = 'no moment' WHERE id = ?", (ids[5],))
    ask("UPDATE header SET line = 'another' WHERE id = ?", (ids[7],))
    ask('DELETE FROM "reference" WHERE "record" = ?', (ids[9],))
    ask("UPDATE search_text SET body = 'other words' WHERE id = ?", (ids[11],))
    ask(
        "UPDATE complaint_progress SET text = 'other news' WHERE id = (SELECT min(id) FROM complaint_progress)"
    )
    store.close()
    return path


def found(path: Path) -> list[str]:
    report = check_store(path)
    assert report.records == COUNT
    return sorted(ENGLISH(one.text) for one in report.findings)


@pytest.mark.parametrize("page", [1, 7, 100])
def test_a_sound_store_is_sound_in_pages_of_any_size(made: Path, page: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(record_check, "PAGE", page)
    report = check_store(made)
    assert (report.findings, report.records) == ([], COUNT)
    assert report.files > 0


def test_the_same_is_found_in_pages_of_any_size(hurt: Path, monkeypatch: pytest.MonkeyPatch):
    whole = found(hurt)
    assert len(whole) >= 6
    assert any("cannot be read" in one for one in whole)  # and only that record is named for it
    for page in (1, 7):
        monkeypatch.setattr(record_check, "PAGE", page)
        assert found(hurt) == whole


def test_it_tells_how_far_it_is(made: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(record_check, "PAGE", 100)
    told: list[tuple[int, int]] = []
    check_store(made, tell=lambda done, total: bool(told.append((done, total))) or True)
    assert told == [(done, COUNT) for done in range(0, COUNT, 100)]
