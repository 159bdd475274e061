"""What a change does to the rows of a long list, to the place in it and to the selection."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.store.reader import ListQuery
from tests.ui.binder.long_lists import (
    ENTRIES,
    QUERY,
    choose,
    gathered,
    ids,
    known,
    log,
    short,
    slow,
    table,
    view,
)
from ui.binder.list_model import RecordTable
from ui.binder.table import RecordTableView
from ui.binder.view import BinderView

__all__ = ["gathered", "log", "short", "slow", "table", "view"]


@pytest.fixture
def resets(table) -> list[str]:
    found: list[str] = []
    for name in ("modelReset", "rowsInserted", "rowsRemoved", "rowsMoved"):
        getattr(table, name).connect(lambda *_args, name=name: found.append(name))
    return found


def test_a_new_record_comes_on_top_and_the_selection_stays(view, table, log, gathered, resets, qtbot):
    gathered()
    right = ids(log)
    choose(view, 7, 8, 20)
    chosen = [right[7], right[8], right[20]]
    new = log.entry(content="新来的事")
    table.refresh()
    assert known(table)[:2] == [new, right[0]]  # at once, before everything is read again
    qtbot.waitUntil(lambda: not table._soon.isActive() and table._gathering is None, timeout=20_000)
    assert known(table) == ids(log)
    assert view.chosen_ids() == chosen
    assert table.record_id(view.currentIndex().row()) == right[7]
    assert resets == ["rowsInserted"]


def test_a_changed_record_is_shown_anew_where_it_stands(view, table, log, gathered, resets):
    gathered()
    record = ids(log)[3]
    column = [one.name for one in table.columns].index("content")
    assert table.data(table.index(3, column)) == "第27件事"
    choose(view, 3, 4)
    log.change(record, log.lin, content="改过的事")
    table.refresh()
    assert table.data(table.index(3, column)) == "改过的事"
    assert resets == []
    assert view.chosen_count() == 2


def test_a_record_that_moves_takes_its_mark_along(view, table, log, slow, qtbot, resets):
    wanted = ListQuery("duty_log", sort="caller_name", descending=False)
    table.show_query(wanted)
    resets.clear()
    right = ids(log, wanted)
    choose(view, 20)
    log.change(right[20], log.lin, caller_name="〇一")
    table.refresh()
    moved = ids(log, wanted)
    assert known(table) == moved != right
    assert table.record_id(view.currentIndex().row()) == right[20]
    assert resets == ["rowsMoved"]


def test_a_record_that_leaves_the_list_opens_no_other(view, table, log, qtbot, resets):
    open_ = next(one for one in BY_KEY["duty_log"].form.filters if one.name == "open")
    table.show_query(ListQuery("duty_log", open_))
    resets.clear()
    record = table.record_id(2)
    picked: list[object] = []
    view.picked.connect(picked.append)
    view.selectRow(2)
    qtbot.waitUntil(lambda: picked == [record])
    log.step(record, "answer", log.lin, answer_given="已答复")
    table.refresh()
    assert record not in known(table)
    assert not view.currentIndex().isValid()
    qtbot.wait(100)  # longer than a row is waited for
    assert picked == [record]
    assert resets == ["rowsRemoved"]


def test_another_view_of_the_store_is_heard(desk, bus, log, qtbot, lanes):
    """A colleague's save, told by the bus: the list has it, the rows chosen stay chosen."""
    view = BinderView(desk, bus, BY_KEY["duty_log"], lanes=lanes)
    qtbot.addWidget(view)
    view.build()
    before = [view.model.record_id(row) for row in range(3)]
    choose(view.table, 0, 1, 2)
    new = desk.save(desk.new("duty_log", caller_name="唐女士", kind="inquiry", content="问物业费")).record_id
    assert view.model.record_id(0) == new
    assert view.table.chosen_ids() == before
    assert str(ENTRIES + 1) in view.count.text()


def test_what_left_a_long_list_far_down_is_gone_at_once(view, table, log, gathered, resets):
    """Not only when all rows were read again; F5 reads them too."""
    open_ = next(one for one in BY_KEY["duty_log"].form.filters if one.name == "open")
    table.show_query(ListQuery("duty_log", open_))
    gathered()
    resets.clear()
    record = table.record_id(25)
    log.step(record, "answer", log.lin, answer_given="已答复")
    table.refresh([record])
    assert record not in known(table)
    assert table.rowCount() == ENTRIES - 1
    assert resets == ["rowsRemoved"]


def test_a_record_hidden_meanwhile_leaves_an_empty_line_and_then_none(table, log, gathered):
    gathered()
    record = ids(log)[10]
    log.sql("UPDATE header SET visibility = ? WHERE id = ?", f",staff:{log.lin.id},", record)
    assert table.data(table.index(10, 0)) is None
    table.refresh()
    gathered()
    assert record not in known(table)
    assert table.rowCount() == ENTRIES - 1


def test_a_new_minute_may_make_something_late(desk, log, qtbot, lanes):
    record = ids(log)[0]
    due = log.clock.now.replace(second=0)
    log.step(record, "follow_up", log.lin, responsible=log.lin.id, due_at=due)
    model = RecordTable(desk, BY_KEY["duty_log"], lanes=lanes)
    model.show_query(QUERY)
    view = RecordTableView(model)
    qtbot.addWidget(view)
    view.show()
    state = [one.name for one in model.columns].index("state")
    assert model.data(model.index(0, state)).startswith("● ")
    log.clock.pass_minutes(1)
    view.grab()
    assert model.data(model.index(0, state)).startswith("▲ ")
