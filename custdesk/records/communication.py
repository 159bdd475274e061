"""REC-02 与顾客沟通登记表: what customers think, in four books at fixed posts; online opinions (REC-49) are its way "online".

Nothing here is ever hidden or private (R-019): there is no `hidden_from`. The monthly review is REC-19 (later).
"""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.fields import (
    NOW,
    USER,
    Choice,
    Day,
    Link,
    Moment,
    Note,
    Number,
    Options,
    Phone,
    ShortText,
    Sight,
    YesNo,
)
from custdesk.language import N_, Words
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.record import Check, Create, Filter, Form, Record, Shown, Through
from custdesk.records.complaint import Complaint
from custdesk.records.complaint_lines import QC_RESULT, VALIDITY
from custdesk.rules import communication as rules
from custdesk.rules import privacy
from custdesk.rules.lasting import taken_away
from custdesk.settings import Settings
from custdesk.sheet import Box, Column, ListSheet, Row, Sheet, Signatures
from custdesk.workflow import Apply, Effect, Facts, Flow, Step, Values, void_step

BOOKS = Options(**rules.BOOKS)
ORIGINS = Options(
    asked_by_us=N_("Asked by us"), told_by_customer=N_("Told by the customer"),
    company_forward=N_("Passed on by the company", "origin"),
)  # fmt: skip
WAYS = Options(
    phone=N_("Phone", "channel"), visit=N_("Visit at home", "way"), desk=N_("Visit", "channel"),
    letter=N_("Letter", "channel"), online=N_("Online"),
)  # fmt: skip
IN_SCOPE = Options(yes=N_("Yes"), no=N_("No"), needs_company=N_("Needs the company"))
VERIFIED = Options(confirmed=N_("Confirmed", "fact"), not_confirmed=N_("Not confirmed", "fact"))
#: how a complaint of REC-03 came, where the entry's way says it
_CHANNELS = {"phone": "phone", "visit": "oral", "desk": "visit", "letter": "letter", "online": "online"}
_WAYS = {"phone": "phone", "visit": "desk", "letter": "letter", "online": "online", "patrol": "visit"}
LONG_AGO = datetime.timedelta(days=92)  # no book's last entry is looked for further back


