"""REC-09 工程维修记录表 (table 3.3.2): the repair of a construction defect, from the notice to the filed sheet."""

from __future__ import annotations

from custdesk.fields import (
    NOW,
    Choice,
    Day,
    Due,
    Link,
    Moment,
    Note,
    Number,
    Options,
    Phone,
    Said,
    ShortText,
    Sight,
    YesNo,
)
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.office.telling import VainTry
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record, Shown
from custdesk.records import warranty_course as course
from custdesk.rules import warranty
from custdesk.sheet import Box, Column, Row, Sheet
from custdesk.workflow import Flow, Step, void_step

WAYS = Options(site=N_("Visit to the site"), phone=N_("Asked by phone"))
WARRANTY_PARTS = Options(
    structure=N_("Foundation, main structure, infrastructure"),
    waterproofing=N_("Waterproofing of roof, wet rooms, rooms, outer wall"),
    heating_cooling=N_("Heating and cooling"),
    fittings=N_("Electric lines, pipes, equipment, decoration"),
)
BACK = Options(failed=N_("Inspection not passed"), refused=N_("Owner refused"))
RETURNED_AS = Options(original=N_("The original"), copy=N_("A stamped copy, the original is lost"))
LIVE = ("notified", "confirmed", "reviewed", "approved", "issued", "repaired", "inspected")


class Attempt(VainTry):
    """A vain try to reach the owner for the confirmation (R-076)."""

    class Meta:
        """Lines of an engineering repair."""

        table_name = "engineering_repair_attempt"


class Round(Line, append_only=True):
    """A repair that did not pass, or that the owner refused (R-078)."""

    why = Choice(N_("Why again"), BACK, required=True)
    repaired_on = Day(N_("Repaired on"))
    repair_record = Note(N_("Repair record"))
    inspected_on = Day(N_("Inspected on"))
    inspector = ShortText(N_("Inspector"))
    quality_opinion = Note(N_("Inspection opinion of the quality section"))
    owner_evaluation = Note(N_("Owner's evaluation"))

    class Meta:
        """Lines of an engineering repair."""

        table_name = "engineering_repair_round"


