"""How the rules of orders (R-065, R-069 to R-075) hear values and facts, and what one record brings to the other.

In one act: a callback that finds a defect → `report_defect` of the order → the child order → its special callback.
The special callback belongs to the **child**: its 24 hours run from the report the child was made of, "a second report
restarts for the new child" (R-070), and, made after the child's finish, it is the callback that lets the child close
(9.4 no. 16), which in turn closes the parent (S-01). The parent has had its own: the one that found the defect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from custdesk.language import N_, Words
from custdesk.office.signing import SIGNED, named
from custdesk.problem import Problem
from custdesk.records.follow_up_course import RECORD, follow_up_of
from custdesk.rules import callbacks, orders, signatures
from custdesk.rules.lasting import taken_away
from custdesk.workflow import Apply, Effect, Facts, Save, Seen, Values

ORDER, CALLBACK, COMPLAINT = "repair_order", "service_callback", "complaint"


# -- what hangs together ---------------------------------------------------------------------------------


def reworks_of(order_id: object, facts: Facts) -> list[Values]:
    """Return the reworks of an order, voided ones left out."""
    return [
        one.values for one in _referring(order_id, ORDER, facts) if one.values.get("rework_of") == order_id
    ]


def callbacks_of(order_id: object, facts: Facts) -> list[Values]:
    """Return the callbacks of a record, voided ones left out."""
    return [
        one.values for one in _referring(order_id, CALLBACK, facts) if one.values.get("subject") == order_id
    ]


def answers_of(order_id: object, facts: Facts) -> list[Values]:
    """Return the callbacks of an order, with those made about its special record: any kind will do (R-065)."""
    special = [
        one.id for one in _referring(order_id, RECORD, facts) if one.values.get("repair_order") == order_id
    ]
    made = [one for record in special for one in callbacks_of(record, facts)]
    return callbacks_of(order_id, facts) + [one for one in made if one["state"] in callbacks.DONE]


def _referring(record_id: object, form: str, facts: Facts) -> Sequence[Seen]:
    return facts.referring(record_id, form) if isinstance(record_id, int) else ()


def order_at(link: object, facts: Facts) -> Seen | None:
    """Return the order a link leads to, None where it leads to another form."""
    seen = facts.linked(link) if isinstance(link, int) else None
    return seen if seen is not None and seen.form == ORDER else None


def newest_of(order: Values, facts: Facts) -> Values:
    """Return the last order of a chain of reworks."""
    child = orders.last_rework(reworks_of(order["id"], facts))
    return order if child is None else newest_of(child, facts)


# -- orders ----------------------------------------------------------------------------------------------


def order_check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save of an order must hear (R-007, R-044, R-045, R-069, R-072, R-073)."""
    found = orders.order_problems(values, facts.settings, facts.now)
    found += taken_away(orders.asked_so_far, before, values)
    if any(values.get(name) != before.get(name) for name in SIGNED):
        found += signature(values, facts, "requested_by", "finished_at", values.get("worker"))
    if values.get("rework_of") != before.get("rework_of"):
        found += _parent_problems(values, before, facts)
    return found


