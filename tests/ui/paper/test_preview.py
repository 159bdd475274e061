"""The preview shows the very PDF, says what should be known, and works from the keyboard."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QPushButton

from custdesk.language import Words
from custdesk.paper.render import page_images
from ui.paper.preview import PreviewDialog

WORDS = Words("zh_Hans")


@pytest.fixture
def show(qtbot, lanes, window, desk):
    def show(job, *, wait: bool = True) -> PreviewDialog:
        dialog = PreviewDialog(job, WORDS, lanes, window)
        if wait:
            with qtbot.waitSignal(dialog.strip.pictured, timeout=20_000):
                dialog.open()
        else:
            dialog.open()
        return dialog

    return show


def test_it_shows_the_very_pdf(show, press, complaint):
    dialog = show(press.sheet_job([complaint]))
    assert dialog.pdf == press.sheet_job([complaint]).draw()
    picture = dialog.strip.picture(0)
    dpi = round(72 * dialog.strip.scale * dialog.devicePixelRatioF(), 1)
    wide, high, _stride, pixels = next(page_images(dialog.pdf, dpi))
    assert (picture.width(), picture.height()) == (wide, high)
    assert bytes(picture.constBits())[:2000] == pixels[:2000]


def test_it_names_record_edition_copy_and_pages(show, press, complaint):
    press.sheet_job([complaint]).log(2)
    dialog = show(press.sheet_job([complaint]))
    assert "TS-2027-0001" in dialog.title.text()
    assert "顾客来访/投诉处理单" in dialog.title.text()
    assert "第1版" in dialog.facts.text()
    assert "第2次打印" in dialog.facts.text()
    assert "2" in dialog.facts.text().split("·")[-1]


@pytest.mark.rule("R-025")
def test_a_missing_hotline_stands_above_the_pages(show, press, complaint, office):
    dialog = show(press.sheet_job([complaint]))
    assert "投诉电话" in dialog.warnings.text()
    assert dialog.warnings.isVisible()


def test_a_character_that_cannot_be_printed_is_said_in_words(show, press, office, qtbot):
    job = press.sheet_job([office.complaint("accepted", content="漏水😀")])
    dialog = show(job, wait=False)
    qtbot.waitUntil(dialog.problems.isVisible, timeout=20_000)
    assert "😀 (U+1F600)" in dialog.problems.text()
    assert not dialog.print_button.isEnabled()


def test_enter_prints_shift_enter_prints_at_once_and_ctrl_s_saves(show, press, complaint, qtbot):
    dialog = show(press.sheet_job([complaint]))
    for key, modifier, signal, value in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, dialog.print_wanted, [False]),
        (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier, dialog.print_wanted, [False]),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, dialog.print_wanted, [True]),
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, dialog.save_wanted, []),
    ):
        with qtbot.waitSignal(signal) as told:
            qtbot.keyClick(dialog.strip, key, modifier)
        assert told.args == value


def test_a_key_pressed_before_the_first_page_is_not_lost(show, press, complaint, qtbot):
    dialog = show(press.sheet_job([complaint]), wait=False)
    with qtbot.waitSignal(dialog.print_wanted, timeout=20_000):
        qtbot.keyClick(dialog.strip, Qt.Key.Key_Return)
    assert dialog.pdf


def test_zoom_keys_and_fit(show, press, complaint, qtbot):
    strip = show(press.sheet_job([complaint])).strip
    fitting = strip.zoom
    qtbot.keyClick(strip, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert strip.zoom == pytest.approx(fitting * 1.2)
    qtbot.waitUntil(lambda: strip.picture(0).width() == round(595.28 * strip.scale), timeout=20_000)
    qtbot.keyClick(strip, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(strip, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert strip.zoom < fitting
    qtbot.keyClick(strip, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert strip.zoom == pytest.approx(fitting)


def test_only_pages_in_sight_are_kept_as_pictures(show, press, office, qtbot):
    ids = [office.complaint("accepted") for _ in range(8)]
    dialog = show(press.sheet_job(ids))
    assert dialog.strip.pages == 16
    qtbot.keyClick(dialog.strip, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: dialog.strip.picture(15) is not None, timeout=20_000)
    assert dialog.strip.page == 15
    assert sum(dialog.strip.picture(page) is not None for page in range(16)) <= 8


def test_esc_while_drawing_stops_and_closes(show, press, office, lanes, qtbot):
    ids = [office.complaint("accepted") for _ in range(8)]
    dialog = show(press.sheet_job(ids), wait=False)
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    lanes.wait()


def test_every_button_has_a_name(show, press, complaint):
    dialog = show(press.sheet_job([complaint]))
    assert all(button.accessibleName() for button in dialog.findChildren(QPushButton))


def test_trap_a_closed_preview_is_gone(show, press, complaint, lanes):
    """No lambda or partial keeps it (trap 13)."""
    dialog = show(press.sheet_job([complaint]))
    lanes.wait()
    QCoreApplication.processEvents()
    alive = weakref.ref(dialog)
    gc.collect()
    gc.disable()
    try:
        dialog.reject()
        del dialog
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        assert alive() is None
    finally:
        gc.enable()
