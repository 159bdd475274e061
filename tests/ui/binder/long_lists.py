"""A duty log that is a long list, to test with: short pages, a table and its view, slow sorting, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel

from custdesk.binders import BY_KEY
from custdesk.store import listing
from custdesk.store.reader import ListQuery
from tests.desks import Office
from ui.binder import list_model
from ui.binder.list_model import RecordTable
from ui.binder.table import RecordTableView

ENTRIES = 30
QUERY = ListQuery("duty_log")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch):
    """Thirty rows are a long list."""
    monkeypatch.setattr(list_model, "FIRST", 5)
    monkeypatch.setattr(list_model, "PAGE", 4)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch):
    """Whatever has to be sorted takes its time."""

    def make(*, still: bool = True) -> None:
        monkeypatch.setattr(listing, "LOOK", 1 if still else 10_000)
        monkeypatch.setattr(listing, "STEPS", 3 if still else 15)

    return make


@pytest.fixture
def log(office: Office) -> Office:
    for number in range(1, ENTRIES + 1):
        office.entry(content=f"第{number}件事", caller_name=f"业主{number}")
        office.clock.pass_minutes(1)
    return office


@pytest.fixture
def table(desk, log, lanes, short, qtbot) -> RecordTable:
    model = RecordTable(desk, BY_KEY["duty_log"], lanes=lanes)
    model.show_query(QUERY)
    return model


@pytest.fixture
def view(table, qtbot) -> RecordTableView:
    view = RecordTableView(table)
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    return view


@pytest.fixture
def gathered(table, qtbot) -> Callable[[], None]:
    """Wait until every row is known."""

    def wait() -> None:
        table._gather()
        qtbot.waitUntil(lambda: table._gathering is None, timeout=20_000)

    return wait


def ids(office: Office, query: ListQuery = QUERY) -> list[int]:
    return office.read(office.lin).ids(query)


def known(table: RecordTable) -> list[int | None]:
    return [table.record_id(row) for row in range(table.rowCount())]


def choose(view: RecordTableView, *rows: int) -> None:
    view.clearSelection()
    for row in rows:
        view.selectionModel().select(
            view.model().index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    view.selectionModel().setCurrentIndex(
        view.model().index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )
