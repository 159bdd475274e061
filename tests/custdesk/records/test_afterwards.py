"""What comes after the fact: hidden after an approval, voided, withdrawn, switched, taken back."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.paper.render import page_text
from custdesk.press import Press
from custdesk.store.checking import check_store
from custdesk.store.store import Refused
from tests.desk_field import of_form
from tests.desk_papers import agreement, major, note, report
from tests.desk_summary import duty, figure, take, things
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")
SECRET = "暗语甲乙丙"
COPY = "complaint_summary_copy"
BY_THE_LEADER = {
    "involves_compensation": True, "category": "compensation_or_director", "handler_kind": "supervising_leader",
    "handler": "郑宏", "due_set_to": at("04-30 00:00"), "due_set_by": "郑宏", "due_set_on": on("04-16"),
}  # fmt: skip


def sound(office: Office) -> None:
    """The store is whole: nothing is found by `custdesk check`."""
    assert [HANS(one.text) for one in check_store(office.store.path).findings] == []


def summary_of(office: Office, upto: str = "approved") -> int:
    """A summary of last month, brought to a state."""
    record = office.save("complaint_summary", office.su)
    for step, person, values in (
        ("submit", office.su, {"measures_text": "无"}), ("approve", office.chen, {}),
        ("publish", office.su, {"published_where": "宣传栏"}),
    ):  # fmt: skip
        if office.values(record)["state"] == upto:
            break
        office.step(record, step, person, **values)
    return record


# -- a complaint hidden after its summary was approved ---------------------------------------------------


@pytest.fixture
def told_too_early(office: Office) -> tuple[int, int]:
    """A complaint in March's approved summary that turns out to be about the steward: (complaint, summary)."""
    office.clock.set("2027-03-10 09:00")
    complaint = office.complaint("handling", office.su, content=SECRET)
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office)
    office.change(complaint, office.su, accused_staff=office.zhao.id)
    return complaint, summary


@pytest.mark.rule("R-064")
def test_the_accused_reads_no_word_of_it_in_the_frozen_summary(
    office: Office, told_too_early: tuple[int, int]
):
    complaint, summary = told_too_early
    door = office.read(office.zhao)
    assert door.record(complaint) is None
    seen, edition = door.record(summary), door.edition_of(summary, 1)
    assert seen is not None
    assert edition is not None
    neutral = {"complaint": complaint, "part": "received", "number": "TS-2027-0001", "remark": "company"}
    assert (seen.values["cases"], edition.values["cases"]) == ((neutral,), (neutral,))
    assert SECRET not in str([(line.old, line.new) for line in door.history(summary)])
    assert door.find(SECRET) == []
    assert [hit for part in Desk(office.store, office.zhao).find(SECRET) for hit in part] == []
    drawn = Press(office.store, office.zhao).sheet_job([summary], "P-05").draw()
    printed = "".join("".join(page_text(drawn)).split())
    assert SECRET not in printed
    assert "由公司处理" in printed
    sound(office)


@pytest.mark.rule("R-009 R-064")
def test_all_others_read_what_was_approved_and_the_numbers_stay(
    office: Office, told_too_early: tuple[int, int]
):
    complaint, summary = told_too_early
    (case,) = office.see(summary, office.su).values["cases"]
    assert case["content"] == SECRET
    assert figure(office, summary, "F-01.received")[0] == 1
    office.change(complaint, office.su, accused_staff=None)
    assert SECRET in str(office.see(summary, office.zhao).values["cases"])


# -- the summary -----------------------------------------------------------------------------------------


@pytest.mark.rule("R-009 R-057")
def test_a_summary_stays_with_its_month(office: Office):
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office, "draft")
    with pytest.raises(Refused) as trouble:
        office.change(summary, office.su, month=on("12-01", 2026))
    assert said(trouble.value.problems) == {"month"}
    office.step(summary, "submit", office.su, measures_text="无")
    office.step(summary, "approve", office.chen)
    before = office.values(summary)
    office.clock.set("2027-04-03 09:00")
    with pytest.raises(Refused):
        office.correct(summary, office.chen, "月份写错", month=on("02-01"))
    office.correct(summary, office.chen, "改字", measures_text="每周抽查")
    after = office.values(summary)
    assert after["edition"] == 2
    for name in ("month", "figures", "cases", "cut_off"):
        assert after[name] == before[name], name


@pytest.mark.rule("R-009 R-057")
def test_nothing_done_to_a_complaint_later_moves_an_approved_summary(office: Office):
    first = take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    second = take(office, "2027-03-20 09:00", "accepted")
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office)
    before = office.values(summary)
    office.correct(first, office.zhou, "写错", handled_at=at("03-20 10:00"))
    office.step(first, "reopen", office.zhou, reason="又犯")
    office.step(second, "void", office.chen, "重复登记")
    after = office.values(summary)
    for name in ("figures", "inside", "by_category", "counts", "cases", "unclosed", "statement", "cut_off"):
        assert after[name] == before[name], name
    sound(office)


