"""Any list to Excel: the whole result, with progress and cancel; what is masked on the screen stays masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QProgressDialog, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.exchange.register import cell, headings
from custdesk.exchange.workbook import Value, write_table
from custdesk.language import N_, Text
from custdesk.store.reader import ListQuery
from ui.bus import Bus
from ui.jobs import Job, Lanes
from ui.paper.printers import Tell

AT_ONCE: Final = 200  # records read between two looks at the keyboard


class Stopped(Exception):
    """Somebody cancelled the export."""


class Exporting(QObject):
    """Exports one list at a time: reads in slices in the main thread, writes the file in a worker."""

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._bus, self._lanes, self._window = desk, bus, lanes, window
        self.asking: QFileDialog | None = None
        self.progress: QProgressDialog | None = None
        self._job: Job | None = None
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._read_slice)

    def export(self, query: ListQuery) -> None:
        """Ask for a file and write the whole list a query stands for."""
        if self.progress is not None:
            self._bus.said.emit(N_("An export is still under way"))
            return
        words, record = self._desk.words, self._desk.store.forms[query.form]
        self._query, self._record = query, record
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
        self._ids = self._desk.read().ids(self._query)
        self._rows: list[list[Value]] = []
        words = self._desk.words
        progress = QProgressDialog(
            words(N_("Reading the list …")), words(N_("Cancel")), 0, 2 * max(len(self._ids), 1), self._window
        )
        progress.setWindowTitle(words(N_("Export to Excel …")))
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setAutoClose(False)
        progress.setAutoReset(False)
        progress.canceled.connect(self._on_cancelled)
        self.progress = progress
        self._slice.start()

    def _read_slice(self) -> None:
        done = len(self._rows)
        if done >= len(self._ids):
            self._slice.stop()
            self._write()
            return
        words = self._desk.words
        names = [column.name for column in self._record.form.columns]
        reader = self._desk.store.read(
            self._desk.user
        )  # what was revealed for the screen stays masked in a file
        found = {one.id: one for one in reader.records(self._ids[done : done + AT_ONCE])}
        for record_id in self._ids[done : done + AT_ONCE]:
            one = found.get(record_id)  # gone or hidden since the list was made: its line stays empty
            self._rows.append([cell(one, name, words) for name in names] if one else [None] * len(names))
        if self.progress is not None:
            self.progress.setValue(len(self._rows))

    def _write(self) -> None:
        words = self._desk.words
        heads = headings(self._record, self._record.form.columns, words)
        writing = Writing(self._path, words(self._record.form.tab), heads, self._rows)
        if self.progress is not None:
            self.progress.setLabelText(words(N_("Writing the file …")))
        self._job = self._lanes.start(writing, self._on_written, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)

    def _on_moved(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress.setValue(total + done)

    def _on_written(self, count: object) -> None:
        self._end()
        assert isinstance(count, int)
        try:
            self._desk.store.note_export(self._record.form.key, count, self._desk.user)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        self._say(N_("{count} lines exported to {file}").having(count=count, file=self._path.name))

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
        else:
            self._slice.stop()
            self._on_failed(Stopped())

    def _end(self) -> None:
        self._rows, self._job = [], None
        if self.progress is not None:
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _say(self, text: Text) -> None:
        self._bus.said.emit(text)


class Writing:
    """The file being written in a worker."""

    def __init__(self, path: Path, title: str, heads: list[str], rows: list[list[Value]]) -> None:
        self._path, self._title, self._heads, self._rows = path, title, heads, rows

    def __call__(self, tell: Tell) -> int:
        """Write the file; return its lines."""
        return write_table(self._path, self._title, self._heads, self._told(tell))

    def _told(self, tell: Tell) -> Iterator[list[Value]]:
        """Hand out the rows; stopped, nothing has touched the file yet."""
        for place, row in enumerate(self._rows):
            if place % AT_ONCE == 0 and not tell(place, len(self._rows)):
                raise Stopped
            yield row
        if not tell(len(self._rows), len(self._rows)):
            raise Stopped
