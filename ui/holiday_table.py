"""The holiday table: date, name, kind; typed or pasted from Excel."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from custdesk.language import N_, Words
from custdesk.office.folding import fold
from custdesk.settings import HOLIDAY, WORKING_WEEKEND
from ui.theme import STEP

COLUMNS = 3
KINDS = {HOLIDAY: N_("Holiday"), WORKING_WEEKEND: N_("Worked weekend")}
ROWS_SEEN = 8


class Rows(QTableWidget):
    """The cells; Ctrl+V takes rows from Excel, Delete empties rows, there is always an empty row to go on in."""

    pasted = Signal(str)
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste and delete; everything else as tables do."""
        editable = self.editTriggers() != QTableWidget.EditTrigger.NoEditTriggers
        if event.matches(QKeySequence.StandardKey.Paste) and editable:
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Delete and editable:
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


class HolidayTable(QWidget):
    """The table and its two buttons."""

    changed = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        box = QVBoxLayout(self)
        box.setContentsMargins(0, STEP // 2, 0, 0)
        self.rows = Rows(0, COLUMNS)
        self.rows.setHorizontalHeaderLabels(
            [words(one) for one in (N_("Date", "holiday"), N_("Name", "holiday"), N_("Kind", "holiday"))]
        )
        self.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.rows.verticalHeader().hide()
        self.rows.setTabKeyNavigation(False)
        line = self.fontMetrics().lineSpacing() + 2 * STEP
        self.rows.verticalHeader().setDefaultSectionSize(line)
        self.rows.setMinimumHeight(line * (ROWS_SEEN + 1))
        self.rows.setAccessibleName(words(N_("Holidays and working weekends")))
        self.rows.cellChanged.connect(self._on_cell)
        self.rows.pasted.connect(self.paste)
        self.rows.emptied.connect(self.drop_rows)
        box.addWidget(self.rows)
        bar = QHBoxLayout()
        self.hint = QLabel(
            words(N_("Copy date, name and kind in Excel and paste them here with Ctrl+V; Delete removes a row")),
            objectName="muted", wordWrap=True,
        )  # fmt: skip
        self.drop = QPushButton(words(N_("Remove the row")))
        self.drop.setAutoDefault(False)
        self.drop.clicked.connect(self.drop_rows)
        bar.addWidget(self.hint, 1)
        bar.addWidget(self.drop)
        box.addLayout(bar)
        self.setFocusProxy(self.rows)

    def lock(self) -> None:
        """Show only."""
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.hint.hide()
        self.drop.hide()
        if self.rows.rowCount():
            self.rows.removeRow(self.rows.rowCount() - 1)

    # -- what it holds -----------------------------------------------------------------------------------

    def put(self, rows: list[dict[str, str]]) -> None:
        """Show rows in order of date, and an empty one to go on in."""
        self.rows.blockSignals(True)
        self.rows.setRowCount(0)
        for row in sorted(rows, key=lambda one: one["date"]):
            self._add(row["date"], row["name"], row["kind"])
        self._add("", "", "")
        self.rows.blockSignals(False)

    def value(self) -> list[dict[str, str]]:
        """Return the rows as they stand, empty ones left out; the setting's kind judges them."""
        found = []
        for place in range(self.rows.rowCount()):
            date, name, kind = (self._text(place, column) for column in range(COLUMNS))
            if date or name:
                found.append({"date": as_date(date), "name": name, "kind": self._code(kind)})
        return found

    def _text(self, row: int, column: int) -> str:
        item = self.rows.item(row, column)
        return item.text().strip() if item is not None else ""

    def _code(self, said: str) -> str:
        plain = fold(said)
        for code, label in KINDS.items():
            if plain in (code, fold(self._words(label))):
                return code
        working = ("班", "调休上班", "上班", "补班", "work")
        return WORKING_WEEKEND if plain in working else HOLIDAY if plain in ("", "休", "放假", "假") else said

    def _add(self, date: str, name: str, kind: str) -> None:
        place = self.rows.rowCount()
        self.rows.insertRow(place)
        label = self._words(KINDS[kind]) if kind in KINDS else kind
        for column, text in enumerate((date, name, label)):
            self.rows.setItem(place, column, QTableWidgetItem(text))

    # -- typing and pasting ------------------------------------------------------------------------------

    def _on_cell(self, row: int, column: int) -> None:
        self.rows.blockSignals(True)
        if column == 0:
            item = self.rows.item(row, 0)
            item.setText(as_date(item.text()))
        if column == 0 and self._text(row, 0) and not self._text(row, 2):
            self.rows.setItem(row, 2, QTableWidgetItem(self._words(KINDS[HOLIDAY])))
        if row == self.rows.rowCount() - 1 and (self._text(row, 0) or self._text(row, 1)):
            self._add("", "", "")
        self.rows.blockSignals(False)
        self.changed.emit()

    def paste(self, text: str) -> None:
        """Take rows of date, name, kind as Excel copies them; a date that is there already is replaced."""
        given = []
        for line in text.splitlines():
            parts = [part.strip() for part in re.split(r"\t|[,，;；]", line)] + ["", ""]
            if not any(parts) or not re.search(r"\d", parts[0]):
                continue  # a heading
            given.append({"date": as_date(parts[0]), "name": parts[1], "kind": self._code(parts[2])})
        if not given:
            return
        dates = {one["date"] for one in given}
        self.put([one for one in self.value() if one["date"] not in dates] + given)
        self.changed.emit()

    def drop_rows(self) -> None:
        """Remove the chosen rows; the empty last one stays."""
        chosen = sorted({index.row() for index in self.rows.selectedIndexes()}, reverse=True)
        for row in chosen:
            if row < self.rows.rowCount() - 1:
                self.rows.removeRow(row)
        if chosen:
            self.changed.emit()


def as_date(text: str) -> str:
    """Return a date as the table keeps it, whatever way Excel wrote it; unread text as it is."""
    plain = fold(text)
    found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:\s+[\d:]+)?", plain)
    if found is None:
        return text.strip()
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
