"""The table of any record: ids and cached rows; sorted and filtered in SQL, fetched as they are seen."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from custdesk import fields
from custdesk.desk import Desk
from custdesk.record import (
    VOIDED,
    AnyRecord,
    Lines,
    Shown,
    Through,
    columns_of,
    kind_named,
    label_of,
    thing_named,
)
from custdesk.snapshot import Snapshot
from custdesk.store.reader import ListQuery, overdue
from ui.binder.column_needs import FEW, MANY, due_first, longest
from ui.theme import SIGNS, STEP, tints

PAGE = 40  # rows fetched at once: a screenful and a little more
FIRST = 200  # ids fetched for the first paint; the rest when somebody scrolls
ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.FontRole,
    Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.TextAlignmentRole,
)  # fmt: skip
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NEAR = datetime.timedelta(days=1)  # coloured from one day before
Index = QModelIndex | QPersistentModelIndex


class RecordTable(QAbstractTableModel):
    """Rows of one form. The count is exact at once, ids and rows come when they are looked at."""

    def __init__(self, desk: Desk, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.record = desk, record
        self.columns = record.form.columns
        self._counts = any(_counted(record, column.name) for column in self.columns)
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
            for found in self._desk.read().records(wanted, lines=self._counts):
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
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(name)
        return None

    def _cell(self, snapshot: Snapshot, name: str) -> str:
        shown = " ".join(snapshot.show(name, self._words).split())
        if name == "due_at":
            value = snapshot.values.get("due_at")
            if value is not None:
                shown = f"{value:%m-%d %H:%M}" if value.time().hour or value.time().minute else _day24(value)
        elif hasattr(snapshot.values.get(name), "hour"):
            shown = f"{snapshot.values[name]:%m-%d %H:%M}"
        elif isinstance(snapshot.values.get(name), datetime.date) and not self._is_span(name):
            shown = snapshot.values[name].isoformat()
        if name == "state" and snapshot.state == VOIDED:
            return f"{SIGNS['void']} {shown}"
        sign = self._pressing(snapshot) if name == self._told_at(snapshot) else ""
        return f"{SIGNS[sign]} {shown}" if sign else shown

    def _owed(self, snapshot: Snapshot) -> datetime.datetime | None:
        """Return until when something is owed: the header keeps it; where an own date hides that, it is asked anew."""
        if "due_at" not in columns_of(self.record):
            return snapshot.values.get("due_at")
        return self.record.form.owes(snapshot.state, snapshot.values, self._desk.settings)

    def _pressing(self, snapshot: Snapshot) -> str:
        """Return "overdue", "due" from one day before (R-042), or nothing."""
        owed, now = self._owed(snapshot), self._desk.now()
        if overdue(owed, now):
            return "overdue"
        return "due" if owed is not None and owed - now <= NEAR else ""

    def _told_at(self, snapshot: Snapshot) -> str:
        """Return the column that says it: the due date, unless the state stands before it or tells of another date."""
        dated = due_first(self.record) and self._owed(snapshot) == snapshot.values.get("due_at")
        return "due_at" if dated else "state"

    def _is_span(self, name: str) -> bool:
        return isinstance(thing_named(self.record, name), fields.Span)

    def _ink(self, snapshot: Snapshot, name: str) -> QBrush | None:
        sign = self._pressing(snapshot) if name in ("state", self._told_at(snapshot)) else ""
        return QBrush(getattr(tints(), sign)) if sign else None

    def _side(self, name: str) -> Qt.AlignmentFlag | None:
        """Figures stand under each other by their last digit."""
        return RIGHT if isinstance(kind_named(self.record, name), fields.Number) else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's label, and the side it stands on."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column.name)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._words(column.label or label_of(self.record, column.name))

    def told(self) -> int:
        """Return how many columns tell what a line is about: all up to its state."""
        return 1 + next((at for at, column in enumerate(self.columns) if column.name == "state"), -1)

    def needs(self, metrics: QFontMetrics, words_of: str = MANY) -> list[tuple[int, bool]]:
        """Return how wide each column must be so that its usual answers stand whole; and whether it holds words."""
        labels = [
            str(self.headerData(place, Qt.Orientation.Horizontal)) for place in range(len(self.columns))
        ]
        found = [longest(self.record, column, words_of, self._words) for column in self.columns]
        return [
            (max(metrics.horizontalAdvance(text) for text in (*sample, label)) + 14, words)
            for (sample, words), label in zip(found, labels, strict=True)
        ]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in SQL (trap 14)."""
        from dataclasses import replace

        descending = order == Qt.SortOrder.DescendingOrder
        self.show_query(replace(self.query, sort=self.columns[column].name, descending=descending))


def _counted(record: AnyRecord, name: str) -> bool:
    """Tell whether a column needs what a list does not read by itself: lines, photos."""
    thing = thing_named(record, name)
    return isinstance(thing, Lines | Shown) and not isinstance(thing, Through)


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
        self._empty = ""  # what is said where the list holds nothing
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._drawn = self._sharing = False
        self.horizontalHeader().sectionResized.connect(self._on_drawn)
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self._pick)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def say_empty(self, said: str) -> None:
        """Say what to do in place of the rows; nothing where there are some."""
        self._empty = said
        self.setAccessibleDescription(said)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the sentence."""
        super().paintEvent(event)
        if self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(tints().muted)
            room = self.viewport().rect().adjusted(4 * STEP, 4 * STEP, -4 * STEP, -4 * STEP)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def share_widths(self) -> None:
        """Give each column what its kind of answer needs, and the words what is left; none is cut at the edge."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        room, least = self.viewport().width(), header.minimumSectionSize()
        for words_of in (MANY, FEW):
            found = self._model.needs(self.fontMetrics(), words_of)
            needs = [(max(need, least), words) for need, words in found]
            ends = list(itertools.accumulate(need for need, _words in needs))
            shown = max(sum(end <= room for end in ends), 1)
            if shown >= self._model.told():
                break
        over = max(room - ends[shown - 1], 0)
        wide = [place for place in range(shown) if needs[place][1]] or list(range(shown))
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line the keyboard comes to is marked whole: Qt makes the first one current and marks nothing."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())

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
