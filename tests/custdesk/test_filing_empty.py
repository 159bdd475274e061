"""Blank pages of a batch: set aside by themselves, counted, kept, taken back by a person."""

from __future__ import annotations

import pytest

from custdesk.filing import Filing
from custdesk.rules.homecoming import Verdict
from tests.desk_scans import bound, content, file, findings, last, printed, row, scanned, secret
from tests.desks import Office


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


def states(office: Office) -> list[tuple[str, str]]:
    return office.sql('SELECT "state", "verdict" FROM "scan_page" ORDER BY "id"')


def test_blank_backs_are_set_aside_and_counted_and_the_file_is_kept_whole(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    stack = scanned("双面.pdf", sheet.stamps[0], (), sheet.stamps[1], (), (), empty=[1, 3])
    batch = Filing(office.store, office.lin).judge([stack])
    assert [one.verdict for one in batch.judged][1::2] == [Verdict.EMPTY] * 2
    report = file(office, stack)
    assert [one.pages for one in report.filed] == [(1, 2)]
    assert [(one.page, one.verdict) for one in report.empty] == [(1, Verdict.EMPTY), (3, Verdict.EMPTY)]
    assert [one.page for one in report.tray] == [4]  # no code, but something stands on it
    assert office.store.files.read(stack.digest) == stack.content
    assert b"1, 0]" not in content(office, record)  # what hangs on the record is the sheet alone
    reader = office.read(office.lin)
    assert (reader.empty_pages(), reader.empty_pages_count()) == (list(report.empty), 2)
    assert reader.tray(aside=True) == []  # nobody put those aside
    assert last(office, "empty_pages") == {"pages": [one.id for one in report.empty]}
    assert row(office, report.empty[0].id)["settled_by"] is None
    assert findings(office) == []


def test_a_page_that_bears_any_code_is_never_blank(office: Office):
    report = file(office, scanned("a.pdf", "https://example.org", (), empty=[0]))
    assert [one.verdict for one in report.tray] == [Verdict.NOT_OURS, Verdict.NO_CODE]
    assert report.empty == ()


def test_undo_takes_the_sheets_back_and_leaves_the_blank_pages_aside(office: Office):
    record = office.complaint("accepted")
    stack = scanned("a.pdf", *printed(office, record).stamps, (), empty=[2])
    file(office, stack)
    office.store.undo(office.lin)
    assert states(office) == [("tray", "taken_back")] * 2 + [("set_aside", "empty")]
    report = file(office, stack)  # given again: what was taken back is filed, the rest stays as it is
    assert (len(report.filed), report.empty) == (1, ())
    assert states(office)[-1] == ("set_aside", "empty")
    assert findings(office) == []


def test_a_blank_page_is_taken_back_filed_and_set_aside_by_hand(office: Office):
    record = office.complaint("accepted")
    (page,) = file(office, scanned("a.pdf", (), empty=[0])).empty
    office.store.take_back_pages([page.id], office.lin)
    assert [(one.id, one.verdict) for one in office.read(office.lin).tray()] == [(page.id, Verdict.EMPTY)]
    assert office.read(office.lin).empty_pages_count() == 0
    office.store.file_page(page.id, record, office.lin)
    assert row(office, page.id)["record"] == record
    office.store.undo(office.lin)
    office.store.set_aside([page.id], "", office.lin)
    assert states(office) == [("set_aside", "empty")]
    assert findings(office) == []


def test_a_blank_page_may_be_the_back_of_a_sheet_that_is_not_for_everybody(office: Office):
    file(
        office,
        scanned("a.pdf", *printed(office, secret(office), user="guo").stamps, (), empty=[2]),
        user="guo",
    )
    assert len(office.read(office.guo).empty_pages()) == 1
    assert office.read(office.chen).empty_pages() == []


def test_of_many_the_last_are_shown(office: Office):
    report = file(office, scanned("a.pdf", *[()] * 130, empty=range(130)))
    assert len(report.empty) == 130
    shown = office.read(office.lin).empty_pages()
    assert [one.page for one in shown] == list(range(30, 130))
    assert office.read(office.lin).empty_pages_count() == 130
