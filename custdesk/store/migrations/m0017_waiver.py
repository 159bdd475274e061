"""Frozen SQL of waiver."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "waiver" ("id" INTEGER NOT NULL PRIMARY KEY, "duty" TEXT, "period_first" TEXT,
        "duty_name" TEXT, "reason" TEXT, "waived_by" , "waived_at" TEXT, "waived_key" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "waiver_waived_key" ON "waiver" ("waived_key")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the table."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
