"""Frozen SQL of repair_order."""

from __future__ import annotations

from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

STATEMENTS: Final = (
    """CREATE TABLE "repair_order" ("id" INTEGER NOT NULL PRIMARY KEY, "signed_by_customer_name" TEXT,
        "signer_relation" TEXT, "signed_at" TEXT, "requested_at" TEXT, "requested_by" , "unit" ,
        "phone" TEXT, "service_kind" TEXT, "content" TEXT, "source" , "responsible" ,
        "customer_deadline" TEXT, "appointment_at" TEXT, "due_at" TEXT, "due_why" TEXT, "major_defect"
        INTEGER, "chargeable" INTEGER, "price_quoted" INTEGER, "price_told_at" TEXT, "customer_consent"
        TEXT, "consent_by" TEXT, "consent_at" TEXT, "demand_confirmed" INTEGER, "dispatched_at" TEXT,
        "team" TEXT, "worker" , "arrived_at" TEXT, "finished_at" TEXT, "work_done" TEXT, "materials"
        TEXT, "fee" INTEGER, "rework_of" , "defect_reported_at" TEXT, "defect_reported_by" , "defect"
        TEXT, "cancel_reason" TEXT, "cancel_asked_by" TEXT, "no_signature_reason" TEXT, FOREIGN KEY
        ("id") REFERENCES "header" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "repair_order_requested_at" ON "repair_order" ("requested_at")""",
    """CREATE INDEX "repair_order_dispatched_at" ON "repair_order" ("dispatched_at")""",
    """CREATE INDEX "repair_order_finished_at" ON "repair_order" ("finished_at")""",
    """CREATE TABLE "repair_order_extension" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "new_due" TEXT, "reason" TEXT, "told_at" TEXT, "told_by" ,
        "customer_agreed" INTEGER, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "repair_order_extension_record" ON "repair_order_extension" ("record")""",
    """CREATE TABLE "repair_order_price" ("id" INTEGER NOT NULL PRIMARY KEY, "record" INTEGER NOT
        NULL, "position" INTEGER NOT NULL, "price" INTEGER, "reason" TEXT, "told_at" TEXT, "told_by" ,
        "customer_agreed" INTEGER, FOREIGN KEY ("record") REFERENCES "header" ("id") ON DELETE
        RESTRICT)""",
    """CREATE INDEX "repair_order_price_record" ON "repair_order_price" ("record")""",
)


def up(database: SqlCipherDatabase) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
