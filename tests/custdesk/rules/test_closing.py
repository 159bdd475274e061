"""The closing of REC-03 and the steps after it, and what each lacks: R-007, R-023, R-036, R-037, R-039, R-050 to R-053,
R-055, R-056, R-059, R-060, R-063, R-064.
"""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import closing, deadlines, handover, news, routing, signatures
from custdesk.settings import Settings
from tests.custdesk.rules.complaint_values import found, handled

DEFAULT = Settings()
NOTE = {"kind": "information_note", "reference": "联-17"}
CORRECTIVE = {"kind": "corrective_report", "approved_by": "陈国栋", "approved_on": date(2027, 7, 21)}
PREVENTIVE = {"kind": "preventive_report", "approved_by": "陈国栋", "approved_on": date(2027, 7, 21)}
AGREEMENT = {"kind": "compensation_agreement", "stage": "paid", "approved_by": "郑总", "kept_at": "档案室"}


def unreached(*moments, **values: object) -> dict[str, object]:
    """A handled complaint whose customer could not be reached."""
    tries = tuple({"at": moment, "by": 1, "reason": "无人接听"} for moment in moments)
    gone = dict.fromkeys(("customer_contacted_at", "contacted_by", "customer_opinion", "thanked"))
    unsigned = {"signed_by_customer_name": None, "signed_at": None, "no_signature_reason": "unreachable"}
    return handled(**gone, **unsigned, contact_attempts=tries, customer_satisfied="not_reached", **values)


def close(values, papers=(), **more):
    return closing.missing_to_close(values, papers, DEFAULT, **more)


@pytest.mark.rule("R-052")
def test_a_complete_complaint_may_be_closed():
    assert close(handled(), staff_names=["苏婷"], today=date(2027, 3, 12)) == []


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        pytest.param("cause_analysis", "R-052", marks=pytest.mark.rule("R-052")),
        pytest.param("preventive_action", "R-052", marks=pytest.mark.rule("R-052")),
        pytest.param("rectification", "R-056", marks=pytest.mark.rule("R-056")),
        pytest.param("customer_contacted_at", "R-050", marks=pytest.mark.rule("R-050")),
        pytest.param("contacted_by", "R-050", marks=pytest.mark.rule("R-050")),
        pytest.param("customer_opinion", "R-050", marks=pytest.mark.rule("R-050")),
        pytest.param("thanked", "R-050", marks=pytest.mark.rule("R-050")),
        pytest.param("customer_satisfied", "REC-03", marks=pytest.mark.rule("REC-03")),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_closing_names_the_missing_field(field, rule, nothing):
    assert found(close(handled(**{field: nothing}))) == [(field, rule)]


@pytest.mark.rule("R-007")
@pytest.mark.rule("R-051")
def test_closing_looks_at_the_signature():
    unsigned = handled(signed_by_customer_name=None, signed_at=None)
    assert found(close(unsigned)) == [("signed_by_customer_name", "R-051")]
    assert close(unsigned | {"no_signature_reason": "refused"}) == []
    assert found(close(handled(), staff_names=["王秀兰"])) == [("signed_by_customer_name", "R-007")]
    assert found(close(handled(), today=date(2027, 3, 11))) == [("signed_at", "R-007")]


@pytest.mark.rule("R-050")
def test_the_contact_lies_after_the_handling():
    early = handled(customer_contacted_at=at(2027, 3, 11, 17, 19))
    assert found(close(early)) == [("customer_contacted_at", "R-050")]
    assert closing.contact_problems(handled(customer_contacted_at=at(2027, 3, 11, 17, 20)), DEFAULT) == []


@pytest.mark.rule("R-056")
def test_the_contact_after_the_handling_is_the_callback_of_a_complaint():
    silent = dict.fromkeys(("customer_contacted_at", "contacted_by", "customer_opinion", "thanked"))
    assert found(closing.contact_problems(handled(**silent), DEFAULT)) == [("customer_contacted_at", "R-050")]
    assert closing.contact_problems(handled(), DEFAULT) == []


@pytest.mark.rule("R-050")
def test_attempts_used_up_replace_the_contact():
    moments = [at(2027, 3, 11, 18), at(2027, 3, 12, 10), at(2027, 3, 12, 15)]
    assert close(unreached(*moments)) == []
    assert found(close(unreached(*moments[:2]))) == [("customer_contacted_at", "R-050")]
    assert found(close(unreached(at(2027, 3, 11, 9), *moments[:2]))) == [("customer_contacted_at", "R-050")]
    two = Settings({"callback_max_attempts": 2})
    assert closing.contact_problems(unreached(*moments[:2]), two) == []
    silent = unreached(*moments)
    silent["contact_attempts"] = tuple({**row, "reason": ""} for row in silent["contact_attempts"])
    assert found(close(silent)) == [("contact_attempts.reason", "R-050")]


