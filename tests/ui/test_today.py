"""What the workbench lists, made of what the forms declare: groups, duties, silent books, quarters, many rows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.rules.periods import quarter_of
from tests import desk_papers as papers
from tests import desk_repairs as repairs
from tests.desk_signed import print_sheet
from tests.desks import at, on
from tests.ui.dues import due, stand_in
from ui import today, workbench
from ui.matter_list import Head, Matter
from ui.quarter_strip import LOOKS as QUARTER_LOOKS
from ui.quarter_strip import QuarterStrip
from ui.today import GROUPS
from ui.workbench import Workbench

ENTER = Qt.Key.Key_Return


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


# -- what forms declare --------------------------------------------------------------------------------------


def line_of(bench, key) -> Matter:
    return next(row for row in bench.list.matters.rows if isinstance(row, Matter) and row.key == key)


def test_no_form_is_named_in_the_sections():
    """Grouping asks the forms' own filters, states, duties and watches (architecture, section 5)."""
    source = (
        Path(today.__file__).read_text(encoding="utf-8"),
        Path(workbench.__file__).read_text(encoding="utf-8"),
    )
    assert [key for key in BY_KEY if any(f'"{key}"' in text for text in source)] == []


def test_every_group_is_fed_by_the_filter_of_some_form():
    filters = [wanted for record in ALL for wanted in record.form.filters]
    declared = {wanted.name for wanted in filters} | {wanted.bench for wanted in filters}
    assert [group.name for group in GROUPS if not declared & {group.name, *group.filters}] == []


@pytest.mark.rule("R-069")
@pytest.mark.rule("R-070")
def test_a_rework_is_red_and_its_callback_counts_the_hours(bench, office, clock, desk):
    clock.set("04-16 10:00")
    order = repairs.order(office, "finished")
    clock.set("04-16 11:00")
    rework = repairs.report(office, order)
    (special,) = repairs.of_order(office, rework["id"], "due") or repairs.of_order(office, order, "due")[-1:]
    clock.set("04-16 11:20")
    bench.read()
    assert keys_in(bench, "rework") == [rework["id"]]
    line = line_of(bench, rework["id"])
    assert line.tint == "overdue"
    assert desk.words(N_("{hours} h {minutes} min left").having(hours=0, minutes=40)) in line.left
    assert rework["id"] not in keys_in(bench, "today")  # shown once among what is due
    call = line_of(bench, special["id"])
    assert desk.words(N_("{hours} h {minutes} min left").having(hours=23, minutes=40)) in call.left
    assert special["id"] in keys_in(bench, "to_call")
    clock.set("04-16 12:30")
    bench.read()
    late = N_("{hours} h {minutes} min over").having(hours=0, minutes=30)
    assert desk.words(late) in line_of(bench, rework["id"]).left


@pytest.mark.rule("R-065")
def test_what_is_to_call_back_stands_by_due_with_its_own_key(bench, office, clock, qtbot):
    clock.set("04-13 10:00")
    later = repairs.order(office, "finished", unit=office.unit("5-603"))
    clock.set("04-12 10:00")
    sooner = repairs.order(office, "finished")
    clock.set("04-16 18:50")
    bench.read()
    due = [repairs.of_order(office, one)[0]["id"] for one in (sooner, later)]
    assert keys_in(bench, "to_call") == due
    assert keys_in(bench, "overdue") == []
    assert "2" in bench.calls.text()
    with qtbot.waitSignal(bench.phoning):
        bench.calls.click()


def test_nobody_to_call_leaves_no_button(bench):
    assert not bench.calls.isVisible()


@pytest.mark.rule("R-019")
def test_silent_books_are_listed_and_lead_to_their_list(bench, bus, keys, qtbot):
    (section,) = (one for one in bench.sections if one.name == "watched")
    assert len([line for line in section.lines if line.right == "R-019"]) >= 4  # all four books are silent
    bench.list.setFocus()
    bench.list.choose_row(bench.list.matters.rows.index(section.lines[0]))
    with qtbot.waitSignal(bus.listed) as listed:
        keys.press(bench.list, ENTER)
    assert listed.args == ["communication"]


