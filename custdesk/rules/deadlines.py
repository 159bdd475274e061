"""When a complaint is due and why: R-042 to R-045, decisions 9.4 no. 1, 6, 7 and 10.

The customer's own deadline and extensions hold for orders too (R-073): what judges them takes the name of the
field the matter starts with. Besides the fields of REC-03 these names are read: `due_set_to` (the date that `due_set_by` set on
`due_set_on`, R-043) and `reopened_at` (the last reopening, R-063).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.people import MANAGER
from custdesk.rules.periods import (
    add_days,
    due_day,
    is_late,
    is_working_day,
    remind_on,
    within_days,
    working_day_before,
)
from custdesk.rules.routing import MAJOR, NOT_VALID, lead_is_forced
from custdesk.rules.values import Values, day, due, filled, moment, rows, text, yes
from custdesk.settings import Settings


class Due(Struct, frozen=True):
    """A time limit (None: none, or still to be set), which rule made it, and the day of its reminder."""

    at: datetime.datetime | None
    why: Text
    rule: str = ""
    remind: datetime.date | None = None


def needs_set_date(values: Values) -> bool:
    """Tell whether leader or manager must set the date: major, or compensation or director (R-043)."""
    return text(values, "nature") == MAJOR or lead_is_forced(values)


def complaint_due(values: Values, settings: Settings, in_force: datetime.datetime | None = None) -> Due:
    """Return the due date in force, extensions and reopening included (R-042 to R-045, R-063).

    `in_force` is the date that held before the complaint became major or route D; it stays until leader or
    manager sets one (9.4 no. 6): see `due_in_force`.
    """
    return extended(original_due(values, settings, in_force), values, settings)


def extended(base: Due, values: Values, settings: Settings, start: str = "received_at") -> Due:
    """Return a date as the extensions move it: told in time and agreed to, since the last reopening (R-045)."""
    current = base
    since = moment(values, "reopened_at")
    for extension in _by_told(values):
        told, new = moment(extension, "told_at"), due(extension, "new_due")
        if told is None or new is None or current.at is None or (since is not None and told < since):
            continue
        if yes(extension, "customer_agreed") and not is_late(told, current.at) and new > current.at:
            why = N_("extension the customer agreed to on {told}").having(told=told.date())
            current = Due(new, why, "R-045", reminder_of(new, values, settings, start))
    return current


def original_due(values: Values, settings: Settings, in_force: datetime.datetime | None = None) -> Due:
    """Return the due date without extensions: own period or set date, and the customer's (R-042 to R-044)."""
    if text(values, "validity") == NOT_VALID:
        return Due(None, N_("no time limit: not a valid complaint"), "R-031")
    own = _own_due(values, settings, in_force)
    asked = due(values, "customer_deadline")
    since = moment(values, "reopened_at")
    if asked is None or (since is not None and is_late(since, asked)):
        return own
    if own.at is None or asked < own.at or settings.text("complaint_due_policy") == "customer_first":
        return Due(asked, N_("the customer's own deadline"), "R-044", reminder_of(asked, values, settings))
    return own


def _own_due(values: Values, settings: Settings, in_force: datetime.datetime | None) -> Due:
    start = moment(values, "reopened_at") or moment(values, "received_at")
    if start is None:
        return Due(None, N_("no time limit yet: enter when it was received"), "R-042")
    if needs_set_date(values):
        set_to, set_on = due(values, "due_set_to"), day(values, "due_set_on")
        if set_to is not None and (set_on is None or set_on >= start.date()) and not is_late(start, set_to):
            why = N_("date set by {who}").having(who=text(values, "due_set_by"))
            return Due(set_to, why, "R-043", reminder_of(set_to, values, settings))
        if in_force is not None:
            why = N_("earlier date, in force until a new one is set")
            return Due(in_force, why, "R-043", reminder_of(in_force, values, settings))
        return Due(None, N_("date to be set by the leader or the manager"), "R-043")
    days = settings.number("complaint_general_days")
    unshifted = add_days(start.date(), days, settings)
    why = N_("{days} days from receipt")
    if filled(values, "reopened_at"):
        why = N_("{days} days from the reopening")
    reminder = remind_on(unshifted, settings, not_before=start.date())
    return Due(within_days(start, days, settings), why.having(days=days), "R-042", reminder)


def due_in_force(before: Values, after: Values) -> datetime.datetime | None:
    """Return the stored date that stays in force when a complaint turns major or D (9.4 no. 6 and 10).

    None where none was: from the start, or after a reopening. `before` holds the stored `due_at`; a date
    kept earlier is kept on.
    """
    if before.get("reopened_at") != after.get("reopened_at") or not filled(before, "nature"):
        return None
    return moment(before, "due_at")


def late_at_change(before: Values, after: Values, now: datetime.datetime) -> bool:
    """Tell whether a complaint was late when it turned major or D, handled or not: that lateness stays (R-043)."""
    passed = moment(before, "due_at")
    if passed is None or needs_set_date(before) or not needs_set_date(after):
        return False
    return is_late(moment(before, "handled_at") or now, passed)


def on_time(values: Values, due_at: datetime.datetime | None, *, was_late: bool = False) -> bool | None:
    """Tell whether handling was in time, measured at `handled_at`; None while pending or not judged (R-042).

    Not-valid complaints are never judged (R-031); `was_late` is a lateness that stays recorded (R-043).
    """
    handled = moment(values, "handled_at")
    if text(values, "validity") == NOT_VALID or handled is None:
        return None
    if was_late:
        return False
    return None if due_at is None else not is_late(handled, due_at)


