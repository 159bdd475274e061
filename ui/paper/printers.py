"""What the desk remembers of printers, and a PDF put on one of them, page by page as pictures.

Kept per machine in `own_settings`: the printer last used; per printer the offset in mm and how both sides are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QMarginsF, QRectF, QSettings, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.paper.render import page_images, page_sizes
from ui.own_settings import own_settings

FINEST: Final = 600  # dpi; finer printers scale up
ONE_SIDE, TWO_SIDES, TURN = "one", "two", "turn"
SIDES: Final = {
    ONE_SIDE: N_("One side"),
    TWO_SIDES: N_("Both sides"),
    TURN: N_("Fronts first, then turn the stack"),
}
Tell = Callable[[int, int], bool]


class PrinterHabits(Struct, frozen=True):
    """How one printer is used: sides, and how far its paper lies off, right and down, in mm."""

    sides: str = TWO_SIDES
    right: float = 0.0
    down: float = 0.0
    back_reversed: bool = False  # "turn": the printer gives the stack back in the opposite order


class Printers:
    """The printers of this machine as the desk remembers them."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or own_settings()

    @property
    def last(self) -> str:
        """The name of the printer last used; empty before the first time."""
        return str(self._settings.value("print/printer", "") or "")

    def remember(self, name: str) -> None:
        """Remember a printer for the next time."""
        if name:
            self._settings.setValue("print/printer", name)

    def direct(self) -> str:
        """Return the printer for printing without a dialog: the last one, else the system's; empty if there is none."""
        known = QPrinterInfo.availablePrinterNames()
        if self.last:
            return self.last if self.last in known else ""
        return QPrinterInfo.defaultPrinterName()

    def habits(self, name: str) -> PrinterHabits:
        """Return how a printer is used."""
        self._settings.beginGroup(f"print/habits/{_key(name)}")
        value = self._settings.value
        sides = str(value("sides", TWO_SIDES))
        found = PrinterHabits(
            sides if sides in SIDES else TWO_SIDES,
            _number(value("right", 0)), _number(value("down", 0)), str(value("reversed", "")) in ("true", "1", "True"),
        )  # fmt: skip
        self._settings.endGroup()
        return found

    def keep(self, name: str, habits: PrinterHabits) -> None:
        """Keep how a printer is used."""
        self._settings.beginGroup(f"print/habits/{_key(name)}")
        for key, value in (
            ("sides", habits.sides), ("right", habits.right), ("down", habits.down),
            ("reversed", "1" if habits.back_reversed else ""),
        ):  # fmt: skip
            self._settings.setValue(key, value)
        self._settings.endGroup()


def _key(name: str) -> str:
    return name.replace("/", "_").replace("\\", "_") or "_"


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def set_up(printer: QPrinter, pdf: bytes, habits: PrinterHabits) -> None:
    """Give a printer the paper, the way up and the sides of a document, before anybody changes them in the dialog."""
    width, height = page_sizes(pdf)[0]
    turned = width > height
    size = QPageSize(
        QSizeF(min(width, height), max(width, height)),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    way = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    double = QPrinter.DuplexMode.DuplexShortSide if turned else QPrinter.DuplexMode.DuplexLongSide
    printer.setDuplex(double if habits.sides == TWO_SIDES else QPrinter.DuplexMode.DuplexNone)


def passes(pages: int, habits: PrinterHabits) -> list[list[int]]:
    """Return the pages in the order of printing: one pass, or the fronts and then the backs; -1 is an empty back."""
    if habits.sides != TURN or pages < 2:
        return [list(range(pages))]
    backs = [place if place < pages else -1 for place in range(1, pages + 1, 2)]
    return [list(range(0, pages, 2)), backs[::-1] if habits.back_reversed else backs]


def put_on(
    printer: QPrinter, pdf: bytes, habits: PrinterHabits, pages: Sequence[int], tell: Tell | None = None
) -> int:
    """Print pages of a PDF as grey pictures at the printer's resolution; return how many, 0 when told to stop.

    May run in any thread, one at a time. Raises KnownError when the printer does not take the work.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError(
            N_("The printer does not answer"),
            N_("Switch it on, look for paper, then print again; nothing was lost"),
        )
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for done, page in enumerate(pages):
            if done and not printer.newPage():
                raise KnownError(
                    N_("The printer stopped after {done} pages").having(done=done), N_("Print again")
                )
            if page >= 0:
                _put_page(painter, printer, pdf, page, habits)
            if tell is not None and not tell(done + 1, len(pages)):
                printer.abort()
                return 0
    finally:
        if painter.isActive():
            painter.end()
    return len(pages)


def _put_page(painter: QPainter, printer: QPrinter, pdf: bytes, page: int, habits: PrinterHabits) -> None:
    dots = printer.resolution()
    dpi = min(dots, FINEST)
    (picture,) = page_images(pdf, dpi, page, page + 1, grey=True)
    wide, high, stride, pixels = picture
    image = QImage(pixels, wide, high, stride, QImage.Format.Format_Grayscale8)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    natural, fitting = dots / dpi, min(paper.width() / wide, paper.height() / high)
    scale = natural if fitting > natural * 0.99 else fitting  # rounding is no reason to scale
    right, down = (mm * dots / 25.4 for mm in (habits.right, habits.down))
    painter.drawImage(QRectF(right, down, wide * scale, high * scale), image)
