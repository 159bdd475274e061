"""What the customer is told while a complaint runs, and how fast it reaches the office: R-029, R-046 to R-048."""

from __future__ import annotations

import datetime

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.periods import due_day, is_late, within_days, within_hours
from custdesk.rules.routing import GENERAL, MAJOR, NOT_VALID
from custdesk.rules.values import Values, due, filled, moment, rows, text, yes
from custdesk.settings import Settings


def first_reply_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return when the first progress entry is due, None when the timer is off (R-046)."""
    return _timer(values, settings.number("first_reply_hours"))


def solution_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return when a solution or news on the state is due, None when the timer is off (R-046)."""
    return _timer(values, settings.number("solution_hours"))


def _timer(values: Values, hours: int) -> datetime.datetime | None:
    received = moment(values, "received_at")
    return within_hours(received, hours) if received and hours else None


def timer_problems(values: Values, settings: Settings, now: datetime.datetime) -> list[Problem]:
    """Warn when first reply, or solution or news, is late; the clock runs at night too (R-046)."""
    news = sorted(when for row in rows(values, "progress") if (when := moment(row, "at")))
    reply, solution = first_reply_due(values, settings), solution_due(values, settings)
    found = []
    if reply and is_late(news[0] if news else now, reply):
        found.append(
            Problem(N_("First reply late: due {due}").having(due=reply), "progress", "R-046", grave=False)
        )
    # The first reply is not yet news on the state; where it is timed, another entry must follow.
    answers = news[1:] if reply else news
    done = [when for when in (moment(values, "handled_at"), *answers[:1]) if when]
    if solution and is_late(min(done, default=now), solution):
        way = N_("Solution or news on the state late: due {due}").having(due=solution)
        found.append(Problem(way, "progress", "R-046", grave=False))
    return found


def told_time_problems(
    values: Values, due_at: datetime.datetime | None, settings: Settings, now: datetime.datetime
) -> list[Problem]:
    """Find whether the customer was told when it will be handled, in time and not too far off (R-047)."""
    if yes(values, "anonymous") or text(values, "validity") == NOT_VALID:
        return []
    promised = due(values, "told_handling_time")
    if promised is None and due_at is None:
        return []
    found = []
    wanted = (
        ("told_handling_time", N_("Tell the customer when it will be handled, and enter that time")),
        ("told_at", N_("Enter when the customer was told the handling time")),
        ("told_by", N_("Enter who told the customer the handling time")),
    )
    found += [Problem(way, name, "R-047", grave=False) for name, way in wanted if not filled(values, name)]
    if promised and due_at and promised > due_at:
        way = N_("The told handling time may not be later than the time limit, {due}").having(
            due=due_day(due_at)
        )
        found.append(Problem(way, "told_handling_time", "R-047"))
    limit = told_limit(values, settings)
    if limit and is_late(moment(values, "told_at") or now, limit):
        way = N_("The handling time should have been told by {limit}").having(limit=limit)
        found.append(Problem(way, "told_at", "R-047", grave=False))
    return found


def told_limit(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return by when the customer is to be told the handling time, by severity (R-047)."""
    nature = MAJOR if text(values, "nature") == MAJOR else GENERAL
    return _timer(values, settings.number(f"told_hours.{nature}"))


def progress_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return when the next news is due to the customer; None when handled, anonymous or off (R-048)."""
    days = settings.number("progress_days")
    last = last_news(values)
    if not days or last is None or yes(values, "anonymous") or filled(values, "handled_at"):
        return None
    if text(values, "validity") == NOT_VALID:
        return None
    return within_days(last, days, settings)


def last_news(values: Values) -> datetime.datetime | None:
    """Return when the customer last heard of the complaint: a progress entry, else its receipt (R-048)."""
    known = [moment(row, "at") for row in rows(values, "progress")]
    known += [moment(values, "reopened_at"), moment(values, "received_at")]
    return max((when for when in known if when), default=None)


def news_age(values: Values, now: datetime.datetime) -> int | None:
    """Return the days since the last news (R-048)."""
    last = last_news(values)
    return (now.date() - last.date()).days if last else None


def pass_on_delay(values: Values) -> int | None:
    """Return the minutes from the first hearing to the office, None when not passed on (R-029)."""
    received, passed = moment(values, "received_at"), moment(values, "passed_to_office_at")
    if received is None or passed is None:
        return None
    return int((passed - received).total_seconds() // 60)


def pass_on_problems(values: Values, settings: Settings) -> list[Problem]:
    """Warn of a complaint passed on late; refuse one passed on before it was heard (R-029)."""
    delay = pass_on_delay(values)
    if delay is None:
        return []
    if delay < 0:
        way = N_("It cannot reach the office before it was heard; correct one of the times")
        return [Problem(way, "passed_to_office_at", "R-029")]
    if delay > settings.number("pass_on_minutes"):
        way = N_("Passed to the office only after {minutes} minutes").having(minutes=delay)
        return [Problem(way, "passed_to_office_at", "R-029", grave=False)]
    return []


def missing_pass_on(values: Values) -> list[Problem]:
    """Ask when the desk was told of a complaint that somebody else heard first (R-029)."""
    if filled(values, "passed_to_office_at"):
        return []
    way = N_("Enter when the complaint was passed to the office: the desk did not hear it first")
    return [Problem(way, "passed_to_office_at", "R-029")]
