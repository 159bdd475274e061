"""Numbered migrations, frozen SQL only: no import of live models, one file a step.

To add one: `python -m tools.new_migration KEY` prints the SQL of a new form; put it in a file `mNNNN_key.py` with a
function `up(database)`, and name it in MIGRATIONS below. A released migration never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from custdesk.store.database import APPLICATION_ID


class Migration:
    """One step, by the name of its file; loaded when a store needs it, which at most starts none does."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, database: SqlCipherDatabase) -> None:
        """Do it."""
        import_module(f"{__name__}.{self.name}").up(database)


MIGRATIONS: Final = (
    Migration("m0001_foundation"),
    Migration("m0002_registers"),
    Migration("m0003_complaint"),
    Migration("m0004_duty_log"),
    Migration("m0005_repair_order"),
    Migration("m0006_service_callback"),
    Migration("m0007_major_defect"),
    Migration("m0008_callback_sample"),
    Migration("m0009_engineering_repair"),
    Migration("m0010_engineering_visit"),
    Migration("m0011_visit_plan"),
    Migration("m0012_communication"),
    Migration("m0013_event_plan"),
    Migration("m0014_community_event"),
    Migration("m0015_complaint_papers"),
    Migration("m0016_complaint_summary"),
    Migration("m0017_waiver"),
    Migration("m0018_paper_home"),
    Migration("m0019_lists"),
    Migration("m0020_search"),
    Migration("m0021_pages_aside"),
)
NEWEST: Final = len(MIGRATIONS)


class MigrationFault(Exception):
    """A migration left broken references or lost rows: a bug; the transaction is rolled back."""


def migrate(database: SqlCipherDatabase, version: int) -> None:
    """Bring a store of `version` to the newest, each step in its own transaction (trap 1)."""
    if version >= NEWEST:
        return
    from playhouse.migrate import SqliteMigrator  # late: it loads what belongs to other databases

    for number in range(version + 1, NEWEST + 1):
        with SqliteMigrator(database).migration_context(), database.atomic("IMMEDIATE"):
            before = _counts(database)
            written = _written_by(MIGRATIONS[number - 1], database)
            _assert_nothing_lost(database, before, written)
            database.execute_sql(f"PRAGMA user_version = {number}")
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _counts(database: SqlCipherDatabase) -> dict[str, int]:
    names = database.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%VIRTUAL%'"
    ).fetchall()
    return {name: database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _written_by(step: Callable[[SqlCipherDatabase], None], database: SqlCipherDatabase) -> set[str]:
    """Do a step; return the tables it wrote to, as SQLite names them when it prepares the step's statements."""
    written: set[str] = set()

    def note(what: int, first: str | None, second: str | None, *_where: str | None) -> int:
        if what in _WRITES:
            written.add((second if what == dbapi2.SQLITE_ALTER_TABLE else first) or "")
        return int(dbapi2.SQLITE_OK)

    connection = database.connection()
    connection.set_authorizer(note)
    try:
        step(database)
    finally:
        connection.set_authorizer(None)
    return written


_WRITES: Final = frozenset({
    dbapi2.SQLITE_INSERT, dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE, dbapi2.SQLITE_DROP_TABLE, dbapi2.SQLITE_ALTER_TABLE,
})  # fmt: skip


def _assert_nothing_lost(database: SqlCipherDatabase, before: dict[str, int], written: set[str]) -> None:
    """Look at what a step wrote to and at what points there: a large store is not read through for each small step."""
    after = _counts(database)
    broken = [
        row
        for name in after
        if name in written or written & _targets(database, name)
        for row in database.execute_sql(f'PRAGMA foreign_key_check("{name}")').fetchall()
    ]
    if broken:
        raise MigrationFault(f"foreign keys broken: {broken[:3]}")
    lost = {name: (count, after[name]) for name, count in before.items() if after.get(name, count) < count}
    if lost:
        raise MigrationFault(f"rows lost: {lost}")


def _targets(database: SqlCipherDatabase, name: str) -> set[str]:
    return {row[2] for row in database.execute_sql(f'PRAGMA foreign_key_list("{name}")').fetchall()}
