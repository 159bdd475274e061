"""Community events and their year (REC-11, REC-12): R-085 to R-090, F-22, F-30, decision 9.4 no. 19.

`missing_to_...` name what a step still lacks; an empty list is leave. `rows` are events with their `state`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.deadlines import Due
from custdesk.rules.periods import (
    ONE_DAY,
    Period,
    add_days,
    by_day_of_month,
    end_of_day,
    is_late,
    quarter_of,
    remind_on,
    within_days,
    year_of,
)
from custdesk.rules.values import Rows, Values, day, earlier, filled, moment, rows, text, yes
from custdesk.settings import Settings

QUARTERS: Final = ("q1", "q2", "q3", "q4")
AHEAD: Final = ("planned", "prepared", "postponed")
HELD: Final = "held"
COUNTED: Final = ("recorded", "evaluated", "closed")  # held, with its record: state >= recorded
WARN_DAYS: Final = 30
PREPARATIONS: Final = ("place", "equipment", "notice", "reception", "order", "clean_up")


# -- the year's plan (R-086) ------------------------------------------------------------------------------


def plan_due(year: int, settings: Settings) -> datetime.datetime:
    """Return until when the plan of a year is to be approved: `event_plan_due` of that year (R-086)."""
    due = settings["event_plan_due"]
    assert isinstance(due, tuple)
    month, last = due
    return by_day_of_month(year, month, last, settings)


def empty_quarters(values: Values) -> list[str]:
    """Return the quarters of a plan without any line (R-086)."""
    planned = {text(row, "quarter") for row in rows(values, "lines")}
    return [quarter for quarter in QUARTERS if quarter not in planned]


def quarters_problems(values: Values) -> list[Problem]:
    """Refuse a plan that leaves a quarter empty (R-086)."""
    way = N_("Plan at least one event in quarter {quarter}")
    return [Problem(way.having(quarter=one[1:]), "lines", "R-086") for one in empty_quarters(values)]


def missing_to_approve(values: Values, papers: int) -> list[Problem]:
    """Find what the manager's approval lacks: a line a quarter, and the company's plan or why not (R-086).

    `papers` counts the files and scans attached: the company's plan may be one of them.
    """
    found = quarters_problems(values)
    if papers == 0 and not filled(values, "company_plan") and not filled(values, "without_plan_reason"):
        way = N_("Attach the company's plan or write it down; without it the manager gives a reason")
        found.append(Problem(way, "company_plan", "R-086"))
    return found


def plan_line_problems(values: Values) -> list[Problem]:
    """Refuse a planned day that lies outside the line's quarter of the plan's year (R-086)."""
    year, found = day(values, "year"), []
    for place, row in enumerate(rows(values, "lines")):
        planned, quarter = day(row, "planned_on"), text(row, "quarter")
        if planned is None or year is None or quarter not in QUARTERS:
            continue
        if planned.year != year.year or quarter != _quarter_code(planned):
            way = N_("{day} does not lie in this quarter of {year}").having(day=planned, year=year.year)
            found.append(Problem(way, f"lines.{place}.planned_on", "R-086"))
    return found


def in_force_at(values: Values) -> datetime.datetime | None:
    """Return when an approved plan comes into force: 1 January of its year, or at the approval (REC-11, R-086)."""
    begins, approved = moment(values, "year"), moment(values, "approved_at")
    return None if begins is None or approved is None else max(begins, approved)


def plan_ends_at(values: Values) -> datetime.datetime | None:
    """Return when a plan is over: at 24:00 of its year's last day (REC-11, R-086)."""
    year = day(values, "year")
    return year_of(year).end if year else None


def kept_lines_problems(before: Values, values: Values, used: Sequence[int]) -> list[Problem]:
    """Refuse a version of the plan that drops or moves a line an event carries out; others are added below (REC-11).

    `used` are the places (1 = the first) that events name; a line's words may change where it stands.
    """
    was, now = rows(before, "lines"), rows(values, "lines")
    gone = [place for place in sorted(set(used)) if place > len(now) or _moved(was, now, place)]
    way = N_(
        "Line {place} of the plan is carried out by an event; leave it in its place, add new lines at the end"
    )
    return [Problem(way.having(place=place), "lines", "R-086") for place in gone]