@pytest.mark.rule("R-050")
def test_an_anonymous_complainant_need_not_be_contacted():
    values = unreached(anonymous=True) | {"no_signature_reason": "anonymous"}
    assert close(values) == []


@pytest.mark.rule("R-039")
def test_what_went_to_the_company_still_needs_the_offices_share():
    routed = handled(handler_kind="QC")
    assert found(close(routed)) == [("papers", "R-039")]
    assert close(routed, (NOTE,)) == []
    no_measure = closing.company_problems(routed | {"rectification": ""}, (NOTE,))
    assert found(no_measure) == [("rectification", "R-039")]
    planned = routed | {"company_plan": "全公司培训"}
    assert found(close(planned, (NOTE,))) == [("company_plan_done", "R-039")]
    assert close(planned | {"company_plan_done": "3月20日已培训"}, (NOTE,)) == []
    assert closing.company_problems(handled(rectification=""), ()) == []


@pytest.mark.rule("R-053")
def test_a_major_complaint_needs_both_reports_approved():
    major = handled(nature="major")
    assert found(close(major)) == [("papers", "R-053"), ("papers", "R-053")]
    assert found(close(major, (CORRECTIVE,))) == [("papers", "R-053")]
    draft = PREVENTIVE | {"approved_on": None}
    assert found(close(major, (CORRECTIVE, draft))) == [("papers", "R-053")]
    assert close(major, (CORRECTIVE, PREVENTIVE)) == []
    assert closing.report_problems(handled(), ()) == []


@pytest.mark.rule("R-064")
def test_the_accused_does_not_approve_the_reports():
    major = handled(nature="major", accused_staff="陈国栋")
    assert found(closing.report_problems(major, (CORRECTIVE, PREVENTIVE))) == [("papers", "R-064")]


@pytest.mark.rule("R-053")
def test_an_upgrade_after_closing_reopens_a_downgrade_does_not():
    general, major = handled(), handled(nature="major")
    assert closing.must_reopen("closed", general, major, ())
    assert closing.must_reopen("verified", general, major, (CORRECTIVE,))
    assert not closing.must_reopen("closed", general, major, (CORRECTIVE, PREVENTIVE))
    assert not closing.must_reopen("handled", general, major, ())
    assert not closing.must_reopen("closed", major, general, ())
    assert not closing.must_reopen("closed", major, major, ())


@pytest.mark.rule("R-060")
def test_money_is_paid_or_withdrawn_before_closing():
    money = handled(
        involves_compensation=True,
        handler_kind="supervising_leader",
        leader_decision="同意",
        kept_in_office_reason=None,
    )
    assert found(close(money, (NOTE,))) == [("papers", "R-060")]
    assert close(money, (NOTE, AGREEMENT)) == []
    assert close(money, (NOTE, AGREEMENT | {"stage": "filed"})) == []
    assert close(money, (NOTE, {"kind": "compensation_agreement", "stage": "withdrawn"})) == []
    assert found(close(money, (NOTE, AGREEMENT | {"stage": "agreed"}))) == [("papers.stage", "R-060")]
    assert found(close(money, (NOTE, AGREEMENT | {"approved_by": ""}))) == [("papers.approved_by", "R-060")]
    dispute = money | {"is_building_or_design_dispute": True}
    (problem,) = close(dispute, (NOTE, AGREEMENT | {"approved_by": ""}))
    assert "general manager" in problem.text.msgid


@pytest.mark.rule("R-036")
def test_route_d_closes_with_the_leaders_decision():
    values = handled(against_director=True, handler_kind="supervising_leader")
    assert found(close(values, (NOTE,))) == [("leader_decision", "R-036")]


@pytest.mark.rule("R-037")
def test_a_letter_without_its_reply_is_warned_of():
    letter = handled(is_letter=True)
    (problem,) = close(letter)
    assert (problem.field, problem.rule, problem.grave) == ("papers", "R-037", False)
    assert close(letter, ({"kind": "reply_letter"},)) == []


