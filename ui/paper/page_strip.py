"""The pages of a PDF one below the other: rendered off the main thread, only those in sight, at the size shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from custdesk.paper.render import page_images, page_sizes
from ui.jobs import Lanes
from ui.theme import STEP, tints

GAP: Final = 2 * STEP
FULL: Final = 96 / 72  # pixels a point at 100 %
LEAST, MOST = 0.25, 4.0
KEPT: Final = 8  # pages kept as pictures
WHITE: Final = QColor("#ffffff")  # paper is white on dark screens too

Picture = tuple[int, float, QImage]


class PageStrip(QAbstractScrollArea):
    """Shows a PDF; nothing is wider than the window unless it was zoomed."""

    pictured = Signal(int)  # a page is on the screen as it will be printed
    failed = Signal(object)
    zoomed = Signal(float)

    def __init__(self, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._pdf = b""
        self._sizes: list[tuple[float, float]] = []
        self._pictures: dict[int, tuple[float, QImage]] = {}
        self._asked: tuple[int, float] | None = None
        self._zoom = 0.0  # 0: as wide as the window, 1: 100 %
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # else its coming changes the width
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- content -----------------------------------------------------------------------------------------

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document from its first page."""
        self._pdf, self._sizes = pdf, page_sizes(pdf) if pdf else []
        self._pictures, self._asked = {}, None
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._ask()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in the middle of the window, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next((place for place, rect in enumerate(self._rects()) if middle <= rect.bottom() + GAP), 0)

    def picture(self, page: int) -> QImage | None:
        """Return what the screen shows of a page, None while it is being rendered."""
        found = self._pictures.get(page)
        return found[1] if found else None

    # -- size --------------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Pixels a point."""
        widest = max((width for width, _height in self._sizes), default=595.0)
        return self._zoom * FULL if self._zoom else max((self.viewport().width() - 2 * GAP) / widest, 0.1)

    @property
    def zoom(self) -> float:
        """The zoom in force, 1.0 = 100 %."""
        return self.scale / FULL

    def zoom_by(self, factor: float) -> None:
        """Make the pages larger or smaller, keeping the place."""
        self._use_zoom(min(max(self.zoom * factor, LEAST), MOST))

    def zoom_in(self) -> None:
        """Make the pages a step larger."""
        self.zoom_by(1.2)

    def zoom_out(self) -> None:
        """Make the pages a step smaller."""
        self.zoom_by(1 / 1.2)

    def fit_width(self) -> None:
        """Make the pages as wide as the window again."""
        self._use_zoom(0.0)

    def _use_zoom(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        part = bar.value() / max(bar.maximum(), 1)
        self._zoom = zoom
        self._lay_out()
        bar.setValue(round(part * bar.maximum()))
        self._ask()
        self.zoomed.emit(self.zoom)

    def _rects(self) -> list[QRect]:
        """Return where each page stands, in pixels of the whole strip."""
        scale = self.scale
        wide = max(
            max((width * scale for width, _h in self._sizes), default=0) + 2 * GAP, self.viewport().width()
        )
        found, top = [], float(GAP)
        for width, height in self._sizes:
            size = QSize(round(width * scale), round(height * scale))
            found.append(QRect(round((wide - size.width()) / 2), round(top), size.width(), size.height()))
            top += size.height() + GAP
        return found

    def _lay_out(self) -> None:
        rects, seen = self._rects(), self.viewport().size()
        bottom = rects[-1].bottom() + GAP if rects else 0
        right = max((rect.right() + GAP for rect in rects), default=0)
        for bar, length, page in (
            (self.verticalScrollBar(), bottom, seen.height()), (self.horizontalScrollBar(), right, seen.width()),
        ):  # fmt: skip
            bar.setRange(0, max(length - page, 0))
            bar.setPageStep(page)
            bar.setSingleStep(4 * STEP)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pages as wide as the window."""
        super().resizeEvent(event)
        self._lay_out()
        self._ask()

    # -- pictures ----------------------------------------------------------------------------------------

    def _dpi(self) -> float:
        return round(72 * self.scale * self.devicePixelRatioF(), 1)

    def _in_sight(self) -> list[int]:
        top = self.verticalScrollBar().value()
        seen = QRect(0, top, 1, self.viewport().height())
        places = [
            place for place, rect in enumerate(self._rects())
            if rect.bottom() >= seen.top() and rect.top() <= seen.bottom()
        ]  # fmt: skip
        return places + [place for place in (places[-1] + 1 if places else 0,) if place < self.pages]

    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._ask()

    def _ask(self) -> None:
        """Ask for the next picture in sight that is missing or of another size; one at a time."""
        if self._asked is not None or not self._pdf:
            return
        dpi = self._dpi()
        for page in self._in_sight():
            if page not in self._pictures or self._pictures[page][0] != dpi:
                self._asked = (page, dpi)
                self._lanes.start(_Rendering(self._pdf, page, dpi), self._on_pictured, self._on_failed)
                return

    def _on_pictured(self, answer: object) -> None:
        if not isinstance(answer, tuple) or answer[0] is not self._pdf:
            return  # of the document before
        _pdf, page, dpi, image = answer
        self._asked = None
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[page] = (dpi, image)
        for other in sorted(self._pictures, key=lambda one: abs(one - page))[KEPT:]:
            del self._pictures[other]
        self.viewport().update()
        self.pictured.emit(page)
        self._ask()

    def _on_failed(self, trouble: Exception) -> None:
        self._asked = None
        self.failed.emit(trouble)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        tint = tints()
        painter.fillRect(self.viewport().rect(), tint.ground.darker(108))
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rects = self._rects()
        for page in self._in_sight():
            rect = rects[page]
            painter.fillRect(rect, WHITE)
            found = self._pictures.get(page)
            if found is None:
                continue
            if found[0] == self._dpi():
                painter.drawImage(QPointF(rect.topLeft()), found[1])
            else:
                painter.drawImage(QRectF(rect), found[1])
        painter.setPen(QPen(tint.rule, 1))
        for page in self._in_sight():
            painter.drawRect(rects[page].adjusted(-1, -1, 0, 0))

    # -- keys and wheel ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by arrows, Space and Page keys; Home and End go to the first and last page."""
        bar = self.verticalScrollBar()
        jumps: dict[int, Callable[[], int]] = {
            Qt.Key.Key_Home: bar.minimum, Qt.Key.Key_End: bar.maximum,
            Qt.Key.Key_PageDown: lambda: bar.value() + bar.pageStep() - 4 * STEP,
            Qt.Key.Key_Space: lambda: bar.value() + bar.pageStep() - 4 * STEP,
            Qt.Key.Key_PageUp: lambda: bar.value() - bar.pageStep() + 4 * STEP,
        }  # fmt: skip
        if event.key() in jumps:
            bar.setValue(jumps[event.key()]())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
        else:
            super().wheelEvent(event)


class _Rendering:
    """One page being made a picture in a worker; knows nothing of the widget (trap 13)."""

    def __init__(self, pdf: bytes, page: int, dpi: float) -> None:
        self._pdf, self._page, self._dpi = pdf, page, dpi

    def __call__(self, tell: Callable[[int, int], bool]) -> object:  # noqa: ARG002
        ((wide, high, stride, pixels),) = page_images(self._pdf, self._dpi, self._page, self._page + 1)
        image = QImage(pixels, wide, high, stride, QImage.Format.Format_RGB32).copy()
        return self._pdf, self._page, self._dpi, image
