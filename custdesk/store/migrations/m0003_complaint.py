"""Frozen SQL of complaint."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "complaint" ("id" INTEGER NOT NULL PRIMARY KEY, "signed_by_customer_name" TEXT,
        "signer_relation" TEXT, "signed_at" TEXT, "no_signature_reason" TEXT, "received_at" TEXT,
        "received_by" , "passed_to_office_at" TEXT, "channel" TEXT, "complainant" , "unit" , "phone"
        TEXT, "anonymous" INTEGER, "content" TEXT, "validity" TEXT, "explanation" TEXT, "nature" TEXT,
        "category" TEXT, "is_letter" INTEGER, "is_joint" INTEGER, "involves_compensation" INTEGER,
        "against_director" INTEGER, "is_building_or_design_dispute" INTEGER, "handler_kind" TEXT,
        "lead_department" TEXT, "cooperating_departments" TEXT, "kept_in_office_reason" TEXT,
        "lead_changed_reason" TEXT, "handler" , "customer_deadline" TEXT, "due_set_to" TEXT,
        "due_set_by" TEXT, "due_set_on" TEXT, "due_at" TEXT, "due_why" TEXT, "was_late" INTEGER,
        "told_handling_time" TEXT, "told_at" TEXT, "told_by" , "hotline_told" INTEGER, "investigation"
        TEXT, "no_photo_reason" TEXT, "no_photo_confirmed_by" , "handling" TEXT, "handled_at" TEXT,
        "rectification" TEXT, "company_plan" TEXT, "company_plan_done" TEXT, "cause_analysis" TEXT,
        "preventive_action" TEXT, "customer_contacted_at" TEXT, "contacted_by" , "customer_opinion"
        TEXT, "thanked" INTEGER, "customer_satisfied" TEXT, "expectations" TEXT, "letter_consent_by"
        TEXT, "letter_consent_at" TEXT, "original_letter_at" TEXT, "copy_in_office" INTEGER,
        "accused_staff" , "leader_decision" TEXT, "leading_complaint" , "source" ,
        "company_announced_at" TEXT, "closed_at" TEXT, "handed_over_at" TEXT, "handed_to" TEXT,
        "qc_result" TEXT, "reopen_count" INTEGER, "reopened_at" TEXT, FOREIGN KEY ("id") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "complaint_extension" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "new_due" TEXT, "reason" TEXT, "told_at" TEXT, "told_by" ,
        "customer_agreed" INTEGER, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "complaint_extension_record" ON "complaint_extension" ("record")""",
    """CREATE TABLE "complaint_progress" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "at" TEXT, "by" , "way" TEXT, "text" TEXT, FOREIGN KEY
        ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_progress_record" ON "complaint_progress" ("record")""",
    """CREATE TABLE "complaint_escalation" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "reported_to" TEXT, "reported_at" TEXT, "directive" TEXT,
        "directive_by" TEXT, "directive_at" TEXT, FOREIGN KEY ("record") REFERENCES "header" ("id") ON
        DELETE RESTRICT)""",
    """CREATE INDEX "complaint_escalation_record" ON "complaint_escalation" ("record")""",
    """CREATE TABLE "complaint_attempt" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "at" TEXT, "by" , "reason" TEXT, FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_attempt_record" ON "complaint_attempt" ("record")""",
    """CREATE TABLE "complaint_paper" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "kind" TEXT, "reference" TEXT, "approved_by" TEXT, "approved_on"
        TEXT, "kept_at" TEXT, "stage" TEXT, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "complaint_paper_record" ON "complaint_paper" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
