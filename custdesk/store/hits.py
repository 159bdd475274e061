"""What lists are made of: the question, the rows, a line of history, and what is overdue in SQL and in Python."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from custdesk.record import Filter

#: late: from that instant on for a due day (kept as the next 00:00), after that minute for a due minute (9.4 no. 1)
OVERDUE_SQL = '(h."due_at" <= ? AND (h."due_at" < ? OR substr(h."due_at", 12) = \'00:00\'))'


def overdue(due_at: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Tell whether a due moment has passed; the Python form of OVERDUE_SQL."""
    if due_at is None:
        return False
    now = now.replace(second=0, microsecond=0)  # on time through that minute
    return due_at < now or (due_at == now and due_at.time() == datetime.time())


class ListQuery(Struct, frozen=True):
    """What a list shows: one form, narrowed by filter, words, period, unit; in an order."""

    form: str
    filter: Filter | None = None
    text: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None  # the first moment not included; by "due_at" the last one included
    sort: str = ""  # a field; empty = newest first
    descending: bool = True
    by: str = "happened_at"  # the moment that since and until are of: this, or "due_at"


class Hit(Struct, frozen=True):
    """One record in a mixed list: search, workbench, room card."""

    id: int
    form: str
    number: str
    state: str
    happened_at: datetime.datetime | None
    due_at: datetime.datetime | None
    line: str
    unit: Any = None
    responsible: Any = None


class SettingChange(Struct, frozen=True):
    """The last time a person changed a setting."""

    at: datetime.datetime
    who: str
    reason: str


class HistoryLine(Struct, frozen=True):
    """One line of a record's history as this reader may see it."""

    seq: int
    at: datetime.datetime
    who: str
    what: str
    reason: str
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    file: Mapping[str, Any] = field(default_factory=dict)  # what hung on it: name, note, and the note it got


HIT = 'h."id", h."form", h."number", h."state", h."happened_at", h."due_at", h."line", h."unit", h."responsible"'


def hit_of(row: Sequence[Any]) -> Hit:
    """Return the hit of a row of the columns HIT."""

    def moment(plain: str | None) -> datetime.datetime | None:
        return datetime.datetime.fromisoformat(plain) if plain else None

    return Hit(
        row[0], row[1], row[2] or "", row[3], moment(row[4]), moment(row[5]), row[6] or "", row[7], row[8]
    )


def file_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trail line says of a file: its name, its caption, and the caption it got."""
    one = payload.get("attachment", {})
    said = {name: one[name] for name in ("name", "note") if one.get(name)}
    return {**said, "now": payload["note"]} if "note" in payload else said
