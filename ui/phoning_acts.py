"""What a key of the phoning page does to the draft and the record: the same draft, the same steps as the form's."""

from __future__ import annotations

from typing import Any, Final

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.record import filled
from custdesk.rules.callbacks import RATINGS
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Changes
from ui.phoning_answers import COMPLAINT, DEFECT, PERSON

SET_BY_CALLING: Final = ("method", "done_at", "done_by", PERSON)  # filled in with the first answer


def answer(desk: Desk, draft: Draft, name: str, value: Any, person: str) -> None:
    """Take an answer; with the first one, how, when and who called whom (`person` is whoever was to be called)."""
    values = draft.values
    if not filled(values.get("done_at")):
        draft.put("done_at", desk.now())
        draft.put("done_by", desk.user.id)
        if not filled(values.get("method")):
            draft.put("method", "phone")
        if not filled(values.get(PERSON)) and name != PERSON and person:
            draft.put(PERSON, person)
    draft.put(name, value)


def called(desk: Desk, draft: Draft) -> Changes:
    """Save the call by the form's own step. Raises Refused, Conflict, KnownError."""
    assert draft.record_id is not None
    return desk.apply(draft.record_id, "done", draft=draft)


def tried(desk: Desk, draft: Draft, call: Snapshot, reason: str) -> Changes:
    """Add a vain try and save it: the first one by its step. Raises as `called`; the try is not kept then.

    Nobody was reached: what was answered, and what the first answer had filled in, goes.
    """
    for name in (*SET_BY_CALLING, *RATINGS, DEFECT, COMPLAINT):
        if name in draft.values:
            draft.put(name, draft.base.get(name))
    before = draft.values.get("attempts") or ()
    row = {"at": desk.now(), "by": desk.user.id or desk.user.name, "reason": reason}
    draft.put("attempts", (*before, row))
    try:
        return desk.apply(call.id, "attempt", draft=draft) if call.state == "due" else desk.save(draft)
    except KnownError:
        draft.put("attempts", before)
        raise


def given_up(desk: Desk, draft: Draft, call: Snapshot) -> Changes:
    """Note that the customer is not reachable. Raises as `called`."""
    return desk.apply(call.id, "give_up", draft=draft)


def complaint_of(desk: Desk, record_id: int) -> Draft | None:
    """Return the form of the complaint a call just made has heard; None where there is none to make (R-030)."""
    call = desk.read().record(record_id)
    if call is None or not call.values.get(COMPLAINT):
        return None
    create = next((one for one in call.record.form.creates if desk.may_make(one, call)), None)
    return desk.make(create, call) if create is not None else None
