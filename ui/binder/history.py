"""Who changed what, and when: a record's lines of the trail, and the records that belong to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.fields import Showing
from custdesk.language import N_, Text
from custdesk.record import AnyRecord, label_of, show_field
from custdesk.snapshot import Snapshot
from custdesk.store.reader import HistoryLine
from custdesk.store.rows import TYPED

ACTS: dict[str, Text] = {
    "create": N_("Created", "act"), "change": N_("Changed"), "link": N_("Linked"), "correct": N_("Corrected"),
    "undo": N_("Taken back"), "attach": N_("File added"), "import": N_("Imported"),
    "describe": N_("Caption changed"), "detach": N_("File taken off"),
    "sample": N_("Entered for practice"),
}  # fmt: skip


class HistoryDialog(QDialog):
    """A record's history, the newest first; old and new words side by side."""

    def __init__(self, desk: Desk, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._snapshot = desk, snapshot
        words = desk.words
        self.setWindowTitle(words(N_("History of {number}").having(number=snapshot.number)))
        self.resize(860, 520)
        box = QVBoxLayout(self)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(
            [words(N_("When")), words(N_("Who")), words(N_("What")), words(N_("Before")), words(N_("After"))]
        )
        for line in desk.read().history(snapshot.id):
            self._add(line)
        self.tree.expandAll()
        for column in range(3):
            self.tree.resizeColumnToContents(column)
        box.addWidget(self.tree, 3)
        prints = desk.read().prints(snapshot.id)
        if prints:
            box.addWidget(QLabel(words(N_("Printed"))))
            shown = QListWidget()
            for sheet, edition, copy, at in prints:
                said = N_("{sheet}, edition {edition}, copy {copy}, {at}")
                shown.addItem(words(said.having(sheet=sheet, edition=edition, copy=copy, at=at)))
            box.addWidget(shown, 1)

    def _add(self, line: HistoryLine) -> None:
        words = self._desk.words
        top = QTreeWidgetItem([f"{line.at:%Y-%m-%d %H:%M}", line.who, self._act(line.what), "", line.reason])
        self.tree.addTopLevelItem(top)
        record = self._snapshot.record
        showing = Showing(words, self._snapshot.names)
        for name in dict.fromkeys([*line.old, *line.new]):
            before, after = (_shown(record, name, values, showing) for values in (line.old, line.new))
            top.addChild(QTreeWidgetItem(["", "", words(label_of(record, name)), before, after]))
        if line.file:
            before, after = (str(line.file.get(part) or "") for part in ("note", "now"))
            top.addChild(QTreeWidgetItem(["", "", str(line.file.get("name", "")), before, after]))
        header_new, header_old = line.header.get("new", {}), line.header.get("old", {})
        for name in (name for name in TYPED if name in header_new):
            was, now = (str(part.get(name) or "") for part in (header_old, header_new))
            top.addChild(QTreeWidgetItem(["", "", words(label_of(record, name)), was, now]))
        if "state" in header_new:
            states = record.form.flow.states
            old, new = (states.get(part.get("state") or "") for part in (header_old, header_new))
            label = words(N_("State"))
            top.addChild(
                QTreeWidgetItem(["", "", label, words(old) if old else "", words(new) if new else ""])
            )

    def _act(self, what: str) -> str:
        if what.startswith("step:"):
            return self._desk.words(self._snapshot.record.form.flow.step(what[5:]).label)
        return self._desk.words(ACTS[what]) if what in ACTS else what


def _shown(record: AnyRecord, name: str, values: object, showing: Showing) -> str:
    return show_field(record, name, values, showing)  # type: ignore[arg-type]
