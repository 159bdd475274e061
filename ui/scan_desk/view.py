"""The tab "Paper": what has not come home, the tray, signatures to be read, what was taken in; scans come in on top."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QFont, QFontMetrics, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.scan import TrayPage
from custdesk.store.answers import Changes
from ui.bus import Bus
from ui.jobs import Lanes
from ui.scan_desk.beside import Beside
from ui.scan_desk.head import PLACE, Head
from ui.scan_desk.said import said_filed, said_waiting
from ui.scan_desk.scan_pages import ScannedPages
from ui.scan_desk.section import Section
from ui.scan_desk.taking_in import Given, Taken, TakingIn
from ui.scan_desk.watching import Lying, Watching
from ui.theme import STEP
from ui.words import in_column

SCANS: Final = N_("Scans (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic *.heif *.bmp)")
AWAY, TRAY, TO_READ, TAKEN = range(4)


def scans_in(data: QMimeData) -> list[Path]:
    """Return the files and folders that are dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class ScanDesk(QWidget):
    """Built when it is first shown; taking in and the watched folder work before that, too."""

    printing = Signal(object)  # PrintJob: a sheet once more

    def __init__(
        self,
        desk: Desk,
        bus: Bus,
        lanes: Lanes,
        parent: QWidget | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self._pictures = Lanes(self)  # a page of a slow file keeps no printed form waiting
        self._built = False
        self._result = ""
        self._dialog: QFileDialog | None = None
        self.beside: Beside | None = None
        self.taking = TakingIn(desk, lanes, self)
        self.watching = Watching(desk.words, practice=desk.store.practice, settings=settings, parent=self)
        self.watching.arrived.connect(self._on_arrived)
        self.watching.troubled.connect(bus.troubled)
        self.taking.waits.connect(self._on_waits)
        self.taking.filed.connect(self._on_filed)
        self.taking.troubled.connect(bus.troubled)
        bus.changed.connect(self.hear)
        self.setAcceptDrops(True)

    def begin(self) -> None:
        """Look into the watched folder from now on."""
        self.watching.begin()

    def rest(self) -> None:
        """The window goes: what is not filed yet is not taken in; its files stay where they lie."""
        self.watching.stop()
        self.taking.stop()
        self._pictures.wait()
        if self.beside is not None:
            self.beside.close()

    # -- parts -------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the parts, once."""
        if self._built:
            return
        self._built = True
        from ui.scan_desk.board import Board  # late: the window comes before its tabs (trap 17)
        from ui.scan_desk.signing import Signing
        from ui.scan_desk.taken import TakenIn
        from ui.scan_desk.tray import Tray

        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        self.head = Head(words)
        box.addWidget(self.head)
        row = QHBoxLayout()
        box.addLayout(row, 1)
        self.names = QListWidget()
        self.names.setAccessibleName(words(N_("Sections")))
        self.names.setFrameShape(QListWidget.Shape.NoFrame)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row.addWidget(self.names)
        self.stack = QStackedWidget()
        row.addWidget(self.stack, 1)
        self.board = Board(self._desk, self._bus)
        self.tray = Tray(self._desk, self._bus, self._pictures)
        self.signing = Signing(self._desk, self._bus, self._pictures)
        self.taken = TakenIn(self._desk, self._bus, self.taking)
        self.sections: tuple[Section, ...] = (self.board, self.tray, self.signing, self.taken)
        for section in self.sections:
            self.stack.addWidget(section)
            self.names.addItem(QListWidgetItem())
            section.counted.connect(self.show_counts)
        self._connect()
        self._add_keys()
        self.show_counts()
        self.names.setCurrentRow(AWAY)
        self._show_head()
        for part in (self.head, self.names, self.stack):
            part.show()  # at once: in a page that is shown already Qt's layouts do it a moment later

    def _connect(self) -> None:
        self.names.currentRowChanged.connect(self._on_section)
        self.head.giving.connect(self.choose_files)
        self.head.choosing.connect(self.watch)
        self.head.filing.connect(self.taking.file)
        self.head.stopping.connect(self.taking.stop)
        self.head.leaving.connect(self.leave_batch)
        self.head.left.connect(self._enter_section)
        self.taking.changed.connect(self._show_head)
        self.taking.moved.connect(self._show_head)
        self.watching.changed.connect(self._show_head)
        self.board.printing.connect(self.printing)
        self.tray.typing_in.connect(self._on_typing_in)
        self.taken.tray_wanted.connect(self.show_tray_page)
        self.taken.leaving.connect(self.leave)

    def _add_keys(self) -> None:
        words = self._desk.words
        keys = [(f"Alt+{place + 1}", section.heading) for place, section in enumerate(self.sections)]
        for place, (key, text) in enumerate(keys):
            self.addAction(SectionKey(words(text), key, self, place))
        for key, text, slot in (
            ("Alt+P", PLACE, self._go_to_place),
            ("Alt+A", N_("Try again what could not be taken in"), self.taking.try_again),
        ):
            action = QAction(words(text), self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def showEvent(self, event: QShowEvent) -> None:
        """Built when somebody looks; a batch that waits asks for its place."""
        super().showEvent(event)
        self.build()
        self.show_counts()
        if self.taking.ready and self.taking.place is None:
            self._ask_place()

    def take_keyboard(self) -> None:
        """F8: the question of a batch that waits comes first, else the section that is open."""
        self.build()
        if not (self.taking.ready and self.taking.place is None):
            self._enter_section()

    # -- sections ----------------------------------------------------------------------------------------

    def show_section(self, place: int) -> None:
        """Alt+1 to Alt+4: show a section and give it the keyboard."""
        self.build()
        self.names.setCurrentRow(place)
        self._enter_section()

    def _on_section(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.setFocusProxy(self.sections[place])

    def _enter_section(self) -> None:
        self.sections[self.stack.currentIndex()].enter()

    def show_counts(self) -> None:
        """Say of each section how many things wait in it."""
        if not self._built or not self.isVisible():
            return
        words = self._desk.words
        names = [words(section.heading) for section in self.sections]
        for place, section in enumerate(self.sections):
            count, item = section.count(), self.names.item(place)
            said = f"{place + 1} {in_column(names[place], names, 5)}{count or ''}"
            item.setText(said.rstrip())
            item.setToolTip(f"{names[place]} {count}   Alt+{place + 1}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{names[place]} {count}")
            item.setFont(_bold(self.names.font(), bold=bool(count)))
        bold = QFontMetrics(_bold(self.names.font()))
        widest = max(bold.horizontalAdvance(self.names.item(place).text()) for place in range(len(names)))
        least = bold.horizontalAdvance(f"0 {'国' * 5}000")  # counts come and go: the page beside stays
        self.names.setFixedWidth(max(widest, least) + 4 * STEP)

    def show_tray_page(self, page_id: object) -> None:
        """Show a page of the tray."""
        self.show_section(TRAY)
        self.tray.show_page(int(str(page_id)))

    def hear(self, changes: Changes) -> None:  # noqa: ARG002
        """Something was written: the counts may be others; a sheet typed in needs its picture no more."""
        if self._result:
            self._result = ""  # Ctrl+Z means the later act now
            self._show_head()
        self.show_counts()
        if self.beside is not None and self.beside.ids:
            waiting = {page.id for page in self._desk.tray()}
            if not waiting & set(self.beside.ids):
                self.beside.close()

    # -- giving ------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ctrl+O: ask for the scans."""
        words = self._desk.words
        dialog = QFileDialog(self, words(N_("Take in scans …")), "", words(SCANS))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files)
        self._dialog = dialog
        dialog.open()

    def _on_files(self, names: list[str]) -> None:
        self.give([Path(name) for name in names])

    def give(self, paths: list[Path]) -> None:
        """Take scans in; where the sheets are put is asked while they are read."""
        self.build()
        try:
            self.taking.give(paths)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        if self.taking.place is None and self.taking.under_way():
            self._ask_place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if scans_in(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)  # never moved away from where they lie
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.give(scans_in(event.mimeData()))

    def _ask_place(self) -> None:
        if self.isVisible():
            self.head.ask_place(self.head.place.text() or self._desk.last_location())

    def _asking(self) -> bool:
        """Tell whether the keyboard is in the head."""
        here = self.window().focusWidget()
        return here is not None and self.head.isAncestorOf(here)

    def _go_to_place(self) -> None:
        self._ask_place()

    def leave_batch(self) -> None:
        """Do not take the batch in."""
        self._leave(self.taking.leave_all())
        self._bus.said.emit(N_("Not taken in; the files stay where they lie"))
        self._enter_section()

    def leave(self, given: object) -> None:
        """Do not take one file in."""
        assert isinstance(given, Given)
        self.taking.leave(given)
        self._leave([given])

    def _leave(self, files: list[Given]) -> None:
        self.watching.leave_alone(given.file for given in files if given.watched)

    # -- the batch ---------------------------------------------------------------------------------------

    def _on_waits(self) -> None:
        words, batch = self._desk.words, self.taking.batch
        if self.isVisible():
            self.head.place.setText(self.head.place.text() or self._desk.last_location())
            self._show_head()
        elif batch is not None:
            said = words(N_("F8, then Enter files them"))
            self._bus.said.emit(f"{said_waiting(words, batch)}  →  {said}")

    def _on_filed(self, taken: object) -> None:
        assert isinstance(taken, Taken)
        words = self._desk.words
        self._result = said_filed(words, taken.report, len(taken.report.known))
        if taken.report.filed:
            self._result += "  ·  " + words(N_("Ctrl+Z takes them back"))
        self._bus.said.emit(self._result)
        self.watching.file_away(
            [given.file for given in taken.files if given.watched], self._desk.now().date()
        )
        if not self._built:
            return
        self._show_head()
        self.head.place.clear()
        if self.isVisible() and self._asking():
            self.show_section(TAKEN)  # not while she does something else here

    def _show_head(self) -> None:
        if self._built:
            self.head.show_folder(self.watching)
            self.head.show_state(self.taking, self._result)

    # -- the watched folder ------------------------------------------------------------------------------

    def watch(self) -> None:
        """Alt+W: ask which folder is watched; where one is, whether another or none."""
        if self.watching.folder is None:
            self.choose_folder()
            return
        menu, words = QMenu(self), self._desk.words
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, (text, slot) in enumerate((
            (N_("Watch another folder …"), self.choose_folder), (N_("Watch no folder"), self.stop_watching),
        ), 1):  # fmt: skip
            action = QAction(f"&{place} {words(text)}", menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        button = self.head.folder
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def stop_watching(self) -> None:
        """Watch no folder."""
        self.watching.watch(None)

    def choose_folder(self) -> None:
        """Ask which folder is watched."""
        folder = str(self.watching.folder or "")
        dialog = QFileDialog(self, self._desk.words(N_("Watch a folder …")), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder)
        self._dialog = dialog
        dialog.open()

    def _on_folder(self, name: str) -> None:
        self.watching.watch(Path(name) if name else None)

    def _on_arrived(self, files: object) -> None:
        assert isinstance(files, list)
        self.taking.give_watched([one for one in files if isinstance(one, Lying)])

    # -- a sheet filled in by hand -----------------------------------------------------------------------

    def _on_typing_in(self, page: object, draft: object) -> None:
        """Open the form; the scan stays beside it."""
        assert isinstance(page, TrayPage)
        assert isinstance(draft, Draft)
        ids = [one.id for one in self.tray.pages if one.number == page.number and one.verdict is page.verdict]
        pages = ScannedPages(self._desk, ids)
        if self.beside is None:
            self.beside = Beside(self._desk.words, self._pictures, self.window())
        self._bus.opened.emit(draft)
        self.beside.show_pages(page.number, ids, pages, min(ids.index(page.id), pages.count() - 1))


def _bold(font: QFont, *, bold: bool = True) -> QFont:
    found = QFont(font)
    found.setBold(bold)
    return found


class SectionKey(QAction):
    """Alt+1 to Alt+4: one section."""

    def __init__(self, text: str, key: str, view: ScanDesk, place: int) -> None:
        super().__init__(text, view)
        self._view, self._place = view, place
        self.setShortcut(QKeySequence(key))
        self.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._view.show_section(self._place)
