"""Scans in a record's list of files: a small picture of the first page, the pages inside the program, nothing changed."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.custdesk.paper.test_heic import HEIC
from tests.desk_scans import printed
from ui.binder.thumbnails import Decoding, Thumbnails
from ui.scan_desk.pages_dialog import PagesDialog

ENTER, ESC, CTRL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier


def picture(kind: str, *, pages: int = 1) -> bytes:
    """Return pictures of upright pages, each of a colour of its own."""
    made = [Image.new("RGB", (420, 594), colour) for colour in ("#c03030", "#30c030", "#3030c0")[:pages]]
    buffer = io.BytesIO()
    if pages > 1:
        made[0].save(buffer, kind, save_all=True, append_images=made[1:])
    else:
        made[0].save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def view(form_of, office, desk, qtbot):
    view = form_of("complaint")
    view.open_record(office.complaint("accepted"))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    yield view
    for dialog in view.findChildren(PagesDialog):
        dialog.close()
    if view.files is not None:
        view.files.thumbnails.wait()
        view.files._lanes.wait()
    QApplication.processEvents()
    desk.scan_room.close()


def hang(view, name: str, content: bytes, kind: str = "scan"):
    """Hang a file on the record that is shown; return its card."""
    view.hear(view._desk.attach_content(view.snapshot.id, content, name, kind))
    return view.files.cards[-1]


def opened(view, qtbot) -> PagesDialog:
    (dialog,) = (one for one in view.findChildren(PagesDialog) if one.isVisible())
    qtbot.waitUntil(lambda: dialog.view.pages > 0 and dialog.view.picture() is not None, timeout=30_000)
    return dialog


# -- small pictures


@pytest.mark.parametrize(
    ("name", "kind"), [("a.pdf", "PDF"), ("b.tif", "TIFF"), ("c.png", "PNG"), ("d.jpg", "JPEG")]
)
def test_a_scan_shows_its_first_page(view, qtbot, name, kind):
    card = hang(view, name, picture(kind, pages=2 if kind in ("PDF", "TIFF") else 1))
    small = view.files.thumbnails
    scan = name.endswith((".pdf", ".tif"))
    qtbot.waitUntil(lambda: small.get(card.one["digest"], 1.0, scan=scan) is not None, timeout=30_000)
    found = small.get(card.one["digest"], 1.0, scan=scan)
    assert found.height() == 126
    colour = found.toImage().pixelColor(found.width() // 2, 60)
    assert colour.red() > 150 > colour.green()


def test_what_is_called_a_photo_and_is_a_pdf_is_not_decoded_here(tmp_path: Path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture("TIFF"))
    _digest, image = Decoding("x", path, QSize(100, 100))(lambda _done, _total: True)
    assert image.isNull()


def test_a_hostile_file_leaves_its_name_and_the_desk_alive(view, qtbot):
    card = hang(view, "bomb.pdf", b"%PDF-1.7\n" + os.urandom(4000))
    small = view.files.thumbnails
    qtbot.waitUntil(lambda: small.get(card.one["digest"], 1.0, scan=True) is not None, timeout=30_000)
    assert small.get(card.one["digest"], 1.0, scan=True).isNull()
    card.open_it()
    (dialog,) = view.findChildren(PagesDialog)
    qtbot.waitUntil(lambda: "不能显示" in dialog.view.said(), timeout=30_000)


def test_a_room_of_scans_is_not_asked_for_photos(qtbot, tmp_path: Path):
    path = tmp_path / "x"
    path.write_bytes(picture("JPEG"))
    small = Thumbnails(lambda _digest: path, QSize(100, 100), scans=lambda: pytest.fail("asked"))
    qtbot.waitUntil(lambda: small.get("x") is not None)
    assert not small.get("x").isNull()
    small.wait()


# -- the pages


def test_enter_shows_the_pages_inside_the_program(view, qtbot, office, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pytest.fail("opened outside"))
    card = hang(view, "signed.pdf", printed(office, view.snapshot.id).pdf)
    card.picture.setFocus()
    QTest.keyClick(card.picture, ENTER)
    dialog = opened(view, qtbot)
    assert not dialog.isModal()
    assert dialog.view.pages == 2
    assert "2" in dialog.place.text()
    assert dialog.windowTitle() == "signed.pdf"
    QTest.keyClick(dialog.view, Qt.Key.Key_PageDown)
    assert dialog.view.page == 1
    assert not dialog.on.isEnabled()
    QTest.keyClick(dialog.view, Qt.Key.Key_PageUp)
    QTest.keyClick(dialog.view, Qt.Key.Key_Plus, CTRL)
    assert dialog.view.zoom > 1
    assert "%" in dialog.place.text()
    QTest.keyClick(dialog.view, Qt.Key.Key_0, CTRL)
    page = dialog.view.page_rect()
    assert dialog.view.viewport().rect().contains(page)
    QTest.keyClick(dialog, ESC)
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("name", "kind", "pages"), [("a.tif", "TIFF", 3), ("b.jpg", "JPEG", 1), ("c.png", "PNG", 1)]
)
def test_other_kinds_of_scans_are_shown_too(view, qtbot, name, kind, pages):
    hang(view, name, picture(kind, pages=pages)).open_it()
    assert opened(view, qtbot).view.pages == pages


def test_a_telephones_heic_is_shown(view, qtbot):
    hang(view, "photo.heic", HEIC, "photo").open_it()
    found = opened(view, qtbot).view.picture()
    assert (found.width(), found.height()) == (64, 48)
    assert found.pixelColor(32, 24).red() > 150 > found.pixelColor(32, 24).green()


def test_photos_and_other_files_still_go_to_the_systems_programs(view, monkeypatch):
    out: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: out.append(Path(url.toLocalFile()).name) or True
    )
    hang(view, "photo.jpg", picture("JPEG"), "photo").open_it()
    hang(view, "letter.docx", b"PK words", "file").open_it()
    assert out == ["photo.jpg", "letter.docx"]
    hang(view, "scan.pdf", picture("PDF")).open_outside()
    assert out[-1] == "scan.pdf"
    view.files.copies._folder.cleanup()
    assert view.findChildren(PagesDialog) == []


def test_a_copy_is_saved_from_the_pages_and_logged(view, qtbot, office, tmp_path: Path):
    content = picture("PDF")
    hang(view, "scan.pdf", content).open_it()
    dialog = opened(view, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_E, CTRL)
    asking = view.files._dialog
    assert asking.selectedFiles()[0].endswith("scan.pdf")
    asking.close()
    view.files.save_copy(str(tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").read_bytes() == content
    assert office.one("SELECT count(*) FROM trail WHERE what = 'export'") == 1
