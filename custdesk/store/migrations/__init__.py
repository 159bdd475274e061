"""Numbered migrations, frozen SQL only: no import of live models, one file a step.

To add one: `python -m tools.new_migration KEY` prints the SQL of a new form; put it in a file `mNNNN_key.py` with a
function `up(database)`, and name it in MIGRATIONS below. A released migration never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from playhouse.migrate import SqliteMigrator
from playhouse.sqlcipher_ext import SqlCipherDatabase

from custdesk.store.database import APPLICATION_ID
from custdesk.store.migrations import (
    m0001_foundation,
    m0002_registers,
    m0003_complaint,
    m0004_duty_log,
    m0005_repair_order,
    m0006_service_callback,
    m0007_major_defect,
    m0008_callback_sample,
    m0009_engineering_repair,
    m0010_engineering_visit,
    m0011_visit_plan,
    m0012_communication,
    m0013_event_plan,
    m0014_community_event,
    m0015_complaint_papers,
    m0016_complaint_summary,
    m0017_waiver,
    m0018_paper_home,
    m0019_lists,
    m0020_search,
)

MIGRATIONS: Final[tuple[Callable[[SqlCipherDatabase], None], ...]] = (
    m0001_foundation.up,
    m0002_registers.up,
    m0003_complaint.up,
    m0004_duty_log.up,
    m0005_repair_order.up,
    m0006_service_callback.up,
    m0007_major_defect.up,
    m0008_callback_sample.up,
    m0009_engineering_repair.up,
    m0010_engineering_visit.up,
    m0011_visit_plan.up,
    m0012_communication.up,
    m0013_event_plan.up,
    m0014_community_event.up,
    m0015_complaint_papers.up,
    m0016_complaint_summary.up,
    m0017_waiver.up,
    m0018_paper_home.up,
    m0019_lists.up,
    m0020_search.up,
)
NEWEST: Final = len(MIGRATIONS)


class MigrationFault(Exception):
    """A migration left broken references or lost rows: a bug; the transaction is rolled back."""


def migrate(database: SqlCipherDatabase, version: int) -> None:
    """Bring a store of `version` to the newest, each step in its own transaction (trap 1)."""
    for number in range(version + 1, NEWEST + 1):
        with SqliteMigrator(database).migration_context(), database.atomic("IMMEDIATE"):
            before = _counts(database)
            MIGRATIONS[number - 1](database)
            _assert_nothing_lost(database, before)
            database.execute_sql(f"PRAGMA user_version = {number}")
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _counts(database: SqlCipherDatabase) -> dict[str, int]:
    names = database.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%VIRTUAL%'"
    ).fetchall()
    return {name: database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _assert_nothing_lost(database: SqlCipherDatabase, before: dict[str, int]) -> None:
    broken = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise MigrationFault(f"foreign keys broken: {broken[:3]}")
    after = _counts(database)
    lost = {name: (count, after[name]) for name, count in before.items() if after.get(name, count) < count}
    if lost:
        raise MigrationFault(f"rows lost: {lost}")
