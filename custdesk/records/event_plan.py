"""REC-11 年度社区文化活动计划: the office's plan of a year's events, made from the company's plan (R-086)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from custdesk.fields import USER, Choice, Day, Link, Moment, Money, Note, Number, Options, ShortText, Span
from custdesk.language import N_
from custdesk.obligation import Duty, Judged
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record
from custdesk.rules import events, people
from custdesk.rules.lasting import taken_away
from custdesk.rules.periods import Period, year_of
from custdesk.settings import Settings
from custdesk.sheet import Box, Column, Row, Sheet, Signatures, Table
from custdesk.workflow import Facts, Flow, Step, Values, void_step

QUARTERS = Options(
    q1=N_("First quarter"), q2=N_("Second quarter"), q3=N_("Third quarter"), q4=N_("Fourth quarter")
)
KINDS = Options(
    entertainment=N_("Culture and entertainment"), child_education=N_("Early education"),
    travel=N_("Travel knowledge"), stocks=N_("Stock market knowledge"), open_day=N_("Open day of the office"),
    festival=N_("Festival"), sports=N_("Sports"), other=N_("Other", "event"),
)  # fmt: skip
APPROVED = ("approved", "in_force", "closed")


class PlanLine(Line, numbered=True):
    """One planned event; events name it by its number."""

    quarter = Choice(N_("Quarter"), QUARTERS, required=True)
    planned_on = Day(N_("Planned on"))
    theme = ShortText(N_("Theme"), required=True, wide=True)
    kind = Choice(N_("Kind of event"), KINDS)
    place = ShortText(N_("Place", "event"))
    responsible = Link(N_("Responsible"), "staff", free=True, required=True)
    budget = Money(N_("Budget"))
    expected = Number(N_("Expected people"))

    class Meta:
        """Lines of a plan."""

        table_name = "event_plan_line"


def papers_of(values: Values) -> int:
    """Count the files and scans that hang on a record: the company's plan, a programme."""
    return sum(one.get("kind") in ("file", "scan") for one in values.get("attachments") or ())


def _check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    found = events.plan_line_problems(values) + events.amount_problems(values)
    if values.get("state") in APPROVED:  # a new version of the plan keeps what it was approved for
        found += events.quarters_problems(values)
        asked = taken_away(lambda one: events.missing_to_approve(one, papers_of(one)), before, values)
        found += [one for one in asked if one not in found]
    if before and values.get("lines") != before.get("lines"):
        carried = facts.referring(int(before["id"]), "community_event")
        used = [place for one in carried if isinstance(place := one.values.get("plan_item"), int)]
        found += events.kept_lines_problems(before, values, used)
    return found


def _notices(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Say what the approval still lacks, before the manager is asked (R-086)."""
    if values.get("state") not in (None, "draft"):
        return []
    lacking = events.missing_to_approve(values, papers_of(values))
    return [Problem(one.text, one.field, one.rule, grave=False) for one in lacking]


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    year = values.get("year")
    return events.plan_due(year.year, settings) if state == "draft" and year else None


def _due(period: Period, settings: Settings) -> datetime.datetime:
    return events.plan_due(period.first.year, settings)


def _judge(period: Period, facts: Facts) -> Judged:
    """The year's plan is done when it was approved (R-086)."""
    plans = facts.dated("event_plan", "year", period.first, period.end)
    done = [seen for seen in plans if seen.state in APPROVED]
    ids = tuple(seen.id for seen in (done or plans))
    if done:
        return Judged(done_at=done[0].values["approved_at"], records=ids)
    if plans:
        return Judged(missing=N_("the manager's approval"), records=ids)
    return Judged(missing=N_("the plan itself"))


def _start(period: Period) -> Mapping[str, Any]:
    return {"year": period.first}


def event_of(values: Values, plan_id: int) -> dict[str, Any]:
    """Return what an event made of the plan starts with; the number of its line is typed there."""
    lines = values.get("lines") or ()
    return {"plan": plan_id, "plan_item": 1 if len(lines) == 1 else None}


def _this_year(values: Values, facts: Facts) -> datetime.date:  # noqa: ARG001
    return year_of(facts.now.date()).first


class AnnualEventPlan(Record):
    """REC-11: at least one community event a quarter, planned at the beginning of the year."""

    year = Span(N_("Year"), "year", required=True, default=_this_year, index=True)
    prepared_by = Link(N_("Prepared by"), "staff", required=True, default=USER)
    company_plan = Note(N_("The company's plan of the year"), lines=4)
    without_plan_reason = ShortText(N_("Why without the company's plan"), wide=True)
    lines = Lines(PlanLine, N_("Planned events"))
    approved_by = Link(N_("Approved by", "plan"), "staff", stepped=True)
    approved_at = Moment(N_("Approved at"), stepped=True)

    class Meta:
        """The plans."""

        table_name = "event_plan"

    form = Form(
        number="REC-11", key="event_plan", prefix="HJ", title=N_("Annual plan of community events"),
        tab=N_("Year's plan"), shelf="events", happened="year", responsible=("prepared_by",),
        summary=("year",), unique="year", owes=_owes, notices=_notices,
        frozen=lambda state, values: state in APPROVED,
        columns=(
            Column("number", 3), Column("year"), Column("state", 2), Column("prepared_by", 2), Column("approved_by", 2),
            Column("approved_at", 3),
        ),
        filters=(Filter("open", N_("Open", "filter"), ("draft",)), Filter("overdue", N_("Overdue"), overdue=True)),
        checks=(Check(_check, "R-086"),),
        creates=(
            Create("community_event", N_("Make an event of the plan"), event_of, ("approved", "in_force")),
        ),
        sheets=(
            Sheet(
                "P-11",
                Row("year", "prepared_by"),
                Row(Box("company_plan", height=4)),
                Row("without_plan_reason"),
                Table("lines", rows=8, wide=("theme", "place")),
                Row("approved_by", "approved_at"),
                Signatures(N_("Manager's signature")),
            ),
        ),
        desk_only=((N_("Later", "group"), ("paper_location", "note")),),
        flow=Flow(
            "draft",
            {
                "draft": N_("Draft"), "approved": N_("Approved"), "in_force": N_("In force"),
                "closed": N_("Year ended"), "voided": N_("Voided"),
            },
            (
                Step("approve", N_("Approve"), ("draft",), "approved", may("approve_event_plan"),
                     asks=("without_plan_reason",),
                     guard=lambda v, f: events.missing_to_approve(v, papers_of(v)),
                     sets=lambda v, f: {"approved_by": f.user.id, "approved_at": f.now}, rule="R-086"),
                Step("withdraw", N_("Withdraw the approval"), ("approved",), "draft", may("approve_event_plan"),
                     reason=True, sets=lambda v, f: {"approved_by": None, "approved_at": None}, rule="R-009"),
                Step("come_into_force", N_("Comes into force"), ("approved",), "in_force", at=events.in_force_at,
                     rule="R-086"),
                Step("end", N_("Ends with the year"), ("in_force",), "closed", at=events.plan_ends_at),
                void_step("draft", "approved", "in_force", who=may("void_record")),
            ),
            ends=frozenset({"closed", "voided"}),
        ),
        duties=(
            Duty("event_plan", N_("Annual event plan"), "R-086", "year", _due, _judge,
                 who=(people.CSA, people.MANAGER), start=_start),
        ),
    )  # fmt: skip
