"""Any list to Excel: the whole result, with progress and cancel; what is masked on the screen stays masked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.exchange.list_export import Exported, Stopped, export_list
from custdesk.exchange.table_file import EXCEL_LINES
from custdesk.language import N_, Text
from custdesk.store.reader import ListQuery
from ui.bus import Bus
from ui.jobs import Job, Lanes
from ui.paper.printers import Tell

SHOW_MS: Final = 400  # a short list is written before anybody asks what is being done


class Exporting(QObject):
    """Exports one list at a time, in a worker that reads aside: the desk goes on."""

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._bus, self._lanes, self._window = desk, bus, lanes, window
        self.asking: QFileDialog | None = None
        self.progress: QProgressDialog | None = None
        self._job: Job | None = None

    def export(self, query: ListQuery) -> None:
        """Ask for a file and write the whole list a query stands for."""
        if self.progress is not None:
            self._bus.said.emit(N_("An export is still under way"))
            return
        words, record = self._desk.words, self._desk.store.forms[query.form]
        self._query, self._record, self._user = query, record, self._desk.user
        asking = QFileDialog(self._window, words(N_("Export to Excel …")))
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.setNameFilter("Excel (*.xlsx)")
        asking.setDefaultSuffix("xlsx")
        title = words(record.form.tab).replace("/", "-")
        asking.selectFile(f"{title} {self._desk.now():%Y-%m-%d}.xlsx")
        asking.fileSelected.connect(self._on_file)
        self.asking = asking
        asking.open()

    def _on_file(self, path: str) -> None:
        self._path = Path(path)
        words = self._desk.words
        progress = QProgressDialog(words(N_("Reading the list …")), words(N_("Cancel")), 0, 0, self._window)
        progress.setWindowTitle(words(N_("Export to Excel …")))
        progress.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # whoever types meanwhile goes on
        progress.setMinimumDuration(SHOW_MS)
        progress.setAutoClose(False)
        progress.setAutoReset(False)
        progress.canceled.connect(self._on_cancelled)
        self.progress = progress
        writing = Writing(self._desk, self._query, self._path)
        self._job = self._lanes.start(writing, self._on_written, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)

    def _on_moved(self, done: int, total: int) -> None:
        if self.progress is None or not total:
            return
        if self.progress.maximum() != total:
            self.progress.setLabelText(self._desk.words(N_("Writing the file …")))
            self.progress.setMaximum(total)
        self.progress.setValue(done)

    def _on_written(self, done: object) -> None:
        self._end()
        assert isinstance(done, Exported)
        try:
            self._desk.store.note_export(self._record.form.key, done.rows, self._user)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        text = N_("{count} lines exported to {file}")
        if done.sheets > 1:
            text = N_(
                "{count} lines exported to {file}, on {sheets} sheets: Excel holds {most} lines on one"
            ).having(sheets=done.sheets, most=EXCEL_LINES)
        self._say(text.having(count=done.rows, file=self._path.name))

    def _on_failed(self, trouble: Exception) -> None:
        self._end()
        if isinstance(trouble, Stopped):
            self._say(N_("Export cancelled; no file was written"))
        elif isinstance(trouble, KnownError):
            self._bus.troubled.emit(trouble)
        else:
            raise trouble

    def _on_cancelled(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        if self.progress is not None:
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _say(self, text: Text) -> None:
        self._bus.said.emit(text)


class Writing:
    """The file being written in a worker."""

    def __init__(self, desk: Desk, query: ListQuery, path: Path) -> None:
        self._store, self._user, self._words = desk.store, desk.user, desk.words
        self._query, self._path = query, path

    def __call__(self, tell: Tell) -> Exported:
        """Write the file; what stood there stays until it is whole."""
        return export_list(self._store, self._user, self._query, self._path, self._words, tell)
