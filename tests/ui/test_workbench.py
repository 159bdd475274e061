"""Today: every section, its counts and calm lines, days left in words, one list for the arrows; and the window."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.language import N_
from custdesk.store.hits import Hit, ListQuery
from custdesk.store.listing import ListReader
from tests.desk_papers import against_the_manager
from tests.desks import at
from tests.ui.dues import stand_in
from ui.due_strip import DueStrip
from ui.key_overview import KeyOverview
from ui.matter_list import Head, Matter
from ui.phoning import Phoning
from ui.today import GROUPS, Today, days_left, due_short
from ui.workbench import ALWAYS, MOST_SHOWN, Workbench, in_lines

ENTER, DOWN, UP = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up
NOW = at("04-16 18:50")


@pytest.fixture
def dues(desk, monkeypatch):
    """What the calendar finds due: nothing, until a test says otherwise."""
    return stand_in(desk, monkeypatch)


@pytest.fixture
def bench(desk, bus, shown, dues):
    bench = shown(Workbench(desk, bus))
    bench.resize(1200, 700)
    return bench


def keys_in(bench, name: str) -> list[object]:
    (section,) = (one for one in bench.sections if one.name == name)
    return [line.key for line in section.lines]


def named(bench) -> dict[str, int]:
    return {section.name: len(section.lines) for section in bench.sections}


def test_a_quiet_day_is_said_in_few_lines(bench, desk):
    said = " ".join(row.said for row in bench.list.matters.rows)
    empty = [section for section in bench.sections if not section.lines]
    assert {*ALWAYS, *(group.name for group in GROUPS), "soon", "month", "drafts", "bin"} <= {
        section.name for section in empty
    }
    for section in empty:
        assert desk.words(section.calm) in said
    heads = [row for row in bench.list.matters.rows if isinstance(row, Head)]
    assert len(heads) <= 8


def test_what_needs_nothing_stands_in_few_lines():
    assert in_lines([]) == []
    assert in_lines(["一" * 10] * 5, letters=25) == ["一" * 10 + " · " + "一" * 10] * 2 + ["一" * 10]
    assert in_lines(["一" * 99, "二"], letters=25) == ["一" * 99, "二"]


def test_what_is_due_stands_in_its_section(bench, office, clock):
    def follow(text: str, due: datetime.datetime) -> int:
        entry = office.entry(content=text)
        office.step(entry, "follow_up", office.lin, responsible=office.lin.id, due_at=due)
        return entry

    later = follow("d", at("04-30 09:00"))
    today = follow("b", at("04-17 00:00"))  # the 16th, 24:00
    soon = follow("c", at("04-20 09:00"))
    late = follow("a", at("04-16 19:00"))
    clock.set("2027-04-16 19:01")
    bench.read()
    assert keys_in(bench, "overdue") == [late]
    assert keys_in(bench, "today") == [today]
    assert keys_in(bench, "soon") == [soon]
    assert later not in set(bench.list.keys())


@pytest.mark.rule("R-070")
@pytest.mark.parametrize(
    ("due", "words", "tint"),
    [
        ("04-13 09:00", N_("{days} days over").having(days=3), "overdue"),
        ("04-16 18:49", N_("{hours} h {minutes} min over").having(hours=0, minutes=1), "overdue"),
        ("04-15 18:50", N_("{hours} h {minutes} min over").having(hours=24, minutes=0), "overdue"),
        (
            "04-16 18:50",
            N_("{hours} h {minutes} min left").having(hours=0, minutes=0),
            "due",
        ),  # through that minute
        ("04-17 18:20", N_("{hours} h {minutes} min left").having(hours=23, minutes=30), "due"),
        ("04-18 18:50", N_("{days} days left").having(days=2), "muted"),
        ("04-16 00:00", N_("{days} days over").having(days=1), "overdue"),
        ("04-17 00:00", N_("today"), "due"),
        ("04-18 00:00", N_("tomorrow"), "due"),
        ("04-20 09:00", N_("{days} days left").having(days=4), "muted"),
    ],
)
def test_days_and_hours_left_in_words_with_a_sign(due, words, tint):
    said, sign, colour = days_left(at(due), NOW)
    assert (said, colour) == (words, tint)
    assert sign


def test_a_due_day_is_shown_as_24_with_its_weekday(desk):
    assert due_short(at("04-17 00:00"), desk.words) == "04-16 周五 24:00"
    assert due_short(at("04-19 09:30"), desk.words) == "04-19 周一 09:30"


@pytest.mark.rule("R-016")
@pytest.mark.rule("R-030")
def test_opinions_not_reported_and_complaints_without_form(bench, office, desk, clock):
    opinion = office.entry(kind="opinion")
    reported = office.entry(kind="difficulty", reported_to=office.chen.id, reported_at=clock.now)
    formless = office.entry(kind="complaint")
    formed = office.entry(kind="complaint")
    create = office.see(formed).record.form.creates[0]
    made = desk.save(desk.make(create, desk.read().record(formed))).record_id
    bench.read()
    assert keys_in(bench, "unreported") == [opinion]
    assert keys_in(bench, "formless") == [formless]
    assert reported not in keys_in(bench, "unreported")
    office.step(made, "void", office.chen, reason="重复登记")
    bench.read()
    assert keys_in(bench, "formless") == [formless, formed]


def test_unsigned_papers_and_what_is_to_be_handed_over(bench, office):
    handled = office.complaint("handled")
    closed = office.complaint("closed")
    bench.read()
    assert keys_in(bench, "unsigned") == [handled]
    assert keys_in(bench, "to_hand_over") == [closed]


@pytest.mark.rule("R-064")
def test_a_hidden_complaint_counts_nowhere(office, bus, shown, dressed):
    hidden = against_the_manager(office, "handled", user=office.zhou, accused_staff=office.chen.id)
    number = office.see(hidden).number
    for who, seen in ((office.chen, False), (office.zhou, True)):
        bench = shown(Workbench(Desk(office.store, who), bus))
        assert (hidden in set(bench.list.keys())) is seen
        assert any(number in row.said for row in bench.list.matters.rows) is seen
        assert ("unsigned" in {name for name, count in named(bench).items() if count}) is seen


def test_a_long_section_leaves_room_for_the_others(bench, office, keys):
    for _each in range(30):
        office.entry(kind="opinion")
    bench.read()
    before = len(bench.list.keys())
    more = ("more", "unreported")
    assert bench.list.keys().count(more) == 1
    bench.list.setCurrentIndex(bench.list.matters.index(bench.list.matters.rows.index(next(
        row for row in bench.list.matters.rows if isinstance(row, Matter) and row.key == more
    ))))  # fmt: skip
    keys.press(bench.list, ENTER)
    assert len(bench.list.keys()) == before + 30 - MOST_SHOWN - 1
    assert more not in set(bench.list.keys())


def test_only_lines_that_are_shown_are_made(bench, office, monkeypatch):
    for _each in range(30):
        office.entry(kind="opinion")
    made: list[int] = []
    lines = Today._lines

    def counted(self: Today, hits: Sequence[Hit], red: str = "") -> list[Matter]:
        made.append(len(hits))
        return lines(self, hits, red)

    monkeypatch.setattr(Today, "_lines", counted)
    bench.read()
    keys = bench.list.keys()
    shown = [key for key in keys if isinstance(key, int)]
    assert named(bench)["unreported"] == 30
    assert sum(made) == len(shown) <= 2 * MOST_SHOWN
    (section,) = (one for one in bench.sections if one.name == "unreported")
    assert [section.lines[2], *section.lines[3:5]] == list(section.lines)[2:5]


def test_nothing_is_asked_of_states_that_hold_nothing(bench, office, monkeypatch):
    """And what is shown is the same as if every form's every filter was asked."""
    office.entry(kind="opinion")
    office.entry(kind="complaint")
    asked: list[ListQuery] = []
    ids = ListReader.ids
    monkeypatch.setattr(
        ListReader, "ids", lambda self, query, *more: asked.append(query) or ids(self, query, *more)
    )
    bench.read()
    rows, few = bench.list.matters.rows, len(asked)
    everywhere = {(record.form.key, state) for record in ALL for state in record.form.flow.states}
    monkeypatch.setattr(ListReader, "held_states", lambda self: everywhere)
    bench.read()
    assert bench.list.matters.rows == rows
    assert len(asked) - few > 2 * few > 0


