"""The course of a repair order (REC-06): R-069, R-072 to R-075, and R-044, R-045 as R-073 takes them over.

`missing_to_...` name what a step of REC-06 still lacks; an empty list is leave. Callbacks and reworks are given as
the values of those records, with their `state`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.callbacks import OPEN as CALLBACK_OPEN
from custdesk.rules.callbacks import is_answered, wants_routine
from custdesk.rules.deadlines import (
    Due,
    customer_deadline_problems,
    extended,
    extensions_wanting,
    reminder_of,
)
from custdesk.rules.periods import is_late
from custdesk.rules.signatures import is_signed
from custdesk.rules.values import Rows, Values, due, earlier, filled, moment, rows, text, yes
from custdesk.settings import Settings

START: Final = "requested_at"
UNDER_WAY: Final = ("requested", "dispatched", "working")
DONE: Final = ("finished", "signed_off", "closed")
FINISHED: Final = (*DONE, "rework_pending")
ENDS: Final = ("closed", "cancelled", "voided")
REFUSED: Final = "refused"
PRICE: Final = "price"


# -- until when ------------------------------------------------------------------------------------------


def order_due(values: Values, settings: Settings) -> Due:
    """Return the due date in force: customer's deadline, else appointment, else so many hours; extended (R-073)."""
    return extended(original_due(values, settings), values, settings, START)


def original_due(values: Values, settings: Settings) -> Due:
    """Return the due date without extensions (R-073, R-044)."""
    asked, appointment = due(values, "customer_deadline"), moment(values, "appointment_at")
    if asked is not None:
        why = N_("the customer's own deadline")
        return Due(asked, why, "R-073", reminder_of(asked, values, settings, START))
    if appointment is not None:
        why = N_("the appointment")
        return Due(appointment, why, "R-073", reminder_of(appointment, values, settings, START))
    start = moment(values, START)
    if start is None:
        return Due(None, N_("no time limit yet: enter when it was requested"), "R-073")
    hours = settings.number("repair_default_hours")
    limit = _minute(start) + datetime.timedelta(hours=hours)
    why = N_("{hours} hours from the request").having(hours=hours)
    return Due(limit, why, "R-073", reminder_of(limit, values, settings, START))


def dispatch_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return by when a rework is to be dispatched: "at once" is so many minutes; None for other orders (R-069)."""
    start = moment(values, START)
    if start is None or not filled(values, "rework_of"):
        return None
    return _minute(start) + datetime.timedelta(minutes=settings.number("rework_dispatch_minutes"))


def owed(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when something must be done about an order: the dispatch of a rework, then the work (R-010)."""
    if state not in UNDER_WAY:
        return None
    limits = [moment(values, "due_at")]
    if state == "requested":
        limits.append(dispatch_due(values, settings))
    return min((limit for limit in limits if limit is not None), default=None)


def on_time(values: Values) -> bool | None:
    """Tell whether an order was finished by its due date in force; None while it is not finished (F-08)."""
    finished, limit = moment(values, "finished_at"), moment(values, "due_at")
    return None if finished is None or limit is None else not is_late(finished, limit)


# -- what a save must hear -------------------------------------------------------------------------------


def order_problems(values: Values, settings: Settings, now: datetime.datetime) -> list[Problem]:
    """Find what is wrong with an order in any state (R-044, R-045, R-069, R-072, R-073)."""
    found = customer_deadline_problems(values, now, START)
    found += extensions_wanting(values, lambda before: order_due(before, settings).at, START)
    appointment = moment(values, "appointment_at")
    if appointment is not None and earlier(appointment, values.get(START)):
        way = N_("The appointment lies before the request; correct one of the times")
        found.append(Problem(way, "appointment_at", "R-073"))
    return (
        found
        + rework_problems(values)
        + order_of_times(values)
        + late_price(values)
        + amount_problems(values)
    )


