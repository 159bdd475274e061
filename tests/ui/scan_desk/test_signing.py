"""Signatures read from the scanned sheet by a person: nothing prefilled, nothing guessed, everything by keys (R-007)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCompleter

from custdesk.language import N_
from tests.desk_scans import Printout, printed, scanned
from tests.desks import Office
from tests.ui.scan_desk.boards import SAID, said
from ui.key_overview import keys_of_buttons
from ui.scan_desk.signature_rows import DAY, NAME, RELATION, BoxRow
from ui.scan_desk.signing import Signing

ENTER, ESC, CTRL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier
__all__ = ["said"]


def come_home(desk, printout: Printout, name: str = "scan.pdf") -> None:
    """Scan a printed sheet whole and file it."""
    desk.file_scans(desk.judge_scans([scanned(name, *printout.stamps, content=printout.pdf)]), "一号柜")


@pytest.fixture
def sheets(office: Office, desk, clock) -> list[int]:
    """Two complaints whose signed sheets came home."""
    clock.set("2027-04-12 10:00")
    made = [
        office.complaint("accepted", unit=office.unit(unit), content=content, complainant=name)
        for unit, content, name in (
            ("5-603", "门岗保安态度生硬", "马先生"),
            ("3-1202", "楼上半夜拖家具", "王女士"),
        )
    ]
    for place, record in enumerate(made):
        come_home(desk, printed(office, record), f"{place}.pdf")
    clock.set("2027-04-16 18:50")
    return made


@pytest.fixture
def signing(desk, bus, lanes, sheets, shown, office) -> Signing:
    signing = Signing(desk, bus, lanes)
    signing.resize(1200, 700)
    shown(signing)
    signing.enter()
    yield signing
    desk.scan_room.close()


def row_of(signing: Signing, *, customer: bool) -> BoxRow:
    return next(row for row in signing.sheet.rows if row.box.customer is customer)


def fill_all(signing: Signing, keys) -> None:
    """Read the first sheet: the customer signed, every other box is empty."""
    for row in signing.sheet.rows:
        if row.box.customer:
            keys.commit(signing, "马小明")
            keys.press(signing, ENTER)
            keys.commit(signing, "儿子")
            keys.press(signing, ENTER)
            keys.type(signing, "4-15")
            keys.press(signing, ENTER)
        else:
            keys.type(signing, "-")


def kept(office: Office) -> list[tuple[str, str, str | None, str | None]]:
    return office.sql('SELECT "box", "name", "relation", "signed_on" FROM "signature" ORDER BY "id"')


# -- what is shown


@pytest.mark.rule("R-007")
def test_nothing_stands_in_the_boxes_and_the_warning_does(signing, office, sheets):
    assert signing.count() == 2
    assert [row.typed.empty for row in signing.sheet.rows] == [True] * len(signing.sheet.rows)
    assert len(signing.sheet.rows) >= 2
    assert "仅限顾客已在纸面签字时填写" in signing.sheet.warning.text()
    assert office.values(sheets[0])["number"] in signing.sheet.title.text()


@pytest.mark.rule("R-007")
def test_only_the_customers_box_asks_for_the_relation_and_offers_no_staff(signing):
    customer, other = row_of(signing, customer=True), row_of(signing, customer=False)
    assert RELATION in customer.lines
    assert RELATION not in other.lines
    assert customer.lines[NAME].offer is None
    assert isinstance(other.lines[NAME].offer, QCompleter)


def test_the_whole_page_is_shown_and_turned_by_pgdn(signing, qtbot, keys):
    view = signing.view
    qtbot.waitUntil(lambda: view.picture() is not None, timeout=20_000)
    assert not view.picture().isNull()
    page = view.page_rect()
    assert view.viewport().rect().contains(page)
    assert abs(page.width() / page.height() - 210 / 297) < 0.02
    assert (view.page, view.pages) == (0, 2)
    keys.press(signing, Qt.Key.Key_PageDown)
    assert view.page == 1
    assert isinstance(signing.window().focusWidget(), type(signing.sheet.rows[0].lines[NAME]))
    keys.press(signing, Qt.Key.Key_Plus, CTRL)
    assert view.zoom > 1
    before = view.verticalScrollBar().value()
    keys.press(signing, Qt.Key.Key_Down, CTRL)
    assert view.verticalScrollBar().value() > before
    keys.press(signing, Qt.Key.Key_0, CTRL)
    assert view.zoom == 1


def test_a_calm_sentence_when_all_is_read(desk, bus, lanes, shown):
    signing = shown(Signing(desk, bus, lanes))
    assert signing.count() == 0
    assert signing.view.said() == "归档的纸件都已读过签字"


# -- reading


def test_s_by_keys_alone_enter_goes_on_and_saves_in_the_last_box(signing, office, sheets, keys, said):
    fill_all(signing, keys)
    read = {box: (name, relation, day) for box, name, relation, day in kept(office)}
    assert ("马小明", "儿子", "2027-04-15") in read.values()
    assert sum(name == "" for name, _relation, _day in read.values()) == len(read) - 1
    assert office.values(sheets[0])["signed_by_customer_name"] == "马小明"
    assert signing.count() == 1
    assert office.values(sheets[1])["number"] in signing.sheet.title.text()
    assert all(row.typed.empty for row in signing.sheet.rows)
    assert signing.sheet.rows[0].lines[NAME].hasFocus()
    assert "Ctrl+Z" in said[-1]


def test_a_box_is_either_signed_or_said_not_to_be(signing, office, keys):
    keys.press(signing, ENTER, CTRL)
    assert kept(office) == []
    first = signing.sheet.rows[0]
    assert first.problem.isVisible()
    assert "没有签" in first.problem.text()
    assert first.lines[NAME].hasFocus()


def test_a_refusal_is_shown_at_its_row_and_every_word_stays(signing, office, keys):
    for row in signing.sheet.rows:
        row.unsigned.setChecked(not row.box.customer)
    customer = row_of(signing, customer=True)
    customer.lines[NAME].setText("林晓燕")
    customer.lines[DAY].setText("2027-04-15")
    signing.save()
    assert kept(office) == []
    assert customer.problem.isVisible()
    assert (
        SAID(N_("Nobody of the office signs for the customer; enter who really signed"))
        == customer.problem.text()
    )
    assert customer.lines[NAME].hasFocus()
    customer.lines[NAME].setText("马先生")
    customer.lines[DAY].setText("2027-04-11")
    signing.save()
    assert customer.lines[DAY].hasFocus()
    customer.lines[DAY].setText("2027-04-13")
    signing.save()
    assert [row[1] for row in kept(office) if row[1]] == ["马先生"]


def test_a_day_that_cannot_be_read_stays_as_typed_and_is_told(signing, office, keys):
    for row in signing.sheet.rows:
        row.unsigned.setChecked(not row.box.customer)
    customer = row_of(signing, customer=True)
    customer.lines[NAME].setText("马先生")
    customer.lines[DAY].setText("看不清")
    signing.save()
    assert kept(office) == []
    assert customer.lines[DAY].text() == "看不清"
    assert customer.problem.isVisible()


def test_a_day_is_shown_as_it_was_understood(signing, keys):
    customer = row_of(signing, customer=True)
    customer.lines[DAY].setFocus()
    keys.type(signing, "0413")
    keys.press(signing, Qt.Key.Key_Tab)
    assert customer.lines[DAY].text() == "2027-04-13"


def test_the_sign_of_repetition_takes_the_date_of_the_row_above(signing, keys):
    first, second, *_rest = [row for row in signing.sheet.rows if DAY in row.lines]
    second.lines[DAY].setFocus()
    keys.type(signing, '"')
    assert second.lines[DAY].text() == ""
    first.lines[DAY].setText("2027-04-13")
    keys.type(signing, '"')
    assert second.lines[DAY].text() == "2027-04-13"


@pytest.mark.rule("R-007")
def test_staff_are_offered_only_once_something_is_typed_and_none_is_chosen(signing, keys, qtbot):
    row = row_of(signing, customer=False)
    line = row.lines[NAME]
    line.setFocus()
    popup = line.offer.popup()
    assert not popup.isVisible()
    keys.commit(signing, "林")
    qtbot.waitUntil(popup.isVisible)
    assert not popup.currentIndex().isValid()
    assert line.text() == "林"
    keys.press(signing, ENTER)
    assert line.text() == "林"
    assert not popup.isVisible()


def test_an_offered_name_is_taken_by_arrow_and_enter(signing, keys, qtbot):
    row = row_of(signing, customer=False)
    line = row.lines[NAME]
    line.setFocus()
    keys.type(signing, "lxy")
    popup = line.offer.popup()
    qtbot.waitUntil(popup.isVisible)
    keys.press(popup, Qt.Key.Key_Down)
    keys.press(popup, ENTER)
    assert line.text() == "林晓燕"


# -- later


def test_esc_leaves_it_for_later_and_what_was_typed_stays(signing, office, sheets, keys):
    keys.commit(signing, "半个名字")
    keys.press(signing, ESC)
    assert office.values(sheets[1])["number"] in signing.sheet.title.text()
    assert all(row.typed.empty for row in signing.sheet.rows)
    assert signing.count() == 2
    keys.press(signing, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert signing.sheet.rows[0].lines[NAME].text() == "半个名字"


def test_another_persons_work_takes_no_half_typed_word_away(signing, office, desk, keys):
    keys.commit(signing, "半个名字")
    desk.save(desk.new("duty_log", caller_name="马先生", kind="inquiry", content="问停车证怎样办理"))
    assert signing.sheet.rows[0].lines[NAME].text() == "半个名字"
    assert signing.sheet.rows[0].lines[NAME].hasFocus()


def test_f3_opens_the_form(signing, bus, sheets, keys):
    opened: list[object] = []
    bus.opened.connect(opened.append)
    keys.press(signing, Qt.Key.Key_F3)
    assert opened == [sheets[0]]


def test_taken_back_it_is_there_again(signing, office, keys):
    fill_all(signing, keys)
    assert signing.count() == 1
    signing._desk.undo()
    assert signing.count() == 2
    assert kept(office) == []


def test_taken_back_the_words_are_there_again(signing, office, sheets, keys):
    fill_all(signing, keys)
    first = next(row.typed.name for row in signing.sheet.rows if row.box.customer)
    assert first == ""
    signing._desk.undo()
    signing.go_back()
    assert signing.shown.record == sheets[0]
    assert [row.typed.name for row in signing.sheet.rows if row.box.customer] == ["马小明"]
    assert kept(office) == []
    signing.save()
    assert kept(office) != []


def test_where_the_filing_is_taken_back_the_keyboard_stays_in_the_section(
    office, desk, bus, lanes, clock, shown
):
    signing = shown(Signing(desk, bus, lanes))
    come_home(desk, printed(office, office.complaint("accepted", content="门岗保安态度生硬")))
    signing.read()
    signing.enter()
    assert signing.sheet.rows[0].isAncestorOf(signing.window().focusWidget())
    desk.undo()
    assert signing.waiting == []
    assert signing.view.hasFocus()
    desk.scan_room.close()


def test_in_a_small_window_the_list_leaves_room_for_the_boxes(office, desk, bus, lanes, clock, shown):
    for place in range(7):
        come_home(
            desk, printed(office, office.complaint("accepted", content="门岗保安态度生硬")), f"{place}.pdf"
        )
    signing = Signing(desk, bus, lanes)
    signing.resize(800, 350)  # of 1366 x 768 at 150 %
    shown(signing)
    signing.enter()
    row = signing.sheet.rows[0]
    assert len(signing.waiting) == 7
    assert signing.list.height() < 3 * signing.list.sizeHintForRow(0)
    assert signing.sheet._area.height() > row.height()
    bottom = signing.sheet.open_button
    assert bottom.mapTo(signing, bottom.rect().bottomLeft()).y() <= signing.height()
    signing.resize(1200, 700)
    assert signing.list.height() > 4 * signing.list.sizeHintForRow(0)
    desk.scan_room.close()


def test_enter_is_called_enter_in_the_overview_of_keys(signing):
    known = dict(keys_of_buttons(signing))
    assert "Ctrl+Enter" in known
    assert not [key for key in known if "Return" in key]


def test_a_picture_that_cannot_be_drawn_is_told_and_the_boxes_work(
    desk, bus, lanes, office, clock, shown, qtbot, keys
):
    clock.set("2027-04-12 10:00")
    record = office.complaint("accepted", content="门岗保安态度生硬")
    printout = printed(office, record)
    desk.file_scans(
        desk.judge_scans([scanned("bad.pdf", *printout.stamps, content=b"%PDF-1.7 broken")]), "一号柜"
    )
    clock.set("2027-04-16 18:50")
    signing = shown(Signing(desk, bus, lanes))
    qtbot.waitUntil(lambda: isinstance(signing.view.picture(), QImage), timeout=20_000)
    assert "不能显示" in signing.view.said()
    signing.enter()
    fill_all(signing, keys)
    assert signing.count() == 0
    assert office.values(record)["signed_by_customer_name"] == "马小明"
    desk.scan_room.close()
