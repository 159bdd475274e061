"""One scanned page at a time, the whole of it: turned over by keys, looked at as closely as one likes.

A picture comes from the scan room, a child process, and is asked for in a worker: a hostile file hurts nobody here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from custdesk.language import N_, Words
from ui.jobs import Job, Lanes
from ui.theme import STEP, tints

HEIGHTS: Final = (
    900,
    1400,
    2200,
    3400,
)  # pixels; pictures are asked for in few sizes, so that zooming asks seldom
MOST: Final = 4.0  # times the whole page
CLOSER: Final = 1.25
KEPT: Final = 6  # pictures kept
GAP: Final = STEP
WHITE: Final = QColor("#ffffff")


class Pages(Protocol):
    """Pages that can be looked at."""

    def count(self) -> int:
        """Return how many pages there are."""

    def picture(self, page: int, height: int) -> bytes | None:
        """Return one whole page, upright, about so high; called in a worker. None where it cannot be drawn."""


class _Looking:
    """One page being made a picture in a worker; knows nothing of the widget (trap 13)."""

    def __init__(self, pages: Pages, page: int, height: int) -> None:
        self._pages, self._page, self._height = pages, page, height

    def __call__(self, tell: Callable[[int, int], bool]) -> tuple[Pages, int, int, QImage] | None:
        """Return the picture, a null one where there is none; None where nobody waits for it any more."""
        if not tell(0, 1):
            return None
        content = self._pages.picture(self._page, self._height)
        image = QImage.fromData(content) if content else QImage()
        return self._pages, self._page, self._height, image


class PagesView(QAbstractScrollArea):
    """The page in the middle, as large as fits; Ctrl with + − 0 looks closer and at the whole again."""

    turned = Signal()  # to another page
    pictured = Signal()  # what is shown is there
    zoomed = Signal()

    def __init__(self, words: Words, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._lanes = words, lanes
        self._pages: Pages | None = None
        self._count = 0
        self.page = 0
        self.zoom = 1.0  # 1: the whole page
        self._pictures: dict[tuple[int, int], QImage] = {}  # page, height asked for
        self._job: Job | None = None
        self._grip: tuple[int, int, int, int] | None = None
        self._said = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words(N_("Scanned page")))
        self.setMinimumSize(240, 200)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(4 * STEP)
            bar.valueChanged.connect(self.viewport().update)

    # -- content -----------------------------------------------------------------------------------------

    def show_pages(self, pages: Pages | None, said: str = "") -> None:
        """Show other pages from the first; `said` is told where there are none."""
        if self._job is not None:
            self._job.cancel()
        self._pages, self._said, self._job = pages, said, None
        self._count = pages.count() if pages is not None else 0
        self._pictures.clear()
        self.page, self.zoom = 0, 1.0
        self._lay_out()
        self._ask()
        self.turned.emit()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._count

    def picture(self) -> QImage | None:
        """Return what is shown of the page, the finest there is; None while it is being drawn."""
        known = [(height, image) for (page, height), image in self._pictures.items() if page == self.page]
        return max(known, key=_by_height)[1] if known else None

    def turn_to(self, page: int) -> None:
        """Show another page, from its top."""
        page = min(max(page, 0), self._count - 1)
        if page < 0 or page == self.page:
            return
        self.page = page
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._ask()
        self.turned.emit()

    def next_page(self) -> None:
        """Turn over."""
        self.turn_to(self.page + 1)

    def page_before(self) -> None:
        """Turn back."""
        self.turn_to(self.page - 1)

    # -- closer ------------------------------------------------------------------------------------------

    def look_closer(self) -> None:
        """Make it a step larger."""
        self._use_zoom(self.zoom * CLOSER)

    def look_less_close(self) -> None:
        """Make it a step smaller, no smaller than the whole page."""
        self._use_zoom(self.zoom / CLOSER)

    def look_at_whole(self) -> None:
        """Show the whole page again."""
        self._use_zoom(1.0)

    def fit_width(self) -> None:
        """Make it as wide as the window."""
        whole = self._whole()
        if whole.width() > 0:
            self._use_zoom((self.viewport().width() - 2 * GAP) / whole.width())

    def _use_zoom(self, zoom: float) -> None:
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        middles = [
            (bar.value() + bar.pageStep() / 2) / max(bar.maximum() + bar.pageStep(), 1) for bar in bars
        ]
        self.zoom = min(max(zoom, 1.0), MOST)
        self._lay_out()
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
        self._ask()
        self.zoomed.emit()

    def go(self, across: int, down: int) -> None:
        """Move over the page by steps."""
        for bar, steps in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            bar.setValue(bar.value() + steps * 2 * bar.singleStep())

    def _whole(self) -> QSize:
        """Return how large the whole page is on the screen."""
        room = self.viewport().size() - QSize(2 * GAP, 2 * GAP)
        found = self.picture()
        size = found.size() if found is not None and not found.isNull() else QSize(210, 297)
        return size.scaled(room.expandedTo(QSize(1, 1)), Qt.AspectRatioMode.KeepAspectRatio)

    def page_rect(self) -> QRect:
        """Return where the page stands in the viewport."""
        size, room = self._whole() * self.zoom, self.viewport().size()
        left = max((room.width() - size.width()) // 2, GAP) - self.horizontalScrollBar().value()
        top = max((room.height() - size.height()) // 2, GAP) - self.verticalScrollBar().value()
        return QRect(left, top, size.width(), size.height())

    def _lay_out(self) -> None:
        size, room = self._whole() * self.zoom + QSize(2 * GAP, 2 * GAP), self.viewport().size()
        for bar, length, seen in (
            (self.verticalScrollBar(), size.height(), room.height()),
            (self.horizontalScrollBar(), size.width(), room.width()),
        ):
            bar.setRange(0, max(length - seen, 0) if self.zoom > 1 else 0)
            bar.setPageStep(seen)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole page in sight."""
        super().resizeEvent(event)
        self._lay_out()
        self._ask()

    # -- pictures ----------------------------------------------------------------------------------------

    def _height(self) -> int:
        wanted = self._whole().height() * self.zoom * self.devicePixelRatioF()
        return next((height for height in HEIGHTS if height >= wanted), HEIGHTS[-1])

    def _ask(self) -> None:
        """Ask for the picture of what is shown, then for the next page's: it is there when one turns over."""
        if self._job is not None or self._pages is None or not self.isVisible():
            return
        height = self._height()
        for page in (self.page, self.page + 1):
            if page < self._count and (page, height) not in self._pictures:
                self._job = self._lanes.start(
                    _Looking(self._pages, page, height), self._on_pictured, self._on_failed
                )
                return

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for pictures now that somebody looks."""
        super().showEvent(event)
        self._lay_out()
        self._ask()

    def _on_pictured(self, answer: object) -> None:
        if not isinstance(answer, tuple) or answer[0] is not self._pages:
            return  # of what was shown before
        _pages, page, height, image = answer
        self._job = None
        self._pictures[page, height] = image
        for other in sorted(self._pictures, key=self._far)[KEPT:]:
            del self._pictures[other]
        self._lay_out()
        if page == self.page:
            self.pictured.emit()
        self._ask()

    def _far(self, key: tuple[int, int]) -> tuple[int, int]:
        return abs(key[0] - self.page), -key[1]

    def _on_failed(self, trouble: object) -> None:
        self._job = None
        raise trouble  # type: ignore[misc]  # the scan room raises nothing: a mistake of ours

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the page, or say why there is none."""
        painter, tint = QPainter(self.viewport()), tints()
        painter.fillRect(self.viewport().rect(), tint.ground.darker(108))
        found = self.picture()
        if self._pages is None or found is None or found.isNull():
            painter.setPen(tint.muted)
            room = self.viewport().rect().adjusted(4 * STEP, 4 * STEP, -4 * STEP, -4 * STEP)
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, middle, self.said())
            return
        rect = self.page_rect()
        painter.fillRect(rect, WHITE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, found)
        painter.setPen(QPen(tint.rule, 1))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def said(self) -> str:
        """Return what stands in place of a page: nothing to show, not yet, or not to be shown."""
        found = self.picture()
        if self._pages is None or not self._count:
            return self._said
        if found is None:
            return self._words(N_("The page is being drawn …"))
        if found.isNull():
            return self._words(N_("This page cannot be shown; save a copy and open it elsewhere"))
        return ""

    # -- keys, wheel and hand ----------------------------------------------------------------------------

    def takes(self, event: QKeyEvent) -> bool:
        """Handle a key that means the page, wherever the keyboard is; tell whether it was one."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        acts: dict[tuple[bool, int], Callable[[], None]] = {
            (False, Qt.Key.Key_PageDown): self.next_page, (False, Qt.Key.Key_PageUp): self.page_before,
            (True, Qt.Key.Key_Plus): self.look_closer, (True, Qt.Key.Key_Equal): self.look_closer,
            (True, Qt.Key.Key_Minus): self.look_less_close, (True, Qt.Key.Key_0): self.look_at_whole,
            (True, Qt.Key.Key_Up): self._up, (True, Qt.Key.Key_Down): self._down,
        }  # fmt: skip
        act = acts.get((held, event.key()))
        if act is not None:
            act()
        return act is not None

    def _up(self) -> None:
        self.go(0, -1)

    def _down(self) -> None:
        self.go(0, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn over, look closer, move by the arrows."""
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if self.takes(event):
            return
        if event.key() in steps:
            self.go(*steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self.turn_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.turn_to(self._count - 1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.look_closer()
        elif event.key() == Qt.Key.Key_Minus:
            self.look_less_close()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl look closer; over a whole page turn over."""
        down = event.angleDelta().y() < 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.look_less_close() if down else self.look_closer()
        elif self.zoom <= 1:
            self.next_page() if down else self.page_before()
        else:
            super().wheelEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """As wide as the window, and back."""
        self.fit_width() if self.zoom <= 1 else self.look_at_whole()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the page."""
        at = event.position().toPoint()
        self._grip = (at.x(), at.y(), self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw it about."""
        if self._grip is not None:
            at, (x, y, across, down) = event.position().toPoint(), self._grip
            self.horizontalScrollBar().setValue(across + x - at.x())
            self.verticalScrollBar().setValue(down + y - at.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let go."""
        self._grip = None


def _by_height(known: tuple[int, QImage]) -> int:
    return known[0]
