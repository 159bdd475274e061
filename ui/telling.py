"""The two plain things said before there is a window: what went wrong, and what is under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QProgressBar, QVBoxLayout, QWidget

from custdesk.language import N_, Text, Words
from ui.theme import STEP


def message_box(say: Words, *texts: Text | None) -> QMessageBox:
    """Return a plain dialog: the first sentence says what happened, the others the way out."""
    said = [say(text) for text in texts if text is not None]
    box = QMessageBox(QMessageBox.Icon.Warning, say(N_("Front desk")), said[0])
    box.setInformativeText("\n".join(said[1:]))
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


class Waiting(QWidget):
    """A small window that says what is under way."""

    def __init__(self, said: str) -> None:
        super().__init__(
            None, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(4 * STEP, 4 * STEP, 4 * STEP, 4 * STEP)
        box.setSpacing(2 * STEP)
        self.setWindowTitle(said)
        box.addWidget(QLabel(said))
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 0)
        self.bar.setMinimumWidth(360)
        box.addWidget(self.bar)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
