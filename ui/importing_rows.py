"""The rows of a list about to be imported: how each stands, what is proposed for it, decided by keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QTableView,
    QWidget,
)

from custdesk.exchange.deciding import OPEN, Deciding, Entry, Status
from custdesk.exchange.roster_doctor import Repair
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from ui.theme import tints

Index = QModelIndex | QPersistentModelIndex
STATUS, LINE, FIRST = 0, 1, 2
MEASURED = 60  # rows looked at for the widths of the columns
WIDEST = 9  # characters a column is wide at first
ROOM_BESIDE = 20
NOTHING = N_("(nothing)")


def said(deciding: Deciding, finding: Repair | Problem | Text, words: Words) -> str:
    """Say one finding in a sentence: field, was → proposed, why."""
    if isinstance(finding, Text):
        return words(finding)
    label = words(deciding.kind.fields.get(finding.field, ""))
    before = f"{label}: " if label else ""
    if isinstance(finding, Problem):
        return before + words(finding.text)
    was, proposed = (" ".join(text.split()) or words(NOTHING) for text in (finding.was, finding.proposed))
    return f"{before}{was} → {proposed}   {words(finding.why)}"


class RowsModel(QAbstractTableModel):
    """The lines of a sheet as a table; a cell is edited in place by typing what it should say."""

    decided = Signal()
    typed = Signal(int, str, str)  # line, field, text

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.deciding: Deciding | None = None
        self.only_open = False
        self._fields: list[str] = []
        self._shown: list[Entry] = []

    def show(self, deciding: Deciding | None) -> None:
        """Show another list, or the same one examined again."""
        self.beginResetModel()
        self.deciding = deciding
        self._fields = deciding.fields() if deciding else []
        self._collect()
        self.endResetModel()

    def filter_open(self, *, on: bool) -> None:
        """Show only what needs a decision, or everything."""
        self.only_open = on
        self.show(self.deciding)

    def _collect(self) -> None:
        entries = self.deciding.found.entries if self.deciding else ()
        self._shown = [one for one in entries if not self.only_open or self._status(one) in OPEN]

    def _status(self, entry: Entry) -> Status:
        assert self.deciding is not None
        return self.deciding.status(entry)

    def entry(self, row: int) -> Entry | None:
        """Return the line shown in a row, None where there is none."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def is_row(self, row: int) -> bool:
        """Tell whether a shown line is a row of the list, no heading or remark."""
        entry = self.entry(row)
        return entry is not None and entry.row is not None

    def row_of(self, line: int) -> int:
        """Return the first row of a line, or of the next one shown; -1 where nothing is shown."""
        found = next((row for row, entry in enumerate(self._shown) if entry.line >= line), -1)
        return found if found >= 0 else len(self._shown) - 1

    def next_open(self, row: int) -> int:
        """Return the next row that needs a decision, from the top again at the end; -1 where none does."""
        order = [*range(row + 1, len(self._shown)), *range(min(row + 1, len(self._shown)))]
        return next((at for at in order if self._status(self._shown[at]) in OPEN), -1)

    def tell_decided(self) -> None:
        """Draw everything again after a decision."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))
        self.decided.emit()

    # -- Qt ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return status, line, the fields, and what was found."""
        return 0 if parent is not None and parent.isValid() else FIRST + len(self._fields) + 1

    def field(self, column: int) -> str:
        """Return the field of a column, "" for the others."""
        return self._fields[column - FIRST] if 0 <= column - FIRST < len(self._fields) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, colour, font or tooltip."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None or self.deciding is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(entry, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(entry, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(entry, index.column())
        if role == Qt.ItemDataRole.BackgroundRole:
            name = self.field(index.column())
            if name and entry.row and self._status(entry) in OPEN and self.deciding.doubted(entry.row, name):
                return QBrush(tints().marked)
        if (
            role == Qt.ItemDataRole.FontRole
            and self._status(entry) is Status.LEFT_OUT
            and index.column() >= FIRST
        ):
            font = QFont()
            font.setStrikeOut(True)
            return font
        return None

    def _text(self, entry: Entry, column: int) -> str:
        assert self.deciding is not None
        if column == STATUS:
            status = self._status(entry)
            return f"{status.sign} {self._words(status.word)}"
        if column == LINE:
            return str(entry.line)
        name = self.field(column)
        if name:
            return self.deciding.cell(entry, name, self._words)
        return "; ".join(said(self.deciding, one, self._words) for one in self._worth_saying(entry))

    def _worth_saying(self, entry: Entry) -> list[Any]:
        assert self.deciding is not None
        row = entry.row
        found = self.deciding.findings(entry)
        return [
            one
            for one in found
            if not (isinstance(one, Repair) and row is not None and self.deciding.has_taken(row, one))
        ]

    def _tip(self, entry: Entry, column: int) -> str:
        assert self.deciding is not None
        name = self.field(column)
        if not name:
            return "\n".join(said(self.deciding, one, self._words) for one in self.deciding.findings(entry))
        shown, raw = self._text(entry, column), self.deciding.raw(entry, name)
        return shown if shown == raw else f"{raw or self._words(NOTHING)} → {shown or self._words(NOTHING)}"

    def _ink(self, entry: Entry, column: int) -> QBrush | None:
        status, tint = self._status(entry), tints()
        if status in (Status.LEFT_OUT, Status.NO_ROW, Status.KNOWN):
            return QBrush(tint.muted)
        if column == STATUS:
            colours = {Status.READY: tint.done, Status.REPAIR: tint.due, Status.PROBLEM: tint.overdue}
            return QBrush(colours[status])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's label."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        if self.field(section):
            assert self.deciding is not None
            return self._words(self.deciding.kind.fields[self.field(section)])
        labels = {STATUS: N_("Stands", "row"), LINE: N_("Line", "report")}
        return self._words(labels.get(section, N_("What was found")))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the fields be edited."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.field(index.column()) else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed into a cell; the list is then examined again."""
        entry, name = self.entry(index.row()), self.field(index.column())
        if role != Qt.ItemDataRole.EditRole or entry is None or not name or self.deciding is None:
            return False
        text = str(value).strip()
        if text == self._text(entry, index.column()):
            return False
        column = name if entry.row is None else self.deciding.field_of(entry.row, name)
        self.typed.emit(entry.line, column, text)
        return True


