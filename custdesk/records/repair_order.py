"""REC-06 维修派工单: the order to repair or do housekeeping, from the request to the customer's signature; reworks too."""

from __future__ import annotations

from custdesk.fields import (
    NOW,
    USER,
    Choice,
    Due,
    Link,
    Moment,
    Money,
    Note,
    Options,
    Phone,
    Said,
    ShortText,
    Sight,
    YesNo,
)
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.office.signing import NO_SIGNATURE, SIGNED, SignedByCustomer
from custdesk.office.telling import NewDate
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Need, Shown
from custdesk.records import repair_course as course
from custdesk.rules import orders
from custdesk.sheet import Box, Column, Row, Sheet
from custdesk.workflow import Flow, Step, void_step

SERVICES = Options(
    home_repair=N_("Home repair"), housekeeping=N_("Housekeeping"), public_repair=N_("Public repair"),
    warranty_repair=N_("Warranty repair"),
)  # fmt: skip
CONSENT = Options(
    signed=N_("Signed on paper", "consent"), recorded=N_("Agreed, recorded"), refused=N_("Does not agree")
)
CANCELLED_FOR = Options(
    price=N_("Price", "cancelled"), not_needed=N_("No longer needed"), elsewhere=N_("Done by somebody else"),
    double=N_("Entered twice"), other=N_("Other", "cancelled"),
)  # fmt: skip
#: at the customer's door nobody may be at home (R-075)
NO_SIGNATURE_AT_HOME = Options(nobody_home=N_("Nobody at home"), **NO_SIGNATURE)


class Extension(NewDate):
    """A new date the customer was told of before the old one passed (R-045, R-073)."""

    class Meta:
        """Lines of an order."""

        table_name = "repair_order_extension"


class PriceChange(Line, append_only=True):
    """A new price during the work, with the customer's answer (R-072)."""

    price = Money(N_("New price"), required=True)
    reason = ShortText(N_("Why the price changed"), required=True)
    told_at = Moment(N_("Customer told at"), required=True, future=False)
    told_by = Link(N_("Told by", "price"), "staff", free=True, required=True)
    customer_agreed = YesNo(N_("Customer agreed"), required=True)

    class Meta:
        """Lines of an order."""

        table_name = "repair_order_price"


