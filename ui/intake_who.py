"""Where from and who: what the room's and the caller's boxes of the intake mean to each other."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from custdesk.desk import Desk, Found
from custdesk.draft import Draft
from custdesk.language import N_, Text
from custdesk.rules.rooms import parse_room
from custdesk.snapshot import Snapshot
from ui.intake_boxes import IntakeBoxes
from ui.theme import SIGNS

LOOK_MS = 80


class IntakeWho(QObject):
    """Finds room and caller while she types, and fills in what the register knows."""

    changed = Signal()

    def __init__(self, desk: Desk, boxes: IntakeBoxes, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._boxes = desk, boxes
        self._draft: Draft | None = None
        self._prefilled = False  # the caller came from the register, not from her hand
        self._people: list[Snapshot] = []
        self._look = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look.timeout.connect(self._look_up)
        boxes.room.textEdited.connect(self._on_room_typed)
        boxes.room.picked.connect(self._take_room)
        boxes.room.entered.connect(self._on_room_entered)
        boxes.room.left.connect(self._settle_room)
        boxes.caller.textEdited.connect(self._on_caller_typed)
        boxes.caller.picked.connect(self._on_caller_picked)
        boxes.caller.entered.connect(self._on_caller_entered)
        boxes.caller.left.connect(self._settle_caller)

    def begin(self, draft: Draft) -> None:
        """Show a draft's room and caller."""
        boxes, values = self._boxes, draft.values
        self._draft, self._prefilled = draft, False
        unit = values.get("unit")
        boxes.room.show_text(self._desk.shown_link_text(unit) if isinstance(unit, int) else str(unit or ""))
        boxes.caller.show_text(values.get("caller_name") or "")
        boxes.phone.show_value(values.get("phone"), draft.text("phone"), {})
        boxes.meaning.setText("")
        self._people = self._desk.residents(unit) if isinstance(unit, int) else []
        boxes.card.show_unit(unit if isinstance(unit, int) else None)

    def settle(self) -> None:
        """Before a save: take what is clear without asking."""
        self._settle_room()
        self._settle_caller()

    def _put(self, name: str, value: object) -> None:
        if self._draft is not None:
            self._draft.put(name, value)
            self.changed.emit()

    def _say(self, text: Text) -> None:
        self._boxes.meaning.setText(self._desk.words(text))

    # -- where -------------------------------------------------------------------------------------------

    def _on_room_typed(self, text: str) -> None:
        self._put("unit", text.strip() or None)  # as text until it is clear what it means
        self._look.start()

    def _look_up(self) -> None:
        """While she types: one room shows its card, several are offered."""
        text = self._boxes.room.text().strip()
        if not self._boxes.room.isModified():
            return
        found = self._rooms(text)
        self._boxes.room.offer(found if len(found) > 1 else [])
        one = found[0] if len(found) == 1 else None
        self._boxes.card.show_unit(one.id if one else None)
        self._boxes.meaning.setText(f"→ {one.label} {one.remark}".rstrip() if one else "")

    def _rooms(self, text: str) -> list[Found]:
        found = self._desk.choices(("unit",), text) if text else []
        return [one for one in found if one.label == text] or found

    def _on_room_entered(self) -> None:
        boxes = self._boxes
        text = boxes.room.text().strip()
        found = self._rooms(text) if boxes.room.isModified() else []
        if len(found) > 1:
            boxes.room.offer(found, asking=True)
            self._say(N_("Which one? ↑ ↓ and Enter"))
            return
        self._settle_room()
        if self._known() or boxes.phone.text():
            boxes.kind.setFocus()
        else:
            (boxes.phone if boxes.caller.text() else boxes.caller).setFocus()
            if len(self._people) > 1:
                boxes.caller.offer([_found(one) for one in self._people])

    def _settle_room(self) -> None:
        """Take the one room the words mean; what means none stays as text, a name as the caller's."""
        room, text = self._boxes.room, self._boxes.room.text().strip()
        self._look.stop()
        if not room.isModified():
            return
        found = self._rooms(text)
        if len(found) == 1:
            self._take_room(found[0])
        elif len(found) > 1:
            self._say(N_("Several rooms fit; kept as text until you choose one"))
        elif text and not parse_room(text) and not self._boxes.caller.text():
            self._put("unit", None)
            self._put("caller_name", text)
            room.show_text("")
            self._boxes.caller.show_text(text)
            self._say(N_("Not in the register: taken as the caller's name"))
        elif text:
            room.setModified(False)
            said = self._desk.words(N_("Not in the register: kept as text, link it later"))
            self._boxes.meaning.setText(said)
            self._boxes.card.show_unit(None, said)
        else:
            self._boxes.card.show_unit(None)

    def _take_room(self, found: object) -> None:
        assert isinstance(found, Found)
        boxes = self._boxes
        self._put("unit", found.id)
        boxes.room.show_text(found.label)
        boxes.meaning.setText(f"{SIGNS['done']} {found.remark}".rstrip())
        boxes.card.show_unit(found.id)
        self._people = self._desk.residents(found.id)
        named = [one for one in self._people if one.values["name"] == found.remark]
        one = named[0] if len(named) == 1 else self._people[0] if len(self._people) == 1 else None
        if boxes.caller.text() and not self._prefilled:
            return
        if one is not None:
            self._take_caller(one)
        elif self._prefilled:
            self._take_caller(None)

    # -- who ---------------------------------------------------------------------------------------------

    def _known(self) -> bool:
        return self._draft is not None and self._draft.values.get("customer") is not None

    def _take_caller(self, person: Snapshot | None) -> None:
        """Fill in a resident as the caller; the phone stays masked, the store knows the full one."""
        if self._draft is None:
            return
        values = person.values if person else {}
        self._prefilled = person is not None
        self._put("customer", person.id if person else None)
        self._put("caller_name", values.get("name"))
        self._put("phone", values.get("phone"))
        self._boxes.caller.show_text(values.get("name") or "")
        self._boxes.phone.show_value(values.get("phone"), None, {})

    def _on_caller_typed(self, text: str) -> None:
        if self._prefilled:  # somebody else: the register's phone is not theirs
            self._prefilled = False
            self._put("phone", None)
            self._boxes.phone.show_value(None, None, {})
        self._put("customer", None)
        self._put("caller_name", text.strip() or None)
        self._boxes.caller.offer(self._callers(text.strip()))

    def _callers(self, text: str) -> list[Found]:
        if not text:
            return [_found(one) for one in self._people]
        found = self._desk.choices(("customer",), text)
        homes = {one.id for one in self._people}
        return [one for one in found if one.id in homes] or ([] if homes else found)

    def _on_caller_picked(self, found: object) -> None:
        assert isinstance(found, Found)
        person = self._desk.read().record(found.id)
        if person is None:
            return
        unit = person.values.get("unit")
        if not self._boxes.room.text() and isinstance(unit, int):
            self._take_room(Found(unit, self._desk.shown_link_text(unit), found.label))
        self._take_caller(person)

    def _on_caller_entered(self) -> None:
        self._settle_caller()
        (self._boxes.kind if self._boxes.phone.text() else self._boxes.phone).setFocus()

    def _settle_caller(self) -> None:
        """Take the resident of exactly this name; another name stays as it was typed."""
        text = self._boxes.caller.text().strip()
        if not self._boxes.caller.isModified() or not text:
            return
        self._boxes.caller.setModified(False)
        named = [one for one in self._people if one.values["name"] == text]
        if len(named) == 1 and not self._boxes.phone.text():
            self._take_caller(named[0])


def _found(person: Snapshot) -> Found:
    return Found(person.id, str(person.values["name"]))
