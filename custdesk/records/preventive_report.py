"""REC-14 预防措施报告: what prevents recurrence; for every major complaint together with REC-13 (R-053)."""

from __future__ import annotations

from custdesk.fields import Note
from custdesk.language import N_
from custdesk.record import Form
from custdesk.records import case_paper as case
from custdesk.records import case_report as report
from custdesk.sheet import Box, Column, Row, Sheet


class PreventiveActionReport(report.CaseReport):
    """REC-14: what stops it happening again."""

    preventive_measures = Note(N_("Preventive measures"), lines=4)
    scope = Note(N_("Scope: other buildings, teams"), lines=2)

    class Meta:
        """The reports."""

        table_name = "preventive_report"

    form = Form(
        number="REC-14", key="preventive_report", prefix="JC", title=N_("Preventive action report"),
        tab=N_("Preventive reports"), shelf="complaints", happened="prepared_at", summary=("preventive_measures", "cause"),
        owes=report.owes, frozen=report.frozen, hidden_from=case.hidden, then=case.renew, chain=("origin",),
        columns=(
            Column("number", 3), Column("origin", 3), Column("preventive_measures", 4), Column("responsible_unit", 2),
            Column("due_on", 2), Column("state", 2), Column("approved_at", 3), Column("prepared_at", 3),
        ),
        filters=report.FILTERS,
        checks=(case.check("origin"), case.DESK_WRITES),
        sheets=(
            Sheet(
                "P-20b",
                Row("origin", "prepared_at", "responsible_unit"),
                Row(Box("cause", height=4)), Row(Box("preventive_measures", height=5)), Row(Box("scope", height=3)),
                Row("due_on"),
                *report.FOOT,
            ),
        ),
        desk_only=report.DESK_ONLY,
        flow=report.flow(("cause", "preventive_measures", "responsible_unit", "due_on")),
    )  # fmt: skip
