"""The line of the tray: it finds records, and while nothing is typed its keys act on the page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import N_, Words
from custdesk.record import VOIDED
from custdesk.store.reader import Hit
from ui.matter_list import Matter

MOST: Final = 60
MOST_PLACES: Final = 5  # rooms and persons found
MOST_OF_PLACE: Final = 20
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WALKS: Final = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8,
}  # fmt: skip


class FindLine(QLineEdit):
    """Typing just finds. Up and Down belong to the list below; + − 0 R and Del, while the line is empty, to the page."""

    entered = Signal()
    all_the_same = Signal()
    walked = Signal(object)
    removing = Signal(bool)  # with the rest of its file?
    zoomed = Signal(object)  # 1: closer, -1:, less close, 0: the whole page
    turning = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self.setAcceptDrops(False)  # files dropped here are scans, not words
        said = words(N_("Number, room, name, pinyin initials"))
        self.setPlaceholderText(said)
        self.setAccessibleName(words(N_("File the page to …")))
        self.setAccessibleDescription(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on what is not typing."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ctrl = held == Qt.KeyboardModifier.ControlModifier
        plain = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if key in ENTER and ctrl:
            self.all_the_same.emit()
        elif key in ENTER:
            self.entered.emit()
        elif key in WALKS and not ctrl:
            self.walked.emit(WALKS[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif (ctrl or (plain and not self.text())) and self._means_the_page(key, held):
            return
        else:
            super().keyPressEvent(event)

    def _means_the_page(self, key: int, held: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoomed.emit(1)
        elif key == Qt.Key.Key_Minus:
            self.zoomed.emit(-1)
        elif key == Qt.Key.Key_0:
            self.zoomed.emit(0)
        elif key == Qt.Key.Key_R:
            self.turning.emit()
        elif key == Qt.Key.Key_Delete and not self.text():
            self.removing.emit(held == Qt.KeyboardModifier.ShiftModifier)
        else:
            return False
        return True


def found(desk: Desk, text: str, awaited: Collection[int]) -> list[Hit]:
    """Return the records a page may be of: the exact one first, then those with a sheet that is not home.

    Rooms and people lead to their records: a paper is that of a form. A voided record stands last: Enter files to the first.
    """
    if not text.strip():
        return []
    exact, others = desk.find(text, MOST)
    places = [hit for hit in (*exact, *others) if BY_KEY[hit.form].form.register]
    near = [hit for place in places[:MOST_PLACES] for hit in _matters_of(desk, place)]
    first = [hit for hit in (*near, *others) if hit.id in awaited]
    hits = {hit.id: hit for hit in (*exact, *first, *near, *others)}
    named = {hit.id for hit in exact}
    forms = (hit for hit in hits.values() if not BY_KEY[hit.form].form.register)
    return sorted(forms, key=lambda hit: hit.state == VOIDED and hit.id not in named)


def _matters_of(desk: Desk, place: Hit) -> list[Hit]:
    """Return the records about a room, or about a person who lives in one: initials find persons only."""
    reader = desk.read()
    if place.form == "unit":
        return reader.of_unit(place.id, MOST_OF_PLACE)
    if place.form == "customer":
        of_room = reader.of_unit(place.unit, MOST_OF_PLACE) if isinstance(place.unit, int) else []
        return [*reader.referring(place.id), *of_room]
    return []


def lines_of(desk: Desk, hits: Sequence[Hit], text: str, awaited: Collection[int]) -> list[Matter]:
    """Return a line of each record: number, room, what it is about, and whether a sheet of it is not home."""
    words = desk.words
    rooms = desk.read().names({hit.unit for hit in hits if isinstance(hit.unit, int)})
    lines = []
    for hit in hits:
        room = rooms.get(hit.unit, "") if isinstance(hit.unit, int) else str(hit.unit or "")
        title = words(BY_KEY[hit.form].form.title)
        what = "  ".join(part for part in (room, hit.line) if part)
        right = words(N_("a sheet is not home")) if hit.id in awaited else ""
        if hit.state == VOIDED:
            right = words(N_("The record is voided"))
        marks = tuple(sorted(desk.marked(what, text)))
        head = "  ".join(part for part in (hit.number, title) if part)
        lines.append(Matter(hit.id, "", head, "", what, right, marks=marks))
    return lines
