"""Deciding about a list: its columns, its rows, what was found in the chosen one, and the buttons that decide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from custdesk.exchange.deciding import Deciding, ListKind, Status
from custdesk.exchange.headings import Mapping
from custdesk.exchange.workbook import Sheet
from custdesk.language import N_, Text, Words
from ui.importing_columns import ColumnsView
from ui.importing_rows import FindingsList, RowsModel, RowsView


def plain_button(text: str, slot: Callable[[], None], keys: str = "") -> QPushButton:
    """Make a button that Enter elsewhere in the dialog does not press; its keys stand beside its text."""
    button = QPushButton(f"{text} {keys}".strip())
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button


class DecidingPage(QWidget):
    """One list being decided; it reads and writes nothing, it tells the dialog what is wanted."""

    mapped = Signal(object)  # Mapping
    typed = Signal(int, str, str)  # line, field, text
    changed = Signal()  # another decision, another list

    def __init__(self, kind: ListKind, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = words
        self.columns = ColumnsView(kind, words)
        self.columns.changed.connect(self.mapped)
        self.model = RowsModel(words, self)
        self.model.decided.connect(self.refresh)
        self.model.typed.connect(self.typed)
        self.rows = RowsView(self.model, words)
        self.rows.selectionModel().currentRowChanged.connect(self._on_row)
        self.findings = FindingsList(self.model, words)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.rows)
        split.addWidget(self.findings)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([460, 4 * self.fontMetrics().lineSpacing()])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)
        box.addLayout(self._bar())
        box.addWidget(split, 1)
        self.refresh()

    def _bar(self) -> QHBoxLayout:
        say, bar = self._say, QHBoxLayout()
        self.counts = QLabel()
        self.only_open = QCheckBox(say(N_("Only what needs a decision")))
        self.only_open.toggled.connect(self._on_only_open)
        self.certain = plain_button(say(N_("Take all certain repairs")), self.take_certain)
        self.alike = plain_button(say(N_("Take all like this")), self.take_alike)
        self.take = plain_button(say(N_("Take")), self._take_selected, say(N_("Space", "key")))
        self.out = plain_button(say(N_("Leave out")), self._leave_out_selected, say(N_("Del", "key")))
        bar.addWidget(self.counts, 1)
        for part in (self.only_open, self.certain, self.alike, self.take, self.out):
            bar.addWidget(part)
        return bar

    @property
    def deciding(self) -> Deciding | None:
        """What is being decided, once a sheet was examined."""
        return self.model.deciding

    # -- what is shown -----------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet, mapping: Mapping) -> None:
        """Show a sheet's columns and no rows yet."""
        self.columns.show_sheet(sheet, mapping)
        self.show_deciding(None)

    def show_deciding(self, deciding: Deciding | None) -> None:
        """Show a list, new or examined again, at the row where the cursor was."""
        new = deciding is not self.deciding
        entry = None if new else self.model.entry(self.rows.currentIndex().row())
        column = max(self.rows.currentIndex().column(), 0)
        self.model.show(deciding)
        if new:
            self.rows.share_widths()
        row = self.model.row_of(entry.line) if entry is not None else 0
        if 0 <= row < self.model.rowCount():
            self.rows.setCurrentIndex(self.model.index(row, column))
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands after a decision."""
        self.findings.show_entry(self.model.entry(self.rows.currentIndex().row()))
        if self.deciding is None:
            self.ready, self.undecided = 0, list[int]()
            self.counts.setText("")
        else:
            counts, self.undecided = self.deciding.tally()
            self.ready = counts[Status.READY]
            told = (f"{one.sign} {count} {self._say(one.word)}" for one, count in counts.items() if count)
            self.counts.setText("   ".join(told))
        self._show_buttons()
        self.changed.emit()

    def _show_buttons(self) -> None:
        deciding, repair = self.deciding, self.findings.repair()
        certain = len(deciding.certain()) if deciding else 0
        alike = len(deciding.alike(repair)) if deciding and repair else 0
        self._count(self.certain, N_("Take all {count} certain repairs"), certain)
        self._count(self.alike, N_("Take all {count} like this"), alike)
        for button in (self.take, self.out):
            button.setEnabled(deciding is not None)

    def _count(self, button: QPushButton, text: Text, count: int) -> None:
        button.setText(self._say(text.having(count=count)))
        button.setEnabled(count > 0)

    def _on_row(self, current: QModelIndex) -> None:
        self.findings.show_entry(self.model.entry(current.row()))
        self._show_buttons()

    # -- deciding ----------------------------------------------------------------------------------------

    def take_certain(self) -> None:
        """Take every repair that changes only how a value is written."""
        if self.deciding is not None:
            self.deciding.taken |= set(self.deciding.certain())
            self.model.tell_decided()

    def take_alike(self) -> None:
        """Take every repair proposed for the same field and reason as the one under the cursor."""
        repair = self.findings.repair()
        if self.deciding is not None and repair is not None:
            self.deciding.taken |= set(self.deciding.alike(repair))
            self.model.tell_decided()

    def _take_selected(self) -> None:
        self.rows.take_selected()
        self.rows.setFocus()

    def _leave_out_selected(self) -> None:
        self.rows.leave_out_selected()
        self.rows.setFocus()

    def _on_only_open(self, on: bool) -> None:
        self.model.only_open = on
        self.show_deciding(self.deciding)
