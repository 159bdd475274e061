"""How the rules of callbacks (R-056, R-065 to R-070) hear values and facts, and what a callback brings to its order."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.language import N_
from custdesk.office.signing import SIGNED
from custdesk.problem import Problem
from custdesk.records.repair_course import (
    COMPLAINT,
    answers_of,
    callbacks_of,
    may_close,
    newest_of,
    order_at,
    routine_of,
    signature,
)
from custdesk.rules import callbacks, orders
from custdesk.rules.lasting import taken_away
from custdesk.rules.privacy import hidden_from
from custdesk.rules.values import earlier
from custdesk.settings import Settings
from custdesk.workflow import Apply, Effect, Facts, Seen, Values

ABOUT = 60  # characters of the matter in the callback's own line
_HANDLED = ("handled", "closed", "handed_over", "verified")


def check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save of a callback must hear (R-007, R-030, R-069)."""
    found = callbacks.answer_problems(before, values) + callbacks.kept_problems(before, values)
    about = _about(values, facts)
    found += taken_away(lambda one: callbacks.asked_so_far(one, about.form if about else ""), before, values)
    if about is not None and values.get("subject") != before.get("subject") and not _hidden(about, facts):
        found += callbacks.refused_subject({"state": about.state})
    subject = order_at(values.get("subject"), facts)
    if subject is not None:
        found += callbacks.early_problems(before, values, subject.values)
    if any(values.get(name) != before.get(name) for name in SIGNED):
        orderer = subject.values.get("requested_by") if subject else None
        known = {**values, "requested_by": orderer}
        worker = subject.values.get("worker") if subject else None
        found += signature(known, facts, "requested_by", "done_at", worker, values.get("done_by"))
    return found


def _about(values: Values, facts: Facts) -> Seen | None:
    """Return the record a callback is about."""
    link = values.get("subject")
    return facts.linked(link) if isinstance(link, int) else None


def _hidden(about: Seen, facts: Facts) -> bool:
    """Tell whether the person at the desk may not know of it; that it is not there is said elsewhere (R-064)."""
    return hidden_from(about.values.get("visibility"), facts.user.id, facts.user.role)


def unit_of(values: Values, before: Values, facts: Facts) -> object:  # noqa: ARG001
    """Return the unit of what is called back about."""
    seen = _about(values, facts)
    return seen.values.get("unit") if seen is not None else None


