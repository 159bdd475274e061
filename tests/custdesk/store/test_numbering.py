"""Numbers: by the year of the event, one series each, never given twice (R-008, domain 3.0.2)."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Refused
from tests.desks import Office, at

pytestmark = pytest.mark.rule("R-008")


def number(office: Office, record_id: int) -> str:
    return office.values(record_id)["number"]


def test_series_run_apart_by_prefix(office: Office):
    assert [number(office, office.entry()), number(office, office.complaint()), number(office, office.entry())] == [
        "ZB-2027-0001", "TS-2027-0001", "ZB-2027-0002",
    ]  # fmt: skip


def test_an_event_of_the_old_year_entered_after_new_year_takes_the_old_series(office: Office):
    office.clock.set("2028-01-01 00:20")
    late = office.entry(occurred_at=at("12-31 23:50"))
    early = office.entry()
    complaint = office.complaint(received_at=at("12-31 23:50"))
    assert [number(office, one) for one in (late, early, complaint)] == [
        "ZB-2027-0001",
        "ZB-2028-0001",
        "TS-2027-0001",
    ]


def test_the_number_stays_when_the_event_moves_into_another_year(office: Office):
    office.clock.set("2028-01-01 00:20")
    entry = office.entry()
    office.change(entry, office.lin, occurred_at=at("12-31 23:50"))
    assert number(office, entry) == "ZB-2028-0001"


def test_a_voided_or_undone_number_stays_spent(office: Office):
    first = office.entry()
    office.step(first, "void", office.chen, "重复登记")
    second = office.entry()
    office.store.undo(office.lin)
    assert office.values(second)["state"] == "voided"
    assert [number(office, one) for one in (first, second, office.entry())] == [
        "ZB-2027-0001", "ZB-2027-0002", "ZB-2027-0003",
    ]  # fmt: skip
    assert office.values(first)["void_reason"] == "重复登记"


def test_a_refused_save_spends_no_number(office: Office):
    with pytest.raises(Refused):
        office.entry(content=None)
    assert number(office, office.entry()) == "ZB-2027-0001"


def test_voiding_needs_the_manager_and_a_reason(office: Office):
    entry = office.entry()
    assert office.refused(entry, "void", office.lin, "重复") == {""}
    assert office.refused(entry, "void", office.chen) == {"reason"}


def test_a_batch_takes_numbers_of_each_year_in_its_order(office: Office):
    office.complaint(received_at=at("01-05 09:00"))
    old = [
        NewRow(BY_KEY["complaint"], {
            "received_at": at(day, year), "received_by": "前台", "content": "旧投诉", "complainant": "甲", "channel": "phone",
        })
        for day, year in (("03-01 09:00", 2026), ("02-01 09:00", 2027), ("04-01 09:00", 2026))
    ]  # fmt: skip
    ids = [record_id for record_id, _form in office.store.bulk(Batch("import", old), SYSTEM).records]
    assert [number(office, one) for one in ids] == ["TS-2026-0001", "TS-2027-0002", "TS-2026-0002"]
    assert number(office, office.complaint()) == "TS-2027-0003"


def test_past_9999_the_number_grows_a_digit(office: Office):
    office.sql("INSERT INTO series VALUES ('ZB-2027', 9999)")
    assert number(office, office.entry()) == "ZB-2027-10000"


def test_registers_have_no_number(office: Office):
    assert office.values(office.unit("5-603"))["number"] is None
