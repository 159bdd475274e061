"""What a list's rows look like: the words of each cell, what presses and which cells say so."""

from __future__ import annotations

import datetime
from typing import Any

from msgspec import Struct

from custdesk import fields
from custdesk.fields import Masked, Showing
from custdesk.language import Words
from custdesk.record import VOIDED, AnyRecord, Shown, thing_named
from custdesk.sheet import Column
from custdesk.store.list_rows import ListRow
from custdesk.store.reader import overdue
from ui.binder.column_needs import due_first
from ui.theme import SIGNS

NEAR = datetime.timedelta(days=1)  # coloured from one day before


class Face(Struct, frozen=True):
    """One row as it is shown at a minute."""

    row: ListRow
    texts: tuple[str, ...]
    sign: str  # "overdue", "due" or nothing
    inked: tuple[int, ...]  # the columns that say so
    voided: bool


class Faces:
    """Makes the rows of one form's list."""

    def __init__(self, record: AnyRecord, columns: tuple[Column, ...], words: Words) -> None:
        self._words = words
        self._names = tuple(column.name for column in columns)
        things = [thing_named(record, name) for name in self._names]
        self._kinds = tuple(one.kind if isinstance(one, Shown) else one for one in things)
        self._spans = tuple(isinstance(one, fields.Span) for one in things)
        self._state = self._names.index("state") if "state" in self._names else -1
        self._due = self._names.index("due_at") if due_first(record) else -1

    def of(self, row: ListRow, now: datetime.datetime) -> Face:
        """Return a row's face at a minute."""
        showing = Showing(self._words, row.names)
        texts = [self._text(row, place, showing) for place in range(len(self._names))]
        voided = row.state == VOIDED
        owed = row.owed
        sign = "overdue" if overdue(owed, now) else "due" if owed is not None and owed - now <= NEAR else ""
        # the due date says it, unless the state stands before it or tells of another date
        told = self._due if self._due >= 0 and owed == row.values.get("due_at") else self._state
        if voided and self._state >= 0:
            texts[self._state] = f"{SIGNS['void']} {texts[self._state]}"
        elif sign and told >= 0:
            texts[told] = f"{SIGNS[sign]} {texts[told]}"
        inked = tuple(place for place in {told, self._state} if place >= 0) if sign else ()
        return Face(row, tuple(texts), sign, inked, voided)

    def _text(self, row: ListRow, place: int, showing: Showing) -> str:
        name = self._names[place]
        value: Any = row.values.get(name)
        kind = self._kinds[place]
        if isinstance(value, datetime.datetime):
            return _day24(value) if name == "due_at" and _is_day(value) else _minute(value)
        if isinstance(value, datetime.date) and not self._spans[place]:
            return value.isoformat()
        if isinstance(value, Masked) or name == "state" or not isinstance(kind, fields.Kind):
            shown = row.show(name, self._words)
        else:
            shown = "" if value is None else kind.show(value, showing)
        return " ".join(shown.split())


def _is_day(due: datetime.datetime) -> bool:
    return not (due.hour or due.minute)


def _day24(due: datetime.datetime) -> str:
    day = due - datetime.timedelta(days=1)
    return f"{day.month:02}-{day.day:02} 24:00"


def _minute(moment: datetime.datetime) -> str:
    return f"{moment.month:02}-{moment.day:02} {moment.hour:02}:{moment.minute:02}"
