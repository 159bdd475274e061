"""Pictures of every view and dialog, drawn without a screen on the sample estate."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from custdesk.binders import ALL
from custdesk.errors import KnownError, reason_of
from custdesk.language import N_

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from custdesk.desk import Desk
    from ui.main_window import MainWindow

SAMPLE_NOW: Final = datetime.datetime(2027, 4, 16, 18, 50)
SIZE: Final = (1366, 768)
PATIENCE: Final = 20.0  # seconds
CALLER, ROOM = "王秀兰", "3-1202"
#: the picture of each form's list and form bears the form's key
TABS: Final = {record.form.key: record.form.key for record in ALL}


def application(scale: float = 1.0, language: str = "zh_Hans") -> QApplication:
    """Return a dressed application without a screen; the scale counts for the first one only."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        from custdesk.resources import resource

        os.environ.setdefault("QT_QPA_FONTDIR", str(resource("fonts")))
    from PySide6.QtWidgets import QApplication

    from ui.theme import dress
    from ui.words import install_qt_words

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(["custdesk"])
    dress(app)
    install_qt_words(app, language)
    return app


def until(condition: Callable[[], object], what: str) -> None:
    """Let the window work until something is there. Raises KnownError naming what did not come."""
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

    deadline = QDeadlineTimer(int(PATIENCE * 1000))
    while not condition():
        if deadline.hasExpired():
            raise KnownError(N_("{what} did not come in time").having(what=what))
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.005)


def settle(milliseconds: int = 250) -> None:
    """Let short timers of the window run out."""
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer

    deadline = QDeadlineTimer(milliseconds)
    while not deadline.hasExpired():
        QCoreApplication.processEvents()
        time.sleep(0.005)


class Camera:
    """Draws widgets into PNG files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise KnownError(
                N_("The folder {folder} cannot be written: {reason}").having(
                    folder=str(folder), reason=reason_of(trouble)
                ),
                N_("Choose another folder"),
            ) from trouble

    def shoot(self, name: str, widget: QWidget, *over: QWidget) -> None:
        """Draw a widget, and what stands over it where it stands."""
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QColor, QPainter

        settle()
        picture = widget.grab()
        painter = QPainter(picture)
        for one in over:
            grabbed = one.grab()
            corner = one.mapToGlobal(QPoint(0, 0)) - widget.mapToGlobal(QPoint(0, 0))
            corner.setX(max(0, min(corner.x(), widget.width() - one.width())))
            corner.setY(max(0, min(corner.y(), widget.height() - one.height())))
            painter.fillRect(corner.x() + 6, corner.y() + 6, one.width(), one.height(), QColor(0, 0, 0, 50))
            painter.drawPixmap(corner, grabbed)
            painter.setPen(QColor(0, 0, 0, 90))
            painter.drawRect(corner.x(), corner.y(), one.width() - 1, one.height() - 1)
        painter.end()
        path = self.folder / f"{name}.png"
        if not picture.save(str(path), quality=0):  # the smallest file, as sharp as any
            raise KnownError(
                N_("{file} cannot be written").having(file=path.name), N_("Choose another folder")
            )
        self.made.append(path.name)


def shoot_all(camera: Camera, desk: Desk, places_of_data: Path) -> None:
    """Draw every view and dialog. Raises KnownError where one does not come."""
    from ui.main_window import MainWindow

    _sit_down(desk, "receptionist")
    window = MainWindow(desk)
    window.resize(*SIZE)
    window.show()
    try:
        camera.shoot("workbench", window)
        window.show_calendar()
        camera.shoot("calendar", window)
        window.show_figures()
        camera.shoot("figures", window)
        shoot_tabs(camera, window)
        shoot_papers(camera, window)
        shoot_photos(camera, window)
        shoot_paper_home(camera, window)
        _dialogs(camera, window)
        _first_run(camera, desk, places_of_data)
        _curtain(camera, window)
    finally:
        window.close()
        desk.heard.clear()
        window.deleteLater()


def _sit_down(desk: Desk, role: str) -> None:
    desk.sit_down(next(person for person in desk.people() if person.role == role))


def shoot_tabs(camera: Camera, window: MainWindow) -> None:
    """Draw each record's tab with a record open."""
    from custdesk.store.reader import ListQuery

    for key, name in TABS.items():
        view = window.binders.get(key)
        if view is None:
            raise KnownError(N_("{what} did not come in time").having(what=f"tab {key}"))
        window.turn_to(view)
        ids = window.desk.read().ids(ListQuery(key), 40)
        if ids:
            known = key == "complaint"
            wanted = complaint_in_hand(window.desk) if known else _worth_showing(window.desk, key, ids)
            view.open_record(wanted)
            row = view.model.row_of(wanted)
            if row >= 0:
                view.table.selectRow(row)
        camera.shoot(name, window)


