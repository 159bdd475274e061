"""REC-12 社区文化活动记录表 and 效果评估表: one event from its plan to the evaluation; two prints of one record.

The notice (REC-42) is not a record yet: its text, day and places stand here and become a link with REC-42.
"""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.fields import (
    USER,
    Choice,
    Choices,
    Day,
    Link,
    Moment,
    Money,
    Note,
    Number,
    Options,
    ShortText,
    YesNo,
)
from custdesk.language import N_
from custdesk.obligation import Duty, Judged
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record, Shown
from custdesk.records.event_plan import KINDS, papers_of
from custdesk.rules import events, people
from custdesk.rules.lasting import taken_away
from custdesk.rules.periods import Period, year_of
from custdesk.settings import Settings
from custdesk.sheet import Box, Column, Heading, Photos, Row, Sheet, Signatures, Table
from custdesk.workflow import Effect, Facts, Flow, Save, Step, Values, void_step

PREPARATIONS = Options(
    place=N_("Place made ready"), equipment=N_("Facilities and equipment"), reception=N_("Reception", "event"),
    order=N_("Order kept"), clean_up=N_("Clean-up"),
)  # fmt: skip
EFFECTS = Options(
    very_good=N_("Very good"),
    good=N_("Good"),
    fair=N_("Fair"),
    poor=N_("Poor", "effect"),
    bad=N_("Bad", "effect"),
)


class Feedback(Line):
    """What somebody said about the event (R-090)."""

    text = ShortText(N_("Feedback"), required=True, wide=True)
    from_whom = ShortText(N_("From whom"))
    is_complaint = YesNo(N_("Complaint?", "feedback"))
    complaint = Link(N_("Complaint form", "link"), "complaint")

    class Meta:
        """Lines of an event."""

        table_name = "community_event_feedback"


def photos_of(values: Values) -> int:
    """Count the photos that hang on a record (R-087)."""
    return sum(one.get("kind") == "photo" for one in values.get("attachments") or ())


def _plan(values: Values, facts: Facts) -> Values | None:
    link = values.get("plan")
    seen = facts.linked(link) if isinstance(link, int) else None
    return seen.values if seen is not None and seen.form == "event_plan" else None


