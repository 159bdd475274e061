"""Scanned paper and who may see it: hidden records, pages nobody knows, printed lists."""

from __future__ import annotations

import datetime

import pytest
from msgspec import structs

from custdesk.filing import Filing
from custdesk.print_job import Period
from custdesk.rules.homecoming import Verdict
from custdesk.store.answers import Refused
from tests.desk_scans import (
    bound,
    file,
    findings,
    hung,
    listed,
    printed,
    scanned,
    secret,
    verdicts,
)
from tests.desks import Office

APRIL = Period.of_month(datetime.date(2027, 4, 1))


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


# --- who may see what ---------------------------------------------------------------------------------------


def test_a_hidden_record_s_sheet_tells_such_a_person_nothing(office: Office):
    hidden = secret(office)
    sheet = printed(office, hidden, user="guo")
    batch = Filing(office.store, office.chen).judge([scanned("a.pdf", *sheet.stamps)])
    assert {(one.verdict, one.stamp, one.record, one.print) for one in batch.judged} == {
        (Verdict.HIDDEN, None, None, None)
    }
    report = file(office, scanned("a.pdf", *sheet.stamps), user="chen")
    assert {(one.verdict, one.stamp, one.record, one.number, one.note) for one in report.tray} == {
        (Verdict.HIDDEN, None, None, "", "")
    }
    assert report.filed == ()
    assert hung(office, hidden) == []
    chen, guo = office.read(office.chen), office.read(office.guo)
    assert (chen.tray(), chen.tray_for_others()) == ([], 2)
    assert [one.record for one in guo.tray()] == [hidden, hidden]
    assert guo.tray_for_others() == 0
    assert findings(office) == []


def test_a_page_nobody_knows_may_be_the_back_of_a_hidden_one(office: Office):
    """The other side of a complaint about the manager, without a readable code, is not for him to look at."""
    sheet = printed(office, secret(office), user="guo")
    file(office, scanned("a.pdf", sheet.stamps[0], ()), scanned("b.jpg", ()), user="guo")
    assert office.read(office.chen).tray() == []
    assert office.read(office.chen).tray_for_others() == 2
    assert len(office.read(office.guo).tray()) == 2
    office.clock.pass_minutes(5)
    file(office, scanned("c.jpg", ()), user="guo")
    assert [one.name for one in office.read(office.chen).tray()] == ["c.jpg"]


def test_a_forged_sheet_with_a_hidden_number_is_hidden_too(office: Office):
    stamp = printed(office, secret(office), user="guo").stamps[0]
    file(office, scanned("a.pdf", structs.replace(stamp, copy=7)))
    assert office.read(office.chen).tray() == []
    assert len(office.read(office.guo).tray()) == 1


def test_a_scan_shared_with_what_was_hidden_later_is_left_out(office: Office):
    one, two = office.complaint("accepted"), office.complaint("accepted")
    pages = [printed(office, one).stamps[0], printed(office, two).stamps[0]]
    file(office, scanned("双.jpg", pages), scanned("单.jpg", printed(office, one).stamps[1]))
    assert len(office.see(one, office.chen).values["attachments"]) == 2
    office.store.database.execute_sql(
        'UPDATE "header" SET "visibility" = ? WHERE "id" = ?', (f",staff:{office.chen.id},", two)
    )
    assert [x["name"] for x in office.see(one, office.chen).values["attachments"]] == ["单.jpg"]
    assert len(office.see(one, office.guo).values["attachments"]) == 2


# --- lists ----------------------------------------------------------------------------------------------------


def test_a_list_comes_home_on_no_record(office: Office):
    office.complaint("accepted")
    sheet = listed(office, "complaint", "P-04", APRIL)
    report = file(office, scanned("登记表.pdf", *sheet.stamps, content=sheet.pdf), location="卷2")
    (home,) = report.filed
    assert (home.record, home.number, home.sheet, home.missing) == (None, "M2027-04", "P-04", ())
    (kept,) = office.read(office.lin).scanned_lists()
    assert (kept.sheet, kept.number, len(kept.pages)) == ("P-04", "M2027-04", 1)
    assert verdicts(office, *sheet.stamps) == [Verdict.TWICE]
    assert report.changes.records == ()
    assert findings(office) == []


def test_a_list_is_for_whoever_may_see_all_of_it(office: Office):
    office.complaint("accepted")
    secret(office)
    sheet = listed(office, "complaint", "P-04", APRIL, user="guo")
    assert verdicts(office, *sheet.stamps, user="chen") == [Verdict.HIDDEN]
    file(office, scanned("登记表.pdf", *sheet.stamps), user="guo")
    assert len(office.read(office.guo).scanned_lists()) == 1
    assert office.read(office.chen).scanned_lists() == []


def test_a_list_printed_again_with_more_in_it_is_told_apart(office: Office):
    office.complaint("accepted")
    early = listed(office, "complaint", "P-04", APRIL)
    office.complaint("accepted")
    late = listed(office, "complaint", "P-04", APRIL)
    assert early.stamps[0].values != late.stamps[0].values
    report = file(office, scanned("两次.pdf", *early.stamps, *late.stamps))
    assert len(report.filed) == 2
    assert len({one.print for one in report.filed}) == 2


def test_lists_alone_are_taken_back(office: Office):
    office.complaint("accepted")
    file(office, scanned("登记表.pdf", *listed(office, "complaint", "P-04", APRIL).stamps))
    office.store.undo(office.lin)
    assert [one.verdict for one in office.read(office.lin).tray()] == [Verdict.TAKEN_BACK]
    assert office.read(office.lin).scanned_lists() == []
    with pytest.raises(Refused):
        office.store.undo(office.lin)
    assert findings(office) == []
