"""One search under way: the newest of every form, in small pieces, so that the next key is never kept waiting.

What is found does not depend on the way: the index is asked where words narrow, the header's indexes where a filter
leaves less than the words do, and every candidate is judged by the same conditions.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.office.finding import Asked
from custdesk.rules.rooms import parse_room
from custdesk.store import search
from custdesk.store.finding_filters import Where, after, filters, moment, owed
from custdesk.store.finding_sources import (
    NEWEST,
    HeaderSource,
    IndexSource,
    ListedSource,
    Source,
    newest_rows,
    rows_with,
)
from custdesk.store.hits import HIT, Hit, hit_of
from custdesk.store.trail import Executes

Raw = Sequence[Any]  # a row of the columns HIT
HAPPENED: Final = 4
UNIT: Final = 7
PER_FORM: Final = 20  # records found of each form
DECEIVED: Final = 8  # times as many candidates at first, where few of them hold the word
TOGETHER: Final = 8  # pairs asked of all forms together: more take too long for one piece
STRETCH: Final = 1 << 17  # records asked for that many pairs at once: some 10 ms
WINDOW: Final = 1000  # candidates judged at once: some 5 ms
FEW: Final = 1500  # records of a filter that are judged rather than the index asked
MANY: Final = 10_000  # records of a filter that are judged where the index has given thousands in vain
IN_VAIN: Final = 4000
TOO_MANY: Final[dict[str, list[int]]] = {}  # no answer: there are more than are judged one by one
RARE: Final = 20_000  # rows of the index a word of one character may have, to be read at once: some 10 ms


class _Waiting(Struct):
    """A form whose words of one character were not found often enough among the newest."""

    form: str
    source: Source
    found: list[Raw]


class Finding:
    """What a line asks for, found form by form: the newest of each, and in `more` the forms that have more."""

    def __init__(
        self,
        database: Executes,
        asked: Asked,
        where: Where,
        forms: Mapping[str, bool],
        per_form: int = PER_FORM,
    ) -> None:
        """`forms`: in the order of the screen, and whether they are dated (registers are not)."""
        self.rows: dict[str, list[Raw]] = {}  # of the columns HIT; most are counted and never shown
        self.more: set[str] = set()
        self.done = False
        self._database, self._asked, self._where, self._most = database, asked, where, per_form
        self._forms = [form for form, dated in forms.items() if self._may(form, dated)]
        self._words = words = search.living(database, asked.words)
        self._question = search.question(words)
        self._by_text = search.Question("", *search.checks(words))
        # digits stand in every pair with every other: there most candidates hold the pairs but not the word
        digits = any(one.text.isascii() for word in words for one in word.needles)
        self._first = (per_form + 1) * (DECEIVED if self._question.checks and digits else 1)
        self._filters, self._values = filters(asked, where)
        self._waiting: list[_Waiting] = []
        self._by_unit: dict[str, list[int]] | None = None
        self._pieces = self._run()

    def go_on(self, seconds: float = 0.0) -> bool:
        """Work for some time, a piece at least; tell whether there is more to do."""
        until = time.perf_counter() + seconds
        for _piece in self._pieces:
            if time.perf_counter() >= until:
                return True
        self.done = True
        return False

    def finish(self) -> Finding:
        """Work to the end."""
        while self.go_on(1.0):
            pass
        return self

    @property
    def hits(self) -> dict[str, list[Hit]]:
        """The newest records of each form that has any."""
        return {form: self.newest(form) for form in self.rows}

    def newest(self, form: str, most: int | None = None) -> list[Hit]:
        """Return the newest of a form's records, so many at most."""
        return [hit_of(row) for row in self.rows.get(form, ())[:most]]

    # -- what is asked -----------------------------------------------------------------------------------

    def _may(self, form: str, dated: bool) -> bool:
        """Tell whether a form can hold what is asked for."""
        asked = self._asked
        if asked.forms is not None and form not in asked.forms:
            return False
        if asked.states is not None and not any(form == one for one, _state in asked.states):
            return False
        return dated or not asked.spans  # a register is of no day

    def _states(self, form: str) -> list[str] | None:
        if self._asked.states is None:
            return None
        return sorted(state for one, state in self._asked.states if one == form)

    def _span(self) -> tuple[str, str]:
        """Return from when until when all periods are, as the header keeps moments."""
        spans = self._asked.spans
        if not spans:
            return "", NEWEST
        return moment(min(one.first for one in spans)), moment(after(max(one.last for one in spans)))

    # -- finding -----------------------------------------------------------------------------------------

    def _run(self) -> Iterator[None]:
        if self._asked.nothing:
            return
        places = search.places(self._database) if self._question.match else {}
        if self._question.match and not self._asked.filtered:
            yield from self._by_index(places)
        else:
            for form in self._forms:
                yield from self._of_form(form, places)
                yield
        yield from self._those_waiting()

    def _by_index(self, places: Mapping[str, int]) -> Iterator[None]:
        """Words alone: the newest of all forms, by as few questions as there are forms that hold them."""
        most = self._most
        rows: dict[int, list[int]] = {}
        yield from self._first_rows(places, rows)
        ids = [row & search.RECORD for form in self._forms for row in rows.get(places.get(form, 0), ())]
        judged = {row[0]: row for row in self._judge(ids, self._question.checks, self._question.params)}
        for form in self._forms:
            first = rows.get(places.get(form, 0), [])
            found = [judged[one] for row in first if (one := row & search.RECORD) in judged]
            if (
                len(first) >= self._first and len(found) <= most
            ):  # some are hidden, or hold the pairs but not the word
                source = self._index(places[form], first[-1])
                yield from self._stream(form, source, self._question, found)
            else:
                self._keep(form, found)

    def _first_rows(self, places: Mapping[str, int], found: dict[int, list[int]]) -> Iterator[None]:
        """Find the newest rows of the index by the place of their form."""
        match, first = self._question.match, self._first
        if self._question.pairs > TOGETHER:
            for place in sorted(places[form] for form in self._forms if form in places):
                source, found[place] = self._index(place), []
                while not source.over and len(found[place]) < first:
                    found[place] += source.rows(first - len(found[place]))
                    yield
            return
        below = max(places.values(), default=0) + 1 << search.FORM
        while True:
            rows = newest_rows(self._database, match, 0, below, first)
            for row in rows:
                found.setdefault(row >> search.FORM, []).append(row)
            yield
            if len(rows) < first:
                return
            place = rows[-1] >> search.FORM
            below = place << search.FORM if len(found[place]) >= first else rows[-1]

    def _of_form(self, form: str, places: Mapping[str, int]) -> Iterator[None]:
        """Find one form's records where filters are on, or words have one character each."""
        match, source = self._question.match, self._listed(form)
        if match and source is None:
            source = self._narrow(form, FEW, by_units=False)
            if source is None and form in places and self._in_index(places[form]):
                by_index = self._index(places[form], ids=self._entered(form))
                yield from self._stream(form, by_index, self._question)
                return
            if source is None:
                return
        if source is None:
            source = self._by_header(form)
        yield from self._stream(form, source, self._by_text)

    def _index(self, place: int, below: int | None = None, ids: tuple[int, int] | None = None) -> IndexSource:
        """Return a form's records that have the pairs; where those are many, a stretch of the records at a time."""
        stretch, newest = STRETCH if self._question.pairs > TOGETHER else 0, 0
        if stretch:
            (newest,) = self._database.execute_sql('SELECT coalesce(max("id"), 0) FROM "header"').fetchone()
        match = self._question.match
        return IndexSource(self._database, match, place, below, ids, stretch=stretch, newest=newest)

    def _in_index(self, place: int) -> bool:
        """Tell whether any record of a form has the pairs at all; where they are many, whoever reads them sees."""
        if self._question.pairs > TOGETHER:
            return True
        first, below = place << search.FORM, place + 1 << search.FORM
        return bool(newest_rows(self._database, self._question.match, first, below, 1))

    def _stream(
        self, form: str, source: Source, question: search.Question, found: Sequence[Raw] = ()
    ) -> Iterator[None]:
        """Take candidates, judge them, until there are enough; begin with few, as most questions need no more."""
        hits, looked, count = list(found), 0, 2 * self._first
        weighed = isinstance(source, ListedSource)
        while len(hits) <= self._most:
            ids = source.take(count)
            hits += self._judge(ids, question.checks, question.params)
            looked += len(ids)
            if source.over:
                break
            yield
            count = min(count * 2, WINDOW)
            if looked < IN_VAIN or weighed:
                continue
            weighed = True
            narrow = self._narrow(form, MANY, by_header=isinstance(source, IndexSource))
            if narrow is not None:
                source, question, hits = narrow, self._by_text, []
            elif self._asked.words and not self._question.match:
                self._waiting.append(_Waiting(form, source, hits))
                break
        self._keep(form, hits)

    def _those_waiting(self) -> Iterator[None]:
        """Go on where words of one character were not found enough: by the index where one of them is rare."""
        rare: list[int] | None = None
        for word in self._words if self._waiting else ():
            rare = rows_with(self._database, word, RARE)
            yield
            if rare is not None:
                break
        rows: dict[int, list[int]] = {}
        places = search.places(self._database) if rare else {}
        for row in rare or ():
            rows.setdefault(row >> search.FORM, []).append(row & search.RECORD)
        for one in self._waiting:
            if rare is not None:
                source: Source = ListedSource(rows.get(places.get(one.form, 0), ()))
                yield from self._stream(one.form, source, self._by_text)
                continue
            count = WINDOW
            while len(one.found) <= self._most and count == WINDOW:
                ids = one.source.take(WINDOW)
                one.found += self._judge(ids, self._by_text.checks, self._by_text.params)
                count = len(ids)
                yield
            self._keep(one.form, one.found)

    # -- what a filter leaves ----------------------------------------------------------------------------

    def _by_header(self, form: str) -> HeaderSource:
        return HeaderSource(self._database, form, self._states(form), *self._span())

    def _listed(self, form: str) -> Source | None:
        """Return what is owed, where that is asked for."""
        if not self._asked.owed:
            return None
        late, until = owed(self._asked, self._where.now)
        return ListedSource(self._ids(f'h."form" = ? AND h."due_at" IS NOT NULL AND {late}', (form, *until)))

    def _entered(self, form: str) -> tuple[int, int] | None:
        """Return the first and last record of the periods asked for."""
        if not self._asked.spans:
            return None
        row = self._database.execute_sql(
            'SELECT min(h."id"), max(h."id") FROM "header" h INDEXED BY "header_form_happened"'
            ' WHERE h."form" = ? AND h."happened_at" >= ? AND h."happened_at" < ?',
            (form, *self._span()),
        ).fetchone()
        return (row[0], row[1]) if row[0] is not None else (1, 0)

    def _narrow(
        self, form: str, most: int, *, by_header: bool = True, by_units: bool = True
    ) -> Source | None:
        """Return the records a filter leaves, where they are so few that each can be judged."""
        asked = self._asked
        if by_header and (asked.states is not None or asked.spans) and self._count(form, most) < most:
            return self._by_header(form)
        if not by_units or not asked.places or form == "unit":
            return None
        if self._by_unit is None:
            self._by_unit = self._rows_of_units(most)
        return None if self._by_unit is TOO_MANY else ListedSource(self._by_unit.get(form, ()))

    def _rows_of_units(self, most: int) -> dict[str, list[int]]:
        """Return the records of the buildings by form, the newest first; of rooms nobody registered, too."""
        ids = self._database.execute_sql(
            'SELECT h."id" FROM "header" h INDEXED BY "header_unit"'
            ' WHERE h."unit" IN (SELECT value FROM json_each(?)) OR h."unit" >= \'\' LIMIT ?',
            (json.dumps(list(self._where.units)), most),
        ).fetchall()
        if len(ids) >= most:
            return TOO_MANY
        found: dict[str, list[int]] = {}
        for _moment, record_id, form in sorted(
            self._database.execute_sql(
                'SELECT h."happened_at", h."id", h."form" FROM "header" h'
                ' WHERE h."id" IN (SELECT value FROM json_each(?))',
                (json.dumps([record_id for (record_id,) in ids]),),
            ),
            reverse=True,
        ):
            found.setdefault(form, []).append(record_id)
        return found

    def _count(self, form: str, most: int) -> int:
        """Count what states and period leave of a form, up to so many."""
        since, until = self._span()
        states = self._states(form)
        each = [""] if states is None else states
        which = "" if states is None else ' AND h."state" = ?'
        sql = (
            f'SELECT count(*) FROM (SELECT 1 FROM "header" h WHERE h."form" = ?{which}'
            ' AND h."happened_at" >= ? AND h."happened_at" < ? LIMIT ?)'
        )
        total = 0
        for state in each:
            params = (form, *([] if states is None else [state]), since, until, most - total)
            total += int(self._database.execute_sql(sql, params).fetchone()[0])
        return total

    def _ids(self, where: str, params: Sequence[Any], most: int = -1) -> list[int]:
        found = self._database.execute_sql(
            f'SELECT h."id" FROM "header" h WHERE {where} ORDER BY h."happened_at" DESC, h."id" DESC LIMIT ?',
            (*params, most),
        )
        return [record_id for (record_id,) in found]

    # -- judging -----------------------------------------------------------------------------------------

    def _judge(self, ids: Sequence[int], checks: str, params: Sequence[str]) -> list[Raw]:
        """Return those of the candidates that hold all words, pass all filters and may be seen, in their order."""
        if not ids:
            return []
        text = ' JOIN "search_text" t ON t."id" = h."id"' if checks else ""
        visible, more = self._where.visible
        rows = self._database.execute_sql(
            f'SELECT {HIT} FROM "header" h{text} WHERE h."id" IN (SELECT value FROM json_each(?))'
            f"{checks}{self._filters} {visible}",
            (json.dumps(list(ids)), *params, *self._values, *more),
        )
        found = {row[0]: row for row in rows if not self._asked.places or self._in_places(row)}
        return [found[one] for one in ids if one in found]

    def _in_places(self, row: Raw) -> bool:
        """Tell of a room that stands as text whether it is in one of the buildings."""
        if not isinstance(row[UNIT], str):
            return True
        typed = parse_room(row[UNIT])
        return any(
            typed.building == one.building and one.entrance in (None, typed.entrance)
            for one in self._asked.places
        )

    def _keep(self, form: str, rows: Sequence[Raw]) -> None:
        """Keep a form's newest, and whether there are more."""
        if len(rows) > self._most:
            self.more.add(form)
        if rows:
            self.rows[form] = sorted(rows, key=_age, reverse=True)[: self._most]


def _age(row: Raw) -> tuple[str, int]:
    return row[HAPPENED] or "", row[0]
