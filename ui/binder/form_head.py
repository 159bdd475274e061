"""What stands above a form: its title and number, its due date, its place in the flow; and what is locked below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord, Lines, described, lines_of, thing_named
from custdesk.rules.periods import due_day, is_working_day, keep_until
from custdesk.rules.signed_paper import signed_text
from custdesk.signed_desk import Lock
from custdesk.snapshot import Snapshot
from custdesk.store.reader import overdue
from custdesk.workflow import Flow, Step
from ui.binder.form_number import NumberMark
from ui.theme import SIGNS, STEP


class FormHead(QWidget):
    """Title, due date and flow of the record that is open."""

    def __init__(self, desk: Desk, record: AnyRecord) -> None:
        super().__init__()
        self._desk, self._record = desk, record
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * STEP, STEP, 2 * STEP, 0)
        line = QHBoxLayout()
        self.title = QLabel(objectName="title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.due = QLabel()
        self.title.setWordWrap(True)  # a long name never pushes the list aside
        line.addWidget(self.title, 1)
        line.addWidget(self.due, alignment=Qt.AlignmentFlag.AlignBottom)
        box.addLayout(line)
        self.number = NumberMark(desk)
        box.addWidget(self.number)
        self.flow = QLabel(objectName="muted", wordWrap=True)
        box.addWidget(self.flow)

    def show_record(
        self,
        snapshot: Snapshot | None,
        *,
        correcting: bool = False,
        number: str = "",
        locks: Sequence[Lock] = (),
    ) -> None:
        """Show a record's head, or that of a new form.

        `number`: of the handwritten sheet it takes over; `locks`: what signed sheets hold fast of it.
        """
        words = self._desk.words
        title = words(self._record.form.title)
        self.number.show_number(number)
        if snapshot is None:
            self.title.setText(words(N_("{title} – new").having(title=title)))
            self.due.clear()
            self.flow.clear()
            return
        number = snapshot.number or snapshot.show("line", words)
        edition = snapshot.edition
        suffix = words(N_(" · edition {edition}").having(edition=edition)) if edition > 1 else ""
        self.title.setText(f"{title}  {number}{suffix}")
        self._show_flow(snapshot, locks, correcting=correcting)
        self._show_due(snapshot)

    def _show_due(self, snapshot: Snapshot) -> None:
        words = self._desk.words
        settings = self._desk.settings
        due_at = self._record.form.owes(snapshot.state, snapshot.values, settings)
        if due_at is None:
            self._show_keeping(snapshot)
            return
        late = overdue(due_at, self._desk.now())
        sign, said = ("overdue", N_("Overdue")) if late else ("due", N_("Due by"))
        badge = "" if is_working_day(due_day(due_at), settings) else f"  ◇ {words(N_('no working day'))}"
        self.due.setText(
            f"{SIGNS[sign]} {words(said)} {words.due(due_at)} {words.weekday(due_day(due_at))}{badge}"
        )
        self.due.setObjectName("problems" if late else "warnings")
        self.due.style().polish(self.due)

    def _show_keeping(self, snapshot: Snapshot) -> None:
        """Say how long an ended record is kept (R-006)."""
        since = snapshot.values.get("state_changed_at")
        if self._record.form.register or since is None or snapshot.state not in self._record.form.flow.ends:
            self.due.clear()
            return
        until = keep_until(since.date(), self._desk.settings)
        self.due.setText(self._desk.words(N_("Keep until {day}").having(day=until)))
        self.due.setObjectName("muted")
        self.due.style().polish(self.due)

    def _show_flow(self, snapshot: Snapshot, locks: Sequence[Lock], *, correcting: bool) -> None:
        from html import escape  # late: it knows every sign of HTML by name

        words, state, flow = self._desk.words, snapshot.state, self._record.form.flow
        parts = []
        for code, label in flow.states.items():
            if code in flow.aside and code != state:
                continue
            shown = words(label)
            parts.append(f"<b>【{shown}】</b>" if code == state else shown)
        said = N_("frozen") if self._record.form.frozen(state, snapshot.values) else None
        if said is None and locks and state != VOIDED:
            said = signed_text(locks[0].name, locks[0].day)
        if said is not None and correcting:
            said = N_("being corrected: save when it is right")
        lock = f" &nbsp; {SIGNS['locked']} {escape(words(said))}" if said else ""
        self.flow.setText(" › ".join(parts) + lock)


def locked_boxes(
    record: AnyRecord, snapshot: Snapshot | None, draft: Draft, locks: Sequence[Lock] = ()
) -> frozenset[str]:
    """Return the fields that only show: of a voided or frozen record, or printed on a sheet that was signed since.

    What its next steps ask for stays open, and tables: their empty cells are completed by hand.
    """
    if snapshot is None or draft.correction:
        return frozenset()
    everything = [*described(record), "note", "paper_location"]
    if snapshot.state == VOIDED:
        return frozenset(everything)
    if not record.form.frozen(snapshot.state, snapshot.values):
        held = frozenset(name for lock in locks for name in lock.fields)
        asked = {name for step in record.form.flow.leaving(snapshot.state) for name in step.asks}
        return held - {*lines_of(record)} - asked
    asked = {name for step in record.form.flow.leaving(snapshot.state) for name in (*step.asks, *step.needs)}
    return frozenset(
        name
        for name in everything
        if name not in asked and not getattr(thing_named(record, name), "stays_open", False)
    )


def usual_step(flow: Flow, state: str) -> Step | None:
    """Return the step that leads on from a state: not back, not aside, not to the same state nor a detour there."""
    aside = {*flow.aside, VOIDED}
    for step in flow.leaving(state):
        returns = [after.target for after in flow.leaving(step.target) if after.target not in aside]
        if step.reason or step.target in {*aside, state} or (returns and set(returns) == {state}):
            continue
        return step
    return None


def linked_ids(draft: Draft) -> set[int]:
    """Return the records a draft's fields and lines link to."""
    found: set[int] = set()
    for name, thing in described(draft.record).items():
        if isinstance(thing, Lines):
            links = [part for part, kind in thing.line.kinds().items() if hasattr(kind, "targets")]
            found |= {
                row[p] for row in draft.values.get(name) or () for p in links if isinstance(row.get(p), int)
            }
        elif hasattr(thing, "targets") and isinstance(draft.values.get(name), int):
            found.add(draft.values[name])
    return found


def one_a_box(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problem of each box: what else is wrong there is said when that is mended."""
    first = {problem.field: problem for problem in reversed(problems)}
    return [problem for problem in problems if not problem.field or first[problem.field] is problem]
