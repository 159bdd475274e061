"""Numbers set aside for sheets printed empty: the power-cut kit (R-008).

A number keeps the year it was printed with. Until a form takes it over it is neither missing from its series nor
given to anything else; one that nobody wrote on is voided with a reason and stays listed.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.record import AnyRecord
from custdesk.store import numbering, trail
from custdesk.store.answers import Refused
from custdesk.store.trail import Executes

if TYPE_CHECKING:
    from custdesk.store.writing import Writing

MOST: Final = 500  # sheets at once
BOOK: Final = "BK"  # the series of pages of books that carry no record's number (P-02)
NEVER_PRINTED: Final = N_("Never printed", "void reason")
RESTORED: Final = N_("Not printed when the backup was made", "void reason")


class Reserved(Struct, frozen=True):
    """One number set aside, and what became of it: a `record` took it over, it was voided, a book's page was typed in.

    `printed_at` is empty until the sheet is known to be on paper.
    """

    number: str
    form: str
    sheet: str
    reserved_at: datetime.datetime
    reserved_by: int | None
    printed_at: datetime.datetime | None
    record: int | None
    voided_at: datetime.datetime | None
    voided_by: int | None
    void_reason: str
    settled_at: datetime.datetime | None

    @property
    def waiting(self) -> bool:
        """Tell whether a sheet of this number may still come home."""
        return self.record is None and self.voided_at is None and self.settled_at is None

    @property
    def book(self) -> bool:
        """Tell whether it is a book's page, whose lines become records with numbers of their own."""
        return self.number.startswith(f"{BOOK}-")


COLUMNS: Final = (
    '"number", "form", "sheet", "reserved_at", "reserved_by", "printed_at", "record", "voided_at", "voided_by",'
    ' "void_reason", "settled_at"'
)
WAITING: Final = '"record" IS NULL AND "voided_at" IS NULL AND "settled_at" IS NULL'


# -- taking numbers, and giving them back -------------------------------------------------------------------


def prefix_of(record: AnyRecord, sheet: str) -> str:
    """Return the prefix of the numbers on a form's empty sheets: its own, a book's, or none."""
    book = any(one.number == sheet and one.blank_lines for one in record.form.lists)
    return BOOK if book else record.form.prefix


def reserve(writing: Writing, record: AnyRecord, sheet: str, count: int) -> tuple[str, ...]:
    """Take `count` numbers of this year's series for a form's empty sheets. Raises KnownError."""
    prefix = prefix_of(record, sheet)
    if not prefix:
        raise KnownError(N_("This form has no numbers of its own"), N_("Print it empty without a number"))
    if not 1 <= count <= MOST:
        raise KnownError(N_("Choose between 1 and {most} sheets").having(most=MOST))
    series, first = numbering.take(writing.database, prefix, writing.now, count)
    numbers = _run(series, first, count)
    for step, number in enumerate(numbers):
        writing.database.execute_sql(
            'INSERT INTO "reserved" ("number", "series", "serial", "form", "sheet", "reserved_at", "reserved_by")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, series, first + step, record.form.key, sheet, _at(writing), writing.user.id),
        )
    writing.note("reserve", {"form": record.form.key, "sheet": sheet, "numbers": list(numbers)})
    return numbers


def ahead(database: Executes, prefix: str, now: datetime.datetime, count: int) -> tuple[str, ...]:
    """Return the numbers that `reserve` would take now; nothing is taken."""
    series = f"{prefix}-{now.year:04d}"
    row = database.execute_sql('SELECT "last" FROM "series" WHERE "name" = ?', (series,)).fetchone()
    return _run(series, 1 + (int(row[0]) if row else 0), count)


def printed(writing: Writing, numbers: Sequence[str], sheet: str = "") -> None:
    """Remember that numbers are on paper; `sheet`: on which, as another may be chosen until they are printed first."""
    _set(
        writing, numbers,
        '"sheet" = iif("printed_at" IS NULL AND ? <> \'\', ?, "sheet"), "printed_at" = coalesce("printed_at", ?)',
        (sheet, sheet, _at(writing)),
    )  # fmt: skip
    writing.note("print_blank", {"numbers": list(numbers), **({"sheet": sheet} if sheet else {})})


