"""Paints a list's cells: a screenful at once, so each cell asks the model once and the style only where it must."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.binder.list_model import RecordTable

TEXT = QPalette.ColorRole.Text
MARGIN = 3  # as the style has it: its focus frame and one pixel
MOST_CUT = 4_000  # shortened texts remembered
SELECTED = QStyle.StateFlag.State_Selected.value
ACTIVE = QStyle.StateFlag.State_Active.value
OF_THE_STYLE = QStyle.StateFlag.State_HasFocus.value | QStyle.StateFlag.State_MouseOver.value
LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine).value
RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine).value


class RowPainter(QStyledItemDelegate):
    """Paints what the style would paint; the cell with the focus or under the mouse is left to it."""

    def __init__(self, model: RecordTable, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self._cut: dict[tuple[str, int], str] = {}
        self._use(view.font())

    def _use(self, font: QFont) -> None:
        self._font, self._metrics, self._cut = QFont(font), QFontMetrics(font), {}
        self._struck = QFont(font)
        self._struck.setStrikeOut(True)
        self._widest = self._metrics.horizontalAdvance("字") + 2

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        state = option.state.value
        if state & OF_THE_STYLE:
            super().paint(painter, option, index)
            return
        column = index.column()
        face = self._model.face(index.row())
        rect: QRect = option.rect
        if state & SELECTED:
            group = QPalette.ColorGroup.Active if state & ACTIVE else QPalette.ColorGroup.Inactive
            painter.fillRect(rect, option.palette.brush(group, QPalette.ColorRole.Highlight))
            if face is not None:
                painter.setPen(option.palette.color(group, QPalette.ColorRole.HighlightedText))
        elif face is not None:
            painter.setPen(
                self._model.ink(face).color() if column in face.inked else option.palette.color(TEXT)
            )
        if face is None:
            return
        text = face.texts[column]
        if not text:
            return
        font = option.font
        if font is not self._font and font != self._font:
            self._use(font)
        painter.setFont(self._struck if face.voided else font)
        width = rect.width() - 2 * MARGIN
        if len(text) * self._widest > width:
            text = self._shortened(text, width)
        flags = RIGHT if self._model.is_figure(column) else LEFT
        painter.drawText(rect.adjusted(MARGIN, 0, -MARGIN, 0), flags, text)

    def _shortened(self, text: str, width: int) -> str:
        found = self._cut.get((text, width))
        if found is None:
            if len(self._cut) > MOST_CUT:
                self._cut.clear()
            found = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[text, width] = found
        return found
