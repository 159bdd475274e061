"""The writer's door for many rows, completed and checked before: written with executemany, piece by piece."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from operator import itemgetter
from typing import Any

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord, lines_of
from custdesk.store import attaching, numbering, rows, search, trail
from custdesk.store.answers import Refused
from custdesk.store.bulk_rows import HEADER, Act, Number, Pile, Placed
from custdesk.store.deriving import names_of
from custdesk.store.staging import Batch, Hung, NewRow, Ref, Staged, Tell, at_row, say
from custdesk.store.trail import Touched
from custdesk.store.writing import Writing

CHUNK = 4000  # rows at once: what they become is in memory together
NAMES_AT_ONCE = 500  # SQLite binds a limited number of values
#: the snapshot is text in UTF-8 already, and need not be made words of and bytes again
KEEP = 'INSERT INTO "frozen" ("record", "edition", "at", "snapshot") VALUES (?, ?, ?, CAST(? AS TEXT))'

__all__ = ["Batch", "Hung", "NewRow", "Ref", "write_batch"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nothing look for rubbish meanwhile: an act's rows are many, and each goes when it is written.

    Looking them through again and again takes a tenth of the time.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def write_batch(
    writing: Writing,
    staged: Sequence[Staged],
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
    ids = {one.row.key: place for place, one in enumerate(staged, last + 1) if one.row.key}
    act, touched = Act(writing, ids), []
    placed = list(map(act.place, staged, count(last + 1), _numbers(writing, staged)))
    for start in range(0, len(placed), CHUNK):
        say(tell, start, len(placed))
        touched += _write_chunk(writing, act, placed[start : start + CHUNK])
    payload = {"batch": what, "count": len(staged), **note}
    seq = trail.append(
        database, writing.now, writing.user.id, what, payload, cause=writing.cause, touched=touched
    )
    writing.cause = writing.cause or seq
    writing.touched.update({last + 1 + place: one.row.record.form.key for place, one in enumerate(staged)})


def _keep_unique(writing: Writing, staged: Sequence[Staged]) -> None:
    """Refuse what may exist only once, in the batch or in the store. Raises Refused naming the rows."""
    taken: dict[AnyRecord, set[Any]] = {}
    wrong = []
    for place, one in enumerate(staged, 1):
        record, values = one.row.record, one.values
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
            wrong.append(Problem(at_row(problem, one.row.line or place), name))
        taken[record].add(values[name])
    if wrong:
        raise Refused(wrong)


def raise_if_empty(staged: Sequence[object]) -> None:
    """Refuse an empty batch: a trail line that says nothing. Raises Refused."""
    if not staged:
        raise Refused([Problem(N_("There is nothing to write"))])


def executemany(writing: Writing, sql: str, plain: Iterable[Sequence[Any]]) -> None:
    """Run one statement over many rows on the writer's own connection."""
    writing.database.connection().executemany(sql, plain)  # type: ignore[attr-defined]


def _numbers(writing: Writing, staged: Sequence[Staged]) -> list[Number]:
    """Take each row's number: those of a series in one block, in the order of the rows."""
    wanted: list[tuple[str, int] | None] = []
    for one in staged:
        form = one.row.record.form
        year = (one.values.get(form.happened) or writing.now).year
        wanted.append((form.prefix, year) if form.prefix else None)
    given: dict[tuple[str, int], tuple[str, Iterator[int]]] = {}
    for block, many in Counter(wanted).items():
        if block is not None:
            prefix, year = block
            moment = writing.now.replace(year=year, month=1, day=1)
            series, first = numbering.take(writing.database, prefix, moment, many)
            given[block] = series, count(first)
    return [block and (given[block][0], next(given[block][1])) for block in wanted]


def _write_chunk(writing: Writing, act: Act, placed: Sequence[Placed]) -> list[Touched]:
    """Write some rows in the order of their ids, in which SQLite is quickest; return what the trail keeps of them."""
    by_form: dict[AnyRecord, list[Placed]] = {}
    for one in placed:
        by_form.setdefault(one.staged.row.record, []).append(one)
    piles = [Pile(act, record, some) for record, some in by_form.items()]
    heads = sorted(chain(*(one.headers() for one in piles)))
    rows.insert_rows(writing.database, "header", ("id", *HEADER), heads)
    for pile in piles:
        executemany(writing, rows.insert_sql(pile.record), pile.own())
        for name, thing in lines_of(pile.record).items():
            for record_id, lines in zip(pile.ids, pile.columns.get(name, ()), strict=False):
                if lines:
                    rows.write_lines(writing.database, thing, record_id, lines)
    _write_words(writing, piles)
    _write_files(writing, piles)
    return [
        Touched(record_id, 1, digest)
        for record_id, digest in sorted(chain(*(one.digests() for one in piles)))
    ]


def _write_words(writing: Writing, piles: Sequence[Pile]) -> None:
    """Write links, and what search and reprints show, with the names of all linked records read at once."""
    links = {pile.record: pile.links() for pile in piles}
    linked = sorted(chain(*links.values()), key=itemgetter(0))
    rows.insert_rows(writing.database, "reference", ("record", "field", "target"), linked)
    shown = [pile.named(links[pile.record]) for pile in piles]
    names = {record_id: name for pile in piles for record_id, name in pile.names()}
    shown_ids = set[int]().union(*(some for by_record in shown for some in by_record.values()))
    wanted = sorted(shown_ids - names.keys())
    for start in range(0, len(wanted), NAMES_AT_ONCE):
        names |= names_of(writing.database, set(wanted[start : start + NAMES_AT_ONCE]))
    search.write_many(writing.database, [one for pile in piles for one in pile.texts(names)])
    said = {record_id: (str(record_id), name) for record_id, name in names.items()}
    kept = (pile.editions(some, said) for pile, some in zip(piles, shown, strict=True))
    executemany(writing, KEEP, sorted(chain(*kept)))


def _write_files(writing: Writing, piles: Sequence[Pile]) -> None:
    hung = [
        tuple({**one, "record": record_id, "added_by": writing.user.id}[name] for name in attaching.COLUMNS)
        for pile in piles for record_id, files in pile.files.items() for one in files
    ]  # fmt: skip
    rows.insert_rows(writing.database, "attachment", attaching.COLUMNS, hung)
