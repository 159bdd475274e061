"""The writer's door for many rows: staged and checked outside the transaction, written with executemany."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from custdesk.draft import check, plain_values
from custdesk.errors import KnownError, Problem
from custdesk.fields import NOW, USER, Kind, Link
from custdesk.language import N_
from custdesk.record import VOIDED, AnyRecord, columns_of, header_kinds, lines_of
from custdesk.store import editions, numbering, rows, search, trail
from custdesk.store.answers import Refused
from custdesk.store.deriving import derived, names_of, references, search_text, tidied
from custdesk.store.trail import Touched
from custdesk.store.writing import Writing

HEADER = tuple(header_kinds())
Tell = Callable[[int, int], bool]  # how many rows are done, of how many; False asks to stop
CHUNK = 1000
NAMES_AT_ONCE = 500  # SQLite binds a limited number of values


@dataclass(frozen=True)
class NewRow:
    """One record to write: values by field; `key` names it for the links of other rows of the batch.

    A value `Ref(key)` links to another row of the batch. `as_kept`: the row comes from an older book; nothing is
    presumed or computed for it, what the book does not say stays empty, and only what it says is checked.
    `line` is where the row stands in the list it comes from, for messages; 0: its place in the batch.
    """

    record: AnyRecord
    values: Mapping[str, Any]
    key: str = ""
    state: str = ""
    old_number: str = ""
    as_kept: bool = False
    line: int = 0


@dataclass(frozen=True)
class Ref:
    """A link to another row of the same batch."""

    key: str


@dataclass
class Batch:
    """What is to be written in one act: an import, a sample estate."""

    what: str
    rows: Sequence[NewRow]
    note: Mapping[str, Any] = field(default_factory=dict)

    def stage(self, facts: Writing, tell: Tell | None = None) -> list[dict[str, Any]]:
        """Complete and check every row before the write lock is taken. Raises Refused naming the rows."""
        staged, wrong = [], []
        for place, row in enumerate(self.rows):
            if place % 200 == 0:
                _tell(tell, place, len(self.rows))
            values = tidied(row.record, row.values)
            links = {name: value for name, value in values.items() if isinstance(value, Ref)}
            values |= {name: "…" if _free(row.record, name) else 0 for name in links}
            if not row.as_kept:
                _complete(row.record, values, facts)
            values["state"] = row.state or row.record.form.flow.start
            found = (
                _kept_wrong(row.record, values, facts)
                if row.as_kept
                else check(row.record, values, {}, facts)
            )
            wrong += [
                Problem(_at_row(problem, row.line or place + 1), problem.field, problem.rule)
                for problem in found
                if problem.grave
            ]
            staged.append({"row": row, "values": {**values, **links}, "linked": bool(links)})
        if wrong:
            raise Refused(wrong)
        return staged


def _complete(record: AnyRecord, values: dict[str, Any], facts: Writing) -> None:
    """Compute and preset what a form would, besides what only the person filling it in can know."""
    for name, kind in _completed(record).items():
        if kind.by is not None:
            values[name] = kind.by(values, {}, facts)
        elif values.get(name) is not None:
            continue
        elif kind.or_else is not None:
            values[name] = kind.or_else(values, {}, facts)
        elif kind.preset is not None and not callable(kind.preset):
            values[name] = None if kind.preset in (NOW, USER) else kind.preset


@cache
def _completed(record: AnyRecord) -> Mapping[str, Kind]:
    kinds = columns_of(record).items()
    return {name: one for name, one in kinds if one.by or one.or_else or one.preset is not None}


def _kept_wrong(record: AnyRecord, values: Mapping[str, Any], facts: Writing) -> list[Problem]:
    """Return what is wrong with what an older book says; what it does not say is not asked for."""
    kinds = columns_of(record)
    said = ((kinds[name], value) for name, value in values.items() if name in kinds and value is not None)
    return [problem for kind, value in said for problem in kind.check(value, facts.now)]


def _free(record: AnyRecord, name: str) -> bool:
    kind = columns_of(record)[name]
    return isinstance(kind, Link) and kind.free


def _at_row(problem: Problem, place: int) -> Any:
    return N_("Row {place}: {problem}").having(place=place, problem=problem.text)


def write_batch(
    writing: Writing,
    staged: Sequence[Mapping[str, Any]],
    what: str,
    note: Mapping[str, Any],
    tell: Tell | None = None,
) -> None:
    """Write staged rows inside the caller's transaction: ids and numbers in blocks, one trail line.

    Raises Refused for an empty batch and for rows that are in the store already, KnownError when it is stopped.
    """
    raise_if_empty(staged)
    database = writing.database
    database.execute_sql("PRAGMA defer_foreign_keys = ON")  # a row may link to one that a later chunk writes
    _keep_unique(writing, staged)
    (last,) = database.execute_sql('SELECT coalesce(max("id"), 0) FROM "header"').fetchone()
    ids: dict[str, int] = {}
    for place, one in enumerate(staged, last + 1):
        if one["row"].key:
            ids[one["row"].key] = place
    numbers = _numbers(writing, staged)
    touched: list[Touched] = []
    for start in range(0, len(staged), CHUNK):
        _tell(tell, start, len(staged))
        _write_chunk(
            writing,
            staged[start : start + CHUNK],
            last + 1 + start,
            ids,
            numbers[start : start + CHUNK],
            touched,
        )
    payload = {"batch": what, "count": len(staged), **note}
    seq = trail.append(
        database, writing.now, writing.user.id, what, payload, cause=writing.cause, touched=touched
    )
    writing.cause = writing.cause or seq
    writing.touched.update({last + 1 + place: one["row"].record.form.key for place, one in enumerate(staged)})


def _keep_unique(writing: Writing, staged: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what may exist only once, in the batch or in the store. Raises Refused naming the rows."""
    taken: dict[AnyRecord, set[Any]] = {}
    wrong = []
    for place, one in enumerate(staged, 1):
        record, values = one["row"].record, one["values"]
        name = record.form.unique
        if not name or values.get(name) is None or values["state"] == VOIDED:
            continue
        if record not in taken:
            found = writing.database.execute_sql(
                f'SELECT t."{name}" FROM "{record._meta.table_name}" t JOIN "header" h ON h."id" = t."id"'
                f' WHERE h."state" <> ?', (VOIDED,),
            )  # fmt: skip
            taken[record] = {row[0] for row in found}
        if values[name] in taken[record]:
            problem = Problem(N_("{line} exists already").having(line=values[name]), name)
            wrong.append(Problem(_at_row(problem, one["row"].line or place), name))
        taken[record].add(values[name])
    if wrong:
        raise Refused(wrong)


