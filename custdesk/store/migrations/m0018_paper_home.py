"""Paper comes home: the key of the stamps, reserved numbers, scanned pages, signatures as read from paper."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "stamp_key" ("id" INTEGER NOT NULL PRIMARY KEY CHECK ("id" = 1), "key" TEXT NOT NULL)""",
    'INSERT INTO "stamp_key" VALUES (1, lower(hex(randomblob(32))))',
    # what the stamp calls the printed thing: a record's number, "#12", a list's period; empty on prints before this
    'ALTER TABLE "print" ADD COLUMN "number" TEXT',
    'CREATE INDEX "print_number" ON "print" ("number", "sheet", "edition")',
    """CREATE TABLE "reserved" ("number" TEXT NOT NULL PRIMARY KEY, "series" TEXT NOT NULL, "serial" INTEGER NOT NULL,
        "form" TEXT NOT NULL, "sheet" TEXT NOT NULL, "reserved_at" TEXT NOT NULL, "reserved_by" INTEGER,
        "printed_at" TEXT, "record" INTEGER REFERENCES "header" ("id") ON DELETE RESTRICT,
        "voided_at" TEXT, "voided_by" INTEGER, "void_reason" TEXT,
        "settled_at" TEXT, "settled_by" INTEGER) WITHOUT ROWID""",
    'CREATE INDEX "reserved_open" ON "reserved" ("form", "series", "serial") WHERE "record" IS NULL',
    """CREATE TABLE "scan" ("id" INTEGER NOT NULL PRIMARY KEY, "digest" TEXT NOT NULL, "name" TEXT NOT NULL,
        "kind" TEXT NOT NULL, "size" INTEGER NOT NULL, "pages" INTEGER NOT NULL, "at" TEXT NOT NULL, "user" INTEGER)""",
    'CREATE INDEX "scan_digest" ON "scan" ("digest")',
    """CREATE TABLE "scan_page" ("id" INTEGER NOT NULL PRIMARY KEY,
        "scan" INTEGER NOT NULL REFERENCES "scan" ("id") ON DELETE RESTRICT, "page" INTEGER NOT NULL,
        "place" INTEGER NOT NULL, "turn" INTEGER NOT NULL, "stamp" TEXT NOT NULL, "verdict" TEXT NOT NULL,
        "state" TEXT NOT NULL CHECK ("state" IN ('tray', 'filed', 'set_aside')),
        "record" INTEGER REFERENCES "header" ("id") ON DELETE RESTRICT,
        "print" INTEGER REFERENCES "print" ("id") ON DELETE RESTRICT,
        "number" TEXT, "sheet" TEXT, "edition" INTEGER, "copy" INTEGER, "leaf" INTEGER,
        "sheet_page" INTEGER, "sheet_pages" INTEGER, "attachment" INTEGER, "settled_at" TEXT, "settled_by" INTEGER,
        "note" TEXT, UNIQUE ("scan", "page", "place"))""",
    'CREATE INDEX "scan_page_tray" ON "scan_page" ("id") WHERE "state" = \'tray\'',
    """CREATE INDEX "scan_page_number" ON "scan_page" ("number", "sheet", "edition", "copy", "leaf", "sheet_page",
        "sheet_pages", "print") WHERE "state" = 'filed'""",
    'CREATE INDEX "scan_page_record" ON "scan_page" ("record") WHERE "record" IS NOT NULL',
    # one row a signature box of a printed sheet, as a person read it from the paper; "name" empty: not signed
    """CREATE TABLE "signature" ("id" INTEGER NOT NULL PRIMARY KEY,
        "print" INTEGER NOT NULL REFERENCES "print" ("id") ON DELETE RESTRICT,
        "record" INTEGER REFERENCES "header" ("id") ON DELETE RESTRICT, "box" TEXT NOT NULL, "name" TEXT NOT NULL,
        "relation" TEXT, "signed_on" TEXT, "entered_at" TEXT NOT NULL, "entered_by" INTEGER, UNIQUE ("print", "box"))""",
    'CREATE INDEX "signature_record" ON "signature" ("record") WHERE "record" IS NOT NULL',
    # a printed sheet that will not come home, with the reason: spoiled, printed for reading only
    """CREATE TABLE "not_coming" ("number" TEXT NOT NULL, "sheet" TEXT NOT NULL, "edition" INTEGER NOT NULL,
        "at" TEXT NOT NULL, "user" INTEGER, "reason" TEXT NOT NULL, PRIMARY KEY ("number", "sheet", "edition"))
        WITHOUT ROWID""",
)


def up(database: SqlCipherDatabase) -> None:
    """Lay the tables; a store from before gets its key now."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