# -- what the month owes -------------------------------------------------------------------------------------


def test_the_month_owes_its_duties_with_reminders_and_done_marks(bench, dues, desk):
    first = on("04-01")
    dues.things = [
        due("04-30", "upcoming", "d", duty="d", period_first=first),
        due("04-20", "upcoming", "c", duty="c", period_first=first),
        due("04-16", "reminder", "c", duty="c", period_first=first, due_at=at("04-21 00:00")),
        due("04-05", "overdue", "b", duty="b", period_first=on("03-01")),
        due("03-05", "overdue", "a", duty="a", period_first=on("02-01")),  # of last month, still owed
        due("03-05", "done_late", "x", duty="x", period_first=on("02-01")),  # of last month, done
        due("04-10", "done_on_time", "e", duty="e", period_first=first),
        due("04-11", "waived", "f", duty="f", period_first=first),
        due("04-12", "not_applicable", "g", duty="g", period_first=first),
        due("04-18", "due", "record", record_id=7),
    ]
    bench.read()
    (section,) = (one for one in bench.sections if one.name == "month")
    assert [line.text for line in section.lines] == ["a", "b", "c", "d", "e"]
    assert section.open == 4
    tints = {line.text: line.tint for line in section.lines}
    assert tints == {"a": "overdue", "b": "overdue", "c": "accent", "d": "muted", "e": "done"}
    assert desk.words(N_("Done on time")) in section.lines[-1].left
    rights = {line.text: line.right for line in section.lines}
    assert desk.words(N_("reminder {day}").having(day="04-16")) in rights["c"]
    assert "04-16" not in rights["d"]
    head = next(
        row
        for row in bench.list.matters.rows
        if isinstance(row, Head) and row.text.endswith(desk.words(section.title))
    )
    assert (head.count, head.tint) == (4, "overdue")


@pytest.mark.rule("R-003")
def test_what_is_to_be_thought_of_today_is_marked_and_stands_once(bench, dues, desk, office):
    sunday = office.entry(content="周日到期")
    later = office.entry(content="周一到期")
    for entry, when in ((sunday, "04-19 00:00"), (later, "04-20 00:00")):
        office.step(entry, "follow_up", office.lin, responsible=office.lin.id, due_at=at(when))
    dues.things = [due("04-16", "reminder", record_id=sunday, due_at=at("04-19 00:00"))]
    bench.read()
    assert keys_in(bench, "soon") == [sunday, later]
    assert keys_in(bench, "today") == []
    said = desk.words(N_("{days} days left").having(days=2))
    assert (line_of(bench, sunday).left, line_of(bench, sunday).tint) == (f"◆ {said}", "accent")
    assert line_of(bench, later).tint == "muted"


def test_enter_on_a_duty_opens_its_record_or_begins_it(bench, dues, desk, bus, keys, monkeypatch):
    opened = []
    bus.opened.connect(opened.append)
    monkeypatch.setattr(desk, "begin_duty", lambda thing: desk.new("complaint"))
    dues.things = [
        due("04-05", "overdue", "b", duty="b", period_first=on("03-01"), record_id=7),
        due("04-20", "due", "c", duty="c", period_first=on("04-01"), form="complaint"),
    ]
    bench.read()
    for key in keys_in(bench, "month"):
        bench.list.choose_row(bench.list.matters.rows.index(line_of(bench, key)))
        keys.press(bench.list, ENTER)
    assert opened[0] == 7
    assert isinstance(opened[1], Draft)


def test_the_real_duties_are_found_and_begun(office, bus, shown, keys):
    bench = shown(Workbench(Desk(office.store, office.chen), bus))
    opened = []
    bus.opened.connect(opened.append)
    (section,) = (one for one in bench.sections if one.name == "month")
    assert section.lines
    for line in section.lines:
        thing = bench._today.things[line.key]
        if thing.form and thing.record_id is None:
            bench._whole.add("month")
            bench._show()
            bench.list.choose_row(bench.list.matters.rows.index(line))
            keys.press(bench.list, ENTER)
            assert opened[-1].record.form.key == thing.form
    assert opened


