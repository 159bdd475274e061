"""F2: a call or a visit is taken down over any view, while the phone is at the ear.

Room or name, caller, kind, words, Enter. What is typed is a draft like any other: kept within a second, never lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.record import Create, filled
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes, Refused
from custdesk.workflow import Values
from ui.binder.form_head import one_a_box
from ui.bus import Bus
from ui.intake_boxes import IntakeBoxes
from ui.intake_parts import MakeAction, called_for, kind_for
from ui.intake_who import IntakeWho
from ui.sizes import grow, put_over
from ui.theme import SIGNS

FORM = "duty_log"
KEEP_MS = 900  # a draft is on disk within a second of the first unsaved key
SHOWN = frozenset({
    "occurred_at", "shift", "recorded_by", "channel", "unit", "customer", "caller_name", "phone", "kind", "content",
    "unknown_caller_reason",
})  # fmt: skip
KEYS: tuple[tuple[str, Text], ...] = (
    ("Enter", N_("On to the next box; in the words: save")),
    ("1 … 0", N_("Choose the kind")),
    ("Ctrl+Enter", N_("Save and open; of a complaint, its form")),
    ("Alt+1  Ctrl+T", N_("Save and make a complaint of it")),
    ("Alt+2 …", N_("Save and make what the button names")),
    ("F8", N_("Take over the desk, where nobody has it")),
    ("Ctrl+N", N_("Put this one aside and begin another")),
    ("Esc", N_("Put the panel away; the words are kept")),
)


class IntakePanel(QDialog):
    """The panel; made once, hidden and shown. One draft at a time."""

    put_away = Signal()

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._bus = desk, bus
        self._record = BY_KEY[FORM]
        self.boxes = IntakeBoxes(desk, bus, self._record)
        self._who = IntakeWho(desk, self.boxes, self)
        self.draft: Draft | None = None
        self.saved: Snapshot | None = None  # an entry just saved of which a form should still be made
        self._touched = False
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one takes 5 % more
        self._keep.timeout.connect(self.keep_draft)
        self._fit = QTimer(self, singleShot=True, interval=0)  # when the boxes have their places
        self._fit.timeout.connect(self._on_fit)
        self.setWindowTitle(desk.words(N_("Call or visit")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.boxes)
        self._connect()
        self._add_actions()
        bus.changed.connect(self.hear)

    def _connect(self) -> None:
        boxes = self.boxes
        self._who.changed.connect(self._touch)
        boxes.phone.hand.typed.connect(self._on_phone)
        boxes.phone.hand.done.connect(boxes.kind.setFocus)
        boxes.kind.chosen.connect(self._on_kind)
        boxes.kind.done.connect(boxes.words.setFocus)
        boxes.words.textEdited.connect(self._on_words)
        boxes.words.entered.connect(self.save)
        boxes.words.grew.connect(self._fit.start)
        boxes.reason.textEdited.connect(self._on_reason)
        boxes.channel.hand.chosen.connect(self._on_channel)
        boxes.channel.hand.done.connect(self._go_to_time)
        boxes.time.hand.typed.connect(self._on_time)
        boxes.time.hand.done.connect(self._go_on)
        boxes.save.clicked.connect(self.save)
        boxes.open.clicked.connect(self.save_and_open)
        boxes.discard.clicked.connect(self.discard)
        boxes.away.clicked.connect(self.reject)
        boxes.take_over.clicked.connect(self._take_over)

    def _add_actions(self) -> None:
        words = self._desk.words
        for text, keys, slot in (
            (N_("Save and open"), ("Ctrl+Return", "Ctrl+Enter"), self.save_and_open),
            (N_("Put this one aside and begin another"), ("Ctrl+N",), self.begin_another),
            (N_("Call or visit"), ("F2",), self.open_panel),
            (N_("Take over the desk"), ("F8",), self._take_over),
        ):
            action = QAction(words(text), self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(slot)
            self.addAction(action)
        for place, create in enumerate(self._record.form.creates, 1):
            made = MakeAction(create, words(create.label), self)
            made.setShortcuts(
                [QKeySequence(f"Alt+{place}"), *([QKeySequence("Ctrl+T")] if place == 1 else [])]
            )
            made.wanted.connect(self.make)
            self.addAction(made)
            self.boxes.makes[place - 1].clicked.connect(made.trigger)

    # -- coming and going --------------------------------------------------------------------------------

    @staticmethod
    def takes(draft: Draft) -> bool:
        """Tell whether a draft fits this panel: a new entry with nothing the panel does not show."""
        if draft.record.form.key != FORM or draft.record_id is not None or draft.link_back or draft.number:
            return False
        names = {name for name, value in draft.values.items() if filled(value)} | set(draft.texts)
        return names <= SHOWN

    def open_panel(self) -> None:
        """F2: show the draft that was put away, or a fresh one."""
        mine = self.draft is not None and self.draft.user_id == self._desk.user.id
        if self.saved is not None or not mine or not self._touched:
            self.keep_draft()
            self._begin(self._desk.new(FORM), touched=False)
        self._come()

    def take(self, draft: Draft) -> None:
        """Show a kept draft again."""
        if self.draft is None or self.draft.id != draft.id or self.saved is not None:
            self.keep_draft()
            self._begin(draft, touched=True)
        self._come()

    def begin_another(self) -> None:
        """Put what is half written aside (the workbench lists it) and begin another."""
        self.keep_draft()
        self._begin(self._desk.new(FORM), touched=False)
        self.boxes.room.setFocus()

    def _come(self) -> None:
        put_over(self, self.parentWidget())
        self.hear()
        self.show()
        self.activateWindow()
        boxes = self.boxes
        first = boxes.room if self.draft is not None and not self._knows_who() else boxes.words
        first.setFocus()

    def _on_fit(self) -> None:
        grow(self)

    def reject(self) -> None:
        """Esc: put the panel away; nothing typed is lost."""
        if self.draft is not None and self._touched:
            self._who.settle()
            self.keep_draft()
            self._bus.said.emit(N_("Kept – F2 shows it again"))
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The window behind takes the keyboard; whoever shows drafts may read them again."""
        super().hideEvent(event)
        self.put_away.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the words or the reason saves; no button is ever pressed by accident."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.focusWidget() is self.boxes.reason:
                self.save()
            elif self.saved is not None and (create := self._called_for(self.saved.values)) is not None:
                self.make(create)
            return
        super().keyPressEvent(event)

    # -- the draft ---------------------------------------------------------------------------------------

    def _begin(self, draft: Draft, *, touched: bool) -> None:
        boxes, values = self.boxes, draft.values
        self.draft, self.saved, self._touched = draft, None, touched
        self._who.begin(draft)
        boxes.kind.show_code(values.get("kind"))
        boxes.words.show_text(values.get("content") or "")
        boxes.reason.setText(values.get("unknown_caller_reason") or "")
        boxes.channel.show_value(values.get("channel"), None, {})
        boxes.show_reason(filled(values.get("unknown_caller_reason")))
        boxes.time.show_value(values.get("occurred_at"), draft.text("occurred_at"), {})
        self._tell([])
        self._show_saved()

    def _put(self, name: str, value: object) -> None:
        if self.draft is None or self.saved is not None:
            return
        self.draft.put(name, value)
        self._touch()

    def _touch(self) -> None:
        self._touched = True
        if not self._keep.isActive():
            self._keep.start()  # not restarted by later keys: at most a second is ever unsaved

    def keep_draft(self) -> None:
        """Write what is half written to the drafts' file."""
        self._keep.stop()
        if self.draft is None or not self._touched or self.saved is not None:
            return
        try:
            self._desk.store.drafts.keep(self.draft)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)

    def discard(self) -> None:
        """Put the draft into the recycle bin; the workbench brings it back for a month."""
        if self.draft is not None and self._touched and self.saved is None:
            self.keep_draft()
            self._desk.store.drafts.discard(self.draft.id)
            self._bus.said.emit(N_("In the recycle bin for 30 days"))
        self.draft, self._touched = None, False
        self.hide()

    def _knows_who(self) -> bool:
        return self.draft is not None and any(
            filled(self.draft.values.get(name)) for name in ("unit", "caller_name")
        )

    # -- the other boxes ---------------------------------------------------------------------------------

    def _on_phone(self, text: str) -> None:
        if self.draft is not None:
            self.draft.type("phone", text, self._desk.now(), self._desk.words)
            self._touch()

    def _on_time(self, text: str) -> None:
        if self.draft is not None:
            self.draft.type("occurred_at", text, self._desk.now(), self._desk.words)
            self._touch()

    def _go_to_time(self) -> None:
        self.boxes.time.setFocus(Qt.FocusReason.TabFocusReason)

    def _go_on(self) -> None:
        (self.boxes.words if self._knows_who() else self.boxes.room).setFocus()

    def _on_kind(self, code: object) -> None:
        self._put("kind", code)
        self._offer()

    def _on_words(self, text: str) -> None:
        self._put("content", text.strip() or None)

    def _on_reason(self, text: str) -> None:
        self._put("unknown_caller_reason", text.strip() or None)

    def _on_channel(self, code: object) -> None:
        self._put("channel", code)

    # -- saving ------------------------------------------------------------------------------------------

    def save(self) -> Snapshot | None:
        """Save the entry; of a complaint the panel then offers its form, everything else puts it away."""
        if self.saved is not None:
            return self.saved
        saved = self._save()
        if saved is None:
            return None
        create = self._called_for(saved.values)
        if create is not None:
            self.saved = saved
            self._show_saved()
            self.boxes.makes[self._record.form.creates.index(create)].setFocus()
        else:
            self.draft = None
            self.hide()
        return saved

    def save_and_open(self) -> None:
        """Save and open what comes next: the form of a complaint, else the entry itself."""
        create = self._called_for(self.draft.values) if self.draft is not None else None
        if create is not None:
            self.make(create)
            return
        saved = self._save()
        if saved is not None:
            self._leave_for(saved.id)

    def make(self, create: object) -> None:
        """Save the entry and open the form made of it, with everything carried over."""
        assert isinstance(create, Create)
        if self.saved is None and self.draft is not None:
            kind = kind_for(create, self.draft.values)
            self._put("kind", kind)
            self.boxes.kind.show_code(kind)
        saved = self.saved or self._save()
        if saved is not None:
            self._leave_for(self._desk.make(create, saved))

    def _called_for(self, values: Values) -> Create | None:
        """Return the record that a matter of this kind is usually made into; None where the entry is enough."""
        return called_for(self._record.form.creates, values)

    def _offer(self) -> None:
        """Show the buttons of what can be made of this kind."""
        values = self.saved.values if self.saved is not None else self.draft.values if self.draft else {}
        for create, button in zip(self._record.form.creates, self.boxes.makes, strict=True):
            button.setVisible(create.ready(values))

    def _leave_for(self, what: object) -> None:
        self.draft, self.saved, self._touched = None, None, False
        self.hide()
        self._bus.opened.emit(what)

    def _save(self) -> Snapshot | None:
        if self.draft is None:
            return None
        self._who.settle()
        self._keep.stop()
        shift = self._desk.shift()
        self.draft.put("shift", shift.id if shift else None)
        try:
            changes = self._desk.save(self.draft)
        except Refused as refused:
            self.keep_draft()
            self._refused(refused.problems)
            return None
        except KnownError as trouble:
            self.keep_draft()
            self._bus.troubled.emit(trouble)
            self._tell([Problem(trouble.text)])
            return None
        self._touched = False
        saved = self._desk.read().record(changes.record_id)
        if saved is not None:
            self._bus.said.emit(N_("Saved as {number} – Ctrl+Z takes it back").having(number=saved.number))
        return saved

    def _refused(self, problems: Sequence[Problem]) -> None:
        boxes = self.boxes
        places = {
            "caller_name": boxes.reason, "phone": boxes.phone, "content": boxes.words, "kind": boxes.kind,
            "shift": boxes.take_over, "channel": boxes.channel, "occurred_at": boxes.time,
        }  # fmt: skip
        fields = [problem.field for problem in problems]
        if "caller_name" in fields:
            boxes.show_reason(True)
        self._tell(problems)
        first = next((places[name] for name in fields if name in places), boxes.words)
        first.setFocus()

    def _tell(self, problems: Sequence[Problem]) -> None:
        texts = list(dict.fromkeys(self._desk.words(problem.text) for problem in one_a_box(problems)))
        self.boxes.problems.setText("\n".join(f"• {text}" for text in texts[:4]))
        self.boxes.problems.setVisible(bool(texts))
        self._fit.start()

    def _show_saved(self) -> None:
        boxes, saved = self.boxes, self.saved
        inputs = (boxes.room, boxes.caller, boxes.phone, boxes.kind, boxes.words, boxes.channel, boxes.time)
        for part in inputs:
            part.setEnabled(saved is None)
        boxes.done.setVisible(saved is not None)
        for part in (boxes.save, boxes.open, boxes.discard):
            part.setVisible(saved is None)
        if saved is not None:
            self._tell([])
            create = self._called_for(saved.values)
            said = N_("Saved as {number}. Enter: {next}; F2 takes the next call").having(
                number=saved.number, next=create.label if create else ""
            )
            boxes.done.setText(f"{SIGNS['done']} {self._desk.words(said)}")
        self._offer()
        self._fit.start()

    # -- the shift ---------------------------------------------------------------------------------------

    def hear(self, changes: Changes | None = None) -> None:  # noqa: ARG002
        """Offer to take over exactly while nobody has the desk."""
        self.boxes.offer.setVisible(self._desk.shift() is None)

    def _take_over(self) -> None:
        if not self.boxes.offer.isVisible():
            return  # somebody has the desk: taking over from a person is done in the workbench
        try:
            self._desk.take_over()
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        self._tell([])
        self._bus.said.emit(N_("You have the desk now"))
        self._go_on()
