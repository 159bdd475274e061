"""Large defects are watched after their repair: R-071 and decision 9.4 no. 17."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.periods import end_of_day
from custdesk.rules.values import Rows, Values, day, earlier, filled, text
from custdesk.settings import Settings

SOUND, SUSPICIOUS, DEFECTIVE = "sound", "suspicious", "defective"
NUMBER_TAIL: Final = "-Z"
#: the states of an order whose repair is done, and those a persisting defect can be reported in (REC-06)
REPORTABLE: Final = ("finished", "signed_off", "closed")
FINISHED: Final = (*REPORTABLE, "rework_pending")


def number_of(order: str, voided: int = 0) -> str:
    """Return the number of an order's special record: the order's with "-Z" (REC-08, R-071).

    A voided one keeps its number (R-008): the one made after it is "-Z2".
    """
    again = str(voided + 1) if voided else ""
    return f"{order}{NUMBER_TAIL}{again}" if order else ""


def planned_checks(
    finished: datetime.date, today: datetime.date, settings: Settings
) -> tuple[datetime.date, ...]:
    """Return the days to look again, counted from the end of the repair; those already past are dropped (R-071).

    The same when the flag is set weeks later (9.4 no. 17). A day is past when it is over.
    """
    start = finished.date() if isinstance(finished, datetime.datetime) else finished
    days = settings["major_defect_check_days"]
    assert isinstance(days, tuple)
    planned = (start + datetime.timedelta(days=count) for count in days)
    return tuple(one for one in planned if one >= today)


def is_made(check: Values) -> bool:
    """Tell whether a check was made: day and condition are known (R-071)."""
    return filled(check, "on") and filled(check, "condition")


def restarted(
    checks: Rows, finished: datetime.date, today: datetime.date, settings: Settings
) -> tuple[Values, ...]:
    """Return the checks after a rework: those made stay, the others run from the rework's end (R-071)."""
    made = [row for row in checks if is_made(row)]
    return (*made, *({"planned_on": one} for one in planned_checks(finished, today, settings)))


def next_check(checks: Rows) -> datetime.date | None:
    """Return the day of the next check that is planned and not made (R-071)."""
    open_ = (planned for row in checks if not is_made(row) and (planned := day(row, "planned_on")))
    return min(open_, default=None)


def next_due(checks: Rows) -> datetime.datetime | None:
    """Return until when the next check is due: its day's 24:00 (R-071)."""
    planned = next_check(checks)
    return None if planned is None else end_of_day(planned)


def opens(order: Values) -> bool:
    """Tell whether an order needs a special record: a large defect whose repair is finished (R-071)."""
    return order.get("major_defect") is True and is_finished(order)


def lapses(order: Values, before: Values, checks: Rows) -> bool:
    """Tell whether a save of an order ends the watching: it is voided, or the flag is taken back unchecked (R-071)."""
    if text(order, "state") == "voided":
        return text(before, "state") != "voided"
    taken_back = before.get("major_defect") is True and order.get("major_defect") is not True
    return taken_back and not any(is_made(row) for row in checks)


def is_finished(order: Values) -> bool:
    """Tell whether an order's repair is finished: the step was taken, the moment is known (R-071)."""
    return text(order, "state") in FINISHED and day(order, "finished_at") is not None


def restarts(runs_from: datetime.date | None, finished: datetime.date | None) -> bool:
    """Tell whether the end of a rework restarts the dates: when it is later than what they run from (R-071)."""
    return finished is not None and (runs_from is None or earlier(runs_from, finished))


def newly_defective(checks: Rows, before: Rows) -> bool:
    """Tell whether a save says that the defect is back: it holds a check more that found it (R-071, REC-08)."""
    return _defective(checks) > _defective(before)


def _defective(checks: Rows) -> int:
    return sum(is_made(row) and text(row, "condition") == DEFECTIVE for row in checks)


def check_problems(
    checks: Rows, before: Rows, runs_from: datetime.date | None, today: datetime.date
) -> list[Problem]:
    """Find what is wrong with the checks written now (R-071, R-007, REC-08).

    A check made has day, person and condition; it lies after the repair and not in the future. The customer's
    signature needs name and date, not before the check.
    """
    found = []
    for place, row in enumerate(checks):
        if row not in before:
            found += [
                Problem(one.text, f"checks.{place}.{one.field}", one.rule)
                for one in _row_problems(row, runs_from, today)
            ]
    return found


def lost_problems(checks: Rows, before: Rows) -> list[Problem]:
    """Refuse to take away a planned check, or a result once written; a rework alone plans anew (R-071)."""
    planned = [day(row, "planned_on") for row in checks]
    gone = any(day(row, "planned_on") not in planned for row in before)
    if gone or any(is_made(row) and not any(_same(row, one) for one in checks) for row in before):
        return [Problem(N_("A planned check and its result stay; add a further line"), "checks", "R-071")]
    return []


def _same(first: Values, second: Values) -> bool:
    return all(first.get(name) == second.get(name) for name in ("planned_on", "on", "condition"))


def _row_problems(row: Values, runs_from: datetime.date | None, today: datetime.date) -> list[Problem]:
    on, signed = day(row, "on"), day(row, "customer_signed_on")
    found = []
    if on is not None or filled(row, "condition"):
        wanted = {
            "on": N_("Enter the day of the check"), "condition": N_("Enter in what condition it was found"),
            "checker": N_("Enter who checked on site"),
        }  # fmt: skip
        found += [Problem(way, name, "R-071") for name, way in wanted.items() if not filled(row, name)]
    if on is not None and on > today:
        found.append(Problem(N_("A check cannot be dated in the future"), "on", "R-071"))
    if on is not None and earlier(on, runs_from):
        found.append(Problem(N_("The check is dated before the end of the repair"), "on", "R-071"))
    if (signed is None) != (not filled(row, "customer_signed_by")):
        name = "customer_signed_on" if signed is None else "customer_signed_by"
        way = N_("Enter name and date of the customer's signature, both as read from paper")
        found.append(Problem(way, name, "R-007"))
    if signed is not None and (on is None or signed < on or signed > today):
        way = N_("The customer signs on the day of the check or later, not in the future")
        found.append(Problem(way, "customer_signed_on", "R-007"))
    return found


def missing_to_end(checks: Rows, runs_from: datetime.date | None) -> list[Problem]:
    """Refuse to end while a planned check is open or one was not sound (REC-08, R-071).

    Checks before the last rework's end are settled by the rework. A suspicious one is settled by a later sound one.
    """
    count = sum(not is_made(row) for row in checks)
    if count:
        text_ = N_("{count} planned checks are still to be made").having(count=count)
        return [Problem(text_, "checks", "R-071")]
    since = [row for row in checks if not _before_rework(row, runs_from)]
    last = max(since, key=lambda row: day(row, "on") or datetime.date.min, default=None)
    bad = any(text(row, "condition") == DEFECTIVE for row in since)
    if last is None or bad or text(last, "condition") != SOUND:
        way = N_("The follow-up ends when the place was found sound; plan a further check")
        return [Problem(way, "checks", "R-071")]
    return []


def _before_rework(row: Values, runs_from: datetime.date | None) -> bool:
    """Tell whether a check was made before the end of the last rework."""
    return runs_from is not None and not earlier(runs_from, day(row, "on"))


def rework_target(orders: Sequence[Values]) -> Values | None:
    """Return the order of a chain, first to last, to be reworked; None while a rework of it runs (R-071, R-069)."""
    kept = [order for order in orders if text(order, "state") not in ("cancelled", "voided")]
    return kept[-1] if kept and text(kept[-1], "state") in REPORTABLE else None
