"""Where a complaint goes and who may touch it: routes A to G (R-033 to R-041) and R-064.

Functions that end in "problems" or begin with "may" return what stands in the way; an empty list is leave.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.rules.periods import is_late
from custdesk.rules.values import Values, filled, moment, rows, text, yes

OFFICE, QC, ENGINEERING, FINANCE = "office_itself", "QC", "engineering", "finance"
LEADER = "supervising_leader"
MAJOR, GENERAL = "major", "general"
VALID, NOT_VALID = "valid", "not_valid"
ROUTE_A, ROUTE_B, ROUTE_C = "attitude_or_quality", "civil_decoration_equipment", "charges"
ROUTE_D, OTHER = "compensation_or_director", "other"
_LEADS: Final[Mapping[str, tuple[str, str]]] = {
    ROUTE_A: (QC, "R-033"), ROUTE_B: (ENGINEERING, "R-034"), ROUTE_C: (FINANCE, "R-035"),
    ROUTE_D: (LEADER, "R-036"), OTHER: (OFFICE, "R-040"),
}  # fmt: skip
_DIRECTORS: Final = (people.MANAGER, people.DEPUTY)


def lead_is_forced(values: Values) -> bool:
    """Tell whether route D holds: compensation, or against director or deputy (R-036)."""
    return (
        yes(values, "involves_compensation")
        or yes(values, "against_director")
        or text(values, "category") == ROUTE_D
    )


def is_major(values: Values) -> bool:
    """Tell whether the complaint is major: it needs both reports (R-053)."""
    return text(values, "nature") == MAJOR


def concerns_building(values: Values) -> bool:
    """Tell whether a repair or a warranty defect may be behind it: building, decoration, equipment (R-034)."""
    return text(values, "category") == ROUTE_B or yes(values, "is_building_or_design_dispute")


def money_demanded(values: Values) -> bool:
    """Tell whether money is demanded: then an agreement may be planned (R-060)."""
    return yes(values, "involves_compensation")


def why_forced(values: Values) -> Text | None:
    """Say why the route cannot be changed, None when it can (R-036)."""
    if yes(values, "against_director"):
        return N_("A complaint against the manager or deputy goes to the supervising leader")
    if lead_is_forced(values):
        return N_("A demand for compensation goes to the supervising leader")
    return None


def proposed_lead(values: Values) -> str:
    """Return the lead the category proposes, forced or not; "" without a category (R-033 to R-036, R-040)."""
    if lead_is_forced(values):
        return LEADER
    return _LEADS.get(text(values, "category"), ("", ""))[0]


def lead(values: Values) -> str:
    """Return who leads now: the lead department where one is set, else the handler's kind (R-038)."""
    return text(values, "lead_department") or text(values, "handler_kind")


def goes_to_company(values: Values) -> bool:
    """Tell whether a complaint was routed to the company: anyone but the office handles or leads (R-039)."""
    named = {text(values, "handler_kind"), text(values, "lead_department")} - {"", OFFICE}
    return bool(named) or lead_is_forced(values)


def route_problems(values: Values) -> list[Problem]:
    """Find what is wrong with handler and lead before handling starts (R-033 to R-036, R-038, R-040)."""
    found = []
    kind = text(values, "handler_kind")
    if not kind:
        found.append(Problem(N_("Choose who handles the complaint"), "handler_kind", "R-040"))
    found += forced_problems(values) if lead_is_forced(values) else _kept_problems(values)
    return found + joint_problems(values)


def forced_problems(values: Values) -> list[Problem]:
    """Refuse any other handler or lead than the supervising leader where route D holds (R-036)."""
    if not lead_is_forced(values):
        return []
    way = N_("Send it to the supervising leader: {why}").having(why=why_forced(values))
    names = ("handler_kind", "lead_department")
    return [Problem(way, name, "R-036") for name in names if text(values, name) not in ("", LEADER)]


def _kept_problems(values: Values) -> list[Problem]:
    wanted, rule = _LEADS.get(text(values, "category"), ("", ""))
    chosen = lead(values)
    if not wanted or not chosen or wanted in (chosen, OFFICE):
        return []
    if chosen == OFFICE and not filled(values, "kept_in_office_reason"):
        return [Problem(N_("Give the reason why the office keeps it"), "kept_in_office_reason", rule)]
    if chosen != OFFICE and not filled(values, "lead_changed_reason"):
        return [Problem(N_("Give the reason why another department leads"), "lead_changed_reason", rule)]
    return []


