"""Photos, scans and files of a record: small pictures with captions; dropped, pasted, opened, taken off.

Only what can be seen is decoded. A file that was issued with a frozen record shows why it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.record import VOIDED
from custdesk.rules.signed_paper import locked_text
from custdesk.signed_desk import Lock
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Refused
from custdesk.store.attaching import PHOTO, issued
from custdesk.store.signed_paper import holding
from ui.answering import answer_to
from ui.binder.file_card import ROOM, FileCard, shown_here
from ui.binder.hand_over import Copies, picture_in, pictured, written_out
from ui.binder.thumbnails import Thumbnails
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.jobs import Lanes
from ui.theme import STEP

if TYPE_CHECKING:
    from custdesk.paper.scan_room import ScanRoom

MOST_BYTES = 64 * 1024 * 1024
PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp", ".gif"})
ISSUED = N_("Issued with the record: correct the record with a reason first")
NOTHING = N_("Nothing hangs here")
NOTHING_YET = N_("Nothing hangs here yet: drop photos or files on the form, paste a picture, or add them")
IS_VOID = N_("This record is voided; take the voiding back first")


class AttachmentsPanel(QWidget):
    """Everything that hangs on the record that is open."""

    written = Signal(object)  # Changes
    unsaved = Signal()  # something shall hang on a form that has no record yet: save it first

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus = desk, bus
        self._record: Snapshot | None = None
        self._reason = ""  # while a frozen record is being corrected
        self._locks: Sequence[Lock] = ()  # what signed sheets show of it
        self._dialog: QFileDialog | None = None
        self.cards: list[FileCard] = []
        self.copies = Copies()
        self._lanes = Lanes(self)
        self.thumbnails = Thumbnails(desk.store.files.path, ROOM, self, scans=self._scan_room)
        self.thumbnails.ready.connect(self._on_ready)
        self._build()

    def _build(self) -> None:
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(0, STEP, 0, 0)
        box.setSpacing(STEP)
        self.title = QLabel(objectName="heading")
        box.addWidget(self.title)
        bar = QWidget()
        head = FlowLayout(bar)  # goes on in the next line where the window is narrow
        head.setContentsMargins(0, 0, 0, 0)
        self.add_photos = self._button(N_("Add photos …"), "Alt+P", self.choose_photos)
        self.add_files = self._button(N_("Add scans or files …"), "", self.choose_files)
        self.paste = self._button(N_("Paste a picture"), "", self.paste_picture)
        self.paste.setToolTip(words(N_("Ctrl+V anywhere in the form, when a picture was copied")))
        for button in (self.add_photos, self.add_files, self.paste):
            head.addWidget(button)
        box.addWidget(bar)
        self.bar = bar
        self.empty = QLabel(objectName="muted", wordWrap=True)
        box.addWidget(self.empty)
        self._room = QWidget()
        self._flow = FlowLayout(self._room)
        self._flow.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._room)
        self.setAccessibleName(words(N_("Photos and files")))

    def _scan_room(self) -> ScanRoom:
        return self._desk.scan_room

    def _button(self, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}".strip())
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        answer_to(button, key, slot)
        button.clicked.connect(slot)
        return button

    def follow(self, before: QWidget | None) -> None:
        """Take the keyboard after the box above, as the eye does."""
        for button in (self.add_photos, self.add_files, self.paste):
            if before is not None:
                QWidget.setTabOrder(before, button)
            before = button

    def take_keyboard(self) -> QWidget:
        """Take the keyboard: the first picture, or the button that adds one; return which."""
        first = self.cards[0].picture if self.cards else self.add_photos
        first.setFocus(Qt.FocusReason.TabFocusReason)
        return first

    # -- showing -----------------------------------------------------------------------------------------

    def show_record(self, snapshot: Snapshot | None, reason: str = "", locks: Sequence[Lock] = ()) -> None:
        """Show what hangs on a record; cards that stay keep the keyboard and what is half typed."""
        before, self._record, self._reason, self._locks = self._record, snapshot, reason, locks
        if before is None or snapshot is None or before.id != snapshot.id:
            self.thumbnails.forget_waiting()
        found = list(snapshot.values.get("attachments") or ()) if snapshot else []
        known = {card.one["id"]: card for card in self.cards}
        same = before is not None and snapshot is not None and before.id == snapshot.id
        self.cards = [self._card(one, known if same else {}) for one in found]
        for card in known.values():
            if card not in self.cards:
                self._flow.removeWidget(card)
                card.hide()  # without a parent it would flash up as a window of its own
                card.deleteLater()
        self._sort()
        count = f"  {len(found)}" if found else ""
        self.title.setText(self._desk.words(N_("Photos and files")) + count)
        self.empty.setVisible(not found)
        self._room.setVisible(bool(found))
        void = snapshot is not None and snapshot.state == VOIDED
        for button in (self.add_photos, self.add_files, self.paste):
            button.setEnabled(not void)
        self.bar.setVisible(not void)  # nothing is added there any more
        self.empty.setText(self._desk.words(NOTHING if void else NOTHING_YET))

    def _card(self, one: dict[str, Any], known: dict[int, FileCard]) -> FileCard:
        card = known.get(one["id"])
        if card is None:
            card = FileCard(self._desk.words, self.thumbnails, one)
            card.hand.opened.connect(self.open_file)
            card.hand.left.connect(self.open_outside)
            card.hand.removed.connect(self.remove)
            card.hand.exported.connect(self.export)
            card.hand.described.connect(self.describe)
            card.hand.moved.connect(self._go)
        card.show_one(one, self._why_locked(one))
        return card

    def _why_locked(self, one: dict[str, Any]) -> str:
        if self._record is None:
            return ""
        if self._record.state == VOIDED:
            return self._desk.words(IS_VOID)
        if self._reason:
            return ""
        if issued(self._record.record, self._record.values, one):
            return self._desk.words(ISSUED)
        lock = holding(self._locks, one) if one["kind"] == "photo" else None
        return "" if lock is None else self._desk.words(locked_text(PHOTO, lock.name, lock.day))

    def _sort(self) -> None:
        """Photos first, in the order they came; their places are taken anew only where the order changed."""
        self.cards.sort(key=lambda card: card.one["kind"] != "photo")
        there = [self._flow.itemAt(place).widget() for place in range(self._flow.count())]  # type: ignore[union-attr]
        if there == self.cards:
            return
        for card in there:
            self._flow.removeWidget(card)
        for place, card in enumerate(self.cards):
            self._flow.insertWidget(place, card)
            card.show()
        before: QWidget = self.paste
        for card in self.cards:
            for part in (card.picture, card.caption):
                QWidget.setTabOrder(before, part)
                before = part

    def _on_ready(self, digest: str) -> None:
        for card in self.cards:
            if card.one["digest"] == digest:
                card.picture.update()

    def _go(self, card: object, by: object) -> None:
        assert isinstance(card, FileCard)
        assert isinstance(by, int)
        place = self.cards.index(card) + by
        if 0 <= place < len(self.cards):
            self.cards[place].picture.setFocus(Qt.FocusReason.TabFocusReason)

    # -- adding ------------------------------------------------------------------------------------------

    def choose_photos(self) -> None:
        """Ask for photos."""
        self._ask(N_("Add photos …"), N_("Photos (*.jpg *.jpeg *.png *.heic)"), self.add_as_photos)

    def choose_files(self) -> None:
        """Ask for scans or other files."""
        pattern = N_("Scans and files (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.docx *.xlsx)")
        self._ask(N_("Add scans or files …"), pattern, self.add_as_scans)

    def _ask(self, title: Text, pattern: Text, slot: Callable[[list[str]], None]) -> None:
        words = self._desk.words
        dialog = QFileDialog(self, words(title), "", words(pattern))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(slot)
        self._dialog = dialog
        dialog.open()

    def add_as_photos(self, names: list[str]) -> None:
        """Hang photos on the record."""
        self.add([(Path(name), "photo") for name in names])

    def add_as_scans(self, names: list[str]) -> None:
        """Hang scans on the record."""
        self.add([(Path(name), "scan") for name in names])

    def takes(self, data: QMimeData) -> bool:
        """Tell whether what is dragged or copied can hang on a record: files, or a picture without words."""
        return any(url.isLocalFile() for url in data.urls()) or pictured(data)

    def take(self, data: QMimeData) -> None:
        """Hang on the record what was dropped or pasted."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.add([(path, "photo" if path.suffix.lower() in PHOTOS else "file") for path in paths])
        elif pictured(data):
            content = picture_in(data)
            at = self._desk.now()
            name = self._desk.words(N_("Picture {at}").having(at=f"{at:%Y-%m-%d %H%M}")) + ".png"
            if content and self._has_record():
                self._write(
                    lambda record_id: self._desk.attach_content(record_id, content, name, "photo"),
                    N_("Added – Ctrl+Z takes it back"),
                )

    def paste_picture(self) -> None:
        """Hang on the record the picture, or the files, that were copied."""
        from PySide6.QtGui import QGuiApplication

        data = QGuiApplication.clipboard().mimeData()
        if data is not None and self.takes(data):
            self.take(data)
        else:
            self._bus.said.emit(N_("Copy a picture or files first, then paste them here"))

    def add(self, files: list[tuple[Path, str]]) -> None:
        """Hang files on the record, each by its own line; the first that cannot be read ends it."""
        if not files or not self._has_record():
            return
        for path, kind in files:
            if path.is_dir():
                self._bus.said.emit(N_("{file} is a folder; choose the files in it").having(file=path.name))
                return
            if path.exists() and path.stat().st_size > MOST_BYTES:
                limit = MOST_BYTES // 1024 // 1024
                self._bus.said.emit(
                    N_("{file} is larger than {limit} MB; make it smaller first").having(
                        file=path.name, limit=limit
                    )
                )
                return
            if not self._write(_Attach(self._desk, path, kind), N_("Added – Ctrl+Z takes it back")):
                return

    def _has_record(self) -> bool:
        if self._record is None:
            self.unsaved.emit()
        return self._record is not None

    # -- changing ----------------------------------------------------------------------------------------

    def describe(self, card: object, note: str) -> None:
        """Keep a caption as it was typed; refused, it stands as it was."""
        assert isinstance(card, FileCard)
        one, reason = card.one, self._reason
        if not self._write(
            lambda record_id: self._desk.describe_attachment(record_id, one["id"], note, reason),
            N_("Saved – Ctrl+Z takes it back"),
        ):
            card.show_one(one, self._why_locked(one))

    def remove(self, card: object) -> None:
        """Take a file off; it can be taken back."""
        assert isinstance(card, FileCard)
        why, one, reason = self._why_locked(card.one), card.one, self._reason
        if why:
            self._bus.said.emit(why)
            return
        place = self.cards.index(card)
        if self._write(
            lambda record_id: self._desk.remove_attachment(record_id, one["id"], reason),
            N_("Taken off – Ctrl+Z takes it back"),
        ):
            left = self.cards[min(place, len(self.cards) - 1)].picture if self.cards else self.add_photos
            left.setFocus(Qt.FocusReason.TabFocusReason)

    def _write(self, act: Callable[[int], Any], said: Text) -> bool:
        if self._record is None:
            return False
        try:
            changes = act(self._record.id)
        except Refused as refused:
            self._bus.said.emit(refused.problems[0].text)
            return False
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return False
        if changes.records:
            self.written.emit(changes)
            self._bus.said.emit(said)
        return True

    # -- out ---------------------------------------------------------------------------------------------

    def open_file(self, card: object) -> None:
        """Show the pages of a scan inside the program; open anything else with the program the system has for it."""
        assert isinstance(card, FileCard)
        if shown_here(card.one):
            self.show_pages(card.one)
        else:
            self.open_outside(card)

    def show_pages(self, one: Mapping[str, Any]) -> None:
        """Show a scan's pages, to be read only."""
        from ui.scan_desk.pages_dialog import PagesDialog  # late: no form waits for it
        from ui.scan_desk.scan_pages import Opening

        opening = Opening(self._desk.scan_room, self._desk.store.files.path(one["digest"]))
        title = "  ".join(part for part in (str(one.get("note") or ""), str(one["name"])) if part)
        dialog = PagesDialog(self._desk.words, self._lanes, title, opening, self, of=one)
        dialog.copy_wanted.connect(self.export_one)
        dialog.show()

    def open_outside(self, card: object) -> None:
        """Open a copy with the program the system has for it."""
        assert isinstance(card, FileCard)
        try:
            opened = self.copies.open(self._desk.store.files.path(card.one["digest"]), card.one["name"])
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        if not opened:
            self._bus.said.emit(
                N_("No program here opens {file}; save a copy with Ctrl+E").having(file=card.one["name"])
            )

    def export(self, card: object) -> None:
        """Ask where a copy of a card's file shall lie."""
        assert isinstance(card, FileCard)
        self.export_one(card.one)

    def export_one(self, one: object) -> None:
        """Ask where a copy shall lie."""
        assert isinstance(one, Mapping)
        dialog = QFileDialog(self, self._desk.words(N_("Save a copy")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(one["name"])
        self._exported = one
        dialog.fileSelected.connect(self.save_copy)
        self._dialog = dialog
        dialog.open()

    def save_copy(self, name: str) -> None:
        """Write the copy, and the line that something left the office (R-011)."""
        try:
            written_out(self._desk.store.files.path(self._exported["digest"]), Path(name))
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        number = self._record.number if self._record else ""
        self._desk.store.note_export(f"attachment {number}".strip(), 1, self._desk.user)
        self._bus.said.emit(N_("Saved: {file}").having(file=Path(name).name))


class _Attach:
    """Hangs one file on a record."""

    def __init__(self, desk: Desk, path: Path, kind: str) -> None:
        self._desk, self._path, self._kind = desk, path, kind

    def __call__(self, record_id: int) -> Any:
        return self._desk.attach(record_id, self._path, self._kind)
