"""What a complaint was accepted, routed and handled with stays true in its later states: R-031, R-032, R-036, R-064.

Each function compares what was stored with what is to be saved; the state is the one after the save.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import people, routing
from custdesk.rules.values import Values, filled, text

OPEN: Final = ("registered", "accepted", "handling", "awaiting_directive", "handled")
IN_HAND: Final = ("handling", "awaiting_directive", "handled")
ENDED: Final = ("closed", "handed_over", "verified")
_ROUTE: Final = ("category", "involves_compensation", "against_director", "handler_kind", "lead_department")
_SET_BY_STEPS: Final = ("closed_at", "reopened_at", "reopen_count", "handled_before")
_KEPT: Final[tuple[tuple[tuple[str, ...], str, str, Text], ...]] = (
    (("accepted", *IN_HAND, *ENDED), "nature", "R-032", N_("Choose general or major")),
    (("accepted", *IN_HAND, *ENDED), "category", "R-032", N_("Choose the category of the complaint")),
    ((*IN_HAND, *ENDED), "handler", "REC-03", N_("Enter the person who handles the complaint")),
    ((*IN_HAND, *ENDED), "handler_kind", "R-040", N_("Choose who handles the complaint")),
    (("handled", *ENDED), "handling", "REC-03", N_("Write down how the complaint was handled")),
    (("handled", *ENDED), "handled_at", "REC-03", N_("Enter when the handling was finished")),
)


def emptied_problems(state: str, before: Values, after: Values) -> list[Problem]:
    """Refuse to take away what an earlier step needed, the judgement "valid" first of all (R-031, R-032)."""
    found = [
        Problem(way, name, rule)
        for states, name, rule, way in _KEPT
        if state in states and filled(before, name) and not filled(after, name)
    ]
    was, now = text(before, "validity"), text(after, "validity")
    if state in ("accepted", *IN_HAND, *ENDED) and was == routing.VALID and now != routing.VALID:
        way = N_("An accepted complaint stays valid; undo the accepting, or let the manager void it")
        found.append(Problem(way, "validity", "R-031"))
    return found


def step_date_problems(state: str, before: Values, after: Values) -> list[Problem]:
    """Refuse typed values of what only a step sets: a typed reopening would move the due date (M-5, R-063)."""
    if state not in OPEN or (before and state != text(before, "state")):
        return []
    way = N_("A step sets this; it is not typed")
    return [Problem(way, name, "M-5") for name in _SET_BY_STEPS if after.get(name) != before.get(name)]


def computed_problems(after: Values, name: str, should: object) -> list[Problem]:
    """Refuse a typed value of what an effect keeps: only what follows from the papers may stand there (M-5, R-054)."""
    if after.get(name) == should:
        return []
    return [Problem(N_("A step sets this; it is not typed"), name, "M-5")]


def route_changed_problems(state: str, before: Values, after: Values) -> list[Problem]:
    """Send a case in hand to the leader at the moment route D holds, and keep it there (R-036)."""
    if state not in IN_HAND or not _changed(_ROUTE, before, after):
        return []
    return routing.forced_problems(after)


def rested_on_problems(case: Values, state: str, issued: Iterable[str]) -> list[Problem]:
    """Refuse to void an issued paper that an ended complaint was closed on: it is reopened first (R-039, R-053, R-060)."""
    if text(case, "state") not in ENDED or state not in issued:
        return []
    return [Problem(N_("The closed complaint rests on this paper; reopen the complaint first"), "", "R-053")]


def own_case_problems(before: Values, person: object, role: str) -> list[Problem]:
    """Refuse what the accused writes in his own case, before and after the decision, open or ended (R-064)."""
    if person is None or not before or not routing.is_accused(before, person, role):
        return []
    return [Problem(N_("This complaint is handled by the company; another person must act"), "", "R-064")]


def accused_problems(before: Values, values: Values, role: str) -> list[Problem]:
    """Ask that name and tick agree: else nothing is hidden, or the case stays in the office (R-036, R-064, 1.6).

    Judged when it is written; `role` is that of the named person: beside the tick the manager or the deputy, and
    beside these two the tick.
    """
    if not filled(values, "accused_staff") or not _changed(
        ("accused_staff", "against_director"), before, values
    ):
        return []
    director, ticked = role in (people.MANAGER, people.DEPUTY), values.get("against_director") is True
    if director == ticked:
        return []
    if director:
        way = N_("Tick “against director or deputy”: the complaint goes to the supervising leader")
        return [Problem(way, "against_director", "R-036")]
    way = N_("Name the manager or the deputy here, or nobody where both are meant")
    return [Problem(way, "accused_staff", "R-064")]


def role_problems(state: str, before: Values, after: Values, role: str) -> list[Problem]:
    """Refuse what table 1.5 does not let a role do by a plain save: route, judge, extend (1.5)."""
    acts: dict[str, tuple[str, ...]] = {"record_extension": ("extensions",)}
    if state != "registered":
        acts |= {"judge_validity": ("validity",), "route_complaint": ("nature", *_ROUTE)}
    found: list[Problem] = []
    for action, names in acts.items():
        changed = _changed(names, before, after)
        if changed and not people.may(role, action):
            way = N_("Ask the desk: your role may not do this")
            found += [Problem(way, name, "1.5") for name in changed]
    return found


def _changed(names: Iterable[str], before: Values, after: Values) -> list[str]:
    """Return the fields that differ; no, nothing and an empty list are one."""
    return [name for name in names if (before.get(name) or None) != (after.get(name) or None)]
