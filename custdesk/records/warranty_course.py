"""How REC-09, REC-10 and REC-24 hear values and facts (R-076 to R-084), and what one brings to the other."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import signatures, visits, warranty
from custdesk.rules.values import Rows, Values, day, rows, text
from custdesk.settings import Settings
from custdesk.workflow import Apply, Effect, Facts, Save, Seen

REPAIR, VISIT, PLAN = "engineering_repair", "engineering_visit", "visit_plan"
Guard = Callable[[Values, Facts], list[Problem]]


# -- REC-09 ----------------------------------------------------------------------------------------------


def engineering_of(values: Values, record_id: int) -> dict[str, Any]:
    """Return what an engineering record starts with, made of a complaint, a duty entry or an order (R-034, R-076)."""
    return {
        "source": record_id,
        "notified_at": values.get("received_at") or values.get("occurred_at") or values.get("requested_at"),
        "owner_or_user": values.get("complainant") or values.get("customer") or values.get("caller_name")
        or values.get("requested_by"),
        "contact_phone": values.get("phone"),
        "unit": values.get("unit"),
        "repair_content": values.get("content"),
    }  # fmt: skip


def engineering_of_visit(values: Values, record_id: int) -> dict[str, Any]:
    """Return what an engineering record starts with, made of a visit that found a defect (R-076, R-082)."""
    kept = ("project_name", "contract_no", "owner_or_user", "unit", "handover_on")
    visited = day(values, "visited_on")
    return {
        "source": record_id,
        "notified_at": None if visited is None else datetime.datetime.combine(visited, datetime.time()),
        "repair_content": values.get("findings"),
        **{name: values.get(name) for name in kept},
    }


def emergency_of(values: Values, record_id: int) -> dict[str, Any]:
    """Return what the order starts with that stops an urgent leak at once (R-077)."""
    return {
        "source": record_id, "requested_at": values.get("notified_at"), "requested_by": values.get("owner_or_user"),
        "unit": values.get("unit"), "phone": values.get("contact_phone"), "service_kind": "warranty_repair",
        "content": values.get("repair_content"), "chargeable": False,
    }  # fmt: skip


def confirm_due(values: Values, before: Values, facts: Facts) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the defect is confirmed (R-076)."""
    return warranty.confirm_due(values, facts.settings)


