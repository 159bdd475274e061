"""Blank pages are put aside by themselves: there will be many, and those a person put aside are looked for among them."""

from __future__ import annotations

from playhouse.sqlcipher_ext import SqlCipherDatabase


def up(database: SqlCipherDatabase) -> None:
    """Lay an index over the pages put aside."""
    database.execute_sql(
        'CREATE INDEX "scan_page_aside" ON "scan_page" ("verdict", "id") WHERE "state" = \'set_aside\''
    )
