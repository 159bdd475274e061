"""A clock that went wrong is asked about before anybody sits down."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from custdesk.clock import clock_trouble
from custdesk.desk import Desk
from custdesk.language import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox


class ClockQuestion(QObject):
    """Says what the clock says and what the last entry says; a person answers."""

    answered = Signal(bool)  # the clock is right

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.box: QMessageBox | None = None

    def ask(self) -> bool:
        """Ask where the clock is before the last trail line, or far after it; tell whether that was needed."""
        say, last = self._desk.words, self._desk.last_written_at()
        if not clock_trouble(self._desk.now(), last):
            return False
        from ui.telling import message_box

        said = N_("The computer's clock says {now}, but the last entry is of {last}").having(
            now=self._desk.now(), last=datetime.datetime.fromisoformat(last)
        )
        way_out = N_("If the clock is wrong, quit, set it right and start again")
        self.box = message_box(say, said, way_out)
        self._right = self.box.addButton(say(N_("The clock is right, go on")), self.box.ButtonRole.AcceptRole)
        self.box.addButton(say(N_("Quit")), self.box.ButtonRole.RejectRole)
        self.box.finished.connect(self._on_finished)
        self.box.open()
        return True

    def _on_finished(self) -> None:
        self.answered.emit(self.box is not None and self.box.clickedButton() is self._right)
