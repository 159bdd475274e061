"""REC-11 through the store: approval, coming into force, new versions, the yearly duty."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.rules.periods import year_of
from custdesk.store.store import Refused
from tests.desk_events import PHOTO, event, lines, plan
from tests.desks import Office, at, on, said

pytestmark = pytest.mark.rule("R-086")
FORM = BY_KEY["event_plan"].form
DUTY = FORM.duties[0]
YEAR = year_of(on("01-01"))


def test_it_is_numbered_by_its_year_and_owed_by_the_31st_of_january(office: Office):
    office.clock.set("2026-12-20 10:00")
    record_id = plan(office, "draft")
    assert office.values(record_id)["number"] == "HJ-2027-0001"
    assert office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', record_id) == "2027-02-01T00:00"
    assert DUTY.due(YEAR, office.store.settings) == at("02-01 00:00")
    with pytest.raises(Refused) as trouble:
        plan(office, "draft")
    assert said(trouble.value.problems) == {"year"}


def test_a_draft_without_third_quarter_or_company_plan_is_refused(office: Office):
    record_id = plan(office, "draft", lines=lines("q1", "q2", "q4"), company_plan=None)
    assert office.refused(record_id, "approve", office.chen) == {"lines", "company_plan"}
    notices = FORM.notices(office.values(record_id), office.store.facts(office.su, record_id))
    assert said(notices) == {"lines", "company_plan"}
    assert not any(one.grave for one in notices)
    office.change(record_id, office.su, lines=lines("q1", "q2", "q3", "q4"))
    office.store.attach(record_id, b"plan", "公司计划.pdf", "file", office.su)
    office.step(record_id, "approve", office.chen)


def test_only_the_manager_approves_and_without_the_companys_plan_with_a_reason(office: Office):
    record_id = plan(office, "draft", company_plan=None)
    for user in (office.lin, office.su, office.zhou, office.zhao):
        assert office.refused(record_id, "approve", user, without_plan_reason="公司计划未下发") == {""}
    office.step(record_id, "approve", office.chen, without_plan_reason="公司计划未下发")
    values = office.values(record_id)
    assert (values["state"], values["approved_by"], values["approved_at"]) == (
        "approved",
        office.chen.id,
        office.clock.now,
    )


def test_a_photo_is_no_company_plan(office: Office):
    record_id = plan(office, "draft", company_plan=None)
    office.store.attach(record_id, PHOTO, "会场.png", "photo", office.su)
    assert office.refused(record_id, "approve", office.chen) == {"company_plan"}


def test_the_clock_brings_it_into_force_and_ends_it(office: Office):
    steps = {one.name: one for one in FORM.flow.steps}
    office.clock.set("2026-12-20 10:00")
    values = office.values(plan(office))
    assert steps["come_into_force"].at(values) == at("01-01 00:00")
    assert steps["end"].at(values) == at("01-01 00:00", 2028)
    assert {one.name for one in FORM.flow.leaving("approved")} == {"withdraw", "void"}
    assert FORM.flow.leaving("in_force") == (FORM.flow.step("void"),)


def test_an_approval_is_withdrawn_with_a_reason_before_it_is_in_force(office: Office):
    record_id = plan(office)
    assert office.refused(record_id, "withdraw", office.chen) == {"reason"}
    office.step(record_id, "withdraw", office.chen, "第三季度改期")
    assert (office.values(record_id)["state"], office.values(record_id)["approved_at"]) == ("draft", None)


def test_a_change_in_force_is_a_new_version_with_a_reason_and_keeps_every_quarter(office: Office):
    record_id = plan(office)
    with pytest.raises(Refused):
        office.change(record_id, office.su, lines=lines("q1", "q2", "q3", "q4", "q4"))
    with pytest.raises(Refused) as trouble:
        office.correct(record_id, office.chen, "取消", lines=lines("q1", "q2", "q3"))
    assert said(trouble.value.problems) == {"lines"}
    office.correct(record_id, office.chen, "元旦加一场", lines=lines("q1", "q2", "q3", "q4", "q4"))
    assert (office.values(record_id)["edition"], len(office.values(record_id)["lines"])) == (2, 5)


def test_a_line_an_event_carries_out_stays(office: Office):
    record_id = plan(office, lines=lines("q1", "q2", "q3", "q4", "q4"))
    event(office, plan=record_id, plan_item=5)
    with pytest.raises(Refused) as trouble:
        office.correct(record_id, office.chen, "少一场", lines=lines("q1", "q2", "q3", "q4"))
    assert said(trouble.value.problems) == {"lines"}


def test_the_yearly_duty_is_done_by_the_approval(office: Office):
    office.clock.set("01-10 10:00")
    assert DUTY.start(YEAR) == {"year": on("01-01")}
    asked = DUTY.judge(YEAR, office.store.facts(office.lin))
    assert (asked.done_at, asked.records) == (None, ())
    record_id = plan(office, "draft")
    drafted = DUTY.judge(YEAR, office.store.facts(office.lin))
    assert (drafted.done_at, drafted.records) == (None, (record_id,))
    assert Words("zh_Hans")(drafted.missing) == "待经理批准"
    office.clock.set("01-22 10:00")
    office.step(record_id, "approve", office.chen)
    assert DUTY.judge(YEAR, office.store.facts(office.lin)).done_at == at("01-22 10:00")
    assert DUTY.judge(year_of(on("01-01", 2028)), office.store.facts(office.lin)).done_at is None


def test_a_line_that_an_event_carries_out_stays_in_its_place(office: Office):
    record_id = plan(office)
    event(office, plan=record_id, plan_item=3)
    old = office.values(record_id)["lines"]
    (new,) = lines("q1")
    with pytest.raises(Refused) as trouble:
        office.correct(record_id, office.chen, "增加元宵灯会", lines=(new, *old))
    assert said(trouble.value.problems) == {"lines"}
    office.correct(record_id, office.chen, "增加元宵灯会", lines=(*old, new))
    assert office.values(record_id)["edition"] == 2
    office.change(record_id, office.chen, note="已发各班组")
    assert office.values(record_id)["edition"] == 2, "nothing printed changed"


def test_what_it_was_approved_with_is_not_taken_away(office: Office):
    record_id = plan(office)
    with pytest.raises(Refused) as trouble:
        office.correct(record_id, office.chen, "删去", company_plan=None)
    assert said(trouble.value.problems) == {"company_plan"}
    wrong = tuple({**one, "budget": -1} for one in lines("q1"))
    with pytest.raises(Refused) as trouble:
        plan(office, "draft", 2028, lines=wrong)
    assert said(trouble.value.problems) == {"lines.0.budget"}


def test_its_lines_are_numbered_on_paper(office: Office):
    from custdesk.paper.render import page_text
    from custdesk.paper.sheet_paper import draw_sheets
    from custdesk.paper.style import PaperStyle

    seen = office.see(plan(office))
    (page,) = page_text(draw_sheets([seen], seen.record.form.sheets[0], PaperStyle(words=Words("zh_Hans"))))
    assert "序号" in page
    for number, quarter in enumerate(("第一季度", "第二季度", "第三季度", "第四季度"), 1):
        assert f"{number}{quarter}" in "".join(page.split())
