"""Earlier batches of the scan desk: where their pages are by now, as far as the person who asks may see."""

from __future__ import annotations

import datetime

import pytest

from custdesk.past_batches import past_batches
from custdesk.print_job import Period
from custdesk.rules.homecoming import Verdict
from tests.desk_scans import bound, file, listed, printed, scanned, secret
from tests.desks import Office


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


def at(office: Office, text: str) -> datetime.datetime:
    return office.clock.set(text)


def test_each_batch_tells_where_its_pages_are_by_now(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    file(office, scanned("一.pdf", sheet.stamps[0], (), (), empty=[1]), scanned("二.pdf", ()))
    at(office, "04-17 09:00")
    report = file(office, scanned("三.pdf", sheet.stamps[1], (), ()))
    office.store.set_aside([report.tray[0].id], "", office.lin)
    (new, old), more = past_batches(office.store, office.lin)
    assert not more
    assert (new.at, new.user) == (at(office, "04-17 09:00"), office.lin.id)
    assert (new.files, old.files) == (("三.pdf",), ("一.pdf", "二.pdf"))
    (home,) = old.filed
    assert (home.record, home.pages, home.missing) == (
        record,
        (1, 2),
        (),
    )  # the second came with the other batch
    assert [(one.name, one.page, one.verdict) for one in old.empty] == [("一.pdf", 1, Verdict.EMPTY)]
    assert [(one.name, one.page) for one in old.tray] == [("一.pdf", 2), ("二.pdf", 0)]
    assert [one.id for one in new.aside] == [report.tray[0].id]
    assert [one.id for one in new.tray] == [report.tray[1].id]
    assert (new.empty, new.others, old.others) == ((), 0, 0)
    assert len(old.ids | new.ids) == 7


def test_what_was_taken_back_waits_again_and_a_page_filed_by_hand_names_its_record(office: Office):
    record = office.complaint("accepted")
    file(office, scanned("a.pdf", *printed(office, record).stamps))
    at(office, "04-17 09:00")
    report = file(office, scanned("b.pdf", ()))
    office.store.file_page(report.tray[0].id, record, office.lin)
    (new, _old), _more = past_batches(office.store, office.lin)
    (sheet,) = new.filed
    number = office.values(record)["number"]
    assert (sheet.record, sheet.number, sheet.sheet, sheet.pages) == (record, number, "", ())
    office.store.undo(office.lin)
    office.store.remove_attachment(
        record, office.values(record)["attachments"][0]["id"], office.lin, "张冠李戴"
    )
    (new, old), _more = past_batches(office.store, office.lin)
    assert (new.filed, old.filed) == ((), ())
    assert [one.verdict for one in new.tray] == [Verdict.NO_CODE]
    assert [one.verdict for one in old.tray] == [Verdict.TAKEN_BACK] * 2


def test_it_goes_back_as_far_as_is_asked_for_and_cuts_no_batch(office: Office):
    for day in (1, 5, 9):
        at(office, f"2027-05-{day:02} 08:00")
        file(office, scanned(f"{day}a.pdf", (), ()), scanned(f"{day}b.pdf", ()))
    since = datetime.datetime(2027, 5, 5)
    for asked, days, left in (
        ((None, 9), (9, 5, 1), False),
        ((None, 1), (9,), True),
        ((None, 3), (9,), True),
        ((None, 4), (9, 5), True),
        ((since, 9), (9, 5), True),
        ((since, 1), (9,), True),
    ):
        found, more = past_batches(office.store, office.lin, *asked)
        assert [one.at.day for one in found] == list(days), asked
        assert [len(one.ids) for one in found] == [3] * len(days)
        assert more is left, asked
    assert past_batches(office.store, office.lin, datetime.datetime(2027, 1, 1)) == (
        past_batches(office.store, office.lin)[0],
        False,
    )


def test_pages_of_a_record_a_person_may_not_see_are_only_counted(office: Office):
    hidden, record = secret(office), office.complaint("accepted")
    secrets, sheet = printed(office, hidden, user="guo"), printed(office, record, user="guo")
    count = len(secrets.stamps)
    file(
        office, scanned("机密.pdf", *secrets.stamps, (), empty=[count]), scanned("a.pdf", *sheet.stamps), user="guo"
    )  # fmt: skip
    at(office, "04-17 09:00")
    file(office, scanned("又.pdf", secrets.stamps[0], (), empty=[1]), user="guo")  # nothing in it is for her
    ((batch,), _more) = past_batches(office.store, office.chen)
    assert [one.record for one in batch.filed] == [record]
    assert (batch.files, batch.tray, batch.aside, batch.empty) == (("a.pdf",), (), (), ())
    assert batch.others == count + 1
    number = office.values(hidden)["number"]
    assert number not in repr(batch)
    assert "机密" not in repr(batch)
    (new, old), _more = past_batches(office.store, office.guo)
    assert {one.record for one in old.filed} == {record, hidden}
    assert [one.verdict for one in new.tray] == [Verdict.TWICE]
    assert (len(old.empty), len(new.empty), old.others, new.others) == (1, 1, 0, 0)


def test_a_list_at_home_hangs_on_no_record(office: Office):
    office.complaint("accepted")
    day = office.clock.now.date()
    paper = listed(office, "complaint", "P-04", Period.of_day(day))
    file(office, scanned("台账.pdf", *paper.stamps))
    ((batch,), _more) = past_batches(office.store, office.lin)
    (sheet,) = batch.filed
    assert (sheet.record, sheet.sheet, sheet.missing) == (None, "P-04", ())
    assert sheet.title


def test_nothing_was_taken_in(office: Office):
    assert past_batches(office.store, office.lin) == ([], False)
