"""The buttons under a form: save, the steps of the flow with the reason where one is grey, print, more."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.draft import Draft, ready
from custdesk.language import N_, Text
from custdesk.record import VOIDED, AnyRecord, Create
from custdesk.snapshot import Snapshot
from custdesk.workflow import Facts, Step
from ui.answering import answer_to
from ui.binder.form_head import usual_step
from ui.flow_layout import FlowLayout
from ui.theme import STEP

MOST_BUTTONS = 3  # forms made of one; more of them go into a menu
COMPARE = N_("Compare paper and record")


class StepButton(QPushButton):
    """One step; grey but still pressable where it cannot be taken, so that it can say why."""

    def __init__(self, bar: ActionBar, step: Step, text: str, key: str) -> None:
        super().__init__(f"{text} {key}".strip())
        self._bar, self.step = bar, step
        self.setAccessibleName(text)
        answer_to(self, key, self._on_clicked)
        self.clicked.connect(self._on_clicked)

    def show_reasons(self, reasons: list[str]) -> None:
        """Grey the button with these reasons, or offer it."""
        self.setProperty("blocked", bool(reasons))
        self.setToolTip("\n".join(reasons))
        self.setAccessibleDescription("；".join(reasons))
        self.style().unpolish(self)
        self.style().polish(self)

    def _on_clicked(self) -> None:
        self._bar.step_pressed.emit(self.step)


class CreateButton(QPushButton):
    """Makes another record of this one, with both linked."""

    def __init__(self, bar: ActionBar, create: Create, text: str, key: str) -> None:
        super().__init__(f"{text} {key}".strip())
        self._bar, self._create = bar, create
        self.setAccessibleName(text)
        answer_to(self, key, self._on_clicked)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._bar.create_pressed.emit(self._create)


class MakeButton(QToolButton):
    """What can be made of a form that many others are made of: one menu, so that the steps keep their keys."""

    def __init__(self, bar: ActionBar, creates: list[Create], text: str, key: str) -> None:
        super().__init__()
        self._bar = bar
        self.setText(f"{text} {key}")
        self.setAccessibleName(text)
        answer_to(self, key, self._show)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for create in creates:
            menu.addAction(_CreateAction(bar, create, bar.words(create.label)))
        self.setMenu(menu)

    def _show(self) -> None:
        self.menu().popup(self.mapToGlobal(self.rect().topLeft()))


class _CreateAction(QAction):
    def __init__(self, bar: ActionBar, create: Create, text: str) -> None:
        super().__init__(text, bar)
        self._bar, self.create = bar, create
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._bar.create_pressed.emit(self.create)


class ActionBar(QWidget):
    """Buttons made from the declaration; rebuilt when the state changes."""

    save_pressed = Signal()
    step_pressed = Signal(object)
    create_pressed = Signal(object)
    print_pressed = Signal()
    correct_pressed = Signal()
    history_pressed = Signal()
    reveal_pressed = Signal()
    photos_pressed = Signal()
    files_pressed = Signal()
    compare_pressed = Signal()

    def __init__(self, desk: Desk, record: AnyRecord) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        self._state: tuple[Any, ...] = ()
        self._steps: list[StepButton] = []
        self._box = FlowLayout(self)
        self._box.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        self.save = QPushButton(desk.words(N_("Save")) + " Ctrl+S")
        self.save.setProperty("main", True)
        self.save.setAccessibleName(desk.words(N_("Save")))
        answer_to(self.save, "Ctrl+S", self.save_pressed)
        self.save.clicked.connect(self.save_pressed)
        self._made: list[QWidget] = []
        self.print = QPushButton(desk.words(N_("Print")) + " Ctrl+P")
        self.print.setAccessibleName(desk.words(N_("Print")))
        answer_to(self.print, "Ctrl+P", self.print_pressed)
        self.print.clicked.connect(self.print_pressed)
        self.more = QToolButton()
        self.more.setText(desk.words(N_("More")) + " Alt+0")
        self.more.setAccessibleName(desk.words(N_("More")))
        answer_to(self.more, "Alt+0", self._show_more)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        compare = QAction(desk.words(COMPARE), self.more)
        compare.setShortcut(QKeySequence("F11"))
        compare.triggered.connect(self.compare_pressed)
        self.more.addAction(compare)
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._box.addWidget(self.save)
        self._box.add_right(self.print)
        self._box.add_right(self.more)

    def show_state(
        self, values: Any, facts: Facts, snapshot: Snapshot | None, draft: Draft, *, signed: bool = False
    ) -> None:
        """Offer what the state allows; the steps that cannot be taken now say why. `signed`: a sheet of it was."""
        creates = self._record.form.creates
        offered = tuple(self._desk.may_make(one, snapshot) for one in creates) if snapshot else ()
        state = (
            snapshot.state if snapshot else "", snapshot.id if snapshot else 0, bool(draft.correction), offered,
            signed,
        )  # fmt: skip
        if state != self._state:
            self._state = state
            self._rebuild(snapshot, signed=signed)
        for button in self._steps:
            found = ready(self._record, button.step.name, values, facts)
            grave = [self._desk.words(problem.text) for problem in found if problem.grave]
            button.show_reasons(list(dict.fromkeys(grave)))

    def _rebuild(self, snapshot: Snapshot | None, *, signed: bool) -> None:
        for widget in self._made:
            self._box.removeWidget(widget)
            widget.hide()  # without a parent it would flash up as a window of its own
            widget.deleteLater()
        self._made, self._steps = [], []
        self._menu.clear()
        self.print.setVisible(snapshot is not None and bool(self._record.form.sheets))
        self.more.setVisible(snapshot is not None)
        if snapshot is None:
            return
        self._add_steps(snapshot)
        words = self._desk.words
        self._add_menu(words(N_("History")), self.history_pressed)
        self._add_menu(words(N_("Add photos …")) + "\tAlt+P", self.photos_pressed)
        self._add_menu(words(N_("Add scans or files …")), self.files_pressed)
        self._add_menu(words(N_("Show the phone (logged)")), self.reveal_pressed)
        if self._record.form.sheets:
            self._add_menu(words(COMPARE) + "\tF11", self.compare_pressed)
        frozen = signed or self._record.form.frozen(snapshot.state, snapshot.values)
        if frozen and snapshot.state != VOIDED:
            self._add_menu(words(N_("Correct as a new edition …")), self.correct_pressed)

    def _add_steps(self, snapshot: Snapshot) -> None:
        place = 1
        creates = [one for one in self._record.form.creates if self._desk.may_make(one, snapshot)]
        in_menu = len(self._record.form.creates) > MOST_BUTTONS
        usual = None if self._record.form.register else usual_step(self._record.form.flow, snapshot.state)
        for create in () if in_menu else creates:
            self._insert(CreateButton(self, create, self.words(create.label), f"Alt+{place}"))
            place += 1
        for step in self._record.form.flow.leaving(snapshot.state):
            text = self._desk.words(step.label)
            if step.target == VOIDED:
                self._menu.addAction(_VoidAction(self, step, f"{text} …"))
                continue
            button = StepButton(self, step, text, f"Alt+{place}" if place < 10 else "")
            button.setProperty("main", step is usual)
            place += 1
            self._steps.append(button)
            self._insert(button)
        if in_menu and creates:
            self._insert(MakeButton(self, creates, self.words(N_("Make of this")), "Alt+M"))

    def words(self, text: Text) -> str:
        """Say a label in the screen's language."""
        return self._desk.words(text)

    def _insert(self, widget: QWidget) -> None:
        self._made.append(widget)
        self._box.insertWidget(len(self._made), widget)
        widget.show()  # now, not with the next event: a quick key must find it

    def _add_menu(self, text: str, slot: Any) -> None:
        action = self._menu.addAction(text)
        action.triggered.connect(slot)

    def _show_more(self) -> None:
        self._menu.popup(self.more.mapToGlobal(self.more.rect().topLeft()))


class _VoidAction(QAction):
    def __init__(self, bar: ActionBar, step: Step, text: str) -> None:
        super().__init__(text, bar)
        self._bar, self._step = bar, step
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._bar.step_pressed.emit(self._step)


__all__ = ["ActionBar", "CreateButton", "MakeButton", "QObject", "StepButton"]
