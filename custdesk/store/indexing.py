"""Records that wait to be indexed anew: a migration names them, opening the store indexes them, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playhouse.sqlcipher_ext import SqlCipherDatabase

from custdesk.record import AnyRecord
from custdesk.store import rows, search
from custdesk.store.deriving import names_of, references, search_text

PIECE: Final = 500  # records of one transaction: what a kill costs, and what is in memory at once


def index_waiting(database: SqlCipherDatabase, forms: Mapping[str, AnyRecord]) -> int:
    """Index every record that waits, in transactions of their own; return how many there were.

    A piece that is done is done: after a kill the next start goes on with the others.
    """
    done = 0
    while piece := _next(database):
        with database.atomic("IMMEDIATE"):
            texts = []
            for key, ids in _by_form(piece).items():
                record = forms.get(key)
                if record is not None:
                    loaded = rows.load_many(database, record, ids)
                    targets = {target for values in loaded for _name, target in references(record, values)}
                    names = names_of(database, targets)
                    texts += [(one["id"], search_text(database, record, one, names)) for one in loaded]
            search.write_many(database, texts, new=False)
            marks = ",".join("?" * len(piece))
            ids = [record_id for record_id, _form in piece]
            database.execute_sql(f'DELETE FROM "search_waiting" WHERE "id" IN ({marks})', ids)
        done += len(piece)
    return done


def _next(database: SqlCipherDatabase) -> list[tuple[int, str]]:
    return database.execute_sql(
        'SELECT w."id", coalesce(h."form", \'\') FROM "search_waiting" w LEFT JOIN "header" h ON h."id" = w."id"'
        ' ORDER BY w."id" LIMIT ?',
        (PIECE,),
    ).fetchall()


def _by_form(piece: list[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for record_id, key in piece:
        found.setdefault(key, []).append(record_id)
    return found
