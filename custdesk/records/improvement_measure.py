"""REC-36 整改措施: one trackable measure with a named follower, from complaint, visit, survey, talk or elsewhere."""

from __future__ import annotations

import datetime

from custdesk.fields import NOW, Day, Link, Moment, Note
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Check, Filter, Form, Record
from custdesk.records import case_paper as case
from custdesk.rules import measures
from custdesk.rules.periods import end_of_day
from custdesk.settings import Settings
from custdesk.sheet import Column
from custdesk.workflow import Facts, Flow, Step, Values


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    due_on = values.get("due_on")
    return end_of_day(due_on) if state == "open" and due_on else None


def _does(values: Values, facts: Facts) -> list[Problem]:
    """Whoever answers for it, or whoever may confirm it; never the accused (REC-36, R-064)."""
    if not measures.doer_problems(values, facts.user.id):
        return case.acts("do_measure", "origin")(values, facts)
    return case.acts("confirm_measure", "origin")(values, facts)


class ImprovementMeasure(Record):
    """REC-36: what is to be done, by whom, until when, and what came of it."""

    raised_at = Moment(N_("Decided at", "measure"), required=True, default=NOW, future=False)
    origin = Link(
        N_("Origin"),
        "complaint",
        "corrective_report",
        "preventive_report",
        "duty_log",
        free=True,
        required=True,
    )
    text = Note(N_("Improvement measure"), lines=3, required=True)
    responsible = Link(N_("Responsible", "measure"), "staff", required=True)
    due_on = Day(N_("To be carried out by"), required=True)
    done_on = Day(N_("Done on"), future=False)
    result = Note(N_("Result", "measure"), lines=2)
    fed_back_at = Moment(N_("Giver told at"), future=False, stays_open=True)
    case_hidden = case.veil("origin")

    class Meta:
        """The measures."""

        table_name = "improvement_measure"

    form = Form(
        number="REC-36", key="improvement_measure", title=N_("Improvement measure", "form"),
        tab=N_("Improvement measures"), shelf="complaints", happened="raised_at", responsible=("responsible",),
        summary=("text",), owes=_owes, frozen=lambda state, values: state == "confirmed",
        hidden_from=case.hidden, then=case.renew, chain=("origin",),
        columns=(
            Column("text", 5), Column("origin", 3), Column("responsible", 2), Column("due_on", 2), Column("done_on", 2),
            Column("state", 2), Column("raised_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("open", "done")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("to_confirm", N_("To confirm"), ("done",)),
        ),
        checks=(case.check("origin"), Check(lambda v, b, f: measures.date_problems(v), "REC-36")),
        desk_only=(
            (N_("Measure", "group"), ("raised_at", "origin", "text", "responsible", "due_on", "done_on", "result",
                                      "fed_back_at")),
            (N_("Filing", "group"), ("case_hidden", "paper_location", "note")),
        ),
        flow=Flow(
            "open",
            {
                "open": N_("Open", "state"), "done": N_("Done", "state"), "confirmed": N_("Confirmed"),
                "voided": N_("Voided"),
            },
            (
                Step("do", N_("Done", "step"), ("open",), "done", _does, asks=("done_on", "result"), needs=("done_on",)),
                Step("again", N_("Not done, again"), ("done",), "open", case.acts("confirm_measure", "origin"), reason=True,
                     sets=lambda v, f: {"done_on": None}),
                Step("confirm", N_("Confirm"), ("done",), "confirmed", case.acts("confirm_measure", "origin")),
                case.voids("origin", "open", "done"),
            ),
            ends=frozenset({"confirmed", "voided"}),
        ),
    )  # fmt: skip
