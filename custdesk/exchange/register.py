"""A form's register as the rows of a table: the export of a list, and the month's folder."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.exchange.workbook import Value
from custdesk.fields import Due, Masked, Money
from custdesk.language import Words
from custdesk.record import AnyRecord, Lines, Shown, label_of, thing_named
from custdesk.sheet import Column
from custdesk.snapshot import Snapshot


def headings(record: AnyRecord, columns: tuple[Column, ...], words: Words) -> list[str]:
    """Return the words above the columns."""
    return [words(column.label or label_of(record, column.name)) for column in columns]


def cell(snapshot: Snapshot, name: str, words: Words) -> Value:
    """Return one value as Excel wants it: numbers and dates as such, everything else as it is shown.

    A due day, kept as the next 00:00, is written as the day itself.
    """
    value: Any = snapshot.values.get(name)
    thing = thing_named(snapshot.record, name)
    kind = thing.kind if isinstance(thing, Shown) else thing
    if value is None or isinstance(value, Masked | str) or isinstance(kind, Lines):
        return snapshot.show(name, words)
    if isinstance(kind, Due) and isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date() - datetime.timedelta(days=1)
    if isinstance(value, datetime.date):  # a moment is one too
        return value
    if isinstance(kind, Money):
        return value / 100
    return value if type(value) is int and type(kind).__name__ == "Number" else snapshot.show(name, words)
