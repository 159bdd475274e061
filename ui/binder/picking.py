"""The little list under a field: what the typed words may mean; it never takes the keyboard away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from custdesk.desk import Found

ROWS = 8


class Picker(QListWidget):
    """Offers records below its field; Up, Down, Enter and Escape are handed to it by the field."""

    picked = Signal(object)  # Found

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.itemClicked.connect(self._take)

    def offer(self, found: Sequence[Found]) -> None:
        """Show what was found; nothing hides the list."""
        self.clear()
        if not found or not self._owner.isVisible():
            self.hide()
            return
        for one in found:
            item = QListWidgetItem(f"{one.label}  {one.remark}".strip())
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.addItem(item)
        self.setCurrentRow(0)
        height = self.sizeHintForRow(0) * min(len(found), ROWS) + 2 * self.frameWidth()
        self.resize(max(self._owner.width(), 260), height)
        self.move(self._owner.mapToGlobal(QPoint(0, self._owner.height())))
        self.show()

    def takes(self, event: QKeyEvent) -> bool:
        """Handle a key of the field while the list is open; tell whether it was used."""
        if not self.isVisible():
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._take(self.currentItem())
            return False  # the same Enter also moves on
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.picked.emit(item.data(Qt.ItemDataRole.UserRole))
