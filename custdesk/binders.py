"""ALL: every record type, in tab order, imported explicitly (a frozen program has no folder to look into).

To add a form: write its file in `records/`, name it here, add its migration, translate its words.
"""

from __future__ import annotations

from typing import Final

from custdesk.language import N_, Text
from custdesk.office.registers import CustomerProfile, Staff, Unit
from custdesk.record import AnyRecord
from custdesk.records.callback_sample import WeeklyCallbackSample
from custdesk.records.communication import CommunicationEntry
from custdesk.records.community_event import CommunityEvent
from custdesk.records.company_information import CompanyInformation
from custdesk.records.compensation import CompensationAgreement
from custdesk.records.complaint import Complaint
from custdesk.records.complaint_summary import ComplaintMonthlySummary
from custdesk.records.contact_note import InternalContactNote
from custdesk.records.corrective_report import CorrectiveActionReport
from custdesk.records.duty_log import DutyLogEntry
from custdesk.records.duty_shift import DutyShift
from custdesk.records.engineering_repair import EngineeringRepairRecord
from custdesk.records.engineering_visit import EngineeringVisitRecord
from custdesk.records.event_plan import AnnualEventPlan
from custdesk.records.improvement_measure import ImprovementMeasure
from custdesk.records.major_defect import MajorDefectFollowUp
from custdesk.records.preventive_report import PreventiveActionReport
from custdesk.records.repair_order import RepairOrder
from custdesk.records.reply_letter import ReplyLetter
from custdesk.records.service_callback import ServiceCallback
from custdesk.records.visit_plan import EngineeringVisitPlan
from custdesk.records.waiver import Waiver

#: tabs that hold several forms: key -> label, in the order of the tabs; a form names its own by `Form.shelf`
SHELVES: Final[dict[str, Text]] = {
    "duty": N_("Duty desk"),
    "complaints": N_("Complaints"),
    "repairs": N_("Repairs and callbacks"),
    "events": N_("Community events"),
    "residents": N_("Residents and rooms"),
    "more": N_("More", "shelf"),
}
ALL: Final[tuple[AnyRecord, ...]] = (
    DutyLogEntry,
    CommunicationEntry,
    Complaint,
    RepairOrder,
    ServiceCallback,
    MajorDefectFollowUp,
    WeeklyCallbackSample,
    EngineeringRepairRecord,
    EngineeringVisitRecord,
    EngineeringVisitPlan,
    CorrectiveActionReport,
    PreventiveActionReport,
    ReplyLetter,
    CompensationAgreement,
    ImprovementMeasure,
    InternalContactNote,
    CompanyInformation,
    ComplaintMonthlySummary,
    CommunityEvent,
    AnnualEventPlan,
    CustomerProfile,
    Unit,
    DutyShift,
    Waiver,
    Staff,
)
BY_KEY: Final[dict[str, AnyRecord]] = {record.form.key: record for record in ALL}
