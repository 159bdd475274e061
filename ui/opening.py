"""The window from its first moment: it says that the desk is being opened, and holds the names once they are read.

It loads nothing but Qt and the words, so that it is on the screen before anything of the office is loaded (trap 17).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from custdesk.language import N_, Words
from ui.theme import STEP

SIZE: Final = QSize(1000, 620)
PANEL: Final = (600, 400)


class Opening(QWidget):
    """One window for the time before somebody sits down: first empty, then with the names."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self.setWindowTitle(words(N_("Front desk")))
        self.resize(SIZE.boundedTo(self.screen().availableSize()))
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.page = self._empty(words)
        self._whole.addWidget(self.page)

    def _empty(self, words: Words) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(panel_in(page))
        box.addWidget(QLabel(words(N_("Front desk")), objectName="title"))
        box.addWidget(QLabel(words(N_("Opening …")), objectName="muted"))
        box.addStretch(1)
        box.setContentsMargins(4 * STEP, 4 * STEP, 4 * STEP, 3 * STEP)
        box.setSpacing(2 * STEP)
        return page

    def hold(self, page: QWidget) -> None:
        """Show a page in the place of what was there."""
        before, self.page = self.page, page
        self._whole.replaceWidget(before, page)
        before.hide()
        before.deleteLater()
        page.show()  # at once: in a window that is shown already Qt's layouts do it a moment later
        self.setWindowTitle(page.windowTitle() or self.windowTitle())


def panel_in(page: QWidget) -> QFrame:
    """Return the panel in the middle of a page; empty and filled it stands in the same place."""
    whole = QGridLayout(page)
    for side in (0, 2):
        whole.setColumnStretch(side, 1)
        whole.setRowStretch(side, 1)
    panel = QFrame(objectName="login")
    panel.setMinimumSize(*PANEL)
    whole.addWidget(panel, 1, 1)
    return panel
