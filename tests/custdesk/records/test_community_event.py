"""REC-12 through the store: from the plan to the evaluation, what counts for the quarter, feedback that complains."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.records.community_event import event_notices, quarter_strip
from custdesk.rules.periods import quarter_of
from custdesk.store.store import Refused
from tests.desk_events import PHOTO, event, plan
from tests.desks import Office, at, on, said

FORM = BY_KEY["community_event"].form
DUTY = FORM.duties[0]
DUE = 'SELECT "due_at" FROM "header" WHERE "id" = ?'
HANS = Words("zh_Hans")


@pytest.mark.rule("R-085")
def test_an_event_of_the_plan_says_which_line_it_carries_out(office: Office):
    year = plan(office)
    record_id = event(office, plan=year, plan_item=3, theme=None)
    values = office.values(record_id)
    assert (values["planned_as"], values["theme"], values["number"]) == (
        "q3社区活动",
        "q3社区活动",
        "HD-2027-0001",
    )
    with pytest.raises(Refused) as trouble:
        event(office, plan=year, plan_item=9)
    assert said(trouble.value.problems) == {"plan_item"}
    create = BY_KEY["event_plan"].form.creates[0]
    assert create.values(office.values(year), year) == {"plan": year, "plan_item": None}


@pytest.mark.rule("R-089")
def test_programme_and_notice_come_before_the_event(office: Office):
    record_id = event(office)
    assert office.refused(record_id, "prepare", office.su) == {"programme", "notice_text", "notice_posted_on"}
    told = FORM.notices(office.values(record_id), office.store.facts(office.su, record_id))
    assert [HANS(one.text) for one in told] == [
        "待准备：场地布置", "待准备：设施设备", "待准备：活动通知", "待准备：接待", "待准备：秩序维护", "待准备：清理现场",
    ]  # fmt: skip
    office.store.attach(record_id, b"x", "方案.docx", "file", office.su)
    office.step(record_id, "prepare", office.su, notice_text="请参加", notice_posted_on=on("04-16"))
    assert office.refused(record_id, "hold", office.su) == {"start_at"}
    office.clock.set("09-11 19:00")
    office.step(record_id, "hold", office.su)


@pytest.mark.rule("R-087")
def test_without_photo_and_text_it_stays_held(office: Office):
    record_id = event(office, "held")
    assert office.refused(record_id, "record", office.su, course="86人参加") == {"text_record"}
    assert office.values(record_id)["state"] == "held"
    told = FORM.notices(office.values(record_id), office.store.facts(office.su, record_id))
    assert said(told) == {"course", "text_record"}
    office.store.attach(record_id, PHOTO, "灯会.png", "photo", office.su, "灯会现场")
    office.step(record_id, "record", office.su, course="86人参加")
    assert office.see(record_id).values["photo_count"] == 1


@pytest.mark.rule("R-088")
def test_record_and_evaluation_are_owed_from_the_end_of_the_event(office: Office):
    record_id = event(office)
    assert office.one(DUE, record_id) == "2027-09-12T00:00"
    other = event(office, "held")
    assert office.one(DUE, other) == "2027-09-19T00:00"
    office.clock.set("09-17 10:00")
    office.step(other, "record", office.su, course="好", text_record="好")
    office.step(
        other, "evaluate", office.su, effect_summary="邻里更熟", effect_evaluation="good", no_feedback=True
    )
    assert office.see(other).values["in_time"] is True
    assert office.one(DUE, other) is None
    assert office.refused(other, "close", office.zhou) == {""}
    office.step(other, "close", office.chen)
    assert office.values(other)["closed_on"] == on("09-17")


@pytest.mark.rule("R-090")
def test_a_complaint_among_the_feedback_gets_its_form(office: Office):
    record_id = event(office, "recorded")
    done = {"effect_summary": "邻里更熟", "effect_evaluation": "good"}
    assert office.refused(record_id, "evaluate", office.su, **done) == {"feedback"}
    told = {"text": "音响太吵", "from_whom": "王秀兰", "is_complaint": True}
    office.change(record_id, office.su, feedback=({"text": "灯谜有趣"}, told))
    assert office.refused(record_id, "evaluate", office.su, **done) == {"feedback"}
    create = FORM.creates[0]
    values = office.see(record_id, office.su).values
    assert create.ready(values)
    draft = office.new("complaint", office.su, **create.values(values, record_id))
    draft.link_back = (record_id, create.link, create.step)
    complaint = office.store.save(draft, office.su).record_id
    made = office.values(complaint)
    assert (made["source"], made["content"], made["complainant"]) == (record_id, "音响太吵", "王秀兰")
    office.step(record_id, "evaluate", office.su, **done)
    assert [row.get("complaint") for row in office.values(record_id)["feedback"]] == [None, complaint]
    assert not create.ready(office.values(record_id))
    assert office.see(record_id).values["feedback_count"] == 2


@pytest.mark.rule("R-085")
def test_postponed_it_needs_a_new_date_a_reason_and_a_new_notice(office: Office):
    record_id = event(office, "prepared")
    with pytest.raises(Refused) as trouble:
        office.change(record_id, office.su, start_at=at("09-18 19:00"), end_at=at("09-18 21:00"))
    assert said(trouble.value.problems) == {"start_at"}
    assert office.refused(record_id, "postpone", office.su, "台风") == {"start_at"}
    new = {"start_at": at("10-02 19:00"), "end_at": at("10-02 21:00")}
    assert office.refused(record_id, "postpone", office.su, **new) == {"reason"}
    office.step(record_id, "postpone", office.su, "台风", **new)
    values = office.values(record_id)
    assert (values["state"], values["first_start_at"], values["notice_posted_on"]) == (
        "postponed", at("09-11 19:00"), None,
    )  # fmt: skip
    assert office.refused(record_id, "prepare", office.su) == {"notice_posted_on"}
    office.step(record_id, "prepare", office.su, notice_posted_on=office.clock.now.date())
    assert office.values(record_id)["state"] == "prepared"


@pytest.mark.rule("R-085")
def test_only_the_manager_cancels_and_a_cancelled_event_never_counts(office: Office):
    record_id = event(office, "prepared")
    for user in (office.su, office.zhou):
        assert office.refused(record_id, "cancel", user, "结冰") == {""}
    assert office.refused(record_id, "cancel", office.chen) == {"reason"}
    office.step(record_id, "cancel", office.chen, "结冰")
    judged = DUTY.judge(quarter_of(on("09-11")), office.store.facts(office.su))
    assert (judged.done_at, judged.records) == (None, ())


@pytest.mark.rule("R-085")
def test_held_in_the_quarter_and_recorded_later_it_was_in_time(office: Office):
    q4 = quarter_of(on("12-31"))
    record_id = event(office, "held", start_at=at("12-31 14:00"), end_at=at("12-31 16:00"))
    judged = DUTY.judge(q4, office.store.facts(office.su))
    assert (judged.done_at, judged.records) == (None, (record_id,))
    assert HANS(judged.missing).startswith("缺记录")
    assert DUTY.due(q4, office.store.settings) == at("01-01 00:00", 2028)
    office.clock.set("2028-01-06 10:00")
    office.step(record_id, "record", office.su, course="好", text_record="好")
    assert DUTY.judge(q4, office.store.facts(office.su)).done_at == at("12-31 14:00")
    assert DUTY.judge(quarter_of(on("01-01", 2028)), office.store.facts(office.su)).done_at is None


@pytest.mark.rule("R-085")
def test_the_strip_and_the_warning_are_read_from_the_store(office: Office):
    event(office, "recorded")
    office.clock.set("12-05 09:00")
    strip = quarter_strip(office.store.facts(office.lin), 2027)
    assert [(one.state, one.count) for one in strip] == [
        ("overdue", 0),
        ("overdue", 0),
        ("done", 1),
        ("due_soon", 0),
    ]
    (told,) = event_notices(office.store.facts(office.lin))
    assert HANS(told.text) == "2027年第4季度：尚无社区文化活动，须在2027年12月31日前举办"


@pytest.mark.rule("R-088")
def test_the_calendar_shows_the_quarter_and_the_record_each_on_its_day(office: Office):
    record_id = event(office, "held")
    things = Desk(office.store, office.lin).due_things(on("09-01"), on("09-30"))
    ours = {
        (one.day, one.duty or "record")
        for one in things
        if one.record_id == record_id and one.state != "reminder"
    }
    assert ours == {(on("09-18"), "record"), (on("09-30"), "community_event")}


def test_stewards_help_but_the_desk_takes_the_steps(office: Office):
    record_id = event(office, "prepared")
    office.change(record_id, office.zhao, preparation=("place", "equipment"))
    office.clock.set("09-11 19:30")
    assert office.refused(record_id, "hold", office.zhao) == {""}


# -- what was asked for stays --------------------------------------------------------------------------------


def kept(office: Office, record_id: int, **values: object) -> set[str]:
    with pytest.raises(Refused) as trouble:
        office.change(record_id, office.su, **values)
    return said(trouble.value.problems)


@pytest.mark.rule("R-089")
def test_programme_and_notice_stay_once_the_event_is_prepared(office: Office):
    for upto in ("prepared", "held", "recorded"):
        record_id = event(office, upto)
        assert kept(office, record_id, programme=None, notice_text=None, notice_posted_on=None) == {
            "programme", "notice_text", "notice_posted_on",
        }  # fmt: skip


@pytest.mark.rule("R-085")
def test_an_event_that_was_held_cannot_move_into_the_future(office: Office):
    record_id = event(office, "held")
    assert kept(office, record_id, start_at=at("12-11 19:00"), end_at=at("12-11 21:00")) == {"start_at"}
    assert kept(office, record_id, participants=-1, cost=-1) == {"participants", "cost"}


@pytest.mark.rule("R-087")
def test_the_record_keeps_its_course_and_its_proof(office: Office):
    record_id = event(office, "held")
    office.store.attach(record_id, PHOTO, "灯会.png", "photo", office.su)
    office.step(record_id, "record", office.su, course="86人参加")
    assert kept(office, record_id, course=None) == {"course"}
    office.step(
        record_id, "evaluate", office.su, effect_summary="好", effect_evaluation="good", no_feedback=True
    )
    (photo,) = office.values(record_id)["attachments"]
    with pytest.raises(Refused) as trouble:
        office.store.remove_attachment(record_id, photo["id"], office.su)
    assert said(trouble.value.problems) == {"text_record"}
    assert kept(office, record_id, effect_summary=None, no_feedback=False) == {"effect_summary", "feedback"}


@pytest.mark.rule("REC-12")
def test_it_may_be_brought_forward(office: Office):
    record_id = event(office, "prepared")
    same = {"start_at": at("09-11 19:00"), "end_at": at("09-11 21:00")}
    assert office.refused(record_id, "postpone", office.su, "避雨", **same) == {"start_at"}
    office.step(
        record_id, "postpone", office.su, "避雨", start_at=at("09-10 19:00"), end_at=at("09-10 21:00")
    )
    values = office.values(record_id)
    assert (values["state"], values["first_start_at"]) == ("postponed", at("09-11 19:00"))


@pytest.mark.rule("R-090")
def test_a_voided_form_of_the_feedback_is_wanted_again(office: Office):
    record_id = event(office, "recorded")
    told = {"text": "音响扰民", "from_whom": "王秀兰", "is_complaint": True}
    office.change(record_id, office.su, feedback=(told,))
    desk, seen = Desk(office.store, office.su), office.see(record_id, office.su)
    complaint = desk.save(desk.make(seen.record.form.creates[0], seen)).record_id
    office.change(record_id, office.su, text_record="再记一笔")
    assert office.values(record_id)["feedback"][0]["complaint"] == complaint
    office.step(complaint, "void", office.chen, "误填")
    assert office.values(record_id)["feedback"][0].get("complaint") is None
    done = {"effect_summary": "好", "effect_evaluation": "good"}
    assert office.refused(record_id, "evaluate", office.su, **done) == {"feedback"}
    office.store.undo(office.chen)
    office.step(record_id, "evaluate", office.su, **done)


@pytest.mark.rule("R-085")
def test_the_strip_begins_with_the_offices_first_day(office: Office):
    strip = quarter_strip(office.store.facts(office.lin), 2026)
    assert [one.state for one in strip] == ["not_owed"] * 4
    office.clock.set("2027-04-02 09:00")
    assert quarter_strip(office.store.facts(office.lin), 2027)[0].state == "overdue", (
        "the office began in January"
    )
