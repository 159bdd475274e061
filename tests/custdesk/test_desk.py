"""The desk itself: who sits at it, who may let others in, and what a changed role or a spent draft does."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.safekeeping import give_recovery_code
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from custdesk.workflow import nobody_in_particular, void_step
from tests.desk_repairs import order
from tests.desks import Office, said


@pytest.fixture
def chen(office: Office) -> Desk:
    return Desk(office.store, office.chen)


def edited(desk: Desk, record_id: int, **values: Any) -> Any:
    """Change a record through its form."""
    seen = desk.read().record(record_id)
    assert seen is not None
    draft = desk.edit(seen)
    for name, value in values.items():
        draft.put(name, value)
    return desk.save(draft)


def test_a_new_role_counts_at_once(office: Office, chen: Desk):
    """Who was manager a moment ago may not go on as one until the next login."""
    office.save("staff", office.chen, name="周经理", role="office_manager")
    edited(chen, office.chen.id, role="receptionist")
    assert chen.user.role == "receptionist"
    with pytest.raises(Refused):
        chen.set_password(office.su, "neues-wort")
    with pytest.raises(Refused):
        chen.set_setting("report_up_hours", 1, "公司的要求")


def test_a_role_given_back_counts_too(office: Office, chen: Desk):
    office.save("staff", office.chen, name="周经理", role="office_manager")
    edited(chen, office.chen.id, role="receptionist")
    chen.undo()
    assert chen.user.role == "office_manager"


@pytest.mark.parametrize("step", ["leave", "void"])
def test_nobody_closes_his_own_account(office: Office, step: str):
    office.save("staff", office.chen, name="周经理", role="office_manager")
    with pytest.raises(Refused):
        office.step(office.chen.id, step, office.chen, reason="走了")


def test_the_last_manager_stays_one(office: Office, chen: Desk):
    """Else nobody could ever set a password or a setting again, and the recovery code would open nothing."""
    with pytest.raises(Refused) as trouble:
        edited(chen, office.chen.id, role="receptionist")
    assert said(trouble.value.problems) == {"role"}
    code = give_recovery_code(chen)
    assert chen.recover(code, "neues-wort").id == office.chen.id


def test_a_closed_account_lets_nobody_in_and_its_last_person_is_another_manager(office: Office, chen: Desk):
    second = office.save("staff", office.chen, name="周经理", role="office_manager")
    chen.set_password(next(one for one in chen.people() if one.id == second), "zweites")
    chen.set_password(office.chen, "erstes")
    chen.log_in("周经理", "zweites")
    chen.apply(office.chen.id, "leave")
    with pytest.raises(KnownError):
        chen.log_in(office.chen.name, "erstes")
    assert office.chen.id not in {one.id for one in chen.people()}


def test_passwords_are_ones_own_or_the_managers_to_set(office: Office):
    desk = Desk(office.store, office.zhou)
    with pytest.raises(Refused):
        desk.set_password(office.chen, "gestohlen")
    desk.set_password(office.zhou, "eigenes")
    with pytest.raises(KnownError):
        desk.log_in(office.chen.name, "gestohlen")
    assert desk.log_in(office.zhou.name, "eigenes") == office.zhou


@pytest.mark.parametrize("name", ["practice", "second_backup", "recovery_hash"])
def test_the_stores_own_entries_are_for_the_manager_too(office: Office, name: str):
    """Otherwise the desk could take the practice mark away, or the manager's way back in."""
    with pytest.raises(Refused):
        office.store.set_setting(name, "x", office.lin, "公司的要求")


def test_a_form_is_saved_once_however_often_save_is_pressed(office: Office):
    desk = Desk(office.store, office.lin)
    draft = desk.new("duty_log", caller_name="马先生", content="问停车证")
    desk.save(draft)
    with pytest.raises(KnownError):
        desk.save(draft)
    assert office.one("SELECT count(*) FROM duty_log") == 1


def test_whoever_has_the_desk_does_not_relieve_himself(office: Office):
    """It would lock all of her open entries in the middle of the shift."""
    entry = office.entry()
    with pytest.raises(Refused):
        office.store.apply(office.shift, "take_over", office.lin, values={"relief": office.lin.id})
    with pytest.raises(KnownError):
        Desk(office.store, office.lin).take_over()
    assert office.values(entry)["locked_at"] is None


def test_one_shift_has_the_desk(office: Office):
    with pytest.raises(Refused):
        office.save("duty_shift", office.zhou)
    Desk(office.store, office.xu).take_over()
    assert office.one("SELECT count(*) FROM header WHERE form = 'duty_shift' AND state = 'on_duty'") == 1


