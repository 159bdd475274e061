"""Callbacks (REC-07): R-056, R-065, R-066, R-067, R-070, decisions 9.4 no. 15 and 16.

An order's values hold `finished_at`, a callback's `kind`, `state`, `done_at` and `subject`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.periods import (
    Period,
    by_day_after_month,
    end_of_day,
    is_late,
    month_of,
    reaches,
    week_of,
    within_days,
    within_hours,
)
from custdesk.rules.signatures import is_signed
from custdesk.rules.values import Rows, Values, day, earlier, filled, moment, rows, text, yes
from custdesk.settings import Settings

HOME: Final = ("home_repair", "housekeeping")
OPEN: Final = ("due", "attempted")
DONE: Final = ("done", "signed")
UNREACHABLE: Final = "unreachable"
ROUTINE, MONTHLY, SAMPLE, SPECIAL = "routine", "monthly", "weekly_sample", "special_24h"
RATED: Final = ("repair_order", "special_service")  # forms whose callbacks judge quality and attitude
RATINGS: Final = ("quality_rating", "attitude_rating", "overall_rating")
SIGNED_UNTIL: Final = 5  # the day of the next month to which a signature still counts


# -- which callbacks, until when -------------------------------------------------------------------------


def wants_routine(order: Values) -> bool:
    """Tell whether an order is called back after the service as a matter of course (R-065)."""
    return text(order, "service_kind") in HOME


def routine_due(finished: datetime.datetime, settings: Settings) -> datetime.datetime:
    """Return when the routine callback of an order is due, counted from its finish (R-065, R-002)."""
    return within_days(finished, settings.number("routine_callback_days"), settings)


def wants_special(order: Values, settings: Settings) -> bool:
    """Tell whether a rework of an order is called back specially: all, or only large defects (R-070)."""
    return settings.text("rework_rule_scope") == "all" or yes(order, "major_defect")


def special_due(
    reported: datetime.datetime, finished: datetime.datetime | None, settings: Settings
) -> datetime.datetime | None:
    """Return when the special callback is due: 24 hours after the report, weekends too (R-070).

    Where the hours are set to run from the end of the rework it has no date before that.
    """
    hours = settings.number("special_callback_hours")
    if settings.text("special_callback_clock") == "rework_finished":
        return within_hours(finished, hours) if finished else None
    return within_hours(reported, hours)


def due_of(
    kind: str, subject: Values, now: datetime.datetime, settings: Settings
) -> datetime.datetime | None:
    """Return when a callback of a kind is due for its subject (R-065, R-067, R-068, R-070); else as a routine one."""
    finished = moment(subject, "finished_at")
    if kind == SPECIAL:
        return special_due(moment(subject, "requested_at") or now, finished, settings)
    done = finished or moment(subject, "handled_at") or now
    if kind == MONTHLY:
        return by_day_after_month(month_of(done.date()), SIGNED_UNTIL, settings)
    if kind == SAMPLE:
        return end_of_day(week_of(done.date()).last + datetime.timedelta(days=7))
    return routine_due(done, settings)


def date_moves(kind: str, before: Values, order: Values, settings: Settings) -> bool:
    """Tell whether the date of an open callback follows from what changed in its order: its finish, or its report.

    A setting that changed in between moves no date by itself (R-065, R-070).
    """
    from_finish = kind == ROUTINE or settings.text("special_callback_clock") == "rework_finished"
    name = "finished_at" if from_finish else "requested_at"
    return before.get(name) != order.get(name)


def wanted_after_finish(order: Values, callbacks: Rows) -> bool:
    """Tell whether a callback is to be made when an order is finished (R-065, R-070, 9.4 no. 16).

    One that is open, or was done after the finish, will do. A special one made before the finish told the state
    only: another is due after it, for public works as well.
    """
    after = [one for one in callbacks if text(one, "state") in OPEN or is_after(order, one)]
    if after:
        return False
    told_state = any(text(one, "kind") == SPECIAL and text(one, "state") in DONE for one in callbacks)
    return wants_routine(order) or told_state


def is_answered(order: Values, callbacks: Rows) -> bool:
    """Tell whether a finished order was called back, by a callback of any kind, or nobody was reached (R-065, R-070)."""
    return any(is_after(order, one) or text(one, "state") == UNREACHABLE for one in callbacks)


def is_after(order: Values, callback: Values) -> bool:
    """Tell whether a callback was made after the order was finished (R-065, 9.4 no. 16)."""
    done, finished = moment(callback, "done_at"), moment(order, "finished_at")
    return text(callback, "state") in DONE and bool(done and finished) and not earlier(done, finished)


def is_needless(callback: Values) -> bool:
    """Tell whether any callback made after the finish does for this one: it is routine and still open (R-065)."""
    return text(callback, "state") in OPEN and text(callback, "kind") == ROUTINE


def hours_left(values: Values, now: datetime.datetime) -> int | None:
    """Return the full hours to the date of an open special callback, below zero when it is late (R-070)."""
    limit = moment(values, "due_at")
    if text(values, "kind") != SPECIAL or text(values, "state") not in OPEN or limit is None:
        return None
    return int((limit - now).total_seconds() // 3600)


def on_time(values: Values) -> bool | None:
    """Tell whether a callback was made by its date; None while it was not made or has no date (R-065, R-070)."""
    done, limit = moment(values, "done_at"), moment(values, "due_at")
    if text(values, "state") not in DONE or done is None or limit is None:
        return None
    return not is_late(done, limit)


# -- steps -----------------------------------------------------------------------------------------------


def missing_to_do(values: Values, subject_form: str) -> list[Problem]:
    """Find what a callback made lacks: how, when, who with whom, the answers and the judgements (R-066)."""
    wanted: tuple[tuple[str, Text], ...] = (
        ("method", N_("Choose how the customer was called back")),
        ("done_at", N_("Enter when the customer was called back")),
        ("done_by", N_("Enter who called back")),
        ("person_reached", N_("Enter who was reached")),
        ("defect_found", N_("Say whether a defect is still there")),
        ("complaint_made", N_("Say whether the customer complains")),
    )
    if subject_form in RATED:
        wanted += (
            ("quality_rating", N_("Ask how the customer judges the quality of the work")),
            ("attitude_rating", N_("Ask how the customer judges the attitude")),
            ("overall_rating", N_("Ask for the customer's judgement of the whole")),
        )
    return _ask(values, "R-066", wanted)


def asked_so_far(values: Values, subject_form: str) -> list[Problem]:
    """Find what a callback lacks of all that the steps up to its state asked for (R-066, R-067, REC-07)."""
    state = text(values, "state")
    found = missing_to_do(values, subject_form) if state in DONE else []
    return found + (missing_to_sign(values) if state == "signed" else [])


def missing_to_try(values: Values) -> list[Problem]:
    """Find what `due → attempted` lacks: an attempt with when, who and why in vain (REC-07)."""
    found: list[Problem] = []
    tries = rows(values, "attempts")
    if not tries:
        found.append(Problem(N_("Enter the attempt: when, who, why in vain"), "attempts", "REC-07"))
    for row in tries:
        for name, way in (
            ("at", N_("Enter when each attempt was made")),
            ("by", N_("Enter who made each attempt")),
            ("reason", N_("Enter why each attempt failed")),
        ):
            if not filled(row, name):
                found.append(Problem(way, f"attempts.{name}", "REC-07"))
    return list(dict.fromkeys(found))


def missing_to_give_up(values: Values, settings: Settings) -> list[Problem]:
    """Find what `attempted → unreachable` lacks: so many attempts, on record (REC-07, R-070)."""
    wanted = settings.number("callback_max_attempts")
    tried = len(rows(values, "attempts"))
    if tried < wanted:
        way = N_("{tried} of {wanted} attempts were made; try again").having(tried=tried, wanted=wanted)
        return [Problem(way, "attempts", "R-070")]
    return missing_to_try(values)


def missing_to_sign(values: Values) -> list[Problem]:
    """Find what `done → signed` lacks: signer and date as read from the callback part of the sheet (R-067, R-007)."""
    if is_signed(values):
        return []
    way = N_("Record who signed the callback part on paper, and when")
    return [Problem(way, "signed_by_customer_name", "R-067")]


def answer_problems(before: Values, after: Values) -> list[Problem]:
    """Refuse to take back an answer that had its consequence: a rework ordered, a complaint form made (R-069, R-030)."""
    found: list[Problem] = []
    if text(before, "state") not in DONE:
        return found
    if yes(before, "defect_found") and not yes(after, "defect_found"):
        way = N_("A rework was ordered on this answer; cancel that order instead")
        found.append(Problem(way, "defect_found", "R-069"))
    if yes(before, "complaint_made") and filled(before, "complaint") and not yes(after, "complaint_made"):
        way = N_("A complaint form was made of this answer; judge that form instead")
        found.append(Problem(way, "complaint_made", "R-030"))
    return found


def kept_problems(before: Values, after: Values) -> list[Problem]:
    """Refuse to turn a callback to another record once it was tried, or was set up by its order (R-065, R-070)."""
    kind, found = text(before, "kind"), []
    fixed = kind in (ROUTINE, SPECIAL) or text(before, "state") != "due"
    if filled(before, "subject") and fixed and before.get("subject") != after.get("subject"):
        way = N_("A callback stays with its record; set up another one")
        found.append(Problem(way, "subject", "R-065"))
    if kind == SPECIAL and text(after, "kind") != SPECIAL:
        way = N_("The rework needs its special callback; set up another one beside it")
        found.append(Problem(way, "kind", "R-070"))
    return found


def early_problems(before: Values, after: Values, order: Values) -> list[Problem]:
    """Refuse a callback that lies before the finish of its order; only the special one may (R-065, R-070)."""
    if text(after, "kind") == SPECIAL or before.get("done_at") == after.get("done_at"):
        return []
    if not earlier(after.get("done_at"), order.get("finished_at")):
        return []
    way = N_("The callback lies before the end of the work; correct one of the times")
    return [Problem(way, "done_at", "R-065")]


def refused_subject(subject: Values) -> list[Problem]:
    """Refuse a new callback about what was cancelled or voided (R-065)."""
    if text(subject, "state") not in ("cancelled", "voided"):
        return []
    return [Problem(N_("It was cancelled or voided: nothing is to be called back about"), "subject", "R-065")]


def unsigned_month(values: Values) -> list[Problem]:
    """Remind that a monthly callback counts only with the customer's signature (R-067)."""
    if text(values, "kind") == MONTHLY and text(values, "state") == "done":
        way = N_("It counts for the month only with the customer's signature on the callback part")
        return [Problem(way, "signed_by_customer_name", "R-067", grave=False)]
    return []