def amount_problems(values: Values) -> list[Problem]:
    """Refuse prices and fees below zero (R-072)."""
    given = [(name, values.get(name)) for name in ("price_quoted", "fee")]
    given += [
        (f"price_changes.{place}.price", row.get("price"))
        for place, row in enumerate(rows(values, "price_changes"))
    ]
    way = N_("An amount is not below zero")
    return [Problem(way, name, "R-072") for name, fen in given if isinstance(fen, int) and fen < 0]


def rework_problems(values: Values) -> list[Problem]:
    """Refuse to charge for a rework (R-069)."""
    if filled(values, "rework_of") and yes(values, "chargeable"):
        return [Problem(N_("A rework is not charged"), "chargeable", "R-069")]
    return []


def order_of_times(values: Values) -> list[Problem]:
    """Refuse times that run backwards: requested, dispatched, arrived, finished (REC-06)."""
    steps = (
        (START, "dispatched_at", N_("It cannot be dispatched before it was requested; correct one of the times")),
        ("dispatched_at", "arrived_at", N_("Nobody can arrive before the dispatch; correct one of the times")),
        ("dispatched_at", "finished_at", N_("It cannot be finished before the dispatch; correct one of the times")),
        ("arrived_at", "finished_at", N_("It cannot be finished before the arrival; correct one of the times")),
    )  # fmt: skip
    return [
        Problem(way, after, "REC-06") for first, after, way in steps if earlier(values.get(after), values.get(first))
    ]  # fmt: skip


def late_price(values: Values) -> list[Problem]:
    """Refuse a price told after the dispatch: at night it may be told with it, never later (R-072)."""
    if yes(values, "chargeable") and earlier(values.get("dispatched_at"), values.get("price_told_at")):
        way = N_("The price is told before the dispatch, at night with it, never later")
        return [Problem(way, "price_told_at", "R-072")]
    return []


# -- steps -----------------------------------------------------------------------------------------------


def asked_so_far(values: Values) -> list[Problem]:
    """Find what an order lacks of all that the steps up to its state asked for (REC-06, R-072 to R-075)."""
    state, found = text(values, "state"), []
    if state in ("dispatched", "working", *FINISHED):
        wanted = (
            ("worker", N_("Enter who does the work")),
            ("dispatched_at", N_("Enter when it was dispatched")),
        )
        found += _ask(values, "REC-06", wanted) + demand_problems(values) + price_problems(values)
    if state == "working":
        found += consent_problems(values)
    if state in FINISHED:
        found += missing_to_finish(values)
    if state in ("signed_off", "closed"):
        found += missing_to_sign_off(values)
    return found


def demand_problems(values: Values) -> list[Problem]:
    """Ask that content and requirements were confirmed with the customer (R-073)."""
    if yes(values, "demand_confirmed"):
        return []
    way = N_("Confirm content and requirements with the customer, then tick it")
    return [Problem(way, "demand_confirmed", "R-073")]


def missing_to_dispatch(values: Values, now: datetime.datetime) -> list[Problem]:
    """Find what `requested → dispatched` lacks: worker, confirmed demand, price told, no refusal (R-072 to R-074)."""
    found = _ask(values, "REC-06", (("worker", N_("Enter who does the work")),)) + demand_problems(values)
    at_dispatch = {**values, "dispatched_at": moment(values, "dispatched_at") or now}
    return found + price_problems(at_dispatch) + refused_price(values) + order_of_times(at_dispatch)


def price_problems(values: Values) -> list[Problem]:
    """Ask for the price and when it was told, before the dispatch of a charged service (R-072)."""
    if not yes(values, "chargeable"):
        return []
    wanted = (
        ("price_quoted", N_("Enter the price quoted: the service is charged")),
        ("price_told_at", N_("Enter when the customer was told the price")),
    )
    return _ask(values, "R-072", wanted) + late_price(values)


