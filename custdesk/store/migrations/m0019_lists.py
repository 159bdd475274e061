"""Lists of any length: how many records each state holds is kept, and their orders follow an index."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    # few records are hidden from anybody: what a list leaves out is looked up here, and the rest needs no look
    'CREATE INDEX "header_hidden" ON "header" ("form", "state", "visibility") WHERE "visibility" IS NOT NULL',
    'CREATE INDEX "header_form_number" ON "header" ("form", "number", "id")',
    'CREATE INDEX "header_form_due" ON "header" ("form", "due_at", "id") WHERE "due_at" IS NOT NULL',
    # the orders that lists have at first, where it is not the newest first
    'CREATE INDEX "major_defect_next_check" ON "major_defect" ("next_check")',
    'CREATE INDEX "visit_plan_next_due" ON "visit_plan" ("next_due")',
    'CREATE INDEX "customer_name" ON "customer" ("name")',
    'CREATE INDEX "staff_name" ON "staff" ("name")',
    # how many records a form has in each state: kept by triggers, so that nobody counts a million rows
    """CREATE TABLE "tally" ("form" TEXT NOT NULL, "state" TEXT NOT NULL, "records" INTEGER NOT NULL,
        PRIMARY KEY ("form", "state")) WITHOUT ROWID""",
    """INSERT INTO "tally" SELECT coalesce("form", ''), coalesce("state", ''), count(*) FROM "header"
        GROUP BY 1, 2""",
    """CREATE TRIGGER "tally_of_new" AFTER INSERT ON "header" BEGIN
        INSERT INTO "tally" VALUES (coalesce(NEW."form", ''), coalesce(NEW."state", ''), 1)
            ON CONFLICT ("form", "state") DO UPDATE SET "records" = "records" + 1;
        END""",
    """CREATE TRIGGER "tally_of_moved" AFTER UPDATE OF "form", "state" ON "header"
        WHEN OLD."state" IS NOT NEW."state" OR OLD."form" IS NOT NEW."form" BEGIN
        UPDATE "tally" SET "records" = "records" - 1
            WHERE "form" = coalesce(OLD."form", '') AND "state" = coalesce(OLD."state", '');
        INSERT INTO "tally" VALUES (coalesce(NEW."form", ''), coalesce(NEW."state", ''), 1)
            ON CONFLICT ("form", "state") DO UPDATE SET "records" = "records" + 1;
        END""",
    """CREATE TRIGGER "tally_of_gone" AFTER DELETE ON "header" BEGIN
        UPDATE "tally" SET "records" = "records" - 1
            WHERE "form" = coalesce(OLD."form", '') AND "state" = coalesce(OLD."state", '');
        END""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the indexes, count what is there, and go on counting."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
