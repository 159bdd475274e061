"""After the handling: records to QC, the company-wide announcement, the joint review (R-054, R-055, R-061)."""

from __future__ import annotations

import datetime

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.deadlines import Due
from custdesk.rules.periods import add_days, due_day, end_of_day, is_late, remind_on, within_days
from custdesk.rules.routing import MAJOR, NOT_VALID, goes_to_company
from custdesk.rules.values import Rows, Values, day, filled, moment, text
from custdesk.settings import Settings


def handover_due(values: Values, settings: Settings) -> Due:
    """Return when the records are due at QC: so many days after closing, or handling if so set (R-055)."""
    if settings.text("handover_scope") == "company_routed" and not goes_to_company(values):
        return Due(None, N_("not handed over: handled by the office"), "R-055")
    clock = settings.text("handover_clock")
    start = day(values, f"{clock}_at")
    if start is None:
        return Due(None, N_("not yet closed") if clock == "closed" else N_("not yet handled"), "R-055")
    days = settings.number("handover_days")
    why = N_("{days} days from closing") if clock == "closed" else N_("{days} days from handling")
    reminder = remind_on(add_days(start, days, settings), settings, not_before=start)
    return Due(within_days(start, days, settings), why.having(days=days), "R-055", reminder)


def handover_needed(values: Values, settings: Settings) -> bool:
    """Tell whether the records still have to go to QC; after a reopening, again (R-055)."""
    closed, handed = day(values, "closed_at"), day(values, "handed_over_at")
    if closed is None:
        return False
    if settings.text("handover_scope") == "company_routed" and not goes_to_company(values):
        return False
    return handed is None or handed < closed


def lingers_handled(values: Values, settings: Settings, now: datetime.datetime) -> bool:
    """Tell whether a complaint is handled but not closed after the hand-over days (R-055)."""
    handled = day(values, "handled_at")
    if handled is None or filled(values, "closed_at"):
        return False
    return is_late(now, end_of_day(add_days(handled, settings.number("handover_days"), settings)))


def announcement_due(values: Values, papers: Rows, settings: Settings) -> Due:
    """Return when a major complaint is due to be announced company-wide: days from the approved report (R-054)."""
    if not settings["announce_major"] or text(values, "nature") != MAJOR:
        return Due(None, N_("no announcement needed"), "R-054")
    approved = [
        on for row in papers if text(row, "kind") == "corrective_report" and (on := day(row, "approved_on"))
    ]
    if not approved:
        return Due(None, N_("after the corrective report is approved"), "R-054")
    days, start = settings.number("announce_days"), max(approved)
    reminder = remind_on(add_days(start, days, settings), settings, not_before=start)
    why = N_("{days} days from the approved corrective report").having(days=days)
    return Due(within_days(start, days, settings), why, "R-054", reminder)


def announcement_owed(state: str, values: Values) -> datetime.datetime | None:
    """Return the kept date by which a major complaint must be announced, while it is not (R-054)."""
    if state in ("explained", "voided", "old_register") or filled(values, "company_announced_at"):
        return None
    return moment(values, "announce_due")


def review_suggested(
    values: Values,
    due_at: datetime.datetime | None,
    now: datetime.datetime,
    settings: Settings,
    *,
    unclear: bool = False,
) -> list[Problem]:
    """Suggest a joint review of a stuck complaint, never force it (R-061).

    Stuck: overdue by more than the set days, or (`unclear`) cause or responsibility unknown.
    """
    if filled(values, "handled_at") or text(values, "validity") == NOT_VALID:
        return []
    over = (now.date() - due_day(due_at)).days if due_at else 0
    if not unclear and over <= settings.number("review_after_days"):
        return []
    way = N_("Consider a joint review by the departments, and record its result as a report upward")
    if text(values, "nature") == MAJOR:
        way = N_("Consider a joint review; for a major complaint inform the general manager too")
    return [Problem(way, "escalations", "R-061", grave=False)]
