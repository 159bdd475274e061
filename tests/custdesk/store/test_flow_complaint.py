"""The life-cycle table of REC-03 through the store: every row, and every refused step names its field."""

from __future__ import annotations

import pytest

from custdesk.store.store import Refused
from tests.desks import Office, at, on, said

pytestmark = pytest.mark.rule("REC-03")


def state(office: Office, record: int) -> str:
    return office.values(record)["state"]


def test_new_to_registered(office: Office):
    with pytest.raises(Refused) as trouble:
        office.save("complaint", office.lin, received_at=None, received_by=None, channel=None)
    assert {"received_at", "received_by", "channel", "content", "complainant"} <= said(trouble.value.problems)
    record = office.complaint(anonymous=True, complainant=None)
    assert (state(office, record), office.values(record)["number"]) == ("registered", "TS-2027-0001")


@pytest.mark.rule("R-031 R-056")
def test_registered_to_explained_and_after_all_accepted(office: Office):
    record = office.complaint(received_at=at("04-15 09:00"))
    assert office.refused(record, "explain", office.lin) == {"validity", "explanation"}
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, validity="not_valid")
    assert said(trouble.value.problems) == {"explanation"}
    office.step(record, "explain", office.lin, validity="not_valid", explanation="属市政道路，已说明")
    assert (state(office, record), office.values(record)["due_at"]) == ("explained", None)
    assert office.values(record)["rectification"] is None, (
        "R-056: not valid needs neither callback nor rectification"
    )
    assert office.refused(record, "accept_after_all", office.lin, validity="valid") == {""}
    office.step(record, "accept_after_all", office.zhou, validity="valid")
    assert (state(office, record), office.values(record)["due_at"]) == ("accepted", at("04-19 00:00"))


@pytest.mark.rule("R-030")
def test_registered_to_accepted(office: Office):
    record = office.complaint(validity=None, nature=None, category=None)
    assert office.refused(record, "accept", office.lin) == {"validity", "nature", "category"}
    office.step(record, "accept", office.lin, validity="valid", nature="general", category="charges")
    assert state(office, record) == "accepted"


def test_accepted_to_handling_needs_handler_and_route(office: Office):
    record = office.complaint("accepted", handler=None, handler_kind=None)
    assert office.refused(record, "handle", office.lin) == {"handler", "handler_kind"}
    office.step(record, "handle", office.lin, handler=office.su.id, handler_kind="office_itself")
    assert state(office, record) == "handling"


@pytest.mark.rule("R-033")
def test_kept_in_the_office_against_the_proposal_needs_a_reason(office: Office):
    record = office.complaint("accepted", category="attitude_or_quality")
    assert office.refused(record, "handle", office.lin) == {"kept_in_office_reason"}
    office.step(record, "handle", office.lin, kept_in_office_reason="当场已说清")


@pytest.mark.rule("R-036")
def test_route_d_goes_to_the_supervising_leader_with_a_set_date(office: Office):
    record = office.complaint("accepted", involves_compensation=True)
    assert office.refused(record, "handle", office.lin) == {
        "handler_kind",
        "due_set_to",
        "due_set_by",
        "due_set_on",
    }
    office.step(
        record, "handle", office.lin, handler_kind="supervising_leader", handler="郑宏", due_set_to=at("04-25 00:00"),
        due_set_by="郑宏", due_set_on=on("04-16"), lead_changed_reason="要求赔偿",
    )  # fmt: skip
    assert office.values(record)["due_at"] == at("04-25 00:00")


@pytest.mark.rule("R-043")
def test_a_major_one_has_no_date_until_it_is_set(office: Office):
    record = office.complaint("accepted", nature="major")
    assert office.values(record)["due_at"] is None
    assert office.refused(record, "handle", office.lin) == {"due_set_to", "due_set_by", "due_set_on"}


@pytest.mark.rule("R-041")
def test_handling_to_awaiting_directive_and_back(office: Office):
    record = office.complaint("handling")
    assert office.refused(record, "report_up", office.lin) == {
        "escalations.reported_to",
        "escalations.reported_at",
    }
    report = {"reported_to": "郑宏", "reported_at": office.clock.now}
    office.step(record, "report_up", office.lin, escalations=(report,))
    assert state(office, record) == "awaiting_directive"
    assert office.refused(record, "directed", office.lin) == {
        "escalations.directive", "escalations.directive_by", "escalations.directive_at",
    }  # fmt: skip
    directive = {**report, "directive": "三日内答复", "directive_by": "郑宏", "directive_at": on("04-16")}
    office.step(record, "directed", office.lin, escalations=(directive,))
    assert state(office, record) == "handling"


def test_handling_to_handled(office: Office):
    record = office.complaint("handling")
    assert office.refused(record, "finish", office.lin) == {"handling", "handled_at"}
    assert office.refused(record, "finish", office.lin, handling="x", handled_at=at("04-01 09:00")) == {
        "handled_at"
    }
    office.step(record, "finish", office.lin, handling="已约谈", handled_at=office.clock.now)
    assert office.see(record).values["on_time"] is True


