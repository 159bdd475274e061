"""Figures of complaints over plain rows: F-01 to F-07 and F-27 (domain 6.2; 9.4 no. 9, 10 and 12).

Rows are values of REC-03; voided ones never count. Membership follows the event date (R-005): `received_at` for
F-01, F-02, F-05 and F-27, the closing for F-03, F-04 and F-06, the handling for F-07. What is asked is what stands
in the rows at the cut-off.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from custdesk.rules import deadlines
from custdesk.rules.handover import handover_due, handover_needed
from custdesk.rules.periods import Period, due_day, end_of_day, is_late
from custdesk.rules.routing import NOT_VALID, VALID, goes_to_company
from custdesk.rules.shares import Share, share
from custdesk.rules.values import Values, day, filled, moment, text
from custdesk.settings import Settings

ENDED: Final = ("closed", "handed_over", "verified", "old_register")
SATISFIED: Final = ("very_satisfied", "fairly_satisfied", "basically_satisfied")
NOT_REACHED: Final = "not_reached"
#: the columns these formulas read, for whoever fetches no more than that
COLUMNS: Final = (
    "state", "received_at", "validity", "category", "involves_compensation", "against_director", "handler_kind",
    "lead_department", "due_at", "was_late", "handled_at", "handled_before", "closed_at", "handed_over_at",
    "customer_satisfied", "signed_by_customer_name",
)  # fmt: skip


def ids(rows: Iterable[Values]) -> tuple[int, ...]:
    """Return the ids of rows, in their order."""
    return tuple([row["id"] for row in rows])  # type: ignore[misc]


def within(rows: Iterable[Values], name: str, period: Period) -> list[Values]:
    """Return the rows whose day or moment of that name lies in a period (R-005)."""
    first, last = period.first, period.last
    return [
        row
        for row in rows
        if (on := day(row, name)) is not None and first <= on <= last and row.get("state") != "voided"
    ]


def received(rows: Iterable[Values], period: Period) -> list[Values]:
    """Return what was received in a period, valid or not (F-01)."""
    return within(rows, "received_at", period)


def valid(rows: Iterable[Values]) -> list[Values]:
    """Return the valid ones (F-01)."""
    return [row for row in rows if text(row, "validity") == VALID]


def not_valid(rows: Iterable[Values]) -> list[Values]:
    """Return those found not valid, which are counted apart (F-01, R-031)."""
    return [row for row in rows if text(row, "validity") == NOT_VALID]


def counted(rows: Iterable[Values], name: str) -> Mapping[str, tuple[int, ...]]:
    """Return the ids by category, nature, channel or state; "" for those without (F-01)."""
    found: dict[str, list[Values]] = {}
    for row in rows:
        found.setdefault(text(row, name), []).append(row)
    return {code: ids(some) for code, some in found.items()}


def resolved(rows: Iterable[Values], period: Period) -> Share:
    """Return the problem resolution rate: valid received in the period and closed by now (F-02)."""
    return resolved_of(received(rows, period))


def resolved_of(came: Iterable[Values]) -> Share:
    """Return F-02 of what was received in a period."""
    whole = valid(came)
    return share(ids(row for row in whole if text(row, "state") in ENDED), ids(whole))


def handed_over_in_time(
    rows: Iterable[Values], period: Period, cut_off: datetime.datetime, settings: Settings
) -> Share:
    """Return the hand-overs in time of what was closed in the period; those not yet due stand apart (F-03, R-055)."""
    return handed_over_of(within(rows, "closed_at", period), cut_off, settings)


def handed_over_of(ended: Iterable[Values], cut_off: datetime.datetime, settings: Settings) -> Share:
    """Return F-03 of what was closed in a period."""
    clock, known = f"{settings.text('handover_clock')}_at", dict[object, datetime.datetime | None]()
    routed = settings.text("handover_scope") == "company_routed"
    in_time, whole, pending = [], [], []
    for row in ended:
        key = (day(row, clock), routed and goes_to_company(row))  # all that the due date depends on
        if key not in known:
            known[key] = handover_due(row, settings).at
        owed = known[key]
        if owed is None or text(row, "state") == "old_register":
            continue
        done = None if handover_needed(row, settings) else day(row, "handed_over_at")
        if done is None and not is_late(cut_off, owed):
            pending.append(row)
            continue
        whole.append(row)
        if done is not None and done <= due_day(owed):
            in_time.append(row)
    return share(ids(in_time), ids(whole), ids(pending))


def satisfied(rows: Iterable[Values], period: Period) -> Share:
    """Return the satisfied of those closed in the period with an answer; not reached ones stand apart (F-04)."""
    return satisfied_of(within(rows, "closed_at", period))


def satisfied_of(ended: Iterable[Values]) -> Share:
    """Return F-04 of what was closed in a period."""
    good, whole, apart = [], [], []
    for row in ended:
        answer = text(row, "customer_satisfied")
        if answer == NOT_REACHED:
            apart.append(row)
        elif answer:
            whole.append(row)
            if answer in SATISFIED:
                good.append(row)
    return share(ids(good), ids(whole), ids(apart))


def is_pending(row: Values, cut_off: datetime.datetime) -> bool:
    """Tell whether a valid complaint is neither handled nor due yet, also where its date is still to be set (F-05)."""
    if text(row, "validity") == NOT_VALID or text(row, "state") in ENDED or filled(row, "handled_at"):
        return False
    return not deadlines.is_overdue(row, moment(row, "due_at"), cut_off, was_late=row.get("was_late") is True)


def in_time(row: Values) -> bool | None:
    """Tell whether a complaint was handled in time, by its date in force; None where that is not judged (R-042)."""
    return deadlines.on_time(row, moment(row, "due_at"), was_late=row.get("was_late") is True)


def timely(rows: Iterable[Values], period: Period, cut_off: datetime.datetime) -> Share:
    """Return the complaint timely rate of what was received in the period (F-05, 9.4 no. 10 and 12).

    Not handled and not due by the cut-off is pending and stands apart; what an old register leaves without date of
    handling is not judged.
    """
    return timely_of(received(rows, period), cut_off)


def timely_of(came: Iterable[Values], cut_off: datetime.datetime) -> Share:
    """Return F-05 of what was received in a period."""
    good, whole, pending = [], [], []
    for row in valid(came):
        if is_pending(row, cut_off):
            pending.append(row)
        elif filled(row, "handled_at") or text(row, "state") not in ENDED:
            whole.append(row)
            if in_time(row):
                good.append(row)
    return share(ids(good), ids(whole), ids(pending))


def signed(rows: Iterable[Values], period: Period) -> Share:
    """Return the share closed with the customer's signature of those closed in the period (F-06, R-051)."""
    return signed_of(within(rows, "closed_at", period))


