"""Return visits after handover: R-081 to R-084, table 3.3.1, decision 9.4 no. 18."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.periods import add_months, end_of_day
from custdesk.rules.values import Rows, Values, day, earlier, filled, text
from custdesk.rules.warranty import PARTS, cover, fixed_years
from custdesk.settings import Settings

DUE, DONE, DONE_LATE, MISSED = "due", "done", "done_late", "missed"
NOTHING_FOUND, CONSTRUCTION_DEFECT, OTHER_PROBLEM = "nothing", "construction_defect", "other_problem"
DEFAULT_YEARS: Final = 5  # the longest fixed period where no part with years is named


def parts_covered(
    contract: Rows, handover: datetime.date, settings: Settings
) -> tuple[dict[str, object], ...]:
    """Return every part with its years and last covered day; the contract's lines override the settings (R-080)."""
    said = {text(row, "part"): row for row in contract}
    found: list[dict[str, object]] = []
    for part in PARTS:
        row = said.get(part, {})
        years = _years_of({**row, "part": part}, settings)
        known = cover(
            part, handover, settings, contract_years=_contract_years(row), by_hand=day(row, "until")
        )
        line = {"part": part, "years": years or None, "ends_on": known.ends_on}
        found.append({name: value for name, value in line.items() if value is not None})
    return tuple(found)


def schedule_end(handover: datetime.date, parts: Rows, settings: Settings) -> datetime.date:
    """Return the end of the longest fixed warranty period in force, five years by default (R-081, 9.4 no. 18).

    `parts` are the contract's lines: they may lengthen it. Seasons and a design life are no fixed period.
    """
    said = {text(row, "part"): row for row in parts}
    years = [_years_of({**said.get(part, {}), "part": part}, settings) for part in PARTS]
    longest = max((count for count in years if count), default=DEFAULT_YEARS)
    return add_months(handover, 12 * longest)


def _years_of(row: Values, settings: Settings) -> int:
    return _contract_years(row) or fixed_years(text(row, "part"), settings)


def _contract_years(row: Values) -> int | None:
    years = row.get("years")
    return years if isinstance(years, int) and years > 0 else None


def visit_dates(
    handover: datetime.date, until: datetime.date, settings: Settings
) -> tuple[datetime.date, ...]:
    """Return the days of the visits: months 3 and 6, then every 6 months, to the warranty's last day (R-081, R-005).

    Each is counted from the handover itself, so that a month's end stays one: 08-31 gives 02-28 and 08-31 again.
    """
    months = settings["visit_months"]
    assert isinstance(months, tuple)
    every = settings.number("visit_months.then_every")
    found: list[datetime.date] = []
    for count in itertools.count():
        month = months[count] if count < len(months) else months[-1] + every * (count - len(months) + 1)
        planned = add_months(handover, month)
        if planned > until:
            break
        found.append(planned)
    return tuple(found)


def nearest(dates: Sequence[datetime.date], visited: datetime.date) -> int | None:
    """Return the place of the line a visit counts for: the nearest, of two equally near the earlier (R-081)."""
    if not dates:
        return None
    return min(range(len(dates)), key=lambda place: (abs((dates[place] - visited).days), place))


class Visit(Struct, frozen=True):
    """A visit as the schedule sees it: the day planned, and the day made once it was."""

    record: int
    planned: datetime.date | None = None
    made: datetime.date | None = None


class Scheduled(Struct, frozen=True):
    """One line of a schedule."""

    due_on: datetime.date
    state: str
    visit: int | None = None
    visited_on: datetime.date | None = None


def schedule(
    dates: Sequence[datetime.date], visits: Iterable[Visit], today: datetime.date
) -> tuple[Scheduled, ...]:
    """Return the lines with their state: due, done, done late, missed once their day is over (R-081).

    A visit counts for the nearest line, so that an early one spares the next; a line visited late stays late.
    """
    known = list(visits)
    counted: dict[int, Visit] = {}
    for visit in sorted((one for one in known if one.made), key=lambda one: (one.made, one.record)):
        place = nearest(dates, visit.made) if visit.made else None
        if place is not None:
            counted.setdefault(place, visit)
    planned = {one.planned: one.record for one in known if one.planned and not one.made}
    return tuple(
        _line(due_on, counted.get(place), planned.get(due_on), today) for place, due_on in enumerate(dates)
    )


