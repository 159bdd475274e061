"""Frozen SQL of community_event."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "community_event" ("id" INTEGER NOT NULL PRIMARY KEY, "plan" , "plan_item"
        INTEGER, "planned_as" TEXT, "theme" TEXT, "kind" TEXT, "start_at" TEXT, "end_at" TEXT,
        "first_start_at" TEXT, "place" TEXT, "organiser" , "programme" TEXT, "preparation" TEXT,
        "notice_text" TEXT, "notice_posted_on" TEXT, "notice_places" TEXT, "participants" INTEGER,
        "cost" INTEGER, "course" TEXT, "text_record" TEXT, "no_feedback" INTEGER, "effect_summary"
        TEXT, "effect_evaluation" TEXT, "recorded_at" TEXT, "evaluated_at" TEXT, "closed_on" TEXT,
        FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "community_event_start_at" ON "community_event" ("start_at")""",
    """CREATE TABLE "community_event_feedback" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER
        NOT NULL, "position" INTEGER NOT NULL, "text" TEXT, "from_whom" TEXT, "is_complaint" INTEGER,
        "complaint" , FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "community_event_feedback_record" ON "community_event_feedback" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
