"""REC-09 in the store: no step skipped, dates, rounds, warranty, links (R-076 to R-080)."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.records.warranty_course import engineering_of
from custdesk.store.store import Refused
from tests.desk_field import engineered, newest, notice, of_form, told
from tests.desk_repairs import order
from tests.desks import Office, at, on, said

R076, R077, R078, R079, R080 = (pytest.mark.rule(f"R-{number:03}") for number in range(76, 81))
WAY = ("confirm", "review", "approve", "issue", "repair", "pass", "accept", "return", "file")


def saved_problems(office: Office, record: int, **values) -> set[str]:
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, **values)
    return said(trouble.value.problems)


@R077
def test_no_step_can_be_skipped(office: Office):
    record = notice(office)
    for place, step in enumerate(WAY):
        for later in WAY[place + 1 :]:
            with pytest.raises(Refused):
                office.step(
                    record, later, office.lin, **(told(office, later) if later not in ("accept",) else {})
                )
        engineered(office, record, step)
    values = office.values(record)
    assert values["state"] == "filed"
    assert values["inspection_pass"] is True
    assert values["number"] == "GW-2027-0001"


@R076
def test_the_date_of_the_confirmation_is_owed_until_it_is_made(office: Office):
    office.clock.set("12-31 09:00")
    record = notice(office, notified_at=at("12-30 16:00"))
    values = office.values(record)
    assert values["due_at"] == values["confirm_due"] == at("01-02 00:00", 2028)
    assert office.see(record).values["confirmed_late"] is False
    office.clock.set("2028-01-02 00:00")
    tries = ({"at": at("01-01 10:00", 2028), "by": office.lin.id, "reason": "无人接听"},)
    office.change(record, office.lin, attempts=tries)
    assert office.see(record).values["confirmed_late"] is True, (
        "attempts are recorded, it is late all the same"
    )
    engineered(office, record, "confirm")
    assert office.values(record)["due_at"] is None
    assert office.see(record).values["confirmed_late"] is True
    office.change(record, office.lin, confirmed_at=at("01-01 23:59", 2028))
    assert office.see(record).values["confirmed_late"] is False


@R078
def test_the_owner_s_box_is_blocked_before_the_inspection_has_passed(office: Office):
    record = engineered(office, notice(office), "confirm", "review", "approve", "issue", "repair")
    assert saved_problems(office, record, owner_evaluation="满意") == {"owner_evaluation"}
    assert saved_problems(office, record, owner_signed_on=on("04-16")) == {"owner_signed_on"}
    with pytest.raises(Refused) as trouble:
        office.step(record, "pass", office.lin, **told(office, "pass"), owner_evaluation="满意")
    assert said(trouble.value.problems) == {"owner_evaluation"}
    engineered(office, record, "pass", "accept")
    assert office.values(record)["frozen_at"] is not None


@R078
def test_a_failed_inspection_and_a_refusal_go_back_to_the_repair_unit(office: Office):
    record = engineered(office, notice(office), "confirm", "review", "approve", "issue", "repair", "fail")
    values = office.values(record)
    assert (values["state"], values["repaired_on"], values["inspected_on"]) == ("issued", None, None)
    engineered(office, record, "repair", "pass", "refuse")
    values = office.values(record)
    assert values["state"] == "issued"
    assert values["inspection_pass"] is None
    assert [(row["why"], row.get("quality_opinion"), row.get("owner_evaluation")) for row in values["rounds"]] == [
        ("failed", "淋水试验仍渗水", None), ("refused", "淋水试验合格", "仍有水迹")
    ]  # fmt: skip
    engineered(office, record, "repair", "pass", "accept")
    assert office.values(record)["state"] == "accepted"


@R078
def test_dates_never_run_backwards(office: Office):
    record = engineered(office, notice(office), "confirm", "review", "approve", "issue")
    assert office.refused(
        record, "repair", office.lin, **told(office, "repair", repaired_on=on("04-15"))
    ) == {"repaired_on"}
    assert saved_problems(office, record, confirmed_at=at("04-16 12:00")) == {
        "confirmed_at"
    }  # before the notice


@R077
def test_the_issue_wants_the_copy(office: Office):
    record = engineered(office, notice(office), "confirm", "review", "approve")
    assert office.refused(record, "issue", office.lin, **told(office, "issue", issued_copy_kept=False)) == {
        "issued_copy_kept"
    }


@R079
def test_an_accepted_sheet_is_listed_until_it_has_come_back(office: Office):
    record = engineered(office, notice(office), *WAY[:-2])
    form = BY_KEY["engineering_repair"].form
    facts = office.store.facts(office.lin, record)
    assert "returned_on" in said(form.notices(office.values(record), facts))
    assert office.refused(record, "return", office.lin) == {"returned_on", "returned_as"}
    office.step(
        record, "return", office.lin, returned_on=on("04-16"), returned_as="copy"
    )  # lost: a stamped copy
    assert "returned_on" not in said(form.notices(office.values(record), facts))
    office.step(record, "file", office.lin)


@R079
def test_only_the_desk_records_what_others_do(office: Office):
    record = notice(office)
    assert office.refused(record, "confirm", office.zhao, **told(office, "confirm")) == {""}


@R080
def test_the_warranty_is_counted_from_the_handover(office: Office):
    record = notice(
        office, notified_at=at("03-30 09:10"), warranty_part="waterproofing", handover_on=on("08-31", 2026)
    )
    values = office.values(record)
    assert (values["covered_until"], values["in_warranty"]) == (on("08-31", 2031), True)
    office.change(record, office.lin, warranty_part="fittings", handover_on=on("02-28", 2025))
    values = office.values(record)
    assert (values["covered_until"], values["in_warranty"]) == (on("02-28"), False)
    assert "warranty_part" in said(
        BY_KEY["engineering_repair"].form.notices(values, office.store.facts(office.lin))
    )
    office.change(record, office.lin, contract_years=5)
    assert office.values(record)["in_warranty"] is True
    office.change(record, office.lin, warranty_part="heating_cooling", contract_years=None)
    values = office.values(record)
    assert (values["covered_until"], values["in_warranty"]) == (None, None)
    office.change(record, office.lin, covered_until_set=on("03-29"))
    assert office.values(record)["in_warranty"] is False
    assert saved_problems(office, record, contract_years=0) == {"contract_years"}


@R077
def test_an_urgent_leak_gets_its_order_at_once(office: Office):
    record = notice(office)
    create = BY_KEY["engineering_repair"].form.creates[0]
    draft = office.new("repair_order", office.lin, **create.values(office.values(record), record))
    draft.put("unit", office.unit("3-1202"))
    draft.link_back = (record, create.link, create.step)
    made = office.store.save(draft, office.lin).record_id
    assert office.values(record)["emergency_order"] == made
    assert (office.values(made)["service_kind"], office.values(made)["content"]) == (
        "warranty_repair",
        "窗边渗水",
    )
    assert office.values(record)["state"] == "notified"


@R077
def test_what_an_engineering_record_starts_with(office: Office):
    complaint = office.complaint(unit=office.unit("5-603"), phone="13800050603")
    made = office.save(
        "engineering_repair", office.lin, **engineering_of(office.values(complaint), complaint)
    )
    values = office.values(made)
    assert (values["source"], values["owner_or_user"], values["contact_phone"]) == (
        complaint,
        "马先生",
        "13800050603",
    )
    assert (values["project_place"], values["notified_at"]) == ("5-603", at("04-16 18:50"))
    entry = office.entry(kind="repair_request", occurred_at=at("04-16 08:00"))
    assert engineering_of(office.values(entry), entry)["notified_at"] == at("04-16 08:00")
    repair = order(office)
    assert engineering_of(office.values(repair), repair)["owner_or_user"] == office.resident("王秀兰")


@R076
def test_the_phone_is_masked(office: Office):
    record = notice(office)
    assert str(office.see(record, office.lin).values["contact_phone"]) == "137****0901"
    assert newest(office, "engineering_repair")["contact_phone"] == "13700080901"
    assert of_form(office, "engineering_repair") == [record]
