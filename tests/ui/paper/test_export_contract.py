"""The contract's way to Excel and back: what a list shows of any record stands in the file as it was shown."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import ALL
from custdesk.draft import Draft
from custdesk.exchange.register import cell
from custdesk.exchange.workbook import read_workbook, write_table
from custdesk.language import Words
from custdesk.record import label_of
from tests.desks import Office, clock, office, templates
from tests.test_contract_samples import sample, writer

__all__ = ["clock", "office", "templates"]

HANS = Words("zh_Hans")


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_a_record_goes_to_excel_and_back(office: Office, tmp_path, record):
    office.complaint(content='=HYPERLINK("x") 漏水', phone="13812345678")
    office.entry(content="-5 度报修", answer_given="+已派工")
    ids = [row[0] for row in office.sql("SELECT id FROM header WHERE form = ? ORDER BY id", record.form.key)]
    if not ids:
        given = dict(sample(office, record))
        ids = [office.store.save(Draft(record, given, {}), writer(office, record)).record_id]
    seen = office.read(office.lin).records(ids)
    assert seen
    columns = record.form.columns
    heads = [HANS(column.label or label_of(record, column.name)) for column in columns]
    rows = [[cell(one, column.name, HANS) for column in columns] for one in seen]
    path = tmp_path / "a.xlsx"
    assert write_table(path, HANS(record.form.tab), heads, rows) == len(rows)
    (sheet,) = read_workbook(path)
    values = [[one.value for one in line.cells] for line in sheet.lines]
    assert heads in values
    back = values[values.index(heads) + 1 :]
    assert len(back) == len(rows)
    for written, read in zip(rows, back, strict=True):
        for put, got in zip(written, [*read, *[None] * (len(written) - len(read))], strict=True):
            assert plain(got) == plain(put)


def plain(value: object) -> object:
    """Excel knows no day without a time, and an empty text is an empty cell."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    return value or None
