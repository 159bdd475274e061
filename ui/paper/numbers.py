"""What became of the numbers of sheets printed empty: typed in, printed again, voided with a reason (R-008)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.store.answers import Refused
from custdesk.store.reserving import Reserved, in_runs
from ui.binder.asking import ReasonDialog
from ui.sizes import fit
from ui.theme import STEP

RUNS: Final = 3  # runs of numbers named in one line
#: spelt out: `selectRow` asks which keys are held, and chooses nothing under Shift, takes the choice away under Ctrl
CHOOSE: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class NumbersDialog(QDialog):
    """The pre-printed numbers nobody typed in yet, and the voided ones: type in, print again, void."""

    typing = Signal(object)  # Draft
    again = Signal(object)  # numbers to be printed once more

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._rows: list[Reserved] = []
        self._asked: list[str] = []  # those whose reason is being asked for
        self._back: Callable[[], None] | None = None  # takes back what was done here last
        self.reason: ReasonDialog | None = None
        say = desk.words
        self.setWindowTitle(say(N_("Pre-printed numbers")))
        box = QVBoxLayout(self)
        box.setSpacing(STEP)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(say(N_("Waiting or voided")))
        self.tabs.setExpanding(False)
        for _text in range(2):
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._on_tab)
        box.addWidget(self.tabs)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(say(N_("Pre-printed numbers")))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().setVisible(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.itemSelectionChanged.connect(self._judge)
        self.table.doubleClicked.connect(self.type_in)
        box.addWidget(self.table, 1)
        self.said = QLabel(objectName="muted", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.said)
        box.addLayout(self._bar())
        fit(self, 820, 520)
        self.look()
        self.table.setFocus()

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        self.type_button = self._button(N_("Type it in"), "Enter", self.type_in, ("Return", "Enter"))
        self.settle_button = self._button(
            N_("All its lines are typed in"), "Ctrl+Enter", self.settle, ("Ctrl+Return", "Ctrl+Enter")
        )
        self.print_button = self._button(N_("Print again", "button"), "Ctrl+P", self.print_again, ("Ctrl+P",))
        self.void_button = self._button(N_("Void, with a reason …"), "Del", self.void, ("Del",))
        self.revive_button = self._button(
            N_("It turned up: wait for it again"), "Ctrl+Z", self.revive, ("Ctrl+Z",)
        )
        self.close_button = self._button(N_("Close", "window"), "Esc", self.reject, ())
        for button in (
            self.type_button,
            self.settle_button,
            self.print_button,
            self.void_button,
            self.revive_button,
        ):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.close_button)
        for place in range(2):
            QShortcut(QKeySequence(f"Alt+{place + 1}"), self).activated.connect(
                self._on_first if place == 0 else self._on_second
            )
        return bar

    def _button(self, text: Text, key: str, slot: Callable[[], None], keys: Sequence[str]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}")
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        for one in keys:
            QShortcut(QKeySequence(one), self).activated.connect(slot)
        return button

    def _on_first(self) -> None:
        self.tabs.setCurrentIndex(0)

    def _on_second(self) -> None:
        self.tabs.setCurrentIndex(1)

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def _shows_voided(self) -> bool:
        return self.tabs.currentIndex() == 1

    def _on_tab(self) -> None:
        self.look()
        self.table.setFocus()

    def look(self) -> None:
        """Read the numbers again; the chosen line stays where it can."""
        say, place = self._desk.words, max(self.table.currentRow(), 0)
        waiting, voided = self._desk.numbers_waiting(), self._desk.numbers_voided()
        for at, (text, found) in enumerate(
            ((N_("Waiting", "numbers"), waiting), (N_("Voided", "numbers"), voided))
        ):
            self.tabs.setTabText(at, f"{say(text)} {len(found)}  Alt+{at + 1}")
        self._rows = voided if self._shows_voided else waiting
        heads = (
            (N_("Number"), N_("Form"), N_("Voided", "column"), N_("Reason"))
            if self._shows_voided
            else (N_("Number"), N_("Form"), N_("Printed", "column"), N_("Days ago"))
        )
        self.table.setHorizontalHeaderLabels([say(one) for one in heads])
        self.table.setRowCount(len(self._rows))
        names = self._desk.read().names({one.voided_by for one in self._rows if one.voided_by})
        for row, one in enumerate(self._rows):
            for column, text in enumerate((one.number, self._title(one), *self._facts(one, names))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self._set_widths()
        if self._rows:
            index = self.table.model().index(min(place, len(self._rows) - 1), 0)
            self.table.selectionModel().setCurrentIndex(index, CHOOSE)
        self._judge()

    def _set_widths(self) -> None:
        head = self.table.horizontalHeader()
        for column in range(3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1 if not self._shows_voided else 3, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(3 if not self._shows_voided else 1, QHeaderView.ResizeMode.ResizeToContents)

    def _title(self, one: Reserved) -> str:
        if self._shows_voided:
            return one.sheet  # the reason wants the room
        record = BY_KEY[one.form]
        titles = {sheet.number: sheet.title for sheet in (*record.form.sheets, *record.form.lists)}
        return f"{one.sheet}  {self._desk.words(titles.get(one.sheet) or record.form.title)}"

    def _facts(self, one: Reserved, names: dict[int, str]) -> tuple[str, str]:
        say = self._desk.words
        if one.voided_at is not None:
            who = names.get(one.voided_by or 0, "")
            return f"{self._when(one.voided_at)}  {who}".rstrip(), one.void_reason
        if one.printed_at is None:
            return say(N_("set aside {day}, not printed").having(day=one.reserved_at.date())), "–"
        days = (self._desk.now().date() - one.printed_at.date()).days
        return self._when(one.printed_at), say(N_("today")) if days == 0 else str(days)

    def _when(self, moment: datetime.datetime) -> str:
        return f"{moment:%m-%d %H:%M}" if moment.year == self._desk.now().year else f"{moment:%Y-%m-%d %H:%M}"

    def _chosen(self) -> list[Reserved]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self._rows[row] for row in rows]

    def _judge(self) -> None:
        """Offer what can be done with the chosen lines."""
        chosen, live = self._chosen(), not self._shows_voided
        kinds = {(one.form, one.sheet) for one in chosen}
        self.type_button.setEnabled(live and len(chosen) == 1)
        self.settle_button.setVisible(live and any(one.book for one in self._rows))
        self.settle_button.setEnabled(live and bool(chosen) and all(one.book for one in chosen))
        self.print_button.setEnabled(live and len(kinds) == 1)
        self.void_button.setEnabled(live and bool(chosen))
        for button in (self.type_button, self.print_button, self.void_button):
            button.setVisible(live)
        self.revive_button.setVisible(not live)
        self.revive_button.setEnabled(bool(chosen))
        if not self._rows:
            self._say(
                N_("No number is voided")
                if self._shows_voided
                else N_("No pre-printed sheet waits to be typed in")
            )
        elif self._shows_voided and len(chosen) == 1:
            self._say(N_("{number}: {reason}").having(number=chosen[0].number, reason=chosen[0].void_reason))
        elif not self.said.text() or self.said.objectName() == "muted":
            self._say(N_("Shift or Ctrl and the arrows choose several"))

    def _say(self, text: Text, kind: str = "muted") -> None:
        self.said.setObjectName(kind)
        self.said.style().polish(self.said)
        self.said.setText(self._desk.words(text))

    def _tell(self, trouble: KnownError) -> None:
        problems = trouble.problems if isinstance(trouble, Refused) else []
        self._say(problems[0].text if problems else trouble.text, "problems")

    # -- what is done ------------------------------------------------------------------------------------

    def type_in(self) -> None:
        """Open the form that takes the chosen sheet over."""
        if not self.type_button.isEnabled() or not self.type_button.isVisible():
            return
        try:
            draft: Draft = self._desk.type_in_number(self._chosen()[0].number)
        except KnownError as trouble:
            self.look()
            self._tell(trouble)
            return
        self.typing.emit(draft)
        self.accept()

    def print_again(self) -> None:
        """Print the chosen sheets once more: lost, or spoilt before anybody wrote on them."""
        if self.print_button.isEnabled() and self.print_button.isVisible():
            self.again.emit([one.number for one in self._chosen()])
            self.accept()

    def settle(self) -> None:
        """Say that every line of the chosen pages of a book is in the program."""
        if self.settle_button.isEnabled() and self.settle_button.isVisible():
            numbers = [one.number for one in self._chosen()]
            said = N_("{numbers}: all lines are typed in – Ctrl+Z takes it back")
            if self._do(lambda: self._desk.settle_pages(numbers), said, numbers):
                self._back = lambda: self._wait_again(self._desk.reopen_pages, numbers)

    def void(self) -> None:
        """Ask for the reason and void the chosen numbers."""
        if not self.void_button.isEnabled() or not self.void_button.isVisible():
            return
        self._asked = [one.number for one in self._chosen()]
        self.reason = ReasonDialog(self._desk, N_("Void, with a reason …"), self)
        self.reason.answered.connect(self._on_reason)
        self.reason.open()

    def _on_reason(self, reason: str) -> None:
        numbers, said = list(self._asked), N_("Voided: {numbers} – Ctrl+Z takes it back")
        if self._do(lambda: self._desk.void_numbers(numbers, reason), said, numbers):
            self._back = lambda: self._wait_again(self._desk.revive_numbers, numbers)

    def revive(self) -> None:
        """Let the chosen voided numbers wait again; among those that wait, take back what was done here last."""
        if self._shows_voided:
            self._wait_again(self._desk.revive_numbers, [one.number for one in self._chosen()])
        elif self._back is not None:
            self._back()

    def _wait_again(self, act: Callable[[Sequence[str]], object], numbers: Sequence[str]) -> None:
        if numbers:
            self._back = None
            self._do(lambda: act(numbers), N_("{numbers}: waiting again"), numbers)

    def _do(self, act: Callable[[], object], said: Text, numbers: Sequence[str]) -> bool:
        try:
            act()
        except KnownError as trouble:
            self.look()
            self._tell(trouble)
            return False
        self.look()
        self._say(said.having(numbers=in_words(numbers)))
        self.table.setFocus()
        return True


def in_words(numbers: Sequence[str]) -> str:
    """Return numbers for one line on the screen."""
    runs = in_runs(numbers)
    return "、".join(runs[:RUNS]) + ("…" if len(runs) > RUNS else "")
