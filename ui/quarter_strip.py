"""A year's four quarters side by side: how each stands and how much counts for it (R-085)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from custdesk.language import N_, Text, Words
from ui.due_looks import Look
from ui.theme import STEP, tints

QUARTERS: Final = 4
#: what `events.quarter_state` says, as it looks
LOOKS: Final[dict[str, Look]] = {
    "overdue": Look("▲", N_("missed", "quarter"), "overdue", 0),
    "due_soon": Look("◆", N_("within 30 days", "quarter"), "overdue", 1),
    "evidence_missing": Look("●", N_("record missing", "quarter"), "due", 2),
    "due": Look("●", N_("to be held", "quarter"), "due", 3),
    "upcoming": Look("○", N_("to come", "quarter"), "muted", 4),
    "not_owed": Look("–", N_("before the start", "quarter"), "muted", 6, open=False),
    "done": Look("✓", N_("done", "quarter"), "done", 5, open=False),
}


class QuarterStrip(QWidget):
    """Four fields; Enter or a click shows the records behind them. What it shows is given: {period, state, count}."""

    chosen = Signal()

    def __init__(self, words: Words, label: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._label = words, label
        self._quarters: tuple[Any, ...] = ()
        self.said: list[str] = []  # each field in words
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words(label))

    def show_quarters(self, quarters: Sequence[Any]) -> None:
        """Show the quarters of a year, each with its `period`, `state` and `count`."""
        self._quarters = tuple(quarters)
        words = self._words
        self.said = []
        for one in self._quarters:
            look = self._look(one)
            self.said.append(f"{words(one.period.name)} {look.sign} {words(look.word)}（{one.count}）")
        whole = "\n".join([words(self._label), *self.said])
        self.setToolTip(whole)
        self.setAccessibleDescription("；".join(self.said))
        self.updateGeometry()
        self.update()

    @staticmethod
    def _look(one: Any) -> Look:
        return LOOKS.get(one.state, LOOKS["upcoming"])

    def sizeHint(self) -> QSize:
        """Wide enough for its words."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(text) for text in self._texts()), default=60)
        label = metrics.horizontalAdvance(self._words(self._label))
        return QSize(label + QUARTERS * (widest + 3 * STEP) + 2 * STEP, metrics.lineSpacing() + STEP)

    def minimumSizeHint(self) -> QSize:
        """Signs and numbers only."""
        metrics = self.fontMetrics()
        return QSize(QUARTERS * metrics.horizontalAdvance("Q4 ▲ 2"), metrics.lineSpacing() + STEP)

    def _texts(self) -> list[str]:
        return [
            f"Q{place} {self._look(one).sign} {self._words(self._look(one).word)}"
            + (f" {one.count}" if one.count else "")
            for place, one in enumerate(self._quarters, 1)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the label and the four fields."""
        if not self._quarters:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint, metrics = tints(), self.fontMetrics()
        label = self._words(self._label)
        used = metrics.horizontalAdvance(label) + 2 * STEP
        if used + self.minimumSizeHint().width() > self.width():
            used = 0  # narrow: the label is in the tooltip and said to screen readers
        painter.setPen(tint.accent if self.hasFocus() else tint.muted)
        painter.drawText(
            QRect(0, 0, used, self.height()), Qt.AlignmentFlag.AlignVCenter, label if used else ""
        )
        wide = (self.width() - used) / len(self._quarters)
        for place, text in enumerate(self._texts()):
            area = QRect(round(used + place * wide), 1, round(wide) - STEP // 2, self.height() - 2)
            self._paint_quarter(painter, area, text, self._look(self._quarters[place]))
        painter.end()

    def _paint_quarter(self, painter: QPainter, area: QRect, text: str, look: Look) -> None:
        tint = tints()
        ink = QColor(getattr(tint, look.tint))
        ground = QColor(ink)
        ground.setAlpha(26 if look.tint != "muted" else 12)
        painter.setPen(tint.accent if self.hasFocus() else tint.rule)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, 3, 3)
        font = QFont(self.font())
        font.setBold(look.tint == "overdue")
        painter.setFont(font)
        painter.setPen(ink)
        room = area.adjusted(STEP // 2, 0, -STEP // 2, 0)
        said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows the records."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click too."""
        super().mousePressEvent(event)
        self.chosen.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it went."""
        super().focusOutEvent(event)
        self.update()
