"""One question in one line, below the list it is about: Enter answers, Esc leaves everything as it was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from custdesk.language import N_, Words
from ui.flow_layout import FlowLayout
from ui.theme import STEP

MOST_OFFERED = 9


class Offer(QPushButton):
    """An answer that is often given; its digit, or a click, writes it into the line."""

    def __init__(self, asking: AskLine, place: int, text: str) -> None:
        super().__init__(f"{place} {text}", flat=True)
        self._asking, self._text = asking, text
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._asking.take(self._text)


class AnswerLine(QLineEdit):
    """The line; a digit in the empty line takes an offered answer."""

    def __init__(self, asking: AskLine) -> None:
        super().__init__()
        self._asking = asking

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers, Esc leaves, digits choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._asking.answer()
        elif event.key() == Qt.Key.Key_Escape:
            self._asking.leave()
        elif not self.text() and event.text().isdecimal() and self._asking.offers(int(event.text())):
            self._asking.take_offer(int(event.text()))
        else:
            super().keyPressEvent(event)


class AskLine(QFrame):
    """Hidden until something is asked."""

    given = Signal(str)
    left = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._needed: str = ""
        self._offered: list[Offer] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, STEP, 0, STEP)
        box.setSpacing(STEP // 2)
        self.question = QLabel(objectName="heading", wordWrap=True)
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.line = AnswerLine(self)
        self.problem = QLabel(objectName="problems", wordWrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self._offers = QWidget()
        self._flow = FlowLayout(self._offers)
        self._flow.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(QLabel(words(N_("Enter: so be it   Esc: leave it")), objectName="muted"))
        for part in (self.question, self._offers):
            box.addWidget(part)
        box.addLayout(row)
        box.addWidget(self.problem)
        self.hide()

    def ask(self, question: str, *, offered: Sequence[str] = (), text: str = "", needed: str = "") -> None:
        """Ask; `text` stands in the line to be typed over, `needed` is said where the answer is empty."""
        for button in self._offered:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offered = [Offer(self, place, one) for place, one in enumerate(offered[:MOST_OFFERED], 1)]
        for button in self._offered:
            self._flow.addWidget(button)
            button.show()
        self._offers.setVisible(bool(self._offered))
        self._needed = needed
        self.question.setText(question)
        self.line.setAccessibleName(question)
        self.line.setText(text)
        self.line.selectAll()
        self.say("")
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say(self, problem: str) -> None:
        """Say why the answer cannot be taken; the words stay."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def offers(self, place: int) -> bool:
        """Tell whether there is an answer of that digit."""
        return 1 <= place <= len(self._offered)

    def take_offer(self, place: int) -> None:
        """Write an offered answer into the line."""
        self.take(self._offered[place - 1].accessibleName())

    def take(self, text: str) -> None:
        """Write an answer into the line; it may still be changed."""
        self.line.setText(text)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def answer(self) -> None:
        """Give the answer; the asker closes the line, or says why not."""
        said = self.line.text().strip()
        if not said and self._needed:
            self.say(self._needed)
        else:
            self.given.emit(said)

    def leave(self) -> None:
        """Leave everything as it was."""
        self.hide()
        self.left.emit()
