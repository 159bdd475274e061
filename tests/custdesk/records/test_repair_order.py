"""REC-06 in the store: from the request to the closing, prices, who may do what, how an order comes about."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from tests.desk_repairs import bring, callback, called, of_order, order, report
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


@pytest.mark.rule("R-065")
def test_giving_up_closes_a_signed_order(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    attempt = {"at": office.clock.now, "by": office.su.id, "reason": "无人接听"}
    office.step(routine["id"], "attempt", office.su, attempts=(attempt,) * 3)
    assert office.values(first)["state"] == "signed_off"
    office.step(routine["id"], "give_up", office.su)
    assert office.values(first)["state"] == "closed"


def test_a_corrected_finish_moves_the_routine_callback(office: Office):
    office.clock.set("04-17 09:00")
    first = order(office, "finished", finished_at=None)
    office.clock.set("04-19 09:00")
    office.change(first, office.lin, finished_at=at("04-18 16:00"))
    assert of_order(office, first)[0]["due_at"] == at("04-22 00:00")


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
