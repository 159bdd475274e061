"""The answers of one callback, each by a key; what they mean to the draft is the page's business."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from custdesk.fields import Kind
from custdesk.language import N_, Words
from custdesk.record import AnyRecord, columns_of, filled, label_of
from custdesk.rules.callbacks import RATINGS
from custdesk.workflow import Values
from ui.intake_parts import WordsBox
from ui.phoning_parts import RateBar, YesNoBar, options_of
from ui.theme import STEP

DEFECT, COMPLAINT, PERSON, OPINION = "defect_found", "complaint_made", "person_reached", "opinion"


class Answers(QWidget):
    """Three judgements, two questions, who was reached, and the opinion in words."""

    answered = Signal(str, object)  # the field and its value
    back = Signal()  # words are finished: the keyboard goes to the next answer

    def __init__(self, record: AnyRecord, words: Words) -> None:
        super().__init__()
        self._record, self._values, self._rated = record, dict[str, object](), True
        kinds = columns_of(record)
        self.bars = {name: self._bar(kinds[name], words) for name in RATINGS}
        self.yes_no = {
            name: YesNoBar(key, words(kinds[name].label), words)
            for name, key in ((DEFECT, "D"), (COMPLAINT, "C"))
        }
        self.yes_no[DEFECT].answered.connect(self._on_defect)
        self.yes_no[COMPLAINT].answered.connect(self._on_complaint)
        self.person = QLineEdit()
        self.person.setAccessibleName(words(kinds[PERSON].label))
        self.person.textEdited.connect(self._on_person)
        self.person.returnPressed.connect(self.back)
        self.opinion = WordsBox(words(kinds[OPINION].label))
        self.opinion.textEdited.connect(self._on_opinion)
        self.opinion.entered.connect(self.back)
        self._labels: dict[str, QLabel] = {}
        self._lay(words)

    def _bar(self, kind: Kind, words: Words) -> RateBar:
        bar = RateBar(words(kind.label), options_of(kind), words)
        bar.chosen.connect(self._on_rated)
        bar.done.connect(self._on_bar_done)
        return bar

    def _lay(self, words: Words) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, STEP, 0, 0)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(1, 1)
        questions = QHBoxLayout()
        questions.addWidget(self.yes_no[DEFECT])
        questions.addSpacing(3 * STEP)
        questions.addWidget(self._label(COMPLAINT, self.yes_no[COMPLAINT], words))
        questions.addWidget(self.yes_no[COMPLAINT])
        self.none = QPushButton(f"{words(N_('Neither'))} 0", flat=True)
        self.none.setAccessibleName(words(N_("Neither defect nor complaint")))
        self.none.setAutoDefault(False)
        self.none.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.none.clicked.connect(self.neither)
        questions.addWidget(self.none)
        questions.addStretch(1)
        parts: dict[str, QWidget] = {
            **self.bars,
            DEFECT: self.yes_no[DEFECT],
            PERSON: self.person,
            OPINION: self.opinion,
        }
        for place, (name, part) in enumerate(parts.items()):
            grid.addWidget(self._label(name, part, words), place, 0)
            if name == DEFECT:
                grid.addLayout(questions, place, 1)
            else:
                grid.addWidget(part, place, 1)

    def _label(self, name: str, part: QWidget, words: Words) -> QLabel:
        key = {PERSON: "P", OPINION: "O"}.get(name, "")
        label = QLabel(f"{words(label_of(self._record, name))} {key}".strip(), objectName="label")
        label.setBuddy(part)
        self._labels[name] = label
        return label

    # -- showing -----------------------------------------------------------------------------------------

    def show_values(self, values: Values, *, rated: bool, name: str) -> None:
        """Show what a draft says; `name` is whoever is to be called."""
        self._values, self._rated = dict(values), rated
        for field, bar in self.bars.items():
            bar.show_code(values.get(field))
            bar.setVisible(rated)
            self._labels[field].setVisible(rated)
        for field, part in self.yes_no.items():
            part.show_value(values.get(field))
        self.show_person(values.get(PERSON))
        self.person.setPlaceholderText(name)
        self.opinion.show_text(str(values.get(OPINION) or ""))

    def show_person(self, name: object) -> None:
        """Show who was reached."""
        self.person.setText(str(name or ""))

    def typing(self) -> bool:
        """Tell whether words are being typed: then letters are letters."""
        return self.person.hasFocus() or self.opinion.hasFocus()

    def next_open(self) -> QWidget | None:
        """Return the first judgement that is still to be given."""
        if not self._rated:
            return None
        return next((bar for field, bar in self.bars.items() if not filled(self._values.get(field))), None)

    def go_to(self, fields: set[str]) -> None:
        """Put the keyboard into the first of these that takes it."""
        places: dict[str, QWidget] = {**self.bars, PERSON: self.person}
        part = next((part for field, part in places.items() if field in fields), None)
        if part is not None:
            part.setFocus()

    def walk(self, by: int) -> bool:
        """Go up or down among the judgements; False where the keyboard is elsewhere."""
        bars = list(self.bars.values())
        here = next((place for place, bar in enumerate(bars) if bar.hasFocus()), None)
        if here is not None:
            bars[max(0, min(here + by, len(bars) - 1))].setFocus()
        return here is not None

    # -- answering ---------------------------------------------------------------------------------------

    def _say(self, field: str, value: object) -> None:
        self._values[field] = value
        self.answered.emit(field, value)

    def _on_rated(self, code: object) -> None:
        bar = self.sender()
        self._say(next(field for field, one in self.bars.items() if one is bar), code)

    def _on_bar_done(self) -> None:
        """On to the next judgement; the last one keeps the keyboard."""
        bars = list(self.bars.values())
        place = bars.index(self.sender())  # type: ignore[arg-type]
        bars[min(place + 1, len(bars) - 1)].setFocus()

    def _on_defect(self, value: object) -> None:
        self._say(DEFECT, value)

    def _on_complaint(self, value: object) -> None:
        self._say(COMPLAINT, value)

    def _on_person(self, text: str) -> None:
        self._say(PERSON, text.strip() or None)

    def _on_opinion(self, text: str) -> None:
        self._say(OPINION, text.strip() or None)

    def neither(self) -> None:
        """0: no defect and no complaint."""
        for field, part in self.yes_no.items():
            part.show_value(False)
            self._say(field, False)

    def to_opinion(self) -> None:
        """O: the opinion in words."""
        self.opinion.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def to_person(self) -> None:
        """P: somebody else was reached."""
        self.person.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.person.selectAll()

    def takes(self, event: QKeyEvent) -> bool:
        """Answer by a letter or 0; tell whether the key was one of them."""
        ways: dict[int, Callable[[], None]] = {
            Qt.Key.Key_0: self.neither, Qt.Key.Key_O: self.to_opinion, Qt.Key.Key_P: self.to_person,
        }  # fmt: skip
        if event.key() == Qt.Key.Key_D:
            self.yes_no[DEFECT].turn(self._values.get(DEFECT))
        elif event.key() == Qt.Key.Key_C:
            self.yes_no[COMPLAINT].turn(self._values.get(COMPLAINT))
        elif event.key() in ways:
            ways[event.key()]()
        else:
            return False
        return True
