"""The writer's door for many rows: staged and checked outside the transaction, written with executemany."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from custdesk.draft import check
from custdesk.errors import KnownError, Problem
from custdesk.fields import NOW, USER, Kind, Link, Masked
from custdesk.language import N_
from custdesk.record import VOIDED, AnyRecord, columns_of, lines_of
from custdesk.store import attaching, numbering, rows, search, trail
from custdesk.store.answers import Refused
from custdesk.store.bulk_rows import HEADER, Made, Maker, Ref, judged
from custdesk.store.deriving import names_of, search_text, tidied
from custdesk.store.trail import Touched
from custdesk.store.writing import Writing

Tell = Callable[[int, int], bool]  # how many rows are done, of how many; False asks to stop
CHUNK = 1000
NAMES_AT_ONCE = 500  # SQLite binds a limited number of values

__all__ = ["Batch", "Hung", "NewRow", "Ref", "write_batch"]


@dataclass(frozen=True)
class Hung:
    """A file that hangs on a new record."""

    digest: str
    name: str
    kind: str
    size: int
    note: str = ""


@dataclass(frozen=True)
class NewRow:
    """One record to write: values by field; `key` names it for the links of other rows of the batch.

    A value `Ref(key)` links to another row of the batch. `as_kept`: the row comes from an older book; nothing is
    presumed or computed for it, what the book does not say stays empty, and only what it says is checked.
    `line` is where the row stands in the list it comes from, for messages; 0: its place in the batch.
    `files` hang on it from the beginning; they lie in the folder already.
    """

    record: AnyRecord
    values: Mapping[str, Any]
    key: str = ""
    state: str = ""
    old_number: str = ""
    as_kept: bool = False
    line: int = 0
    files: tuple[Hung, ...] = ()


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
            links = {}
            if Ref in (sorts := set(map(type, values.values()))):
                links = {name: value for name, value in values.items() if type(value) is Ref}
                values |= {name: "…" if _free(row.record, name) else 0 for name in links}
            if Masked in sorts:
                raise TypeError(f"{row.record.form.key}: a masked value is shown, never stored")
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
    checks, now = judged(record), facts.now
    found = [
        checks[name](value, now) for name, value in values.items() if name in checks and value is not None
    ]
    return [problem for some in found for problem in some]


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
    maker = Maker(writing, ids)
    touched: list[Touched] = []
    for start in range(0, len(staged), CHUNK):
        _tell(tell, start, len(staged))
        _write_chunk(
            writing,
            maker,
            staged[start : start + CHUNK],
            last + 1 + start,
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
    maker: Maker,
    staged: Sequence[Mapping[str, Any]],
    first: int,
    numbers: Sequence[tuple[str, int] | None],
    touched: list[Touched],
) -> None:
    made = [
        maker.make(one, place, number)
        for place, (one, number) in enumerate(zip(staged, numbers, strict=True), first)
    ]
    columns = ", ".join(f'"{name}"' for name in ("id", *HEADER))
    marks = ",".join("?" * (len(HEADER) + 1))
    executemany(writing, f'INSERT INTO "header" ({columns}) VALUES ({marks})', [row.header for row in made])
    for record in dict.fromkeys(row.record for row in made):
        executemany(writing, rows.insert_sql(record), [row.own for row in made if row.record is record])
    for row in made:
        for name, thing in lines_of(row.record).items():
            if row.values.get(name):
                rows.write_lines(writing.database, thing, row.id, row.values[name])
    links = [(row.id, name, target) for row in made for name, target in row.links]
    executemany(writing, 'INSERT INTO "reference" ("record", "field", "target") VALUES (?, ?, ?)', links)
    _write_words(writing, maker, made)
    _write_files(writing, made)
    touched += [Touched(row.id, 1, row.digest) for row in made]


def _write_files(writing: Writing, made: Sequence[Made]) -> None:
    hung = [
        tuple({**one, "record": row.id, "added_by": writing.user.id}[name] for name in attaching.COLUMNS)
        for row in made for one in row.files
    ]  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in attaching.COLUMNS)
    marks = ",".join("?" * len(attaching.COLUMNS))
    executemany(writing, f'INSERT INTO "attachment" ({columns}) VALUES ({marks})', hung)


def _write_words(writing: Writing, maker: Maker, made: Sequence[Made]) -> None:
    """Write what search and reprints show, with the names of all linked records read at once."""
    wanted = sorted({record_id for row in made for record_id in row.names_shown()})
    names: dict[int, str] = {}
    for start in range(0, len(wanted), NAMES_AT_ONCE):
        names |= names_of(writing.database, set(wanted[start : start + NAMES_AT_ONCE]))
    texts, frozen = [], []
    for row in made:
        texts.append((row.id, search_text(writing.database, row.record, row.values, names)))
        if row.frozen:
            frozen.append((row.id, 1, row.kept["frozen_at"], maker.edition(row, names)))
    search.write_many(writing.database, texts)
    kept = 'INSERT INTO "frozen" ("record", "edition", "at", "snapshot") VALUES (?, ?, ?, ?)'
    executemany(writing, kept, frozen)
