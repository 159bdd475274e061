"""The steps of REC-03 up to the end of the handling and what each lacks: R-031 to R-033, R-035 to R-037, R-040, R-041,
R-043, R-049, R-064.
"""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import closing
from tests.custdesk.rules.complaint_values import found, handled


@pytest.mark.rule("REC-03")
@pytest.mark.parametrize("field", ["received_at", "received_by", "channel", "content", "complainant"])
def test_registering_asks_for_the_first_facts(field):
    assert found(closing.missing_to_register(handled())) == []
    assert found(closing.missing_to_register(handled(**{field: None}))) == [(field, "REC-03")]


@pytest.mark.rule("REC-03")
def test_an_anonymous_complaint_needs_no_name():
    assert closing.missing_to_register(handled(complainant=None, anonymous=True)) == []


@pytest.mark.rule("R-032")
@pytest.mark.rule("R-031")
def test_explaining_and_accepting_pass_on_what_validity_finds():
    assert found(closing.missing_to_explain({"validity": "not_valid"})) == [("explanation", "R-031")]
    assert found(closing.missing_to_accept({"validity": "valid", "nature": "general"})) == [
        ("category", "R-032")
    ]
    assert closing.missing_to_accept(handled()) == []


@pytest.mark.rule("R-043")
def test_handling_starts_with_handler_route_and_set_date():
    assert closing.missing_to_handle(handled()) == []
    assert found(closing.missing_to_handle(handled(handler=None))) == [("handler", "REC-03")]
    assert ("kept_in_office_reason", "R-033") in found(
        closing.missing_to_handle(handled(kept_in_office_reason=""))
    )
    assert ("handler", "R-064") in found(closing.missing_to_handle(handled(accused_staff=1)))
    undated = handled(nature="major")
    assert {field for field, _ in found(closing.missing_to_handle(undated))} == {
        "due_set_to",
        "due_set_by",
        "due_set_on",
    }


@pytest.mark.rule("R-035")
def test_handling_charges_by_another_than_finance_needs_the_reason():
    bill = handled(category="charges", kept_in_office_reason="")
    assert found(closing.missing_to_handle(bill)) == [("kept_in_office_reason", "R-035")]
    assert closing.missing_to_handle(bill | {"kept_in_office_reason": "抄表错误当场更正"}) == []
    assert closing.missing_to_handle(bill | {"handler_kind": "finance"}) == []


@pytest.mark.rule("R-064")
def test_handling_does_not_start_with_the_accused_as_handler():
    assert found(closing.missing_to_handle(handled(accused_staff=1, handler=1))) == [("handler", "R-064")]
    assert closing.missing_to_handle(handled(accused_staff=1, handler=2)) == []


@pytest.mark.rule("R-036")
def test_money_demanded_during_the_handling_is_re_routed_before_it_is_finished():
    later = handled(involves_compensation=True)
    assert found(closing.missing_to_finish(later)) == [("handler_kind", "R-036")]
    assert closing.missing_to_finish(later | {"handler_kind": "supervising_leader"}) == []


@pytest.mark.rule("R-032 R-040")
def test_what_accepting_and_routing_needed_is_asked_again_when_finishing():
    assert found(closing.missing_to_finish(handled(nature=None))) == [("nature", "R-032")]
    assert found(closing.missing_to_finish(handled(category="other", handler_kind=None))) == [
        ("handler_kind", "R-040")
    ]


@pytest.mark.rule("R-041")
def test_reporting_upward_names_whom_and_when():
    assert found(closing.missing_to_report({})) == [
        ("escalations.reported_to", "R-041"),
        ("escalations.reported_at", "R-041"),
    ]
    row = {"reported_to": "郑总", "reported_at": at(2027, 3, 11, 11)}
    assert closing.missing_to_report({"escalations": (row,)}) == []
    answered = row | {"directive": "照办", "directive_by": "郑总", "directive_at": date(2027, 3, 11)}
    assert found(closing.missing_to_report({"escalations": (answered,)})) == [("escalations", "R-041")]
    assert closing.missing_to_resume({"escalations": (answered,)}) == []
    assert len(closing.missing_to_resume({"escalations": (row,)})) == 3


@pytest.mark.rule("REC-03")
def test_finishing_needs_handling_and_time():
    assert closing.missing_to_finish(handled()) == []
    assert found(closing.missing_to_finish(handled(handling=" "))) == [("handling", "REC-03")]
    assert found(closing.missing_to_finish(handled(handled_at=None))) == [("handled_at", "REC-03")]
    assert found(closing.missing_to_finish(handled(handled_at=at(2027, 3, 11, 10, 4)))) == [
        ("handled_at", "REC-03")
    ]


@pytest.mark.rule("R-049")
def test_a_building_dispute_needs_a_photo_or_a_confirmed_reason():
    dispute = handled(is_building_or_design_dispute=True)
    assert found(closing.missing_to_finish(dispute)) == [("investigation", "R-049"), ("photos", "R-049")]
    dispute = {**dispute, "investigation": "外墙渗水"}
    assert found(closing.missing_to_finish(dispute)) == [("photos", "R-049")]
    assert closing.photo_problems(dispute | {"photos": 1}) == []
    assert closing.photo_problems(dispute | {"photos": ("a.jpg",)}) == []
    assert found(closing.photo_problems(dispute | {"photos": ()})) == [("photos", "R-049")]
    reasoned = dispute | {"no_photo_reason": "业主拒绝入内"}
    assert found(closing.photo_problems(reasoned)) == [("no_photo_confirmed_by", "R-049")]
    assert closing.photo_problems(reasoned | {"no_photo_confirmed_by": 2}) == []
    assert closing.photo_problems(handled()) == []
    assert [closing.photo_count({"photos": photos}) for photos in (2, ("a",), None, True)] == [2, 1, 0, 0]


@pytest.mark.rule("R-037")
def test_s03_a_letter_is_answered_after_the_leaders_consent():
    letter = handled(is_letter=True, received_at=at(2027, 12, 29, 10), handled_at=at(2028, 1, 4, 16))
    assert found(closing.missing_to_finish(letter)) == [
        ("letter_consent_by", "R-037"),
        ("letter_consent_at", "R-037"),
    ]
    letter |= {"letter_consent_by": "郑总", "letter_consent_at": date(2028, 1, 4)}
    assert closing.missing_to_finish(letter) == []
    late = letter | {"letter_consent_at": date(2028, 1, 5)}
    assert found(closing.missing_to_finish(late)) == [("letter_consent_at", "R-037")]


@pytest.mark.rule("R-041")
def test_finishing_warns_when_the_directive_is_not_named():
    row = {
        "reported_to": "郑总",
        "directive": "照办",
        "directive_by": "郑总",
        "directive_at": date(2027, 3, 11),
    }
    (problem,) = closing.missing_to_finish(handled(escalations=(row,)))
    assert (problem.field, problem.grave) == ("handling", False)
