"""The records behind a figure: counted, not counted, apart; as far as the person at the desk may see them (R-064)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.figures.board import Entry
from custdesk.language import N_, Text
from custdesk.store.reader import Hit, overdue
from ui.matter_list import Head, Matter, MatterList, Row
from ui.theme import SIGNS, STEP

MOST: Final = 200  # records listed of each part
PARTS: Final[tuple[tuple[str, Text], ...]] = (
    ("members", N_("Counted", "figure")), ("rest", N_("Not counted")), ("apart", N_("Apart")),
)  # fmt: skip


class RecordList(MatterList):
    """The records; Esc goes back to the figures."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, or the arrow to the left: back to the figures."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FigureRecords(QWidget):
    """Beside the table: the chosen figure's name, how it is counted, its records."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, 0, 0, 0)
        self.name = QLabel(objectName="heading", wordWrap=True)
        self.definition = QLabel(objectName="muted", wordWrap=True)
        self.calm = QLabel(desk.words(N_("No record is counted here")), wordWrap=True)
        self.list = RecordList(desk.words(N_("Records behind the figure")), narrow=True, titled=True)
        self.said = QLabel(desk.words(N_("Enter opens the record")), objectName="muted", wordWrap=True)
        for part in (self.name, self.definition, self.calm):
            part.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(part)
        box.addWidget(self.list, 1)
        box.addWidget(self.said)
        box.addStretch(0)
        self.setMinimumWidth(220)

    def show_entry(self, entry: Entry | None) -> None:
        """Show the records behind a figure."""
        self.setEnabled(entry is not None)
        if entry is None:
            return
        words = self._desk.words
        values = f"{entry.main} {entry.raw}".strip()
        self.name.setText(f"{entry.code}  {words(entry.label)}  {values}")
        self.definition.setText(words(entry.definition))
        rows = [row for part, label in PARTS for row in self._part(entry, part, label)]
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.said.setVisible(bool(self.list.keys()))
        self.calm.setVisible(not rows)

    def enter(self) -> None:
        """Give the list the keyboard, on its first record."""
        if self.list.keys():
            self.list.choose_row(max(self.list.currentIndex().row(), 0))
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _part(self, entry: Entry, part: str, label: Text) -> Sequence[Row]:
        hits, unseen = entry.opens(self._desk, part)
        if not hits and not unseen:
            return ()
        words, remarks = self._desk.words, list[str]()
        if unseen:
            remarks.append(words(N_("{count} of them only as a number").having(count=unseen)))
        if len(hits) > MOST:
            remarks.append(words(N_("the first {count} are listed").having(count=MOST)))
        head = Head(words(label), len(hits) + unseen, "accent", "，".join(remarks))
        return (head, *(self._line(hit) for hit in hits[:MOST]))

    def _line(self, hit: Hit) -> Matter:
        words, flow = self._desk.words, BY_KEY[hit.form].form
        state = words(flow.flow.states.get(hit.state, hit.state))
        late = overdue(hit.due_at, self._desk.now())
        sign = SIGNS["overdue"] if late else SIGNS["open"] if flow.is_open(hit.state) else SIGNS["done"]
        tint = "overdue" if late else "due" if flow.is_open(hit.state) else "done"
        day = f"{hit.happened_at:%Y-%m-%d}" if hit.happened_at else ""
        return Matter(hit.id, f"{sign} {state}", hit.number, "", hit.line, day, tint)