class EngineeringRepairRecord(Record):
    """REC-09: order, repair record, inspection and acceptance on one sheet; the desk records what others do (M-1)."""

    assigned_repair_unit = ShortText(N_("Repair unit assigned"))
    project_name = ShortText(N_("Project name"))
    contract_no = ShortText(N_("Contract no."))
    owner_or_user = Link(N_("Owner or user"), "customer", free=True, required=True)
    contact_phone = Phone(N_("Contact phone"), sight=Sight.MASKED)
    project_place = ShortText(N_("Place of the works"), or_else=course.place_of)
    contact_person = ShortText(N_("Contact person"))
    repair_content = Note(N_("Repair content"), lines=4, required=True)
    repair_record = Note(N_("Repair record"), lines=3)
    quality_opinion = Note(N_("Inspection opinion of the quality section"), lines=3)
    owner_evaluation = Note(N_("Owner's evaluation"), lines=3)
    source = Link(N_("Comes from"), "complaint", "duty_log", "repair_order", "engineering_visit")
    unit = Link(N_("Unit"), "unit", free=True)
    notified_at = Moment(N_("Notified at"), required=True, default=NOW, future=False, index=True)
    confirm_due = Due(N_("To be confirmed by"), by=course.confirm_due, inputs=("notified_at",))
    confirmed_at = Moment(N_("Confirmed at"), future=False)
    confirm_way = Choice(N_("Way of confirmation"), WAYS)
    agreed_content = Note(N_("Agreed with the owner"), lines=2)
    attempts = Lines(Attempt, N_("Owner not reached"))
    confirmed_late = Shown(
        YesNo(N_("Confirmed late")),
        lambda values, now, settings: warranty.confirmed_late(values, values.get("confirm_due"), now),
    )
    emergency_order = Link(N_("Emergency order"), "repair_order")
    problem_analysis = Note(N_("Analysis of the problem"), lines=2)
    main_cause = Note(N_("Main cause"), lines=2)
    measures = Note(N_("Repair measures"), lines=2)
    section_head_reviewed_at = Day(N_("Reviewed by the section head on"), future=False)
    unit_leader_approved_at = Day(N_("Approved by the unit leader on"), future=False)
    issuer = ShortText(N_("Issuer"))
    issued_on = Day(N_("Issued on"), future=False)
    issued_copy_kept = YesNo(N_("Copy of the issued sheet kept"))
    repair_lead = ShortText(N_("Repair lead"))
    repaired_on = Day(N_("Repaired on"), future=False)
    inspector = ShortText(N_("Inspector"))
    inspected_on = Day(N_("Inspected on"), future=False)
    inspection_pass = YesNo(N_("Inspection passed"), stepped=True)
    rounds = Lines(Round, N_("Earlier rounds"))
    owner_signed_by = ShortText(N_("Owner signed: name"))
    owner_signed_on = Day(N_("Owner signed on"), future=False)
    returned_on = Day(N_("Sheet returned on"), future=False)
    returned_as = Choice(N_("Returned as"), RETURNED_AS)
    warranty_part = Choice(N_("Part under warranty"), WARRANTY_PARTS)
    handover_on = Day(N_("Handover date"))
    contract_years = Number(N_("Warranty years by the contract"))
    covered_until_set = Day(N_("Last covered day, by hand"))
    covered_until = Day(
        N_("Covered until"),
        by=course.covered_until,
        inputs=("warranty_part", "handover_on", "contract_years", "covered_until_set"),
    )
    covered_why = Said(N_("How it is counted"), by=course.covered_why, inputs=covered_until.inputs)
    in_warranty = YesNo(
        N_("In warranty"), by=course.in_warranty, inputs=(*covered_until.inputs, "notified_at")
    )

    class Meta:
        """The engineering repairs."""

        table_name = "engineering_repair"

    form = Form(
        number="REC-09", key="engineering_repair", prefix="GW", title=N_("Engineering repair record"),
        tab=N_("Engineering repairs"), shelf="repairs", happened="notified_at", unit="unit",
        summary=("repair_content",), what_kind="warranty_part", chain=("source",), owes=course.repair_owes, then=course.after_repair,
        frozen=lambda state, values: state in ("accepted", "returned", "filed"), notices=course.repair_notices,
        columns=(
            Column("number", 3), Column("project_place", 2), Column("repair_content", 4), Column("state", 2),
            Column("due_at", 3, N_("To be confirmed by")), Column("owner_or_user", 2), Column("assigned_repair_unit", 2),
            Column("notified_at", 3), Column("in_warranty"),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), (*LIVE, "accepted", "returned")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("not_returned", N_("Not returned"), ("accepted",)),
        ),
        checks=(Check(course.repair_check, "R-078"),),
        creates=(
            Create("repair_order", N_("Emergency order at once"), course.emergency_of, LIVE, link="emergency_order"),
        ),
        sheets=(
            Sheet(
                "P-08",
                Row(Box("assigned_repair_unit", inside=True), Box("number", inside=True, label=N_("No.", "box"))),
                Row("project_name", "contract_no"),
                Row("owner_or_user", "contact_phone"),
                Row("project_place", "contact_person"),
                Row(Box("repair_content", height=6, inside=True, more=("agreed_content", "main_cause", "measures"),
                        signs=(N_("Issuer"),))),
                Row(Box("repair_record", height=5, inside=True, signs=(N_("Repair lead"),))),
                Row(Box("quality_opinion", height=4, inside=True, signs=(N_("Inspector"),))),
                Row(Box("owner_evaluation", height=4, inside=True, signs=(N_("Signature", "owner"),))),
                caption=N_("Table 3.3.2 Engineering repair record"),
            ),
        ),
        desk_only=(
            (N_("Confirmation", "group"), ("notified_at", "confirm_due", "confirmed_at", "confirm_way", "agreed_content",
                                           "confirmed_late", "attempts", "emergency_order", "source", "unit")),
            (N_("Cause and approvals"), ("problem_analysis", "main_cause", "measures", "section_head_reviewed_at",
                                         "unit_leader_approved_at")),
            (N_("As read from the sheet"), ("issuer", "issued_on", "issued_copy_kept", "repair_lead", "repaired_on",
                                            "inspector", "inspected_on", "inspection_pass", "owner_signed_by",
                                            "owner_signed_on", "returned_on", "returned_as", "rounds")),
            (N_("Warranty", "group"), ("warranty_part", "handover_on", "contract_years", "covered_until_set",
                                       "covered_until", "covered_why", "in_warranty")),
            (N_("Later", "group"), ("paper_location", "note")),
        ),
        flow=Flow(
            "notified",
            {
                "notified": N_("Notified"), "confirmed": N_("Confirmed"), "reviewed": N_("Reviewed", "engineering"),
                "approved": N_("Approved"), "issued": N_("Issued"), "repaired": N_("Repaired"),
                "inspected": N_("Inspected"), "accepted": N_("Accepted by the owner"),
                "returned": N_("Returned", "sheet"), "filed": N_("Filed"), "voided": N_("Voided"),
            },
            (
                Step("confirm", N_("Confirmed with the owner"), ("notified",), "confirmed", may("record_outside"),
                     guard=course.step_guard("confirm"), rule="R-076"),
                Step("review", N_("Section head has reviewed"), ("confirmed",), "reviewed", may("record_outside"),
                     guard=course.step_guard("review"), rule="R-077"),
                Step("approve", N_("Unit leader has approved"), ("reviewed",), "approved", may("record_outside"),
                     guard=course.step_guard("approve"), rule="R-077"),
                Step("issue", N_("Issue to the repair unit"), ("approved",), "issued", may("record_outside"),
                     guard=course.step_guard("issue"), rule="R-077"),
                Step("repair", N_("Repair done"), ("issued",), "repaired", may("record_outside"),
                     guard=course.step_guard("repair"), rule="R-077"),
                Step("pass", N_("Inspection passed"), ("repaired",), "inspected", may("record_outside"),
                     guard=course.step_guard("pass"), sets=lambda v, f: {"inspection_pass": True}, rule="R-078"),
                Step("fail", N_("Inspection not passed"), ("repaired",), "issued", may("record_outside"),
                     guard=course.step_guard("fail"), sets=lambda v, f: warranty.back_to_repair(v, "failed"),
                     rule="R-078"),
                Step("accept", N_("Owner has accepted"), ("inspected",), "accepted", may("record_outside"),
                     guard=course.step_guard("accept"), rule="R-078"),
                Step("refuse", N_("Owner refused"), ("inspected",), "issued", may("record_outside"),
                     guard=course.step_guard("refuse"), sets=lambda v, f: warranty.back_to_repair(v, "refused"),
                     rule="R-078"),
                Step("return", N_("Sheet has come back"), ("accepted",), "returned", may("record_outside"),
                     asks=("returned_on", "returned_as"), guard=course.step_guard("return"), rule="R-079"),
                Step("file", N_("File it"), ("returned",), "filed", may("record_outside"), rule="R-079"),
                void_step(*LIVE, "accepted", "returned", who=may("void_record")),
            ),
            ends=frozenset({"filed", "voided"}),
            owing={"accepted": N_("Not returned")},
        ),
    )  # fmt: skip
