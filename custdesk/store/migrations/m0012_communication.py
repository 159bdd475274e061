"""Frozen SQL of communication."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "communication" ("id" INTEGER NOT NULL PRIMARY KEY, "book" TEXT, "noted_at" TEXT,
        "noted_by" , "entered_at" TEXT, "origin" TEXT, "way" TEXT, "customer" , "unit" , "phone" TEXT,
        "customer_unknown" INTEGER, "site" TEXT, "nickname" TEXT, "link" TEXT, "opinion" TEXT,
        "validity" TEXT, "passed_to" TEXT, "handling" TEXT, "handled_by" , "handled_at" TEXT, "reply"
        TEXT, "replied_at" TEXT, "in_scope" TEXT, "verified_fact" TEXT, "informed_at" TEXT,
        "qc_verified_at" TEXT, "qc_result" TEXT, "times_failed" INTEGER, "complaint" , "source" ,
        FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "communication_noted_at" ON "communication" ("noted_at")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
