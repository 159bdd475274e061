"""How the rules of a complaint (R-025 to R-064) hear its values and the facts: checks, guards, dates, notices."""

from __future__ import annotations

import datetime
from typing import Any

from msgspec.structs import replace

from custdesk.language import N_
from custdesk.office.rights import by_person, has_supervisor
from custdesk.office.signing import named
from custdesk.problem import Problem
from custdesk.records.case_paper import office_roles
from custdesk.records.complaint_papers import evidenced, papers_of
from custdesk.rules import closing, deadlines, handover, news, people, reporting, routing, standing, validity
from custdesk.rules.values import Rows
from custdesk.settings import Settings
from custdesk.workflow import Facts, Values, Who

UNDER_WAY = ("registered", "accepted", "handling", "awaiting_directive")


def may(action: str) -> Who:
    """Ask table 1.5 about the role at the desk; the accused does nothing in his own case (R-064)."""

    def rule(values: Values, person: object, role: str, *, has_supervisor: bool = True) -> list[Problem]:
        return routing.may_act(values, person, role, action, has_supervisor=has_supervisor)

    return by_person(rule)


def due(values: Values, before: Values, facts: Facts) -> deadlines.Due:
    """Compute the date in force (R-042 to R-045, R-063)."""
    in_force = deadlines.due_in_force(before, values) if before else None
    return deadlines.complaint_due(values, facts.settings, in_force)


def was_late(values: Values, before: Values, facts: Facts) -> bool:
    """Keep the lateness of a general complaint that turned major after its date (R-043)."""
    return bool(before.get("was_late")) or deadlines.late_at_change(before, values, facts.now)


def check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save must hear (R-025, R-029, R-032, R-038, R-044, R-045, R-047)."""
    in_force = deadlines.due_in_force(before, values) if before else None
    found = [] if values.get("reopen_count") else closing.missing_to_register(values)
    found += deadlines.customer_deadline_problems(values, facts.now) + validity.leading_problems(values)
    found += deadlines.extension_problems(values, facts.settings, in_force)
    found += news.pass_on_problems(values, facts.settings)
    found += _told_problems(values, before, facts)
    found += reporting.hotline_told_problems(values)
    found += validity.marking_problems(before, values, facts.user.role, has_supervisor=has_supervisor(facts))
    return found + standing_problems(values, before, facts)


def _told_problems(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Judge the time the customer was told when it is written; a due date that moved later only warns (R-047)."""
    found = news.told_time_problems(values, values.get("due_at"), facts.settings, facts.now)
    if not before or values.get("told_handling_time") != before.get("told_handling_time"):
        return found
    return [replace(one, grave=False) for one in found]