def _tell(tell: Tell | None, done: int, total: int) -> None:
    if tell is not None and not tell(done, total):
        raise KnownError(N_("Stopped; nothing was written"))


def raise_if_empty(staged: Sequence[object]) -> None:
    """Refuse an empty batch: a trail line that says nothing. Raises Refused."""
    if not staged:
        raise Refused([Problem(N_("There is nothing to write"))])


def executemany(writing: Writing, sql: str, plain: Sequence[Sequence[Any]]) -> None:
    """Run one statement over many rows on the writer's own connection."""
    writing.database.connection().executemany(sql, plain)  # type: ignore[attr-defined]


def _numbers(writing: Writing, staged: Sequence[Mapping[str, Any]]) -> list[tuple[str, int] | None]:
    wanted: dict[tuple[str, int], int] = {}
    for one in staged:
        form, values = one["row"].record.form, one["values"]
        if form.prefix:
            year = (values.get(form.happened) or writing.now).year
            wanted[form.prefix, year] = wanted.get((form.prefix, year), 0) + 1
    given: dict[tuple[str, int], list[Any]] = {}
    for (prefix, year), count in wanted.items():
        series, first = numbering.take(
            writing.database, prefix, writing.now.replace(year=year, month=1, day=1), count
        )
        given[prefix, year] = [series, first]
    found: list[tuple[str, int] | None] = []
    for one in staged:
        form, values = one["row"].record.form, one["values"]
        if not form.prefix:
            found.append(None)
            continue
        block = given[form.prefix, (values.get(form.happened) or writing.now).year]
        found.append((block[0], block[1]))
        block[1] += 1
    return found


