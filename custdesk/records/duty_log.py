"""REC-01 值班记录: the first trace of everything asked, told or noticed at the desk; and the shift it belongs to."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.fields import (
    NOW,
    USER,
    Choice,
    Due,
    Link,
    Moment,
    Note,
    Options,
    Phone,
    ShortText,
    Sight,
    YesNo,
)
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Check, Create, Filter, Form, Line, Lines, Record
from custdesk.records.communication import communication_of_entry
from custdesk.records.duty_shift import current_shift
from custdesk.records.repair_course import order_of_entry
from custdesk.rules import duty, people
from custdesk.rules.communication import FORWARDED
from custdesk.rules.lasting import taken_away
from custdesk.settings import Settings
from custdesk.sheet import Box, Column, ListSheet, Row, Sheet, Signatures
from custdesk.workflow import Effect, Facts, Flow, Save, Seen, Step, Values, void_step

CHANNELS = Options(
    visit=N_("Visit", "channel"), phone=N_("Phone", "channel"), letter=N_("Letter", "channel"), online=N_("Online"),
    internal=N_("Told by a colleague"), patrol=N_("Found on patrol"),
)  # fmt: skip
KINDS = Options(
    inquiry=N_("Inquiry"), opinion=N_("Opinion"), difficulty=N_("Difficulty"), suggestion=N_("Suggestion"),
    complaint=N_("Complaint", "kind"), repair_request=N_("Repair request"), special_service=N_("Special service"),
    company_forward=N_("Passed on by the company", "kind"), incident=N_("Incident"), other=N_("Other", "kind"),
)  # fmt: skip
#: what is made of an entry, or linked to it
FOLLOWING = ("complaint", "repair_order", "communication", "contact_note")


class Addendum(Line, append_only=True):
    """A dated remark after the entry was locked."""

    at = Moment(N_("Added at"), required=True, default=NOW, future=False)
    by = Link(N_("Added by"), "staff", free=True, required=True, default=USER)
    text = ShortText(N_("Addendum"), required=True)

    class Meta:
        """Lines of a duty log entry."""

        table_name = "duty_log_addendum"


def _shift_now(values: Values, facts: Facts) -> int | None:  # noqa: ARG001
    shift = current_shift(facts)
    return shift.id if shift else None


def _form(values: Values, facts: Facts) -> tuple[Seen | None, str, str]:
    """Return the linked record, and number and validity where it is a complaint form (R-030)."""
    link = values.get("linked_record")
    linked = facts.linked(link) if isinstance(link, int) else None
    if linked is None or linked.state == "voided":  # what was voided is no form
        return None, "", ""
    form = linked
    if linked.form == "communication" and isinstance(linked.values.get("complaint"), int):
        form = (
            facts.linked(linked.values["complaint"]) or linked
        )  # its register entry became the form
    if form.form != "complaint" or form.state == "voided":
        return linked, "", ""
    return linked, form.number, str(form.values.get("validity") or "")


def _registered(values: Values, linked: Seen | None, facts: Facts) -> bool:
    """Tell whether what the company forwarded stands in the register, beside its form or alone (R-021)."""
    if linked is not None and linked.form == "communication":
        return True
    return bool(_entries_beside(values, linked, facts))


def _entries_beside(values: Values, linked: Seen | None, facts: Facts) -> list[Seen]:
    """Return the register's entries that name the linked complaint form as what the company forwarded (R-021)."""
    if linked is None or linked.form != "complaint":
        return []
    return [
        one for one in facts.referring(linked.id, "communication")
        if one.values.get("complaint") == linked.id
        and (one.values.get("origin") == FORWARDED or one.values.get("source") == values.get("id"))
    ]  # fmt: skip


