"""What each step of a complaint still lacks: life cycle of REC-03, R-037, R-039, R-049 to R-063.

Every `missing_to_...` takes the values and the papers of the complaint and returns Problems; empty means
the step may be taken. Who may take it says `routing`; reasons of a step are asked by the flow. A paper is a
mapping with kind, reference, approved_by, approved_on, kept_at and, for agreements, stage: typed on the complaint,
or made of a linked record (`evidence`). Besides the fields
of REC-03, `company_plan_done` says how the office carried the company's plan out (R-039).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import people, routing, signatures, validity
from custdesk.rules.agreements import GENERAL_MANAGER
from custdesk.rules.deadlines import set_date_problems
from custdesk.rules.values import Rows, Values, day, earlier, filled, rows, text, yes
from custdesk.settings import Settings

CORRECTIVE, PREVENTIVE, REPLY = "corrective_report", "preventive_report", "reply_letter"
AGREEMENT, ORDER = "compensation_agreement", "repair_order"
NOTE, COMPANY_INFORMATION = "information_note", "company_information"
PAPER_KINDS: Final = (CORRECTIVE, PREVENTIVE, REPLY, AGREEMENT, ORDER, NOTE, COMPANY_INFORMATION)
AGREEMENT_STAGES: Final = ("agreed", "paid", "filed", "withdrawn")
FROZEN_STATES: Final = ("closed", "handed_over", "verified")
QC_PASS, QC_FAIL = "pass", "fail"


def missing_to_register(values: Values) -> list[Problem]:
    """Find what is missing to take a complaint in and number it (REC-03)."""
    found = _ask(
        values,
        "REC-03",
        (
            ("received_at", N_("Enter when the complaint was first heard")),
            ("received_by", N_("Enter who first heard the complaint")),
            ("channel", N_("Choose how the complaint came")),
            ("content", N_("Write down what the customer complains about")),
        ),
    )
    if not yes(values, "anonymous") and not filled(values, "complainant"):
        way = N_("Enter the complainant, or mark the complaint as anonymous")
        found.append(Problem(way, "complainant", "REC-03"))
    return found


def missing_to_explain(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `registered → explained` lacks (R-031)."""
    return validity.missing_to_explain(values)