@pytest.mark.rule("R-049")
def test_a_dispute_needs_a_photo_or_a_confirmed_reason(office: Office):
    record = office.complaint(
        "handling", is_building_or_design_dispute=True, handling="已查", handled_at=at("04-16 18:50")
    )
    assert office.refused(record, "finish", office.lin) == {"photos", "investigation"}
    office.change(record, office.lin, investigation="外墙渗水")
    assert office.refused(record, "finish", office.lin, no_photo_reason="业主不让进") == {
        "no_photo_confirmed_by"
    }
    office.store.attach(record, b"jpeg", "外墙.jpg", "photo", office.lin)
    office.step(record, "finish", office.lin)


@pytest.mark.rule("R-037")
def test_a_letter_is_answered_after_the_leaders_consent(office: Office):
    record = office.complaint("handling", is_letter=True, handling="拟复", handled_at=at("04-16 18:50"))
    assert office.refused(record, "finish", office.lin) == {"letter_consent_by", "letter_consent_at"}
    office.step(record, "finish", office.lin, letter_consent_by="郑宏", letter_consent_at=at("04-16 10:00"))


@pytest.mark.rule("R-063")
def test_handled_back_to_handling_with_a_reason_is_a_reopening(office: Office):
    record = office.complaint("handled")
    office.clock.set("04-18 09:00")
    assert office.refused(record, "again", office.lin) == {"reason"}
    office.step(record, "again", office.lin, "顾客不满意")
    values = office.values(record)
    assert (values["state"], values["handled_at"], values["reopen_count"]) == ("handling", None, 1)
    assert values["due_at"] == at("04-22 00:00"), "R-042 from the new call"


@pytest.mark.rule("R-052")
def test_handled_to_closed_names_all_that_is_missing(office: Office):
    record = office.complaint("handled")
    assert office.refused(record, "close", office.lin) == {
        "cause_analysis", "preventive_action", "rectification", "customer_contacted_at", "customer_satisfied",
        "signed_by_customer_name",
    }  # fmt: skip
    closed = office.complaint("closed")
    values = office.values(closed)
    assert (values["closed_at"], values["frozen_at"]) == (on("04-16"), office.clock.now)


@pytest.mark.rule("R-007")
def test_nobody_of_the_office_signs_for_the_customer(office: Office):
    record = office.complaint("handled")
    for wrong, fields in (
        ({"signed_by_customer_name": "马先生"}, {"signed_at"}), ({"signed_at": on("04-16")}, {"signed_by_customer_name"}),
        ({"signed_by_customer_name": "苏婷", "signed_at": on("04-16"), "signer_relation": "代"}, {"signed_by_customer_name"}),
        ({"signed_by_customer_name": "马太太", "signed_at": on("04-16")}, {"signer_relation"}),
        ({"signed_by_customer_name": "马先生", "signed_at": on("04-17")}, {"signed_at"}),
    ):  # fmt: skip
        with pytest.raises(Refused) as trouble:
            office.change(record, office.lin, **wrong)
        assert said(trouble.value.problems) == fields


@pytest.mark.rule("R-051")
def test_a_signature_excludes_the_reason_for_none(office: Office):
    record = office.complaint("handled")
    signed = {"signed_by_customer_name": "马先生", "signed_at": on("04-16")}
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, **signed, no_signature_reason="refused")
    assert said(trouble.value.problems) == {"no_signature_reason"}
    office.change(record, office.lin, **signed)


@pytest.mark.rule("R-053")
def test_a_major_one_is_closed_by_the_manager_with_both_reports(office: Office):
    given = {
        "nature": "major", "due_set_to": at("04-30 00:00"), "due_set_by": "陈国栋", "due_set_on": on("04-16"),
        "cause_analysis": "一", "preventive_action": "二", "rectification": "三", "customer_contacted_at": at("04-16 18:50"),
        "contacted_by": office.lin.id, "customer_opinion": "可", "thanked": True, "customer_satisfied": "not_reached",
        "no_signature_reason": "refused",
    }  # fmt: skip
    record = office.complaint("handled", **given)
    assert "" in office.refused(record, "close", office.lin)
    assert office.refused(record, "close", office.chen) == {"papers"}
    papers = tuple(
        {"kind": kind, "approved_by": "郑宏", "approved_on": on("04-16")}
        for kind in ("corrective_report", "preventive_report")
    )
    office.step(record, "close", office.chen, papers=papers)
    assert state(office, record) == "closed"


