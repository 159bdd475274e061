"""The F2 panel over a window, and the keys of a usual call: what the tests of the intake share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from ui.intake import IntakePanel

ENTER, ESC, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
WORDS = "门岗保安态度生硬"


@pytest.fixture
def panel(desk, bus, shown):
    behind = shown(QMainWindow())
    panel = IntakePanel(desk, bus, behind)
    panel.put_away.connect(behind.activateWindow, Qt.ConnectionType.QueuedConnection)
    panel.open_panel()
    yield shown(panel)
    behind.close()


@pytest.fixture
def opened(bus):
    """Everything somebody asked to open."""
    found = []
    bus.opened.connect(found.append)
    return found


def entries(office):
    return [
        office.values(row[0])
        for row in office.sql("SELECT id FROM header WHERE form = 'duty_log' ORDER BY id")
    ]


def room(keys, panel, text):
    keys.type(panel, text)
    keys.press(panel, ENTER)


def call(keys, panel, text="5-603", kind="1"):
    """Room, caller as known, kind, words."""
    room(keys, panel, text)
    keys.type(panel, kind)
    keys.commit(panel, WORDS)