def communication_of_entry(values: Values, entry_id: int) -> dict[str, Any]:
    """Return what an entry of the office's book made of a duty log entry starts with (R-021)."""
    forwarded = values.get("kind") == "company_forward"
    return {
        "source": entry_id,
        "book": "office",
        "noted_at": values.get("occurred_at"),
        "noted_by": values.get("recorded_by"),
        "origin": "company_forward" if forwarded else "told_by_customer",
        "way": _WAYS.get(str(values.get("channel")), "desk"),
        "customer": values.get("customer") or values.get("caller_name"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        "customer_unknown": bool(values.get("unknown_caller_reason"))
        and not any(values.get(name) for name in ("customer", "caller_name", "unit")),
        "opinion": values.get("content"),
    }


def complaint_of(values: Values, entry_id: int) -> dict[str, Any]:
    """Return what a complaint made of this entry starts with: nothing is typed twice (R-021)."""
    away = values.get("book") != rules.OFFICE
    way = str(values.get("way"))
    forwarded = values.get("origin") == rules.FORWARDED
    return {
        "source": entry_id,
        "received_at": values.get("noted_at"),
        "received_by": values.get("noted_by"),
        # another post's book came to the office when the desk typed it in
        "passed_to_office_at": values.get("entered_at") if away else None,
        "channel": "company_forward" if forwarded else "oral" if away and way == "desk" else _CHANNELS.get(way, "oral"),
        "complainant": values.get("customer") or values.get("nickname"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        "anonymous": bool(values.get("customer_unknown")),
        "is_letter": way == "letter",
        "content": values.get("opinion"),
        "validity": "valid",
    }  # fmt: skip


def _check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    state = str(values.get("state") or "noted")
    found = rules.customer_problems(values) + rules.online_only_problems(values) + rules.time_problems(values)
    found += rules.early_result_problems(state, values) + taken_away(rules.asked_so_far, before, values)
    return found + rules.became_problems(state, before, values, _complaint_state(values, facts))


def _complaint_state(values: Values, facts: Facts) -> str:
    link = values.get("complaint")
    seen = facts.linked(link) if isinstance(link, int) else None
    return seen.state if seen is not None and seen.form == "complaint" else ""


def _registered(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Let an entry made beside the form of what the company forwarded stand for it at once (R-021)."""
    source, form = values.get("source"), values.get("complaint")
    if before or not form or not isinstance(source, int) or values["state"] != "noted":
        return []
    entry = facts.linked(source)
    return [Apply(values["id"], "registered")] if entry and entry.values.get("linked_record") == form else []


def _handled(values: Values, facts: Facts) -> dict[str, Any]:
    """Fill in who handled it and when where nobody did; what QC said of the first round is past (R-023)."""
    found: dict[str, Any] = {
        "handled_by": values.get("handled_by") or facts.user.id,
        "handled_at": values.get("handled_at") or facts.now,
    }
    if values.get("qc_result") == "fail":
        found |= {"qc_result": None, "qc_verified_at": None}
    return found


def _replied(values: Values, facts: Facts) -> dict[str, Any]:
    """Write down that nobody can be answered, in the language of the paper; or when the reply was given (R-020)."""
    said = rules.reply_by_itself(values)
    if said is not None:
        return {"reply": Words(facts.settings.text("paper_language"))(said)}
    return {"replied_at": values.get("replied_at") or facts.now}


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    return rules.review_due({**values, "state": state}, settings)


def _notices(values: Values, facts: Facts) -> list[Problem]:
    """Name open complaints of the same unit before a second form is made (R-021)."""
    state = str(values.get("state") or "noted")
    unit = values.get("unit")
    if state != "noted" or values.get("complaint") or not isinstance(unit, int):
        return []
    seen = [
        one.number
        for one in facts.referring(unit, "complaint")
        if one.open and not privacy.hidden_from(one.values.get("visibility"), facts.user.id, facts.user.role)
    ]
    text = N_("Open complaints of this unit: {numbers}. Is it the same matter? Then link it, no second form")
    found = Problem(text.having(numbers="、".join(seen)), "complaint", "R-021", grave=False)
    return [found] if seen else []


def register_notices(facts: Facts) -> list[Problem]:
    """Say how the four books stand: last entries, silence, what is unanswered, unjudged or never verified.

    For the workbench; nothing here stops anything (R-019, R-020, R-022, R-023, R-026).
    """
    rows = [seen.values for seen in facts.dated("communication", "noted_at", facts.now - LONG_AGO)]
    found = rules.book_notices(rows, facts.now, facts.settings)
    last_month = rules.month_before(facts.now)
    for count, say, name, rule in (
        (len(rules.unanswered(rows)), N_("{count} opinions without a reply"), "reply", "R-020"),
        (len(rules.unanswered_online(rows)), N_("{count} online opinions without a reply"), "reply", "R-026"),
        (len(rules.not_yet_judged(rows, last_month)), N_("{count} opinions of last month not yet judged"), "in_scope",
         "R-022"),
        (rules.never_verified(rows), N_("{count} handled opinions never verified by QC"), "qc_result", "R-023"),
    ):  # fmt: skip
        if count:
            found.append(Problem(say.having(count=count), name, rule, grave=False))
    return found


def _who(values: Values, now: datetime.datetime, settings: Settings) -> Any:  # noqa: ARG001
    """Return the customer, online the nickname, or that nobody is known, as a list shows it (R-020, R-026)."""
    if values.get("customer_unknown"):
        return Words(settings.text("paper_language"))(N_("Unknown", "customer"))
    return values.get("customer") or values.get("nickname")


class CommunicationEntry(Record):
    """REC-02: one line of one of the four communication registers."""

    book = Choice(N_("Book"), BOOKS, required=True, default="office")
    noted_at = Moment(N_("Noted at"), required=True, default=NOW, future=False, index=True)
    noted_by = Link(N_("Noted by"), "staff", free=True, required=True, default=USER)
    entered_at = Moment(
        N_("Entered at"), by=lambda values, before, facts: before.get("entered_at") or facts.now
    )
    origin = Choice(N_("Origin"), ORIGINS, required=True, default="told_by_customer")
    way = Choice(N_("Way"), WAYS, required=True, default="desk")
    customer = Link(N_("Customer"), "customer", free=True)
    unit = Link(N_("Unit"), "unit", free=True)
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    customer_unknown = YesNo(N_("Customer unknown"))
    site = ShortText(N_("Website"))
    nickname = ShortText(N_("Nickname"))
    link = ShortText(N_("Link", "web"), wide=True)
    opinion = Note(N_("Opinion", "text"), lines=4, required=True)
    validity = Choice(N_("Valid complaint?"), VALIDITY)
    passed_to = ShortText(N_("Passed on to"))
    handling = Note(N_("Handling", "opinion"), lines=3)
    handled_by = Link(N_("Handled by", "person"), "staff", free=True)
    handled_at = Moment(N_("Handled at", "opinion"), future=False)
    reply = Note(N_("Reply"), lines=2)
    replied_at = Moment(N_("Replied at"), future=False)
    in_scope = Choice(N_("In our scope and power"), IN_SCOPE)
    verified_fact = Choice(N_("Facts"), VERIFIED)
    informed_at = Moment(N_("Giver told the result at"), future=False)
    qc_verified_at = Day(N_("QC verified on"), future=False)
    qc_result = Choice(N_("QC's result"), QC_RESULT)
    times_failed = Number(N_("Times QC did not pass it"), stepped=True)
    complaint = Link(N_("Complaint form", "link"), "complaint")
    source = Link(N_("Comes from"), "duty_log")
    from_paper = Shown(
        YesNo(N_("Copied from paper")), lambda values, now, settings: rules.copied_from_paper(values)
    )
    who = Shown(Link(N_("Customer", "list"), "customer", free=True), _who)
    complaint_handling = Through("complaint", Complaint.handling, N_("Handling, from the complaint"))
    complaint_handled_at = Through("complaint", Complaint.handled_at, N_("Handled at, from the complaint"))
    complaint_told_at = Through(
        "complaint", Complaint.customer_contacted_at, N_("Customer answered at, from the complaint")
    )
    complaint_opinion = Through(
        "complaint", Complaint.customer_opinion, N_("Customer's opinion, from the complaint")
    )

    class Meta:
        """The four registers."""

        table_name = "communication"

    form = Form(
        number="REC-02", key="communication", prefix="GT", code="QR-7.2.3-03",
        title=N_("Register of communication with customers"), tab=N_("Communication"), shelf="duty",
        happened="noted_at", unit="unit", responsible=("handled_by", "noted_by"), what_kind="origin",
        summary=("opinion",), owes=_owes, notices=_notices, watch=register_notices, then=_registered,
        frozen=lambda state, values: state in ("reviewed", "qc_verified"),
        columns=(
            Column("number", 3), Column("noted_at", 3), Column("unit", 2), Column("opinion", 4), Column("state", 2),
            Column("customer", 2), Column("reply", 3), Column("way"), Column("origin", 2), Column("book", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), rules.OPEN),
            Filter("unanswered", N_("Unanswered"), rules.UNANSWERED, empty=("reply",)),
            Filter("online", N_("Unanswered online"), rules.UNANSWERED, empty=("reply",), equal=(("way", "online"),)),
            Filter("unjudged", N_("Not yet judged"), rules.OPEN, empty=("in_scope",)),
            Filter("unverified", N_("Never verified by QC"), rules.DONE, empty=("qc_result",)),
            Filter("today", N_("Today"), today=True),
        ),
        checks=(Check(_check, "R-020"),),
        creates=(
            Create(
                "complaint", N_("Make a complaint"), complaint_of, ("noted",), link="complaint",
                step="become_complaint", ready=lambda values: not values.get("complaint"),
            ),
        ),
        sheets=(
            Sheet(
                "P-02a",
                Row("book", "noted_at", "noted_by", "entered_at"),
                Row("origin", "way", "validity"),
                Row("customer", "unit", "phone", "customer_unknown"),
                Row(Box("opinion", height=4)),
                Row(Box("handling", height=3)),
                Row("handled_by", "handled_at", "passed_to"),
                Row(Box("reply", height=2, width=9), "replied_at"),
                Row("in_scope", "verified_fact", "informed_at"),
                Row("qc_verified_at", "qc_result", "complaint"),
                Signatures(N_("Handler's signature", "opinion")),
            ),
        ),
        lists=(
            ListSheet(
                "P-02", N_("Register of communication with customers"),
                (
                    Column("number", 3), Column("book", 2), Column("noted_at", 2), Column("noted_by", 2),
                    Column("origin", 2), Column("way"), Column("who", 2), Column("unit", 2),
                    Column("opinion", 14), Column("handling", 10), Column("handled_by", 2), Column("reply", 8),
                    Column("complaint", 2),
                ),
                "month", Signatures(), by_hand=(N_("Handler's signature", "opinion"),), blank_lines=10, full=True,
            ),
        ),
        desk_only=(
            (N_("Found online"), ("site", "nickname", "link")),
            (N_("As the complaint has it"), ("complaint_handled_at", "complaint_told_at", "complaint_handling",
                                             "complaint_opinion")),
            (N_("Later", "group"), ("source", "from_paper", "who", "times_failed", "paper_location", "note")),
        ),
        flow=Flow(
            "noted",
            {
                "noted": N_("Noted"), "handled": N_("Handled"), "replied": N_("Replied"),
                "reviewed": N_("Reviewed", "opinion"), "qc_verified": N_("Verified by QC"),
                "became_complaint": N_("Became a complaint"), "voided": N_("Voided"),
            },
            (
                Step("handle", N_("Handled", "step"), ("noted",), "handled", may("write_duty_log"),
                     asks=("handling", "handled_by", "handled_at"), guard=lambda v, f: rules.missing_to_handle(v),
                     sets=_handled, rule="R-020 R-021"),
                Step("reply", N_("Replied", "step"), ("handled",), "replied", may("write_duty_log"),
                     asks=("reply", "replied_at"), guard=lambda v, f: rules.missing_to_reply(v),
                     sets=_replied, rule="R-020 R-026"),
                Step("review", N_("Judged", "step"), ("replied",), "reviewed", may("review_opinions"),
                     guard=lambda v, f: rules.missing_to_review(v), rule="R-022"),
                Step("verify", N_("QC passed"), ("reviewed",), "qc_verified", may("record_qc_result"),
                     asks=("qc_result", "qc_verified_at"), guard=lambda v, f: rules.missing_to_verify(v),
                     rule="R-023"),
                Step("qc_failed", N_("QC did not pass"), ("reviewed",), "noted", may("record_qc_result"), reason=True,
                     sets=lambda v, f: rules.reopening(v, f.now), rule="R-023"),
                Step("become_complaint", N_("Became a complaint", "step"), ("noted",), "became_complaint",
                     may("register_complaint"), asks=("complaint",),
                     guard=lambda v, f: rules.missing_to_become_complaint(_complaint_state(v, f)), rule="R-021"),
                Step("registered", N_("Became a complaint", "step"), ("noted",), "became_complaint", auto=True,
                     guard=lambda v, f: rules.missing_to_become_complaint(_complaint_state(v, f)), rule="R-021"),
                Step("form_voided", N_("Its complaint form was voided"), ("became_complaint",), "noted", auto=True,
                     sets=lambda v, f: {"complaint": None}, rule="R-020 R-021"),
                void_step("noted", "handled", "replied", "became_complaint", who=may("void_record")),
            ),
            ends=frozenset({"qc_verified", "became_complaint", "voided"}),
            owing=dict.fromkeys(rules.OPEN, N_("To be judged")),
            aside=frozenset({"became_complaint", "voided"}),
        ),
    )  # fmt: skip
