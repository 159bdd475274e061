"""How much a store holds, in numbers only: what may be told to whoever helps from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from custdesk.store.database import connect, identify
from custdesk.store.migrations import NEWEST


def counted(path: Path, key: str | None = None) -> dict[str, Any]:
    """Return the version, the records by form and state, the rows of each table, the file's pages. Raises KnownError."""
    database = connect(path, key, read_only=True)
    try:
        version = identify(database, path, NEWEST)
        tables = database.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE 'search%' ORDER BY name"
        ).fetchall()
        records = database.execute_sql(
            'SELECT "form", "state", count(*) FROM "header" GROUP BY "form", "state" ORDER BY 1, 2'
        ).fetchall()
        (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
        (page,) = database.execute_sql("PRAGMA page_size").fetchone()
        (driver,) = database.execute_sql("SELECT sqlite_version()").fetchone()
        return {
            "version": version,
            "sqlite": driver,
            "bytes": pages * page,
            "rows": {
                name: database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for (name,) in tables
            },
            "records": {f"{form}.{state}": count for form, state, count in records},
        }
    finally:
        database.close()
