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

#: what is asked of the thousands of orders and callbacks of a large office, at every start
ORDER: Final = ("finished_at", "state")
CALLBACK: Final = ("kind", "subject", "state", "signed_by_customer_name", "signed_at", "done_at")


def due(period: Period, settings: Settings) -> datetime.datetime:
    """Return until when signatures count for a month: the 5th of the next (R-067)."""
    return by_day_after_month(period, callbacks.SIGNED_UNTIL, settings)


def judge(period: Period, facts: Facts) -> Judged:
    """Judge a month by the orders finished in it and the monthly callbacks signed for them (R-067)."""
    after = period.last + datetime.timedelta(days=1)
    finished = facts.columns("repair_order", ORDER, days=("finished_at",), since=period.first, until=after)
    called = facts.columns("service_callback", CALLBACK, days=("done_at",), since=period.first)
    found = callbacks.signed_month(finished, called, period, facts.settings)
    if not found.applies:
        return Judged(applies=False, why_not=N_("No order was finished in this month"))
    evidence = tuple(
        int(one["id"]) for one in sorted(called, key=lambda one: one["done_at"]) if one.get("subject") in found.signed and one["kind"] == callbacks.MONTHLY
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
