"""Reply letters, REC-15: an answer, written or oral, only after the supervising leader consents (R-037)."""

from __future__ import annotations

from collections.abc import Iterable

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.values import Values, day, earlier, filled, text


def consent_problems(letter: Values, staff_names: Iterable[str] = ()) -> list[Problem]:
    """Find what the consent lacks: the leader's name, none of the office, and when (R-037)."""
    found = []
    name = text(letter, "consent_by")
    if not name:
        found.append(Problem(N_("Record which leader consented to the answer"), "consent_by", "R-037"))
    elif name in set(staff_names):
        way = N_("The company's leader consents, nobody of the office; enter his name")
        found.append(Problem(way, "consent_by", "R-037"))
    if not filled(letter, "consent_at"):
        found.append(Problem(N_("Record the day the leader consented"), "consent_at", "R-037"))
    return found


def sending_problems(letter: Values) -> list[Problem]:
    """Find what sending lacks: consent before it, the time and the way, oral answers too (R-037)."""
    found = [
        Problem(way, name, "R-037")
        for name, way in (
            ("consent_by", N_("Consent missing: record which leader consented to the answer")),
            ("consent_at", N_("Consent missing: record the day the leader consented")),
            ("sent_at", N_("Enter when the answer was sent or given")),
            ("sent_how", N_("Say how the answer was sent or given")),
        )
        if not filled(letter, name)
    ]
    if earlier(letter.get("sent_at"), letter.get("consent_at")):
        way = N_("The letter may be answered only after the leader's consent")
        found.append(Problem(way, "sent_at", "R-037"))
    return found


def original_problems(letter: Values, complaint: Values) -> list[Problem]:
    """Refuse a day on which the original letter could not yet go to the archivist (R-059)."""
    placed = letter.get("original_to_archivist_on")
    if not earlier(placed, day(complaint, "received_at")):
        return []
    way = N_("The original cannot be filed before the letter came; correct the day")
    return [Problem(way, "original_to_archivist_on", "R-059")]
