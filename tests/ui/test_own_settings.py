"""What this computer remembers has one place; a portable program keeps it beside its data and leaves nothing elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings

from custdesk.language import Words
from custdesk.places import Places
from ui import own_settings
from ui.paper.printers import PrinterHabits, Printers
from ui.scan_desk.watching import Watching

ROOT = Path(__file__).resolve().parent.parent.parent

#: a guest on somebody's computer: chooses a folder in Qt's own dialog, keeps a printer and a watched folder
GUEST = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QFileDialog
from custdesk.language import Words
from custdesk.places import Places
from ui import own_settings
from ui.paper.printers import Printers
from ui.scan_desk.watching import Watching

folder, portable = Path(sys.argv[1]), sys.argv[2] == "portable"
app = QApplication(["whatever"])
own_settings.begin(app, Places(folder / "数据", portable=portable))
dialog = QFileDialog(None, "", str(folder))
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.setFileMode(QFileDialog.FileMode.Directory)
dialog.show()
dialog.setDirectory(str(folder / "顾客名单"))
dialog.accept()
Printers().remember("前台打印机")
Watching(Words("zh_Hans"), practice=False).watch(folder / "扫描")
Watching(Words("zh_Hans"), practice=True).watch(folder / "练习扫描")
own_settings.own_settings().sync()
own_settings.end(app)
"""


@pytest.fixture
def app(qapp):
    """The application, without a place of its own."""
    names = qapp.organizationName(), qapp.applicationName()
    kept = qapp.property(own_settings.FILE)
    yield qapp
    qapp.setOrganizationName(names[0])
    qapp.setApplicationName(names[1])
    qapp.setProperty(own_settings.FILE, kept)
    qapp.setProperty(own_settings.BEFORE, None)


def guest(tmp_path: Path, way: str) -> list[Path]:
    """Run a program of its own, and return the files it left in the account's own folder."""
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (tmp_path / "stick" / "顾客名单").mkdir(parents=True)
    environment = {
        **os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "PYTHONUTF8": "1",
        "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-c", GUEST, str(tmp_path / "stick"), way], env=environment, cwd=ROOT, check=True
    )
    return [path for path in home.rglob("*") if path.is_file()]


posix = pytest.mark.skipif(sys.platform == "win32", reason="the registry is no folder")


@pytest.mark.skipif(sys.platform != "win32", reason="Windows has a registry")
def test_a_portable_program_writes_nothing_into_the_registry(tmp_path: Path):
    def registry() -> dict[str, object]:
        found = QSettings("HKEY_CURRENT_USER\\Software", QSettings.Format.NativeFormat)
        keys = [key for key in found.allKeys() if key.startswith(("custdesk/", "QtProject/"))]
        return {key: found.value(key) for key in keys}

    before = registry()
    guest(tmp_path, "portable")
    assert registry() == before
    kept = QSettings(str(tmp_path / "stick" / "数据" / "habits.ini"), QSettings.Format.IniFormat)
    assert kept.value("print/printer") == "前台打印机"
    guest(tmp_path / "again", "installed")  # without the mark it does, so the one above could have failed
    after = registry()
    QSettings("custdesk", "custdesk").clear()
    assert after["custdesk/custdesk/print/printer"] == "前台打印机"


@posix
def test_a_portable_program_leaves_no_trace_on_the_computer(tmp_path: Path):
    left = guest(tmp_path, "portable")
    assert [path.name for path in left if "custdesk" in path.name] == []
    assert "stick" not in "".join(path.read_text(encoding="utf-8") for path in left)
    kept = QSettings(str(tmp_path / "stick" / "数据" / "habits.ini"), QSettings.Format.IniFormat)
    assert kept.value("print/printer") == "前台打印机"
    assert kept.value("scan_desk/folder") == str(tmp_path / "stick" / "扫描")
    assert kept.value("scan_desk/practice/folder") == str(tmp_path / "stick" / "练习扫描")


@posix
def test_an_installed_program_keeps_it_with_the_account(tmp_path: Path):
    left = guest(tmp_path, "installed")
    assert [path.name for path in left if "custdesk" in path.name] == ["custdesk.conf"]
    assert not (tmp_path / "stick" / "数据").exists()
    assert any("stick" in path.read_text(encoding="utf-8") for path in left if path.name == "QtProject.conf")
    kept = QSettings(
        str(tmp_path / "home" / "config" / "custdesk" / "custdesk.conf"), QSettings.Format.IniFormat
    )
    assert kept.value("print/printer") == "前台打印机"


@posix
def test_what_qts_dialog_had_noted_before_is_put_back(tmp_path: Path):
    before = tmp_path / "home" / "config" / "QtProject.conf"
    before.parent.mkdir(parents=True)
    before.write_text("[FileDialog]\nlastVisited=file:///home/owner\n\n[Other]\nkept=1\n", encoding="utf-8")
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(before.parent),
                   "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}  # fmt: skip
    (tmp_path / "stick" / "顾客名单").mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-c", GUEST, str(tmp_path / "stick"), "portable"],
        env=environment,
        cwd=ROOT,
        check=True,
    )
    kept = QSettings(str(before), QSettings.Format.IniFormat)
    assert kept.value("FileDialog/lastVisited") == "file:///home/owner"
    assert kept.allKeys() == ["FileDialog/lastVisited", "Other/kept"]


def test_there_is_an_organisation_without_which_windows_keeps_nothing(app, tmp_path):
    own_settings.begin(app, Places(tmp_path))
    app.setProperty(own_settings.FILE, None)
    settings = own_settings.own_settings()
    assert settings.organizationName() == "custdesk"
    assert settings.applicationName() == "custdesk"
    assert QCoreApplication.organizationName() == "custdesk"


def test_printers_and_the_watched_folder_lie_in_the_one_place(app, tmp_path, qtbot):
    own_settings.begin(app, Places(tmp_path / "数据", portable=True))
    Printers().keep("HP", PrinterHabits(right=1.5))
    watching = Watching(Words("zh_Hans"), practice=True)
    watching.watch(tmp_path / "练习")
    watching.stop()
    assert Printers().habits("HP").right == 1.5
    assert Watching(Words("zh_Hans"), practice=True).folder == tmp_path / "练习"
    assert Watching(Words("zh_Hans")).folder is None  # real scans are none of the practice's
    assert Path(own_settings.own_settings().fileName()) == tmp_path / "数据" / "habits.ini"


def test_nothing_else_opens_settings_of_its_own():
    """One place knows where they are kept."""
    for file in (ROOT / "ui").rglob("*.py"):
        if file.name != "own_settings.py":
            assert "QSettings(" not in file.read_text(encoding="utf-8"), file
