"""Which column of a sheet holds what: a choice over each column, the first rows below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from custdesk.exchange.deciding import ListKind
from custdesk.exchange.headings import Mapping
from custdesk.exchange.workbook import Sheet
from custdesk.language import N_, Words
from ui.theme import tints

PREVIEW = 2  # rows shown below the choices
WIDEST = 40  # columns offered


class ColumnChoice(QComboBox):
    """What one column holds."""

    picked = Signal(int, str)  # column, field

    def __init__(self, at: int, kind: ListKind, words: Words) -> None:
        super().__init__()
        self._at = at
        self.addItem(words(N_("not imported")), "")
        for name, label in kind.fields.items():
            self.addItem(words(label), name)
        self.setAccessibleName(words(N_("Column {number} holds").having(number=at + 1)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the table, it changes no choice
        self.activated.connect(self._on_activated)

    def show_field(self, name: str) -> None:
        """Show a field as chosen."""
        self.setCurrentIndex(max(self.findData(name), 0))

    def _on_activated(self, _row: int) -> None:
        self.picked.emit(self._at, self.currentData())


class ColumnsView(QTableWidget):
    """The sheet's first rows under a choice for each column."""

    changed = Signal(object)  # Mapping

    def __init__(self, kind: ListKind, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._words = kind, words
        self._mapping = Mapping((), ())
        self._choices: list[ColumnChoice] = []
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.horizontalHeader().setVisible(False)
        self.setAccessibleName(words(N_("Columns of the list")))

    @property
    def mapping(self) -> Mapping:
        """The mapping as chosen."""
        return self._mapping

    def choice(self, at: int) -> ColumnChoice:
        """Return the choice over a column."""
        return self._choices[at]

    def show_sheet(self, sheet: Sheet, mapping: Mapping) -> None:
        """Show a sheet's columns with what is proposed for each."""
        self._mapping = mapping
        self._choices = []
        start = max(mapping.header_lines, default=0)
        lines = [line for line in sheet.lines if line.number > start][:PREVIEW]
        headed = bool(mapping.header_lines)
        self.clear()
        self.setColumnCount(min(len(mapping.fields), WIDEST))
        self.setRowCount(1 + headed + len(lines))
        for at in range(self.columnCount()):
            choice = ColumnChoice(at, self._kind, self._words)
            choice.show_field(mapping.fields[at])
            choice.picked.connect(self._on_picked)
            self._choices.append(choice)
            self.setCellWidget(0, at, choice)
            if headed:
                self._put(1, at, mapping.headings[at])
            for row, line in enumerate(lines):
                self._put(1 + headed + row, at, line.cells[at].text if at < len(line.cells) else "")
        self._fit()

    def _put(self, row: int, at: int, text: str) -> None:
        item = QTableWidgetItem(" ".join(text.split()))
        item.setToolTip(text)
        if row == 1 and self._mapping.header_lines:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        elif not self._mapping.fields[at]:
            item.setForeground(tints().muted)
        self.setItem(row, at, item)

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing() + 8
        self.verticalHeader().setDefaultSectionSize(line)
        tall = self._choices[0].sizeHint().height() if self._choices else line
        self.setRowHeight(0, tall)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        widest = self.fontMetrics().horizontalAdvance("国") * 14
        for at, choice in enumerate(self._choices):
            self.resizeColumnToContents(at)
            self.setColumnWidth(at, max(choice.sizeHint().width(), min(self.columnWidth(at) + 8, widest)))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(tall + line * (self.rowCount() - 1) + bar + 2 * self.frameWidth())

    def _on_picked(self, at: int, name: str) -> None:
        self._mapping = self._mapping.having(at, name)
        for place, choice in enumerate(self._choices):
            choice.show_field(self._mapping.fields[place])
        self.changed.emit(self._mapping)
