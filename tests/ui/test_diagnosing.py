"""The diagnosis bundle and the folder of the log: from the menu, from the login page, and where no store opens."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from custdesk import diagnosis
from custdesk.errors import KnownError
from custdesk.language import N_
from tests.ui.programs import sit
from ui.diagnosing import DiagnosisDialog, screen_facts
from ui.jobs import Lanes


class FileWindow(QObject):
    """The system's file window: remembers what it was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(Path(url.toLocalFile()))


@pytest.fixture
def file_window():
    """What opens a folder on this computer."""
    opened = FileWindow()
    QDesktopServices.setUrlHandler("file", opened, "show")
    yield opened
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def dialog(desk, dialog_of, tmp_path):
    """The dialog over nothing, with a log beside it."""
    logs = tmp_path / "日志"
    logs.mkdir()
    (logs / "custdesk.log").write_text("ValueError: 王秀兰 13812345678\n", encoding="utf-8")
    lanes = Lanes()
    shown = dialog_of(DiagnosisDialog(desk.words, lanes, desk.store.path, logs))
    shown.file.setText(str(tmp_path / "诊断.zip"))
    yield shown
    lanes.wait()


def parts(target: Path) -> dict[str, str]:
    with zipfile.ZipFile(target) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_it_is_written_with_enter_and_says_where_it_lies(dialog, active, keys, qtbot, tmp_path, file_window):
    active(dialog)
    dialog.file.setFocus()
    keys.press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    assert str(tmp_path / "诊断.zip") in dialog.said.text()
    inside = parts(tmp_path / "诊断.zip")
    assert json.loads(inside["check.json"])["found"] == 0
    assert json.loads(inside["about.json"])["screen"] == screen_facts()
    assert "王秀兰" not in inside["log/custdesk.log"]
    assert dialog.open_button.isVisible()
    dialog.open_button.click()
    assert file_window.shown == [tmp_path]


def test_the_check_may_be_left_out(dialog, qtbot, tmp_path):
    dialog.check.setChecked(False)
    dialog.file.setText(str(tmp_path / "诊断"))
    dialog.write_button.click()
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    assert dialog.written == tmp_path / "诊断.zip"
    assert "check.json" not in parts(dialog.written)


def test_where_it_cannot_be_written_a_sentence_says_so(dialog, qtbot, tmp_path):
    dialog.file.setText(str(tmp_path / "nowhere" / "b.zip"))
    dialog.check.setChecked(False)
    dialog.write_button.click()
    qtbot.waitUntil(lambda: "b.zip" in dialog.said.text(), timeout=20_000)
    assert dialog.said.objectName() == "problems"
    assert dialog.page.isEnabled()
    assert dialog.written is None


def test_an_empty_file_name_is_asked_for(dialog):
    dialog.file.clear()
    dialog.write_button.click()
    assert dialog.said.objectName() == "problems"
    assert dialog.page.isEnabled()


@pytest.fixture
def slow_check(monkeypatch) -> threading.Event:
    """A check that goes on until it is stopped; the event tells that it began."""
    begun = threading.Event()

    def check(_store: Path, tell: Callable[[int, int], bool]) -> None:
        while tell(1, 10):
            begun.set()
            threading.Event().wait(0.01)
        raise KnownError(N_("Stopped; the check only reads"))

    monkeypatch.setattr(diagnosis, "check_store", check)
    return begun


def test_esc_stops_it_and_nothing_is_left(dialog, active, keys, qtbot, tmp_path, slow_check):
    active(dialog)
    dialog.write()
    qtbot.waitUntil(slow_check.is_set)
    qtbot.waitUntil(lambda: dialog.bar.maximum() == 10)
    keys.press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.page.isEnabled)
    assert dialog.isVisible()
    assert dialog.written is None
    assert list(tmp_path.glob("*.zip")) == []
    assert dialog.said.objectName() == "problems"


def test_closed_while_writing_it_goes_when_the_writing_has(dialog, qtbot, slow_check):
    dialog.write()
    qtbot.waitUntil(slow_check.is_set)
    with qtbot.waitSignal(dialog.finished):
        dialog.close()


def test_the_file_may_be_chosen(dialog, tmp_path):
    dialog.choose()
    assert isinstance(dialog.asking, QFileDialog)
    dialog.asking.fileSelected.emit(str(tmp_path / "另存.zip"))
    assert dialog.file.text() == str(tmp_path / "另存.zip")
    dialog.asking.reject()


def test_the_folder_of_the_log_is_shown_and_named(dialog, tmp_path, file_window):
    assert dialog.logs.text() == str(tmp_path / "日志")
    dialog.open_logs.click()
    assert file_window.shown == [tmp_path / "日志"]


def test_a_system_that_shows_no_folder_is_said_with_the_path(dialog, tmp_path, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda _url: False))
    dialog.open_logs.click()
    assert str(tmp_path / "日志") in dialog.said.text()


def test_every_box_has_a_name(dialog):
    for edit in (dialog.file, dialog.logs):
        assert edit.accessibleName()


# -- from where it is asked for


def test_from_the_windows_menu(front, office_store, where, qtbot, file_window):
    front.start()
    sit(front, qtbot)
    entries = {action.text()[3:]: action for action in front.window.errands._button.menu().actions()}
    entries["打开日志文件夹"].trigger()
    assert file_window.shown == [where.logs]
    assert str(where.logs) in front.window.statusBar().currentMessage()
    entries["生成诊断包…"].trigger()
    assert front.aid.dialog.isVisible()
    assert front.aid.dialog.parent() is front.window
    front.aid.dialog.reject()
    assert front.aid.dialog is None


def test_from_the_login_page_and_the_curtain(front, office_store, qtbot, tmp_path):
    """Whoever cannot log in needs it most."""
    front.start()
    front.login.help.click()
    dialog = front.aid.dialog
    dialog.file.setText(str(tmp_path / "b.zip"))
    dialog.write()
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    assert json.loads(parts(tmp_path / "b.zip")["store.json"])["rows"]["staff"] == 1
    dialog.reject()
    sit(front, qtbot)
    front.window.lock()
    front.curtain.screen.help.click()
    assert front.aid.dialog.isVisible()
    front.aid.dialog.reject()


def test_where_the_store_does_not_open(front, where, qtbot, tmp_path):
    """The bundle of a damaged store; then the box is there again, and another folder may be chosen."""
    where.data.mkdir()
    where.default_store.write_bytes(b"not a database at all" * 100)
    front.start()
    press(front.aid.box, "生成诊断包…")
    dialog = front.aid.dialog
    dialog.file.setText(str(tmp_path / "b.zip"))
    dialog.write()
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    assert "damaged" in json.loads(parts(tmp_path / "b.zip")["store.json"])["trouble"]
    dialog.reject()
    assert front.aid.box.isVisible()
    press(front.aid.box, "另选文件夹…")
    assert front.setup.isVisible()
    assert "损坏" in front.setup.notice
    assert not front._finishing


def test_quitting_there_ends_the_program(front, where):
    where.data.mkdir()
    where.default_store.write_bytes(b"not a database at all" * 100)
    front.start()
    press(front.aid.box, "退出")
    assert front._finishing
    assert QApplication.activeModalWidget() is None


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.buttons() if button.text() == text).click()
