"""What this computer remembers of itself, apart from the office's records: printers, how they are used, watched folders.

In the registry, and in a small file on other systems. A portable program keeps it in a file beside its data and leaves
nothing on a computer that is somebody else's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QSettings

from custdesk.places import APP, Places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

FILE: Final = "custdesk_habits"  # the application's property: the file, where there is one
BEFORE: Final = "custdesk_before"  # what Qt's file dialog had noted on this computer before
DIALOG: Final = "FileDialog"


def begin(app: QCoreApplication, where: Places) -> None:
    """Say who we are: without an organisation Windows keeps nothing. A portable program keeps all of it in its file."""
    app.setOrganizationName(APP)
    app.setApplicationName(APP)
    if where.portable:
        keep_in(app, where.habits)
        app.setProperty(BEFORE, _noted())


def end(app: QApplication) -> None:
    """Take back what Qt's file dialog noted of folders on a computer where the program is a guest."""
    before: Any = app.property(BEFORE)
    if before is None:
        return
    from PySide6.QtWidgets import QFileDialog  # late: only a guest looks for one

    for dialog in [one for one in app.topLevelWidgets() if isinstance(one, QFileDialog)]:
        shiboken6.delete(dialog)  # it notes at its end where it was
    settings = _of_qt()
    settings.remove(DIALOG)
    for key, value in before.items():
        settings.setValue(f"{DIALOG}/{key}", value)


def keep_in(app: QCoreApplication, file: Path) -> None:
    """Keep everything in a file from now on."""
    app.setProperty(FILE, str(file))


def own_settings() -> QSettings:
    """Return what this computer remembers; the practice estate's keys are its own."""
    app = QCoreApplication.instance()
    file = app.property(FILE) if app is not None else None
    if file:
        return QSettings(str(file), QSettings.Format.IniFormat)
    return QSettings(APP, APP)


def _of_qt() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, "QtProject")


def _noted() -> dict[str, object]:
    settings = _of_qt()
    settings.beginGroup(DIALOG)
    return {key: settings.value(key) for key in settings.allKeys()}
