"""A desk with 林晓燕 at it, a complaint that may be printed, and printers that write files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from custdesk.desk import Desk
from custdesk.press import Press
from tests.desks import Office, clock, office, store, templates
from ui.bus import Bus
from ui.paper.printing import Printing
from ui.theme import dress

__all__ = ["clock", "office", "store", "templates"]


@pytest.fixture
def desk(office: Office, qapp):
    dress(qapp)
    return Desk(office.store, office.lin)


@pytest.fixture
def bus():
    return Bus()


@pytest.fixture
def said(bus):
    """What the status line was told."""
    found: list[object] = []
    bus.said.connect(found.append)
    bus.troubled.connect(found.append)
    return found


@pytest.fixture
def window(qtbot, desk):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    return window


@pytest.fixture
def complaint(office: Office) -> int:
    """An accepted complaint."""
    return office.complaint(
        "accepted", unit=office.unit("5-603"), phone="13800050603", complainant=office.resident("马先生")
    )


@pytest.fixture
def press(office: Office):
    return Press(office.store, office.lin)


class FilePrinting(Printing):
    """Prints into files beside the store, as a printer of this machine would."""

    folder = None

    def new_printer(self, name: str = "") -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(150)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / "paper.pdf"))
        return printer


@pytest.fixture
def printing(desk, bus, lanes, window, tmp_path):
    settings = QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat)
    found = FilePrinting(desk, bus, lanes, window, settings)
    found.folder = tmp_path
    return found
