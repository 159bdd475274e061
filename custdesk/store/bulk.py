"""The writer's door for many rows: staged and checked outside the transaction, written with executemany."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from custdesk.draft import check
from custdesk.errors import KnownError, Problem
from custdesk.fields import NOW, USER, Link
from custdesk.language import N_
from custdesk.record import VOIDED, AnyRecord, columns_of, header_kinds, lines_of
from custdesk.store import editions, numbering, rows, search, trail
from custdesk.store.trail import Touched
from custdesk.store.writing import Refused, Writing, derived, linked_names, references, tidied

HEADER = tuple(header_kinds())
CHUNK = 2000


@dataclass(frozen=True)
class NewRow:
    """One record to write: values by field; `key` names it for the links of other rows of the batch.

    A value `Ref(key)` links to another row of the batch.
    """

    record: AnyRecord
    values: Mapping[str, Any]
    key: str = ""
    state: str = ""
    old_number: str = ""


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

    def stage(self, facts: Writing, tell: Callable[[int, int], bool] | None = None) -> list[dict[str, Any]]:
        """Complete and check every row before the write lock is taken. Raises Refused naming the rows."""
        staged, wrong = [], []
        for place, row in enumerate(self.rows):
            if tell is not None and place % 200 == 0 and not tell(place, len(self.rows)):
                raise KnownError(N_("Stopped; nothing was written"))
            values = tidied(row.record, row.values)
            links = {name: value for name, value in values.items() if isinstance(value, Ref)}
            values |= {name: "…" if _free(row.record, name) else 0 for name in links}
            for name, kind in columns_of(row.record).items():
                if kind.by is not None:
                    values[name] = kind.by(values, {}, facts)
                elif values.get(name) is None and kind.or_else is not None:
                    values[name] = kind.or_else(values, {}, facts)
                elif values.get(name) is None and kind.preset is not None and not callable(kind.preset):
                    values[name] = None if kind.preset in (NOW, USER) else kind.preset
            values["state"] = row.state or row.record.form.flow.start
            found = [problem for problem in check(row.record, values, {}, facts) if problem.grave]
            wrong += [Problem(_at_row(problem, place + 1), problem.field, problem.rule) for problem in found]
            staged.append({"row": row, "values": {**values, **links}})
        if wrong:
            raise Refused(wrong)
        return staged


def _free(record: AnyRecord, name: str) -> bool:
    kind = columns_of(record)[name]
    return isinstance(kind, Link) and kind.free


def _at_row(problem: Problem, place: int) -> Any:
    return N_("Row {place}: {problem}").having(place=place, problem=problem.text)


def write_batch(
    writing: Writing, staged: Sequence[Mapping[str, Any]], what: str, note: Mapping[str, Any]
) -> None:
    """Write staged rows inside the caller's transaction: ids and numbers in blocks, one trail line.

    Raises Refused for an empty batch and for rows that are in the store already.
    """
    raise_if_empty(staged)
    database = writing.database
    _keep_unique(writing, staged)
    (last,) = database.execute_sql('SELECT coalesce(max("id"), 0) FROM "header"').fetchone()
    ids: dict[str, int] = {}
    for place, one in enumerate(staged, last + 1):
        if one["row"].key:
            ids[one["row"].key] = place
    numbers = _numbers(writing, staged)
    touched: list[Touched] = []
    for start in range(0, len(staged), CHUNK):
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
            wrong.append(Problem(_at_row(problem, place), name))
        taken[record].add(values[name])
    if wrong:
        raise Refused(wrong)


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
    headers, links, texts, tokens, wholes = [], [], [], [], []
    own: dict[AnyRecord, list[tuple[Any, ...]]] = {}
    kinds = header_kinds()
    for place, (one, number) in enumerate(zip(staged, numbers, strict=True), first):
        row: NewRow = one["row"]
        values = {name: ids[v.key] if isinstance(v, Ref) else v for name, v in one["values"].items()}
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
        headers.append(
            (place, *(None if header.get(n) in (None, "") else kinds[n].plain(header[n]) for n in HEADER))
        )
        own.setdefault(row.record, []).append(rows.own_row(row.record, place, values))
        whole = {**header, **dict.fromkeys(columns_of(row.record)), **values, "id": place}
        links += [(place, name, target) for name, target in references(row.record, values)]
        touched.append(Touched(place, 1, trail.digest_of(header["salt"], rows.digested(row.record, whole))))
        wholes.append(whole)
    columns = ", ".join(f'"{name}"' for name in ("id", *HEADER))
    marks = ",".join("?" * (len(HEADER) + 1))
    executemany(writing, f'INSERT INTO "header" ({columns}) VALUES ({marks})', headers)
    for record, plain in own.items():
        executemany(writing, rows.insert_sql(record), plain)
    for place, one in enumerate(staged, first):
        for name, thing in lines_of(one["row"].record).items():
            if one["values"].get(name):
                rows.write_lines(writing.database, thing, place, one["values"][name])
    executemany(writing, 'INSERT INTO "reference" ("record", "field", "target") VALUES (?, ?, ?)', links)
    for one, whole in zip(staged, wholes, strict=True):
        record = one["row"].record
        text, token = search.entry(whole["id"], writing.search_text(record, whole))
        texts.append(text)
        tokens.append(token)
        if whole.get("frozen_at") is not None:
            names = linked_names(writing.database, record, whole)
            editions.keep(writing.database, record, whole, names, writing.settings, writing.now)
    executemany(writing, 'INSERT INTO "search_text" ("id", "body") VALUES (?, ?)', texts)
    executemany(writing, 'INSERT INTO "search" (rowid, "body") VALUES (?, ?)', tokens)
