"""What anybody would write first: the FTS5 query alone, and its rows in a plain list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from custdesk.office.folding import plain

SQL = 'SELECT rowid FROM "search_pairs" WHERE "search_pairs" MATCH ? ORDER BY rowid DESC LIMIT 50'
RECORD = (1 << 40) - 1


def _match(text: str) -> str:
    pairs = [word[at : at + 2] for word in plain(text).split() for at in range(max(len(word) - 1, 1))]
    return " AND ".join(f'"{pair}"' + ("" if len(pair) > 1 else " *") for pair in pairs)


def bare_query(database: Any, text: str) -> list[tuple[Any, ...]]:
    """Ask the index for the newest rows, and the header for what a line shows of them."""
    rows = [row & RECORD for (row,) in database.execute(SQL, (_match(text),))]
    marks = ",".join("?" * len(rows))
    sql = f'SELECT "number", "happened_at", "state", "line" FROM "header" WHERE "id" IN ({marks}) ORDER BY "id" DESC'
    return list(database.execute(sql, rows))


def like_scan(database: Any, text: str) -> list[tuple[int]]:
    """Look at every record's folded text."""
    sql = 'SELECT "id" FROM "search_text" WHERE "body" LIKE ? ORDER BY "id" DESC'
    return list(database.execute(sql, (f"%{plain(text)}%",)))


class BareList(QWidget):
    """A line and a list: each key asks, and shows the rows as text."""

    def __init__(self, database: Any) -> None:
        super().__init__()
        self._database = database
        self.line = QLineEdit()
        self.list = QListView()
        self.model = QStringListModel()
        self.list.setModel(self.model)
        box = QVBoxLayout(self)
        box.addWidget(self.line)
        box.addWidget(self.list)
        self.line.textChanged.connect(self._ask)

    def _ask(self, text: str) -> None:
        rows = bare_query(self._database, text) if text else []
        self.model.setStringList(["  ".join(str(part or "") for part in row) for row in rows])
