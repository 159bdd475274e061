"""R-007 and R-051: signatures are noted, never made."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import signatures

SIGNED = {
    "complainant": "王秀兰",
    "signed_by_customer_name": "王秀兰",
    "signed_at": date(2027, 3, 12),
    "handled_at": at(2027, 3, 12, 9),
}


def fields(problems):
    return [problem.field for problem in problems]


@pytest.mark.rule("R-007")
def test_signed_needs_name_and_date_as_read_from_paper():
    assert signatures.is_signed(SIGNED)
    assert signatures.record_problems(SIGNED, ["苏婷"], date(2027, 3, 12)) == []
    nameless = SIGNED | {"signed_by_customer_name": ""}
    assert not signatures.is_signed(nameless)
    assert fields(signatures.record_problems(nameless)) == ["signed_by_customer_name"]
    undated = SIGNED | {"signed_at": None}
    assert not signatures.is_signed(undated)
    assert fields(signatures.record_problems(undated)) == ["signed_at"]
    assert signatures.record_problems({}) == []


@pytest.mark.rule("R-007")
def test_nobody_of_the_office_signs_for_the_customer():
    forged = SIGNED | {"complainant": None, "signed_by_customer_name": "苏 婷"}
    assert fields(signatures.record_problems(forged, ["苏婷"])) == ["signed_by_customer_name"]


@pytest.mark.rule("R-007")
def test_another_signer_names_the_relation():
    relative = SIGNED | {"signed_by_customer_name": "马军"}
    assert fields(signatures.record_problems(relative)) == ["signer_relation"]
    assert signatures.record_problems(relative | {"signer_relation": "丈夫"}) == []


@pytest.mark.rule("R-007")
def test_recording_warns_that_only_paper_counts():
    assert signatures.only_if_on_paper().msgid == "Only if the customer signed on paper"


@pytest.mark.rule("R-051")
def test_a_signature_is_neither_older_than_the_handling_nor_of_tomorrow():
    early = SIGNED | {"signed_at": date(2027, 3, 11)}
    assert [(p.field, p.rule) for p in signatures.record_problems(early)] == [("signed_at", "R-051")]
    assert fields(signatures.record_problems(SIGNED, (), date(2027, 3, 11))) == ["signed_at"]


@pytest.mark.rule("R-051")
def test_unsigned_closes_with_a_reason_only():
    assert signatures.missing_signature(SIGNED) == []
    assert fields(signatures.missing_signature({})) == ["signed_by_customer_name"]
    for reason in ("refused", "unreachable", "left"):
        assert signatures.missing_signature({"no_signature_reason": reason}) == []
    assert fields(signatures.missing_signature({"no_signature_reason": "lazy"})) == [
        "signed_by_customer_name"
    ]
    assert signatures.missing_signature({"no_signature_reason": "anonymous", "anonymous": True}) == []
    assert fields(signatures.missing_signature({"no_signature_reason": "anonymous"})) == [
        "no_signature_reason"
    ]


@pytest.mark.rule("R-051")
def test_a_signature_and_a_reason_for_none_exclude_each_other():
    both = SIGNED | {"no_signature_reason": "refused"}
    assert fields(signatures.record_problems(both)) == ["no_signature_reason"]
