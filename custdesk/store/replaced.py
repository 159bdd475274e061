"""What can still be read of a store that a restore replaces: its head, its numbers, the records only it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.store.database import FILE_TROUBLE, identify
from custdesk.store.migrations import NEWEST
from custdesk.store.reserving import known_to
from custdesk.store.vault import Content, content_of, open_sealed

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

UNREADABLE: Final = (*FILE_TROUBLE, ValueError, TypeError)


class Lost(Struct, frozen=True):
    """A record that only the replaced store has, or has in a later revision."""

    number: str
    line: str
    created_at: str
    form: str = ""
    revision: int = 1


class Replaced(Struct, frozen=True):
    """What could be read of the store to be replaced; `sound` when its pages are whole, so that it can be trusted."""

    content: Content | None = None
    sound: bool = False
    series: tuple[tuple[str, int], ...] = ()
    records: tuple[tuple[int, str, Lost], ...] = ()


def read_replaced(store_path: Path, key: str | None) -> Replaced:
    """Read head, numbers and records of the store in place; a damaged one says nothing.

    Raises KnownError for a foreign or newer file, which is not replaced.
    """
    try:
        database = open_sealed(store_path, key, "mode=ro")
    except UNREADABLE:
        return Replaced()
    try:
        if identify(database, store_path, NEWEST) == 0:
            return Replaced()
        sound = database.execute_sql("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        content = content_of(database, store_path)
        return Replaced(content, sound, series_of(database), _records_of(database))
    except UNREADABLE:
        return Replaced()
    except KnownError as trouble:
        if trouble.__cause__ is None:
            raise
        return Replaced()
    finally:
        database.close()


def compare(
    replaced: Replaced, known: dict[tuple[int, str], int]
) -> tuple[tuple[Lost, ...], tuple[Lost, ...]]:
    """Part the replaced store's records: those only it has, and those it has in a later revision."""
    only = tuple(lost for record_id, salt, lost in replaced.records if (record_id, salt) not in known)
    later = tuple(
        lost
        for record_id, salt, lost in replaced.records
        if lost.revision > known.get((record_id, salt), lost.revision)
    )
    return only, later


def still_there(
    replaced: Replaced, known: dict[tuple[int, str], int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the ids that mean the same record after a restore, and of those the ones that came back older."""
    gone = {record_id for record_id, salt, _lost in replaced.records if (record_id, salt) not in known}
    older = {
        record_id
        for record_id, salt, lost in replaced.records
        if lost.revision > known.get((record_id, salt), lost.revision)
    }
    return frozenset({record_id for record_id, _salt in known} - gone), frozenset(older)


def series_of(database: SqlCipherDatabase) -> tuple[tuple[str, int], ...]:
    """Return every series with the last number given, by its counter or by the records and sheets that carry one."""
    sheets = ' UNION ALL SELECT "series", "serial" FROM "reserved"' if known_to(database) else ""
    found = database.execute_sql(
        'SELECT "name", max("last") FROM (SELECT "name", "last" FROM "series" UNION ALL'
        f' SELECT "series", "serial" FROM "header" WHERE "series" IS NOT NULL{sheets})'
        ' GROUP BY "name" ORDER BY "name"'
    )
    return tuple((str(name), int(last)) for name, last in found)


def _records_of(database: SqlCipherDatabase) -> tuple[tuple[int, str, Lost], ...]:
    found = database.execute_sql(
        'SELECT "id", "salt", "number", "line", "created_at", "form", "revision" FROM "header" ORDER BY "id"'
    )
    return tuple(
        (row[0], row[1], Lost(row[2] or "", row[3] or "", row[4] or "", row[5] or "", int(row[6])))
        for row in found
    )
