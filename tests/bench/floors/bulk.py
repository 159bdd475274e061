"""The floor of the bulk door: the very rows it wrote, taken from its store, by executemany on the plain driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from custdesk.store.database import PRAGMAS
from custdesk.store.search import RECORD, _pairs

#: by table: which column names the record, or the line of the trail
WRITTEN = {
    "header": "id", "reference": "record", "attachment": "record", "frozen": "record", "search_text": "id",
    "trail_record": "seq", "trail": "seq", "trail_payload": "seq",
}  # fmt: skip


class SameRows:
    """The rows of the records after `last` and of the trail's lines after `line`, in memory, ready to be written."""

    def __init__(self, written: Path, last: int, line: int, own: tuple[str, ...]) -> None:
        source = dbapi2.connect(str(written))
        self.statements: list[tuple[str, list[tuple[Any, ...]]]] = []
        names = [
            "header",
            *own,
            "reference",
            "search_text",
            "frozen",
            "attachment",
            "trail",
            "trail_payload",
            "trail_record",
        ]
        for table in names:
            column = WRITTEN.get(table) or ("record" if _has(source, table, "record") else "id")
            after = line if column == "seq" else last
            rows = source.execute(f'SELECT * FROM "{table}" WHERE "{column}" > ?', (after,)).fetchall()
            if rows:
                marks = ",".join("?" * len(rows[0]))
                self.statements.append((f'INSERT INTO "{table}" VALUES ({marks})', rows))
            if table == "search_text":
                self.statements.append(self._index(source, rows))
        source.close()

    @staticmethod
    def _index(source: Any, texts: list[tuple[Any, ...]]) -> tuple[str, list[tuple[Any, ...]]]:
        body = dict(texts)
        places = [row for (row,) in source.execute('SELECT "id" FROM "search_pairs_docsize" ORDER BY 1')]
        pairs = [(row, _pairs(body[row & RECORD])) for row in places if row & RECORD in body]
        return 'INSERT INTO "search_pairs" (rowid, "body") VALUES (?, ?)', pairs

    def write(self, path: Path) -> None:
        """Write them into a store that lacks them, in one transaction with the desk's pragmas."""
        database = dbapi2.connect(str(path), isolation_level=None)
        for name, value in PRAGMAS.items():
            database.execute(f"PRAGMA {name} = {value}")
        database.execute("BEGIN IMMEDIATE")
        database.execute("PRAGMA defer_foreign_keys = ON")
        for sql, rows in self.statements:
            database.executemany(sql, rows)
        database.execute("COMMIT")
        database.close()


def _has(source: Any, table: str, column: str) -> bool:
    return any(row[1] == column for row in source.execute(f'PRAGMA table_info("{table}")'))
