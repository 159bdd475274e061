"""REC-03 顾客来访/投诉处理单: one form per valid complaint; REC-04, the register, is a view of it."""

from __future__ import annotations

from custdesk.fields import (
    NOW,
    USER,
    Choice,
    Choices,
    Day,
    Due,
    Link,
    Moment,
    Note,
    Number,
    Phone,
    Said,
    ShortText,
    Sight,
    YesNo,
)  # fmt: skip
from custdesk.language import N_
from custdesk.office.rights import by_person
from custdesk.office.signing import SIGNED, SignedByCustomer, signature_problems
from custdesk.record import Check, Filter, Form, Lines, Need, Shown
from custdesk.records import complaint_course as course
from custdesk.records import complaint_papers
from custdesk.records.complaint_lines import (
    CATEGORY,
    CHANNELS,
    DEPARTMENTS,
    HELPERS,
    NATURE,
    QC_RESULT,
    SATISFIED,
    VALIDITY,
    Attempt,
    Escalation,
    Extension,
    Paper,
    Progress,
)
from custdesk.rules import closing, deadlines, news, routing
from custdesk.rules.validity import is_not_valid
from custdesk.sheet import Box, Column, ListSheet, Row, Sheet, Signatures, Table
from custdesk.workflow import Flow, Step, only, void_step

#: the end of what was imported closed from an older book: nothing is owed, nothing is claimed about QC
OLD_REGISTER = "old_register"