@pytest.mark.rule("R-055")
def test_handing_over_needs_day_and_receiver():
    closed = handled(closed_at=date(2027, 3, 12))
    assert found(closing.missing_to_hand_over(closed)) == [
        ("handed_over_at", "R-055"),
        ("handed_to", "R-055"),
    ]
    over = closed | {"handed_over_at": date(2027, 3, 15), "handed_to": "孙丽"}
    assert closing.missing_to_hand_over(over) == []
    stale = over | {"closed_at": date(2027, 3, 20)}
    assert found(closing.missing_to_hand_over(stale)) == [("handed_over_at", "R-055")]


@pytest.mark.rule("R-059")
def test_letters_and_agreements_are_filed_before_the_hand_over():
    over = handled(closed_at=date(2027, 3, 12), handed_over_at=date(2027, 3, 15), handed_to="孙丽")
    letter = over | {"is_letter": True}
    assert found(closing.missing_to_hand_over(letter)) == [
        ("original_letter_at", "R-059"),
        ("copy_in_office", "R-059"),
    ]
    assert (
        closing.missing_to_hand_over(letter | {"original_letter_at": "档案室 1月5日", "copy_in_office": True})
        == []
    )
    filed = AGREEMENT | {"stage": "filed"}
    assert found(closing.missing_to_hand_over(over, (filed,))) == [("copy_in_office", "R-059")]
    copied = over | {"copy_in_office": True}
    assert closing.missing_to_hand_over(copied, (filed,)) == []
    assert found(closing.missing_to_hand_over(copied, (AGREEMENT,))) == [("papers.stage", "R-060")]
    assert found(closing.missing_to_hand_over(copied, (filed | {"kept_at": ""},))) == [
        ("papers.kept_at", "R-059")
    ]
    withdrawn = {"kind": "compensation_agreement", "stage": "withdrawn"}
    assert closing.missing_to_hand_over(over, (withdrawn,)) == []


@pytest.mark.rule("R-023")
@pytest.mark.rule("R-063")
def test_only_a_pass_of_qc_ends_it():
    assert found(closing.missing_to_verify({})) == [("qc_result", "R-023")]
    assert found(closing.missing_to_verify({"qc_result": "fail"})) == [("qc_result", "R-063")]
    assert closing.missing_to_verify({"qc_result": "pass"}) == []


@pytest.mark.rule("R-063")
def test_reopening_counts_and_starts_the_clock_anew():
    values = handled(
        closed_at=date(2027, 3, 12), handed_over_at=date(2027, 3, 15), handed_to="孙丽", qc_result="pass"
    )
    now = at(2027, 3, 20, 9)
    again = values | closing.reopening(values, now)
    assert again["reopen_count"] == 1
    assert closing.reopening(again, now)["reopen_count"] == 2
    assert deadlines.complaint_due(again, DEFAULT).at == at(2027, 3, 24)
    assert deadlines.on_time(again, at(2027, 3, 24)) is None
    assert not handover.handover_needed(again, DEFAULT)
    once_more = again | {"handled_at": at(2027, 3, 21, 9)}
    assert {field for field, _ in found(close(once_more))} == {"customer_contacted_at", "signed_at"}


@pytest.mark.scenario("S-02")
@pytest.mark.rule("R-050")
def test_s02_rude_guard_customer_not_reachable():
    received = at(2027, 4, 16, 18, 30)
    values = unreached(
        at(2027, 4, 18, 17),
        at(2027, 4, 19, 9),
        at(2027, 4, 19, 14),
        received_at=received,
        passed_to_office_at=at(2027, 4, 16, 18, 50),
        category="attitude_or_quality",
        handler_kind="QC",
        handled_at=at(2027, 4, 18, 16),
        rectification="护卫班再次交底",
    )
    assert news.pass_on_delay(values) == 20
    assert routing.proposed_lead(values) == routing.lead(values) == "QC"
    assert closing.missing_to_handle(values) == []
    due = deadlines.complaint_due(values, DEFAULT)
    assert (due.at, due.remind) == (at(2027, 4, 20), date(2027, 4, 19))
    assert deadlines.on_time(values, due.at) is True
    note = {"kind": "information_note", "approved_on": date(2027, 4, 17)}
    assert close(values, (note,), today=date(2027, 4, 19)) == []
    assert not signatures.is_signed(values)
    nameless = values | {"signed_at": date(2027, 4, 19), "no_signature_reason": None}
    assert close(nameless, (note,))
    closed = values | {"closed_at": date(2027, 4, 19)}
    assert handover.handover_due(closed, DEFAULT).at == at(2027, 4, 23)
