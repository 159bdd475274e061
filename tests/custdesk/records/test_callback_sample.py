"""REC-23 in the store: drawn once, called, reserves, completed, the week's duty (R-068, F-17, F-18)."""

from __future__ import annotations

import hashlib

import pytest

from custdesk.binders import BY_KEY
from custdesk.rules.periods import week_of
from custdesk.store.store import SYSTEM, Refused
from tests.desk_field import call, finished, newest, not_reached, of_form
from tests.desk_repairs import bring
from tests.desks import Office, at, on, said

R068 = pytest.mark.rule("R-068")
HOURS = ("08:10", "08:40", "09:10", "09:40", "10:10", "10:40")


def weeks_orders(office: Office, count: int, day: str = "04-07", **values) -> list[int]:
    """Finish so many orders on a day of the week before."""
    return [finished(office, f"{day} {HOURS[number]}", **values) for number in range(count)]


def sample(office: Office) -> int:
    return office.save("callback_sample", office.lin)


def orders_in(values, name: str) -> list[int]:
    return [row["order"] for row in values[name]]


def calls(office: Office, record: int) -> dict[int, int]:
    """The callbacks of a sample by their orders."""
    return {row["order"]: row["callback"] for row in office.values(record)["results"]}


@R068
def test_six_orders_give_a_sample_of_two_drawn_as_the_sheet_says(office: Office):
    orders = weeks_orders(office, 6)
    finished(office, "04-08 11:00", service_kind="housekeeping")
    finished(office, "04-13 11:00")  # of this week
    record = sample(office)
    values = office.values(record)
    assert values["week"] == on("04-05")
    assert (values["frame_size"], values["sample_size"]) == (6, 2)
    assert orders_in(values, "frame") == orders
    number = {office.values(one)["number"]: one for one in orders}
    told = sorted(number, key=lambda one: hashlib.sha256(f"{values['seed']}:{one}".encode()).hexdigest())
    assert orders_in(values, "drawn") == [number[one] for one in told[:2]]
    assert orders_in(values, "reserves") == [number[one] for one in told[2:]]
    assert values["draws"] == (
        {
            "draw": 1, "at": at("04-16 18:50"), "by": office.lin.id, "seed": values["seed"],
            "of": "、".join(sorted(number)), "numbers": "、".join(told[:2]),
        },
    )  # fmt: skip
    assert values["due_at"] == at("04-19 00:00")  # Sunday 04-18, 24:00
    assert office.see(record).values["completion"] == "0.0 % (0/2)"
    assert len({row["phone"] for row in values["results"]}) == 1


@R068
def test_the_draw_does_not_move_afterwards(office: Office):
    orders = weeks_orders(office, 6)
    record = sample(office)
    before = {name: office.values(record)[name] for name in ("seed", "frame", "drawn", "reserves", "draws")}
    office.clock.pass_minutes(90)
    office.step(orders[0], "void", office.chen, reason="重复")
    office.store.set_setting("weekly_sample_percent", 50, SYSTEM)
    office.change(record, office.su, caller="集团回访员 孙丽")
    assert {name: office.values(record)[name] for name in before} == before


@R068
def test_a_week_is_drawn_once(office: Office):
    weeks_orders(office, 1)
    record = sample(office)
    assert office.values(record)["sample_size"] == 1
    with pytest.raises(Refused):
        sample(office)
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, week=on("03-29"))
    assert "week" in said(trouble.value.problems)


@R068
def test_a_week_without_orders_or_not_over_is_not_drawn(office: Office):
    with pytest.raises(Refused) as trouble:
        sample(office)
    assert said(trouble.value.problems) == {"week"}
    finished(office, "04-13 11:00")
    with pytest.raises(Refused):
        office.save("callback_sample", office.lin, week=on("04-12"))


@R068
def test_another_draw_is_the_manager_s_with_a_reason_and_the_old_one_stays(office: Office):
    weeks_orders(office, 6)
    record = sample(office)
    first = office.values(record)
    late = finished(office, "04-09 09:00")
    assert office.refused(record, "redraw", office.lin, redraw_reason="漏登一张派工单") == {""}
    assert office.refused(record, "redraw", office.chen) == {"redraw_reason"}
    office.clock.pass_minutes(5)
    office.step(record, "redraw", office.chen, redraw_reason="漏登一张派工单")
    again = office.values(record)
    assert late in orders_in(again, "frame")
    assert (again["draw_no"], again["frame_size"], again["state"]) == (2, 7, "drawn")
    assert again["seed"] != first["seed"]
    assert again["draws"][0] == first["draws"][0]
    assert [row.get("reason") for row in again["draws"]] == [None, "漏登一张派工单"]
    assert office.refused(record, "redraw", office.chen, redraw_reason="漏登一张派工单") == {"redraw_reason"}


