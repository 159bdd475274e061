"""Reading and writing the rows of one record: header, its own table, its lines. SQL made once per declaration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

from custdesk.draft import plain_values
from custdesk.fields import Kind, Masked
from custdesk.record import COMMON, AnyRecord, Lines, columns_of, header_kinds, lines_of
from custdesk.store.trail import Executes
from custdesk.workflow import Values

HEADER_COLUMNS: Final = tuple(header_kinds())
#: header columns whose value a record's digest covers; the others are the store's own bookkeeping
DIGESTED: Final = (
    "form", "number", "old_number", "state", "revision", "edition", "void_reason", "created_at", "created_by",
    "state_changed_at", "frozen_at",
)  # fmt: skip


@cache
def _table(record: AnyRecord) -> str:
    return str(record._meta.table_name)


@cache
def _line_table(lines: Lines) -> str:
    return str(lines.line._meta.table_name)


@cache
def _load_sql(record: AnyRecord) -> str:
    own = ", ".join(f't."{name}"' for name in columns_of(record))
    header = ", ".join(f'h."{name}"' for name in HEADER_COLUMNS)
    return f'SELECT h."id", {header}, {own} FROM "header" h JOIN "{_table(record)}" t ON t."id" = h."id"'


def form_of(database: Executes, record_id: int) -> str | None:
    """Return the key of a record's form."""
    row = database.execute_sql('SELECT "form" FROM "header" WHERE "id" = ?', (record_id,)).fetchone()
    return row[0] if row else None


def load(database: Executes, record: AnyRecord, record_id: int) -> dict[str, Any] | None:
    """Return everything about one record: header, own fields, lines and attachments."""
    found = load_many(database, record, (record_id,))
    return found[0] if found else None


def load_many(
    database: Executes, record: AnyRecord, ids: Sequence[int], *, lines: bool = True
) -> list[dict[str, Any]]:
    """Return records in the order of `ids`; without `lines` only what a list shows."""
    marks, asked = few_texts(ids)
    rows = database.execute_sql(f'{_load_sql(record)} WHERE h."id" IN ({marks})', asked).fetchall()
    by_id = {row[0]: _values(record, row) for row in rows}
    found = [by_id[record_id] for record_id in ids if record_id in by_id]
    if lines and found:
        for name, thing in lines_of(record).items():
            kept = _load_lines(database, thing, marks, asked)
            for values in found:
                values[name] = tuple(kept.get(values["id"], ()))
        files = _load_attachments(database, marks, asked)
        for values in found:
            values["attachments"] = tuple(files.get(values["id"], ()))
    return found


def few_texts(ids: Collection[int]) -> tuple[str, tuple[int, ...]]:
    """Return the marks and values of an IN: filled up to a power of two, so that few statements are prepared and kept."""
    asked = tuple(ids)
    size = 1 << (len(asked) - 1).bit_length() if asked else 0
    return ",".join("?" * size), asked + asked[-1:] * (size - len(asked))


def _values(record: AnyRecord, row: Sequence[Any]) -> dict[str, Any]:
    kinds = [*header_kinds().items(), *columns_of(record).items()]
    values = {"id": row[0]}
    for (name, kind), plain in zip(kinds, row[1:], strict=True):
        values[name] = (
            None if plain is None else kind.value(plain)
        )  # an own field wins over the header's repetition
    return values


def _load_lines(
    database: Executes, thing: Lines, marks: str, asked: Sequence[int]
) -> Mapping[int, list[dict[str, Any]]]:
    """Return the lines of many records, by the record: one question for all of them."""
    kinds = thing.line.kinds()
    names = ", ".join(f'"{name}"' for name in kinds)
    found: dict[int, list[dict[str, Any]]] = {}
    for record_id, *row in database.execute_sql(
        f'SELECT "record", {names} FROM "{_line_table(thing)}" WHERE "record" IN ({marks})'
        ' ORDER BY "record", "position"',
        asked,
    ):
        found.setdefault(record_id, []).append(
            {
                name: kind.value(plain)
                for (name, kind), plain in zip(kinds.items(), row, strict=True)
                if plain is not None
            }
        )
    return found


TYPED: Final = COMMON  # header columns she fills in on the form

