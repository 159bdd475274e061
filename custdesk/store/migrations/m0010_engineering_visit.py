"""Frozen SQL of engineering_visit."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "engineering_visit" ("id" INTEGER NOT NULL PRIMARY KEY, "project_name" TEXT,
        "owner_or_user" , "contract_no" TEXT, "floor_area" TEXT, "structure_type" TEXT, "handover_on"
        TEXT, "quality_grade" TEXT, "visit_form" TEXT, "findings" TEXT, "owner_opinion" TEXT,
        "cause_and_responsibility" TEXT, "decision" TEXT, "repair_record_no" TEXT, "plan" , "unit" ,
        "due_on" TEXT, "due_at" TEXT, "happens_at" TEXT, "participants" TEXT, "found" TEXT, "visitor"
        TEXT, "visited_on" TEXT, "owner_seal_or_record" TEXT, "owner_on" TEXT, "quality_section" TEXT,
        "quality_on" TEXT, "engineering_head" TEXT, "decided_on" TEXT, FOREIGN KEY ("id") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "engineering_visit_happens_at" ON "engineering_visit" ("happens_at")""",
    """CREATE TABLE "engineering_visit_repair" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "repair" , FOREIGN KEY ("record") REFERENCES "header"
        ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "engineering_visit_repair_record" ON "engineering_visit_repair" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
