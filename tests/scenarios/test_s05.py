"""S-05 of domain.md: a leaking outer wall of three homes (major, joint, extension)."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.records.complaint_papers import CREATES, papers_of
from custdesk.rules.handover import announcement_due, handover_due
from tests.desks import Office, at, on

HANS = Words("zh_Hans")


def extension(office: Office, told: str) -> dict:
    return {
        "new_due": at("07-21 00:00"), "reason": "台风停工", "told_at": at(told), "told_by": office.su.id,
        "customer_agreed": True,
    }  # fmt: skip


@pytest.fixture
def three(office: Office) -> list[int]:
    """Fri 2027-07-02: three homes of building 4 report water through the façade; all in hand, due 07-16."""
    office.clock.set("2027-07-02 09:00")
    found: list[int] = []
    for room in ("4--101", "4--201", "4--301"):
        record = office.save(
            "complaint", office.lin, complainant=f"{room}住户", unit=room, channel="visit", content="外墙渗水进屋，三户受影响",
            validity="valid", nature="major", category="civil_decoration_equipment", is_joint=True,
            is_building_or_design_dispute=True, handler="工程部", handler_kind="engineering", lead_department="engineering",
            cooperating_departments=("repair_team",), hotline_told=True, told_at=office.clock.now, told_by=office.lin.id,
            leading_complaint=found[0] if found else None, due_set_to=at("07-17 00:00"), due_set_by="陈国栋",
            due_set_on=on("07-02"), told_handling_time=at("07-11 00:00"),
        )  # fmt: skip
        office.step(record, "accept", office.lin)
        office.step(record, "handle", office.lin)
        found.append(record)
    return found


@pytest.mark.scenario("S-05")
@pytest.mark.rule("R-030 R-032 R-034 R-038 R-039 R-043 R-044 R-045 R-049 R-053 R-054 R-055")
def test_a_leaking_outer_wall_of_three_homes(office: Office, three: list[int]):
    lin, zhou, chen = office.lin, office.zhou, office.chen
    leading = three[0]
    assert [office.values(one)["number"] for one in three] == ["TS-2027-0001", "TS-2027-0002", "TS-2027-0003"]
    assert [office.values(one)["leading_complaint"] for one in three] == [None, leading, leading]
    assert HANS.due(office.values(leading)["due_at"]) == "2027年7月16日 24:00"

    # REC-47 to engineering and the company's news on the same day; the office secures the façade.
    note = office.save("contact_note", lin, about=leading, subject="4栋外墙渗水", content="三户渗水，请勘查")
    assert office.values(note)["to"] == "工程部"
    office.step(note, "send", lin, sent_at=office.clock.now)
    office.change(leading, lin, rectification="外墙区域围护，三户每日查看")
    (news,) = office.store.facts(zhou).referring(leading, "company_information")
    assert HANS.due(news.values["due_at"]) == "2027年7月2日 24:00"

    # The customers ask for 07-10: the earliest binds.
    office.clock.set("2027-07-03 10:00")
    office.change(leading, lin, customer_deadline=at("07-11 00:00"))
    values = office.values(leading)
    assert (HANS.due(values["due_at"]), values["due_why"].msgid) == (
        "2027年7月10日 24:00",
        "the customer's own deadline",
    )

    # Order and engineering record are a button away.
    desk = Desk(office.store, lin)
    offered = {one.form for one in CREATES if desk.may_make(one, office.see(leading, lin))}
    assert offered >= {
        "corrective_report",
        "preventive_report",
        "repair_order",
        "engineering_repair",
        "contact_note",
    }

    # Typhoon: on 07-09 the extension to 07-20 is told and agreed. Handled 07-19, with photos.
    office.clock.set("2027-07-09 17:00")
    office.change(leading, lin, extensions=(extension(office, "07-09 16:00"),))
    assert HANS.due(office.values(leading)["due_at"]) == "2027年7月20日 24:00"
    office.clock.set("2027-07-19 17:00")
    done = {"handling": "外墙防水重做", "handled_at": office.clock.now, "investigation": "外墙砖缝开裂"}
    assert office.refused(leading, "finish", lin, **done) == {"photos"}
    office.store.attach(leading, b"jpeg", "外墙.jpg", "photo", lin)
    office.step(leading, "finish", lin, **done)
    assert office.see(leading).values["on_time"] is True

    # Close is refused until both reports are approved; Chen closes on 07-21.
    office.clock.set("2027-07-21 10:00")
    ready = {
        "cause_analysis": "砖缝老化", "preventive_action": "雨季前普查外墙", "customer_contacted_at": office.clock.now,
        "contacted_by": "工程部", "customer_opinion": "不漏了", "thanked": True, "customer_satisfied": "very_satisfied",
        "no_signature_reason": "unreachable",
    }  # fmt: skip
    assert office.refused(leading, "close", chen, **ready) == {"papers"}
    reports = []
    for form in ("corrective_report", "preventive_report"):
        create = next(one for one in CREATES if one.form == form)
        office.change(leading, lin, cause_analysis="砖缝老化", preventive_action="雨季前普查外墙")
        draft = desk.make(create, office.see(leading, lin))
        draft.put("due_on", on("08-31"))
        report = desk.save(draft).record_id
        office.step(report, "submit", lin)
        reports.append(report)
    office.step(reports[0], "approve", chen)
    assert office.refused(leading, "close", chen, **ready) == {"papers"}
    office.step(reports[1], "approve", chen)
    assert office.values(reports[0])["responsible_unit"] == "工程部"
    assert office.refused(leading, "close", zhou, **ready) == {""}, "a major one is the manager's"
    office.step(leading, "close", chen, **ready)

    # Announcement by 07-28, hand-over by Saturday 07-24.
    values = office.values(leading)
    papers = papers_of(values, office.store.facts(chen))
    announced = announcement_due(values, papers, office.store.settings)
    assert announced.at is not None
    assert HANS.due(announced.at) == "2027年7月28日 24:00"
    due = handover_due(values, office.store.settings)
    assert due.at is not None
    assert HANS.due(due.at) == "2027年7月24日 24:00"
    assert due.at.weekday() == 6, "Saturday, 24:00"
    owed = 'SELECT "due_at" FROM "header" WHERE "id" = ?'
    assert office.one(owed, leading) == "2027-07-25T00:00"
    office.step(leading, "hand_over", lin, handed_over_at=on("07-21"), handed_to="孙丽")
    assert office.one(owed, leading) == "2027-07-29T00:00", "the announcement is still owed"
    office.change(leading, lin, company_announced_at=on("07-21"))
    assert office.one(owed, leading) is None


@pytest.mark.scenario("S-05")
@pytest.mark.rule("R-045")
def test_told_on_the_eleventh_it_would_count_late(office: Office, three: list[int]):
    leading = three[0]
    office.clock.set("2027-07-03 10:00")
    office.change(leading, office.lin, customer_deadline=at("07-11 00:00"))
    office.clock.set("2027-07-11 10:00")
    office.change(leading, office.lin, extensions=(extension(office, "07-11 09:00"),))
    assert HANS.due(office.values(leading)["due_at"]) == "2027年7月10日 24:00"
    office.store.attach(leading, b"jpeg", "外墙.jpg", "photo", office.lin)
    office.clock.set("2027-07-19 17:00")
    office.step(
        leading, "finish", office.lin, handling="外墙防水重做", handled_at=office.clock.now, investigation="开裂"
    )  # fmt: skip
    assert office.see(leading).values["on_time"] is False


@pytest.mark.scenario("S-05")
@pytest.mark.rule("R-080")
def test_the_warranty_of_the_wall_is_in_force_so_there_is_an_engineering_record_too(
    office: Office, three: list[int]
):
    desk = Desk(office.store, office.lin)
    create = next(one for one in CREATES if one.form == "engineering_repair")
    draft = desk.make(create, office.see(three[0], office.lin))
    draft.put("handover_on", on("06-30", 2024))
    draft.put("warranty_part", "waterproofing")
    record = desk.save(draft).record_id
    values = office.values(record)
    assert (values["source"], values["repair_content"]) == (three[0], "外墙渗水进屋，三户受影响")
    assert (values["covered_until"], values["in_warranty"]) == (on("06-30", 2029), True)
    assert record in {hit.id for hit in desk.read().referring(three[0])}
    strip = desk.chain(three[1])
    assert strip is not None
    assert set(three) <= set(strip.ids()), "the leading complaint and those that refer to it"