def about_of(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    """Return what the matter is about, in one line: what was asked for at home, or complained of."""
    seen = _about(values, facts)
    order = _order_behind(values, facts) if seen is not None and seen.form != COMPLAINT else seen
    said = " ".join(str(order.values.get("content") or "").split()) if order is not None else ""
    return (said if len(said) <= ABOUT else said[: ABOUT - 1] + "…") or None


def responsible_of(values: Values, before: Values, facts: Facts) -> object:  # noqa: ARG001
    """Return who answers for the callback while nobody else is set (R-018)."""
    return facts.user.id


def due_at(values: Values, before: Values, facts: Facts) -> datetime.datetime | None:  # noqa: ARG001
    """Return when a callback is due by its kind and subject, where nobody has set it (R-065 to R-070)."""
    seen = _about(values, facts)
    subject = seen.values if seen is not None else {}
    return callbacks.due_of(str(values.get("kind") or ""), subject, facts.now, facts.settings)


def may_do(values: Values, facts: Facts) -> list[Problem]:
    """Find what a callback made lacks (R-066)."""
    seen = _about(values, facts)
    return callbacks.missing_to_do(values, seen.form if seen is not None else "")


def earlier_callbacks(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:  # noqa: ARG001
    """Return the other callbacks made about the same record, for the sheet with room for two (P-07)."""
    kept = ("done_at", "kind", "person_reached", "quality_rating", "attitude_rating", "opinion")
    made = [
        one for one in callbacks_of(values.get("subject"), facts)
        if one["state"] in callbacks.DONE and one["id"] != values.get("id")
    ]  # fmt: skip
    made.sort(key=lambda one: one["done_at"])
    return tuple({name: one.get(name) for name in kept if one.get(name) is not None} for one in made)


def then(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a save of a callback brings: the rework of a defect found, or the closing of the order (R-069)."""
    order = _order_behind(values, facts)
    state, was = str(values["state"]), str(before.get("state") or "")
    if order is None or state not in (*callbacks.DONE, callbacks.UNREACHABLE, "covered", "voided"):
        return []
    told_before = was in callbacks.DONE and bool(before.get("defect_found"))
    tells = state in callbacks.DONE and bool(values.get("defect_found"))
    reported = _defect(values, order, facts) if tells and not told_before else []
    found = list(reported)
    covers = _covers(values, order, facts) if state in callbacks.DONE and was not in callbacks.DONE else {}
    found += [one for some in covers.values() for one in some]
    if state == "voided" and was in callbacks.DONE:
        return _wanted_again(values, order, facts)
    # where it covers others of its order, the last of those closes the order
    if not reported and not covers.get(order.id) and order.state == "signed_off":
        found += [] if may_close(order.values, facts) else [Apply(order.id, "settle")]
    return found


def _wanted_again(values: Values, order: Seen, facts: Facts) -> list[Effect]:
    """Let what a voided callback had done be done again: those it covered, else a routine one of its order (R-065)."""
    covered = [
        one for one in facts.referring(values["id"], "service_callback")
        if one.values.get("covered_by") == values["id"] and one.state == "covered"
    ]  # fmt: skip
    found: list[Effect] = [Apply(one.id, "uncover") for one in covered]
    if order.state not in orders.DONE or any(one.values.get("subject") == order.id for one in covered):
        return found
    if callbacks.wanted_after_finish(order.values, answers_of(order.id, facts)):
        found.append(routine_of(order.values))
    return found


def _order_behind(values: Values, facts: Facts) -> Seen | None:
    """Return the order a callback is about: its subject, or the one whose special record it is (REC-08)."""
    seen = _about(values, facts)
    if seen is not None and seen.form == "major_defect":
        return order_at(seen.values.get("repair_order"), facts)
    return seen if seen is not None and seen.form == "repair_order" else None


def _defect(values: Values, order: Seen, facts: Facts) -> list[Effect]:
    """Report a defect on the newest order of the chain that counts.

    While that one is being worked on, or where it was finished after the callback, the work is under way or done. A
    call typed in before a clock was set back is reported as of now.
    """
    newest = newest_of(_standing(order, facts).values, facts)
    if newest["state"] not in orders.DONE or earlier(values.get("done_at"), newest.get("finished_at")):
        return []
    said = values.get("opinion") or newest.get("content")
    report = {
        "defect_reported_at": min(values["done_at"], facts.now),
        "defect_reported_by": values.get("person_reached"),
        "defect": said,
    }
    return [Apply(int(newest["id"]), "report_defect", report)]


def _standing(order: Seen, facts: Facts) -> Seen:
    """Return the order itself, or the one above it where it was a rework that was dropped (R-069)."""
    above = order_at(order.values.get("rework_of"), facts) if order.state in ("cancelled", "voided") else None
    return order if above is None else _standing(above, facts)


def _covers(values: Values, order: Seen, facts: Facts) -> dict[int, list[Effect]]:
    """End the routine callbacks this one makes needless: the order's own, and of those it is a rework of (R-065)."""
    ended: dict[int, list[Effect]] = {}
    above: Seen | None = order if callbacks.is_after(order.values, values) else None
    while above is not None:
        mine = [one for one in callbacks_of(above.id, facts) if one["id"] != values["id"]]
        by = {"covered_by": values["id"]}
        ended[above.id] = [Apply(one["id"], "cover", by) for one in mine if callbacks.is_needless(one)]
        above = order_at(above.values.get("rework_of"), facts)
    return ended


def notices(values: Values, facts: Facts) -> list[Problem]:
    """Remind of what a callback still needs; never stops anything (R-030, R-063, R-067, R-070)."""
    found = callbacks.unsigned_month(values)
    left = callbacks.hours_left(values, facts.now)
    if left is not None:
        text = N_("Special callback: {hours} hours left").having(hours=left)
        if left < 0:
            text = N_("Special callback: late since {due}").having(due=values["due_at"])
        found.append(Problem(text, "due_at", "R-070"))
    if callbacks.complaint_wanted(values):
        text = N_("The customer complains: make a complaint form, or link the one there is")
        found.append(Problem(text, "complaint", "R-030"))
    seen = _about(values, facts)
    if seen is not None and seen.form == COMPLAINT and values.get("defect_found") and seen.state in _HANDLED:
        text = N_("The matter persists: the complaint goes back to handling")
        found.append(Problem(text, "defect_found", "R-063"))
    return [Problem(one.text, one.field, one.rule, grave=False) for one in found]


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when something must be done about a callback (R-030, R-065, R-070)."""
    return callbacks.owed({**values, "state": state}, settings)


def complaint_of_callback(values: Values, callback_id: int) -> dict[str, Any]:
    """Return what a complaint heard at a callback starts with (REC-07, R-030)."""
    return {
        "source": callback_id,
        "received_at": values.get("done_at"),
        "received_by": values.get("done_by"),
        "channel": "callback",
        "complainant": values.get("requested_by") or values.get("person_reached"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        "content": values.get("opinion"),
        "validity": "valid",
        "handler": values.get("responsible"),
    }
