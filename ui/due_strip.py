"""Fourteen days at a glance: how many things fall due on each."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from custdesk.language import N_, Words
from custdesk.rules.periods import due_day
from custdesk.store.reader import overdue
from ui.theme import SIGNS, STEP, tints

STRIP_DAYS, STRIP_BACK = 14, 3


class DueStrip(QWidget):
    """Fourteen days at a glance: how many things fall due on each, today marked."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._today = datetime.date(2000, 1, 1)
        self.counts: dict[datetime.date, int] = {}
        self._late: frozenset[datetime.date] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words(N_("Due in these fourteen days")))

    def show_dues(self, dues: Sequence[datetime.datetime], now: datetime.datetime) -> None:
        """Count what falls due on each day."""
        self._today = now.date()
        self.counts = {}
        for due in dues:
            day = due_day(due)
            self.counts[day] = self.counts.get(day, 0) + 1
        self._late = frozenset(due_day(due) for due in dues if overdue(due, now))
        said = "；".join(
            f"{day:%m-%d} {self._words.weekday(day)} {self.counts[day]}"
            for day in self.days()
            if day in self.counts
        )
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def days(self) -> list[datetime.date]:
        """Return the days of the strip, some before today."""
        first = self._today - datetime.timedelta(days=STRIP_BACK)
        return [first + datetime.timedelta(days=place) for place in range(STRIP_DAYS)]

    def sizeHint(self) -> QSize:
        """Slim: a bar, the day and its weekday."""
        line = self.fontMetrics().lineSpacing()
        return QSize(STRIP_DAYS * self.fontMetrics().horizontalAdvance("00 周") // 1, line * 4)

    def minimumSizeHint(self) -> QSize:
        """Fourteen narrow days."""
        return QSize(STRIP_DAYS * self.fontMetrics().horizontalAdvance("000"), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw a bar with its number over each day."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        days, wide = self.days(), self.width() / STRIP_DAYS
        most = max((self.counts.get(day, 0) for day in days), default=0)
        for place, day in enumerate(days):
            area = QRect(
                round(place * wide), 0, round((place + 1) * wide) - round(place * wide), self.height()
            )
            self._paint_day(painter, area, day, most)
        painter.end()

    def _paint_day(self, painter: QPainter, area: QRect, day: datetime.date, most: int) -> None:
        tint, line = tints(), self.fontMetrics().lineSpacing()
        today = day == self._today
        if today:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(tint.accent)
            ground.setAlpha(38)
            painter.setBrush(ground)
            painter.drawRoundedRect(area.adjusted(1, 0, -1, 0), STEP / 2, STEP / 2)
        count = self.counts.get(day, 0)
        ink = tint.overdue if day in self._late else tint.due if today or count else tint.muted
        floor = area.bottom() - 2 * line - 2
        room = floor - line
        if count:
            high = max(round(room * count / max(most, 4)), 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if (day in self._late or today) else tint.accent)
            wide = min(area.width() // 2, 3 * STEP)
            painter.drawRect(QRect(area.center().x() - wide // 2, floor - high, wide, high))
            painter.setPen(ink if day in self._late or today else tint.accent)
            sign = SIGNS["overdue"] if day in self._late else ""
            top = QRect(area.left(), floor - high - line, area.width(), line)
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, f"{sign}{count}")
        painter.setPen(tint.rule)
        painter.drawLine(area.left() + 2, floor, area.right() - 2, floor)
        font = QFont(self.font())
        font.setBold(today)
        painter.setFont(font)
        painter.setPen(tint.accent if today else tint.muted)
        weekday = self._words(N_("today")) if today else self._words.weekday(day)
        painter.drawText(
            QRect(area.left(), floor + 2, area.width(), line), Qt.AlignmentFlag.AlignCenter, f"{day:%d}"
        )
        painter.drawText(
            QRect(area.left(), floor + line + 1, area.width(), line), Qt.AlignmentFlag.AlignCenter, weekday
        )
