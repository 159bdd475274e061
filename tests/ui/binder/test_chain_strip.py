"""How records hang together: every link a chip, the present one marked, late ones told by sign and word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from custdesk.store.chains import Link
from custdesk.store.hits import Hit
from tests import desk_repairs
from tests.desks import Office
from ui.binder.chain_strip import ChainStrip, hits_of, rows_of

ALT = Qt.KeyboardModifier.AltModifier


def hit(number: str) -> Hit:
    return Hit(int(number), "repair_order", number, "closed", None, None, "")


def link(number: str, *children: Link) -> Link:
    return Link(hit(number), children)


def shape(chain: Link) -> list[tuple[str, str]]:
    return [
        (after.number if after else "", " ".join(one.number for one in row)) for after, row in rows_of(chain)
    ]


def test_a_straight_chain_is_one_row_and_each_branch_a_row_of_its_own():
    assert shape(link("1", link("2", link("3")))) == [("", "1 2 3")]
    assert shape(link("1", link("2"), link("3", link("4")))) == [("", "1 2"), ("1", "3 4")]
    forked = link("1", link("2", link("5"), link("6")), link("3", link("4", link("8"), link("9"))))
    assert shape(forked) == [("", "1 2 5"), ("2", "6"), ("1", "3 4 8"), ("4", "9")]
    assert sorted(one.number for one in hits_of(forked)) == ["1", "2", "3", "4", "5", "6", "8", "9"]


@pytest.fixture
def chained(office: Office) -> list[int]:
    """An order, its callback, the rework of it, the callback of that."""
    order = desk_repairs.order(office, "signed_off")
    again = desk_repairs.report(office, order)
    return [order, again["id"]]


def test_the_chain_stands_above_every_form_of_it(form_of, desk, office, chained):
    order, again = chained
    whole = [one.id for one in hits_of(desk.chain(order))]
    assert {order, again} <= set(whole)
    view = form_of("repair_order")
    for record in chained:
        view.open_record(record)
        assert view.chain.isVisible()
        assert [chip.hit.id for chip in view.chain.chips] == [chip.hit.id for chip in _in_rows(desk, order)]
        assert [chip.hit.id for chip in view.chain.chips if chip.here] == [record]
    text = view.chain.chips[0].text()
    assert "WX-0001" in text
    assert "WX-2027-0001" in view.chain.chips[0].accessibleName()


def _in_rows(desk, record):
    class One:
        def __init__(self, found):
            self.hit = found

    return [One(found) for _after, row in rows_of(desk.chain(record)) for found in row]


def test_a_record_that_stands_alone_shows_no_strip(form_of, office):
    view = form_of("repair_order")
    view.open_record(desk_repairs.order(office))
    assert not view.chain.isVisible()


def test_late_ones_have_sign_word_and_colour(form_of, office, chained):
    view = form_of("repair_order")
    view.open_record(chained[0])
    assert not any(chip.late for chip in view.chain.chips if chip.hit.id == chained[1])
    office.clock.set("2027-05-20 10:00")
    view.open_record(chained[0])
    late = next(chip for chip in view.chain.chips if chip.hit.id == chained[1])
    assert late.late
    assert late.property("late")
    assert "▲逾期" in late.text()


def test_a_chip_and_the_keys_open_the_others(form_of, bus, office, chained, qtbot):
    opened: list[int] = []
    said: list[object] = []
    bus.opened.connect(opened.append)
    bus.said.connect(said.append)
    view = form_of("repair_order")
    view.open_record(chained[0])
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.chain.chips[0].click()  # it is open already
    view.chain.chips[-1].click()
    assert opened == [view.chain.chips[-1].hit.id]
    view.focus_first()
    QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_Right, ALT)
    assert opened[1:] == [view.chain.chips[1].hit.id]
    QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_Left, ALT)
    assert len(opened) == 2
    assert said


def test_the_keys_say_where_nothing_hangs(form_of, bus, office):
    said: list[object] = []
    bus.said.connect(said.append)
    view = form_of("repair_order")
    view.open_record(desk_repairs.order(office))
    view.chain.go_on()
    assert said


def test_it_grows_when_somebody_writes_and_waits_while_nobody_looks(form_of, desk, office, chained):
    view = form_of("repair_order")
    view.open_record(chained[0])
    count = len(view.chain.chips)
    more = desk_repairs.callback(office, chained[0])
    desk.tell(_of(more))
    assert len(view.chain.chips) == count + 1
    view.hide()
    another = desk_repairs.callback(office, chained[1])
    desk.tell(_of(another))
    assert len(view.chain.chips) == count + 1
    view.show()
    assert len(view.chain.chips) == count + 2


def _of(record: int):
    from custdesk.store.answers import Changes

    return Changes(1, ((record, "service_callback"),))


@pytest.mark.rule("R-064")
def test_what_somebody_may_not_see_has_no_chip(form_of, desk, office, chained):
    office.sql("UPDATE header SET visibility = ? WHERE id = ?", f",staff:{desk.user.id},", chained[1])
    view = form_of("repair_order")
    view.open_record(chained[0])
    assert chained[1] not in [chip.hit.id for chip in view.chain.chips]


def test_a_long_chain_leaves_the_form_its_room(form_of, office, chained):
    for _more in range(12):
        desk_repairs.callback(office, chained[0])
    view = form_of("repair_order")
    view.open_record(chained[0])
    assert len(view.chain.chips) >= 12
    assert view.chain.height() < view.height() // 4
    assert isinstance(view.chain, ChainStrip)
