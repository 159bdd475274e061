"""REC-06 in the store: from the request to the closing, prices, reworks in one step, who may do what."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM, Refused
from tests.desk_repairs import bring, callback, called, of_order, order, report, rework_of
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")
CHARGED = {"chargeable": True, "price_quoted": 12000, "price_told_at": at("04-16 18:50")}
CONSENT = {"customer_consent": "recorded", "consent_by": "王秀兰", "consent_at": at("04-16 18:50")}


def listed(office: Office, form: str, name: str) -> list[int]:
    """Return what a filter of a list shows, in the list's own order."""
    wanted = next(one for one in BY_KEY[form].form.filters if one.name == name)
    order = BY_KEY[form].form.order
    return office.read(office.zhou).ids(ListQuery(form, filter=wanted, sort=order, descending=not order))


# -- the usual way ---------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_an_order_is_called_back_before_it_closes_and_then_closes_by_itself(office: Office):
    first = order(office, "finished")
    values = office.values(first)
    assert (values["number"], values["due_at"]) == ("WX-2027-0001", at("04-17 18:50"))
    (routine,) = of_order(office, first)
    assert (routine["kind"], routine["state"], routine["due_at"]) == ("routine", "due", at("04-20 00:00"))
    assert (routine["unit"], routine["number"]) == (values["unit"], "HF-2027-0001")
    bring(office, first, "signed_off")
    assert office.refused(first, "close", office.lin) == {""}
    office.clock.set("04-18 10:00")
    called(office, routine["id"])
    assert office.values(first)["state"] == "closed"
    assert office.values(first)["frozen_at"] == office.clock.now


def test_public_repair_needs_no_callback_and_closes_when_signed(office: Office):
    public = order(office, "finished", service_kind="public_repair", unit="3栋大堂", requested_by="巡查")
    assert of_order(office, public) == []
    office.step(public, "sign_off", office.lin, no_signature_reason="nobody_home")
    assert office.values(public)["state"] == "closed"


def test_what_a_step_lacks_is_named_field_by_field(office: Office):
    empty = order(office, demand_confirmed=False)
    assert office.refused(empty, "dispatch", office.lin) == {"worker", "demand_confirmed"}
    office.step(empty, "dispatch", office.lin, worker="吴建平", demand_confirmed=True)
    assert office.values(empty)["dispatched_at"] == office.clock.now
    office.step(empty, "start", office.lin)
    assert office.refused(empty, "finish", office.lin) == {"work_done", "finished_at"}
    office.step(empty, "finish", office.lin, work_done="换阀", finished_at=office.clock.now)
    assert office.refused(empty, "sign_off", office.lin) == {"signed_by_customer_name"}
    with pytest.raises(Refused) as trouble:
        order(office, phone=None, unit=None, content=None, requested_by=None)
    assert said(trouble.value.problems) == {"phone", "unit", "content", "requested_by"}


@pytest.mark.rule("R-007")
def test_neither_office_nor_worker_signs_for_the_customer(office: Office):
    done = order(office, "finished")
    today = office.clock.now.date()
    for name in ("林晓燕", "吴建平"):
        assert office.refused(done, "sign_off", office.lin, signed_by_customer_name=name, signed_at=today,
                              signer_relation="代签") == {"signed_by_customer_name"}  # fmt: skip
    assert office.refused(
        done, "sign_off", office.lin, signed_by_customer_name="王先生", signed_at=today
    ) == {"signer_relation"}
    assert office.refused(
        done, "sign_off", office.lin, signed_by_customer_name="王秀兰", signed_at=on("04-15")
    ) == {"signed_at"}
    office.step(
        done,
        "sign_off",
        office.lin,
        signed_by_customer_name="王先生",
        signed_at=today,
        signer_relation="丈夫",
    )


# -- price and consent -----------------------------------------------------------------------------------


