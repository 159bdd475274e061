"""The monthly duty of REC-07: call back on quality and attitude, with the customer's signature (R-067)."""

from __future__ import annotations

import datetime
from typing import Final

from custdesk.language import N_
from custdesk.obligation import Duty, Judged
from custdesk.rules import callbacks
from custdesk.rules.periods import Period, by_day_after_month
from custdesk.settings import Settings
from custdesk.workflow import Facts


def due(period: Period, settings: Settings) -> datetime.datetime:
    """Return until when signatures count for a month: the 5th of the next (R-067)."""
    return by_day_after_month(period, callbacks.SIGNED_UNTIL, settings)


def judge(period: Period, facts: Facts) -> Judged:
    """Judge a month by the orders finished in it and the monthly callbacks signed for them (R-067)."""
    after = period.last + datetime.timedelta(days=1)
    finished = [one.values for one in facts.dated("repair_order", "finished_at", period.first, after)]
    called = [one.values for one in facts.dated("service_callback", "done_at", period.first)]
    found = callbacks.signed_month(finished, called, period, facts.settings)
    if not found.applies:
        return Judged(applies=False, why_not=N_("No order was finished in this month"))
    evidence = tuple(
        int(one["id"]) for one in called if one.get("subject") in found.signed and one["kind"] == callbacks.MONTHLY
    )  # fmt: skip
    missing = N_("{signed} signed, {phone} by phone only, {open} open, of {orders} orders").having(
        signed=len(found.signed), phone=len(found.phone_only), open=len(found.open), orders=len(found.orders)
    )
    return Judged(found.done_on, missing, records=evidence)


DUTIES: Final = (
    Duty(
        "signed_callback", N_("Signed callback"), "R-067", "month", due, judge,
        who=("customer_service_assistant", "information_clerk", "receptionist"),
    ),
)  # fmt: skip
