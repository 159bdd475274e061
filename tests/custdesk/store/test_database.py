"""Opening the file: the traps of the driver, the lock, and a sentence for everything that can be wrong with it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import peewee
import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.database import PRAGMAS, SPARE, connect, folder_warning, sparing, store_trouble
from custdesk.store.store import SYSTEM, Store
from tests.desks import Clock, Office


def refusal(path: Path, clock: Clock, **how: object) -> KnownError:
    with pytest.raises(KnownError) as trouble:
        Store.open(path, clock, **how)
    assert trouble.value.way_out is not None
    return trouble.value


def test_no_store_there(tmp_path: Path, clock: Clock):
    assert "no store" in str(refusal(tmp_path / "none.sqlite", clock))
    assert not (tmp_path / "none.sqlite").exists()


def test_a_damaged_store(tmp_path: Path, clock: Clock):
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"nothing like a database" * 400)
    assert "damaged" in str(refusal(path, clock))


def test_another_programs_file_is_left_alone(tmp_path: Path, clock: Clock):
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE stamps (id)")
    other.close()
    before = path.read_bytes()
    assert "not a custdesk store" in str(refusal(path, clock))
    assert path.read_bytes() == before


def test_one_desk_at_a_time(store: Store, clock: Clock):
    assert "already open" in str(refusal(store.path, clock))
    store.close()
    Store.open(store.path, clock).close()


def test_a_refused_opening_gives_the_lock_back(tmp_path: Path, clock: Clock):
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"nothing like a database" * 400)
    refusal(path, clock)
    path.unlink()
    Store.open(path, clock, create=True).close()


def test_a_folder_that_is_none(tmp_path: Path, clock: Clock):
    (tmp_path / "file").write_text("x")
    assert "cannot be" in str(refusal(tmp_path / "file" / "store.sqlite", clock, create=True))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database or disk is full", "The disk is full"), ("file is not a database", "is damaged"),
        ("database disk image is malformed", "is damaged"), ("attempt to write a readonly database", "cannot be written"),
        ("database is locked", "Another program holds"), ("unable to open database file", "cannot be opened"),
    ],
)  # fmt: skip
def test_the_drivers_complaints_become_sentences(said: str, sentence: str):
    trouble = store_trouble(Path("office.sqlite"), peewee.OperationalError(said))
    assert sentence in trouble.text.msgid
    assert trouble.way_out is not None


def test_a_full_disk_during_a_save_loses_nothing(office: Office):
    draft = office.new("duty_log", office.lin, caller_name="甲", content="长" * 200_000)
    (pages,) = office.store.database.execute_sql("PRAGMA page_count").fetchone()
    office.store.database.execute_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(KnownError, match="disk is full"):
        office.store.save(draft, office.lin)
    assert draft.values["content"] == "长" * 200_000
    office.store.database.execute_sql("PRAGMA max_page_count = 1073741823")
    assert office.values(office.store.save(draft, office.lin).record_id)["number"] == "ZB-2027-0001"


@pytest.mark.parametrize(
    ("folder", "warned"),
    [
        ("D:/OneDrive - 公司/客服", True), ("C:/Users/lin/Dropbox", True), ("/home/lin/坚果云/店", True),
        ("/srv/custdesk", False), ("/home/lin/Documents", False),
    ],
)  # fmt: skip
def test_a_synchronised_folder_is_warned_of(monkeypatch: pytest.MonkeyPatch, folder: str, warned: bool):
    monkeypatch.delenv("OneDrive", raising=False)
    assert (folder_warning(Path(folder) / "office.sqlite") is not None) is warned


def test_trap_the_pragmas_are_in_force(store: Store):
    said = {
        name: store.database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_what_goes_through_a_store_once_keeps_few_of_its_pages(store: Store):
    """Else an import, an index built anew and a month's folder would fill the cache, the more the larger the store."""
    sizes: list[int] = []

    def size() -> int:
        return int(store.database.execute_sql("PRAGMA cache_size").fetchone()[0])

    def tell(_done: int, _total: int) -> bool:
        sizes.append(size())
        return False

    unit = NewRow(BY_KEY["unit"], {"building": "9", "room": "101"})
    with pytest.raises(KnownError):
        store.bulk(Batch("import", [unit]), SYSTEM, tell)
    assert sizes == [PRAGMAS["cache_size"]]  # it is stopped before anything is written
    sizes.clear()
    store.bulk(Batch("import", [unit]), SYSTEM, lambda *_: not sizes.append(size()))
    assert sizes == [PRAGMAS["cache_size"], SPARE]
    with pytest.raises(ZeroDivisionError), sparing(store.database):
        raise ZeroDivisionError
    assert size() == PRAGMAS["cache_size"]


def test_trap_a_transaction_that_reads_then_writes_waits_for_the_other(store: Store):
    """Trap 2: begun IMMEDIATE, it waits its turn instead of failing at once."""
    store.database.execute_sql("INSERT INTO series VALUES ('TS-2027', 0)")
    begun, faults = threading.Event(), []

    def other() -> None:
        mine = connect(store.path)
        begun.wait()
        try:
            with mine.atomic("IMMEDIATE"):
                (last,) = mine.execute_sql("SELECT last FROM series").fetchone()
                mine.execute_sql("UPDATE series SET last = ?", (last + 1,))
        except peewee.DatabaseError as trouble:
            faults.append(trouble)
        mine.close()

    thread = threading.Thread(target=other)
    thread.start()
    with store.database.atomic("IMMEDIATE"):
        (last,) = store.database.execute_sql("SELECT last FROM series").fetchone()
        begun.set()
        store.database.execute_sql("UPDATE series SET last = ?", (last + 1,))
    thread.join()
    assert faults == []
    assert store.database.execute_sql("SELECT last FROM series").fetchone() == (2,)


def test_trap_no_business_row_goes_with_its_header(office: Office):
    """Trap 1: RESTRICT, never CASCADE."""
    record = office.complaint()
    with pytest.raises(peewee.IntegrityError):
        office.sql("DELETE FROM header WHERE id = ?", record)
    declared = " ".join(sql for (sql,) in office.sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    assert "CASCADE" not in declared.upper()


def test_money_and_ids_keep_their_type(office: Office):
    """Trap 7, and links without affinity: an id stays a number, a free name stays text."""
    known, free = (
        office.complaint(complainant=office.resident("马先生")),
        office.complaint(complainant="12345"),
    )
    kinds = dict(office.sql("SELECT id, typeof(complainant) FROM complaint"))
    assert (kinds[known], kinds[free]) == ("integer", "text")
    assert office.values(free)["complainant"] == "12345"