def standing_problems(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save may not take back or do on the way (1.5, R-031, R-036, R-038, R-053, R-064, M-5)."""
    state, user = str(values.get("state") or "registered"), facts.user
    found = standing.step_date_problems(state, before, values)
    found += standing.own_case_problems(before, user.id, user.role)
    found += standing.accused_problems(before, values, _role(values.get("accused_staff"), facts))
    if values.get("announce_due") != before.get("announce_due"):
        due_at = handover.announcement_due(values, papers_of(values, facts), facts.settings).at
        found += standing.computed_problems(values, "announce_due", due_at)
    if user.id is not None:
        found += standing.role_problems(state, before, values, user.role)
    if not before:
        return found
    found += standing.emptied_problems(state, before, values)
    found += standing.route_changed_problems(state, before, values)
    named_anew = ("handler", "accused_staff", "against_director", "due_set_by")
    if state in standing.IN_HAND and any(values.get(name) != before.get(name) for name in named_anew):
        found += routing.handler_problems(values, _role(values.get("handler"), facts))
        found += deadlines.setter_problems(values, office_roles(facts))
    return found + routing.change_problems(before, values)


def _role(person: object, facts: Facts) -> str:
    found = facts.staff(person) if isinstance(person, int) else None
    return found.role if found else ""


def may_accept(values: Values, facts: Facts) -> list[Problem]:
    """Find what accepting lacks; heard away from the desk, also when the desk was told (R-029, R-030, R-032)."""
    found = closing.missing_to_accept(values)
    at_desk = _role(values.get("received_by"), facts) in people.DUTY_WRITERS - {people.STEWARD}
    return found + ([] if at_desk else news.missing_pass_on(values))


def may_start(values: Values, facts: Facts) -> list[Problem]:
    """Find what handling lacks to start (R-033 to R-038, R-040, R-043, R-064)."""
    found = closing.missing_to_handle(values)
    others = routing.handler_problems(values, _role(values.get("handler"), facts))
    return (
        found
        + [one for one in others if one not in found]
        + deadlines.setter_problems(values, office_roles(facts))
    )


def may_finish(values: Values, facts: Facts) -> list[Problem]:
    """Find what the handling lacks to be done (R-036, R-037, R-049, R-064)."""
    found = closing.missing_to_finish(photographed(evidenced(values, facts)))
    found += routing.handler_problems(values, _role(values.get("handler"), facts))
    return found + closing.confirmer_problems(
        photographed(values), _role(values.get("no_photo_confirmed_by"), facts),
        people.stand_in(people.SUPERVISOR, facts.settings.text("org_preset")),
    )  # fmt: skip


def notices(values: Values, facts: Facts) -> list[Problem]:
    """Remind of what the case owes besides its date; never stops anything (R-027, R-032, R-041, R-046, R-048, R-061)."""
    state = str(values.get("state") or "")
    found: list[Problem] = []
    if state in ("", "registered") and values.get("nature") != routing.MAJOR:
        found += _hints(values, facts)
    if state in UNDER_WAY:
        found += _progress(values, facts)
    if state in (*standing.OPEN, *standing.ENDED):
        papers = papers_of(values, facts)
        found += handover_notices(values, papers, facts) + _checklist(state, values, papers, facts)
        found += _after_handling(state, values, papers, facts)
    number = facts.settings.text("company_complaint_hotline")
    if state in ("", "registered") and number and reporting.hotline_told_problems(values):
        text = N_("Company complaint hotline, answered by QC: {number}").having(number=number)
        found.append(Problem(text, "hotline_told", "R-025", grave=False))
    if why := routing.why_forced(values):
        found.append(Problem(why, "handler_kind", "R-036", grave=False))
    return found


def _hints(values: Values, facts: Facts) -> list[Problem]:
    """Say what speaks for "major": words of the content, and what other complaints refer to the same matter (R-032)."""
    leading, own = values.get("leading_complaint"), values.get("id")
    first = facts.linked(leading) if isinstance(leading, int) else None
    root = first.id if first is not None else own
    group = [*facts.referring(root, "complaint")] if isinstance(root, int) else []
    others = [seen.values for seen in (*group, *([first] if first else ())) if seen.id != own]
    households, earlier = validity.same_matter(values, others)
    return [
        Problem(N_("Perhaps major: {hint}").having(hint=validity.HINTS[hint]), "nature", "R-032", grave=False)
        for hint in validity.major_hints(values, households=households, earlier_same=earlier)
    ]


def _after_handling(state: str, values: Values, papers: Rows, facts: Facts) -> list[Problem]:
    found = []
    if state == "handled" and handover.lingers_handled(values, facts.settings, facts.now):
        text = N_("Handled but not closed for longer than the hand-over days")
        found.append(Problem(text, "closed_at", "R-055", grave=False))
    announced = handover.announcement_due(values, papers, facts.settings)
    if announced.at is not None and not values.get("company_announced_at"):
        text = N_("To be announced company-wide by {due}").having(due=announced.at)
        found.append(Problem(text, "company_announced_at", "R-054", grave=False))
    return found


def _progress(values: Values, facts: Facts) -> list[Problem]:
    found = news.timer_problems(values, facts.settings, facts.now)
    owed = news.progress_due(values, facts.settings)
    if owed is not None and facts.now > owed:
        days = news.news_age(values, facts.now)
        text = N_("The customer last heard of it {days} days ago; tell the news").having(days=days)
        found.append(Problem(text, "progress", "R-048", grave=False))
    waiting = routing.days_waiting(values, facts.now)
    if waiting and values.get("state") == "awaiting_directive":
        text = N_("Waiting for the directive for {days} days").having(days=waiting)
        found.append(Problem(text, "escalations", "R-041", grave=False))
    return found


def _checklist(state: str, values: Values, papers: Rows, facts: Facts) -> list[Problem]:
    """Name what the case still needs from others while it is in hand (Shows of R-037, R-039 and R-053)."""
    if state not in ("accepted", *standing.IN_HAND):
        return []
    found = closing.company_problems(values, papers) + closing.report_problems(values, papers)
    if routing.letter_problems(evidenced(values, facts)):
        text = N_("Consent missing: no answer to the letter, oral or written, before the leader consents")
        found.append(Problem(text, "letter_consent_by", "R-037"))
    return [Problem(one.text, one.field, one.rule, grave=False) for one in found]


def handover_notices(values: Values, papers: Rows, facts: Facts) -> list[Problem]:
    """Suggest a joint review, and name what the company must still be told (R-027, R-061)."""
    found = handover.review_suggested(
        values, values.get("due_at"), facts.now, facts.settings, unclear=values.get("cause_unclear") is True
    )
    if values.get("nature") == routing.MAJOR:
        since = values.get("major_since") or values.get("received_at")
        found += reporting.company_told_problems(values, papers, since, facts.now)
    return [Problem(one.text, one.field, one.rule, grave=False) for one in found]


def photographed(values: Values) -> dict[str, Any]:
    """Count the photos among the attachments (R-049)."""
    photos = sum(one.get("kind") == "photo" for one in values.get("attachments") or ())
    return {**values, "photos": photos}


def may_close(values: Values, facts: Facts) -> list[Problem]:
    """Find what closing lacks, names compared as they are written (R-036, R-050 to R-053, R-060, R-064)."""
    checked = named(evidenced(values, facts), facts, "complainant", "accused_staff")
    found = closing.missing_to_close(
        checked, papers_of(values, facts), facts.settings, facts.staff_names(), facts.now.date()
    )
    directors = [
        str(seen.values["name"])
        for seen in facts.waiting("staff", "", ("active",))
        if routing.is_accused(values, seen.id, str(seen.values["role"]))
    ]
    found += closing.own_approval_problems(values, papers_of(values, facts), directors)
    again = [one for one in may_finish(values, facts) if one.grave]
    return [*dict.fromkeys((*found, *again))]


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when something must be done: the case's date, the hand-over's, the announcement's (R-042, R-054, R-055)."""
    owed = [handover.announcement_owed(state, values)]
    if state in UNDER_WAY:
        owed.append(values.get("due_at"))
    elif state == "closed":
        owed.append(handover.handover_due(values, settings).at)
    return min((when for when in owed if when is not None), default=None)


def major_since(values: Values, before: Values, facts: Facts) -> datetime.datetime | None:
    """Return since when it is a major complaint: the company must hear of it that day (R-027)."""
    return reporting.major_since(values, before, facts.now)


def may_hand_over(values: Values, facts: Facts) -> list[Problem]:
    """Find what the hand-over to QC lacks (R-055, R-059, R-060)."""
    return closing.missing_to_hand_over(evidenced(values, facts), papers_of(values, facts))


def hidden_from(values: Values) -> str:
    """Return who may not see it until the decision (R-064, domain 1.6)."""
    accused = values.get("accused_staff")
    if accused not in (None, ""):
        return "" if routing.may_see(values, accused, "") else f",staff:{accused},"
    if not values.get("against_director"):
        return ""
    hidden = [role for role in (people.MANAGER, people.DEPUTY) if not routing.may_see(values, None, role)]
    return f",{','.join(f'role:{role}' for role in hidden)}," if hidden else ""


def printable(state: str, values: Values) -> list[Problem]:
    """Refuse to print the form before it is accepted or judged not valid (REC-03)."""
    if state == "registered" and not validity.is_not_valid(values):
        text = N_("Accept the complaint first: the form is printed from there on")
        return [Problem(text, "validity", "R-030")]
    return []
