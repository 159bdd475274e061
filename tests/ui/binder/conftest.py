"""A desk with 林晓燕 at it, the bus, and short ways to type as an input method does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from tests.desks import Office, clock, office, store, templates
from ui.binder.form import FormView
from ui.bus import Bus
from ui.theme import dress

__all__ = ["clock", "office", "store", "templates"]


@pytest.fixture
def desk(office: Office, qapp):
    dress(qapp)
    return Desk(office.store, office.lin)


@pytest.fixture
def bus(desk):
    bus = Bus()
    desk.heard.append(bus.hear)
    return bus


@pytest.fixture
def form_of(desk, bus, qtbot):
    """Return a shown form of a record type."""

    def make(key: str) -> FormView:
        view = FormView(desk, bus, BY_KEY[key])
        qtbot.addWidget(view)
        view.resize(800, 900)
        view.show()
        return view

    return make


def commit(widget: QWidget, text: str) -> None:
    """Type text as an input method commits it (trap 16: keyClicks with Chinese aborts)."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def typing():
    return commit


@pytest.fixture(autouse=True)
def _deliver_deletes():
    """Let widgets that asked to be deleted go before the next test."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
