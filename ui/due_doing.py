"""What is done about a due thing: its record is opened, the record a duty wants is begun, a duty is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.rules import people
from custdesk.store.answers import Refused
from ui.bus import Bus
from ui.due_looks import look_of

if TYPE_CHECKING:
    from custdesk.figures.calendar import DueThing


class DueDoing(QObject):
    """Shared by the calendar and the workbench."""

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._bus, self._over = desk, bus, parent
        self._asked: DueThing | None = None  # the duty whose reason is being asked for

    def open(self, thing: DueThing) -> None:
        """Open the thing's record; of a duty that has none yet, begin it as a draft."""
        if thing.record_id is not None:
            self._bus.opened.emit(thing.record_id)
        elif thing.form:
            try:
                draft = self._desk.begin_duty(thing)
            except KnownError as trouble:
                self._bus.troubled.emit(trouble)
                return
            self._bus.opened.emit(draft)
        else:
            self._bus.said.emit(thing.detail or thing.label)

    def why_not_waive(self, thing: DueThing | None) -> str:
        """Say why a thing cannot be waived by the person at the desk; empty when it can (domain 1.5)."""
        words = self._desk.words
        if thing is None or not thing.duty:
            return words(N_("Only a duty of the calendar can be waived"))
        if not look_of(thing.state).open:
            return words(N_("Nothing is owed here any more"))
        wrong = people.may_not(self._desk.user.role, "waive_obligation")
        return words(wrong[0].text) if wrong else ""

    def waive(self, thing: DueThing | None) -> None:
        """Ask for the reason, then waive the duty of that period; whoever may not is told so."""
        said = self.why_not_waive(thing)
        if said or thing is None:
            self._bus.said.emit(said)
            return
        self._asked = thing
        from ui.binder.asking import ReasonDialog

        dialog = ReasonDialog(self._desk, N_("Waive a duty"), self._over)
        dialog.answered.connect(self._on_reason)
        dialog.open()

    def _on_reason(self, reason: str) -> None:
        thing, self._asked = self._asked, None
        if thing is None:
            return
        try:
            self._desk.waive(thing.duty, thing.period_first, reason)
        except Refused as refused:
            self._bus.said.emit(refused.problems[0].text)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
        else:
            self._bus.said.emit(N_("Waived; the reason is kept in the history"))
