"""The line above the sections: give scans, the watched folder, where the sheets are put, how far the reading is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from ui.answering import answer_to
from ui.flow_layout import FlowLayout
from ui.scan_desk.said import said_reading, said_waiting
from ui.scan_desk.taking_in import TakingIn
from ui.scan_desk.watching import Watching
from ui.theme import SIGNS, STEP

PLACE = N_("Filing place")
HINT = N_("Scan the signed sheets and drop the files here; each finds its record by its code")
FOLDER_LETTERS = 14  # of the watched folder's name; the tooltip has the rest


class PlaceBox(QLineEdit):
    """Where the sheets are put: Enter files, Esc gives the keyboard back."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Head(QWidget):
    """Says what is under way and asks the one question of a batch."""

    giving = Signal()
    choosing = Signal()  # another folder to watch
    filing = Signal(str)  # the place
    stopping = Signal()
    leaving = Signal()  # this batch is none of ours
    left = Signal()  # Esc in the place

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP // 2)
        box.addWidget(self._bar())
        box.addLayout(self._line())

    def _bar(self) -> QWidget:
        say, bar = self._words, QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 0, 0)
        self.give = self._button(N_("Take in scans …"), "Ctrl+O", self.giving.emit)
        self.give.setProperty("main", True)
        self.give.setToolTip(say(N_("PDF, JPEG, PNG, TIFF, HEIC; or drop files or a folder anywhere here")))
        self.folder = self._button(N_("Watch a folder …"), "Alt+W", self.choosing.emit)
        self.place = PlaceBox()
        self.place.setAcceptDrops(False)  # files dropped here are scans, not words
        self.place.setAccessibleName(say(PLACE))
        self.place.setPlaceholderText(say(N_("e.g. binder 3, cabinet 2")))
        self.place.setToolTip(say(N_("Where the sheets of this batch are put; Enter files them")))
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("国") * 14)
        self.place.entered.connect(self._on_entered)
        self.place.left.connect(self.left)
        placed = QWidget()
        row = QHBoxLayout(placed)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(f"{say(PLACE)} Alt+P", objectName="label")
        label.setBuddy(self.place)
        row.addWidget(label)
        row.addWidget(self.place)
        self.file = self._button(N_("File them"), "", self._on_entered, shown="Enter")
        self.leave = self._button(N_("Leave this batch"), "Alt+X", self.leaving.emit)
        self.leave.setToolTip(say(N_("Nothing is taken in; the files stay where they lie")))
        for part in (self.give, self.folder, placed, self.file, self.leave):
            flow.addWidget(part)
        return bar

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedWidth(30 * STEP)
        self.progress.setAccessibleName(self._words(N_("Reading")))
        self.stop = self._button(N_("Stop"), "Alt+S", self.stopping.emit)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        for part in (self.progress, self.stop):
            line.addWidget(part)
        line.addWidget(self.said, 1)
        return line

    def _button(self, text: Text, key: str, slot: Callable[[], object], *, shown: str = "") -> QPushButton:
        said = self._words(text)
        button = QPushButton(f"{said} {shown or key}".strip())
        button.setAccessibleName(said)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        answer_to(button, key, slot)
        button.clicked.connect(slot)
        return button

    def _on_entered(self) -> None:
        self.filing.emit(" ".join(self.place.text().split()))

    # -- what it says ------------------------------------------------------------------------------------

    def ask_place(self, last: str) -> None:
        """Ask where the sheets are put; the last place is offered, typing replaces it."""
        self.place.setText(last)
        self.place.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.place.selectAll()

    def show_folder(self, watching: Watching) -> None:
        """Say which folder is watched, or that it is gone."""
        say, folder = self._words, watching.folder
        if folder is None:
            text, tip = (
                say(N_("Watch a folder …")),
                say(N_("What a scanner lays there is taken in by itself")),
            )
        else:
            name = folder.name or str(folder)
            short = name if len(name) <= FOLDER_LETTERS else f"{name[:FOLDER_LETTERS]}…"
            if watching.lost:
                text = f"{SIGNS['overdue']} {say(N_('Folder gone: {folder}').having(folder=short))}"
            else:
                text = f"{SIGNS['due']} {say(N_('Watched: {folder}').having(folder=short))}"
            tip = str(folder)
        self.folder.setText(f"{text} Alt+W")
        self.folder.setAccessibleName(text)
        self.folder.setToolTip(tip)

    def show_state(self, taking: TakingIn, result: str) -> None:
        """Say how the batch stands; without one, what became of the last."""
        say, busy = self._words, taking.reading is not None
        for part in (self.progress, self.stop):
            part.setVisible(busy)
        self.file.setVisible(taking.ready)
        self.leave.setVisible(busy or taking.ready)
        if taking.trouble is not None:
            self._tell(self.said_trouble(taking.trouble), "problems")
        elif taking.reading is not None:
            self.progress.setRange(0, max(taking.total, 1))
            self.progress.setValue(taking.done)
            said = said_reading(say, taking.reading)
            if taking.place is not None:
                said += "  ·  " + say(N_("filed as soon as it is read"))
            self._tell(said)
        elif taking.batch is not None:
            self._tell(
                f"{said_waiting(say, taking.batch)}  →  {say(N_('Enter in the filing place files them'))}"
            )
        elif taking.troubled_files:
            count = N_("{count} files could not be taken in; they are listed under “Taken in”")
            said = f"{SIGNS['void']} {say(count.having(count=len(taking.troubled_files)))}"
            self._tell("  ·  ".join(filter(None, (result, said))), "problems")
        else:
            self._tell(result or say(HINT), "" if result else "muted")

    def _tell(self, text: str, looks: str = "") -> None:
        self.said.setText(text)
        if self.said.objectName() != looks:
            self.said.setObjectName(looks)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)

    def said_trouble(self, trouble: KnownError) -> str:
        """Say what went wrong, and the way out."""
        texts = [trouble.text, trouble.way_out or N_("Nothing is lost; try again with Enter")]
        return f"{SIGNS['void']} " + " → ".join(self._words(text) for text in texts)