def signed_of(ended: Sequence[Values]) -> Share:
    """Return F-06 of what was closed in a period."""
    return share(ids(row for row in ended if filled(row, "signed_by_customer_name")), ids(ended))


def effective(rows: Iterable[Values], period: Period) -> Share:
    """Return the complaint effectiveness: handled in the period, content or signed, not reopened since (F-07).

    A case handled in the period and reopened by now counts as not effective, handled again or not.
    """
    handled = within(rows, "handled_at", period)
    reopened = within(rows, "handled_before", period)
    whole = {row["id"]: row for row in (*handled, *reopened)}
    again = set(ids(reopened))
    good = [
        row
        for row in handled
        if row["id"] not in again
        and (text(row, "customer_satisfied") in SATISFIED or filled(row, "signed_by_customer_name"))
    ]
    return share(ids(good), ids(whole.values()))


def valid_share(rows: Iterable[Values], period: Period) -> Share:
    """Return the valid of all complaints received in the period (F-27)."""
    return valid_share_of(received(rows, period))


def valid_share_of(came: Sequence[Values]) -> Share:
    """Return F-27 of what was received in a period."""
    return share(ids(valid(came)), ids(came))


def is_open_at(row: Values, end: datetime.datetime) -> bool:
    """Tell whether a complaint was open at that 24:00: not handled by then (9.4 no. 9)."""
    if text(row, "validity") == NOT_VALID or text(row, "state") == "voided":
        return False
    if not filled(row, "handled_at"):
        return text(row, "state") not in ENDED
    handled = moment(row, "handled_at")
    return handled is not None and handled >= end


def is_unclosed_at(row: Values, end: datetime.datetime) -> bool:
    """Tell whether a complaint was handled but not closed at that 24:00 (9.4 no. 9)."""
    handled, closed = moment(row, "handled_at"), day(row, "closed_at")
    if handled is None or handled >= end or text(row, "state") in ("voided", "old_register"):
        return False
    return closed is None or end_of_day(closed) > end