ATTACHMENT: Final = (
    "id",
    "digest",
    "kind",
    "name",
    "size",
    "taken_at",
    "taken_by",
    "note",
    "added_at",
    "edition",
)


def _load_attachments(
    database: Executes, marks: str, asked: Sequence[int]
) -> Mapping[int, list[dict[str, Any]]]:
    names = ", ".join(f'"{name}"' for name in ATTACHMENT)
    found: dict[int, list[dict[str, Any]]] = {}
    for record_id, *row in database.execute_sql(
        f'SELECT "record", {names} FROM "attachment" WHERE "record" IN ({marks}) ORDER BY "record", "id"',
        asked,
    ):
        found.setdefault(record_id, []).append(dict(zip(ATTACHMENT, row, strict=True)))
    return found


def digested(record: AnyRecord, values: Values, plain: Values | None = None) -> dict[str, Any]:
    """Return the plain form a record's digest covers; empty values are left out, so new columns change nothing.

    `plain` is that of the values, where the caller has it already.
    """
    kinds = header_kinds()
    header = {
        name: kinds[name].plain(values[name]) for name in DIGESTED if values.get(name) not in (None, "", ())
    }
    attachments = [
        {name: one[name] for name in ATTACHMENT if one.get(name) is not None}
        for one in values.get("attachments") or ()
    ]
    whole: dict[str, Any] = {
        "id": values["id"],
        "header": header,
        "values": plain_values(record, values) if plain is None else plain,
    }
    if attachments:
        whole["attachments"] = attachments
    return whole


# -- writing -----------------------------------------------------------------------------------------------


def _insert_header(database: Executes, names: tuple[str, ...], plain: Sequence[Any]) -> int:
    cursor = database.execute_sql(_header_sql(names), plain)
    return int(cursor.lastrowid)


