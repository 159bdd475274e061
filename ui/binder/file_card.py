"""One file of a record: its small picture, its caption to be typed in place, its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionFocusRect,
    QVBoxLayout,
)

from custdesk.language import N_, Words
from ui.binder.thumbnails import Thumbnails
from ui.theme import STEP, tints

ROOM: Final = QSize(168, 126)  # of a small picture
PAGED: Final = frozenset({".pdf", ".tif", ".tiff", ".heic", ".heif"})  # opened by the scan room
PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp"})


def has_pages(name: str) -> bool:
    """Tell by its name whether a file is looked at page by page."""
    return Path(name).suffix.lower() in PAGED


def shown_here(one: Mapping[str, Any]) -> bool:
    """Tell whether a file's pages are shown inside the program: every scan, and what is looked at page by page.

    A telephone's HEIC photo is one of them: not every system has a program for it.
    """
    return has_pages(one["name"]) or (one["kind"] == "scan" and Path(one["name"]).suffix.lower() in PICTURES)


class CardHand(QObject):
    """Tells the panel what is wanted of a card."""

    opened = Signal(object)
    left = Signal(object)  # shall be opened by another program
    removed = Signal(object)
    exported = Signal(object)
    described = Signal(object, str)
    moved = Signal(object, object)  # card, by how many


class Picture(QAbstractButton):
    """The small picture; Enter opens, Del takes off, arrows go to the neighbours."""

    def __init__(self, card: FileCard, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._card, self._thumbnails = card, thumbnails
        self.setFixedSize(ROOM + QSize(4, 4))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(card.open_it)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the picture, or the kind of file it is; only what is drawn is decoded."""
        painter = QPainter(self)
        tint, inside = tints(), self.rect().adjusted(2, 2, -2, -2)
        painter.fillRect(inside, tint.ground)
        one = self._card.one
        found = self._thumbnails.get(one["digest"], self.devicePixelRatioF(), scan=has_pages(one["name"]))
        if found is not None and not found.isNull():
            size = found.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            size = size.boundedTo(found.size()) if found.width() < inside.width() else size
            corner = inside.center() - QPoint(size.width() // 2, size.height() // 2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRect(corner, size), found)
        elif found is not None:
            self._draw_kind(painter, inside)
        painter.setPen(tint.accent if self.hasFocus() else tint.rule)
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self)
            painter.drawRect(self.rect().adjusted(2, 2, -3, -3))

    def _draw_kind(self, painter: QPainter, inside: QRect) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(tints().muted)
        suffix = Path(self._card.one["name"]).suffix.lstrip(".").upper()[:5] or "?"
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, suffix)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, take off, go on."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._card.open_it()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._card.take_off()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._card.hand.moved.emit(self._card, -1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)


class Caption(QLineEdit):
    """What the picture shows; kept when the keyboard leaves it or at Enter, Esc gives the old words back."""

    def __init__(self, card: FileCard, words: Words) -> None:
        super().__init__()
        self._card = card
        self.setPlaceholderText(words(N_("What it shows")))
        self.setFixedWidth(ROOM.width() + 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab selects all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._card.keep_caption()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps and goes on, Esc gives back; Ctrl+Z without typing is the window's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._card.keep_caption()
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._card.note:
            self.setText(self._card.note)
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            event.ignore()
        else:
            super().keyPressEvent(event)


class FileCard(QFrame):
    """One file; kept while its record is shown, so that nothing half typed is lost."""

    def __init__(self, words: Words, thumbnails: Thumbnails, one: Mapping[str, Any]) -> None:
        super().__init__()
        self.hand = CardHand(self)
        self._words, self.one, self.why_locked = words, one, ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, STEP, STEP)
        box.setSpacing(STEP // 2)
        self.picture = Picture(self, thumbnails)
        self.caption = Caption(self, words)
        self.name = QLabel(objectName="muted")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.remove = QPushButton("×", flat=True)
        self.remove.setFixedWidth(4 * STEP)
        self.remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its key is Del on the picture
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self.take_off)
        box.addWidget(self.picture)
        box.addWidget(self.caption)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.name, 1)
        line.addWidget(self.remove)
        box.addLayout(line)
        for text, key, slot in (
            (N_("Open, or show"), "", self.open_it),
            (N_("Open in another program"), "Shift+Return", self.open_outside),
            (N_("Save a copy …"), "Ctrl+E", self.export),
            (N_("Take off"), "", self.take_off),
        ):
            action = QAction(words(text), self)
            if key:
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    @property
    def note(self) -> str:
        """The caption as it is stored."""
        return str(self.one.get("note") or "")

    def show_one(self, one: Mapping[str, Any], why_locked: str) -> None:
        """Show a file; what is half typed into its caption stays."""
        half_typed = self.caption.hasFocus() and self.caption.text() != self.note and not why_locked
        self.one, self.why_locked = one, why_locked
        words, name = self._words, str(one["name"])
        if not half_typed:
            self.caption.setText(self.note)
            self.caption.setCursorPosition(0)
        self.caption.setReadOnly(bool(why_locked))
        self.caption.setToolTip(why_locked or self.note)
        wide = ROOM.width() - 4 * STEP
        self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, wide))
        size = f"{max(int(one['size']) // 1024, 1)} KB"
        added = str(one["added_at"]).replace("T", " ")
        said = words(N_("{file}, {size}, added {at}").having(file=name, size=size, at=added))
        if one.get("taken_at"):
            taken = str(one["taken_at"]).replace("T", " ")
            said += "\n" + words(N_("Taken {at}, by the camera's clock").having(at=taken))
        self.name.setToolTip(said)
        self.picture.setToolTip(f"{said}\n{words(N_('Enter opens, Del takes off, Ctrl+E saves a copy'))}")
        self.picture.setAccessibleName(f"{self.note or name}")
        self.picture.setAccessibleDescription(said)
        self.caption.setAccessibleName(words(N_("Caption of {file}").having(file=name)))
        self.remove.setAccessibleName(words(N_("Take off {file}").having(file=name)))
        self.remove.setToolTip(why_locked or words(N_("Take off (Del); Ctrl+Z takes it back")))
        self.remove.setProperty("blocked", bool(why_locked))
        self.remove.style().unpolish(self.remove)
        self.remove.style().polish(self.remove)
        self.picture.update()

    def keep_caption(self) -> None:
        """Hand a changed caption on."""
        if self.caption.text().strip() != self.note and not self.why_locked:
            self.hand.described.emit(self, self.caption.text())

    def open_it(self) -> None:
        """Open it."""
        self.hand.opened.emit(self)

    def open_outside(self) -> None:
        """Open it by the program the system has for it."""
        self.hand.left.emit(self)

    def export(self) -> None:
        """Save a copy of it."""
        self.hand.exported.emit(self)

    def take_off(self) -> None:
        """Take it off."""
        self.hand.removed.emit(self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions())
        menu.popup(event.globalPos())