def _parent_problems(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Let a rework be of a finished order, of the newest one of its chain, for good (R-069)."""
    if before.get("rework_of") is not None:
        return [Problem(N_("A rework stays with its order; cancel it instead"), "rework_of", "R-069")]
    parent = order_at(values.get("rework_of"), facts)
    if parent is None:
        return []
    if parent.state not in (*orders.DONE, "rework_pending") or parent.id == values.get("id"):
        way = N_("Only a finished order can be reworked; finish {number} first").having(number=parent.number)
        return [Problem(way, "rework_of", "R-069")]
    newest = newest_of(parent.values, facts)
    if newest["id"] not in (parent.id, values.get("id")):
        way = N_("Report it on the rework {number}").having(number=newest["number"])
        return [Problem(way, "rework_of", "R-069")]
    return []


def signature(
    values: Values, facts: Facts, customer: str, done: str, *ours: object
) -> list[Problem]:  # fmt: skip
    """Judge a signature that is recorded now; whoever did the work signs no more for the customer than the desk (R-007)."""
    names = [*facts.staff_names(), *(str(one) for one in ours if isinstance(one, str))]
    return signatures.record_problems(
        named(values, facts, customer), names, facts.now.date(), customer=customer, done=done
    )


def may_close(values: Values, facts: Facts) -> list[Problem]:
    """Find what the closing of an order lacks (REC-06, R-065, R-069, R-070)."""
    found = orders.missing_to_sign_off(values) if values.get("state") == "finished" else []
    return found + orders.missing_to_close(
        values, answers_of(values["id"], facts), reworks_of(values["id"], facts)
    )


def may_settle(values: Values, facts: Facts) -> list[Problem]:
    """Find what keeps an order from closing by itself: for a reworked one, only its reworks (REC-06)."""
    if values.get("state") == "rework_pending":
        return orders.open_rework_problems(reworks_of(values["id"], facts))
    return may_close(values, facts)


def may_report(values: Values, facts: Facts) -> list[Problem]:
    """Find what the report of a persisting defect lacks (R-069)."""
    return orders.missing_to_report(values, reworks_of(values["id"], facts))


def order_rework(values: Values, facts: Facts) -> list[Effect]:  # noqa: ARG001
    """Make the child order of a reported defect (R-069)."""
    return [Save(ORDER, orders.rework(values))]


def after_order(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a save of an order brings: callbacks, rework states, the closing of itself and of its parent."""
    state, was = str(values["state"]), str(before.get("state") or "")
    found: list[Effect] = []
    if values.get("rework_of") is not None and before.get("rework_of") is None:
        found += _rework_begun(values, facts)
    elif (
        values.get("rework_of") is not None and values.get("major_defect") and not before.get("major_defect")
    ):
        found += _flagged_later(values, facts)
    if before and state not in ("cancelled", "voided"):
        found += _dates(values, before, facts)
    moved = bool(before) and values.get("finished_at") != before.get("finished_at")
    if (state == "finished" and was != state) or (moved and state in ("finished", "signed_off")):
        found += _finished(values, facts)
    if state == "rework_pending" and was != state:
        found += _reopened(values, facts)
    if state in orders.ENDS and was not in ("", *orders.ENDS):
        found += _ended(values, facts)
    found += follow_up_of(values, before, facts)
    if state == "signed_off" and not may_close(values, facts):
        found.append(Apply(int(values["id"]), "settle"))
    return found


def _rework_begun(values: Values, facts: Facts) -> list[Effect]:
    parent = order_at(values["rework_of"], facts)
    found: list[Effect] = []
    if parent is not None and parent.state in orders.DONE:  # typed as a rework: the report of its parent
        found.append(Apply(parent.id, "reworked"))
    large = {
        "major_defect": values.get("major_defect")
        or (parent is not None and parent.values.get("major_defect"))
    }
    if callbacks.wants_special(large, facts.settings):
        found.append(_callback(values, callbacks.SPECIAL))
    return found


def _reopened(values: Values, facts: Facts) -> list[Effect]:
    """A rework that fails opens again the closed orders above it, so that none looks settled."""
    above = order_at(values.get("rework_of"), facts)
    return [Apply(above.id, "reworked")] if above is not None and above.state == "closed" else []


def _callback(order: Values, kind: str) -> Save:
    return Save(CALLBACK, {"subject": order["id"], "kind": kind, "responsible": order.get("responsible")})


def routine_of(order: Values) -> Save:
    """Return the routine callback of an order (R-065)."""
    return _callback(order, callbacks.ROUTINE)


def _flagged_later(values: Values, facts: Facts) -> list[Effect]:
    """Call a rework back specially that turns out to be of a large defect, where only those are (R-070)."""
    special = [one for one in callbacks_of(values["id"], facts) if one["kind"] == callbacks.SPECIAL]
    wanted = values["state"] in (*orders.UNDER_WAY, "finished") and callbacks.wants_special(
        values, facts.settings
    )
    return [_callback(values, callbacks.SPECIAL)] if wanted and not special else []


def _finished(values: Values, facts: Facts) -> list[Effect]:
    return (
        [routine_of(values)] if callbacks.wanted_after_finish(values, answers_of(values["id"], facts)) else []
    )


def _dates(order: Values, before: Values, facts: Facts) -> list[Effect]:
    """Move the dates of open callbacks that follow from the finish or the report (R-065, R-070)."""
    moved: list[Effect] = []
    if all(order.get(name) == before.get(name) for name in ("finished_at", "requested_at")):
        return moved
    for one in callbacks_of(order["id"], facts):
        kind = str(one["kind"])
        if one["state"] not in callbacks.OPEN or kind not in (callbacks.ROUTINE, callbacks.SPECIAL):
            continue
        if callbacks.date_moves(kind, before, order, facts.settings) or one.get("due_at") is None:
            limit = callbacks.due_of(kind, order, facts.now, facts.settings)
            if limit is not None and limit != one.get("due_at"):
                moved.append(Save(CALLBACK, {"due_at": limit}, int(one["id"])))
    return moved


def _dropped(values: Values, facts: Facts) -> list[Effect]:
    """End the callbacks of an order that is cancelled or voided; a customer who reported a defect is still called (R-070)."""
    state = values["state"]
    if state == "closed":
        return []
    cancelled = Words(facts.settings.text("screen_language"))(N_("The order was cancelled"))
    return [
        Apply(int(one["id"]), "drop", reason=str(values.get("void_reason") or cancelled))
        for one in callbacks_of(values["id"], facts)
        if one["state"] in callbacks.OPEN and (state == "voided" or one["kind"] != callbacks.SPECIAL)
    ]


def _ended(values: Values, facts: Facts) -> list[Effect]:
    found = _dropped(values, facts)
    parent = order_at(values.get("rework_of"), facts)
    if parent is None or parent.state != "rework_pending":
        return found
    others = [one for one in reworks_of(parent.id, facts) if one["id"] != values["id"]]
    if orders.open_rework_problems(others):
        return found
    if any(one["state"] == "closed" for one in (values, *others)):
        return [*found, Apply(parent.id, "settle")]
    back = "back_signed" if orders.missing_to_sign_off(parent.values) == [] else "back_finished"
    return [*found, Apply(parent.id, back)]  # no rework was done after all


def order_notices(values: Values, facts: Facts) -> list[Problem]:
    """Remind of what an order waits for; never stops anything (R-069, R-074, R-075)."""
    state = values.get("state")
    found: list[Problem] = []
    wanted = orders.dispatch_due(values, facts.settings)
    if state == "requested" and wanted is not None:
        found.append(Problem(N_("Rework: dispatch it by {due}").having(due=wanted), "dispatched_at", "R-069"))
    if state in ("requested", "dispatched"):
        found += orders.refused_price(values)
    if state == "dispatched" and not found:
        found += orders.consent_problems(values)
    if state == "finished":
        found += orders.missing_to_sign_off(values)
    if state in ("signed_off", "rework_pending"):
        found += may_settle(values, facts)
    return [Problem(one.text, one.field, one.rule, grave=False) for one in found]


def order_printable(state: str, values: Values) -> list[Problem]:  # noqa: ARG001
    """Refuse the dispatch slip before the dispatch: only then worker and price are settled (P-06, R-072)."""
    if state == "requested":
        return [Problem(N_("Dispatch the order first: the slip goes to the worker"), "worker", "REC-06")]
    return []


# -- made from others ------------------------------------------------------------------------------------


def order_of_entry(values: Values, entry_id: int) -> dict[str, Any]:
    """Return what an order made of a duty log entry starts with: nothing is typed twice."""
    return {
        "source": entry_id,
        "requested_at": values.get("occurred_at"),
        "requested_by": values.get("customer") or values.get("caller_name"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        "content": values.get("content"),
        "responsible": values.get("responsible") or values.get("recorded_by"),
    }


def callback_of_order(values: Values, order_id: int) -> dict[str, Any]:
    """Return what a further callback about an order starts with: the monthly one, to be signed (R-067)."""
    return {"subject": order_id, "kind": callbacks.MONTHLY, "responsible": values.get("responsible")}


def order_of_complaint(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what an order made of a complaint starts with; a rework names its order in `rework_of` (R-034, R-069)."""
    return {
        "source": complaint_id,
        "requested_at": values.get("received_at"),
        "requested_by": values.get("complainant"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        # what is told about a person stays with the complaint, which that person may not see
        "content": None
        if values.get("against_director") or values.get("accused_staff")
        else values.get("content"),
        "customer_deadline": values.get("customer_deadline"),
        "responsible": values.get("handler"),
    }
