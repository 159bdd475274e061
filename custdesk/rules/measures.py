"""Improvement measures, REC-36: who carries one out, and when it was done."""

from __future__ import annotations

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.values import Values, day, earlier


def doer_problems(measure: Values, person: object) -> list[Problem]:
    """Say why a person does not report a measure done: another one answers for it (REC-36)."""
    if person is not None and measure.get("responsible") == person:
        return []
    return [Problem(N_("Whoever is responsible reports it done"), "responsible", "REC-36")]


def date_problems(measure: Values) -> list[Problem]:
    """Refuse a day of doing that lies before the measure was decided (REC-36)."""
    if not earlier(measure.get("done_on"), day(measure, "raised_at")):
        return []
    return [
        Problem(N_("It cannot be done before it was decided; correct one of the days"), "done_on", "REC-36")
    ]
