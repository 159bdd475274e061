"""A month written as a folder for whoever audits: which month, for whose eyes, where; progress, cancel, what to note."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.rules import people
from ui.jobs import Job, Lanes
from ui.setup_pages import FolderButton, Page
from ui.sizes import fit
from ui.theme import STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from custdesk.month_folder.writing import Written
    from custdesk.store.store import Store
    from custdesk.workflow import User

MONTHS: Final = 25  # offered back from this one


class MonthFolderDialog(QDialog):
    """Asks what is wanted, shows how far it is, and says what to write down; Enter writes, Esc stops or closes."""

    def __init__(self, desk: Desk, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._lanes = desk, lanes
        self._job: Job | None = None
        self._closing = False
        self.written: Written | None = None
        self.setWindowTitle(desk.words(N_("Month folder")))
        whole = QVBoxLayout(self)
        whole.setSpacing(2 * STEP)
        whole.addWidget(self._asking())
        self.bar = QProgressBar()
        self.bar.setAccessibleName(desk.words(N_("Progress")))
        self.bar.hide()
        whole.addWidget(self.bar)
        self.said = _plain(QLabel(wordWrap=True))
        whole.addWidget(self.said)
        whole.addWidget(self._noting())
        whole.addStretch(1)
        whole.addLayout(self._buttons())
        if not self.write_button.isEnabled():  # a tooltip alone would be seen by no keyboard
            self._say("problems", *(one.text for one in people.may_not(desk.user.role, "publish_month")))
        fit(self, 720, 420)
        self.month.setFocus()

    # -- what is asked -------------------------------------------------------------------------------------

    def _asking(self) -> Page:
        say, today = self._desk.words, self._desk.now().date()
        self.page = Page(say)
        self.month = QComboBox()
        for back in range(MONTHS):
            self.month.addItem(f"{_month_back(today, back):%Y-%m}", _month_back(today, back))
        self.month.setCurrentIndex(1)  # the one that is over
        self.page.add(N_("Month"), self.month)
        self.internal = QRadioButton(say(N_("Internal: everything, with personal data; for the manager")))
        self.public = QRadioButton(say(N_("Public: without names, phones, rooms, scans and free words")))
        group, box = QButtonGroup(self), QVBoxLayout()
        for way, action in ((self.internal, "take_month_away"), (self.public, "publish_month")):
            refused = people.may_not(self._desk.user.role, action)
            way.setEnabled(not refused)
            way.setToolTip("\n".join(say(one.text) for one in refused))
            group.addButton(way)
            box.addWidget(way)
        first = next((one for one in (self.internal, self.public) if one.isEnabled()), None)
        if first is not None:
            first.setChecked(True)
        self.page.rows.addRow(QLabel(say(N_("Version", "month folder"))), box)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = QLineEdit(str(Path(documents)))
        self.folder.returnPressed.connect(self.write)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(FolderButton(say, self.folder))
        self.page.add(N_("Into this folder"), row)
        return self.page

    def _noting(self) -> QWidget:
        """Make the part that says what to write down."""
        say = self._desk.words
        self.noting = QWidget()
        box = QVBoxLayout(self.noting)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(
            QLabel(say(N_("Write these two down, or copy them: they prove that the folder is this one")))
        )
        self.manifest, self.anchor = _written_down(), _written_down()
        box.addWidget(self.manifest)
        box.addWidget(self.anchor)
        self.noting.hide()
        return self.noting

    def _buttons(self) -> QHBoxLayout:
        say, row = self._desk.words, QHBoxLayout()
        self.open_button = QPushButton(say(N_("Open the folder")))
        self.open_button.clicked.connect(self.open_folder)
        self.open_button.hide()
        self.write_button = QPushButton(say(N_("Write the folder")))
        self.write_button.setDefault(True)
        self.write_button.setEnabled(self.internal.isEnabled() or self.public.isEnabled())
        self.write_button.clicked.connect(self.write)
        self.stop_button = QPushButton(say(N_("Close", "window")))
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self.reject)
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.write_button)
        row.addWidget(self.stop_button)
        return row

    # -- writing -------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write the folder in the slow lane, unless one is under way."""
        if self._job is not None or not self.write_button.isEnabled():
            return
        if not self.folder.text().strip():
            self._say("problems", N_("Choose a folder"))
            self.folder.setFocus()
            return
        self._work(True)
        day, out = self.month.currentData(), Path(self.folder.text().strip())
        work = partial(_write, self._desk.store, self._desk.user, day, out, self.public.isChecked())
        self._job = self._lanes.start(work, self._on_written, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)

    def _work(self, under_way: bool) -> None:
        self.page.setEnabled(not under_way)
        self.write_button.setEnabled(not under_way)
        self.bar.setVisible(under_way)
        self.bar.setRange(0, 0)
        if under_way:
            self.noting.hide()
            self.open_button.hide()
            self._say("muted", N_("Writing the month …"))
        self.stop_button.setEnabled(True)
        self.stop_button.setText(self._desk.words(N_("Cancel") if under_way else N_("Close", "window")))
        if under_way:
            self.stop_button.setFocus()

    def _on_moved(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_written(self, written: object) -> None:
        from custdesk.month_folder.writing import Written

        assert isinstance(written, Written)
        self._end()
        if self._closing:
            self.done(0)
            return
        say, self.written = self._desk.words, written
        self._say("plain", written.text)
        self.manifest.setText(say(N_("Manifest {digest}").having(digest=written.note)))
        self.anchor.setText(say(written.anchor.text))
        self.noting.show()
        self.open_button.show()
        self.open_button.setFocus()

    def _on_failed(self, trouble: Exception) -> None:
        self._end()
        if self._closing:
            self.done(0)
            return
        if not isinstance(trouble, KnownError):
            raise trouble
        found = [problem.text for problem in getattr(trouble, "problems", ())] or [trouble.text]
        self._say("problems", *found, *filter(None, (trouble.way_out,)))
        self.month.setFocus()

    def _end(self) -> None:
        self._job = None
        self._work(False)

    def _say(self, kind: str, *texts: Text) -> None:
        self.said.setObjectName(kind)
        self.said.style().polish(self.said)
        self.said.setText("\n".join(self._desk.words(text) for text in texts))

    def open_folder(self) -> None:
        """Show the folder in the system's file window."""
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.path)))

    # -- stopping ------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Stop what is under way; with nothing under way, close."""
        if self._job is not None:
            self._job.cancel()
            self.stop_button.setEnabled(False)
            self._say("muted", N_("Stopping …"))
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


def _write(
    store: Store,
    user: User,
    day: datetime.date,
    out: Path,
    public: bool,
    tell: Callable[[int, int], bool],
) -> Written:
    from custdesk.month_folder.writing import write_month  # late: it draws and writes tables (trap 17)

    return write_month(store, user, day, out, public=public, tell=tell)


def _month_back(today: datetime.date, back: int) -> datetime.date:
    months = today.year * 12 + today.month - 1 - back
    return datetime.date(months // 12, months % 12 + 1, 1)


def _plain(label: QLabel) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _written_down() -> QLabel:
    """Return a line to be written down: letters of one width, to be selected and copied."""
    label = _plain(QLabel())
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(label.font().pointSizeF() * 1.2)
    label.setFont(font)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
