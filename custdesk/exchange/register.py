"""A form's register as the rows of a table: the export of a list, and the month's folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any

from custdesk.exchange.table_file import Value
from custdesk.fields import Due, Masked, Money, Number, Showing
from custdesk.language import Words
from custdesk.record import AnyRecord, Lines, Shown, label_of, thing_named
from custdesk.sheet import Column
from custdesk.snapshot import Snapshot


def headings(record: AnyRecord, columns: tuple[Column, ...], words: Words) -> list[str]:
    """Return the words above the columns."""
    return [words(column.label or label_of(record, column.name)) for column in columns]


class Cells:
    """What the columns of a table hold of each record, as Excel wants it."""

    def __init__(self, record: AnyRecord, columns: tuple[Column, ...], words: Words) -> None:
        self.names = tuple(column.name for column in columns)
        self._ways = tuple((name, _way(record, name)) for name in self.names)
        self._words = words

    def of(self, snapshot: Snapshot) -> list[Value]:
        """Return one record's line."""
        values, showing = snapshot.values, Showing(self._words, snapshot.names)
        return [way(snapshot, values.get(name), showing) for name, way in self._ways]


def cell(snapshot: Snapshot, name: str, words: Words) -> Value:
    """Return one value as Excel wants it: numbers and dates as such, everything else as it is shown.

    A due day, kept as the next 00:00, is written as the day itself.
    """
    showing = Showing(words, snapshot.names)
    return _way(snapshot.record, name)(snapshot, snapshot.values.get(name), showing)


Way = Callable[[Snapshot, Any, Showing], Value]


@cache
def _way(record: AnyRecord, name: str) -> Way:
    """Return how a field's values become cells; what is asked of its kind is asked once."""
    thing = thing_named(record, name)
    kind = thing.kind if isinstance(thing, Shown) else thing
    if isinstance(kind, Lines) or name == "state":
        return lambda snapshot, _value, showing: snapshot.show(name, showing.words)
    due, money, number = isinstance(kind, Due), isinstance(kind, Money), type(kind) is Number

    def way(snapshot: Snapshot, value: Any, showing: Showing) -> Value:  # noqa: ARG001
        if isinstance(value, Masked):
            return str(value)
        if isinstance(value, datetime.date):  # a moment is one too
            if due and isinstance(value, datetime.datetime) and value.time() == datetime.time():
                return value.date() - datetime.timedelta(days=1)
            return value
        if money and value is not None:
            return value / 100
        return value if number and type(value) is int else kind.show(value, showing)

    return way