def _planned_as(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    line = events.planned_line(_plan(values, facts) or {}, values.get("plan_item"))
    return str(line["theme"]) if line else None


def _check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    found = events.event_time_problems(before, values) + events.feedback_problems(values)
    found += events.amount_problems(values) + taken_away(lambda one: _asked(one, facts), before, values)
    if not before or any(values.get(name) != before.get(name) for name in ("plan", "plan_item")):
        found += events.plan_link_problems(values, _plan(values, facts))
    return found


def _asked(values: Values, facts: Facts) -> list[Problem]:
    """Find what an event lacks of all that its steps asked for."""
    made = len(_complaints(values, facts))
    return events.asked_so_far(values, papers_of(values), photos_of(values), made, facts.now)


def _complaints(values: Values, facts: Facts) -> list[int]:
    """Return the complaint forms made of this event's feedback that no line names yet (R-090)."""
    known = {row.get("complaint") for row in values.get("feedback") or ()}
    event = values.get("id")
    made = facts.referring(event, "complaint") if isinstance(event, int) else ()
    return [one.id for one in made if one.values.get("source") == event and one.id not in known]


def _link_feedback(values: Values, before: Values, facts: Facts) -> list[Effect]:  # noqa: ARG001
    """Name in each line the complaint form that was made of it: the one with its words (R-090)."""
    if values.get("state") in ("closed", "voided"):
        return []
    made = {}
    for one in _complaints(values, facts):
        seen = facts.linked(one)
        made[str(seen.values.get("content")) if seen else ""] = one
    lines = tuple(
        {**row, "complaint": made.pop(row["text"])}
        if row.get("is_complaint") and not row.get("complaint") and row.get("text") in made
        else row
        for row in values.get("feedback") or ()
    )
    changed = lines != tuple(values.get("feedback") or ())
    return [Save("community_event", {"feedback": lines}, values["id"])] if changed else []


def _told(values: Values) -> Values | None:
    """Return the first complaint among the feedback that has no form yet (R-090)."""
    for row in values.get("feedback") or ():
        if row.get("is_complaint") and not row.get("complaint"):
            told: Values = row
            return told
    return None


def complaint_of(values: Values, event_id: int) -> dict[str, Any]:
    """Return what a complaint made of the feedback starts with (R-090)."""
    row = _told(values) or {}
    return {
        "source": event_id, "channel": "oral", "received_at": values.get("end_at"),
        "received_by": values.get("organiser"), "complainant": row.get("from_whom"),
        "anonymous": not row.get("from_whom"), "content": row.get("text"), "validity": "valid",
    }  # fmt: skip


def _new_date(values: Values, facts: Facts) -> list[Problem]:
    stored = facts.linked(values["id"])
    return events.postpone_problems(stored.values.get("start_at") if stored else None, values)


def _postponed(values: Values, facts: Facts) -> dict[str, Any]:
    """Keep the first date; the notice that named it is to be posted anew (R-089)."""
    stored = facts.linked(values["id"])
    old = stored.values.get("start_at") if stored else None
    return {"first_start_at": values.get("first_start_at") or old, "notice_posted_on": None}


def _notices(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Show what the next step lacks: open preparations, then what is missing of the record (R-087, R-089)."""
    state = values.get("state") or "planned"
    found: list[Problem] = []
    if state in events.AHEAD:
        labels = {**PREPARATIONS, "notice": N_("Notice of the event")}
        for one in events.open_preparations(values):
            text = N_("Still to prepare: {what}").having(what=labels[one])
            found.append(Problem(text, "preparation", "R-089", grave=False))
    if state == events.HELD:
        found += events.missing_to_record(values, photos_of(values))
    return [Problem(one.text, one.field, one.rule, grave=False) for one in found]


def year_rows(facts: Facts, first: datetime.date, end: datetime.date) -> list[Values]:
    """Return the events that begin in [first, end)."""
    return [seen.values for seen in facts.dated("community_event", "start_at", first, end)]


def quarter_strip(facts: Facts, year: int) -> tuple[events.QuarterSeen, ...]:
    """Return how the four quarters of a year stand, for the strip above the events (R-085)."""
    whole = year_of(datetime.date(year, 1, 1))
    return events.quarter_strip(
        year, year_rows(facts, whole.first, whole.end), facts.now, facts.settings, facts.began_on
    )


def event_notices(facts: Facts) -> list[Problem]:
    """Warn of the present quarter, for the workbench (R-085)."""
    whole = year_of(facts.now.date())
    return events.quarter_notices(year_rows(facts, whole.first, whole.end), facts.now, facts.settings)


def _due(period: Period, settings: Settings) -> datetime.datetime:  # noqa: ARG001
    return period.end


def _judge(period: Period, facts: Facts) -> Judged:
    """A quarter is done by the start of its event, whenever that was recorded (R-085)."""
    found = facts.dated("community_event", "start_at", period.first, period.end)
    rows = [seen.values for seen in found]
    done = events.quarter_done_at(rows, period, facts.settings)
    proof = [seen.id for seen in found if seen.state in events.COUNTED]
    if done is not None:
        return Judged(done_at=done, records=tuple(proof))
    late = events.evidence_missing(rows, period)
    if late:
        begun = tuple(int(str(row["id"])) for row in late)
        return Judged(
            missing=N_("evidence missing: record the event that was held"), records=(*begun, *proof)
        )
    return Judged(missing=N_("an event held and recorded in the quarter"), records=tuple(proof))


class CommunityEvent(Record):
    """REC-12: one community event."""

    plan = Link(N_("Annual plan"), "event_plan")
    plan_item = Number(N_("Line of the plan"))
    planned_as = ShortText(N_("Planned as"), by=_planned_as, inputs=("plan", "plan_item"))
    theme = ShortText(N_("Theme"), required=True, wide=True, or_else=_planned_as)
    kind = Choice(N_("Kind of event"), KINDS, required=True)
    start_at = Moment(N_("Begins at"), required=True, index=True)
    end_at = Moment(N_("Ends at", "event"), required=True)
    first_start_at = Moment(N_("First planned for"), stepped=True)
    place = ShortText(N_("Place", "event"), required=True)
    organiser = Link(N_("Organiser"), "staff", free=True, required=True, default=USER)
    programme = Note(N_("Programme"), lines=4)
    preparation = Choices(N_("Preparation"), PREPARATIONS)
    notice_text = Note(N_("Notice of the event"), lines=3)
    notice_posted_on = Day(N_("Notice posted on"), future=False)
    notice_places = ShortText(N_("Notice posted at"), wide=True)
    participants = Number(N_("Participants"))
    cost = Money(N_("Cost", "event"))
    course = Note(N_("How it went"), lines=5)
    text_record = Note(N_("Text record"), lines=4)
    feedback = Lines(Feedback, N_("Feedback", "lines"))
    no_feedback = YesNo(N_("No feedback given"))
    effect_summary = Note(N_("Summary of the effect"), lines=4)
    effect_evaluation = Choice(N_("Evaluation of the effect"), EFFECTS)
    recorded_at = Moment(N_("Recorded at"), stepped=True)
    evaluated_at = Moment(N_("Evaluated at"), stepped=True)
    closed_on = Day(N_("Closed on", "event"), stepped=True)
    photo_count = Shown(Number(N_("Photos", "count")), lambda values, now, settings: photos_of(values))
    feedback_count = Shown(
        Number(N_("Number of feedbacks")), lambda values, now, settings: len(values.get("feedback") or ())
    )
    in_time = Shown(
        YesNo(N_("Recorded and evaluated in time")),
        lambda values, now, settings: events.evaluated_in_time(values, settings),
    )

    class Meta:
        """The events."""

        table_name = "community_event"

    form = Form(
        number="REC-12", key="community_event", prefix="HD", title=N_("Record of a community event"),
        tab=N_("Events"), shelf="events", happened="start_at", responsible=("organiser",),
        what_kind="kind", summary=("theme",), owes=events.event_owes, notices=_notices, then=_link_feedback,
        watch=event_notices, strip=quarter_strip,
        frozen=lambda state, values: state == "closed",
        columns=(
            Column("number", 3), Column("start_at", 3), Column("theme", 4), Column("state", 2), Column("place", 2),
            Column("kind", 2), Column("participants"), Column("photo_count"), Column("feedback_count"),
            Column("organiser", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), (*events.AHEAD, "held", "recorded", "evaluated")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("evidence", N_("Evidence missing"), ("held",)),
            Filter("to_evaluate", N_("To evaluate"), ("recorded",)),
        ),
        checks=(Check(_check, "R-088"),),
        creates=(
            Create(
                "complaint", N_("Make a complaint of the feedback"), complaint_of, ("held", "recorded", "evaluated"),
                ready=lambda values: _told(values) is not None,
            ),
        ),
        sheets=(
            Sheet(
                "P-12",
                Heading(N_("Plan", "event")),
                Row("plan", "plan_item", Box("planned_as", width=6)),
                Row(Box("theme", width=6), "kind"),
                Row("start_at", "end_at", "place", "organiser"),
                Row(Box("programme", height=3)),
                Heading(N_("Preparation", "heading")),
                Row("preparation"),
                Row(Box("notice_text", height=2)),
                Row("notice_posted_on", Box("notice_places", width=8)),
                Heading(N_("Record with photos")),
                Row("participants", "cost", "photo_count"),
                Row(Box("course", height=4)),
                Row(Box("text_record", height=2)),
                Photos(per_page=6),
                Signatures(N_("Organiser's signature")),
                title=N_("Record of a community event"),
            ),
            Sheet(
                "P-13",
                Row(Box("theme", width=6), "kind"),
                Row("start_at", "end_at", "place", "organiser"),
                Row("participants", "cost", "feedback_count"),
                Table("feedback", rows=4, columns=("text", "from_whom", "complaint"), wide=("text",)),
                Row("no_feedback", "effect_evaluation", "evaluated_at"),
                Row(Box("effect_summary", height=8)),
                Signatures(N_("Manager's signature")),
                title=N_("Evaluation of a community event"),
            ),
        ),
        desk_only=(
            (N_("Later", "group"), ("first_start_at", "recorded_at", "evaluated_at", "in_time", "closed_on",
                                    "paper_location", "note")),
        ),
        flow=Flow(
            "planned",
            {
                "planned": N_("Planned"), "prepared": N_("Prepared"), "postponed": N_("Postponed"),
                "held": N_("Held"), "recorded": N_("Recorded", "event"), "evaluated": N_("Evaluated"),
                "closed": N_("Closed", "event"), "cancelled": N_("Cancelled"), "voided": N_("Voided"),
            },
            (
                Step("prepare", N_("Prepared", "step"), ("planned", "postponed"), "prepared", may("run_event"),
                     asks=("programme", "notice_text", "notice_posted_on"),
                     guard=lambda v, f: events.missing_to_prepare(v, papers_of(v)), rule="R-089"),
                Step("hold", N_("Held", "step"), ("prepared",), "held", may("run_event"),
                     guard=lambda v, f: events.missing_to_hold(v, f.now), rule="R-089"),
                Step("record", N_("Recorded", "step"), ("held",), "recorded", may("run_event"),
                     asks=("course", "text_record"), guard=lambda v, f: events.missing_to_record(v, photos_of(v)),
                     sets=lambda v, f: {"recorded_at": f.now}, rule="R-087 R-088"),
                Step("evaluate", N_("Evaluated", "step"), ("recorded",), "evaluated", may("run_event"),
                     guard=lambda v, f: events.missing_to_evaluate(v, len(_complaints(v, f))),
                     sets=lambda v, f: {"evaluated_at": f.now}, rule="R-088 R-090"),
                Step("close", N_("Close", "event"), ("evaluated",), "closed", may("close_event"),
                     sets=lambda v, f: {"closed_on": f.now.date()}),
                Step("postpone", N_("Postpone"), ("planned", "prepared"), "postponed", may("run_event"),
                     asks=("start_at", "end_at"), guard=_new_date, sets=_postponed, reason=True),
                Step("cancel", N_("Cancel the event"), events.AHEAD, "cancelled", may("cancel_event"), reason=True,
                     rule="R-085"),
                void_step(*events.AHEAD, "held", "recorded", "evaluated", who=may("void_record")),
            ),
            ends=frozenset({"closed", "cancelled", "voided"}),
            owing={
                **dict.fromkeys(events.AHEAD, N_("To be held")), "held": N_("Record and evaluation"),
                "recorded": N_("Evaluation", "owed"),
            },
            aside=frozenset({"postponed", "cancelled", "voided"}),
        ),
        duties=(
            Duty("community_event", N_("Community event of the quarter"), "R-085", "quarter", _due, _judge,
                 who=(people.CSA, people.SUPERVISOR), start=lambda period: {}),
        ),
    )  # fmt: skip