def complaint_wanted(values: Values) -> bool:
    """Tell whether a callback heard a complaint that has no form yet (R-030)."""
    return text(values, "state") in DONE and yes(values, "complaint_made") and not filled(values, "complaint")


def owed(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when something must be done about a callback: the call, then the complaint it heard (R-029, R-065)."""
    if text(values, "state") in OPEN:
        return moment(values, "due_at")
    heard = moment(values, "done_at")
    if complaint_wanted(values) and heard is not None:
        return heard + datetime.timedelta(minutes=settings.number("pass_on_minutes"))
    return None


# -- the month's signatures ------------------------------------------------------------------------------


class SignedMonth(Struct, frozen=True):
    """The orders finished in a month, by how they were called back (R-067); `done_on` when enough had signed."""

    orders: tuple[object, ...] = ()
    signed: tuple[object, ...] = ()
    phone_only: tuple[object, ...] = ()
    open: tuple[object, ...] = ()
    done_on: datetime.date | None = None

    @property
    def applies(self) -> bool:
        """Tell whether there was anything to call back: without orders the duty does not apply."""
        return bool(self.orders)


def signed_month(orders: Iterable[Values], callbacks: Iterable[Values], period: Period, settings: Settings) -> SignedMonth:  # fmt: skip
    """Judge the signed callbacks of a month: only signatures in the callback part count (R-067).

    Evidence are the callbacks of kind monthly on orders finished in the month; a signature dated until the 5th of
    the next month counts. Enough is the percentage set, at least one.
    """
    finished = [
        one
        for one in orders
        if (when := day(one, "finished_at")) is not None
        and when in period
        and text(one, "state") not in ("cancelled", "voided")
    ]
    until = by_day_after_month(period, SIGNED_UNTIL, settings)
    mine = [one for one in callbacks if text(one, "kind") == MONTHLY]
    dates: dict[object, datetime.date] = {}
    called = {one.get("subject") for one in mine if text(one, "state") in DONE}
    for one in mine:
        signed_on = day(one, "signed_at")
        if not is_signed(one) or signed_on is None or text(one, "state") not in DONE:
            continue
        if period.first <= signed_on and datetime.datetime.combine(signed_on, datetime.time()) < until:
            dates[one.get("subject")] = min(signed_on, dates.get(one.get("subject"), signed_on))
    ids = tuple(one.get("id") for one in finished)
    signed = tuple(one for one in ids if one in dates)
    return SignedMonth(
        ids,
        signed,
        tuple(one for one in ids if one in called and one not in dates),
        tuple(one for one in ids if one not in called and one not in dates),
        _enough_on(sorted(dates[one] for one in signed), len(ids), settings),
    )


def _enough_on(dates: Sequence[datetime.date], orders: int, settings: Settings) -> datetime.date | None:
    """Return the day of the signature that made it enough; shares are compared in whole numbers (R-004)."""
    percent = settings.number("monthly_signed_min_percent")
    for count, when in enumerate(dates, 1):
        if reaches(count, orders, percent):
            return when
    return None


def _ask(values: Values, rule: str, wanted: tuple[tuple[str, Text], ...]) -> list[Problem]:
    return [Problem(way, name, rule) for name, way in wanted if not filled(values, name)]
