"""The signature boxes of one sheet, to be filled in from its scan: what it is, the warning, the rows, the buttons (R-007)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.rules.signatures import only_if_on_paper
from custdesk.rules.signed_paper import SignatureRead
from custdesk.store.homecoming import Unread
from ui.flow_layout import FlowLayout
from ui.scan_desk.signature_rows import DAY, NAME, BoxRow, Names, Typed
from ui.theme import SIGNS, STEP


class RowArea(QScrollArea):
    """Scrolls as the keyboard goes; PgUp and PgDn are the scanned page's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no key."""
        event.ignore()


class SignatureSheet(QWidget):
    """Everything at the right of the picture but the list of sheets."""

    saving = Signal()
    later = Signal()
    opening = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.rows: list[BoxRow] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        self.title = QLabel(objectName="heading", wordWrap=True)
        self.about = QLabel(objectName="muted", wordWrap=True)
        self.warning = QLabel(objectName="warnings", wordWrap=True)
        self.problems = QLabel(objectName="problems", wordWrap=True)
        for label in (self.title, self.about, self.warning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(label)
        self._area = RowArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP)
        self._column.addStretch(1)
        self._area.setWidget(self._inside)
        box.addWidget(self._area, 1)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.problems)
        box.addWidget(self._buttons())
        self._seen: BoxRow | None = None
        self._reach = QTimer(self, singleShot=True, interval=0)  # when the rows have their places
        self._reach.timeout.connect(self._on_reach)

    def _buttons(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 0, 0)
        self.save_button = self._button(N_("Save, on to the next sheet"), "Ctrl+Enter", self.saving.emit)
        self.save_button.setProperty("main", True)
        self.later_button = self._button(N_("Later"), "Esc", self.later.emit)
        self.open_button = self._button(N_("The whole form"), "F3", self.opening.emit)
        for button in (self.save_button, self.later_button, self.open_button):
            flow.addWidget(button)
        return bar

    def _button(self, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._words(text)
        button = QPushButton(f"{said} {key}")
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    # -- showing -----------------------------------------------------------------------------------------

    def show_nothing(self, calm: str) -> None:
        """Say that there is nothing to read."""
        self._clear()
        for label in (self.about, self.warning, self.problems):
            label.hide()
        self.title.setText(calm)

    def show_sheet(self, one: Unread, typed: Mapping[str, Typed], names: Names, today: datetime.date) -> None:
        """Show a sheet's boxes in their order; only what somebody typed before stands in them."""
        self._clear()
        words = self._words
        self.title.setText(f"{words(one.title)}  {one.number}")
        told = [one.line] if one.line else []
        told.append(words(N_("{sheet}, edition {edition}, copy {copy}").having(
            sheet=one.sheet, edition=one.edition, copy=one.copy)))  # fmt: skip
        self.about.setText("  ·  ".join(told))
        self.about.show()
        warned = (
            only_if_on_paper() if any(box.customer for box in one.boxes) else N_("Only what stands on paper")
        )
        self.warning.setText(f"{SIGNS['overdue']} {words(warned)}")
        self.warning.show()
        self.open_button.setVisible(one.record is not None)
        for place, box in enumerate(one.boxes):
            row = BoxRow(words, box, today, names)
            row.show_typed(typed.get(box.box, Typed()))
            row.hand.done.connect(self._on_done)
            row.hand.went.connect(self._on_went)
            row.hand.ditto.connect(self._on_ditto)
            row.hand.came.connect(self._on_came)
            self.rows.append(row)
            self._column.insertWidget(place, row)
        self._say([])

    def _clear(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()  # without a parent it would flash up as a window of its own
            row.deleteLater()
        self.rows = []

    def typed(self) -> dict[str, Typed]:
        """Return what stands in the rows, saved or not."""
        return {row.box.box: row.typed for row in self.rows}

    def enter(self) -> None:
        """Give the keyboard to the first row in which nothing stands."""
        row = next((one for one in self.rows if one.typed.empty), self.rows[0] if self.rows else None)
        if row is not None:
            self._go(row, NAME)

    # -- answers -----------------------------------------------------------------------------------------

    def reads(self) -> tuple[list[SignatureRead], list[Problem]]:
        """Return what was read, and what is missing before it can be saved."""
        found = [row.read() for row in self.rows]
        return (
            [one for one in found if isinstance(one, SignatureRead)],
            [one for one in found if isinstance(one, Problem)],
        )

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem at its row and go to the first; what belongs to no row is said below."""
        left, first = [], None
        by_box: dict[str, list[Problem]] = {}
        known = {row.box.box: row for row in self.rows}
        for problem in problems:
            box, _dot, part = problem.field.rpartition(".")
            if box in known or problem.field in known:
                by_box.setdefault(box if box in known else problem.field, []).append(problem)
                first = first or (known[box if box in known else problem.field], part)
            else:
                left.append(problem)
        for name, row in known.items():
            told = by_box.get(name, [])
            said = "\n".join(dict.fromkeys(self._words(one.text) for one in told))
            row.show_problem(said, told[0].field.rpartition(".")[2] if told else "")
        self._say(left)
        if first is not None:
            self._go(*first)

    def _say(self, problems: Sequence[Problem]) -> None:
        texts = dict.fromkeys(self._words(one.text) for one in problems)
        self.problems.setText("\n".join(f"• {text}" for text in texts))
        self.problems.setVisible(bool(texts))

    # -- the keyboard ------------------------------------------------------------------------------------

    def _go(self, row: BoxRow, part: str) -> None:
        row.line(part).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_done(self, row: object, part: str) -> None:
        """Enter: the next line; an empty name asks whether the box is signed; after the last box it is saved."""
        assert isinstance(row, BoxRow)
        following = row.after(part)
        if following is not None:
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return
        place = self.rows.index(row) + 1
        if place < len(self.rows):
            self._go(self.rows[place], NAME)
        else:
            self.saving.emit()

    def _on_went(self, row: object, part: str, by: object) -> None:
        assert isinstance(row, BoxRow)
        assert isinstance(by, int)
        place = self.rows.index(row) + by
        if 0 <= place < len(self.rows):
            self._go(self.rows[place], part)

    def _on_ditto(self, row: object) -> None:
        """Take the date of the nearest row above that has one: typed there by the same hand."""
        assert isinstance(row, BoxRow)
        above = [one.typed.day for one in self.rows[: self.rows.index(row)]]
        day = next((text for text in reversed(above) if text), "")
        if day:
            row.lines[DAY].setText(day)

    def _on_came(self, row: object) -> None:
        assert isinstance(row, BoxRow)
        self._seen = row
        self._reach.start()

    def _on_reach(self) -> None:
        if self._seen is not None:
            self._area.ensureWidgetVisible(self._seen, 0, STEP)
