"""REC-15: consent before any answer, written or oral (R-037), and where the original goes (R-059)."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import letters


def letter(**values: object) -> dict[str, object]:
    """S-03's."""
    return {
        "consent_by": "郑宏", "consent_at": at(2028, 1, 4, 9), "sent_at": at(2028, 1, 4, 15), "sent_how": "post",
        **values,
    }  # fmt: skip


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]


@pytest.mark.rule("R-037")
def test_the_companys_leader_consents_by_name_and_day():
    assert letters.consent_problems(letter(), ["陈国栋"]) == []
    assert found(letters.consent_problems({})) == [("consent_by", "R-037"), ("consent_at", "R-037")]
    assert found(letters.consent_problems(letter(consent_by="陈国栋"), ["陈国栋"])) == [
        ("consent_by", "R-037")
    ]


@pytest.mark.rule("R-037")
@pytest.mark.parametrize("how", ["post", "hand", "mail", "oral"])
def test_no_answer_of_any_kind_before_the_consent(how):
    assert letters.sending_problems(letter(sent_how=how)) == []
    for name in ("consent_by", "consent_at"):
        assert found(letters.sending_problems(letter(sent_how=how, **{name: None}))) == [(name, "R-037")]
    early = letter(sent_how=how, sent_at=at(2028, 1, 4, 8, 59))
    assert found(letters.sending_problems(early)) == [("sent_at", "R-037")]


@pytest.mark.rule("R-037")
def test_an_answer_says_when_and_how():
    assert found(letters.sending_problems(letter(sent_at=None, sent_how=None))) == [
        ("sent_at", "R-037"), ("sent_how", "R-037"),
    ]  # fmt: skip


@pytest.mark.rule("R-059")
def test_the_original_is_not_filed_before_it_came():
    came = {"received_at": at(2027, 12, 29, 10)}
    assert letters.original_problems({"original_to_archivist_on": date(2027, 12, 29)}, came) == []
    assert found(letters.original_problems({"original_to_archivist_on": date(2027, 12, 28)}, came)) == [
        ("original_to_archivist_on", "R-059")
    ]
    assert letters.original_problems({}, came) == []
