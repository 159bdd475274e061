"""The rows of a list say what the whole records say, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.draft import Draft
from custdesk.exchange.register import Cells, cell
from custdesk.fields import Masked
from custdesk.language import Words
from custdesk.store.list_rows import ListRow
from tests.desks import Office
from tests.test_contract_samples import sample, writer

HANS = Words("zh_Hans")


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_a_row_shows_what_its_record_shows(office: Office, record: Any):
    """The contract's way of a list: columns, links, values of linked records, what is counted from lines."""
    office.complaint("closed", complainant=office.resident("马先生"), phone="13812345678")
    office.entry()
    if not record.form.register:
        office.store.save(Draft(record, dict(sample(office, record)), {}), writer(office, record))
    names = tuple(column.name for column in record.form.columns)
    for user in (office.lin, office.chen):
        reader = office.read(user)
        ids = [
            row[0] for row in office.sql("SELECT id FROM header WHERE form = ? ORDER BY id", record.form.key)
        ]
        whole = reader.records(ids)
        rows = reader.rows(record.form.key, ids, names)
        assert [one.id for one in rows] == [one.id for one in whole]
        for row, full in zip(rows, whole, strict=True):
            assert [row.show(name, HANS) for name in names] == [full.show(name, HANS) for name in names]
            assert Cells(record, record.form.columns, HANS).of(row) == [
                cell(full, name, HANS) for name in names
            ]
            assert row.state == full.state
            due = office.one("SELECT due_at FROM header WHERE id = ?", row.id)
            assert (row.owed.isoformat(timespec="minutes") if row.owed else None) == due


def test_a_row_holds_nothing_it_was_not_asked_for(office: Office):
    record = office.complaint(content="漏水")
    (row,) = office.read(office.lin).rows("complaint", [record], ("number", "received_at"))
    assert isinstance(row, ListRow)
    assert set(row.values) == {"id", "state", "number", "received_at"}


def test_phones_in_a_row_are_masked_until_revealed_and_households_left_out(office: Office):
    ma = office.resident("马先生")
    office.change(ma, office.zhou, remark="独居")
    columns = ("name", "phone", "remark")
    (seen,) = office.read(office.lin).rows("customer", [ma], columns)
    assert isinstance(seen.values["phone"], Masked)
    assert seen.values["phone"] == "138****0603"
    assert "remark" not in seen.values
    (seen,) = office.read(office.zhou).rows("customer", [ma], columns)
    assert seen.values["remark"] == "独居"


def test_a_link_to_a_hidden_record_shows_no_number(office: Office):
    """The letter answers a complaint that its reader may not see: neither its number nor its complainant."""
    complaint = office.complaint(against_director=True, complainant="王秀兰")
    letter = office.save("reply_letter", office.su, complaint=complaint, body="尊敬的业主：来信收到。")
    columns = tuple(column.name for column in BY_KEY["reply_letter"].form.columns)
    (seen,) = office.read(office.su).rows("reply_letter", [letter], columns)
    assert "王秀兰" in [seen.show(name, HANS) for name in columns]
    number = seen.show("complaint", HANS)
    assert number.startswith("TS-")
    for row in office.read(office.chen).rows("reply_letter", [letter], columns):
        said = [row.show(name, HANS) for name in columns]
        assert number not in said
        assert "王秀兰" not in said


def test_rows_of_another_form_are_none_of_its_list(office: Office):
    entry = office.entry()
    assert office.read(office.lin).rows("complaint", [entry], ("number",)) == []
    assert office.read(office.lin).rows("community_event", [entry], ("number", "photo_count")) == []
