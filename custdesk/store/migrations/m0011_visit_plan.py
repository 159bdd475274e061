"""Frozen SQL of visit_plan."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "visit_plan" ("id" INTEGER NOT NULL PRIMARY KEY, "project" TEXT, "contract_no"
        TEXT, "handover_on" TEXT, "owner_or_user" , "unit" , "opened_at" TEXT, "visits_until" TEXT,
        "judged" INTEGER, "next_due" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "visit_plan_opened_at" ON "visit_plan" ("opened_at")""",
    """CREATE TABLE "visit_plan_contract" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "part" TEXT, "years" INTEGER, "until" TEXT, FOREIGN KEY
        ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "visit_plan_contract_record" ON "visit_plan_contract" ("record")""",
    """CREATE TABLE "visit_plan_part" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "part" TEXT, "years" INTEGER, "ends_on" TEXT, FOREIGN KEY
        ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "visit_plan_part_record" ON "visit_plan_part" ("record")""",
    """CREATE TABLE "visit_plan_line" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "due_on" TEXT, "state" TEXT, "visit" , "visited_on" TEXT, FOREIGN
        KEY ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "visit_plan_line_record" ON "visit_plan_line" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