def give_back(writing: Writing, numbers: Sequence[str]) -> None:
    """Let numbers go that never came on paper: the counter steps back over those at its end, others are voided."""
    known = (find(writing.database, number) for number in numbers)
    loose = [one.number for one in known if one is not None and one.waiting and one.printed_at is None]
    freed: list[str] = []
    for series, serials in _by_series(writing, loose).items():
        (last,) = writing.database.execute_sql(
            'SELECT "last" FROM "series" WHERE "name" = ?', (series,)
        ).fetchone()
        while serials and serials[-1] == last:
            freed.append(numbering.show(series, serials.pop()))
            last -= 1
        writing.database.execute_sql('UPDATE "series" SET "last" = ? WHERE "name" = ?', (last, series))
    for number in freed:
        writing.database.execute_sql('DELETE FROM "reserved" WHERE "number" = ?', (number,))
    if freed:
        writing.note("give_back", {"numbers": sorted(freed)})
    stuck = [number for number in loose if number not in freed]
    if stuck:  # something else has a later number by now
        void(writing, stuck, Words(writing.settings.text("screen_language"))(NEVER_PRINTED))


# -- what becomes of them -----------------------------------------------------------------------------------


def void(writing: Writing, numbers: Sequence[str], reason: str) -> None:
    """Void numbers that no form took over. Raises Refused."""
    if not reason.strip():
        raise Refused([Problem(N_("Give the reason"), "reason", "R-008")])
    for number in numbers:
        must_wait(writing.database, number)
    _set(
        writing, numbers, '"voided_at" = ?, "voided_by" = ?, "void_reason" = ?',
        (_at(writing), writing.user.id, reason.strip()),
    )  # fmt: skip
    writing.note("void_reserved", {"numbers": list(numbers), "reason": reason.strip()})


def revive(writing: Writing, numbers: Sequence[str]) -> None:
    """Take the voiding of numbers back: their sheets turned up. Raises Refused for one that never was on paper."""
    for number in numbers:
        one = find(writing.database, number)
        if one is None or one.voided_at is None:
            raise _refused(N_("{number} is not voided"), number)
        if one.printed_at is None:  # after a restore it may have been given to something else in between
            raise _refused(N_("{number} never was on paper; print new sheets instead"), number)
    _set(writing, numbers, '"voided_at" = NULL, "voided_by" = NULL, "void_reason" = NULL', ())
    writing.note("revive_reserved", {"numbers": list(numbers)})


def settle(writing: Writing, numbers: Sequence[str]) -> None:
    """Remember that all lines of a book's pages are in the program. Raises Refused for a form's number."""
    for number in numbers:
        if not must_wait(writing.database, number).book:
            raise _refused(N_("{number} is a form's number: type its sheet in"), number)
    _set(writing, numbers, '"settled_at" = ?, "settled_by" = ?', (_at(writing), writing.user.id))
    writing.note("settle_reserved", {"numbers": list(numbers)})


def reopen(writing: Writing, numbers: Sequence[str]) -> None:
    """Let settled pages of a book wait again. Raises Refused."""
    for number in numbers:
        one = find(writing.database, number)
        if one is None or one.settled_at is None:
            raise _refused(N_("The lines of {number} are not said to be typed in"), number)
    _set(writing, numbers, '"settled_at" = NULL, "settled_by" = NULL', ())
    writing.note("reopen_reserved", {"numbers": list(numbers)})


def claim(writing: Writing, record: AnyRecord, number: str) -> tuple[str, int]:
    """Return series and serial of a number set aside for this form. Raises Refused: used, voided, of another form."""
    try:
        one = must_wait(writing.database, number)
        if one.form != record.form.key:
            raise _refused(N_("{number} was printed for another form"), number)
        if one.book or record.form.number_by is not None:
            raise _refused(N_("{number} is a page of a book: its lines take numbers of their own"), number)
    except Refused as refused:
        said = N_("{trouble}. To save under a new number, press “New number” above the form")
        raise Refused(
            [Problem(said.having(trouble=refused.problems[0].text), "number", "R-008")]
        ) from refused
    row = writing.database.execute_sql(
        'SELECT "series", "serial" FROM "reserved" WHERE "number" = ?', (number,)
    ).fetchone()
    return str(row[0]), int(row[1])


def take(writing: Writing, number: str, record_id: int) -> None:
    """Remember which record took a number over."""
    _set(writing, [number], '"record" = ?', (record_id,))


