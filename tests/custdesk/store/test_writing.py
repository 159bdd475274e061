"""The one writer: revisions, conflicts, merging, computed values, freezing, corrections, editions."""

from __future__ import annotations

import datetime
import json

import pytest

from custdesk.binders import BY_KEY
from custdesk.draft import blank
from custdesk.fields import Masked
from custdesk.store.store import SYSTEM, Conflict, Refused
from tests.desks import WORDS, Office, at, on, said


def test_a_save_takes_number_state_and_revision(office: Office):
    values = office.values(office.complaint())
    assert (values["number"], values["state"], values["revision"], values["edition"]) == (
        "TS-2027-0001",
        "registered",
        1,
        1,
    )
    assert values["created_by"] == office.lin.id
    assert values["created_at"] == office.clock.now


def test_every_write_raises_the_revision(office: Office):
    record = office.complaint()
    office.change(record, office.su, investigation="看过监控")
    assert office.values(record)["revision"] == 2


def test_a_save_that_changes_nothing_writes_nothing(office: Office):
    record = office.complaint()
    lines = office.one("SELECT count(*) FROM trail")
    office.change(record, office.su, content="门岗保安态度生硬", note="", papers=({"kind": None},))
    assert office.values(record)["revision"] == 1
    assert office.one("SELECT count(*) FROM trail") == lines


def test_a_clash_is_a_conflict_with_both_sides_fields_and_loses_nothing(office: Office):
    record = office.complaint()
    mine, theirs = office.edit(record, office.lin), office.edit(record, office.su)
    theirs.put("investigation", "看过监控")
    office.store.save(theirs, office.su)
    mine.put("handling", "已道歉")
    with pytest.raises(Conflict) as trouble:
        office.store.save(mine, office.lin)
    assert trouble.value.mine == {"handling"}
    assert trouble.value.theirs == {"investigation"}
    assert dict(trouble.value.text.values)["who"] == "苏婷"
    assert mine.changes() == {"handling": "已道歉"}
    assert office.values(record)["handling"] is None


def test_a_decided_conflict_saves_on_top(office: Office):
    record = office.complaint()
    mine, theirs = office.edit(record, office.lin), office.edit(record, office.su)
    theirs.put("investigation", "看过监控")
    office.store.save(theirs, office.su)
    mine.put("handling", "已道歉")
    now = office.see(record, office.lin)
    mine.rebase(dict(now.values), now.revision)
    office.store.save(mine, office.lin)
    values = office.values(record)
    assert (values["handling"], values["investigation"]) == ("已道歉", "看过监控")


def test_a_step_taken_meanwhile_is_a_conflict_about_the_state(office: Office):
    record = office.complaint()
    mine = office.edit(record, office.lin)
    office.step(record, "accept", office.su)
    mine.put("content", "别的话")
    with pytest.raises(Conflict) as trouble:
        office.store.save(mine, office.lin)
    assert trouble.value.theirs == {"state"}


def news(office: Office, text: str) -> dict[str, object]:
    return {"at": office.clock.now, "by": office.lin.id, "text": text}


def test_lines_added_by_two_people_merge(office: Office):
    record = office.complaint()
    office.change(record, office.lin, progress=(news(office, "已转质管部"),))
    mine, theirs = office.edit(record, office.lin), office.edit(record, office.su)
    theirs.put("progress", (*theirs.values["progress"], news(office, "苏婷补充")))
    office.store.save(theirs, office.su)
    mine.put("progress", (*mine.values["progress"], news(office, "林晓燕补充")))
    office.store.save(mine, office.lin)
    assert [row["text"] for row in office.values(record)["progress"]] == [
        "已转质管部",
        "苏婷补充",
        "林晓燕补充",
    ]


def test_added_lines_merge_with_changed_fields(office: Office):
    record = office.complaint()
    mine, theirs = office.edit(record, office.lin), office.edit(record, office.su)
    theirs.put("investigation", "看过监控")
    office.store.save(theirs, office.su)
    mine.put("progress", (news(office, "已转质管部"),))
    office.store.save(mine, office.lin)
    values = office.values(record)
    assert values["investigation"] == "看过监控"
    assert len(values["progress"]) == 1