@R068
def test_calling_sets_up_the_callbacks_due_on_the_following_sunday(office: Office):
    weeks_orders(office, 6)
    record = sample(office)
    office.step(record, "start_calling", office.su)
    made = [office.values(one) for one in calls(office, record).values()]
    assert [one["subject"] for one in made] == orders_in(office.values(record), "drawn")
    assert {(one["kind"], one["method"], one["due_at"], one["state"]) for one in made} == {
        ("weekly_sample", "phone", at("04-19 00:00"), "due")
    }
    assert office.refused(record, "redraw", office.chen, redraw_reason="换一批") == {""}


@R068
def test_an_unreachable_one_stays_and_brings_one_reserve(office: Office):
    weeks_orders(office, 6)
    record = sample(office)
    office.step(record, "start_calling", office.su)
    first, second = orders_in(office.values(record), "drawn")
    office.clock.set("04-17 09:00")
    not_reached(office, calls(office, record)[first])
    values = office.values(record)
    assert [(row["order"], row["reserve"], row["outcome"]) for row in values["results"]] == [
        (first, False, "unreachable"), (second, False, "open"), (orders_in(values, "reserves")[0], True, "open")
    ]  # fmt: skip
    reserve = orders_in(values, "reserves")[0]
    assert office.values(calls(office, record)[reserve])["subject"] == reserve
    assert values["sample_size"] == 2, "the denominator stays"
    assert office.refused(record, "complete", office.su, caller="孙丽") == {"results"}
    for order in (second, reserve):
        call(office, calls(office, record)[order], quality_rating="fairly_satisfied")
    values = office.values(record)
    assert [row["outcome"] for row in values["results"]] == ["unreachable", "reached", "reached"]
    assert values["results"][1]["quality_rating"] == "fairly_satisfied"
    assert office.see(record).values["completion"] == "100.0 % (2/2)"
    assert office.refused(record, "complete", office.su) == {"caller"}
    office.step(record, "complete", office.su, caller="孙丽")
    assert office.values(record)["completed_at"] == at("04-17 09:00")
    assert office.values(record)["due_at"] is None


@R068
def test_an_order_already_called_back_stays_eligible_and_a_rework_counts(office: Office):
    (order,) = weeks_orders(office, 1)
    routine = newest(office, "service_callback")["id"]
    office.clock.set("04-08 09:00")
    call(office, routine, defect_found=True, opinion="又漏了")
    child = newest(office, "repair_order")
    office.clock.set("04-08 15:00")
    bring(office, child["id"], "finished")
    office.clock.set("04-16 18:50")
    assert orders_in(office.values(sample(office)), "frame") == [order, child["id"]]


@R068
def test_the_duty_of_the_week(office: Office):
    (duty,) = BY_KEY["callback_sample"].form.duties
    week = week_of(on("04-07"))
    facts = office.store.facts(office.lin)
    assert duty.due(week, facts.settings) == at("04-19 00:00")
    assert not duty.judge(week, facts).applies, "no orders, no duty"
    assert duty.judge(week_of(on("04-16")), facts).applies, "the week is not over"
    weeks_orders(office, 1)
    found = duty.judge(week, office.store.facts(office.lin))
    assert found.applies
    assert (found.done_at, found.records) == (None, ())
    assert duty.start is not None
    record = office.save("callback_sample", office.lin, **duty.start(week))
    found = duty.judge(week, office.store.facts(office.lin))
    assert (found.done_at, found.records) == (None, (record,))
    office.step(record, "start_calling", office.su)
    (callback,) = calls(office, record).values()
    call(office, callback)
    office.step(record, "complete", office.su, caller="孙丽")
    assert duty.judge(week, office.store.facts(office.lin)).done_at == at("04-16 18:50")


@R068
def test_phones_are_masked_on_the_screen_and_in_the_history(office: Office):
    weeks_orders(office, 1)
    record = sample(office)
    assert office.values(record)["results"][0]["phone"] == "13812345678"
    seen = office.see(record, office.lin)
    assert str(seen.values["results"][0]["phone"]) == "138****5678"
    told = office.read(office.lin).history(record)[0].new["results"]
    assert "13812345678" not in str(told)


@R068
def test_week_fifty_three(office: Office):
    office.clock.set("2027-01-04 08:30")
    order = finished(office, "2027-01-02 10:00")
    record = sample(office)
    values = office.values(record)
    assert (values["week"], orders_in(values, "frame")) == (on("12-28", 2026), [order])
    assert values["due_at"] == at("01-11 00:00")
    assert len(of_form(office, "callback_sample")) == 1
