"""The page of figures by the keyboard: months, quarters, the records behind a figure, the summary, Excel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from custdesk.rules.periods import month_of, quarter_of
from tests.desk_summary import take
from tests.desks import on
from ui.figure_table import APART, BAR, HEADS, KEPT, MAIN, NAME, RAW, THEN
from ui.figures_view import FiguresView
from ui.key_overview import KeyOverview

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def spring(office):
    """March: one in time, one late, one that the manager does not see; April: one in time, one pending."""
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    take(office, "2027-03-15 09:00", "handled", "2027-03-25 10:00")
    office.clock.set("2027-03-20 09:00")
    office.complaint(
        "accepted", office.su, against_director=True, nature="major", category="compensation_or_director",
        handler_kind="supervising_leader", lead_department="supervising_leader",
    )  # fmt: skip
    take(office, "2027-04-05 09:00", "handled", "2027-04-06 10:00")
    take(office, "2027-04-16 09:00", "handling")
    office.clock.set("2027-04-16 18:50")
    return office


@pytest.fixture
def view(spring, desk, bus, shown):
    view = shown(FiguresView(desk, bus))
    view.resize(1200, 700)
    view.table.setFocus()
    return view


@pytest.fixture
def opened(bus):
    found = []
    bus.opened.connect(found.append)
    return found


def row_of(view, key):
    return next(place for place, row in enumerate(view.table.figures.rows) if getattr(row, "key", "") == key)


def cell(view, key, column):
    return view.table.figures.index(row_of(view, key), column).data()


def choose(view, key):
    view.table.choose_row(row_of(view, key))
    view.table.setFocus()


def summary_of(office, upto="approve"):
    summary = office.save("complaint_summary", office.su, month=on("03-01"), measures_text="每月培训")
    office.step(summary, "submit", office.su)
    if upto == "approve":
        office.step(summary, "approve", office.chen)
    return summary


# -- what is shown -------------------------------------------------------------------------------------------


def test_it_begins_with_the_present_month_as_of_now(view):
    assert view.title.text() == "2027年4月"
    assert "2027年4月16日 18:50" in view.as_of.text()
    assert view.entry().key == "F-01.received"
    heads = [row for row in view.table.figures.rows if not hasattr(row, "key")]
    assert [view._desk.words(head.title) for head in heads] == ["投诉", "维修回访", "抽样回访", "社区活动"]


@pytest.mark.rule("F-05")
def test_a_figure_shows_percent_counts_what_is_apart_and_the_month_before(view):
    assert cell(view, "F-05", NAME) == "投诉处理及时率"
    assert (cell(view, "F-05", MAIN), cell(view, "F-05", RAW)) == ("100.0%", "1/1")
    assert cell(view, "F-05", THEN) == "50.0% 1/2"
    assert cell(view, "F-05", APART).startswith("1 ")
    assert (cell(view, "F-01.received", MAIN), cell(view, "F-01.received", RAW)) == ("2", "")
    assert (cell(view, "F-08", MAIN), cell(view, "F-08", RAW), cell(view, "F-08", THEN)) == ("–", "", "–")


def test_number_and_definition_are_in_the_tooltip_and_beside_the_records(view, desk):
    place = view.table.figures.index(row_of(view, "F-05"), RAW)
    said = place.data(Qt.ItemDataRole.ToolTipRole)
    assert said.startswith("F-05 ")
    assert "÷" in said
    choose(view, "F-05")
    assert view.records.name.text().startswith("F-05")
    assert view.records.definition.text() in said
    assert "100.0%" in place.data(Qt.ItemDataRole.AccessibleTextRole)


def pixels(view, key):
    """Return how many columns of a bar carry the accent colour, and where its mark stands, from the bar's left."""
    from ui.theme import tints

    area = view.table.visualRect(view.table.figures.index(row_of(view, key), BAR))
    picture = view.table.viewport().grab().toImage()
    middle, above = area.center().y(), area.center().y() - 6
    shown = [picture.pixelColor(QPoint(at, middle)) for at in range(area.left(), area.right())]
    marks = [
        at - area.left()
        for at in range(area.left(), area.right())
        if picture.pixelColor(QPoint(at, above)) == tints().ink
    ]
    return sum(colour == tints().accent for colour in shown), marks


def test_a_bar_is_as_long_as_its_share_and_marks_the_month_before(view):
    view.table.choose_row(row_of(view, "F-01.received"))
    full, marks = pixels(view, "F-05")  # 1/1 beside 1/2
    empty, none = pixels(view, "F-08")
    assert (empty, none) == (0, [])
    assert full > 50
    assert len(marks) == 2
    view.go_to(month_of(on("03-01")))
    view.table.choose_row(row_of(view, "F-01.received"))
    half, none = pixels(view, "F-05")
    assert none == []  # February: nothing of nothing
    assert abs(half * 2 - full - 2) <= 4


