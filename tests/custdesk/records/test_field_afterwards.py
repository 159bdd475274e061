"""A weekly sample, a special record, an engineering record after something was dropped, failed or typed late."""

from __future__ import annotations

import pytest

from custdesk.language import Words
from custdesk.store.store import Refused
from tests.custdesk.records.test_afterwards import sound
from tests.desk_field import call, checked, engineered, finished, not_reached, notice, of_form, told
from tests.desk_repairs import order
from tests.desk_summary import duty
from tests.desks import Office, on

HANS = Words("zh_Hans")


# -- the weekly sample -----------------------------------------------------------------------------------


@pytest.fixture
def sample(office: Office) -> int:
    """The sample of a week with six orders, being called: two drawn."""
    for moment in ("04-05 10:00", "04-06 10:00", "04-07 11:00", "04-08 12:00", "04-08 13:00", "04-09 12:00"):
        finished(office, moment)
    found = office.save("callback_sample", office.lin, week=on("04-05"))
    office.step(found, "start_calling", office.lin)
    return found


def outcomes(office: Office, sample: int) -> list[str]:
    return [row["outcome"] for row in office.values(sample)["results"]]


@pytest.mark.rule("1.5 R-068")
def test_the_desk_draws_the_sample(office: Office):
    finished(office, "04-06 10:00")
    for person in (office.xu, office.zhao, office.guo):
        with pytest.raises(Refused):
            office.save("callback_sample", person, week=on("04-05"))
    office.save("callback_sample", office.lin, week=on("04-05"))


@pytest.mark.rule("R-068")
def test_an_order_voided_after_the_draw_stays_as_not_reached_and_a_reserve_comes(office: Office, sample: int):
    first = office.values(sample)["results"][0]
    office.step(first["order"], "void", office.chen, "重复派工")
    assert office.values(first["callback"])["state"] == "voided"
    assert outcomes(office, sample) == ["unreachable", "open", "open"]
    for row in office.values(sample)["results"][1:]:
        call(office, row["callback"])
    office.step(sample, "complete", office.lin, caller="公司专人")
    assert office.see(sample).show("completion", HANS) == "100.0 % (2/2)"
    sound(office)


@pytest.mark.rule("R-068")
def test_an_order_voided_before_the_calls_begin_is_not_called(office: Office):
    for moment in ("04-05 10:00", "04-06 10:00"):
        finished(office, moment)
    sample = office.save("callback_sample", office.lin, week=on("04-05"))
    office.step(office.values(sample)["drawn"][0]["order"], "void", office.chen, "重复派工")
    office.step(sample, "start_calling", office.lin)
    assert outcomes(office, sample) == ["unreachable", "open"]
    sound(office)


@pytest.mark.rule("R-068")
def test_with_no_reserve_left_the_unreached_stay_and_the_sample_is_completed(office: Office, sample: int):
    for _round in range(6):
        for row in office.values(sample)["results"]:
            if office.values(row["callback"])["state"] == "due":
                not_reached(office, row["callback"])
    assert outcomes(office, sample) == ["unreachable"] * 6
    office.step(sample, "complete", office.lin, caller="公司专人")
    assert office.see(sample).show("completion", HANS) == "0.0 % (0/2)"


@pytest.mark.rule("R-068")
def test_the_calls_of_a_voided_sample_are_dropped_but_those_made_stay(office: Office, sample: int):
    first, second = (row["callback"] for row in office.values(sample)["results"])
    call(office, first)
    office.step(sample, "void", office.chen, "抽错一周")
    assert [office.values(one)["state"] for one in (first, second)] == ["done", "voided"]
    sound(office)
    office.store.undo(office.chen)
    assert office.values(second)["state"] == "due"
    sound(office)


@pytest.mark.rule("R-068")
def test_the_week_is_judged_by_the_calls_not_by_the_typing(office: Office, sample: int):
    """Section 5: called on Friday, completed in the program on the Monday after the Sunday."""
    for row in office.values(sample)["results"]:
        call(office, row["callback"])
    office.clock.set("04-19 09:00")
    assert duty(office, office.su, "2027-04-18", "callback_sample").state == "overdue"
    office.step(sample, "complete", office.lin, caller="公司专人")
    assert duty(office, office.su, "2027-04-18", "callback_sample").state == "done_on_time"


# -- engineering -----------------------------------------------------------------------------------------


@pytest.mark.rule("R-078")
def test_two_failed_inspections_and_a_refusal_and_no_day_runs_backwards(office: Office):
    record = notice(office, notified_at=office.clock.now)
    engineered(office, record, "confirm", "review", "approve", "issue")
    office.clock.set("04-19 10:00")
    engineered(office, record, "repair", "fail")
    office.clock.set("04-20 10:00")
    before_the_inspection = told(office, "repair", repaired_on=on("04-18"))
    assert office.refused(record, "repair", office.lin, **before_the_inspection) == {"repaired_on"}
    engineered(office, record, "repair", "fail", "repair", "pass", "refuse", "repair", "pass", "accept")
    rounds = [(row["why"], row["inspected_on"]) for row in office.values(record)["rounds"]]
    assert rounds == [("failed", on("04-19")), ("failed", on("04-20")), ("refused", on("04-20"))]
    assert office.values(record)["state"] == "accepted"
    sound(office)


# -- large defects ---------------------------------------------------------------------------------------


@pytest.mark.rule("R-071")
def test_the_special_record_goes_with_its_voided_order_and_comes_back_with_it(office: Office):
    repair = order(office, "finished", major_defect=True)
    (record,) = of_form(office, "major_defect")
    office.step(repair, "void", office.chen, "重复派工")
    assert office.values(record)["state"] == "voided"
    assert [hit for hit in office.read(office.lin).owed() if hit.id == record] == []
    sound(office)
    office.store.undo(office.chen)
    assert office.values(record)["state"] == "open"
    sound(office)


@pytest.mark.rule("R-071")
def test_a_flag_set_by_mistake_takes_its_record_along_but_not_what_was_seen_on_site(office: Office):
    repair = order(office, "finished")
    office.change(repair, office.lin, major_defect=True)
    (first,) = of_form(office, "major_defect")
    office.change(repair, office.lin, major_defect=False)
    assert of_form(office, "major_defect") == []
    office.change(repair, office.lin, major_defect=True)
    (second,) = of_form(office, "major_defect")
    assert office.values(first)["number"] + "2" == office.values(second)["number"], "numbers are never reused"
    checked(office, second, 0, "sound")
    office.change(repair, office.lin, major_defect=False)
    assert office.values(second)["state"] == "checking"
    sound(office)
