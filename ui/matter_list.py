"""One list for mixed matters: headed sections of one-line records, walked with Up and Down as one list.

Workbench, search and room card share it; what a line stands for is its `key`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme import STEP, Tints, tints

ROOM_LETTERS = 9  # wide characters a room's column takes at most; the tooltip has the rest
FAR = 100_000  # lines: to the first, to the last
STEPS = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_Home: -FAR, Qt.Key.Key_End: FAR,
}  # fmt: skip
#: made once: joining flags takes longer than finding out where a word ends
IN_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
AT_BOTTOM = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextSingleLine
BEFORE_MARK = 6  # letters shown before the first marked word of a long line


class Head(Struct, frozen=True):
    """A section's head: its count, and a calm line where it holds nothing."""

    text: str
    count: int | str | None = None  # 20+ where nobody counted further
    tint: str = ""  # a colour of theme.Tints
    calm: str = ""

    @property
    def said(self) -> str:
        """The head in words, for screen and screen reader."""
        counted = self.text if self.count is None else f"{self.text}  {self.count}"
        return f"{counted}   {self.calm}".rstrip()


class Matter(Struct, frozen=True):
    """One line: how urgent, which record, where, what, and when."""

    key: Hashable
    left: str = ""  # word and sign: ▲ overdue by 3 days
    number: str = ""
    room: str = ""
    text: str = ""
    right: str = ""
    tint: str = ""  # of `left`
    marks: tuple[tuple[int, int], ...] = ()  # of `text`
    number_marks: tuple[tuple[int, int], ...] = ()

    @property
    def said(self) -> str:
        """The line in words."""
        parts = (self.left, self.number, self.room, self.text, self.right)
        return "  ".join(part for part in parts if part)


Row = Head | Matter
Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