def test_lines_that_may_be_edited_do_not_merge(office: Office):
    record = office.complaint()
    mine, theirs = office.edit(record, office.lin), office.edit(record, office.su)
    theirs.put("papers", ({"kind": "information_note"},))
    office.store.save(theirs, office.su)
    mine.put("papers", ({"kind": "repair_order"},))
    with pytest.raises(Conflict):
        office.store.save(mine, office.lin)


@pytest.mark.parametrize("meanwhile", [False, True])
def test_an_added_line_is_never_changed(office: Office, meanwhile: bool):
    record = office.complaint()
    office.change(record, office.lin, progress=(news(office, "已转质管部"),))
    draft = office.edit(record, office.lin)
    if meanwhile:
        office.change(record, office.su, progress=(news(office, "已转质管部"), news(office, "二")))
    draft.put("progress", (news(office, "改写历史"),))
    with pytest.raises(Refused) as trouble:
        office.store.save(draft, office.lin)
    assert said(trouble.value.problems) == {"progress"}


def test_a_refusal_names_the_fields_and_writes_nothing(office: Office):
    before = office.one("SELECT count(*) FROM header"), office.one("SELECT count(*) FROM trail")
    with pytest.raises(Refused) as trouble:
        office.save("complaint", office.lin, content="", channel="telegram", complainant="甲")
    assert {"content", "channel"} <= said(trouble.value.problems)
    assert before == (office.one("SELECT count(*) FROM header"), office.one("SELECT count(*) FROM trail"))
    assert office.values(office.complaint())["number"].endswith("-0001")


def test_unread_text_stops_save_and_step_and_is_kept(office: Office):
    record = office.complaint()
    draft = office.edit(record, office.lin)
    draft.type("handled_at", "上午吧", office.clock.now, WORDS)
    office.store.drafts.keep(draft)
    for act in (
        lambda: office.store.save(draft, office.lin),
        lambda: office.store.apply(record, "accept", office.lin, draft=draft),
    ):
        with pytest.raises(Refused) as trouble:
            act()
        assert said(trouble.value.problems) == {"handled_at"}
    assert office.store.drafts.kept(office.lin.id)


def test_computed_values_change_with_their_inputs_only(office: Office):
    record = office.complaint(received_at=at("04-16 18:30"))
    assert office.values(record)["due_at"] == at("04-20 00:00")
    office.store.set_setting("complaint_general_days", 5, office.chen, "公司的要求")
    office.change(record, office.lin, investigation="看过监控")
    assert office.values(record)["due_at"] == at("04-20 00:00")
    office.change(record, office.lin, received_at=at("04-16 18:00"))
    assert office.values(record)["due_at"] == at("04-22 00:00")
    assert office.values(record)["due_why"].msgid == "{days} days from receipt"


def test_nobody_types_a_computed_value(office: Office):
    record = office.complaint(due_at=at("05-01 00:00"))
    office.change(record, office.lin, due_at=at("05-01 00:00"), due_why=None)
    assert office.values(record)["due_at"] == at("04-20 00:00")
    assert office.values(record)["revision"] == 1


def test_a_value_filled_in_when_empty_stays_what_a_person_typed(office: Office):
    record = office.complaint(told_handling_time=at("04-18 00:00"))
    office.change(record, office.lin, received_at=at("04-16 10:00"))
    assert office.values(record)["told_handling_time"] == at("04-18 00:00")
    assert office.values(office.complaint())["told_handling_time"] == at("04-20 00:00")


def test_the_headers_due_date_never_stands_in_for_the_records_own(office: Office):
    entry = office.entry(kind="opinion")
    assert office.one("SELECT due_at FROM header WHERE id = ?", entry) == "2027-04-17T18:50"
    assert office.values(entry)["due_at"] is None
    assert office.refused(entry, "follow_up", office.lin, responsible=office.lin.id) == {"due_at"}


def test_a_frozen_record_refuses_changes_but_takes_what_stays_open(office: Office):
    record = office.complaint("closed")
    with pytest.raises(Refused) as trouble:
        office.change(record, office.zhou, handling="另写")
    assert (said(trouble.value.problems), trouble.value.problems[0].rule) == ({"handling"}, "R-009")
    office.change(record, office.zhou, paper_location="A柜3层", company_announced_at=on("04-16"))
    assert office.values(record)["paper_location"] == "A柜3层"


