"""Table 1.5 asked of the person at the desk: what flows name as `who`."""

from __future__ import annotations

from typing import Any

from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.workflow import Facts, Values, Who


def has_supervisor(facts: Facts) -> bool:
    """Tell whether the office has a supervisor, or the desk does the work alone (domain 1.1)."""
    return people.SUPERVISOR in people.PRESETS[facts.settings.text("org_preset")]


def may(action: str) -> Who:
    """Ask table 1.5 about the role at the desk."""

    def who(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
        return people.may_not(facts.user.role, action, has_supervisor=has_supervisor(facts))

    return who


def by_person(rule: Any) -> Who:
    """Ask a rule about the person at the desk (domain 1.5, R-064)."""

    def who(values: Values, facts: Facts) -> list[Problem]:
        return list(rule(values, facts.user.id, facts.user.role, has_supervisor=has_supervisor(facts)))

    return who
