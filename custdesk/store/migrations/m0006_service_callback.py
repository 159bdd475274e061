"""Frozen SQL of service_callback."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "service_callback" ("id" INTEGER NOT NULL PRIMARY KEY, "signed_by_customer_name"
        TEXT, "signer_relation" TEXT, "signed_at" TEXT, "no_signature_reason" TEXT, "subject" , "kind"
        TEXT, "unit" , "about" TEXT, "opened_at" TEXT, "responsible" , "due_at" TEXT, "method" TEXT,
        "done_at" TEXT, "done_by" , "person_reached" TEXT, "quality_rating" TEXT, "attitude_rating"
        TEXT, "overall_rating" TEXT, "opinion" TEXT, "defect_found" INTEGER, "complaint_made" INTEGER,
        "complaint" , "case_hidden" TEXT, "covered_by" , FOREIGN KEY ("id") REFERENCES "header" ("id")
        ON DELETE RESTRICT)""",
    """CREATE INDEX "service_callback_due_at" ON "service_callback" ("due_at")""",
    """CREATE INDEX "service_callback_done_at" ON "service_callback" ("done_at")""",
    """CREATE TABLE "service_callback_attempt" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "at" TEXT, "by" , "reason" TEXT, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "service_callback_attempt_record" ON "service_callback_attempt" ("record")""",
    """CREATE TABLE "service_callback_earlier" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "done_at" TEXT, "kind" TEXT, "person_reached" TEXT,
        "quality_rating" TEXT, "attitude_rating" TEXT, "opinion" TEXT, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "service_callback_earlier_record" ON "service_callback_earlier" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
