"""What printing may ask: the period of a list, how a printer is used, the turned stack."""

from __future__ import annotations

import datetime
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.fields import Link
from custdesk.language import N_, Words
from custdesk.press import SHIFT, Period
from custdesk.record import AnyRecord, described
from custdesk.store.reader import ListQuery
from ui.paper.printers import SIDES, TURN, PrinterHabits, Printers

MONTHS: Final = 13  # offered back from this month
SHIFTS: Final = 12
OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


class ListDialog(QDialog):
    """Asks which list, of which period, for whom; Enter takes what stands there."""

    chosen = Signal(object)  # form key, list number, Period, public?

    def __init__(self, desk: Desk, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._record, self._words = record, desk.words
        say = self._words
        self.setWindowTitle(say(N_("Print the list")))
        box = QVBoxLayout(self)
        self.list = QComboBox()
        self.list.setAccessibleName(say(N_("List")))
        for one in record.form.lists:
            self.list.addItem(say(one.title), one.number)
        self.list.setVisible(self.list.count() > 1)
        box.addWidget(self.list)
        box.addLayout(self._periods(desk))
        self.public = QCheckBox(say(N_("Public version: without names, phones and rooms")))
        box.addWidget(self.public)
        self.list.currentIndexChanged.connect(self._on_list)
        box.addWidget(_buttons(self))
        self._on_list(0)

    def _periods(self, desk: Desk) -> QGridLayout:
        say, today = self._words, desk.now().date()
        grid = QGridLayout()
        self._group = QButtonGroup(self)
        self.shift, self.day, self.month = QComboBox(), QDateEdit(), QComboBox()
        self._shifts = self._read_shifts(desk)
        for one in self._shifts:
            self.shift.addItem(say.show(one.text))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setDate(QDate(today.year, today.month, today.day))
        self._months = [_month_back(today, back) for back in range(MONTHS)]
        for month in self._months:
            self.month.addItem(say.show(month.text))
        rows = (
            ("shift", N_("Shift"), self.shift),
            ("day", N_("Day"), self.day),
            ("month", N_("Month"), self.month),
        )
        self.ways: dict[str, QRadioButton] = {}
        for row, (name, text, editor) in enumerate(rows):
            way = QRadioButton(say(text))
            editor.setAccessibleName(say(text))
            self.ways[name] = way
            self._group.addButton(way)
            grid.addWidget(way, row, 0)
            grid.addWidget(editor, row, 1)
            way.toggled.connect(editor.setEnabled)
            editor.setEnabled(False)
        grid.setColumnStretch(1, 1)
        self.ways["shift"].setVisible(bool(self._shifts))
        self.shift.setVisible(bool(self._shifts))
        return grid

    def _read_shifts(self, desk: Desk) -> list[Period]:
        """Return the last shifts, the present one first, where the record belongs to one."""
        links = (kind for kind in described(self._record).values() if isinstance(kind, Link))
        if not any(SHIFT in kind.targets for kind in links):
            return []
        reader = desk.read()
        return [Period.of_shift(one) for one in reader.records(reader.ids(ListQuery(SHIFT), SHIFTS))]

    def _on_list(self, place: int) -> None:
        chosen = self._record.form.lists[place]
        wanted = chosen.period if chosen.period in self.ways else "month"
        if wanted == "shift" and not self._shifts:
            wanted = "day"
        self.ways[wanted].setChecked(True)
        self.ways[wanted].setFocus()
        self.public.setVisible(bool(chosen.public_columns))
        self.public.setChecked(False)

    @property
    def period(self) -> Period:
        """The period that is chosen."""
        if self.ways["shift"].isChecked():
            return self._shifts[self.shift.currentIndex()]
        if self.ways["month"].isChecked():
            return self._months[self.month.currentIndex()]
        day = self.day.date()
        return Period.of_day(datetime.date(day.year(), day.month(), day.day()))

    def accept(self) -> None:
        """Tell what was chosen."""
        self.chosen.emit(
            (self._record.form.key, self.list.currentData(), self.period, self.public.isChecked())
        )
        super().accept()


class PrinterDialog(QDialog):
    """How a printer is used: sides, and where its paper lies off."""

    def __init__(self, words: Words, printers: Printers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._printers = printers
        self.setWindowTitle(words(N_("Printer")))
        form = QFormLayout(self)
        self.printer, self.sides, self.back = QComboBox(), QComboBox(), QCheckBox()
        self.right, self.down = QDoubleSpinBox(), QDoubleSpinBox()
        self.printer.addItems(QPrinterInfo.availablePrinterNames() or [""])
        self.printer.setCurrentText(printers.direct())
        for code, text in SIDES.items():
            self.sides.addItem(words(text), code)
        for box in (self.right, self.down):
            box.setRange(-20, 20)
            box.setDecimals(1)
            box.setSingleStep(0.5)
            box.setSuffix(" mm")
        for text, editor in (
            (N_("Printer"), self.printer), (N_("Sides"), self.sides),
            (N_("Backs in the opposite order"), self.back), (N_("Move to the right"), self.right),
            (N_("Move down"), self.down),
        ):  # fmt: skip
            label = words(text)
            editor.setAccessibleName(label)
            form.addRow(label, editor)
        form.addRow(_buttons(self))
        self.printer.currentTextChanged.connect(self._show)
        self.sides.currentIndexChanged.connect(self._on_sides)
        self._show(self.printer.currentText())

    def _show(self, name: str) -> None:
        habits = self._printers.habits(name)
        self.sides.setCurrentIndex(self.sides.findData(habits.sides))
        self.back.setChecked(habits.back_reversed)
        self.right.setValue(habits.right)
        self.down.setValue(habits.down)
        self._on_sides()

    def _on_sides(self) -> None:
        self.back.setEnabled(self.sides.currentData() == TURN)

    def accept(self) -> None:
        """Keep what was chosen."""
        name = self.printer.currentText()
        habits = PrinterHabits(
            self.sides.currentData(), self.right.value(), self.down.value(), self.back.isChecked()
        )
        self._printers.keep(name, habits)
        self._printers.remember(name)
        super().accept()


class TurnDialog(QDialog):
    """Between fronts and backs: turn the stack and put it back."""

    turned = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words(N_("Turn the paper")))
        box = QVBoxLayout(self)
        box.addWidget(
            QLabel(
                words(N_("The fronts are printed. Turn the stack, put it back into the tray, then go on."))
            )
        )
        box.addWidget(_buttons(self))

    def accept(self) -> None:
        """Go on with the backs."""
        self.turned.emit()
        super().accept()


def _buttons(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(OK | CANCEL)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    buttons.button(OK).setDefault(True)
    return buttons


def _month_back(today: datetime.date, back: int) -> Period:
    months = today.year * 12 + today.month - 1 - back
    return Period.of_month(datetime.date(months // 12, months % 12 + 1, 1))
