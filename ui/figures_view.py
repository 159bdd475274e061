"""The page of figures: a month or quarter as it stands now, the records behind each figure, the kept summary beside it."""

from __future__ import annotations

import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import Unreadable
from custdesk.fields import Span
from custdesk.figures import board
from custdesk.figures.board import Entry, Group, Kept
from custdesk.language import N_, Text
from custdesk.rules.obligations import period_of
from custdesk.rules.periods import ONE_DAY, Period
from custdesk.store.answers import Changes
from ui.bus import Bus
from ui.figure_records import FigureRecords
from ui.figure_table import FigureTable, dates_of
from ui.flow_layout import FlowLayout
from ui.theme import STEP

MONTH, QUARTER = "month", "quarter"
LABEL: Final = N_("Month or quarter")
SPANS: Final = {every: Span(LABEL, every) for every in (MONTH, QUARTER)}


class PeriodBox(QLineEdit):
    """Takes 2027-3, 3, 上月, 2027-Q1; Esc gives the keyboard back."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: what was typed goes."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FiguresView(QWidget):
    """Built when it is first shown; reads anew when something changed, if it can be seen."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self.period = period_of(MONTH, desk.now().date())
        self.groups: tuple[Group, ...] = ()
        self.kept: Kept | None = None
        self.read_at: datetime.datetime | None = None
        self._stale, self._built = True, False
        bus.changed.connect(self.hear)

    def build(self) -> None:
        """Make the parts, once."""
        if self._built:
            return
        self._built = True
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        self.table = FigureTable(words)
        self.records = FigureRecords(self._desk)
        bar = self._bar()
        box.addWidget(bar)
        self.as_of = QLabel(objectName="muted", wordWrap=True)
        self.problem = QLabel(objectName="problems", wordWrap=True, visible=False)
        for label in (self.as_of, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(label)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.records)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([980, 300])
        self.splitter.setChildrenCollapsible(False)
        box.addWidget(self.splitter, 1)
        for part in (bar, self.as_of, self.splitter):
            part.show()  # at once: in a page that is shown already Qt's layouts do it a moment later
        self.table.moved.connect(self._on_moved)
        self.table.entered_row.connect(self.records.enter)
        self.table.typed.connect(self._on_typed)
        self.records.list.chosen.connect(self._bus.opened)
        self.records.list.left.connect(self._go_to_table)
        self.setFocusProxy(self.table)
        self._add_keys()

    def _bar(self) -> QWidget:
        words, bar = self._desk.words, QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 0, 0)
        self.title = QLabel(objectName="title")
        self.before = self._button("◀", N_("Period before"), "PgUp", self.turn_back)
        self.next = self._button("▶", N_("Next period"), "PgDn", self.turn_on)
        self.now = self._button("", N_("Present period"), "Home", self.go_to_now)
        self.box = PeriodBox()
        self.box.left.connect(self._go_to_table)
        self.box.setAccessibleName(words(LABEL))
        self.box.setPlaceholderText(words(N_("2027-3, last month, 2027-Q1")) + "  Alt+1")
        wanted = self.box.fontMetrics().horizontalAdvance(self.box.placeholderText()) + 4 * STEP
        self.box.setFixedWidth(wanted)
        self.box.returnPressed.connect(self._on_period_typed)
        self.quarterly = QCheckBox(words(N_("Whole quarter")) + " Alt+2")
        self.quarterly.setAccessibleName(words(N_("Whole quarter")))
        self.quarterly.toggled.connect(self._on_quarterly)
        self.copying = self._button("", N_("Copy the table"), "Ctrl+C", self.copy)
        self.summary = QPushButton(flat=True, visible=False)
        self.summary.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.summary.clicked.connect(self.open_summary)
        for part in (self.before, self.title, self.next, self.now, self.box, self.quarterly):
            flow.addWidget(part)
        flow.add_right(self.summary)
        flow.add_right(self.copying)
        return bar

    def _button(self, sign: str, text: Text, key: str, slot: object) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{sign or said} {key}")
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    def _add_keys(self) -> None:
        inside, here = Qt.ShortcutContext.WidgetWithChildrenShortcut, Qt.ShortcutContext.WidgetShortcut
        for text, key, slot, where in (
            (N_("Period before"), "PgUp", self.turn_back, self.table),
            (N_("Next period"), "PgDown", self.turn_on, self.table),
            (N_("A year back"), "Shift+PgUp", self.year_back, self.table),
            (N_("A year on"), "Shift+PgDown", self.year_on, self.table),
            (N_("Present period"), "Home", self.go_to_now, self.table),
            (N_("Copy the table"), "Ctrl+C", self.copy, self.table),
            (LABEL, "Alt+1", self._go_to_box, self),
            (N_("Whole quarter"), "Alt+2", self.quarterly.toggle, self),
            (N_("Open the month's summary"), "Alt+3", self.open_summary, self),
        ):
            action = QAction(self._desk.words(text), where)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(inside if where is self else here)
            action.triggered.connect(slot)
            where.addAction(action)

    # -- reading -----------------------------------------------------------------------------------------

    def hear(self, changes: Changes | None = None) -> None:  # noqa: ARG002
        """Something was written, or a minute passed: count again, at once if it can be seen."""
        self._stale = True
        if self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        """Count what changed meanwhile."""
        super().showEvent(event)
        self.build()
        if self._stale or self.read_at != self._desk.now():
            self.read()

    def read(self) -> None:
        """Count the period's figures and show them."""
        self.build()
        self._stale, self.read_at = False, self._desk.now()
        self.groups = board.groups(self._desk, self.period)
        self.kept = board.kept_summary(self._desk, self.period)
        self._show_period()
        self.table.show_groups(self.groups, self.kept.figures if self.kept else {})
        self._on_moved()

    def _show_period(self) -> None:
        words, now = self._desk.words, self.read_at or self._desk.now()
        self.title.setText(words(self.period.name))
        self.quarterly.blockSignals(True)
        self.quarterly.setChecked(self.period.kind == QUARTER)
        self.quarterly.blockSignals(False)
        self.next.setEnabled(not self._is_ahead(self._beside(1)))
        said = [words(N_("As of now, {moment}: these figures move with the records").having(moment=now))]
        if now < self.period.end:
            said.append(words(N_("the period is not over yet")))
        self.as_of.setText("  ·  ".join(said))
        self._show_summary()

    def _show_summary(self) -> None:
        """Offer the month's summary, frozen or still in hand."""
        words = self._desk.words
        self.summary.setVisible(self.kept is not None)
        if self.kept is not None:
            record = self.kept.record
            state = words(record.record.form.flow.states.get(record.state, record.state))
            name = words(record.record.form.title)
            self.summary.setText(f"{name} {record.number} {state} Alt+3")
            frozen = N_(
                "Its figures are frozen at the cut-off; ≠ marks where the records say otherwise by now"
            )
            self.summary.setToolTip(
                words(frozen if self.kept.frozen else N_("Its figures are not frozen yet"))
            )
            self.summary.setAccessibleName(words(N_("Open the month's summary")))

    # -- periods -----------------------------------------------------------------------------------------

    def go_to(self, period: Period) -> None:
        """Show another period; one that has not begun has no figures."""
        self.problem.setVisible(self._is_ahead(period))
        if self._is_ahead(period):
            said = N_("{period} has not begun yet").having(period=period.name)
            self.problem.setText(self._desk.words(said))
            return
        self.period = period
        self.read()

    def _is_ahead(self, period: Period) -> bool:
        return period.first > self._desk.now().date()

    def _beside(self, by: int) -> Period:
        day = self.period.last + ONE_DAY if by > 0 else self.period.first - ONE_DAY
        return period_of(self.period.kind, day)

    def turn_back(self) -> None:
        """PgUp."""
        self.go_to(self._beside(-1))

    def turn_on(self) -> None:
        """PgDn."""
        self.go_to(self._beside(1))

    def year_back(self) -> None:
        """Shift+PgUp."""
        self._turn_year(-1)

    def year_on(self) -> None:
        """Shift+PgDn."""
        self._turn_year(1)

    def _turn_year(self, by: int) -> None:
        first = self.period.first
        self.go_to(period_of(self.period.kind, first.replace(year=first.year + by)))

    def go_to_now(self) -> None:
        """Home: this month, this quarter."""
        self.go_to(period_of(self.period.kind, self._desk.now().date()))

    def _on_quarterly(self, on: bool) -> None:
        """The quarter of this month, or the last month of this quarter that has begun."""
        day = min(self.period.last, self._desk.now().date())
        self.go_to(period_of(QUARTER if on else MONTH, day))

    def _on_typed(self, text: str) -> None:
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)  # a shortcut would mark the letter for replacing
        self.box.setText(text)

    def _go_to_box(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def _go_to_table(self) -> None:
        self.problem.setVisible(False)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_period_typed(self) -> None:
        text = self.box.text()
        every = QUARTER if set(text.lower()) & set("q季") else MONTH
        try:
            first = SPANS[every].read(text, self._desk.now(), self._desk.words)
        except Unreadable as unreadable:
            self.problem.setText(self._desk.words(unreadable.text))
            self.problem.setVisible(True)
            self.box.selectAll()
            return
        if first is not None:
            self.go_to(period_of(every, first))
        if first is None or self.period.first == first:
            self.box.clear()
            self._go_to_table()

    # -- the chosen figure -------------------------------------------------------------------------------

    def entry(self) -> Entry | None:
        """Return the figure chosen."""
        return self.table.entry()

    def _on_moved(self) -> None:
        if self.isVisible() or self.groups:
            self.records.show_entry(self.entry())

    def open_summary(self) -> None:
        """Alt+3: the summary of the month."""
        if self.kept is not None:
            self._bus.opened.emit(self.kept.record.id)
        else:
            self._bus.said.emit(N_("There is no summary of this period that you may open"))

    def copy(self) -> None:
        """Put the table on the clipboard, as Excel takes it."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in self.cells()))
        self._bus.said.emit(N_("Copied; paste it into Excel"))

    def cells(self) -> list[list[str]]:
        """Return the table for Excel. Numerator and denominator stand apart: 10/11 would become a date there."""
        words = self._desk.words
        head = [
            N_("No.", "figure"), N_("Figure"), N_("Value", "figure"), N_("Number", "figure"), N_("Out of"),
            N_("Apart and remarks"), N_("Period before"), N_("Number", "figure"), N_("Out of"),
        ]  # fmt: skip
        if self.kept is not None and self.kept.figures:
            head.append(N_("Kept summary"))
        found = [[words(self.period.name), self.as_of.text()], [words(one) for one in head]]
        for group in self.groups:
            found.append([words(group.title), f"{words(group.period.name)} {dates_of(group.period)}"])
            found += [self._cells_of(entry) for entry in group.entries]
        return [[" ".join(cell.split()) for cell in row] for row in found]

    def _cells_of(self, entry: Entry) -> list[str]:
        words, then = self._desk.words, entry.then
        row = [entry.code, words(entry.label), *_numbers(entry), words(entry.apart) if entry.apart else ""]
        row += _numbers(then) if then is not None else ["", "", ""]
        if self.kept is not None and self.kept.figures:
            row.append(self.kept.figures.get(entry.key, ""))
        return row


def _numbers(entry: Entry) -> list[str]:
    if not entry.rate:
        return [entry.main, "", ""]
    return [entry.main, str(entry.share.part), str(entry.share.whole)]
