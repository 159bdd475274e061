"""REC-47 内部联络单: passes a matter to another department, in time, exactly and completely (R-039)."""

from __future__ import annotations

import datetime

from custdesk.fields import NOW, Day, Link, Moment, Note, ShortText
from custdesk.language import N_, Words
from custdesk.problem import Problem
from custdesk.record import Check, Filter, Form, Record
from custdesk.records import case_paper as case
from custdesk.records.complaint_lines import DEPARTMENTS
from custdesk.rules import notes, routing
from custdesk.rules.periods import end_of_day
from custdesk.settings import Settings
from custdesk.sheet import Box, Column, Row, Sheet, Signatures
from custdesk.workflow import Facts, Flow, Step, Values

SENT = ("sent", "received", "answered")  # it has informed somebody


def _to(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    """Propose the department that leads the complaint, in the paper's language."""
    lead = routing.lead(case.case_of(values, facts, "about"))
    if lead in ("", routing.OFFICE):
        return None
    return Words(facts.settings.text("paper_language"))(DEPARTMENTS[lead])


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    answer_due = values.get("answer_due")
    return end_of_day(answer_due) if state in ("sent", "received") and answer_due else None


def _check(values: Values, before: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    return notes.time_problems(values)


class InternalContactNote(Record):
    """REC-47: a note to another department, signed for there."""

    noted_at = Moment(N_("Drafted at", "note"), required=True, default=NOW, future=False)
    about = Link(N_("About the record"), "complaint", "corrective_report", "preventive_report", "duty_log")
    to = ShortText(N_("To the department"), or_else=_to)
    subject = ShortText(N_("Subject"), wide=True)
    content = Note(N_("Content of the note"), lines=6, required=True)
    sent_at = Moment(N_("Note sent at"), future=False)
    answer_due = Day(N_("Answer wanted by"))
    received_by = ShortText(N_("Received by", "note"))
    received_on = Day(N_("Received on", "note"), future=False)
    answer = Note(N_("Answer", "note"), lines=3)
    answered_at = Moment(N_("Answered at"), future=False)
    case_hidden = case.veil("about")

    class Meta:
        """The notes."""

        table_name = "contact_note"

    form = Form(
        number="REC-47", key="contact_note", title=N_("Internal contact note"), tab=N_("Contact notes"), shelf="complaints",
        happened="noted_at", summary=("subject", "content"), owes=_owes,
        frozen=lambda state, values: state in ("sent", "received", "answered", "closed"),
        hidden_from=case.hidden, then=case.renew, chain=("about",),
        columns=(
            Column("to", 2), Column("subject", 4), Column("about", 3), Column("state", 2), Column("sent_at", 3),
            Column("answer_due", 2), Column("noted_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("draft", "sent", "received", "answered")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("unsent", N_("Not yet sent out"), ("draft",)),
            Filter("unanswered", N_("Unanswered"), ("sent", "received")),
        ),
        checks=(case.check("about"), Check(_check, "R-039")),
        sheets=(
            Sheet(
                "P-36-47",
                Row("to", "about", "noted_at"),
                Row("subject"),
                Row(Box("content", height=10)),
                Row("sent_at", "answer_due"),
                Row(Box("answer", height=6)),
                Row("received_by", "received_on", "answered_at"),
                Signatures(N_("Receiver's signature")),
            ),
        ),
        desk_only=((N_("Filing", "group"), ("case_hidden", "paper_location", "note")),),
        flow=Flow(
            "draft",
            {
                "draft": N_("Draft", "state"), "sent": N_("Sent"), "received": N_("Received", "state"),
                "answered": N_("Answered", "note"), "closed": N_("Closed", "paper"), "voided": N_("Voided"),
            },
            (
                Step("send", N_("Send"), ("draft",), "sent", case.acts("write_paper", "about"), asks=("sent_at",),
                     guard=lambda v, f: notes.sending_problems(v), rule="R-039"),
                Step("receive", N_("Received", "step"), ("sent",), "received", case.acts("record_outside", "about"),
                     asks=("received_by", "received_on"), needs=("received_by",)),
                Step("answer", N_("Answered", "step"), ("received",), "answered", case.acts("record_outside", "about"),
                     asks=("answer", "answered_at"), needs=("answer", "answered_at")),
                Step("close", N_("Close", "paper"), ("answered",), "closed", case.acts("write_paper", "about")),
                case.voids("about", "draft", *SENT, issued=SENT),
            ),
            ends=frozenset({"closed", "voided"}),
        ),
    )  # fmt: skip