def void_unprinted(database: Executes, now: datetime.datetime, user: int | None) -> None:
    """After a restore: numbers set aside in the backup and not printed yet may have been given to something since."""
    if not known_to(database):
        return
    found = database.execute_sql(
        f'SELECT "number" FROM "reserved" WHERE {WAITING} AND "printed_at" IS NULL ORDER BY "series", "serial"'
    )
    numbers = [row[0] for row in found.fetchall()]
    if not numbers:
        return
    row = database.execute_sql('SELECT "value" FROM "setting" WHERE "name" = \'screen_language\'').fetchone()
    reason = Words(json.loads(row[0]) if row else "zh_Hans")(RESTORED)
    at = now.isoformat(timespec="minutes")
    for number in numbers:
        database.execute_sql(
            'UPDATE "reserved" SET "voided_at" = ?, "voided_by" = ?, "void_reason" = ? WHERE "number" = ?',
            (at, user, reason, number),
        )
    trail.append(database, now, user, "void_reserved", {"numbers": numbers, "reason": reason})


# -- reading ------------------------------------------------------------------------------------------------


def known_to(database: Executes) -> bool:
    """Tell whether a store, perhaps one of an older version, knows numbers set aside."""
    return bool(database.execute_sql("SELECT 1 FROM sqlite_master WHERE \"name\" = 'reserved'").fetchone())


def find(database: Executes, number: str) -> Reserved | None:
    """Return a number that was set aside, or None."""
    row = database.execute_sql(f'SELECT {COLUMNS} FROM "reserved" WHERE "number" = ?', (number,)).fetchone()
    return None if row is None else _of(row)


def must_wait(database: Executes, number: str) -> Reserved:
    """Return a number that was set aside and still waits. Raises Refused saying what became of it."""
    one = find(database, number)
    if one is None:
        raise _refused(N_("{number} was never set aside for an empty sheet"), number)
    if one.record is not None:
        raise _refused(N_("{number} was typed in already"), number)
    if one.settled_at is not None:
        raise _refused(N_("The lines of {number} are typed in already"), number)
    if one.voided_at is not None:
        raise _refused(N_("{number} is voided"), number)
    return one


def waiting(database: Executes, form: str = "") -> list[Reserved]:
    """Return the numbers no form took over yet and nobody voided, in their order; of one form or of all."""
    found = database.execute_sql(
        f'SELECT {COLUMNS} FROM "reserved" WHERE {WAITING} AND (? = \'\' OR "form" = ?)'
        ' ORDER BY "reserved_at", "series", "serial"',
        (form, form),
    )
    return [_of(row) for row in found]


def voided(database: Executes) -> list[Reserved]:
    """Return the numbers that were voided, the last voided first: they stay listed (R-008)."""
    found = database.execute_sql(
        f'SELECT {COLUMNS} FROM "reserved" WHERE "voided_at" IS NOT NULL'
        ' ORDER BY "voided_at" DESC, "series", "serial"'
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


def in_runs(numbers: Sequence[str]) -> list[str]:
    """Return numbers in few words: "TS-2027-0036 – 0040" for a run, in the order given."""
    runs: list[list[str]] = []
    for number in numbers:
        series, _dash, serial = number.rpartition("-")
        if runs and numbering.show(series, int(serial) - 1) == runs[-1][-1]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [run[0] if len(run) == 1 else f"{run[0]}–{run[-1].rpartition('-')[2]}" for run in runs]


# -- inside -------------------------------------------------------------------------------------------------


def _of(row: Sequence[Any]) -> Reserved:
    reserved_at, printed_at, voided_at, settled_at = (
        datetime.datetime.fromisoformat(row[place]) if row[place] else None for place in (3, 5, 7, 10)
    )
    assert reserved_at is not None
    return Reserved(
        row[0], row[1], row[2], reserved_at, row[4], printed_at, row[6], voided_at, row[8], row[9] or "", settled_at,
    )  # fmt: skip


def _refused(text: Text, number: str) -> Refused:
    return Refused([Problem(text.having(number=number), "number", "R-008")])


def _run(series: str, first: int, count: int) -> tuple[str, ...]:
    return tuple(numbering.show(series, first + step) for step in range(count))


def _by_series(writing: Writing, numbers: Sequence[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for series, serial in writing.database.execute_sql(
        'SELECT "series", "serial" FROM "reserved" WHERE "number" IN (SELECT value FROM json_each(?))'
        ' ORDER BY "series", "serial"',
        (json.dumps(list(numbers)),),
    ).fetchall():
        found.setdefault(series, []).append(serial)
    return found


def _set(writing: Writing, numbers: Sequence[str], what: str, values: Sequence[Any]) -> None:
    for number in numbers:
        writing.database.execute_sql(f'UPDATE "reserved" SET {what} WHERE "number" = ?', (*values, number))


def _at(writing: Writing) -> str:
    return writing.now.isoformat(timespec="minutes")
