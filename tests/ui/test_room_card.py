"""The room card: people with masked phones, what is open, the last ten, repeats; only what this person may see."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from custdesk.desk import Desk
from ui.matter_list import Matter
from ui.room_card import RoomCard


@pytest.fixture
def card(desk, bus, shown):
    card = shown(RoomCard(desk, bus))
    card.resize(260, 500)
    return card


def lines(card) -> list[Matter]:
    return [row for row in card.records.matters.rows if isinstance(row, Matter)]


def test_no_room_says_so_kindly(card):
    assert card.text.isVisible()
    assert not card.room.isVisible()
    assert card.text.text()


def test_an_empty_room_says_so(card, office):
    card.show_unit(office.unit("3-101"))
    assert card.room.text() == "3-101"
    assert card.text.isVisible()
    assert not card.records.isVisible()
    assert not card.persons


def test_people_stand_with_masked_phones(card, office):
    card.show_unit(office.unit("5-603"))
    assert card.people == ["138****0603"]


@pytest.mark.rule("R-011")
def test_showing_the_phone_is_logged_once(card, office):
    card.show_unit(office.unit("5-603"))
    card.persons[0].reveal.click()
    assert card.people == ["13800050603"]
    assert not card.persons[0].reveal.isVisible()
    assert office.one("SELECT count(*) FROM trail WHERE what = 'reveal'") == 1
    card.show_unit(office.unit("5-603"))  # the same day it stays open
    assert card.people == ["13800050603"]
    assert office.one("SELECT count(*) FROM trail WHERE what = 'reveal'") == 1


def test_open_matters_are_counted_and_the_last_ten_listed(card, office, clock):
    unit = office.unit("5-603")
    for _each in range(11):
        clock.pass_minutes(1)
        office.entry(unit=unit)
    clock.pass_minutes(1)
    complaint = office.complaint(unit=unit)
    office.entry(unit=office.unit("3-101"))
    card.show_unit(unit)
    assert "11" in card.open.text()
    assert len(lines(card)) == 10
    assert lines(card)[0].key == complaint
    assert all(line.left for line in lines(card))


def test_repeats_of_a_kind_within_ninety_days(card, office, clock, desk):
    unit = office.unit("5-603")
    card.show_unit(unit)
    assert not card.repeats.isVisible()
    clock.set("2027-01-10 09:00")
    office.entry(unit=unit, kind="repair_request")
    clock.set("2027-04-16 18:50")
    for _each in range(2):
        office.entry(unit=unit, kind="repair_request")
    card.show_unit(unit)
    assert (
        desk.words(office.see(office.entry(unit=unit)).record.kind.options["repair_request"])
        in card.repeats.text()
    )
    assert "2" in card.repeats.text()
    assert "3" not in card.repeats.text().replace("90", "")


def test_an_entry_and_the_complaint_made_of_it_are_one_matter(card, office, desk):
    unit = office.unit("5-603")
    entry = office.entry(unit=unit, kind="complaint")
    create = office.see(entry).record.form.creates[0]
    desk.save(desk.make(create, desk.read().record(entry)))
    office.entry(unit=unit, kind="complaint")
    card.show_unit(unit)
    assert not card.repeats.isVisible()  # one entry without form, one form: not two entries


@pytest.mark.rule("R-064")
def test_a_hidden_complaint_is_neither_listed_nor_counted(office, dressed, bus, shown):
    unit = office.unit("5-603")
    office.complaint(unit=unit, user=office.zhou, accused_staff=office.chen.id, against_director=True)
    accused = shown(RoomCard(Desk(office.store, office.chen), bus))
    accused.show_unit(unit)
    assert not accused.records.isVisible()
    other = shown(RoomCard(Desk(office.store, office.zhou), bus))
    other.show_unit(unit)
    assert len(lines(other)) == 1


@pytest.mark.parametrize("by", ["click", "enter"])
def test_a_record_opens_by_click_or_enter(card, office, bus, qtbot, by):
    entry = office.entry(unit=office.unit("5-603"))
    card.show_unit(office.unit("5-603"))
    index = card.records.matters.index(0)
    with qtbot.waitSignal(bus.opened) as opened:
        if by == "click":
            place = card.records.visualRect(index).center()
            qtbot.mouseClick(card.records.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            card.records.choose_row(0)
            qtbot.keyClick(card.records, Qt.Key.Key_Return)
    assert opened.args == [entry]


def test_no_part_ever_comes_up_as_a_window_of_its_own(card, office, qapp):
    for _each in range(3):
        card.show_unit(office.unit("5-603"))
    QCoreApplication.processEvents()
    assert [one for one in qapp.topLevelWidgets() if one.isVisible()] == [card]


def test_the_card_reads_again_when_something_was_written(card, office, desk):
    unit = office.unit("5-603")
    card.show_unit(unit)
    desk.save(desk.new("duty_log", unit=unit, content="问停车证"))
    assert len(lines(card)) == 1
    card.hide()
    desk.save(desk.new("duty_log", unit=unit, content="问停车证"))
    assert len(lines(card)) == 1
    card.show()
    assert len(lines(card)) == 2


def test_the_number_of_queries_does_not_grow_with_the_records(card, office, clock, monkeypatch):
    unit = office.unit("5-603")
    asked = []
    plain = office.store.database.execute_sql

    def counting(sql, *args):
        asked.append(sql)
        return plain(sql, *args)

    def queries():
        asked.clear()
        card.show_unit(unit)
        return len(asked)

    monkeypatch.setattr(office.store.database, "execute_sql", counting)
    office.entry(unit=unit)
    few = queries()
    for _each in range(30):
        clock.now += datetime.timedelta(minutes=1)
        office.entry(unit=unit)
    assert queries() == few


def test_a_phone_is_never_cut_however_narrow_the_card(card, office):
    card.resize(180, 400)
    card.show_unit(office.unit("3-1202"))
    (person,) = card.persons
    for _shown in ("masked", "in full"):
        label = person.phone
        assert label.minimumWidth() >= label.fontMetrics().horizontalAdvance(label.text())
        person.reveal.click()
