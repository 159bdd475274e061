"""REC-23 每周抽样回访: a fifth of a week's repair orders, drawn with a printed seed, called by the company's person."""

from __future__ import annotations

from custdesk.fields import (
    Choice,
    Link,
    Moment,
    Number,
    Options,
    Phone,
    Said,
    ShortText,
    Sight,
    Span,
    YesNo,
)
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.office.scales import RATES
from custdesk.record import Check, Filter, Form, Line, Lines, Record, Shown
from custdesk.records import sample_course as course
from custdesk.rules import sampling
from custdesk.rules.values import rows
from custdesk.sheet import Column, Row, Sheet, Table
from custdesk.workflow import Flow, Step, void_step

OUTCOMES = Options(
    open=N_("To call", "sample"), reached=N_("Reached"), unreachable=N_("Not reached", "sample")
)
DRAW = ("draw_no",)  # what a new draw changes: frame, seed, sample, reserves


class FrameOrder(Line):
    """An order of the week."""

    order = Link(N_("Order", "sample"), "repair_order")

    class Meta:
        """Lines of a sample."""

        table_name = "callback_sample_frame"


class DrawnOrder(Line):
    """An order drawn."""

    place = Number(N_("Place in the draw"))
    order = Link(N_("Order", "sample"), "repair_order")

    class Meta:
        """Lines of a sample."""

        table_name = "callback_sample_drawn"


class ReserveOrder(Line):
    """An order that comes in where somebody is not reached."""

    place = Number(N_("Place in the draw"))
    order = Link(N_("Order", "sample"), "repair_order")

    class Meta:
        """Lines of a sample."""

        table_name = "callback_sample_reserve"


class Call(Line):
    """An order to call, and what became of the call."""

    order = Link(N_("Order", "sample"), "repair_order")
    reserve = YesNo(N_("Reserve"))
    requested_by = Link(N_("Requested by"), "customer", free=True)
    unit = Link(N_("Unit"), "unit", free=True)
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    content = ShortText(N_("Work wanted"), wide=True)
    callback = Link(N_("Callback", "sample"), "service_callback")
    outcome = Choice(N_("Outcome"), OUTCOMES)
    quality_rating = Choice(N_("Quality of the work"), RATES)
    attitude_rating = Choice(N_("Attitude"), RATES)
    overall_rating = Choice(N_("On the whole"), RATES)
    opinion = ShortText(N_("Customer's opinion", "callback"), wide=True)

    class Meta:
        """Lines of a sample."""

        table_name = "callback_sample_call"


class Draw(Line):
    """One draw of the week, kept whatever comes after it."""

    draw = Number(N_("Draw no."))
    at = Moment(N_("Drawn at", "earlier"))
    by = Link(N_("Drawn by", "earlier"), "staff", free=True)
    seed = Number(N_("Seed"))
    of = ShortText(N_("Orders of the week"), wide=True)
    numbers = ShortText(N_("Orders drawn"), wide=True)
    reason = ShortText(N_("Reason", "redraw"))

    class Meta:
        """Lines of a sample."""

        table_name = "callback_sample_draw"


