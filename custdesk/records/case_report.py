"""What REC-13 and REC-14 share: the case, the measures' date, approval, verification, and their way through the office."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from custdesk.fields import NOW, Day, Link, Moment, Note, ShortText, YesNo
from custdesk.language import N_, Words
from custdesk.office.signing import named
from custdesk.problem import Problem
from custdesk.record import Filter, Record
from custdesk.records import case_paper as case
from custdesk.records.complaint_lines import DEPARTMENTS
from custdesk.rules import reports, routing
from custdesk.rules.periods import end_of_day
from custdesk.settings import Settings
from custdesk.sheet import Row, Signatures
from custdesk.workflow import Apply, Effect, Facts, Flow, Step, Values

OPEN: Final = ("draft", "submitted", "approved", "in_execution", "verified")
FROZEN: Final = ("approved", "in_execution", "verified", "closed")


def responsible_unit(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    """Propose the department that leads the complaint, in the paper's language."""
    lead = DEPARTMENTS.get(routing.lead(case.case_of(values, facts, "origin")))
    return Words(facts.settings.text("paper_language"))(lead) if lead else None


class CaseReport(Record):
    """The fields of a report on what went wrong: filled by the office and the responsible unit."""

    origin = Link(N_("Origin"), "complaint", required=True)
    prepared_at = Moment(N_("Drawn up at"), required=True, default=NOW, future=False)
    cause = Note(N_("Cause"), lines=3)
    responsible_unit = ShortText(N_("Responsible unit"), or_else=responsible_unit)
    due_on = Day(N_("To be carried out by"))
    approved_by = Link(N_("Approved by", "report"), "staff", free=True)
    approved_at = Moment(N_("Approved at", "report"), future=False)
    verified_by = ShortText(N_("Verified by"))
    verified_on = Day(N_("Verified on"), future=False)
    effective = YesNo(N_("Effective?"))
    case_hidden = case.veil("origin")

    class Meta:
        """No table of its own: the fields go to the report's table."""

        table_name = "case_report"


FILTERS: Final = (
    Filter("open", N_("Open", "filter"), OPEN),
    Filter("overdue", N_("Overdue"), overdue=True),
    Filter("to_approve", N_("To approve"), ("submitted",)),
)
#: how the sheet ends: dates, approval, verification, and the two who sign (P-20)
FOOT: Final = (
    Row("approved_by", "approved_at"),
    Row("verified_by", "verified_on", "effective"),
    Signatures(N_("Responsible unit", "signature"), N_("Manager's signature")),
)
DESK_ONLY: Final = ((N_("Filing", "group"), ("case_hidden", "paper_location", "note")),)


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the measures must be carried out (R-010)."""
    due_on = values.get("due_on")
    return (
        end_of_day(due_on) if due_on and state in ("draft", "submitted", "approved", "in_execution") else None
    )


def frozen(state: str, values: Values) -> bool:  # noqa: ARG001
    """Tell whether the report is issued: from its approval on (R-009)."""
    return state in FROZEN


def _named(values: Values, facts: Facts) -> dict[str, Any]:
    return named(values, facts, "approved_by")


def _by_leader(values: Values, facts: Facts) -> bool:
    complaint = case.case_of(values, facts, "origin")
    return routing.leader_approves(complaint, case.accused_role(complaint, facts))


def approval(values: Values, facts: Facts) -> dict[str, object]:
    """Return who approved and when: the manager at the desk, or the leader whose name was typed in (R-064)."""
    if _by_leader(values, facts):
        return {}
    return {
        "approved_by": facts.user.id or facts.user.name,
        "approved_at": values.get("approved_at") or facts.now,
    }


def _may_approve(values: Values, facts: Facts) -> list[Problem]:
    given = {**values, **approval(values, facts)}
    complaint = case.case_of(values, facts, "origin")
    return reports.approval_problems(
        _named(given, facts), leader=_by_leader(values, facts), staff_names=facts.staff_names(),
        accused=case.accused_names(complaint, facts),
    )  # fmt: skip


def _may_verify(values: Values, facts: Facts) -> list[Problem]:
    return reports.verification_problems(values, case.office_roles(facts))


def _fell_short(values: Values, facts: Facts) -> Sequence[Effect]:  # noqa: ARG001
    return [Apply(values["id"], "not_effective")] if reports.fell_short(values) else ()


def flow(record_needs: tuple[str, ...]) -> Flow:
    """Return the life of a report: not effective means carrying it out again (REC-13, REC-14)."""
    desk = case.acts("write_paper", "origin")
    return Flow(
        "draft",
        {
            "draft": N_("Draft", "state"), "submitted": N_("Submitted"), "approved": N_("Approved", "state"),
            "in_execution": N_("In execution"), "verified": N_("Verified"), "closed": N_("Closed", "paper"),
            "voided": N_("Voided"),
        },
        (
            Step("submit", N_("Submit"), ("draft",), "submitted", desk, needs=record_needs, rule="R-053"),
            Step("return", N_("Return to the writer"), ("submitted",), "draft", case.approves("origin"), reason=True),
            Step("approve", N_("Approve"), ("submitted",), "approved", case.approves("origin"),
                 asks=("approved_by", "approved_at"), guard=_may_approve, sets=approval, rule="R-053 R-064"),
            Step("execute", N_("Carry out"), ("approved",), "in_execution", desk),
            Step("verify", N_("Verified", "step"), ("in_execution",), "verified", case.acts("record_outside", "origin"),
                 asks=("verified_by", "verified_on", "effective"), guard=_may_verify, then=_fell_short),
            Step("not_effective", N_("Not effective, again"), ("verified",), "in_execution", auto=True,
                 sets=lambda v, f: dict.fromkeys(("verified_by", "verified_on", "effective"))),
            Step("close", N_("Close", "paper"), ("verified",), "closed", case.approves("origin")),
            case.voids("origin", *OPEN, issued=FROZEN),
        ),
        ends=frozenset({"closed", "voided"}),
    )  # fmt: skip
