"""The preview: the very PDF that goes to the printer, with what should be known before it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.press import PrintJob
from ui.jobs import Job, Lanes
from ui.paper.page_strip import PageStrip
from ui.paper.sheet_choice import SheetChoice
from ui.theme import STEP

DOT: Final = "   ·   "
NAMED: Final = 4  # numbers named in the title before "and more"
QUICK: Final = 5  # a job of more records than this takes the slow lane


class Drawing:
    """Draws a job and says which it was; called in a worker."""

    def __init__(self, job: PrintJob) -> None:
        self._job = job

    def __call__(self, tell: Callable[[int, int], bool]) -> tuple[PrintJob, bytes]:
        """Draw the PDF."""
        return self._job, self._job.draw(tell)


class PreviewDialog(QDialog):
    """Draws a job, shows its pages, and says what is wanted: paper, paper at once, or a file.

    Enter prints, Shift+Enter prints at once, Ctrl+S saves, Esc stops what is under way or closes.
    """

    print_wanted = Signal(bool)  # at once, without the print dialog?
    save_wanted = Signal()
    options_wanted = Signal()
    sheet_wanted = Signal(str, object)  # the sheet's number, photos on a page
    ready = Signal()  # the PDF is there

    def __init__(self, job: PrintJob, words: Words, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.job, self._words, self._lanes = job, words, lanes
        self.pdf = b""
        self._under_way: Job | None = None
        self._waiting: Callable[[], None] | None = None  # a key pressed before the first page was there
        self.setWindowTitle(words(N_("Print preview")))
        self._build()
        self._add_keys()
        self._size()
        self._draw()

    # -- parts -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        say = self._words
        box = QVBoxLayout(self)
        box.setSpacing(STEP)
        self.title = QLabel(self._title(), objectName="title", wordWrap=True)
        self.facts = QLabel(self._facts(), objectName="muted")
        self.sheets = SheetChoice(self.job, say)
        self.sheets.chosen.connect(self.sheet_wanted)
        self.warnings = QLabel(objectName="warnings", wordWrap=True)
        self._show_warnings()
        self.problems = QLabel(objectName="problems", wordWrap=True, visible=False)
        for part in (self.title, self.sheets, self.facts, self.warnings, self.problems):
            box.addWidget(part)
        self.strip = PageStrip(self._lanes)
        self.strip.setAccessibleName(say(N_("Pages")))
        self.strip.failed.connect(self.tell_trouble)
        self.strip.zoomed.connect(self._on_zoomed)
        self.strip.verticalScrollBar().valueChanged.connect(self._show_place)
        box.addWidget(self.strip, 1)
        self.progress = QProgressBar(visible=False)
        box.addWidget(self.progress)
        box.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.zoom_out = self._button(N_("Smaller"), "", self.strip.zoom_out, sign="−")
        self.zoom = self._button(N_("As wide as the window"), "", self.strip.fit_width, sign="100%")
        self.zoom_in = self._button(N_("Larger"), "", self.strip.zoom_in, sign="+")
        self.place = QLabel(objectName="muted")
        self.options = self._button(N_("Printer …"), "", self.options_wanted.emit)
        self.save = self._button(N_("Save as PDF"), "Ctrl+S", self._on_save)
        self.at_once = self._button(N_("Print at once"), "Shift+Enter", self._on_print_at_once)
        self.print_button = self._button(N_("Print …"), "Enter", self._on_print)
        self.print_button.setProperty("main", True)
        self.print_button.setDefault(True)
        self.close_button = self._button(N_("Close", "window"), "Esc", self.reject)
        for button in (self.zoom_out, self.zoom, self.zoom_in):
            bar.addWidget(button)
        bar.addWidget(self.place)
        bar.addStretch(1)
        for button in (self.options, self.save, self.at_once, self.print_button, self.close_button):
            bar.addWidget(button)
        return bar

    def _button(self, text: Text, keys: str, slot: Callable[[], None], *, sign: str = "") -> QPushButton:
        said = self._words(text)
        button = QPushButton(sign or f"{said} {keys}".strip())
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setAutoDefault(False)
        if sign:
            button.setFixedWidth(button.fontMetrics().horizontalAdvance("100%") + 4 * STEP)
        button.clicked.connect(slot)
        return button

    def _add_keys(self) -> None:
        for keys, slot in (
            ("Shift+Return", self._on_print_at_once), ("Shift+Enter", self._on_print_at_once),
            ("Ctrl+P", self._on_print), ("Ctrl+S", self._on_save), ("Ctrl+0", self.strip.fit_width),
            ("Ctrl++", self.strip.zoom_in), ("Ctrl+=", self.strip.zoom_in), ("Ctrl+-", self.strip.zoom_out),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _size(self) -> None:
        """Cover most of the window that opened it: the page is what is looked at."""
        parent = self.parentWidget()
        if parent is not None:
            room = parent.window().size()
            self.resize(max(min(room.width() - 8 * STEP, 1000), 680), max(room.height() - 6 * STEP, 480))
        else:
            self.resize(880, 720)
        self.strip.setFocus()

    def show_job(self, job: PrintJob) -> None:
        """Show another sheet of the same records in the same window."""
        if self._under_way is not None:
            self._under_way.cancel()
        self.job, self.pdf = job, b""
        self.sheets.show_job(job)
        self.title.setText(self._title())
        self.facts.setText(self._facts())
        self.problems.setVisible(False)
        self._show_warnings()
        self._draw()

    # -- what it says ------------------------------------------------------------------------------------

    def _show_warnings(self) -> None:
        warned = list(dict.fromkeys(self._words(problem.text) for problem in self.job.warnings))
        self.warnings.setText("\n".join(f"▲ {text}" for text in warned))
        self.warnings.setVisible(bool(warned))

    def _title(self) -> str:
        job, say = self.job, self._words
        title = Words(job.language)(job.title)
        if job.period is not None:
            return f"{title}   {say.show(job.period.text)}"
        named = "、".join(job.numbers[:NAMED])
        if len(job.numbers) > NAMED:
            named = say(N_("{numbers} and others").having(numbers=named))
        return f"{title}   {named}".rstrip()

    def _facts(self) -> str:
        job, say = self.job, self._words
        told: list[Text] = []
        if job.blanks:
            told.append(N_("Empty forms: {count}").having(count=job.blanks))
        elif job.period is not None or len(job.snapshots) != 1:
            told.append(N_("{count} records").having(count=len(job.snapshots)))
        else:
            told.append(N_("Edition {edition}").having(edition=job.snapshots[0].edition))
        if not job.blanks and job.snapshots:
            told.append(N_("Print no. {copy}").having(copy=job.copy))
        if self.pdf:
            told.append(N_("{count} pages").having(count=self.strip.pages))
        if job.style.public:
            told.append(N_("Public version", "mark on paper"))
        if job.style.practice:
            told.append(N_("Practice: not a record of the office"))
        return DOT.join(say(text) for text in told)

    def _on_zoomed(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom:.0%}")

    def _show_place(self) -> None:
        if self.strip.pages:
            page = N_("Page {page} of {pages}").having(page=self.strip.page + 1, pages=self.strip.pages)
            self.place.setText(self._words(page))

    def tell_trouble(self, trouble: object) -> None:
        """Say what went wrong, and the way out; what is no expected trouble goes on to the window."""
        self._waiting = None
        self.rest()
        if not isinstance(trouble, KnownError):
            assert isinstance(trouble, Exception)
            raise trouble
        self.say_problem(trouble.text, trouble.way_out)

    def say_problem(self, *texts: Text | None) -> None:
        """Say something that keeps the sheet from being printed."""
        self.problems.setText("✗ " + " → ".join(self._words(text) for text in texts if text is not None))
        self.problems.setVisible(True)

    # -- work --------------------------------------------------------------------------------------------

    def begin(self, work: Job, text: Text) -> None:
        """Show that work is under way; Esc stops it."""
        self._under_way = work
        self.problems.setVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setFormat(self._words(text) + " %v/%m")
        self.progress.setVisible(len(self.job.snapshots) > 1 or bool(self.pdf))
        work.moved.connect(self._on_moved)
        self._let(not self.pdf)  # while drawing, a key is remembered

    def rest(self) -> None:
        """Nothing is under way any more."""
        self._under_way = None
        self.progress.setVisible(False)
        self._let(bool(self.pdf))

    def _let(self, can: bool) -> None:
        for button in (self.print_button, self.at_once, self.save):
            button.setEnabled(can)

    def _on_moved(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _draw(self) -> None:
        slow = max(len(self.job.snapshots), self.job.blanks) > QUICK
        self.begin(
            self._lanes.start(Drawing(self.job), self._on_drawn, self.tell_trouble, slow=slow), N_("Drawing")
        )

    def _on_drawn(self, drawn: object) -> None:
        assert isinstance(drawn, tuple)
        job, pdf = drawn
        if job is not self.job or not pdf:  # another sheet is wanted by now, or it was stopped
            return
        self.pdf = pdf
        self.strip.show_pdf(pdf)
        self.rest()
        self.facts.setText(self._facts())
        self._show_place()
        self._on_zoomed(self.strip.zoom)
        self.ready.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    # -- keys --------------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        if self._may(self._on_print):
            self.print_wanted.emit(False)

    def _on_print_at_once(self) -> None:
        if self._may(self._on_print_at_once):
            self.print_wanted.emit(True)

    def _on_save(self) -> None:
        if self._may(self._on_save):
            self.save_wanted.emit()

    def _may(self, again: Callable[[], None]) -> bool:
        """Tell whether the sheet is there; if it is still being drawn, do it `again` then."""
        if not self.pdf and self._under_way is not None:
            self._waiting = again
        return bool(self.pdf) and self._under_way is None

    def reject(self) -> None:
        """Stop what is under way; close where nothing is."""
        if self._under_way is not None:
            self._under_way.cancel()
            if self.pdf:
                return
        super().reject()
