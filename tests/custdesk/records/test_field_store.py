"""Large defects, samples and engineering records as the store keeps them: checked, taken back, shown in one strip."""

from __future__ import annotations

from custdesk.language import Words
from custdesk.store.checking import check_store
from tests.desk_field import checked, engineered, finished, newest, notice, of_form, plan, visited
from tests.desks import Office, on

ENGLISH = Words("en")


def everything(office: Office) -> None:
    """One of each, some steps on."""
    office.clock.set("2027-03-09 11:40")
    finished(office, "03-09 11:30", major_defect=True)
    office.clock.set("04-08 10:00")
    checked(office, of_form(office, "major_defect")[0], 0, "defective", customer_remark="又渗水")
    office.clock.set("04-16 18:50")
    finished(office, "04-07 10:00")
    sample = office.save("callback_sample", office.lin)
    office.step(sample, "start_calling", office.su)
    engineered(
        office,
        notice(office),
        "confirm",
        "review",
        "approve",
        "issue",
        "repair",
        "fail",
        "repair",
        "pass",
        "accept",
    )
    schedule = plan(office, on("08-31", 2026))
    visit = office.save(
        "engineering_visit", office.lin, project_name="翠湖花园8栋", due_on=on("08-31"), plan=schedule
    )
    visited(office, visit, on("04-16"))


def test_a_store_with_all_of_them_is_sound(office: Office):
    everything(office)
    office.clock.set("2027-09-01 00:00")
    office.store.keep_time()
    office.store.set_setting("major_defect_check_days", [7], office.chen, "公司的要求")
    office.store.set_setting("weekly_sample_percent", 50, office.chen, "公司的要求")
    office.store.set_setting("defect_confirm_days", 5, office.chen, "公司的要求")
    path = office.store.path
    office.store.close()
    report = check_store(path)
    assert [ENGLISH.show(one.text) for one in report.findings] == []


def test_begun_calls_are_taken_back_whole(office: Office):
    finished(office, "04-07 10:00")
    sample = office.save("callback_sample", office.lin)
    office.step(sample, "start_calling", office.su)
    assert newest(office, "service_callback")["kind"] == "weekly_sample"
    office.store.undo(office.su)
    values = office.values(sample)
    assert values["state"] == "drawn"
    assert values["results"][0].get("callback") is None
    assert newest(office, "service_callback")["kind"] == "routine"
    office.step(sample, "start_calling", office.su)
    assert office.values(sample)["results"][0]["callback"] == newest(office, "service_callback")["id"]


def test_a_defect_told_by_mistake_is_taken_back_whole(office: Office):
    office.clock.set("2027-03-09 11:40")
    finished(office, "03-09 11:30", major_defect=True)
    record = of_form(office, "major_defect")[0]
    office.clock.set("04-08 10:00")
    checked(office, record, 0, "defective")
    assert len(of_form(office, "repair_order")) == 2
    office.store.undo(office.lin)
    assert len(of_form(office, "repair_order")) == 1
    values = office.values(record)
    assert (values["state"], values["checks"][0].get("on")) == ("open", None)
    assert newest(office, "repair_order")["state"] == "finished"


def test_the_strip_shows_order_and_special_record(office: Office):
    order = finished(office, "04-15 10:00", major_defect=True)
    record = of_form(office, "major_defect")[0]
    chain = office.read(office.lin).chain(record)
    assert chain is not None
    assert chain.hit.id == order
    assert record in {one.hit.id for one in chain.children}
