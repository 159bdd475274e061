"""Reading aside: a worker's thread reads long lists beside the desk, all of it as it stood at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from custdesk.store.store import Store

CACHE: Final = (
    -4_000
)  # kibibytes: a list is read once from end to end, and what is kept of it only takes room


@contextmanager
def read_aside(store: Store) -> Iterator[None]:
    """Give a worker's thread a connection of its own, a small one, and one moment to read (trap 3).

    A thread that reads through a connection already goes on with that.
    """
    database = store.database
    if not database.is_closed():
        yield
        return
    try:
        database.execute_sql(f"PRAGMA cache_size = {CACHE}")
        database.execute_sql("BEGIN DEFERRED")
        yield
    finally:
        database.close()
