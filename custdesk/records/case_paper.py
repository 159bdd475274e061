"""What every paper of a complaint shares: hidden as the complaint is, and never written by the accused (R-064, 1.6)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from custdesk.fields import Line_, Showing
from custdesk.language import N_
from custdesk.office.rights import has_supervisor, may
from custdesk.problem import Problem
from custdesk.record import Check
from custdesk.rules import routing, standing
from custdesk.rules.privacy import hidden_from
from custdesk.workflow import Facts, Save, Seen, Step, Values, Who, void_step

#: papers of papers: how far up a case is looked for
DEPTH: Final = 8


class Veil(Line_):
    """Who may not see a paper: kept with it as its complaint's header says it, renewed with the complaint."""

    even_voided = True  # what was voided is hidden too
    never_typed = True  # a form shows the sentence, not the stored form

    def show(self, value: Any, showing: Showing) -> str:
        """Say that there is a veil, not over whom."""
        return showing.words(N_("Not shown to the person concerned before the decision")) if value else ""

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Return the stored form."""
        return str(value or "")

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> str:  # noqa: ARG002
        """Return a veil over one person."""
        return ",staff:1,"


def veil(link: str) -> Veil:
    """Declare the field that keeps the visibility of what `link` leads to."""
    return Veil(
        N_("Confidentiality"), stepped=True, stays_open=True,
        or_else=lambda values, before, facts: _visibility(linked(values, facts, link)) or None,
    )  # fmt: skip


def hidden(values: Values) -> str:
    """Return who may not see a paper: what `Form.hidden_from` of every paper is."""
    return str(values.get("case_hidden") or "")


def linked(values: Values, facts: Facts, link: str) -> Seen | None:
    """Return the record a paper belongs to, None where a free name stands."""
    target = values.get(link)
    return facts.linked(target) if isinstance(target, int) else None


def _visibility(seen: Seen | None) -> str:
    return str(seen.values.get("visibility") or "") if seen else ""


def case_of(values: Values, facts: Facts, link: str) -> Values:
    """Return the values of the complaint a paper belongs to, through another paper too; {} where there is none."""
    seen = linked(values, facts, link)
    for _step in range(DEPTH):
        if seen is None or seen.form == "complaint":
            break
        seen = facts.above(seen.id)
    return seen.values if seen is not None and seen.form == "complaint" else {}


def accused_role(case: Values, facts: Facts) -> str:
    """Return the role of the person a complaint names as accused, "" where it names none."""
    accused = case.get("accused_staff")
    person = facts.staff(accused) if isinstance(accused, int) else None
    return person.role if person else ""


def accused_names(case: Values, facts: Facts) -> list[str]:
    """Return the names of everybody the complaint is about, so that typed names can be compared (R-064)."""
    return [
        str(seen.values["name"])
        for seen in facts.waiting("staff", "", ("active",))
        if routing.is_accused(case, seen.id, str(seen.values["role"]))
    ]


def check(link: str) -> Check:
    """Refuse what the accused writes, a link to what the writer may not see, and a veil that does not fit."""

    def by(values: Values, before: Values, facts: Facts) -> list[Problem]:
        seen, user = linked(values, facts, link), facts.user
        should = _visibility(seen)
        if seen is not None and hidden_from(should, user.id, user.role):
            return [Problem(N_("This record does not exist"), link, "R-064")]
        case = case_of(values, facts, link)
        if user.id is not None and case and routing.is_accused(case, user.id, user.role):
            return [
                Problem(N_("This complaint is handled by the company; another person must act"), "", "R-064")
            ]
        if hidden(values) != should:
            way = N_("This paper is confidential with its complaint; make a new one from the other record")
            return [Problem(way, link if values.get(link) != before.get(link) else "case_hidden", "R-064")]
        return []

    return Check(by, "R-064")


def _desk_writes(values: Values, before: Values, facts: Facts) -> list[Problem]:
    return [] if before or facts.user.id is None else may("write_paper")(values, facts)


#: reports, letters and agreements are begun at the desk (3.2: "desk")
DESK_WRITES: Final = Check(_desk_writes, "1.5")


def renew(values: Values, before: Values, facts: Facts) -> Sequence[Save]:
    """Hide or show the papers of a record with it, in the same act (R-064): part of each `Form.then`."""
    veiled = str(values.get("visibility") or "")
    if not before or veiled == str(before.get("visibility") or ""):
        return ()
    return [
        Save(seen.form, {"case_hidden": veiled or None}, seen.id)
        for seen in facts.hanging(values["id"])
        if "case_hidden" in seen.values and hidden(seen.values) != veiled
    ]


def acts(action: str, link: str) -> Who:
    """Ask table 1.5 about the role at the desk; the accused takes no step of a paper about himself (R-064)."""

    def who(values: Values, facts: Facts) -> list[Problem]:
        return routing.may_act(
            case_of(values, facts, link), facts.user.id, facts.user.role, action,
            has_supervisor=has_supervisor(facts),
        )  # fmt: skip

    return who


def approves(link: str) -> Who:
    """Let the manager approve; against the director the leader, typed in by the desk (R-064, 9.4 no. 11)."""

    def who(values: Values, facts: Facts) -> list[Problem]:
        case = case_of(values, facts, link)
        return routing.may_approve(
            case, facts.user.id, facts.user.role, accused_role=accused_role(case, facts),
            has_supervisor=has_supervisor(facts),
        )  # fmt: skip

    return who


def voids(link: str, *sources: str, issued: tuple[str, ...] = ()) -> Step:
    """The step that voids a paper: the manager, against the director the leader, never the accused (3.2, R-064).

    In the states `issued` it proves something that a closed complaint rests on.
    """

    def who(values: Values, facts: Facts) -> list[Problem]:
        case = case_of(values, facts, link)
        return routing.may_void(
            case, facts.user.id, facts.user.role, has_supervisor=has_supervisor(facts)
        )  # fmt: skip

    def guard(values: Values, facts: Facts) -> list[Problem]:
        return standing.rested_on_problems(case_of(values, facts, link), str(values["state"]), issued)

    return replace(void_step(*sources, who=who), guard=guard)


def office_roles(facts: Facts) -> dict[str, str]:
    """Return the role of each name of the office."""
    return {
        str(seen.values["name"]): str(seen.values["role"]) for seen in facts.waiting("staff", "", ("active",))
    }
