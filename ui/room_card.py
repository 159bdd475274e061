"""The room beside the form: who lives there, what is open, the last ten records, repeats within 90 days."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.fields import Masked
from custdesk.language import N_, Words
from custdesk.record import VOIDED, columns_of
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes
from custdesk.store.reader import Hit, overdue
from ui.bus import Bus
from ui.matter_list import Matter, MatterList
from ui.theme import SIGNS, STEP

LAST = 10
MOST = 300  # records of one room that are looked at for what is open and what repeats
REPEAT_DAYS = 90
MOST_KINDS = 3
MOST_PEOPLE = 6
SHORT_NAME = 9  # letters of name and status that stand in one line with the phone


class Person(QWidget):
    """One resident: name, status, masked phone, and the button that shows it (logged)."""

    def __init__(self, desk: Desk, bus: Bus, person: Snapshot) -> None:
        super().__init__()
        self._desk, self._bus, self._id = desk, bus, person.id
        words = desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(0, STEP // 2, 0, 0)
        box.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(2 * STEP)
        said = f"{person.show('name', words)}  {person.show('kind', words)}"
        name = QLabel(said, wordWrap=len(said) > SHORT_NAME)
        name.setTextFormat(Qt.TextFormat.PlainText)
        (line if len(said) <= SHORT_NAME else box).addWidget(name)
        if person.values.get("special_care"):
            care = QLabel(f"{SIGNS['due']} {words(N_('Needs special care'))}", objectName="warnings")
            box.addWidget(care)
        phone = person.show("phone", words)
        self.phone = QLabel(phone or words(N_("no phone")), objectName="" if phone else "muted")
        self.phone.setTextFormat(Qt.TextFormat.PlainText)
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fit()
        line.addWidget(self.phone)
        self.reveal = QPushButton(words(N_("Show", "phone")), flat=True)
        self.reveal.setAutoDefault(False)
        self.reveal.setAccessibleName(
            words(N_("Show the phone of {name} (logged)").having(name=person.show("name", words)))
        )
        self.reveal.setToolTip(words(N_("Show the phone; it is logged")))
        self.reveal.setCursor(Qt.CursorShape.PointingHandCursor)
        self.reveal.clicked.connect(self._on_reveal)
        line.addWidget(self.reveal)
        line.addStretch(1)
        box.addLayout(line)
        self.reveal.setVisible(
            isinstance(person.values.get("phone"), Masked)
        )  # in its place now, else a window

    def _fit(self) -> None:
        """A number is never cut, however narrow the card."""
        self.phone.setMinimumWidth(self.phone.fontMetrics().horizontalAdvance(self.phone.text()) + STEP // 2)

    def _on_reveal(self) -> None:
        try:
            self.phone.setText(str(self._desk.reveal(self._id, "phone") or ""))
            self._fit()
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        self.reveal.setVisible(False)


class RoomCard(QWidget):
    """One room at a glance."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self._unit: int | None = None
        self._stale = False
        self.persons: list[Person] = []
        words = desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, STEP, STEP, STEP)
        box.setSpacing(STEP // 2)
        self.room = QLabel(objectName="title")
        self.room.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QLabel(wordWrap=True, objectName="muted")
        self._people = QVBoxLayout()
        self._people.setSpacing(0)
        self.open = QLabel(wordWrap=True)
        self.repeats = QLabel(wordWrap=True, objectName="warnings")
        self._last = QLabel(words(N_("Last ten records")), objectName="heading")
        self.records = MatterList(words(N_("Last ten records")), narrow=True)
        self.records.chosen.connect(self._bus.opened)
        box.addWidget(self.room)
        box.addLayout(self._people)
        box.addWidget(self.text)
        for part in (self.open, self.repeats, self._last):
            box.addWidget(part)
        box.addWidget(self.records, 1)
        box.addStretch(0)
        self.setAccessibleName(words(N_("Room card")))
        bus.changed.connect(self.hear)
        self.show_unit(None)

    def show_unit(self, unit_id: int | None, empty: str = "") -> None:
        """Show a room, or the empty state (`empty` says why, in the screen's words)."""
        words = self._desk.words
        self._unit, self._stale = unit_id, False
        name = self._desk.read().names({unit_id}).get(unit_id) if unit_id is not None else None
        known = name is not None
        for part in (self.room, self.open, self._last, self.records):
            part.setVisible(known)
        if not known:
            self._show_people([])
            self.repeats.setVisible(False)
            self.text.setVisible(True)
            self.text.setText(empty or words(N_("No room chosen: its people and matters will stand here")))
            return
        self.room.setText(str(name))
        people = self._desk.residents(unit_id)  # type: ignore[arg-type]
        self._show_people(people)
        more = len(people) - MOST_PEOPLE
        self.text.setVisible(not people or more > 0)
        few = (
            N_("Nobody is registered here yet")
            if not people
            else N_("and {count} more people").having(count=more)
        )
        self.text.setText(words(few))
        self._show_matters(self._desk.read().of_unit(unit_id, MOST))  # type: ignore[arg-type]

    @property
    def people(self) -> list[str]:
        """The phones as they are shown, for tests and for prefilling."""
        return [person.phone.text() for person in self.persons]

    def _show_people(self, people: Sequence[Snapshot]) -> None:
        for person in self.persons:
            self._people.removeWidget(person)
            person.hide()  # without this Qt's own late "show" would bring it up as a window of its own
            person.deleteLater()
        self.persons = [Person(self._desk, self._bus, one) for one in people[:MOST_PEOPLE]]
        for person in self.persons:
            self._people.addWidget(person)

    def _show_matters(self, hits: Sequence[Hit]) -> None:
        words = self._desk.words
        counted = Counter(hit.form for hit in hits if is_open(hit))
        parts = [f"{words(BY_KEY[form].form.tab)} {count}" for form, count in counted.items()]
        said = N_("Open: {matters}").having(matters=" · ".join(parts)) if parts else N_("Nothing is open")
        late = sum(is_open(hit) and overdue(hit.due_at, self._desk.now()) for hit in hits)
        over = f"  {SIGNS['overdue']} {words(N_('Overdue'))} {late}" if late else ""
        self.open.setText(words(said) + over)
        since = self._desk.now() - datetime.timedelta(days=REPEAT_DAYS)
        young = [hit for hit in hits if hit.happened_at and hit.happened_at >= since and hit.state != VOIDED]
        self._show_repeats(self._desk.read().records([hit.id for hit in young], lines=False))
        self._last.setVisible(bool(hits))
        self.records.setVisible(bool(hits))
        self.records.show_rows([self._line(hit) for hit in hits[:LAST]])
        if not hits:
            self.open.setText(words(N_("Nothing has been recorded here yet")))

    def _show_repeats(self, records: Sequence[Snapshot]) -> None:
        found = [f"{label} {count}" for label, count in repeats(records, self._desk.words)]
        said = N_("Same kind within 90 days: {found}").having(found=" · ".join(found))
        self.repeats.setText(f"{SIGNS['due']} {self._desk.words(said)}")
        self.repeats.setVisible(bool(found))

    def _line(self, hit: Hit) -> Matter:
        label = BY_KEY[hit.form].form.flow.states.get(hit.state)
        state = self._desk.words(label) if label else hit.state
        if hit.state == VOIDED:
            sign, tint = SIGNS["void"], "muted"
        elif overdue(hit.due_at, self._desk.now()):
            sign, tint = SIGNS["overdue"], "overdue"
        elif is_open(hit):
            sign, tint = SIGNS["open"], "due"
        else:
            sign, tint = SIGNS["done"], "done"
        day = f"{hit.happened_at:%m-%d}" if hit.happened_at else ""
        if hit.happened_at and hit.happened_at.year != self._desk.now().year:
            day = f"{hit.happened_at:%Y-%m-%d}"
        return Matter(hit.id, f"{sign} {state}", hit.number, "", hit.line, day, tint)

    # -- hearing -----------------------------------------------------------------------------------------

    def hear(self, changes: Changes) -> None:  # noqa: ARG002
        """Something was written: read the room again, at once if it can be seen."""
        self._stale = self._unit is not None
        if self._stale and self.isVisible():
            self.show_unit(self._unit)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.show_unit(self._unit)


def is_open(hit: Hit) -> bool:
    """Tell whether something is still to be done."""
    return BY_KEY[hit.form].form.is_open(hit.state)


def repeats(records: Sequence[Snapshot], words: Words) -> list[tuple[str, int]]:
    """Return which kinds of matter came more than once, the most frequent first.

    An entry of which a form was made is the same matter as that form.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for one in records:
        key = one.record.form.key
        code = one.values.get(one.record.form.what_kind)
        if code and not one.values.get("linked_record"):
            counted[key, str(code)] += 1
    return [
        (words(columns_of(BY_KEY[key])[BY_KEY[key].form.what_kind].options[code]), count)  # type: ignore[attr-defined]
        for (key, code), count in counted.most_common(MOST_KINDS)
        if count > 1
    ]