class Complaint(SignedByCustomer):
    """REC-03: one form per valid complaint, from the call to QC's verification."""

    received_at = Moment(N_("Received at"), required=True, default=NOW, future=False, index=True)
    received_by = Link(N_("Received by"), "staff", free=True, required=True, default=USER)
    passed_to_office_at = Moment(N_("Passed to the office at"), future=False)
    channel = Choice(N_("Way of complaint"), CHANNELS, required=True, default="phone")
    complainant = Link(N_("Complainant"), "customer", free=True)
    unit = Link(N_("Unit"), "unit", free=True)
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    anonymous = YesNo(N_("Anonymous"), required=True)
    content = Note(N_("Complaint", "content"), lines=5, required=True)
    validity = Choice(N_("Valid complaint?"), VALIDITY)
    explanation = Note(N_("Explanation"), lines=2)
    nature = Choice(N_("Nature"), NATURE)
    category = Choice(N_("Category"), CATEGORY)
    is_letter = YesNo(N_("Letter", "mode"), required=True, hint=N_("E-mail and fax count as letters"))
    is_joint = YesNo(N_("Joint handling"), required=True)
    involves_compensation = YesNo(N_("Compensation demanded"), required=True)
    against_director = YesNo(N_("Against director or deputy"), required=True)
    is_building_or_design_dispute = YesNo(N_("Building or design dispute"), required=True)
    handler_kind = Choice(N_("Handled by"), DEPARTMENTS)
    lead_department = Choice(N_("Lead department"), DEPARTMENTS)
    cooperating_departments = Choices(N_("Cooperating departments"), HELPERS)
    kept_in_office_reason = ShortText(N_("Why kept in the office"), wide=True)
    lead_changed_reason = ShortText(N_("Why the lead changed"), wide=True)
    handler = Link(N_("Handler"), "staff", free=True)
    customer_deadline = Due(N_("Customer's deadline"))
    due_set_to = Due(N_("Date set"))
    due_set_by = ShortText(N_("Date set by"))
    due_set_on = Day(N_("Date set on"), future=False)
    due_at = Due(
        N_("Due"),
        by=lambda values, before, facts: course.due(values, before, facts).at,
        inputs=(
            "received_at", "validity", "nature", "category", "involves_compensation", "against_director",
            "customer_deadline", "due_set_to", "due_set_by", "due_set_on", "extensions", "reopened_at",
        ),
    )  # fmt: skip
    due_why = Said(
        N_("Why this date"),
        by=lambda values, before, facts: course.due(values, before, facts).why,
        inputs=due_at.inputs,
    )
    was_late = YesNo(
        N_("Was late before it became major"),
        by=course.was_late,
        inputs=("nature", "category", "involves_compensation", "against_director"),
    )
    told_handling_time = Due(
        N_("Handling time told"),
        or_else=lambda values, before, facts: values.get("due_at"),
    )
    told_at = Moment(N_("Told at"), future=False)
    told_by = Link(N_("Told by"), "staff", free=True)
    hotline_told = YesNo(N_("Hotline told"))
    extensions = Lines(Extension, N_("Extensions"))
    progress = Lines(Progress, N_("Progress news"))
    escalations = Lines(Escalation, N_("Reports upward and directives"))
    investigation = Note(N_("Investigation"), lines=2)
    no_photo_reason = ShortText(N_("Why no photo"), wide=True)
    no_photo_confirmed_by = Link(N_("Confirmed by"), "staff", free=True)
    handling = Note(N_("Handling"), lines=4)
    handled_at = Moment(N_("Handled at"), future=False, index=True)
    rectification = Note(N_("Rectification"), lines=2)
    company_plan = Note(N_("The company's plan"), lines=2)
    company_plan_done = Note(N_("How the plan was carried out"), lines=2)
    cause_analysis = Note(N_("Cause analysis"), lines=2)
    preventive_action = Note(N_("Preventive action"), lines=2)
    customer_contacted_at = Moment(N_("Customer contacted at"), future=False)
    contacted_by = Link(N_("Contacted by"), "staff", free=True)
    customer_opinion = Note(N_("Customer's opinion"), lines=2)
    thanked = YesNo(N_("Thanked"))
    customer_satisfied = Choice(N_("Customer satisfied?"), SATISFIED)
    contact_attempts = Lines(Attempt, N_("Contact attempts"))
    expectations = Note(N_("Expectations and suggestions"), lines=8)
    letter_consent_by = ShortText(N_("Answer consented by"))
    letter_consent_at = Moment(N_("Answer consented at"), future=False)
    original_letter_at = ShortText(N_("Original letter filed"), wide=True, stays_open=True)
    copy_in_office = YesNo(N_("Copy kept in the office"), stays_open=True)
    papers = Lines(Paper, N_("Papers"), stays_open=True)
    accused_staff = Link(N_("Accused person"), "staff")
    leader_decision = Note(N_("Leader's decision"), lines=2)
    leading_complaint = Link(N_("Leading complaint"), "complaint")
    source = Link(N_("Comes from"), "duty_log", "communication", "service_callback", "community_event")
    company_announced_at = Day(N_("Announced company-wide on"), future=False, stays_open=True)
    closed_at = Day(N_("Closed on"), stepped=True, index=True)
    handed_over_at = Day(N_("Handed over on"), future=False)
    handed_to = ShortText(N_("Handed to"))
    qc_result = Choice(N_("QC's result"), QC_RESULT)
    reopen_count = Number(N_("Times reopened"), stepped=True)
    reopened_at = Moment(N_("Reopened at"), stepped=True)
    major_since = Moment(N_("Major since"), by=course.major_since, inputs=("nature",))
    cause_unclear = YesNo(N_("Cause or responsibility unclear"))
    announce_due = Due(N_("To be announced by"), stepped=True, stays_open=True)
    handled_before = Moment(N_("Handled before it was reopened"), stepped=True, index=True)
    on_time = Shown(
        YesNo(N_("On time")),
        lambda values, now, settings: deadlines.on_time(
            values, values.get("due_at"), was_late=bool(values.get("was_late"))
        ),
    )

    pass_on_delay = Shown(
        Number(N_("Minutes until the office knew")), lambda values, now, settings: news.pass_on_delay(values)
    )
    news_age = Shown(
        Number(N_("Days since the last news")), lambda values, now, settings: news.news_age(values, now)
    )
    original_due = Shown(
        Due(N_("Original due date")),
        lambda values, now, settings: deadlines.original_due(values, settings).at,
    )
    proposed_lead = Shown(
        Choice(N_("Proposed lead"), DEPARTMENTS),
        lambda values, now, settings: routing.proposed_lead(values) or None,
    )
    photo_count = Shown(
        Number(N_("Photos of the site")), lambda values, now, settings: course.photographed(values)["photos"]
    )

    class Meta:
        """The complaint table."""

        table_name = "complaint"

    form = Form(
        number="REC-03", key="complaint", prefix="TS", code="QR-7.2.3-04",
        title=N_("Complaint handling form"), tab=N_("Complaints"), shelf="complaints",
        happened="received_at", unit="unit", responsible=("handler", "received_by"), what_kind="category", summary=("content",),
        owes=course.owes, frozen=lambda state, values: state in (*closing.FROZEN_STATES, OLD_REGISTER),
        hidden_from=course.hidden_from,
        printable=course.printable, notices=course.notices, then=complaint_papers.then, creates=complaint_papers.CREATES,
        chain=("leading_complaint",),
        columns=(
            Column("number", 3), Column("unit", 2), Column("content", 4), Column("due_at", 3), Column("state", 2),
            Column("complainant", 2), Column("received_at", 3), Column("category", 4), Column("nature", 2),
            Column("handler", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("registered", "accepted", "handling", "awaiting_directive", "handled")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("today", N_("Today"), today=True),
            Filter("unsigned", N_("Unsigned"), ("handled", "closed"),
                   empty=("signed_by_customer_name", "no_signature_reason")),
            Filter("to_contact", N_("To contact"), ("handled",), empty=("customer_contacted_at",)),
            Filter("to_hand_over", N_("To hand over"), ("closed",), owed=True),
        ),
        checks=(
            Need("explanation", when=is_not_valid, rule="R-031"),
            Check(course.check), Check(signature_problems, "R-007"),
        ),
        sheets=(
            Sheet(
                "P-03",
                Row("received_at", "channel", "received_by", "passed_to_office_at"),
                Row("complainant", "unit", "phone", "anonymous"),
                Row(Box("content", height=5)),
                Row("validity", "nature", Box("category", width=6)),
                Row("is_letter", "is_joint", "involves_compensation", "against_director"),
                Row("handler_kind", "lead_department", "handler"),
                Row("customer_deadline", "due_at", "told_handling_time"),
                Row(Box("investigation", height=2)),
                Row(Box("handling", height=4, width=9), "handled_at"),
                Row(Box("cause_analysis", height=2), Box("preventive_action", height=2)),
                Row(Box("rectification", height=2)),
                Row("customer_contacted_at", "contacted_by", "customer_satisfied"),
                Row(Box("customer_opinion", height=2)),
                Signatures(N_("Customer's signature"), N_("Handler's signature"), N_("Manager's signature")),
                back=(
                    Row(Box("expectations", height=9)),
                    Row(Box("explanation", height=2)),
                    Table("extensions", rows=1),
                    Table("progress", rows=3, columns=("at", "by", "text")),
                    Table("escalations", rows=2, wide=("directive",)),
                    Table("contact_attempts", rows=3),
                    Row("handed_over_at", "handed_to", "qc_result"),
                    Row("paper_location", "note"),
                ),
                back_title=N_("Customer's expectations and suggestions, course of the matter"),
            ),
        ),
        lists=(
            ListSheet(
                "P-04", N_("Complaint register"),
                (
                    Column("number", 3), Column("received_at", 3), Column("complainant", 2), Column("unit", 2),
                    Column("category", 3), Column("content", 6), Column("nature"), Column("handler", 2),
                    Column("due_at", 3), Column("handled_at", 3), Column("on_time"),
                    Column("signed_by_customer_name", 2, N_("Signed by")), Column("closed_at", 2),
                    Column("handed_over_at", 2), Column("state", 2),
                ),
                "month", Signatures(N_("Compiled by")),
                apart=((N_("Not valid complaints"), "validity", ("not_valid",)),),
                public_columns=("number", "received_at", "category", "nature", "handled_at", "on_time", "state"),
            ),
        ),
        desk_only=(
            (N_("Course"), ("pass_on_delay", "news_age", "progress", "escalations", "contact_attempts", "papers", "told_at", "told_by",
                            "hotline_told", "thanked")),
            (N_("Route", "group"), ("proposed_lead", "original_due", "is_building_or_design_dispute", "cooperating_departments", "kept_in_office_reason",
                           "lead_changed_reason", "due_set_to", "due_set_by", "due_set_on", "due_why", "major_since", "cause_unclear",
                           "accused_staff", "leader_decision", "company_plan", "company_plan_done")),
            (N_("Letter and photos"), ("letter_consent_by", "letter_consent_at", "original_letter_at",
                                       "copy_in_office", "photo_count", "no_photo_reason", "no_photo_confirmed_by")),
            (N_("Signature on paper"), SIGNED),
            (N_("End", "group"), ("closed_at", "announce_due", "company_announced_at", "reopen_count", "reopened_at", "handled_before", "source", "leading_complaint",
                         "on_time", "was_late")),
        ),
        flow=Flow(
            "registered",
            {
                "registered": N_("Registered"), "explained": N_("Explained"), "accepted": N_("Accepted"),
                "handling": N_("In hand"), "awaiting_directive": N_("Awaiting directive"), "handled": N_("Handled"),
                "closed": N_("Closed"), "handed_over": N_("Handed over"), "verified": N_("Verified"),
                OLD_REGISTER: N_("Closed in the old register"), "voided": N_("Voided"),
            },
            (
                Step("accept", N_("Accept"), ("registered",), "accepted", by_person(routing.may_handle),
                     guard=course.may_accept, rule="R-030 R-032"),
                Step("explain", N_("Explained, not valid"), ("registered",), "explained",
                     by_person(routing.may_handle), guard=lambda v, f: closing.missing_to_explain(v), rule="R-031"),
                Step("accept_after_all", N_("Accept after all"), ("explained",), "accepted",
                     course.may("accept_after_all"),
                     guard=lambda v, f: closing.missing_to_accept(v), rule="R-031"),
                Step("handle", N_("Start handling"), ("accepted",), "handling", by_person(routing.may_handle),
                     guard=course.may_start, rule="R-033 R-040 R-043"),
                Step("report_up", N_("Report upward"), ("handling",), "awaiting_directive",
                     by_person(routing.may_handle), guard=lambda v, f: closing.missing_to_report(v), rule="R-041"),
                Step("directed", N_("Directive received"), ("awaiting_directive",), "handling",
                     by_person(routing.may_handle), guard=lambda v, f: closing.missing_to_resume(v), rule="R-041"),
                Step("finish", N_("Handled, done"), ("handling",), "handled", by_person(routing.may_handle),
                     guard=course.may_finish, rule="R-037 R-049"),
                Step("again", N_("Not satisfied, again"), ("handled",), "handling", by_person(routing.may_handle),
                     reason=True, sets=lambda v, f: closing.reopening(v, f.now), rule="R-063"),
                Step("close", N_("Close"), ("handled",), "closed", by_person(routing.may_close), guard=course.may_close,
                     sets=lambda v, f: {"closed_at": f.now.date()}, rule="R-050 R-051 R-052 R-053"),
                Step("hand_over", N_("Hand over to QC"), ("closed",), "handed_over",
                     course.may("hand_over_complaint"),
                     asks=("handed_over_at", "handed_to", "original_letter_at", "copy_in_office", "papers"),
                     guard=course.may_hand_over, rule="R-055 R-059"),
                Step("verify", N_("QC passed"), ("handed_over",), "verified",
                     course.may("record_qc_result"), asks=("qc_result",),
                     guard=lambda v, f: closing.missing_to_verify(v), rule="R-023"),
                Step("qc_failed", N_("QC did not pass"), ("handed_over",), "handling",
                     course.may("record_qc_result"), reason=True,
                     sets=lambda v, f: closing.reopening(v, f.now), rule="R-063"),
                Step("reopen", N_("Reopen"), ("closed", "handed_over", "verified", OLD_REGISTER), "handling",
                     by_person(routing.may_reopen), reason=True,
                     sets=lambda v, f: closing.reopening(v, f.now), rule="R-063"),
                Step("import", N_("From the old register"), ("registered",), OLD_REGISTER, only(), auto=True),
                void_step("registered", "accepted", who=by_person(routing.may_void)),
            ),
            ends=frozenset({"explained", "verified", OLD_REGISTER, "voided"}),
            owing={"closed": N_("To hand over")},
            aside=frozenset({"explained", OLD_REGISTER, "voided"}),
        ),
    )  # fmt: skip