def test_up_and_down_walk_through_all_sections_as_one_list(bench, office, keys):
    office.entry(kind="opinion")  # due soon and not reported
    office.entry(kind="complaint")
    bench.read()
    bench.list.choose_row(0)
    walked = [bench.list.key()]
    for _each in range(len(bench.list.keys()) - 1):
        keys.press(bench.list, DOWN)
        walked.append(bench.list.key())
    assert walked == bench.list.keys()
    keys.press(bench.list, DOWN)
    assert bench.list.key() == walked[-1]
    keys.press(bench.list, UP)
    assert bench.list.key() == walked[-2]


def test_enter_opens_the_record(bench, office, keys, bus, qtbot):
    entry = office.entry(kind="complaint")
    bench.read()
    bench.list.choose_row(0)
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(bench.list, ENTER)
    assert opened.args == [entry]


def test_it_reads_again_when_something_was_written(bench, desk, office):
    desk.save(desk.new("duty_log", caller_name="马先生", content="投诉", kind="complaint"))
    assert named(bench)["formless"] == 1


def test_the_chosen_line_stays_chosen(bench, office, desk):
    office.entry(kind="complaint")
    second = office.entry(kind="complaint")
    bench.read()
    bench.list.choose_row(0)
    bench.list.step(1)
    assert bench.list.key() == second
    desk.save(desk.new("duty_log", caller_name="马先生", content="意见", kind="opinion"))
    assert bench.list.key() == second


