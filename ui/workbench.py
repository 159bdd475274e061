"""Today: what is overdue, due, to call back, unsigned, to send, owed by the month; drafts; who has the desk."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.records.duty_shift import ran_into_a_new_day
from custdesk.store.answers import Changes
from ui.bus import Bus
from ui.due_doing import DueDoing
from ui.due_strip import DueStrip
from ui.flow_layout import FlowLayout
from ui.matter_list import Head, Matter, MatterList, Row
from ui.quarter_strip import QuarterStrip
from ui.theme import SIGNS, STEP
from ui.today import MOST_DUE, Section, Today

MOST_SHOWN = 8  # lines of a section before "show all": every section is seen at one glance
ALWAYS = ("overdue", "today")  # said even when they are empty
CALM_LETTERS = 56  # letters of one line of what needs nothing


class Strip(QuarterStrip):
    """The quarters of one form; chosen, its list is shown."""

    def __init__(self, bus: Bus, desk: Desk, key: str, label: object) -> None:
        super().__init__(desk.words, label)  # type: ignore[arg-type]
        self._bus, self.key = bus, key
        self.chosen.connect(self._on_chosen)

    def _on_chosen(self) -> None:
        self._bus.listed.emit(self.key)


class Workbench(QWidget):
    """The first tab. Reads anew when something changed and on the minute, if it can be seen."""

    phoning = Signal()  # somebody wants to phone through the callbacks

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self._today = Today(desk)
        self._doing = DueDoing(desk, bus, self)
        self._whole: set[str] = set()  # sections shown to their end
        self.sections: tuple[Section, ...] = ()
        self._build()
        bus.changed.connect(self.hear)

    def _build(self) -> None:
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * STEP, STEP, 2 * STEP, 0)
        top = QHBoxLayout()
        left = QVBoxLayout()
        self.day = QLabel(objectName="title")
        self.shift = QLabel(objectName="muted")
        self.shift.setTextFormat(Qt.TextFormat.PlainText)
        self.take_over = QPushButton(words(N_("Take over the desk")))
        self.take_over.clicked.connect(self._take_over)
        self.calls = QPushButton()
        self.calls.clicked.connect(self.phoning)
        duty = FlowLayout()
        for part in (self.shift, self.take_over, self.calls):
            duty.addWidget(part)
        left.addWidget(self.day)
        left.addLayout(duty)
        left.addStretch(1)
        top.addLayout(left, 1)
        self.strip = DueStrip(words)
        top.addWidget(self.strip, 1)
        box.addLayout(top)
        self.quarters = [
            Strip(self._bus, self._desk, record.form.key, record.form.tab)
            for record in ALL
            if record.form.strip is not None
        ]
        for strip in self.quarters:
            box.addWidget(strip)
        self.list = MatterList(words(N_("Today")))
        self.list.chosen.connect(self._on_chosen)
        self.list.removing.connect(self._on_removing)
        box.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        before: QWidget = self.list
        for part in (self.take_over, self.calls, *self.quarters):
            QWidget.setTabOrder(before, part)
            before = part

    # -- reading -----------------------------------------------------------------------------------------

    def hear(self, changes: Changes) -> None:  # noqa: ARG002
        """Something was written: read again, at once if it can be seen."""
        self.refresh()

    def refresh(self) -> None:
        """Read everything again; a tab nobody sees does so when it is shown."""
        if self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile, drafts too."""
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Read the day."""
        now, words = self._desk.now(), self._desk.words
        self.sections = self._today.read()
        self.day.setText(f"{words.day(now.date())} {words.weekday(now.date())}")
        self._show_shift()
        self._show_calls()
        self.strip.show_dues([hit.due_at for hit in self._today.owed if hit.due_at], now)
        self._show_quarters()
        self._show()

    def _show_quarters(self) -> None:
        facts, year = self._desk.facts(), self._desk.now().year
        strips = {record.form.key: record.form.strip for record in ALL if record.form.strip is not None}
        for strip in self.quarters:
            strip.show_quarters(strips[strip.key](facts, year))

    def _show_calls(self) -> None:
        section = next((one for one in self.sections if one.name == "to_call"), None)
        count = len(section.lines) if section is not None else 0
        self.calls.setVisible(bool(count))
        said = self._desk.words(N_("Phone through: {count}").having(count=count))
        self.calls.setText(f"{said} F4")
        self.calls.setAccessibleName(said)

    def _show(self) -> None:
        words, rows, calm = self._desk.words, list[Row](), list[str]()
        for section in self.sections:
            many = len(section.lines)
            if not many and section.name not in ALWAYS:
                calm.append(words(section.calm))
                continue
            left = many if section.open is None else section.open
            sign = SIGNS.get(section.tint, "") if left else SIGNS["done"]
            empty = "" if left else words(section.calm)
            rows.append(Head(f"{sign} {words(section.title)}".strip(), left, section.tint, empty))
            most = many if section.name in self._whole else MOST_SHOWN
            if many == most + 1:
                most = many
            rows += section.lines[:most]
            if many > most:
                said = N_("{count} more – Enter shows them").having(count=many - most)
                rows.append(Matter(("more", section.name), text=words(said)))
        rows += [Head(SIGNS["done"], None, calm=line) for line in in_lines(calm)]
        self.list.show_rows(rows)
        if not self.list.currentIndex().isValid():
            self.list.choose_row(0)

    def _show_shift(self) -> None:
        words, shift = self._desk.words, self._desk.shift()
        if shift is None:
            self.shift.setText(f"{SIGNS['overdue']} {words(N_('Nobody is on duty'))}")
        else:
            since = shift.values["starts_at"]
            said = N_("On duty: {name}, since {since}").having(
                name=shift.show("person", words), since=f"{since:%m-%d %H:%M}"
            )
            self.shift.setText(words(said))
        mine = shift is not None and shift.values.get("person") == self._desk.user.id
        over = shift is not None and ran_into_a_new_day(shift.values, self._desk.now())
        self.take_over.setText(words(N_("Begin today's shift") if mine else N_("Take over the desk")))
        self.take_over.setVisible(self._desk.user.id is not None and (not mine or over))

    # -- acting ------------------------------------------------------------------------------------------

    def _on_chosen(self, key: Hashable) -> None:
        if isinstance(key, int):
            self._bus.opened.emit(key)
        elif not isinstance(key, tuple):
            return
        elif key[0] == "more":
            self._whole.add(str(key[1]))
            row = self.list.currentIndex().row()
            self._show()
            self.list.choose_row(row)
        elif key[0] == "due":
            self._doing.open(self._today.things[key])
        elif key[0] == "list":
            self._bus.listed.emit(key[1])
        elif key[1] in self._today.drafts:
            draft = self._desk.open_draft(self._today.drafts[str(key[1])])
            self._bus.opened.emit(draft)
            self.refresh()

    def _on_removing(self, key: Hashable) -> None:
        kept = self._today.drafts.get(str(key[1])) if isinstance(key, tuple) and key[0] == "draft" else None
        if kept is None or kept.discarded:
            return
        self._desk.store.drafts.discard(kept.id)
        self._bus.said.emit(N_("In the recycle bin for 30 days"))
        self.refresh()

    def _take_over(self) -> None:
        try:
            self._desk.take_over()
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        else:
            self._bus.said.emit(N_("You have the desk now"))
        self.list.setFocus()


def in_lines(texts: Iterable[str], letters: int = CALM_LETTERS) -> list[str]:
    """Return texts in as few lines as they fit into, parted by dots."""
    found: list[str] = []
    for text in texts:
        if found and len(found[-1]) + len(text) < letters:
            found[-1] += f" · {text}"
        else:
            found.append(text)
    return found


__all__ = ["MOST_DUE", "Section", "Workbench"]
