"""One section of the tab "Paper": what every one of them answers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from custdesk.desk import Desk
from custdesk.language import Text
from custdesk.store.answers import Changes
from ui.bus import Bus


class Section(QWidget):
    """Reads anew when it is shown, and when something changed; `counted` says that its count may be another."""

    counted = Signal()
    heading: Text  # in the list of sections

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        bus.changed.connect(self.hear)

    def hear(self, changes: Changes | None = None) -> None:  # noqa: ARG002
        """Something was written: read again, if it can be seen."""
        if self.isVisible():
            self._read_now()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile: a print tells nobody, and things grow older."""
        super().showEvent(event)
        self._read_now()

    def _read_now(self) -> None:
        self.read()
        self.counted.emit()

    def count(self) -> int:
        """Return how many things wait here; asked also while the section is not shown."""
        raise NotImplementedError

    def read(self) -> None:
        """Read and show what is here."""
        raise NotImplementedError

    def enter(self) -> None:
        """Take the keyboard: the section was chosen."""
        self.setFocus()
