"""The floor of a save: its very statements by the plain driver, with the same pragmas, on a store of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from custdesk.store.database import PRAGMAS
from custdesk.store.search import RECORD

Statement = tuple[str, tuple[Any, ...]]
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Heard:
    """What a database is told to write, in order; `listen` hears one of peewee's."""

    said: list[Statement] = field(default_factory=list)

    def listen(self, database: Any) -> None:
        """Note each statement that writes, until `stop`."""
        self._database, run = database, database.execute_sql

        def listening(sql: str, params: Any = None) -> Any:
            if sql.lstrip().startswith(WRITES):
                self.said.append((sql, tuple(params or ())))
            return run(sql, params)

        database.execute_sql = listening

    def stop(self) -> list[Statement]:
        """Hear no more; return what was said."""
        del self._database.execute_sql
        return self.said


class PlainRows:
    """Repeats the statements of one save: for a new record each time, or for the one it was about."""

    def __init__(
        self, path: Path, drafts: Path, statements: list[Statement], draft: list[Statement], record: int
    ) -> None:
        self._store, self._drafts = (self._opened(one) for one in (path, drafts))
        self._statements, self._draft, self._record = statements, draft, record
        self._new = any(sql.startswith('INSERT INTO "header"') for sql, _params in statements)
        (self._seq,) = self._store.execute("SELECT max(seq) FROM trail").fetchone()
        self._turn = 0

    @staticmethod
    def _opened(path: Path) -> Any:
        database = dbapi2.connect(str(path), isolation_level=None)
        for name, value in PRAGMAS.items():
            database.execute(f"PRAGMA {name} = {value}")
        return database

    def close(self) -> None:
        """Close both files."""
        self._store.close()
        self._drafts.close()

    def write(self) -> None:
        """Write the draft, the rows of one save in one transaction, and take the draft away."""
        self._turn += 1
        record = self._record
        kept, dropped = self._draft
        self._drafts.execute(*kept)
        self._store.execute("BEGIN IMMEDIATE")
        for sql, params in self._statements:
            cursor = self._store.execute(sql, self._moved(sql, params, record))
            if sql.startswith('INSERT INTO "header"'):
                record = int(cursor.lastrowid or 0)
        self._store.execute("COMMIT")
        self._drafts.execute(*dropped)

    def _moved(self, sql: str, params: tuple[Any, ...], record: int) -> tuple[Any, ...]:
        """Put this turn's number, line and record in the place of those that were heard."""
        moved = [self._own(p, record) for p in params] if self._new else list(params)
        if sql.startswith("INSERT INTO trail"):
            moved[0] = self._seq + self._turn
        return tuple(moved)

    def _own(self, value: Any, record: int) -> Any:
        if isinstance(value, str):
            return f"TS-2027-{9000 + self._turn}" if value.startswith("TS-2027-") else value
        if isinstance(value, int) and value & RECORD == self._record:
            return value - self._record + record  # the record's id, or its place in the index
        return value