def refused_price(values: Values) -> list[Problem]:
    """Refuse to go on where the customer does not agree to the price (R-074)."""
    if yes(values, "chargeable") and text(values, "customer_consent") == REFUSED:
        way = N_("The customer does not agree to the price: cancel the order")
        return [Problem(way, "customer_consent", "R-074")]
    return []


def missing_to_start(values: Values) -> list[Problem]:
    """Find what `dispatched → working` lacks: the customer's consent to a charged repair (R-074)."""
    return consent_problems(values)


def consent_problems(values: Values) -> list[Problem]:
    """Ask for the consent to a charged repair, signed or noted, with who and when, before the work (R-074)."""
    if not yes(values, "chargeable"):
        return []
    found = refused_price(values)
    found += _ask(
        values,
        "R-074",
        (
            ("customer_consent", N_("Enter the customer's consent to the charged repair")),
            ("consent_by", N_("Enter who consented to the charged repair")),
            ("consent_at", N_("Enter when the customer consented")),
        ),
    )
    if earlier(values.get("finished_at"), values.get("consent_at")):
        way = N_("The customer consents before the work, not after it")
        found.append(Problem(way, "consent_at", "R-074"))
    return found


def missing_to_finish(values: Values) -> list[Problem]:
    """Find what `working → finished` lacks: work, time, and the fee of a charged order (REC-06, R-072, R-074)."""
    wanted: tuple[tuple[str, Text], ...] = (
        ("work_done", N_("Write down what was done")),
        ("finished_at", N_("Enter when the work was finished")),
    )
    if yes(values, "chargeable"):
        wanted += (("fee", N_("Enter the fee: the service is charged")),)
    return (
        _ask(values, "REC-06", wanted) + consent_problems(values) + fee_problems(values) + order_of_times(values)
    )  # fmt: skip


def fee_problems(values: Values) -> list[Problem]:
    """Refuse a fee above the price the customer agreed to: a change needs a new quote and consent (R-072)."""
    fee, agreed = values.get("fee"), price_in_force(values)
    if not isinstance(fee, int) or fee == 0:
        return []
    if not yes(values, "chargeable"):
        return [Problem(N_("The order is not charged; take the fee away"), "fee", "R-072")]
    if agreed is not None and fee > agreed:
        way = N_("The fee is above the agreed price: quote the new price and win the customer's consent")
        return [Problem(way, "fee", "R-072")]
    return []


def price_in_force(values: Values) -> int | None:
    """Return the price that holds, in fen: the last change the customer agreed to, else the first quote (R-072)."""
    agreed = [row for row in rows(values, "price_changes") if yes(row, "customer_agreed")]
    newest = max(agreed, key=lambda row: moment(row, "told_at") or datetime.datetime.min, default=values)
    price = newest.get("price" if agreed else "price_quoted")
    return price if isinstance(price, int) else None


def missing_to_sign_off(values: Values) -> list[Problem]:
    """Find what `finished → signed_off` lacks: the customer's signature on paper, or why there is none (R-075)."""
    if is_signed(values) or filled(values, "no_signature_reason"):
        return []
    way = N_("Record who signed on paper and when, or why nobody signed")
    return [Problem(way, "signed_by_customer_name", "R-075")]


def missing_to_close(values: Values, callbacks: Rows, reworks: Rows) -> list[Problem]:
    """Find what `signed_off → closed` lacks (REC-06, R-065, R-069, R-070, 9.4 no. 16).

    No open callback, no open rework; home repair and housekeeping, and every rework that had a special callback,
    need one answered after the finish, or a customer who could not be reached.
    """
    found = [
        Problem(N_("Callback {number} is still open").having(number=text(one, "number")), "", "REC-06")
        for one in callbacks
        if text(one, "state") in CALLBACK_OPEN
    ]
    found += open_rework_problems(reworks)
    if not found and needs_callback(values, callbacks) and not is_answered(values, callbacks):
        way = N_("Call the customer back first: no callback was made after the work was finished")
        found.append(Problem(way, "", "R-065"))
    return found


