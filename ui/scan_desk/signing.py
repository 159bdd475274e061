"""Signatures to read: the whole scanned sheet at the left, one row for each of its signature boxes at the right (R-007)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.store.answers import Refused
from custdesk.store.homecoming import Unread
from ui.bus import Bus
from ui.jobs import Lanes
from ui.scan_desk.comparing import open_comparison
from ui.scan_desk.pages_view import PagesView
from ui.scan_desk.scan_pages import ScannedPages
from ui.scan_desk.section import Section
from ui.scan_desk.signature_rows import Typed
from ui.scan_desk.signature_sheet import SignatureSheet
from ui.theme import STEP
from ui.words import in_column

NOTHING = N_("Every sheet that is home has been read")
LISTED = 5  # sheets seen at once in the list
LEAST_LISTED = 2
LIST_SHARE = 0.2  # of the height: a small window keeps its room for the boxes


class Signing(Section):
    """The keyboard stays in the rows; PgUp and PgDn turn the sheet, Ctrl with + − 0 looks at it closely."""

    heading = N_("Signatures to read")

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(desk, bus, parent)
        self.waiting: list[Unread] = []
        self.shown: Unread | None = None
        self._half: dict[int, dict[str, Typed]] = {}  # by print and box: what was typed and not saved yet
        self._saved: dict[int, dict[str, Typed]] = {}  # and saved: there again where Ctrl+Z takes it back
        self._acting = False
        self._build(lanes)

    def _build(self, lanes: Lanes) -> None:
        words, left, right = self._desk.words, QWidget(), QWidget()
        self.view = PagesView(words, lanes)
        self.place = QLabel(objectName="muted", wordWrap=True)
        self.view.turned.connect(self._show_place)
        self.view.zoomed.connect(self._show_place)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(STEP // 2)
        beside.addWidget(self.view, 1)
        beside.addWidget(self.place)
        self.sheet = SignatureSheet(words)
        self.list = QListWidget()
        self.list.setAccessibleName(words(self.heading))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys are Alt with the arrows
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._on_row)
        box = QVBoxLayout(right)
        box.setContentsMargins(STEP, 0, 0, 0)
        box.setSpacing(STEP)
        box.addWidget(self.list)
        box.addWidget(self.sheet, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([660, 440])
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.sheet.saving.connect(self.save)
        self.sheet.later.connect(self.put_off)
        self.sheet.opening.connect(self.open_record)
        for text, key, slot in (
            (N_("Save, on to the next sheet"), "Ctrl+Return", self.save),
            (N_("The whole form"), "F3", self.open_record),
            (N_("Compare paper and record"), "F11", self.compare),
            (N_("To the next sheet"), "Alt+Down", self.go_on),
            (N_("To the sheet above"), "Alt+Up", self.go_back),
        ):
            self._add_key(text, key, slot)

    def _add_key(self, text: Text, key: str, slot: Callable[[], None]) -> None:
        action = QAction(self._desk.words(text), self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.addAction(action)

    # -- the list ----------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many sheets wait to be read."""
        return len(self._desk.to_read())

    def read(self) -> None:
        """Read which sheets wait; the one shown stays, with what is half typed."""
        place, here = self.list.currentRow(), self.window().focusWidget()
        had = here is not None and self.isAncestorOf(here)
        self.waiting = list(self._desk.to_read())
        known = {one.print for one in self.waiting}
        back = {print_id: self._saved.pop(print_id) for print_id in known & self._saved.keys()}
        self._half = {
            print_id: typed for print_id, typed in {**self._half, **back}.items() if print_id in known
        }
        self._show_list()
        shown = self.shown.print if self.shown is not None else None
        at = next((at for at, one in enumerate(self.waiting) if one.print == shown), -1)
        self._choose(at if at >= 0 else min(max(place, 0), len(self.waiting) - 1))
        if had and (self.shown is None or self.shown.print != shown):
            self.enter()  # the rows that had the keyboard are gone

    def _show_list(self) -> None:
        words = self._desk.words
        self.list.blockSignals(True)
        self.list.clear()
        numbers = [one.number for one in self.waiting]
        for one in self.waiting:
            said = N_("{title}  {count} boxes").having(title=one.title, count=len(one.boxes))
            item = QListWidgetItem(f"{in_column(one.number, numbers, 14)}{words(said)}")
            item.setToolTip(f"{one.number}  {words(one.title)}  {one.line}")
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._share_height()
        self.list.setVisible(len(self.waiting) > 1)

    def _share_height(self) -> None:
        """Give the list what it needs, but no more than its share."""
        high = max(self.list.sizeHintForRow(0), 1) if self.waiting else 1
        most = min(max(int(self.height() * LIST_SHARE) // high, LEAST_LISTED), LISTED)
        self.list.setFixedHeight(high * min(len(self.waiting), most) + 2 * self.list.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A smaller window lists fewer sheets at once."""
        super().resizeEvent(event)
        self._share_height()
        if (item := self.list.currentItem()) is not None:
            self.list.scrollToItem(item)

    def _choose(self, place: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self._show(self.waiting[place] if 0 <= place < len(self.waiting) else None)

    def _on_row(self, place: int) -> None:
        if 0 <= place < len(self.waiting):
            self._show(self.waiting[place])
            self.sheet.enter()

    # -- one sheet ---------------------------------------------------------------------------------------

    def _show(self, one: Unread | None) -> None:
        """Show a sheet and its rows; the same one again keeps page, place and words."""
        if one is not None and one == self.shown:
            return
        self._keep()
        self.shown = one
        words = self._desk.words
        calm = words(NOTHING)
        self.view.show_pages(ScannedPages(self._desk, one.pages) if one is not None else None, calm)
        if one is None:
            self.sheet.show_nothing(calm)
        else:
            known = self._half.get(one.print, {})
            self.sheet.show_sheet(one, known, self._names, self._desk.now().date())
        self.splitter.widget(1).setVisible(one is not None)

    def _show_place(self) -> None:
        """Say which page it is, and the keys that turn over and look closer."""
        view, words = self.view, self._desk.words
        said = words(N_("Page {page} of {pages}").having(page=view.page + 1, pages=max(view.pages, 1)))
        zoom = f"  {view.zoom:.0%}" if view.zoom > 1 else ""
        keys = words(
            N_(
                "PgUp PgDn turn over  ·  Ctrl with + and − looks closer, with ↑ ↓ moves, with 0 shows all of it"
            )
        )
        self.place.setText(f"{said}{zoom}    {keys}")
        self.place.setVisible(view.pages > 0)

    def _names(self, typed: str) -> Sequence[str]:
        """Return the staff whose name, or the sound of it, begins as typed; nobody before anything is typed."""
        return [found.label for found in self._desk.choices(("staff",), typed)] if typed else []

    def _keep(self) -> None:
        """Remember what is half typed: it stands there again when this sheet is shown again."""
        if self.shown is not None:
            self._half[self.shown.print] = self.sheet.typed()

    def enter(self) -> None:
        """Give the keyboard to the first empty box."""
        if self.shown is not None:
            self.sheet.enter()
        else:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_on(self) -> None:
        """Alt+Down: the next sheet of the list."""
        self._walk(1)

    def go_back(self) -> None:
        """Alt+Up: the sheet above."""
        self._walk(-1)

    def _walk(self, by: int) -> None:
        if self.waiting:
            self._choose((self.list.currentRow() + by) % len(self.waiting))
            self.sheet.enter()

    def put_off(self) -> None:
        """Esc: leave it in the list, on to the next."""
        self._bus.said.emit(N_("Left for later; what was typed stays"))
        self._walk(1)

    # -- saving ------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep what was read of this sheet and show the next; refused, every word stays."""
        one = self.shown
        if one is None:
            return
        reads, wrong = self.sheet.reads()
        if wrong:
            self.sheet.show_problems(wrong)
            return
        self._acting = True
        try:
            self._desk.record_signatures(one.print, reads)
        except Refused as refused:
            self.sheet.show_problems(refused.problems)
            return
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        finally:
            self._acting = False
        self._half.pop(one.print, None)
        self._saved[one.print] = self.sheet.typed()
        self.shown = None
        self._read_now()
        self._bus.said.emit(N_("Saved – Ctrl+Z takes it back"))
        self.enter()

    def hear(self, changes: object = None) -> None:  # noqa: ARG002
        """Something was written; while this section writes it reads by itself."""
        if not self._acting:
            super().hear()

    def open_record(self) -> None:
        """F3: open the form the sheet is of; a list has none."""
        if self.shown is not None and self.shown.record is not None:
            self._bus.opened.emit(self.shown.record)
        elif self.shown is not None:
            self._bus.said.emit(N_("This sheet is a list: it has no form of its own"))

    def compare(self) -> None:
        """F11: what was printed on the sheet against what the record says now."""
        if self.shown is not None and self.shown.record is not None:
            open_comparison(self._desk, self._bus, self.shown.record, self)

    # -- keys --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys wherever the keyboard is; Esc leaves the sheet for later."""
        if self.view.takes(event):
            return
        if event.key() == Qt.Key.Key_Escape and self.shown is not None:
            self.put_off()
        else:
            super().keyPressEvent(event)
