"""REC-16 补充协议 with 投诉处理方案: paying a customer, from the plan to the filed agreement (R-059, R-060)."""

from __future__ import annotations

from typing import Any

from custdesk.fields import NOW, Choice, Day, Link, Moment, Money, Note, Options, ShortText, Showing, YesNo
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Filter, Form, Line, Lines, Record, Shown
from custdesk.records import case_paper as case
from custdesk.rules import agreements
from custdesk.rules.amounts import in_capitals
from custdesk.sheet import Box, Column, Row, Sheet, Table
from custdesk.workflow import Facts, Flow, Step, Values

LEVELS = Options(
    department=N_("Department", "level"), legal_counsel=N_("Legal counsel"), gm_assistant=N_("Assistant to the general manager"),
    supervising_leader=N_("Supervising leader"), general_manager=N_("General manager"), other=N_("Other", "level"),
)  # fmt: skip
OPEN = ("plan", "counsel_confirmed", "approved", "signed", "paid")


class Capitals(Money):
    """An amount in the capital numerals of contracts."""

    def show(self, value: Any, showing: Showing) -> str:
        """Show 叁仟元整, in the reader's script."""
        if value is None:
            return ""
        return in_capitals(value, traditional=showing.words.language == "zh_Hant")

    def edit(self, value: Any, showing: Showing) -> str:
        """Return what is shown: it is never typed."""
        return self.show(value, showing)


class Approval(Line):
    """One level's approval."""

    level = Choice(N_("Level", "approval"), LEVELS, required=True)
    name = ShortText(N_("Name", "approval"), required=True)
    on = Day(N_("Approved on", "approval"), required=True, future=False)

    class Meta:
        """Lines of an agreement."""

        table_name = "compensation_approval"


def _dispute(values: Values, facts: Facts) -> bool:
    return case.case_of(values, facts, "complaint").get("is_building_or_design_dispute") is True


def _may_confirm(values: Values, facts: Facts) -> list[Problem]:
    found = agreements.demand_problems(case.case_of(values, facts, "complaint"))
    return found + agreements.plan_problems(values, dispute=_dispute(values, facts))


def _may_approve(values: Values, facts: Facts) -> list[Problem]:
    accused = case.accused_names(case.case_of(values, facts, "complaint"), facts)
    return agreements.approval_problems(values, dispute=_dispute(values, facts), accused=accused)


def _may_sign(values: Values, facts: Facts) -> list[Problem]:
    return _may_approve(values, facts) + agreements.signing_problems(values)


class CompensationAgreement(Record):
    """REC-16: the office records and files; the decision is outside."""

    complaint = Link(N_("Complaint", "record"), "complaint", required=True)
    planned_at = Moment(N_("Planned at"), required=True, default=NOW, future=False)
    plan = Note(N_("Plan for handling the complaint"), lines=4)
    amount = Money(N_("Amount"))
    in_words = Shown(
        Capitals(N_("Amount in words"), by=lambda values, before, facts: values.get("amount")),
        lambda values, now, settings: values.get("amount"),
    )
    contract_basis = Note(N_("Contract basis"), lines=2)
    technical_opinion = Note(N_("Technical opinion"), lines=2)
    counsel_opinion = Note(N_("Legal counsel's opinion"), lines=2)
    counsel_confirmed_at = Day(N_("Confirmed by counsel on"), future=False)
    approvals = Lines(Approval, N_("Approvals, level by level"))
    customer_signed_on = Day(N_("Customer signed on"), future=False)
    paid_on = Day(N_("Paid on"), future=False)
    original_to_archivist_on = Day(N_("Original to the archivist on"), future=False, stays_open=True)
    copy_in_office = YesNo(N_("Copy kept in the office"), stays_open=True)
    case_hidden = case.veil("complaint")

    class Meta:
        """The agreements."""

        table_name = "compensation"

    form = Form(
        number="REC-16", key="compensation", title=N_("Compensation agreement"), tab=N_("Compensation agreements"),
        shelf="complaints", happened="planned_at", summary=("plan",),
        frozen=lambda state, values: state in ("approved", "signed", "paid", "filed", "withdrawn"),
        hidden_from=case.hidden, then=case.renew, chain=("complaint",),
        columns=(
            Column("complaint", 3), Column("plan", 5), Column("amount", 2), Column("state", 2), Column("paid_on", 2),
            Column("planned_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), OPEN),
            Filter("to_pay", N_("To pay"), ("signed",)),
            Filter("to_file", N_("To file"), ("paid",)),
        ),
        checks=(case.check("complaint"), case.DESK_WRITES),
        sheets=(
            Sheet(
                "P-36-16",
                Row("complaint", "planned_at"),
                Row("amount", Box("in_words", width=8)),
                Row(Box("plan", height=4)),
                Row(Box("contract_basis", height=3)), Row(Box("technical_opinion", height=3)),
                Row(Box("counsel_opinion", height=3)),
                Row("counsel_confirmed_at"),
                Table("approvals", rows=4),
                Row("customer_signed_on", "paid_on"),
                Row("original_to_archivist_on", "copy_in_office"),
                title=N_("Compensation agreement: cover sheet with the plan"),
            ),
        ),
        desk_only=((N_("Filing", "group"), ("case_hidden", "paper_location", "note")),),
        flow=Flow(
            "plan",
            {
                "plan": N_("Plan", "state"), "counsel_confirmed": N_("Confirmed by counsel"),
                "approved": N_("Approved", "state"), "signed": N_("Signed"), "paid": N_("Paid"),
                "filed": N_("Filed", "stage"), "withdrawn": N_("Withdrawn"), "voided": N_("Voided"),
            },
            (
                Step("counsel", N_("Counsel confirmed"), ("plan",), "counsel_confirmed",
                     case.acts("record_outside", "complaint"), asks=("counsel_confirmed_at",), guard=_may_confirm,
                     rule="R-060"),
                Step("approve", N_("Approved, all levels"), ("counsel_confirmed",), "approved",
                     case.acts("record_outside", "complaint"), asks=("approvals",), guard=_may_approve,
                     rule="R-060 R-064"),
                Step("sign", N_("Customer signed"), ("approved",), "signed", case.acts("write_paper", "complaint"),
                     asks=("customer_signed_on",), guard=_may_sign, rule="R-060"),
                Step("pay", N_("Paid", "step"), ("signed",), "paid", case.acts("write_paper", "complaint"),
                     asks=("paid_on",), guard=lambda v, f: agreements.payment_problems(v), rule="R-060"),
                Step("file", N_("Filed", "step"), ("paid",), "filed", case.acts("write_paper", "complaint"),
                     asks=("original_to_archivist_on", "copy_in_office"),
                     guard=lambda v, f: agreements.filing_problems(v), rule="R-059"),
                Step("withdraw", N_("Offer withdrawn"), ("plan", "counsel_confirmed", "approved", "signed"), "withdrawn",
                     case.acts("record_outside", "complaint"), reason=True, rule="R-060"),
                case.voids("complaint", *OPEN, issued=("paid",)),
            ),
            ends=frozenset({"filed", "withdrawn", "voided"}),
            aside=frozenset({"withdrawn", "voided"}),
        ),
    )  # fmt: skip
