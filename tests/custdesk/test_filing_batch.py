"""A batch is one act: taken back whole, given twice, refused in part; sheets filled in by hand go home with their form."""

from __future__ import annotations

import datetime
import json

import pytest
from msgspec import structs

from custdesk.errors import KnownError
from custdesk.filing import Filing
from custdesk.language import N_, Words
from custdesk.print_job import Period
from custdesk.problem import Problem
from custdesk.rules.homecoming import Verdict
from custdesk.scan import FILED, FileRead
from custdesk.stamp import Stamp
from custdesk.store import attaching
from custdesk.store.answers import Refused
from tests.desk_scans import (
    blanks,
    bound,
    by_hand,
    file,
    findings,
    hung,
    listed,
    printed,
    scanned,
    verdicts,
)
from tests.desks import Office

APRIL = Period.of_month(datetime.date(2027, 4, 1))


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


# --- one act, taken back whole ------------------------------------------------------------------------------


def test_undo_takes_the_whole_batch_back(office: Office):
    one, two = office.complaint("accepted"), office.complaint("accepted")
    office.change(one, office.lin, paper_location="旧卷")
    pages = [*printed(office, one).stamps, *printed(office, two).stamps, (), *_april(office)]
    report = file(office, scanned("一叠.pdf", *pages), location="新卷")
    assert len(report.filed) == 3
    office.store.undo(office.lin)
    assert hung(office, one) == hung(office, two) == []
    assert office.values(one)["paper_location"] == "旧卷"
    assert office.values(two)["paper_location"] is None
    tray = office.read(office.lin).tray()
    assert [page.verdict for page in tray] == [Verdict.TAKEN_BACK] * 4 + [Verdict.NO_CODE, Verdict.TAKEN_BACK]
    assert [page.record for page in tray] == [one, one, two, two, None, None]
    assert findings(office) == []


def _april(office: Office) -> tuple[Stamp, ...]:
    return listed(office, "complaint", "P-04", APRIL).stamps