def _moved(was: Sequence[Values], now: Sequence[Values], place: int) -> bool:
    """Tell whether a line stands at another place now, where another one stood."""
    if place > len(was) or now[place - 1] == was[place - 1]:
        return False
    return any(
        row == was[place - 1] and (at >= len(was) or was[at] != row) for at, row in enumerate(now)
    )  # fmt: skip


def amount_problems(values: Values) -> list[Problem]:
    """Refuse money and people below zero, in an event and in the lines of a plan (REC-11, REC-12)."""
    given = [(name, values.get(name)) for name in ("participants", "cost")]
    for place, row in enumerate(rows(values, "lines")):
        given += [(f"lines.{place}.{name}", row.get(name)) for name in ("budget", "expected")]
    way = N_("An amount is not below zero")
    return [Problem(way, name, "REC-12") for name, count in given if isinstance(count, int) and count < 0]


def _quarter_code(on: datetime.date) -> str:
    return QUARTERS[(on.month - 1) // 3]


# -- one event (R-087 to R-090) ---------------------------------------------------------------------------


def planned_line(plan: Values, place: object) -> Values | None:
    """Return the plan's line at a place, 1 = the first; None where there is none (REC-12, R-085)."""
    lines = rows(plan, "lines")
    if not isinstance(place, int) or not 1 <= place <= len(lines):
        return None
    return lines[place - 1]


def plan_link_problems(values: Values, plan: Values | None) -> list[Problem]:
    """Ask that the chosen line stands in the chosen plan; unplanned events name neither (REC-12, R-085)."""
    if not filled(values, "plan_item"):
        return []
    if plan is None:
        return [Problem(N_("Choose the plan this line belongs to"), "plan_item", "R-085")]
    if planned_line(plan, values.get("plan_item")) is not None:
        return []
    way = N_("The plan has {count} lines; type the number of one of them")
    return [Problem(way.having(count=len(rows(plan, "lines"))), "plan_item", "R-085")]


def event_time_problems(before: Values, values: Values) -> list[Problem]:
    """Refuse an end before the start, and a new start once the notice named the old one (R-088, R-089)."""
    found = []
    if earlier(values.get("end_at"), values.get("start_at")):
        found.append(Problem(N_("The event ends before it begins"), "end_at", "R-088"))
    told = text(before, "state") == "prepared" == text(values, "state")
    if told and before.get("start_at") != values.get("start_at"):
        way = N_("The notice names the old time: choose “Postpone” and type the new one")
        found.append(Problem(way, "start_at", "R-089"))
    return found


def open_preparations(values: Values) -> list[str]:
    """Return what of the checklist is not ticked; the notice is ticked by being posted (R-089)."""
    ticked = values.get("preparation")
    done = set(ticked) if isinstance(ticked, (tuple, list)) else set()
    if filled(values, "notice_posted_on"):
        done.add("notice")
    return [one for one in PREPARATIONS if one not in done]


def missing_to_prepare(values: Values, papers: int) -> list[Problem]:
    """Find what `planned → prepared` lacks: a programme, written or attached, and the notice issued (R-089)."""
    found = []
    if papers == 0 and not filled(values, "programme"):
        found.append(Problem(N_("Write down the programme or attach it"), "programme", "R-089"))
    if not filled(values, "notice_text"):
        found.append(Problem(N_("Write the notice"), "notice_text", "R-089"))
    if not filled(values, "notice_posted_on"):
        found.append(Problem(N_("Post the notice and enter when"), "notice_posted_on", "R-089"))
    return found


def missing_to_hold(values: Values, now: datetime.datetime) -> list[Problem]:
    """Find what `prepared → held` lacks: its time has come, and the notice hung before it; ticks stay open (R-089)."""
    found, start, posted = [], moment(values, "start_at"), day(values, "notice_posted_on")
    if start is None or now < start:
        found.append(Problem(N_("The event has not begun yet"), "start_at", "REC-12"))
    if posted is None or (start is not None and posted > start.date()):
        way = N_("The notice is posted before the event")
        found.append(Problem(way, "notice_posted_on", "R-089"))
    return found


def missing_to_record(values: Values, photos: int) -> list[Problem]:
    """Find what `held → recorded` lacks: how it went, and a photo or a text; either is enough (R-087)."""
    found = []
    if not filled(values, "course"):
        found.append(Problem(N_("Write down how the event went"), "course", "R-088"))
    if photos == 0 and not filled(values, "text_record"):
        way = N_("Add a photo, or write a text record; one of them is enough")
        found.append(Problem(way, "text_record", "R-087"))
    return found


def feedback_problems(values: Values) -> list[Problem]:
    """Refuse "none given" beside feedback (R-090)."""
    if not yes(values, "no_feedback") or not rows(values, "feedback"):
        return []
    return [Problem(N_("There is feedback: take the tick “none given” away"), "no_feedback", "R-090")]


def open_complaints(values: Values, made: int) -> int:
    """Count complaints among the feedback that have no form yet: `made` forms name this event (R-090)."""
    told = [row for row in rows(values, "feedback") if yes(row, "is_complaint")]
    return max(0, sum(not filled(row, "complaint") for row in told) - made)


def missing_to_evaluate(values: Values, made: int) -> list[Problem]:
    """Find what `recorded → evaluated` lacks: summary, evaluation, feedback or "none given" (R-088, R-090).

    `made` counts the complaint forms made of the feedback that no line of it names yet.
    """
    found = []
    if not filled(values, "effect_summary"):
        found.append(Problem(N_("Sum up what the event achieved"), "effect_summary", "R-088"))
    if not filled(values, "effect_evaluation"):
        found.append(Problem(N_("Evaluate the effect"), "effect_evaluation", "R-088"))
    if not rows(values, "feedback") and not yes(values, "no_feedback"):
        way = N_("Enter the feedback, or tick that none was given")
        found.append(Problem(way, "feedback", "R-090"))
    if left := open_complaints(values, made):
        way = N_("{count} complaints among the feedback still need their form").having(count=left)
        found.append(Problem(way, "feedback", "R-090"))
    return found


def asked_so_far(
    values: Values, papers: int, photos: int, made: int, now: datetime.datetime
) -> list[Problem]:
    """Find what an event lacks of all that the steps up to its state asked for (R-087 to R-090)."""
    state, found = text(values, "state"), []
    if state in ("prepared", HELD, *COUNTED):
        found += missing_to_prepare(values, papers)
    if state in (HELD, *COUNTED):
        found += missing_to_hold(values, now)
    if state in COUNTED:
        found += missing_to_record(values, photos)
    if state in ("evaluated", "closed"):
        found += missing_to_evaluate(values, made)
    return found


def postpone_problems(old_start: object, values: Values) -> list[Problem]:
    """Ask for the new date of an event that is put off, or brought forward (REC-12, R-089)."""
    if filled(values, "start_at") and values.get("start_at") != old_start:
        return []
    return [Problem(N_("Type the new time of the event"), "start_at", "REC-12")]


def record_due(values: Values, settings: Settings) -> Due:
    """Return until when record and evaluation are due: so many days from the event's end (R-088, 9.4 no. 19)."""
    end = moment(values, "end_at") or moment(values, "start_at")
    if end is None:
        return Due(None, N_("after the event"), "R-088")
    days, start = settings.number("event_record_days"), end.date()
    reminder = remind_on(add_days(start, days, settings), settings, not_before=start)
    why = N_("{days} days from the end of the event").having(days=days)
    return Due(within_days(start, days, settings), why, "R-088", reminder)


def event_owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when something must be done: held or not, by its last day's 24:00; then record and evaluation.

    An event whose day passed without a word is overdue: it is confirmed, postponed or cancelled (R-085, R-088).
    """
    end = moment(values, "end_at") or moment(values, "start_at")
    if state in AHEAD and end is not None:
        return end_of_day(end.date())
    return record_due(values, settings).at if state in (HELD, "recorded") else None


def evaluated_in_time(values: Values, settings: Settings) -> bool | None:
    """Tell whether record and evaluation were there in time; None while they are not (R-088)."""
    done, limit = moment(values, "evaluated_at"), record_due(values, settings).at
    return None if done is None or limit is None else not is_late(done, limit)


# -- the quarters (R-085, F-22, F-30) ---------------------------------------------------------------------


def counted(events: Rows, period: Period) -> list[Values]:
    """Return the events that count for a period: held, with their record; cancelled ones never (F-22, R-085)."""
    return _of(events, period, COUNTED)


def events_held(events: Rows, period: Period) -> int:
    """Count the events of a period: begun in it, held, with their record (F-22, R-085)."""
    return len(counted(events, period))


def participation(events: Rows, period: Period) -> tuple[int, int]:
    """Sum up participants and feedback of a period's held and recorded events; 0 of none (F-30)."""
    chosen = counted(events, period)
    people = sum(count for row in chosen if isinstance(count := row.get("participants"), int))
    return people, sum(len(rows(row, "feedback")) for row in chosen)


def evidence_missing(events: Rows, period: Period) -> list[Values]:
    """Return the events held in a period that have no record yet (R-085)."""
    return _of(events, period, (HELD,))


def quarter_done_at(events: Rows, quarter: Period, settings: Settings) -> datetime.datetime | None:
    """Return when a quarter's duty was done: at the start of the last event it needed, however late typed (R-085)."""
    starts = sorted(start for row in counted(events, quarter) if (start := moment(row, "start_at")))
    wanted = settings.number("events_per_quarter")
    return starts[wanted - 1] if len(starts) >= wanted else None


def warn_on(quarter: Period) -> datetime.date:
    """Return the day the desk is warned of a quarter without event: 30 days before its end (R-085)."""
    return quarter.last - WARN_DAYS * ONE_DAY


def quarter_state(
    events: Rows,
    quarter: Period,
    now: datetime.datetime,
    settings: Settings,
    since: datetime.date | None = None,
) -> str:
    """Return how a quarter stands: done, evidence_missing, upcoming, due, due_soon, overdue or not_owed (R-085).

    A quarter that was over before `since`, the first day of the office's records, is owed nothing (section 5).
    """
    if quarter_done_at(events, quarter, settings) is not None:
        return "done"
    if events_held(events, quarter) + len(evidence_missing(events, quarter)) >= settings.number(
        "events_per_quarter"
    ):
        return "evidence_missing"
    if since is not None and quarter.last < since:
        return "not_owed"
    if is_late(now, quarter.end):
        return "overdue"
    if now.date() < quarter.first:
        return "upcoming"
    return "due_soon" if now.date() >= warn_on(quarter) else "due"


class QuarterSeen(Struct, frozen=True):
    """One field of the four-quarter strip (R-085)."""

    period: Period
    state: str
    count: int


def quarter_strip(
    year: int, events: Rows, now: datetime.datetime, settings: Settings, since: datetime.date | None = None
) -> tuple[QuarterSeen, ...]:
    """Return the four quarters of a year: how each stands and how many events count for it (R-085)."""
    quarters = (quarter_of(datetime.date(year, month, 1)) for month in (1, 4, 7, 10))
    return tuple(
        QuarterSeen(one, quarter_state(events, one, now, settings, since), events_held(events, one))
        for one in quarters
    )


def quarter_notices(events: Rows, now: datetime.datetime, settings: Settings) -> list[Problem]:
    """Warn of the present quarter, 30 days before its end, while it lacks an event or its record (R-085)."""
    quarter = quarter_of(now.date())
    state = quarter_state(events, quarter, now, settings)
    say = {
        "due_soon": N_("{quarter}: no community event yet; one is due by {last}"),
        "evidence_missing": N_("{quarter}: an event was held, its record is missing"),
    }.get(state)
    if say is None:
        return []
    return [Problem(say.having(quarter=quarter.name, last=quarter.last), "start_at", "R-085", grave=False)]


def _of(events: Rows, period: Period, states: Sequence[str]) -> list[Values]:
    found = []
    for row in events:
        start = moment(row, "start_at")
        if start is not None and start.date() in period and text(row, "state") in states:
            found.append(row)
    return found
