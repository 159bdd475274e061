"""What the phoning page is made of: ratings and yes or no by one key, reasons for a vain try, the card of the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.fields import Masked
from custdesk.language import N_, Text, Words
from custdesk.record import Filter, described, label_of
from custdesk.rules.callbacks import OPEN
from custdesk.snapshot import Snapshot
from custdesk.store.reader import ListQuery
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.intake_parts import KindBar
from ui.matter_list import Matter, MatterList
from ui.theme import SIGNS, STEP, tints
from ui.today import days_left

#: why nobody was reached, by the digit that says so
REASONS: Final[tuple[Text, ...]] = (
    N_("Nobody answered"), N_("Switched off or out of service"), N_("Engaged"), N_("Wrong number"),
    N_("Not convenient now"),
)  # fmt: skip
#: what the card says of the record the call is about: the first of each that the record has
ABOUT: Final = (
    ("requested_by", "complainant", "customer"), ("unit",), ("content",), ("work_done", "handling"),
    ("worker", "handler"), ("finished_at", "handled_at"), ("fee",),
)  # fmt: skip

FORM: Final = "service_callback"
TO_CALL: Final = Filter("to_call", N_("To call"), OPEN)
MOST: Final = 500
KEYS: Final[tuple[tuple[str, Text], ...]] = (
    ("1 … 5", N_("Quality, then attitude, then on the whole")),
    ("0", N_("Neither defect nor complaint")),
    ("D", N_("Defect: yes, again: no")),
    ("C", N_("Complaint: yes, again: no")),
    ("O", N_("Opinion in words")),
    ("P", N_("Somebody else was reached")),
    ("N", N_("Nobody reached")),
    ("G", N_("Not reachable, give up")),
    ("Enter", N_("Save, on to the next")),
    ("PgUp  PgDn", N_("The call before, the next call")),
    ("F8", N_("Show the phone; it is logged")),
    ("F3", N_("The whole form")),
    ("Alt+1", N_("Make the complaint form of the last call")),
    ("Ctrl+Z", N_("Take back")),
    ("Ctrl+P", N_("Print the sheets")),
    ("Ctrl+Shift+P", N_("Print the day's list")),
    ("Esc", N_("Away with what is in front; words are kept")),
)


class CallList(MatterList):
    """The list of calls; letters and digits go to the page, not to a search by first letters."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only the arrows and the keys that turn the page are the list's."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()


class RateBar(KindBar):
    """One judgement in five steps: a digit takes it and moves on; all other keys are the page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and the arrows sideways."""
        digit = event.text() in tuple("12345")
        if digit or event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
        else:
            event.ignore()


class YesNoBar(QWidget):
    """One question answered by a key: the first press says yes, the next no."""

    answered = Signal(object)  # bool

    def __init__(self, key: str, text: str, words: Words) -> None:
        super().__init__()
        self._text = text
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        self.setObjectName("yesNo")
        self._group = QButtonGroup(self)
        self._buttons: dict[bool, QPushButton] = {}
        for value, said in ((True, N_("Yes")), (False, N_("No"))):
            button = QPushButton(f"{words(said)} {key if value else ''}".strip(), checkable=True)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(f"{text}：{words(said)}")
            self._group.addButton(button, int(value))
            self._buttons[value] = button
            box.addWidget(button)
        box.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)

    def show_value(self, value: object) -> None:
        """Show the answer; neither where nobody has answered yet."""
        self._group.setExclusive(False)
        for answer, button in self._buttons.items():
            button.setChecked(value is not None and bool(value) is answer)
        self._group.setExclusive(True)

    def turn(self, value: object) -> None:
        """Answer yes, or no where yes is the answer already."""
        self._answer(not value)

    def _answer(self, value: bool) -> None:
        self.show_value(value)
        self.answered.emit(value)

    def _on_clicked(self, answer: int) -> None:
        self._answer(bool(answer))