@pytest.mark.rule("R-072")
def test_a_charged_order_waits_for_the_price_and_for_consent(office: Office):
    charged = order(office, chargeable=True)
    assert office.refused(charged, "dispatch", office.lin, worker="吴建平") == {
        "price_quoted",
        "price_told_at",
    }
    office.clock.set("04-16 22:10")
    told_with_it = {"price_quoted": 12000, "price_told_at": office.clock.now}
    office.step(charged, "dispatch", office.lin, worker="吴建平", **told_with_it)
    office.clock.set("04-16 22:30")
    with pytest.raises(Refused):
        office.change(charged, office.lin, price_told_at=at("04-16 22:20"))
    assert office.refused(charged, "start", office.lin) == {"customer_consent", "consent_by", "consent_at"}
    office.step(charged, "start", office.lin, **{**CONSENT, "consent_at": at("04-16 22:12")})
    finish = {"work_done": "换阀", "finished_at": office.clock.now, "fee": 15000}
    assert office.refused(charged, "finish", office.lin, **finish) == {"fee"}
    quote = {"price": 15000, "reason": "另换软管", "told_at": at("04-16 22:25"), "told_by": "吴建平",
             "customer_agreed": True}  # fmt: skip
    office.step(charged, "finish", office.lin, price_changes=(quote,), **finish)
    assert office.values(charged)["state"] == "finished"


@pytest.mark.rule("R-074")
@pytest.mark.parametrize("upto", ["requested", "dispatched"])
def test_refused_consent_cancels_with_the_reason_price(office: Office, upto: str):
    charged = order(office, upto, **CHARGED)
    office.change(charged, office.lin, customer_consent="refused", consent_by="王秀兰")
    if upto == "requested":
        assert office.refused(charged, "dispatch", office.lin, worker="吴建平") == {"customer_consent"}
    assert "customer_consent" in said(BY_KEY["repair_order"].form.notices(
        office.values(charged), office.store.facts(office.lin, charged)))  # fmt: skip
    office.step(charged, "cancel", office.lin)
    values = office.values(charged)
    assert (values["state"], values["cancel_reason"], values["cancel_asked_by"]) == (
        "cancelled",
        "price",
        "王秀兰",
    )
    assert of_order(office, charged) == []


def test_cancelling_asks_why_and_who(office: Office):
    first = order(office)
    assert office.refused(first, "cancel", office.lin) == {"cancel_reason", "cancel_asked_by"}
    office.step(first, "cancel", office.lin, cancel_reason="not_needed", cancel_asked_by="王秀兰")
    working = order(office, "working")
    assert "cancel" not in {one.name for one in BY_KEY["repair_order"].form.flow.leaving("working")}
    assert office.values(working)["state"] == "working"


# -- rework in one step ----------------------------------------------------------------------------------


@pytest.mark.rule("R-069")
@pytest.mark.parametrize("upto", ["finished", "signed_off"])
def test_a_callback_that_finds_a_defect_orders_the_rework_in_one_act(office: Office, upto: str):
    first = order(office, upto, major_defect=True)
    (routine,) = of_order(office, first)
    office.clock.set("04-18 10:05")
    trail = office.one("SELECT max(seq) FROM trail")
    called(office, routine["id"], defect_found=True, opinion="水渍又出现")
    child = rework_of(office, first)
    assert office.values(first)["state"] == "rework_pending"
    assert (child["state"], child["chargeable"], child["requested_at"]) == (
        "requested",
        False,
        office.clock.now,
    )
    assert (child["content"], child["major_defect"], child["phone"]) == ("水渍又出现", True, "13812345678")
    (special,) = of_order(office, child["id"])
    assert (special["kind"], special["state"], special["due_at"]) == ("special_24h", "due", at("04-19 10:05"))
    causes = office.sql('SELECT DISTINCT "cause" FROM trail WHERE seq > ?', trail)
    assert len(causes) == 1, "one act"
    most_urgent = office.read(office.lin).owed()[0]
    assert (most_urgent.number, most_urgent.due_at) == (child["number"], at("04-18 11:05"))
    assert office.see(child["id"]).show("dispatch_wanted", HANS).endswith("11:05")


