"""The round trip through the real window: complained of, printed, signed, scanned, dropped, filed, read, provable."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from custdesk.store.checking import check_store
from tests import scans
from tests.scenarios.test_s02_by_keyboard import Hands
from tests.ui.paper.conftest import FilePrinting
from tests.ui.scan_desk.test_taking_in import drop
from ui.scan_desk.signature_rows import DAY, NAME
from ui.scan_desk.view import AWAY, TAKEN, TO_READ

ENTER = Qt.Key.Key_Return
LONGEST_MS = 30_000


@pytest.fixture
def hands(window, keys, active, qtbot):
    return Hands(window, keys, active, qtbot)


@pytest.fixture
def printing(window, tmp_path):
    """A printer that writes into a file, page by page as pictures, as a real one gets them."""
    settings = QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat)
    found = FilePrinting(window.desk, window.bus, window.lanes, window, settings)
    found.folder = tmp_path
    window.errands._printing = found
    return found


def scanned(paper: bytes, folder) -> list:
    """Sign both pages, lay one upside down and one askew on its side on the glass: two pictures."""
    rng, found = random.Random(2027), []
    for place, turn in enumerate((180, 90)):
        defects = scans.Defects(
            dpi=150, turn=turn, askew=2.5, noise=9.0, pen=True, shadow=0.2, staple=True, quality=60
        )
        page = scans.scanned(scans.printed(paper, place, defects.dpi), defects, rng)
        path = folder / f"IMG_{place}.jpg"
        path.write_bytes(scans.as_jpeg(page, defects))
        found.append(path)
    return found


@pytest.mark.slow
@pytest.mark.rule("R-007")
def test_from_the_form_to_the_signed_sheet_on_its_record(
    hands, printing, window, office, desk, keys, qtbot, tmp_path
):
    hands.take_in()
    hands.accept()
    hands.print_at_once(printing)
    complaint = hands.form.snapshot.id
    number = hands.form.snapshot.number
    assert hands.form.files.cards == []

    # F8: the sheet is not home.
    hands.press(Qt.Key.Key_F8)
    view = window.paper
    assert window.tabs.currentWidget() is view
    assert view.stack.currentIndex() == AWAY
    assert [one.number for one in desk.not_home()] == [number]
    assert view.board.count() == 1

    # It comes off the glass and is dropped on the tab; the one question, Enter.
    paper = (tmp_path / "paper.pdf").read_bytes()
    pictures = scanned(paper, tmp_path)
    drop(view, *pictures)
    assert view.head.place.hasFocus()
    keys.commit(window, "2号柜3号夹")
    keys.press(window, ENTER)
    qtbot.waitUntil(lambda: bool(view.taking.taken), timeout=LONGEST_MS)
    assert "已归档1张" in view.head.said.text()
    assert desk.tray() == []
    assert view.stack.currentIndex() == TAKEN
    assert desk.not_home() == []

    # Who signed, and when, is read from the paper by a person: nothing stands there before she types it.
    hands.alt(Qt.Key.Key_3)
    assert view.stack.currentIndex() == TO_READ
    (waiting,) = desk.to_read()
    assert waiting.number == number
    rows = view.signing.sheet.rows
    assert len(rows) == len(waiting.boxes) > 0
    assert all(row.typed.empty for row in rows)
    qtbot.waitUntil(lambda: view.signing.view.picture() is not None, timeout=LONGEST_MS)
    for row in list(rows):
        assert row.isAncestorOf(QApplication.focusWidget())
        for part in row.lines:
            if part == NAME:
                keys.commit(window, "马先生" if row.box.customer else "林晓燕")
            elif part == DAY:
                keys.type(window, "0416")
            keys.press(window, ENTER)
    assert desk.to_read() == []
    kept = office.sql('SELECT "name", "signed_on" FROM "signature" ORDER BY "id"')
    assert len(kept) == len(waiting.boxes)
    assert ("马先生", "2027-04-16") in kept

    # The record shows the scan, whole, and where the paper lies; the board is empty.
    hands.alt(Qt.Key.Key_4)
    assert view.stack.currentIndex() == TAKEN
    hands.press(ENTER)
    assert hands.form.snapshot.id == complaint
    (card,) = hands.form.files.cards
    assert card.one["kind"] == "scan"
    values = office.values(complaint)
    assert values["paper_location"] == "2号柜3号夹"
    content = desk.store.files.read(card.one["digest"])
    assert scans.printed(content, 0, 72).width > 0
    hands.press(Qt.Key.Key_F8)
    hands.alt(Qt.Key.Key_1)
    assert view.board.count() == 0
    assert view.stack.currentIndex() == AWAY
    assert all(path.exists() for path in pictures)  # what was dropped lies where it lay
    desk.scan_room.close()
    window.lanes.wait()
    assert check_store(desk.store.path).findings == []