@pytest.mark.rule("R-058")
def test_it_is_archived_after_qc_has_its_copy(office: Office):
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office, "published")
    office.clock.set("2027-04-10 09:00")
    early = {"copied_to_qc_at": at("04-10 09:00"), "archived_at": at("04-03 09:00")}
    assert office.refused(summary, "archive", office.su, **early) == {"archived_at"}
    office.step(
        summary, "archive", office.su, copied_to_qc_at=at("04-03 09:00"), archived_at=at("04-03 09:00")
    )
    assert duty(office, office.chen, "2027-04-05").state == "done_on_time"


@pytest.mark.rule("R-058")
def test_the_copy_is_in_the_calendar_on_the_day_of_a_late_publication(office: Office):
    office.clock.set("2028-03-20 09:00")
    summary_of(office, "published")
    copy = duty(office, office.su, "2028-03-20", "complaint_summary_copy")
    assert (copy.state, copy.due_at) == ("due", at("03-21 00:00", 2028))
    assert [
        one for one in things(office, office.su, "2028-03-05") if one.duty == "complaint_summary_copy"
    ] == []


# -- information to the company --------------------------------------------------------------------------


@pytest.mark.rule("R-027")
def test_what_is_no_major_complaint_any_more_is_not_owed_to_the_company(office: Office):
    def told_states() -> list[str]:
        return [
            state for (state,) in office.sql("SELECT state FROM header WHERE form = 'company_information'")
        ]

    complaint = major(office, "accepted")
    office.change(complaint, office.zhou, nature="general")
    assert told_states() == ["voided"]
    office.store.undo(office.zhou)
    assert told_states() == ["to_send"]
    office.step(complaint, "void", office.chen, "重复登记")
    assert told_states() == ["voided"]
    office.clock.set("04-17 09:00")
    assert [one for one in office.read(office.lin).owed() if one.form == "company_information"] == []
    sound(office)


@pytest.mark.rule("R-027")
def test_what_the_company_was_told_stays_told(office: Office):
    complaint = major(office, "accepted")
    (line,) = of_form(office, "company_information")
    office.step(line, "send", office.lin, sent_at=office.clock.now)
    office.change(complaint, office.zhou, nature="general")
    assert office.values(line)["state"] == "sent"


@pytest.mark.rule("R-027 R-057")
def test_a_voided_publication_is_no_news(office: Office):
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office, "published")
    office.step(summary, "void", office.chen, "重做")
    assert of_form(office, "company_information") == []


# -- the papers of a case --------------------------------------------------------------------------------


@pytest.mark.rule("R-036 R-060")
def test_money_is_planned_only_on_a_complaint_that_went_to_the_leader(office: Office):
    complaint = office.complaint("handling")
    plan = office.save("compensation", office.lin, complaint=complaint, plan="赔偿", amount=100_000)
    assert office.refused(plan, "counsel", office.lin, counsel_confirmed_at=on("04-16")) == {"complaint"}
    office.change(complaint, office.lin, **BY_THE_LEADER)
    office.step(plan, "counsel", office.lin, counsel_confirmed_at=on("04-16"))


def _closed(office: Office, **values: object) -> dict[str, object]:
    return {
        "cause_analysis": "接头老化", "preventive_action": "每季检查", "rectification": "更换接头",
        "customer_contacted_at": office.clock.now, "contacted_by": office.lin.id, "customer_opinion": "可以", "thanked": True,
        "customer_satisfied": "very_satisfied", "signed_by_customer_name": "马先生", "signed_at": office.clock.now.date(),
        **values,
    }  # fmt: skip


@pytest.mark.rule("R-039 R-060")
def test_one_offer_withdrawn_and_a_new_one_paid_then_filed(office: Office):
    complaint = office.complaint("handling", **BY_THE_LEADER)
    first = agreement(office, complaint, "approved")
    office.step(first, "withdraw", office.lin, "客户要求重谈")
    second = agreement(office, complaint, "paid")
    sent = note(office, complaint, sent=office.clock.now)
    office.step(complaint, "finish", office.lin, handling="已赔付", handled_at=office.clock.now)
    office.step(complaint, "close", office.lin, **_closed(office, leader_decision="同意"))
    over = {"handed_over_at": on("04-16"), "handed_to": "孙丽"}
    assert office.refused(complaint, "hand_over", office.lin, **over) == {
        "papers.stage", "papers.kept_at", "copy_in_office",
    }  # fmt: skip
    for paper in (second, sent):
        assert office.refused(paper, "void", office.chen, "写错") == {""}, "the closed complaint rests on it"
    office.step(second, "file", office.lin, original_to_archivist_on=on("04-16"), copy_in_office=True)
    office.step(complaint, "hand_over", office.lin, **over)
    sound(office)


