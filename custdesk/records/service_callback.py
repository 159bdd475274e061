"""REC-07 维修服务及回访记录表: what the customer says after the service; its sheet holds the order's part as well."""

from __future__ import annotations

from custdesk.fields import Choice, Due, Link, Moment, Note, Number, Options, ShortText, YesNo
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.office.scales import RATES
from custdesk.office.signing import SIGNED, SignedByCustomer
from custdesk.office.telling import VainTry
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Shown, Through
from custdesk.records import callback_course as course
from custdesk.records import callback_month as month
from custdesk.records import case_paper
from custdesk.records.complaint import Complaint
from custdesk.records.repair_order import RepairOrder
from custdesk.records.sample_course import sample_effects
from custdesk.rules import callbacks
from custdesk.sheet import Box, Column, Heading, ListSheet, Row, Sheet, Signatures, Table
from custdesk.workflow import Flow, Step, void_step

KINDS = Options(
    routine=N_("After the service"), monthly=N_("Monthly", "callback"), weekly_sample=N_("Weekly sample"),
    special_24h=N_("Special (24 hours)"), major_defect=N_("Large defect, on site"),
    complaint=N_("Complaint", "callback"), survey=N_("After a survey"),
)  # fmt: skip
METHODS = Options(phone=N_("Phone", "channel"), visit=N_("At home"), other=N_("Other", "method"))


class Attempt(VainTry):
    """A vain try to reach the customer."""

    class Meta:
        """Lines of a callback."""

        table_name = "service_callback_attempt"


class Earlier(Line):
    """Another callback about the same order, for the sheet with room for two (P-07)."""

    done_at = Moment(N_("Called back at"))
    kind = Choice(N_("Kind of callback"), KINDS)
    person_reached = ShortText(N_("Person reached"))
    quality_rating = Choice(N_("Quality of the work"), RATES)
    attitude_rating = Choice(N_("Attitude"), RATES)
    opinion = Note(N_("Customer's opinion", "callback"))

    class Meta:
        """Lines of a callback."""

        table_name = "service_callback_earlier"


