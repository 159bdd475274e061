"""The office of tests/desks.py for the scenarios, and the window of tests/ui for those played through it."""

from tests.desks import clock, office, store, templates
from tests.ui.conftest import active, bus, desk, dressed, keys, shown, window

__all__ = [
    "active",
    "bus",
    "clock",
    "desk",
    "dressed",
    "keys",
    "office",
    "shown",
    "store",
    "templates",
    "window",
]
