"""A row of buttons that goes on in the next line where the window is narrow, so that no label is ever cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from ui.theme import STEP


class FlowLayout(QLayout):
    """Widgets from left to right, wrapped; those of `add_right` stand together at the right end of the last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._right = 0  # how many of the last items stand at the right end
        self.setSpacing(STEP)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds here."""
        self._items.append(item)

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the item at a place."""
        self.addChildWidget(widget)
        self._items.insert(place, QWidgetItem(widget))
        self.invalidate()

    def add_right(self, widget: QWidget) -> None:
        """Add a widget that stands at the right end."""
        self.addWidget(widget)
        self._right += 1

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:  # type: ignore[override]
        """Return an item."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:  # type: ignore[override]
        """Take an item out."""
        if not 0 <= place < len(self._items):
            return None
        if place >= len(self._items) - self._right:
            self._right -= 1
        return self._items.pop(place)

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def minimumSize(self) -> QSize:
        """Return the size of the widest item: the others go below it."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        shown = self._shown()
        margins, gaps = self.contentsMargins(), self.spacing() * max(len(shown) - 1, 0)
        wide = sum(item.sizeHint().width() for item in shown) + gaps
        high = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(wide + margins.left() + margins.right(), high + margins.top() + margins.bottom())

    def setGeometry(self, area: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(area)
        self._lay(area, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay(self, area: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        left, right = area.x() + margins.left(), area.x() + area.width() - margins.right()
        at, top, high = left, area.y() + margins.top(), 0
        rightmost = {id(item) for item in self._items[len(self._items) - self._right :]}
        shown = self._shown()
        for place, item in enumerate(shown):
            size = item.sizeHint()
            if id(item) in rightmost and (place == 0 or id(shown[place - 1]) not in rightmost):
                rest = sum(one.sizeHint().width() + self.spacing() for one in shown[place:]) - self.spacing()
                if at > left and at + rest > right:  # they stay together
                    at, top, high = left, top + high + self.spacing(), 0
                at = max(at, right - rest)
            if at > left and at + size.width() > right:
                at, top, high = left, top + high + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(at, top), size))
            at += size.width() + self.spacing()
            high = max(high, size.height())
        return top + high + margins.bottom() - area.y()
