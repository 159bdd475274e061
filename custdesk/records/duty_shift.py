"""The shift a duty log entry belongs to (the simple part of REC-41): who had the desk, from when to when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from custdesk.fields import NOW, USER, Link, Moment, ShortText
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Check, Form, Record
from custdesk.rules import duty, people
from custdesk.sheet import Column
from custdesk.workflow import Effect, Facts, Flow, Save, Seen, Step, Values


def current_shift(facts: Facts) -> Seen | None:
    """Return the shift that has the desk now."""
    return next(iter(facts.in_state("duty_shift", "on_duty")), None)


def _title(values: Values, before: Values, facts: Facts) -> str:  # noqa: ARG001
    person = values.get("person")
    known = facts.staff(person) if isinstance(person, int) else None
    return f"{values['starts_at']:%m-%d %H:%M} {known.name if known else ''}".strip()


def _take_over(values: Values, facts: Facts) -> list[Effect]:
    """Lock the entries of the shift, pass open ones to the relief, begin the relief's shift (REC-01, R-018)."""
    relief = values["relief"]
    effects: list[Effect] = []
    for entry in facts.referring(values["id"], "duty_log"):
        passed: dict[str, Any] = {}
        if entry.state in ("open", "followed_up"):
            passed = duty.passed_to_relief(entry.values, relief)
        if entry.values.get("locked_at") is None:
            effects.append(Save("duty_log", {"locked_at": facts.now, **passed}, entry.id))
    return [*effects, Save("duty_shift", {"person": relief, "starts_at": facts.now})]


def ran_into_a_new_day(values: Values, now: datetime.datetime) -> bool:
    """Tell whether a shift began on an earlier day: a sole assistant then begins the next one herself."""
    starts_at = values.get("starts_at")
    return isinstance(starts_at, datetime.datetime) and starts_at.date() < now.date()


def _relief_is_here(values: Values, facts: Facts) -> list[Problem]:
    """The relief takes over in person: logs in and takes the desk (REC-01)."""
    if values.get("relief") != facts.user.id:
        return [Problem(N_("The relief logs in and takes over"), "relief", "R-018")]
    if values.get("relief") == values.get("person") and not ran_into_a_new_day(values, facts.now):
        return [Problem(N_("You are on duty already"), "relief", "R-018")]
    return people.may_not(facts.user.role, "write_duty_log")


def _one_at_a_time(values: Values, before: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    others: Sequence[Seen] = facts.in_state("duty_shift", "on_duty")
    if values.get("id") is None and others and values.get("state") == "on_duty":
        return [Problem(N_("There is a shift on duty; take over from it"), "person", "R-013")]
    return []


class DutyShift(Record):
    """Who has the desk, from when to when."""

    person = Link(N_("Person on duty"), "staff", required=True, default=USER)
    starts_at = Moment(N_("Starts at"), required=True, default=NOW)
    ends_at = Moment(N_("Ends at"))
    relief = Link(N_("Relief"), "staff")
    name = ShortText(N_("Shift"), by=_title, inputs=("person", "starts_at"))

    class Meta:
        """The shifts."""

        table_name = "duty_shift"

    form = Form(
        number="REC-41", key="duty_shift", title=N_("Shift"), tab=N_("Shifts"), shelf="duty",
        happened="starts_at", summary=("name",), register=True,
        columns=(Column("starts_at", 2), Column("person", 2), Column("ends_at", 2), Column("relief", 2), Column("state")),
        checks=(Check(_one_at_a_time, "R-013"),),
        flow=Flow(
            "on_duty",
            {"on_duty": N_("On duty"), "handed_over": N_("Handed over", "shift"), "voided": N_("Voided")},
            (
                Step("take_over", N_("Take over"), ("on_duty",), "handed_over", asks=("relief",),
                     guard=_relief_is_here, then=_take_over, sets=lambda v, f: {"ends_at": f.now}, rule="R-018"),
            ),
            ends=frozenset({"handed_over", "voided"}),
        ),
    )  # fmt: skip