def test_drafts_are_listed_binned_and_brought_back(bench, desk, keys, bus, qtbot):
    draft = desk.new("complaint", content="半张单子", unit="9-901")
    desk.store.drafts.keep(draft)
    bench.read()
    key = ("draft", draft.id)
    assert keys_in(bench, "drafts") == [key]
    line = next(row for row in bench.list.matters.rows if isinstance(row, Matter) and row.key == key)
    assert "半张单子" in line.text
    assert line.room == "9-901"
    bench.list.choose_row(bench.list.matters.rows.index(line))
    keys.press(bench.list, Qt.Key.Key_Delete)
    assert keys_in(bench, "drafts") == []
    assert keys_in(bench, "bin") == [key]
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(bench.list, ENTER)
    assert opened.args[0].id == draft.id
    assert opened.args[0].values["content"] == "半张单子"
    assert keys_in(bench, "drafts") == [key]


@pytest.mark.rule("R-018")
def test_the_relief_takes_over_by_the_button(bench, desk, office):
    assert office.lin.name in bench.shift.text()
    assert not bench.take_over.isVisible()
    desk.sit_down(office.xu)
    bench.read()
    assert bench.take_over.isVisible()
    bench.take_over.click()
    assert office.xu.name in bench.shift.text()
    assert not bench.take_over.isVisible()


def test_the_strip_counts_the_days_and_marks_today(desk, qtbot):
    strip = DueStrip(desk.words)
    qtbot.addWidget(strip)
    strip.resize(strip.sizeHint())
    strip.show_dues([at("04-17 00:00"), at("04-16 09:00"), at("04-20 09:00"), at("06-01 09:00")], NOW)
    assert len(strip.days()) == 14
    assert strip.days()[3] == NOW.date()
    assert strip.counts[NOW.date()] == 2  # the 16th, 24:00 is the 16th
    assert "04-20" in strip.accessibleDescription()
    assert not strip.grab().isNull()


# -- the window --------------------------------------------------------------------------------------------


