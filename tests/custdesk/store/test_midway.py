"""What changes under a record's feet: a setting, the clock, somebody else's lines. Nothing moves silently."""

from __future__ import annotations

import datetime

import pytest

from custdesk.desk import Desk
from custdesk.store.store import Conflict, Refused
from tests.custdesk.store.vaults import ENGLISH, checked
from tests.desks import Office


def due(office: Office, record: int) -> str:
    return office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', record)


def complaints(office: Office) -> list[str]:
    """What `custdesk check` finds, beside the open desk."""
    return [ENGLISH(one.text) for one in checked(office.store.path).findings]


def test_a_setting_moves_no_date_of_a_record_that_is_written_later(office: Office):
    """R-016's limit is stored: changing the setting and then a remark must not move it."""
    entry = office.entry(kind="difficulty")
    before = due(office, entry)
    office.store.set_setting("report_up_hours", 2, office.chen, "公司的要求")
    office.change(entry, office.lin, note="顺手记一笔")
    assert due(office, entry) == before
    assert complaints(office) == []


def test_the_date_moves_with_its_own_input_by_the_setting_of_now(office: Office):
    entry = office.entry(kind="difficulty")
    office.store.set_setting("report_up_hours", 2, office.chen, "公司的要求")
    earlier = office.clock.now - datetime.timedelta(hours=1)
    office.change(entry, office.lin, occurred_at=earlier)
    assert due(office, entry) == (earlier + datetime.timedelta(hours=2)).isoformat(timespec="minutes")
    assert complaints(office) == []


def test_a_wrong_date_in_the_list_is_still_found(office: Office):
    entry = office.entry(kind="difficulty")
    office.store.set_setting("report_up_hours", 2, office.chen, "公司的要求")
    office.store.database.execute_sql("UPDATE header SET due_at = '2030-01-01T00:00' WHERE id = ?", (entry,))
    assert len(complaints(office)) == 1


def test_a_clock_set_back_keeps_no_record_from_being_worked_on(office: Office):
    """What was judged when it was written is not 'in the future' because the clock was wrong then."""
    entry = office.entry()
    record = office.complaint(
        "handling", progress=({"at": office.clock.now, "by": office.lin.id, "text": "已告知"},)
    )
    office.clock.pass_minutes(-60)
    office.change(entry, office.lin, note="补记")
    office.change(record, office.lin, investigation="看了监控")
    with pytest.raises(Refused):
        office.change(entry, office.lin, occurred_at=office.clock.now + datetime.timedelta(minutes=5))


def test_revealing_is_logged_on_each_day_the_clock_shows(office: Office):
    record = office.complaint(phone="13800050603")
    for moment in ("04-17 09:00", "04-16 19:00", "04-16 20:00"):
        office.clock.set(moment)
        assert office.store.reveal(record, "phone", office.su) == "13800050603"
    assert office.one("SELECT count(*) FROM trail WHERE what = 'reveal'") == 2


def test_a_shift_taken_over_with_the_clock_set_back_still_locks_the_entries(office: Office):
    entry = office.entry()
    office.clock.set("04-16 09:00")
    Desk(office.store, office.xu).take_over()
    assert office.values(entry)["locked_at"] is not None
    assert office.values(office.shift)["person"] == office.xu.id


def test_lines_both_added_stay_when_a_conflict_over_something_else_was_decided(office: Office):
    record = office.complaint("handling")
    ours, theirs = office.edit(record, office.lin), office.edit(record, office.zhou)
    for draft, text in ((ours, "甲"), (theirs, "乙")):
        draft.put("progress", ({"at": office.clock.now, "by": office.lin.id, "text": text},))
        draft.put("handling", text)
    office.store.save(ours, office.lin)
    with pytest.raises(Conflict):
        office.store.save(theirs, office.zhou)
    now = office.see(record, office.zhou)
    theirs.rebase(now.values, now.revision)
    office.store.save(theirs, office.zhou)
    assert [line["text"] for line in office.values(record)["progress"]] == ["甲", "乙"]
    assert office.values(record)["handling"] == "乙"


def test_lines_taken_from_the_other_side_stand_once(office: Office):
    record = office.complaint("handling")
    ours, theirs = office.edit(record, office.lin), office.edit(record, office.zhou)
    for draft, text in ((ours, "甲"), (theirs, "乙")):
        draft.put("progress", ({"at": office.clock.now, "by": office.lin.id, "text": text},))
    office.store.save(ours, office.lin)
    now = office.see(record, office.zhou)
    theirs.values["progress"] = now.values["progress"]
    theirs.rebase(now.values, now.revision)
    assert theirs.changes() == {}
