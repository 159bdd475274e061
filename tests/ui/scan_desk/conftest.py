"""A scan desk of 翠湖花园 in a folder of its own, with papers to scan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from tests.ui.scan_desk.papers import Papers
from ui.scan_desk.view import ScanDesk


@pytest.fixture
def papers(desk, office, tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    return Papers(desk, office, folder)


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "habits.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def scan_desk(desk, bus, lanes, shown, settings):
    """The tab, shown by itself."""
    view = ScanDesk(desk, bus, lanes, settings=settings)
    view.resize(1366, 700)
    yield shown(view)
    view.rest()
    if desk._scan_room is not None:
        desk._scan_room.close()


@pytest.fixture
def said(bus):
    """What the status line was told, in order."""
    found: list[object] = []
    bus.said.connect(found.append)
    bus.troubled.connect(found.append)
    return found


@pytest.fixture
def taken(scan_desk, qtbot):
    """Give files, wait until they are read, and file them."""

    def take(*paths, place: str = "3号夹"):
        scan_desk.give(list(paths))
        qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
        scan_desk.head.place.setText(place)
        scan_desk.head.place.entered.emit()
        return scan_desk.taking.taken[0].report

    return take