class ServiceCallback(SignedByCustomer):
    """REC-07: one callback about one order, complaint or other record; tried, made, signed."""

    subject = Link(N_("About"), "repair_order", "complaint", "major_defect", required=True)
    kind = Choice(N_("Kind of callback"), KINDS, required=True, default="routine")
    unit = Link(N_("Unit"), "unit", free=True, by=course.unit_of, inputs=("subject",))
    about = ShortText(N_("What it is about"), by=course.about_of, inputs=("subject", "done_at"))
    opened_at = Moment(N_("Set up at"), by=lambda values, before, facts: before.get("opened_at") or facts.now)
    responsible = Link(N_("Responsible"), "staff", free=True, stays_open=True, or_else=course.responsible_of)
    due_at = Due(N_("Callback due"), stepped=True, or_else=course.due_at, index=True)
    method = Choice(N_("Way of callback"), METHODS)
    done_at = Moment(N_("Called back at"), future=False, index=True)
    done_by = Link(N_("Called back by"), "staff", free=True)
    person_reached = ShortText(N_("Person reached"))
    quality_rating = Choice(N_("Quality of the work"), RATES)
    attitude_rating = Choice(N_("Attitude"), RATES)
    overall_rating = Choice(N_("On the whole"), RATES)
    opinion = Note(N_("Customer's opinion", "callback"), lines=3)
    defect_found = YesNo(N_("Defect still there"))
    complaint_made = YesNo(N_("Customer complains"))
    complaint = Link(N_("Complaint form", "link"), "complaint", stays_open=True)
    attempts = Lines(Attempt, N_("Not reached", "attempts"))
    case_hidden = case_paper.veil("subject")
    covered_by = Link(N_("Done with callback"), "service_callback", stepped=True)
    earlier = Lines(
        Earlier, N_("Further callbacks"), by=course.earlier_callbacks, inputs=("subject", "done_at")
    )
    hours_left = Shown(
        Number(N_("Hours left")), lambda values, now, settings: callbacks.hours_left(values, now)
    )
    on_time = Shown(YesNo(N_("On time")), lambda values, now, settings: callbacks.on_time(values))

    requested_at = Through("subject", RepairOrder.requested_at)
    requested_by = Through("subject", RepairOrder.requested_by, also=(Complaint.complainant,))
    phone = Through("subject", RepairOrder.phone, also=(Complaint.phone,))
    service_kind = Through("subject", RepairOrder.service_kind)
    content = Through("subject", RepairOrder.content)
    chargeable = Through("subject", RepairOrder.chargeable)
    price_quoted = Through("subject", RepairOrder.price_quoted)
    customer_consent = Through("subject", RepairOrder.customer_consent)
    consent_by = Through("subject", RepairOrder.consent_by)
    consent_at = Through("subject", RepairOrder.consent_at)
    team = Through("subject", RepairOrder.team)
    worker = Through("subject", RepairOrder.worker)
    dispatched_at = Through("subject", RepairOrder.dispatched_at)
    arrived_at = Through("subject", RepairOrder.arrived_at)
    finished_at = Through("subject", RepairOrder.finished_at)
    work_done = Through("subject", RepairOrder.work_done)
    materials = Through("subject", RepairOrder.materials)
    fee = Through("subject", RepairOrder.fee)
    work_signed_by = Through("subject", RepairOrder.signed_by_customer_name, N_("Work signed for by"))
    work_signed_at = Through("subject", RepairOrder.signed_at, N_("Work signed for on"))

    class Meta:
        """The callbacks."""

        table_name = "service_callback"

    form = Form(
        number="REC-07", key="service_callback", prefix="HF",
        title=N_("Repair service and callback record"), tab=N_("Callbacks"), shelf="repairs",
        happened="opened_at", unit="unit", responsible=("done_by", "responsible"),
        summary=("kind", "about", "opinion"), chain=("subject",), order="due_at",
        owes=course.owes, frozen=lambda state, values: state in ("signed", "unreachable"),
        hidden_from=case_paper.hidden, notices=course.notices, then=lambda v, b, f: (*course.then(v, b, f), *sample_effects(v, b, f)), duties=month.DUTIES,
        columns=(
            Column("number", 3), Column("unit", 2), Column("kind", 2), Column("due_at", 3), Column("state", 2),
            Column("subject", 3), Column("done_at", 3), Column("quality_rating", 2), Column("attitude_rating", 2),
            Column("method"),
        ),
        filters=(
            Filter("open", N_("To call"), callbacks.OPEN, bench="to_call"),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("today", N_("Due today"), callbacks.OPEN, due_today=True),
            Filter("unsigned", N_("Unsigned"), ("done",), empty=("signed_by_customer_name",)),
            Filter("complaint", N_("Complaint without a form"), callbacks.DONE, owed=True),
        ),
        checks=(Check(course.check, "R-066"), case_paper.check("subject")),
        creates=(
            Create(
                "complaint", N_("Make a complaint"), course.complaint_of_callback, callbacks.DONE, link="complaint",
                ready=lambda values: bool(values.get("complaint_made")),
            ),
        ),
        sheets=(
            Sheet(
                "P-07",
                Heading(N_("Order", "part of the sheet")),
                Row("subject", "service_kind", "requested_at", "requested_by"),
                Row("unit", "phone", "team", "worker"),
                Row(Box("content", height=2)),
                Row("chargeable", "price_quoted", "customer_consent"),
                Row("consent_by", "consent_at", "fee"),
                Row("dispatched_at", "arrived_at", "finished_at"),
                Row(
                    Box("work_done", height=2, width=7, signs=(N_("Customer's signature for the work"),)),
                    Box("materials", height=2, signs=(N_("Worker's signature"),)),
                ),
                Row("work_signed_by", "work_signed_at"),
                Heading(N_("Callback", "part of the sheet")),
                Row("kind", "method", "due_at", "done_at"),
                Row("done_by", "person_reached", "defect_found", "complaint_made"),
                Row("quality_rating", "attitude_rating", "overall_rating"),
                Row(
                    Box(
                        "opinion", height=2,
                        signs=(N_("Customer's signature for the callback"), N_("Caller's signature")),
                    )
                ),
                Table(
                    "earlier", rows=1, wide=("opinion",),
                    by_hand=(N_("Customer's signature"), N_("Caller's signature")),
                ),
                dense=True,
            ),
        ),
        lists=(
            ListSheet(
                "P-36-07", N_("Callbacks of the day"),
                (
                    Column("number", 3), Column("due_at", 3), Column("kind", 2), Column("unit", 2),
                    Column("requested_by", 2, N_("To be called")), Column("phone", 3), Column("about", 6),
                    Column("worker", 2),
                ),
                "day", Signatures(N_("Caller's signature")),
                by_hand=(
                    N_("Quality of the work"), N_("Attitude"), N_("On the whole"), N_("Defect still there"),
                    N_("Customer's opinion", "callback"),
                ),
                by="due_at", late=True, keeps="open", full=True, plain=True,
            ),
        ),
        desk_only=(
            (N_("Course"), ("about", "hours_left", "attempts", "responsible", "opened_at", "complaint", "covered_by", "on_time", "case_hidden")),
            (N_("Signature on paper"), SIGNED),
            (N_("Later", "group"), ("paper_location", "note")),
        ),
        flow=Flow(
            "due",
            {
                "due": N_("To call"), "attempted": N_("Tried in vain"), "done": N_("Called back"),
                "signed": N_("Signed", "callback"), "unreachable": N_("Not reachable"),
                "covered": N_("Done with another callback"), "voided": N_("Voided"),
            },
            (
                Step("done", N_("Called back"), ("due", "attempted"), "done", may("make_callback"),
                     guard=course.may_do, rule="R-066 R-069"),
                Step("attempt", N_("Tried in vain"), ("due",), "attempted", may("make_callback"),
                     guard=lambda v, f: callbacks.missing_to_try(v), rule="REC-07"),
                Step("give_up", N_("Not reachable"), ("attempted",), "unreachable", may("make_callback"),
                     guard=lambda v, f: callbacks.missing_to_give_up(v, f.settings), rule="R-070"),
                Step("sign", N_("Signed on paper", "callback"), ("done",), "signed", may("make_callback"),
                     guard=lambda v, f: callbacks.missing_to_sign(v), rule="R-067"),
                Step("cover", N_("Done with another callback"), ("due", "attempted"), "covered", auto=True,
                     rule="R-065"),
                Step("uncover", N_("To call again"), ("covered",), "due", auto=True,
                     sets=lambda v, f: {"covered_by": None}, rule="R-065"),
                Step("drop", N_("Its order was dropped"), callbacks.OPEN, "voided", auto=True, reason=True,
                     rule="R-065"),
                void_step("due", "attempted", "done", who=may("void_record")),
            ),
            ends=frozenset({"signed", "unreachable", "covered", "voided"}),
            aside=frozenset({"attempted", "unreachable", "covered", "voided"}),
        ),
    )  # fmt: skip
