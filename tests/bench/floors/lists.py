"""A bare QTableView over plain SQL: keyset pages in the list's own order, or ids in an array for any other.

And the same rows handed to openpyxl as they come, in its write-only mode.
"""

from __future__ import annotations

import datetime
from array import array
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

COLUMNS = "h.number, h.unit, t.content, t.due_at, h.state, t.complainant, t.received_at, t.category, t.nature, t.handler"
SOURCE = "FROM header h JOIN complaint t ON t.id = h.id"
PAGE = 100


class BareTable(QAbstractTableModel):
    """What both share: cells of rows that are there."""

    count = 0

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the count."""
        return self.count

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the columns."""
        return 10

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.row(index.row())[index.column()]

    def row(self, row: int) -> tuple[Any, ...]:
        """Return a row's cells."""
        raise NotImplementedError


class KeysetTable(BareTable):
    """Rows page by page, each behind the last one read; the count by SQL."""

    def __init__(self, database: Any, states: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._database = database
        self.filter(states)

    def filter(self, states: tuple[str, ...]) -> None:
        """Show the records in these states."""
        self.beginResetModel()
        self._where = "h.form = 'complaint'"
        if states:
            self._where += f" AND h.state IN ({','.join('?' * len(states))})"
        self._states = states
        self._rows: list[tuple[Any, ...]] = []
        self._last = ("9999", 0)
        sql = f"SELECT count(*) FROM header h WHERE {self._where}"
        self.count = self._database.execute(sql, states).fetchone()[0]
        self.endResetModel()

    def row(self, row: int) -> tuple[Any, ...]:
        """Read on until the row is there."""
        while row >= len(self._rows):
            sql = (
                f"SELECT {COLUMNS}, h.happened_at, h.id {SOURCE} WHERE {self._where} AND (h.happened_at, h.id) < (?, ?)"
                f" ORDER BY h.happened_at DESC, h.id DESC LIMIT {PAGE}"
            )
            found = self._database.execute(sql, (*self._states, *self._last)).fetchall()
            self._last = found[-1][-2:]
            self._rows += found
        return self._rows[row]


class IdTable(BareTable):
    """All ids in an array, in any order; rows by their ids."""

    def __init__(self, database: Any, order: str = "h.happened_at DESC, h.id DESC") -> None:
        super().__init__()
        self._database = database
        self.order(order)

    def order(self, order: str) -> None:
        """Sort by SQL and read all ids again."""
        self.beginResetModel()
        joined = SOURCE if "t." in order else "FROM header h"
        sql = f"SELECT h.id {joined} WHERE h.form = 'complaint' ORDER BY {order}"
        self._ids = array("q", (row[0] for row in self._database.execute(sql)))
        self._rows: dict[int, tuple[Any, ...]] = {}
        self.count = len(self._ids)
        self.endResetModel()

    def row(self, row: int) -> tuple[Any, ...]:
        """Return a row's cells, reading its page."""
        if row not in self._rows:
            page = self._ids[row : row + PAGE]
            marks = ",".join("?" * len(page))
            sql = f"SELECT h.id, {COLUMNS} {SOURCE} WHERE h.id IN ({marks})"
            found = {one[0]: one[1:] for one in self._database.execute(sql, tuple(page))}
            self._rows.update({row + at: found[one] for at, one in enumerate(page)})
        return self._rows[row]


def bare_view(model: BareTable, like: QTableView) -> QTableView:
    """Return a view that shows as many rows and columns as another one."""
    view = QTableView()
    view.verticalHeader().setVisible(False)
    view.verticalHeader().setDefaultSectionSize(like.verticalHeader().defaultSectionSize())
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setModel(model)
    for column in range(model.columnCount()):
        view.setColumnWidth(column, like.columnWidth(column))
    return view


def bare_export(database: Any, path: Path, count: int) -> None:
    """Write the newest rows as an Excel file."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("complaints")
    sheet.append([f"column {place}" for place in range(10)])
    sql = (
        f"SELECT {COLUMNS} {SOURCE} WHERE h.form = 'complaint' ORDER BY h.happened_at DESC, h.id DESC LIMIT ?"
    )
    for *before, due, state, person, received, category, nature, handler in database.execute(sql, (count,)):
        moments = (datetime.datetime.fromisoformat(one) if one else None for one in (due, received))
        sheet.append([*before, *moments, state, person, category, nature, handler])
    book.save(path)
