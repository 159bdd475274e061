"""REC-08 in the store: opened, checked, restarted by a rework, ended (R-071, S-01)."""

from __future__ import annotations

import pytest

from custdesk.store.store import Refused
from tests.desk_field import checked, finished, newest, of_form
from tests.desk_repairs import bring, report, rework_of
from tests.desks import Office, at, on, said

R071 = pytest.mark.rule("R-071")


def planned(office: Office) -> list[object]:
    return [row["planned_on"] for row in newest(office, "major_defect")["checks"]]


@R071
def test_a_finished_large_defect_opens_its_record(office: Office):
    office.clock.set("03-09 11:40")
    order = finished(office, "03-09 11:30", major_defect=True)
    values = newest(office, "major_defect")
    assert values["repair_order"] == order
    assert values["number"] == f"{office.values(order)['number']}-Z"
    assert (values["state"], values["runs_from"], values["unit"]) == (
        "open",
        on("03-09"),
        office.unit("3-1202"),
    )
    assert planned(office) == [on("04-08"), on("05-08"), on("06-07")]
    assert values["due_at"] == values["next_check"] == at("04-09 00:00")  # the first day's 24:00


@R071
def test_an_ordinary_repair_opens_none_and_no_order_opens_two(office: Office):
    order = finished(office, "04-15 11:30")
    assert of_form(office, "major_defect") == []
    office.change(order, office.lin, major_defect=True)
    office.change(order, office.lin, note="屋面复查")
    office.step(order, "sign_off", office.lin, no_signature_reason="nobody_home")
    assert len(of_form(office, "major_defect")) == 1
    with pytest.raises(Refused) as trouble:
        office.save("major_defect", office.lin, repair_order=order)
    assert said(trouble.value.problems) == {"repair_order"}


@R071
def test_the_flag_set_later_opens_it_without_the_days_already_past(office: Office):
    order = finished(office, "03-09 11:30")  # today is 04-16
    office.change(order, office.lin, major_defect=True)
    assert planned(office) == [on("05-08"), on("06-07")]


@R071
def test_rework_restarts_the_days_in_one_record(office: Office):
    """S-01 step 4."""
    office.clock.set("03-09 11:40")
    order = finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    office.clock.set("03-11 10:05")
    child = report(office, order)
    assert child["major_defect"] is True
    assert planned(office)[0] == on("04-08"), "not before the rework is finished"
    office.clock.set("03-11 17:20")
    bring(office, child["id"], "finished")
    assert of_form(office, "major_defect") == [record], "the rework has no record of its own"
    assert planned(office) == [on("04-10"), on("05-10"), on("06-09")]
    assert newest(office, "major_defect")["runs_from"] == on("03-11")


@R071
def test_a_defective_check_orders_a_rework_and_a_special_callback_in_one_step(office: Office):
    office.clock.set("03-09 11:40")
    order = finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    office.clock.set("04-08 10:00")
    checked(office, record, 0, "defective", customer_remark="洗手间顶板又渗水")
    assert office.values(record)["state"] == "checking"
    child = rework_of(office, order)
    assert (office.values(order)["state"], child["content"]) == ("rework_pending", "洗手间顶板又渗水")
    special = newest(office, "service_callback")
    assert (special["kind"], special["subject"], special["due_at"]) == (
        "special_24h",
        child["id"],
        at("04-09 10:00"),
    )
    checked(office, record, 0, "defective", customer_remark="洗手间顶板又渗水", customer_signed_by=None)
    assert len(of_form(office, "repair_order")) == 2, "told once"


@R071
def test_it_is_ended_by_the_supervisor_when_all_planned_checks_were_sound(office: Office):
    office.clock.set("03-09 11:40")
    finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    for place, day in enumerate(("04-08", "05-08")):
        office.clock.set(f"{day} 10:00")
        checked(office, record, place, "sound")
    assert office.refused(record, "end", office.zhou) == {"checks"}
    office.clock.set("06-07 10:00")
    checked(office, record, 2, "sound", customer_signed_by="王秀兰", customer_signed_on=on("06-07"))
    assert office.values(record)["due_at"] is None
    assert office.refused(record, "end", office.lin) == {""}
    office.step(record, "end", office.zhou)
    assert office.values(record)["state"] == "ended"
    assert office.values(record)["frozen_at"] is not None


@R071
def test_planned_days_and_results_stay(office: Office):
    office.clock.set("03-09 11:40")
    finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    rows = office.values(record)["checks"]
    with pytest.raises(Refused):
        office.change(record, office.lin, checks=rows[1:])
    with pytest.raises(Refused) as trouble:
        office.change(
            record, office.lin, checks=({**rows[0], "on": on("03-09"), "condition": "sound"}, *rows[1:])
        )
    assert said(trouble.value.problems) == {"checks.0.checker", "defect_place"}
    office.change(record, office.lin, checks=(*rows, {"planned_on": on("07-07")}))
    assert len(office.values(record)["checks"]) == 4


@R071
def test_nobody_of_the_office_signs_for_the_customer(office: Office):
    office.clock.set("03-09 11:40")
    finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    office.clock.set("04-08 10:00")
    with pytest.raises(Refused) as trouble:
        checked(office, record, 0, "sound", customer_signed_by="林晓燕", customer_signed_on=on("04-08"))
    assert said(trouble.value.problems) == {"checks.0.customer_signed_by"}


@R071
def test_a_voided_record_keeps_its_number(office: Office):
    order = finished(office, "04-15 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    office.step(record, "void", office.chen, reason="误标大缺陷")
    assert of_form(office, "major_defect") == []
    office.change(order, office.lin, note="再看")
    assert of_form(office, "major_defect") == [], "voided for good reason: not opened again by itself"
    again = office.save("major_defect", office.lin, repair_order=order)
    assert office.values(again)["number"] == f"{office.values(order)['number']}-Z2"
