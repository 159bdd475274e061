"""R-069, R-072 to R-075, and R-044, R-045 for orders."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import orders
from custdesk.settings import Settings

DEFAULT = Settings()
NOW = at(2027, 3, 8, 20, 25)


def order(**values: object) -> dict[str, object]:
    return {"requested_at": at(2027, 3, 8, 20, 15), "worker": "吴建平", "demand_confirmed": True, **values}


def charged(**values: object) -> dict[str, object]:
    return order(
        chargeable=True, price_quoted=12000, price_told_at=at(2027, 3, 8, 20, 20), customer_consent="signed",
        consent_by="王秀兰", consent_at=at(2027, 3, 8, 20, 21), **values,
    )  # fmt: skip


def extension(told: object, new: object, *, agreed: bool = True) -> dict[str, object]:
    return {"new_due": new, "told_at": told, "told_by": 2, "reason": "等配件", "customer_agreed": agreed}


def fields(problems, *, grave=None):
    return [problem.field for problem in problems if grave is None or problem.grave is grave]


# -- R-073 until when ------------------------------------------------------------------------------------


@pytest.mark.rule("R-044")
@pytest.mark.rule("R-073")
@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({}, at(2027, 3, 9, 20, 15)),
        ({"appointment_at": at(2027, 3, 10, 9)}, at(2027, 3, 10, 9)),
        ({"customer_deadline": at(2027, 3, 9, 12)}, at(2027, 3, 9, 12)),
        ({"customer_deadline": at(2027, 3, 13), "appointment_at": at(2027, 3, 10, 9)}, at(2027, 3, 13)),
        ({"customer_deadline": date(2027, 3, 12)}, at(2027, 3, 13)),
    ],
)
def test_customers_deadline_then_appointment_then_the_hours_set(values, due):
    assert orders.order_due(order(**values), DEFAULT).at == due
    assert orders.original_due(order(**values), DEFAULT).at == due


@pytest.mark.rule("R-073")
def test_the_hours_are_a_setting_and_run_to_the_minute():
    assert orders.order_due(order(), Settings({"repair_default_hours": 4})).at == at(2027, 3, 9, 0, 15)
    assert orders.order_due({}, DEFAULT).at is None


@pytest.mark.rule("R-073")
def test_a_date_on_a_sunday_stays_and_is_reminded_on_friday():
    found = orders.order_due(order(customer_deadline=date(2027, 3, 14)), DEFAULT)
    assert (found.at, found.remind) == (at(2027, 3, 15), date(2027, 3, 12))


@pytest.mark.rule("R-045")
def test_an_extension_moves_the_date_only_when_told_in_time_and_agreed_to():
    new, old = at(2027, 3, 11, 12), at(2027, 3, 9, 20, 15)
    for told, agreed, due in (
        (at(2027, 3, 9, 20, 15), True, new), (at(2027, 3, 9, 20, 16), True, old),
        (at(2027, 3, 9, 9), False, old),
    ):  # fmt: skip
        values = order(extensions=(extension(told, new, agreed=agreed),))
        assert orders.order_due(values, DEFAULT).at == due, (told, agreed)
    several = (extension(at(2027, 3, 9, 9), new), extension(at(2027, 3, 11, 9), at(2027, 3, 12, 18)))
    assert orders.order_due(order(extensions=several), DEFAULT).at == at(2027, 3, 12, 18)


@pytest.mark.rule("R-045")
def test_a_late_or_refused_extension_is_kept_and_said():
    late = order(extensions=(extension(at(2027, 3, 10, 9), at(2027, 3, 11)),))
    assert fields(orders.order_problems(late, DEFAULT, NOW), grave=False) == ["extensions.told_at"]
    refused = order(extensions=(extension(at(2027, 3, 9, 9), at(2027, 3, 11), agreed=False),))
    assert fields(orders.order_problems(refused, DEFAULT, NOW), grave=False) == ["extensions.customer_agreed"]
    early = order(extensions=(extension(at(2027, 3, 8, 20), at(2027, 3, 11)),))
    assert fields(orders.order_problems(early, DEFAULT, NOW), grave=True) == ["extensions.told_at"]


@pytest.mark.rule("R-073")
@pytest.mark.rule("R-044")
def test_a_deadline_before_the_request_is_refused_one_that_passed_since_is_said():
    before = order(customer_deadline=at(2027, 3, 8, 20))
    assert fields(orders.order_problems(before, DEFAULT, NOW), grave=True) == ["customer_deadline"]
    passed = order(customer_deadline=at(2027, 3, 8, 20, 20))
    assert fields(orders.order_problems(passed, DEFAULT, NOW), grave=False) == ["customer_deadline"]
    appointment = order(appointment_at=at(2027, 3, 8, 9))
    assert fields(orders.order_problems(appointment, DEFAULT, NOW)) == ["appointment_at"]


@pytest.mark.rule("R-073")
def test_content_and_requirements_are_confirmed_before_the_dispatch():
    assert orders.missing_to_dispatch(order(), NOW) == []
    assert fields(orders.missing_to_dispatch(order(demand_confirmed=False), NOW)) == ["demand_confirmed"]
    assert fields(orders.missing_to_dispatch({"requested_at": NOW}, NOW)) == ["worker", "demand_confirmed"]


@pytest.mark.rule("F-08")
@pytest.mark.rule("R-073")
def test_on_time_is_by_the_date_in_force():
    assert orders.on_time(order(due_at=at(2027, 3, 9, 20, 15))) is None
    assert orders.on_time(order(due_at=at(2027, 3, 9, 20, 15), finished_at=at(2027, 3, 9, 20, 15))) is True
    assert orders.on_time(order(due_at=at(2027, 3, 9, 20, 15), finished_at=at(2027, 3, 9, 20, 16))) is False


# -- R-072 the price -------------------------------------------------------------------------------------


@pytest.mark.rule("R-072")
def test_a_charged_order_is_not_dispatched_without_price_and_time():
    assert orders.missing_to_dispatch(charged(), NOW) == []
    assert fields(orders.missing_to_dispatch(order(chargeable=True), NOW)) == [
        "price_quoted",
        "price_told_at",
    ]
    assert fields(orders.price_problems(order(chargeable=True))) == ["price_quoted", "price_told_at"]
    assert orders.price_problems(order(chargeable=False)) == []


@pytest.mark.rule("R-072")
@pytest.mark.parametrize(
    ("told", "wrong"), [(at(2027, 3, 8, 20, 24), []), (NOW, []), (at(2027, 3, 8, 20, 26), ["price_told_at"])]
)
def test_at_night_the_price_may_be_told_with_the_dispatch_never_later(told, wrong):
    values = charged() | {"price_told_at": told}
    assert fields(orders.missing_to_dispatch(values, NOW)) == wrong
    assert fields(orders.late_price(values | {"dispatched_at": NOW})) == wrong
    assert fields(orders.order_problems(values | {"dispatched_at": NOW}, DEFAULT, at(2027, 3, 9))) == wrong


@pytest.mark.rule("R-072")
def test_a_change_of_price_needs_a_new_quote_and_consent():
    done = {"work_done": "换阀", "finished_at": at(2027, 3, 9, 11)}
    assert orders.missing_to_finish(charged(fee=12000, **done)) == []
    assert orders.missing_to_finish(charged(fee=9000, **done)) == []
    assert fields(orders.missing_to_finish(charged(fee=15000, **done))) == ["fee"]
    refused = {"price": 15000, "told_at": at(2027, 3, 9, 10), "customer_agreed": False}
    assert fields(orders.fee_problems(charged(fee=15000, price_changes=(refused,)))) == ["fee"]
    agreed = {**refused, "customer_agreed": True}
    assert orders.fee_problems(charged(fee=15000, price_changes=(refused, agreed))) == []
    later = {"price": 14000, "told_at": at(2027, 3, 9, 10, 30), "customer_agreed": True}
    assert orders.price_in_force(charged(price_changes=(agreed, later))) == 14000
    assert orders.price_in_force(charged()) == 12000
    assert fields(orders.fee_problems(order(fee=100))) == ["fee"]
    assert fields(orders.missing_to_finish(charged(**done))) == ["fee"]


# -- R-074 consent ---------------------------------------------------------------------------------------


@pytest.mark.rule("R-074")
def test_a_charged_repair_needs_consent_before_work():
    assert orders.missing_to_start(charged()) == []
    assert orders.missing_to_start(order()) == []
    without = charged() | {"customer_consent": None, "consent_by": None, "consent_at": None}
    assert fields(orders.missing_to_start(without)) == ["customer_consent", "consent_by", "consent_at"]
    done = {"work_done": "换阀", "finished_at": at(2027, 3, 9, 11), "fee": 12000}
    assert fields(orders.missing_to_finish(without | done)) == [
        "customer_consent",
        "consent_by",
        "consent_at",
    ]
    assert fields(orders.consent_problems(charged(finished_at=at(2027, 3, 8, 20, 20)))) == ["consent_at"]


@pytest.mark.rule("R-074")
def test_refused_consent_cancels_with_the_reason_price():
    refused = charged() | {"customer_consent": "refused"}
    assert fields(orders.missing_to_dispatch(refused, NOW)) == ["customer_consent"]
    assert fields(orders.refused_price(refused)) == ["customer_consent"]
    assert orders.cancelled(refused) == {"cancel_reason": "price", "cancel_asked_by": "王秀兰"}
    assert orders.missing_to_cancel(refused) == []
    other = refused | {"cancel_reason": "not_needed"}
    assert fields(orders.missing_to_cancel(other)) == ["cancel_reason"]
    assert orders.cancelled(order()) == {}
    assert fields(orders.missing_to_cancel(order())) == ["cancel_reason", "cancel_asked_by"]


# -- finish, sign, close ---------------------------------------------------------------------------------


@pytest.mark.rule("R-075")
def test_after_the_service_work_and_signature_or_a_reason_are_held():
    assert fields(orders.missing_to_finish(order())) == ["work_done", "finished_at"]
    assert fields(orders.missing_to_sign_off(order())) == ["signed_by_customer_name"]
    assert fields(orders.missing_to_sign_off(order(signed_by_customer_name="王秀兰"))) == [
        "signed_by_customer_name"
    ]
    assert (
        orders.missing_to_sign_off(order(signed_by_customer_name="王秀兰", signed_at=date(2027, 3, 9))) == []
    )
    assert orders.missing_to_sign_off(order(no_signature_reason="nobody_home")) == []


@pytest.mark.rule("REC-06")
def test_times_do_not_run_backwards():
    wrong = order(
        dispatched_at=at(2027, 3, 8, 20), arrived_at=at(2027, 3, 8, 19), finished_at=at(2027, 3, 8, 18)
    )
    assert fields(orders.order_of_times(wrong)) == [
        "dispatched_at",
        "arrived_at",
        "finished_at",
        "finished_at",
    ]
    right = order(dispatched_at=NOW, arrived_at=NOW, finished_at=NOW)
    assert orders.order_of_times(right) == []


def back(state: str, kind: str = "routine", done: object = at(2027, 3, 10, 9)) -> dict[str, object]:
    return {"state": state, "kind": kind, "done_at": done, "number": "HF-2027-0001"}


FINISHED = {"service_kind": "home_repair", "finished_at": at(2027, 3, 9, 11, 30)}


@pytest.mark.rule("R-065")
def test_home_services_close_after_a_callback_made_after_the_finish():
    assert len(orders.missing_to_close(FINISHED, (), ())) == 1
    for one in (
        back("done"),
        back("signed", "monthly"),
        back("unreachable"),
        back("done", done=FINISHED["finished_at"]),
    ):
        assert orders.missing_to_close(FINISHED, (one,), ()) == [], one
    assert len(orders.missing_to_close(FINISHED, (back("done", done=at(2027, 3, 9, 11, 29)),), ())) == 1
    assert len(orders.missing_to_close(FINISHED, (back("done"), back("due", "monthly")), ())) == 1
    for kind in ("public_repair", "warranty_repair"):
        assert orders.missing_to_close(FINISHED | {"service_kind": kind}, (), ()) == []


@pytest.mark.rule("R-070")
def test_a_rework_closes_only_after_a_callback_made_after_its_finish():
    public = FINISHED | {"service_kind": "public_repair"}
    early = back("done", "special_24h", at(2027, 3, 9, 9))
    assert len(orders.missing_to_close(public, (early,), ())) == 1
    assert orders.missing_to_close(public, (early, back("done")), ()) == []
    assert orders.missing_to_close(public, (back("done", "special_24h"),), ()) == []
    assert orders.missing_to_close(public, (back("unreachable", "special_24h", None),), ()) == []
    assert orders.needs_callback(public, (early,)) is True
    assert orders.needs_callback(public, ()) is False


# -- R-069 rework ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-069")
def test_an_open_rework_keeps_its_parent_open():
    child = {"state": "working", "number": "WX-2027-0195"}
    assert len(orders.missing_to_close(FINISHED, (back("done"),), (child,))) == 1
    assert len(orders.open_rework_problems((child, {"state": "closed"}))) == 1
    for state in ("closed", "cancelled", "voided"):
        assert orders.open_rework_problems(({"state": state},)) == []


@pytest.mark.rule("R-010")
@pytest.mark.rule("R-069")
def test_a_rework_is_dispatched_within_the_hour_and_not_charged():
    child = order(rework_of=7)
    assert orders.dispatch_due(child, DEFAULT) == at(2027, 3, 8, 21, 15)
    assert orders.dispatch_due(child, Settings({"rework_dispatch_minutes": 30})) == at(2027, 3, 8, 20, 45)
    assert orders.dispatch_due(order(), DEFAULT) is None
    due = {"due_at": at(2027, 3, 9, 20, 15)}
    assert orders.owed("requested", child | due, DEFAULT) == at(2027, 3, 8, 21, 15)
    assert orders.owed("dispatched", child | due, DEFAULT) == due["due_at"]
    assert orders.owed("requested", order() | due, DEFAULT) == due["due_at"]
    assert orders.owed("finished", child | due, DEFAULT) is None
    assert fields(orders.rework_problems(order(rework_of=7, chargeable=True))) == ["chargeable"]
    assert orders.rework_problems(order(rework_of=7, chargeable=False)) == []


@pytest.mark.rule("R-069")
def test_the_child_starts_with_the_place_of_its_parent_and_the_words_of_the_report():
    parent = order(
        id=7, unit=3, phone="138", service_kind="home_repair", major_defect=True, content="漏水", responsible=2,
        team="维修班", chargeable=True, defect_reported_at=at(2027, 3, 11, 10, 5), defect_reported_by="王秀兰",
        defect="又有水渍",
    )  # fmt: skip
    child = orders.rework(parent)
    assert child == {
        "rework_of": 7, "unit": 3, "phone": "138", "service_kind": "home_repair", "major_defect": True,
        "team": "维修班", "responsible": 2, "requested_at": at(2027, 3, 11, 10, 5), "requested_by": "王秀兰",
        "content": "又有水渍", "chargeable": False, "demand_confirmed": False,
    }  # fmt: skip
    assert orders.rework(parent | {"defect": None})["content"] == "漏水"


@pytest.mark.rule("R-069")
def test_a_report_needs_when_who_and_what_and_goes_to_the_newest_rework():
    reported = FINISHED | {
        "defect_reported_at": at(2027, 3, 11, 10, 5), "defect_reported_by": "王秀兰", "defect": "又漏",
    }  # fmt: skip
    assert orders.missing_to_report(reported, ()) == []
    assert fields(orders.missing_to_report(FINISHED, ())) == [
        "defect_reported_at", "defect_reported_by", "defect",
    ]  # fmt: skip
    early = reported | {"defect_reported_at": at(2027, 3, 9, 11, 29)}
    assert fields(orders.missing_to_report(early, ())) == ["defect_reported_at"]
    first = {"state": "closed", "number": "WX-2027-0195", "requested_at": at(2027, 3, 11)}
    dropped = {"state": "cancelled", "number": "WX-2027-0196", "requested_at": at(2027, 3, 12)}
    assert len(orders.missing_to_report(reported, (first, dropped))) == 1
    assert orders.missing_to_report(reported, (dropped,)) == []
    assert orders.last_rework((first, dropped)) == first


# -- what the steps asked for stays ------------------------------------------------------------------------


@pytest.mark.rule("R-072")
@pytest.mark.rule("R-073")
@pytest.mark.rule("R-074")
@pytest.mark.rule("R-075")
def test_what_the_steps_asked_for_is_asked_up_to_the_state():
    bare = {"requested_at": at(2027, 3, 8, 20, 15)}

    def lacks(state: str, **values: object) -> set[str]:
        return set(fields(orders.asked_so_far({**bare, "state": state, **values})))

    assert lacks("requested") == set()
    assert lacks("dispatched") == {"worker", "dispatched_at", "demand_confirmed"}
    known = order(dispatched_at=at(2027, 3, 8, 20, 25))
    assert lacks("dispatched", **known, chargeable=True) == {"price_quoted", "price_told_at"}
    priced = {**charged(), "dispatched_at": at(2027, 3, 8, 20, 25)}
    assert lacks("dispatched", **priced | {"customer_consent": "refused"}) == set(), (
        "cancelled with that reason"
    )
    assert "customer_consent" in lacks("working", **priced | {"customer_consent": "refused"})
    for state in ("finished", "signed_off", "closed", "rework_pending"):
        assert {"work_done", "finished_at", "fee"} <= lacks(state, **priced)
    done = {**known, "work_done": "换阀", "finished_at": at(2027, 3, 9, 11)}
    assert lacks("finished", **done) == lacks("rework_pending", **done) == set()
    assert lacks("signed_off", **done) == {"signed_by_customer_name"}


@pytest.mark.rule("R-072")
def test_amounts_are_not_below_zero():
    wrong = {"price_quoted": -1, "fee": -1, "price_changes": ({"price": -1},)}
    assert set(fields(orders.amount_problems(wrong))) == {"price_quoted", "fee", "price_changes.0.price"}
    assert orders.amount_problems({"price_quoted": 0, "fee": 0}) == []
    assert "fee" in fields(orders.order_problems(order(fee=-1), DEFAULT, NOW))


@pytest.mark.rule("R-073")
def test_content_and_requirements_are_confirmed_with_the_customer():
    assert fields(orders.demand_problems({})) == ["demand_confirmed"]
    assert fields(orders.demand_problems({"demand_confirmed": False})) == ["demand_confirmed"]
    assert orders.demand_problems({"demand_confirmed": True}) == []
