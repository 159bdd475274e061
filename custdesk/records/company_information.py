"""REC-48 信息传递: what the company must hear the same day: published summaries, major complaints (R-027)."""

from __future__ import annotations

import datetime

from custdesk.fields import Due, Link, Moment, ShortText
from custdesk.language import N_, Words
from custdesk.problem import Problem
from custdesk.record import Check, Filter, Form, Record
from custdesk.records import case_paper as case
from custdesk.rules import reporting
from custdesk.settings import Settings
from custdesk.sheet import Column
from custdesk.workflow import Apply, Facts, Flow, Save, Step, Values


def _to(values: Values, before: Values, facts: Facts) -> str:  # noqa: ARG001
    """Propose the company's information administrator, in the paper's language (004 #7 3.2)."""
    return Words(facts.settings.text("paper_language"))(
        N_("Information administrator of the general manager's office")
    )


def _due(values: Values, before: Values, facts: Facts) -> datetime.datetime | None:  # noqa: ARG001
    return reporting.company_told_due(values.get("arisen_at"))


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    due_at: datetime.datetime | None = values.get("due_at")
    return due_at if state == "to_send" else None


def information_about(record_id: int, since: datetime.datetime | None, facts: Facts) -> list[Save]:
    """Return the line that lets the company know of a record, none where one exists: an effect (R-027)."""
    if facts.referring(record_id, "company_information"):
        return []
    return [Save("company_information", {"what": record_id, "arisen_at": since or facts.now})]


def no_longer_told(record_id: int, facts: Facts) -> list[Apply]:
    """Drop what the company was still to be told of a record that is no such matter any more: an effect (R-027)."""
    why = Words(facts.settings.text("screen_language"))(N_("The company need not hear of it any more"))
    found = facts.referring(record_id, "company_information")
    return [Apply(one.id, "lapse", reason=why) for one in found if one.state == "to_send"]


def _may_send(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    return reporting.sending_problems(values)


class CompanyInformation(Record):
    """REC-48: one line per matter the company must know of."""

    what = Link(N_("About", "information"), "complaint", "complaint_summary", required=True)
    arisen_at = Moment(N_("Arisen at"), required=True, default="now", future=False)
    to = ShortText(N_("To", "information"), or_else=_to)
    due_at = Due(N_("To be sent by"), by=_due, inputs=("arisen_at",))
    sent_at = Moment(N_("Sent at", "information"), future=False)
    how = ShortText(N_("How sent"))
    case_hidden = case.veil("what")

    class Meta:
        """The lines."""

        table_name = "company_information"

    form = Form(
        number="REC-48", key="company_information", title=N_("Information to the company"), tab=N_("Company informed"),
        shelf="complaints", happened="arisen_at", summary=("to", "how"), owes=_owes,
        frozen=lambda state, values: state == "sent", hidden_from=case.hidden, then=case.renew, chain=("what",),
        columns=(
            Column("what", 3), Column("to", 4), Column("due_at", 3), Column("state", 2), Column("sent_at", 3),
            Column("how", 3), Column("arisen_at", 3),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("to_send",), bench="unsent"),
            Filter("overdue", N_("Overdue"), overdue=True),
        ),
        checks=(case.check("what"), Check(lambda v, b, f: reporting.sent_early_problems(v), "R-027")),
        desk_only=(
            (N_("Information", "group"), ("what", "arisen_at", "to", "due_at", "sent_at", "how")),
            (N_("Filing", "group"), ("case_hidden", "paper_location", "note")),
        ),
        flow=Flow(
            "to_send",
            {"to_send": N_("Not yet sent to the company"), "sent": N_("Sent", "to the company"), "voided": N_("Voided")},
            (
                Step("send", N_("Sent", "step"), ("to_send",), "sent", case.acts("write_paper", "what"),
                     asks=("sent_at", "how"), guard=_may_send, rule="R-027"),
                Step("lapse", N_("Need not be told any more"), ("to_send",), "voided", auto=True, reason=True, rule="R-027"),
                case.voids("what", "to_send"),
            ),
            ends=frozenset({"sent", "voided"}),
        ),
    )  # fmt: skip
