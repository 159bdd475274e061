"""A month as people know it: Monday to Sunday, week numbers, holidays, and in each day what is due on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from custdesk.language import N_, Words
from custdesk.rules.periods import add_months, month_of
from custdesk.settings import Holiday
from ui.day_painter import DAY, DayCell, DayPainter, counted
from ui.due_looks import look_of

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing

Index = QModelIndex | QPersistentModelIndex
WEEK = 7
ONE_DAY = datetime.timedelta(days=1)


def first_shown(month: datetime.date) -> datetime.date:
    """Return the Monday the grid of a month begins with."""
    first = month.replace(day=1)
    return first - datetime.timedelta(days=first.weekday())


def last_shown(month: datetime.date) -> datetime.date:
    """Return the Sunday it ends with."""
    last = month_of(month).last
    return last + datetime.timedelta(days=6 - last.weekday())


class MonthModel(QAbstractTableModel):
    """The weeks of a month; a cell is a day with what is due on it."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._cells: list[DayCell] = []
        self._labels = [words.weekday(datetime.date(2027, 3, 1) + place * ONE_DAY) for place in range(WEEK)]

    def show_month(
        self,
        month: datetime.date,
        today: datetime.date,
        things: Mapping[datetime.date, Sequence[DueThing]],
        holidays: Sequence[Holiday],
    ) -> None:
        """Show a month: all days of its weeks."""
        named = {one.day: one for one in holidays}
        first, last = first_shown(month), last_shown(month)
        self.beginResetModel()
        self._cells = [
            DayCell(
                day, (day.year, day.month) == (month.year, month.month), day == today, named.get(day),
                tuple(sorted(things.get(day, ()), key=lambda one: look_of(one.state).rank)),
            )
            for day in (first + place * ONE_DAY for place in range((last - first).days + 1))
        ]  # fmt: skip
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many weeks there are."""
        return 0 if parent is not None and parent.isValid() else len(self._cells) // WEEK

    def columnCount(self, parent: Index | None = None) -> int:
        """Monday to Sunday."""
        return 0 if parent is not None and parent.isValid() else WEEK

    def cell(self, index: Index) -> DayCell | None:
        """Return a day."""
        place = index.row() * WEEK + index.column()
        return self._cells[place] if index.isValid() and place < len(self._cells) else None

    def place_of(self, day: datetime.date) -> QModelIndex:
        """Return where a day stands; an invalid index where it is not shown."""
        if not self._cells or not self._cells[0].day <= day <= self._cells[-1].day:
            return QModelIndex()
        return self.index(*divmod((day - self._cells[0].day).days, WEEK))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a day in words, for screen readers, tests and the tooltip, or the day itself."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.said(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join([self._named(cell), *(self._line(one) for one in cell.things)])
        return cell if role == DAY else None

    def said(self, cell: DayCell) -> str:
        """Return a day in one sentence."""
        states = [f"{self._words(look_of(state).word)} {count}" for state, count in counted(cell.things)]
        return "，".join([self._named(cell), *states])

    def _named(self, cell: DayCell) -> str:
        words = self._words
        parts = [words.day(cell.day), words.weekday(cell.day)]
        if cell.today:
            parts.append(words(N_("today")))
        if cell.holiday is not None:
            parts.append(cell.holiday.name or words(N_("Holiday") if cell.free else N_("Worked weekend")))
        return " ".join(parts)

    def _line(self, thing: DueThing) -> str:
        look = look_of(thing.state)
        return (
            f"{look.sign} {self._words(look.word)}  {self._words(thing.label)}  {self._words(thing.detail)}"
        )

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the weekday, or the ISO week."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if way == Qt.Orientation.Horizontal:
            return self._labels[section]
        week = self._cells[section * WEEK].day.isocalendar().week if self._cells else 0
        return self._words(N_("W{week}").having(week=week))


class MonthGrid(QTableView):
    """The grid: arrows walk through the days and over the month's edge, PgUp and PgDn turn the page."""

    moved = Signal(object)  # the day that is chosen now
    entered_day = Signal(object)  # the day Enter was pressed on

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.months = MonthModel(words, self)
        self.setModel(self.months)
        self.setItemDelegate(DayPainter(words, self))
        self.setAccessibleName(words(N_("Month calendar")))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for bar in (self.horizontalHeader(), self.verticalHeader()):
            bar.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            bar.setSectionsClickable(False)
            bar.setHighlightSections(False)
            bar.setMinimumSectionSize(20)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.day = datetime.date(2000, 1, 1)
        self.today = self.day
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_click)
        self._add_keys(words)

    def _add_keys(self, words: Words) -> None:
        for text, key, slot in (
            (N_("Month before"), "PgUp", self.month_before),
            (N_("Next month"), "PgDown", self.next_month),
            (N_("A year back"), "Shift+PgUp", self.year_back),
            (N_("A year on"), "Shift+PgDown", self.year_on),
            (N_("Today"), "Home", self.go_to_today),
        ):
            action = QAction(words(text), self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def month_before(self) -> None:
        """PgUp."""
        self.turn(-1)

    def next_month(self) -> None:
        """PgDn."""
        self.turn(1)

    def year_back(self) -> None:
        """Shift+PgUp."""
        self.turn(-12)

    def year_on(self) -> None:
        """Shift+PgDn."""
        self.turn(12)

    def go_to_today(self) -> None:
        """Home."""
        self.go_to(self.today)

    def show_month(
        self,
        day: datetime.date,
        today: datetime.date,
        things: Mapping[datetime.date, Sequence[DueThing]],
        holidays: Sequence[Holiday],
    ) -> None:
        """Show the month of a day and choose that day."""
        self.day, self.today = day, today
        self.months.show_month(day, today, things, holidays)
        self.setCurrentIndex(self.months.place_of(day))

    def cell(self) -> DayCell | None:
        """Return the chosen day."""
        return self.months.cell(self.months.place_of(self.day))

    def go_to(self, day: datetime.date) -> None:
        """Choose a day; one of another month turns the page (whoever hears it reads that month)."""
        same = (day.year, day.month) == (self.day.year, self.day.month)
        self.day = day
        if same:
            self.setCurrentIndex(self.months.place_of(day))
        self.moved.emit(day)

    def turn(self, months: int) -> None:
        """Go some months on or back, to the same day where the month has it."""
        self.go_to(add_months(self.day, months))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows and Enter; the other keys are actions, so that F1 lists them."""
        days = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK,
        }  # fmt: skip
        if event.key() in days:
            self.go_to(self.day + days[Qt.Key(event.key())] * ONE_DAY)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_day.emit(self.day)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never leave the month by scrolling past it."""
        event.ignore()

    def _on_clicked(self, index: Index) -> None:
        cell = self.months.cell(index)
        if cell is not None:
            self.go_to(cell.day)

    def _on_double_click(self, index: Index) -> None:
        cell = self.months.cell(index)
        if cell is not None:
            self.entered_day.emit(cell.day)


__all__ = ["DAY", "DayCell", "MonthGrid", "MonthModel", "counted", "first_shown", "last_shown"]
