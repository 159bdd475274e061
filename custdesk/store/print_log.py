"""What was printed: record, edition, copy, the values as shown and their digest (design 4, "Words")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.snapshot import Snapshot
from custdesk.store import trail
from custdesk.store.writing import Writing

COLUMNS = (
    '"record", "sheet", "edition", "copy", "at", "user", "language", "snapshot", "digest", "pages", "number"'
)


def stamped(snapshot: Snapshot) -> str:
    """Return what the stamps call a record: its number, "#12" where it has none."""
    return snapshot.number or f"#{snapshot.id}"


def list_said(period: str, rows: Sequence[Mapping[str, Any]], ids: Sequence[int]) -> dict[str, Any]:
    """Return what a printed list says, as the print log keeps it; `ids` tell who may look at a scan of it."""
    return {"period": period, "rows": list(rows), "records": sorted(ids)}


def log_sheet(
    writing: Writing, snapshot: Snapshot, sheet: str, shown: Mapping[str, Any], pages: int, language: str
) -> int:
    """Remember a printed form of one record; return the copy's number. A printed record ends undo."""
    (copies,) = writing.database.execute_sql(
        'SELECT count(*) FROM "print" WHERE "record" = ? AND "sheet" = ? AND "edition" = ?',
        (snapshot.id, sheet, snapshot.edition),
    ).fetchone()
    digest = _insert(
        writing, snapshot.id, sheet, snapshot.edition, copies + 1, shown, pages, language, stamped(snapshot)
    )
    said = {"sheet": sheet, "edition": snapshot.edition, "copy": copies + 1, "digest": digest}
    writing.note("print", said, snapshot.id)
    return int(copies) + 1


def log_list(
    writing: Writing, sheet: str, shown: Mapping[str, Any], pages: int, language: str, number: str
) -> int:
    """Remember a printed list: one line for the whole sheet; its records may still be taken back."""
    period = shown["period"]
    (copies,) = writing.database.execute_sql(
        'SELECT count(*) FROM "print" WHERE "record" IS NULL AND "sheet" = ?'
        " AND json_extract(\"snapshot\", '$.period') = ?",
        (sheet, period),
    ).fetchone()
    digest = _insert(writing, None, sheet, 1, copies + 1, shown, pages, language, number)
    said = {
        "sheet": sheet, "period": period, "count": len(shown["rows"]), "copy": copies + 1, "digest": digest,
    }  # fmt: skip
    writing.note("print_list", said)
    return int(copies) + 1


def _insert(
    writing: Writing,
    record_id: int | None,
    sheet: str,
    edition: int,
    copy: int,
    shown: Mapping[str, Any],
    pages: int,
    language: str,
    number: str,
) -> str:
    digest = trail.digest_of("", shown)
    writing.database.execute_sql(
        f'INSERT INTO "print" ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        (
            record_id, sheet, edition, copy, writing.now.isoformat(timespec="minutes"), writing.user.id, language,
            trail.canonical(shown).decode(), digest, pages, number,
        ),
    )  # fmt: skip
    return digest
