"""Figures of repairs and callbacks over plain rows: F-08, F-09, F-10, F-25, F-26 (domain 6.2).

Rows are the values of REC-06 and REC-07, of which ORDER and CALLBACK name the columns that are read. Cancelled and voided ones never count. `cut_off`
is the moment up to which things count.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from custdesk.rules.callbacks import signed_month
from custdesk.rules.periods import Period, due_day, is_late
from custdesk.rules.shares import Share, share
from custdesk.rules.values import Values, day, due, filled, moment, text, yes
from custdesk.settings import Settings

HOME_SERVICE: Final = ("home_repair", "housekeeping")
ORDER: Final = ("state", "service_kind", "finished_at", "due_at", "rework_of")
CALLBACK: Final = (
    "state", "kind", "subject", "done_at", "defect_found", "signed_at", "signed_by_customer_name", "covered_by",
)  # fmt: skip
_OUT: Final = ("cancelled", "voided")
_CALLED: Final = ("done", "signed")


def _id(row: Values) -> int:
    found = row["id"]
    assert isinstance(found, int)
    return found


def _live(rows: Iterable[Values]) -> list[Values]:
    return [row for row in rows if text(row, "state") not in _OUT]


def finished_in(orders: Iterable[Values], period: Period) -> list[Values]:
    """Return the orders finished in a period, by the finish date (R-005, R-065)."""
    return [row for row in _live(orders) if (on := day(row, "finished_at")) is not None and on in period]


def counts_on(order: Values) -> datetime.date | None:
    """Return the day by which an order's timeliness is counted, once: due day if late or undone (9.4 no. 13)."""
    finished, due_at = moment(order, "finished_at"), due(order, "due_at")
    if finished is not None and (due_at is None or not is_late(finished, due_at)):
        return finished.date()
    return due_day(due_at) if due_at is not None else None


def timely(orders: Iterable[Values], period: Period, cut_off: datetime.datetime) -> Share:
    """Return the repair timely rate; not yet due and undone stand apart, cancelled nowhere (F-08, 9.4 no. 13)."""
    in_time, whole, pending = [], [], []
    for row in _live(orders):
        on, due_at, finished = counts_on(row), due(row, "due_at"), moment(row, "finished_at")
        if on is None or on not in period:
            continue
        if finished is None and due_at is not None and not is_late(cut_off, due_at):
            pending.append(_id(row))
            continue
        whole.append(_id(row))
        if finished is not None and (due_at is None or not is_late(finished, due_at)):
            in_time.append(_id(row))
    return share(in_time, whole, pending)


def _first_repairs(orders: Iterable[Values], period: Period) -> list[Values]:
    return [row for row in finished_in(orders, period) if not filled(row, "rework_of")]


def reworked(orders: Iterable[Values]) -> frozenset[int]:
    """Return the ids of the orders that have a rework child; a voided child is none (F-09, F-25)."""
    parents = (row.get("rework_of") for row in orders if text(row, "state") != "voided")
    return frozenset(parent for parent in parents if isinstance(parent, int))


def effective(orders: Sequence[Values], callbacks: Iterable[Values], period: Period) -> Share:
    """Return the repair effectiveness: finished, no rework child, no defect found since (F-09).

    `orders` holds the children too; rework orders themselves are not in the denominator.
    """
    again = reworked(orders)
    defect = {
        row.get("subject")
        for row in callbacks
        if yes(row, "defect_found") and text(row, "state") != "voided" and filled(row, "done_at")
    }
    whole = _first_repairs(orders, period)
    kept = [_id(row) for row in whole if _id(row) not in again and _id(row) not in defect]
    return share(kept, map(_id, whole))


def rework_rate(orders: Sequence[Values], period: Period) -> Share:
    """Return the rework rate: orders with a rework child of those finished; rework orders not counted (F-25)."""
    again = reworked(orders)
    whole = _first_repairs(orders, period)
    return share((_id(row) for row in whole if _id(row) in again), map(_id, whole))


def called_back(
    orders: Iterable[Values], callbacks: Iterable[Values], period: Period, cut_off: datetime.datetime
) -> Share:
    """Return the callback rate: home-service orders finished in the period and called back since (F-10, R-065).

    Any kind of callback counts that was done after finishing; an unreachable customer is not called back.
    """
    whole = [row for row in finished_in(orders, period) if text(row, "service_kind") in HOME_SERVICE]
    done = _done(callbacks)
    members = [
        _id(row)
        for row in whole
        if any(_after(row, called) and not called > cut_off for called in done.get(_id(row), ()))
    ]
    return share(members, map(_id, whole))


def signed_back(
    orders: Iterable[Values], callbacks: Iterable[Values], period: Period, settings: Settings
) -> Share:
    """Return the signed callbacks of a month: orders finished in it whose monthly callback was signed (F-26, R-067).

    A signature of the next month counts until its 5th.
    """
    found = signed_month(orders, callbacks, period, settings)
    kept = [one for one in found.orders if isinstance(one, int)]
    return share((one for one in kept if one in found.signed), kept)


def _after(order: Values, called: datetime.datetime) -> bool:
    finished = moment(order, "finished_at")
    return finished is not None and called >= finished


def _done(callbacks: Iterable[Values]) -> Mapping[int, list[datetime.datetime]]:
    """Return when the customer of each order was reached; a callback done with another counts as that one."""
    rows = list(callbacks)
    made = {
        row["id"]: when
        for row in rows
        if text(row, "state") in _CALLED and (when := moment(row, "done_at")) is not None
    }
    found: dict[int, list[datetime.datetime]] = {}
    for row in rows:
        by = row.get("covered_by") if text(row, "state") == "covered" else row.get("id")
        subject = row.get("subject")
        if isinstance(subject, int) and by in made:
            found.setdefault(subject, []).append(made[by])
    return found
