"""Numbers set aside for sheets printed empty: the power-cut kit (R-008).

A number keeps the year it was printed with. Until a form takes it over it is neither missing from its series nor
given to anything else; one that nobody wrote on is voided with a reason and stays listed.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from custdesk.errors import KnownError, Problem
from custdesk.language import N_, Text
from custdesk.record import AnyRecord
from custdesk.store import numbering
from custdesk.store.answers import Refused
from custdesk.store.trail import Executes

if TYPE_CHECKING:
    from custdesk.store.writing import Writing

MOST: Final = 500  # sheets at once
BOOK: Final = "BK"  # the series of pages of books that carry no record's number (P-02)


@dataclass(frozen=True)
class Reserved:
    """One number set aside, and what became of it."""

    number: str
    form: str
    sheet: str
    reserved_at: datetime.datetime
    reserved_by: int | None
    printed_at: datetime.datetime | None
    record: int | None
    voided_at: datetime.datetime | None
    void_reason: str

    @property
    def waiting(self) -> bool:
        """Tell whether a sheet of this number may still come home."""
        return self.record is None and self.voided_at is None


COLUMNS: Final = '"number", "form", "sheet", "reserved_at", "reserved_by", "printed_at", "record", "voided_at", "void_reason"'


def reserve(writing: Writing, record: AnyRecord, sheet: str, count: int) -> tuple[str, ...]:
    """Take `count` numbers of this year's series for a form's empty sheets. Raises KnownError."""
    form = record.form
    book = any(one.number == sheet for one in form.lists)
    if not (form.prefix or book):
        raise KnownError(N_("This form has no numbers of its own"), N_("Print it empty without a number"))
    if not 1 <= count <= MOST:
        raise KnownError(N_("Choose between 1 and {most} sheets").having(most=MOST))
    series, first = numbering.take(writing.database, BOOK if book else form.prefix, writing.now, count)
    numbers = tuple(numbering.show(series, first + step) for step in range(count))
    at = writing.now.isoformat(timespec="minutes")
    for step, number in enumerate(numbers):
        writing.database.execute_sql(
            'INSERT INTO "reserved" ("number", "series", "serial", "form", "sheet", "reserved_at", "reserved_by")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, series, first + step, form.key, sheet, at, writing.user.id),
        )
    writing.note("reserve", {"form": form.key, "sheet": sheet, "numbers": list(numbers)})
    return numbers


def printed(writing: Writing, numbers: Sequence[str]) -> None:
    """Remember that sheets of these numbers are on paper."""
    _set(writing, numbers, '"printed_at" = coalesce("printed_at", ?)', (_at(writing),))
    writing.note("print_blank", {"numbers": list(numbers)})


def give_back(writing: Writing, numbers: Sequence[str]) -> None:
    """Let numbers go that never came on paper: the counter steps back where they are its last, else they are voided."""
    found = [one for one in (find(writing.database, number) for number in numbers) if one is not None]
    loose = [one.number for one in found if one.waiting and one.printed_at is None]
    for series, serials in _by_series(writing, loose).items():
        last = writing.database.execute_sql(
            'SELECT "last" FROM "series" WHERE "name" = ?', (series,)
        ).fetchone()[0]
        if serials == list(range(last - len(serials) + 1, last + 1)):
            marks = ",".join("?" * len(serials))
            writing.database.execute_sql(
                f'DELETE FROM "reserved" WHERE "series" = ? AND "serial" IN ({marks})', (series, *serials)
            )
            writing.database.execute_sql(
                'UPDATE "series" SET "last" = ? WHERE "name" = ?', (serials[0] - 1, series)
            )
        else:
            void(writing, [numbering.show(series, serial) for serial in serials], "—")
    if loose:
        writing.note("give_back", {"numbers": loose})


def void(writing: Writing, numbers: Sequence[str], reason: str) -> None:
    """Void numbers that no form took over. Raises Refused."""
    if not reason.strip():
        raise Refused([Problem(N_("Give the reason"), "reason", "R-008")])
    for number in numbers:
        _must_wait(writing.database, number)
    _set(
        writing, numbers, '"voided_at" = ?, "voided_by" = ?, "void_reason" = ?',
        (_at(writing), writing.user.id, reason.strip()),
    )  # fmt: skip
    writing.note("void_reserved", {"numbers": list(numbers), "reason": reason.strip()})


def claim(writing: Writing, record: AnyRecord, number: str) -> tuple[str, int]:
    """Return series and serial of a number set aside for this form. Raises Refused: used, voided, of another form."""
    one = _must_wait(writing.database, number)
    if one.form != record.form.key:
        raise Refused(
            [Problem(N_("{number} was printed for another form").having(number=number), "number", "R-008")]
        )
    row = writing.database.execute_sql(
        'SELECT "series", "serial" FROM "reserved" WHERE "number" = ?', (number,)
    ).fetchone()
    return str(row[0]), int(row[1])


def take(writing: Writing, number: str, record_id: int) -> None:
    """Remember which record took a number over."""
    _set(writing, [number], '"record" = ?', (record_id,))


def find(database: Executes, number: str) -> Reserved | None:
    """Return a number that was set aside, or None."""
    row = database.execute_sql(f'SELECT {COLUMNS} FROM "reserved" WHERE "number" = ?', (number,)).fetchone()
    return None if row is None else _of(row)


def waiting(database: Executes, form: str = "") -> list[Reserved]:
    """Return the numbers no form took over yet and nobody voided, the oldest first; of one form or of all."""
    found = database.execute_sql(
        f'SELECT {COLUMNS} FROM "reserved" WHERE "record" IS NULL AND "voided_at" IS NULL'
        ' AND (? = \'\' OR "form" = ?) ORDER BY "series", "serial"',
        (form, form),
    )
    return [_of(row) for row in found]


def between(database: Executes, since: datetime.datetime, until: datetime.datetime) -> list[Reserved]:
    """Return the numbers set aside or voided in a time, in the order of their series."""
    moments = (since.isoformat(timespec="minutes"), until.isoformat(timespec="minutes"))
    found = database.execute_sql(
        f'SELECT {COLUMNS} FROM "reserved" WHERE "reserved_at" >= ? AND "reserved_at" < ?'
        ' OR "voided_at" >= ? AND "voided_at" < ? ORDER BY "series", "serial"',
        (*moments, *moments),
    )
    return [_of(row) for row in found]


def _of(row: Sequence[Any]) -> Reserved:
    moment = datetime.datetime.fromisoformat
    return Reserved(
        row[0], row[1], row[2], moment(row[3]), row[4], moment(row[5]) if row[5] else None, row[6],
        moment(row[7]) if row[7] else None, row[8] or "",
    )  # fmt: skip


def _must_wait(database: Executes, number: str) -> Reserved:
    one = find(database, number)
    trouble: Text | None = None
    if one is None:
        trouble = N_("{number} was never set aside for an empty sheet")
    elif one.record is not None:
        trouble = N_("{number} was typed in already; open that form")
    elif one.voided_at is not None:
        trouble = N_("{number} is voided")
    if one is None or trouble is not None:
        assert trouble is not None
        raise Refused([Problem(trouble.having(number=number), "number", "R-008")])
    return one


def _by_series(writing: Writing, numbers: Sequence[str]) -> dict[str, list[int]]:
    marks = ",".join("?" * len(numbers))
    found: dict[str, list[int]] = {}
    for series, serial in writing.database.execute_sql(
        f'SELECT "series", "serial" FROM "reserved" WHERE "number" IN ({marks}) ORDER BY "series", "serial"',
        tuple(numbers),
    ).fetchall():
        found.setdefault(series, []).append(serial)
    return found


def _set(writing: Writing, numbers: Sequence[str], what: str, values: Sequence[Any]) -> None:
    for number in numbers:
        writing.database.execute_sql(f'UPDATE "reserved" SET {what} WHERE "number" = ?', (*values, number))


def _at(writing: Writing) -> str:
    return writing.now.isoformat(timespec="minutes")
