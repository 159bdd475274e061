"""The table of figures: heads, names, percentages, bars with the period before, raw counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from custdesk.figures.board import Entry, Group
from custdesk.language import N_, Text, Words
from custdesk.rules.periods import Period
from ui.theme import STEP, tints

Index = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole
NAME, MAIN, BAR, RAW, THEN, KEPT, APART = range(7)
HEADS: Final[tuple[Text, ...]] = (
    N_("Figure"), N_("Value", "figure"), N_("▏ period before"), N_("Counts", "figure"), N_("Period before"), N_("Kept summary"),
    N_("Apart and remarks"),
)  # fmt: skip
RIGHT: Final = (MAIN, RAW, THEN, KEPT)
GAP: Final = "\N{EN SPACE}"  # a header has no margin of its own
LEAST_BAR, MOST_BAR = 60, 180


def compared(entry: Entry) -> str:
    """Return the figure of the period before with its raw counts; nothing where it is not known."""
    then = entry.then
    return f"{then.main} {then.raw}".strip() if then is not None else ""


def dates_of(period: Period) -> str:
    """Return a period's dates, short (R-005)."""
    return f"{period.first:%m-%d}–{period.last:%m-%d}"


class FigureModel(QAbstractTableModel):
    """Groups and their figures as rows; heads cannot be chosen."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: list[Group | Entry] = []
        self.kept: Mapping[str, str] = {}

    def show_groups(self, groups: Sequence[Group], kept: Mapping[str, str]) -> None:
        """Show other figures; `kept` are those of the frozen summary, by code."""
        self.beginResetModel()
        self.rows = [row for group in groups for row in (group, *group.entries)]
        self.kept = kept
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the figure of a row; None for a head."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Entry) else None

    def head(self, row: int) -> Group | None:
        """Return the group a row is the head of; None for a figure."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Group) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the columns; the last is hidden where no summary is kept."""
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are passed over by the arrows."""
        if not index.isValid() or self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return f"{GAP}{self._words(HEADS[section])}{GAP}" if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, for screen readers and tests too, how it is set, or its row itself."""
        if not index.isValid():
            return None
        entry = self.entry(index.row())
        if role == ROW:
            return self.rows[index.row()]
        if entry is None:
            return self._head_text(index.row()) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(entry, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.said(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.explained(entry)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _head_text(self, row: int) -> str:
        group = self.head(row)
        if group is None:
            return ""
        parts = [self._words(group.title), self._words(group.period.name)]
        return "  ".join(part for part in parts if part)

    def text(self, entry: Entry, column: int) -> str:
        """Return what a cell shows."""
        words = self._words
        shown = {
            NAME: words(entry.label), MAIN: entry.main, RAW: entry.raw, THEN: compared(entry),
            APART: words(entry.apart) if entry.apart else "", KEPT: self.kept.get(entry.key, ""),
        }  # fmt: skip
        return shown.get(column, "")

    def said(self, entry: Entry) -> str:
        """Return a figure in words."""
        parts = [entry.code] + [self.text(entry, column) for column in (NAME, MAIN, RAW, APART)]
        if before := compared(entry):
            parts.append(f"{self._words(HEADS[THEN])} {before}")
        return "  ".join(part for part in parts if part)

    def explained(self, entry: Entry) -> str:
        """Return its number, how it is counted, and its values: the tooltip."""
        return f"{entry.code}  {self._words(entry.definition)}\n{self.said(entry)}"

    def changed_since(self, entry: Entry) -> bool:
        """Tell whether the live figure differs from the one the summary keeps."""
        kept = self.kept.get(entry.key)
        live = f"{entry.main} ({entry.raw})" if entry.raw else entry.main
        return kept is not None and kept != live


class FigurePainter(QStyledItemDelegate):
    """Paints heads over the whole row, bars, and the value in bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's height; a head has room above it."""
        line = option.fontMetrics.lineSpacing()
        model = index.model()
        head = isinstance(model, FigureModel) and model.head(index.row()) is not None
        return QSize(0, line + (2 * STEP if head and index.row() else STEP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        model = index.model()
        if not isinstance(model, FigureModel):
            return
        entry = model.entry(index.row())
        painter.save()
        if entry is None:
            self._paint_head(painter, option, model, index.row())
        else:
            self._paint_ground(painter, option)
            if index.column() == BAR:
                self._paint_bar(painter, option, entry)
            else:
                self._paint_text(painter, option, index, model, entry)
        painter.restore()

    def _paint_head(
        self, painter: QPainter, option: QStyleOptionViewItem, model: FigureModel, row: int
    ) -> None:
        group, tint = model.head(row), tints()
        if group is None:
            return
        words = model._words  # noqa: SLF001 - the painter is the model's other half
        area = option.rect.adjusted(STEP, 0, -STEP, -STEP // 3)
        low = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(tint.accent)
        title = words(group.title)
        painter.drawText(area, low, title)
        area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(title) + 2 * STEP)
        painter.setFont(option.font)
        painter.setPen(tint.muted)
        calm = words(group.calm) if group.calm and not group.entries else ""
        said = f"{words(group.period.name)}  {dates_of(group.period)}    {calm}".rstrip()
        painter.drawText(
            area, low, painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, area.width())
        )
        painter.setPen(tint.rule)
        painter.drawLine(option.rect.left(), option.rect.bottom(), option.rect.right(), option.rect.bottom())

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
        tint = tints()
        painter.fillRect(option.rect, option.palette.base())  # the style has painted its own choice below
        if option.state & QStyle.StateFlag.State_Selected:
            held = option.widget is not None and option.widget.hasFocus()
            ground = QColor(tint.accent)
            ground.setAlpha(60 if held else 28)
            painter.fillRect(option.rect, ground)

    @staticmethod
    def _paint_text(
        painter: QPainter, option: QStyleOptionViewItem, index: Index, model: FigureModel, entry: Entry
    ) -> None:
        column, tint = index.column(), tints()
        area = option.rect.adjusted(STEP, 0, -STEP, 0)
        font = QFont(option.font)
        font.setBold(column == MAIN)
        painter.setFont(font)
        painter.setPen(tint.muted if column in (APART, THEN, KEPT) else tint.ink)
        said = model.text(entry, column)
        if column == KEPT and model.changed_since(entry):
            painter.setPen(tint.due)
            said = f"≠ {said}"
        shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, area.width())
        right = Qt.AlignmentFlag.AlignRight if column in RIGHT else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, right | Qt.AlignmentFlag.AlignVCenter, shown)

    @staticmethod
    def _paint_bar(painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        """A bar as long as the share; the mark across it is the period before. Colour says nothing: the number does."""
        length, tint = entry.part_shown, tints()
        room = option.rect.adjusted(STEP, 0, -STEP, 0)
        if length is None or room.width() < STEP:
            return
        high = max(option.fontMetrics.height() // 2, STEP)
        ground = QRect(room.left(), room.center().y() - high // 2, min(room.width(), MOST_BAR), high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        empty = QColor(tint.rule)
        empty.setAlpha(70)
        painter.setBrush(empty)
        painter.drawRoundedRect(ground, 2, 2)
        if length > 0:
            painter.setBrush(tint.accent if entry.rate else tint.muted)
            wide = max(round(ground.width() * length), 2)
            painter.drawRoundedRect(QRect(ground.left(), ground.top(), wide, high), 2, 2)
        before = entry.then.part_shown if entry.then is not None else None
        if before is not None:
            at = ground.left() + min(round(ground.width() * before), ground.width() - 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.fillRect(QRect(at, ground.top() - 3, 2, high + 6), tint.ink)


class FigureTable(QTableView):
    """The rows with the keyboard: arrows walk over the heads, Enter goes to the records, a letter to the month."""

    entered_row = Signal()
    typed = Signal(str)  # what was typed, for the month's box
    moved = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = FigureModel(words, self)
        self.setModel(self.figures)
        self.setItemDelegate(FigurePainter(self))
        self.setAccessibleName(words(N_("Figures")))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setSectionResizeMode(APART, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(LEAST_BAR)
        self.doubleClicked.connect(self._on_double_click)
        self.selectionModel().currentChanged.connect(self.moved)

    def show_groups(self, groups: Sequence[Group], kept: Mapping[str, str]) -> None:
        """Show other figures; the chosen one stays chosen where it still exists."""
        before = self.entry()
        row, top = self.currentIndex().row(), self.verticalScrollBar().value()
        self.figures.show_groups(groups, kept)
        self.clearSpans()
        for place in range(self.figures.rowCount()):
            if self.figures.head(place) is not None:
                self.setSpan(place, 0, 1, self.figures.columnCount())
        self.setColumnHidden(KEPT, not kept)
        self._set_widths()
        keys = [getattr(one, "key", None) for one in self.figures.rows]
        chosen = keys.index(before.key) if before is not None and before.key in keys else max(row, 0)
        self.choose_row(chosen)
        self.verticalScrollBar().setValue(top)

    def _set_widths(self) -> None:
        metrics, model = self.fontMetrics(), self.figures
        bold = QFont(self.font())
        bold.setBold(True)
        for column in (NAME, MAIN, RAW, THEN, KEPT):
            texts = [
                model.text(entry, column) for row in range(model.rowCount()) if (entry := model.entry(row))
            ]
            texts.append(str(model.headerData(column, Qt.Orientation.Horizontal)))
            widest = max(metrics.horizontalAdvance(one) for one in texts)
            extra = metrics.horizontalAdvance("≠ ") if column == KEPT else 0
            self.setColumnWidth(column, int(widest * 1.08) + extra + 3 * STEP)

    def resizeEvent(self, event: Any) -> None:
        """Give the bars what the window has, within reason."""
        super().resizeEvent(event)
        self.setColumnWidth(BAR, max(LEAST_BAR, min(self.viewport().width() // 7, MOST_BAR + 2 * STEP)))

    def choose_row(self, row: int) -> None:
        """Choose the figure of a row, or the next after a head."""
        known = [place for place in range(self.figures.rowCount()) if self.figures.entry(place) is not None]
        if known:
            place = next((one for one in known if one >= row), known[-1])
            self.setCurrentIndex(self.figures.index(place, NAME))

    def entry(self) -> Entry | None:
        """Return the figure chosen."""
        return self.figures.entry(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, the arrow to the right: the records; a digit or letter begins a month."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered_row.emit()
        elif event.key() == Qt.Key.Key_End:
            self.choose_row(self.figures.rowCount())
        elif event.key() == Qt.Key.Key_Left:
            event.ignore()
        elif event.text().isalnum() and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _on_double_click(self, index: Index) -> None:
        if self.figures.entry(index.row()) is not None:
            self.entered_row.emit()