def _worth_showing(desk: Desk, key: str, ids: list[int]) -> int:
    known = {"unit": ROOM, "customer": CALLER}
    if key in known:
        found = desk.choices((key,), known[key])
        if found:
            return found[0].id
    return max(ids[:20], key=lambda one: _richness(desk, one))


def _richness(desk: Desk, record_id: int) -> int:
    """Return how much hangs on a record: links of its chain, photos."""
    chain, seen = desk.chain(record_id), desk.read().record(record_id)
    return (len(chain.ids()) if chain else 0) + len((seen.values.get("attachments") or ()) if seen else ())


def complaint_in_hand(desk: Desk) -> int:
    """Return the newest complaint being handled."""
    hits = desk.read().in_states("complaint", "handled", "handling", "accepted")
    if not hits:
        raise KnownError(N_("{what} did not come in time").having(what="complaint"))
    return hits[-1].id


def shoot_papers(camera: Camera, window: MainWindow) -> None:
    """Draw the preview of a complaint's form."""
    from custdesk.press import Press

    desk = window.desk
    job = Press(desk.store, desk.user, desk.now()).sheet_job([complaint_in_hand(desk)])
    dialog = window.errands.printing.show_job(job)
    until(lambda: dialog.pdf, "preview")
    settle(600)
    camera.shoot("preview", dialog)
    dialog.close()
    settle()


def shoot_photos(camera: Camera, window: MainWindow) -> None:
    """Draw an event's photos in its form, and the preview that lets choose among its sheets."""
    from custdesk.press import Press
    from custdesk.store.reader import ListQuery

    desk, view = window.desk, window.binders["community_event"]
    ids = desk.read().ids(ListQuery("community_event"), 40)
    if not ids:
        return
    wanted = _worth_showing(desk, "community_event", ids)
    window.turn_to(view)
    view.open_record(wanted)
    form = view.form
    settle()
    if form.files is not None and form.sheet is not None:
        top = form.files.mapTo(form.sheet, form.files.rect().topLeft())
        form._scroll.verticalScrollBar().setValue(top.y())  # noqa: SLF001
        settle(600)
        camera.shoot("event_photos", window)
    job = Press(desk.store, desk.user, desk.now()).sheet_job([wanted])
    dialog = window.errands.printing.show_job(job)
    until(lambda: dialog.pdf, "preview")
    settle(600)
    camera.shoot("preview_event", dialog)
    dialog.close()
    settle()


def shoot_paper_home(camera: Camera, window: MainWindow) -> None:
    """Draw the tab where signed sheets come home: what is away, taken in, to be recognised, to be read."""
    import tempfile

    from custdesk.paper.render import page_count
    from custdesk.press import Press
    from ui.scan_desk.view import AWAY, TO_READ, TRAY

    desk, view = window.desk, window.paper
    press = Press(desk.store, desk.user, desk.now())
    job = press.sheet_job([complaint_in_hand(desk)])
    scans = {"扫描0416.pdf": job.draw(), "手写.pdf": press.blank_job("complaint").draw()}
    job.log(page_count(scans["扫描0416.pdf"]))
    window.show_paper()
    view.show_section(AWAY)
    camera.shoot("paper", window)
    with tempfile.TemporaryDirectory(prefix="custdesk-scans-") as folder:
        for name, content in scans.items():
            Path(folder, name).write_bytes(content)
        view.give([Path(folder, name) for name in scans])
        until(lambda: view.taking.ready, "scans")
    view.taking.file("2号柜3号夹")
    camera.shoot("paper_taken", window)
    for place, name, pages in ((TRAY, "tray", view.tray.view), (TO_READ, "signatures", view.signing.view)):
        view.show_section(place)
        until(pages.picture, "page")
        camera.shoot(f"paper_{name}", window)


