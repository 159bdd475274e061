"""What was printed: record, edition, copy, the values as shown and their digest (design 4, "Words")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.snapshot import Snapshot
from custdesk.store import trail
from custdesk.store.writing import Writing

COLUMNS = '"record", "sheet", "edition", "copy", "at", "user", "language", "snapshot", "digest", "pages"'


def log_sheet(
    writing: Writing, snapshot: Snapshot, sheet: str, shown: Mapping[str, Any], pages: int, language: str
) -> int:
    """Remember a printed form of one record; return the copy's number. A printed record ends undo."""
    (copies,) = writing.database.execute_sql(
        'SELECT count(*) FROM "print" WHERE "record" = ? AND "sheet" = ? AND "edition" = ?',
        (snapshot.id, sheet, snapshot.edition),
    ).fetchone()
    digest = _insert(writing, snapshot.id, sheet, snapshot.edition, copies + 1, shown, pages, language)
    said = {"sheet": sheet, "edition": snapshot.edition, "copy": copies + 1, "digest": digest}
    writing.note("print", said, snapshot.id)
    return int(copies) + 1


def log_list(
    writing: Writing, sheet: str, period: str, rows: Sequence[Mapping[str, Any]], pages: int, language: str
) -> int:
    """Remember a printed list: one line for the whole sheet; its records may still be taken back."""
    (copies,) = writing.database.execute_sql(
        'SELECT count(*) FROM "print" WHERE "record" IS NULL AND "sheet" = ?'
        " AND json_extract(\"snapshot\", '$.period') = ?",
        (sheet, period),
    ).fetchone()
    shown = {"period": period, "rows": list(rows)}
    digest = _insert(writing, None, sheet, 0, copies + 1, shown, pages, language)
    said = {"sheet": sheet, "period": period, "count": len(rows), "copy": copies + 1, "digest": digest}
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
) -> str:
    digest = trail.digest_of("", shown)
    writing.database.execute_sql(
        f'INSERT INTO "print" ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        (
            record_id, sheet, edition, copy, writing.now.isoformat(timespec="minutes"), writing.user.id, language,
            trail.canonical(shown).decode(), digest, pages,
        ),
    )  # fmt: skip
    return digest
