"""Paper against record: what was signed beside what the record says now, one key away; the form stays in reach (M-6)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QDialog, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text, Words
from custdesk.signed_desk import Compared, Signer
from custdesk.store.answers import Changes
from ui.binder.form import FormView
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.jobs import Lanes
from ui.scan_desk.compared_list import ORDER, ComparedList, said_group
from ui.scan_desk.pages_dialog import PagesDialog
from ui.scan_desk.pages_view import Pages
from ui.scan_desk.scan_pages import Opening, ScannedPages
from ui.sizes import fit
from ui.theme import STEP

NOT_PRINTED = N_("Nothing of this record was printed yet: there is no paper to compare")


def said_signer(words: Words, one: Signer) -> str:
    """Say who signed in a box, and when, as read from the paper."""
    who = f"{one.name} ({one.relation})" if one.relation else one.name
    day = f" {one.day.isoformat()}" if one.day is not None else ""
    return f"{words(one.label)}: {who}{day}"


class SheetButton(QToolButton):
    """One of several sheets that were printed of a record."""

    def __init__(self, dialog: ComparingDialog, sheet: str, place: int) -> None:
        super().__init__(text=f"{sheet} Alt+{place}", autoRaise=True, checkable=True)
        self._dialog, self._sheet = dialog, sheet
        self.setObjectName("onShelf")
        self.setAccessibleName(sheet)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action = QAction(sheet, self)
        action.setShortcut(QKeySequence(f"Alt+{place}"))
        action.triggered.connect(self._on_clicked)
        self.addAction(action)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.setChecked(True)
        self._dialog.show_sheet(self._sheet)


class ComparingDialog(QDialog):
    """Stays open beside the form and follows what is written; Esc closes it."""

    def __init__(self, desk: Desk, bus: Bus, record_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._bus, self.record_id = desk, bus, record_id
        self._lanes = Lanes(self)
        self._sheet = ""
        self.found: Compared | None = None
        self._build()
        bus.changed.connect(self.hear)
        self.read()
        fit(self, 1000, 640)
        self.list.setFocus()

    def _build(self) -> None:
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setSpacing(STEP)
        self.title = QLabel(objectName="title", wordWrap=True)
        self.about = QLabel(objectName="muted", wordWrap=True)
        self.signed = QLabel(wordWrap=True)
        self.counts = QLabel(objectName="heading", wordWrap=True)
        self._sheets, self._names = QWidget(), QButtonGroup(self)
        flow = FlowLayout(self._sheets)
        flow.setContentsMargins(0, 0, 0, 0)
        self.list = ComparedList(words)
        self.list.jumped.connect(self._on_jumped)
        for part in (self.title, self.about, self.signed, self.counts):
            part.setTextFormat(Qt.TextFormat.PlainText)
        for part in (self.title, self._sheets, self.about, self.signed, self.counts):
            box.addWidget(part)
        box.addWidget(self.list, 1)
        bar = QWidget()
        buttons = FlowLayout(bar)
        buttons.setContentsMargins(0, 0, 0, 0)
        self.jump_button = self._button(N_("To the box in the form"), "Enter", self._jump)
        self.scan_button = self._button(N_("Look at the scan"), "F12", self.show_scan)
        for button in (self.jump_button, self.scan_button):
            buttons.addWidget(button)
        buttons.add_right(self._button(N_("Close", "window"), "Esc", self.reject))
        box.addWidget(bar)
        action = QAction(words(N_("Look at the scan")), self)
        action.setShortcut(QKeySequence("F12"))
        action.triggered.connect(self.show_scan)
        self.addAction(action)

    def _button(self, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}")
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    # -- reading -----------------------------------------------------------------------------------------

    def hear(self, changes: Changes) -> None:
        """Follow the record."""
        if any(record_id == self.record_id for record_id, _form in changes.records):
            self.read()

    def show_sheet(self, sheet: str) -> None:
        """Compare another of the printed sheets."""
        self._sheet = sheet
        self.read()

    def read(self) -> None:
        """Compare anew."""
        words, snapshot = self._desk.words, self._desk.read().record(self.record_id)
        self.found = found = self._desk.compare(self.record_id, self._sheet) if snapshot is not None else None
        number = snapshot.number if snapshot is not None else ""
        self.title.setText(
            words(N_("Paper and record: {number}").having(number=number or f"#{self.record_id}"))
        )
        self.setWindowTitle(self.title.text())
        self._show_sheets()
        self.list.show_compared(found)
        if found is None:
            self.about.setText(words(NOT_PRINTED))
            self.signed.clear()
            self.counts.clear()
        else:
            self._say(found)
        self.jump_button.setEnabled(found is not None)
        self.scan_button.setEnabled(found is not None and self._scan() is not None)

    def _say(self, found: Compared) -> None:
        words = self._desk.words
        said = N_("{sheet}, edition {edition}, copy {copy}, {at}").having(
            sheet=found.sheet, edition=found.edition, copy=found.copy, at=found.printed_at
        )
        self.about.setText(words(N_("Printed: {print}").having(print=said)))
        told = [said_signer(words, one) for one in found.signed]
        self.signed.setText(
            words(N_("Signed as read from paper: {names}").having(names="; ".join(told)))
            if told
            else words(N_("Nobody's signature was read from it: the newest print is compared"))
        )
        self.counts.setText("   ".join(said_group(words, one, found.count(one)) for one in ORDER))

    def _show_sheets(self) -> None:
        """Offer the sheets that were printed of this record, where there are several."""
        flow = self._sheets.layout()
        assert isinstance(flow, FlowLayout)
        reader = self._desk.read()
        snapshot = reader.record(self.record_id)
        known = {one.number for one in snapshot.record.form.sheets} if snapshot is not None else set()
        prints = reader.printed_sheets(self.record_id)
        sheets = list(dict.fromkeys(one.sheet for one in prints if one.sheet in known))
        offered = [button.accessibleName() for button in self._names.buttons()]
        new = [sheet for sheet in sheets if sheet not in offered]
        for place, sheet in enumerate(new, len(offered) + 1):
            button = SheetButton(self, sheet, place)
            self._names.addButton(button)
            flow.addWidget(button)
        for button in self._names.buttons():
            button.setChecked(self.found is not None and button.accessibleName() == self.found.sheet)
        self._sheets.setVisible(len(sheets) > 1)

    # -- away from here ----------------------------------------------------------------------------------

    def _jump(self) -> None:
        if self.list.field():
            self._on_jumped(self.list.field())

    def _on_jumped(self, name: str) -> None:
        """Go to the box in the record's form; the comparison stays open beside it."""
        view = self._form()
        if view is None:
            self._bus.opened.emit(self.record_id)
            view = self._form()
        if view is not None:
            view.window().activateWindow()
            view.go_to_box(name)

    def _form(self) -> FormView | None:
        """Return the form that shows the record now."""
        parent = self.parentWidget()
        if parent is None:
            return None
        views = [parent, *parent.window().findChildren(FormView)]
        shown = (
            one for one in views if isinstance(one, FormView) and one.isVisible() and one.snapshot is not None
        )
        return next((one for one in shown if one.snapshot and one.snapshot.id == self.record_id), None)

    def _scan(self) -> Pages | Opening | None:
        """Return the pages of the very sheet that is compared; else the newest scan that hangs on the record."""
        desk, reader = self._desk, self._desk.read()
        ids = reader.print_pages(self.found.print) if self.found is not None else []
        if ids:
            return ScannedPages(desk, ids)
        snapshot = reader.record(self.record_id)
        hung = snapshot.values.get("attachments") or () if snapshot is not None else ()
        scans = [one for one in hung if one["kind"] == "scan"]
        return Opening(desk.scan_room, desk.store.files.path(scans[-1]["digest"])) if scans else None

    def show_scan(self) -> None:
        """F12: the scan of the sheet."""
        pages = self._scan()
        if pages is None:
            self._bus.said.emit(N_("This sheet has not been scanned yet"))
            return
        PagesDialog(self._desk.words, self._lanes, self.title.text(), pages, self).show()


def open_comparison(desk: Desk, bus: Bus, record_id: int, parent: QWidget) -> ComparingDialog | None:
    """Open the comparison of a record, or bring the one that is open to the front; say where there is no paper."""
    if desk.compare(record_id) is None:
        bus.said.emit(NOT_PRINTED)
        return None
    known = (one for one in parent.window().findChildren(ComparingDialog) if one.record_id == record_id)
    dialog = next((one for one in known if one.isVisible()), None)
    if dialog is None:
        dialog = ComparingDialog(desk, bus, record_id, parent)
        dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog
