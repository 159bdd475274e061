"""Reworks of REC-06 in the store: ordered in one act, called back within 24 hours, given up, taken back."""

from __future__ import annotations

import pytest

from custdesk.language import Words
from custdesk.store.store import SYSTEM, Refused
from tests.desk_repairs import bring, called, of_order, order, report, rework_of
from tests.desks import Office, at, said

HANS = Words("zh_Hans")


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
