"""Where a search takes its candidates from, the newest first and a few at a time: the index, or the header's indexes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, Protocol

from custdesk.office.finding import Word
from custdesk.store.search import FORM, LATEST, RECORD, TIMELY
from custdesk.store.trail import Executes

NEWEST: Final = "9999"  # after every moment


class Source(Protocol):
    """Gives the ids of candidates, the newest first."""

    @property
    def over(self) -> bool:
        """Whether all were given."""

    def take(self, count: int) -> list[int]:
        """Return the next ones, so many at most."""


#: bounds and order are the index's own: it reads no further than it is asked
INDEX_SQL: Final = (
    'SELECT rowid FROM "search_pairs" WHERE "search_pairs" MATCH ? AND rowid >= ? AND rowid < ?'
    " ORDER BY rowid DESC LIMIT ?"
)


def newest_rows(database: Executes, match: str, first: int, below: int, count: int) -> list[int]:
    """Return the last rows of the index, of those from `first` on and before `below`, that hold the pairs."""
    return [row for (row,) in database.execute_sql(INDEX_SQL, (match, first, below, count))]


#: the index's words one by one, each with its rows: MATCH would put all that a character begins together before the first
WORDS_SQL: Final = 'CREATE VIRTUAL TABLE IF NOT EXISTS temp."search_word" USING fts5vocab("main", "search_pairs", "instance")'
BEGUN_SQL: Final = (
    'SELECT json_group_array("doc") FROM'
    ' (SELECT "doc" FROM temp."search_word" WHERE "term" >= ? AND "term" <= ? LIMIT ?)'
)
LAST_SIGN: Final = "\U0010ffff"


def rows_with(database: Executes, word: Word, most: int) -> list[int] | None:
    """Return the rows of the index that may hold a word of one character, the newest first; None where they are so many."""
    database.execute_sql(WORDS_SQL)
    rows: list[int] = []
    for start in dict.fromkeys(needle.text[:2] for needle in word.needles):
        left = most - len(rows)
        (found,) = database.execute_sql(BEGUN_SQL, (start, start + LAST_SIGN, left)).fetchone()
        rows += json.loads(found)
        if len(rows) >= most:
            return None
    return sorted(set(rows), reverse=True)


class IndexSource:
    """Records of one form whose pairs are in the index, by the order they were entered in.

    `ids`: the first and last record of a period; only old registers, entered late, lie elsewhere in the index.
    `stretch`: so many records are asked at once, of those there are up to `newest`; 0 for all.
    """

    def __init__(
        self,
        database: Executes,
        match: str,
        place: int,
        below: int | None = None,
        ids: tuple[int, int] | None = None,
        *,
        stretch: int = 0,
        newest: int = 0,
    ) -> None:
        self._database, self._match, self._stretch = database, match, stretch
        first, end = place << FORM, place + 1 << FORM if below is None else below
        timely = first | LATEST << TIMELY
        cuts = [timely | one for one in range(0, newest, stretch)] if stretch else []
        spans = [(first, end)]
        if ids is not None:
            spans = [(first, min(end, timely)), (timely | ids[0], min(end, (timely | ids[1]) + 1))]
        self._spans = [part for span in spans for part in _cut(span, cuts)]  # the last first

    @property
    def over(self) -> bool:
        """Whether all were given."""
        return not self._spans

    def rows(self, count: int) -> list[int]:
        """Return the next ones as they stand in the index."""
        found: list[int] = []
        while self._spans and len(found) < count:
            first, below = self._spans.pop()
            rows = newest_rows(self._database, self._match, first, below, count - len(found))
            found += rows
            if len(found) == count:
                self._spans.append((first, rows[-1]))
            elif self._stretch:
                break
        return found

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        return [row & RECORD for row in self.rows(count)]


def _cut(span: tuple[int, int], cuts: Sequence[int]) -> list[tuple[int, int]]:
    first, below = span
    bounds = [first, *(cut for cut in cuts if first < cut < below), below]
    return list(pairwise(bounds))


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
        self.over = False

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        sql, params = header_sql(self._form, self._states, self._since, self._below, count)
        rows = sorted(self._database.execute_sql(sql, params), reverse=True)[:count]
        self.over = len(rows) < count
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

    @property
    def over(self) -> bool:
        """Whether all were given."""
        return self._at >= len(self._ids)

    def take(self, count: int) -> list[int]:
        """Return the next ones."""
        found = list(self._ids[self._at : self._at + count])
        self._at += count
        return found
