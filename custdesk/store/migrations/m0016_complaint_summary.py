"""Frozen SQL of complaint_summary, and what its month asks of the complaints: an earlier handling, three indexes."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """ALTER TABLE "complaint" ADD COLUMN "handled_before" TEXT""",
    """CREATE INDEX "complaint_received_at" ON "complaint" ("received_at")""",
    """CREATE INDEX "complaint_handled_at" ON "complaint" ("handled_at")""",
    """CREATE INDEX "complaint_closed_at" ON "complaint" ("closed_at")""",
    """CREATE INDEX "complaint_handled_before" ON "complaint" ("handled_before")""",
    """CREATE INDEX "trail_setting" ON "trail" ("seq") WHERE "what" = 'setting'""",
    """CREATE TABLE "complaint_summary" ("id" INTEGER NOT NULL PRIMARY KEY, "month" TEXT,
        "prepared_by" , "prepared_at" TEXT, "cut_off" TEXT, "statement" TEXT, "measures_text" TEXT,
        "approved_by" , "approved_at" TEXT, "published_at" TEXT, "published_where" TEXT,
        "copied_to_qc_at" TEXT, "archived_at" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON
        DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_month" ON "complaint_summary" ("month")""",
    """CREATE TABLE "complaint_summary_figure" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "figure" TEXT, "part" INTEGER, "whole" INTEGER,
        "percent" TEXT, "apart" INTEGER, "apart_what" TEXT, FOREIGN KEY ("record") REFERENCES "header"
        ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_figure_record" ON "complaint_summary_figure" ("record")""",
    """CREATE TABLE "complaint_summary_inside" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "figure" TEXT, "part" INTEGER, "whole" INTEGER,
        "percent" TEXT, "apart" INTEGER, "apart_what" TEXT, FOREIGN KEY ("record") REFERENCES "header"
        ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_inside_record" ON "complaint_summary_inside" ("record")""",
    """CREATE TABLE "complaint_summary_category" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "category" TEXT, "received" INTEGER, "on_time" INTEGER,
        "late" INTEGER, "pending" INTEGER, "not_valid" INTEGER, FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_category_record" ON "complaint_summary_category" ("record")""",
    """CREATE TABLE "complaint_summary_count" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "heading" TEXT, "what" TEXT, "count" INTEGER, FOREIGN KEY
        ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_count_record" ON "complaint_summary_count" ("record")""",
    """CREATE TABLE "complaint_summary_case" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "part" TEXT, "complaint" , "number" TEXT, "received_on"
        TEXT, "complainant" TEXT, "unit_name" TEXT, "building" TEXT, "category" TEXT, "nature" TEXT,
        "content" TEXT, "handling" TEXT, "handled_on" TEXT, "customer_satisfied" TEXT, "open_at_end"
        INTEGER, "timeliness" TEXT, "case_state" TEXT, "remark" TEXT, FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_case_record" ON "complaint_summary_case" ("record")""",
    """CREATE TABLE "complaint_summary_unclosed" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "complaint" , "number" TEXT, "handled_on" TEXT,
        "days_unclosed" INTEGER, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "complaint_summary_unclosed_record" ON "complaint_summary_unclosed" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables and the indexes."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
