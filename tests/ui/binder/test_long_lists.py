"""Lists of any length: the first rows at once, the rest from a worker, and what a change does to place and selection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from custdesk.binders import BY_KEY
from custdesk.store import listing
from custdesk.store.reader import ListQuery
from tests.desks import Office
from ui.binder import copying, list_model
from ui.binder.list_model import RecordTable
from ui.binder.table import RecordTableView
from ui.binder.view import BinderView

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


# -- opening -------------------------------------------------------------------------------------------------


def test_the_count_and_the_first_rows_are_there_at_once_the_middle_when_it_was_read(table, log, qtbot):
    right = ids(log)
    assert table.count == table.rowCount() == ENTRIES
    assert known(table)[:5] == right[:5]
    assert table.record_id(15) is None  # somebody looks: it is being read
    assert table.data(table.index(15, 0)) is None
    changed: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    qtbot.waitUntil(lambda: table.record_id(15) is not None, timeout=20_000)
    assert known(table) == right
    assert changed == [(5, ENTRIES - 1)]
    assert table.data(table.index(15, 0)) == log.one("SELECT number FROM header WHERE id = ?", right[15])


def test_the_end_is_there_at_once(table, log):
    right = ids(log)
    assert [table.record_id(row) for row in range(ENTRIES - 5, ENTRIES)] == right[-5:]
    content = [one.name for one in table.columns].index("content")
    assert table.data(table.index(ENTRIES - 1, content)) == "第1件事"


def test_rows_are_read_a_page_at_a_time_and_only_what_is_seen(table, gathered, monkeypatch):
    gathered()
    asked: list[int] = []
    real = type(table.desk.read()).rows
    monkeypatch.setattr(
        "custdesk.store.reader.Reader.rows",
        lambda self, form, wanted, names: asked.append(len(wanted)) or real(self, form, wanted, names),
    )
    for row in (8, 9, 10, 11, 12, 7, 6):  # down, then up again
        assert table.face(row) is not None
    assert asked == [4, 4, 4]


def test_what_takes_its_time_leaves_the_old_rows_until_it_is_there(table, log, slow, qtbot):
    before = known(table)[:5]
    said: list[tuple[bool, int | None]] = []
    table.counted.connect(lambda: said.append((table.reading, table.count)))
    slow()
    wanted = ListQuery("duty_log", sort="content", descending=False)
    table.show_query(wanted)
    assert table.reading
    assert known(table)[:5] == before
    qtbot.waitUntil(lambda: not table.reading, timeout=20_000)
    slow(still=False)
    assert known(table) == ids(log, wanted)
    assert said == [(True, None), (False, ENTRIES)]


def test_the_last_list_that_is_wanted_is_the_one_that_comes(table, log, slow, qtbot):
    slow()
    for sort in ("content", "caller_name", "channel"):
        table.show_query(ListQuery("duty_log", sort=sort))
    wanted = ListQuery("duty_log", sort="kind", descending=False)
    table.show_query(wanted)
    qtbot.waitUntil(lambda: not table.reading, timeout=20_000)
    assert known(table) == ids(log, wanted)


# -- a change ------------------------------------------------------------------------------------------------


@pytest.fixture
def resets(table) -> list[str]:
    found: list[str] = []
    for name in ("modelReset", "rowsInserted", "rowsRemoved", "rowsMoved"):
        getattr(table, name).connect(lambda *_args, name=name: found.append(name))
    return found


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


def test_what_is_under_way_and_what_is_not_counted_yet_is_said(
    desk, bus, log, qtbot, lanes, slow, monkeypatch
):
    view = BinderView(desk, bus, BY_KEY["duty_log"], lanes=lanes)
    qtbot.addWidget(view)
    view.build()
    slow()
    view.model.sort([one.name for one in view.model.columns].index("content"))
    assert view.count.text() == "正在读取列表…"
    qtbot.waitUntil(lambda: view.count.text() == f"共{ENTRIES}条", timeout=20_000)
    slow(still=False)
    real = listing.ListReader.first
    monkeypatch.setattr(
        listing.ListReader, "first", lambda *asked: listing.Opening(real(*asked).ids[:5], None)
    )
    view._filters[-1].click()
    assert view.count.text() == "5条以上"
    qtbot.waitUntil(lambda: view.count.text() == f"共{ENTRIES}条", timeout=20_000)
    assert [view.model.record_id(row) for row in range(ENTRIES)] == ids(log, view.model.query)


def test_without_words_and_view_everything_is_there_again(desk, bus, log, qtbot, lanes):
    view = BinderView(desk, bus, BY_KEY["duty_log"], lanes=lanes)
    qtbot.addWidget(view)
    view.build()
    view._filters[-1].click()
    view.words.setText("第7件")
    view._search()
    assert view.model.rowCount() == 1
    view.use_filter(next(one for one in view.record.form.filters if one.name == "overdue"))
    assert view.model.rowCount() == 0
    assert "第7件" not in view.table._empty
    assert view.table._empty
    view._leave_filter()
    view._filters[-1].click()
    assert view.model.rowCount() == ENTRIES
    assert view.table._empty == ""
    assert [view.model.record_id(row) for row in range(ENTRIES)] == ids(log)


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


# -- many rows -----------------------------------------------------------------------------------------------


def test_everything_selected_is_one_stretch_and_asks_no_row(view, table, gathered, monkeypatch):
    gathered()
    monkeypatch.setattr(RecordTable, "face", None)  # would be called
    view.setUpdatesEnabled(False)
    view.selectAll()
    assert view.chosen_rows() == [(0, ENTRIES - 1)]
    assert view.chosen_count() == ENTRIES
    view.keyboardSearch("x")


def test_the_head_of_the_list_asks_no_row_whether_it_is_selected(view, gathered):
    """Qt would ask each of a million rows, for each column, at every paint: its head looks at an empty selection."""
    gathered()
    view.selectAll()
    view.grab()
    assert view.selectionModel().hasSelection()
    assert not view.horizontalHeader().selectionModel().hasSelection()


def test_many_rows_are_copied_as_few_are(view, table, log, gathered, monkeypatch, qtbot):
    gathered()
    view.selectAll()
    view.copy_rows()
    few = QGuiApplication.clipboard().text()
    assert len(few.splitlines()) == ENTRIES + 1
    assert "第1件事" in few
    QGuiApplication.clipboard().setText("")
    monkeypatch.setattr(copying, "AT_ONCE", 3)
    said: list[object] = []
    view.said.connect(said.append)
    view.copy_rows()
    qtbot.waitUntil(lambda: len(said) == 2, timeout=20_000)
    assert QGuiApplication.clipboard().text() == few


def test_too_many_rows_to_copy_are_sent_to_excel(view, gathered, monkeypatch):
    gathered()
    monkeypatch.setattr(copying, "MOST", ENTRIES - 1)
    QGuiApplication.clipboard().setText("before")
    said: list[object] = []
    view.said.connect(said.append)
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    (text,) = said
    assert view.model().words(text).startswith(f"{ENTRIES}")


def test_what_is_not_read_yet_is_not_copied_by_halves(view, table):
    said: list[object] = []
    view.said.connect(said.append)
    QGuiApplication.clipboard().setText("before")
    view.selectAll()
    view.copy_rows()
    assert len(said) == 1
    assert QGuiApplication.clipboard().text() == "before"


def test_printing_more_than_a_printer_should_is_refused(desk, bus, log, qtbot, lanes, monkeypatch):
    monkeypatch.setattr("ui.binder.view.MOST_PRINTED", 3)
    view = BinderView(desk, bus, BY_KEY["duty_log"], lanes=lanes)
    qtbot.addWidget(view)
    view.build()
    said, printed = [], []
    bus.said.connect(said.append)
    view.print_many.connect(printed.append)
    choose(view.table, 0, 1, 2, 3)
    view._print_selected()
    assert (len(said), printed) == (1, [])
    choose(view.table, 0, 1, 2)
    view._print_selected()
    assert printed == [view.table.chosen_ids()]


# -- sorting by the head -------------------------------------------------------------------------------------


def click_head(view: RecordTableView, name: str) -> None:
    header = view.horizontalHeader()
    column = [one.name for one in view.model().columns].index(name)
    view.scrollTo(view.model().index(0, column))
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_on_the_head_sorts_and_selects_nothing(view, table, log):
    click_head(view, "number")
    assert (table.query.sort, table.query.descending) == ("number", False)
    assert table.record_id(0) == ids(log)[-1]
    assert view.chosen_rows() == []
    click_head(view, "number")
    assert table.query.descending
    assert table.record_id(0) == ids(log)[0]


def test_a_column_that_sorts_nothing_leaves_the_sign_where_it_was(desk, office, qtbot):
    model = RecordTable(desk, BY_KEY["customer"])
    model.show_query(ListQuery("customer", sort="name", descending=False))
    view = RecordTableView(model)
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    before = [model.record_id(row) for row in range(model.rowCount())]
    click_head(view, "phone")
    assert view.horizontalHeader().sortIndicatorSection() == -1
    assert [model.record_id(row) for row in range(model.rowCount())] == before
    click_head(view, "unit")
    click_head(view, "phone")
    assert model.columns[view.horizontalHeader().sortIndicatorSection()].name == "unit"
    assert model.query.sort == "unit"
