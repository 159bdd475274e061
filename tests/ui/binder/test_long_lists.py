"""Lists of any length: the first rows at once, the rest from a worker, many rows chosen, sorting by the head."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from custdesk.binders import BY_KEY
from custdesk.store import listing
from custdesk.store.reader import ListQuery
from tests.ui.binder.long_lists import ENTRIES, choose, gathered, ids, known, log, short, slow, table, view
from ui.binder import copying
from ui.binder.list_model import RecordTable
from ui.binder.table import RecordTableView
from ui.binder.view import BinderView

__all__ = ["gathered", "log", "short", "slow", "table", "view"]


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


# -- the words beside the list -------------------------------------------------------------------------------


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
