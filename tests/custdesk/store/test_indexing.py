"""Records that wait to be indexed anew are indexed when the store is opened, in pieces that a kill cannot undo."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from custdesk.store import indexing, search
from custdesk.store.checking import check_store
from custdesk.store.store import Store
from tests.desks import Clock, Office

DATA = Path(__file__).parents[2] / "data" / "0.1.0"


def forget(office: Office, *ids: int) -> None:
    """Let records wait as a migration does that changes what is indexed of them."""
    for record_id in ids:
        office.sql("UPDATE search_text SET body = 'as it was' WHERE id = ?", record_id)
        office.sql("INSERT INTO search_waiting VALUES (?)", record_id)


def waiting(office: Office) -> int:
    return office.one("SELECT count(*) FROM search_waiting")


def test_a_store_of_a_release_is_indexed_when_it_is_opened(tmp_path: Path, clock: Clock):
    path = Path(shutil.copy(DATA / "office.sqlite", tmp_path / "office.sqlite"))
    store = Store.open(path, clock)
    one = store.database.execute_sql
    (records,) = one("SELECT count(*) FROM header").fetchone()
    assert one("SELECT count(*) FROM search_pairs_docsize").fetchone() == (records,)
    assert one("SELECT count(*) FROM search_waiting").fetchone() == (0,)
    assert search.mismatched(store.database) == []
    tables = {name for (name,) in one("SELECT name FROM sqlite_master")}
    assert not {
        name for name in tables if name == "search" or name.startswith(("search_data", "search_docsize"))
    }
    store.close()


def test_the_old_indexs_masked_digits_are_gone(tmp_path: Path, clock: Clock):
    path = Path(shutil.copy(DATA / "office.sqlite", tmp_path / "office.sqlite"))
    store = Store.open(path, clock)
    phones = [
        phone
        for (phone,) in store.database.execute_sql("SELECT phone FROM customer WHERE length(phone) > 10")
    ]
    assert phones
    bodies = [body for (body,) in store.database.execute_sql("SELECT body FROM search_text")]
    assert not [body for body in bodies for phone in phones if phone[3:7] in body]
    store.close()


def test_what_waits_is_indexed_and_waits_no_more(office: Office):
    record, other = office.complaint(content="漏水"), office.entry(content="停电")
    forget(office, record)
    assert indexing.index_waiting(office.store.database, office.store.forms) == 1
    assert record in [hit.id for hit in office.read(office.lin).find("漏水")]
    assert other in [hit.id for hit in office.read(office.lin).find("停电")]
    assert waiting(office) == 0
    assert search.mismatched(office.store.database) == []


def test_a_kill_in_between_costs_one_piece(office: Office, monkeypatch: pytest.MonkeyPatch):
    records = [office.entry(content=f"停电{number}") for number in range(5)]
    forget(office, *records)
    monkeypatch.setattr(indexing, "PIECE", 2)
    writes = []
    write_many = search.write_many

    def cut_off(*args, **more) -> None:
        writes.append(args)
        if len(writes) == 3:
            raise KeyboardInterrupt
        write_many(*args, **more)

    monkeypatch.setattr(search, "write_many", cut_off)
    with pytest.raises(KeyboardInterrupt):
        indexing.index_waiting(office.store.database, office.store.forms)
    assert waiting(office) == 1
    office.store.close()
    office.store = Store.open(office.store.path, office.clock)
    assert waiting(office) == 0
    assert {hit.id for hit in office.read(office.lin).find("停电")} == set(records)
    assert check_store(office.store.path).findings == []


def test_a_record_of_a_form_nobody_knows_does_not_stop_it(office: Office):
    office.sql("INSERT INTO search_waiting VALUES (987654)")
    assert indexing.index_waiting(office.store.database, office.store.forms) == 1
    assert waiting(office) == 0


def test_check_finds_a_record_that_stands_elsewhere_in_the_index(office: Office):
    record = office.entry(content="停电")
    office.sql(
        "DELETE FROM search_pairs WHERE rowid = (SELECT id FROM search_pairs_docsize WHERE id & ? = ?)",
        search.RECORD,
        record,
    )
    office.sql("INSERT INTO search_pairs (rowid, body) VALUES (?, 'x')", 77 << search.FORM | record)
    assert search.mismatched(office.store.database) == [record]
    said = [str(one.text.msgid) for one in check_store(office.store.path).findings]
    assert any("search index" in one for one in said)