@pytest.mark.rule("R-069")
def test_the_whole_act_is_taken_back_as_one(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    called(office, routine["id"], defect_found=True)
    child = rework_of(office, first)
    office.store.undo(office.su)
    assert office.values(first)["state"] == "signed_off"
    assert office.values(routine["id"])["state"] == "due"
    assert office.values(child["id"])["state"] == "voided"
    assert [one["state"] for one in of_order(office, child["id"])] == ["voided"]


@pytest.mark.rule("R-069")
def test_a_defect_told_by_phone_and_one_told_in_a_complaint_do_the_same(office: Office):
    by_phone = order(office, "finished")
    child = report(office, by_phone)
    assert (office.values(by_phone)["state"], len(of_order(office, child["id"], "due"))) == (
        "rework_pending",
        1,
    )

    complained = order(office, "finished")
    complaint = office.complaint(complainant="王秀兰", content="修后又漏")
    draft = office.new("repair_order", office.lin, source=complaint, rework_of=complained, requested_by="王秀兰",
                       unit=office.unit("3-1202"), content="修后又漏", requested_at=at("04-16 18:40"))  # fmt: skip
    second = office.store.save(draft, office.lin).record_id
    assert office.values(complained)["state"] == "rework_pending"
    (special,) = of_order(office, second)
    assert (special["kind"], special["due_at"]) == ("special_24h", at("04-17 18:40"))


@pytest.mark.rule("R-069")
def test_a_rework_is_of_a_finished_order_for_good_and_never_charged(office: Office):
    first, other = order(office, "working"), order(office, "finished")
    with pytest.raises(Refused) as trouble:
        order(office, rework_of=first)
    assert said(trouble.value.problems) == {"rework_of"}
    child = report(office, other)
    for change, field in (({"rework_of": None}, "rework_of"), ({"chargeable": True}, "chargeable")):
        with pytest.raises(Refused) as trouble:
            office.change(child["id"], office.lin, **change)
        assert said(trouble.value.problems) == {field}
    with pytest.raises(Refused) as trouble:
        order(office, rework_of=other)
    assert said(trouble.value.problems) == {"rework_of"}, "the newest rework is the one to report on"


@pytest.mark.rule("R-070")
def test_a_second_report_makes_a_child_of_the_child_and_starts_the_24_hours_again(office: Office):
    first = order(office, "signed_off")
    child = report(office, first)
    bring(office, child["id"], "finished")
    (special,) = of_order(office, child["id"])
    called(office, special["id"])
    bring(office, child["id"], "signed_off")
    assert [office.values(one)["state"] for one in (child["id"], first)] == ["closed", "closed"]
    office.clock.set("04-20 23:30")
    assert office.refused(first, "report_defect", office.lin, defect_reported_at=office.clock.now,
                          defect_reported_by="王秀兰", defect="又漏") == {""}  # fmt: skip
    grandchild = report(office, child["id"])
    assert grandchild["rework_of"] == child["id"]
    assert [office.values(one)["state"] for one in (child["id"], first)] == [
        "rework_pending",
        "rework_pending",
    ]
    (again,) = of_order(office, grandchild["id"])
    assert again["due_at"] == at("04-21 23:30")
    chain = office.read(office.lin).chain(grandchild["id"])
    assert chain is not None
    assert chain.ids()[0] == first
    assert {child["id"], grandchild["id"], special["id"], again["id"]} <= set(chain.ids())
    bring(office, grandchild["id"], "signed_off")
    called(office, again["id"])
    for one in (grandchild["id"], child["id"], first):
        assert office.values(one)["state"] == "closed"


@pytest.mark.rule("R-070")
def test_a_callback_before_the_rework_is_done_tells_the_state_and_another_is_due_after_it(office: Office):
    for kind in ("home_repair", "public_repair"):
        child = report(office, order(office, "finished", service_kind=kind))
        bring(office, child["id"], "working")
        (special,) = of_order(office, child["id"])
        called(office, special["id"], defect_found=True)
        assert office.sql('SELECT "id" FROM repair_order WHERE "rework_of" = ?', child["id"]) == [], (
            "still at work"
        )
        office.clock.pass_minutes(60)
        bring(office, child["id"], "signed_off")
        assert office.refused(child["id"], "close", office.lin) == {""}
        (further,) = of_order(office, child["id"], "due")
        assert further["kind"] == "routine"
        called(office, further["id"])
        assert office.values(child["id"])["state"] == "closed"


@pytest.mark.rule("R-070")
def test_nobody_reached_after_the_attempts_lets_the_rework_close(office: Office):
    first = order(office, "signed_off", service_kind="public_repair")
    assert office.values(first)["state"] == "closed"
    child = report(office, first)
    (special,) = of_order(office, child["id"])
    attempt = {"at": office.clock.now, "by": office.su.id, "reason": "无人接听"}
    office.step(special["id"], "attempt", office.su, attempts=(attempt,))
    assert office.refused(special["id"], "give_up", office.su) == {"attempts"}
    office.step(special["id"], "give_up", office.su, attempts=(attempt,) * 3)
    bring(office, child["id"], "finished")
    assert of_order(office, child["id"], "due") == []
    bring(office, child["id"], "signed_off")
    assert [office.values(one)["state"] for one in (child["id"], first)] == ["closed", "closed"]


@pytest.mark.rule("R-065")
def test_giving_up_closes_a_signed_order(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    attempt = {"at": office.clock.now, "by": office.su.id, "reason": "无人接听"}
    office.step(routine["id"], "attempt", office.su, attempts=(attempt,) * 3)
    assert office.values(first)["state"] == "signed_off"
    office.step(routine["id"], "give_up", office.su)
    assert office.values(first)["state"] == "closed"


@pytest.mark.rule("R-070")
def test_the_scope_may_be_large_defects_only_and_the_clock_may_run_from_the_finish(office: Office):
    office.store.set_setting("rework_rule_scope", "major_only", SYSTEM)
    small = report(office, order(office, "finished"))
    assert of_order(office, small["id"]) == []
    bring(office, small["id"], "finished")
    assert [one["kind"] for one in of_order(office, small["id"])] == ["routine"]
    office.store.set_setting("special_callback_clock", "rework_finished", SYSTEM)
    large = report(office, order(office, "finished", major_defect=True))
    (special,) = of_order(office, large["id"])
    assert special["due_at"] is None
    office.clock.set("04-17 17:20")
    bring(office, large["id"], "finished")
    (special,) = of_order(office, large["id"])
    assert special["due_at"] == at("04-18 17:20")


@pytest.mark.rule("R-069")
@pytest.mark.parametrize(("upto", "back"), [("finished", "finished"), ("signed_off", "closed")])
def test_a_rework_that_is_dropped_gives_the_order_back(office: Office, upto: str, back: str):
    first = order(office, upto)
    (routine,) = of_order(office, first)
    called(office, routine["id"], defect_found=True)
    child = rework_of(office, first)
    office.step(child["id"], "cancel", office.lin, cancel_reason="not_needed", cancel_asked_by="王秀兰")
    assert office.values(first)["state"] == back
    (special,) = of_order(office, child["id"])
    assert special["state"] == "due", "it still tells the state"


def test_a_voided_rework_takes_its_callback_with_it(office: Office):
    first = order(office, "finished")
    child = report(office, first)
    office.step(child["id"], "void", office.chen, reason="报错单")
    assert office.values(first)["state"] == "finished"
    assert [one["state"] for one in of_order(office, child["id"])] == ["voided"]


def test_a_corrected_finish_moves_the_routine_callback(office: Office):
    office.clock.set("04-17 09:00")
    first = order(office, "finished", finished_at=None)
    office.clock.set("04-19 09:00")
    office.change(first, office.lin, finished_at=at("04-18 16:00"))
    assert of_order(office, first)[0]["due_at"] == at("04-22 00:00")


# -- who, lists, paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "may"), [("xu", True), ("lin", True), ("zhou", True), ("zhao", False)])
def test_desk_and_duty_person_dispatch_stewards_do_not(office: Office, who: str, may: bool):
    first = order(office)
    if may:
        office.step(first, "dispatch", getattr(office, who), worker="吴建平")
    else:
        assert office.refused(first, "dispatch", office.zhao, worker="吴建平") == {""}
    assert office.values(first)["state"] == ("dispatched" if may else "requested")


def test_only_the_manager_voids(office: Office):
    first = order(office)
    assert office.refused(first, "void", office.zhou, reason="重复") == {""}
    office.step(first, "void", office.chen, reason="重复")


def test_the_filters_show_what_their_names_say(office: Office):
    unsigned, child = order(office, "finished"), report(office, order(office, "finished"))
    open_ = order(office)
    assert listed(office, "repair_order", "rework") == [child["id"]]
    assert unsigned in listed(office, "repair_order", "unsigned")
    assert open_ not in listed(office, "repair_order", "unsigned")
    assert set(listed(office, "repair_order", "to_dispatch")) == {open_, child["id"]}
    office.clock.set("04-16 19:50")
    assert listed(office, "repair_order", "overdue") == []
    office.clock.set("04-16 19:51")
    assert listed(office, "repair_order", "overdue") == [child["id"]]


def test_the_slip_is_for_the_worker_and_waits_for_the_dispatch(office: Office):
    form = BY_KEY["repair_order"].form
    assert said(form.printable("requested", {})) == {"worker"}
    assert form.printable("dispatched", {}) == []
    (slip,) = form.sheets
    assert [HANS(one) for one in slip.copies] == ["存档联", "维修联", "顾客联"]


# -- made of an entry of the duty log --------------------------------------------------------------------


def made(office: Office, record_id: int, form: str, user: Any = None) -> Any:
    """Press the button that makes a form of a record, as the desk does; return the draft."""
    person = user or office.lin
    seen = office.see(record_id, person)
    create = next(one for one in seen.record.form.creates if one.form == form)
    draft = office.new(form, person, **create.values(seen.values, record_id))
    draft.link_back = (record_id, create.link, create.step)
    return draft


def test_an_entry_becomes_an_order_and_closes_with_it(office: Office):
    entry = office.entry(office.xu, kind="repair_request", customer=office.resident("王秀兰"), caller_name=None,
                         unit=office.unit("3-1202"), phone="13812345678", content="卫生间顶板漏水")  # fmt: skip
    draft = made(office, entry, "repair_order", office.xu)
    typed = {name for name in draft.values if draft.values[name] != draft.base.get(name)}
    assert typed <= {"source", "requested_at", "requested_by", "unit", "phone", "content", "responsible"}
    first = office.store.save(draft, office.xu).record_id
    values = office.values(first)
    assert (values["source"], values["phone"], values["content"]) == (entry, "13812345678", "卫生间顶板漏水")
    assert (office.values(entry)["state"], office.values(entry)["linked_record"]) == ("followed_up", first)
    assert office.refused(entry, "close", office.xu) == {"result"}
    bring(office, first, "signed_off")
    called(office, of_order(office, first)[0]["id"])
    office.step(entry, "close", office.xu)
    assert office.values(entry)["state"] == "closed"


@pytest.mark.rule("R-017")
def test_out_of_scope_makes_no_order(office: Office):
    desk = Desk(office.store, office.lin)
    entry = office.entry(out_of_scope=True, answer_given="不修汽车", kind="repair_request")
    create = next(one for one in BY_KEY["duty_log"].form.creates if one.form == "repair_order")
    assert create.ready(office.values(entry)) is False
    assert create.ready(office.values(office.entry())) is True
    assert isinstance(desk, Desk)


@pytest.mark.rule("R-064")
def test_an_order_made_of_a_complaint_about_a_person_does_not_carry_its_words(office: Office):
    from custdesk.records.repair_course import order_of_complaint

    plain = office.values(office.complaint(content="修后又漏"))
    assert order_of_complaint(plain, 7)["content"] == "修后又漏"
    assert order_of_complaint({**plain, "against_director": True}, 7)["content"] is None
    assert order_of_complaint({**plain, "accused_staff": 3}, 7)["content"] is None


def test_a_monthly_callback_keeps_the_order_open(office: Office):
    first = order(office, "signed_off")
    callback(office, first, "monthly")
    (routine,) = [one for one in of_order(office, first) if one["kind"] == "routine"]
    called(office, routine["id"])
    assert office.values(first)["state"] == "signed_off"
