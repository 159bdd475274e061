"""The boxes of a sheet, paper left and record right: what differs first, then what was completed by hand, then the same."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from custdesk.language import N_, Text, Words
from custdesk.scan import COMPARED, Comparison
from custdesk.signed_desk import Compared, ComparedField
from ui.scan_desk.marking import as_html, differing
from ui.theme import STEP, tints

Index = QModelIndex | QPersistentModelIndex
FIELD, HTML = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
LABEL, PAPER, RECORD = range(3)
HEADS: Final[tuple[Text, ...]] = (N_("Box", "on paper"), N_("On paper"), N_("In the record"))
SIGNS: Final = {Comparison.DIFFERS: "≠", Comparison.BY_HAND: "+", Comparison.SAME: "="}
TINTS: Final = {Comparison.DIFFERS: "overdue", Comparison.BY_HAND: "due", Comparison.SAME: "done"}
ORDER: Final = (Comparison.DIFFERS, Comparison.BY_HAND, Comparison.SAME)


def said_group(words: Words, answer: Comparison, count: int) -> str:
    """Return the head of a group: its sign, its word, how many."""
    said = {
        Comparison.DIFFERS: N_("{answer}: {count} boxes"), Comparison.BY_HAND: N_("{answer}: {count} boxes"),
        Comparison.SAME: N_("{count} boxes the same"),
    }[answer]  # fmt: skip
    return f"{SIGNS[answer]} {words(said.having(answer=COMPARED[answer], count=count))}"


class ComparedPainter(QStyledItemDelegate):
    """Paints whole texts, as many lines as they need, with their marks."""

    def _document(self, option: QStyleOptionViewItem, index: Index, wide: int) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(STEP / 2)
        font = QFont(option.font)
        font.setBold(
            bool(index.data(Qt.ItemDataRole.FontRole) and index.data(Qt.ItemDataRole.FontRole).bold())
        )
        document.setDefaultFont(font)
        document.setHtml(str(index.data(HTML) or ""))
        document.setTextWidth(max(wide, 4 * STEP))
        return document

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the whole text in its column."""
        view = option.widget
        if not isinstance(view, QTreeWidget) or index.data(HTML) is None:
            return super().sizeHint(option, index)
        document = self._document(option, index, view.columnWidth(index.column()))
        return QSize(view.columnWidth(index.column()), int(document.size().height()) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell: its ground, then its text."""
        if index.data(HTML) is None:
            super().paint(painter, option, index)
            return
        tint = tints()
        painter.save()
        painter.fillRect(option.rect, option.palette.base())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        document = self._document(option, index, option.rect.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = option.palette
        context.palette.setColor(
            context.palette.ColorRole.Text, tint.muted if index.column() == LABEL else tint.ink
        )
        painter.translate(option.rect.topLeft())
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.setPen(tint.rule)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


class ComparedList(QTreeWidget):
    """Three groups with the keyboard; Enter goes to the box in the form, or opens and closes a group."""

    jumped = Signal(str)  # the field

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setColumnCount(len(HEADS))
        self.setHeaderLabels([words(head) for head in HEADS])
        self.setAccessibleName(words(N_("Paper and record")))
        self.setItemDelegate(ComparedPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(False)
        self.setIndentation(2 * STEP)
        self.setAllColumnsShowFocus(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.header().setSectionsMovable(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(False)
        self._measure = QTimer(self, singleShot=True, interval=0)  # heights follow the width
        self._measure.timeout.connect(self._on_measured)
        self._fresh = True  # nobody has scrolled yet
        self.itemDoubleClicked.connect(self._on_double_click)
        self._soften()

    def _soften(self) -> None:
        """The chosen row keeps its letters' colours: they mean something."""
        palette, accent = self.palette(), tints().accent
        base = palette.color(QPalette.ColorRole.Base)
        for state, part in ((QPalette.ColorGroup.Active, 0.28), (QPalette.ColorGroup.Inactive, 0.14)):
            mixed = [
                round(a * part + b * (1 - part)) for a, b in zip(accent.getRgb(), base.getRgb(), strict=True)
            ]
            palette.setColor(state, QPalette.ColorRole.Highlight, QColor(*mixed))
            palette.setColor(state, QPalette.ColorRole.HighlightedText, tints().ink)
        self.setPalette(palette)

    def show_compared(self, found: Compared | None) -> None:
        """Show the boxes; groups that were opened by hand stay open, the chosen box stays chosen."""
        opened = {str(item.data(LABEL, FIELD)) for item in self._groups() if item.isExpanded()}
        chosen, first = self.field(), self.topLevelItemCount() == 0
        self.clear()
        for answer in ORDER if found is not None else ():
            assert found is not None
            fields = [one for one in found.fields if one.answer is answer]
            if not fields:
                continue
            group = self._group(answer, len(fields))
            for one in fields:
                group.addChild(self._line(one))
            group.setExpanded(answer is not Comparison.SAME if first else answer.value in opened)
        self._choose(chosen)

    def _group(self, answer: Comparison, count: int) -> QTreeWidgetItem:
        group = QTreeWidgetItem([said_group(self._words, answer, count)])
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        group.setData(LABEL, FIELD, answer.value)
        group.setForeground(LABEL, getattr(tints(), TINTS[answer]))
        font = QFont(self.font())
        font.setBold(True)
        group.setFont(LABEL, font)
        return group

    def _line(self, one: ComparedField) -> QTreeWidgetItem:
        label, tint = self._words(one.label), tints()
        left, right = differing(one.paper, one.record) if one.answer is Comparison.DIFFERS else ([], [])
        if one.answer is Comparison.BY_HAND and one.paper:  # lines below those that were printed
            right = differing(one.paper, one.record)[1]
        paper, record = one.paper or "–", one.record or "–"
        item = QTreeWidgetItem([label, paper, record])
        item.setData(LABEL, FIELD, one.name)
        item.setData(LABEL, HTML, as_html(label, [], tint))
        item.setData(PAPER, HTML, as_html(paper, left, tint))
        item.setData(RECORD, HTML, as_html(record, right, tint))
        said = f"{SIGNS[one.answer]} {self._words(COMPARED[one.answer])}  {label}"
        item.setData(LABEL, Qt.ItemDataRole.AccessibleTextRole, f"{said}: {paper} | {record}")
        item.setToolTip(LABEL, said)
        return item

    def _groups(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _choose(self, name: str) -> None:
        items = [group.child(place) for group in self._groups() for place in range(group.childCount())]
        shown = [item for item in items if item.parent().isExpanded()]
        chosen = next((item for item in items if name and item.data(LABEL, FIELD) == name), None)
        first = chosen or (shown[0] if shown else self.topLevelItem(0))
        if first is not None:
            self.setCurrentItem(first)

    def field(self) -> str:
        """Return the field chosen; empty on a group's head."""
        item = self.currentItem()
        return str(item.data(LABEL, FIELD)) if item is not None and item.parent() is not None else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fifth for the labels, the rest for paper and record in equal parts; no text is cut."""
        super().resizeEvent(event)
        wide = self.viewport().width()
        label = max(wide // 5, 12 * STEP)
        for column, width in ((LABEL, label), (PAPER, (wide - label) // 2), (RECORD, (wide - label) // 2)):
            self.setColumnWidth(column, width)
        self._measure.start()

    def _on_measured(self) -> None:
        self.scheduleDelayedItemsLayout()
        if self._fresh:
            self.executeDelayedItemsLayout()
            self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the box in the form; on a head it opens and closes the group."""
        self._fresh = False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def _on_double_click(self, item: QTreeWidgetItem, column: int) -> None:  # noqa: ARG002
        if item.parent() is not None:
            self._enter()

    def _enter(self) -> None:
        item: Any = self.currentItem()
        if self.field():
            self.jumped.emit(self.field())
        elif item is not None:
            item.setExpanded(not item.isExpanded())
