"""What orders and special records bring to each other (R-071): opening, restarting after a rework, reporting a defect.

`custdesk.records.repair_order` names `follow_up_of` in its `then`; nothing here imports a record.
"""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.language import N_, Words
from custdesk.problem import Problem
from custdesk.rules import large_defects as rules
from custdesk.rules import signatures
from custdesk.rules.values import Rows, day, rows
from custdesk.settings import Settings
from custdesk.workflow import Apply, Effect, Facts, Save, Seen, Values

ORDER, RECORD = "repair_order", "major_defect"


# -- orders → special record -----------------------------------------------------------------------------


def follow_up_of(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a save of an order brings to its special record: opened, or its dates restarted (R-071).

    Opened when the order is finished or the flag is set later; once for a chain of reworks, whose end restarts it.
    """
    found = _record_of(values, facts)
    if (
        found is not None
        and _about(found, values)
        and rules.lapses(values, before, rows(found.values, "checks"))
    ):
        why = Words(facts.settings.text("screen_language"))(N_("Its order was voided, or is no large defect"))
        return [Apply(found.id, "drop", reason=why)] if found.state in ("open", "checking") else []
    if not rules.is_finished(values):
        return []
    if found is None:
        return [_opened(values, facts)] if rules.opens(values) and not rules.opens(before) else []
    finished = day(values, "finished_at")
    if finished is None or not rules.restarts(day(found.values, "runs_from"), finished):
        return []
    again = rules.restarted(rows(found.values, "checks"), finished, facts.now.date(), facts.settings)
    changes = {"runs_from": finished, "checks": again}
    return [Save(RECORD, changes, found.id) if found.state == "open" else Apply(found.id, "restart", changes)]


def _opened(order: Values, facts: Facts) -> Save:
    finished = day(order, "finished_at")
    assert finished is not None
    planned = rules.planned_checks(finished, facts.now.date(), facts.settings)
    return Save(
        RECORD,
        {
            "repair_order": order["id"], "unit": order.get("unit"), "sent_person": order.get("responsible"),
            "opened_at": facts.now.replace(second=0, microsecond=0), "runs_from": finished,
            "checks": tuple({"planned_on": one} for one in planned),
        },
    )  # fmt: skip


def _record_of(order: Values, facts: Facts) -> Seen | None:
    """Return the special record of an order, or of the order it is a rework of, and so on upward."""
    above: Values | None = order
    while above is not None:
        own = [one for one in facts.referring(int(above["id"]), RECORD) if _about(one, above)]
        if own:
            return own[-1]
        parent = above.get("rework_of")
        seen = facts.linked(parent) if isinstance(parent, int) else None
        above = seen.values if seen is not None and seen.form == ORDER else None
    return None


def _about(record: Seen, order: Values) -> bool:
    return bool(record.values.get("repair_order") == order["id"])


# -- special record → orders -----------------------------------------------------------------------------


def after_save(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a save of the record brings: the checking begins, a defective check orders a rework (REC-08)."""
    checks = rows(values, "checks")
    found: list[Effect] = []
    if values["state"] == "open" and any(rules.is_made(row) for row in checks):
        found.append(Apply(int(values["id"]), "begin"))
    if rules.newly_defective(checks, rows(before, "checks")):
        found += _defect(values, checks, facts)
    return found


def _defect(values: Values, checks: Rows, facts: Facts) -> list[Effect]:
    """Report the defect on the newest order of the chain; while a rework runs, it is being dealt with (R-069)."""
    target = rules.rework_target(_chain(values.get("repair_order"), facts))
    if target is None:
        return []
    bad = [row for row in checks if rules.is_made(row) and row.get("condition") == rules.DEFECTIVE]
    row = max(bad, key=lambda one: day(one, "on") or datetime.date.min)
    found_at = facts.now
    if (on := day(row, "on")) is not None and on < facts.now.date():
        found_at = datetime.datetime.combine(on, datetime.time(23, 59))
    report = {
        "defect_reported_at": found_at.replace(second=0, microsecond=0),
        "defect_reported_by": target.get("requested_by"),
        "defect": row.get("customer_remark") or target.get("content"),
    }
    return [Apply(_id(target), "report_defect", report)]


def _chain(order: Any, facts: Facts) -> list[Values]:
    """Return an order and its reworks, first to last."""
    seen = facts.linked(order) if isinstance(order, int) else None
    if seen is None or seen.form != ORDER:
        return []
    children = [one for one in facts.referring(seen.id, ORDER) if one.values.get("rework_of") == seen.id]
    return [seen.values, *(one for child in children for one in _chain(child.id, facts))]


def _id(values: Values) -> int:
    return int(values["id"])


# -- the record itself -----------------------------------------------------------------------------------


def number_of(values: Values, facts: Facts) -> str:
    """Return its number: that of the order with "-Z"; a voided one keeps its own (REC-08, R-008)."""
    order = values.get("repair_order")
    seen = facts.linked(order) if isinstance(order, int) else None
    if seen is None:
        return ""
    made = facts.referring(seen.id, RECORD, voided=True)
    return rules.number_of(
        seen.number, sum(_about(one, seen.values) and one.state == "voided" for one in made)
    )


def check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save must hear (R-007, R-071)."""
    checks, old, runs_from = rows(values, "checks"), rows(before, "checks"), day(values, "runs_from")
    found = rules.check_problems(checks, old, runs_from, facts.now.date())
    if before and runs_from == day(before, "runs_from"):
        found += rules.lost_problems(checks, old)
    if any(rules.is_made(row) for row in checks) and not values.get("defect_place"):
        found.append(Problem(N_("Enter where the defect is"), "defect_place", "R-071"))
    for place, row in enumerate(checks):
        if row not in old:
            found += _signer_problems(place, row, facts)
    return found + _order_problems(values, before, facts)


def _signer_problems(place: int, row: Values, facts: Facts) -> list[Problem]:
    """Refuse somebody of the office as the customer who signed (R-007)."""
    told = {
        "signed_by_customer_name": row.get("customer_signed_by"),
        "signed_at": row.get("customer_signed_on"),
    }
    found = signatures.record_problems(told, facts.staff_names(), facts.now.date())
    own = [one for one in found if one.field == "signed_by_customer_name" and row.get("customer_signed_on")]
    return [Problem(one.text, f"checks.{place}.customer_signed_by", one.rule) for one in own]


def _order_problems(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Let a record stay with its order, and an order have one (R-071)."""
    order = values.get("repair_order")
    if before:
        if order == before.get("repair_order"):
            return []
        return [Problem(N_("A special record stays with its order"), "repair_order", "R-071")]
    seen = facts.linked(order) if isinstance(order, int) else None
    if seen is None:
        return []
    if not rules.is_finished(seen.values):
        return [Problem(N_("The record is opened when the repair is finished"), "repair_order", "R-071")]
    if any(_about(one, seen.values) for one in facts.referring(seen.id, RECORD)):
        return [Problem(N_("This order has a special record already"), "repair_order", "R-071")]
    return []


def runs_from(values: Values, before: Values, facts: Facts) -> datetime.date | None:  # noqa: ARG001
    """Return what the checks of a record opened by hand run from: the end of its order's repair (R-071)."""
    order = values.get("repair_order")
    seen = facts.linked(order) if isinstance(order, int) else None
    return day(seen.values, "finished_at") if seen is not None else None


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the next check is due (R-071)."""
    return rules.next_due(rows(values, "checks")) if state in ("open", "checking") else None


def notices(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Say when there is nothing planned, and when all was sound (R-071)."""
    checks = rows(values, "checks")
    if values.get("state") not in ("open", "checking"):
        return []
    if not checks:
        way = N_("All days are past: plan at least one check")
        return [Problem(way, "checks", "R-071", grave=False)]
    if not rules.missing_to_end(checks, day(values, "runs_from")):
        return [Problem(N_("All planned checks were sound: it may be ended"), "", "R-071", grave=False)]
    return []
