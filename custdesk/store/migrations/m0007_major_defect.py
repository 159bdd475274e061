"""Frozen SQL of major_defect."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "major_defect" ("id" INTEGER NOT NULL PRIMARY KEY, "repair_order" , "unit" ,
        "defect_place" TEXT, "sent_person" , "opened_at" TEXT, "runs_from" TEXT, "next_check" TEXT,
        FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "major_defect_opened_at" ON "major_defect" ("opened_at")""",
    """CREATE TABLE "major_defect_check" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "planned_on" TEXT, "on" TEXT, "checker" , "condition" TEXT,
        "customer_remark" TEXT, "customer_signed_by" TEXT, "customer_signed_on" TEXT, FOREIGN KEY
        ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "major_defect_check_record" ON "major_defect_check" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
