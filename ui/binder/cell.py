"""One box of a form on the screen: its label and its editor, and the wire from the editor to the sheet."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.binder.editors import NoteEditor
from ui.binder.lines_view import LinesView
from ui.theme import STEP


class Cell(QFrame):
    """One box: its label and its editor; a grave problem draws its border."""

    def __init__(self, label: str, editor: QWidget, *, starred: bool) -> None:
        super().__init__()
        self.setObjectName("cell")
        self.editor = editor
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        box.setSpacing(0)
        self.label = QLabel(f"{label} *" if starred else label)
        self.label.setObjectName("label")
        self.label.setBuddy(editor)
        box.addWidget(self.label)
        box.addWidget(editor)
        if not isinstance(editor, NoteEditor | LinesView):
            box.addStretch(1)

    def mark(self, problem: str) -> None:
        """Show or clear a problem: a border, and its words as tooltip."""
        self.setProperty("bad", bool(problem))
        self.setToolTip(problem)
        self.style().unpolish(self)
        self.style().polish(self)


class Takes(Protocol):
    """What a wire needs of a sheet."""

    def take_typed(self, name: str, text: str) -> None:
        """Take typed text."""

    def take_chosen(self, name: str, value: Any) -> None:
        """Take a chosen value."""

    def move_on(self, name: str) -> None:
        """Go to the next box."""


class Wire(QObject):
    """Connects one editor to the sheet by its field's name, without a lambda that keeps widgets alive (trap 13)."""

    def __init__(self, sheet: Any, name: str, editor: Any) -> None:
        super().__init__(sheet)
        self._sheet: Takes = sheet
        self._name = name
        editor.hand.typed.connect(self._typed)
        editor.hand.chosen.connect(self._chosen)
        editor.hand.done.connect(self._done)

    def _typed(self, text: str) -> None:
        self._sheet.take_typed(self._name, text)

    def _chosen(self, value: Any) -> None:
        self._sheet.take_chosen(self._name, value)

    def _done(self) -> None:
        self._sheet.move_on(self._name)
