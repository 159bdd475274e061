"""What linked records prove to the closing rules: R-027, R-037, R-039, R-053, R-059, R-060."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import closing, evidence

REPORT = {"approved_by": "陈国栋", "approved_at": at(2027, 7, 21, 10)}


@pytest.mark.rule("R-053")
@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("draft", False), ("submitted", False), ("approved", True), ("in_execution", True), ("verified", True),
        ("closed", True),
    ],
)  # fmt: skip
def test_a_report_counts_from_its_approval_on(state, counts):
    rows = tuple(
        evidence.report_row(kind, state, REPORT, "JC-2027-0001")
        for kind in ("corrective_report", "preventive_report")
    )
    assert (closing.report_problems({"nature": "major"}, rows) == []) is counts
    assert rows[0]["reference"] == "JC-2027-0001"
    assert rows[0].get("approved_on") == (date(2027, 7, 21) if counts else None)


@pytest.mark.rule("R-037")
def test_a_letter_answers_once_it_was_sent():
    letter = {"consent_by": "郑宏", "consent_at": at(2028, 1, 4, 9)}
    for state in ("draft", "consent_asked", "consented"):
        assert evidence.letter_row(state, letter) is None
    row = evidence.letter_row("sent", letter)
    assert row is not None
    assert (row["kind"], row["approved_by"], row["approved_on"]) == ("reply_letter", "郑宏", date(2028, 1, 4))


@pytest.mark.rule("R-037")
def test_the_consent_recorded_on_a_letter_is_the_complaints():
    asked = {"state": "consent_asked", "consent_by": "郑宏", "consent_at": at(2028, 1, 3, 9)}
    later = {"state": "sent", "consent_by": "郑宏", "consent_at": at(2028, 1, 6, 9)}
    first = {"state": "consented", "consent_by": "郑宏", "consent_at": at(2028, 1, 4, 9)}
    assert evidence.with_letters({"is_letter": True}, (asked,)) == {"is_letter": True}
    found = evidence.with_letters({"is_letter": True}, (later, asked, first))
    assert (found["letter_consent_by"], found["letter_consent_at"]) == ("郑宏", at(2028, 1, 4, 9))
    typed = {"letter_consent_by": "总经理", "letter_consent_at": at(2028, 1, 2, 9)}
    assert evidence.with_letters(typed, (first,)) == typed, "what the complaint itself says comes first"
    half = {"letter_consent_by": "总经理"}
    assert evidence.with_letters(half, (first,))["letter_consent_by"] == "郑宏", "never half of each"


@pytest.mark.rule("R-059")
def test_the_original_the_letter_names_is_placed():
    letters = (
        {"state": "sent", "original_to_archivist_on": date(2028, 1, 6)},
        {"state": "sent", "original_to_archivist_on": date(2028, 1, 5)},
    )
    assert evidence.with_letters({}, letters)["original_letter_at"] == "2028-01-05"
    assert evidence.with_letters({"original_letter_at": "A柜"}, letters)["original_letter_at"] == "A柜"
    assert "original_letter_at" not in evidence.with_letters({}, ({"state": "sent"},))


@pytest.mark.rule("R-059")
@pytest.mark.rule("R-060")
def test_an_agreements_states_are_the_stages_of_the_closing_rules():
    ladder = ({"level": "supervising_leader", "name": "郑宏"}, {"level": "general_manager", "name": "黄志远"})
    for state, stage in (
        ("plan", ""), ("counsel_confirmed", ""), ("approved", ""), ("signed", "agreed"), ("paid", "paid"),
        ("filed", "filed"), ("withdrawn", "withdrawn"),
    ):  # fmt: skip
        row = evidence.agreement_row(state, {"approvals": ladder})
        assert (row["stage"], row["approved_by"]) == (stage, "郑宏、黄志远")
    assert row["levels"] == ("supervising_leader", "general_manager")
    filed = evidence.agreement_row(
        "filed", {"original_to_archivist_on": date(2027, 5, 24), "copy_in_office": True}
    )
    assert (filed["filed_on"], filed["copied"]) == (date(2027, 5, 24), True)


@pytest.mark.rule("R-039")
def test_a_note_informs_once_it_was_sent():
    note = {"subject": "水费", "sent_at": at(2027, 12, 30, 9)}
    assert evidence.note_row("draft", note) is None
    for state in ("sent", "received", "answered", "closed"):
        row = evidence.note_row(state, note)
        assert row is not None
        assert (row["kind"], row["approved_on"]) == ("information_note", date(2027, 12, 30))


@pytest.mark.rule("R-027")
def test_an_information_proves_what_was_sent():
    sent = {"sent_at": at(2027, 7, 2, 17)}
    assert evidence.information_row("to_send", sent) is None
    row = evidence.information_row("sent", sent)
    assert row is not None
    assert (row["kind"], row["approved_on"]) == ("company_information", date(2027, 7, 2))


@pytest.mark.rule("R-056")
def test_a_callback_of_the_complaint_may_be_the_contact():
    done = {
        "state": "done", "done_at": at(2027, 4, 18, 10), "done_by": 3, "opinion": "可以",
        "overall_rating": "fairly_satisfied",
    }  # fmt: skip
    found = evidence.with_callbacks(
        {"handled_at": at(2027, 4, 17)}, (done | {"done_at": at(2027, 4, 17, 9)}, done)
    )
    assert (found["customer_contacted_at"], found["contacted_by"], found["customer_opinion"]) == (
        at(2027, 4, 18, 10), 3, "可以",
    )  # fmt: skip
    assert found["customer_satisfied"] == "fairly_satisfied"
    assert "thanked" not in found
    own = {"customer_contacted_at": at(2027, 4, 19, 9), "customer_opinion": "满意"}
    assert evidence.with_callbacks(own, (done,)) == own
    assert "customer_contacted_at" not in evidence.with_callbacks({}, (done | {"state": "to_do"},))


@pytest.mark.rule("R-050")
def test_vain_attempts_of_callbacks_count_with_those_of_the_complaint():
    mine, theirs = {"at": at(2027, 4, 18, 9)}, {"at": at(2027, 4, 18, 10)}
    found = evidence.with_callbacks(
        {"contact_attempts": (mine,)}, ({"state": "unreachable", "attempts": (theirs,)},)
    )
    assert found["contact_attempts"] == (mine, theirs)
    assert "contact_attempts" not in evidence.with_callbacks({}, ({"state": "to_do"},))
