"""S-04 of domain.md: against the manager, money demanded (route D)."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.rules.handover import handover_due
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from tests.desks import Office, at, on

HANS = Words("zh_Hans")


@pytest.mark.scenario("S-04")
@pytest.mark.rule("R-027 R-036 R-039 R-043 R-053 R-059 R-060 R-064")
def test_against_the_manager_with_money_demanded(office: Office):
    lin, su, zhou, chen = office.lin, office.su, office.zhou, office.chen

    # Mon 2027-05-10 09:20: 3,000 yuan for a flooded floor, and Chen ignored him.
    office.clock.set("2027-05-10 09:20")
    record = office.save(
        "complaint", lin, complainant="刘先生", unit="7-1501", channel="visit", content="楼上水管爆裂泡坏地板，要求赔3000元；陈主任不理",
        validity="valid", nature="major", category="compensation_or_director", involves_compensation=True,
        against_director=True, accused_staff=chen.id, hotline_told=True, told_at=office.clock.now, told_by=lin.id,
    )  # fmt: skip
    assert office.values(record)["due_at"] is None, "the leader sets the date"
    assert office.see(record).values["proposed_lead"] == "supervising_leader"

    # Keeping it in the office is refused with the reason.
    office.step(record, "accept", lin)
    given = {
        "handler": "郑宏",
        "due_set_to": at("05-25 00:00"),
        "due_set_by": "郑宏",
        "due_set_on": on("05-10"),
    }
    with pytest.raises(Refused) as trouble:
        office.step(
            record, "handle", lin, **given, handler_kind="office_itself", kept_in_office_reason="我们自己谈"
        )
    (problem,) = trouble.value.problems
    assert (problem.field, problem.rule) == ("handler_kind", "R-036")
    assert "公司分管领导" in HANS(problem.text)
    office.step(record, "handle", lin, **given, handler_kind="supervising_leader", kept_in_office_reason=None)
    assert office.see(record).show("due_at", HANS) == "2027年5月24日 24:00"

    # Chen sees nothing of it: neither the complaint nor any of its papers, at no list, search or count.
    note = office.save(
        "contact_note", lin, about=record, to="公司分管领导", subject="刘先生投诉", content="请郑总处理"
    )
    office.step(note, "send", lin, sent_at=office.clock.now)
    (news,) = office.store.facts(zhou).referring(record, "company_information")
    assert HANS.due(news.values["due_at"]) == "2027年5月10日 24:00"
    office.step(news.id, "send", lin, sent_at=office.clock.now, how="电话")
    office.change(record, lin, rectification="5月10日检查楼上水管并更换阀门")

    def chen_sees() -> list[int]:
        found = [record, note, news.id]
        return [one for one in found if office.read(chen).record(one) is not None]

    assert chen_sees() == []
    assert record not in {hit.id for part in Desk(office.store, chen).find("刘先生") for hit in part}
    for form in ("complaint", "contact_note", "company_information"):
        assert office.read(chen).count(ListQuery(form)) == 0

    # Plan, counsel 05-18, approvals 05-20, signed and paid 05-21, all recorded by the desk.
    office.clock.set("2027-05-18 10:00")
    money = office.save("compensation", lin, complaint=record, plan="赔偿地板维修费3000元", amount=300_000)
    office.step(money, "counsel", lin, counsel_confirmed_at=on("05-18"))
    office.clock.set("2027-05-20 10:00")
    mine = {"level": "department", "name": "陈国栋", "on": on("05-20")}
    ladder = (
        {"level": "supervising_leader", "name": "郑宏", "on": on("05-20")},
        {"level": "general_manager", "name": "黄志远", "on": on("05-20")},
    )
    assert office.refused(money, "approve", lin, approvals=(mine, *ladder)) == {"approvals.0.name"}
    office.step(money, "approve", lin, approvals=ladder)

    # Major: both reports, approved by Zheng and recorded by Zhou, not by Chen.
    reports = []
    for form, text in (("corrective_report", {"problem": "阀门爆裂", "measures": "更换阀门"}),
                       ("preventive_report", {"preventive_measures": "每季检查公共阀门"})):  # fmt: skip
        report = office.save(
            form, lin, origin=record, cause="阀门老化", responsible_unit="工程维修队", due_on=on("06-10"), **text
        )  # fmt: skip
        office.step(report, "submit", lin)
        with pytest.raises(Refused):
            office.store.apply(report, "approve", chen)
        assert office.refused(
            report, "approve", zhou, approved_by="陈国栋", approved_at=office.clock.now
        ) == {"approved_by"}  # fmt: skip
        office.step(report, "approve", zhou, approved_by="郑宏", approved_at=office.clock.now)
        reports.append(report)
    assert [office.values(one)["number"] for one in reports] == ["JC-2027-0001", "JC-2027-0002"]
    assert [office.read(chen).record(one) for one in reports] == [None, None]

    office.clock.set("2027-05-21 16:00")
    office.step(money, "sign", lin, customer_signed_on=on("05-21"))
    office.step(
        record, "finish", lin, handling="更换阀门，赔付3000元", handled_at=office.clock.now
    )  # fmt: skip

    # Until Zheng's decision of 05-22 is recorded Chen can neither open, approve nor close it; without payment nobody can.
    ready = {
        "cause_analysis": "阀门老化", "preventive_action": "每季检查公共阀门", "customer_contacted_at": at("05-22 09:00"),
        "contacted_by": "郑宏", "customer_opinion": "接受", "thanked": True, "customer_satisfied": "fairly_satisfied",
        "signed_by_customer_name": "刘先生", "signed_at": on("05-22"),
    }  # fmt: skip
    for act in (
        lambda: office.store.apply(record, "close", chen, values={"leader_decision": "结案"}),
        lambda: office.store.apply(record, "reopen", chen, reason="x"),
        lambda: office.store.apply(record, "void", chen, reason="x"),
    ):
        with pytest.raises(Refused):
            act()
    office.clock.set("2027-05-22 10:00")
    assert office.refused(record, "close", zhou, **ready) == {"leader_decision", "papers.stage"}
    office.step(money, "pay", lin, paid_on=on("05-21"))
    assert office.refused(record, "close", su, **ready, leader_decision="同意结案") == {""}, (
        "the supervisor types it in"
    )
    office.step(record, "close", zhou, **ready, leader_decision="同意结案，陈国栋诫勉谈话")
    assert office.values(record)["closed_at"] == on("05-22")

    # The decision opens it to Chen; he still writes nothing in it.
    assert chen_sees() == [record, note, news.id]
    for act in (
        lambda: office.step(record, "hand_over", chen, handed_over_at=on("05-22"), handed_to="孙丽"),
        lambda: office.step(record, "reopen", chen, "重谈"),
        lambda: office.correct(record, chen, "改一改", cause_analysis="住户责任"),
        lambda: office.step(money, "file", chen, original_to_archivist_on=on("05-22"), copy_in_office=True),
    ):
        with pytest.raises(Refused):
            act()

    # Hand-over due 05-25; the agreement is filed before it.
    due = handover_due(office.values(record), office.store.settings)
    assert due.at is not None
    assert HANS.due(due.at) == "2027年5月25日 24:00"
    assert office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', record) == "2027-05-26T00:00"
    office.clock.set("2027-05-24 10:00")
    over = {"handed_over_at": on("05-24"), "handed_to": "孙丽"}
    assert office.refused(record, "hand_over", lin, **over) == {
        "papers.stage", "papers.kept_at", "copy_in_office",
    }  # fmt: skip
    office.step(money, "file", lin, original_to_archivist_on=on("05-24"), copy_in_office=True)
    office.step(record, "hand_over", lin, **over)
    assert office.values(record)["state"] == "handed_over"


@pytest.mark.scenario("S-04")
@pytest.mark.rule("R-057 R-064")
def test_mays_summary_has_it_as_a_number_handled_by_the_company(office: Office):
    office.clock.set("2027-05-10 09:20")
    office.complaint(
        "registered", complainant="刘先生", content="陈主任不理", against_director=True, involves_compensation=True,
        nature="major", category="compensation_or_director", handler=None, handler_kind=None,
    )  # fmt: skip
    office.clock.set("2027-06-02 09:00")
    summary = office.save("complaint_summary", office.su, month=on("05-01"))
    office.step(summary, "submit", office.su, measures_text="无")
    office.step(summary, "approve", office.chen)
    (case,) = office.values(summary)["cases"]
    seen = office.see(summary, office.chen)
    assert case["number"] == "TS-2027-0001"
    assert {name for name in case if case[name]} == {"part", "complaint", "number", "remark"}
    assert "由公司处理" in seen.show("cases", HANS)
    assert "刘先生" not in seen.show("cases", HANS)
