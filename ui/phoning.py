"""Phoning through the callbacks that are due: one list, and each call a few keys.

It edits the same draft and saves by the same step as the form of the callback; nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.callbacks import RATED
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes, Conflict, Refused
from ui import phoning_acts as acts
from ui.binder.form_head import one_a_box
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.key_overview import KeyOverview
from ui.matter_list import Matter
from ui.phoning_answers import PERSON, Answers
from ui.phoning_parts import FORM, KEYS, CallCard, CallList, ReasonBar, Story, calls_due, line_of
from ui.sizes import fit
from ui.theme import SIGNS, STEP

KEEP_MS: Final = 900  # a draft is on disk within a second of the first unsaved key


class Phoning(QDialog):
    """The list on the left, the call on the right."""

    print_wanted = Signal(object)  # ids: their sheets, to take along
    list_wanted = Signal()  # the day's calls as one list

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._bus, self._record = desk, bus, BY_KEY[FORM]
        self.draft: Draft | None = None
        self.call: Snapshot | None = None
        self.subject: Snapshot | None = None
        self._acting = False  # a save of this page is under way: it reads the list itself
        self._heard = 0  # the call just saved that heard a complaint
        self.made = 0  # calls saved since the page was opened
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.setTimerType(Qt.TimerType.PreciseTimer)
        self._keep.timeout.connect(self.keep_draft)
        self.setWindowTitle(desk.words(N_("Phone through the callbacks")))
        fit(self, 1080, 620)
        self._build()
        bus.changed.connect(self.hear)
        self.read()
        self.list.choose_row(0)

    def _build(self) -> None:
        words = self._desk.words
        self.list = CallList(words(N_("Callbacks to make")), narrow=True, titled=True)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.calm = QLabel(
            f"{SIGNS['done']} {words(N_('Everybody has been called back'))}", objectName="heading"
        )
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, STEP, 0)
        self.count = QLabel(objectName="muted")
        for part in (self.count, self.list):
            box.addWidget(part)
        self.right = QWidget()
        side = QVBoxLayout(self.right)
        side.setContentsMargins(STEP, 0, 0, 0)
        self.card = CallCard(self._desk, self._bus)
        self.story = Story(self.card)
        side.addWidget(self.story)
        self.answers = Answers(self._record, words)
        self.answers.answered.connect(self.put)
        self.answers.back.connect(self._back_to_answers)
        side.addWidget(self.answers)
        self.reasons = ReasonBar(words)
        self.reasons.chosen.connect(self._on_reason)
        self.reasons.left.connect(self._back_to_answers)
        self.reasons.hide()
        side.addWidget(self.reasons)
        self.problems = QLabel(objectName="problems", wordWrap=True)
        self.said = QLabel(objectName="muted", wordWrap=True)
        for label in (self.problems, self.said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        side.addWidget(self.problems)
        side.addStretch(1)
        side.addWidget(self.said)
        side.addLayout(self._buttons())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.right)
        self.splitter.setSizes([340, 740])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.addWidget(self.calm)
        whole.addWidget(self.splitter, 1)

    def _buttons(self) -> FlowLayout:
        bar = FlowLayout()
        self.save_button = self._button(N_("Save, on to the next"), "Enter", self.save)
        self.save_button.setProperty("main", True)
        self.vain = self._button(N_("Nobody reached"), "N", self._ask_reason)
        self.give_up = self._button(N_("Not reachable, give up"), "G", self.stop_trying)
        self.form_button = self._button(N_("The whole form"), "F3", self.open_form)
        self.print_button = self._button(N_("Print the sheets"), "Ctrl+P", self.print_sheets)
        self.complain = self._button(
            N_("Make the complaint form of the last call"), "Alt+1", self.make_complaint
        )
        self.complain.hide()
        for part in (
            self.save_button, self.vain, self.give_up, self.form_button, self.print_button, self.complain,
        ):  # fmt: skip
            bar.addWidget(part)
        for text, key, slot in (
            (N_("Take back"), "Ctrl+Z", self.undo),
            (N_("The whole form"), "F3", self.open_form),
            (N_("Show the phone; it is logged"), "F8", self.card.show_phone),
            (N_("Print the sheets"), "Ctrl+P", self.print_sheets),
            (N_("Print the day's list"), "Ctrl+Shift+P", self.list_wanted),
            (N_("Save, on to the next"), "Ctrl+Return", self.save),
            (N_("Make the complaint form of the last call"), "Alt+1", self.make_complaint),
            (N_("Keys"), "F1", self.show_keys),
        ):
            action = QAction(self._desk.words(text), self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            self.addAction(action)
        return bar

    def _button(self, text: Text, key: str, slot: Callable[..., object]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}")
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        return button

    # -- the list ----------------------------------------------------------------------------------------

    def hear(self, changes: Changes) -> None:
        """A callback was written elsewhere: read the list again."""
        if not self._acting and any(form == FORM for _id, form in changes.records):
            self.read()

    def read(self) -> None:
        """Read what is to be called, what is overdue first."""
        words = self._desk.words
        self._show_list([line_of(call, self._desk) for call in calls_due(self._desk)])
        late = sum(line.tint == "overdue" for line in self._lines)
        said = words(N_("{count} to call").having(count=len(self._lines)))
        over = f"  {SIGNS['overdue']} {words(N_('Overdue'))} {late}" if late else ""
        done = f"  {SIGNS['done']} {words(N_('{count} done').having(count=self.made))}" if self.made else ""
        self.count.setText(said + over + done)

    def _show_list(self, lines: Sequence[Matter]) -> None:
        self._lines = list(lines)
        self.list.show_rows(self._lines)
        some = bool(lines)
        self.calm.setVisible(not some)
        self.splitter.setVisible(some or self.made > 0)
        self.right.setVisible(some)
        if not some:
            self.draft = self.call = None

    def _on_current(self) -> None:
        key = self.list.key()
        if isinstance(key, int) and (self.call is None or key != self.call.id):
            self.open_call(key)

    def open_call(self, record_id: int) -> None:
        """Show one call: what was half written about it, else its form as it stands."""
        self.keep_draft()
        call = self._desk.read().record(record_id)
        if call is None:
            return
        kept = next((one for one in self._desk.kept_drafts() if one.record_id == record_id), None)
        self.call = call
        self.draft = self._desk.open_draft(kept) if kept is not None else self._desk.edit(call)
        link = call.values.get("subject")
        self.subject = self._desk.read().record(link) if isinstance(link, int) else None
        line = line_of(call, self._desk)
        self.card.show_call(call, self.subject, line.left, line.tint)
        self.story.updateGeometry()
        self._show_answers()
        self._tell([])
        self._back_to_answers()

    # -- the answers -------------------------------------------------------------------------------------

    def _show_answers(self) -> None:
        values = self.draft.values if self.draft is not None else {}
        rated = self.subject is not None and self.subject.record.form.key in RATED
        self.answers.show_values(values, rated=rated, name=self.card.name)
        tries = len(values.get("attempts") or ())
        wanted = self._desk.settings.number("callback_max_attempts")
        self.give_up.setVisible(self.call is not None and self.call.state == "attempted" and tries >= wanted)

    def put(self, name: str, value: Any) -> None:
        """Take an answer into the draft; with the first one, how, when and who called whom."""
        if self.draft is None:
            return
        acts.answer(self._desk, self.draft, name, value, self.card.name)
        if name != PERSON:
            self.answers.show_person(self.draft.values.get(PERSON))
        if not self._keep.isActive():
            self._keep.start()

    def _back_to_answers(self) -> None:
        """Put the keyboard where the next answer is given."""
        self.reasons.hide()
        target = self.answers.next_open() or self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key an answer, wherever no words are typed."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.answers.typing():
            if key == Qt.Key.Key_Escape:
                self._back_to_answers()
        elif self.call is None or not plain or not (self._takes(key) or self.answers.takes(event)):
            super().keyPressEvent(event)

    def _takes(self, key: int) -> bool:
        ways: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self.save, Qt.Key.Key_Enter: self.save, Qt.Key.Key_N: self._ask_reason,
            Qt.Key.Key_G: self.stop_trying,
        }  # fmt: skip
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if key in ways:
            ways[key]()
        elif key in moves:
            walked = key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.answers.walk(moves[Qt.Key(key)])
            if not walked:
                self.list.step(moves[Qt.Key(key)])
        else:
            return False
        return True

    # -- saving ------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Enter: take the step that the form of the callback has for a call made; refused, every answer stays."""
        draft = self.draft
        if draft is None:
            return False
        return self._do(lambda: acts.called(self._desk, draft), N_("Called back – Ctrl+Z takes it back"))

    def _ask_reason(self) -> None:
        """N: ask why nobody was reached."""
        self._tell([])
        self.reasons.show()
        self.reasons.setFocus()

    def _on_reason(self, reason: str) -> None:
        """Add the vain try and save it: the first one by its step, the others as they are."""
        draft, call = self.draft, self.call
        if draft is None or call is None:
            return
        said = N_("Nobody reached: noted – Ctrl+Z takes it back")
        self._do(lambda: acts.tried(self._desk, draft, call, reason), said)

    def stop_trying(self) -> None:
        """G: after as many attempts as are wanted the customer is not reachable."""
        draft, call = self.draft, self.call
        if draft is not None and call is not None and call.state == "attempted":
            said = N_("Not reachable – Ctrl+Z takes it back")
            self._do(lambda: acts.given_up(self._desk, draft, call), said)

    def _do(self, act: Callable[[], Changes], said: Text) -> bool:
        self._keep.stop()
        here, self._acting = self.list.currentIndex().row(), True
        try:
            act()
        except Refused as refused:
            self.keep_draft()
            self._tell(refused.problems)
            return False
        except KnownError as trouble:
            self.keep_draft()
            way_out = (
                N_("Open the whole form (F3) to decide") if isinstance(trouble, Conflict) else trouble.way_out
            )
            self._tell([Problem(text) for text in (trouble.text, way_out) if text is not None])
            return False
        finally:
            self._acting = False
        self.made += 1
        done, number = (self.call.id, self.call.number) if self.call is not None else (0, "")
        self.draft = self.call = None
        self.read()
        self.said.setText(f"{SIGNS['done']} {number} {self._desk.words(said)}")
        self._heard = done if acts.complaint_of(self._desk, done) is not None else 0
        self.complain.setVisible(bool(self._heard))
        self._go_on(here, done)
        return True

    def _go_on(self, row: int, done: int) -> None:
        """Open the call that stands where this one stood; one tried in vain keeps its place, the next is opened."""
        keys = self.list.keys()
        if not keys:
            return
        place = min(row + (row < len(keys) and keys[row] == done), len(keys) - 1)
        self.list.choose_row(place)
        key = keys[place]
        if isinstance(key, int) and (self.call is None or self.call.id != key):
            self.open_call(key)

    def undo(self) -> None:
        """Ctrl+Z: take the last save back."""
        try:
            changes = self._desk.undo()
        except Refused as refused:
            self._tell(refused.problems)
            return
        except KnownError as trouble:
            self._tell([Problem(trouble.text)])
            return
        self.made = max(0, self.made - 1)
        back = next((record_id for record_id, form in changes.records if form == FORM), None)
        self.draft = self.call = None
        self.read()
        keys = self.list.keys()
        if back in keys:
            self.list.choose_row(keys.index(back))
            self.open_call(int(back))  # type: ignore[arg-type]
        self.said.setText(self._desk.words(N_("Taken back")))

    def _tell(self, problems: Sequence[Problem]) -> None:
        texts = list(dict.fromkeys(self._desk.words(problem.text) for problem in one_a_box(problems)))
        self.problems.setText("\n".join(f"• {text}" for text in texts))
        self.problems.setVisible(bool(texts))
        self.answers.go_to({problem.field for problem in problems})

    # -- elsewhere ---------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Write what is half answered to the drafts' file."""
        self._keep.stop()
        if self.draft is None or not self.draft.dirty:
            return
        try:
            self._desk.store.drafts.keep(self.draft)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)

    def open_form(self) -> None:
        """F3: the same draft in the form."""
        if self.draft is not None and self.call is not None:
            what: object = self.draft if self.draft.dirty else self.call.id
            self.keep_draft()
            self.draft = None
            self.accept()
            self._bus.opened.emit(what)

    def make_complaint(self) -> None:
        """Alt+1: the form of the complaint that the last call heard (R-030)."""
        draft = acts.complaint_of(self._desk, self._heard) if self._heard else None
        if draft is not None:
            self.keep_draft()
            self.draft = None
            self.accept()
            self._bus.opened.emit(draft)

    def show_keys(self) -> None:
        """F1: which key does what here."""
        words = self._desk.words
        groups = ((words(N_("Phone through the callbacks")), [(key, words(text)) for key, text in KEYS]),)
        KeyOverview(self._desk, groups, self).show()

    def print_sheets(self) -> None:
        """Ctrl+P: the sheets of all calls of the list, to be filled in by hand."""
        self.print_wanted.emit([line.key for line in self._lines])

    def hideEvent(self, event: QHideEvent) -> None:
        """Put away by Esc, closed, or the curtain is drawn: what was answered is kept."""
        self.keep_draft()
        super().hideEvent(event)
