"""REC-05 投诉月度汇总: last month's complaints and their handling, approved, published and filed by the 5th (R-057)."""

from __future__ import annotations

from collections.abc import Sequence

from custdesk.fields import USER, Link, Moment, Note, Said, ShortText, Span
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.record import VOIDED, Check, Filter, Form, Lines, Record
from custdesk.records import summary_course as course
from custdesk.records.company_information import information_about, no_longer_told
from custdesk.records.summary_lines import (
    COMPANY,
    SummaryCase,
    SummaryCategory,
    SummaryCount,
    SummaryFigure,
    SummaryInside,
    SummaryUnclosed,
)
from custdesk.rules import summary
from custdesk.rules.privacy import LineVeil
from custdesk.sheet import Box, Chart, Column, Row, Sheet, Signatures, Table
from custdesk.workflow import Effect, Facts, Flow, Step, Values, void_step

_FIGURES = ("figure", "part", "whole", "percent", "apart", "apart_what")
_COURSE = Chart(
    "by_category", "category", ("on_time", "late", "pending", "not_valid"), N_("Received by category, and how it went")
)  # fmt: skip
_KINDS = Chart("counts", "what", ("count",), N_("Received by nature, way and state"))


def _then(values: Values, before: Values, facts: Facts) -> Sequence[Effect]:  # noqa: ARG001
    """A summary voided after its publication is no news for the company any more (R-027)."""
    return no_longer_told(values["id"], facts) if values["state"] == VOIDED else ()


