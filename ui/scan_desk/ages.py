"""How long a printed sheet has been away: a word, a sign and a colour; the bar on top that counts them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from custdesk.language import N_, Text, Words
from ui.theme import SIGNS, STEP, tints


class Age(Struct, frozen=True):
    """One step of being away: up to so many days, counted by the calendar."""

    key: str
    word: Text
    sign: str
    tint: str  # a colour of theme.Tints
    days: int


AGES: Final = (
    Age("today", N_("Today", "printed"), SIGNS["open"], "done", 0),
    Age("week", N_("Within a week", "printed"), SIGNS["open"], "accent", 7),
    Age("month", N_("Within a month", "printed"), SIGNS["due"], "due", 31),
    Age("older", N_("Older", "printed"), SIGNS["overdue"], "overdue", 10**6),
)
ONE_DAY: Final = N_("1 day ago")
DAYS: Final = N_("{count} days ago")


def days_since(at: datetime.datetime, now: datetime.datetime) -> int:
    """Return the days of the calendar since a moment; what a wrong clock dated ahead is of today."""
    return max((now.date() - at.date()).days, 0)


def age_of(at: datetime.datetime, now: datetime.datetime) -> Age:
    """Return how old a print is."""
    days = days_since(at, now)
    return next(age for age in AGES if days <= age.days)


def said_age(words: Words, at: datetime.datetime, now: datetime.datetime) -> str:
    """Say how long ago it was, with its sign."""
    age, days = age_of(at, now), days_since(at, now)
    said = AGES[0].word if not days else ONE_DAY if days == 1 else DAYS.having(count=days)
    return f"{age.sign} {words(said)}"


class AgeBar(QWidget):
    """Four tiles side by side, each with its count and a bar as long; one of them chosen, or none for all."""

    chosen = Signal(str)  # the age's key; empty: all

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.counts: dict[str, int] = dict.fromkeys((age.key for age in AGES), 0)
        self.age = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words(N_("How long they have been away")))
        self.setToolTip(words(N_("A click, or ← and → in the list, shows those of one age only")))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many there are of each age."""
        self.counts = {age.key: counts.get(age.key, 0) for age in AGES}
        self.setAccessibleDescription(self.said())
        self.update()

    def said(self) -> str:
        """Return the counts in words."""
        return "  ".join(f"{age.sign} {self._words(age.word)} {self.counts[age.key]}" for age in AGES)

    def choose(self, key: str) -> None:
        """Show those of one age only; empty: all."""
        if key != self.age:
            self.age = key
            self.update()
            self.chosen.emit(key)

    def walk(self, by: int) -> None:
        """Go to the next age, over "all" at both ends."""
        keys = ("", *(age.key for age in AGES))
        self.choose(keys[(keys.index(self.age) + by) % len(keys)])

    # -- looks -------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return two lines of text and the bar."""
        return QSize(60 * STEP, self._high())

    def minimumSizeHint(self) -> QSize:
        """Return the least: four narrow tiles."""
        widest = max(self.fontMetrics().horizontalAdvance(self._words(age.word)) for age in AGES)
        return QSize(4 * (widest + 8 * STEP), self._high())

    def _high(self) -> int:
        return self.fontMetrics().lineSpacing() + 6 * STEP

    def tile(self, place: int) -> QRect:
        """Return where a tile stands."""
        wide = (self.width() - (len(AGES) - 1) * STEP) / len(AGES)
        left = round(place * (wide + STEP))
        return QRect(left, 0, round(wide), self.height() - 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, age in enumerate(AGES):
            self._draw(painter, self.tile(place).adjusted(1, 1, -1, -1), age)

    def _draw(self, painter: QPainter, tile: QRect, age: Age) -> None:
        tint, count, here = tints(), self.counts[age.key], self.age == age.key
        colour: QColor = getattr(tint, age.tint) if count else tint.muted
        painter.setPen(QPen(tint.accent if here else tint.rule, 2 if here else 1))
        painter.setBrush(tint.marked if here and self.hasFocus() else tint.paper)
        painter.drawRoundedRect(tile, 3, 3)
        inside = tile.adjusted(2 * STEP, STEP, -2 * STEP, -STEP)
        font = QFont(self.font())
        font.setBold(here)
        painter.setFont(font)
        painter.setPen(colour)
        low = Qt.AlignmentFlag.AlignTop
        painter.drawText(inside, low | Qt.AlignmentFlag.AlignLeft, f"{age.sign} {self._words(age.word)}")
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(inside, low | Qt.AlignmentFlag.AlignRight, str(count))
        bar = QRect(inside.left(), inside.bottom() - STEP, inside.width(), STEP)
        ground = QColor(tint.rule)
        ground.setAlpha(70)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(bar, 2, 2)
        if count:
            painter.setBrush(colour)
            most = max(self.counts.values())
            painter.drawRoundedRect(
                QRect(bar.topLeft(), QSize(max(bar.width() * count // most, 4), STEP)), 2, 2
            )

    # -- hands -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a tile; the chosen one again shows all."""
        at = event.position().toPoint()
        for place, age in enumerate(AGES):
            if self.tile(place).contains(at):
                self.choose("" if age.key == self.age else age.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and Esc show all."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.walk(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Home or (key == Qt.Key.Key_Escape and self.age):
            self.choose("")
        else:
            super().keyPressEvent(event)
