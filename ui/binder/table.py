"""The table of any record: ids and cached rows; sorted and filtered in SQL, fetched as they are seen."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from custdesk import fields
from custdesk.desk import Desk
from custdesk.record import VOIDED, AnyRecord, kind_named, label_of
from custdesk.snapshot import Snapshot
from custdesk.store.reader import ListQuery, overdue
from ui.theme import SIGNS, tints

PAGE = 40  # rows fetched at once: a screenful and a little more
FIRST = 200  # ids fetched for the first paint; the rest when somebody scrolls
ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.FontRole,
    Qt.ItemDataRole.ForegroundRole,
)  # fmt: skip
SAMPLES = {"number": "TS-2027-0000", "due_at": f"{SIGNS['overdue']} 12-28 24:00", "line": "10-2-1203"}
SAMPLE_OF: dict[type[fields.Kind], str] = {
    fields.Moment: "12-28 24:00", fields.Day: "2027-12-28", fields.Phone: "138****5678", fields.YesNo: "是",
    fields.Number: "10000",
}  # fmt: skip
NEAR = datetime.timedelta(days=1)  # coloured from one day before
Index = QModelIndex | QPersistentModelIndex


class RecordTable(QAbstractTableModel):
    """Rows of one form. The count is exact at once, ids and rows come when they are looked at."""

    def __init__(self, desk: Desk, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.record = desk, record
        self.columns = record.form.columns
        self.query = ListQuery(record.form.key)
        self._count = 0
        self._ids: list[int] = []
        self._whole = False
        self._rows: dict[int, Snapshot] = {}
        self._words = desk.words

    def show_query(self, query: ListQuery) -> None:
        """Show another list."""
        self.beginResetModel()
        self.query = query
        self._load()
        self.endResetModel()

    def _load(self) -> None:
        reader = self._desk.read()
        self._words = self._desk.words
        self._rows.clear()
        self._ids = reader.ids(self.query, limit=FIRST)
        self._whole = len(self._ids) < FIRST
        self._count = len(self._ids) if self._whole else reader.count(self.query)

    def _id(self, row: int) -> int | None:
        if row >= len(self._ids) and not self._whole:
            self._ids = self._desk.read().ids(self.query)
            self._whole = True
        return self._ids[row] if row < len(self._ids) else None

    def title(self) -> str:
        """Return what the list is called."""
        return self._words(self.record.form.tab)

    def record_id(self, row: int) -> int | None:
        """Return the record of a row."""
        return self._id(row) if 0 <= row < self._count else None

    def row_of(self, record_id: int) -> int:
        """Return the row of a record among those fetched, -1 where it is not."""
        return self._ids.index(record_id) if record_id in self._ids else -1

    def snapshot(self, row: int) -> Snapshot | None:
        """Return the record of a row, fetching its page."""
        record_id = self._id(row)
        if record_id is None:
            return None
        if record_id not in self._rows:
            start = row - row % PAGE
            wanted = [one for one in self._ids[start : start + PAGE] if one not in self._rows]
            for found in self._desk.read().records(wanted, lines=False):
                self._rows[found.id] = found
        return self._rows.get(record_id)

    def refresh(self) -> None:
        """Read the list again after a change."""
        self.show_query(self.query)

    # -- Qt ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the list has."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns the form declares."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, colour, font or tooltip."""
        if role not in ROLES or not index.isValid():
            return None
        snapshot = self.snapshot(index.row())
        if snapshot is None:
            return None
        name = self.columns[index.column()].name
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(snapshot, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return snapshot.show(name, self._words)
        if role == Qt.ItemDataRole.FontRole and snapshot.state == VOIDED:
            font = QFont()
            font.setStrikeOut(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(snapshot, name)
        return None

    def _cell(self, snapshot: Snapshot, name: str) -> str:
        shown = " ".join(snapshot.show(name, self._words).split())
        if name == "due_at":
            owed = self.record.form.owes(snapshot.state, snapshot.values, self._desk.settings)
            value = snapshot.values.get("due_at")
            if value is not None:
                shown = f"{value:%m-%d %H:%M}" if value.time().hour or value.time().minute else _day24(value)
            if overdue(owed, self._desk.now()):
                return f"{SIGNS['overdue']} {shown}"
            if owed is not None and owed - self._desk.now() <= NEAR:
                return f"{SIGNS['due']} {shown}"
        elif hasattr(snapshot.values.get(name), "hour"):
            shown = f"{snapshot.values[name]:%m-%d %H:%M}"
        elif isinstance(snapshot.values.get(name), datetime.date):
            shown = snapshot.values[name].isoformat()
        if name == "state" and snapshot.state == VOIDED:
            return f"{SIGNS['void']} {shown}"
        return shown

    def _ink(self, snapshot: Snapshot, name: str) -> QBrush | None:
        if name not in ("due_at", "state"):
            return None
        owed = self.record.form.owes(snapshot.state, snapshot.values, self._desk.settings)
        now = self._desk.now()
        if overdue(owed, now):
            return QBrush(tints().overdue)
        return QBrush(tints().due) if owed is not None and owed - now <= NEAR else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's label."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        return self._words(column.label or label_of(self.record, column.name))

    def needs(self, metrics: QFontMetrics) -> list[tuple[int, bool]]:
        """Return how wide each column must be so that its usual answers stand whole; and whether it holds words."""
        found = []
        for place, column in enumerate(self.columns):
            sample, words = self._longest(column.name)
            label = str(self.headerData(place, Qt.Orientation.Horizontal))
            wide = max(metrics.horizontalAdvance(text) for text in (*sample, label))
            found.append((wide + 14, words))
        return found

    def _longest(self, name: str) -> tuple[list[str], bool]:
        """Return samples of the longest usual answers of a column."""
        if name in SAMPLES:
            return [SAMPLES[name]], False
        if name == "state":
            flow = self.record.form.flow
            return [
                self._words(label) for code, label in flow.states.items() if code not in flow.aside
            ], False
        kind = kind_named(self.record, name)
        if isinstance(kind, fields.Choice):
            return [self._words(label)[:9] for label in kind.options.values()], False
        if isinstance(kind, fields.Note | fields.Said):
            return ["字" * 10], True
        sample = next((SAMPLE_OF[one] for one in type(kind).__mro__ if one in SAMPLE_OF), "字" * 4)
        unit = isinstance(kind, fields.Link) and kind.targets == ("unit",)
        return ["10-2-1203" if unit else sample], False

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in SQL (trap 14)."""
        from dataclasses import replace

        descending = order == Qt.SortOrder.DescendingOrder
        self.show_query(replace(self.query, sort=self.columns[column].name, descending=descending))


def _day24(due: Any) -> str:
    return f"{due - datetime.timedelta(days=1):%m-%d} 24:00"


class RecordTableView(QTableView):
    """The table on the screen: one row chosen shows its form, Enter goes into it, Ctrl+C copies for Excel."""

    picked = Signal(object)  # record id
    entered_form = Signal()

    def __init__(self, model: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self._on_header)
        self.setAccessibleName(model.title())
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._drawn = self._sharing = False
        self.horizontalHeader().sectionResized.connect(self._on_drawn)
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self._pick)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def share_widths(self) -> None:
        """Give each column what its kind of answer needs, and the words what is left; none is cut at the edge."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        room, used, wide = self.viewport().width(), 0, list[int]()
        needs = self._model.needs(self.fontMetrics())
        for place, (need, words) in enumerate(needs):
            if place and used + need > room:
                break
            used += need
            wide += [place] if words else []
        shown = place if used + need > room else len(needs)
        over = max(room - used, 0)
        wide = wide or list(range(shown))
        self._sharing = True
        for place, (need, _words) in enumerate(needs):
            header.resizeSection(place, need + (over // len(wide) if place in wide else 0))
        self._sharing = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew, until somebody has drawn the columns as they like them."""
        super().resizeEvent(event)
        if not self._drawn:
            self.share_widths()

    def _on_drawn(self) -> None:
        self._drawn = self._drawn or (not self._sharing and self.isVisible())

    def _on_header(self, column: int) -> None:
        same = self._sorted == (column, Qt.SortOrder.AscendingOrder)
        order = Qt.SortOrder.DescendingOrder if same else Qt.SortOrder.AscendingOrder
        self._sorted = (column, order)
        self.horizontalHeader().setSortIndicator(column, order)
        self.horizontalHeader().setSortIndicatorShown(True)
        self._model.sort(column, order)

    def _on_row(self) -> None:
        self._settle.start()

    def _pick(self) -> None:
        record_id = self._model.record_id(self.currentIndex().row())
        if record_id is not None:
            self.picked.emit(record_id)

    def mark_row(self, row: int) -> None:
        """Make a row the current one without opening its record; none (-1) where the list does not hold it."""
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif row != self.currentIndex().row():
            self.selectRow(row)
        self._settle.stop()

    def chosen_ids(self) -> list[int]:
        """Return the records of the selected rows, in the order of the list."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [record_id for row in rows if (record_id := self._model.record_id(row)) is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the form; Ctrl+C copies rows as Excel takes them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._settle.stop()
            self._pick()
            self.entered_form.emit()
        else:
            super().keyPressEvent(event)

    def copy_rows(self) -> None:
        """Copy the selected rows, tab-separated, with their header."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = range(self._model.columnCount())
        heads = [str(self._model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]
        lines = ["\t".join(heads)]
        for row in rows:
            cells = [
                self._model.data(self._model.index(row, c), Qt.ItemDataRole.ToolTipRole) for c in columns
            ]
            lines.append("\t".join(" ".join(str(cell or "").split()) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))