class ComplaintMonthlySummary(Record):
    """The summary of one month; its figures are those of the cut-off and never change after it."""

    month = Span(N_("Month"), "month", required=True, default=course.last_month, index=True)
    prepared_by = Link(N_("Compiled by"), "staff", required=True, default=USER)
    prepared_at = Moment(N_("Submitted at"), stepped=True)
    cut_off = Moment(N_("Cut-off"), by=course.field("cut_off"), inputs=("month",))
    statement = Said(N_("In short"), by=course.field("statement"), inputs=("month",))
    figures = Lines(SummaryFigure, N_("Figures"), by=course.field("figures"), inputs=("month",))
    inside = Lines(SummaryInside, N_("For the office only"), by=course.field("inside"), inputs=("month",))
    by_category = Lines(SummaryCategory, N_("By category"), by=course.field("by_category"), inputs=("month",))
    counts = Lines(SummaryCount, N_("Counts"), by=course.field("counts"), inputs=("month",))
    cases = Lines(
        SummaryCase, N_("Cases"), by=course.field("cases"), inputs=("month",),
        veil=LineVeil("complaint", ("part", "number"), {"remark": COMPANY}),
    )  # fmt: skip
    unclosed = Lines(SummaryUnclosed, N_("Handled, not closed"), by=course.field("unclosed"), inputs=("month",))  # fmt: skip
    measures_text = Note(N_("Rectification measures", "summary"), lines=6, or_else=course.first_measures)
    approved_by = Link(N_("Approved by"), "staff", stepped=True)
    approved_at = Moment(N_("Approved at"), stepped=True)
    published_at = Moment(N_("Published at"), future=False)
    published_where = ShortText(N_("Published where"), wide=True)
    copied_to_qc_at = Moment(N_("Copied to QC at"), future=False, stays_open=True)
    archived_at = Moment(N_("Archived at"), future=False)

    class Meta:
        """The table of summaries."""

        table_name = "complaint_summary"

    form = Form(
        number="REC-05", key="complaint_summary", prefix="HZ", shelf="complaints",
        title=N_("Monthly complaint summary"), tab=N_("Monthly summaries"),
        happened="month", responsible=("prepared_by",), summary=("month", "statement"), unique="month",
        owes=course.owes, frozen=lambda state, values: state in course.FROZEN, notices=course.notices,
        then=_then, duties=course.DUTIES,
        columns=(
            Column("number", 3), Column("month", 2), Column("statement", 5), Column("state", 2), Column("due_at", 3),
            Column("prepared_by", 2), Column("approved_at", 3), Column("published_at", 3), Column("archived_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("draft", "submitted", "approved", "published")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("to_approve", N_("To approve"), ("submitted",)),
            Filter("to_publish", N_("To publish"), ("approved",)),
        ),
        checks=(Check(course.check),),
        sheets=(
            Sheet(
                "P-05",
                Row(Box("month", width=4), Box("cut_off", width=4), Box("prepared_by", width=4)),
                Row(Box("statement")),
                Table("figures", rows=0, columns=_FIGURES, wide=("figure",)),
                Table("inside", rows=0, columns=_FIGURES, wide=("figure",)),
                Table("by_category", rows=0, wide=("category",)),
                _COURSE,
                Table("counts", rows=0, wide=("what",)),
                Table("cases", rows=0, wide=("content", "handling"), columns=(
                    "part", "number", "received_on", "complainant", "unit_name", "category", "nature", "content", "handling",
                    "handled_on", "customer_satisfied", "open_at_end", "timeliness", "case_state", "remark",
                )),
                Table("unclosed", rows=0, columns=("number", "handled_on", "days_unclosed")),
                Row(Box("measures_text", height=6)),
                Row("prepared_at", "approved_by", "approved_at"),
                Row("published_at", "published_where"), Row("copied_to_qc_at", "archived_at"),
                Row("paper_location", "note"),
                Signatures(N_("Manager's signature")),
                title=N_("Monthly complaint summary (internal)"), wide=True,
            ),
            Sheet(
                "P-05 public",
                Row("month", "cut_off"),
                Row(Box("statement")),
                Table("figures", rows=0, columns=_FIGURES, wide=("figure",)),
                _COURSE,
                _KINDS,
                Table("cases", rows=0, wide=("part",), columns=(
                    "part", "number", "received_on", "building", "category", "nature", "handled_on", "open_at_end", "timeliness",
                    "case_state", "remark",
                )),
                Row(Box("measures_text", height=6)),
                public=True, title=N_("Monthly complaint summary (public)"),
            ),
        ),
        flow=Flow(
            "draft",
            {
                "draft": N_("Draft", "state"), "submitted": N_("Submitted"), "approved": N_("Approved"),
                "published": N_("Published"), "archived": N_("Archived"), "voided": N_("Voided"),
            },
            (
                Step("count", N_("Count again"), ("draft",), "draft", may("compile_summary"), sets=course.recount,
                     rule="R-057"),
                Step("submit", N_("Submit"), ("draft",), "submitted", may("compile_summary"), guard=course.may_submit,
                     sets=lambda v, f: {**course.recount(v, f), "prepared_at": f.now}, rule="R-057"),
                Step("give_back", N_("Return"), ("submitted",), "draft", may("approve_summary"), reason=True,
                     sets=course.taking_back, rule="R-057"),
                Step("approve", N_("Approve"), ("submitted",), "approved", may("approve_summary"),
                     guard=course.may_approve, sets=course.approving, rule="R-057"),
                Step("withdraw", N_("Withdraw the approval"), ("approved",), "draft", may("approve_summary"), reason=True,
                     sets=course.taking_back, rule="R-009"),
                Step("publish", N_("Publish"), ("approved",), "published", may("publish_summary"),
                     asks=("published_at", "published_where"),
                     guard=lambda v, f: summary.publish_problems(v, f.now),
                     sets=lambda v, f: {"published_at": v.get("published_at") or f.now},
                     then=lambda v, f: information_about(v["id"], v.get("published_at"), f), rule="R-057 R-027"),
                Step("archive", N_("Archive"), ("published",), "archived", may("publish_summary"),
                     asks=("copied_to_qc_at", "archived_at"),
                     guard=lambda v, f: summary.archive_problems(v, f.settings, f.now),
                     sets=lambda v, f: {"archived_at": v.get("archived_at") or f.now}, rule="R-057 R-058"),
                void_step("draft", "submitted", "approved", "published", who=may("void_record")),
            ),
            ends=frozenset({"archived", "voided"}),
        ),
    )  # fmt: skip
