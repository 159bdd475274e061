"""REC-24 回访计划: the warranty visits of a project, dated from its handover to the end of the longest warranty."""

from __future__ import annotations

from custdesk.fields import Choice, Day, Due, Link, Moment, Number, Options, ShortText, YesNo
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record, Shown
from custdesk.records import warranty_course as course
from custdesk.records.engineering_repair import WARRANTY_PARTS
from custdesk.rules import visits
from custdesk.rules.values import rows
from custdesk.sheet import Column, Row, Sheet, Table
from custdesk.workflow import Flow, Step, void_step

LINE_STATES = Options(
    due=N_("Due", "visit"), done=N_("Visited", "line"), done_late=N_("Visited late"), missed=N_("Missed", "visit")
)  # fmt: skip
CONTRACT = ("handover_on", "contract_parts")


class ContractPart(Line):
    """What the contract says of a part: its years, or a last day for seasons and a design life."""

    part = Choice(N_("Part under warranty", "line"), WARRANTY_PARTS, required=True)
    years = Number(N_("Years"))
    until = Day(N_("Last covered day", "contract"))

    class Meta:
        """Lines of a plan."""

        table_name = "visit_plan_contract"


class CoveredPart(Line):
    """A part with its years and its last covered day."""

    part = Choice(N_("Part under warranty", "line"), WARRANTY_PARTS)
    years = Number(N_("Years"))
    ends_on = Day(N_("Last covered day"))

    class Meta:
        """Lines of a plan."""

        table_name = "visit_plan_part"


class VisitLine(Line):
    """One visit of the schedule."""

    due_on = Day(N_("Visit due on"))
    state = Choice(N_("State", "visit"), LINE_STATES)
    visit = Link(N_("Visit record"), "engineering_visit")
    visited_on = Day(N_("Visited on"))

    class Meta:
        """Lines of a plan."""

        table_name = "visit_plan_line"


class EngineeringVisitPlan(Record):
    """REC-24: months 3 and 6, then every half year; each line due, visited or missed (R-081)."""

    project = ShortText(N_("Project"), required=True)
    contract_no = ShortText(N_("Contract no."))
    handover_on = Day(N_("Handover date"), required=True)
    owner_or_user = Link(N_("Owner or user"), "customer", free=True)
    unit = Link(N_("Unit"), "unit", free=True)
    opened_at = Moment(N_("Opened at", "record"), or_else=lambda values, before, facts: facts.now, index=True)
    contract_parts = Lines(ContractPart, N_("By the contract"))
    parts = Lines(CoveredPart, N_("Warranty parts"), by=course.parts, inputs=CONTRACT)
    visits_until = Day(N_("Visits until"), by=course.until, inputs=CONTRACT)
    judged = Number(N_("Lines looked at"), stepped=True)
    lines = Lines(VisitLine, N_("Visits", "plan"), by=course.lines, inputs=(*CONTRACT, "judged"))
    next_due = Due(N_("Next visit"), by=course.next_due, inputs=(*CONTRACT, "judged"), index=True)
    complies = Shown(
        YesNo(N_("At least one visit made")),
        lambda values, now, settings: visits.complies(rows(values, "lines")),
    )

    class Meta:
        """The plans."""

        table_name = "visit_plan"

    form = Form(
        number="REC-24", key="visit_plan", title=N_("Visit plan", "title"), tab=N_("Visit plans"), shelf="repairs",
        happened="opened_at", unit="unit", summary=("project", "contract_no"), order="next_due",
        owes=course.plan_owes, frozen=lambda state, values: state == "ended", notices=course.plan_notices,
        columns=(
            Column("project", 4), Column("contract_no", 2), Column("due_at", 3, N_("Next visit")), Column("state", 2),
            Column("handover_on", 2), Column("visits_until", 2), Column("owner_or_user", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("running",)),
            Filter("overdue", N_("Overdue"), overdue=True),
        ),
        checks=(Check(course.plan_check, "R-080"),),
        creates=(Create("engineering_visit", N_("Plan the next visit"), course.visit_of, ("running",)),),
        sheets=(
            Sheet(
                "P-36-24",
                Row("project", "contract_no", "owner_or_user"),
                Row("handover_on", "visits_until", "next_due"),
                Table("lines", rows=11, columns=("due_on", "state", "visited_on", "visit")),
                Table("parts", rows=4, columns=("part", "years", "ends_on"), wide=("part",)),
            ),
        ),
        desk_only=(
            (N_("By the contract", "group"), ("contract_parts", "unit", "complies")),
            (N_("Later", "group"), ("opened_at", "judged", "paper_location", "note")),
        ),
        flow=Flow(
            "running",
            {"running": N_("Running"), "ended": N_("Warranty ended"), "voided": N_("Voided")},
            (
                Step("count_visit", N_("Visit counted"), ("running",), "running", auto=True, sets=course.counted,
                     rule="R-081"),
                Step("pass_day", N_("Day of a visit is over"), ("running",), "running", at=course.turns_at,
                     sets=course.counted, rule="R-081"),
                Step("end", N_("Ends with the warranty"), ("running",), "ended", at=course.ends_at,
                     sets=course.counted, rule="R-081"),
                void_step("running", who=may("void_record")),
            ),
            ends=frozenset({"ended", "voided"}),
        ),
    )  # fmt: skip