def test_the_same_file_again_is_told_and_what_was_taken_back_is_filed(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    given_file = scanned("a.pdf", *sheet.stamps, ())
    file(office, given_file, location="错卷")
    office.clock.pass_minutes(3)
    report = file(office, given_file)
    assert (report.filed, report.tray) == ((), ())
    assert [(one.name, one.at) for one in report.known] == [("a.pdf", datetime.datetime(2027, 4, 16, 18, 50))]
    office.store.undo(office.lin)
    report = file(office, given_file, location="对卷")
    assert [one.record for one in report.filed] == [record]
    assert len(report.known) == 1
    assert office.values(record)["paper_location"] == "对卷"
    assert office.one('SELECT count(*) FROM "scan"') == 1
    assert [one.verdict for one in office.read(office.lin).tray()] == [Verdict.NO_CODE]
    assert findings(office) == []


def test_the_same_file_twice_in_a_batch_is_taken_once(office: Office):
    sheet = printed(office, office.complaint("accepted"))
    one = scanned("a.pdf", *sheet.stamps)
    report = file(office, one, structs.replace(one, name="a (1).pdf"))
    assert office.one('SELECT count(*) FROM "scan"') == 1
    assert len(report.filed) == 1


def test_what_cannot_be_bound_waits_and_the_rest_goes_home(office: Office):
    def broken(pages: object) -> bytes:
        raise KnownError(N_("No room left"))

    office.store.compose = broken
    whole, part = office.complaint("accepted"), office.complaint("accepted")
    fine = scanned("whole.pdf", *printed(office, whole).stamps)
    odd = scanned("part.pdf", printed(office, part).stamps[0], ())
    report = file(office, fine, odd)
    assert [one.record for one in report.filed] == [whole]
    assert [(one.verdict, one.note) for one in report.tray] == [
        (Verdict.REFUSED, "No room left"), (Verdict.NO_CODE, ""),
    ]  # fmt: skip
    assert findings(office) == []


def test_a_refused_record_holds_up_no_other(office: Office, monkeypatch):
    good, bad = office.complaint("accepted"), office.complaint("accepted")
    hang = attaching.hang

    def refusing(writing, record_id, *args, **how):
        made = hang(writing, record_id, *args, **how)
        if record_id == bad:
            raise Refused([Problem(N_("Not now"))])
        return made

    monkeypatch.setattr(attaching, "hang", refusing)
    before = office.values(bad)["revision"]
    pages = [*printed(office, bad).stamps, *printed(office, good).stamps]
    report = file(office, scanned("a.pdf", *pages), location="卷1")
    assert [one.record for one in report.filed] == [good]
    assert [(one.verdict, one.note) for one in report.tray] == [(Verdict.REFUSED, "Not now")] * 2
    assert (office.values(bad)["revision"], hung(office, bad)) == (before, [])
    assert report.changes.records == ((good, "complaint"),)
    assert findings(office) == []


def test_files_that_cannot_be_read_are_not_taken_in(office: Office):
    trouble = N_("The scanned file cannot be read: {reason}").having(reason="?")
    broken = FileRead("bad.pdf", b"%PDF", "00", "pdf", (), trouble)
    report = file(office, broken, scanned("empty.pdf"))
    assert [name for name, _text in report.left_out] == ["bad.pdf", "empty.pdf"]
    assert report.left_out[0][1] is trouble
    assert office.one('SELECT count(*) FROM "scan"') == 0


def test_of_a_file_read_in_part_only_its_pages_are_hung_on(office: Office):
    """The rest may be another record's."""
    record = office.complaint("accepted")
    read = scanned("a.pdf", *printed(office, record).stamps)
    report = file(office, structs.replace(read, trouble=N_("No room left")))
    assert hung(office, record) == [("scan", "TS-2027-0001 P-03.pdf", 1)]
    assert [Words("en")(one) for one in report.remarks] == ["a.pdf: No room left"]
    assert findings(office) == []


def test_a_page_that_could_not_be_looked_at_waits_with_the_reason(office: Office):
    read = scanned("a.pdf", ())
    page = structs.replace(read.pages[0], trouble=N_("No room left"))
    report = file(office, structs.replace(read, pages=(page,)))
    assert [(one.verdict, one.note) for one in report.tray] == [(Verdict.NO_CODE, "No room left")]


def test_it_is_judged_again_when_it_is_filed(office: Office):
    """Between the look at a batch and its filing a record may be corrected or voided."""
    record = office.complaint("accepted")
    filing = Filing(office.store, office.lin)
    batch = filing.judge([scanned("a.pdf", *printed(office, record).stamps)])
    assert {one.verdict for one in batch.judged} <= FILED
    office.step(record, "void", office.chen, "重复登记")
    report = filing.file(batch)
    assert report.filed == ()
    assert {one.verdict for one in report.tray} == {Verdict.VOIDED}


def test_every_file_has_its_line_in_the_trail(office: Office):
    read = scanned("a.pdf", *printed(office, office.complaint("accepted")).stamps)
    file(office, read)
    body = json.loads(office.one(
        'SELECT p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'scan\''
    ))  # fmt: skip
    assert (body["name"], body["digest"], body["pages"], body["size"]) == (
        "a.pdf", read.digest, 2, len(read.content),
    )  # fmt: skip


# --- pre-numbered sheets --------------------------------------------------------------------------------------


def test_a_blank_sheet_waits_until_it_is_typed_in(office: Office):
    one, _other = blanks(office, "complaint", "P-03", 2)
    report = file(office, scanned("手写.pdf", *one.stamps))
    assert {(page.verdict, page.number) for page in report.tray} == {(Verdict.BLANK, "TS-2027-0001")}
    draft = by_hand(office, "TS-2027-0001")
    changes = office.store.save(draft, office.lin)
    record = changes.record_id
    assert office.values(record)["number"] == "TS-2027-0001"
    assert hung(office, record) == [("scan", "手写.pdf", 1)]
    assert office.read(office.lin).tray() == []
    assert (
        len({row[0] for row in office.sql('SELECT "cause" FROM "trail" WHERE "seq" >= ?', changes.seq)}) == 1
    )
    assert findings(office) == []
    office.store.undo(office.lin)
    assert [page.verdict for page in office.read(office.lin).tray()] == [Verdict.TAKEN_BACK] * len(one.stamps)
    assert hung(office, record) == []
    assert findings(office) == []


def test_a_blank_typed_in_without_a_scan_goes_home_with_edition_one(office: Office):
    (one,) = blanks(office, "complaint", "P-03", 1)
    draft = by_hand(office, "TS-2027-0001")
    record = office.store.save(draft, office.lin).record_id
    report = file(office, scanned("手写.pdf", *one.stamps))
    assert [(home.record, home.edition, home.copy, home.missing) for home in report.filed] == [
        (record, 1, 0, ())
    ]
    assert hung(office, record) == [("scan", "手写.pdf", 1)]
    assert verdicts(office, *one.stamps) == [Verdict.TWICE] * len(one.stamps)
    assert findings(office) == []


@pytest.mark.rule("R-008")
def test_a_voided_blank_waits(office: Office):
    (one,) = blanks(office, "complaint", "P-03", 1)
    office.store.void_reserved(["TS-2027-0001"], "写坏了", office.lin)
    assert set(verdicts(office, *one.stamps)) == {Verdict.VOIDED}


def test_a_blank_this_store_never_numbered(office: Office):
    stray = office.store.sealer.sealed("P-03", "TS-2027-0500", "")
    odd = office.store.sealer.sealed("P-03", "TS-2027-0500", "ab" * 32)
    assert verdicts(office, stray, odd) == [Verdict.UNKNOWN, Verdict.UNKNOWN]


def test_a_blank_scanned_twice_goes_home_once(office: Office):
    (one,) = blanks(office, "complaint", "P-03", 1)
    file(office, scanned("a.pdf", *one.stamps))
    file(office, scanned("b.pdf", *one.stamps))
    draft = by_hand(office, "TS-2027-0001")
    record = office.store.save(draft, office.lin).record_id
    assert [name for _kind, name, _edition in hung(office, record)] == ["a.pdf"]
    tray = office.read(office.lin).tray()
    assert {(page.name, page.verdict, page.record) for page in tray} == {("b.pdf", Verdict.TWICE, record)}
