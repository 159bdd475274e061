"""The window's half of the contract: every record shows in the table, opens in the form, has an editor a kind."""

from __future__ import annotations

import random

import pytest

from custdesk import fields
from custdesk.binders import ALL
from custdesk.draft import Draft
from custdesk.fields import Kind, Showing
from custdesk.record import Lines, described
from custdesk.store.reader import ListQuery
from tests.test_contract_samples import sample, writer
from ui.binder.editors import EDITORS, editor_for
from ui.binder.table import RecordTable, RecordTableView
from ui.binder.view import BinderView

KINDS = [kind for kind in vars(fields).values() if isinstance(kind, type) and issubclass(kind, Kind)]
BY_RECORD = pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if k not in (Kind, fields.Line_)], ids=lambda kind: kind.__name__
)
def test_every_kind_has_an_editor(kind):
    assert any(ancestor in EDITORS for ancestor in kind.__mro__)


@BY_RECORD
def test_every_field_of_a_record_has_a_box_with_its_label(desk, form_of, record):
    view = form_of(record.form.key)
    view.open_draft(desk.new(record.form.key))
    for name, thing in described(record).items():
        if name in ("reopened_at",) or (record.form.register and isinstance(thing, Lines)):
            continue
        computed = getattr(thing, "by", None) is not None
        if computed and record.form.register:
            continue
        assert name in view.sheet.cells, name
        assert desk.words(thing.label) in view.sheet.cells[name].label.text()


@BY_RECORD
def test_every_editor_is_named_for_a_screen_reader(desk, form_of, record):
    view = form_of(record.form.key)
    view.open_draft(desk.new(record.form.key))
    for name, cell in view.sheet.cells.items():
        if not isinstance(described(record).get(name), Lines):
            assert cell.editor.accessibleName(), name


@BY_RECORD
def test_what_an_editor_shows_reads_back_as_the_same_value(desk, qtbot, record):
    rng = random.Random(7)
    for name, kind in described(record).items():
        if not isinstance(kind, Kind) or isinstance(kind, fields.Link | fields.Said):
            continue
        value = kind.sample(rng, {})
        editor = editor_for(kind, desk)
        qtbot.addWidget(editor)
        editor.show_value(value, None, {})
        text = kind.edit(value, Showing(desk.words))
        assert kind.read(text, desk.now(), desk.words) == value, name


@BY_RECORD
def test_the_table_model_is_sound(desk, office, qtmodeltester, record):
    office.complaint()
    office.entry()
    model = RecordTable(desk, record)
    model.show_query(ListQuery(record.form.key))
    if not model.rowCount():
        office.store.save(Draft(record, dict(sample(office, record)), {}), writer(office, record))
        model.refresh()
    assert model.rowCount() > 0
    qtmodeltester.check(model)
    for column in range(model.columnCount()):
        assert model.headerData(column, _horizontal())


def _horizontal():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal


@BY_RECORD
def test_the_tab_builds_when_it_is_first_shown_and_sorts_by_every_column(desk, bus, qtbot, record):
    view = BinderView(desk, bus, record)
    qtbot.addWidget(view)
    assert view.layout() is None
    view.build()
    for column in range(view.model.columnCount()):
        view.model.sort(column)
    assert view.table.model() is view.model


def test_a_long_list_counts_all_and_fetches_what_is_seen(desk, office, qtbot):
    for number in range(1, 31):
        office.entry(content=f"第{number}件事")
    model = RecordTable(desk, _duty())
    model.show_query(ListQuery("duty_log"))
    view = RecordTableView(model)
    qtbot.addWidget(view)
    view.selectAll()
    assert len(view.chosen_ids()) == model.rowCount() == 30
    view.copy_rows()
    from PySide6.QtGui import QGuiApplication

    assert "第30件事" in QGuiApplication.clipboard().text()


def _duty():
    from custdesk.binders import BY_KEY

    return BY_KEY["duty_log"]
