"""Frozen SQL of event_plan."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "event_plan" ("id" INTEGER NOT NULL PRIMARY KEY, "year" TEXT, "prepared_by" ,
        "company_plan" TEXT, "without_plan_reason" TEXT, "approved_by" , "approved_at" TEXT, FOREIGN
        KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "event_plan_year" ON "event_plan" ("year")""",
    """CREATE TABLE "event_plan_line" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "quarter" TEXT, "planned_on" TEXT, "theme" TEXT, "kind" TEXT,
        "place" TEXT, "responsible" , "budget" INTEGER, "expected" INTEGER, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "event_plan_line_record" ON "event_plan_line" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
