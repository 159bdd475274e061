"""Frozen SQL of callback_sample."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "callback_sample" ("id" INTEGER NOT NULL PRIMARY KEY, "week" TEXT, "caller" TEXT,
        "draw_no" INTEGER, "drawn_at" TEXT, "seed" INTEGER, "frame_size" INTEGER, "sample_size"
        INTEGER, "redraw_reason" TEXT, "taken" INTEGER, "completed_at" TEXT, "method" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "callback_sample_week" ON "callback_sample" ("week")""",
    """CREATE INDEX "callback_sample_drawn_at" ON "callback_sample" ("drawn_at")""",
    """CREATE TABLE "callback_sample_frame" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "order" , FOREIGN KEY ("record") REFERENCES "header" ("id")
        ON DELETE RESTRICT)""",
    """CREATE INDEX "callback_sample_frame_record" ON "callback_sample_frame" ("record")""",
    """CREATE TABLE "callback_sample_drawn" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "place" INTEGER, "order" , FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "callback_sample_drawn_record" ON "callback_sample_drawn" ("record")""",
    """CREATE TABLE "callback_sample_reserve" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "place" INTEGER, "order" , FOREIGN KEY ("record") REFERENCES
        "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "callback_sample_reserve_record" ON "callback_sample_reserve" ("record")""",
    """CREATE TABLE "callback_sample_draw" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "draw" INTEGER, "at" TEXT, "by" , "seed" INTEGER, "of" TEXT,
        "numbers" TEXT, "reason" TEXT, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "callback_sample_draw_record" ON "callback_sample_draw" ("record")""",
    """CREATE TABLE "callback_sample_call" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "order" , "reserve" INTEGER, "requested_by" , "unit" ,
        "phone" TEXT, "content" TEXT, "callback" , "outcome" TEXT, "quality_rating" TEXT,
        "attitude_rating" TEXT, "overall_rating" TEXT, "opinion" TEXT, FOREIGN KEY ("record")
        REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "callback_sample_call_record" ON "callback_sample_call" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
