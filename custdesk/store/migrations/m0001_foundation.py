"""Header, links, attachments, trail, numbers, prints, settings, passwords and the search index."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "header" (
        "id" INTEGER NOT NULL PRIMARY KEY, "form" TEXT, "number" TEXT, "series" TEXT, "serial" INTEGER,
        "old_number" TEXT, "state" TEXT, "revision" INTEGER, "edition" INTEGER, "happened_at" TEXT, "unit",
        "responsible", "due_at" TEXT, "line" TEXT, "visibility" TEXT, "created_at" TEXT, "created_by",
        "state_changed_at" TEXT, "frozen_at" TEXT, "void_reason" TEXT, "paper_location" TEXT, "note" TEXT,
        "salt" TEXT)""",
    'CREATE UNIQUE INDEX "header_number" ON "header" ("number") WHERE "number" IS NOT NULL',
    'CREATE INDEX "header_form_happened" ON "header" ("form", "happened_at" DESC, "id" DESC)',
    'CREATE INDEX "header_form_state" ON "header" ("form", "state", "happened_at" DESC, "id" DESC)',
    'CREATE INDEX "header_unit" ON "header" ("unit", "happened_at" DESC) WHERE "unit" IS NOT NULL',
    'CREATE INDEX "header_due" ON "header" ("due_at") WHERE "due_at" IS NOT NULL',
    """CREATE TABLE "reference" ("record" INTEGER NOT NULL REFERENCES "header" ("id") ON DELETE RESTRICT,
        "field" TEXT NOT NULL, "target" INTEGER NOT NULL REFERENCES "header" ("id") ON DELETE RESTRICT,
        PRIMARY KEY ("record", "field", "target")) WITHOUT ROWID""",
    'CREATE INDEX "reference_target" ON "reference" ("target", "record")',
    """CREATE TABLE "attachment" ("id" INTEGER NOT NULL PRIMARY KEY,
        "record" INTEGER NOT NULL REFERENCES "header" ("id") ON DELETE RESTRICT, "digest" TEXT NOT NULL,
        "kind" TEXT NOT NULL, "name" TEXT NOT NULL, "size" INTEGER NOT NULL, "taken_at" TEXT, "taken_by" TEXT,
        "note" TEXT, "added_at" TEXT NOT NULL, "added_by" INTEGER, "edition" INTEGER NOT NULL)""",
    'CREATE INDEX "attachment_record" ON "attachment" ("record")',
    """CREATE TABLE "trail" ("seq" INTEGER NOT NULL PRIMARY KEY, "at" TEXT NOT NULL, "user" INTEGER,
        "what" TEXT NOT NULL, "cause" INTEGER NOT NULL, "draft" TEXT NOT NULL, "previous" TEXT NOT NULL,
        "payload_digest" TEXT NOT NULL, "digest" TEXT NOT NULL)""",
    'CREATE INDEX "trail_draft" ON "trail" ("draft") WHERE "draft" <> \'\'',
    'CREATE TABLE "trail_payload" ("seq" INTEGER NOT NULL PRIMARY KEY REFERENCES "trail" ("seq") ON DELETE RESTRICT,'
    ' "salt" TEXT NOT NULL, "body" TEXT NOT NULL)',
    'CREATE TABLE "trail_record" ("seq" INTEGER NOT NULL REFERENCES "trail" ("seq") ON DELETE RESTRICT,'
    ' "record" INTEGER NOT NULL, "revision" INTEGER NOT NULL, "digest" TEXT NOT NULL)',
    'CREATE INDEX "trail_record_record" ON "trail_record" ("record", "seq" DESC)',
    'CREATE INDEX "trail_record_seq" ON "trail_record" ("seq")',
    *(
        f'CREATE TRIGGER "{table}_keeps_{act.lower()}" BEFORE {act} ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for table in ("trail", "trail_record")
        for act in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER "trail_payload_keeps_update" BEFORE UPDATE ON "trail_payload"
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    'CREATE TABLE "series" ("name" TEXT NOT NULL PRIMARY KEY, "last" INTEGER NOT NULL) WITHOUT ROWID',
    """CREATE TABLE "print" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER REFERENCES "header" ("id")
        ON DELETE RESTRICT, "sheet" TEXT NOT NULL, "edition" INTEGER NOT NULL, "copy" INTEGER NOT NULL,
        "at" TEXT NOT NULL, "user" INTEGER, "language" TEXT NOT NULL, "snapshot" TEXT NOT NULL, "digest" TEXT NOT NULL,
        "pages" INTEGER NOT NULL)""",
    'CREATE INDEX "print_record" ON "print" ("record", "id")',
    'CREATE TABLE "frozen" ("record" INTEGER NOT NULL REFERENCES "header" ("id") ON DELETE RESTRICT,'
    ' "edition" INTEGER NOT NULL, "at" TEXT NOT NULL, "snapshot" TEXT NOT NULL,'
    ' PRIMARY KEY ("record", "edition"))',
    'CREATE TABLE "setting" ("name" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL) WITHOUT ROWID',
    'CREATE TABLE "credential" ("staff" INTEGER NOT NULL PRIMARY KEY REFERENCES "header" ("id")'
    ' ON DELETE RESTRICT, "hash" TEXT NOT NULL, "changed_at" TEXT NOT NULL)',
    'CREATE TABLE "search_text" ("id" INTEGER NOT NULL PRIMARY KEY REFERENCES "header" ("id") ON DELETE RESTRICT,'
    ' "body" TEXT NOT NULL)',
    'CREATE VIRTUAL TABLE "search" USING fts5("body", detail=none, content=\'\', contentless_delete=1,'
    " tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\")",
)


def up(database: SqlCipherDatabase) -> None:
    """Lay the foundation."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
