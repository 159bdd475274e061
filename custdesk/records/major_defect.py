"""REC-08 专项记录: a large defect after its repair, looked at on site at intervals until it is sound."""

from __future__ import annotations

from custdesk.fields import Choice, Day, Due, Link, Moment, Options, ShortText
from custdesk.language import N_
from custdesk.office.rights import may
from custdesk.record import Check, Filter, Form, Line, Lines, Record, Through
from custdesk.records import follow_up_course as course
from custdesk.records.repair_order import RepairOrder
from custdesk.rules import large_defects as rules
from custdesk.rules.values import day, rows
from custdesk.sheet import Column, Photos, Row, Sheet, Table
from custdesk.workflow import Flow, Step, void_step

PLACES = Options(
    roof=N_("Roof"), bathroom=N_("Bathroom"), exterior_wall=N_("Exterior wall"), other=N_("Other", "place")
)
CONDITIONS = Options(sound=N_("Sound"), suspicious=N_("Suspicious"), defective=N_("Defective"))


class SiteCheck(Line):
    """One look on site: planned, made, signed by the customer on paper."""

    planned_on = Day(N_("Planned on", "check"), required=True)
    on = Day(N_("Checked on"))
    checker = Link(N_("Checked by"), "staff", free=True)
    condition = Choice(N_("Condition"), CONDITIONS)
    customer_remark = ShortText(N_("Customer's remark"), wide=True)
    customer_signed_by = ShortText(N_("Customer signed: name"))
    customer_signed_on = Day(N_("Customer signed on"))

    class Meta:
        """Lines of a special record."""

        table_name = "major_defect_check"


class MajorDefectFollowUp(Record):
    """REC-08: opened with the end of the repair of a large defect, ended when every planned check was sound."""

    repair_order = Link(N_("Repair order"), "repair_order", required=True)
    unit = Link(N_("Unit"), "unit", free=True)
    defect_place = Choice(N_("Place of the defect"), PLACES)
    sent_person = Link(N_("Person sent"), "staff", free=True)
    opened_at = Moment(N_("Opened at", "record"), or_else=lambda values, before, facts: facts.now, index=True)
    runs_from = Day(N_("Repair finished on"), stepped=True, or_else=course.runs_from)
    checks = Lines(SiteCheck, N_("Checks on site"))
    next_check = Due(
        N_("Next check"),
        by=lambda values, before, facts: rules.next_due(rows(values, "checks")),
        inputs=("checks",),
        index=True,
    )
    content = Through("repair_order", RepairOrder.content)
    work_done = Through("repair_order", RepairOrder.work_done)
    worker = Through("repair_order", RepairOrder.worker)

    class Meta:
        """The special records."""

        table_name = "major_defect"

    form = Form(
        number="REC-08", key="major_defect", title=N_("Special record of a large defect"),
        tab=N_("Large defects"), shelf="repairs", happened="opened_at", unit="unit", responsible=("sent_person",),
        summary=("defect_place",), number_by=course.number_of, chain=("repair_order",), order="next_check",
        owes=course.owes, frozen=lambda state, values: state == "ended", then=course.after_save,
        notices=course.notices,
        columns=(
            Column("number", 3), Column("unit", 2), Column("defect_place", 2), Column("due_at", 3, N_("Next check")),
            Column("state", 2), Column("sent_person", 2), Column("repair_order", 3), Column("runs_from", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("open", "checking")),
            Filter("overdue", N_("Overdue"), overdue=True),
        ),
        checks=(Check(course.check, "R-071"),),
        sheets=(
            Sheet(
                "P-10",
                Row("repair_order", "unit", "defect_place"),
                Row("runs_from", "worker", "sent_person"),
                Row("content"),
                Row("work_done"),
                Table("checks", rows=6, wide=("customer_remark",), by_hand=(N_("Customer's signature"),)),
                Photos(per_page=4),
                title=N_("Special record of a large defect", "sheet"),
            ),
        ),
        desk_only=((N_("Later", "group"), ("next_check", "opened_at", "paper_location", "note")),),
        flow=Flow(
            "open",
            {
                "open": N_("Opened", "state"), "checking": N_("Being checked"), "ended": N_("Ended", "record"),
                "voided": N_("Voided"),
            },
            (
                Step("begin", N_("Begin the checks"), ("open",), "checking", may("keep_follow_up"),
                     needs=("defect_place",), rule="R-071"),
                Step("end", N_("End the follow-up"), ("checking",), "ended", may("end_follow_up"),
                     guard=lambda v, f: rules.missing_to_end(rows(v, "checks"), day(v, "runs_from")), rule="R-071"),
                Step("restart", N_("Dates restarted"), ("checking", "ended"), "checking", auto=True,
                     asks=("runs_from", "checks"), rule="R-071"),
                Step("drop", N_("Its order was dropped"), ("open", "checking"), "voided", auto=True, reason=True, rule="R-071"),
                void_step("open", "checking", "ended", who=may("void_record")),
            ),
            ends=frozenset({"ended", "voided"}),
        ),
    )  # fmt: skip
