"""The form of any record: its sheet, what stands in the way, and the actions its flow offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft, ready
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import AnyRecord
from custdesk.signed_desk import Lock
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes, Conflict, Refused
from custdesk.workflow import Facts, Step
from ui.binder.actions import ActionBar
from ui.binder.asking import ConflictDialog, ReasonDialog
from ui.binder.attachments import AttachmentsPanel
from ui.binder.chain_strip import ChainStrip
from ui.binder.form_head import FormHead, linked_ids, locked_boxes, one_a_box, usual_step
from ui.binder.form_more import MoreActions, only_files_changed
from ui.binder.sheet_view import SheetView
from ui.bus import Bus
from ui.theme import STEP

KEEP_MS = 900  # a draft is on disk within a second of the first unsaved key
JUDGE_MS = 150


class FormView(MoreActions):
    """One record or draft, being read or written."""

    saved = Signal(object)  # Changes
    printing = Signal(object)  # Snapshot

    def __init__(self, desk: Desk, bus: Bus, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._bus, self.record = desk, bus, record
        self.draft: Draft | None = None
        self.snapshot: Snapshot | None = None
        self._locks: tuple[Lock, ...] = ()  # what signed sheets hold fast of it
        self._asked: Step | None = None  # the step whose reason is being asked for
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one may take five per cent longer
        self._keep.timeout.connect(self.keep_draft)
        self._judge = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._judge.timeout.connect(self.judge)
        self._cell: QWidget | None = None
        self._reach = QTimer(self, singleShot=True, interval=0)  # when the boxes have their places
        self._reach.timeout.connect(self._on_reach)
        self._tried = False
        self._heard = 0  # the last act whose changes were read
        self._build()
        self.show_nothing()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.head = FormHead(self._desk, self.record)
        self.title, self.due, self.flow = self.head.title, self.head.due, self.head.flow
        self.head.number.wanted.connect(self.take_number)
        box.addWidget(self.head)
        self.chain = ChainStrip(self._desk, self._bus)
        self.chain.keys(self)
        box.addWidget(self.chain)
        self.problems = QLabel(objectName="problems", wordWrap=True)
        self.warnings = QLabel(objectName="warnings", wordWrap=True)
        for label in (self.problems, self.warnings):
            label.setContentsMargins(2 * STEP, 0, 2 * STEP, 0)
            label.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(label)
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(self._scroll, 1)
        self.sheet: SheetView | None = None
        self.files: AttachmentsPanel | None = None
        self.actions_bar = ActionBar(self._desk, self.record)
        self.actions_bar.save_pressed.connect(self.save)
        self.actions_bar.step_pressed.connect(self.take_step)
        self.actions_bar.create_pressed.connect(self.create)
        self.actions_bar.print_pressed.connect(self.print_it)
        self.actions_bar.correct_pressed.connect(self.correct)
        self.actions_bar.history_pressed.connect(self.show_history)
        self.actions_bar.photos_pressed.connect(self._on_photos)
        self.actions_bar.files_pressed.connect(self._on_files)
        self.actions_bar.reveal_pressed.connect(self.reveal)
        self.actions_bar.compare_pressed.connect(self.compare)
        box.addWidget(self.actions_bar)
        self._empty = QLabel(
            self._desk.words(N_("Choose a line on the left, or begin a new form with Ctrl+N"))
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setObjectName("muted")
        box.addWidget(self._empty, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """What hangs together may have changed while another tab was in front."""
        super().showEvent(event)
        self.chain.look_again()

    def _show_cell(self, cell: object) -> None:
        assert isinstance(cell, QWidget)
        self._cell = cell
        self._reach.start()

    def _on_reach(self) -> None:
        if self._cell is not None:
            self._scroll.ensureWidgetVisible(self._cell, 0, 4 * STEP)

    def _sheet_view(self) -> SheetView:
        if self.sheet is None:  # built when first needed: a tab that is never opened costs nothing
            self.sheet = SheetView(self._desk, self.record)
            self.sheet.hand.changed.connect(self._on_changed)
            self.sheet.hand.went.connect(self._show_cell)
            self.files = self.hang_files(self.sheet)
            self._scroll.setWidget(self.sheet)
        return self.sheet

    # -- what is shown -----------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Show the empty state."""
        self.keep_draft()
        self.draft = self.snapshot = None
        self.chain.show_record(None)
        for part in (
            self.head,
            self.problems,
            self.warnings,
            self._scroll,
            self.actions_bar,
        ):
            part.setVisible(False)
        self._empty.setVisible(True)

    def open_record(self, record_id: int) -> bool:
        """Show a record; what was half written is kept first. False where it may not be seen."""
        snapshot = self._desk.read().record(record_id)
        if snapshot is None:
            return False
        if self.snapshot is not None and self.snapshot.id == record_id and self.draft and self.draft.dirty:
            return True
        self.keep_draft()
        self._show(self._desk.edit(snapshot), snapshot)
        return True

    def open_draft(self, draft: Draft) -> None:
        """Show a draft: a new form, or one that was half written."""
        self.keep_draft()
        snapshot = self._desk.read().record(draft.record_id) if draft.record_id is not None else None
        if snapshot is not None:
            draft.show_beside(snapshot.values)
        self._show(draft, snapshot)
        self.focus_first()

    def focus_first(self, *, or_stay: bool = False) -> None:
        """Put the keyboard into the first box that a save or the next step needs; without any, into the first."""
        sheet = self._sheet_view()
        wanted: set[str] = set()
        if self.draft is not None:
            facts = self._desk.facts(self.draft.record_id)
            state = self.snapshot.state if self.snapshot else self.record.form.flow.start
            register = self.record.form.register  # nobody moves out because her page was opened
            step = None if register else usual_step(self.record.form.flow, state)
            values = {**(self.snapshot.values if self.snapshot else {}), **self.draft.values, "state": state}
            found = self.draft.problems(facts)
            if step is not None and not any(problem.grave for problem in found):
                found += ready(self.record, step.name, values, facts)
            wanted = {problem.field.partition(".")[0] for problem in found if problem.grave}
        first = sheet.first(wanted)
        if first in wanted or not or_stay:
            sheet.go_to(first)

    def come_back(self) -> None:
        """Take the keyboard again, where it was last."""
        sheet, found = self._sheet_view(), self.focusWidget()
        if found is not None and sheet.isAncestorOf(found):
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focus_first()

    def _show(self, draft: Draft, snapshot: Snapshot | None) -> None:
        if self._turns_to(snapshot):
            self._scroll.verticalScrollBar().setValue(0)
        self.draft, self.snapshot, self._tried = draft, snapshot, False
        names = dict(snapshot.names) if snapshot else {}
        names |= self._desk.read().names(linked_ids(draft) - set(names))
        self._empty.setVisible(False)
        for part in (self.head, self._scroll, self.actions_bar):
            part.setVisible(True)
        self._locks = self._desk.locks(snapshot.id) if snapshot else ()
        locked = locked_boxes(self.record, snapshot, draft, self._locks)
        self._sheet_view().show_draft(draft, names, locked)
        correcting = bool(draft.correction)
        self.head.show_record(snapshot, correcting=correcting, number=draft.number, locks=self._locks)
        if self.files is not None:
            self.files.show_record(snapshot, draft.correction, self._locks)
        self.chain.show_record(snapshot)
        self.judge()

    def _turns_to(self, snapshot: Snapshot | None) -> bool:
        """Tell whether another form is about to be shown; after a save it is the same one again."""
        if self.draft is None and self._empty.isHidden():
            return False
        return snapshot is None or self.snapshot is None or snapshot.id != self.snapshot.id

    # -- writing -----------------------------------------------------------------------------------------

    def _on_changed(self, name: str) -> None:
        if not self._keep.isActive():
            self._keep.start()  # not restarted by later keys: at most a second is ever unsaved
        self._judge.start()
        if self.sheet is not None:
            self.sheet.refresh(but=name)

    def keep_draft(self) -> None:
        """Write what is half written to the drafts' file; nothing typed is lost."""
        self._keep.stop()
        if self.draft is None or not self.draft.dirty:
            return
        try:
            self._desk.store.drafts.keep(self.draft)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)

    def judge(self) -> None:
        """Say what stands in the way of a save and of each step; grey what cannot be done, with the reason."""
        if self.draft is None:
            return
        facts = self._desk.facts(self.draft.record_id)
        found = self.draft.problems(facts)
        grave = [problem for problem in found if problem.grave]
        state = self.snapshot.values if self.snapshot else {}
        values = {**state, **self.draft.values}
        self.actions_bar.show_state(values, facts, self.snapshot, self.draft, signed=bool(self._locks))
        shown = grave if self._tried else [problem for problem in grave if problem.field in self.draft.unread]
        self._say(self.problems, one_a_box(shown))
        self._say(self.warnings, self._warnings(found, values, facts))
        if self.sheet is not None:
            self.sheet.mark(shown)

    def _warnings(self, found: Sequence[Problem], values: Any, facts: Facts) -> list[Problem]:
        if self.snapshot is None or self.record.form.frozen(self.snapshot.state, self.snapshot.values):
            return []
        return [problem for problem in found if not problem.grave] + self.record.form.notices(values, facts)

    def _say(self, label: QLabel, problems: Sequence[Problem]) -> None:
        texts = list(dict.fromkeys(self._desk.words(problem.text) for problem in problems))
        between = "\n" if label is self.problems else "   "  # what only reminds leaves the room to the form
        label.setText(between.join(f"• {text}" for text in texts[:6]))
        label.setVisible(bool(texts))

    def save(self) -> bool:
        """Save the form; refused or in conflict, every word stays."""
        if self.draft is None:
            return False
        self._settle_focus()
        if not self.draft.dirty and self.draft.record_id is not None:
            self._bus.said.emit(N_("Nothing to save"))
            return True
        return self._do(lambda: self._desk.save(self.draft))  # type: ignore[arg-type]

    def take_step(self, step: Step) -> bool:
        """Take a step of the flow, saving the form with it; a step that cannot be taken says why."""
        if self.draft is None:
            return False
        self._settle_focus()
        if self.draft.record_id is None and not self.save():
            return False
        reason = ""
        if step.reason:
            self._asked = step
            dialog = ReasonDialog(self._desk, step.label, self)
            dialog.answered.connect(self._on_reason)
            dialog.open()
            return False
        return self._apply(step, reason)

    def _on_reason(self, said: str) -> None:
        if self._asked is not None:
            self._apply(self._asked, said)

    def _apply(self, step: Step, reason: str) -> bool:
        draft = self.draft
        if draft is None or draft.record_id is None:
            return False
        record_id = draft.record_id
        return self._do(lambda: self._desk.apply(record_id, step.name, draft=draft, reason=reason))

    def _settle_focus(self) -> None:
        editor = self.focusWidget()
        if editor is not None and hasattr(editor, "settle_quietly"):
            editor.settle_quietly()

    def _do(self, act: Any) -> bool:
        self._keep.stop()
        draft, before = self.draft, self.snapshot.state if self.snapshot else ""
        try:
            changes: Changes = act()
        except Refused as refused:
            self._tried = True
            self._say(self.problems, one_a_box(refused.problems))
            if self.sheet is not None:
                self.sheet.mark(refused.problems)
                self.sheet.go_to_first(problem.field for problem in refused.problems)
            self.keep_draft()
            return False
        except Conflict as conflict:
            self.keep_draft()
            self._ask(conflict)
            return False
        except KnownError as trouble:
            self.keep_draft()
            self._bus.troubled.emit(trouble)
            return False
        record_id = draft.record_id if draft and draft.record_id is not None else changes.record_id
        self.draft = None
        inside = self.sheet is not None and bool(self.sheet.here())
        self.open_record(record_id)
        if before and inside and self.snapshot is not None and self.snapshot.state != before:
            self.focus_first(or_stay=True)  # what the step after this one needs
        self.saved.emit(changes)
        self._bus.said.emit(N_("Saved – Ctrl+Z takes it back") if self._may_take_back() else N_("Saved"))
        return True

    def _may_take_back(self) -> bool:
        """Nothing on a frozen record is taken back: it is corrected (R-009)."""
        shown = self.snapshot
        return shown is None or not self.record.form.frozen(shown.state, shown.values)

    def _ask(self, conflict: Conflict) -> None:
        theirs = self._desk.read().record(conflict.record_id)
        if theirs is None or self.draft is None:
            return
        dialog = ConflictDialog(self._desk, self.draft, theirs, conflict, self)
        dialog.decided.connect(self._on_decided)
        dialog.open()

    def _on_decided(self, taken: object) -> None:
        """Put the decision into the draft and show it; she saves it herself."""
        assert self.draft is not None
        assert isinstance(taken, tuple)
        theirs, names = taken
        for name in names:
            self.draft.values[name] = theirs.values.get(name)
        self.draft.rebase(theirs.values, theirs.revision)
        self._show(self.draft, theirs)

    def reload(self) -> None:
        """Read the record again; unsaved words stay on top."""
        if self.snapshot is None:
            return
        fresh = self._desk.read().record(self.snapshot.id)
        if fresh is None:
            self.show_nothing()
            return
        draft = self._desk.edit(fresh)
        if self.draft is not None and self.draft.dirty and self.draft.revision == fresh.revision:
            self.draft.base = draft.base
            draft = self.draft
        elif self.draft is not None and self.draft.dirty:
            if not only_files_changed(self.draft, fresh):
                return  # somebody else changed it: the save will say so
            self.draft.rebase(fresh.values, fresh.revision)
            draft = self.draft
        elif self.draft is not None:
            draft.correction = self.draft.correction
        self._show(draft, fresh)

    def hear(self, changes: Changes) -> None:
        """Read the record again when it was among what changed."""
        self._heard = changes.seq
        if self.snapshot is not None and any(
            record_id == self.snapshot.id for record_id, _form in changes.records
        ):
            self.reload()