def _line(due_on: datetime.date, visit: Visit | None, planned: int | None, today: datetime.date) -> Scheduled:
    if visit is None or visit.made is None:
        return Scheduled(due_on, MISSED if due_on < today else DUE, planned)
    return Scheduled(due_on, DONE if visit.made <= due_on else DONE_LATE, visit.record, visit.made)


def next_visit(lines: Rows) -> datetime.date | None:
    """Return the day of the next visit still due (R-081)."""
    open_ = (due_on for row in lines if text(row, "state") == DUE and (due_on := day(row, "due_on")))
    return min(open_, default=None)


def next_turn(lines: Rows) -> datetime.datetime | None:
    """Return when the next line turns from due to missed: its day's 24:00 (R-081)."""
    following = next_visit(lines)
    return None if following is None else end_of_day(following)


def complies(lines: Rows) -> bool:
    """Tell whether there was at least one visit in the warranty: the clause asks for no more (R-081, C-26)."""
    return any(text(row, "state") in (DONE, DONE_LATE) for row in lines)


# -- what a visit found (R-082, R-083) ---------------------------------------------------------------------


def missing_to_record(values: Values) -> list[Problem]:
    """Find what a visit lacks to be done: form, visitor, day, findings, the owner's opinion (REC-10, R-081)."""
    wanted = ("visit_form", "visitor", "visited_on", "findings", "found", "owner_opinion", "owner_on")
    found = [
        Problem(N_("Needed for this step"), name, "REC-10") for name in wanted if not filled(values, name)
    ]
    if not filled(values, "owner_seal_or_record"):
        way = N_("Enter who signed or sealed on paper, or that the visitor wrote the opinion down")
        found.append(Problem(way, "owner_seal_or_record", "REC-10"))
    return found


def missing_to_analyse(values: Values) -> list[Problem]:
    """Ask for cause and responsibility where the visit found something, a construction fault or not (R-083)."""
    if text(values, "found") == NOTHING_FOUND:
        return []
    wanted = ("cause_and_responsibility", "quality_section", "quality_on")
    text_ = N_("Enter cause and responsibility: box 6 comes before the decision")
    return [Problem(text_, name, "R-083") for name in wanted if not filled(values, name)]


def missing_to_decide(values: Values, numbers: Sequence[str]) -> list[Problem]:
    """Ask for the decision, and for the repair records' numbers where a defect was found (R-082, R-083)."""
    wanted = ("decision", "engineering_head", "decided_on")
    found = [
        Problem(N_("Needed for this step"), name, "R-082") for name in wanted if not filled(values, name)
    ]
    if text(values, "found") == CONSTRUCTION_DEFECT and not numbers:
        way = N_("A defect was found: link the engineering repair record first")
        found.append(Problem(way, "repair_records", "R-082"))
    return found + missing_to_analyse(values)


def visit_order_problems(values: Values) -> list[Problem]:
    """Refuse days that run backwards: visit, owner's opinion, analysis, decision (REC-10)."""
    names = ("visited_on", "owner_on", "quality_on", "decided_on")
    found, last = [], ""
    for name in names:
        if day(values, name) is None:
            continue
        if last and earlier(values.get(name), values.get(last)):
            found.append(Problem(N_("This date lies before that of the box above"), name, "REC-10"))
        last = name
    if earlier(values.get("visited_on"), values.get("handover_on")):
        found.append(Problem(N_("The visit lies before the handover"), "visited_on", "R-081"))
    return found


def numbers_said(numbers: Iterable[str]) -> str:
    """Return the repair records' numbers as they stand in the number box (R-082)."""
    return "、".join(dict.fromkeys(number for number in numbers if number))


# -- moving in (R-084) -------------------------------------------------------------------------------------


def movein_visit_due(handover: datetime.date, settings: Settings) -> datetime.datetime | None:
    """Return until when a new home is visited, about three months after its handover; None when off (R-084).

    2026-11-30 gives 2027-02-28. The first visit, a month after the contract, is the developer's.
    """
    months = settings.number("movein_visit_months")
    return end_of_day(add_months(handover, months)) if months else None


def movein_visits_due(
    handovers: Iterable[tuple[str, datetime.date]], visited: Iterable[str], settings: Settings
) -> tuple[tuple[str, datetime.datetime], ...]:
    """Return the homes still to be visited after moving in, the earliest first: (home, until when) (R-084)."""
    done = set(visited)
    found = [
        (due, home)
        for home, handover in handovers
        if home not in done and (due := movein_visit_due(handover, settings)) is not None
    ]
    return tuple((home, due) for due, home in sorted(found))
