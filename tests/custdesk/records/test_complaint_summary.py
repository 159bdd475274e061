"""REC-05 in the store: who does what, what is frozen, what stays hidden (R-009, R-011, R-057, R-058, R-064, 1.5)."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from tests.desk_summary import close, figure, take
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")


@pytest.fixture
def march(office: Office) -> Office:
    """Two complaints of March 2027, one of them closed; the clock on 2 April."""
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00", content="楼道灯不亮")
    take(office, "2027-03-20 09:00", "handled", "2027-03-21 10:00")
    office.clock.set("2027-04-02 09:00")
    return office


def approved(office: Office, **values: object) -> int:
    """A summary of last month, approved."""
    summary = office.save("complaint_summary", office.su, **values)
    office.step(summary, "submit", office.su)
    office.step(summary, "approve", office.chen)
    return summary


@pytest.mark.rule("R-057")
def test_a_new_one_is_about_last_month_and_counted_already(march: Office):
    draft = march.new("complaint_summary", march.su)
    assert (draft.values["month"], draft.values["prepared_by"]) == (on("03-01"), march.su.id)
    summary = march.store.save(draft, march.su).record_id
    values = march.values(summary)
    assert values["number"] == "HZ-2027-0001"
    assert values["happened_at"] == at("03-01 00:00")
    assert values["due_at"] == at("04-06 00:00")  # 9.4 no. 1: the 5th until 24:00
    assert figure(march, summary, "F-01.received") == (2, None, None, None)
    assert values["by_category"] == (
        {"category": "other", "received": 2, "on_time": 2, "late": 0, "pending": 0, "not_valid": 0},
    )
    assert {(one["what"], one["count"]) for one in values["counts"]} == {
        ("nature.general", 2), ("channel.phone", 2), ("state.closed", 1), ("state.handled", 1),
    }  # fmt: skip
    assert [one["figure"] for one in values["inside"]] == ["F-03"]
    assert "F-03" not in [one["figure"] for one in values["figures"]]


@pytest.mark.rule("R-057")
def test_december_takes_the_old_years_number_and_is_due_in_january(office: Office):
    office.clock.set("2028-01-03 09:00")
    summary = office.save("complaint_summary", office.su)
    assert office.values(summary)["number"] == "HZ-2027-0001"
    assert office.values(summary)["due_at"] == at("01-06 00:00", 2028)


@pytest.mark.rule("R-057")
def test_one_summary_a_month_and_none_of_a_month_to_come(march: Office):
    march.save("complaint_summary", march.su)
    with pytest.raises(Refused) as trouble:
        march.save("complaint_summary", march.su)
    assert said(trouble.value.problems) == {"month"}
    with pytest.raises(Refused) as trouble:
        march.save("complaint_summary", march.su, month=on("05-01"))
    assert said(trouble.value.problems) == {"month"}
    early = march.save(
        "complaint_summary", march.su, month=on("04-01")
    )  # begun early, submitted when it is over
    assert march.refused(early, "submit", march.su) == {"month"}


@pytest.mark.rule("R-057")
def test_the_desk_compiles_the_manager_approves_the_desk_publishes(march: Office):
    """Table 1.5."""
    for person in (march.chen, march.zhao):
        with pytest.raises(Refused):
            march.save("complaint_summary", person)
    summary = march.save("complaint_summary", march.lin)
    for person in (march.chen, march.zhao):
        assert march.refused(summary, "submit", person)
    march.step(summary, "submit", march.zhou)
    for person in (march.lin, march.zhou, march.guo):
        assert march.refused(summary, "approve", person)
    march.step(summary, "approve", march.chen)
    assert march.refused(summary, "publish", march.zhao, published_where="宣传栏")
    march.step(summary, "publish", march.lin, published_where="宣传栏")
    assert march.values(summary)["state"] == "published"


@pytest.mark.rule("R-057")
def test_what_steps_set_and_what_is_counted_is_not_typed(march: Office):
    with pytest.raises(Refused) as trouble:
        march.save("complaint_summary", march.su, approved_at=at("04-01 09:00"), approved_by=march.chen.id)
    assert said(trouble.value.problems) == {"approved_at", "approved_by"}
    summary = march.save(
        "complaint_summary", march.su, figures=({"figure": "F-05", "part": 99},), cut_off=at("04-01 01:00")
    )
    assert figure(march, summary, "F-05")[0] == 2
    assert march.values(summary)["cut_off"] == at("04-02 09:00")
    with pytest.raises(Refused):
        march.change(summary, march.su, prepared_at=at("04-01 09:00"))
    march.change(summary, march.su, figures=(), cases=())
    assert figure(march, summary, "F-05")[0] == 2


@pytest.mark.rule("R-057")
def test_a_draft_says_what_has_changed_and_counts_again(march: Office):
    summary = march.save("complaint_summary", march.su)
    second = march.values(summary)["cases"][1]["complaint"]
    close(march, second)
    facts = march.store.facts(march.su, summary)
    notices = [
        one
        for one in BY_KEY["complaint_summary"].form.notices(march.values(summary), facts)
        if one.field == "figures"
    ]
    (notice,) = notices  # closed in April: not March's F-06
    assert "“问题解决率”在统计后已有变化" in HANS(notice.text)
    assert figure(march, summary, "F-02")[0] == 1
    march.step(summary, "count", march.su)
    assert figure(march, summary, "F-02")[0] == 2
    facts = march.store.facts(march.su, summary)
    assert BY_KEY["complaint_summary"].form.notices(march.values(summary), facts) == []


@pytest.mark.rule("R-057")
def test_an_overdue_one_says_which_step_is_missing(march: Office):
    summary = approved(march)
    march.clock.set("2027-04-06 00:00")
    facts = march.store.facts(march.su, summary)
    (notice,) = BY_KEY["complaint_summary"].form.notices(march.values(summary), facts)
    assert HANS(notice.text) == "逾期：尚未公布"
    hits = march.read(march.su).ids(
        ListQuery("complaint_summary", BY_KEY["complaint_summary"].form.filters[1])
    )
    assert hits == [summary]


@pytest.mark.rule("R-009 R-057")
def test_the_approval_counts_anew_and_freezes(march: Office):
    summary = march.save("complaint_summary", march.su)
    march.step(summary, "submit", march.su)
    late = take(march, "2027-03-31 23:50", "accepted")  # typed after the submission
    march.clock.set("2027-04-02 10:00")
    march.step(summary, "approve", march.chen)
    values = march.values(summary)
    assert figure(march, summary, "F-01.received")[0] == 3  # the cut-off is the moment of approval
    assert (values["cut_off"], values["frozen_at"]) == (at("04-02 10:00"), at("04-02 10:00"))
    assert values["approved_by"] == march.chen.id
    with pytest.raises(Refused):
        march.change(summary, march.su, measures_text="别的")
    march.change(summary, march.su, paper_location="A柜")
    march.step(late, "void", march.chen, reason="重复登记")
    assert figure(march, summary, "F-01.received")[0] == 3
    assert march.read(march.su).edition_of(summary, 1) is not None


@pytest.mark.rule("R-009 R-057")
def test_a_withdrawn_approval_returns_to_draft_and_the_next_is_the_new_cut_off(march: Office):
    """9.4 no. 9."""
    summary = approved(march)
    assert march.refused(summary, "withdraw", march.su, "更正")
    with pytest.raises(Refused):
        march.step(summary, "withdraw", march.chen)  # a reason must be given
    march.step(summary, "withdraw", march.chen, reason="漏了一件")
    values = march.values(summary)
    assert (values["state"], values["approved_at"], values["prepared_at"], values["frozen_at"]) == (
        "draft",
        None,
        None,
        None,
    )
    take(march, "2027-03-31 23:50", "handling")
    march.clock.set("2027-04-03 11:00")
    march.step(summary, "submit", march.su)
    march.step(summary, "approve", march.chen)
    assert march.values(summary)["cut_off"] == at("04-03 11:00")
    assert figure(march, summary, "F-01.received")[0] == 3
    march.step(summary, "publish", march.su, published_where="宣传栏")
    assert march.refused(summary, "withdraw", march.chen, "更正")  # published: no way back


@pytest.mark.rule("R-058")
def test_without_the_setting_no_copy_is_wanted(march: Office):
    march.store.set_setting("copy_summary_to_qc", False, march.chen, "公司的要求")
    summary = approved(march)
    march.step(summary, "publish", march.su, published_where="宣传栏")
    march.step(summary, "archive", march.su)
    values = march.values(summary)
    assert (values["state"], values["archived_at"], values["due_at"]) == ("archived", at("04-02 09:00"), None)


@pytest.mark.rule("R-058")
def test_the_copy_may_be_recorded_as_soon_as_it_is_sent(march: Office):
    summary = approved(march)
    march.step(summary, "publish", march.su, published_where="宣传栏")
    march.change(summary, march.su, copied_to_qc_at=at("04-02 09:00"))
    march.step(summary, "archive", march.su)
    assert march.values(summary)["state"] == "archived"


@pytest.mark.rule("R-027")
def test_the_company_hears_of_a_published_summary_the_same_day(march: Office):
    summary = approved(march)
    assert march.sql('SELECT 1 FROM "company_information"') == []
    march.step(summary, "publish", march.su, published_where="宣传栏")
    assert march.sql('SELECT "what", "due_at" FROM "company_information"') == [(summary, "2027-04-03T00:00")]
    with pytest.raises(Refused):
        march.store.undo(march.su)  # what hangs on the board is not taken back


@pytest.mark.rule("R-064")
def test_the_company_handles_it_is_all_anybody_reads_of_a_hidden_complaint(march: Office):
    """S-04: counted, as a number with neutral words; before and after the decision, for everybody."""
    march.clock.set("2027-03-25 09:20")
    secret = march.complaint(
        "accepted", march.su, against_director=True, involves_compensation=True, nature="major", unit=march.unit("5-603"),
        content="对经理的投诉内容", category="compensation_or_director", handler_kind="supervising_leader",
    )  # fmt: skip
    march.clock.set("2027-04-02 09:00")
    assert march.read(march.chen).record(secret) is None
    summary = march.save("complaint_summary", march.su)
    march.step(summary, "submit", march.su)
    march.step(summary, "approve", march.chen)
    line = next(one for one in march.values(summary)["cases"] if one["complaint"] == secret)
    assert line == {
        "part": "received",
        "complaint": secret,
        "number": march.values(secret)["number"],
        "remark": "company",
    }
    assert figure(march, summary, "F-01.received")[0] == 3
    for person in (march.chen, march.su):
        seen = march.read(person).record(summary)
        assert seen is not None
        assert "由公司处理" in seen.show("cases", HANS)
        assert "对经理的投诉内容" not in "".join(
            seen.show(name, HANS) for name in seen.values if name in ("cases", "measures_text")
        )
    assert march.read(march.chen).names({secret}) == {}


@pytest.mark.rule("R-011")
def test_names_in_the_text_to_be_posted_stop_it(march: Office):
    summary = march.save("complaint_summary", march.su)
    march.change(summary, march.su, measures_text="已向马先生道歉，每月培训一次")
    assert march.refused(summary, "submit", march.su) == {"measures_text"}
    march.step(summary, "submit", march.su, measures_text="每月培训一次")


@pytest.mark.rule("R-057")
def test_a_case_typed_after_the_summary_is_listed_in_the_next(march: Office):
    summary = approved(march)
    march.clock.set("2027-04-06 09:00")
    forgotten = take(march, "2027-03-30 09:00", "handling")
    march.clock.set("2027-03-31 09:00")
    march.step(forgotten, "finish", march.su, handling="当场解决", handled_at=march.clock.now)
    march.sql("UPDATE header SET created_at = '2027-04-06T09:00' WHERE id = ?", forgotten)
    march.clock.set("2027-05-03 09:00")
    following = march.save("complaint_summary", march.su)
    parts = {one["complaint"]: one["part"] for one in march.values(following)["cases"]}
    assert parts[forgotten] == "added_late"
    assert forgotten not in [one["complaint"] for one in march.values(summary)["cases"]]


@pytest.mark.rule("R-057 R-045")
def test_a_december_case_is_open_at_the_months_end_and_handled_in_january(office: Office):
    """S-03: received on 2027-12-29, extended in time, handled on 01-04, December's cut-off on 01-05."""
    letter = take(office, "2027-12-29 09:00", "accepted", content="水费账单翻倍", category="charges")
    office.clock.set("2027-12-31 10:00")
    extension = {
        "new_due": at("01-06 00:00", 2028), "reason": "等水表复核", "told_at": office.clock.now, "told_by": office.su.id,
        "customer_agreed": True,
    }  # fmt: skip
    office.change(letter, office.su, extensions=(extension,), kept_in_office_reason="管理处能够核实")
    office.step(letter, "handle", office.su)
    office.clock.set("2028-01-04 16:00")
    office.step(letter, "finish", office.su, handling="更正账单", handled_at=office.clock.now)
    office.clock.set("2028-01-05 09:00")
    december = approved(office, measures_text="每月复核水表读数")
    (line,) = office.values(december)["cases"]
    assert (line["part"], line["open_at_end"], line["timeliness"]) == ("received", True, "on_time")
    assert line["handled_on"] == on("01-04", 2028)
    assert figure(office, december, "F-05") == (1, 1, "100.0", None)
    assert office.values(december)["unclosed"] == ()
    office.clock.set("2028-02-03 09:00")
    january = office.save("complaint_summary", office.su)
    (line,) = office.values(january)["cases"]
    assert (line["part"], line.get("open_at_end"), line["timeliness"]) == ("older_handled", None, "on_time")
    assert figure(office, january, "F-05") == (0, 0, "–", None)
    assert [one["number"] for one in office.values(january)["unclosed"]] == [office.values(letter)["number"]]
