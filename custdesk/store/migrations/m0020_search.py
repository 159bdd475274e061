"""The search index anew: forms lie together and the newest last, masked digits are not in it, captions are.

What it holds follows from the records, by rules that may change again: this step only says which records wait to be
indexed (`search_waiting`); `custdesk.store.indexing` does it in small pieces when the store is opened.
"""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    'CREATE TABLE "search_form" ("place" INTEGER NOT NULL PRIMARY KEY, "form" TEXT NOT NULL UNIQUE)',
    # every sign belongs to a pair, whatever Unicode calls it: only the blank parts them
    'CREATE VIRTUAL TABLE "search_pairs" USING fts5("body", detail=none, content=\'\', contentless_delete=1,'
    " tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~''\"\"'\")",
    'CREATE TABLE "search_waiting" ("id" INTEGER NOT NULL PRIMARY KEY)',
    'INSERT INTO "search_waiting" SELECT "id" FROM "header"',
    'DROP TABLE "search"',
)


def up(database: SqlCipherDatabase) -> None:
    """Lay the new index, and let every record wait for it."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
