"""The table on the screen: one row chosen shows its form, Enter goes into it, Ctrl+C copies for Excel."""

from __future__ import annotations

import itertools
from array import array

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from custdesk.language import N_
from ui.binder import copying
from ui.binder.column_needs import FEW, MANY
from ui.binder.list_model import Index, RecordTable
from ui.binder.row_painter import RowPainter
from ui.theme import STEP, tints

__all__ = ["RecordTable", "RecordTableView"]


UNSORTED = (-1, Qt.SortOrder.AscendingOrder)  # by a click; the list's own order is not shown


class NoHeader(QHeaderView):
    """Nothing stands before the rows; Qt would ask two hundred of them how wide it must be."""

    def sizeHint(self) -> QSize:
        """Take no room."""
        return QSize(0, 0)


class RecordTableView(QTableView):
    """The table of any record's list."""

    picked = Signal(object)  # record id
    entered_form = Signal()
    said = Signal(object)  # Text for the status line

    def __init__(self, model: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setVerticalHeader(NoHeader(Qt.Orientation.Vertical, self))
        self.horizontalHeader().setSortIndicator(*UNSORTED)
        self.setSortingEnabled(True)  # before there is a model to sort; else a click would select every row
        self.setModel(model)
        self.setItemDelegate(RowPainter(model, self))
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
        # the header would ask every row whether it is selected; it shows nothing of that
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self.horizontalHeader().sortIndicatorChanged.connect(self._on_sorted)
        self.setAccessibleName(model.title())
        self._empty = ""  # what is said where the list holds nothing
        self._sorted = UNSORTED
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
        self._model.freshen()
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

    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """The model has sorted by it; a column it cannot sort by leaves the sign where it was."""
        if column < 0 or self._model.sorts_by(column):
            self._sorted = (column, order)
            return
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(*self._sorted)
        header.blockSignals(False)

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

    def chosen_rows(self) -> list[tuple[int, int]]:
        """Return the first and last row of each stretch that is selected: a million rows are one."""
        found: list[tuple[int, int]] = []
        for top, bottom in sorted((one.top(), one.bottom()) for one in self.selectionModel().selection()):
            if found and top <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(found[-1][1], bottom))
            else:
                found.append((top, bottom))
        return found

    def chosen_count(self) -> int:
        """Return how many rows are selected."""
        return sum(bottom - top + 1 for top, bottom in self.chosen_rows())

    def chosen_ids(self) -> list[int]:
        """Return the records of the selected rows, in the order of the list; fewer while it is still being read."""
        return list(itertools.chain(*(self._model.record_ids(*rows) for rows in self.chosen_rows())))

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """A record that leaves the list takes the mark along: Qt would open its neighbour."""
        if start <= self.currentIndex().row() <= end:
            self.setCurrentIndex(QModelIndex())
            self._settle.stop()
        super().rowsAboutToBeRemoved(parent, start, end)

    def keyboardSearch(self, search: str) -> None:
        """Letters look for nothing here: Qt would read every row. Ctrl+F finds."""

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
        """Copy the selected rows, tab-separated, with their header; many are read aside, and too many go to Excel."""
        count, model = self.chosen_count(), self._model
        if count > copying.MOST:
            text = N_("{count} lines are too many to copy. Alt+L, “Export to Excel …” writes the whole list")
            self.said.emit(text.having(count=count))
            return
        ids = self.chosen_ids()
        if len(ids) < count:
            self.said.emit(N_("The list is still being read; try again in a moment"))
            return
        if count <= copying.AT_ONCE or model.lanes is None:
            names = [column.name for column in model.columns]
            rows = [row for top, bottom in self.chosen_rows() for row in range(top, bottom + 1)]
            self._put([copying.line_of(model.row(row), names, model.words) for row in rows])
        else:
            self.said.emit(N_("{count} lines are being copied …").having(count=count))
            work = copying.Copying(model.desk, model, array("q", ids))
            model.lanes.start(work, self._on_copied, self._on_not_copied, reading=True)

    def _on_copied(self, text: object) -> None:
        if isinstance(text, str):
            lines = text.split("\n")
            self._put(lines)
            self.said.emit(N_("{count} lines copied").having(count=len(lines)))

    def _on_not_copied(self, trouble: Exception) -> None:
        raise trouble

    def _put(self, lines: list[str]) -> None:
        columns = range(self._model.columnCount())
        heads = [str(self._model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        QGuiApplication.clipboard().setText("\n".join(["\t".join(heads), *lines]))
