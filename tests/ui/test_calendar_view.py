"""The calendar by the keyboard: days, months, the list of a day, opening, beginning, waiving."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.rules.periods import add_months
from tests.desks import on
from tests.ui.dues import due, stand_in
from ui.binder.asking import ReasonDialog
from ui.calendar_view import CalendarView
from ui.due_looks import LOOKS
from ui.key_overview import KeyOverview
from ui.month_grid import DAY, first_shown, last_shown
from ui.today import key_of

K = Qt.Key
TODAY = on("04-16")  # a Friday


@pytest.fixture
def dues(desk, monkeypatch):
    return stand_in(desk, monkeypatch)


@pytest.fixture
def view(dues, desk, bus, shown):
    view = shown(CalendarView(desk, bus))
    view.resize(1200, 700)
    view.grid.setFocus()
    return view


@pytest.fixture
def opened(bus):
    found = []
    bus.opened.connect(found.append)
    return found


def cells(view):
    model = view.grid.months
    return [
        model.cell(model.index(row, column))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]


def test_a_month_is_whole_weeks_from_monday_to_sunday_with_their_numbers(view):
    shown = cells(view)
    assert shown[0].day == on("03-29")
    assert shown[-1].day == on("05-02")
    assert [one.day for one in shown if one.today] == [TODAY]
    assert {one.day for one in shown if one.inside} == {on(f"04-{day:02}") for day in range(1, 31)}
    model = view.grid.months
    assert model.headerData(0, Qt.Orientation.Horizontal) == "周一"
    assert "13" in model.headerData(0, Qt.Orientation.Vertical)  # ISO week 13: 29 March to 4 April


@pytest.mark.parametrize("month", ["2027-02", "2027-01", "2028-02", "2026-12"])
def test_the_first_and_last_day_shown_are_monday_and_sunday(month):
    day = datetime.date.fromisoformat(f"{month}-15")
    assert first_shown(day).weekday() == 0
    assert last_shown(day).weekday() == 6
    assert first_shown(day) <= day.replace(day=1)
    assert last_shown(day) >= add_months(day.replace(day=1), 1) - datetime.timedelta(days=1)
    assert (last_shown(day) - first_shown(day)).days < 42


@pytest.mark.rule("R-003")
def test_weekends_holidays_and_worked_weekends_are_told_apart(view, desk, office):
    desk.user = office.chen
    desk.set_setting(
        "holiday_table",
        [
            {"date": "2027-04-05", "name": "清明节", "kind": "holiday"},
            {"date": "2027-04-10", "name": "调休", "kind": "working_weekend"},
        ],
        "国务院公布",
    )
    free = {one.day: one.free for one in cells(view)}
    assert free[on("04-05")]
    assert not free[on("04-10")]
    assert free[on("04-11")]
    assert not free[on("04-12")]
    assert "清明节" in view.grid.months.place_of(on("04-05")).data()


def test_each_state_has_a_sign_a_word_and_a_colour(view, dues, desk):
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)
    assert all(look.sign and look.tint for look in LOOKS.values())
    dues.things = [due("04-16", state, f"事项{place}") for place, state in enumerate(LOOKS)]
    view.read()
    said = view.grid.months.place_of(TODAY).data(Qt.ItemDataRole.AccessibleTextRole)
    whole = view.grid.months.place_of(TODAY).data(Qt.ItemDataRole.ToolTipRole)
    for place, look in enumerate(LOOKS.values()):
        assert desk.words(look.word) in said
        assert f"{look.sign} {desk.words(look.word)}  事项{place}" in whole
    assert len(view.list.keys()) == len(LOOKS)
    assert not view.grab().isNull()


def test_what_matters_most_stands_first(view, dues):
    dues.things = [due("04-16", "done_on_time", "c"), due("04-16", "due", "b"), due("04-16", "overdue", "a")]
    view.read()
    assert [one.label for one in view.grid.cell().things] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("key", "modifier", "day"),
    [
        (K.Key_Right, None, "2027-04-17"),
        (K.Key_Left, None, "2027-04-15"),
        (K.Key_Down, None, "2027-04-23"),
        (K.Key_Up, None, "2027-04-09"),
        (K.Key_PageDown, None, "2027-05-16"),
        (K.Key_PageUp, None, "2027-03-16"),
        (K.Key_PageDown, Qt.KeyboardModifier.ShiftModifier, "2028-04-16"),
    ],
)
def test_arrows_walk_and_pages_turn(view, keys, key, modifier, day):
    keys.press(view, key, modifier or Qt.KeyboardModifier.NoModifier)
    assert view.grid.day.isoformat() == day
    assert view.grid.currentIndex().data(DAY).day == view.grid.day
    assert view.title.text() == f"{view.grid.day.year}年{view.grid.day.month}月"
    keys.press(view, K.Key_Home)
    assert view.grid.day == TODAY
    assert view.title.text() == "2027年4月"


def test_the_arrow_walks_over_the_months_edge_and_a_month_is_clamped(view, keys, dues):
    view.grid.go_to(on("04-30"))
    keys.press(view, K.Key_Right)
    assert view.grid.day == on("05-01")
    assert dues.asked[-1] == (on("04-26"), on("06-06"))
    view.grid.go_to(on("03-31"))
    keys.press(view, K.Key_PageUp)
    assert view.grid.day == on("02-28")


def test_enter_on_a_day_goes_into_its_list_and_esc_back(view, dues, keys):
    keys.press(view, K.Key_Return)
    assert view.focusWidget() is view.grid  # nothing is due: there is no list to go to
    assert view.calm.isVisible()
    dues.things = [due("04-16", "due", "甲"), due("04-16", "overdue", "乙", due_at="09:30")]
    view.hear()
    assert not view.calm.isVisible()
    keys.press(view, K.Key_Return)
    assert view.focusWidget() is view.list
    assert view.thing().label == "乙"
    assert view.list.matters.rows[1].right == "09:30"
    assert view.list.matters.rows[3].right == "24:00"
    keys.press(view, K.Key_Escape)
    assert view.focusWidget() is view.grid


def test_enter_on_a_thing_opens_its_record(view, dues, keys, opened):
    dues.things = [due("04-16", record_id=7, form="complaint"), due("04-16", "overdue", record_id=9)]
    view.read()
    keys.press(view, K.Key_Return)
    keys.press(view, K.Key_Down)
    keys.press(view, K.Key_Return)
    assert opened == [7]


def test_enter_on_a_duty_without_record_begins_it(view, dues, keys, opened, desk, monkeypatch):
    wanted = due("04-16", form="complaint", duty="complaint_summary", period_first=on("03-01"))
    dues.things = [wanted]
    begun = []
    monkeypatch.setattr(
        desk, "begin_duty", lambda thing: begun.append(thing) or desk.new("complaint"), raising=False
    )
    view.read()
    keys.press(view, K.Key_Return)
    keys.press(view, K.Key_Return)
    assert begun == [wanted]
    assert isinstance(opened[0], Draft)


def test_only_what_is_open(view, dues, keys):
    dues.things = [due("04-16", "due", "a"), due("04-16", "done_on_time", "b")]
    view.read()
    assert len(view.list.keys()) == 2
    keys.press(view, K.Key_2, Qt.KeyboardModifier.AltModifier)
    assert view.only_open.isChecked()
    assert len(view.list.keys()) == 1
    assert [one.label for one in view.grid.cell().things] == ["a"]


def test_the_legend_counts_the_month_not_its_neighbours(view, dues, desk):
    dues.things = [due("03-31", "overdue"), due("04-01", "overdue"), due("04-30", "done_late")]
    view.read()
    assert view.legend.accessibleName() == (f"{desk.words(N_('Overdue'))} 1，{desk.words(N_('Done late'))} 1")
    dues.things = []
    view.read()
    assert view.legend.accessibleName() == desk.words(N_("Nothing is due in this month"))


def test_two_hundred_things_with_long_names_fit(view, dues, keys):
    long = "阿卜杜拉赫曼江·买买提明阿吉伊敏诺夫斯基的维修派工单" * 3
    dues.things = [due("04-16", list(LOOKS)[n % 8], f"{n}{long}", record_id=n + 1) for n in range(200)]
    view.read()
    keys.press(view, K.Key_Return)
    assert len(view.list.keys()) == 200
    for wide, high in ((1350, 640), (880, 380), (500, 250)):
        view.resize(wide, high)
        assert not view.grab().isNull()
    for _each in range(199):
        keys.press(view, K.Key_Down)
    assert view.list.key() == view.list.keys()[-1]


def test_it_reads_again_when_something_was_written_and_stays_on_the_day(view, dues, desk, keys):
    keys.press(view, K.Key_Right)
    dues.things = [due("04-17", "due", "甲")]
    desk.save(desk.new("duty_log", caller_name="马先生", content="意见", kind="opinion"))
    assert view.grid.day == on("04-17")
    assert [one.label for one in view.grid.cell().things] == ["甲"]


def test_a_hidden_calendar_reads_only_when_it_is_shown(dues, desk, bus, shown):
    view = CalendarView(desk, bus)
    view.hear()
    assert dues.asked == []
    shown(view)
    assert len(dues.asked) == 1


# -- waiving -------------------------------------------------------------------------------------------------


@pytest.fixture
def waived(desk, monkeypatch):
    found = []
    monkeypatch.setattr(desk, "waive", lambda *given: found.append(given), raising=False)
    return found


def ask(view, dues, keys, state="due"):
    dues.things = [due("04-16", state, form="complaint", duty="summary", period_first=on("03-01"))]
    view.read()
    keys.press(view, K.Key_Return)
    keys.press(view, K.Key_1, Qt.KeyboardModifier.AltModifier)
    return view.findChild(ReasonDialog)


def test_the_manager_waives_a_duty_with_a_reason(view, dues, keys, desk, office, waived, qtbot):
    desk.user = office.chen
    dialog = ask(view, dues, keys)
    dialog._on_accepted()
    assert waived == []  # no reason, no waiver
    dialog.reason.setText("本季停电")
    dialog._on_accepted()
    assert waived == [("summary", on("03-01"), "本季停电")]


def test_others_may_not_and_read_why(view, dues, keys, waived):
    assert ask(view, dues, keys) is None
    assert view.waive.isVisible()
    assert not view.waive.isEnabled()
    assert view.waive.toolTip()


def test_what_is_done_is_not_waived(view, dues, keys, desk, office, waived):
    desk.user = office.chen
    assert ask(view, dues, keys, "done_late") is None
    assert not view.waive.isVisible()


# -- the office's own duties ---------------------------------------------------------------------------------


@pytest.fixture
def real(desk, bus, office, shown):
    """The calendar of what the office really owes, with the manager at the desk."""
    desk.user = office.chen
    view = shown(CalendarView(desk, bus))
    view.grid.setFocus()
    return view


def owed_duty(view):
    thing = next(
        one for one in view._things if one.duty and one.form and one.state == "overdue" and not one.record_id
    )
    view.grid.go_to(thing.day)
    view.list.choose_row(next(
        place for place, row in enumerate(view.list.matters.rows) if getattr(row, "key", None) == key_of(thing)
    ))  # fmt: skip
    return thing


def test_a_real_duty_begins_the_form_that_declares_it(real, keys, opened):
    thing = owed_duty(real)
    real.list.setFocus()
    keys.press(real, K.Key_Return)
    (draft,) = opened
    assert draft.record.form.key == thing.form
    assert thing.duty in {duty.key for duty in draft.record.form.duties}


def test_a_real_duty_is_waived_and_shown_so(real, keys, qtbot):
    thing = owed_duty(real)
    keys.press(real, K.Key_1, Qt.KeyboardModifier.AltModifier)
    dialog = real.findChild(ReasonDialog)
    dialog.reason.setText("公司统一办理")
    dialog._on_accepted()
    again = next(
        one for one in real._things if (one.duty, one.period_first) == (thing.duty, thing.period_first)
    )
    assert again.state == "waived"


def test_a_record_that_owes_something_is_found_on_its_day(real, office, keys, opened):
    complaint = office.complaint("registered", user=office.lin)  # due on the 19th
    real.hear()
    real.grid.go_to(on("04-19"))
    assert complaint in [one.record_id for one in real.grid.cell().things]


def test_f1_lists_the_keys_of_the_calendar(window, keys):
    window.show_calendar()
    keys.press(window, K.Key_F1)
    overview = window.findChild(KeyOverview)
    said = " ".join(label.text() for label in overview.findChildren(QLabel))
    for key in ("PgUp", "PgDown", "Home", "Alt+2", "F7"):
        assert key in said
    overview.close()
