"""Ctrl+K: finds by number, room, name, initials and words; the exact thing first; masked stays masked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custdesk.desk import Desk
from ui.jobs import Lanes
from ui.matter_list import Head, Matter
from ui.search import SearchPopup

ENTER, DOWN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape


@pytest.fixture
def popup(desk, bus, shown):
    popup = SearchPopup(desk, bus)
    popup.open_at(None)
    popup.resize(900, 500)
    return shown(popup)


@pytest.fixture
def find(popup, qtbot, keys):
    """Type or commit words, and wait for the list."""

    def look(text: str) -> list[Matter]:
        popup.line.clear()
        keys.type(popup, text) if text.isascii() else keys.commit(popup, text)
        qtbot.waitUntil(lambda: not popup._wait.isActive())
        return lines(popup)

    return look


def lines(popup) -> list[Matter]:
    """What is shown when the search has come to its end."""
    while popup._looking:
        popup._go_on()
    return lines_now(popup)


def lines_now(popup) -> list[Matter]:
    return [row for row in popup.list.matters.rows if isinstance(row, Matter)]


def heads(popup) -> list[str]:
    return [row.text for row in popup.list.matters.rows if isinstance(row, Head)]


def test_words_are_found_grouped_and_marked(find, popup, office, desk):
    complaint = office.complaint(content="卫生间漏水三天了")
    entry = office.entry(content="楼上漏水")
    found = find("漏水")
    assert {line.key for line in found} == {complaint, entry}
    assert heads(popup) == [desk.words(office.see(one).record.form.tab) for one in (entry, complaint)]
    (line,) = (one for one in found if one.key == complaint)
    assert [line.text[start:end] for start, end in line.marks] == ["漏水"]


def test_the_newest_of_a_form_comes_first(find, office, clock):
    old = office.entry(content="漏水")
    clock.pass_minutes(5)
    new = office.entry(content="又漏水")
    assert [line.key for line in find("漏水")] == [new, old]


@pytest.mark.parametrize("said", ["TS-2027-0002", "ts-2027-2", "TS2", "TS-0002", "0002", "2", "ＴＳ２"])
def test_an_exact_number_comes_first(find, popup, office, said):
    office.complaint()
    second = office.complaint(content="2号楼门禁坏了")
    found = find(said)
    assert second in [line.key for line in found[:2]]  # ZB-2027-0002 may share a bare number
    assert found[0].number.endswith("0002")


@pytest.mark.parametrize("said", ["3-1202", "3#1202", "3栋1202"])
def test_a_room_in_any_spelling_brings_its_people_and_matters(find, office, said):
    entry = office.entry(unit=office.unit("3-1202"))
    found = [line.key for line in find(said)]
    assert found[0] == office.unit("3-1202")
    assert {entry, office.resident("王秀兰")} <= set(found)


@pytest.mark.parametrize("said", ["王秀兰", "wxl", "WXL"])
@pytest.mark.rule("R-011")
def test_a_person_is_found_with_room_and_masked_phone(find, office, said):
    (line,) = (one for one in find(said) if one.key == office.resident("王秀兰"))
    assert line.room == "3-1202"
    assert "138****5678" in line.text
    assert "13812345678" not in line.said


def test_nothing_found_says_what_can_be_typed(find, popup):
    assert find("没有这样的字") == []
    assert "3-2-501" in popup.said.text()


@pytest.mark.rule("R-064")
def test_the_accused_finds_nothing(office, bus, shown, dressed):
    hidden = office.complaint(
        user=office.zhou, accused_staff=office.chen.id, against_director=True, content="经理不理人"
    )
    popup = shown(SearchPopup(Desk(office.store, office.chen), bus))
    for said in ("不理人", "TS-2027-0001", "0001"):
        popup.line.setText(said)
        popup.look()
        assert hidden not in [line.key for line in lines(popup)]


def test_up_down_enter_open_while_the_words_keep_the_keyboard(find, popup, office, keys, bus, qtbot):
    office.entry(content="漏水")
    second = office.complaint(content="漏水")
    find("漏水")
    keys.press(popup, DOWN)
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(popup, ENTER)
    assert opened.args == [second]
    assert not popup.isVisible()


def test_a_fast_enter_waits_for_the_list(popup, office, keys, bus, qtbot):
    entry = office.entry(content="问停车证")
    keys.commit(popup, "停车证")
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(popup, ENTER)  # before the 80 ms are over
    assert opened.args == [entry]


def test_esc_closes(popup, keys):
    keys.press(popup, ESC)
    assert not popup.isVisible()


def test_what_was_looked_for_last_is_offered_when_empty(find, popup, office, keys, desk):
    office.entry(content="漏水")
    find("漏水")
    keys.press(popup, ENTER)
    popup.line.clear()
    popup.open_at(None)
    assert [line.text for line in lines(popup)] == ["漏水"]
    keys.press(popup, DOWN)
    keys.press(popup, ENTER)
    assert popup.line.text() == "漏水"
    assert popup.isVisible()
    desk.sit_down(office.su)  # another person's searches are nobody's business
    popup.open_at(None)
    assert (popup.line.text(), lines(popup)) == ("", [])


def test_boxes_have_names(popup):
    assert popup.line.accessibleName()
    assert popup.list.accessibleName()


def test_the_rooms_are_learnt_aside_and_again_when_one_is_added(popup, desk, bus, office, find, qtbot):
    lanes = Lanes(popup)
    popup.get_ready(lanes)
    lanes.wait()
    learnt = desk._rooms
    assert learnt is not None
    desk.save(desk.new("unit", building="9", room="901"))
    assert desk._rooms is None
    lanes.wait()
    assert desk._rooms is not None
    unit = office.unit("9-901")
    assert find("九栋901")[0].key == unit
    assert [line.key for line in find("9栋")] == [unit]


# -- more ---------------------------------------------------------------------------------------------------


def test_more_of_a_form_are_shown_alone_then_further_back(find, popup, office, keys, monkeypatch, qtbot):
    records = [office.entry(content=f"漏水{number}") for number in range(12)]
    monkeypatch.setattr("ui.search.ALONE", 8)
    found = find("漏水")
    assert [line.key for line in found[:6]] == records[:-7:-1]
    assert found[6].key == ("more", "duty_log")
    popup.list.chosen.emit(found[6].key)
    assert popup.line.text() == "漏水 值班记录"
    found = lines(popup)
    assert [line.key for line in found[:8]] == records[:-9:-1]
    assert [line.key for line in found[8:]] == [("more", "duty_log"), ("list", "duty_log")]
    assert (lines(popup), next(row for row in popup.list.matters.rows if isinstance(row, Head)).count)[
        1
    ] == "8+"
    popup.list.chosen.emit(("more", "duty_log"))
    assert [line.key for line in lines(popup)] == [*reversed(records), ("list", "duty_log")]


def test_all_of_a_form_open_as_its_list(window, office, keys):
    records = [office.entry(content="漏水"), office.entry(content="又漏水")]
    office.entry(content="停电")
    window.open_search()
    window.search.line.setText("漏水 值班 未结")
    assert lines(window.search)[-1].key == ("list", "duty_log")
    window.search.list.step(99)
    keys.press(window.search, ENTER)
    view = window.binders["duty_log"]
    assert not window.search.isVisible()
    assert view.words.text() == "漏水"
    assert [view.model.record_id(row) for row in range(view.model.rowCount())] == records[::-1]
    assert [button.wanted.name for button in view._filters if button.isChecked()] == ["open"]


# -- where a word stands ------------------------------------------------------------------------------------


def test_a_line_says_in_which_field_the_word_stands(find, popup, office):
    record = office.complaint("handled", content="楼道灯不亮")
    (line,) = [one for one in find("约谈") if one.key == record]
    assert "处理" in line.text
    assert [line.text[start:end] for start, end in line.marks] == ["约谈"]
    assert line.text.startswith("楼道灯不亮")


def test_traditional_words_are_found_and_marked_as_they_are_written(find, office):
    record = office.complaint(content="電梯異響")
    (line,) = [one for one in find("电梯异响") if one.key == record]
    assert [line.text[start:end] for start, end in line.marks] == ["電梯異響"]


# -- while it is looking ------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch):
    """Every piece of work takes longer than a key may wait."""
    monkeypatch.setattr("ui.search.AT_ONCE", -1)
    monkeypatch.setattr("ui.search.A_PIECE", -1)


def test_a_search_goes_on_between_two_keys_and_gives_way_to_the_next(popup, office, slow, qtbot):
    entry, other = office.entry(content="漏水停电"), office.complaint(content="漏水")
    popup.line.setText("漏水 今天")
    assert not popup._look.finding.done
    first = popup._look
    popup.line.setText("漏水 今天 停电")
    assert popup._look is not first
    qtbot.waitUntil(lambda: not popup._wait.isActive())
    assert not first.finding.done
    assert [line.key for line in lines_now(popup)] == [entry]
    popup.line.setText("漏水")
    qtbot.waitUntil(lambda: not popup._wait.isActive())
    assert {line.key for line in lines_now(popup)} == {entry, other}


def test_enter_before_anything_is_found_opens_the_first_that_is(popup, office, slow, keys, bus, qtbot):
    complaint = office.complaint(content="停车证不给办")
    popup.line.setText("停车证 今天")
    assert lines_now(popup) == []
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(popup, ENTER)
    assert opened.args == [complaint]


def test_enter_never_opens_what_was_found_for_other_words(popup, office, slow, keys, bus, qtbot):
    office.entry(content="停电")
    complaint = office.complaint(content="漏水")
    popup.line.setText("停电")
    qtbot.waitUntil(lambda: not popup._wait.isActive())
    popup.line.setText("漏水 今天")
    assert [line.text for line in lines_now(popup)] == ["停电"]  # nothing better was found yet
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(popup, ENTER)
    assert opened.args == [complaint]


def test_nothing_goes_on_when_the_box_is_closed(popup, office, slow, keys):
    office.entry(content="漏水")
    popup.line.setText("漏水 今天")
    assert popup._wait.isActive()
    keys.press(popup, ESC)
    assert not popup._wait.isActive()


def test_the_chosen_line_stays_while_more_is_found(popup, office, slow, keys, qtbot):
    office.entry(content="漏水")
    second = office.complaint(content="漏水")
    popup.line.setText("漏水 今天")
    qtbot.waitUntil(lambda: second in [line.key for line in lines_now(popup)])
    popup.list.step(1)
    assert popup.list.key() == second
    qtbot.waitUntil(lambda: not popup._wait.isActive())
    assert popup.list.key() == second


# -- handwritten sheets --------------------------------------------------------------------------------------


@pytest.mark.rule("R-008")
def test_the_number_on_a_handwritten_sheet_offers_to_type_it_in(find, popup, office, bus, keys, qtbot):
    numbers = office.store.reserve("complaint", "P-03", 2, office.lin)
    office.store.log_blanks(numbers, office.lin)
    (line,) = find("TS2")
    assert line.number == numbers[1]
    assert "录入" in line.text
    with qtbot.waitSignal(bus.opened) as told:
        keys.press(popup, ENTER)
    assert told.args[0].number == numbers[1]
    assert not popup.isVisible()


@pytest.mark.rule("R-008")
def test_a_sheet_typed_in_meanwhile_is_said_and_opens_nothing(find, popup, office, bus, keys, qtbot):
    numbers = office.store.reserve("complaint", "P-03", 1, office.lin)
    find("TS1")
    office.store.void_reserved(numbers, "没用上", office.su)
    with qtbot.waitSignal(bus.said), qtbot.assertNotEmitted(bus.opened):
        keys.press(popup, ENTER)
    assert popup.isVisible()
    assert lines(popup) == []