def is_overdue(
    values: Values, due_at: datetime.datetime | None, now: datetime.datetime, *, was_late: bool = False
) -> bool:
    """Tell whether a complaint is late by now, handled or not (3.0.5, R-042)."""
    if text(values, "validity") == NOT_VALID:
        return False
    if was_late:
        return True
    return due_at is not None and is_late(moment(values, "handled_at") or now, due_at)


def customer_deadline_problems(
    values: Values, now: datetime.datetime, start: str = "received_at"
) -> list[Problem]:
    """Refuse a deadline that lies before the receipt; warn of one that has passed since (R-044, 9.4 no. 7)."""
    asked, received = due(values, "customer_deadline"), moment(values, start)
    if asked is None:
        return []
    if received is not None and is_late(received, asked):
        way = N_("The customer's deadline lies before the receipt; ask again and correct it")
        return [Problem(way, "customer_deadline", "R-044")]
    if is_late(now, asked):
        return [
            Problem(
                N_("The customer's deadline has already passed"), "customer_deadline", "R-044", grave=False
            )
        ]
    return []


def set_date_problems(values: Values) -> list[Problem]:
    """Ask for the date, who set it and when, where leader or manager must set it (R-043)."""
    if not needs_set_date(values):
        return []
    wanted = (
        ("due_set_to", N_("Enter the date the leader or the manager set")),
        ("due_set_by", N_("Enter who set the date")),
        ("due_set_on", N_("Enter when the date was set")),
    )
    found = [Problem(way, name, "R-043") for name, way in wanted if not filled(values, name)]
    start, set_on = moment(values, "reopened_at") or moment(values, "received_at"), day(values, "due_set_on")
    set_to = due(values, "due_set_to")
    if start and set_on and set_on < start.date():
        found.append(
            Problem(
                N_("The date was set before the complaint came or came again; ask for a new one"),
                "due_set_on",
                "R-043",
            )
        )
    if start and set_to and is_late(start, set_to):
        found.append(Problem(N_("Enter a date after the receipt or reopening"), "due_set_to", "R-043"))
    return found


def setter_problems(values: Values, office: Mapping[str, str]) -> list[Problem]:
    """Refuse a date set by somebody of the office who does not set it: on route D nobody, else the manager alone (R-043).

    `office` says the role of each name of the office; another name is the company's leader.
    """
    role = office.get(text(values, "due_set_by"))
    if role is None or not needs_set_date(values):
        return []
    if lead_is_forced(values):
        return [Problem(N_("The supervising leader sets the date on this route"), "due_set_by", "R-036")]
    if role == MANAGER:
        return []
    way = N_("The manager or the company's leader sets the date of a major complaint")
    return [Problem(way, "due_set_by", "R-043")]


def extension_problems(
    values: Values, settings: Settings, in_force: datetime.datetime | None = None
) -> list[Problem]:
    """Find what extensions lack, and warn of those told too late or refused (R-045)."""
    return extensions_wanting(values, lambda earlier: complaint_due(earlier, settings, in_force).at)


def extensions_wanting(
    values: Values,
    due_of: Callable[[Values], datetime.datetime | None],
    start: str = "received_at",
) -> list[Problem]:
    """Find what extensions lack, and warn of those told too late or refused, by the date before each (R-045)."""
    found: list[Problem] = []
    begun = moment(values, start)
    for number, extension in enumerate(rows(values, "extensions")):
        for name, way in (
            ("new_due", N_("Enter the new date of the extension")),
            ("reason", N_("Give the reason for the extension")),
            ("told_at", N_("Enter when the customer was told of the extension")),
            ("told_by", N_("Enter who told the customer of the extension")),
            ("customer_agreed", N_("Say whether the customer agreed to the extension")),
        ):
            if not filled(extension, name):
                found.append(Problem(way, f"extensions.{name}", "R-045"))
        told, new = moment(extension, "told_at"), due(extension, "new_due")
        if told and begun and told < begun:
            way = N_("The customer cannot be told of an extension before the matter came")
            found.append(Problem(way, "extensions.told_at", "R-045"))
        found += _extension_warnings(values, due_of, number, told, new)
    return found


def _extension_warnings(
    values: Values,
    due_of: Callable[[Values], datetime.datetime | None],
    number: int,
    told: datetime.datetime | None,
    new: datetime.datetime | None,
) -> list[Problem]:
    others = rows(values, "extensions")
    this = others[number]
    earlier = tuple(row for place, row in enumerate(others) if place != number and _told_before(row, told))
    old = due_of({**values, "extensions": earlier})
    found = []
    if old and told and is_late(told, old):
        way = N_("Told after the time limit: it counts as late")
        found.append(Problem(way, "extensions.told_at", "R-045", grave=False))
    if old and new and new <= old:
        way = N_("Enter a date later than the time limit in force")
        found.append(Problem(way, "extensions.new_due", "R-045", grave=False))
    if filled(this, "customer_agreed") and not yes(this, "customer_agreed"):
        way = N_("The customer did not agree: the time limit stays")
        found.append(Problem(way, "extensions.customer_agreed", "R-045", grave=False))
    return found


def _told_before(extension: Values, told: datetime.datetime | None) -> bool:
    other = moment(extension, "told_at")
    return other is not None and (told is None or other < told)


def _by_told(values: Values) -> list[Values]:
    told = [row for row in rows(values, "extensions") if moment(row, "told_at") is not None]
    return sorted(told, key=lambda row: moment(row, "told_at") or datetime.datetime.min)


def reminder_of(
    due_at: datetime.datetime, values: Values, settings: Settings, start: str = "received_at"
) -> datetime.date:
    """Return the reminder's day for a date somebody named: it is reminded, never shifted (R-003)."""
    last = due_day(due_at)
    if is_working_day(last, settings):
        return last
    return max(working_day_before(last, settings), day(values, start) or datetime.date.min)
