"""Waiving a duty of the calendar: the manager, with the reason, once, and undone by voiding (1.5, section 5)."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.store.store import Refused
from tests.desk_summary import duty
from tests.desks import Office, on, said


@pytest.fixture
def late(office: Office) -> Office:
    """The summary of March was never made."""
    office.clock.set("2027-04-20 09:00")
    return office


def test_the_manager_waives_a_duty_with_a_reason(late: Office):
    desk = Desk(late.store, late.chen)
    assert duty(late, late.chen, "2027-04-05").state == "overdue"
    waiver = desk.waive("complaint_summary", on("03-01"), "三月由公司统一汇总").record_id
    values = late.values(waiver)
    assert (values["duty_name"], values["reason"]) == ("投诉月度汇总 2027年3月", "三月由公司统一汇总")
    assert (values["waived_by"], values["responsible"]) == (late.chen.id, late.chen.id)
    assert duty(late, late.chen, "2027-04-05").state == "waived"
    assert duty(late, late.chen, "2027-05-05").state == "upcoming"
    late.step(waiver, "void", late.chen, reason="公司未做")
    assert duty(late, late.chen, "2027-04-05").state == "overdue"


def test_nobody_else_waives_and_none_without_a_reason(late: Office):
    for person in (late.su, late.zhou, late.guo):
        with pytest.raises(Refused) as trouble:
            Desk(late.store, person).waive("complaint_summary", on("03-01"), "不做了")
        assert {one.rule for one in trouble.value.problems} == {"1.5"}
    with pytest.raises(Refused) as trouble:
        Desk(late.store, late.chen).waive("complaint_summary", on("03-01"), "")
    assert said(trouble.value.problems) == {"reason"}


def test_a_duty_is_waived_once_and_a_waiver_is_not_changed(late: Office):
    desk = Desk(late.store, late.chen)
    waiver = desk.waive("complaint_summary", on("03-01"), "公司统一汇总").record_id
    with pytest.raises(Refused) as trouble:
        desk.waive("complaint_summary", on("03-01"), "再来一次")
    assert said(trouble.value.problems) == {"waived_key"}
    desk.waive("complaint_summary", on("04-01"), "四月也是")
    with pytest.raises(Refused) as trouble:
        late.change(waiver, late.chen, period_first=on("05-01"))
    assert said(trouble.value.problems) == {"period_first"}


def test_an_undone_waiver_is_owed_again(late: Office):
    desk = Desk(late.store, late.chen)
    desk.waive("complaint_summary", on("03-01"), "公司统一汇总")
    desk.undo()
    assert duty(late, late.chen, "2027-04-05").state == "overdue"
