"""The board: sheets printed but not home, the oldest first; opened, printed again, given up, noted where they lie (M-6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.office.folding import fold
from custdesk.store.answers import Refused
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.scan_desk.again import form_of, job_of
from ui.scan_desk.ages import AgeBar
from ui.scan_desk.ask_line import AskLine
from ui.scan_desk.away import Away, rows_of
from ui.scan_desk.away_table import AwayTable
from ui.scan_desk.comparing import open_comparison
from ui.scan_desk.section import Section
from ui.theme import STEP

REASONS = (
    N_("Spoiled, printed again"), N_("Printed for reading only"), N_("Lost; a new copy was signed"),
    N_("The customer kept it and did not sign"),
)  # fmt: skip
UNUSED = (N_("Spoiled"), N_("Not used"))
DROP, PLACE = "drop", "place"


class FilterLine(QLineEdit):
    """What narrows the list; Down and Enter go to it, Esc empties."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the list, or empty the line first."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Board(Section):
    """The keyboard is in the table; letters go to the filter, but for P (print) and L (where it lies)."""

    heading = N_("Not home")
    printing = Signal(object)  # PrintJob: shown as it will be printed

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(desk, bus, parent)
        self.rows: list[Away] = []
        self._asked: tuple[str, tuple[Away, ...]] = ("", ())
        self._dropped: tuple[Away, ...] = ()  # given up here by the last act: Ctrl+Z brings them back
        self._acting = False
        self._half: dict[str, tuple[tuple[Away, ...], str]] = {}  # answers that Esc left half typed
        self._build()
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        words = self._desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, 0, 0, 0)
        box.setSpacing(STEP)
        self.ages = AgeBar(words)
        self.ages.chosen.connect(self._show)
        self.filter = FilterLine()
        self.filter.setPlaceholderText(
            words(N_("Filter: number, room, name, sheet; typing in the list begins here"))
        )
        self.filter.setAccessibleName(words(N_("Filter this list")))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._show)
        self.filter.left.connect(self._go_to_table)
        self.table = AwayTable(words)
        self.table.opened.connect(self.open)
        self.table.typed.connect(self._on_typed)
        self.table.acted.connect(self._on_acted)
        self.table.selectionModel().selectionChanged.connect(self._judge)
        self.ask = AskLine(words)
        self.ask.given.connect(self._on_given)
        self.ask.left.connect(self._on_left)
        self.said = QLabel(objectName="muted", wordWrap=True)
        for part in (self.ages, self.filter):
            box.addWidget(part)
        box.addWidget(self.table, 1)
        box.addWidget(self.ask)
        box.addWidget(self.said)
        box.addWidget(self._buttons())
        self._add_keys()

    def _add_keys(self) -> None:
        """The table handles its own letters; as actions they stand in the overview of keys, too."""
        words, table = self._desk.words, Qt.ShortcutContext.WidgetShortcut
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for where, context, said, key, slot in (
            (self, here, words(N_("Filter this list")), "Ctrl+F", self._go_to_filter),
            (self, here, words(N_("Compare paper and record")), "F11", self.compare),
            (self.table, table, self.print_button.accessibleName(), "P", self.print_again),
            (self.table, table, self.drop_button.accessibleName(), "Del", self.ask_reason),
            (self.table, table, self.place_button.accessibleName(), "L", self.ask_place),
            (self.table, table, words(N_("Only sheets printed later")), "Left", self._younger),
            (self.table, table, words(N_("Only sheets printed earlier")), "Right", self._older),
        ):
            action = QAction(said, where)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(context)
            action.triggered.connect(slot)
            where.addAction(action)

    def _buttons(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 0, 0)
        self.open_button = self._button(N_("Open"), "Enter", self.open)
        self.print_button = self._button(N_("Print again", "button"), "P", self.print_again)
        self.drop_button = self._button(N_("Will not come …"), "Del", self.ask_reason)
        self.place_button = self._button(N_("Filed without a scan …"), "L", self.ask_place)
        self.settle_button = self._button(N_("All lines are typed in"), "", self.settle)
        self.compare_button = self._button(N_("Compare"), "F11", self.compare)
        for button in (
            self.open_button, self.print_button, self.drop_button, self.place_button, self.settle_button,
            self.compare_button,
        ):  # fmt: skip
            flow.addWidget(button)
        return bar

    def _button(self, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}".strip())
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    # -- showing -----------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many sheets are not home."""
        return self._desk.not_home_count()

    def read(self) -> None:
        """Read what is not home; chosen rows stay chosen."""
        self.rows = rows_of(self._desk)
        self.ages.show_counts(Counter(row.age.key for row in self.rows))
        self._show()

    def hear(self, changes: object = None) -> None:  # noqa: ARG002
        """Something was written: what was given up here before is not the last act any more."""
        if not self._acting:
            self._set_dropped(())
            super().hear()

    def _show(self, _what: object = None) -> None:
        words = fold(self.filter.text()).split()
        shown = [row for row in self.rows if self.ages.age in ("", row.age.key) and row.holds(words)]
        self.table.show_rows(shown, self._why_empty())
        say = self._desk.words
        counted = N_("{count} sheets") if len(shown) == len(self.rows) else N_("{count} of {all} sheets")
        self.said.setText(say(counted.having(count=len(shown), all=len(self.rows))))
        self._judge()

    def _why_empty(self) -> str:
        words = self._desk.words
        if not self.rows:
            return words(N_("Every sheet is home: all that was printed to be signed has come back"))
        return words(N_("No sheet here is like that. Esc in the filter, or ← and →, show the others"))

    def _judge(self) -> None:
        """Grey what cannot be done with the chosen rows."""
        chosen = self.table.chosen()
        for button in (self.open_button, self.print_button, self.drop_button):
            button.setEnabled(bool(chosen))
        self.place_button.setEnabled(any(row.record is not None for row in chosen))
        self.compare_button.setEnabled(any(row.record is not None for row in chosen))
        self.settle_button.setVisible(any(row.book for row in chosen))

    # -- the keyboard ------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Take the keyboard: the oldest sheet, or the one that was chosen."""
        self._go_to_table()

    def _go_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _on_typed(self, text: str) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.setText(text)

    def _on_acted(self, what: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "print": self.print_again, "drop": self.ask_reason, "place": self.ask_place, "bring_back": self.bring_back,
            "younger": self._younger, "older": self._older,
        }  # fmt: skip
        acts[what]()

    def _younger(self) -> None:
        self.ages.walk(-1)

    def _older(self) -> None:
        self.ages.walk(1)

    # -- acts --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Enter: the record's form; an empty sheet's form, with its number; a list's tab."""
        row = self.table.current()
        if row is None:
            return
        if row.record is not None:
            self._bus.opened.emit(row.record)
        elif row.empty:
            self._do(lambda: self._bus.opened.emit(self._desk.type_in_number(row.number)))
        else:
            self._do(lambda: self._bus.listed.emit(form_of(row.of.sheet)))

    def print_again(self) -> None:
        """P: the chosen sheets once more, as one job."""
        rows = self.table.chosen()
        if rows:
            self._do(lambda: self.printing.emit(job_of(self._desk, rows)))

    def compare(self) -> None:
        """F11: what the paper said against what the record says now."""
        row = self.table.current()
        if row is not None and row.record is not None:
            open_comparison(self._desk, self._bus, row.record, self)

    def settle(self) -> None:
        """The lines of the chosen pages of a book are all typed in."""
        numbers = [row.number for row in self.table.chosen() if row.book]
        if numbers and self._do(lambda: self._desk.settle_pages(numbers)):
            self._bus.said.emit(N_("Noted: these pages are home"))

    def ask_reason(self) -> None:
        """Del: why the chosen sheets will not come."""
        rows, words = tuple(self.table.chosen()), self._desk.words
        if not rows:
            return
        offered = UNUSED if all(row.empty for row in rows) else REASONS
        said = N_("{number} will not come home. Why?").having(number=rows[0].number)
        if len(rows) > 1:
            said = N_("{count} sheets will not come home. Why?").having(count=len(rows))
        self._asked = (DROP, rows)
        needed = words(N_("Give the reason; it is kept in the history"))
        self.ask.ask(
            words(said), offered=[words(one) for one in offered], text=self._typed(""), needed=needed
        )

    def ask_place(self) -> None:
        """L: where the chosen sheets were put; no scan is needed for that."""
        rows, words = tuple(row for row in self.table.chosen() if row.record is not None), self._desk.words
        if not rows:
            self._bus.said.emit(N_("Lists and empty sheets have no filing place: scan them, or type them in"))
            return
        said = N_("Where was {number} put?").having(number=rows[0].number)
        if len(rows) > 1:
            said = N_("Where were these {count} sheets put?").having(count=len(rows))
        self._asked = (PLACE, rows)
        needed = words(N_("Say where the paper lies"))
        self.ask.ask(words(said), text=self._typed(self._desk.last_location()), needed=needed)

    def _typed(self, usual: str) -> str:
        """Return what was typed for these sheets before Esc; else what is usual."""
        what, rows = self._asked
        known, text = self._half.get(what, ((), ""))
        return text if text and [one.key for one in known] == [one.key for one in rows] else usual

    def _on_left(self) -> None:
        what, rows = self._asked
        self._half[what] = (rows, self.ask.line.text().strip())
        self._go_to_table()

    def _on_given(self, said: str) -> None:
        what, rows = self._asked
        done = self._drop(rows, said) if what == DROP else self._note(rows, said)
        if done:
            self._half.pop(what, None)
            self.ask.hide()
            self._go_to_table()

    def _drop(self, rows: Sequence[Away], reason: str) -> bool:
        given_up: list[Away] = []
        for row in rows:
            if not self._do(lambda: self._desk.not_coming(row.of, reason), read=False):  # noqa: B023 - at once
                break
            given_up.append(row)
        super().hear()  # once for all of them
        self._set_dropped(given_up)
        if given_up:
            self._bus.said.emit(N_("Not expected any more – Ctrl+Z brings them back"))
        return len(given_up) == len(rows)

    def _note(self, rows: Sequence[Away], place: str) -> bool:
        ids = list(dict.fromkeys(row.record for row in rows if row.record is not None))
        left: list[int] = []
        if not self._do(lambda: left.extend(self._desk.note_places(ids, place))):
            return False
        keys = {row.key for row in rows}
        stay = sum(row.key in keys for row in self.rows)
        if left:
            self._bus.said.emit(N_("{count} records do not take a filing place").having(count=len(left)))
        elif stay:
            self._bus.said.emit(
                N_("Noted; {count} stay here until it is recorded who signed, or why nobody did").having(
                    count=stay
                )
            )
        else:
            self._bus.said.emit(N_("Noted – Ctrl+Z takes it back"))
        return True

    def bring_back(self) -> None:
        """Ctrl+Z: what was given up by the last act here is expected again."""
        rows, back = self._dropped, 0
        for row in rows:
            if row.empty:
                done = self._do(lambda: self._desk.revive_numbers([row.number]), read=False)  # noqa: B023 - at once
            else:
                done = self._do(lambda: self._desk.coming_after_all(row.of), read=False)  # noqa: B023
            back += done
        super().hear()
        self._set_dropped(())
        if back:
            self._bus.said.emit(N_("Expected again"))

    def _set_dropped(self, rows: Sequence[Away]) -> None:
        self._dropped = tuple(rows)
        self.table.can_bring_back = bool(rows)

    def _do(self, act: Callable[[], object], *, read: bool = True) -> bool:
        """Do something that may be refused, and read again; the trouble is said where the question is, or below."""
        self._acting = True
        try:
            act()
        except Refused as refused:
            self._tell(self._desk.words(refused.problems[0].text))
            return False
        except KnownError as trouble:
            if self.ask.isVisible():
                self._tell(self._desk.words(trouble.text))
            else:
                self._bus.troubled.emit(trouble)
            return False
        finally:
            self._acting = False
        if read:
            super().hear()
        return True

    def _tell(self, said: str) -> None:
        if self.ask.isVisible():
            self.ask.say(said)
        else:
            self._bus.said.emit(said)
