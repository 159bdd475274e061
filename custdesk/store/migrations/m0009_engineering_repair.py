"""Frozen SQL of engineering_repair."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "engineering_repair" ("id" INTEGER NOT NULL PRIMARY KEY, "assigned_repair_unit"
        TEXT, "project_name" TEXT, "contract_no" TEXT, "owner_or_user" , "contact_phone" TEXT,
        "project_place" TEXT, "contact_person" TEXT, "repair_content" TEXT, "repair_record" TEXT,
        "quality_opinion" TEXT, "owner_evaluation" TEXT, "source" , "unit" , "notified_at" TEXT,
        "confirm_due" TEXT, "confirmed_at" TEXT, "confirm_way" TEXT, "agreed_content" TEXT,
        "emergency_order" , "problem_analysis" TEXT, "main_cause" TEXT, "measures" TEXT,
        "section_head_reviewed_at" TEXT, "unit_leader_approved_at" TEXT, "issuer" TEXT, "issued_on"
        TEXT, "issued_copy_kept" INTEGER, "repair_lead" TEXT, "repaired_on" TEXT, "inspector" TEXT,
        "inspected_on" TEXT, "inspection_pass" INTEGER, "owner_signed_by" TEXT, "owner_signed_on" TEXT,
        "returned_on" TEXT, "returned_as" TEXT, "warranty_part" TEXT, "handover_on" TEXT,
        "contract_years" INTEGER, "covered_until_set" TEXT, "covered_until" TEXT, "covered_why" TEXT,
        "in_warranty" INTEGER, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "engineering_repair_notified_at" ON "engineering_repair" ("notified_at")""",
    """CREATE TABLE "engineering_repair_attempt" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "at" TEXT, "by" , "reason" TEXT, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "engineering_repair_attempt_record" ON "engineering_repair_attempt" ("record")""",
    """CREATE TABLE "engineering_repair_round" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "why" TEXT, "repaired_on" TEXT, "repair_record" TEXT,
        "inspected_on" TEXT, "inspector" TEXT, "quality_opinion" TEXT, "owner_evaluation" TEXT, FOREIGN
        KEY ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "engineering_repair_round_record" ON "engineering_repair_round" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
