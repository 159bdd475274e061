"""Bars of a form's lines, as its paper draws them: each with its number, parts told by pattern, never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from custdesk.desk import Desk
from custdesk.fields import Masked, Showing
from custdesk.record import AnyRecord, lines_of
from custdesk.sheet import Chart
from ui.theme import STEP, tints

PATTERNS: Final = (
    Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.NoBrush, Qt.BrushStyle.Dense3Pattern,
)  # fmt: skip
LABEL_MOST: Final = 0.36  # part of the width that labels may take


class Bar(Struct, frozen=True):
    """One line: what is counted, its counts, and what they say."""

    label: str
    counts: tuple[float, ...]
    said: str


class ChartView(QWidget):
    """The chart of one table of lines."""

    def __init__(self, desk: Desk, record: AnyRecord, chart: Chart) -> None:
        super().__init__()
        self._desk, self._chart = desk, chart
        self._lines = lines_of(record)[chart.name]
        kinds = self._lines.line.kinds()
        self.key = [desk.words(kinds[name].label) for name in chart.figures] if len(chart.figures) > 1 else []
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(desk.words(chart.title or self._lines.label))
        self.setVisible(False)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the lines of a form; without lines there is nothing to draw."""
        rows: Sequence[Mapping[str, Any]] = values.get(self._chart.name) or ()
        self.bars = tuple(self._bar(row) for row in rows)
        self.setAccessibleDescription("；".join(f"{bar.label} {bar.said}" for bar in self.bars))
        self.setVisible(any(sum(bar.counts) for bar in self.bars))
        self.updateGeometry()
        self.update()

    def _bar(self, row: Mapping[str, Any]) -> Bar:
        kinds, showing = self._lines.line.kinds(), Showing(self._desk.words)

        def shown(name: str) -> str:
            value = row.get(name)
            return str(value) if isinstance(value, Masked) else kinds[name].show(value, showing)

        counts = tuple(
            max(float(value), 0.0) if isinstance(value := row.get(name), int | float) else 0.0
            for name in self._chart.figures
        )
        said = " / ".join(shown(name) or "–" for name in self._chart.figures)
        return Bar(shown(self._chart.label), counts, said)

    # -- Qt ----------------------------------------------------------------------------------------------

    def _step(self) -> int:
        return self.fontMetrics().lineSpacing() + STEP

    def sizeHint(self) -> QSize:
        """A line for each bar, one for the key."""
        return QSize(200, self._step() * (len(self.bars) + bool(self.key)) + 2 * STEP)

    def minimumSizeHint(self) -> QSize:
        """As low as it hints, as narrow as need be."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the key, labels, bars, numbers."""
        painter, metrics, step = QPainter(self), self.fontMetrics(), self._step()
        tint, top = tints(), STEP
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        if self.key:
            self._draw_key(painter, top)
            top += step
        wide = int(self.width() * LABEL_MOST)
        labels = min(max((metrics.horizontalAdvance(bar.label) for bar in self.bars), default=0), wide)
        said = max((metrics.horizontalAdvance(bar.said) for bar in self.bars), default=0)
        start = 2 * STEP + labels + STEP
        room = max(self.width() - start - said - 3 * STEP, 10)
        longest = max((sum(bar.counts) for bar in self.bars), default=0.0) or 1.0
        for bar in self.bars:
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, labels)
            painter.setPen(tint.ink)
            painter.drawText(QRect(STEP, top, labels + STEP, step), Qt.AlignmentFlag.AlignVCenter, text)
            left = start
            for place, count in enumerate(bar.counts):
                long = round(count / longest * room)
                self._paint(painter, QRect(left, top + STEP // 2, long, step - STEP), place)
                left += long
            painter.drawText(
                QRect(left + STEP, top, said + STEP, step), Qt.AlignmentFlag.AlignVCenter, bar.said
            )
            top += step

    def _draw_key(self, painter: QPainter, top: int) -> None:
        left, side = 2 * STEP, self.fontMetrics().ascent()
        for place, said in enumerate(self.key):
            self._paint(painter, QRect(left, top + STEP // 2, 2 * side, side), place)
            left += 2 * side + STEP
            painter.drawText(left, top + STEP // 2 + side, said)
            left += self.fontMetrics().horizontalAdvance(said) + 3 * STEP

    @staticmethod
    def _paint(painter: QPainter, area: QRect, place: int) -> None:
        if area.width() <= 0:
            return
        tint = tints()
        painter.fillRect(area, QBrush(tint.accent, PATTERNS[place % len(PATTERNS)]))
        painter.setPen(tint.ink)
        painter.drawRect(area.adjusted(0, 0, -1, -1))