def needs_callback(values: Values, callbacks: Rows) -> bool:
    """Tell whether an order needs a callback to close: home services, and reworks called back specially (R-065, R-070)."""
    return wants_routine(values) or any(text(one, "kind") == "special_24h" for one in callbacks)


def open_rework_problems(reworks: Rows) -> list[Problem]:
    """Name the reworks that are not at their end: the parent waits for the last (REC-06, R-069)."""
    return [
        Problem(N_("Rework {number} is still open").having(number=text(one, "number")), "", "R-069")
        for one in reworks
        if text(one, "state") not in ENDS
    ]


def missing_to_cancel(values: Values) -> list[Problem]:
    """Find what `requested|dispatched → cancelled` lacks: reason and who asked (REC-06, R-074)."""
    found = _ask(
        {**values, **cancelled(values)},
        "REC-06",
        (
            ("cancel_reason", N_("Choose why the order is cancelled")),
            ("cancel_asked_by", N_("Enter who asked for it")),
        ),
    )
    if text(values, "customer_consent") == REFUSED and text(values, "cancel_reason") not in ("", PRICE):
        way = N_("The customer did not agree to the price: that is the reason")
        found.append(Problem(way, "cancel_reason", "R-074"))
    return found


def cancelled(values: Values) -> dict[str, object]:
    """Return what a refused price fills in when the order is cancelled: the reason is "price" (R-074)."""
    if text(values, "customer_consent") != REFUSED:
        return {}
    asked = values.get("cancel_asked_by") or values.get("consent_by")
    return {"cancel_reason": values.get("cancel_reason") or PRICE, "cancel_asked_by": asked}


# -- rework ----------------------------------------------------------------------------------------------


def missing_to_report(values: Values, reworks: Iterable[Values]) -> list[Problem]:
    """Find what a report of a persisting defect lacks, and name the rework it belongs to instead (R-069).

    A second report concerns the newest rework: its child is made, so that the chain shows.
    """
    newest = last_rework(reworks)
    if newest is not None:
        way = N_("Report it on the rework {number}").having(number=text(newest, "number"))
        return [Problem(way, "", "R-069")]
    found = _ask(
        values,
        "R-069",
        (
            ("defect_reported_at", N_("Enter when the customer reported the defect")),
            ("defect_reported_by", N_("Enter who reported the defect")),
            ("defect", N_("Write down what is still defective")),
        ),
    )
    if earlier(values.get("defect_reported_at"), values.get("finished_at")):
        way = N_("The defect is reported after the work was finished; correct one of the times")
        found.append(Problem(way, "defect_reported_at", "R-069"))
    return found


def last_rework(reworks: Iterable[Values]) -> Values | None:
    """Return the newest rework of an order that was not cancelled or voided (R-069)."""
    done = [one for one in reworks if text(one, "state") not in ("cancelled", "voided")]
    return max(done, key=lambda one: moment(one, START) or datetime.datetime.min, default=None)


def rework(parent: Values) -> dict[str, object]:
    """Return what the child order starts with: same place and kind, requested by the report, not charged (R-069)."""
    kept = ("unit", "phone", "service_kind", "major_defect", "team", "responsible")
    return {
        **{name: parent.get(name) for name in kept},
        "rework_of": parent.get("id"),
        "requested_at": parent.get("defect_reported_at"),
        "requested_by": parent.get("defect_reported_by") or parent.get("requested_by"),
        "content": parent.get("defect") or parent.get("content"),
        "chargeable": False,
        "demand_confirmed": False,
    }


def _minute(when: datetime.datetime) -> datetime.datetime:
    return when.replace(second=0, microsecond=0)


def _ask(values: Values, rule: str, wanted: tuple[tuple[str, Text], ...]) -> list[Problem]:
    return [Problem(way, name, rule) for name, way in wanted if not filled(values, name)]
