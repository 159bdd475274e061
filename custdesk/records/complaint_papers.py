"""The papers of a complaint: what its linked records prove, what is made from it, what its saves bring with them.

A paper is a record of its own (REC-13 to REC-16, REC-36, REC-47, REC-48) or, made elsewhere, a typed line of the
complaint; `papers_of` makes both the rows that the closing rules read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.language import N_, Words
from custdesk.office.signing import named
from custdesk.record import Create
from custdesk.records import case_paper
from custdesk.records.company_information import information_about, no_longer_told
from custdesk.records.form_voided import given_back
from custdesk.records.repair_course import order_of_complaint
from custdesk.records.warranty_course import engineering_of
from custdesk.rules import closing, evidence, handover, reporting, routing
from custdesk.workflow import Apply, Effect, Facts, Save, Seen, Values

AT_WORK = ("accepted", "handling", "awaiting_directive", "handled")
SUBJECT_LENGTH = 40


def papers_of(values: Values, facts: Facts) -> tuple[Mapping[str, Any], ...]:
    """Return the papers of a case: the typed lines, then what its records prove."""
    rows: list[Mapping[str, Any]] = list(values.get("papers") or ())
    for kind in (closing.CORRECTIVE, closing.PREVENTIVE):
        for seen in _of(values, facts, kind):
            shown = named(seen.values, facts, "approved_by")
            rows.append(evidence.report_row(kind, seen.state, shown, seen.number))
    rows += [evidence.agreement_row(seen.state, seen.values) for seen in _of(values, facts, "compensation")]
    for form, row_of in (
        ("reply_letter", evidence.letter_row), ("contact_note", evidence.note_row),
        ("company_information", evidence.information_row),
    ):  # fmt: skip
        found = (row_of(seen.state, seen.values) for seen in _of(values, facts, form))
        rows += [row for row in found if row is not None]
    return tuple(rows)


def evidenced(values: Values, facts: Facts) -> dict[str, Any]:
    """Return the values with what reply letters and callbacks record: consent, original, contact (R-037, R-050, R-059)."""
    letters = [seen.values for seen in _of(values, facts, "reply_letter")]
    callbacks = [
        seen.values for seen in _of(values, facts, "service_callback")
        if seen.values.get("subject") == values.get("id")
    ]  # fmt: skip
    return evidence.with_callbacks(evidence.with_letters(values, letters), callbacks)


def _of(values: Values, facts: Facts, form: str) -> Sequence[Seen]:
    record_id = values.get("id")
    return facts.referring(record_id, form) if isinstance(record_id, int) else ()


# -- effects ---------------------------------------------------------------------------------------------


def then(values: Values, before: Values, facts: Facts) -> Sequence[Effect]:
    """Return what a save of a complaint brings: its papers' veil, the company's news, a reopening (R-027, R-053, R-064)."""
    effects: list[Effect] = [*case_paper.renew(values, before, facts), *given_back(values, before, facts)]
    if reporting.became_major(values, before):
        effects += information_about(values["id"], values.get("major_since"), facts)
    elif before and reporting.became_major(before, values):
        effects += no_longer_told(values["id"], facts)
    effects += announcement(values, facts)
    if before and routing.is_major(values):  # else nothing reopens, and its papers need not be read
        effects += _reopened(values, before, facts)
    return effects


def _reopened(values: Values, before: Values, facts: Facts) -> list[Effect]:
    if closing.must_reopen(str(values["state"]), before, values, papers_of(values, facts)):
        why = Words(facts.settings.text("screen_language"))(
            N_("Became major after closing; both reports are needed")
        )
        return [Apply(values["id"], "reopen", reason=why)]
    return []


def announcement(values: Values, facts: Facts) -> list[Save]:
    """Keep on the complaint until when it must be announced company-wide, once its report is approved (R-054)."""
    if not (values.get("announce_due") or routing.is_major(values)):
        return []
    owed = handover.announcement_due(values, papers_of(values, facts), facts.settings).at
    if owed == values.get("announce_due") or values.get("state") == "voided":
        return []
    return [Save("complaint", {"announce_due": owed}, values["id"])]


def announcement_of(report: Values, before: Values, facts: Facts) -> list[Save]:
    """Set the announcement's date when a corrective report is approved, or no longer counts: part of its `then`."""
    if report.get("state") == before.get("state"):
        return []
    seen = case_paper.linked(report, facts, "origin")
    return announcement(seen.values, facts) if seen is not None and seen.form == "complaint" else []


# -- what is made from a complaint -----------------------------------------------------------------------


def corrective_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a corrective report made of a complaint starts with: nothing is typed twice."""
    return {
        "origin": complaint_id, "problem": values.get("content"), "cause": values.get("cause_analysis"),
        "measures": values.get("rectification"),
    }  # fmt: skip


def preventive_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a preventive report made of a complaint starts with."""
    return {
        "origin": complaint_id, "cause": values.get("cause_analysis"),
        "preventive_measures": values.get("preventive_action"),
    }  # fmt: skip


def letter_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a reply letter made of a complaint starts with; a consent already recorded goes with it."""
    return {
        "complaint": complaint_id, "body": values.get("handling"), "consent_by": values.get("letter_consent_by"),
        "consent_at": values.get("letter_consent_at"),
    }  # fmt: skip


def agreement_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a compensation agreement made of a complaint starts with."""
    return {
        "complaint": complaint_id, "plan": values.get("handling"),
        "technical_opinion": values.get("investigation"),
    }  # fmt: skip


def note_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what an internal contact note made of a complaint starts with; the department follows from its lead."""
    content = str(values.get("content") or "")
    return {
        "about": complaint_id, "subject": content.partition("\n")[0][:SUBJECT_LENGTH] or None,
        "content": content or None,
    }  # fmt: skip


def measure_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a measure made of a complaint starts with."""
    handler = values.get("handler")
    return {
        "origin": complaint_id, "text": values.get("rectification") or values.get("preventive_action"),
        "responsible": handler if isinstance(handler, int) else None,
    }  # fmt: skip


def callback_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what a callback about a complaint starts with (R-056)."""
    return {"subject": complaint_id, "kind": "complaint", "responsible": values.get("handler")}


def engineering_record_of(values: Values, complaint_id: int) -> dict[str, Any]:
    """Return what an engineering record made of a complaint starts with; what is told about a person stays here."""
    given = engineering_of(values, complaint_id)
    if values.get("against_director") or values.get("accused_staff"):
        given["repair_content"] = None
    return given


CREATES = (
    Create("contact_note", N_("Write a contact note"), note_of, ("registered", *AT_WORK)),
    Create("reply_letter", N_("Write a reply letter"), letter_of, AT_WORK, ready=routing.needs_consent),
    Create("compensation", N_("Plan a compensation"), agreement_of, AT_WORK, ready=routing.money_demanded),
    Create("corrective_report", N_("Write the corrective report"), corrective_of, AT_WORK, ready=routing.is_major),
    Create("preventive_report", N_("Write the preventive report"), preventive_of, AT_WORK, ready=routing.is_major),
    Create("repair_order", N_("Make a repair order"), order_of_complaint, AT_WORK, ready=routing.concerns_building),
    Create("engineering_repair", N_("Make an engineering record"), engineering_record_of, AT_WORK,
           ready=routing.concerns_building),
    Create("service_callback", N_("Make a callback record"), callback_of, ("handled",)),
    Create("improvement_measure", N_("Set a measure"), measure_of, (*AT_WORK, "closed", "handed_over")),
)  # fmt: skip
