"""REC-02 through the store: four open books, what is owed to each opinion, and the way to REC-03."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper.render import page_text
from custdesk.press import Period, Press
from custdesk.records.communication import communication_of_entry, complaint_of, register_notices
from custdesk.store.reader import ListQuery
from custdesk.store.store import Changes, Refused
from tests.desks import Office, at, on, said

FORM = BY_KEY["communication"].form
FILTERS = {one.name: one for one in FORM.filters}


def opinion(office: Office, **values: Any) -> int:
    """Type in what the finance room wrote into its book."""
    known = {
        "book": "finance", "noted_at": at("04-15 10:20"), "noted_by": "收银员小何", "customer": "王秀兰",
        "opinion": "缴费通知单字太小",
    }  # fmt: skip
    return office.save("communication", office.lin, **{**known, **values})


def answered(office: Office, entry: int) -> None:
    office.step(entry, "handle", office.lin, handling="下月起改用大字通知单")
    office.step(entry, "reply", office.lin, reply="已电话告知王女士")


def make_complaint(office: Office, entry: int, **more: Any) -> Changes:
    create = FORM.creates[0]
    draft = office.new(
        "complaint", office.lin, **create.values(office.see(entry, office.lin).values, entry), **more
    )
    draft.link_back = (entry, create.link, create.step)
    return office.store.save(draft, office.lin)


@pytest.mark.rule("R-019")
def test_an_entry_of_another_post_keeps_the_time_on_paper_and_the_time_of_typing(office: Office):
    entry = opinion(office)
    values = office.values(entry)
    assert (values["number"], values["state"]) == ("GT-2027-0001", "noted")
    assert (values["noted_at"], values["entered_at"]) == (at("04-15 10:20"), office.clock.now)
    assert office.see(entry).values["from_paper"] is True
    office.clock.set("04-17 09:00")
    office.change(entry, office.lin, opinion="缴费通知单字太小，老人看不清", entered_at=at("04-01 09:00"))
    assert office.values(entry)["entered_at"] == at("04-16 18:50"), "nobody types it, nothing moves it"


@pytest.mark.rule("R-019")
def test_no_entry_is_hidden_from_anybody(office: Office):
    entry = opinion(office, opinion="经理态度不好", book="office")
    for user in (office.lin, office.chen, office.guo, office.xu, office.zhao):
        assert office.read(user).may_see(entry)
    assert FORM.hidden_from({"opinion": "经理态度不好"}) == ""


@pytest.mark.rule("R-019")
def test_the_book_is_one_of_four_and_the_time_has_come(office: Office):
    for wrong, field in (
        ({"book": "private"}, "book"), ({"book": None}, "book"), ({"noted_at": at("04-16 18:51")}, "noted_at"),
        ({"customer": None}, "customer"), ({"opinion": None}, "opinion"), ({"site": "论坛"}, "site"),
        ({"handled_at": at("04-15 10:19")}, "handled_at"),
    ):  # fmt: skip
        with pytest.raises(Refused) as trouble:
            opinion(office, **wrong)
        assert field in said(trouble.value.problems), wrong


@pytest.mark.rule("R-020")
def test_an_opinion_is_handled_answered_judged_and_verified(office: Office):
    entry = opinion(office)
    assert office.refused(entry, "handle", office.lin) == {"handling"}
    office.step(entry, "handle", office.lin, handling="下月起改用大字通知单")
    values = office.values(entry)
    assert (values["state"], values["handled_by"], values["handled_at"]) == (
        "handled",
        office.lin.id,
        office.clock.now,
    )
    assert office.refused(entry, "reply", office.lin) == {"reply"}
    office.step(entry, "reply", office.lin, reply="已电话告知王女士")
    assert office.values(entry)["replied_at"] == office.clock.now
    assert office.refused(entry, "review", office.lin) == {"in_scope", "verified_fact"}
    judged = {"in_scope": "yes", "verified_fact": "confirmed"}
    assert office.refused(entry, "review", office.lin, **judged) == {"informed_at"}
    assert office.refused(entry, "review", office.zhao, **judged, informed_at=office.clock.now) == {""}
    office.step(entry, "review", office.lin, **judged, informed_at=office.clock.now)
    assert office.refused(entry, "verify", office.zhou) == {"qc_result", "qc_verified_at"}
    office.step(entry, "verify", office.zhou, qc_result="pass", qc_verified_at=on("04-16"))
    assert office.values(entry)["state"] == "qc_verified"


@pytest.mark.rule("R-020")
def test_an_unknown_customer_gets_not_possible_as_the_reply(office: Office):
    entry = opinion(office, customer=None, customer_unknown=True)
    office.step(entry, "handle", office.lin, handling="已更换")
    office.step(entry, "reply", office.lin)
    values = office.values(entry)
    assert (values["state"], values["reply"]) == ("replied", "无法答复：顾客不详")
    assert values["replied_at"] is None


@pytest.mark.rule("R-022")
def test_it_is_owed_until_the_review_day_and_listed_until_it_is_judged(office: Office):
    entry = opinion(office)
    due = 'SELECT "due_at" FROM "header" WHERE "id" = ?'
    assert office.one(due, entry) == "2027-05-06T00:00"
    answered(office, entry)
    assert office.one(due, entry) == "2027-05-06T00:00"
    office.step(entry, "review", office.lin, in_scope="no", verified_fact="not_confirmed")
    assert office.one(due, entry) is None


@pytest.mark.rule("R-023")
def test_what_qc_fails_is_noted_again_and_a_new_result_is_wanted(office: Office):
    entry = opinion(office)
    answered(office, entry)
    office.step(entry, "review", office.lin, in_scope="no", verified_fact="confirmed")
    assert office.refused(entry, "qc_failed", office.zhou) == {"reason"}
    office.clock.set("05-10 10:00")
    office.step(entry, "qc_failed", office.zhou, "通知单仍是小字")
    values = office.values(entry)
    assert (values["state"], values["qc_result"], values["times_failed"]) == ("noted", "fail", 1)
    assert (values["handled_at"], values["in_scope"], values["handling"]) == (
        None,
        None,
        "下月起改用大字通知单",
    )
    office.step(entry, "handle", office.lin)
    values = office.values(entry)
    assert (values["handled_at"], values["qc_result"]) == (at("05-10 10:00"), None)


@pytest.mark.rule("R-021")
def test_one_key_makes_the_complaint_and_links_both(office: Office):
    ma, home = office.resident("马先生"), office.unit("5-603")
    entry = opinion(
        office, book="guard", noted_at=at("04-16 18:30"), noted_by="门岗护卫员", customer=ma, unit=home,
        phone="13800050603", opinion="门岗保安态度生硬",
    )  # fmt: skip
    complaint = make_complaint(office, entry).record_id
    made, values = office.values(complaint), office.values(entry)
    assert (values["state"], values["complaint"], made["source"]) == ("became_complaint", complaint, entry)
    assert (made["received_at"], made["received_by"], made["passed_to_office_at"]) == (
        at("04-16 18:30"), "门岗护卫员", at("04-16 18:50"),
    )  # fmt: skip
    assert (made["complainant"], made["unit"], made["phone"], made["channel"]) == (
        ma,
        home,
        "13800050603",
        "oral",
    )
    assert made["content"] == "门岗保安态度生硬"
    assert office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', entry) is None, "judged there, not here"
    assert not FORM.creates[0].ready(values)
    with pytest.raises(Refused) as trouble:
        office.change(entry, office.lin, reply="已答复")
    assert said(trouble.value.problems) == {"reply"}
    with pytest.raises(Refused) as trouble:
        office.change(entry, office.lin, complaint=None)
    assert said(trouble.value.problems) == {"complaint"}


@pytest.mark.rule("R-021")
def test_handling_and_reply_are_read_from_the_complaint(office: Office):
    entry = opinion(office, origin="company_forward", validity="valid")
    office.step(entry, "become_complaint", office.lin, complaint=office.complaint("handled"))
    seen = office.see(entry, office.lin)
    assert seen.values["complaint_handling"] == "已约谈当班保安"
    assert seen.values["complaint_handled_at"] == office.clock.now


@pytest.mark.rule("R-021")
def test_a_complaint_hidden_from_a_reader_says_nothing_through_the_entry(office: Office):
    entry = opinion(office, opinion="主任收了钱不办事")
    hidden = office.complaint(
        against_director=True, accused_staff=office.chen.id, handling="转公司领导", category="compensation_or_director",
        handler=office.su.id,
    )  # fmt: skip
    assert not office.read(office.chen).may_see(hidden)
    office.step(entry, "become_complaint", office.lin, complaint=hidden)
    assert office.see(entry, office.lin).values["complaint_handling"] == "转公司领导"
    assert office.see(entry, office.chen).values["complaint_handling"] is None


@pytest.mark.rule("R-021")
def test_what_the_company_forwards_needs_a_judgement_and_a_valid_one_its_form(office: Office):
    entry = opinion(office, book="office", origin="company_forward")
    assert office.refused(entry, "handle", office.lin, handling="已核实") == {"validity"}
    assert office.refused(entry, "handle", office.lin, handling="已核实", validity="valid") == {"complaint"}
    assert office.refused(entry, "become_complaint", office.lin) == {"complaint"}
    complaint = make_complaint(office, entry).record_id
    assert office.values(complaint)["channel"] == "company_forward", "the origin shows on both"
    other = opinion(office, origin="company_forward", validity="not_valid", handling="已解释收费标准")
    office.step(other, "handle", office.lin)


@pytest.mark.rule("R-021")
def test_the_same_matter_is_linked_and_no_second_form_is_made(office: Office):
    home = office.unit("5-603")
    known = office.complaint(unit=home)
    entry = opinion(office, origin="company_forward", unit=home, validity="valid")
    facts = office.store.facts(office.lin, entry)
    told = [one for one in FORM.notices(office.values(entry), facts) if one.rule == "R-021"]
    assert [dict(one.text.values)["numbers"] for one in told] == ["TS-2027-0001"]
    office.step(entry, "become_complaint", office.lin, complaint=known)
    assert office.values(entry)["state"] == "became_complaint"
    assert office.one("SELECT count(*) FROM header WHERE form = 'complaint'") == 1
    office.step(known, "void", office.chen, "重复")
    values = office.values(entry)
    assert (values["state"], values["complaint"]) == ("noted", None), "it is owed an answer again (R-020)"
    assert office.read(office.lin).ids(ListQuery("communication", filter=FILTERS["unanswered"])) == [entry]
    office.store.undo(office.chen)
    values = office.values(entry)
    assert (values["state"], values["complaint"]) == ("became_complaint", known)


@pytest.mark.rule("R-021")
def test_a_hidden_complaint_of_the_unit_is_not_named_to_the_accused(office: Office):
    home = office.unit("5-603")
    office.complaint(
        unit=home, against_director=True, accused_staff=office.chen.id, category="compensation_or_director",
        handler=office.su.id,
    )  # fmt: skip
    entry = opinion(office, unit=home)
    for user, named in ((office.lin, True), (office.chen, False)):
        assert bool(FORM.notices(office.values(entry), office.store.facts(user, entry))) is named


@pytest.mark.rule("R-021")
def test_the_making_of_the_complaint_is_taken_back_as_one(office: Office):
    entry = opinion(office)
    complaint = make_complaint(office, entry).record_id
    office.store.undo(office.lin)
    assert (office.values(entry)["state"], office.values(entry)["complaint"]) == ("noted", None)
    assert office.values(complaint)["state"] == "voided"


@pytest.mark.scenario("S-12")
@pytest.mark.rule("R-021")
def test_a_complaint_forwarded_at_night_is_registered_and_gets_its_form(office: Office):
    office.clock.set("11-21 03:20")
    night = office.entry(
        office.xu, kind="company_forward", caller_name="公司热线", unit=office.unit("5-603"), content="住户投诉空调滴水",
    )  # fmt: skip
    create = next(one for one in BY_KEY["duty_log"].form.creates if one.form == "communication")
    draft = office.new(
        "communication", office.xu, **create.values(office.see(night, office.xu).values, night)
    )
    draft.link_back = (night, create.link, create.step)
    entry = office.store.save(draft, office.xu).record_id
    values = office.values(entry)
    assert (values["origin"], values["book"], values["noted_at"]) == (
        "company_forward",
        "office",
        at("11-21 03:20"),
    )
    assert (values["source"], office.values(night)["linked_record"]) == (night, entry)
    complaint = make_complaint(office, entry).record_id
    made = office.values(complaint)
    assert (made["channel"], made["received_at"], made["source"]) == (
        "company_forward",
        at("11-21 03:20"),
        entry,
    )
    assert office.values(entry)["state"] == "became_complaint"


@pytest.mark.rule("R-021")
def test_a_voided_form_is_none(office: Office):
    entry = opinion(office)
    voided = office.complaint()
    office.step(voided, "void", office.chen, "误填")
    assert office.refused(entry, "become_complaint", office.lin, complaint=voided) == {"complaint"}


@pytest.mark.rule("R-021")
def test_an_entry_of_the_duty_log_is_copied_into_the_offices_book():
    entry = {
        "occurred_at": at("11-21 03:20"), "recorded_by": 6, "channel": "phone", "kind": "company_forward",
        "caller_name": "刘先生", "customer": None, "unit": 12, "phone": "13900000000", "content": "公司热线转来：车库渗水",
    }  # fmt: skip
    made = communication_of_entry(entry, 40)
    assert (made["book"], made["origin"], made["way"], made["source"]) == (
        "office",
        "company_forward",
        "phone",
        40,
    )
    assert (made["noted_at"], made["noted_by"], made["customer"]) == (at("11-21 03:20"), 6, "刘先生")
    assert made["opinion"] == "公司热线转来：车库渗水"
    told = communication_of_entry(
        {**entry, "kind": "opinion", "channel": "internal", "unknown_caller_reason": "未留名"}, 40
    )
    assert (told["origin"], told["way"], told["customer_unknown"]) == ("told_by_customer", "desk", False)
    nobody = {**entry, "caller_name": None, "unit": None, "unknown_caller_reason": "未留名"}
    assert communication_of_entry(nobody, 40)["customer_unknown"] is True


@pytest.mark.rule("R-019")
def test_p_02_is_a_months_list_that_the_handler_signs_line_by_line(office: Office):
    answered(office, opinion(office))
    opinion(
        office, book="office", way="online", customer=None, nickname="翠湖老李", noted_at=at("04-16 08:00")
    )
    opinion(office, book="repair", customer=None, customer_unknown=True, noted_at=at("04-16 09:00"))
    opinion(office, noted_at=at("03-31 23:59"), customer="唐女士")
    press = Press(office.store, office.lin)
    (page,) = page_text(press.list_job("communication", "P-02", Period.of_month(on("04-01"))).draw())
    for word in (
        "QR-7.2.3-03",
        "处理人签字",
        "王秀兰",
        "财务室",
        "下月起改用大字通知单",
        "翠湖老李",
        "不详",
        "共3条",
    ):
        assert word in "".join(page.split()), word
    assert "唐女士" not in page


@pytest.mark.rule("R-019")
def test_p_02_is_printed_empty_for_the_four_posts(office: Office):
    opinion(office)
    pages = page_text(Press(office.store, office.lin).blank_job("communication", 4).draw())
    assert len(pages) == 4, "a page for each post"
    for page in pages:
        assert all(
            word in "".join(page.split()) for word in ("QR-7.2.3-03", "登记地点", "意见内容", "处理人签字")
        )
        assert "王秀兰" not in page


@pytest.mark.rule("R-026")
def test_the_list_keeps_the_unanswered_online_opinions(office: Office):
    online = opinion(office, book="office", way="online", customer=None, nickname="翠湖老李")
    desk = opinion(office)
    kept = {
        name: office.read(office.lin).ids(ListQuery("communication", filter=one))
        for name, one in FILTERS.items()
    }
    assert (kept["online"], set(kept["unanswered"]), kept["unverified"]) == ([online], {online, desk}, [])
    answered(office, online)
    assert office.read(office.lin).ids(ListQuery("communication", filter=FILTERS["online"])) == []
    assert office.read(office.lin).count(ListQuery("communication", filter=FILTERS["unverified"])) == 1


@pytest.mark.rule("R-026")
def test_an_online_opinion_by_nickname_becomes_a_complaint_of_that_name(office: Office):
    entry = opinion(
        office, book="office", way="online", customer=None, nickname="翠湖老李", site="业主论坛", link="http://bbs/1",
        passed_to="工程部",
    )  # fmt: skip
    assert office.refused(entry, "handle", office.lin) == {"handling"}
    start = complaint_of(office.values(entry), entry)
    assert (start["complainant"], start["channel"], start["passed_to_office_at"]) == (
        "翠湖老李",
        "online",
        None,
    )


@pytest.mark.rule("R-019")
@pytest.mark.rule("R-023")
def test_the_workbench_hears_how_the_books_stand(office: Office):
    office.clock.set("04-02 09:00")
    late = opinion(office, noted_at=at("03-31 23:59"))
    office.clock.set("04-16 18:50")
    opinion(office, book="office", way="online", customer=None, nickname="老李")
    answered(office, late)
    told = {
        one.field + one.rule: Words("zh_Hans")(one.text)
        for one in register_notices(office.store.facts(office.lin))
    }
    assert told["replyR-020"] == "1条意见未答复"
    assert told["replyR-026"] == "1条网络意见未答复"
    assert told["in_scopeR-022"] == "上月有1条意见未识别核实"
    assert told["qc_resultR-023"] == "1条已处理意见未经质管部验证"
    assert any("财务室：最近登记2027年3月31日 23:59，其后久无登记" in Words("zh_Hans")(one.text)
               for one in register_notices(office.store.facts(office.lin)))  # fmt: skip
