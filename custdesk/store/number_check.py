"""The number series of a store: every number once, none missing without a reason (R-008)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from typing import TYPE_CHECKING

from custdesk.binders import BY_KEY
from custdesk.language import N_, Text
from custdesk.store import numbering
from custdesk.store.reserved_check import check_reserved

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase


def check_numbers(
    database: SqlCipherDatabase,
    left_out: Mapping[str, Sequence[tuple[int, int]]],
    find: Callable[..., None],
    remark: Callable[[Text], None],
) -> None:
    """Find numbers given twice, numbers missing, and counters that would give one again (R-008).

    `left_out` are the runs that restores left out, by series: remarked, no fault.
    """
    counters = dict(database.execute_sql('SELECT "name", "last" FROM "series"').fetchall())
    found = database.execute_sql(
        'SELECT "series", "serial", "number", "id", "form" FROM "header" ORDER BY "id"'
    )
    given: dict[str, MutableSequence[int]] = {name: array("q") for name in counters}
    for series, serial, number, record_id, key in found:
        if key in BY_KEY and BY_KEY[key].form.number_by is not None and series is None:
            continue  # it follows from another record's number, in no series of its own
        prefix = BY_KEY[key].form.prefix if key in BY_KEY else ""
        wrong = (number is None) != (not prefix) or (
            number is not None
            and (
                number != numbering.show(str(series), serial or 0) or not str(series).startswith(f"{prefix}-")
            )
        )
        if wrong:
            text = N_("Record #{id}: the number “{number}” does not fit its series").having(
                id=record_id, number=str(number or "")
            )
            find(text, record_id=record_id, number=str(number or ""))
        elif number is not None:
            given.setdefault(series, array("q")).append(serial)
    check_reserved(database, given, find, remark)
    for series, serials in sorted(given.items()):
        _series(series, serials, int(counters.get(series, 0)), left_out.get(series, ()), find, remark)


def _series(
    series: str,
    serials: Sequence[int],
    last: int,
    left_out: Sequence[tuple[int, int]],
    find: Callable[..., None],
    remark: Callable[[Text], None],
) -> None:
    seen: set[int] = set()
    for serial in serials:
        if serial in seen:
            number = numbering.show(series, serial)
            find(N_("The number {number} was given twice").having(number=number), number=number)
        seen.add(serial)
    highest = max(seen, default=0)
    if highest > last:
        text = N_("The counter of {series} stands at {last}, but {number} was given")
        find(text.having(series=series, last=last, number=numbering.show(series, highest)))
    for start, end in gaps(seen, max(last, highest)):
        span = {"first": numbering.show(series, start), "last": numbering.show(series, end)}
        if any(low <= start and end <= high for low, high in left_out):
            remark(N_("{first} to {last} were left out by a restore").having(**span))
        else:
            find(N_("{first} to {last} are missing from the series").having(**span), number=span["first"])


def gaps(seen: set[int], last: int) -> Iterator[tuple[int, int]]:
    """Return the runs of numbers up to `last` that are not among those seen."""
    start = 1
    for serial in [*sorted(seen), last + 1]:
        if serial > start:
            yield start, serial - 1
        start = max(start, serial + 1)