@pytest.mark.rule("R-053")
def test_a_report_the_closed_complaint_rests_on_is_not_voided(office: Office):
    complaint = major(office, "handled")
    reports = [
        report(office, form, complaint, "approved") for form in ("corrective_report", "preventive_report")
    ]
    office.step(complaint, "close", office.chen, **_closed(office))
    assert office.refused(reports[0], "void", office.chen, "写错") == {""}
    spare = report(office, "corrective_report", complaint)
    office.step(spare, "void", office.chen, "重复")
    office.step(complaint, "reopen", office.zhou, reason="又漏")
    office.step(reports[0], "void", office.chen, "写错")
    assert office.values(complaint)["announce_due"] is None


@pytest.mark.rule("R-053 R-054")
def test_reports_stay_when_a_complaint_is_downgraded_and_the_announcement_goes(office: Office):
    complaint = major(office)
    papers = [
        report(office, form, complaint, "approved") for form in ("corrective_report", "preventive_report")
    ]
    assert office.values(complaint)["announce_due"] == at("04-24 00:00")
    office.change(complaint, office.zhou, nature="general")
    assert office.values(complaint)["announce_due"] is None
    assert [office.values(one)["state"] for one in papers] == ["approved", "approved"]
    sound(office)


@pytest.mark.rule("R-047")
def test_a_date_that_moves_does_not_make_the_time_once_told_wrong(office: Office):
    """Downgraded, the case is due before the day the customer was told: a warning to tell anew, no refusal."""
    complaint = major(office)
    assert office.values(complaint)["told_handling_time"] == at("04-30 00:00")
    changes = office.change(complaint, office.zhou, nature="general")
    assert "told_handling_time" in said(list(changes.warnings))
    assert office.values(complaint)["due_at"] == at("04-20 00:00")
    with pytest.raises(Refused):
        office.change(complaint, office.zhou, told_handling_time=at("04-29 00:00"))


@pytest.mark.rule("R-030")
def test_no_complaint_leads_itself(office: Office):
    first = office.complaint()
    second = office.complaint(leading_complaint=first)
    with pytest.raises(Refused) as trouble:
        office.change(second, office.lin, leading_complaint=second)
    assert said(trouble.value.problems) == {"leading_complaint"}


@pytest.mark.rule("R-064")
def test_an_accusation_is_taken_back_with_what_it_hid(office: Office):
    """The veil is no content: the undo of it reaches papers that are frozen."""
    complaint = major(office)
    papers = [
        report(office, "corrective_report", complaint, "approved"),
        note(office, complaint, sent=office.clock.now),
    ]
    office.change(complaint, office.zhou, accused_staff=office.zhao.id)
    assert [office.read(office.zhao).record(one) for one in papers] == [None, None]
    office.store.undo(office.zhou)
    assert None not in [office.read(office.zhao).record(one) for one in papers]
    sound(office)


@pytest.mark.rule("1.5")
def test_the_desk_begins_the_papers_of_a_case(office: Office):
    complaint = office.complaint("handling", **BY_THE_LEADER)
    for form, link in (
        ("corrective_report", "origin"), ("preventive_report", "origin"), ("reply_letter", "complaint"),
        ("compensation", "complaint"),
    ):  # fmt: skip
        for person in (office.xu, office.zhao):
            with pytest.raises(Refused):
                office.save(form, person, **{link: complaint})
        office.save(form, office.lin, **{link: complaint})


@pytest.mark.rule("R-058")
def test_the_copys_switch_makes_no_archived_summary_late(office: Office):
    office.store.set_setting("copy_summary_to_qc", False, office.chen, "公司的要求")
    office.clock.set("2027-04-02 09:00")
    summary = summary_of(office, "published")
    office.step(summary, "archive", office.su)
    office.clock.set("2027-05-10 09:00")
    office.store.set_setting("copy_summary_to_qc", True, office.chen, "公司的要求")
    assert duty(office, office.chen, "2027-04-05").state == "done_on_time"
    found = [one.state for one in things(office, office.chen, "2027-04-01", "2027-04-30") if one.duty == COPY]
    assert found == ["not_applicable"]


@pytest.mark.rule("R-036 R-064")
def test_a_complaint_that_names_the_manager_goes_to_the_leader(office: Office):
    complaint = office.complaint("handling")
    with pytest.raises(Refused) as trouble:
        office.change(complaint, office.zhou, accused_staff=office.chen.id)
    assert said(trouble.value.problems) == {"against_director"}
    with pytest.raises(Refused) as trouble:
        office.change(complaint, office.zhou, accused_staff=office.chen.id, against_director=True)
    assert said(trouble.value.problems) == {"handler_kind"}
    office.change(
        complaint, office.zhou, accused_staff=office.chen.id, against_director=True,
        handler_kind="supervising_leader", handler="郑宏",
    )  # fmt: skip
    assert office.read(office.chen).record(complaint) is None


@pytest.mark.rule("R-043")
def test_the_desk_does_not_set_the_date_of_a_major_complaint_itself(office: Office):
    complaint = major(office, "accepted", due_set_by="林晓燕")
    assert office.refused(complaint, "handle", office.lin) == {"due_set_by"}
    office.step(complaint, "handle", office.lin, due_set_by="陈国栋")
    with pytest.raises(Refused):
        office.change(complaint, office.lin, due_set_by="苏婷")
