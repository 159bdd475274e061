"""One row for each signature box of a sheet: who signed, how related, on which day; read from paper by a person (R-007).

Nothing stands in a row before somebody typed it, and nothing is chosen for anybody.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from custdesk.errors import Unreadable
from custdesk.language import N_, Words
from custdesk.problem import Problem
from custdesk.rules import typed
from custdesk.rules.signed_paper import BoxLabel, SignatureRead
from ui.theme import STEP

NAME, RELATION, DAY = "name", "relation", "signed_on"
DITTO: Final = ('"', "“", "”", "〃", "＂")
NONE: Final = ("-", "－", "—")
WHOLE_DAY: Final = "2027-12-28"
Names = Callable[[str], Sequence[str]]


class RowHand(QObject):
    """What the hand in a row asks of the sheet."""

    done = Signal(object, str)  # row, part: Enter
    went = Signal(object, str, object)  # row, part, by how many rows
    ditto = Signal(object)
    came = Signal(object)  # the keyboard is here


class ReadLine(QLineEdit):
    """One answer; Enter goes on, the arrows go to the rows above and below."""

    def __init__(self, row: BoxRow, part: str) -> None:
        super().__init__()
        self._row, self.part = row, part

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; Ctrl+Z without typing is the window's."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._row.hand.done.emit(self._row, self.part)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._row.hand.went.emit(self._row, self.part, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # the page's
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            event.ignore()
        elif not self._row.takes(self, event.text()):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab selects all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()
        self._row.hand.came.emit(self._row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A day is shown as it was understood."""
        super().focusOutEvent(event)
        if self.part == DAY and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._row.settle_day()


