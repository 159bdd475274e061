"""Numbers of records: PREFIX-YYYY-NNNN, one series per prefix and year of the event, never reused (R-008)."""

from __future__ import annotations

import datetime

from custdesk.store.trail import Executes


def take(database: Executes, prefix: str, happened_at: datetime.datetime, count: int = 1) -> tuple[str, int]:
    """Take `count` numbers of a series inside the caller's transaction; return the series and the first serial."""
    series = f"{prefix}-{happened_at.year:04d}"
    (last,) = database.execute_sql(
        'INSERT INTO "series" ("name", "last") VALUES (?, ?)'
        ' ON CONFLICT ("name") DO UPDATE SET "last" = "last" + excluded."last" RETURNING "last"',
        (series, count),
    ).fetchone()
    return series, int(last) - count + 1


def show(series: str, serial: int) -> str:
    """Return the number as it is printed: TS-2027-0031."""
    return f"{series}-{serial:04d}"
