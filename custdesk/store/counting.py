"""How much a store holds, in numbers only: what may be told to whoever helps from outside."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custdesk.errors import KnownError, Unreadable
from custdesk.language import N_
from custdesk.settings import Settings
from custdesk.store.database import FILE_TROUBLE, connect, identify, store_trouble
from custdesk.store.migrations import NEWEST

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase


def counted(path: Path, key: str | None = None) -> dict[str, Any]:
    """Return the version, the records by form and state, the rows of each table, the file's pages. Raises KnownError."""
    database = _opened(path, key)
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
    except FILE_TROUBLE as trouble:
        raise store_trouble(path, trouble) from trouble
    finally:
        database.close()


def kept_settings(path: Path, key: str | None = None) -> Settings:
    """Return the settings a store holds; one that cannot be read counts as not set. Raises KnownError."""
    database = _opened(path, key)
    found = Settings()
    try:
        for name, value in database.execute_sql('SELECT "name", "value" FROM "setting"').fetchall():
            with suppress(ValueError, KeyError, Unreadable):  # the store's own entries are no settings
                found = found.having(name, json.loads(value))
    except FILE_TROUBLE as trouble:
        raise store_trouble(path, trouble) from trouble
    finally:
        database.close()
    return found


def _opened(path: Path, key: str | None) -> SqlCipherDatabase:
    if not path.exists():  # it would be made
        raise KnownError(N_("There is no store at {file}").having(file=str(path)))
    return connect(path, key, read_only=True)
