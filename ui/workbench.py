"""Today: what is overdue, due, unsigned, to hand over, to report; half-written forms; who has the desk."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.records.duty_shift import ran_into_a_new_day
from custdesk.rules.periods import due_day
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes
from custdesk.store.drafts import KeptDraft
from custdesk.store.reader import Hit, ListQuery, overdue
from ui.bus import Bus
from ui.matter_list import Head, Matter, MatterList, Row
from ui.theme import SIGNS, STEP, tints

SOON_DAYS = 7
MOST_DUE = 1000  # lines read for the sections of what is due
MOST_SHOWN = 8  # lines of a section before "show all": every section is seen at one glance
STRIP_DAYS, STRIP_BACK = 14, 3


@dataclass(frozen=True)
class Section:
    """One section: what it is called, how urgent, what it says when it is empty, and its lines."""

    name: str
    title: Text
    calm: Text
    tint: str
    lines: Sequence[Matter]


def days_left(due: datetime.datetime, now: datetime.datetime) -> tuple[Text, str, str]:
    """Return how long there is: the words, the sign and the tint. Never colour alone."""
    days = (due_day(due) - now.date()).days
    if overdue(due, now):
        said = N_("{days} days over").having(days=-days) if days < 0 else N_("overdue since today")
        return said, SIGNS["overdue"], "overdue"
    if days == 0:
        return N_("today"), SIGNS["due"], "due"
    if days == 1:
        return N_("tomorrow"), SIGNS["due"], "due"
    return N_("{days} days left").having(days=days), SIGNS["open"], "muted"


def due_short(due: datetime.datetime, words: Words) -> str:
    """Return a due moment in short: 04-19 Mon 24:00."""
    day = due_day(due)
    clock = "24:00" if due.date() != day else f"{due:%H:%M}"
    return f"{day:%m-%d} {words.weekday(day)} {clock}"


class DueStrip(QWidget):
    """Fourteen days at a glance: how many things fall due on each, today marked."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._today = datetime.date(2000, 1, 1)
        self.counts: dict[datetime.date, int] = {}
        self._late: frozenset[datetime.date] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words(N_("Due in these fourteen days")))

    def show_dues(self, dues: Sequence[datetime.datetime], now: datetime.datetime) -> None:
        """Count what falls due on each day."""
        self._today = now.date()
        self.counts = {}
        for due in dues:
            day = due_day(due)
            self.counts[day] = self.counts.get(day, 0) + 1
        self._late = frozenset(due_day(due) for due in dues if overdue(due, now))
        said = "；".join(
            f"{day:%m-%d} {self._words.weekday(day)} {self.counts[day]}"
            for day in self.days()
            if day in self.counts
        )
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def days(self) -> list[datetime.date]:
        """Return the days of the strip, some before today."""
        first = self._today - datetime.timedelta(days=STRIP_BACK)
        return [first + datetime.timedelta(days=place) for place in range(STRIP_DAYS)]

    def sizeHint(self) -> QSize:
        """Slim: a bar, the day and its weekday."""
        line = self.fontMetrics().lineSpacing()
        return QSize(STRIP_DAYS * self.fontMetrics().horizontalAdvance("00 周") // 1, line * 4)

    def minimumSizeHint(self) -> QSize:
        """Fourteen narrow days."""
        return QSize(STRIP_DAYS * self.fontMetrics().horizontalAdvance("000"), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw a bar with its number over each day."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        days, wide = self.days(), self.width() / STRIP_DAYS
        most = max((self.counts.get(day, 0) for day in days), default=0)
        for place, day in enumerate(days):
            area = QRect(
                round(place * wide), 0, round((place + 1) * wide) - round(place * wide), self.height()
            )
            self._paint_day(painter, area, day, most)
        painter.end()

    def _paint_day(self, painter: QPainter, area: QRect, day: datetime.date, most: int) -> None:
        tint, line = tints(), self.fontMetrics().lineSpacing()
        today = day == self._today
        if today:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(tint.accent)
            ground.setAlpha(38)
            painter.setBrush(ground)
            painter.drawRoundedRect(area.adjusted(1, 0, -1, 0), STEP / 2, STEP / 2)
        count = self.counts.get(day, 0)
        ink = tint.overdue if day in self._late else tint.due if today or count else tint.muted
        floor = area.bottom() - 2 * line - 2
        room = floor - line
        if count:
            high = max(round(room * count / max(most, 4)), 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if (day in self._late or today) else tint.accent)
            wide = min(area.width() // 2, 3 * STEP)
            painter.drawRect(QRect(area.center().x() - wide // 2, floor - high, wide, high))
            painter.setPen(ink if day in self._late or today else tint.accent)
            sign = SIGNS["overdue"] if day in self._late else ""
            top = QRect(area.left(), floor - high - line, area.width(), line)
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, f"{sign}{count}")
        painter.setPen(tint.rule)
        painter.drawLine(area.left() + 2, floor, area.right() - 2, floor)
        font = QFont(self.font())
        font.setBold(today)
        painter.setFont(font)
        painter.setPen(tint.accent if today else tint.muted)
        weekday = self._words(N_("today")) if today else self._words.weekday(day)
        painter.drawText(
            QRect(area.left(), floor + 2, area.width(), line), Qt.AlignmentFlag.AlignCenter, f"{day:%d}"
        )
        painter.drawText(
            QRect(area.left(), floor + line + 1, area.width(), line), Qt.AlignmentFlag.AlignCenter, weekday
        )


class Workbench(QWidget):
    """The first tab. Reads anew when something changed and on the minute, if it can be seen."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self._whole: set[str] = set()  # sections shown to their end
        self._drafts: dict[str, KeptDraft] = {}
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
        duty = QHBoxLayout()
        duty.addWidget(self.shift)
        duty.addWidget(self.take_over)
        duty.addStretch(1)
        left.addWidget(self.day)
        left.addLayout(duty)
        left.addStretch(1)
        top.addLayout(left, 1)
        self.strip = DueStrip(words)
        top.addWidget(self.strip, 1)
        box.addLayout(top)
        self.list = MatterList(words(N_("Today")))
        self.list.chosen.connect(self._on_chosen)
        self.list.removing.connect(self._on_removing)
        box.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        QWidget.setTabOrder(self.list, self.take_over)

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
        owed = self._desk.read().owed(MOST_DUE)
        self.day.setText(f"{words.day(now.date())} {words.weekday(now.date())}")
        self._show_shift()
        self.strip.show_dues([hit.due_at for hit in owed if hit.due_at], now)
        self.sections = (*self._due_sections(owed, now), *self._state_sections(), *self._draft_sections())
        self._show()

    def _show(self) -> None:
        words, rows = self._desk.words, list[Row]()
        for section in self.sections:
            many = len(section.lines)
            calm = "" if many else words(section.calm)
            sign = SIGNS.get(section.tint, "") if many else SIGNS["done"]
            rows.append(Head(f"{sign} {words(section.title)}".strip(), many, section.tint, calm))
            most = many if section.name in self._whole else MOST_SHOWN
            if many == most + 1:
                most = many
            rows += section.lines[:most]
            if many > most:
                said = N_("{count} more – Enter shows them").having(count=many - most)
                rows.append(Matter(("more", section.name), text=words(said)))
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

    def _due_sections(self, owed: Sequence[Hit], now: datetime.datetime) -> list[Section]:
        late, today, soon = [], [], []
        last = now.date() + datetime.timedelta(days=SOON_DAYS)
        for hit in owed:
            if hit.due_at is None:
                continue
            if overdue(hit.due_at, now):
                late.append(hit)
            elif due_day(hit.due_at) == now.date():
                today.append(hit)
            elif due_day(hit.due_at) <= last:
                soon.append(hit)
        return [
            Section(
                "overdue",
                N_("Overdue"),
                N_("Nothing is overdue"),
                "overdue",
                self._lines(late),
            ),
            Section("today", N_("Due today"), N_("Nothing more is due today"), "due", self._lines(today)),
            Section(
                "soon",
                N_("Due within 7 days"),
                N_("Nothing is due in the coming week"),
                "",
                self._lines(soon),
            ),
        ]

    def _state_sections(self) -> list[Section]:
        unreported, formless = self._desk.entries_owing()
        return [
            Section(
                "unsigned", N_("Unsigned papers"), N_("Every paper is signed, or the reason is noted"), "",
                self._lines(self._filtered("unsigned")),
            ),
            Section(
                "to_hand_over", N_("To hand over"), N_("Nothing waits to be handed over"), "",
                self._lines(self._filtered("to_hand_over")),
            ),
            Section(
                "unreported", N_("Not yet reported upward"), N_("Every opinion and difficulty was reported"), "due",
                self._lines(self._hits(unreported)),
            ),
            Section(
                "formless", N_("Complaints without form"), N_("None: every complaint has its form"), "overdue",
                self._lines(self._hits(formless)),
            ),
        ]  # fmt: skip

    def _filtered(self, name: str) -> list[Hit]:
        """Return the records a form's own filter of that name keeps, of all forms that have one."""
        reader, found = self._desk.read(), list[int]()
        for record in ALL:
            for wanted in record.form.filters:
                if wanted.name == name:
                    found += reader.ids(ListQuery(record.form.key, wanted, descending=False), MOST_DUE)
        return reader.records_as_hits(found)

    def _hits(self, entries: Sequence[Snapshot]) -> list[Hit]:
        return self._desk.read().records_as_hits([one.id for one in entries])

    def _lines(self, hits: Sequence[Hit]) -> list[Matter]:
        words, now = self._desk.words, self._desk.now()
        rooms = self._desk.read().names({hit.unit for hit in hits if isinstance(hit.unit, int)})
        found = []
        for hit in hits:
            left, tint, right = "", "", ""
            if hit.due_at is not None:
                said, sign, tint = days_left(hit.due_at, now)
                left, right = f"{sign} {words(said)}", due_short(hit.due_at, words)
            room = rooms.get(hit.unit, "") if isinstance(hit.unit, int) else str(hit.unit or "")
            text = f"{self._state(hit)} · {hit.line}" if hit.line else self._state(hit)
            found.append(Matter(hit.id, left, hit.number, room, text, right, tint))
        return found

    def _state(self, hit: Hit) -> str:
        flow = BY_KEY[hit.form].form.flow
        label = flow.owing.get(hit.state) or flow.states.get(hit.state)
        return self._desk.words(label) if label else hit.state

    def _draft_sections(self) -> list[Section]:
        kept = [one for one in self._desk.kept_drafts() if one.form in BY_KEY]
        binned = [one for one in self._desk.kept_drafts(discarded=True) if one.form in BY_KEY]
        self._drafts = {one.id: one for one in (*kept, *binned)}
        units = {one.id: one.body["values"].get(BY_KEY[one.form].form.unit) for one in self._drafts.values()}
        rooms = self._desk.read().names({unit for unit in units.values() if isinstance(unit, int)})
        lines = {
            one.id: self._draft_line(one, rooms.get(units[one.id], units[one.id])) for one in (*kept, *binned)
        }
        return [
            Section(
                "drafts", N_("My drafts"), N_("Nothing is half written"), "", [lines[one.id] for one in kept]
            ),
            Section("bin", N_("Recycle bin"), N_("Empty", "bin"), "", [lines[one.id] for one in binned]),
        ]

    def _draft_line(self, kept: KeptDraft, room: object) -> Matter:
        words, form = self._desk.words, BY_KEY[kept.form].form
        typed = {**kept.body["values"], **kept.body["texts"]}
        said = " ".join(str(typed.get(form.summary[0]) or "").split())
        where = words(form.title)
        text = f"{where} · {said}" if said else where
        sign = SIGNS["void"] if kept.discarded else "✎"
        return Matter(
            ("draft", kept.id), sign, "", str(room or ""), text, f"{kept.changed_at:%m-%d %H:%M}", "muted"
        )

    # -- acting ------------------------------------------------------------------------------------------

    def _on_chosen(self, key: Hashable) -> None:
        if isinstance(key, int):
            self._bus.opened.emit(key)
        elif isinstance(key, tuple) and key[0] == "more":
            self._whole.add(str(key[1]))
            row = self.list.currentIndex().row()
            self._show()
            self.list.choose_row(row)
        elif isinstance(key, tuple) and key[1] in self._drafts:
            draft = self._desk.open_draft(self._drafts[str(key[1])])
            self._bus.opened.emit(draft)
            self.refresh()

    def _on_removing(self, key: Hashable) -> None:
        kept = self._drafts.get(str(key[1])) if isinstance(key, tuple) and key[0] == "draft" else None
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
