"""Migrations keep every row, step by step, from every earlier version; a newer store is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custdesk.errors import KnownError
from custdesk.store.database import APPLICATION_ID, connect, identify
from custdesk.store.migrations import MIGRATIONS, NEWEST, MigrationFault, migrate
from custdesk.store.store import Store
from tests.desks import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from playhouse.sqlcipher_ext import SqlCipherDatabase

ROWS = {
    1: (
        "INSERT INTO header (id, form, number, state, revision, edition, line, salt) VALUES"
        " (1, 'unit', NULL, 'active', 1, 1, '5-603', 'a'), (2, 'complaint', 'TS-2026-0001', 'closed', 3, 1, '漏水', 'b')",
        "INSERT INTO reference VALUES (2, 'unit', 1)",
        "INSERT INTO trail VALUES (1, '2026-03-01T09:00:00', NULL, 'create', 1, '', '0', '0', '0')",
        "INSERT INTO trail_payload VALUES (1, 's', '{}')",
        "INSERT INTO trail_record VALUES (1, 1, 1, '0')",
        "INSERT INTO series VALUES ('TS-2026', 1)",
        "INSERT INTO attachment VALUES (1, 2, 'd', 'photo', 'a.jpg', 1, NULL, NULL, NULL, '2026-03-01T09:00', NULL, 1)",
        "INSERT INTO search_text VALUES (1, '5-603')",
    ),
    2: ("INSERT INTO unit (id, building, room, key) VALUES (1, '5', '603', '5-603')",),
    3: (
        "INSERT INTO complaint (id, content, unit) VALUES (2, '漏水', 1)",
        "INSERT INTO complaint_progress (record, position, text) VALUES (2, 0, '已转')",
    ),
    4: (),
}  # fmt: skip


def of_version(path: Path, version: int) -> SqlCipherDatabase:
    """A store as a program of that version left it, with rows in its tables."""
    database = connect(path)
    for number in range(1, version + 1):
        MIGRATIONS[number - 1](database)
        for statement in ROWS.get(number, ()):
            database.execute_sql(statement)
    database.execute_sql(f"PRAGMA user_version = {version}")
    database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    return database


def counts(database: SqlCipherDatabase) -> dict[str, int]:
    names = database.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'"
    ).fetchall()
    return {name: database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def schema(database: SqlCipherDatabase) -> set[tuple[str, str]]:
    return set(database.execute_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_every_row_is_kept_from_every_version(tmp_path: Path, version: int):
    database = of_version(tmp_path / "old.sqlite", version)
    before = counts(database)
    migrate(database, version)
    after = counts(database)
    assert {name: after[name] for name in before} == before
    assert database.execute_sql("PRAGMA user_version").fetchone() == (NEWEST,)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute_sql("PRAGMA foreign_keys").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_an_upgraded_store_has_the_tables_of_a_new_one(tmp_path: Path, version: int, store: Store):
    database = of_version(tmp_path / "old.sqlite", version)
    migrate(database, version)
    assert schema(database) == schema(store.database)
    database.close()


def test_the_backup_is_made_before_an_upgrade_and_only_then(tmp_path: Path, clock: Clock):
    path, heard = tmp_path / "old.sqlite", []
    of_version(path, NEWEST - 1).close()
    Store.open(path, clock, before_migration=heard.append).close()
    Store.open(path, clock, before_migration=heard.append).close()
    Store.open(tmp_path / "new.sqlite", clock, create=True, before_migration=heard.append).close()
    assert heard == [path]


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path, clock: Clock):
    path = tmp_path / "newer.sqlite"
    database = of_version(path, NEWEST)
    database.execute_sql(f"PRAGMA user_version = {NEWEST + 1}")
    database.close()
    with pytest.raises(KnownError, match="newer custdesk"):
        Store.open(path, clock)
    database = connect(path)
    assert database.execute_sql("PRAGMA user_version").fetchone() == (NEWEST + 1,)
    with pytest.raises(KnownError):
        identify(database, path, NEWEST)
    database.close()


def losing(database: SqlCipherDatabase) -> None:
    database.execute_sql("DELETE FROM complaint_progress")


def orphaning(database: SqlCipherDatabase) -> None:
    database.execute_sql("DELETE FROM header WHERE id = 1")


def emptying(database: SqlCipherDatabase) -> None:
    """A rebuild that forgets the rows, by other names than those the references say."""
    (sql,) = database.execute_sql("SELECT sql FROM sqlite_master WHERE name = 'unit'").fetchone()
    database.execute_sql(sql.replace('"unit"', '"unit_new"', 1))
    database.execute_sql("DROP TABLE unit")
    database.execute_sql("ALTER TABLE unit_new RENAME TO unit")


def renumbering(database: SqlCipherDatabase) -> None:
    """As many rows as before, one of them pointing nowhere."""
    database.execute_sql("UPDATE complaint_progress SET record = 99")


@pytest.mark.parametrize("fault", [losing, orphaning, emptying, renumbering])
def test_a_step_that_loses_rows_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault):
    """Trap 1: with foreign keys off during a rebuild, only counting finds the loss."""
    database = of_version(tmp_path / "old.sqlite", NEWEST)
    monkeypatch.setattr("custdesk.store.migrations.MIGRATIONS", (*MIGRATIONS, fault))
    monkeypatch.setattr("custdesk.store.migrations.NEWEST", NEWEST + 1)
    before = counts(database)
    with pytest.raises(MigrationFault):
        migrate(database, NEWEST)
    assert counts(database) == before
    assert database.execute_sql("PRAGMA user_version").fetchone() == (NEWEST,)
    database.close()


def test_a_step_answers_for_what_it_wrote_to_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A large store is not read through for each small step; a fault that was there before is not the step's."""
    database = of_version(tmp_path / "old.sqlite", NEWEST)
    database.execute_sql("PRAGMA foreign_keys = 0")
    database.execute_sql("UPDATE complaint_progress SET record = 99")
    steps = [
        lambda database: database.execute_sql('CREATE INDEX "one" ON "complaint_progress" ("text")'),
        lambda database: database.execute_sql("UPDATE complaint_progress SET text = text || '。'"),
    ]
    monkeypatch.setattr("custdesk.store.migrations.MIGRATIONS", (*MIGRATIONS, *steps))
    monkeypatch.setattr("custdesk.store.migrations.NEWEST", NEWEST + 2)
    with pytest.raises(MigrationFault, match="complaint_progress"):
        migrate(database, NEWEST)
    assert database.execute_sql("PRAGMA user_version").fetchone() == (NEWEST + 1,)
    database.close()