@pytest.mark.rule("R-064")
def test_against_the_manager_the_leader_closes_and_the_supervisor_records_it(office: Office):
    given = {
        "against_director": True, "category": "compensation_or_director", "handler_kind": "supervising_leader",
        "handler": "郑宏", "due_set_to": at("04-30 00:00"), "due_set_by": "郑宏", "due_set_on": on("04-16"),
        "cause_analysis": "一", "preventive_action": "二", "rectification": "三", "customer_contacted_at": at("04-16 18:50"),
        "contacted_by": "郑宏", "customer_opinion": "可", "thanked": True, "customer_satisfied": "not_reached",
        "no_signature_reason": "refused", "papers": ({"kind": "information_note", "reference": "联-1"},),
    }  # fmt: skip
    record = office.complaint("handled", **given)
    assert office.refused(record, "close", office.lin) >= {"", "leader_decision"}
    assert office.refused(record, "close", office.zhou) == {"leader_decision"}
    with pytest.raises(Refused):
        office.store.apply(record, "close", office.chen)
    office.step(record, "close", office.zhou, leader_decision="主任当面道歉")
    assert state(office, record) == "closed"


@pytest.mark.rule("R-055")
def test_closed_to_handed_over_to_verified(office: Office):
    record = office.complaint(
        "closed", is_letter=True, letter_consent_by="郑宏", letter_consent_at=at("04-16 10:00")
    )
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) == "2027-04-20T00:00"
    assert office.refused(record, "hand_over", office.su) == {
        "handed_over_at", "handed_to", "original_letter_at", "copy_in_office",
    }  # fmt: skip
    office.step(
        record, "hand_over", office.su, handed_over_at=on("04-16"), handed_to="孙丽", original_letter_at="档案室",
        copy_in_office=True,
    )  # fmt: skip
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) is None
    assert office.refused(record, "verify", office.su) == {"qc_result"}
    assert office.refused(record, "verify", office.su, qc_result="fail") == {"qc_result"}
    office.step(record, "verify", office.su, qc_result="pass")
    assert (state(office, record), office.values(record)["edition"]) == ("verified", 1)


@pytest.mark.rule("R-063")
def test_failed_by_qc_it_is_in_hand_again(office: Office):
    record = office.complaint("handed_over")
    assert office.refused(record, "qc_failed", office.su) == {"reason"}
    office.clock.set("04-20 09:00")
    office.step(record, "qc_failed", office.su, "原因没有查清")
    values = office.values(record)
    assert (values["state"], values["reopen_count"], values["handed_over_at"]) == ("handling", 1, None)
    assert (values["due_at"], values["frozen_at"]) == (at("04-24 00:00"), None)


@pytest.mark.rule("R-063")
@pytest.mark.parametrize("from_state", ["closed", "handed_over", "verified"])
def test_reopened_it_runs_anew_and_can_be_closed_again(office: Office, from_state: str):
    record = office.complaint(from_state)
    office.clock.set("04-20 09:00")
    assert office.refused(record, "reopen", office.lin, "又来") == {""}
    assert office.refused(record, "reopen", office.zhou) == {"reason"}
    office.step(record, "reopen", office.zhou, "又发生同样的事")
    values = office.values(record)
    assert (values["state"], values["reopen_count"], values["closed_at"]) == ("handling", 1, None)
    assert (values["due_at"], values["due_why"].msgid) == (
        at("04-24 00:00"),
        "{days} days from the reopening",
    )
    office.clock.set("04-21 09:00")
    office.step(record, "finish", office.lin, handling="换岗", handled_at=office.clock.now)
    assert office.refused(record, "close", office.lin) == {"customer_contacted_at", "signed_at"}
    office.step(record, "close", office.lin, customer_contacted_at=office.clock.now, signed_at=on("04-21"))
    assert state(office, record) == "closed"


def test_registered_or_accepted_to_voided_by_the_manager(office: Office):
    for upto in ("registered", "accepted"):
        record = office.complaint(upto)
        assert office.refused(record, "void", office.zhou, "重复") == {""}
        assert office.refused(record, "void", office.chen) == {"reason"}
        office.step(record, "void", office.chen, "重复登记")
        assert state(office, record) == "voided"
    later = office.complaint("handling")
    assert office.refused(later, "void", office.chen, "重复") == {""}


@pytest.mark.parametrize(
    ("upto", "step"),
    [
        ("registered", "handle"),
        ("accepted", "finish"),
        ("handling", "close"),
        ("handled", "hand_over"),
        ("closed", "verify"),
    ],
)
def test_no_step_is_skipped(office: Office, upto: str, step: str):
    assert office.refused(office.complaint(upto), step, office.zhou) == {""}


@pytest.mark.rule("R-038")
def test_a_changed_lead_needs_its_reason(office: Office):
    record = office.complaint("handling")
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, handler_kind="QC")
    assert said(trouble.value.problems) == {"lead_changed_reason"}
    office.change(record, office.lin, handler_kind="QC", lead_changed_reason="涉及保安外包单位")


@pytest.mark.rule("R-030")
def test_the_form_is_printed_from_accepted_on(office: Office):
    record = office.complaint()
    form = office.see(record).record.form
    assert said(form.printable("registered", office.values(record))) == {"validity"}
    assert form.printable("accepted", office.values(record)) == []