def joint_problems(values: Values) -> list[Problem]:
    """Find what joint handling lacks: one lead and at least one other department (R-038)."""
    if not yes(values, "is_joint"):
        return []
    found = []
    if not filled(values, "lead_department"):
        found.append(Problem(N_("Choose the one department that leads"), "lead_department", "R-038"))
    helpers = set(_names(values.get("cooperating_departments")))
    if not helpers - {text(values, "lead_department")}:
        way = N_("Name at least one department that cooperates with the lead")
        found.append(Problem(way, "cooperating_departments", "R-038"))
    return found


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [
            part.strip() for part in value.replace("，", ",").replace("、", ",").split(",") if part.strip()
        ]
    return [str(part) for part in value] if isinstance(value, (tuple, list, set, frozenset)) else []


def change_problems(before: Values, after: Values) -> list[Problem]:
    """Ask for a reason when the lead changes once it was set; a forced change to the leader needs none (R-038)."""
    old, new = lead(before), lead(after)
    if not old or old == new or (lead_is_forced(after) and new == LEADER):
        return []
    if filled(after, "lead_changed_reason") and text(after, "lead_changed_reason") != text(
        before, "lead_changed_reason"
    ):
        return []
    if new == OFFICE and filled(after, "kept_in_office_reason"):
        return []
    return [Problem(N_("Give the reason for changing the lead"), "lead_changed_reason", "R-038")]


def letter_problems(values: Values) -> list[Problem]:
    """Ask for the leader's consent before a letter is answered, orally or in writing (R-037)."""
    if not needs_consent(values):
        return []
    found = []
    if not filled(values, "letter_consent_by"):
        way = N_("Record which leader consented to the answer")
        found.append(Problem(way, "letter_consent_by", "R-037"))
    if not filled(values, "letter_consent_at"):
        found.append(Problem(N_("Record the day the leader consented"), "letter_consent_at", "R-037"))
    return found


def needs_consent(values: Values) -> bool:
    """Tell whether answers need the leader's consent: marked as a letter, or come as one (R-037)."""
    return yes(values, "is_letter") or text(values, "channel") == "letter"


def days_waiting(values: Values, now: datetime.datetime) -> int | None:
    """Return how many days the last report upward has waited for its directive; None when none waits (R-041)."""
    escalations = rows(values, "escalations")
    if not escalations or filled(escalations[-1], "directive"):
        return None
    reported = moment(escalations[-1], "reported_at")
    return (now.date() - reported.date()).days if reported else None


def directive_problems(values: Values) -> list[Problem]:
    """Ask for directive, name and day before handling goes on (R-041)."""
    escalations = rows(values, "escalations")
    if not escalations:
        return [Problem(N_("Record to whom the complaint was reported"), "escalations", "R-041")]
    wanted = (
        ("directive", N_("Record what the leader directed")),
        ("directive_by", N_("Record who gave the directive")),
        ("directive_at", N_("Record when the directive was given")),
    )
    last = escalations[-1]
    found = [Problem(way, f"escalations.{name}", "R-041") for name, way in wanted if not filled(last, name)]
    reported, given = moment(last, "reported_at"), moment(last, "directive_at")
    if reported and given and given.date() < reported.date():
        way = N_("The directive cannot be older than the report")
        found.append(Problem(way, "escalations.directive_at", "R-041"))
    return found


def follows_directive(values: Values) -> list[Problem]:
    """Warn when the handling does not name who directed it (R-041)."""
    named = [text(row, "directive_by") for row in rows(values, "escalations") if filled(row, "directive")]
    if not named or not named[-1] or named[-1] in text(values, "handling"):
        return []
    way = N_("Say in the handling how the directive of {name} was followed").having(name=named[-1])
    return [Problem(way, "handling", "R-041", grave=False)]


def is_accused(values: Values, person: object, role: str) -> bool:
    """Tell whether this person is complained about (R-064).

    Against the director without a name both manager and deputy are meant; with a name only that person.
    """
    accused = values.get("accused_staff")
    if accused is not None and accused != "":
        return accused == person
    return yes(values, "against_director") and role in _DIRECTORS


