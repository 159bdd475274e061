"""Frozen SQL of duty_shift, duty_log."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "duty_shift" ("id" INTEGER NOT NULL PRIMARY KEY, "person" , "starts_at" TEXT,
        "ends_at" TEXT, "relief" , "name" TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE TABLE "duty_log" ("id" INTEGER NOT NULL PRIMARY KEY, "occurred_at" TEXT, "shift" ,
        "recorded_by" , "channel" TEXT, "unit" , "customer" , "caller_name" TEXT, "phone" TEXT,
        "unknown_caller_reason" TEXT, "kind" TEXT, "content" TEXT, "answer_given" TEXT, "out_of_scope"
        INTEGER, "answered_late" INTEGER, "reported_to" , "reported_at" TEXT, "responsible" , "due_at"
        TEXT, "result" TEXT, "linked_record" , "locked_at" TEXT, FOREIGN KEY ("id") REFERENCES "header"
        ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "duty_log_addendum" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT NULL,
        "position" INTEGER NOT NULL, "at" TEXT, "by" , "text" TEXT, FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "duty_log_addendum_record" ON "duty_log_addendum" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
