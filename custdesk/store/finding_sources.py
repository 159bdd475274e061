"""Where a search takes its candidates from, the newest first and a few at a time: the index, or the header's indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from custdesk.store.search import FORM, LATEST, RECORD, TIMELY
from custdesk.store.trail import Executes

NEWEST: Final = "9999"  # after every moment


class Source(Protocol):
    """Gives the ids of candidates, the newest first."""

    def take(self, count: int) -> list[int]:
        """Return the next ones; fewer than asked for when there are no more."""


#: bounds and order are the index's own: it reads no further than it is asked
INDEX_SQL: Final = (
    'SELECT rowid FROM "search_pairs" WHERE "search_pairs" MATCH ? AND rowid >= ? AND rowid < ?'
    " ORDER BY rowid DESC LIMIT ?"
)


def newest_rows(database: Executes, match: str, first: int, below: int, count: int) -> list[int]:
    """Return the last rows of the index, of those from `first` on and before `below`, that hold the pairs."""
    return [row for (row,) in database.execute_sql(INDEX_SQL, (match, first, below, count))]


class IndexSource:
    """Records of one form whose pairs are in the index, by the order they were entered in.

    `ids`: the first and last record of a period; only old registers, entered late, lie elsewhere in the index.
    """

    def __init__(
        self,
        database: Executes,
        match: str,
        place: int,
        below: int | None = None,
        ids: tuple[int, int] | None = None,
    ) -> None:
        self._database, self._match = database, match
        first, end = place << FORM, place + 1 << FORM if below is None else below
        self._spans = [(first, end)]
        if ids is not None:
            timely = first | LATEST << TIMELY
            self._spans = [
                (first, timely),
                (timely | ids[0], min(end, (timely | ids[1]) + 1)),
            ]  # the last first

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        found: list[int] = []
        while self._spans and len(found) < count:
            first, below = self._spans.pop()
            rows = newest_rows(self._database, self._match, first, below, count - len(found))
            found += rows
            if len(found) == count:
                self._spans.append((first, rows[-1]))
        return [row & RECORD for row in found]


class HeaderSource:
    """Records of one form, perhaps in some states and between two days, by when they happened."""

    def __init__(
        self,
        database: Executes,
        form: str,
        states: Sequence[str] | None,
        since: str = "",
        until: str = NEWEST,
    ) -> None:
        self._database, self._form, self._states, self._since = database, form, states, since
        self._below: tuple[str, int] = (until, 0)

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        sql, params = header_sql(self._form, self._states, self._since, self._below, count)
        rows = sorted(self._database.execute_sql(sql, params), reverse=True)[:count]
        if rows:
            self._below = rows[-1]
        return [record_id for _moment, record_id in rows]


def header_sql(
    form: str, states: Sequence[str] | None, since: str, below: tuple[str, int], count: int
) -> tuple[str, list[Any]]:
    """Return the question for the next rows of a form: each state follows its index, nothing is sorted by SQLite."""

    def part(index: str, state: str) -> str:
        return (
            f'SELECT h."happened_at", h."id" FROM "header" h INDEXED BY "{index}" WHERE h."form" = ?{state}'
            ' AND h."happened_at" >= ? AND (h."happened_at", h."id") < (?, ?)'
            ' ORDER BY h."happened_at" DESC, h."id" DESC LIMIT ?'
        )

    if states is None:
        return part("header_form_happened", ""), [form, since, *below, count]
    of_state = ' AND h."state" = ?'
    one = f"SELECT * FROM ({part('header_form_state', of_state)})"
    params = [value for state in states for value in (form, state, since, *below, count)]
    return " UNION ALL ".join([one] * len(states)), params


class ListedSource:
    """Records that are known already."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids, self._at = ids, 0

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        found = list(self._ids[self._at : self._at + count])
        self._at += count
        return found