def test_a_month_without_anything_is_calm(view):
    view.go_to(month_of(on("05-01", 2026)))
    mains = {cell(view, row.key, MAIN) for row in view.table.figures.rows if hasattr(row, "key")}
    assert mains == {"–", "0"}
    assert view.records.calm.isVisible()
    assert not view.records.list.isVisible()
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [(1350, 640), (880, 380), (500, 250)])
def test_it_fits_small_windows(view, size):
    view.resize(*size)
    assert not view.grab().isNull()
    assert view.table.columnWidth(BAR) >= 60


# -- periods -------------------------------------------------------------------------------------------------


def test_pages_turn_months_and_home_comes_back(view, keys):
    keys.press(view, K.Key_PageUp)
    assert view.period == month_of(on("03-01"))
    assert cell(view, "F-01.received", MAIN) == "3"
    keys.press(view, K.Key_PageUp)
    keys.press(view, K.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert view.title.text() == "2026年2月"
    keys.press(view, K.Key_Home)
    assert view.title.text() == "2027年4月"
    assert not view.next.isEnabled()
    keys.press(view, K.Key_PageDown)
    assert view.title.text() == "2027年4月"
    assert view.problem.isVisible()
    keys.press(view, K.Key_PageUp)
    assert not view.problem.isVisible()


@pytest.mark.parametrize(
    ("typed", "title"),
    [("2027-3", "2027年3月"), ("3", "2027年3月"), ("2026-12", "2026年12月"), ("2027-Q1", "2027年第1季度")],
)
def test_a_period_is_typed_straight_into_the_table(view, keys, typed, title):
    keys.type(view, typed)
    assert view.focusWidget() is view.box
    keys.press(view, K.Key_Return)
    assert view.title.text() == title
    assert view.focusWidget() is view.table
    assert view.box.text() == ""


@pytest.mark.parametrize(("typed", "title"), [("上月", "2027年3月"), ("上季", "2027年第1季度")])
def test_last_month_in_words(view, keys, typed, title):
    keys.press(view, K.Key_1, ALT)
    keys.commit(view, typed)
    keys.press(view, K.Key_Return)
    assert view.title.text() == title


def test_what_cannot_be_read_stays_with_its_reason_and_esc_gives_up(view, keys):
    keys.type(view, "13")
    keys.press(view, K.Key_Return)
    assert view.title.text() == "2027年4月"
    assert "13" in view.problem.text()
    assert view.box.text() == "13"
    keys.press(view, K.Key_Escape)
    assert view.focusWidget() is view.table
    assert view.box.text() == ""
    assert not view.problem.isVisible()
    keys.type(view, "2027-12")
    keys.press(view, K.Key_Return)
    assert view.problem.isVisible()
    assert view.box.text() == "2027-12"


def test_alt_2_shows_the_quarter_and_back(view, keys):
    keys.press(view, K.Key_PageUp)
    keys.press(view, K.Key_2, ALT)
    assert view.period == quarter_of(on("03-01"))
    assert cell(view, "F-01.received", MAIN) == "3"
    keys.press(view, K.Key_PageUp)
    assert view.title.text() == "2026年第4季度"
    keys.press(view, K.Key_Home)
    keys.press(view, K.Key_2, ALT)
    assert view.title.text() == "2027年4月"  # the quarter's last month that has begun


# -- the records behind a figure -----------------------------------------------------------------------------


def test_enter_goes_to_the_records_in_their_groups_and_enter_opens_one(view, keys, opened, spring):
    keys.press(view, K.Key_PageUp)
    choose(view, "F-05")
    keys.press(view, K.Key_Return)
    assert view.focusWidget() is view.records.list
    heads = [row.text for row in view.records.list.matters.rows if hasattr(row, "calm")]
    assert heads == ["计入", "未计入", "另计"]
    assert len(view.records.list.keys()) == 3
    keys.press(view, K.Key_Down)
    late = view.records.list.key()
    keys.press(view, K.Key_Return)
    assert opened == [late]
    assert spring.values(late)["number"] == "TS-2027-0002"
    keys.press(view, K.Key_Escape)
    assert view.focusWidget() is view.table
    assert view.entry().key == "F-05"


def test_what_stands_apart_is_listed_apart(view):
    choose(view, "F-05")
    heads = [(row.text, row.count) for row in view.records.list.matters.rows if hasattr(row, "calm")]
    assert heads == [("计入", 1), ("另计", 1)]


def test_a_double_click_goes_to_the_records_too(view):
    choose(view, "F-05")
    spot = view.table.visualRect(view.table.figures.index(row_of(view, "F-05"), MAIN)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.focusWidget() is view.records.list


def test_a_figure_of_nothing_keeps_the_keyboard(view, keys):
    choose(view, "F-08")
    keys.press(view, K.Key_Return)
    assert view.focusWidget() is view.table


def test_the_arrows_pass_over_the_heads_and_end_is_the_last(view, keys):
    choose(view, "F-27")
    keys.press(view, K.Key_Down)
    assert view.entry().key == "F-08"
    keys.press(view, K.Key_Up)
    assert view.entry().key == "F-27"
    keys.press(view, K.Key_End)
    assert view.entry().key == "F-30.feedback"


@pytest.mark.rule("R-064")
def test_a_hidden_case_is_a_number_only(spring, desk, bus, shown, office):
    desk.user = office.chen
    view = shown(FiguresView(desk, bus))
    view.go_to(month_of(on("03-01")))
    choose(view, "F-01.received")
    assert cell(view, "F-01.received", MAIN) == "3"
    (head,) = [row for row in view.records.list.matters.rows if hasattr(row, "calm")]
    assert head.count == 3
    assert "1" in head.calm
    assert len(view.records.list.keys()) == 2


# -- reading -------------------------------------------------------------------------------------------------


def test_it_counts_again_when_something_was_written(view, spring, desk):
    assert cell(view, "F-05", RAW) == "1/1"
    choose(view, "F-05")
    (pending,) = view.entry().share.apart
    desk.apply(pending, "finish", values={"handling": "已约谈", "handled_at": spring.clock.now})
    assert cell(view, "F-05", RAW) == "2/2"
    assert view.entry().key == "F-05"
    listed = view.records.list.keys()
    assert pending in listed


def test_nothing_is_built_or_counted_before_it_is_shown(spring, desk, bus, shown):
    view = FiguresView(desk, bus)
    view.hear()
    assert view.read_at is None
    assert view.layout() is None
    shown(view)
    assert view.read_at == desk.now()


# -- the summary ---------------------------------------------------------------------------------------------


def test_a_frozen_summary_stands_beside_and_opens(view, spring, keys, opened, bus):
    assert view.table.isColumnHidden(KEPT)
    assert not view.summary.isVisible()
    said = []
    bus.said.connect(said.append)
    keys.press(view, K.Key_3, ALT)
    assert said
    assert opened == []
    summary = summary_of(spring)
    view.go_to(month_of(on("03-01")))
    assert not view.table.isColumnHidden(KEPT)
    assert cell(view, "F-05", KEPT) == "50.0% (1/2)"
    assert spring.values(summary)["number"] in view.summary.text()
    keys.press(view, K.Key_3, ALT)
    assert opened == [summary]


@pytest.mark.rule("R-057")
def test_where_the_records_moved_on_the_frozen_figure_stays_and_is_marked(view, spring):
    summary_of(spring)
    view.go_to(month_of(on("03-01")))
    model = view.table.figures
    received = model.entry(row_of(view, "F-01.received"))
    assert not model.changed_since(received)
    assert not model.changed_since(model.entry(row_of(view, "F-05")))
    take(spring, "2027-03-30 09:00", "registered")
    spring.clock.set("2027-04-16 18:50")
    view.hear()
    received = model.entry(row_of(view, "F-01.received"))
    assert (received.main, cell(view, "F-01.received", KEPT)) == ("4", "3")
    assert model.changed_since(received)


def test_a_summary_in_hand_is_offered_without_figures(view, spring):
    summary_of(spring, upto="submit")
    view.go_to(month_of(on("03-01")))
    assert view.summary.isVisible()
    assert view.table.isColumnHidden(KEPT)


# -- Excel ---------------------------------------------------------------------------------------------------


def test_ctrl_c_copies_numbers_that_excel_cannot_take_for_dates(view, keys, desk):
    keys.press(view, K.Key_PageUp)
    keys.press(view, K.Key_C, CTRL)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert rows[0][0] == "2027年3月"
    assert "18:50" in rows[0][1]
    (timely,) = [row for row in rows if row[0] == "F-05"]
    assert timely[:5] == ["F-05", "投诉处理及时率", "50.0%", "1", "2"]
    assert not any("/" in one for row in rows for one in row)
    assert len({len(row) for row in rows[1:] if row[0].startswith("F-")}) == 1
    assert len(rows[1]) == len(timely)
    assert desk.words(HEADS[NAME]) == rows[1][1]


# -- the window ----------------------------------------------------------------------------------------------


def test_f9_opens_the_page_and_f1_lists_its_keys(window, keys):
    assert window.figures.layout() is None
    keys.press(window, K.Key_F9)
    assert window.tabs.currentWidget() is window.figures
    assert window.focusWidget() is window.figures.table
    keys.press(window, K.Key_F1)
    overview = window.findChild(KeyOverview)
    said = " ".join(label.text() for label in overview.findChildren(QLabel))
    for key in ("F9", "PgUp", "PgDown", "Home", "Ctrl+C", "Alt+1", "Alt+2", "Alt+3"):
        assert key in said
    overview.close()


def test_ctrl_and_its_figure_gives_the_table_the_keyboard(window, keys):
    place = window.tabs.indexOf(window.figures)
    assert place < 9
    keys.ctrl(window, Qt.Key(int(K.Key_1) + place))
    assert window.focusWidget() is window.figures.table


def test_a_record_opens_from_the_page(window, office, keys):
    entry = office.complaint("registered", user=office.lin)
    keys.press(window, K.Key_F9)
    keys.press(window, K.Key_Return)
    keys.press(window, K.Key_Return)
    assert window.binders["complaint"].form.snapshot.id == entry
