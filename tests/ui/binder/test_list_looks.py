"""What a list tells at a glance: what presses and why, figures under each other, the state in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from custdesk.binders import BY_KEY
from tests import desk_events
from tests.desk_field import finished, of_form
from tests.desk_repairs import order, report
from ui.binder.column_needs import FEW, due_first
from ui.binder.table import RecordTable, RecordTableView
from ui.binder.view import ALL as EVERYTHING
from ui.binder.view import BinderView
from ui.theme import tints

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def cell(model: RecordTable, row: int, name: str, role: int = Qt.ItemDataRole.DisplayRole):
    column = [one.name for one in model.columns].index(name)
    return model.data(model.index(row, column), role)


@pytest.fixture
def listed(desk, qtbot):
    def make(key: str) -> RecordTable:
        model = RecordTable(desk, BY_KEY[key])
        model.refresh()
        return model

    return make


def test_a_late_dispatch_is_told_at_the_state_and_not_at_the_later_completion(listed, office):
    """R-069: a rework must be dispatched in an hour; its completion is due a day later."""
    rework = report(office, order(office, "signed_off"))["id"]
    office.clock.pass_minutes(120)
    model = listed("repair_order")
    row = model.row_of(rework)
    assert cell(model, row, "state").startswith("▲ ")
    assert "▲" not in cell(model, row, "due_at")
    assert cell(model, row, "due_at", Qt.ItemDataRole.ForegroundRole) is None
    assert cell(model, row, "state", Qt.ItemDataRole.ForegroundRole).color() == tints().overdue


def test_what_hangs_on_lines_is_overdue_in_the_list_too(listed, office):
    """R-071: the next check comes from the lines, which a list does not read; the header knows when it is due."""
    finished(office, "03-09 11:30", major_defect=True)
    (record,) = of_form(office, "major_defect")
    office.clock.set("2027-05-20 09:00")
    model = listed("major_defect")
    row = model.row_of(record)
    assert cell(model, row, "due_at").startswith("▲ ")
    assert not cell(model, row, "state").startswith("▲")
    assert cell(model, row, "state", Qt.ItemDataRole.ForegroundRole).color() == tints().overdue
    office.clock.set("2027-04-01 09:00")
    assert not cell(listed("major_defect"), row, "due_at").startswith(("▲", "●"))


def test_the_sign_stands_where_it_is_seen_first(listed, office):
    """In the duty log the state stands before the date: it carries the sign."""
    assert due_first(BY_KEY["complaint"])
    assert not due_first(BY_KEY["duty_log"])
    entry = office.entry(unit=office.unit("3-1202"))
    due = office.clock.now.replace(hour=23, minute=0)
    office.step(entry, "follow_up", office.lin, responsible=office.lin.id, due_at=due)
    model = listed("duty_log")
    row = model.row_of(entry)
    assert cell(model, row, "state").startswith("● ")
    assert not cell(model, row, "due_at").startswith("●")


def test_figures_stand_under_each_other(listed, office):
    desk_events.event(office, "held")
    model = listed("community_event")
    column = [one.name for one in model.columns].index("participants")
    assert cell(model, 0, "participants", Qt.ItemDataRole.TextAlignmentRole) == RIGHT
    align = Qt.ItemDataRole.TextAlignmentRole
    assert model.headerData(column, Qt.Orientation.Horizontal, align) == RIGHT
    assert cell(model, 0, "theme", align) is None


@pytest.mark.parametrize(
    "key", ["duty_log", "communication", "complaint", "repair_order", "service_callback"]
)
def test_the_state_is_in_sight_beside_form_and_room_card(desk, qtbot, key):
    """At 1366 pixels a list has some 490 of them; words are shortened before the state goes out of sight."""
    view = RecordTableView(RecordTable(desk, BY_KEY[key]))
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.share_widths()
    column = [one.name for one in view.model().columns].index("state")
    assert view.columnViewportPosition(column) + view.columnWidth(column) <= view.viewport().width()
    for place, (need, _words) in enumerate(view.model().needs(view.fontMetrics(), FEW)):
        assert view.columnWidth(place) >= need


def test_a_long_number_and_a_voided_state_stand_whole(desk, qtbot):
    view = RecordTableView(RecordTable(desk, BY_KEY["major_defect"]))
    qtbot.addWidget(view)
    view.share_widths()
    names = [one.name for one in view.model().columns]
    for name, said in (("number", "WX-2027-0035-Z"), ("state", "✗ 已作废"), ("repair_order", "WX-2027-0035")):
        assert view.columnWidth(names.index(name)) >= view.fontMetrics().horizontalAdvance(said) + 6


def test_the_line_the_keyboard_comes_to_is_marked_whole(desk, office, qtbot):
    office.complaint()
    view = RecordTableView(RecordTable(desk, BY_KEY["complaint"]))
    qtbot.addWidget(view)
    view.model().refresh()
    assert not view.selectionModel().hasSelection()
    view.focusInEvent(QFocusEvent(QFocusEvent.Type.FocusIn))
    assert [index.row() for index in view.selectionModel().selectedRows()] == [0]


def test_many_views_go_on_in_the_next_line(desk, bus, qtbot):
    view = BinderView(desk, bus, BY_KEY["communication"])
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.build()
    view.show()
    bar = view._filters[0].parentWidget()
    bar.layout().setGeometry(bar.rect().adjusted(0, 0, 300 - bar.width(), 0))
    assert len({button.y() for button in view._filters}) > 1
    assert all(button.geometry().right() <= 300 for button in view._filters)
    assert view._filters[-1].wanted is EVERYTHING
