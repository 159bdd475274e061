"""Reading and writing the rows of one record: header, its own table, its lines. SQL made once per declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
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
    marks = ",".join("?" * len(ids))
    rows = database.execute_sql(f'{_load_sql(record)} WHERE h."id" IN ({marks})', tuple(ids)).fetchall()
    by_id = {row[0]: _values(record, row) for row in rows}
    found = [by_id[record_id] for record_id in ids if record_id in by_id]
    for values in found if lines else ():
        for name, thing in lines_of(record).items():
            values[name] = _load_lines(database, thing, values["id"])
        values["attachments"] = _load_attachments(database, values["id"])
    return found


def _values(record: AnyRecord, row: Sequence[Any]) -> dict[str, Any]:
    kinds = [*header_kinds().items(), *columns_of(record).items()]
    values = {"id": row[0]}
    for (name, kind), plain in zip(kinds, row[1:], strict=True):
        values[name] = (
            None if plain is None else kind.value(plain)
        )  # an own field wins over the header's repetition
    return values


def _load_lines(database: Executes, thing: Lines, record_id: int) -> tuple[dict[str, Any], ...]:
    kinds = thing.line.kinds()
    names = ", ".join(f'"{name}"' for name in kinds)
    rows = database.execute_sql(
        f'SELECT {names} FROM "{_line_table(thing)}" WHERE "record" = ? ORDER BY "position"',
        (record_id,),
    )
    return tuple(
        {
            name: kind.value(plain)
            for (name, kind), plain in zip(kinds.items(), row, strict=True)
            if plain is not None
        }
        for row in rows
    )


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


def _load_attachments(database: Executes, record_id: int) -> tuple[dict[str, Any], ...]:
    names = ", ".join(f'"{name}"' for name in ATTACHMENT)
    rows = database.execute_sql(
        f'SELECT {names} FROM "attachment" WHERE "record" = ? ORDER BY "id"',
        (record_id,),
    )
    return tuple(dict(zip(ATTACHMENT, row, strict=True)) for row in rows)


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


def insert_header(database: Executes, values: Mapping[str, Any]) -> int:
    """Write a new header row and return its id."""
    names, plain = _plain_header(values)
    marks = ",".join("?" * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = database.execute_sql(f'INSERT INTO "header" ({columns}) VALUES ({marks})', tuple(plain))
    return int(cursor.lastrowid)


def update_header(database: Executes, record_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a header row."""
    names, plain = _plain_header(values)
    if not names:
        return
    sets = ", ".join(f'"{name}" = ?' for name in names)
    database.execute_sql(f'UPDATE "header" SET {sets} WHERE "id" = ?', (*plain, record_id))


def _plain_header(values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    kinds = header_kinds()
    names = [name for name in values if name in kinds]
    return names, [_db(kinds[name], values[name]) for name in names]


def _db(kind: Kind, value: Any) -> Any:
    if isinstance(value, Masked):
        raise TypeError(f"{kind.name}: a masked value is shown, never stored")
    return None if value is None or value in ("", ()) else kind.plain(value)


@cache
def _insert_sql(record: AnyRecord) -> str:
    names = ["id", *columns_of(record)]
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{_table(record)}" ({columns}) VALUES ({",".join("?" * len(names))})'


def insert_sql(record: AnyRecord) -> str:
    """Return the statement that writes a record's own row, for the bulk door."""
    return _insert_sql(record)


def own_row(record: AnyRecord, record_id: int, values: Values) -> tuple[Any, ...]:
    """Return a record's own row, in the order of `insert_sql`."""
    return (record_id, *(_db(kind, values.get(name)) for name, kind in columns_of(record).items()))


def insert_own(database: Executes, record: AnyRecord, record_id: int, values: Values) -> None:
    """Write a record's own row and its lines."""
    database.execute_sql(_insert_sql(record), own_row(record, record_id, values))
    for name, thing in lines_of(record).items():
        if values.get(name):
            write_lines(database, thing, record_id, values[name])


def update_own(database: Executes, record: AnyRecord, record_id: int, changes: Mapping[str, Any]) -> None:
    """Change columns and lines of a record."""
    kinds = {name: kind for name, kind in columns_of(record).items() if name in changes}
    if kinds:
        sets = ", ".join(f'"{name}" = ?' for name in kinds)
        database.execute_sql(
            f'UPDATE "{_table(record)}" SET {sets} WHERE "id" = ?',
            (*(_db(kind, changes[name]) for name, kind in kinds.items()), record_id),
        )
    for name, thing in lines_of(record).items():
        if name in changes:
            write_lines(database, thing, record_id, changes[name] or ())


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
