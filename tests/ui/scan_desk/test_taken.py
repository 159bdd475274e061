"""The section 已收: this session's batches on top, earlier ones of the month below, more of them by one line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests import scans
from tests.desk_scans import file, printed, scanned, secret
from ui.matter_list import Head, Matter
from ui.scan_desk.taken import MORE
from ui.scan_desk.view import TAKEN, TRAY

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


def heads(section) -> list[str]:
    return [row.said for row in section.list.matters.rows if isinstance(row, Head)]


def lines(section) -> list[str]:
    return [row.said for row in section.list.matters.rows if isinstance(row, Matter)]


def has_more(section) -> bool:
    last = section.list.matters.rows[-1]
    return isinstance(last, Matter) and last.key == MORE


@pytest.fixture
def earlier(office):
    """Batches of three months, of one page without a code each."""
    now = office.clock.now
    for moment in ("2027-02-03 09:00", "2027-03-31 23:59", "2027-04-01 00:00", "2027-04-16 10:00"):
        office.clock.set(moment)
        file(office, scanned(f"{moment[:10]}.pdf", (), (), empty=[1]))
    office.clock.now = now


def test_those_of_the_month_are_shown_and_earlier_ones_when_asked_for(scan_desk, earlier, keys):
    scan_desk.show_section(TAKEN)
    taken = scan_desk.taken
    assert [said[:11] for said in heads(taken)] == ["04-16 10:00", "04-01 00:00"]
    assert "林晓燕" in heads(taken)[0]
    assert "2027-04-16.pdf" in heads(taken)[0]
    assert has_more(taken)
    assert taken.list.hasFocus()
    keys.press(taken.list, Qt.Key.Key_End)
    keys.press(taken.list, ENTER)
    assert [said[:11] for said in heads(taken)][2:] == ["03-31 23:59", "02-03 09:00"]
    assert not has_more(taken)
    chosen = taken.list.currentIndex().row()
    assert taken.list.matters.rows[chosen - 1].text.startswith("03-31")  # the first line that came


def test_of_very_many_a_part_is_shown_at_a_time(scan_desk, office, keys):
    now = office.clock.now
    for day in range(1, 5):
        office.clock.set(f"2027-04-{day:02} 09:00")
        file(office, scanned(f"{day}.pdf", *[()] * 250))
    office.clock.now = now
    scan_desk.show_section(TAKEN)
    taken = scan_desk.taken
    assert len(heads(taken)) == 2  # 300 pages, and the batch they end in
    keys.press(taken.list, Qt.Key.Key_End)
    keys.press(taken.list, ENTER)
    assert len(heads(taken)) == 3
    keys.press(taken.list, Qt.Key.Key_End)
    keys.press(taken.list, ENTER)
    assert len(heads(taken)) == 4
    assert not has_more(taken)


def test_a_batch_of_this_session_stands_once_and_of_an_earlier_one_its_record_is_opened(
    scan_desk, earlier, papers, office, taken, keys, bus
):
    record = papers.complaint()
    paper = papers.printed(record)
    office.clock.set("2027-04-16 11:00")
    report = taken(papers.scan("一摞.pdf", paper))
    office.clock.set("2027-04-16 18:50")
    scan_desk.show_section(TAKEN)
    assert [said[:5] for said in heads(scan_desk.taken)] == ["11:00", "04-16", "04-01"]
    scan_desk.taking.taken.clear()  # as after a new start
    scan_desk.taken.read()
    assert [said[:11] for said in heads(scan_desk.taken)] == ["04-16 11:00", "04-16 10:00", "04-01 00:00"]
    assert report.filed[0].number in lines(scan_desk.taken)[0]
    opened: list[object] = []
    bus.opened.connect(opened.append)
    keys.press(scan_desk.taken.list, Qt.Key.Key_Home)
    keys.press(scan_desk.taken.list, ENTER)
    assert opened == [record]
    scan_desk._desk.undo()
    scan_desk.taken.read()
    assert report.filed[0].number in lines(scan_desk.taken)[0]
    assert "待认" in lines(scan_desk.taken)[0]


def test_a_blank_page_of_an_earlier_batch_is_looked_at_in_the_tray(scan_desk, office, keys):
    old = file(office, scanned("old.pdf", (), empty=[0])).empty[0]
    file(office, scanned("many.pdf", *[()] * 120, empty=range(120)))
    scan_desk.show_section(TAKEN)
    taken, tray = scan_desk.taken, scan_desk.tray
    taken.list.choose_row(next(
        at for at, row in enumerate(taken.list.matters.rows) if isinstance(row, Matter) and row.key == ("tray", old.id)
    ))  # fmt: skip
    keys.press(taken.list, ENTER)
    assert scan_desk.names.currentRow() == TRAY
    assert tray.page is not None
    assert tray.page.id == old.id  # though it is none of the last hundred
    assert [page.id for page in tray.empty] == [old.id]
    keys.press(tray, ENTER)
    assert [page.id for page in tray.pages] == [old.id]
    assert tray.empty == []
    scan_desk._desk.undo()
    tray.read()
    assert [page.id for page in tray.empty] == [old.id]
    keys.press(tray, Qt.Key.Key_E, CTRL)
    assert len(tray.empty) == 100
    assert "100" in tray.empties.text()
    assert "121" in tray.empties.text()


def test_what_is_for_others_is_counted_only(scan_desk, office, papers):
    hidden = secret(office)
    shown = office.complaint("accepted")
    file(
        office,
        scanned("a.pdf", *printed(office, hidden, user="guo").stamps),
        scanned("b.pdf", *printed(office, shown, user="guo").stamps),
        user="guo",
    )
    scan_desk._desk.user = office.chen
    scan_desk.show_section(TAKEN)
    said = "\n".join([*heads(scan_desk.taken), *lines(scan_desk.taken)])
    assert office.values(shown)["number"] in said
    assert office.values(hidden)["number"] not in said
    assert "a.pdf" not in said
    assert "另有" in said


def test_blank_pages_of_a_batch_are_told(scan_desk, papers, taken):
    paper = papers.printed(papers.complaint())
    report = taken(papers.keep("双面.pdf", scans.as_pdf([*papers.pages(paper, [0]), papers.white()])))
    scan_desk.show_section(TAKEN)
    (head,) = heads(scan_desk.taken)
    assert "空白1页" in head
    assert len(report.empty) == 1
    assert "搁置  这页是空白的" in lines(scan_desk.taken)[-1]
