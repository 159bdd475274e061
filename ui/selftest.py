"""`custdesk --selftest`: the program as shipped opens every tab on a throw-away estate, prints one page, and quits.

It says lines that begin with `selftest: `, the last one `selftest: ok`; tools/package_check.py reads them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from custdesk.errors import KnownError

if TYPE_CHECKING:
    from custdesk.desk import Desk

COMPLAINTS = 12


def main(args: argparse.Namespace) -> int:
    """Do it; 0 when everything went well."""
    try:
        with tempfile.TemporaryDirectory(prefix="custdesk-selftest-") as folder:
            _test(Path(folder), getattr(args, "language", "zh_Hans"))
    except KnownError as trouble:
        _say(f"failed: {trouble.text.msgid}")
        return 1
    except Exception:  # noqa: BLE001 - whatever it is, it is the answer
        for line in traceback.format_exc().splitlines():
            _say(line)
        return 1
    _say("ok")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"selftest: {line}\n")
    sys.stdout.flush()


def _test(folder: Path, language: str) -> None:
    from custdesk import __version__
    from ui.shots import SAMPLE_NOW, application, settle

    _say(f"custdesk {__version__}, Python {sys.version.split()[0]}")
    app = application(language=language)
    _say(f"platform {app.platformName()}")
    from custdesk.desk import Desk
    from custdesk.sample_estate import make_sample

    store = folder / "office.sqlite"
    make_sample(store, lambda: SAMPLE_NOW, complaints=COMPLAINTS)
    _say("sample estate made")
    desk = Desk.open(store, lambda: SAMPLE_NOW)
    try:
        _store(desk, folder)
        _photos(desk)
        _scans(desk)
        _window(desk, folder)
    finally:
        desk.close()
        settle()
        app.quit()


def _store(desk: Desk, folder: Path) -> None:
    from custdesk.exchange.workbook import Column, read_workbook, write_table
    from custdesk.office.passwords import hash_password, verify_password
    from custdesk.safekeeping import back_up_office
    from custdesk.store.checking import check_store

    report = check_store(desk.store.path)
    if report.exit_code:
        raise KnownError(report.summary())
    _say(f"store sound: {report.records} records")
    made = back_up_office(desk.store.path, desk.now())
    _say(f"backup verified: {made.records} records")
    if not verify_password(hash_password("selftest"), "selftest"):
        raise AssertionError("argon2 does not know its own hash")
    book = folder / "book.xlsx"
    write_table(book, "名册", [Column("房号")], [["3-2-501"]])
    if read_workbook(book)[0].lines[-1].cells[0].text != "3-2-501":
        raise AssertionError("the workbook came back otherwise")
    _say("passwords and workbooks work")


def _photos(desk: Desk) -> None:
    """Draw the photo page of a form: a JPEG hung on it, read back and made small by Pillow."""
    import io

    from PIL import Image

    from custdesk.store.reader import ListQuery

    event = desk.read().ids(ListQuery("community_event"), 1)[0]
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), "#4a7").save(photo, "JPEG")
    before = _pictures(desk, event)
    desk.attach_content(event, photo.getvalue(), "selftest.jpg", "photo")
    if (shown := _pictures(desk, event)) != before + 1:
        raise AssertionError(f"{shown} photos on paper, not {before + 1}")
    _say(f"photo page drawn: {shown} photos")


def _pictures(desk: Desk, record_id: int) -> int:
    """Return how many photos stand on the paper of a record; one that cannot be shown leaves words instead."""
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    from custdesk.press import Press

    pdf = Press(desk.store, desk.user, desk.now()).sheet_job([record_id]).draw()
    pages = pypdfium2.PdfDocument(pdf)
    return sum(len(list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))) for page in pages)


def _scans(desk: Desk) -> None:
    """Read a printed form back as a scan: the program starts itself as the process that opens foreign files."""
    from custdesk.paper.scan_room import ScanRoom
    from custdesk.press import Press
    from custdesk.store.reader import ListQuery

    complaint = desk.read().ids(ListQuery("complaint"), 1)[0]
    room = ScanRoom()
    try:
        read = room.read(
            "selftest.pdf", Press(desk.store, desk.user, desk.now()).sheet_job([complaint]).draw()
        )
    finally:
        room.close()
    if read.trouble is not None or not all(page.codes for page in read.pages):
        raise AssertionError(
            f"{sum(not page.codes for page in read.pages)} of {len(read.pages)} pages not read"
        )
    _say(f"scan read: {len(read.pages)} pages")


def _window(desk: Desk, folder: Path) -> None:
    from ui.doorbell import Doorbell
    from ui.main_window import MainWindow
    from ui.shots import Camera, complaint_in_hand, settle, shoot_tabs, until

    desk.sit_down(next(person for person in desk.people() if person.role == "receptionist"))
    bell = Doorbell(folder / "office.sqlite")
    window = MainWindow(desk)
    window.show()
    try:
        camera = Camera(folder / "pictures")
        camera.shoot("workbench", window)
        shoot_tabs(camera, window)
        _say(f"{window.tabs.count()} tabs opened")
        from custdesk.press import Press

        job = Press(desk.store, desk.user, desk.now()).sheet_job([complaint_in_hand(desk)])
        dialog = window.errands.printing.show_job(job)
        until(lambda: dialog.pdf, "preview")
        job.log(dialog.strip.pages)
        _on_paper(dialog.pdf, folder / "printed.pdf")
        _say(f"printed {job.numbers[0]}: {dialog.strip.pages} pages")
        dialog.close()
        settle()
    finally:
        window.close()
        bell.close()


def _on_paper(pdf: bytes, path: Path) -> None:
    """Send the first page through Qt's printing system, into a file: no printer is needed for it."""
    import pypdfium2
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtPrintSupport import QPrinter

    page = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGBA")
    image = QImage(page.tobytes(), page.width, page.height, QImage.Format.Format_RGBA8888)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    painter = QPainter()
    if not painter.begin(printer):
        raise AssertionError("Qt cannot print")
    painter.drawImage(0, 0, image)
    painter.end()
    if not path.read_bytes().startswith(b"%PDF"):
        raise AssertionError("Qt printed nothing")
