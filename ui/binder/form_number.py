"""Says that a new form takes over a handwritten sheet with its pre-printed number, and lets it take a new one (R-008)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from custdesk.desk import Desk
from custdesk.language import N_
from ui.theme import STEP

KEY = "Alt+N"


class NumberMark(QWidget):
    """One line under a new form's title; hidden where the form has no pre-printed number."""

    wanted = Signal(str)  # the number this form is to be saved under; empty: a new one

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self.number = ""  # of the sheet
        self.taken = False  # the form takes it over
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2 * STEP)
        self.said = QLabel(objectName="muted", wordWrap=True)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(desk.words(N_("New number, or the sheet's again")))
        self.button.clicked.connect(self._on_pressed)
        action = QAction(self.button.accessibleName(), self.button)
        action.setShortcut(QKeySequence(KEY))
        action.triggered.connect(self._on_pressed)
        self.button.addAction(action)
        box.addWidget(self.said, 1)
        box.addWidget(self.button)
        self.setVisible(False)

    def show_number(self, number: str) -> None:
        """Show the number a form takes over; empty: none."""
        self.number, self.taken = number, bool(number)
        self._show()

    def _show(self) -> None:
        say = self._words
        trouble = self._desk.number_trouble(self.number) if self.taken else None
        if self.taken:
            said, text = trouble or N_("From the handwritten sheet {number}"), N_("New number")
        else:
            said = N_("Saved under a new number; the sheet {number} keeps waiting")
            text = N_("Number {number} again")
        self.said.setText(say(said.having(number=self.number)))
        self.said.setObjectName("problems" if trouble else "muted")
        self.said.style().polish(self.said)
        self.button.setText(f"{say(text.having(number=self.number))} {KEY}")
        self.setVisible(bool(self.number))

    def _on_pressed(self) -> None:
        if self.number:
            self.taken = not self.taken
            self._show()
            self.wanted.emit(self.number if self.taken else "")
