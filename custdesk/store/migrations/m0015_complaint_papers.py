"""Frozen SQL of the papers of a complaint (REC-13 to REC-16, REC-36, REC-47, REC-48) and REC-03's new columns."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """ALTER TABLE "complaint" ADD COLUMN "major_since" TEXT""",
    """ALTER TABLE "complaint" ADD COLUMN "cause_unclear" INTEGER""",
    """ALTER TABLE "complaint" ADD COLUMN "announce_due" TEXT""",
    """CREATE TABLE "corrective_report" ("id" INTEGER NOT NULL PRIMARY KEY, "origin" , "prepared_at"
        TEXT, "cause" TEXT, "responsible_unit" TEXT, "due_on" TEXT, "approved_by" , "approved_at" TEXT,
        "verified_by" TEXT, "verified_on" TEXT, "effective" INTEGER, "case_hidden" TEXT, "problem"
        TEXT, "measures" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "preventive_report" ("id" INTEGER NOT NULL PRIMARY KEY, "origin" , "prepared_at"
        TEXT, "cause" TEXT, "responsible_unit" TEXT, "due_on" TEXT, "approved_by" , "approved_at" TEXT,
        "verified_by" TEXT, "verified_on" TEXT, "effective" INTEGER, "case_hidden" TEXT,
        "preventive_measures" TEXT, "scope" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON
        DELETE RESTRICT)""",
    """CREATE TABLE "reply_letter" ("id" INTEGER NOT NULL PRIMARY KEY, "complaint" , "drafted_at"
        TEXT, "body" TEXT, "consent_by" TEXT, "consent_at" TEXT, "sent_at" TEXT, "sent_how" TEXT,
        "original_to_archivist_on" TEXT, "case_hidden" TEXT, FOREIGN KEY ("id") REFERENCES "header"
        ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "compensation" ("id" INTEGER NOT NULL PRIMARY KEY, "complaint" , "planned_at"
        TEXT, "plan" TEXT, "amount" INTEGER, "contract_basis" TEXT, "technical_opinion" TEXT,
        "counsel_opinion" TEXT, "counsel_confirmed_at" TEXT, "customer_signed_on" TEXT, "paid_on" TEXT,
        "original_to_archivist_on" TEXT, "copy_in_office" INTEGER, "case_hidden" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "compensation_approval" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "level" TEXT, "name" TEXT, "on" TEXT, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "compensation_approval_record" ON "compensation_approval" ("record")""",
    """CREATE TABLE "improvement_measure" ("id" INTEGER NOT NULL PRIMARY KEY, "raised_at" TEXT,
        "origin" , "text" TEXT, "responsible" , "due_on" TEXT, "done_on" TEXT, "result" TEXT,
        "fed_back_at" TEXT, "case_hidden" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE TABLE "contact_note" ("id" INTEGER NOT NULL PRIMARY KEY, "noted_at" TEXT, "about" , "to"
        TEXT, "subject" TEXT, "content" TEXT, "sent_at" TEXT, "answer_due" TEXT, "received_by" TEXT,
        "received_on" TEXT, "answer" TEXT, "answered_at" TEXT, "case_hidden" TEXT, FOREIGN KEY ("id")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "company_information" ("id" INTEGER NOT NULL PRIMARY KEY, "what" , "arisen_at"
        TEXT, "to" TEXT, "due_at" TEXT, "sent_at" TEXT, "how" TEXT, "case_hidden" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
