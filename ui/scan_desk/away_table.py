"""The table of sheets that are not home: the oldest first, copied for Excel as every table here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from custdesk.language import N_, Text, Words
from ui.scan_desk.away import Away
from ui.theme import STEP, tints

Index = QModelIndex | QPersistentModelIndex
AGE, NUMBER, SHEET, LINE, PRINTED, COPIES, MISSING = range(7)
HEADS: Final[tuple[Text, ...]] = (
    N_("Printed ago"), N_("Number"), N_("Sheet", "on paper"), N_("Room, or what it is about"), N_("Printed when"),
    N_("Copies", "printed"), N_("What is missing"),
)  # fmt: skip
WIDE: Final = (
    SHEET,
    LINE,
    MISSING,
)  # their words are cut where the window is narrow; the tooltip has them whole
MIDDLE: Final = Qt.AlignmentFlag.AlignCenter


class AwayModel(QAbstractTableModel):
    """Rows as they were read; all of them are in memory, a few hundred at most."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: list[Away] = []

    def show_rows(self, rows: Sequence[Away]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the columns."""
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name, and the side it stands on."""
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return MIDDLE if section == COPIES else None
        return self._words(HEADS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, colour or side; the tooltip is the whole text."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and column == AGE:
            return QBrush(getattr(tints(), row.age.tint))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == COPIES:
            return MIDDLE
        return row.said if role == Qt.ItemDataRole.AccessibleTextRole and column == AGE else None

    def text(self, row: Away, column: int) -> str:
        """Return what a cell shows."""
        shown = {
            AGE: row.ago, NUMBER: row.number, SHEET: row.sheet, LINE: row.line, PRINTED: f"{row.at:%Y-%m-%d %H:%M}",
            COPIES: str(row.copies) if row.copies else "", MISSING: row.missing,
        }  # fmt: skip
        return shown[column]


class AwayTable(QTableView):
    """The rows with the keyboard; what is typed goes to the filter, letters that act are said on the buttons."""

    opened = Signal()
    typed = Signal(str)  # what was typed, for the filter
    acted = Signal(str)  # "print", "drop", "place", "bring_back", "younger", "older"

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.away = AwayModel(words, self)
        self._empty = ""
        self.can_bring_back = False
        self.setModel(self.away)
        self.setAccessibleName(words(N_("Sheets not home")))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(self.opened)

    # -- rows --------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Away], empty: str) -> None:
        """Show other rows; the chosen ones stay chosen, or the one that took the place of the last of them."""
        chosen, place = {row.key for row in self.chosen()}, max(self.currentIndex().row(), 0)
        top = self.verticalScrollBar().value()
        self._empty = "" if rows else empty
        self.setAccessibleDescription(self._empty)
        self.away.show_rows(rows)
        self._share_widths()
        kept = [at for at, row in enumerate(rows) if row.key in chosen]
        self._select(kept or ([min(place, len(rows) - 1)] if rows else []))
        self.verticalScrollBar().setValue(top)
        self.viewport().update()

    def _select(self, places: Sequence[int]) -> None:
        model = self.selectionModel()
        flags = model.SelectionFlag
        for number, place in enumerate(places):
            index = self.away.index(place, 0)
            if not number:
                self.setCurrentIndex(index)
            model.select(index, (flags.Select if number else flags.ClearAndSelect) | flags.Rows)

    def chosen(self) -> list[Away]:
        """Return the selected rows, in the order of the list."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.away.rows[place] for place in places if place < len(self.away.rows)]

    def current(self) -> Away | None:
        """Return the row the keyboard is on."""
        place = self.currentIndex().row()
        return self.away.rows[place] if 0 <= place < len(self.away.rows) else None

    # -- looks -------------------------------------------------------------------------------------------

    def _share_widths(self) -> None:
        """Give each column what its longest text needs; where that is too much, words are cut."""
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        needs = [self._need(column, metrics) for column in range(len(HEADS))]
        room = self.viewport().width()
        fixed = sum(need for column, need in enumerate(needs) if column not in WIDE)
        left, wanted = max(room - fixed, 0), sum(needs[column] for column in WIDE)
        for column, need in enumerate(needs):
            share = left * need // max(wanted, 1) if column in WIDE else need
            least = metrics.horizontalAdvance("国") * 5 if column in WIDE else 0
            self.setColumnWidth(column, max(share, least))

    def _need(self, column: int, metrics: QFontMetrics) -> int:
        texts = {self.away.text(row, column) for row in self.away.rows}
        texts.add(str(self.away.headerData(column, Qt.Orientation.Horizontal)))
        return max(metrics.horizontalAdvance(text) for text in texts) + 3 * STEP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_widths()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the sentence."""
        super().paintEvent(event)
        if self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(tints().muted)
            room = self.viewport().rect().adjusted(4 * STEP, 4 * STEP, -4 * STEP, -4 * STEP)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._empty)

    # -- keys --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the window's, but for a sheet just put aside here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self.can_bring_back
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, P prints, Del puts aside; the arrows to the sides walk through the ages; letters filter."""
        key = event.key()
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        acts = {
            Qt.Key.Key_P: "print", Qt.Key.Key_L: "place", Qt.Key.Key_Delete: "drop", Qt.Key.Key_Left: "younger", Qt.Key.Key_Right: "older",
        }  # fmt: skip
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.matches(QKeySequence.StandardKey.Undo) and self.can_bring_back:
            self.acted.emit("bring_back")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif not held and key in acts:
            self.acted.emit(acts[Qt.Key(key)])
        elif not held and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def copy_rows(self) -> None:
        """Copy the selected rows, tab-separated, with their header."""
        columns = range(len(HEADS))
        lines = ["\t".join(str(self.away.headerData(c, Qt.Orientation.Horizontal)) for c in columns)]
        lines += [
            "\t".join(" ".join(self.away.text(row, c).split()) for c in columns) for row in self.chosen()
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
