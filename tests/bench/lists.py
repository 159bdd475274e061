"""Opening a list of many complaints against a bare QTableView over plain keyset SQL showing the same rows."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView
from sqlcipher3 import dbapi2

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM, Store
from tests.bench.stopwatch import Ratio, compare
from ui.binder.table import RecordTable, RecordTableView

START = datetime.datetime(2017, 1, 1)


def fill(path: Path, count: int) -> None:
    """Write complaints through the bulk door of the one writer."""
    store = Store.open(path, lambda: datetime.datetime(2027, 4, 16, 18, 50), create=True)
    record = BY_KEY["complaint"]
    rows = [
        NewRow(
            record,
            {
                "received_at": START + datetime.timedelta(minutes=place * 50), "received_by": "林晓燕",
                "channel": "phone", "complainant": "王秀兰", "unit": f"{place % 9 + 1}-{place % 30 + 1}02",
                "content": f"卫生间顶板漏水第{place}次", "validity": "valid", "nature": "general",
                "category": "charges", "handler": "苏婷",
            },
            state="accepted",
        )
        for place in range(count)
    ]  # fmt: skip
    for start in range(0, count, 20_000):
        store.bulk(Batch("import", rows[start : start + 20_000]), SYSTEM)
    store.close()


class BareTable(QAbstractTableModel):
    """The floor: rows of one keyset page, and the count."""

    SQL = (
        "SELECT h.number, h.unit, t.content, t.due_at, h.state, t.complainant, t.received_at, t.category, t.nature,"
        " t.handler FROM header h JOIN complaint t ON t.id = h.id WHERE h.form = ? AND (h.happened_at, h.id) < (?, ?)"
        " ORDER BY h.happened_at DESC, h.id DESC LIMIT 100"
    )

    def __init__(self, database: Any) -> None:
        super().__init__()
        self._rows = database.execute(self.SQL, ("complaint", "9999", 0)).fetchall()
        self._count = database.execute("SELECT count(*) FROM header WHERE form = 'complaint'").fetchone()[0]

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the count."""
        return int(self._count)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the columns."""
        return 10

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if role != Qt.ItemDataRole.DisplayRole or index.row() >= len(self._rows):
            return None
        return self._rows[index.row()][index.column()]


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure first paint of a long list."""
    app = QApplication.instance() or QApplication([])
    path = folder / "list.sqlite"
    fill(path, count)
    desk = Desk(Store.open(path, lambda: datetime.datetime(2027, 4, 16, 18, 50)), SYSTEM)
    plain = dbapi2.connect(str(path))

    def show(view: QTableView) -> None:
        view.resize(900, 600)
        view.show()
        app.processEvents()
        view.grab()
        view.close()
        view.deleteLater()
        app.processEvents()

    def ours() -> None:
        model = RecordTable(desk, BY_KEY["complaint"])
        model.show_query(ListQuery("complaint"))
        show(RecordTableView(model))

    def floor() -> None:
        view = QTableView()
        view.verticalHeader().setVisible(False)
        model = BareTable(plain)
        view.setModel(model)
        show(view)

    found = compare(
        f"list of {count:,} complaints, first paint / bare view over plain SQL",
        ours,
        floor,
        runs=15,
        goal=1.3,
    )
    plain.close()
    desk.close()
    return [found]