class RowsView(QTableView):
    """The table on the screen. Space takes what is proposed, Delete leaves rows out, Enter goes to the next open one."""

    def __init__(self, model: RowsModel, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.horizontalHeader().setHighlightSections(False)
        self.setAccessibleName(words(N_("Rows of the list")))

    def share_widths(self) -> None:
        """Fit the columns to what stands in the first rows; what was found gets the rest."""
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(metrics.horizontalAdvance("国") * 2)
        widest = metrics.horizontalAdvance("国") * WIDEST
        rows = [row for row in range(min(self._rows.rowCount(), MEASURED)) if self._rows.is_row(row)]
        for column in range(self._rows.columnCount() - 1):
            texts = [str(self._rows.headerData(column, Qt.Orientation.Horizontal))]
            texts += [str(self._rows.index(row, column).data()) for row in rows]
            wide = max(min(metrics.horizontalAdvance(text), widest) for text in texts) + ROOM_BESIDE
            header.resizeSection(column, wide)

    def entries(self) -> list[Entry]:
        """Return the selected lines."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [entry for row in rows if (entry := self._rows.entry(row)) is not None]

    def take_selected(self) -> None:
        """Take everything proposed for the selected rows; where all is taken, take nothing."""
        deciding = self._rows.deciding
        rows = [entry.row for entry in self.entries() if entry.row is not None and entry.row.repairs]
        if deciding is None or not rows:
            return
        on = not all(deciding.has_taken(row, repair) for row in rows for repair in row.repairs)
        for row in rows:
            deciding.take(row, on=on)
        self._rows.tell_decided()

    def leave_out_selected(self) -> None:
        """Leave the selected rows out; where all are out, take them in again."""
        deciding = self._rows.deciding
        lines = {entry.line for entry in self.entries() if entry.row is not None}
        if deciding is None or not lines:
            return
        deciding.leave_out(lines, out=not lines <= deciding.left_out)
        self._rows.tell_decided()

    def go_to_next(self) -> None:
        """Go to the next row that needs a decision."""
        row = self._rows.next_open(self.currentIndex().row())
        if row >= 0:
            self.setCurrentIndex(self._rows.index(row, max(self.currentIndex().column(), 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide by keyboard."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if editing:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.take_selected()
        elif event.key() == Qt.Key.Key_Delete:
            self.leave_out_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_to_next()
        else:
            super().keyPressEvent(event)


class FindingsList(QListWidget):
    """Everything found about the chosen row; each proposal has a tick, changed with Space."""

    def __init__(self, model: RowsModel, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._words = model, words
        self._entry: Entry | None = None
        self.setWordWrap(True)
        self.setAccessibleName(words(N_("What was found in this row")))
        self.itemChanged.connect(self._on_changed)

    def show_entry(self, entry: Entry | None) -> None:
        """Show what was found about a line."""
        deciding = self._rows.deciding
        blocked = self.blockSignals(True)
        at = self.currentRow() if entry is self._entry else 0
        self._entry = entry
        self.clear()
        for finding in deciding.findings(entry) if entry is not None and deciding is not None else ():
            assert deciding is not None
            assert entry is not None
            item = QListWidgetItem(said(deciding, finding, self._words))
            item.setData(Qt.ItemDataRole.UserRole, finding)
            if isinstance(finding, Repair) and entry.row is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = deciding.has_taken(entry.row, finding)
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            else:
                grave = isinstance(finding, Problem) and finding.grave
                item.setText(f"{Status.PROBLEM.sign if grave else '·'} {item.text()}")
                item.setForeground(QBrush(tints().overdue if grave else tints().muted))
            self.addItem(item)
        if self.count():
            self.setCurrentRow(max(0, min(at, self.count() - 1)))
        self.blockSignals(blocked)

    def repair(self) -> Repair | None:
        """Return the proposal under the cursor, or the first one."""
        items = [self.currentItem(), *(self.item(row) for row in range(self.count()))]
        found = (item.data(Qt.ItemDataRole.UserRole) for item in items if item is not None)
        return next((one for one in found if isinstance(one, Repair)), None)

    def _on_changed(self, item: QListWidgetItem) -> None:
        finding = item.data(Qt.ItemDataRole.UserRole)
        deciding, entry = self._rows.deciding, self._entry
        if (
            isinstance(finding, Repair)
            and deciding is not None
            and entry is not None
            and entry.row is not None
        ):
            deciding.take(entry.row, [finding], on=item.checkState() == Qt.CheckState.Checked)
            self._rows.tell_decided()