@pytest.mark.rule("R-009")
def test_nothing_is_added_to_a_frozen_record_that_would_move_its_due_date(office: Office):
    record = office.complaint("closed")
    extension = {
        "new_due": at("04-25 00:00"), "reason": "迟", "told_at": at("04-16 18:50"), "told_by": "林", "customer_agreed": True,
    }  # fmt: skip
    with pytest.raises(Refused):
        office.change(record, office.zhou, extensions=(extension,))


def test_a_correction_needs_the_right_person(office: Office):
    record = office.complaint("closed")
    with pytest.raises(Refused):
        office.correct(record, office.lin, "写错", handling="另写")


def test_a_correction_of_printed_content_raises_the_edition(office: Office):
    record = office.complaint("closed")
    office.correct(record, office.zhou, "写错了人", handling="已约谈班长")
    values = office.values(record)
    assert (values["edition"], values["handling"]) == (2, "已约谈班长")
    line = office.read(office.zhou).history(record)[0]
    assert (line.what, line.reason) == ("correct", "写错了人")


def test_a_correction_off_the_sheet_or_into_an_empty_box_raises_no_edition(office: Office):
    record = office.complaint("closed")
    office.correct(record, office.zhou, "补记", leader_decision="同意")
    office.correct(record, office.zhou, "手写补上", expectations="希望常来")
    assert office.values(record)["edition"] == 1


def test_a_reason_alone_raises_no_edition_of_an_open_record(office: Office):
    record = office.complaint()
    office.correct(record, office.zhou, "多余的理由", content="另写")
    assert office.values(record)["edition"] == 1


def test_a_frozen_edition_keeps_the_names_of_then(office: Office):
    record = office.complaint("closed", unit=office.unit("5-603"), complainant=office.resident("马先生"))
    office.change(office.resident("马先生"), office.zhou, name="马建国")
    now, kept = office.see(record), office.read(office.zhou).edition_of(record, 1)
    assert kept is not None
    assert (now.show("complainant", WORDS), kept.show("complainant", WORDS)) == ("马建国", "马先生")
    assert (kept.number, kept.state, kept.code) == (now.number, "closed", "QR-7.2.3-04")
    assert kept.title == BY_KEY["complaint"].form.title


def test_each_correction_keeps_its_own_edition(office: Office):
    record = office.complaint("closed")
    office.clock.pass_minutes(60)
    office.correct(record, office.zhou, "写错了人", handling="已约谈班长")
    reader = office.read(office.zhou)
    first, second = reader.edition_of(record, 1), reader.edition_of(record, 2)
    assert first is not None
    assert second is not None
    assert (first.values["handling"], second.values["handling"]) == ("已约谈当班保安", "已约谈班长")
    assert reader.edition_of(record, 3) is None


def test_what_is_recorded_on_a_frozen_record_joins_its_edition_with_the_old_names(office: Office):
    ma = office.resident("马先生")
    record = office.complaint("closed", complainant=ma)
    office.change(ma, office.zhou, name="马建国")
    office.step(record, "hand_over", office.su, handed_over_at=on("04-16"), handed_to="孙丽")
    kept = office.read(office.zhou).edition_of(record, 1)
    assert kept is not None
    assert kept.values["handed_to"] == "孙丽"
    assert kept.names[ma] == "马先生"


def test_frozen_anew_after_reopening_takes_the_names_of_now(office: Office):
    ma = office.resident("马先生")
    record = office.complaint("closed", complainant=ma)
    office.clock.set("04-17 09:00")
    office.step(record, "reopen", office.zhou, "又发生")
    assert office.values(record)["frozen_at"] is None
    office.change(ma, office.zhou, name="马建国")
    office.step(record, "finish", office.lin, handling="再次约谈", handled_at=office.clock.now)
    office.step(
        record, "close", office.lin, customer_contacted_at=office.clock.now, signed_by_customer_name="马建国",
        signed_at=on("04-17"),
    )  # fmt: skip
    kept = office.read(office.zhou).edition_of(record, 1)
    assert kept is not None
    assert kept.names[ma] == "马建国"


