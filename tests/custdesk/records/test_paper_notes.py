"""Contact notes, informations and measures through the store: REC-36, REC-47, REC-48; and what all papers share."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.records.complaint_papers import CREATES, papers_of
from tests.desk_papers import major, note, notices, report
from tests.desks import Office, at, on

READY = {
    "cause_analysis": "一", "preventive_action": "二", "rectification": "三", "customer_contacted_at": at("04-16 18:50"),
    "customer_opinion": "可", "thanked": True, "customer_satisfied": "not_reached", "no_signature_reason": "refused",
    "contacted_by": "郑宏",
}  # fmt: skip

MORE_TO_TYPE = {
    "improvement_measure",
    "repair_order",
    "engineering_repair",
}  # a date, a kind: not of the complaint


def state(office: Office, record: int) -> str:
    return office.values(record)["state"]


def informed(office: Office, record: int) -> list[dict]:
    """The informations to the company about a record."""
    found = office.store.facts(office.zhou).referring(record, "company_information")
    return [dict(seen.values) for seen in found]


# -- REC-47, REC-48, REC-36 --------------------------------------------------------------------------------


@pytest.mark.rule("R-039")
def test_what_went_to_the_company_closes_with_a_note_that_was_sent(office: Office):
    record = office.complaint(
        "handled", category="attitude_or_quality", handler_kind="QC", handler="孙丽", **READY
    )
    draft = note(office, record, to=None)
    assert office.values(draft)["to"] == "质管部", "the department that leads"
    assert office.refused(record, "close", office.lin) == {"papers"}
    assert "papers" in {one.field for one in notices(office, record)}, "Shows: the office's own task line"
    office.step(draft, "send", office.lin, sent_at=office.clock.now)
    assert office.refused(record, "close", office.lin, company_plan="全员培训") == {"company_plan_done"}
    office.step(record, "close", office.lin, company_plan_done="4月16日已培训")
    assert state(office, record) == "closed"


@pytest.mark.rule("R-039")
def test_a_note_is_sent_received_answered_and_closed(office: Office):
    record = note(office, office.complaint("handling"), answer_due=on("04-18"))
    assert office.refused(record, "send", office.lin, to=None) >= {"sent_at"}
    office.step(record, "send", office.lin, sent_at=office.clock.now)
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) == "2027-04-19T00:00"
    assert office.refused(record, "receive", office.lin) == {"received_by"}
    office.step(record, "receive", office.lin, received_by="孙丽", received_on=on("04-16"))
    assert office.refused(record, "answer", office.lin) == {"answer", "answered_at"}
    office.step(record, "answer", office.lin, answer="已约谈", answered_at=office.clock.now)
    assert office.one("SELECT due_at FROM header WHERE id = ?", record) is None
    office.step(record, "close", office.lin)
    assert state(office, record) == "closed"


@pytest.mark.rule("R-027")
def test_a_major_complaint_owes_the_company_news_the_day_it_became_one(office: Office):
    general = office.complaint("handling", received_at=at("04-14 10:00"))
    assert informed(office, general) == []
    office.change(general, office.zhou, nature="major")
    (line,) = informed(office, general)
    assert (line["what"], line["arisen_at"], line["due_at"]) == (general, office.clock.now, at("04-17 00:00"))
    assert (line["state"], line["to"]) == ("to_send", "公司总经理办公室信息管理员")
    assert office.values(general)["major_since"] == office.clock.now
    office.change(general, office.zhou, investigation="已查")
    office.change(general, office.zhou, nature="general")
    assert informed(office, general) == [], "it is none any more: nothing is owed"
    office.change(general, office.zhou, nature="major")
    (line,) = informed(office, general)
    assert line["id"] in {hit.id for hit in office.read(office.lin).owed()}
    at_once = office.complaint(nature="major", received_at=at("04-16 09:00"))
    assert informed(office, at_once)[0]["due_at"] == at("04-17 00:00")
    assert "papers" in {one.field for one in notices(office, at_once)}
    sent = informed(office, at_once)[0]["id"]
    assert office.refused(sent, "send", office.lin) == {"sent_at"}
    office.step(sent, "send", office.lin, sent_at=office.clock.now, how="电子邮件")
    rules = {one.rule for one in notices(office, at_once)}
    assert "R-027" not in rules


@pytest.mark.rule("R-027")
def test_sent_the_next_day_the_company_was_told_late(office: Office):
    record = major(office)
    office.clock.set("04-17 00:10")
    late = informed(office, record)[0]["id"]
    assert late in {hit.id for hit in office.read(office.lin).owed()}
    office.step(late, "send", office.lin, sent_at=office.clock.now)
    told = [one.text for one in notices(office, record) if one.rule == "R-027"]
    assert [dict(text.values) for text in told] == [{"day": on("04-17")}]


@pytest.mark.rule("R-027")
def test_what_is_not_ours_is_no_news(office: Office):
    record = office.complaint(nature="major", validity="not_valid", explanation="市政道路", category=None)
    assert informed(office, record) == []
    office.step(record, "explain", office.lin)
    office.step(record, "accept_after_all", office.zhou, validity="valid", category="other")
    assert len(informed(office, record)) == 1


@pytest.mark.rule("REC-36")
def test_a_measure_is_done_by_its_follower_and_confirmed_by_the_supervisor(office: Office):
    record = office.complaint("handling", rectification="加装护栏", handler=office.su.id)
    create = next(one for one in CREATES if one.form == "improvement_measure")
    desk = Desk(office.store, office.lin)
    draft = desk.make(create, office.see(record, office.lin))
    assert (draft.values["origin"], draft.values["text"], draft.values["responsible"]) == (
        record,
        "加装护栏",
        office.su.id,
    )
    draft.put("due_on", on("04-20"))
    measure = desk.save(draft).record_id
    assert office.one("SELECT due_at FROM header WHERE id = ?", measure) == "2027-04-21T00:00"
    assert office.refused(measure, "do", office.lin, done_on=on("04-16")) == {""}
    assert office.refused(measure, "do", office.su) == {"done_on"}
    office.step(measure, "do", office.su, done_on=on("04-16"), result="已装好")
    assert office.refused(measure, "confirm", office.su) == {""}
    office.step(measure, "again", office.zhou, "松动")
    assert (state(office, measure), office.values(measure)["done_on"]) == ("open", None)
    office.step(measure, "do", office.su, done_on=on("04-16"))
    office.step(measure, "confirm", office.zhou)
    assert state(office, measure) == "confirmed"


# -- all of them -----------------------------------------------------------------------------------------


@pytest.mark.rule("R-053")
def test_typed_papers_keep_counting_beside_the_records(office: Office):
    typed = {"kind": "corrective_report", "approved_by": "郑宏", "approved_on": on("04-10")}
    record = major(office, papers=(typed,))
    report(office, "preventive_report", record, "approved")
    rows = papers_of(office.values(record), office.store.facts(office.lin))
    assert [(row["kind"], row.get("approved_by")) for row in rows] == [
        ("corrective_report", "郑宏"), ("preventive_report", "陈国栋"),
    ]  # fmt: skip


@pytest.mark.rule("R-053")
def test_a_voided_report_proves_nothing(office: Office):
    record = major(office)
    voided = report(office, "corrective_report", record, "submitted")
    office.step(voided, "void", office.chen, "重复")
    assert papers_of(office.values(record), office.store.facts(office.lin)) == ()


@pytest.mark.rule("REC-03")
@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({}, {"contact_note", "improvement_measure"}),
        (
            {"category": "civil_decoration_equipment", "kept_in_office_reason": "小修"},
            {"contact_note", "improvement_measure", "repair_order", "engineering_repair"},
        ),
        ({"is_letter": True}, {"contact_note", "improvement_measure", "reply_letter"}),
        (
            {
                "nature": "major",
                "due_set_to": at("04-30 00:00"),
                "due_set_by": "陈国栋",
                "due_set_on": on("04-16"),
            },
            {"contact_note", "improvement_measure", "corrective_report", "preventive_report"},
        ),
    ],
)
def test_a_paper_is_offered_where_it_makes_sense_and_nothing_is_typed_twice(office: Office, values, offered):
    record = office.complaint(
        "handling", rectification="整改", cause_analysis="原因", preventive_action="预防", **values
    )
    desk = Desk(office.store, office.lin)
    seen = office.see(record, office.lin)
    made = [one for one in BY_KEY["complaint"].form.creates if one.form in {c.form for c in CREATES}]
    assert {one.form for one in made if desk.may_make(one, seen)} == offered
    for one in made:
        if desk.may_make(one, seen) and one.form not in MORE_TO_TYPE:
            paper = desk.save(desk.make(one, seen)).record_id
            assert record in {link for link in office.values(paper).values() if isinstance(link, int)}
    strip = desk.chain(record)
    assert strip is not None
    assert {child.hit.form for child in strip.children} >= offered - MORE_TO_TYPE


@pytest.mark.rule("R-034")
def test_a_report_starts_with_what_the_complaint_says(office: Office):
    record = major(
        office, content="外墙渗水", cause_analysis="接缝", rectification="补胶", preventive_action="雨前检查"
    )
    desk, seen = Desk(office.store, office.lin), office.see(record, office.lin)
    starts = {one.form: desk.make(one, seen).values for one in CREATES}
    corrective, preventive = starts["corrective_report"], starts["preventive_report"]
    assert (corrective["problem"], corrective["cause"], corrective["measures"]) == (
        "外墙渗水",
        "接缝",
        "补胶",
    )
    assert (preventive["cause"], preventive["preventive_measures"]) == ("接缝", "雨前检查")
    assert (starts["contact_note"]["subject"], starts["contact_note"]["content"]) == ("外墙渗水", "外墙渗水")
