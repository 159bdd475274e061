"""The SQL of one list: what narrows it, what orders it, and along which index it is read.

A list is read in one of two ways. It is walked along the index of its order, so that its first rows cost the same in a
list of a million; or it is gathered by whatever leaves few rows, and those are sorted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.fields import Sight
from custdesk.office.finding import Word, words_of
from custdesk.record import AnyRecord, Filter, columns_of
from custdesk.rules.periods import end_of_day
from custdesk.store import search
from custdesk.store.hits import OVERDUE_SQL, ListQuery

HEADER_ORDERS: Final = ("number", "state", "due_at", "unit", "responsible")
#: lists of few rows that are gathered and sorted rather than walked
FEW: Final = 20_000

Condition = tuple[str, tuple[Any, ...]]


def sortable(record: AnyRecord, name: str) -> bool:
    """Tell whether a list can be sorted by a field: stored, and seen by everybody (the order would tell of it)."""
    own = columns_of(record).get(name)
    return own.sight is Sight.SHOWN if own is not None else name in HEADER_ORDERS


class ListSql(Struct, frozen=True):
    """One list's question taken apart. `hidden` leaves out what the reader may not see."""

    record: AnyRecord
    query: ListQuery
    now: datetime.datetime
    hidden: Condition
    states: tuple[str, ...]  # all its form has, in the order of the flow; for an order by state

    # -- what it asks ------------------------------------------------------------------------------------

    @property
    def order(self) -> str:
        """What it is sorted by: "happened", "state", "number", "own" or another column of the header."""
        name = self.query.sort
        if not sortable(self.record, name):
            return "happened"
        return "own" if name in columns_of(self.record) else name

    @property
    def walk(self) -> str:
        """The index that has its order, as a way for `select`; empty where there is none."""
        order = self.order
        if order in ("happened", "state", "number"):
            return order
        return "own" if order == "own" and columns_of(self.record)[self.query.sort].index else ""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words every record of it holds."""
        return tuple(words_of(self.query.text))

    @property
    def vague(self) -> bool:
        """Whether its words have one character each: the index would have to put together all that they begin."""
        return bool(self.words) and not search.question(self.words).match

    @property
    def wanted(self) -> tuple[str, ...]:
        """The states its filter keeps; empty: all."""
        return self.query.filter.states if self.query.filter else ()

    @property
    def tallied(self) -> bool:
        """Whether form and states alone say which records it holds."""
        return not (self.words or self.of_due() or self.of_happened() or self.of_own())

    def of_due(self) -> list[Condition]:
        """Return what it asks of the moment until when something is owed."""
        found: list[Condition] = []
        wanted, now = self.query.filter or Filter("", self.record.form.title), _minute(self.now)
        if wanted.overdue:
            found.append((OVERDUE_SQL, (now, now)))
        if wanted.owed:
            found.append(('h."due_at" IS NOT NULL', ()))
        if wanted.due_today:
            found.append(('h."due_at" <= ?', (_minute(end_of_day(self.now.date())),)))
        if self.query.by == "due_at":  # a due day is kept as the next 00:00: it belongs to the day before
            found += self._period('h."due_at" > ?', 'h."due_at" <= ?')
        return found

    def of_happened(self) -> list[Condition]:
        """Return what it asks of when the records happened."""
        found: list[Condition] = []
        if self.query.filter is not None and self.query.filter.today:
            found.append(('h."happened_at" >= ?', (self.now.date().isoformat(),)))
        if self.query.by != "due_at":
            found += self._period('h."happened_at" >= ?', 'h."happened_at" < ?')
        return found

    def _period(self, since: str, until: str) -> list[Condition]:
        bounds = ((since, self.query.since), (until, self.query.until))
        return [(sql, (_minute(moment),)) for sql, moment in bounds if moment is not None]

    def of_own(self) -> list[Condition]:
        """Return what it asks of the record's own fields."""
        wanted = self.query.filter
        if wanted is None:
            return []
        return [
            *((f't."{name}" IS NULL', ()) for name in wanted.empty),
            *((f't."{name}" IS NOT NULL', ()) for name in wanted.filled),
            *((f't."{name}" = ?', (code,)) for name, code in wanted.equal),
        ]

    # -- how it is read ----------------------------------------------------------------------------------

    def select(self, way: str) -> Iterator[tuple[str, list[Any]]]:
        """Return the statements that read its ids in order, each the next part; a limit may follow.

        `way` is "happened", "state", "number" or "own" to walk its order's index; "due", "states" or "words" to gather
        by that and sort, "" to leave it to SQLite.
        """
        if way == "state":
            for state in self._in_turn():
                yield self._joined([self._arm(way, state)], *self._by("happened"))
        elif way == "happened" and self.wanted:  # each along its own stretch of the index; SQLite merges them
            yield self._joined([self._arm("state", state) for state in self.wanted], *self._by("happened"))
        else:
            yield self._joined([self._arm(way)], *self._by(self.order))

    def select_some(self, ids: str) -> tuple[str, list[Any]]:
        """Return the statement that reads which of some records it holds; `ids` are a JSON array."""
        sql, params = self._from(
            "some", [*self._tests("some"), ('h."id" IN (SELECT "value" FROM json_each(?))', (ids,))]
        )
        return f'SELECT h."id" {sql}', params

    def select_count(self, way: str) -> tuple[str, list[Any]]:
        """Return the statement that counts its records."""
        sql, params = self._from(way, self._tests(way))
        return f"SELECT count(*) {sql}", params

    def _in_turn(self) -> tuple[str, ...]:
        states = tuple(one for one in self.states if not self.wanted or one in self.wanted)
        return states[::-1] if self.query.descending else states

    def _arm(self, way: str, state: str = "") -> tuple[str, list[Any]]:
        sql, params = self._from(way, [*self._tests(way), *([('h."state" = ?', (state,))] if state else [])])
        place, states = self._place() if self.order == "state" and way != "state" else ("", [])
        return f'SELECT {"t" if way == "own" else "h"}."id", {place}{self._key()} {sql}', [*states, *params]

    def _place(self) -> tuple[str, list[Any]]:
        whens = " ".join(f"WHEN ? THEN {place}" for place, _state in enumerate(self.states))
        return f'CASE h."state" {whens} END, ', list(self.states)

    def _key(self) -> str:
        order, name = self.order, self.query.sort
        if order in ("happened", "state"):
            return 'h."happened_at"'
        return f't."{name}"' if order == "own" else f'h."{name}"'

    def _by(self, order: str) -> tuple[str, ...]:
        way, back = ("DESC", "ASC") if self.query.descending else ("ASC", "DESC")
        if order == "state":  # the newest first within each
            return f"2 {way}", f"3 {back}", f"1 {back}"
        if self.order == "state":
            return f"2 {back}", f"1 {back}"
        return f"2 {way}", f"1 {way}"

    @staticmethod
    def _joined(arms: Sequence[tuple[str, list[Any]]], *by: str) -> tuple[str, list[Any]]:
        sql = " UNION ALL ".join(arm for arm, _params in arms)
        return f"{sql} ORDER BY {', '.join(by)}", [one for _arm, more in arms for one in more]

    def _tests(self, way: str) -> list[Condition]:
        tests = [*self.of_happened(), *self.of_due(), *self.of_own(), self.hidden]
        if self.wanted and way not in ("state", "happened"):  # those are read state by state
            tests.append((f'h."state" IN ({",".join("?" * len(self.wanted))})', self.wanted))
        if self.words:
            tests += [self._found()] if way == "words" else self._holding()
        return tests

    def _found(self) -> Condition:
        """Ask the search index which records hold the words."""
        return search.condition(self.query.text, self.query.form)

    def _holding(self) -> list[Condition]:
        """Ask each record for itself whether it holds the words: where most do, the first are met at once."""
        checks, params = search.checks(self.words)
        return [(f'EXISTS (SELECT 1 FROM "search_text" t WHERE t."id" = h."id"{checks})', params)]

    def _from(self, way: str, tests: Sequence[Condition]) -> tuple[str, list[Any]]:
        table = self.record._meta.table_name
        needs_own = self.order == "own" or bool(self.of_own())
        if way == "own":
            index = f"{table}_{self.query.sort}"
            source = f'FROM "{table}" t INDEXED BY "{index}" CROSS JOIN "header" h ON h."id" = t."id"'
        else:
            source = f'FROM "header" h{_INDEXES[way]}'
            if needs_own:
                source += f' CROSS JOIN "{table}" t ON t."id" = h."id"'
        where = " AND ".join(['h."form" = ?', *(sql for sql, _params in tests)])
        params = [self.query.form, *(one for _sql, more in tests for one in more)]
        return f"{source} WHERE {where}", params


_INDEXES: Final = {
    "happened": ' INDEXED BY "header_form_happened"', "state": ' INDEXED BY "header_form_state"',
    "states": ' INDEXED BY "header_form_state"', "number": ' INDEXED BY "header_form_number"',
    "due": ' INDEXED BY "header_form_due"', "words": " NOT INDEXED", "some": " NOT INDEXED", "": "",
}  # fmt: skip


def _minute(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="minutes")
