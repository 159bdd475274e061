"""What else can be done with an open record: make another of it, print it, correct it, look back, hang files on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.record import COMMON, AnyRecord, Create, columns_of, described, lines_of
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes
from ui.binder.asking import ReasonDialog
from ui.binder.attachments import AttachmentsPanel
from ui.binder.sheet_view import SheetView
from ui.bus import Bus


class MoreActions(QWidget):
    """The half of a form that is not writing; `FormView` is the other."""

    _desk: Desk
    _bus: Bus
    record: AnyRecord
    draft: Draft | None
    snapshot: Snapshot | None
    printing: SignalInstance
    sheet: SheetView | None
    files: AttachmentsPanel | None
    _heard: int

    def save(self) -> bool:
        """Save the form."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read the record again."""
        raise NotImplementedError

    def keep_draft(self) -> None:
        """Write what is half written to the drafts' file."""
        raise NotImplementedError

    def judge(self) -> None:
        """Say what stands in the way of a save."""
        raise NotImplementedError

    def hear(self, changes: Changes) -> None:
        """Read the record again when it was among what changed."""
        raise NotImplementedError

    def _show(self, draft: Draft, snapshot: Snapshot | None) -> None:
        raise NotImplementedError

    def create(self, create: Create) -> None:
        """Open a form made from this record; both will be linked."""
        if self.draft is not None and self.draft.dirty and not self.save():
            return
        if self.snapshot is not None:
            self._bus.opened.emit(self._desk.make(create, self.snapshot))

    def print_it(self) -> None:
        """Save, then show the sheet as it will be printed."""
        if self.draft is not None and self.draft.dirty and not self.save():
            return
        if self.snapshot is not None:
            self.printing.emit(self.snapshot)

    def correct(self) -> None:
        """Open a frozen record for a correction with a reason: a new edition."""
        dialog = ReasonDialog(self._desk, N_("Correct as a new edition"), self)
        dialog.answered.connect(self._on_correction)
        dialog.open()

    def _on_correction(self, reason: str) -> None:
        if self.draft is not None and self.snapshot is not None:
            self.draft.correction = reason
            self._show(self.draft, self.snapshot)

    def take_number(self, number: str) -> None:
        """Save this new form under its sheet's pre-printed number, or under a new one; its words stay."""
        if self.draft is not None:
            self.draft.number = number
            self.keep_draft()
            self.judge()

    def show_history(self) -> None:
        """Show who changed what."""
        from ui.binder.history import HistoryDialog

        if self.snapshot is not None:
            HistoryDialog(self._desk, self.snapshot, self).open()

    def compare(self) -> None:
        """F11: what the paper says beside what the record says now; the form stays in reach (M-6)."""
        from ui.scan_desk.comparing import open_comparison

        if self.snapshot is not None:
            open_comparison(self._desk, self._bus, self.snapshot.id, self)

    def go_to_box(self, name: str) -> None:
        """Show a box and give it the keyboard; one that is locked is shown, too."""
        if self.sheet is None or self.sheet.go_to(name):
            return
        cell = self.sheet.cells.get(name)
        if cell is not None:
            self.sheet.hand.went.emit(cell)
            cell.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self) -> None:
        """Show the masked phone of this record; logged once a day."""
        if self.snapshot is None:
            return
        for name, kind in described(self.record).items():
            if getattr(kind, "sight", None) is not None and self.snapshot.values.get(name):
                self._desk.reveal(self.snapshot.id, name) if kind.sight.name == "MASKED" else None  # type: ignore[union-attr]
        self.reload()

    # -- files -------------------------------------------------------------------------------------------

    def hang_files(self, sheet: SheetView) -> AttachmentsPanel:
        """Make the place for photos and files, where the sheet has it."""
        panel = AttachmentsPanel(self._desk, self._bus)
        panel.unsaved.connect(self._on_unsaved)
        panel.written.connect(self._on_written)
        sheet.photos.addWidget(panel)
        sheet.files = panel
        panel.follow(sheet.before_photos)
        self.setAcceptDrops(True)
        action = QAction(self._desk.words(N_("In a form: hang a copied picture on it")), self)
        action.setShortcut(QKeySequence("Ctrl+V"))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.paste_picture)
        self.addAction(action)
        return panel

    def _on_photos(self) -> None:
        if self.files is not None:
            self.files.choose_photos()

    def _on_files(self) -> None:
        if self.files is not None:
            self.files.choose_files()

    def _on_unsaved(self) -> None:
        """Files hang on a record: a new form is saved first."""
        if not self.save():
            self._bus.said.emit(N_("Photos and files need a saved form: fill in what is missing first"))

    def _on_written(self, changes: object) -> None:
        """Show it at once, where no list around this form has heard of it before."""
        assert isinstance(changes, Changes)
        if changes.seq != self._heard:
            self.hear(changes)

    def paste_picture(self) -> None:
        """Hang a copied picture, or copied files, on the record."""
        if self.files is not None and self.draft is not None:
            self.files.paste_picture()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if self.files is not None and self.draft is not None and self.files.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hang what was dropped on the record."""
        if self.files is not None and self.draft is not None:
            event.acceptProposedAction()
            self.files.take(event.mimeData())


def only_files_changed(draft: Draft, fresh: Snapshot) -> bool:
    """Tell whether nothing that the form shows differs from when it was opened: a file was hung on or taken off."""
    names = (*columns_of(draft.record), *lines_of(draft.record), *COMMON)
    return all((draft.base.get(name) or None) == (fresh.values.get(name) or None) for name in names)
