"""Importing a list from Excel: columns, a dry run with every row's troubles, decisions, then all or nothing.

Opened with `ImportDialog(desk, bus, lanes, ROSTER, window).open()`; OLD_BOOK instead takes an old complaint register.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.exchange.deciding import Deciding, Diagnosis, ListKind, diagnose, save_template
from custdesk.exchange.headings import Mapping
from custdesk.exchange.import_report import ImportReport, import_report
from custdesk.exchange.importing import Plan, carry_out
from custdesk.exchange.workbook import Sheet, read_workbook
from custdesk.language import N_, Text
from custdesk.store.answers import Changes, Refused
from ui.bus import Bus
from ui.importing_page import DecidingPage, plain_button
from ui.jobs import Job, Lanes
from ui.theme import STEP

Tell = Callable[[int, int], bool]
SHOWN_LINES = 8  # undecided rows named in the sentence below
EXCEL = "Excel (*.xlsx)"


def _read(turn: int, path: Path, _tell: Tell) -> tuple[int, Any]:
    return turn, read_workbook(path)


def _examine(turn: int, work: Callable[[Tell], Diagnosis], tell: Tell) -> tuple[int, Diagnosis]:
    return turn, work(tell)


class ImportDialog(QDialog):
    """One list on its way in. Nothing is written before “Import”, and that is one act which Ctrl+Z takes back."""

    imported = Signal(object)  # ImportReport

    def __init__(
        self, desk: Desk, bus: Bus, lanes: Lanes, kind: ListKind, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._bus, self._lanes, self.kind = desk, bus, lanes, kind
        self._say = desk.words
        self._path = Path()
        self._sheets: tuple[Sheet, ...] = ()
        self._turn = 0  # answers of older turns are dropped
        self._job: Job | None = None
        self._writing = False
        self._plan: Plan | None = None
        self._report: ImportReport | None = None
        self.setWindowTitle(self._say(kind.title))
        self.resize(1180, 690)
        self._build()

    # -- parts -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setSpacing(STEP)
        box.addLayout(self._top())
        self.pages = QStackedWidget()
        self.pages.addWidget(self._empty_page())
        self.page = DecidingPage(self.kind, self._say)
        self.page.mapped.connect(self._on_mapped)
        self.page.typed.connect(self._on_typed)
        self.page.changed.connect(self._refresh)
        self.pages.addWidget(self.page)
        box.addWidget(self.pages, 1)
        self.message = QLabel(wordWrap=True, objectName="problems")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.message)
        box.addLayout(self._bottom())
        self._show_busy(None)

    def _button(self, text: Text, slot: Callable[[], None], keys: str = "") -> QPushButton:
        return plain_button(self._say(text), slot, keys)

    def _top(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.choose_button = self._button(N_("Choose a file …"), self.choose, "Ctrl+O")
        self.choose_button.setShortcut(QKeySequence.StandardKey.Open)
        self.file = QLabel(objectName="muted")
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(self._say(N_("Sheet")))
        self.sheet.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sheet.activated.connect(self.show_sheet)
        self.template_button = self._button(N_("Save a template …"), self.ask_template)
        bar.addWidget(self.choose_button)
        bar.addWidget(self.file, 1)
        bar.addWidget(self.sheet)
        bar.addWidget(self.template_button)
        return bar

    def _empty_page(self) -> QWidget:
        say, names = self._say, self.kind.fields
        needed = "、".join(say(names[name]) for name in self.kind.needed)
        others = "、".join(say(label) for name, label in names.items() if name not in self.kind.needed)
        text = QLabel(
            "\n\n".join((
                say(self.kind.about),
                say(N_("Needed columns: {names}").having(names=needed)),
                say(N_("Also read: {names}").having(names=others)),
                say(N_("The headings may be called otherwise and stand in any order; they are recognised, and you can"
                       " say which column is which. Nothing is written before you have seen every row.")),
            )), wordWrap=True,
        )  # fmt: skip
        text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(20 * STEP, 0, 20 * STEP, 0)
        box.addWidget(text)
        return page

    def _bottom(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.progress = QProgressBar()
        self.progress.setFixedWidth(40 * STEP)
        self.doing = QLabel(objectName="muted")
        self.cancel_button = self._button(N_("Stop"), self.cancel)
        self.report_button = self._button(N_("Save a report …"), self.ask_report)
        self.import_button = self._button(N_("Import"), self.import_rows)
        self.close_button = self._button(N_("Close", "dialog"), self.reject)
        for part in (self.progress, self.cancel_button):
            bar.addWidget(part)
        bar.addWidget(self.doing, 1)
        for part in (self.report_button, self.import_button, self.close_button):
            bar.addWidget(part)
        return bar

    @property
    def deciding(self) -> Deciding | None:
        """What is being decided, once a sheet was examined."""
        return self.page.deciding

    # -- reading -----------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the file."""
        self._ask_file(QFileDialog.AcceptMode.AcceptOpen, "", self._on_file)

    def _ask_file(self, mode: QFileDialog.AcceptMode, name: str, slot: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, "", str(self._path.parent / name if name else self._path.parent), EXCEL)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(slot)
        dialog.open()

    def _on_file(self, name: str) -> None:
        self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a workbook off the main thread."""
        self._path = path
        self.file.setText(path.name)
        self.file.setToolTip(str(path))
        self._start(
            partial(_read, self._next(), path), self._on_read, N_("Reading {file} …").having(file=path.name)
        )

    def _on_read(self, answer: tuple[int, tuple[Sheet, ...]]) -> None:
        turn, sheets = answer
        if turn != self._turn:
            return
        self._show_busy(None)
        self._sheets = sheets
        self.sheet.clear()
        self.sheet.addItems([sheet.name for sheet in sheets])
        self.show_sheet(0)

    def show_sheet(self, place: int) -> None:
        """Take one of the workbook's sheets and propose what its columns hold."""
        self.sheet.setCurrentIndex(place)
        self.pages.setCurrentIndex(1)
        sheet = self._sheets[place]
        mapping = self.kind.propose(sheet)
        self.page.show_sheet(sheet, mapping)
        self._on_mapped(mapping)

    def _on_mapped(self, mapping: Mapping) -> None:
        self.page.show_deciding(None)
        self._examine(mapping, {}, self._on_examined)

    def _on_typed(self, line: int, name: str, text: str) -> None:
        if self.deciding is not None:
            self.deciding.typed[line, name] = text
            self._examine(self.deciding.found.columns, self.deciding.typed, self._on_examined_again)

    def _examine(
        self, mapping: Mapping, typed: dict[tuple[int, str], str], done: Callable[[Any], None]
    ) -> None:
        sheet = self._sheets[self.sheet.currentIndex()]
        desk = self._desk
        work = partial(diagnose, self.kind, sheet, mapping, dict(typed), desk.store, desk.user)
        self._start(partial(_examine, self._next(), work), done, N_("Examining the rows …"))

    def _on_examined(self, answer: tuple[int, Diagnosis]) -> None:
        if answer[0] == self._turn:
            self._show_busy(None)
            sheet = self._sheets[self.sheet.currentIndex()]
            self.page.show_deciding(Deciding(self.kind, sheet, answer[1]))
            self.page.rows.setFocus()

    def _on_examined_again(self, answer: tuple[int, Diagnosis]) -> None:
        if answer[0] == self._turn and self.deciding is not None:
            self._show_busy(None)
            self.deciding.found = answer[1]
            self.page.show_deciding(self.deciding)
            self.page.rows.setFocus()

    # -- how it stands -----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        ready, undecided, why = self.page.ready, self.page.undecided, ""
        if undecided:
            shown = "、".join(map(str, undecided[:SHOWN_LINES])) + (
                "…" if len(undecided) > SHOWN_LINES else ""
            )
            text = N_(
                "{count} rows need a decision: {lines}. Take what is proposed, type over it, or leave them out."
            )
            why = self._say(text.having(count=len(undecided), lines=shown))
        elif self.deciding is not None and not ready:
            why = self._say(N_("Nothing in this list is new."))
        decided = self.deciding is not None and not undecided and self._job is None
        count = N_("Import {count} rows").having(count=ready) if self.deciding is not None else N_("Import")
        self.import_button.setText(self._say(count))
        self.import_button.setEnabled(decided and ready > 0)
        self.import_button.setProperty("main", decided and ready > 0)  # the accent would hide that it is grey
        self.import_button.style().polish(self.import_button)
        self.import_button.setToolTip(why)
        self.report_button.setEnabled(decided)
        self._tell(why)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    # -- working -----------------------------------------------------------------------------------------

    def _next(self) -> int:
        if self._job is not None:
            self._job.cancel()
        self._turn += 1
        return self._turn

    def _start(self, work: Callable[[Tell], Any], done: Callable[[Any], None], doing: Text) -> None:
        self._job = self._lanes.start(work, done, self._on_failed, slow=True)
        self._job.moved.connect(self._on_moved)
        self._show_busy(doing)

    def _show_busy(self, doing: Text | None) -> None:
        if doing is None:
            self._job = None
        self.progress.setRange(0, 0)
        for part in (self.progress, self.cancel_button):
            part.setVisible(doing is not None)
        self.doing.setText(self._say(doing) if doing else "")
        self.pages.setEnabled(not self._writing)
        for part in (self.choose_button, self.sheet, self.template_button):
            part.setEnabled(not self._writing)
        self.sheet.setVisible(bool(self._sheets))
        self._refresh()

    def _on_moved(self, done: int, total: int) -> None:
        if self.sender() is self._job:
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def cancel(self) -> None:
        """Stop what is under way; what was decided stays."""
        if self._job is None:
            return
        self._job.cancel()
        if not self._writing:  # a write says itself whether it could be stopped
            self._turn += 1
            self._show_busy(None)

    def _on_failed(self, trouble: Exception) -> None:
        if self.sender() is not self._job:
            return
        self._writing = False
        self._show_busy(None)
        if not isinstance(trouble, KnownError):
            raise trouble
        self.show_trouble(trouble)

    def show_trouble(self, trouble: KnownError) -> None:
        """Say what went wrong and the way out of it."""
        said = [self._say(trouble.text), self._say(trouble.way_out) if trouble.way_out else ""]
        if isinstance(trouble, Refused):
            said = [self._say(problem.text) for problem in trouble.problems[:SHOWN_LINES]]
        self._tell("\n".join(filter(None, said)))

    # -- the act -----------------------------------------------------------------------------------------

    def import_rows(self) -> None:
        """Write everything accepted as one act, off the main thread."""
        if self.deciding is None or not self.import_button.isEnabled():
            return
        note = {"file": self._path.name, "sheet": self.sheet.currentText()}
        self._plan = self.deciding.plan(self._say, note)
        self._report = import_report(self.deciding, self._plan, self._path.name, self._say)
        self._writing = True
        work = partial(carry_out, self._desk.store, self._desk.user, self._plan)
        self._start(work, self._on_written, N_("Writing; all or nothing …"))

    def _on_written(self, changes: Changes) -> None:
        self._writing = False
        count = sum(not fate.known for fate in self._plan.fates) if self._plan else 0
        self._show_busy(None)
        self._desk.tell(changes)
        self._bus.said.emit(
            N_("Imported {count} rows – Ctrl+Z takes the whole import back").having(count=count)
        )
        self.imported.emit(self._report)
        self.accept()

    def reject(self) -> None:
        """Close without importing; a write under way is stopped first, or finished."""
        if self._writing:
            self.cancel()
            return
        self._next()
        super().reject()

    # -- files beside ------------------------------------------------------------------------------------

    def ask_template(self) -> None:
        """Ask where the template goes."""
        self._ask_file(QFileDialog.AcceptMode.AcceptSave, f"{self.kind.key}.xlsx", self.save_template)

    def save_template(self, name: str) -> None:
        """Save an empty list with the columns expected."""
        self._save(partial(save_template, self.kind, Path(name), self._say), Path(name))

    def ask_report(self) -> None:
        """Ask where the report goes."""
        name = f"{self._path.stem}-{self._say(N_('report'))}.xlsx"
        self._ask_file(QFileDialog.AcceptMode.AcceptSave, name, self.save_report)

    def save_report(self, name: str) -> None:
        """Save what would become of every row."""
        if self.deciding is not None:
            report = import_report(self.deciding, self.deciding.plan(self._say), self._path.name, self._say)
            self._save(partial(report.save, Path(name), self._say), Path(name))

    def _save(self, work: Callable[[], object], path: Path) -> None:
        try:
            work()
        except KnownError as trouble:
            self.show_trouble(trouble)
        else:
            self._bus.said.emit(N_("Saved: {file}").having(file=path.name))
