"""A whole list as an Excel file: read aside in pieces and written as it is read, so that its length costs no memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from custdesk.exchange.register import Cells, headings
from custdesk.exchange.table_file import Value, sheets_of, write_table
from custdesk.store.aside import read_aside

if TYPE_CHECKING:
    from custdesk.language import Words
    from custdesk.store.reader import ListQuery, Reader
    from custdesk.store.store import Store
    from custdesk.workflow import User

PIECE: Final = 250  # rows read at once
Tell = Callable[[int, int], bool]


class Stopped(Exception):
    """Somebody cancelled the export; no file is there."""


class Exported(Struct, frozen=True):
    """What was written."""

    rows: int
    sheets: int


def export_list(
    store: Store, user: User, query: ListQuery, path: Path, words: Words, tell: Tell = lambda _d, _t: True
) -> Exported:
    """Write the whole of a list, as it stood at one moment, in a worker's thread.

    What was revealed on the screen stays masked. Raises Stopped when `tell(done, total)` returns False, KnownError
    when the file cannot be written; what stood there before stays then.
    """
    record = store.forms[query.form]
    with read_aside(store):
        reader = store.read(user)
        columns = record.form.columns
        rows = _rows(reader, query, Cells(record, columns, words), tell)
        count = write_table(path, words(record.form.tab), headings(record, columns, words), rows)
    return Exported(count, sheets_of(count))


def _rows(reader: Reader, query: ListQuery, cells: Cells, tell: Tell) -> Iterator[list[Value]]:
    ids = reader.gather(query, lambda: not tell(0, 0)) if tell(0, 0) else None
    if ids is None:
        raise Stopped
    for start in range(0, len(ids), PIECE):
        if not tell(start, len(ids)):
            raise Stopped
        for row in reader.rows(query.form, ids[start : start + PIECE], cells.names):
            yield cells.of(row)
    if not tell(len(ids), len(ids)):
        raise Stopped
