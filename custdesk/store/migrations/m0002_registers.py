"""Frozen SQL of unit, customer, staff."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "unit" ("id" INTEGER NOT NULL PRIMARY KEY, "building" TEXT, "entrance" TEXT,
        "room" TEXT, "key" TEXT, "place_in_estate" TEXT, "area_zone" TEXT, "remark" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "unit_key" ON "unit" ("key")""",
    """CREATE INDEX "unit_place_in_estate" ON "unit" ("place_in_estate")""",
    """CREATE TABLE "customer" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT, "unit" , "kind" TEXT,
        "phone" TEXT, "moved_in_on" TEXT, "left_on" TEXT, "special_care" INTEGER, "remark" TEXT,
        FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "staff" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT, "role" TEXT, "phone"
        TEXT, FOREIGN KEY ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