def may_see(values: Values, person: object, role: str) -> bool:
    """Tell whether a person's views show the complaint: not to the accused until the decision (R-064, 1.6).

    The decision is the leader's where route D holds, else the closing.
    """
    if not is_accused(values, person, role):
        return True
    return filled(values, "leader_decision" if lead_is_forced(values) else "closed_at")


def hidden_name() -> Text:
    """Return what the accused reads in place of the complaint (R-064)."""
    return N_("Handled by the company")


def may_handle(values: Values, person: object, role: str, *, has_supervisor: bool = True) -> list[Problem]:
    """Say why a person may not work on a complaint; empty when he may (1.5, R-036, R-064)."""
    found = people.may_not(role, "route_complaint", has_supervisor=has_supervisor)
    return found + _not_the_accused(values, person, role, "handler")


def handler_problems(values: Values, role: str = "") -> list[Problem]:
    """Refuse an accused person as handler; `role` is the handler's, where he is of the office (R-064)."""
    if not filled(values, "handler") or not is_accused(values, values.get("handler"), role):
        return []
    return [
        Problem(N_("Choose another handler: nobody handles a complaint against himself"), "handler", "R-064")
    ]


def leader_approves(values: Values, accused_role: str = "") -> bool:
    """Tell whether the leader approves the papers of a complaint: it is against the director (R-064, 9.4 no. 11).

    `accused_role` is that of the named accused: where only the deputy is accused, the manager approves.
    """
    return yes(values, "against_director") and accused_role != people.DEPUTY


def may_approve(
    values: Values, person: object, role: str, *, accused_role: str = "", has_supervisor: bool = True
) -> list[Problem]:
    """Say why a person may not approve the papers of a complaint (R-036, R-064, 9.4 no. 11).

    The manager; where the leader approves, the supervisor (without one, the desk) types it in; never the accused.
    """
    action = "close_against_director" if leader_approves(values, accused_role) else "approve_report"
    found = people.may_not(role, action, has_supervisor=has_supervisor)
    return found + _not_the_accused(values, person, role, "")


def may_act(
    values: Values, person: object, role: str, action: str, *, has_supervisor: bool = True
) -> list[Problem]:
    """Say why a person may not do something of table 1.5 in a case; the accused does nothing in it (1.5, R-064)."""
    found = people.may_not(role, action, has_supervisor=has_supervisor)
    return found + _not_the_accused(values, person, role, "")


def may_close(values: Values, person: object, role: str, *, has_supervisor: bool = True) -> list[Problem]:
    """Say why a person may not close a complaint (1.5, R-064, 9.4 no. 11).

    General: the desk. Major: the manager. Against manager or deputy: the leader closes, and the supervisor
    (without one, the desk) types it in; never the manager.
    """
    if yes(values, "against_director"):
        action = "close_against_director"
    elif text(values, "nature") == MAJOR:
        action = "close_major"
    else:
        action = "close_general"
    found = people.may_not(role, action, has_supervisor=has_supervisor)
    found += _not_the_accused(values, person, role, "")
    if action == "close_against_director" and not filled(values, "leader_decision"):
        found.append(Problem(N_("Record the leader's decision before closing"), "leader_decision", "R-064"))
    return found


def may_reopen(values: Values, person: object, role: str, *, has_supervisor: bool = True) -> list[Problem]:
    """Say why a person may not reopen a complaint: supervisor or manager, not the accused (REC-03, R-064)."""
    action = "close_against_director" if yes(values, "against_director") else "reopen_complaint"
    found = people.may_not(role, action, has_supervisor=has_supervisor)
    return found + _not_the_accused(values, person, role, "")


def may_void(values: Values, person: object, role: str, *, has_supervisor: bool = True) -> list[Problem]:
    """Say why a person may not void a complaint: the manager, not the accused (REC-03, R-064)."""
    action = "close_against_director" if yes(values, "against_director") else "void_record"
    found = people.may_not(role, action, has_supervisor=has_supervisor)
    return found + _not_the_accused(values, person, role, "")


def _not_the_accused(values: Values, person: object, role: str, name: str) -> list[Problem]:
    if not is_accused(values, person, role):
        return []
    return [Problem(N_("This complaint is handled by the company; another person must act"), name, "R-064")]


def directive_overdue(values: Values, due: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Tell whether a report upward still waits although the time limit has run out (R-041)."""
    return days_waiting(values, now) is not None and due is not None and is_late(now, due)