def _write_chunk(
    writing: Writing,
    staged: Sequence[Mapping[str, Any]],
    first: int,
    ids: Mapping[str, int],
    numbers: Sequence[tuple[str, int] | None],
    touched: list[Touched],
) -> None:
    made = [
        _row_of(writing, one, place, ids, number)
        for place, (one, number) in enumerate(zip(staged, numbers, strict=True), first)
    ]
    columns = ", ".join(f'"{name}"' for name in ("id", *HEADER))
    marks = ",".join("?" * (len(HEADER) + 1))
    executemany(writing, f'INSERT INTO "header" ({columns}) VALUES ({marks})', [row.header for row in made])
    for record in dict.fromkeys(row.record for row in made):
        own = [(row.id, *map(row.plain.get, columns_of(record))) for row in made if row.record is record]
        executemany(writing, rows.insert_sql(record), own)
    for row in made:
        for name, thing in lines_of(row.record).items():
            if row.values.get(name):
                rows.write_lines(writing.database, thing, row.id, row.values[name])
    links = [(row.id, name, target) for row in made for name, target in row.links]
    executemany(writing, 'INSERT INTO "reference" ("record", "field", "target") VALUES (?, ?, ?)', links)
    _write_words(writing, made)
    touched += [
        Touched(
            row.id, 1, trail.digest_of(row.values["salt"], rows.digested(row.record, row.values, row.plain))
        )
        for row in made
    ]


@dataclass(frozen=True, slots=True)
class _Made:
    """One row ready to be written: its values with those of the header, and their plain form."""

    id: int
    record: AnyRecord
    values: Mapping[str, Any]
    plain: Mapping[str, Any]
    header: tuple[Any, ...]
    links: list[tuple[str, int]]

    def names_shown(self) -> set[int]:
        """Return the records whose names this one shows."""
        header = (self.values["unit"], self.values["responsible"], self.values["created_by"])
        return {target for _name, target in self.links}.union(one for one in header if isinstance(one, int))


def _row_of(
    writing: Writing,
    one: Mapping[str, Any],
    place: int,
    ids: Mapping[str, int],
    number: tuple[str, int] | None,
) -> _Made:
    row: NewRow = one["row"]
    values = one["values"]
    if one["linked"]:
        values = {name: ids[v.key] if isinstance(v, Ref) else v for name, v in values.items()}
    header = {
        "form": row.record.form.key, "revision": 1, "edition": 1, "state": values["state"],
        "salt": trail.new_salt(), "created_at": writing.now, "created_by": writing.user.id,
        "state_changed_at": writing.now, "old_number": row.old_number or None,
        **{name: values.get(name) for name in rows.TYPED},
        **derived(row.record, values, writing.now, writing.settings),
    }  # fmt: skip
    if row.record.form.frozen(values["state"], values):
        header["frozen_at"] = writing.now
    if number is not None:
        header |= {"series": number[0], "serial": number[1], "number": numbering.show(*number)}
    whole = {**header, **dict.fromkeys(columns_of(row.record)), **values, "id": place}
    kinds = header_kinds()
    kept = {name: kinds[name].plain(value) for name, value in header.items() if value not in (None, "")}
    return _Made(
        place, row.record, whole, plain_values(row.record, whole), (place, *map(kept.get, HEADER)),
        references(row.record, values),
    )  # fmt: skip


def _write_words(writing: Writing, made: Sequence[_Made]) -> None:
    """Write what search and reprints show, with the names of all linked records read at once."""
    wanted = sorted({record_id for row in made for record_id in row.names_shown()})
    names: dict[int, str] = {}
    for start in range(0, len(wanted), NAMES_AT_ONCE):
        names |= names_of(writing.database, set(wanted[start : start + NAMES_AT_ONCE]))
    texts, frozen = [], []
    for row in made:
        texts.append((row.id, search_text(writing.database, row.record, row.values, names)))
        if row.values.get("frozen_at") is not None:
            shown = {record_id: names[record_id] for record_id in row.names_shown() if record_id in names}
            body = editions.body_of(row.record, row.values, shown, writing.settings, row.plain)
            frozen.append((row.id, row.values["edition"], writing.now.isoformat(timespec="minutes"), body))
    search.write_many(writing.database, texts)
    kept = 'INSERT INTO "frozen" ("record", "edition", "at", "snapshot") VALUES (?, ?, ?, ?)'
    executemany(writing, kept, frozen)
