"""The papers of a complaint through the store: REC-13 to REC-16, REC-36, REC-47, REC-48, and what they prove."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.store.store import Refused
from tests.desk_papers import LADDER, REPORT, against_the_manager, agreement, major, note, notices, report
from tests.desks import WORDS, Office, at, on, said

READY = {
    "cause_analysis": "一", "preventive_action": "二", "rectification": "三", "customer_contacted_at": at("04-16 18:50"),
    "customer_opinion": "可", "thanked": True, "customer_satisfied": "not_reached", "no_signature_reason": "refused",
    "contacted_by": "郑宏",
}  # fmt: skip

MORE_TO_TYPE = {
    "improvement_measure",
    "repair_order",
    "engineering_repair",
}  # a date, a kind: not of the complaint


def state(office: Office, record: int) -> str:
    return office.values(record)["state"]


def informed(office: Office, record: int) -> list[dict]:
    """The informations to the company about a record."""
    found = office.store.facts(office.zhou).referring(record, "company_information")
    return [dict(seen.values) for seen in found]


# -- REC-13 and REC-14 -----------------------------------------------------------------------------------


@pytest.mark.rule("R-053")
def test_a_major_complaint_closes_with_both_reports_approved(office: Office):
    record = major(office, "handled", **READY)
    assert office.refused(record, "close", office.chen) == {"papers"}
    corrective = report(office, "corrective_report", record, "submitted")
    report(office, "preventive_report", record, "approved")
    assert office.refused(record, "close", office.chen) == {"papers"}
    office.step(corrective, "approve", office.chen)
    office.step(record, "close", office.chen)
    assert state(office, record) == "closed"


@pytest.mark.rule("R-009")
@pytest.mark.rule("R-053")
@pytest.mark.parametrize("form", list(REPORT))
def test_a_report_goes_from_draft_to_closed(office: Office, form: str):
    record = office.save(form, office.lin, origin=major(office), prepared_at=at("04-16 09:00"))
    needed = {"cause", "responsible_unit", "due_on", *(name for name in REPORT[form])}
    assert office.values(record)["responsible_unit"] == "管理处"
    assert office.refused(record, "submit", office.lin, responsible_unit=None) >= needed - {
        "responsible_unit"
    }
    office.step(record, "submit", office.lin, cause="接缝老化", due_on=on("05-15"), **REPORT[form])
    assert office.refused(record, "approve", office.lin) == {""}
    assert office.refused(record, "approve", office.zhou) == {""}
    office.step(record, "return", office.chen, "原因不清")
    assert state(office, record) == "draft"
    office.step(record, "submit", office.lin, cause="防水层接缝老化")
    office.step(record, "approve", office.chen)
    values = office.values(record)
    assert (values["approved_by"], values["approved_at"]) == (office.chen.id, office.clock.now)
    assert values["frozen_at"] is not None
    with pytest.raises(Refused):
        office.change(record, office.lin, cause="别的")
    office.step(record, "execute", office.lin)
    assert office.refused(record, "verify", office.lin) == {"verified_by", "verified_on", "effective"}
    assert office.refused(
        record, "verify", office.lin, verified_by="林晓燕", verified_on=on("04-16"), effective=True
    ) == {"verified_by"}
    office.step(record, "verify", office.lin, verified_by="孙丽", verified_on=on("04-16"), effective=True)
    assert office.refused(record, "close", office.zhou) == {""}
    office.step(record, "close", office.chen)
    assert state(office, record) == "closed"


@pytest.mark.rule("REC-13")
def test_what_was_not_effective_is_carried_out_again(office: Office):
    record = report(office, "corrective_report", major(office), "in_execution")
    office.step(record, "verify", office.zhou, verified_by="周敏", verified_on=on("04-16"), effective=False)
    values = office.values(record)
    assert (values["state"], values["effective"], values["verified_by"]) == ("in_execution", None, None)
    told = [line.what for line in office.read(office.zhou).history(record)]
    assert told[:2] == ["step:not_effective", "step:verify"]
    office.step(record, "verify", office.zhou, verified_by="周敏", verified_on=on("04-16"), effective=True)
    assert state(office, record) == "verified"


@pytest.mark.rule("R-008")
def test_both_reports_share_one_series(office: Office):
    record = major(office)
    numbers = [office.values(report(office, form, record))["number"] for form in (*REPORT, *REPORT)]
    assert numbers == [f"JC-2027-000{place}" for place in (1, 2, 3, 4)]
    old = office.save("corrective_report", office.lin, origin=record, prepared_at=at("12-31 23:50", 2026))
    assert office.values(old)["number"] == "JC-2026-0001"
    found = Desk(office.store, office.lin).find("JC-2027-0002")[0]
    assert [hit.form for hit in found] == ["preventive_report"]


@pytest.mark.rule("R-054")
def test_the_announcement_is_one_fact_on_complaint_and_report(office: Office):
    record = major(office)
    corrective = report(office, "corrective_report", record, "approved")
    shown = {one.field: one for one in notices(office, record)}
    assert dict(shown["company_announced_at"].text.values)["due"] == at("04-24 00:00")
    assert office.see(corrective).values["announced_on"] is None
    assert office.values(record)["announce_due"] == at("04-24 00:00")
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) == "2027-04-24T00:00", (
        "the calendar shows it"
    )
    office.change(record, office.lin, company_announced_at=on("04-16"))
    assert office.see(corrective).values["announced_on"] == on("04-16")
    assert "company_announced_at" not in {one.field for one in notices(office, record)}
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) == "2027-04-30T00:00", (
        "the case's own date"
    )


@pytest.mark.rule("R-064")
def test_against_the_manager_the_leader_approves_and_the_supervisor_types_it_in(office: Office):
    record = against_the_manager(office, nature="major", leader_decision="由公司处理")
    corrective = report(office, "corrective_report", record, "submitted")
    given = {"approved_by": "郑宏", "approved_at": office.clock.now}
    for person in (office.chen, office.lin):
        with pytest.raises(Refused):
            office.store.apply(corrective, "approve", person, values=given)
    assert office.refused(corrective, "approve", office.zhou) == {"approved_by", "approved_at"}
    for name in ("陈国栋", "周敏", office.chen.id):
        assert office.refused(corrective, "approve", office.zhou, **{**given, "approved_by": name}) == {
            "approved_by"
        }
    office.step(corrective, "approve", office.zhou, **given)
    assert office.values(corrective)["approved_by"] == "郑宏"
    with pytest.raises(Refused):
        office.store.apply(corrective, "void", office.chen, reason="不要")


@pytest.mark.rule("R-064")
def test_without_a_supervisor_the_assistant_types_the_leaders_approval_in(office: Office):
    office.store.set_setting("org_preset", "single_assistant", office.chen, "公司的要求")
    record = against_the_manager(office, nature="major")
    corrective = report(office, "corrective_report", record, "submitted")
    office.step(corrective, "approve", office.su, approved_by="郑宏", approved_at=office.clock.now)
    assert state(office, corrective) == "approved"


@pytest.mark.rule("R-064")
def test_only_the_deputy_accused_the_manager_approves_the_reports(office: Office):
    record = against_the_manager(office, nature="major", accused_staff=office.guo.id)
    corrective = report(office, "corrective_report", record, "submitted")
    office.step(corrective, "approve", office.chen)
    assert office.values(corrective)["approved_by"] == office.chen.id


# -- REC-15 ----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-037")
def test_a_letter_is_consented_to_before_it_answers_and_the_complaint_knows(office: Office):
    record = office.complaint("handling", is_letter=True)
    done = {"handling": "已复函", "handled_at": office.clock.now}
    assert office.refused(record, "finish", office.lin, **done) == {"letter_consent_by", "letter_consent_at"}
    letter = office.save("reply_letter", office.lin, complaint=record)
    assert office.refused(letter, "ask", office.lin) == {"body"}
    assert office.refused(letter, "send", office.lin, sent_at=office.clock.now, sent_how="oral") == {""}
    office.step(letter, "ask", office.lin, body="您的来函已核实")
    assert office.refused(letter, "send", office.lin, sent_at=office.clock.now, sent_how="oral") == {""}
    assert office.refused(letter, "consent", office.lin) == {"consent_by", "consent_at"}
    assert office.refused(
        letter, "consent", office.lin, consent_by="陈国栋", consent_at=office.clock.now
    ) == {"consent_by"}
    office.step(letter, "refuse", office.lin, "措辞不当")
    assert state(office, letter) == "draft"
    office.step(letter, "ask", office.lin, body="您的来函已核实，致歉")
    office.step(letter, "consent", office.lin, consent_by="郑宏", consent_at=at("04-16 10:00"))
    assert office.refused(letter, "send", office.lin, sent_at=at("04-16 09:59"), sent_how="oral") == {
        "sent_at"
    }
    office.step(letter, "send", office.lin, sent_at=at("04-16 11:00"), sent_how="post")
    office.step(record, "finish", office.lin, **done)
    assert state(office, record) == "handled"
    assert office.values(record)["letter_consent_by"] is None, "the letter holds the fact"


@pytest.mark.rule("R-037")
def test_receipt_extension_and_bare_news_need_no_consent(office: Office):
    record = office.complaint("handling", is_letter=True, channel="letter")
    told = {"at": office.clock.now, "by": office.lin.id, "text": "来函已收到，正在核实"}
    later = {
        "new_due": at("04-24 00:00"), "reason": "等财务部核对", "told_at": office.clock.now, "told_by": office.lin.id,
        "customer_agreed": True,
    }  # fmt: skip
    office.change(record, office.lin, progress=(told,), extensions=(later,))
    assert office.values(record)["due_at"] == at("04-24 00:00")
    shown = {one.field for one in notices(office, record)}
    assert "letter_consent_by" in shown, "Shows: consent missing"


@pytest.mark.rule("R-059")
def test_the_original_named_on_the_letter_is_enough_for_the_hand_over(office: Office):
    record = office.complaint(
        "handling", is_letter=True, letter_consent_by="郑宏", letter_consent_at=at("04-16 10:00")
    )
    letter = office.save("reply_letter", office.lin, complaint=record, body="答复")
    office.step(letter, "ask", office.lin)
    office.step(letter, "consent", office.lin, consent_by="郑宏", consent_at=at("04-16 10:00"))
    office.step(letter, "send", office.lin, sent_at=at("04-16 11:00"), sent_how="hand")
    office.step(record, "finish", office.lin, handling="已复", handled_at=office.clock.now)
    office.step(record, "close", office.lin, **READY)
    over = {"handed_over_at": on("04-16"), "handed_to": "孙丽", "copy_in_office": True}
    assert office.refused(record, "hand_over", office.lin, **over) == {"original_letter_at"}
    office.change(letter, office.lin, original_to_archivist_on=on("04-16"))
    office.step(record, "hand_over", office.lin, **over)
    assert state(office, record) == "handed_over"


# -- REC-16 ----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-060")
def test_money_is_paid_before_closing_and_filed_before_the_hand_over(office: Office):
    record = office.complaint(
        "handling", involves_compensation=True, handler_kind="supervising_leader", handler="郑宏",
        due_set_to=at("04-30 00:00"), due_set_by="郑宏", due_set_on=on("04-16"), leader_decision="同意", **READY,
    )  # fmt: skip
    note(office, record, sent=office.clock.now)
    office.step(record, "finish", office.lin, handling="赔付", handled_at=office.clock.now)
    assert office.refused(record, "close", office.lin) == {"papers"}
    paid = agreement(office, record, "signed")
    assert office.refused(record, "close", office.lin) == {"papers.stage"}
    office.step(paid, "pay", office.lin, paid_on=on("04-16"))
    office.step(record, "close", office.lin)
    over = {"handed_over_at": on("04-16"), "handed_to": "孙丽"}
    assert office.refused(record, "hand_over", office.lin, **over) == {
        "papers.stage", "papers.kept_at", "copy_in_office",
    }  # fmt: skip
    assert office.refused(paid, "file", office.lin) == {"original_to_archivist_on", "copy_in_office"}
    office.step(paid, "file", office.lin, original_to_archivist_on=on("04-16"), copy_in_office=True)
    office.step(record, "hand_over", office.lin, **over)
    assert state(office, record) == "handed_over"


@pytest.mark.rule("R-060")
def test_every_rung_of_the_ladder_is_asked_for(office: Office):
    record = office.complaint(
        "handling", is_building_or_design_dispute=True, involves_compensation=True, category="compensation_or_director",
        handler_kind="supervising_leader", due_set_to=at("04-30 00:00"), due_set_by="郑宏", due_set_on=on("04-16"),
    )  # fmt: skip
    plan = office.save("compensation", office.lin, complaint=record)
    assert office.refused(plan, "counsel", office.lin) == {
        "plan", "amount", "counsel_confirmed_at", "contract_basis", "technical_opinion", "counsel_opinion",
    }  # fmt: skip
    bases = dict.fromkeys(("contract_basis", "technical_opinion", "counsel_opinion"), "有")
    office.step(plan, "counsel", office.lin, plan="赔", amount=1, counsel_confirmed_at=on("04-16"), **bases)
    assert office.refused(plan, "approve", office.lin) == {"approvals"}
    assert office.refused(plan, "approve", office.lin, approvals=LADDER[:1]) == {"approvals"}
    office.step(plan, "approve", office.lin, approvals=LADDER)
    assert office.refused(plan, "pay", office.lin, paid_on=on("04-16")) == {""}
    assert office.refused(plan, "sign", office.lin) == {"customer_signed_on"}
    with pytest.raises(Refused):
        office.change(plan, office.lin, amount=2)
    office.step(plan, "withdraw", office.lin, "顾客撤回要求")
    assert (state(office, plan), office.values(plan)["frozen_at"]) == ("withdrawn", office.clock.now)


@pytest.mark.rule("R-060")
def test_a_withdrawn_offer_closes_too_and_the_route_stays(office: Office):
    record = office.complaint(
        "handling", involves_compensation=True, handler_kind="supervising_leader", handler="郑宏",
        due_set_to=at("04-30 00:00"), due_set_by="郑宏", due_set_on=on("04-16"), leader_decision="不赔", **READY,
    )  # fmt: skip
    note(office, record, sent=office.clock.now)
    office.step(agreement(office, record, "approved"), "withdraw", office.lin, "顾客不再要求")
    office.step(record, "finish", office.lin, handling="说明", handled_at=office.clock.now)
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, handler_kind="office_itself", kept_in_office_reason="不赔了")
    assert said(trouble.value.problems) >= {"handler_kind"}, "D routing stays"
    office.step(record, "close", office.lin)
    assert state(office, record) == "closed"


@pytest.mark.rule("REC-16")
def test_the_amount_stands_in_words_too(office: Office):
    seen = office.see(agreement(office, office.complaint("handling")))
    assert (seen.show("amount", WORDS), seen.show("in_words", WORDS)) == ("3,000.00", "叁仟元整")
