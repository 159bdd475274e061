"""The diagnosis bundle from the window: what it holds, where it goes, progress, and where it lies."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QStandardPaths, Qt, QUrl, qVersion
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from ui.jobs import Job, Lanes
from ui.setup_pages import Page
from ui.sizes import fit
from ui.theme import STEP, tints

if TYPE_CHECKING:
    from collections.abc import Callable


class DiagnosisDialog(QDialog):
    """Asks where it goes and writes it in the slow lane; needs no desk, so that it works where none can be opened."""

    def __init__(
        self, words: Words, lanes: Lanes, store: Path, logs: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._say, self._lanes, self._store, self._logs = words, lanes, store, logs
        self._job: Job | None = None
        self._closing = False
        self.asking: QFileDialog | None = None
        self.written: Path | None = None
        self.setWindowTitle(words(N_("Diagnosis bundle")))
        whole = QVBoxLayout(self)
        whole.setSpacing(2 * STEP)
        whole.addWidget(self._asking())
        self.bar = QProgressBar()
        self.bar.setAccessibleName(words(N_("Progress")))
        self.bar.hide()
        whole.addWidget(self.bar)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        whole.addWidget(self.said)
        whole.addStretch(1)
        whole.addLayout(self._buttons())
        fit(self, 680, 300)
        self.write_button.setFocus()

    # -- what it looks like ------------------------------------------------------------------------------

    def _asking(self) -> Page:
        from custdesk.diagnosis import READ_ME

        say = self._say
        self.page = Page(say)
        about = QLabel(say(READ_ME), wordWrap=True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        self.page.rows.addRow(about)
        desktop = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation)
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        name = say(N_("custdesk diagnosis {day}.zip").having(day=today))
        self.file = QLineEdit(str(Path(desktop) / name))
        self.file.returnPressed.connect(self.write)
        choose = QPushButton(say(N_("Choose …")), autoDefault=False)
        choose.clicked.connect(self.choose)
        self.page.add(N_("Into this file"), _row(self.file, choose))
        self.check = QCheckBox(
            say(N_("Check the store as well; a large one takes some minutes")), checked=True
        )
        self.page.rows.addRow("", self.check)
        self.logs = QLineEdit(str(self._logs), readOnly=True)
        self.open_logs = QPushButton(say(N_("Open")), autoDefault=False)
        self.open_logs.clicked.connect(self.open_log_folder)
        self.page.add(N_("Folder of the log"), _row(self.logs, self.open_logs))
        return self.page

    def _buttons(self) -> QHBoxLayout:
        say, row = self._say, QHBoxLayout()
        self.open_button = QPushButton(say(N_("Open the folder")), autoDefault=False)
        self.open_button.clicked.connect(self.open_folder)
        self.open_button.hide()
        self.write_button = QPushButton(say(N_("Write the bundle")), default=True)
        self.write_button.clicked.connect(self.write)
        self.stop_button = QPushButton(say(N_("Close", "window")), autoDefault=False)
        self.stop_button.clicked.connect(self.reject)
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.write_button)
        row.addWidget(self.stop_button)
        return row

    # -- where -------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the file."""
        self.asking = QFileDialog(self, self._say(N_("Diagnosis bundle")), self.file.text(), "ZIP (*.zip)")
        self.asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.asking.setDefaultSuffix("zip")
        self.asking.fileSelected.connect(self.file.setText)
        self.asking.open()

    def open_log_folder(self) -> None:
        """Show the folder of the log in the system's file window."""
        if not show_folder(self._logs):
            self._tell("problems", no_window(self._logs))

    def open_folder(self) -> None:
        """Show where the bundle lies."""
        if self.written is not None and not show_folder(self.written.parent):
            self._tell("problems", no_window(self.written.parent))

    # -- writing -----------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write it in the slow lane, unless one is under way."""
        if self._job is not None:
            return
        target = Path(self.file.text().strip())
        if not target.name:
            self._tell("problems", N_("Choose a file"))
            self.file.setFocus()
            return
        if target.suffix.lower() != ".zip":
            target = target.with_name(f"{target.name}.zip")
            self.file.setText(str(target))
        self._work(True)
        work = partial(
            _write, target, self._store, self._logs, self._say, screen_facts(), self.check.isChecked()
        )
        self._job = self._lanes.start(work, self._on_written, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)

    def _work(self, under_way: bool) -> None:
        self.page.setEnabled(not under_way)
        self.write_button.setEnabled(not under_way)
        self.bar.setVisible(under_way)
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self.stop_button.setText(self._say(N_("Cancel") if under_way else N_("Close", "window")))
        if under_way:
            self.open_button.hide()
            self._tell("muted", N_("Writing the bundle …"))
            self.stop_button.setFocus()

    def _on_moved(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_written(self, written: object) -> None:
        assert isinstance(written, Path)
        self._end()
        if self._closing:
            self.done(0)
            return
        self.written = written
        self._tell("plain", N_("The bundle lies in {file}").having(file=str(written)))
        self.open_button.show()
        self.open_button.setFocus()

    def _on_failed(self, trouble: Exception) -> None:
        self._end()
        if self._closing:
            self.done(0)
            return
        if not isinstance(trouble, KnownError):
            raise trouble
        self._tell("problems", trouble.text, *filter(None, (trouble.way_out,)))
        self.file.setFocus()

    def _end(self) -> None:
        self._job = None
        self._work(False)

    def _tell(self, kind: str, *texts: Text) -> None:
        self.said.setObjectName(kind)
        self.said.style().polish(self.said)
        self.said.setText("\n".join(self._say(text) for text in texts))

    # -- stopping ----------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Stop what is under way; with nothing under way, close."""
        if self._job is not None:
            self._job.cancel()
            self.stop_button.setEnabled(False)
            self._tell("muted", N_("Stopping …"))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop first; the dialog goes when the writing has."""
        if self._job is not None:
            self._closing = True
            self._job.cancel()
            event.ignore()
        else:
            super().closeEvent(event)


def show_folder(folder: Path) -> bool:
    """Show a folder in the system's file window; tell whether there is one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def no_window(folder: Path) -> Text:
    """Say where a folder lies that the system did not show."""
    return N_("The system does not show the folder; it is {folder}").having(folder=str(folder))


def screen_facts() -> dict[str, Any]:
    """Return what the window knows of its platform: nothing of anybody."""
    return {
        "qt": qVersion(),
        "platform": QGuiApplication.platformName(),
        "screens": [
            [one.size().width(), one.size().height(), one.devicePixelRatio()]
            for one in QGuiApplication.screens()
        ],
        "dark": tints().dark,
        "font": QGuiApplication.font().family(),
    }


def _row(edit: QLineEdit, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(edit, 1)
    row.addWidget(button)
    return row


def _write(
    target: Path,
    store: Path,
    logs: Path,
    words: Words,
    screen: dict[str, Any],
    check: bool,
    tell: Callable[[int, int], bool],
) -> Path:
    from custdesk.diagnosis import write_bundle  # late: it checks the store (trap 17)

    return write_bundle(target, store, logs, words, screen=screen, check=check, tell=tell)