def test_a_number_follows_the_year_of_the_event_over_new_year(office: Office):
    """R-008: told after midnight of what happened before it; changed afterwards, the number stays."""
    office.clock.set("2028-01-01 00:05")
    late = office.entry(occurred_at=datetime.datetime(2027, 12, 31, 23, 59))
    first = office.entry(occurred_at=datetime.datetime(2028, 1, 1, 0, 1))
    assert office.values(late)["number"] == "ZB-2027-0001"
    assert office.values(first)["number"] == "ZB-2028-0001"
    office.change(late, office.lin, occurred_at=datetime.datetime(2028, 1, 1, 0, 2))
    assert office.values(late)["number"] == "ZB-2027-0001"
    assert office.values(office.entry())["number"] == "ZB-2028-0002"


def test_an_account_is_closed_only_without_open_matters_locked_ones_too(office):
    """R-010: what is still open is handed over first, whatever its form and also after the shift's lock."""
    entry = office.entry()
    desk = Desk(office.store, office.su)
    desk.take_over()
    assert office.values(entry)["locked_at"] is not None
    passed = office.values(entry)["responsible"]
    assert passed == office.su.id
    with pytest.raises(Refused) as refused:
        office.store.apply(office.su.id, "leave", office.chen)
    assert "ZB-2027-0001" in dict(refused.value.problems[0].text.values)["numbers"]


@pytest.mark.rule("R-011")
def test_a_phone_is_masked_until_it_is_asked_for(office: Office):
    desk, ma = Desk(office.store, office.lin), office.resident("马先生")
    assert desk.reveal(ma, "phone") == "13800050603"


@pytest.mark.rule("R-016")
def test_what_was_not_reported_upward_is_owed(office: Office):
    told = office.entry(kind="opinion", content="路灯太暗")
    office.entry()  # an inquiry goes nowhere
    desk = Desk(office.store, office.lin)
    assert desk.entries_owing()[0] == [told]
    office.change(told, office.lin, reported_to=office.chen.id, reported_at=office.clock.now)
    assert desk.entries_owing()[0] == []


@pytest.mark.rule("R-030")
def test_a_complaint_of_the_duty_log_without_a_form_is_owed(office: Office):
    told = office.entry(kind="complaint", content="门岗保安态度生硬")
    desk = Desk(office.store, office.lin)
    assert desk.entries_owing()[1] == [told]
    form = office.complaint()
    office.change(told, office.lin, linked_record=form)
    assert desk.entries_owing()[1] == []
    office.step(form, "void", office.chen, reason="录错")
    assert desk.entries_owing()[1] == [told]


@pytest.mark.rule("R-008")
def test_a_voided_number_stays_spent_and_listed_with_its_reason(office: Office):
    step = void_step("open", who=nobody_in_particular)
    assert (step.sources, step.target, step.reason) == (("open",), "voided", True)
    first = office.entry()
    office.step(first, "void", office.chen, reason="重复登记")
    assert office.values(office.entry())["number"] == "ZB-2027-0002"
    listed = Desk(office.store, office.lin).read().ids(ListQuery("duty_log"))
    assert first in listed
    assert office.values(first)["void_reason"] == "重复登记"


@pytest.mark.rule("R-011")
def test_what_leaves_the_store_is_logged_with_who_what_and_how_much(office: Office):
    office.store.note_export("customer", 5, office.lin)
    user, what, body = office.sql(
        "SELECT t.user, t.what, p.body FROM trail t JOIN trail_payload p ON p.seq = t.seq ORDER BY t.seq DESC LIMIT 1"
    )[0]
    assert (user, what) == (office.lin.id, "export")
    assert (json.loads(body)["what"], json.loads(body)["count"]) == ("customer", 5)


@pytest.mark.rule("R-011")
def test_phones_nobody_typed_stay_masked_in_a_record_just_made(office: Office, clock):
    """A sample drawn or a callback set up shows phones of orders: they are revealed one by one, and logged."""
    first = order(office, "finished", worker="吴建平")
    clock.set("2027-04-19 09:00")
    desk = Desk(office.store, office.su)
    sample = desk.save(desk.new("callback_sample")).record_id
    (line,) = desk.read().record(sample).values["results"]
    assert str(line["phone"]) == "138****5678"
    draft = desk.new("service_callback")
    draft.put("subject", first)
    callback = desk.save(draft).record_id
    assert str(desk.read().record(callback).values["phone"]) == "138****5678"
    draft = desk.new("duty_log")
    for name, value in {"caller_name": "王先生", "phone": "13911112222", "content": "问事"}.items():
        draft.put(name, value)
    entry = desk.save(draft).record_id
    assert desk.read().record(entry).values["phone"] == "13911112222"  # she typed it herself
