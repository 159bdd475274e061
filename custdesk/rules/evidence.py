"""What the linked records of a complaint prove, as the rows the closing rules read (R-027, R-037, R-039, R-053, R-060).

A row is a mapping with kind, reference, approved_by, approved_on, kept_at and stage, as a typed paper of REC-03 is;
a recorded agreement also says its `levels`, `filed_on` and `copied`. What proves nothing yet gives no row, or one
without the fact that is still missing.
"""

from __future__ import annotations

from typing import Final

from custdesk.rules.closing import AGREEMENT, COMPANY_INFORMATION, NOTE, REPLY
from custdesk.rules.values import Rows, Values, day, filled, moment, rows, text, yes

#: from here on a report counts as approved (REC-13, REC-14)
APPROVED: Final = ("approved", "in_execution", "verified", "closed")
#: what REC-16 calls its states, and what the closing rules call its stages
_STAGES: Final = {"signed": "agreed", "paid": "paid", "filed": "filed", "withdrawn": "withdrawn"}
CONSENTED: Final = ("consented", "sent")
#: the callback was made, signed for on paper or not (REC-07)
CALLED: Final = ("done", "signed")


def report_row(kind: str, state: str, values: Values, number: str) -> dict[str, object]:
    """Return the row of a corrective or preventive report: approved from its approval on (R-053, R-054)."""
    row: dict[str, object] = {"kind": kind, "reference": number}
    if state in APPROVED:
        row |= {"approved_by": text(values, "approved_by"), "approved_on": day(values, "approved_at")}
    return row


def letter_row(state: str, values: Values) -> dict[str, object] | None:
    """Return the row of a reply letter: it answers once it was sent, or said (R-037)."""
    if state != "sent":
        return None
    return {
        "kind": REPLY,
        "approved_by": text(values, "consent_by"),
        "approved_on": day(values, "consent_at"),
        "kept_at": "",
    }


def agreement_row(state: str, values: Values) -> dict[str, object]:
    """Return the row of a compensation agreement: its stage, who approved, where the papers are (R-059, R-060)."""
    approvals = rows(values, "approvals")
    return {
        "kind": AGREEMENT,
        "stage": _STAGES.get(state, ""),
        "approved_by": "、".join(text(row, "name") for row in approvals),
        "levels": tuple(text(row, "level") for row in approvals),
        "filed_on": day(values, "original_to_archivist_on"),
        "copied": yes(values, "copy_in_office"),
    }


def note_row(state: str, values: Values) -> dict[str, object] | None:
    """Return the row of an internal contact note: it informs once it was sent (R-039)."""
    if state == "draft":
        return None
    return {"kind": NOTE, "reference": text(values, "subject"), "approved_on": day(values, "sent_at")}


def information_row(state: str, values: Values) -> dict[str, object] | None:
    """Return the row of an information to the company: it proves what was sent, and when (R-027)."""
    if state != "sent":
        return None
    return {"kind": COMPANY_INFORMATION, "approved_on": day(values, "sent_at")}


def with_letters(values: Values, letters: Rows) -> dict[str, object]:
    """Return a complaint's values with what its reply letters record: consent and the original's place (R-037, R-059).

    `letters` are the values of REC-15 with their `state`. What the complaint itself says comes first; of several
    consents the earliest counts: from then on an answer was allowed.
    """
    found = dict(values)
    given = [row for row in letters if text(row, "state") in CONSENTED and moment(row, "consent_at")]
    if given and not (filled(values, "letter_consent_by") and filled(values, "letter_consent_at")):
        first = min(given, key=lambda row: str(moment(row, "consent_at")))
        found |= {
            "letter_consent_by": text(first, "consent_by"),
            "letter_consent_at": first.get("consent_at"),
        }
    placed = [on for row in letters if (on := day(row, "original_to_archivist_on"))]
    if placed and not filled(values, "original_letter_at"):
        found["original_letter_at"] = min(placed).isoformat()
    return found


def with_callbacks(values: Values, callbacks: Rows) -> dict[str, object]:
    """Return a complaint's values with what the callbacks about it record: contact and vain attempts (R-050, R-056).

    `callbacks` are the values of REC-07 with their `state`. What the complaint itself says comes first; of several
    contacts the last counts. The thanks are ticked on the complaint.
    """
    found = dict(values)
    tries = [row for callback in callbacks for row in rows(callback, "attempts")]
    if tries:
        found["contact_attempts"] = (*rows(values, "contact_attempts"), *tries)
    made = [row for row in callbacks if text(row, "state") in CALLED and moment(row, "done_at")]
    if made and not filled(values, "customer_contacted_at"):
        last = max(made, key=lambda row: str(moment(row, "done_at")))
        found["customer_contacted_at"] = last.get("done_at")
        for name, source in (
            ("contacted_by", "done_by"), ("customer_opinion", "opinion"), ("customer_satisfied", "overall_rating"),
        ):  # fmt: skip
            if not filled(values, name):
                found[name] = last.get(source)
    return found
