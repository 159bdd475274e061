"""REC-15 复函: the answer to a complaint letter, written or oral, only after the supervising leader consents (R-037)."""

from __future__ import annotations

from custdesk.fields import NOW, Choice, Day, Link, Moment, Note, Options, ShortText
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Check, Filter, Form, Record, Through
from custdesk.records import case_paper as case
from custdesk.records.complaint import Complaint
from custdesk.rules import letters
from custdesk.sheet import Column, Letter, Sheet
from custdesk.workflow import Facts, Flow, Step, Values

SENT_HOW = Options(
    post=N_("By post"), hand=N_("By hand"), mail=N_("By e-mail"), oral=N_("Orally"),
)  # fmt: skip
OPEN = ("draft", "consent_asked", "consented")


def _may_consent(values: Values, facts: Facts) -> list[Problem]:
    return letters.consent_problems(values, facts.staff_names())


def _check(values: Values, before: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    return letters.original_problems(values, case.case_of(values, facts, "complaint"))


class ReplyLetter(Record):
    """REC-15: one answer to a letter."""

    complaint = Link(N_("Complaint", "record"), "complaint", required=True)
    addressee = Through("complaint", Complaint.complainant, N_("To", "letter"))
    drafted_at = Moment(N_("Drafted at"), required=True, default=NOW, future=False)
    body = Note(N_("Text of the letter"), lines=10)
    consent_by = ShortText(N_("Consented by"))
    consent_at = Moment(N_("Consented at"), future=False)
    sent_at = Moment(N_("Answered at", "letter"), future=False)
    sent_how = Choice(N_("How answered"), SENT_HOW)
    original_to_archivist_on = Day(N_("Original to the archivist on"), future=False, stays_open=True)
    case_hidden = case.veil("complaint")

    class Meta:
        """The letters."""

        table_name = "reply_letter"

    form = Form(
        number="REC-15", key="reply_letter", title=N_("Reply letter"), tab=N_("Reply letters"), shelf="complaints",
        happened="drafted_at", summary=("body",), frozen=lambda state, values: state in ("consented", "sent"),
        hidden_from=case.hidden, then=case.renew, chain=("complaint",),
        columns=(
            Column("complaint", 3), Column("addressee", 2), Column("body", 5), Column("state", 2),
            Column("consent_at", 3), Column("sent_at", 3), Column("drafted_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), OPEN),
            Filter("no_consent", N_("Consent missing"), ("draft", "consent_asked")),
            Filter("unsent", N_("Not yet sent out"), ("consented",)),
        ),
        checks=(case.check("complaint"), case.DESK_WRITES, Check(_check, "R-059")),
        sheets=(Sheet("P-21", Letter(to="addressee", body="body", on="sent_at")),),
        desk_only=(
            (N_("Letter", "group"), ("complaint", "drafted_at", "consent_by", "consent_at", "sent_how",
                                     "original_to_archivist_on")),
            (N_("Filing", "group"), ("case_hidden", "paper_location", "note")),
        ),
        flow=Flow(
            "draft",
            {
                "draft": N_("Draft", "state"), "consent_asked": N_("Consent asked for"), "consented": N_("Consented"),
                "sent": N_("Answered", "letter"), "voided": N_("Voided"),
            },
            (
                Step("ask", N_("Ask for consent"), ("draft",), "consent_asked", case.acts("write_paper", "complaint"),
                     needs=("body",), rule="R-037"),
                Step("consent", N_("Leader consented"), ("consent_asked",), "consented",
                     case.acts("record_outside", "complaint"), asks=("consent_by", "consent_at"), guard=_may_consent,
                     rule="R-037"),
                Step("refuse", N_("Leader refused"), ("consent_asked",), "draft",
                     case.acts("record_outside", "complaint"), reason=True),
                Step("send", N_("Answer given"), ("consented",), "sent", case.acts("answer_letter", "complaint"),
                     asks=("sent_at", "sent_how", "original_to_archivist_on"),
                     guard=lambda v, f: letters.sending_problems(v), rule="R-037"),
                case.voids("complaint", *OPEN),
            ),
            ends=frozenset({"sent", "voided"}),
        ),
    )  # fmt: skip
