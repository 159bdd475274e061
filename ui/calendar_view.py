"""The calendar: a month of what is due, done and late, that a person would rather look at than read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text
from custdesk.rules.periods import due_day, is_due_day
from custdesk.store.answers import Changes
from ui.bus import Bus
from ui.due_doing import DueDoing
from ui.due_looks import look_of
from ui.matter_list import Head, Matter, MatterList, Row
from ui.month_grid import MonthGrid, counted, first_shown, last_shown
from ui.theme import STEP, tints
from ui.today import key_of

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing


class DayList(MatterList):
    """The list of one day; Esc goes back to the month."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, or the arrow to the left: back to the month."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CalendarView(QWidget):
    """The month and the chosen day's list. Reads anew when something changed, if it can be seen."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._doing = DueDoing(desk, bus, self)
        self._stale = True
        self._things: list[DueThing] = []
        self._month = desk.now().date().replace(day=1)
        self._build()
        bus.changed.connect(self.hear)

    def _build(self) -> None:
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        box.addLayout(self._bar())
        self.grid = MonthGrid(words)
        self.grid.moved.connect(self._on_moved)
        self.grid.entered_day.connect(self._go_to_list)
        for button, slot in (
            (self.before, self.grid.month_before),
            (self.next, self.grid.next_month),
            (self.now, self.grid.go_to_today),
        ):
            button.clicked.connect(slot)
        self.list = DayList(words(N_("Due on this day")), narrow=True, titled=True)
        self.list.chosen.connect(self._on_chosen)
        self.list.left.connect(self._go_to_grid)
        self.list.selectionModel().currentChanged.connect(self._judge)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(STEP, 0, 0, 0)
        self.day = QLabel(objectName="heading", wordWrap=True)
        self.calm = QLabel(objectName="muted", wordWrap=True)
        self.said = QLabel(wordWrap=True)
        for label in (self.day, self.calm, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.waive = QPushButton(words(N_("Waive …")) + " Alt+1")
        self.waive.setAccessibleName(words(N_("Waive …")))
        self.waive.clicked.connect(self._on_waive)
        for part in (self.day, self.calm):
            side.addWidget(part)
        side.addWidget(self.list, 1)
        side.addStretch(0)
        side.addWidget(self.said)
        side.addWidget(self.waive)
        right.setMinimumWidth(220)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.grid)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([900, 340])
        self.splitter.setChildrenCollapsible(False)
        box.addWidget(self.splitter, 1)
        self.setFocusProxy(self.grid)
        self._add_keys()

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.title = QLabel(objectName="title")
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.before = self._button("◀", N_("Month before"), "PgUp")
        self.next = self._button("▶", N_("Next month"), "PgDn")
        self.now = self._button("", N_("Today"), "Home")
        self.only_open = QCheckBox(self._desk.words(N_("Only what is open")) + " Alt+2")
        self.only_open.setAccessibleName(self._desk.words(N_("Only what is open")))
        self.only_open.toggled.connect(self._on_only_open)
        bar.addWidget(self.before)
        bar.addWidget(self.title)
        for part in (self.next, self.now):
            bar.addWidget(part)
        bar.addSpacing(2 * STEP)
        bar.addWidget(self.legend, 1)
        bar.addWidget(self.only_open)
        return bar

    def _button(self, sign: str, text: Text, key: str) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{sign or said} {key}")
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _add_keys(self) -> None:
        for text, key, slot in (
            (N_("Waive …"), "Alt+1", self._on_waive),
            (N_("Only what is open"), "Alt+2", self.only_open.toggle),
        ):
            action = QAction(self._desk.words(text), self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    # -- reading -----------------------------------------------------------------------------------------

    def hear(self, changes: Changes | None = None) -> None:  # noqa: ARG002
        """Something was written, or a minute passed: read again, at once if it can be seen."""
        self._stale = True
        if self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.read()

    def read(self, day: datetime.date | None = None) -> None:
        """Read the month of a day, of the chosen day where none is given, and show it."""
        today = self._desk.now().date()
        known = self.grid.day if self.grid.day.year > 2000 else today
        chosen = day or known
        self._stale = False
        self._month = chosen.replace(day=1)
        found = self._desk.due_things(first_shown(chosen), last_shown(chosen))
        self._things = sorted(
            found, key=lambda one: (look_of(one.state).rank, one.due_at or datetime.datetime.max)
        )
        self._show(chosen, today)

    def _show(self, chosen: datetime.date, today: datetime.date) -> None:
        by_day: dict[datetime.date, list[DueThing]] = {}
        for thing in self._shown():
            by_day.setdefault(thing.day, []).append(thing)
        words = self._desk.words
        self.title.setText(words(N_("{year}-{month}").having(year=chosen.year, month=chosen.month)))
        self.grid.show_month(chosen, today, by_day, self._desk.settings.holidays())
        self._show_legend()
        self._show_day()

    def _shown(self) -> list[DueThing]:
        every = not self.only_open.isChecked()
        return [thing for thing in self._things if every or look_of(thing.state).open]

    def _show_legend(self) -> None:
        """Say how many things of this month are in each state: legend and summary in one."""
        words, tint = self._desk.words, tints()
        inside = [one for one in self._things if one.day.replace(day=1) == self._month]
        parts = []
        for state, count in counted(inside):
            look = look_of(state)
            colour = getattr(tint, look.tint).name()
            parts.append(f'<span style="color:{colour}">{look.sign} {words(look.word)} <b>{count}</b></span>')
        nothing = (
            f'<span style="color:{tint.muted.name()}">{words(N_("Nothing is due in this month"))}</span>'
        )
        self.legend.setText("&nbsp;&nbsp; ".join(parts) or nothing)
        plain = "，".join(f"{words(look_of(state).word)} {count}" for state, count in counted(inside))
        self.legend.setAccessibleName(plain or words(N_("Nothing is due in this month")))

    def _show_day(self) -> None:
        cell, words = self.grid.cell(), self._desk.words
        if cell is None:
            return
        parts = [words.day(cell.day), words.weekday(cell.day)]
        if cell.today:
            parts.append(words(N_("today")))
        if cell.holiday is not None:
            kind = words(N_("Holiday") if cell.free else N_("Worked weekend"))
            parts.append(f"{kind} {cell.holiday.name}".strip())
        self.day.setText("  ".join(parts))
        self.calm.setVisible(not cell.things)
        self.calm.setText(words(N_("Nothing is due on this day")))
        self.list.setVisible(bool(cell.things))
        self.list.show_rows(self._rows(cell.things))
        self._judge()

    def _rows(self, things: Sequence[DueThing]) -> list[Row]:
        words, rows, last = self._desk.words, list[Row](), ""
        for thing in things:
            look = look_of(thing.state)
            if thing.state != last:
                last = thing.state
                count = sum(one.state == thing.state for one in things)
                rows.append(Head(f"{look.sign} {words(look.word)}", count, look.tint))
            rows.append(
                Matter(
                    key_of(thing), number=words(thing.label), text=words(thing.detail),
                    right=_clock(thing), tint=look.tint,
                )
            )  # fmt: skip
        return rows

    # -- acting ------------------------------------------------------------------------------------------

    def thing(self) -> DueThing | None:
        """Return the thing chosen in the day's list."""
        key = self.list.key()
        return next((one for one in self._things if key_of(one) == key), None)

    def _on_moved(self, day: object) -> None:
        assert isinstance(day, datetime.date)
        if day.replace(day=1) != self._month:
            self.read(day)
        else:
            self._show_day()

    def _go_to_list(self) -> None:
        if self.list.isVisible():
            self.list.choose_row(max(self.list.currentIndex().row(), 0))
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_grid(self) -> None:
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_only_open(self) -> None:
        self._show(self.grid.day, self._desk.now().date())

    def _on_chosen(self) -> None:
        thing = self.thing()
        if thing is not None:
            self._doing.open(thing)

    def _on_waive(self) -> None:
        self._doing.waive(self.thing())

    def _judge(self) -> None:
        """Offer to waive where a duty is chosen; whoever may not reads why."""
        thing = self.thing()
        self.waive.setVisible(thing is not None and bool(thing.duty) and look_of(thing.state).open)
        why = self._doing.why_not_waive(thing)
        self.waive.setEnabled(not why)
        self.waive.setToolTip(why)
        self.said.setVisible(thing is not None)
        if thing is not None:
            does = (
                N_("Enter opens the record") if thing.record_id is not None else N_("Enter begins the record")
            )
            words = self._desk.words
            rule = f"（{thing.rule}）" if thing.rule else ""
            self.said.setText(f"{words(does)}{rule}" if thing.record_id is not None or thing.form else rule)


def _clock(thing: DueThing) -> str:
    due = thing.due_at
    if due is None:
        return ""
    day = due_day(due)
    clock = "24:00" if is_due_day(due) else f"{due:%H:%M}"
    return clock if day == thing.day else f"{day:%m-%d} {clock}"  # a reminder names the day it reminds of