def _register(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Enter in the register what the company forwarded, where a form was made or linked directly (R-021)."""
    told = [name for name in ("linked_record", "kind") if values.get(name) != before.get(name)]
    if values.get("kind") != FORWARDED or not told or values["state"] == "voided":
        return []
    linked, number, _judged = _form(values, facts)
    if linked is None or not number or _registered(values, linked, facts):
        return []
    entry = {**communication_of_entry(values, values["id"]), "complaint": linked.id}
    return [Save("communication", {**entry, "validity": linked.values.get("validity")})]


def _role_of_recorder(values: Values, facts: Facts) -> str:
    recorder = values.get("recorded_by")
    person = facts.staff(recorder) if isinstance(recorder, int) else None
    return person.role if person else ""


def _may_answer(values: Values, facts: Facts) -> list[Problem]:
    linked, number, judged = _form(values, facts)
    found = duty.missing_to_answer(
        _unvoided(values, linked), _role_of_recorder(values, facts), number, judged,
        registered=_registered(values, linked, facts),
    )  # fmt: skip
    if linked is not None and linked.open:
        text = N_("The linked record is still open: choose “Follow up”")
        found.append(Problem(text, "linked_record", "REC-01"))
    return found


def _unvoided(values: Values, linked: Seen | None) -> Values:
    """Leave the link out where it leads to a voided record (R-030)."""
    return {**values, "linked_record": values.get("linked_record") if linked else None}


def _may_follow(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    return duty.missing_to_follow_up(values)


def _may_close(values: Values, facts: Facts) -> list[Problem]:
    linked, number, judged = _form(values, facts)
    ended = linked is not None and not linked.open
    return duty.missing_to_close(
        _unvoided(values, linked), _role_of_recorder(values, facts), number, judged, linked_closed=ended,
        registered=_registered(values, linked, facts),
    )  # fmt: skip


def _checks(values: Values, before: Values, facts: Facts) -> list[Problem]:
    found = duty.entry_problems(values, facts.now) + taken_away(duty.asked_so_far, before, values)
    if before and values.get("occurred_at") == before.get("occurred_at"):  # judged when it was written
        kept = duty.not_in_future(values, "occurred_at", facts.now)
        found = [one for one in found if one not in kept]
    return found


def _who_writes(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    return people.may_not(facts.user.role, "write_duty_log")


def _owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    if state not in ("open", "followed_up"):
        return None
    upward = None if values.get("reported_at") else duty.report_up_due(values, settings)
    limit = values.get("due_at") if state == "followed_up" else None
    return min((when for when in (upward, limit) if when), default=None)


def complaint_of(values: Values, entry_id: int) -> dict[str, Any]:
    """Return what a complaint made of this entry starts with: nothing is typed twice."""
    channels = {"visit": "visit", "phone": "phone", "letter": "letter", "online": "online"}
    return {
        "source": entry_id,
        "received_at": values.get("occurred_at"),
        "received_by": values.get("recorded_by"),
        # told by a colleague, it came to the office when the desk took it down
        "passed_to_office_at": values.get("created_at") if values.get("channel") == "internal" else None,
        "channel": "company_forward" if values.get("kind") == "company_forward" else channels.get(
            str(values.get("channel")), "oral"
        ),
        "complainant": values.get("customer") or values.get("caller_name"),
        "unit": values.get("unit"),
        "phone": values.get("phone"),
        "is_letter": values.get("channel") == "letter",
        "content": values.get("content"),
        "validity": "valid",
        "handler": values.get("responsible") or values.get("recorded_by"),
    }  # fmt: skip


class DutyLogEntry(Record):
    """REC-01: one entry of the duty log."""

    occurred_at = Moment(N_("Time"), required=True, default=NOW, future=False)
    shift = Link(N_("Shift"), "duty_shift", required=True, default=_shift_now)
    recorded_by = Link(N_("Person on duty"), "staff", required=True, default=USER)
    channel = Choice(N_("How it came"), CHANNELS, required=True, default="phone")
    unit = Link(N_("Unit"), "unit", free=True)
    customer = Link(N_("Customer"), "customer")
    caller_name = ShortText(N_("Caller's name"))
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    unknown_caller_reason = ShortText(N_("Why the caller is unknown"))
    kind = Choice(N_("Kind of matter"), KINDS, required=True, default="inquiry")
    content = Note(N_("Content"), lines=4, required=True)
    answer_given = Note(N_("Answer"), lines=2)
    out_of_scope = YesNo(N_("Out of scope"))
    answered_late = YesNo(N_("Answered after three rings"))
    reported_to = Link(N_("Reported to", "duty"), "staff", free=True, stays_open=True)
    reported_at = Moment(N_("Reported at", "duty"), future=False, stays_open=True)
    responsible = Link(
        N_("Responsible"), "staff", free=True, stays_open=True,
        or_else=lambda values, before, facts: duty.responsible(values),
    )  # fmt: skip
    due_at = Due(N_("Due", "duty"), stays_open=True)
    result = Note(N_("Result", "duty"), lines=2, stays_open=True)
    linked_record = Link(N_("Linked record"), *FOLLOWING, stays_open=True)
    addenda = Lines(Addendum, N_("Addenda"), stays_open=True)
    locked_at = Moment(N_("Locked at"), stepped=True)

    class Meta:
        """The duty log."""

        table_name = "duty_log"

    form = Form(
        number="REC-01", key="duty_log", prefix="ZB", title=N_("Duty log entry"), tab=N_("Duty log"), shelf="duty",
        happened="occurred_at", unit="unit", responsible=("responsible", "recorded_by"), what_kind="kind", summary=("content",), owes=_owes,
        then=_register, frozen=lambda state, values: values.get("locked_at") is not None,
        columns=(
            Column("number", 3), Column("occurred_at", 3), Column("unit", 2), Column("content", 4), Column("state", 2),
            Column("kind", 2), Column("due_at", 3), Column("responsible", 2), Column("caller_name", 2),
            Column("answer_given", 4), Column("channel", 2),
        ),
        filters=(
            Filter("open", N_("Open", "filter"), ("open", "followed_up")),
            Filter("overdue", N_("Overdue"), overdue=True),
            Filter("today", N_("Today"), today=True),
        ),
        checks=(Check(_checks, "R-015"),),
        creates=(
            Create(
                "complaint", N_("Make a complaint"), complaint_of, ("open", "followed_up"),
                link="linked_record", step="follow_up", kinds=("complaint", "company_forward"),
            ),
            Create(
                "repair_order", N_("Make a repair order"), order_of_entry, ("open", "followed_up"),
                link="linked_record", step="follow_up", ready=duty.in_scope, kinds=("repair_request", "special_service"),
            ),
            Create(
                "communication", N_("Enter in the register"), communication_of_entry, ("open", "followed_up"),
                link="linked_record", step="follow_up", ready=duty.in_scope, kinds=("opinion", "company_forward"),
            ),
        ),
        sheets=(
            Sheet(
                "P-01a",
                Row("occurred_at", "shift", "recorded_by", "channel"),
                Row("unit", "customer", "caller_name", "phone"),
                Row("kind", "out_of_scope", "unknown_caller_reason"),
                Row(Box("content", height=4)),
                Row(Box("answer_given", height=2)),
                Row("responsible", "due_at", "linked_record"),
                Row("reported_to", "reported_at"),
                Row(Box("result", height=2)),
                Signatures(N_("Person on duty"), N_("Relief")),
            ),
        ),
        lists=(
            ListSheet(
                "P-01", N_("Duty log"),
                (
                    Column("number", 3), Column("occurred_at", 3), Column("channel", 2), Column("unit", 2),
                    Column("caller_name", 2), Column("kind", 2), Column("content", 6), Column("answer_given", 5),
                    Column("responsible", 2), Column("result", 4), Column("linked_record", 3), Column("state", 2),
                ),
                "shift", Signatures(N_("Person on duty"), N_("Relief")), anchored=True,
            ),
        ),
        desk_only=((N_("Later", "group"), ("addenda", "answered_late", "locked_at", "paper_location", "note")),),
        flow=Flow(
            "open",
            {
                "open": N_("Open", "state"), "answered": N_("Answered"), "followed_up": N_("Followed up"),
                "closed": N_("Closed", "duty"), "voided": N_("Voided"),
            },
            (
                Step("answer", N_("Answered, done"), ("open",), "answered", _who_writes, asks=("answer_given",), guard=_may_answer,
                     rule="R-015 R-016 R-017 R-030"),
                Step("follow_up", N_("Follow up"), ("open",), "followed_up", _who_writes, guard=_may_follow,
                     rule="R-010 R-018"),
                Step("close", N_("Close", "duty"), ("followed_up",), "closed", _who_writes, guard=_may_close,
                     rule="R-016 R-030"),
                void_step("open", "followed_up", who=lambda v, f: people.may_not(f.user.role, "void_record")),
            ),
            ends=frozenset({"answered", "closed", "voided"}),
        ),
    )  # fmt: skip
