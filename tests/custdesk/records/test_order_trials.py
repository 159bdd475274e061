"""REC-06 and REC-07 in the store when things go another way: late typing, undo, voids, corrections, settings."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.store.checking import check_store
from custdesk.store.store import SYSTEM, Refused
from tests.desk_repairs import answers, bring, callback, called, of_order, order, report, rework_of
from tests.desks import Office, at, on, said


@pytest.fixture(autouse=True)
def sound(office: Office):
    """Whatever was tried, the store is sound afterwards."""
    yield
    assert check_store(office.store.path).findings == []


def states(office: Office, *ids: int) -> list[str]:
    return [str(office.values(one)["state"]) for one in ids]


def kinds(office: Office, order_id: int) -> list[tuple[str, str]]:
    return [(one["kind"], one["state"]) for one in of_order(office, order_id)]


def refused(office: Office, record_id: int, user: Any, **values: Any) -> set[str]:
    with pytest.raises(Refused) as trouble:
        office.change(record_id, user, **values)
    return said(trouble.value.problems)


# -- a later save takes nothing away -------------------------------------------------------------------------


@pytest.mark.rule("R-073")
@pytest.mark.rule("R-075")
@pytest.mark.parametrize("name", ["finished_at", "work_done", "worker", "dispatched_at", "demand_confirmed"])
def test_what_the_steps_of_an_order_asked_for_is_not_emptied(office: Office, name: str):
    first = order(office, "finished")
    empty = False if name == "demand_confirmed" else None
    assert refused(office, first, office.lin, **{name: empty}) == {name}
    office.change(first, office.lin, work_done="更换接头并试水")


@pytest.mark.rule("R-072")
def test_a_fee_typed_after_the_finish_keeps_to_the_agreed_price(office: Office):
    now = office.clock.now
    charged = order(office, "finished", chargeable=True, price_quoted=12000, price_told_at=now, fee=12000,
                    customer_consent="recorded", consent_by="王秀兰", consent_at=now)  # fmt: skip
    assert refused(office, charged, office.lin, fee=9900000) == {"fee"}
    assert refused(office, charged, office.lin, price_quoted=None) == {"price_quoted"}
    assert refused(office, charged, office.lin, customer_consent="refused") == {"customer_consent"}
    with pytest.raises(Refused):
        order(office, chargeable=True, price_quoted=-100)


@pytest.mark.rule("R-066")
@pytest.mark.parametrize("name", ["method", "done_at", "person_reached", "quality_rating", "defect_found"])
def test_the_answers_of_a_callback_are_not_emptied(office: Office, name: str):
    (routine,) = of_order(office, order(office, "finished"))
    called(office, routine["id"])
    assert refused(office, routine["id"], office.su, **{name: None}) == {name}


@pytest.mark.rule("R-070")
def test_the_special_callback_cannot_be_turned_into_another(office: Office):
    first = order(office, "signed_off")
    (special,) = of_order(office, report(office, first)["id"])
    assert refused(office, special["id"], office.su, kind="monthly") == {"kind"}
    assert refused(office, special["id"], office.su, subject=first) == {"subject"}


# -- typed in late -------------------------------------------------------------------------------------------


@pytest.mark.rule("R-069")
def test_a_callback_typed_in_after_the_rework_was_finished_reports_what_was_mended_since(office: Office):
    first = order(office, "signed_off")
    monthly = callback(office, first)
    office.clock.set("04-17 10:00")
    child = report(office, first)
    office.clock.set("04-17 17:00")
    bring(office, child["id"], "finished")
    office.clock.set("04-17 18:00")
    called(office, monthly, done_at=at("04-17 09:00"), defect_found=True)
    (special,) = of_order(office, child["id"])
    called(office, special["id"], done_at=at("04-17 16:00"), defect_found=True)
    assert states(office, first, child["id"], monthly, special["id"]) == [
        "rework_pending", "finished", "done", "done",
    ]  # fmt: skip
    assert office.one('SELECT count(*) FROM repair_order WHERE "rework_of" IS NOT NULL') == 1
    assert refused(office, monthly, office.su, done_at=at("04-16 09:00")) == {"done_at"}, (
        "before the work's end"
    )


@pytest.mark.rule("R-065")
def test_a_finish_corrected_past_its_callback_wants_another(office: Office):
    first = order(office, "finished")
    (routine,) = of_order(office, first)
    office.clock.set("04-17 10:00")
    called(office, routine["id"])
    office.clock.set("04-17 12:00")
    office.change(first, office.lin, finished_at=at("04-17 11:00"))
    (again,) = of_order(office, first, "due")
    assert (again["kind"], again["due_at"]) == ("routine", at("04-21 00:00"))
    bring(office, first, "signed_off")
    called(office, again["id"])
    assert states(office, first) == ["closed"]


@pytest.mark.rule("R-070")
def test_the_24_hours_move_with_the_report_not_with_a_setting(office: Office):
    child = report(office, order(office, "signed_off"))
    (special,) = of_order(office, child["id"])
    office.clock.set("04-16 19:30")
    office.change(child["id"], office.lin, requested_at=at("04-16 19:20"))
    assert office.values(special["id"])["due_at"] == at("04-17 19:20")
    office.store.set_setting("special_callback_hours", 48, SYSTEM)
    bring(office, child["id"], "finished")
    assert office.values(special["id"])["due_at"] == at("04-17 19:20")


@pytest.mark.rule("R-070")
def test_a_special_callback_without_a_date_gets_one_when_the_clock_is_set_back_to_the_report(office: Office):
    office.store.set_setting("special_callback_clock", "rework_finished", SYSTEM)
    child = report(office, order(office, "signed_off"))
    (special,) = of_order(office, child["id"])
    assert special["due_at"] is None
    office.store.set_setting("special_callback_clock", "defect_reported", SYSTEM)
    bring(office, child["id"], "finished")
    assert office.values(special["id"])["due_at"] == at("04-17 18:50")


@pytest.mark.rule("R-070")
def test_a_rework_found_to_be_of_a_large_defect_is_called_back_specially_too(office: Office):
    office.store.set_setting("rework_rule_scope", "major_only", SYSTEM)
    child = report(office, order(office, "signed_off"))
    assert kinds(office, child["id"]) == []
    office.change(child["id"], office.lin, major_defect=True)
    (special,) = of_order(office, child["id"])
    assert (special["kind"], special["due_at"]) == ("special_24h", at("04-17 18:50"))
    office.change(child["id"], office.lin, major_defect=False)
    office.change(child["id"], office.lin, major_defect=True)
    assert len(of_order(office, child["id"])) == 1


@pytest.mark.rule("R-069")
def test_a_clock_set_back_does_not_keep_a_defect_from_being_reported(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    office.clock.set("04-18 10:00")
    called(office, routine["id"])
    office.clock.set("04-18 09:00")
    office.change(routine["id"], office.su, defect_found=True)
    assert rework_of(office, first)["requested_at"] == at("04-18 09:00")


# -- cancelled, voided ---------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_a_cancelled_order_is_not_called_back_about(office: Office):
    first = order(office)
    monthly = callback(office, first)
    office.step(first, "cancel", office.lin, cancel_reason="not_needed", cancel_asked_by="王秀兰")
    assert states(office, first, monthly) == ["cancelled", "voided"]
    assert office.values(monthly)["void_reason"]
    for kind in ("routine", "monthly"):
        with pytest.raises(Refused) as trouble:
            callback(office, first, kind)
        assert said(trouble.value.problems) == {"subject"}


@pytest.mark.rule("R-069")
def test_a_defect_heard_after_its_rework_was_dropped_orders_another(office: Office):
    first = order(office, "signed_off")
    child = report(office, first)
    (special,) = of_order(office, child["id"])
    office.step(child["id"], "cancel", office.lin, cancel_reason="double", cancel_asked_by="王秀兰")
    assert states(office, first, special["id"]) == ["signed_off", "due"], (
        "she is still called within 24 hours"
    )
    office.clock.pass_minutes(60)
    called(office, special["id"], defect_found=True, opinion="仍在漏")
    again = rework_of(office, first)
    assert again["id"] != child["id"]
    assert (again["state"], again["content"]) == ("requested", "仍在漏")
    assert states(office, first) == ["rework_pending"]
    assert kinds(office, again["id"]) == [("special_24h", "due")]


@pytest.mark.rule("R-065")
def test_what_a_voided_callback_had_done_is_wanted_again(office: Office):
    first = order(office, "signed_off")
    monthly = callback(office, first)
    called(office, monthly)
    assert kinds(office, first) == [("routine", "covered"), ("monthly", "done")]
    office.step(monthly, "void", office.chen, "记错了单")
    (routine, _voided) = of_order(office, first)
    assert (routine["state"], routine["covered_by"], routine["due_at"]) == ("due", None, at("04-20 00:00"))
    called(office, routine["id"])
    office.step(routine["id"], "void", office.chen, "不是这一家")
    assert kinds(office, first)[-1] == ("routine", "due")


@pytest.mark.rule("R-065")
def test_a_voided_callback_that_was_never_made_wants_nothing(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    office.step(routine["id"], "void", office.chen, "顾客已搬走")
    assert kinds(office, first) == [("routine", "voided")]


# -- the special record's callbacks count --------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_a_callback_about_the_large_defect_closes_its_order(office: Office):
    first = order(office, "signed_off", major_defect=True)
    record = office.one('SELECT "id" FROM major_defect')
    called(office, callback(office, record, "major_defect"))
    assert kinds(office, first) == [("routine", "covered")]
    assert states(office, first) == ["closed"]


# -- undo ----------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_the_callback_that_closed_the_order_is_taken_back_with_the_closing(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    called(office, routine["id"])
    assert states(office, first) == ["closed"]
    office.store.undo(office.su)
    assert states(office, first, routine["id"]) == ["signed_off", "due"]
    called(office, routine["id"])
    assert states(office, first) == ["closed"]


@pytest.mark.rule("R-069")
def test_the_last_callback_of_a_chain_is_taken_back_with_every_closing(office: Office):
    first = order(office, "signed_off", service_kind="public_repair")
    child = report(office, first)
    bring(office, child["id"], "signed_off")
    (special,) = of_order(office, child["id"])
    called(office, special["id"])
    assert states(office, first, child["id"]) == ["closed", "closed"]
    office.store.undo(office.su)
    assert states(office, first, child["id"], special["id"]) == ["rework_pending", "signed_off", "due"]


@pytest.mark.rule("R-069")
def test_a_report_on_a_closed_order_taken_back_leaves_it_closed_since_then(office: Office):
    first = order(office, "signed_off")
    called(office, of_order(office, first)[0]["id"])
    closed = office.values(first)["frozen_at"]
    office.clock.set("04-18 10:00")
    child = report(office, first)
    office.store.undo(office.lin)
    assert states(office, first, child["id"]) == ["closed", "voided"]
    assert (office.values(first)["frozen_at"], office.values(first)["edition"]) == (closed, 1)
    assert report(office, first)["state"] == "requested"


@pytest.mark.rule("R-009")
def test_closing_by_hand_and_what_was_printed_since_stay(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    called(office, routine["id"])
    office.step(routine["id"], "sign", office.su, signed_by_customer_name="王秀兰", signed_at=on("04-16"))
    with pytest.raises(Refused):
        office.store.undo(office.su)
    assert states(office, first, routine["id"]) == ["closed", "signed"]


# -- settings, two at once -----------------------------------------------------------------------------------


@pytest.mark.rule("R-070")
def test_one_attempt_is_enough_where_the_setting_says_so(office: Office):
    office.store.set_setting("callback_max_attempts", 1, SYSTEM)
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    attempt = {"at": office.clock.now, "by": office.su.id, "reason": "无人接听"}
    office.step(routine["id"], "attempt", office.su, attempts=(attempt,))
    office.step(routine["id"], "give_up", office.su)
    assert states(office, first) == ["closed"]


@pytest.mark.rule("R-069")
def test_two_callbacks_that_find_the_defect_order_one_rework(office: Office):
    first = order(office, "signed_off")
    (routine,) = of_order(office, first)
    monthly = callback(office, first)
    desks = [office.edit(one, office.su) for one in (routine["id"], monthly)]
    for draft in desks:
        for name, value in answers(office, defect_found=True).items():
            draft.put(name, value)
        office.store.apply(draft.record_id, "done", office.su, draft=draft)
    assert office.one('SELECT count(*) FROM repair_order WHERE "rework_of" = ?', first) == 1
    assert office.refused(first, "report_defect", office.lin) == {""}
