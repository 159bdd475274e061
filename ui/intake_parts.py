"""The two inputs of the intake: a line that means a room or a person, and the kinds chosen by a digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from custdesk.desk import Found
from custdesk.language import Text, Words
from custdesk.record import Create
from ui.binder.picking import Picker
from ui.theme import STEP, tints

COLUMNS = 5


class MeaningBox(QLineEdit):
    """A line whose words may mean one record, several, or none; it offers what the panel finds."""

    picked = Signal(object)  # Found
    entered = Signal()  # Enter
    left = Signal()  # the keyboard goes elsewhere

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.picker = Picker(self)
        self.picker.picked.connect(self.picked)

    def offer(self, found: Sequence[Found], *, asking: bool = False) -> None:
        """Show what is meant by the words; asked for by Enter, the next Enter takes the first."""
        self.picker.offer(found)
        if found and not asking:
            self.picker.setCurrentRow(-1)

    def show_text(self, text: str) -> None:
        """Show text that is settled."""
        self.picker.hide()
        self.setText(text)
        self.setModified(False)
        self.setCursorPosition(0)  # of a long name the beginning is seen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Esc go to the offered list first; Enter settles."""
        if self.picker.takes(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming back selects all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving settles what is clear."""
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isVisible():
            self.picker.hide()
            self.left.emit()
        super().focusOutEvent(event)


class KindBar(QFrame):
    """All answers of a choice side by side: a digit takes one and moves on, arrows walk, Enter keeps."""

    chosen = Signal(object)  # code
    done = Signal()

    def __init__(
        self, name: str, options: Mapping[str, Text], words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("kinds")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        accent = tints().accent.name()
        self.setStyleSheet(
            f"#kinds {{ border: 1px solid transparent; }} #kinds:focus {{ border: 1px solid {accent}; }}"
            f" QPushButton {{ padding: {STEP // 2}px; text-align: left; }}"
            f" QPushButton:checked {{ background: {accent}; color: {tints().paper.name()}; font-weight: 700; }}"
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(STEP // 2)
        self._codes = list(options)
        self._group = QButtonGroup(self)
        for place, (code, label) in enumerate(options.items()):
            digit = str((place + 1) % 10) if place < 10 else ""
            button = QPushButton(f"{digit} {words(label)}".strip(), checkable=True)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setObjectName(f"kind:{code}")
            self._group.addButton(button, place)
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        self._group.idClicked.connect(self._on_clicked)

    def show_code(self, code: object) -> None:
        """Show which answer is chosen."""
        if code in self._codes:
            button = self._group.button(self._codes.index(str(code)))
            button.setChecked(True)
            self.setAccessibleDescription(button.text())

    def take(self, place: int, *, moves_on: bool = True) -> None:
        """Choose an answer by its place."""
        if 0 <= place < len(self._codes):
            self.show_code(self._codes[place])
            self.chosen.emit(self._codes[place])
            if moves_on:
                self.done.emit()

    def _on_clicked(self, place: int) -> None:
        self.take(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, arrows, Enter."""
        now, key = self._group.checkedId(), event.key()
        ways = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS,
        }  # fmt: skip
        if event.text().isdigit() and event.text().isascii():
            self.take((int(event.text()) - 1) % 10)
        elif key in ways:
            self.take(now + ways[key], moves_on=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)


class MakeAction(QAction):
    """Makes another record of the entry being taken down."""

    wanted = Signal(object)  # Create

    def __init__(self, create: Create, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._create = create
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self.wanted.emit(self._create)