class ReasonBar(QWidget):
    """Why nobody was reached: a digit says it, Esc goes back."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._said = [words(reason) for reason in REASONS]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words(N_("Why in vain")))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        title = QLabel(
            words(N_("Nobody reached: why? A digit says it, Esc goes back")), objectName="warnings"
        )
        box.addWidget(title)
        self._group = QButtonGroup(self)
        line = FlowLayout()
        for place, said in enumerate(self._said):
            button = QPushButton(f"{place + 1} {said}")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(button, place)
            line.addWidget(button)
        box.addLayout(line)
        self._group.idClicked.connect(self._on_clicked)

    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(self._said[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit, or Esc."""
        if event.text() and event.text() in "123456789"[: len(self._said)]:
            self._on_clicked(int(event.text()) - 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()


class Story(QScrollArea):
    """What the call is about: as high as its words, less where there is no room; then it scrolls."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(card)

    def sizeHint(self) -> QSize:
        """Return the height of the words at this width."""
        laid = self.widget().layout()
        high = laid.totalHeightForWidth(self.viewport().width()) if laid is not None else 0
        return QSize(super().sizeHint().width(), high + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        self.updateGeometry()


class CallCard(QWidget):
    """Who is called about what: name, room, phone with its key, what was done and by whom, earlier tries."""

    def __init__(self, desk: Desk, bus: Bus) -> None:
        super().__init__()
        self._desk, self._bus = desk, bus
        self._subject: Snapshot | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        top = QHBoxLayout()
        self.who = QLabel(objectName="title")
        self.phone = QLabel(objectName="title")
        self.reveal = QPushButton(desk.words(N_("Show", "phone")) + " F8")
        self.reveal.setAccessibleName(desk.words(N_("Show the phone; it is logged")))
        self.reveal.setToolTip(desk.words(N_("Show the phone; it is logged")))
        self.reveal.setAutoDefault(False)
        self.reveal.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reveal.clicked.connect(self.show_phone)
        for part in (self.who, self.phone, self.reveal):
            top.addWidget(part)
        top.addStretch(1)
        box.addLayout(top)
        self.due = QLabel()
        box.addWidget(self.due)
        self.about = QLabel(wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.RichText)
        box.addWidget(self.about)
        self.tries = QLabel(objectName="warnings", wordWrap=True)
        box.addWidget(self.tries)
        box.addStretch(1)
        for label in (self.who, self.phone, self.due, self.tries):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def name(self) -> str:
        """The name of whoever is to be called."""
        return self._said(ABOUT[0])

    def show_call(self, call: Snapshot, subject: Snapshot | None, said: str, tint: str) -> None:
        """Show one callback: `said` is how long there is."""
        words = self._desk.words
        self._subject = subject
        parts = [self._said(ABOUT[1]) or call.show("unit", words), self.name or words(N_("name not known"))]
        self.who.setText("  ".join(part for part in parts if part))
        self._show_phone()
        kind = call.show("kind", words)
        about = f"{subject.number} {subject.show('state', words)}" if subject is not None else ""
        self.due.setText("   ".join(part for part in (said, kind, about, call.number) if part))
        self.due.setProperty("tint", tint or "muted")
        self.due.style().polish(self.due)
        chain = tuple((name,) for name in (subject.record.form.chain if subject is not None else ()))
        self.about.setText("&nbsp;&nbsp; ".join(filter(None, map(self._told, (*ABOUT[2:], *chain)))))
        rows = call.values.get("attempts") or ()
        tried = [
            f"{row['at']:%m-%d %H:%M} {row.get('reason') or ''}".strip() for row in rows if row.get("at")
        ]
        self.tries.setText(
            f"{SIGNS['due']} {words(N_('Tried {count} times').having(count=len(tried)))}：{'；'.join(tried)}"
        )
        self.tries.setVisible(bool(tried))

    def _told(self, names: Sequence[str]) -> str:
        """Return one thing about the record with its label, for a paragraph; what was typed is never markup."""
        said, name = self._said(names), self._known(names)
        if not said or name is None or self._subject is None:
            return ""
        label = escape(self._desk.words(label_of(self._subject.record, name)))
        return f'<b style="color:{tints().muted.name()}">{label}</b>&nbsp;{escape(said)}'

    def _known(self, names: Sequence[str]) -> str | None:
        if self._subject is None:
            return None
        return next((name for name in names if name in described(self._subject.record)), None)

    def _said(self, names: Sequence[str]) -> str:
        name = self._known(names)
        return self._subject.show(name, self._desk.words) if name and self._subject is not None else ""

    def _show_phone(self) -> None:
        value = self._subject.values.get("phone") if self._subject is not None else None
        self.phone.setText(str(value) if value else self._desk.words(N_("no phone")))
        self.reveal.setVisible(isinstance(value, Masked))

    def show_phone(self) -> None:
        """F8: show the masked phone; logged once per person, record and day (R-011)."""
        if self._subject is None or not isinstance(self._subject.values.get("phone"), Masked):
            return
        try:
            self.phone.setText(str(self._desk.reveal(self._subject.id, "phone") or ""))
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        self.reveal.setVisible(False)


def options_of(kind: Any) -> Mapping[str, Text]:
    """Return the answers of a choice."""
    found: Mapping[str, Text] = kind.options
    return found


def calls_due(desk: Desk) -> list[Snapshot]:
    """Return the callbacks to be made, what is overdue first, without a date last (R-065)."""
    reader, now = desk.read(), desk.now()
    calls = reader.records(reader.ids(ListQuery(FORM, TO_CALL, descending=False), MOST), lines=False)
    return sorted(
        calls, key=lambda one: (one.values.get("due_at") is None, one.values.get("due_at") or now, one.id)
    )


def line_of(call: Snapshot, desk: Desk) -> Matter:
    """Return one call as a line: where and who, how urgent, what about."""
    words, due = desk.words, call.values.get("due_at")
    left, tint = f"{SIGNS['open']} {words(N_('no date'))}", "muted"
    if due is not None:
        said, sign, tint = days_left(due, desk.now())
        left = f"{sign} {words(said)}"
    who = "  ".join(filter(None, (call.show("unit", words), call.show("requested_by", words))))
    text = " · ".join(filter(None, (call.show("kind", words), call.show("content", words))))
    return Matter(call.id, left, number=who or call.number, text=" ".join(text.split()), tint=tint)
