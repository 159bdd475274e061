"""REC-13 纠正措施报告: required for every major complaint, announced company-wide after its approval (R-053, R-054)."""

from __future__ import annotations

from custdesk.fields import Note
from custdesk.language import N_
from custdesk.record import Form, Through
from custdesk.records import case_paper as case
from custdesk.records import case_report as report
from custdesk.records.complaint import Complaint
from custdesk.records.complaint_papers import announcement_of
from custdesk.sheet import Box, Column, Row, Sheet
from custdesk.workflow import Effect, Facts, Values


def _then(values: Values, before: Values, facts: Facts) -> list[Effect]:
    return [*case.renew(values, before, facts), *announcement_of(values, before, facts)]


class CorrectiveActionReport(report.CaseReport):
    """REC-13: what repairs the cause now."""

    problem = Note(N_("Problem"), lines=3)
    measures = Note(N_("Corrective measures"), lines=4)
    #: one fact, kept on the complaint
    announced_on = Through("origin", Complaint.company_announced_at, N_("Announced on", "report"))

    class Meta:
        """The reports."""

        table_name = "corrective_report"

    form = Form(
        number="REC-13", key="corrective_report", prefix="JC", title=N_("Corrective action report"),
        tab=N_("Corrective reports"), shelf="complaints", happened="prepared_at", summary=("problem", "measures"),
        owes=report.owes, frozen=report.frozen, hidden_from=case.hidden, then=_then, chain=("origin",),
        columns=(
            Column("number", 3), Column("origin", 3), Column("problem", 4), Column("responsible_unit", 2),
            Column("due_on", 2), Column("state", 2), Column("approved_at", 3), Column("prepared_at", 3),
        ),
        filters=report.FILTERS,
        checks=(case.check("origin"), case.DESK_WRITES),
        sheets=(
            Sheet(
                "P-20a",
                Row("origin", "prepared_at", "responsible_unit"),
                Row(Box("problem", height=4)), Row(Box("cause", height=4)), Row(Box("measures", height=5)),
                Row("due_on", "announced_on"),
                *report.FOOT,
            ),
        ),
        desk_only=report.DESK_ONLY,
        flow=report.flow(("problem", "cause", "measures", "responsible_unit", "due_on")),
    )  # fmt: skip