def test_the_workbench_is_the_first_tab_and_keys_switch(window, keys):
    assert window.tabs.currentWidget() is window.workbench
    keys.ctrl(window, Qt.Key.Key_3)
    assert window.tabs.currentIndex() == 2
    keys.ctrl(window, Qt.Key.Key_1)
    assert window.tabs.currentWidget() is window.workbench


def test_f2_and_ctrl_k_come_from_anywhere(window, keys, active):
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        keys.press(window, Qt.Key.Key_F2)
        assert window.intake.isVisible()
        active(window.intake)
        keys.press(window.intake, Qt.Key.Key_Escape)
        active(window)
        keys.ctrl(window, Qt.Key.Key_K)
        assert window.search.isVisible()
        active(window.search)
        keys.press(window.search, Qt.Key.Key_Escape)
        active(window)


def test_the_status_line_says_who_is_on_duty_and_what_is_due(window, office, desk, clock):
    assert office.lin.name in window._status.text()
    office.entry(kind="opinion")
    clock.set("2027-04-18 19:00")
    window.on_tick()
    assert desk.words(N_("Overdue")) in window._status.text()
    assert named(window.workbench)["overdue"] == 1  # the minute tick read it again


def test_f1_lists_every_key_of_the_window(window, keys):
    keys.press(window, Qt.Key.Key_F1)
    overview = window.findChild(KeyOverview)
    said = " ".join(label.text() for label in overview.findChildren(type(window._status)))
    for key in ("F2", "Ctrl+K", "Ctrl+Z", "F5", "Ctrl+1", "Ctrl+7", "Alt+1"):
        assert key in said
    overview.close()


def test_half_written_calls_come_back_into_the_panel_and_forms_into_their_tab(window, desk):
    desk.store.drafts.keep(desk.new("complaint", content="半张单子"))
    desk.store.drafts.keep(desk.new("duty_log", content="半个电话"))
    window.open_kept_drafts()
    assert window.intake.boxes.words.text() == "半个电话"
    assert window.binders["complaint"].form.draft.values["content"] == "半张单子"


def test_closing_keeps_the_words_of_the_panel(window, desk, keys):
    window.open_intake()
    window.intake.boxes.words.setFocus()
    keys.commit(window.intake, "半个电话")
    window.close()
    assert [one.body["values"]["content"] for one in desk.kept_drafts()] == ["半个电话"]


@pytest.mark.scenario("S-02")
def test_from_f2_to_the_accepted_form_sent_to_print_in_few_keys(window, office, keys, active, qtbot):
    """The print preview's own key comes on top; the limit for the whole way is 30."""
    keys.press(window, Qt.Key.Key_F2)
    active(window.intake)
    keys.type(window.intake, "5-603")
    keys.press(window.intake, ENTER)
    keys.type(window.intake, "5")
    keys.commit(window.intake, "门岗保安态度生硬")
    keys.ctrl(window.intake, ENTER)
    active(window)
    form = window.binders["complaint"].form
    qtbot.waitUntil(form.sheet.cells["nature"].editor.hasFocus)  # the first box the next step needs
    keys.type(window, "1")  # general
    keys.press(window, ENTER)
    keys.type(window, "1")  # A
    keys.ctrl(window, Qt.Key.Key_S)
    assert form.snapshot is not None
    keys.press(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: form.snapshot.state == "accepted")
    with qtbot.waitSignal(form.printing):
        keys.ctrl(window, Qt.Key.Key_P)
    assert keys.pressed == 15


def test_f4_and_f7_come_from_anywhere(window, keys, office):
    window.tabs.setCurrentIndex(2)
    keys.press(window, Qt.Key.Key_F7)
    assert window.tabs.currentWidget() is window.calendar
    assert window.focusWidget() is window.calendar.grid
    keys.press(window, Qt.Key.Key_F4)
    (page,) = window.findChildren(Phoning)
    assert page.isVisible()
    page.close()
    window.bus.listed.emit("complaint")
    assert window.binders["complaint"].isVisible()