class WeeklyCallbackSample(Record):
    """REC-23: prepared by the office, called by the company's person, recorded here (M-1)."""

    week = Span(
        N_("Week"), "week", required=True, index=True, default=lambda values, facts: sampling.last_week(facts.now)
    )  # fmt: skip
    caller = ShortText(N_("Caller of the company"))
    draw_no = Number(N_("Draws made"), stepped=True, or_else=lambda values, before, facts: 1)
    drawn_at = Moment(N_("Drawn at"), by=lambda values, before, facts: facts.now, inputs=DRAW, index=True)
    seed = Number(N_("Seed"), by=course.seed, inputs=DRAW)
    frame = Lines(FrameOrder, N_("Orders of the week", "frame"), by=course.frame, inputs=DRAW)
    frame_size = Number(N_("Number of orders"), by=course.frame_size, inputs=DRAW)
    sample_size = Number(N_("Sample size"), by=course.sample_size, inputs=DRAW)
    drawn = Lines(DrawnOrder, N_("Orders drawn", "sample"), by=course.drawn, inputs=DRAW)
    reserves = Lines(ReserveOrder, N_("Reserves"), by=course.reserves, inputs=DRAW)
    redraw_reason = ShortText(N_("Why drawn again"), wide=True)
    draws = Lines(Draw, N_("All draws of this week"), by=course.draws, inputs=DRAW)
    taken = Number(N_("Results taken over"), stepped=True)
    results = Lines(Call, N_("Calls", "sample"), by=course.results, inputs=(*DRAW, "taken"))
    completed_at = Moment(N_("Completed at"), stepped=True)
    completion = Shown(
        ShortText(N_("Reached of the sample")),
        lambda values, now, settings: sampling.completion(
            course.outcomes(rows(values, "results")), values.get("sample_size") or 0
        ),
    )
    method = Said(N_("Way of drawing"), by=lambda values, before, facts: sampling.method(), inputs=DRAW)

    class Meta:
        """The samples."""

        table_name = "callback_sample"

    form = Form(
        number="REC-23", key="callback_sample", title=N_("Weekly callback sample"), tab=N_("Weekly samples"),
        shelf="repairs", happened="drawn_at", summary=("week",), unique="week",
        owes=course.owes, frozen=lambda state, values: state == "completed", then=course.after_save, duties=tuple(course.DUTIES),
        columns=(
            Column("week", 3), Column("due_at", 3), Column("state", 2), Column("sample_size"), Column("completion", 2),
            Column("frame_size"), Column("caller", 2), Column("drawn_at", 3), Column("completed_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("drawn", "calling")),
            Filter("overdue", N_("Overdue"), overdue=True),
        ),
        checks=(Check(course.check, "R-068"),),
        sheets=(
            Sheet(
                "P-36-23",
                Row("week", "drawn_at", "caller"),
                Row("frame_size", "sample_size", "completion", "seed"),
                Row("method"),
                Table(
                    "results", rows=1, wide=("content", "opinion"),
                    columns=("order", "reserve", "unit", "requested_by", "phone", "content", "outcome", "quality_rating",
                             "attitude_rating", "overall_rating", "opinion"),
                ),
                Table("draws", wide=("of", "numbers")),
                wide=True,
            ),
        ),
        desk_only=(
            (N_("Draw", "group"), ("drawn", "reserves", "frame", "draw_no", "redraw_reason")),
            (N_("Later", "group"), ("taken", "completed_at", "paper_location", "note")),
        ),
        flow=Flow(
            "drawn",
            {
                "drawn": N_("Drawn"), "calling": N_("Being called"), "completed": N_("Completed"),
                "voided": N_("Voided"),
            },
            (
                Step("start_calling", N_("Begin to call"), ("drawn",), "calling", may("keep_follow_up"),
                     then=course.calls_wanted, rule="R-068"),
                Step("take_results", N_("Results taken over", "step"), ("calling",), "calling", auto=True,
                     sets=course.taken, then=course.calls_wanted, rule="R-068"),
                Step("complete", N_("Calls completed"), ("calling",), "completed", may("keep_follow_up"),
                     needs=("caller",), guard=course.may_complete, sets=lambda v, f: {"completed_at": f.now},
                     rule="R-068"),
                Step("redraw", N_("Draw again"), ("drawn",), "drawn", may("redraw_sample"), asks=("redraw_reason",),
                     guard=course.may_redraw, sets=lambda v, f: {"draw_no": (v.get("draw_no") or 0) + 1},
                     rule="R-068"),
                void_step("drawn", "calling", who=may("void_record")),
            ),
            ends=frozenset({"completed", "voided"}),
        ),
    )  # fmt: skip
