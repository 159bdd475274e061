"""Lists: which records, in which order, how many. Nothing is counted or sorted that an index or the tally knows."""

from __future__ import annotations

import datetime
import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.record import AnyRecord
from custdesk.settings import Settings
from custdesk.store.database import FILE_TROUBLE
from custdesk.store.hits import ListQuery
from custdesk.store.list_sql import FEW, Condition, ListSql
from custdesk.store.trail import Executes
from custdesk.workflow import User

LOOK: Final = 10_000  # steps of SQLite's machine between two looks at whether to go on
LOOK_ASIDE: Final = 500_000  # the same in a worker
PIECE: Final = 50_000  # letters of a text of ids that are read at once
STEPS: Final = 15  # looks that the first rows may take while somebody waits: some 10 ms
AT_ONCE: Final = 5_000  # ids taken from the driver at once; so many rows are sorted while somebody waits


class Opening(Struct, frozen=True):
    """The first rows of a list; `count` is None where counting takes longer than showing them."""

    ids: array[int]
    count: int | None

    @property
    def whole(self) -> bool:
        """Whether these are all."""
        return self.count == len(self.ids)


class ListReader:
    """The part of the reading door that lists."""

    _database: Executes
    _forms: Mapping[str, AnyRecord]
    _settings: Settings
    _clock: Callable[[], datetime.datetime]
    user: User

    def ids(self, query: ListQuery, limit: int = -1) -> list[int]:
        """Return the ids of a list in its order."""
        asked = self._asked(query)
        return list(self._read(asked, self._gathers(asked) or asked.walk, limit))

    def count(self, query: ListQuery) -> int:
        """Return how many records a list holds."""
        asked = self._asked(query)
        known = self._tallied(asked)
        if known is not None:
            return known
        way = self._gathers(asked) or ("states" if asked.wanted else "happened")
        sql, params = asked.select_count(way)
        return int(self._database.execute_sql(sql, params).fetchone()[0])

    def held_states(self) -> set[tuple[str, str]]:
        """Return in which states of which forms there are any records, hidden ones too: others need not be asked for."""
        return set(
            self._database.execute_sql('SELECT "form", "state" FROM "tally" WHERE "records" > 0').fetchall()
        )

    def first(self, query: ListQuery, limit: int) -> Opening | None:
        """Return a list's first rows, where they can be had at once; None where that takes its time."""
        asked = self._asked(query)
        few = "" if asked.vague else self._gathers(asked)
        if few and (found := self._at_once(lambda: self._read(asked, few))) is not None:
            return Opening(found, len(found))
        walk = asked.walk
        if not walk and self._held(asked) > AT_ONCE:
            return None  # no index has its order: all would be read before the first is known
        found = self._at_once(lambda: self._read(asked, walk, limit if walk else -1))
        if found is None:
            return None
        if not walk or len(found) < limit:
            return Opening(found, len(found))
        return Opening(found, self._tallied(asked))

    def _at_once(self, work: Callable[[], array[int]]) -> array[int] | None:
        return _unless(_Patience(STEPS), self._database, work, LOOK)

    def last(self, query: ListQuery, limit: int) -> array[int] | None:
        """Return a list's last rows in its order, where its index leads to them."""
        found = self.first(replace(query, descending=not query.descending), limit)
        return None if found is None else array("q", reversed(found.ids[:limit]))

    def held(self, query: ListQuery, ids: Sequence[int]) -> set[int]:
        """Return which of some records a list holds."""
        sql, params = self._asked(query).select_some(json.dumps(list(ids)))
        return {row[0] for row in self._database.execute_sql(sql, params).fetchall()}

    def gather(self, query: ListQuery, stopped: Callable[[], bool] = lambda: False) -> array[int] | None:
        """Return all ids of a list, for a worker that reads aside; None where somebody stopped it."""
        asked = self._asked(query)
        way = self._gathers(asked) or asked.walk
        return _unless(stopped, self._database, lambda: self._read_together(asked, way), LOOK_ASIDE)

    # -- how ---------------------------------------------------------------------------------------------

    def _asked(self, query: ListQuery) -> ListSql:
        record = self._forms[query.form]
        return ListSql(record, query, self._clock(), self._hidden(query.form), self._states(record, query))

    def _hidden(self, form: str) -> Condition:
        """Leave out what this person may not see; few records are hidden, and an index has only those."""
        return (
            'h."id" NOT IN (SELECT v."id" FROM "header" v INDEXED BY "header_hidden" WHERE v."form" = ?'
            ' AND v."visibility" IS NOT NULL AND (instr(v."visibility", ?) > 0 OR instr(v."visibility", ?) > 0))',
            (form, *self._marks()),
        )

    def _marks(self) -> tuple[str, str]:
        return f",staff:{self.user.id},", f"role:{self.user.role},"

    def _states(self, record: AnyRecord, query: ListQuery) -> tuple[str, ...]:
        """Return a form's states in the order of its flow, those that only old records have after them."""
        flow = tuple(record.form.flow.states)
        if query.sort != "state":
            return flow
        there = self._database.execute_sql('SELECT "state" FROM "tally" WHERE "form" = ?', (query.form,))
        return (*flow, *(state for (state,) in there.fetchall() if state not in flow))

    def _gathers(self, asked: ListSql) -> str:
        """Return by what a list is gathered and sorted, because it leaves few rows; empty where nothing does."""
        if asked.words:
            return "words"
        if asked.of_due():
            return "states" if asked.wanted and self._held(asked) <= FEW else "due"
        if asked.order in ("happened", "state") or not asked.wanted or self._held(asked) > FEW:
            return ""
        return "states"

    def _held(self, asked: ListSql) -> int:
        """Return how many records the wanted states hold, those included that this person may not see."""
        among = f' AND "state" IN ({",".join("?" * len(asked.wanted))})' if asked.wanted else ""
        (held,) = self._database.execute_sql(
            f'SELECT coalesce(sum("records"), 0) FROM "tally" WHERE "form" = ?{among}',
            (asked.query.form, *asked.wanted),
        ).fetchone()
        return int(held)

    def _tallied(self, asked: ListSql) -> int | None:
        """Return how many records a list holds, where form and states say it: the tally less what is hidden."""
        if not asked.tallied:
            return None
        among = f' AND "state" IN ({",".join("?" * len(asked.wanted))})' if asked.wanted else ""
        form = asked.query.form
        (count,) = self._database.execute_sql(
            f'SELECT coalesce(sum("records"), 0) - (SELECT count(*) FROM "header" INDEXED BY "header_hidden"'
            f' WHERE "form" = ? AND "visibility" IS NOT NULL{among}'
            f' AND (instr("visibility", ?) > 0 OR instr("visibility", ?) > 0))'
            f' FROM "tally" WHERE "form" = ?{among}',
            (form, *asked.wanted, *self._marks(), form, *asked.wanted),
        ).fetchone()
        return int(count)

    def _read(self, asked: ListSql, way: str, limit: int = -1) -> array[int]:
        ids = array("q")
        for sql, params in asked.select(way):
            # without a limit there is none: SQLite sorts in half the time then
            limited = (f"{sql} LIMIT ?", (*params, limit - len(ids))) if limit >= 0 else (sql, params)
            cursor = self._database.execute_sql(*limited)
            while rows := cursor.fetchmany(AT_ONCE):
                ids.extend([row[0] for row in rows])
        return ids

    def _read_together(self, asked: ListSql, way: str) -> array[int]:
        """Read ids as one text: a worker that took row by row would wait for the window at each of them."""
        ids = array("q")
        for sql, params in asked.select(way):
            together = f'SELECT group_concat("id") FROM ({sql})'  # which keeps the order of what it is given
            (text,) = self._database.execute_sql(together, params).fetchone()
            start = 0
            while text and start < len(text):
                end = text.find(",", start + PIECE)
                end = len(text) if end < 0 else end
                ids.fromlist(json.loads(f"[{text[start:end]}]"))
                start = end + 1
        return ids


class _Patience:
    """Runs out after so many looks: steps are counted, not timed, so that a busy machine changes nothing."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def __call__(self) -> bool:
        self._looks -= 1
        return self._looks < 0


def _unless(
    stopped: Callable[[], bool], database: Any, work: Callable[[], array[int]], steps: int
) -> array[int] | None:
    """Do the work, asking every so many of SQLite's steps whether to stop; None where it was stopped."""
    driver = database.connection()
    driver.set_progress_handler(stopped, steps)
    try:
        return work()
    except FILE_TROUBLE as trouble:
        if "interrupted" not in str(trouble):
            raise
        return None
    finally:
        driver.set_progress_handler(None, steps)