def place_of(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    """Return the unit's name as the place, while no other is written."""
    unit = values.get("unit")
    if isinstance(unit, str):
        return unit
    seen = facts.linked(unit) if isinstance(unit, int) else None
    return str(seen.values.get("key") or "") or None if seen is not None else None


def cover(values: Values, facts: Facts) -> warranty.Cover:
    """Return how long the part is covered (R-080)."""
    years = values.get("contract_years")
    return warranty.cover(
        text(values, "warranty_part"), day(values, "handover_on"), facts.settings,
        contract_years=years if isinstance(years, int) and years > 0 else None,
        by_hand=day(values, "covered_until_set"),
    )  # fmt: skip


def covered_until(values: Values, before: Values, facts: Facts) -> datetime.date | None:  # noqa: ARG001
    """Return the last covered day (R-080)."""
    return cover(values, facts).ends_on if text(values, "warranty_part") else None


def covered_why(values: Values, before: Values, facts: Facts) -> Text | None:  # noqa: ARG001
    """Return what the last covered day is counted from (R-080)."""
    return cover(values, facts).why if text(values, "warranty_part") else None


def in_warranty(values: Values, before: Values, facts: Facts) -> bool | None:  # noqa: ARG001
    """Tell whether the defect was notified within the warranty (R-080)."""
    return warranty.is_covered(
        day(values, "notified_at"), day(values, "handover_on"), day(values, "covered_until")
    )


def step_guard(step: str) -> Guard:
    """Return the guard of a step of REC-09 (R-076 to R-079)."""

    def guard(values: Values, facts: Facts) -> list[Problem]:
        found = warranty.missing_for(step, values)
        return found + (_signed_by_us(values, facts) if step == "accept" else [])

    return guard


def repair_check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save of REC-09 must hear (R-007, R-076, R-078, R-080)."""
    state = text(values, "state") or "notified"
    found = warranty.acceptance_problems(state, values, before)
    found += warranty.order_problems(values)
    found += warranty.warranty_problems(values)
    found += warranty.attempts_before_confirmation(rows(values, "attempts"), values)
    if not found and values.get("owner_signed_by") != before.get("owner_signed_by"):
        found += _signed_by_us(values, facts)
    return found


def _signed_by_us(values: Values, facts: Facts) -> list[Problem]:
    """Refuse somebody of the office as the owner who signed (R-007)."""
    told = {
        "signed_by_customer_name": values.get("owner_signed_by"),
        "signed_at": values.get("owner_signed_on"),
    }
    found = signatures.record_problems(told, facts.staff_names(), facts.now.date())
    named_as = {"signed_by_customer_name": "owner_signed_by", "signed_at": "owner_signed_on"}
    return [Problem(one.text, named_as.get(one.field, one.field), one.rule) for one in found]


def repair_owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the defect is to be confirmed (R-076)."""
    limit = values.get("confirm_due")
    return limit if state == "notified" and isinstance(limit, datetime.datetime) else None


def repair_notices(values: Values, facts: Facts) -> list[Problem]:
    """Remind of the sheet that has not come back, and say when the part is out of warranty (R-079, R-080)."""
    found = []
    if warranty.not_returned(text(values, "state")):
        way = N_("The sheet has not come back to the engineering section")
        found.append(Problem(way, "returned_on", "R-079", grave=False))
    if values.get("in_warranty") is False:
        way = N_("Out of warranty: covered until {day}").having(day=values.get("covered_until"))
        found.append(Problem(way, "warranty_part", "R-080", grave=False))
    limit = values.get("confirm_due")
    if isinstance(limit, datetime.datetime) and warranty.confirmed_late(values, limit, facts.now):
        way = N_("The confirmation is late: it was due by {due}").having(due=limit)
        found.append(Problem(way, "confirmed_at", "R-076", grave=False))
    return found


def after_repair(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a new record brings to the visit it was made of: its number stands in the visit's box (R-082)."""
    source = values.get("source")
    seen = facts.linked(source) if isinstance(source, int) and not before else None
    if seen is None or seen.form != VISIT or not seen.open:
        return []
    lines = rows(seen.values, "repair_records")
    if any(row.get("repair") == values["id"] for row in lines):
        return []
    return [Save(VISIT, {"repair_records": (*lines, {"repair": values["id"]})}, seen.id)]


# -- REC-10 ----------------------------------------------------------------------------------------------


def numbers(values: Values, facts: Facts) -> list[str]:
    """Return the numbers of the linked repair records."""
    links = [row.get("repair") for row in rows(values, "repair_records")]
    linked = (facts.linked(link) for link in links if isinstance(link, int))
    return [one.number for one in linked if one is not None and one.state != "voided"]


def number_box(values: Values, before: Values, facts: Facts) -> Text | None:  # noqa: ARG001
    """Return what stands in the number box: all numbers, or "none" once it was decided without a defect (R-082)."""
    said = visits.numbers_said(numbers(values, facts))
    if said:
        return N_("{numbers}", "repair records").having(numbers=said)
    nothing = text(values, "found") == visits.NOTHING_FOUND and text(values, "decision")
    return N_("None", "repair records") if nothing else None


def happens_at(values: Values, before: Values, facts: Facts) -> datetime.datetime:  # noqa: ARG001
    """Return the day of the visit, as long as it was not made the day it is due (3.0.2)."""
    when = day(values, "visited_on") or day(values, "due_on")
    return facts.now if when is None else datetime.datetime.combine(when, datetime.time())


def visit_check(values: Values, before: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Find what a save of REC-10 must hear."""
    return visits.visit_order_problems(values)


def may_decide(values: Values, facts: Facts) -> list[Problem]:
    """Find what the decision lacks (R-082, R-083)."""
    return visits.missing_to_decide(values, numbers(values, facts))


def visit_owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when a planned visit is due (R-081)."""
    limit = values.get("due_at")
    return limit if state == "planned" and isinstance(limit, datetime.datetime) else None


def after_visit(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a visit brings to its plan: the line it counts for (R-081)."""
    told = ("state", "visited_on", "due_on", "plan")
    if all(values.get(one) == before.get(one) for one in told):
        return []
    plans = {one for one in (values.get("plan"), before.get("plan")) if isinstance(one, int)}
    found = (facts.linked(one) for one in sorted(plans))
    return [Apply(one.id, "count_visit") for one in found if one is not None and one.state == "running"]


# -- REC-24 ----------------------------------------------------------------------------------------------


def visit_of(values: Values, record_id: int) -> dict[str, Any]:
    """Return what a visit made of the plan starts with: the next line due."""
    return {
        "plan": record_id, "project_name": values.get("project"), "contract_no": values.get("contract_no"),
        "owner_or_user": values.get("owner_or_user"), "unit": values.get("unit"),
        "handover_on": values.get("handover_on"), "due_on": visits.next_visit(rows(values, "lines")),
    }  # fmt: skip


def parts(values: Values, before: Values, facts: Facts) -> tuple[dict[str, object], ...]:  # noqa: ARG001
    """Return every part with its years and last day (R-080)."""
    handover = day(values, "handover_on")
    if handover is None:
        return ()
    return visits.parts_covered(rows(values, "contract_parts"), handover, facts.settings)


def until(values: Values, before: Values, facts: Facts) -> datetime.date | None:  # noqa: ARG001
    """Return the last day of the schedule (R-081)."""
    handover = day(values, "handover_on")
    if handover is None:
        return None
    return visits.schedule_end(handover, rows(values, "contract_parts"), facts.settings)


def lines(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:
    """Return the schedule with what was visited; days once planned stay as they were (R-081)."""
    handover, last = day(values, "handover_on"), day(values, "visits_until")
    if handover is None or last is None:
        return ()
    moved = any(values.get(name) != before.get(name) for name in ("handover_on", "contract_parts"))
    kept = tuple(one for row in rows(before, "lines") if (one := day(row, "due_on")) is not None)
    dates = visits.visit_dates(handover, last, facts.settings) if moved or not kept else kept
    found = visits.schedule(dates, _visits(values, facts), facts.now.date())
    told = (
        {"due_on": one.due_on, "state": one.state, "visit": one.visit, "visited_on": one.visited_on} for one in found
    )  # fmt: skip
    return tuple({name: value for name, value in row.items() if value is not None} for row in told)


def _visits(values: Values, facts: Facts) -> list[visits.Visit]:
    plan = values.get("id")
    linked: list[Seen] = []
    if isinstance(plan, int):
        linked = [one for one in facts.referring(plan, VISIT) if one.values.get("plan") == plan]
    return [
        visits.Visit(
            one.id,
            day(one.values, "due_on"),
            None if one.state == "planned" else day(one.values, "visited_on"),
        )
        for one in linked
    ]


def counted(values: Values, facts: Facts) -> Mapping[str, Any]:  # noqa: ARG001
    """Count that the lines were looked at once more: their states follow from it."""
    number = values.get("judged")
    return {"judged": (number if isinstance(number, int) else 0) + 1}


def plan_check(values: Values, before: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Find what a save of REC-24 must hear: contract years that are years, each part once (R-080)."""
    found, seen = [], set()
    for place, row in enumerate(rows(values, "contract_parts")):
        for one in warranty.warranty_problems(_as_repair(row, values)):
            name = {"contract_years": "years", "covered_until_set": "until"}[one.field]
            found.append(Problem(one.text, f"contract_parts.{place}.{name}", one.rule))
        if text(row, "part") in seen:
            way = N_("Each part stands in the contract's list once")
            found.append(Problem(way, f"contract_parts.{place}.part", "R-080"))
        seen.add(text(row, "part"))
    return found


def _as_repair(row: Values, values: Values) -> dict[str, object]:
    return {
        "contract_years": row.get("years"),
        "covered_until_set": row.get("until"),
        "handover_on": values.get("handover_on"),
    }


def plan_owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the next visit is due (R-081)."""
    return visits.next_turn(rows(values, "lines")) if state == "running" else None


def turns_at(values: Values) -> datetime.datetime | None:
    """Return when the next line turns from due to missed; the last one is turned by the plan's end (R-081)."""
    turn, end = visits.next_turn(rows(values, "lines")), ends_at(values)
    return turn if turn is not None and (end is None or turn < end) else None


def ends_at(values: Values) -> datetime.datetime | None:
    """Return when the plan ends: the 24:00 of the schedule's last day (R-081)."""
    last = day(values, "visits_until")
    return (
        None
        if last is None
        else datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time())
    )


def next_due(values: Values, before: Values, facts: Facts) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the next visit is due (R-081)."""
    return visits.next_turn(rows(values, "lines"))


def plan_notices(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Say that the clause asks for one visit at least, when the plan ended without (R-081, C-26)."""
    told: Rows = rows(values, "lines")
    if text(values, "state") != "ended" or visits.complies(told):
        return []
    way = N_("No visit was made in the whole warranty: at least one is asked for")
    return [Problem(way, "lines", "R-081", grave=False)]
