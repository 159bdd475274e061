"""Corrective and preventive reports, REC-13 and REC-14: who approves, verifies and ends them (R-053, R-064, 9.4 no. 11).

`complaint` are the values of the complaint a report is about; {} where it is about something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.rules.values import Values, day, earlier, filled, text, yes

#: whoever answers for the result inside the office (REC-13: "supervisor")
VERIFIERS = (people.SUPERVISOR, people.MANAGER)


def approval_problems(
    report: Values, *, leader: bool, staff_names: Iterable[str] = (), accused: Iterable[str] = ()
) -> list[Problem]:
    """Find what an approval lacks: who and when, and that it is not the accused (R-053, R-064).

    `leader`: the company's leader decides, the desk types it in, so the name is none of the office. `approved_by`
    is a name here.
    """
    name = text(report, "approved_by")
    found = []
    if not name:
        found.append(Problem(N_("Enter who approved the report"), "approved_by", "R-053"))
    if not filled(report, "approved_at"):
        found.append(Problem(N_("Enter when the report was approved"), "approved_at", "R-053"))
    if name and leader and name in set(staff_names):
        way = N_("The supervising leader approves this report, nobody of the office; enter his name")
        found.append(Problem(way, "approved_by", "R-064"))
    elif name and name in set(accused):
        way = N_("Another person must approve the report: nobody approves in his own case")
        found.append(Problem(way, "approved_by", "R-064"))
    if earlier(report.get("approved_at"), report.get("prepared_at")):
        way = N_("It cannot be approved before it was drawn up; correct one of the times")
        found.append(Problem(way, "approved_at", "R-053"))
    return found


def verification_problems(report: Values, office: Mapping[str, str]) -> list[Problem]:
    """Find what a verification lacks; `office` says the role of each name of the office (REC-13).

    Verified outside, or by the supervisor; whoever is of the office and neither supervisor nor manager does not.
    """
    found = [
        Problem(way, name, "REC-13")
        for name, way in (
            ("verified_by", N_("Enter who verified the result")),
            ("verified_on", N_("Enter when the result was verified")),
            ("effective", N_("Say whether the measures were effective")),
        )
        if not filled(report, name)
    ]
    role = office.get(text(report, "verified_by"))
    if role is not None and role not in VERIFIERS:
        way = N_("The supervisor verifies the result, or somebody outside the office")
        found.append(Problem(way, "verified_by", "REC-13"))
    if earlier(day(report, "verified_on"), day(report, "approved_at")):
        way = N_("The result cannot be verified before the report was approved")
        found.append(Problem(way, "verified_on", "REC-13"))
    return found


def fell_short(report: Values) -> bool:
    """Tell whether the measures were found not effective: then they are carried out again (REC-13)."""
    return filled(report, "effective") and not yes(report, "effective")