def missing_to_accept(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `registered → accepted` and `explained → accepted` lack (R-030, R-032)."""
    return validity.missing_to_accept(values)


def missing_to_handle(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `accepted → handling` lacks: handler, route, set date (R-033 to R-038, R-043, R-064)."""
    found = _ask(values, "REC-03", (("handler", N_("Enter the person who handles the complaint")),))
    found += routing.route_problems(values) + routing.handler_problems(values)
    return found + set_date_problems(values)


def missing_to_report(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `handling → awaiting_directive` lacks (R-041)."""
    escalations = rows(values, "escalations")
    last: Values = escalations[-1] if escalations else {}
    found = _ask(
        last,
        "R-041",
        (
            ("reported_to", N_("Enter to whom the complaint was reported")),
            ("reported_at", N_("Enter when the complaint was reported")),
        ),
        "escalations.",
    )
    if filled(last, "directive"):
        way = N_("Add a new report: the last one already has its directive")
        found.append(Problem(way, "escalations", "R-041"))
    return found


def missing_to_resume(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `awaiting_directive → handling` lacks (R-041)."""
    return routing.directive_problems(values)


def missing_to_finish(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `handling → handled` lacks: handling, time, photo of a dispute, consent (R-037, R-041, R-049).

    What accepting and routing needed is asked again: it may have changed since (R-032, R-036, R-040).
    """
    found = validity.missing_to_accept(values) + routing.route_problems(values)
    found += _ask(values, "REC-03", (("handler", N_("Enter the person who handles the complaint")),))
    found += _ask(
        values,
        "REC-03",
        (
            ("handling", N_("Write down how the complaint was handled")),
            ("handled_at", N_("Enter when the handling was finished")),
        ),
    )
    if earlier(values.get("handled_at"), values.get("received_at")):
        way = N_("It cannot be handled before it was received; correct one of the times")
        found.append(Problem(way, "handled_at", "REC-03"))
    found += photo_problems(values) + routing.letter_problems(values)
    if routing.needs_consent(values) and earlier(values.get("handled_at"), values.get("letter_consent_at")):
        way = N_("The letter may be answered only after the leader's consent")
        found.append(Problem(way, "letter_consent_at", "R-037"))
    return found + routing.follows_directive(values)


def photo_problems(values: Values) -> list[Problem]:
    """Ask for a site photo in a building or design dispute, or a confirmed written reason (R-049)."""
    if not yes(values, "is_building_or_design_dispute"):
        return []
    way = N_("Write down what was found on the spot: it is a building or design dispute")
    found = _ask(values, "R-049", (("investigation", way),))
    return found + ([] if photo_count(values) else _why_no_photo(values))


def _why_no_photo(values: Values) -> list[Problem]:
    if not filled(values, "no_photo_reason"):
        way = N_("Add a photo of the site, or write down why there is none")
        return [Problem(way, "photos", "R-049")]
    if not filled(values, "no_photo_confirmed_by"):
        way = N_("Let the supervisor confirm why there is no photo")
        return [Problem(way, "no_photo_confirmed_by", "R-049")]
    return []


def photo_count(values: Values) -> int:
    """Return how many photos a complaint has; the field holds a count or a tuple (R-049)."""
    photos = values.get("photos")
    if isinstance(photos, bool):
        return 0
    return photos if isinstance(photos, int) else len(photos) if isinstance(photos, (tuple, list)) else 0


def missing_to_close(
    values: Values,
    papers: Rows,
    settings: Settings,
    staff_names: Iterable[str] = (),
    today: datetime.date | None = None,
) -> list[Problem]:
    """Find what `handled → closed` lacks (R-007, R-036, R-039, R-050 to R-053, R-056, R-060)."""
    found = _ask(
        values,
        "R-052",
        (
            ("cause_analysis", N_("Fill in the cause analysis before closing")),
            ("preventive_action", N_("Fill in the preventive action before closing")),
        ),
    )
    found += _ask(values, "R-056", (("rectification", N_("Fill in the rectification before closing")),))
    found += contact_problems(values, settings)
    found += _ask(
        values,
        "REC-03",
        (("customer_satisfied", N_("Say how satisfied the customer is, or that nobody was reached")),),
    )
    found += signatures.missing_signature(values) + signatures.record_problems(values, staff_names, today)
    if routing.lead_is_forced(values):
        found += _ask(
            values, "R-036", (("leader_decision", N_("Record the leader's decision before closing")),)
        )
    return (
        found
        + company_problems(values, papers)
        + report_problems(values, papers)
        + money_problems(values, papers)
        + (_reply_missing(values, papers))
    )


def contact_problems(values: Values, settings: Settings) -> list[Problem]:
    """Ask that the customer was contacted and thanked after the handling (R-050, R-056, 9.4 no. 8).

    Attempts used up or an anonymous complainant replace it. Contacts and attempts before `handled_at` do
    not count.
    """
    handled = values.get("handled_at")
    if yes(values, "anonymous"):
        return []
    if filled(values, "customer_contacted_at"):
        found = _ask(
            values,
            "R-050",
            (
                ("contacted_by", N_("Enter who contacted the customer")),
                ("customer_opinion", N_("Write down the customer's opinion of the handling")),
            ),
        )
        if not yes(values, "thanked"):
            found.append(Problem(N_("Thank the customer, then tick it"), "thanked", "R-050"))
        if earlier(values.get("customer_contacted_at"), handled):
            way = N_("Contact the customer again after the handling")
            found.append(Problem(way, "customer_contacted_at", "R-050"))
        return found
    tries = [row for row in rows(values, "contact_attempts") if not earlier(row.get("at"), handled)]
    wanted = settings.number("callback_max_attempts")
    if len(tries) < wanted:
        way = N_("Contact the customer and thank him, or record {wanted} attempts after the handling")
        return [Problem(way.having(wanted=wanted), "customer_contacted_at", "R-050")]
    incomplete: list[Problem] = []
    for row in tries:
        incomplete += _ask(
            row,
            "R-050",
            (
                ("at", N_("Enter when each attempt was made")),
                ("by", N_("Enter who made each attempt")),
                ("reason", N_("Enter why each attempt failed")),
            ),
            "contact_attempts.",
        )
    return list(dict.fromkeys(incomplete))


def company_problems(values: Values, papers: Rows) -> list[Problem]:
    """Ask for the office's own share in what was routed to the company (R-039).

    Its measure stands in `rectification`; at least one information note; a company's plan carried out.
    """
    if not routing.goes_to_company(values):
        return []
    found = []
    if not _of(papers, NOTE):
        way = N_("Send a contact note about this complaint to the company")
        found.append(Problem(way, "papers", "R-039"))
    if not filled(values, "rectification"):
        way = N_("Write down the office's own measure, also when the company handles it")
        found.append(Problem(way, "rectification", "R-039"))
    if filled(values, "company_plan") and not filled(values, "company_plan_done"):
        way = N_("Say how the office carried out the company's plan")
        found.append(Problem(way, "company_plan_done", "R-039"))
    return found


def report_problems(values: Values, papers: Rows) -> list[Problem]:
    """Ask for the approved corrective and preventive report of a major complaint (R-053, R-064)."""
    if text(values, "nature") != routing.MAJOR:
        return []
    found = []
    for kind, way in (
        (CORRECTIVE, N_("Make the corrective action report and have it approved")),
        (PREVENTIVE, N_("Make the preventive action report and have it approved")),
    ):
        if not any(
            filled(paper, "approved_by") and filled(paper, "approved_on") for paper in _of(papers, kind)
        ):
            found.append(Problem(way, "papers", "R-053"))
    return found + own_approval_problems(values, papers, (text(values, "accused_staff"),))


def own_approval_problems(values: Values, papers: Rows, accused: Iterable[str]) -> list[Problem]:
    """Refuse reports approved by those the complaint is about; `accused` are their names (R-064)."""
    if text(values, "nature") != routing.MAJOR:
        return []
    names = {name for name in accused if name}
    if not any(
        text(paper, "approved_by") in names for paper in _of(papers, CORRECTIVE) + _of(papers, PREVENTIVE)
    ):
        return []
    way = N_("Another person must approve the report: nobody approves in his own case")
    return [Problem(way, "papers", "R-064")]


def confirmer_problems(values: Values, role: str, supervisor: str) -> list[Problem]:
    """Ask that the supervisor confirms why there is no photo; `role` is that of who did (R-049)."""
    if not role or role in (supervisor, people.MANAGER) or photo_count(values):
        return []
    if not yes(values, "is_building_or_design_dispute"):
        return []
    return [Problem(N_("Let the supervisor confirm why there is no photo"), "no_photo_confirmed_by", "R-049")]


def money_problems(values: Values, papers: Rows) -> list[Problem]:
    """Ask that money is paid or the offer withdrawn before closing (R-060)."""
    agreements = _of(papers, AGREEMENT)
    if not agreements and yes(values, "involves_compensation"):
        way = N_("Make the compensation agreement: paid, or withdrawn when nothing is paid")
        return [Problem(way, "papers", "R-060")]
    found = []
    for paper in agreements:
        if text(paper, "stage") not in ("paid", "filed", "withdrawn"):
            way = N_("The agreement must be paid or withdrawn before closing")
            found.append(Problem(way, "papers.stage", "R-060"))
        elif text(paper, "stage") != "withdrawn":
            found += _approvals(paper, dispute=yes(values, "is_building_or_design_dispute"))
    return found


def _approvals(paper: Values, *, dispute: bool) -> list[Problem]:
    """Ask who approved an agreement; in a building dispute the general manager, where the levels are known (R-060)."""
    levels = paper.get("levels")
    signed = not isinstance(levels, tuple) or GENERAL_MANAGER in levels
    if filled(paper, "approved_by") and (signed or not dispute):
        return []
    way = N_("Enter who approved the agreement")
    if dispute:
        way = N_("Enter the general manager who approved the plan for a building dispute")
    return [Problem(way, "papers.approved_by", "R-060")]


def _reply_missing(values: Values, papers: Rows) -> list[Problem]:
    if not routing.needs_consent(values) or _of(papers, REPLY):
        return []
    way = N_("Make the reply letter, also when the answer was given orally")
    return [Problem(way, "papers", "R-037", grave=False)]


def missing_to_hand_over(values: Values, papers: Rows = ()) -> list[Problem]:
    """Find what `closed → handed_over` lacks: date, receiver, letters and agreements filed (R-055, R-059, R-060)."""
    found = _ask(
        values,
        "R-055",
        (
            ("handed_over_at", N_("Enter when the records were handed over")),
            ("handed_to", N_("Enter who received the records")),
        ),
    )
    if earlier(day(values, "handed_over_at"), day(values, "closed_at")):
        way = N_("Hand the records over again: the last hand-over was before the closing")
        found.append(Problem(way, "handed_over_at", "R-055"))
    agreements = [paper for paper in _of(papers, AGREEMENT) if text(paper, "stage") != "withdrawn"]
    if routing.needs_consent(values):
        way = N_("Enter where and when the original letter was filed")
        found += _ask(values, "R-059", (("original_letter_at", way),))
    if not _of(papers, AGREEMENT):
        found += money_problems(values, papers)
    uncopied = [paper for paper in agreements if not yes(paper, "copied")]
    if (routing.needs_consent(values) or uncopied) and not yes(values, "copy_in_office"):
        way = N_("File a copy in the office, then tick it")
        found.append(Problem(way, "copy_in_office", "R-059"))
    for paper in agreements:
        if text(paper, "stage") != "filed":
            way = N_("The agreement must be filed or withdrawn before the hand-over")
            found.append(Problem(way, "papers.stage", "R-060"))
        if not filled(paper, "kept_at") and not filled(paper, "filed_on"):
            found.append(Problem(N_("Enter where the original agreement is kept"), "papers.kept_at", "R-059"))
    return found


def missing_to_verify(values: Values, papers: Rows = ()) -> list[Problem]:  # noqa: ARG001
    """Find what `handed_over → verified` lacks: QC's result, and that it is a pass (R-023, R-063)."""
    result = text(values, "qc_result")
    if not result:
        return [Problem(N_("Enter the result of QC"), "qc_result", "R-023")]
    if result == QC_FAIL:
        return [Problem(N_("QC did not pass it: reopen the complaint"), "qc_result", "R-063")]
    return []


def reopening(values: Values, now: datetime.datetime) -> dict[str, object]:
    """Return what a reopening changes: one more, a fresh clock, the ends of the first round gone (R-063).

    The trail keeps what stood there. Contact and signature stay; closing refuses them when they are older
    than the new handling. Major and route D wait for a new date (9.4 no. 10).
    """
    count = values.get("reopen_count")
    cleared = (
        "handled_at",
        "closed_at",
        "handed_over_at",
        "handed_to",
        "qc_result",
        "due_set_to",
        "due_set_by",
        "due_set_on",
    )
    return {
        **dict.fromkeys(cleared),
        "handled_before": values.get("handled_at"),
        "reopen_count": (count if isinstance(count, int) else 0) + 1,
        "reopened_at": now,
    }


def must_reopen(state: str, before: Values, after: Values, papers: Rows) -> bool:
    """Tell whether a change of nature after closing reopens: to major, while a report lacks (R-053)."""
    if state not in FROZEN_STATES or text(before, "nature") == routing.MAJOR:
        return False
    return text(after, "nature") == routing.MAJOR and bool(report_problems(after, papers))


def _of(papers: Rows, kind: str) -> list[Values]:
    return [paper for paper in papers if text(paper, "kind") == kind]


def _ask(values: Values, rule: str, wanted: tuple[tuple[str, Text], ...], inside: str = "") -> list[Problem]:
    return [Problem(way, f"{inside}{name}", rule) for name, way in wanted if not filled(values, name)]