def _dialogs(camera: Camera, window: MainWindow) -> None:
    from custdesk.exchange.deciding import ROSTER
    from custdesk.resources import resource
    from ui.accounts import AccountsDialog
    from ui.binder.asking import ReasonDialog
    from ui.binder.history import HistoryDialog
    from ui.importing import ImportDialog
    from ui.office_settings import OfficeSettings
    from ui.phoning import Phoning

    desk = window.desk
    window.tabs.setCurrentIndex(0)
    window.open_intake()
    window.intake.boxes.room.insert(ROOM)
    window.intake.boxes.room.entered.emit()
    settle(400)
    window.intake.boxes.words.insert("楼上晚上十一点还在拖家具，孩子睡不着")
    camera.shoot("intake", window, window.intake)
    window.intake.discard()
    window.intake.hide()
    window.open_search()
    window.search.line.setText("渗水")
    settle(400)
    camera.shoot("search", window, window.search)
    window.search.hide()
    page = Phoning(desk, window.bus, window)
    page.show()
    camera.shoot("phoning", page)
    page.close()
    _sit_down(desk, "office_manager")
    seen = desk.read().record(complaint_in_hand(desk))
    assert seen is not None
    importing = ImportDialog(desk, window.bus, window.lanes, ROSTER, window)
    importing.show()
    importing.read(resource("samples/roster.xlsx"))
    until(lambda: importing.deciding is not None, "import")
    settle(500)
    camera.shoot("import", importing)
    importing.close()
    for name, dialog in (
        ("history", HistoryDialog(desk, seen, window)), ("reason", ReasonDialog(desk, N_("Void"), window)),
        ("accounts", AccountsDialog(desk, window)),
        ("settings", OfficeSettings(desk, window)), ("diagnosis", _diagnosis(window)),
    ):  # fmt: skip
        dialog.show()
        camera.shoot(name, dialog)
        dialog.close()
    _sit_down(desk, "receptionist")


def _diagnosis(window: MainWindow) -> QDialog:
    from ui.diagnosing import DiagnosisDialog

    words = window.desk.words
    dialog = DiagnosisDialog(words, window.lanes, window.desk.store.path, Path("D:/客服前台/log"), window)
    dialog.file.setText("D:/桌面/custdesk诊断包 2027-04-16.zip")  # not of whose computer this is
    return dialog


def _first_run(camera: Camera, desk: Desk, data: Path) -> None:
    from custdesk.places import Places
    from ui.login import LockScreen
    from ui.setup import SetUp

    setup = SetUp(Places(data), desk.store.clock, language=desk.words.language)
    setup.show()
    camera.shoot("setup", setup)
    setup.begin()
    setup.office.name.setText("翠湖花园管理处")
    for place, fill in enumerate((
        lambda: setup.office.hotlines["duty_hotline"].setText("8812-0000"),
        lambda: [edit.setText(text) for edit, text in (
            (setup.manager.name, "陈国栋"), (setup.manager.password, "practice"), (setup.manager.repeated, "practice"))],
        lambda: setup.safety.folder.setText("D:\\客服前台"), lambda: None,
    ), 1):  # fmt: skip
        fill()
        camera.shoot(f"setup_{place}", setup)
        if place < 4:
            setup.go_on()
    setup.close()
    setup.deleteLater()
    screen = LockScreen(desk)
    screen.resize(1000, 620)
    screen.show()
    camera.shoot("login", screen)
    screen.show_forgotten()
    camera.shoot("recovery", screen)
    screen.close()
    screen.deleteLater()


def _curtain(camera: Camera, window: MainWindow) -> None:
    from ui.curtain import Curtain

    curtain = Curtain(window, window.desk)
    curtain.lock()
    camera.shoot("locked", window)
