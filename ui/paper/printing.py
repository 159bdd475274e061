"""Printing: what the window asks for, from the preview to paper or file, and the print log after it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Text
from custdesk.patience import AT_THE_DESK, write_whole
from custdesk.press import Period, Press, PrintJob, blank_named
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Refused
from custdesk.store.reserving import in_runs
from ui.bus import Bus
from ui.jobs import Lanes
from ui.paper.asking import ListDialog, PrinterDialog, TurnDialog
from ui.paper.numbers import in_words
from ui.paper.preview import PreviewDialog
from ui.paper.printers import ONE_SIDE, PrinterHabits, Printers, Tell, passes, put_on, set_up

QUICK_PAGES = 10  # longer documents take the slow lane
#: the print dialog is the system's own there, and does not open without a printer
SYSTEMS_OWN = sys.platform == "win32"


class Printing(QObject):
    """Everything that is printed goes through here; `window` is what the dialogs stand on."""

    def __init__(
        self, desk: Desk, bus: Bus, lanes: Lanes, window: QWidget, settings: QSettings | None = None
    ) -> None:
        super().__init__(window)
        self._desk, self._bus, self._lanes, self._window = desk, bus, lanes, window
        self.printers = Printers(settings)
        self.preview: PreviewDialog | None = None
        self.asking: QPrintDialog | QFileDialog | TurnDialog | None = None  # what stands on the preview
        self._printer: QPrinter | None = None
        self._sending: Sending | None = None
        self._fresh: tuple[str, ...] = ()  # numbers set aside for this preview and not on paper yet
        self._begun = False  # some of its pages may be on paper

    # -- what is asked for -------------------------------------------------------------------------------

    def print_record(self, snapshot: Snapshot) -> None:
        """Show the form of one record as it will be printed."""
        self._open(lambda: self._press().sheet_job([snapshot.id]))

    def print_many(self, ids: Sequence[int]) -> None:
        """Show the forms of several records as one job; what may not be printed yet is named and left out."""
        if ids:
            sided = self._habits().sides != ONE_SIDE
            self._open(lambda: self._press().sheet_job(list(ids), two_sided=sided, leave_out=len(ids) > 1))

    def print_list(self, form_key: str) -> None:
        """Ask for the period of a form's list, then show it."""
        lists = self._desk.store.forms[form_key].form.lists
        if not lists:
            self._bus.said.emit(N_("This form has no printed list; export it to Excel instead"))
            return
        dialog = ListDialog(self._desk, self._desk.store.forms[form_key], self._window)
        dialog.chosen.connect(self._on_list_chosen)
        dialog.open()

    def _on_list_chosen(self, choice: object) -> None:
        assert isinstance(choice, tuple)
        form_key, number, period, public = choice
        assert isinstance(period, Period)
        self._open(lambda: self._press().list_job(form_key, number, period, public=public))

    def print_blank(
        self, form_key: str, count: int = 1, *, sheet: str | None = None, numbered: bool = False
    ) -> None:
        """Show empty forms for handwriting; `numbered`: numbers are set aside, given back unless they are printed."""
        if not numbered:
            self._open(lambda: self._press().blank_job(form_key, count, sheet_number=sheet))
            return
        store, user = self._desk.store, self._desk.user

        def prepare() -> PrintJob:
            kind = blank_named(form_key, sheet or "")
            numbers = store.reserve(form_key, kind.sheet, count, user)
            try:
                job = self._press().blank_job(form_key, count, sheet_number=kind.sheet, reserved=numbers)
            except BaseException:
                store.give_back(numbers, user)
                raise
            self._fresh = numbers
            return job

        self._open(prepare)

    def print_again(self, numbers: Sequence[str]) -> None:
        """Show pre-numbered empty sheets once more; they keep their numbers whatever becomes of this print."""
        known = [reserved for one in numbers if (reserved := self._desk.number_set_aside(one)) is not None]
        if known:
            form, sheet = known[0].form, known[0].sheet
            self._open(
                lambda: self._press().blank_job(
                    form, sheet_number=sheet, reserved=[one.number for one in known]
                )
            )

    def _press(self) -> Press:
        return Press(self._desk.store, self._desk.user, self._desk.now())

    def _open(self, prepare: Callable[[], PrintJob]) -> None:
        try:
            job = prepare()
        except Refused as refused:
            texts = [self._desk.words(problem.text) for problem in refused.problems]
            self._bus.said.emit(" · ".join(dict.fromkeys(texts)))
            return
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        self.show_job(job)

    def show_job(self, job: PrintJob) -> PreviewDialog:
        """Open the preview of a job."""
        dialog = PreviewDialog(job, self._desk.words, self._lanes, self._window)
        dialog.print_wanted.connect(self._on_print)
        dialog.save_wanted.connect(self._on_save)
        dialog.options_wanted.connect(self._on_options)
        dialog.sheet_wanted.connect(self._on_sheet)
        dialog.finished.connect(self._on_closed)
        back = (
            self._window.window().activateWindow
        )  # later: a window cannot take the keyboard from one still closing
        dialog.finished.connect(back, Qt.ConnectionType.QueuedConnection)
        self.preview = dialog
        dialog.open()
        return dialog

    def _on_sheet(self, number: str, photos: object) -> None:
        """Another sheet of the same records, or other pages of photos, in the same preview."""
        dialog = self.preview
        if dialog is None:
            return
        job = dialog.job
        ids = [one.id for one in job.snapshots]
        try:
            if job.blanks:
                if job.reserved != self._fresh:
                    raise KnownError(
                        N_("These numbers stand on another sheet already"),
                        N_("Print new empty sheets with numbers of their own"),
                    )
                other = self._press().blank_job(
                    job.record.form.key, job.blanks, sheet_number=number, reserved=job.reserved
                )
            else:
                per_page = photos if isinstance(photos, int) else 0
                other = self._press().sheet_job(
                    ids, number, two_sided=job.style.two_sided, leave_out=len(ids) > 1, photos=per_page
                )
        except KnownError as trouble:
            dialog.say_problem(trouble.text, trouble.way_out)
            dialog.sheets.show_job(job)
            return
        new = tuple(one for one in other.warnings if one not in job.warnings)
        dialog.show_job(replace(other, warnings=(*job.warnings, *new)))

    def _on_closed(self) -> None:
        """Give numbers back that did not come on paper; where some pages were sent, they all stay set aside."""
        self.preview = None
        self._note_begun()
        numbers, begun = self._fresh, self._begun
        self._fresh, self._begun = (), False
        if not numbers:
            return
        store, user = self._desk.store, self._desk.user
        try:
            if begun:
                store.log_blanks(numbers, user)
                said = N_("{numbers} stay set aside: void those that are not on paper")
            else:
                store.give_back(numbers, user)
                said = N_("Nothing was printed: {numbers} were given back")
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        else:
            self._bus.said.emit(said.having(numbers=in_words(numbers)))

    def _note_begun(self) -> None:
        sending, self._sending = self._sending, None
        self._begun = self._begun or (sending is not None and sending.begun)

    # -- paper -------------------------------------------------------------------------------------------

    def new_printer(self, name: str = "") -> QPrinter:
        """Return a printer by its name; the system's own without one."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if name:
            printer.setPrinterName(name)
        return printer

    def _habits(self) -> PrinterHabits:
        return self.printers.habits(self.printers.direct())

    def _on_print(self, at_once: bool) -> None:
        dialog = self.preview
        if dialog is None:
            return
        name = self.printers.direct()
        printer = self._printer = self.new_printer(name)
        printer.setDocName(" ".join(dialog.job.numbers[:3]) or self._desk.words(dialog.job.title))
        set_up(printer, dialog.pdf, self.printers.habits(name))
        if at_once and (name or printer.outputFileName()):
            self._begin()
            return
        if SYSTEMS_OWN and printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
            dialog.say_problem(
                N_("This computer has no printer"), N_("Set one up in the system's settings, or save as PDF")
            )
            return
        asking = QPrintDialog(printer, dialog)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, False)
        asking.accepted.connect(self._begin)
        self.asking = asking
        QDialog.open(asking)  # QPrintDialog's own open() wants a receiver and its slot's name

    def _begin(self) -> None:
        """Send the pages: all, or the fronts first."""
        dialog, printer = self.preview, self._printer
        if dialog is None or printer is None:
            return
        self._note_begun()
        self._sending = Sending(
            printer, dialog.pdf, self.printers.habits(printer.printerName()), dialog.strip.pages
        )
        self._send()

    def _send(self) -> None:
        dialog, sending = self.preview, self._sending
        if dialog is not None and sending is not None:
            slow = dialog.strip.pages > QUICK_PAGES
            dialog.begin(
                self._lanes.start(sending, self._on_sent, self._on_not_sent, slow=slow), N_("Printing")
            )

    def _on_sent(self, pages: object) -> None:
        dialog, sending = self.preview, self._sending
        if dialog is None or sending is None:
            return
        dialog.rest()
        if not pages:
            dialog.say_problem(N_("Printing was stopped"))
            return
        sending.passes.pop(0)
        if not sending.passes:
            self._finish(dialog)
            return
        turn = TurnDialog(self._desk.words, dialog)
        turn.turned.connect(self._on_turned)
        turn.rejected.connect(self._on_backs_left)
        self.asking = turn
        turn.open()

    def _on_turned(self) -> None:
        """Send the backs, as a document of their own."""
        before, sending = self._printer, self._sending
        if before is None or sending is None:
            return
        if not before.outputFileName():
            printer = self.new_printer(before.printerName())
            printer.setPageLayout(before.pageLayout())
            printer.setFullPage(True)
            self._printer = sending.printer = printer
        self._send()

    def _on_backs_left(self) -> None:
        """The fronts are on paper: that counts as printed."""
        if self.preview is not None:
            self._finish(self.preview)

    def _on_not_sent(self, trouble: Exception) -> None:
        if self.preview is not None:
            self.preview.tell_trouble(trouble)

    def _finish(self, dialog: PreviewDialog) -> None:
        printer = self._printer
        assert printer is not None
        self.printers.remember(printer.printerName())
        self._log(dialog, N_("Sent to the printer"), max(printer.copyCount(), 1))

    def _log(self, dialog: PreviewDialog, said: Text, papers: int = 1) -> None:
        """Remember what is on paper now; a copy more is a print more."""
        self._fresh = ()
        try:
            for _copy in range(papers):
                dialog.job.log(dialog.strip.pages)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        self._bus.said.emit(said)
        dialog.accept()

    # -- file --------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        dialog = self.preview
        if dialog is None:
            return
        words = self._desk.words
        asking = QFileDialog(dialog, words(N_("Save as PDF")))
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.setNameFilter("PDF (*.pdf)")
        asking.setDefaultSuffix("pdf")
        asking.selectFile(
            file_name(dialog.job, words.show(dialog.job.period.text) if dialog.job.period else "")
        )
        asking.fileSelected.connect(self._on_file)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.asking = asking
        asking.open()

    def _on_file(self, path: str) -> None:
        dialog = self.preview
        if dialog is None:
            return
        try:
            write_whole(Path(path), dialog.pdf, seconds=AT_THE_DESK)
        except OSError as trouble:
            reason = reason_of(trouble)
            dialog.say_problem(
                N_("The file {file} cannot be written: {reason}").having(file=Path(path).name, reason=reason),
                N_("Close it in the other program, or choose another name"),
            )
            return
        self._log(dialog, N_("Saved: {file}").having(file=Path(path).name))

    # -- the printer -------------------------------------------------------------------------------------

    def _on_options(self) -> None:
        if self.preview is not None:
            PrinterDialog(self._desk.words, self.printers, self.preview).open()


class Sending:
    """The pages still to be sent, pass by pass; called in a worker."""

    def __init__(self, printer: QPrinter, pdf: bytes, habits: PrinterHabits, pages: int) -> None:
        self.printer, self._pdf, self._habits = printer, pdf, habits
        self.begun = False  # a page may be on paper
        self.passes = passes(pages, habits)

    def __call__(self, tell: Tell) -> int:
        """Send the next pass; return its pages."""

        def told(done: int, total: int) -> bool:
            self.begun = True
            return tell(done, total)

        return put_on(self.printer, self._pdf, self._habits, self.passes[0], told)


def file_name(job: PrintJob, period: str = "") -> str:
    """Return the name a PDF is offered under: the record's number, or title and period."""
    words = job.style.words
    parts = [*job.numbers[:1]] if job.period is None and len(job.numbers) == 1 else [words(job.title), period]
    if len(job.reserved) > 1:
        parts.append(" ".join(in_runs(job.reserved)))
    name = " ".join(part for part in parts if part)
    return "".join("-" if letter in '\\/:*?"<>|' else letter for letter in name) + ".pdf"