class MatterModel(QAbstractListModel):
    """The rows of the list; heads cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.widths = (0, 0, 0)  # left, number, room

    def show_rows(self, rows: Sequence[Row], metrics: QFontMetrics) -> None:
        """Show other rows; the columns are as wide as what they hold."""
        self.beginResetModel()
        self.rows = list(rows)
        lines = [row for row in rows if isinstance(row, Matter)]
        most = metrics.horizontalAdvance("国") * ROOM_LETTERS
        self.widths = (
            max((metrics.horizontalAdvance(row.left) for row in lines), default=0),
            max((metrics.horizontalAdvance(row.number) for row in lines), default=0),
            min(max((metrics.horizontalAdvance(row.room) for row in lines), default=0), most),
        )
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row in words, for screen readers and tests, or the row itself."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.said
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Matter):
            return row.said
        return row if role == ROW else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are passed over by the arrows."""
        if not index.isValid() or isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class MatterPainter(QStyledItemDelegate):
    """Paints a row in columns, or in two lines where it is narrow; marked words stand on a tinted ground."""

    def __init__(self, model: MatterModel, parent: QListView, *, narrow: bool, titled: bool) -> None:
        super().__init__(parent)
        self._list, self._model, self._narrow, self._titled = parent, model, narrow, titled
        self._of_palette, self._colours = 0, tints()
        self._ground = self._colours.marked

    def _tints(self) -> Tints:
        """Return the colours of the palette in force; a screenful of rows asks for them again and again."""
        palette = QGuiApplication.palette()
        if self._of_palette != palette.cacheKey():
            self._of_palette, self._colours = palette.cacheKey(), Tints(palette)
        return self._colours

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's height."""
        line = option.fontMetrics.lineSpacing()
        if isinstance(index.data(ROW), Head):
            first = index.row() == 0
            return QSize(0, line + (STEP if first else 2 * STEP))
        return QSize(0, line * 2 + STEP if self._narrow else line + STEP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a head or a line."""
        row = index.data(ROW)
        painter.save()
        if isinstance(row, Head):
            self._paint_head(painter, option, row)
        else:
            # asked of the list: naming the style's own word for it makes PySide build all of QStyle, 10 ms at the start
            self._paint_line(painter, option, row, chosen=self._list.selectionModel().isSelected(index))
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, head: Head) -> None:
        tint = self._tints()
        area = option.rect.adjusted(STEP, 0, -STEP, -STEP // 3)
        font = QFont(option.font)
        font.setBold(bool(head.count) or head.count is None)
        painter.setFont(font)
        ink = (
            getattr(tint, head.tint) if head.tint and head.count else tint.muted if head.calm else tint.accent
        )
        counted = head.text if head.count is None else f"{head.text}  {head.count}"
        self._write(painter, area, counted, ink, bottom=True)
        if head.calm:
            used = painter.fontMetrics().horizontalAdvance(counted) + 3 * STEP
            painter.setFont(option.font)
            self._write(painter, area.adjusted(used, 0, 0, 0), head.calm, tint.muted, bottom=True)
        painter.setPen(tint.rule)
        painter.drawLine(option.rect.left(), option.rect.bottom(), option.rect.right(), option.rect.bottom())

    def _paint_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Matter, *, chosen: bool
    ) -> None:
        palette: QPalette = option.palette
        if chosen:
            painter.fillRect(option.rect, palette.brush(self._group(), QPalette.ColorRole.Highlight))
        ink = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        tint = self._tints()
        muted = ink if chosen else tint.muted
        self._ground = QColor(255, 255, 255, 70) if chosen else tint.marked
        urgent = ink if chosen or not line.tint else getattr(tint, line.tint)
        area = option.rect.adjusted(STEP, 0, -STEP, 0)
        if self._narrow:
            self._paint_narrow(painter, area, line, (ink, muted, urgent))
            return
        columns: tuple[tuple[str, int, QColor, Sequence[tuple[int, int]]], ...] = (
            (line.left, self._model.widths[0], urgent, ()),
            (line.number, self._model.widths[1], ink, line.number_marks),
            (line.room, self._model.widths[2], ink, ()),
        )
        if not line.number and not line.room:  # no record: its words have the room
            columns = columns[:1]
        for text, width, colour, marks in columns:
            if width:
                self._write(
                    painter, QRect(area.left(), area.top(), width + 2, area.height()), text, colour, marks
                )
                area.setLeft(area.left() + width + 2 * STEP)
        if line.right:
            width = painter.fontMetrics().horizontalAdvance(line.right)
            right = QRect(area.right() - width, area.top(), width + 2, area.height())
            self._write(painter, right, line.right, muted)
            area.setRight(area.right() - width - 2 * STEP)
        self._write(painter, area, line.text, ink, line.marks)

    def _group(self) -> QPalette.ColorGroup:
        """Return which of the palette's colours are in force, as the style asks for them."""
        groups = QPalette.ColorGroup
        if not self._list.isEnabled():
            return groups.Disabled
        return groups.Active if self._list.isActiveWindow() else groups.Inactive

    def _paint_narrow(
        self, painter: QPainter, area: QRect, line: Matter, inks: tuple[QColor, QColor, QColor]
    ) -> None:
        ink, muted, urgent = inks
        half = area.height() // 2
        top = QRect(area.left(), area.top(), area.width(), half)
        width = painter.fontMetrics().horizontalAdvance(line.right)
        first, muted_low = (ink, muted) if self._titled else (muted, ink)
        self._write(painter, top.adjusted(0, 0, -width - STEP, 0), line.number or line.room, first)
        self._write(painter, QRect(top.right() - width, top.top(), width + 2, half), line.right, muted)
        low = QRect(area.left(), area.top() + half, area.width(), area.height() - half)
        if line.left:
            used = painter.fontMetrics().horizontalAdvance(line.left)
            self._write(painter, QRect(low.left(), low.top(), used + 2, low.height()), line.left, urgent)
            low.setLeft(low.left() + used + STEP)
        self._write(painter, low, line.text, muted_low, line.marks)

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        ink: QColor,
        marks: Sequence[tuple[int, int]] = (),
        *,
        bottom: bool = False,
    ) -> None:
        if area.width() <= 0 or not text:
            return
        metrics = painter.fontMetrics()
        cut = 0
        if marks and metrics.horizontalAdvance(text[: marks[0][1]]) > area.width():
            cut = max(marks[0][0] - BEFORE_MARK, 0)  # the word that was looked for stands far behind
            text = f"…{text[cut:]}"
            cut -= 1
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        for start, end in marks:
            left = metrics.horizontalAdvance(shown[: max(start - cut, 0)])
            width = metrics.horizontalAdvance(shown[: max(end - cut, 0)]) - left
            height = metrics.height()
            ground = QRect(area.left() + left, area.center().y() - height // 2, width, height)
            if width > 0:
                painter.fillRect(ground, self._ground)
        painter.setPen(ink)
        painter.drawText(area, AT_BOTTOM if bottom else IN_MIDDLE, shown)


class MatterList(QListView):
    """The list itself: Enter or a double click (in a narrow list one click) opens a line.

    A narrow list has two lines for each; `titled`: the upper one is what matters, the lower says more.
    """

    chosen = Signal(object)  # the line's key
    removing = Signal(object)  # the key of the line Delete was pressed on

    def __init__(
        self, name: str, parent: QWidget | None = None, *, narrow: bool = False, titled: bool = False
    ) -> None:
        super().__init__(parent)
        self.matters = MatterModel(self)
        self.setModel(self.matters)
        self.setItemDelegate(MatterPainter(self.matters, self, narrow=narrow, titled=titled))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        (self.clicked if narrow and not titled else self.doubleClicked).connect(self._choose)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen line and the place stay where they still exist."""
        before, place, row = self.key(), self.verticalScrollBar().value(), self.currentIndex().row()
        self.matters.show_rows(rows, self.fontMetrics())
        keys = [one.key if isinstance(one, Matter) else None for one in self.matters.rows]
        if before is not None and before in keys:
            self.setCurrentIndex(self.matters.index(keys.index(before)))
        elif before is not None:
            self.choose_row(min(row, len(keys) - 1))
        self.verticalScrollBar().setValue(place)

    def change_row(self, place: int, row: Matter) -> None:
        """Show a line otherwise; its columns stay as wide as they are."""
        self.matters.rows[place] = row
        index = self.matters.index(place)
        self.matters.dataChanged.emit(index, index)

    def choose_row(self, row: int) -> None:
        """Make the nearest line from a row on current, or the last one before it."""
        rows = self.matters.rows
        lines = [place for place, one in enumerate(rows) if isinstance(one, Matter)]
        if lines:
            place = next((one for one in lines if one >= row), lines[-1])
            self.setCurrentIndex(self.matters.index(place))

    def key(self) -> Hashable | None:
        """Return what the current line stands for."""
        row = self.currentIndex().data(ROW)
        return row.key if isinstance(row, Matter) else None

    def keys(self) -> list[Hashable]:
        """Return what all lines stand for, in their order."""
        return [row.key for row in self.matters.rows if isinstance(row, Matter)]

    def step(self, by: int) -> None:
        """Go some lines up or down, over the heads."""
        lines = [place for place, row in enumerate(self.matters.rows) if isinstance(row, Matter)]
        if not lines:
            return
        here = self.currentIndex().row()
        now = lines.index(here) if here in lines else (-1 if by > 0 else len(lines))
        self.setCurrentIndex(self.matters.index(lines[max(0, min(now + by, len(lines) - 1))]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Delete asks to put away; arrows, pages, Home and End walk over the heads."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif event.key() in STEPS:
            self.step(STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete and self.key() is not None:
            self.removing.emit(self.key())
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.key() is not None:
            self.chosen.emit(self.key())


__all__ = ["Head", "Matter", "MatterList", "MatterModel", "Row"]
