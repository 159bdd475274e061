"""A form with several sheets: the preview lets choose, draws the other one, prints and logs what is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from custdesk.paper.render import page_text
from tests import desk_events
from tests.desks import Office

ALT = Qt.KeyboardModifier.AltModifier


def photo(office: Office, record: int, place: int, tmp_path) -> None:
    image = QImage(60 + place, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("gray"))
    path = tmp_path / "p.jpg"
    image.save(str(path), "JPG")
    office.store.attach(record, path.read_bytes(), f"{place}.jpg", "photo", office.su, f"说明{place}")


@pytest.fixture
def event(office: Office, tmp_path) -> int:
    record = desk_events.event(office, "held")
    for place in range(3):
        photo(office, record, place, tmp_path)
    return record


@pytest.fixture
def preview(printing, press, event, qtbot):
    dialog = printing.show_job(press.sheet_job([event]))
    qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
    return dialog


def said(dialog) -> str:
    return "".join("".join(page_text(dialog.pdf)).split())


def test_every_sheet_of_the_form_can_be_chosen_by_key(preview, printing, qtbot):
    assert [button.sheet.number for button in preview.sheets.buttons] == ["P-12", "P-13"]
    assert preview.sheets.buttons[0].isChecked()
    first = preview.pdf
    qtbot.keyClick(preview.strip, Qt.Key.Key_2, ALT)
    qtbot.waitUntil(lambda: bool(preview.pdf) and preview.pdf != first, timeout=20_000)
    assert preview.job.sheet.number == "P-13"
    assert preview.sheets.buttons[1].isChecked()
    assert "效果总结" in said(preview)
    assert "活动方案" not in said(preview)
    assert printing.preview is preview
    qtbot.keyClick(preview.strip, Qt.Key.Key_1, ALT)
    qtbot.waitUntil(lambda: bool(preview.pdf) and "活动方案" in said(preview), timeout=20_000)


def test_what_is_chosen_is_what_is_logged(preview, printing, office, event, qtbot):
    preview.sheets.choose("P-13")
    preview.sheets.choose("P-13")
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    preview.job.log(preview.strip.pages)
    assert [one[0] for one in office.read(office.lin).prints(event)] == ["P-13"]


def test_a_drawing_overtaken_by_another_choice_is_left(preview, qtbot):
    preview.sheets.choose("P-13")
    preview.sheets.choose("P-12")
    preview.sheets.choose("P-13")
    qtbot.waitUntil(lambda: bool(preview.pdf) and preview._under_way is None, timeout=20_000)
    preview._lanes.wait()
    qtbot.wait(50)
    assert "效果总结" in said(preview)
    assert "活动方案" not in said(preview)


def test_photos_on_a_page_are_asked_for_where_there_are_photos(preview, qtbot):
    assert preview.sheets.per_page.isVisible()
    pages = preview.strip.pages
    before = preview.pdf
    preview.sheets.per_page.setCurrentIndex(preview.sheets.per_page.findData(2))
    preview.sheets.per_page.activated.emit(1)
    qtbot.waitUntil(lambda: bool(preview.pdf) and preview.pdf != before, timeout=20_000)
    assert preview.job.style.photos == 2
    assert preview.strip.pages > pages or preview.pdf != before
    preview.sheets.choose("P-13")
    assert not preview.sheets.per_page.isVisible()


def test_one_sheet_asks_nothing(printing, press, complaint, qtbot, office):
    record = office.entry()
    sheets = office.see(record).record.form.sheets
    dialog = printing.show_job(press.sheet_job([record])) if sheets else None
    if dialog is not None:
        assert dialog.sheets.isVisible() is (len(sheets) > 1)
        qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)


def test_an_empty_form_of_the_other_sheet(printing, press, qtbot):
    dialog = printing.show_job(press.blank_job("community_event", 2))
    qtbot.waitUntil(lambda: bool(dialog.pdf), timeout=20_000)
    first = dialog.pdf
    dialog.sheets.choose("P-13")
    qtbot.waitUntil(lambda: bool(dialog.pdf) and dialog.pdf != first, timeout=20_000)
    assert dialog.job.blanks == 2
    assert "效果总结" in said(dialog)


def test_a_sheet_that_cannot_be_printed_says_so_and_the_shown_one_stays(
    preview, printing, office, event, monkeypatch
):
    from custdesk.errors import KnownError
    from custdesk.language import N_
    from custdesk.press import Press

    def refuse(*_given, **_more):
        raise KnownError(N_("This record has no paper form"))

    monkeypatch.setattr(Press, "sheet_job", refuse)
    preview.sheets.choose("P-13")
    assert preview.problems.isVisible()
    assert preview.job.sheet.number == "P-12"
    assert preview.sheets.buttons[0].isChecked()