class NameLine(ReadLine):
    """A name; in a box of the office's own people those who fit what was typed are offered below it, none chosen."""

    def __init__(self, row: BoxRow, names: Names | None) -> None:
        super().__init__(row, NAME)
        self._names = names
        self.offer: QCompleter | None = None
        if names is not None:
            self._found = QStringListModel(self)
            self.offer = QCompleter(self._found, self)
            self.offer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self.offer.setWidget(self)
            self.offer.activated[str].connect(self._take)  # type: ignore[index]
            self.textEdited.connect(self._look_up)

    def _look_up(self, text: str) -> None:
        assert self.offer is not None
        assert self._names is not None
        found = list(self._names(text.strip())) if text.strip() else []
        self._found.setStringList(found)
        if found and found != [text.strip()]:
            self.offer.complete()
            self.offer.popup().setCurrentIndex(QModelIndex())  # Qt would choose the first
        else:
            self.offer.popup().hide()

    def _take(self, name: str) -> None:
        self.setText(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While names are offered, Enter on a chosen one takes it; without a choice it keeps what was typed."""
        popup = self.offer.popup() if self.offer is not None else None
        if popup is not None and popup.isVisible():
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() == Qt.Key.Key_Escape or (enter and popup.currentIndex().isValid()):
                event.ignore()  # the list's own
                return
            if enter:
                popup.hide()
        super().keyPressEvent(event)


class Tick(QCheckBox):
    """Says that the box is empty on paper; Enter goes on."""

    def __init__(self, row: BoxRow, text: str) -> None:
        super().__init__(text)
        self._row = row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, the arrows go to the rows above and below; Space ticks."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._row.hand.done.emit(self._row, "")
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._row.hand.went.emit(self._row, NAME, -1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row comes into sight."""
        super().focusInEvent(event)
        self._row.hand.came.emit(self._row)


class Typed(Struct, frozen=True):
    """What stands in a row, as it was typed: kept while another sheet is looked at."""

    name: str = ""
    relation: str = ""
    day: str = ""
    unsigned: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not (self.name or self.relation or self.day or self.unsigned)


class BoxRow(QFrame):
    """One signature box of the paper."""

    def __init__(self, words: Words, box: BoxLabel, today: datetime.date, names: Names | None) -> None:
        super().__init__()
        self.setObjectName("cell")
        self.hand = RowHand(self)
        self.box, self._words, self._today = box, words, today
        label = words(box.label)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(STEP, STEP, STEP, STEP)
        whole.setSpacing(STEP // 2)
        head = QHBoxLayout()
        self.label = QLabel(label, objectName="label", wordWrap=True)
        self.unsigned = Tick(self, words(N_("Not signed", "box on paper")))
        self.unsigned.setAccessibleName(f"{label}: {self.unsigned.text()}")
        self.unsigned.setToolTip(words(N_("The box is empty on paper; “-” in the empty name says it, too")))
        self.unsigned.toggled.connect(self._on_unsigned)
        head.addWidget(self.label, 1)
        head.addWidget(self.unsigned)
        whole.addLayout(head)
        self.lines: dict[str, ReadLine] = {NAME: NameLine(self, None if box.customer else names)}
        if box.customer:
            self.lines[RELATION] = ReadLine(self, RELATION)
        if box.dated:
            self.lines[DAY] = ReadLine(self, DAY)
            self.lines[DAY].setMinimumWidth(self.fontMetrics().horizontalAdvance(WHOLE_DAY) + 3 * STEP)
        self._add_lines(whole, label)
        self.problem = QLabel(objectName="problems", wordWrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        whole.addWidget(self.problem)

    def _add_lines(self, whole: QVBoxLayout, label: str) -> None:
        row, hints = QHBoxLayout(), {
            NAME: N_("Name as it stands on paper"), RELATION: N_("Relation, if not the customer"),
            DAY: N_("Date on paper"),
        }  # fmt: skip
        row.setSpacing(STEP)
        for part, line in self.lines.items():
            hint = self._words(hints[part])
            line.setPlaceholderText(hint)
            line.setAccessibleName(f"{label}: {hint}")
            line.setToolTip(hint)
            row.addWidget(line, {NAME: 4, RELATION: 3, DAY: 3}[part])
        self.lines[NAME].textEdited.connect(self._on_name)
        if DAY in self.lines:
            said = self._words(N_('Date on paper: 3-8, 0308; “"” takes that of the row above'))
            self.lines[DAY].setToolTip(said)
        whole.addLayout(row)

    # -- what was typed ----------------------------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """What stands here."""
        said = {part: line.text().strip() for part, line in self.lines.items()}
        return Typed(said[NAME], said.get(RELATION, ""), said.get(DAY, ""), self.unsigned.isChecked())

    def show_typed(self, given: Typed) -> None:
        """Show what was typed before."""
        for part, text in ((NAME, given.name), (RELATION, given.relation), (DAY, given.day)):
            if part in self.lines:
                self.lines[part].setText(text)
        self.unsigned.setChecked(given.unsigned)

    def read(self) -> SignatureRead | Problem:
        """Return what was read from the box, or what is missing; a box is either signed or said not to be."""
        given = self.typed
        if given.unsigned:
            return SignatureRead(self.box.box)
        if given.empty:
            text = N_("Type the name as it stands on paper, or tick “Not signed”")
            return Problem(text, f"{self.box.box}.{NAME}", "R-007")
        try:
            day = typed.read_day(given.day, self._today) if given.day else None
        except Unreadable as trouble:
            return Problem(trouble.text, f"{self.box.box}.{DAY}", "R-007")
        return SignatureRead(self.box.box, given.name, given.relation, day)

    def settle_day(self) -> None:
        """Show the day as it was understood; what cannot be read stays as it was typed."""
        line = self.lines[DAY]
        try:
            day = typed.read_day(line.text(), self._today) if line.text().strip() else None
        except Unreadable as trouble:
            self.show_problem(self._words(trouble.text), DAY)
            return
        if day is not None:
            line.setText(day.isoformat())

    # -- problems ----------------------------------------------------------------------------------------

    def show_problem(self, text: str, part: str = "") -> None:
        """Say what is wrong with this box; nothing takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.setProperty("bad", bool(text))
        self.style().unpolish(self)
        self.style().polish(self)
        for name, line in self.lines.items():
            line.setAccessibleDescription(text if text and part in ("", name) else "")

    # -- keys --------------------------------------------------------------------------------------------

    def takes(self, line: ReadLine, text: str) -> bool:
        """Handle the signs that mean something in an empty line: the row above, not signed; tell whether it was one."""
        free = not line.text() or line.selectedText() == line.text()
        if free and line.part == DAY and text in DITTO:
            self.hand.ditto.emit(self)
            return True
        if free and line.part == NAME and text in NONE:
            self.unsigned.setChecked(True)
            self.hand.done.emit(self, "")
            return True
        return False

    def first(self) -> ReadLine | Tick:
        """Return where the keyboard goes in this row."""
        return self.unsigned if self.unsigned.isChecked() else self.lines[NAME]

    def after(self, part: str) -> ReadLine | None:
        """Return the line after one of them that can be typed in; None at the end of the row."""
        parts = [*self.lines]
        place = parts.index(part) + 1 if part in parts else len(parts)
        return self.lines[parts[place]] if place < len(parts) and not self.unsigned.isChecked() else None

    def line(self, part: str) -> ReadLine | Tick:
        """Return the line of a part, or the nearest there is."""
        return self.first() if self.unsigned.isChecked() else self.lines.get(part, self.lines[NAME])

    def _on_unsigned(self, ticked: bool) -> None:
        for line in self.lines.values():
            line.setEnabled(not ticked)
        if ticked:
            self.show_problem("")

    def _on_name(self) -> None:
        self.show_problem("")