@cache
def _header_sql(names: tuple[str, ...]) -> str:
    marks = ",".join("?" * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "header" ({columns}) VALUES ({marks})'


def update_header(database: Executes, record_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a header row."""
    _update_header(database, record_id, *_plain_header(values))


def _update_header(database: Executes, record_id: int, names: Sequence[str], plain: Sequence[Any]) -> None:
    if names:
        sets = ", ".join(f'"{name}" = ?' for name in names)
        database.execute_sql(f'UPDATE "header" SET {sets} WHERE "id" = ?', (*plain, record_id))


def _plain_header(values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    kinds = header_kinds()
    names = [name for name in values if name in kinds]
    return names, [_db(kinds[name], values[name]) for name in names]


def _db(kind: Kind, value: Any) -> Any:
    if not value and (value is None or value in ("", ())):
        return None
    if type(value) is Masked:
        raise TypeError(f"{kind.name}: a masked value is shown, never stored")
    return kind.plain(value)


@cache
def _insert_sql(record: AnyRecord) -> str:
    names = ["id", *columns_of(record)]
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{_table(record)}" ({columns}) VALUES ({",".join("?" * len(names))})'


def insert_sql(record: AnyRecord) -> str:
    """Return the statement that writes a record's own row, for the bulk door."""
    return _insert_sql(record)


def insert_rows(
    database: Any, table: str, columns: tuple[str, ...], plain: Sequence[tuple[Any, ...]]
) -> None:
    """Write rows of a table many by one statement: each statement by itself makes ready to take back what it did."""
    connection, whole = database.connection(), len(plain) - len(plain) % AT_ONCE
    blocks = (
        tuple(chain.from_iterable(plain[start : start + AT_ONCE])) for start in range(0, whole, AT_ONCE)
    )
    if whole:
        connection.executemany(_insertion_of(table, columns, AT_ONCE), blocks)
    connection.executemany(_insertion_of(table, columns, 1), plain[whole:])


AT_ONCE: Final = 100  # rows of one statement


@cache
def _insertion_of(table: str, columns: tuple[str, ...], many: int) -> str:
    marks = f"({','.join('?' * len(columns))})"
    listed = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({listed}) VALUES {",".join([marks] * many)}'


def _plain_own(record: AnyRecord, values: Values) -> dict[str, Any]:
    """Return what a record's own columns take of these values; what is empty is left out."""
    columns = columns_of(record)
    return {
        name: _db(columns[name], value)
        for name, value in values.items()
        if value is not None and name in columns
    }


def insert(
    database: Executes, record: AnyRecord, header: Mapping[str, Any], values: Values
) -> dict[str, Any]:
    """Write the rows of a new record; return what `load` would read of it now."""
    names, plain = _plain_header(header)
    record_id = _insert_header(database, tuple(names), plain)
    own = _plain_own(record, values)
    database.execute_sql(_insert_sql(record), (record_id, *map(own.get, columns_of(record))))
    for name, thing in lines_of(record).items():
        if values.get(name):
            write_lines(database, thing, record_id, values[name])
    before = {**_empty(record), "id": record_id}
    kept = _after(record, before, dict(zip(names, plain, strict=True)), own, values)
    return kept or load(database, record, record_id) or {}


def update(
    database: Executes, record: AnyRecord, before: Values, header: Mapping[str, Any], own: Mapping[str, Any]
) -> dict[str, Any]:
    """Change columns and lines of a record that holds `before`; return what `load` would read of it now."""
    record_id = before["id"]
    row = {name: _db(kind, own[name]) for name, kind in columns_of(record).items() if name in own}
    if row:
        sets = ", ".join(f'"{name}" = ?' for name in row)
        database.execute_sql(
            f'UPDATE "{_table(record)}" SET {sets} WHERE "id" = ?', (*row.values(), record_id)
        )
    for name, thing in lines_of(record).items():
        if name in own:
            write_lines(database, thing, record_id, own[name] or ())
    names, plain = _plain_header(header)
    _update_header(database, record_id, names, plain)
    kept = _after(record, before, dict(zip(names, plain, strict=True)), row, own)
    return kept or load(database, record, record_id) or {}


def write_lines(database: Executes, thing: Lines, record_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace the lines of a field by these."""
    table, kinds = _line_table(thing), thing.line.kinds()
    database.execute_sql(f'DELETE FROM "{table}" WHERE "record" = ?', (record_id,))
    names = ", ".join(f'"{name}"' for name in kinds)
    marks = ",".join("?" * (len(kinds) + 2))
    sql = f'INSERT INTO "{table}" ("record", "position", {names}) VALUES ({marks})'
    for position, row in enumerate(rows):
        plain = (_db(kind, row.get(name)) for name, kind in kinds.items())
        database.execute_sql(sql, (record_id, position, *plain))


# -- what stands there after a write --------------------------------------------------------------------------


class _OnlyReadingTells(Exception):
    """SQLite makes something else of a value than what was given: of a number in a column of text."""


#: what a column keeps as it is given, by its affinity
_AS_GIVEN: Final = {"TEXT": (str,), "INTEGER": (int, bool), "": (int, str)}


@cache
def _empty(record: AnyRecord) -> Values:
    bare = dict.fromkeys((*HEADER_COLUMNS, *columns_of(record)))
    return {**bare, **dict.fromkeys((*lines_of(record), "attachments"), ())}


def _after(
    record: AnyRecord, before: Values, header: Values, own: Values, given: Values
) -> dict[str, Any] | None:
    """Return what the rows hold now, from the plain values just written; None where only reading tells.

    `given` holds the lines. Each value comes back from its plain form, as it does from the file.
    """
    values, columns, kinds = dict(before), columns_of(record), header_kinds()
    try:
        for name, plain in header.items():
            if name not in columns:  # else the record's own field of that name wins
                values[name] = None if plain is None else _read_back(kinds[name], plain)
        for name, plain in own.items():
            values[name] = None if plain is None else _read_back(columns[name], plain)
        for name, thing in lines_of(record).items():
            if name in given:
                values[name] = tuple(_line_back(thing, row) for row in given[name] or ())
    except _OnlyReadingTells:
        return None
    return values


def _line_back(thing: Lines, row: Values) -> dict[str, Any]:
    kept = ((name, kind, _db(kind, row.get(name))) for name, kind in thing.line.kinds().items())
    return {name: _read_back(kind, plain) for name, kind, plain in kept if plain is not None}


def _read_back(kind: Kind, plain: Any) -> Any:
    if type(plain) not in _AS_GIVEN[kind.field_type]:
        raise _OnlyReadingTells
    return kind.value(plain)