class RepairOrder(SignedByCustomer):
    """REC-06: one order, one worker, one piece of work; a rework is an order of its own."""

    requested_at = Moment(N_("Requested at"), required=True, default=NOW, future=False, index=True)
    requested_by = Link(N_("Requested by"), "customer", free=True, required=True)
    unit = Link(N_("Unit"), "unit", free=True, required=True)
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    service_kind = Choice(N_("Kind of service"), SERVICES, required=True, default="home_repair")
    content = Note(N_("Work wanted"), lines=3, required=True)
    source = Link(N_("Comes from"), "duty_log", "complaint")
    responsible = Link(N_("Responsible"), "staff", free=True, default=USER, stays_open=True)
    customer_deadline = Due(N_("Customer's deadline"))
    appointment_at = Moment(N_("Appointment"))
    due_at = Due(
        N_("Due", "order"),
        by=lambda values, before, facts: orders.order_due(values, facts.settings).at,
        inputs=("requested_at", "customer_deadline", "appointment_at", "extensions"),
    )
    due_why = Said(
        N_("Why this date"),
        by=lambda values, before, facts: orders.order_due(values, facts.settings).why,
        inputs=due_at.inputs,
    )
    extensions = Lines(Extension, N_("Extensions"))
    major_defect = YesNo(N_("Large defect"), required=True, stays_open=True,
                         hint=N_("Roof or bathroom leak, crack in an outer wall and the like"))  # fmt: skip
    chargeable = YesNo(N_("Charged"), required=True)
    price_quoted = Money(N_("Price quoted"))
    price_told_at = Moment(N_("Price told at"), future=False)
    customer_consent = Choice(N_("Consent to the charged repair"), CONSENT)
    consent_by = ShortText(N_("Consent given by"))
    consent_at = Moment(N_("Consent given at"), future=False)
    price_changes = Lines(PriceChange, N_("Price changes"))
    demand_confirmed = YesNo(N_("Content and requirements confirmed"))
    dispatched_at = Moment(N_("Dispatched at"), future=False, index=True)
    team = ShortText(N_("Team"))
    worker = Link(N_("Worker"), "staff", free=True)
    arrived_at = Moment(N_("Arrived at"), future=False)
    finished_at = Moment(N_("Finished at"), future=False, index=True)
    work_done = Note(N_("Work done"), lines=3)
    materials = Note(N_("Materials"), lines=2)
    fee = Money(N_("Fee"))
    rework_of = Link(N_("Rework of"), "repair_order")
    defect_reported_at = Moment(N_("Defect reported at"), future=False)
    defect_reported_by = Link(N_("Defect reported by"), "customer", free=True)
    defect = Note(N_("Defect reported"), lines=2)
    cancel_reason = Choice(N_("Reason of the cancelling"), CANCELLED_FOR)
    cancel_asked_by = ShortText(N_("Cancelling asked for by"))
    no_signature_reason = Choice(N_("Why not signed"), NO_SIGNATURE_AT_HOME, stays_open=True)
    dispatch_wanted = Shown(
        Due(N_("Rework to be dispatched by")),
        lambda values, now, settings: orders.dispatch_due(values, settings),
    )
    original_due = Shown(
        Due(N_("Original due date", "order")),
        lambda values, now, settings: orders.original_due(values, settings).at,
    )
    on_time = Shown(YesNo(N_("On time")), lambda values, now, settings: orders.on_time(values))

    class Meta:
        """The orders."""

        table_name = "repair_order"

    form = Form(
        number="REC-06", key="repair_order", prefix="WX",
        title=N_("Repair order"), tab=N_("Repair orders"), shelf="repairs",
        happened="requested_at", unit="unit", responsible=("responsible",), what_kind="service_kind",
        summary=("content",), chain=("rework_of",),
        owes=orders.owed, frozen=lambda state, values: state in ("closed", "cancelled"),
        printable=course.order_printable, notices=course.order_notices, then=course.after_order,
        columns=(
            Column("number", 3), Column("unit", 2), Column("content", 4), Column("due_at", 3), Column("state", 2),
            Column("worker", 2), Column("requested_at", 3), Column("service_kind", 2), Column("rework_of", 3),
            Column("finished_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"),
                   ("requested", "dispatched", "working", "finished", "signed_off", "rework_pending")),
            Filter("to_dispatch", N_("To dispatch"), ("requested",)),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("rework", N_("Reworks"), ("requested", "dispatched", "working", "finished", "signed_off"),
                   filled=("rework_of",)),
            Filter("unsigned", N_("Unsigned"), ("finished",),
                   empty=("signed_by_customer_name", "no_signature_reason")),
            Filter("today", N_("Today"), today=True),
        ),
        checks=(
            Check(course.order_check, "R-073"),
            # the phone of a rework is that of its order, which an old register may not have known
            Need("phone", when=lambda values: values.get("rework_of") is None, rule="REC-06"),
        ),
        creates=(
            Create("service_callback", N_("Make a callback record"), course.callback_of_order, orders.DONE),
        ),
        sheets=(
            Sheet(
                "P-06",
                Row("requested_at", "requested_by", "unit", "phone"),
                Row("service_kind", "rework_of", "appointment_at", "due_at"),
                Row(Box("content", height=2)),
                Row("chargeable", "price_quoted", "price_told_at", "fee"),
                Row("team", "worker", "dispatched_at", "arrived_at", "finished_at"),
                Row(
                    Box("work_done", height=2, width=7),
                    Box("materials", height=2, signs=(N_("Worker's signature"),)),
                ),
                copies=(N_("File copy"), N_("Repair copy"), N_("Customer's copy")),
            ),
        ),
        desk_only=(
            (N_("Before the dispatch"), ("demand_confirmed", "customer_deadline", "major_defect", "dispatch_wanted",
                                         "original_due", "due_why", "extensions")),
            (N_("Consent to the price"), ("customer_consent", "consent_by", "consent_at", "price_changes")),
            (N_("Signature on paper"), SIGNED),
            (N_("Defect after the repair"), ("defect_reported_at", "defect_reported_by", "defect")),
            (N_("Later", "group"), ("responsible", "source", "on_time", "cancel_reason", "cancel_asked_by",
                                    "paper_location", "note")),
        ),
        flow=Flow(
            "requested",
            {
                "requested": N_("Requested", "order"), "dispatched": N_("Dispatched", "order"), "working": N_("Working", "order"),
                "finished": N_("Finished", "order"), "signed_off": N_("Signed off", "order"), "closed": N_("Closed", "order"),
                "rework_pending": N_("Being reworked"), "cancelled": N_("Cancelled"), "voided": N_("Voided"),
            },
            (
                Step("dispatch", N_("Dispatch", "step"), ("requested",), "dispatched", may("handle_order"),
                     guard=lambda v, f: orders.missing_to_dispatch(v, f.now),
                     sets=lambda v, f: {"dispatched_at": v.get("dispatched_at") or f.now},
                     rule="R-072 R-073"),
                Step("start", N_("Work begun"), ("dispatched",), "working", may("handle_order"),
                     guard=lambda v, f: orders.missing_to_start(v), rule="R-074"),
                Step("finish", N_("Work finished"), ("working",), "finished", may("handle_order"),
                     guard=lambda v, f: orders.missing_to_finish(v), rule="R-065 R-072 R-074"),
                Step("sign_off", N_("Sign off"), ("finished",), "signed_off", may("handle_order"),
                     guard=lambda v, f: orders.missing_to_sign_off(v), rule="R-075"),
                Step("close", N_("Close", "order"), ("signed_off",), "closed", may("handle_order"),
                     guard=course.may_close, rule="R-065 R-069 R-070"),
                Step("cancel", N_("Cancel the order"), ("requested", "dispatched"), "cancelled", may("handle_order"),
                     asks=("cancel_reason", "cancel_asked_by"),
                     guard=lambda v, f: orders.missing_to_cancel(v),
                     sets=lambda v, f: orders.cancelled(v), rule="R-074"),
                Step("report_defect", N_("Defect persists"), orders.DONE, "rework_pending", may("report_defect"),
                     asks=("defect_reported_at", "defect_reported_by", "defect"),
                     guard=course.may_report, then=course.order_rework, rule="R-069"),
                Step("reworked", N_("Being reworked", "step"), orders.DONE, "rework_pending", auto=True, rule="R-069"),
                Step("settle", N_("Closes by itself"), ("signed_off", "rework_pending"), "closed", auto=True,
                     guard=course.may_settle, rule="R-065 R-069 R-070"),
                Step("back_finished", N_("Rework dropped, finished"), ("rework_pending",), "finished", auto=True),
                Step("back_signed", N_("Rework dropped, signed off"), ("rework_pending",), "signed_off", auto=True),
                void_step("requested", "dispatched", "working", "finished", "signed_off", "rework_pending",
                          who=may("void_record")),
            ),
            ends=frozenset({"closed", "cancelled", "voided"}),
            owing={"requested": N_("To dispatch")},
            aside=frozenset({"cancelled", "rework_pending", "voided"}),
        ),
    )  # fmt: skip
