"""REC-07 in the store: what it asks, what it covers, complaints heard, the month's signatures, its sheet."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper.render import page_text
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle
from custdesk.records.callback_month import DUTIES
from custdesk.rules.periods import month_of
from custdesk.store.store import Refused
from tests.custdesk.records.test_repair_order import listed, made
from tests.desk_repairs import answers, bring, callback, called, of_order, order, report, rework_of
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")
DUTY = DUTIES[0]


def notices(office: Office, record_id: int) -> set[str]:
    """Return the fields the reminders on a form name."""
    values = office.values(record_id)
    facts = office.store.facts(office.zhou, record_id)
    return said(BY_KEY["service_callback"].form.notices(values, facts))


# -- content ---------------------------------------------------------------------------------------------


@pytest.mark.rule("R-066")
def test_a_callback_names_each_answer_it_lacks(office: Office):
    (routine,) = of_order(office, order(office, "finished"))
    needed = set(answers(office))
    assert office.refused(routine["id"], "done", office.su) == needed
    office.step(routine["id"], "done", office.su, **answers(office, person_reached="王先生"))
    values = office.values(routine["id"])
    assert (values["state"], values["person_reached"]) == ("done", "王先生")


@pytest.mark.rule("R-066")
def test_of_a_complaint_no_work_is_judged(office: Office):
    about = callback(office, office.complaint(), "complaint")
    assert office.refused(about, "done", office.su) == {
        "method", "done_at", "done_by", "person_reached", "defect_found", "complaint_made",
    }  # fmt: skip


def test_clerk_and_duty_person_call_back_stewards_do_not(office: Office):
    (routine,) = of_order(office, order(office, "finished"))
    assert office.refused(routine["id"], "done", office.zhao, **answers(office)) == {""}
    office.step(routine["id"], "done", office.xu, **answers(office, office.xu))


@pytest.mark.rule("R-007")
def test_neither_the_caller_nor_the_worker_signs(office: Office):
    (routine,) = of_order(office, order(office, "finished"))
    called(office, routine["id"], done_by="回访员小李")
    today = office.clock.now.date()
    for name in ("吴建平", "苏婷", "回访员小李"):
        assert office.refused(routine["id"], "sign", office.su, signed_by_customer_name=name, signed_at=today,
                              signer_relation="代") == {"signed_by_customer_name"}  # fmt: skip
    assert office.refused(routine["id"], "sign", office.su) == {"signed_by_customer_name"}
    office.step(routine["id"], "sign", office.su, signed_by_customer_name="王秀兰", signed_at=today)
    assert office.values(routine["id"])["frozen_at"] is not None


# -- what it does for the order --------------------------------------------------------------------------


@pytest.mark.rule("R-065")
@pytest.mark.parametrize("kind", ["monthly", "weekly_sample", "survey"])
def test_any_callback_after_the_finish_does_for_the_routine_one(office: Office, kind: str):
    first = order(office, "signed_off")
    other = callback(office, first, kind)
    called(office, other)
    states = {one["kind"]: one["state"] for one in of_order(office, first)}
    assert states == {"routine": "covered", kind: "done"}
    (routine,) = [one for one in of_order(office, first) if one["kind"] == "routine"]
    assert routine["covered_by"] == other
    assert office.values(first)["state"] == "closed"


@pytest.mark.rule("R-065")
def test_the_callback_of_a_rework_does_for_the_routine_one_of_its_order(office: Office):
    first = order(office, "signed_off")
    child = report(office, first)
    (special,) = of_order(office, child["id"])
    called(office, special["id"])
    office.clock.pass_minutes(30)
    assert [one["state"] for one in of_order(office, first)] == ["due"], "the rework was not done yet"
    bring(office, child["id"], "signed_off")
    (further,) = of_order(office, child["id"], "due")
    called(office, further["id"])
    assert [one["state"] for one in of_order(office, first)] == ["covered"]
    assert [office.values(one)["state"] for one in (child["id"], first)] == ["closed", "closed"]


@pytest.mark.rule("R-069")
def test_a_defect_answered_later_orders_the_rework_too_and_stays_answered(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    called(office, routine["id"])
    assert office.values(first)["state"] == "closed"
    office.change(routine["id"], office.su, defect_found=True, opinion="又渗水")
    assert office.values(first)["state"] == "rework_pending"
    assert rework_of(office, first)["content"] == "又渗水"
    with pytest.raises(Refused) as trouble:
        office.change(routine["id"], office.su, defect_found=False)
    assert said(trouble.value.problems) == {"defect_found"}


@pytest.mark.rule("R-069")
def test_a_monthly_callback_of_the_first_order_reports_on_its_newest_rework(office: Office):
    first = order(office, "signed_off", service_kind="public_repair")
    child = report(office, first)
    (special,) = of_order(office, child["id"])
    bring(office, child["id"], "signed_off")
    called(office, special["id"])
    assert office.values(child["id"])["state"] == "closed"
    called(office, callback(office, first, "monthly"), defect_found=True)
    grandchild = rework_of(office, child["id"])
    assert grandchild["state"] == "requested"
    assert office.sql('SELECT count(*) FROM repair_order WHERE "rework_of" = ?', first) == [(1,)]


def test_an_undo_of_the_callback_takes_the_covering_back(office: Office):
    first = order(office, "finished")
    other = callback(office, first, "monthly")
    called(office, other)
    office.store.undo(office.su)
    assert {one["state"] for one in of_order(office, first)} == {"due"}


# -- reminders, lists ------------------------------------------------------------------------------------


def test_the_phoning_list_is_sorted_by_due(office: Office):
    late, soon = order(office, "finished"), report(office, order(office, "finished"))
    first, special = of_order(office, late)[0], of_order(office, soon["id"])[0]
    to_call = listed(office, "service_callback", "open")
    assert to_call[0] == special["id"]
    assert first["id"] in to_call[1:]
    assert [office.values(one)["due_at"] for one in to_call] == sorted(
        office.values(one)["due_at"] for one in to_call
    )
    assert listed(office, "service_callback", "today") == []
    office.clock.set("04-17 09:00")
    assert listed(office, "service_callback", "today") == [special["id"]]
    office.clock.set("04-17 18:51")
    assert listed(office, "service_callback", "overdue") == [special["id"]]


def test_the_desk_makes_a_monthly_callback_of_an_order(office: Office):
    first = order(office, "signed_off", service_kind="public_repair")
    assert office.values(first)["state"] == "closed"
    draft = made(office, first, "service_callback", office.su)
    other = office.store.save(draft, office.su).record_id
    values = office.values(other)
    assert (values["subject"], values["unit"], values["due_at"]) == (
        first, office.values(first)["unit"], at("05-06 00:00"),
    )  # fmt: skip


@pytest.mark.rule("R-070")
def test_the_countdown_is_shown(office: Office):
    child = report(office, order(office, "finished"))
    (special,) = of_order(office, child["id"])
    assert office.see(special["id"]).show("hours_left", HANS) == "24"
    assert "due_at" in notices(office, special["id"])


@pytest.mark.rule("R-030")
def test_a_complaint_heard_cannot_be_forgotten(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    called(office, routine["id"], complaint_made=True, opinion="师傅态度差")
    assert "complaint" in notices(office, routine["id"])
    assert listed(office, "service_callback", "complaint") == [routine["id"]]
    assert [hit.id for hit in office.read(office.su).owed()] == [routine["id"]]
    create = BY_KEY["service_callback"].form.creates[0]
    assert create.ready({"complaint_made": False}) is False
    draft = made(office, routine["id"], "complaint", office.su)
    assert (draft.values["channel"], draft.values["content"], draft.values["unit"]) == (
        "callback", "师傅态度差", office.values(first)["unit"],
    )  # fmt: skip
    for name, value in {"told_at": office.clock.now, "told_by": office.su.id, "hotline_told": True}.items():
        draft.put(name, value)
    complaint = office.store.save(draft, office.su).record_id
    assert office.values(complaint)["source"] == routine["id"]
    assert office.values(complaint)["phone"] == "13812345678"
    assert office.values(routine["id"])["complaint"] == complaint
    assert "complaint" not in notices(office, routine["id"])
    assert listed(office, "service_callback", "complaint") == []
    office.step(complaint, "void", office.chen, "误填")
    assert office.values(routine["id"])["complaint"] is None
    assert listed(office, "service_callback", "complaint") == [routine["id"]], "a voided form is none"


@pytest.mark.rule("R-064")
def test_a_callback_about_a_hidden_complaint_is_hidden_with_it(office: Office):
    complaint = office.complaint(against_director=True, category="compensation_or_director")
    about = callback(office, complaint, "complaint")
    assert office.read(office.chen).record(about) is None
    assert office.read(office.su).record(about) is not None
    for state in ("open", "voided"):
        with pytest.raises(Refused) as trouble:
            callback(office, complaint, "complaint", office.chen)
        assert [one.text.msgid for one in trouble.value.problems if one.field == "subject"] == [
            "This record does not exist"
        ], state
        if state == "open":
            office.step(complaint, "void", office.zhou, "误填")


# -- R-067 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-067")
def test_the_month_is_done_by_one_signed_monthly_callback(office: Office):
    facts = office.store.facts(office.zhou)
    april = month_of(on("04-16"))
    assert DUTY.due(april, office.store.settings) == at("05-06 00:00")
    assert DUTY.judge(april, facts).applies is False
    first = order(office, "finished")
    found = DUTY.judge(april, office.store.facts(office.zhou))
    assert (found.applies, found.done_at) == (True, None)
    monthly = callback(office, first, "monthly")
    assert office.values(monthly)["due_at"] == at("05-06 00:00")
    called(office, monthly)
    assert DUTY.judge(april, office.store.facts(office.zhou)).done_at is None
    assert "signed_by_customer_name" in notices(office, monthly)
    office.clock.set("05-04 10:00")
    office.step(monthly, "sign", office.su, signed_by_customer_name="王秀兰", signed_at=on("05-04"))
    found = DUTY.judge(april, office.store.facts(office.zhou))
    assert (found.done_at, found.records) == (on("05-04"), (monthly,))


@pytest.mark.rule("R-067")
def test_the_signature_for_the_work_does_not_count(office: Office):
    first = order(office, "signed_off")
    assert office.values(first)["signed_by_customer_name"] == "王秀兰"
    called(office, of_order(office, first)[0]["id"])
    assert DUTY.judge(month_of(on("04-16")), office.store.facts(office.zhou)).done_at is None


# -- P-07 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-075")
def test_the_sheet_holds_the_order_and_room_for_two_callbacks(office: Office):
    first = order(
        office, "signed_off", chargeable=True, price_quoted=12000, price_told_at=office.clock.now, fee=12000,
        customer_consent="signed", consent_by="王秀兰", consent_at=office.clock.now, materials="软管一根",
    )  # fmt: skip
    (routine,) = of_order(office, first)
    called(office, routine["id"], opinion="很好")
    other = callback(office, first, "monthly")
    office.change(other, office.su, method="phone")
    seen = office.see(other)
    sheet = seen.record.form.sheets[0]
    text = "".join("".join(page_text(draw_sheets([seen], sheet, PaperStyle(words=HANS)))).split())
    for wanted in (
        "维修服务及回访记录表", office.values(first)["number"], "王秀兰", "吴建平", "更换接头", "软管一根", "120.00",
        "顾客同意收费维修", "已在纸面签字同意", "很好", "服务后", "顾客签字（回访）", "维修人员签字", "回访人签字",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert len(page_text(draw_sheets([seen], sheet, PaperStyle(words=HANS)))) == 1, "one A4 sheet"


def test_names_of_the_orders_people_are_shown_through_the_callback(office: Office):
    (routine,) = of_order(office, order(office, "finished"))
    seen = office.see(routine["id"])
    assert seen.show("requested_by", HANS) == "王秀兰"
    assert seen.show("phone", HANS) == "138****5678"
    called(office, routine["id"])
    office.step(routine["id"], "sign", office.su, signed_by_customer_name="王秀兰", signed_at=on("04-16"))
    kept = office.read(office.su).edition_of(routine["id"], 1)
    assert kept is not None
    assert kept.show("requested_by", HANS) == "王秀兰"
