"""The duty log (REC-01) and the hours it covers: R-010, R-013 to R-018, R-021, R-030, R-064's account side.

`missing_to_...` name what a step of REC-01 still lacks; an empty list is leave.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.rules.periods import end_of_day, within_hours
from custdesk.rules.routing import NOT_VALID
from custdesk.rules.values import Values, filled, moment, text, yes
from custdesk.settings import Settings

Span = tuple[datetime.datetime, datetime.datetime]
UPWARD: Final = ("opinion", "difficulty")
FORM_KINDS: Final = ("complaint", "company_forward")
OPEN_AFTER_HANDOVER: Final = (
    "reported_to",
    "reported_at",
    "responsible",
    "due_at",
    "result",
    "linked_record",
)


def coverage_gaps(day: datetime.date, shifts: Iterable[Span]) -> list[Span]:
    """Return the hours of a day no shift covers, 00:00 to 24:00 (R-013).

    `shifts` may start the day before or end the day after; give those of both neighbours too.
    """
    gaps = []
    covered_to = datetime.datetime.combine(day, datetime.time())
    end = end_of_day(day)
    for starts, ends in sorted(shifts):
        if ends <= covered_to or starts >= end:
            continue
        if starts > covered_to:
            gaps.append((covered_to, starts))
        covered_to = ends
    if covered_to < end:
        gaps.append((covered_to, end))
    return gaps


def coverage_problems(day: datetime.date, shifts: Iterable[tuple[Span, str]]) -> list[Problem]:
    """Name uncovered hours of a day and shifts without a duty person; shift = (span, person) (R-013)."""
    known = list(shifts)
    found = [
        Problem(N_("Nobody is on duty from {start} to {end}").having(start=start, end=end), "shift", "R-013")
        for start, end in coverage_gaps(day, (span for span, _ in known))
    ]
    for (starts, ends), person in known:
        if starts.date() == day and not person.strip():
            way = N_("Name one duty person for the shift from {start}").having(start=starts)
            found.append(Problem(way, "shift", "R-013"))
        if ends <= starts:
            way = N_("The shift from {start} must end after it starts").having(start=starts)
            found.append(Problem(way, "shift", "R-013"))
    return found


def day_of_shift(span: Span) -> datetime.date:
    """Return the day a shift belongs to: the one it starts on, overnight too (R-013)."""
    return span[0].date()


def telephone_reminder() -> Text:
    """Return the house rule for the desk's reminder sheet; never a mandatory field (R-014)."""
    return N_("Answer the telephone within three rings")


def not_in_future(values: Values, name: str, now: datetime.datetime) -> list[Problem]:
    """Refuse a time that has not come yet; the running minute is allowed (R-015)."""
    when = moment(values, name)
    if when is None or when.replace(second=0, microsecond=0) <= now:
        return []
    return [Problem(N_("This time lies in the future; enter when it really happened"), name, "R-015")]


def entry_problems(values: Values, now: datetime.datetime) -> list[Problem]:
    """Find what an entry lacks to be saved (R-015, R-017, REC-01).

    A caller needs a name or a unit; an unknown caller a reason (`unknown_caller_reason`).
    """
    wanted = (
        ("occurred_at", N_("Enter when it happened")),
        ("shift", N_("Choose the shift")),
        ("recorded_by", N_("Enter who is on duty")),
        ("channel", N_("Choose how it came")),
        ("kind", N_("Choose what kind of matter it is")),
        ("content", N_("Write down what was asked or told")),
    )
    found = [Problem(way, name, "R-015") for name, way in wanted if not filled(values, name)]
    if not any(filled(values, name) for name in ("customer", "caller_name", "unit", "unknown_caller_reason")):
        way = N_("Enter the caller's name or unit, or why the caller is unknown")
        found.append(Problem(way, "caller_name", "REC-01"))
    return (
        found + not_in_future(values, "occurred_at", now) + scope_problems(values) + report_problems(values)
    )


def scope_problems(values: Values) -> list[Problem]:
    """Ask for the answer where something is out of scope; no order follows from it (R-017)."""
    if not yes(values, "out_of_scope"):
        return []
    found = []
    if not filled(values, "answer_given"):
        way = N_("Say at once that it is out of scope, and write down the answer")
        found.append(Problem(way, "answer_given", "R-017"))
    if filled(values, "linked_record"):
        way = N_("Out of scope: take the order away, or untick out of scope if a part is ours")
        found.append(Problem(way, "linked_record", "R-017"))
    return found


def in_scope(values: Values) -> bool:
    """Tell whether a matter is ours to follow: out of scope it is answered, no order follows from it (R-017)."""
    return not yes(values, "out_of_scope")


def must_go_up(values: Values) -> bool:
    """Tell whether an entry must be reported upward: opinions and difficulties (R-016)."""
    return text(values, "kind") in UPWARD