def test_an_edition_is_shown_through_the_one_door(office: Office):
    record = office.complaint("closed", phone="13812345678")
    kept = office.read(office.lin).edition_of(record, 1)
    assert kept is not None
    assert isinstance(kept.values["phone"], Masked)


def test_a_unique_field_is_kept_unique(office: Office):
    with pytest.raises(Refused) as trouble:
        office.save("unit", office.zhou, building="5", room="0603")
    assert said(trouble.value.problems) == {"key"}


def test_a_refused_effect_takes_the_whole_act_back(office: Office):
    entry = office.entry(kind="complaint", out_of_scope=True, answer_given="不属本处")
    create = BY_KEY["duty_log"].form.creates[0]
    seen = office.see(entry, office.lin)
    draft = blank(BY_KEY["complaint"], office.store.facts(office.lin), **create.values(seen.values, entry))
    draft.link_back = (entry, create.link, create.step)
    with pytest.raises(Refused) as trouble:
        office.store.save(draft, office.lin)
    assert said(trouble.value.problems) == {"linked_record"}
    assert office.sql("SELECT id FROM header WHERE form = 'complaint'") == []
    assert office.values(entry)["state"] == "open"


def test_a_form_made_from_another_keeps_its_masked_phone_in_full(office: Office):
    entry = office.entry(kind="complaint", phone="13812345678")
    create = BY_KEY["duty_log"].form.creates[0]
    seen = office.see(entry, office.su)
    assert isinstance(seen.values["phone"], Masked)
    draft = blank(BY_KEY["complaint"], office.store.facts(office.su), **create.values(seen.values, entry))
    draft.link_back = (entry, create.link, create.step)
    complaint = office.store.save(draft, office.su).record_id
    assert office.values(complaint)["phone"] == "13812345678"
    assert (office.values(entry)["state"], office.values(entry)["linked_record"]) == (
        "followed_up",
        complaint,
    )


def test_warnings_come_back_and_stop_nothing(office: Office):
    draft = office.new(
        "complaint", office.lin, complainant="甲", content="乙", passed_to_office_at=at("04-16 18:50")
    )
    draft.put("received_at", at("04-16 10:00"))
    changes = office.store.save(draft, office.lin)
    assert "passed_to_office_at" in said(list(changes.warnings))


def test_a_setting_is_for_the_manager(office: Office):
    with pytest.raises(Refused):
        office.store.set_setting("complaint_general_days", 5, office.lin, "公司的要求")
    office.store.set_setting("complaint_general_days", 5, office.chen, "公司的要求")
    assert office.store.settings.number("complaint_general_days") == 5


@pytest.mark.rule("1.5")
@pytest.mark.parametrize("reason", ["", " \u3000"])
def test_a_setting_is_changed_with_a_reason_only(office: Office, reason: str):
    with pytest.raises(Refused) as refused:
        office.store.set_setting("complaint_general_days", 5, office.chen, reason)
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert office.store.settings.number("complaint_general_days") == 3
    assert "complaint_general_days" not in office.store.read(office.chen).setting_changes()


@pytest.mark.rule("1.5")
def test_the_reason_of_a_setting_stays_in_the_trail_and_is_read_back(office: Office):
    office.store.set_setting("complaint_general_days", 5, office.chen, "业委会决定")
    office.store.set_setting("complaint_general_days", 4, office.chen, " 公司的要求 ")
    office.store.set_setting("progress_days", 2, SYSTEM)
    body = office.one(
        "SELECT body FROM trail_payload JOIN trail USING (seq) WHERE what = 'setting' AND user ORDER BY seq DESC"
    )
    assert json.loads(body)["reason"] == "公司的要求"
    changes = office.store.read(office.lin).setting_changes()
    kept = changes["complaint_general_days"]
    assert (kept.who, kept.reason) == (office.chen.name, "公司的要求")
    assert kept.at == office.store.now()
    assert "progress_days" not in changes


def test_the_very_first_account_has_nobody_to_ask(store):
    draft = blank(BY_KEY["staff"], store.facts(SYSTEM), name="陈国栋", role="office_manager")
    assert store.save(draft, SYSTEM).record_id == 1
    assert store.now() == datetime.datetime(2027, 4, 16, 18, 50)
