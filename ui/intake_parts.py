"""The inputs of the intake: a line that means a room or a person, growing words, kinds chosen by a digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)  # fmt: skip

from custdesk.desk import Found
from custdesk.language import Text, Words
from custdesk.record import Create
from custdesk.workflow import Values
from ui.binder.picking import Picker
from ui.theme import STEP

COLUMNS = 5
MOST_LINES = 3  # lines the words may grow to


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


class WordsBox(QPlainTextEdit):
    """Words of one line that grow to three; Enter is for whoever listens, Shift+Enter begins a new line."""

    textEdited = Signal(str)  # noqa: N815 - named as Qt names it in a line
    entered = Signal()  # Enter
    grew = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, most: int = MOST_LINES) -> None:
        super().__init__(parent)
        self._most, self._quiet = most, False
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(STEP // 2)
        self.textChanged.connect(self._on_text)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """Return the words."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Show words that are settled."""
        if text != self.toPlainText():
            self._quiet = True
            self.setPlainText(text)
            self._quiet = False
        self._fit()

    def insert(self, text: str) -> None:
        """Type words."""
        self.insertPlainText(text)

    def changeEvent(self, event: QEvent) -> None:
        """The height follows the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _on_text(self) -> None:
        self._fit()
        if not self._quiet:
            self.textEdited.emit(self.toPlainText())

    def _fit(self) -> None:
        lines = max(1, int(self.document().size().height()))
        shown = min(lines, self._most)
        many = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if lines > self._most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setVerticalScrollBarPolicy(many)
        high = shown * self.fontMetrics().lineSpacing() + 2 * (STEP // 2 + self.frameWidth()) + 2
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)
            self.grew.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower means more lines."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves or goes on; Ctrl+Enter belongs to the panel."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            event.ignore()  # nothing typed since: the window takes back the last save
        else:
            super().keyPressEvent(event)


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
        """Show which answer is chosen; none where nobody has answered yet."""
        if code in self._codes:
            button = self._group.button(self._codes.index(str(code)))
            button.setChecked(True)
            self.setAccessibleDescription(button.text())
        elif (button := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            button.setChecked(False)
            self._group.setExclusive(True)
            self.setAccessibleDescription("")

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


def called_for(creates: Sequence[Create], values: Values) -> Create | None:
    """Return the record that a matter of this kind is usually made into; None where the entry is enough.

    Of two that are meant for other kinds first it is the one declared later: what the company passes on is
    entered in the register, from which its complaint form is made (R-021).
    """
    kind = values.get("kind")
    fitting = [create for create in reversed(creates) if kind in create.kinds and create.ready(values)]
    return min(fitting, key=lambda create: create.kinds.index(kind), default=None)


def kind_for(create: Create, values: Values) -> object:
    """Return the kind of an entry that becomes this record: its own where that fits, else the one it is meant for."""
    own = values.get("kind")
    return own if own in create.kinds or not create.kinds else create.kinds[0]
