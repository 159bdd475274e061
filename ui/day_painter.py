"""One day of the month as it is painted: its number, the holiday's name, and what is due."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from custdesk.language import N_, Text, Words
from custdesk.settings import HOLIDAY, Holiday
from ui.due_looks import look_of
from ui.theme import STEP, tints

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing

Index = QModelIndex | QPersistentModelIndex
DAY = Qt.ItemDataRole.UserRole
FEW_LETTERS = 5  # a cell narrower than this shows counts instead of cut words


class DayCell(Struct, frozen=True):
    """One day of the grid."""

    day: datetime.date
    inside: bool  # of the month shown
    today: bool
    holiday: Holiday | None
    things: tuple[DueThing, ...]

    @property
    def free(self) -> bool:
        """Tell whether nobody works: a weekend that is not worked, or a holiday."""
        if self.holiday is not None:
            return self.holiday.kind == HOLIDAY
        return self.day.weekday() >= 5


def counted(things: Sequence[DueThing]) -> list[tuple[str, int]]:
    """Return how many things are in each state, what matters most first."""
    states = sorted({thing.state for thing in things}, key=lambda state: look_of(state).rank)
    return [(state, sum(thing.state == state for thing in things)) for state in states]


def said_in_a_cell(thing: DueThing, words: Words) -> str:
    """Return a thing in few words: a duty's name, of a record what it is about; a number alone says nothing."""
    if thing.duty:
        return words(thing.label)
    if isinstance(thing.detail, Text) and thing.detail.values:
        return words(thing.detail)
    return f"{words(thing.label)} {words(thing.detail)}".strip()


class DayPainter(QStyledItemDelegate):
    """Paints a day: its number, the holiday's name, and as many due things as there is room for."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """The grid shares out what there is."""
        line = option.fontMetrics.lineSpacing()
        return QSize(option.fontMetrics.horizontalAdvance("国国国"), 2 * line)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a day."""
        cell = index.data(DAY)
        if not isinstance(cell, DayCell):
            return
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_ground(painter, option, cell)
        if cell.things and look_of(cell.things[0].state).open:  # the worst of the day, seen from afar
            stripe = QRect(option.rect.left(), option.rect.top(), STEP // 2, option.rect.height())
            painter.fillRect(stripe, _ink(look_of(cell.things[0].state).tint, inside=cell.inside))
        area = option.rect.adjusted(STEP, STEP // 3, -STEP, -STEP // 3)
        line = painter.fontMetrics().lineSpacing()
        self._paint_head(painter, QRect(area.left(), area.top(), area.width(), line), cell)
        self._paint_things(painter, area.adjusted(0, line + 1, 0, 0), cell)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, cell: DayCell) -> None:
        tint = tints()
        painter.fillRect(option.rect, tint.ground if cell.free or not cell.inside else tint.paper)
        if option.state & QStyle.StateFlag.State_Selected:
            held = option.widget is not None and option.widget.hasFocus()
            ground = QColor(tint.accent)
            ground.setAlpha(46 if held else 24)
            painter.fillRect(option.rect, ground)
            pen = painter.pen()
            pen.setColor(tint.accent if held else tint.rule)
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))

    def _paint_head(self, painter: QPainter, area: QRect, cell: DayCell) -> None:
        tint, metrics = tints(), painter.fontMetrics()
        number = str(cell.day.day)
        if cell.day.day == 1 or not cell.inside:
            number = f"{cell.day.month}-{cell.day.day}"
        wide = max(metrics.horizontalAdvance(number), metrics.horizontalAdvance("00")) + STEP
        painter.setPen(tint.muted if not cell.inside else tint.ink)
        if cell.today:
            font = QFont(painter.font())
            font.setBold(True)
            painter.setFont(font)
            said = self._words(N_("today"))
            if painter.fontMetrics().horizontalAdvance(f"{number} {said}") + STEP < area.width():
                number = f"{number} {said}"
            wide = painter.fontMetrics().horizontalAdvance(number) + STEP
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(tint.accent)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRect(area.left() - 2, area.top(), wide, area.height()), 3, 3)
            painter.setPen(tint.paper)
        painter.drawText(area.adjusted(1, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, number)
        font = QFont(painter.font())
        font.setBold(False)
        painter.setFont(font)
        if cell.holiday is not None:
            mark = self._words(N_("off", "day") if cell.free else N_("work", "day"))
            name = f"{mark} {cell.holiday.name}".strip()
            painter.setPen(tint.overdue if cell.free else tint.muted)
            room = area.adjusted(wide + STEP // 2, 0, 0, 0)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, shown)

    def _paint_things(self, painter: QPainter, area: QRect, cell: DayCell) -> None:
        metrics = painter.fontMetrics()
        line = metrics.lineSpacing()
        lines = area.height() // line
        if not cell.things or lines < 1:
            return
        if lines < 2 < len(cell.things) or area.width() < metrics.horizontalAdvance("国") * FEW_LETTERS:
            self._paint_counts(painter, area, cell)
            return
        shown = cell.things if len(cell.things) <= lines else cell.things[: lines - 1]
        top = area.top()
        for thing in shown:
            look = look_of(thing.state)
            place = QRect(area.left(), top, area.width(), line)
            painter.setPen(_ink(look.tint, inside=cell.inside))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, look.sign)
            used = metrics.horizontalAdvance("▲") + STEP // 2
            rest = place.adjusted(used, 0, 0, 0)
            if not look.open:
                painter.setPen(tints().muted)
            words = metrics.elidedText(
                said_in_a_cell(thing, self._words), Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(rest, Qt.AlignmentFlag.AlignLeft, words)
            top += line
        if len(shown) < len(cell.things):
            left = cell.things[len(shown) :]
            self._paint_counts(painter, QRect(area.left(), top, area.width(), line), cell, left, more=True)

    def _paint_counts(
        self, painter: QPainter, area: QRect, cell: DayCell, things: Sequence[DueThing] | None = None,
        *, more: bool = False,
    ) -> None:  # fmt: skip
        metrics = painter.fontMetrics()
        left, top, line = area.left(), area.top(), metrics.lineSpacing()
        if more:
            painter.setPen(tints().muted)
            painter.drawText(QRect(left, top, area.width(), line), Qt.AlignmentFlag.AlignLeft, "+")
            left += metrics.horizontalAdvance("+") + STEP // 2
        for state, count in counted(cell.things if things is None else things):
            said = f"{look_of(state).sign}{count}"
            wide = metrics.horizontalAdvance(said)
            if left + wide > area.right() + 1:
                if top + 2 * line > area.bottom() + 2:
                    break
                left, top = area.left(), top + line
            painter.setPen(_ink(look_of(state).tint, inside=cell.inside))
            painter.drawText(QRect(left, top, wide + 2, line), Qt.AlignmentFlag.AlignLeft, said)
            left += wide + STEP


def _ink(tint: str, *, inside: bool) -> QColor:
    colour: QColor = QColor(getattr(tints(), tint))
    if not inside:
        colour.setAlpha(150)
    return colour