def report_up_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return when an opinion or difficulty must have been reported upward, None when it need not (R-016)."""
    happened = moment(values, "occurred_at")
    if not must_go_up(values) or happened is None:
        return None
    return within_hours(happened, settings.number("report_up_hours"))


def report_problems(values: Values) -> list[Problem]:
    """Find a report upward that is older than the matter (R-016)."""
    happened, reported = moment(values, "occurred_at"), moment(values, "reported_at")
    if happened is None or reported is None or reported >= happened.replace(second=0, microsecond=0):
        return []
    return [Problem(N_("It cannot be reported before it happened"), "reported_at", "R-016")]


def may_report_to(role: str, reports_to_himself: bool) -> bool:
    """Tell whether a report upward counts: to another person always, to oneself only as manager (R-016)."""
    return not reports_to_himself or role == people.MANAGER


def missing_report(values: Values, role: str = "") -> list[Problem]:
    """Ask to whom and when an opinion or difficulty was reported (R-016).

    `role` is that of the person who recorded the entry; only a manager may report to himself.
    """
    if not must_go_up(values):
        return []
    found = []
    if not filled(values, "reported_to"):
        found.append(Problem(N_("Enter to whom it was reported"), "reported_to", "R-016"))
    if not filled(values, "reported_at"):
        found.append(Problem(N_("Enter when it was reported"), "reported_at", "R-016"))
    himself = filled(values, "reported_to") and values.get("reported_to") == values.get("recorded_by")
    if not may_report_to(role, himself):
        found.append(
            Problem(N_("Report it to another person: you are not the manager"), "reported_to", "R-016")
        )
    return found


def responsible(values: Values) -> object:
    """Return who answers for a matter: who was set, else who received it first (R-018)."""
    return values["responsible"] if filled(values, "responsible") else values.get("recorded_by")


def passed_to_relief(values: Values, relief: object) -> dict[str, object]:
    """Return what changes when the shift of an open entry is handed over (R-018).

    It passes to the relief unless another person than the receiver had been set.
    """
    if filled(values, "responsible") and values.get("responsible") != values.get("recorded_by"):
        return {}
    return {"responsible": relief}


def follow_up_problems(values: Values) -> list[Problem]:
    """Ask for a person and a time limit of a matter that goes on (R-010)."""
    found = []
    if not filled(values, "responsible"):
        found.append(Problem(N_("Enter who is responsible"), "responsible", "R-010"))
    if not filled(values, "due_at"):
        found.append(Problem(N_("Enter until when it must be done"), "due_at", "R-010"))
    happened, limit = moment(values, "occurred_at"), moment(values, "due_at")
    if happened and limit and limit < happened:
        found.append(Problem(N_("The time limit lies before the matter itself"), "due_at", "R-010"))
    return found


def account_problems(open_matters: int) -> list[Problem]:
    """Refuse to close a person's account while he is responsible for open matters (R-010)."""
    if open_matters == 0:
        return []
    return [
        Problem(
            N_("Give the {count} open matters to another person first").having(count=open_matters),
            "responsible",
            "R-010",
        )
    ]


def form_problems(
    values: Values, complaint: str = "", complaint_validity: str = "", *, registered: bool = False
) -> list[Problem]:
    """Ask for the complaint form, or "not valid", of an entry that tells a complaint (R-030).

    `complaint` is the number of the linked REC-03, `complaint_validity` its validity or the judgement given
    without one. What the company forwards needs its register entry, beside a form too (R-021): `registered`.
    """
    kind = text(values, "kind")
    if kind == "company_forward":
        way = N_("Enter in the register what the company forwarded, and link it before closing")
        return [] if registered else [Problem(way, "linked_record", "R-021")]
    if kind != "complaint" or complaint or complaint_validity == NOT_VALID:
        return []
    way = N_("Make a complaint form of this entry, or judge it as not valid")
    return [Problem(way, "linked_record", "R-030")]


def missing_to_answer(
    values: Values,
    role: str = "",
    complaint: str = "",
    complaint_validity: str = "",
    *,
    registered: bool = False,
) -> list[Problem]:
    """Find what `open → answered` lacks: an answer, and nothing that has to follow (R-016, R-017, R-030)."""
    found = scope_problems(values)
    if not filled(values, "answer_given") and not found:
        found.append(Problem(N_("Write down the answer you gave"), "answer_given", "R-015"))
    if filled(values, "due_at"):
        way = N_("Something is still to be done until then: choose “Follow up”")
        found.append(Problem(way, "due_at", "REC-01"))
    found += missing_report(values, role)
    return found + form_problems(values, complaint, complaint_validity, registered=registered)


def missing_to_follow_up(values: Values) -> list[Problem]:
    """Find what `open → followed_up` lacks: a linked record, or person and time limit (R-010, R-017)."""
    if yes(values, "out_of_scope"):
        return [Problem(N_("Out of scope: answer it, nothing is to follow"), "out_of_scope", "R-017")]
    return [] if filled(values, "linked_record") else follow_up_problems(values)


def missing_to_close(
    values: Values,
    role: str = "",
    complaint: str = "",
    complaint_validity: str = "",
    *,
    linked_closed: bool = False,
    registered: bool = False,
) -> list[Problem]:
    """Find what `followed_up → closed` lacks: a result, or the linked record closed (R-016, R-030, REC-01)."""
    found = []
    if not filled(values, "result") and not linked_closed:
        way = N_("Write down the result, or close the linked record first")
        found.append(Problem(way, "result", "REC-01"))
    found += missing_report(values, role)
    return found + form_problems(values, complaint, complaint_validity, registered=registered)


def asked_so_far(values: Values) -> list[Problem]:
    """Find what an entry lacks of all that the steps up to its state asked for (R-010, R-015, R-016, REC-01)."""
    state, found = text(values, "state"), []
    if state == "answered" and not filled(values, "answer_given"):
        found.append(Problem(N_("Write down the answer you gave"), "answer_given", "R-015"))
    if state == "followed_up":
        found += missing_to_follow_up(values)
    if state == "closed" and not filled(values, "result") and not filled(values, "linked_record"):
        way = N_("Write down the result, or close the linked record first")
        found.append(Problem(way, "result", "REC-01"))
    return found + (missing_report(values, people.MANAGER) if state in ("answered", "closed") else [])


def locked_problems(changed: Iterable[str]) -> list[Problem]:
    """Refuse changes of intake fields once the shift is handed over; remarks become addenda (REC-01)."""
    way = N_("The shift was handed over: add a dated remark instead of changing this")
    return [Problem(way, name, "REC-01") for name in changed if name not in OPEN_AFTER_HANDOVER]
