"""REC-10 工程回访记录表 (table 3.3.1): a warranty visit to the owner, what it found and what was decided."""

from __future__ import annotations

from custdesk.fields import Choice, Day, Due, Link, Moment, Note, Options, Said, ShortText
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record
from custdesk.records import warranty_course as course
from custdesk.rules import visits
from custdesk.rules.periods import end_of_day
from custdesk.sheet import Box, Column, Row, Sheet
from custdesk.workflow import Flow, Step, void_step

FORMS = Options(
    on_site=N_("On site", "visit"), phone=N_("Phone", "channel"), letter=N_("Letter", "channel"),
    meeting=N_("Meeting", "visit"),
)  # fmt: skip
FOUND = Options(
    nothing=N_("Nothing found"), construction_defect=N_("Construction defect"),
    other_problem=N_("Another problem, no construction fault"),
)  # fmt: skip
LIVE = ("planned", "done", "analysed", "decided")


class RepairOfVisit(Line):
    """An engineering repair record the visit led to."""

    repair = Link(N_("Engineering repair record", "link"), "engineering_repair", required=True)

    class Meta:
        """Lines of a visit."""

        table_name = "engineering_visit_repair"


class EngineeringVisitRecord(Record):
    """REC-10: planned, made, analysed, decided, filed; what the contractor does is recorded by the desk (M-1)."""

    project_name = ShortText(N_("Project name"), required=True)
    owner_or_user = Link(N_("Owner or user"), "customer", free=True)
    contract_no = ShortText(N_("Contract no."))
    floor_area = ShortText(N_("Floor area"))
    structure_type = ShortText(N_("Structure type"))
    handover_on = Day(N_("Handover date"))
    quality_grade = ShortText(N_("Quality grade"))
    visit_form = Choice(N_("Form of the visit"), FORMS)
    findings = Note(N_("Visit and problems found"), lines=4)
    owner_opinion = Note(N_("Owner's opinion"), lines=3)
    cause_and_responsibility = Note(N_("Cause and responsibility"), lines=3)
    decision = Note(N_("Decision"), lines=3)
    repair_record_no = Said(
        N_("No. of the repair record"), by=course.number_box, inputs=("repair_records", "found", "decision")
    )
    plan = Link(N_("Visit plan"), "visit_plan")
    unit = Link(N_("Unit"), "unit", free=True)
    due_on = Day(N_("Visit due on"), required=True)
    due_at = Due(
        N_("Visit due", "visit"),
        by=lambda values, before, facts: end_of_day(values["due_on"]) if values.get("due_on") else None,
        inputs=("due_on",),
    )
    happens_at = Moment(
        N_("Day of the visit"), by=course.happens_at, inputs=("visited_on", "due_on"), index=True
    )
    participants = Note(N_("Participants", "visit"), lines=2)
    found = Choice(N_("What was found", "visit"), FOUND)
    visitor = ShortText(N_("Visitor"))
    visited_on = Day(N_("Visited on"), future=False)
    owner_seal_or_record = ShortText(
        N_("Signed or sealed by, or recorded"), hint=N_("Name as read from paper; or: told, written down by the visitor")
    )  # fmt: skip
    owner_on = Day(N_("Owner's opinion on"), future=False)
    quality_section = ShortText(N_("Quality section"))
    quality_on = Day(N_("Quality section on"), future=False)
    engineering_head = ShortText(N_("Head of engineering"))
    decided_on = Day(N_("Decided on"), future=False)
    repair_records = Lines(RepairOfVisit, N_("Engineering repair records"))

    class Meta:
        """The visits."""

        table_name = "engineering_visit"

    form = Form(
        number="REC-10", key="engineering_visit", prefix="GH", title=N_("Engineering visit record"),
        tab=N_("Warranty visits"), shelf="repairs", happened="happens_at", unit="unit",
        summary=("project_name", "findings"), chain=("plan",), owes=course.visit_owes, then=course.after_visit,
        frozen=lambda state, values: state == "filed",
        columns=(
            Column("number", 3), Column("project_name", 3), Column("owner_or_user", 2), Column("due_at", 3),
            Column("state", 2), Column("visited_on", 2), Column("found", 2), Column("repair_record_no", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), LIVE),
            Filter("overdue", N_("Overdue"), overdue=True),
        ),
        checks=(Check(course.visit_check, "REC-10"),),
        creates=(
            Create(
                "engineering_repair", N_("Make an engineering repair record"), course.engineering_of_visit,
                ("done", "analysed"), ready=lambda values: values.get("found") == visits.CONSTRUCTION_DEFECT,
            ),
        ),
        sheets=(
            Sheet(
                "P-09",
                Row("project_name", "owner_or_user"),
                Row("contract_no", "floor_area", "structure_type"),
                Row("handover_on", "quality_grade", "visit_form"),
                Row(Box("findings", height=7, inside=True, signs=(N_("Visitor"),))),
                Row(Box("owner_opinion", height=5, inside=True, signs=(N_("Seal (or record)"),))),
                Row(Box("cause_and_responsibility", height=5, inside=True, signs=(N_("Quality section"),))),
                Row(Box("decision", height=5, inside=True, foot=("repair_record_no",),
                        signs=(N_("Head of engineering"),))),
                caption=N_("Table 3.3.1 Engineering visit record"),
            ),
        ),
        desk_only=(
            (N_("Plan", "visit"), ("plan", "due_on", "due_at", "happens_at", "unit", "participants")),
            (N_("As read from the sheet"), ("visitor", "visited_on", "found", "owner_seal_or_record", "owner_on",
                                            "quality_section", "quality_on", "engineering_head", "decided_on",
                                            "repair_record_no", "repair_records")),
            (N_("Later", "group"), ("paper_location", "note")),
        ),
        flow=Flow(
            "planned",
            {
                "planned": N_("Planned", "visit"), "done": N_("Visited"), "analysed": N_("Analysed"),
                "decided": N_("Decided"), "filed": N_("Filed"), "voided": N_("Voided"),
            },
            (
                Step("visit", N_("Visit made"), ("planned",), "done", may("record_outside"),
                     guard=lambda v, f: visits.missing_to_record(v), rule="R-081"),
                Step("analyse", N_("Cause analysed"), ("done",), "analysed", may("record_outside"),
                     guard=lambda v, f: visits.missing_to_analyse(v), rule="R-083"),
                Step("decide", N_("Decided", "step"), ("analysed",), "decided", may("record_outside"),
                     guard=course.may_decide, rule="R-082 R-083"),
                Step("file", N_("File it"), ("decided",), "filed", may("record_outside")),
                void_step(*LIVE, who=may("void_record")),
            ),
            ends=frozenset({"filed", "voided"}),
        ),
    )  # fmt: skip