# -- the quarters --------------------------------------------------------------------------------------------


@pytest.mark.rule("R-085")
def test_the_quarters_of_the_year_stand_on_the_workbench(bench, bus, qtbot):
    (strip,) = bench.quarters
    assert len(strip.said) == 4
    assert "2027" in strip.said[0]
    assert "▲" in strip.said[0]  # nothing was held from January to March
    assert "●" in strip.said[1]
    assert not strip.grab().isNull()
    with qtbot.waitSignal(bus.listed) as listed:
        qtbot.keyClick(strip, ENTER)
    assert listed.args == [strip.key]


@pytest.mark.rule("R-085")
@pytest.mark.parametrize("state", list(QUARTER_LOOKS))
def test_each_state_of_a_quarter_has_sign_and_word(desk, qtbot, state):
    strip = QuarterStrip(desk.words, N_("Community events"))
    qtbot.addWidget(strip)
    quarters = [
        SimpleNamespace(period=quarter_of(on(f"{month:02}-01")), state=state, count=2)
        for month in (1, 4, 7, 10)
    ]
    strip.show_quarters(quarters)
    look = QUARTER_LOOKS[state]
    assert all(look.sign in said and desk.words(look.word) in said and "2" in said for said in strip.said)
    for wide in (1200, 400, 120):
        strip.resize(wide, strip.sizeHint().height())
        assert not strip.grab().isNull()
    assert strip.accessibleDescription().count(look.sign) == 4


# -- many rows -----------------------------------------------------------------------------------------------


def test_two_hundred_rows_with_long_names(bench, office, keys):
    long = "阿卜杜拉赫曼江·买买提明阿吉伊敏诺夫斯基的来电，楼上夜里吵闹" * 3
    for _each in range(200):
        office.entry(kind="opinion", caller_name=long, content=long)
    bench.read()
    rows = bench.list.matters.rows
    assert len(rows) < 60  # every section at one glance
    assert ("more", "unreported") in set(bench.list.keys())
    for wide, high in ((1350, 640), (880, 380)):
        bench.resize(wide, high)
        assert not bench.grab().isNull()


# -- what is to be sent out ----------------------------------------------------------------------------------


def test_what_is_to_be_sent_out_stands_in_one_section(bench, office, clock):
    complaint = office.complaint("handling")
    draft = papers.note(office, complaint)
    papers.note(office, complaint, sent=clock.now)
    letter = office.save(
        "reply_letter", office.lin, complaint=complaint, addressee="马先生", body="已约谈当班保安"
    )
    office.step(letter, "ask", office.lin)
    bench.read()
    assert keys_in(bench, "unsent") == [draft]
    office.step(letter, "consent", office.zhou, consent_by="郑宏", consent_at=clock.now)
    bench.read()
    assert set(keys_in(bench, "unsent")) == {draft, letter}


def test_a_filter_may_feed_a_section_of_another_name():
    fed = {wanted.bench for record in ALL for wanted in record.form.filters} - {""}
    assert fed <= {group.name for group in GROUPS}
    assert {"to_call", "unsent"} <= fed


# -- paper ---------------------------------------------------------------------------------------------------


def test_sheets_that_are_not_home_are_counted_and_lead_to_the_paper(window, office, qtbot):
    """M-6: the count is one line of the registers; Enter leads to the board of the tab "Paper"."""
    bench = window.workbench
    bench.read()
    assert today.PAPER_LINE not in keys_in(bench, "watched")
    print_sheet(office, office.complaint("handled"))
    office.clock.pass_minutes(60 * 24 * 12)
    bench.read()
    line = next(one for section in bench.sections for one in section.lines if one.key == today.PAPER_LINE)
    assert line.text == "有1张打印的纸尚未收回，最久的已12天"
    bench._on_chosen(line.key)
    assert window.tabs.currentWidget() is window.paper
