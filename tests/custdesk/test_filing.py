"""Batches of scanned paper: what each page turns out to be, what goes to which record, what waits in the tray."""

from __future__ import annotations

import datetime
import json
import random

import pytest
from msgspec import structs

from custdesk.filing import Filing
from custdesk.language import Words
from custdesk.print_job import Period
from custdesk.rules.homecoming import Verdict
from custdesk.scan import SENTENCES
from custdesk.stamp import Sealer, Stamp
from custdesk.store.store import SYSTEM, Store
from tests.desk_scans import (
    blanks,
    bound,
    content,
    file,
    findings,
    hung,
    listed,
    printed,
    scanned,
    secret,
    verdicts,
)
from tests.desks import Clock, Office

APRIL = Period.of_month(datetime.date(2027, 4, 1))


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


# --- one sheet ----------------------------------------------------------------------------------------------


def test_a_signed_sheet_goes_home(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    assert len(sheet.stamps) == 2
    file_read = scanned("签字.pdf", *sheet.stamps, content=sheet.pdf)
    report = file(office, file_read, location="2027投诉卷3")
    (home,) = report.filed
    assert (home.record, home.number, home.sheet) == (record, "TS-2027-0001", "P-03")
    assert (home.edition, home.copy, home.pages, home.missing) == (1, 1, (1, 2), ())
    assert Words("zh_Hans")(home.title) == "顾客来访/投诉处理单"
    assert not home.changed
    assert (report.tray, report.known, report.left_out, report.remarks) == ((), (), (), ())
    assert hung(office, record) == [("scan", "签字.pdf", 1)]
    assert content(office, record) == sheet.pdf
    assert office.values(record)["paper_location"] == "2027投诉卷3"
    assert (record, "complaint") in report.changes.records
    assert findings(office) == []


def test_the_original_is_kept_byte_for_byte_whatever_is_hung_on(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    turned = scanned("斜.pdf", *sheet.stamps, content=sheet.pdf, turn=90)
    file(office, turned)
    assert office.store.files.read(turned.digest) == sheet.pdf
    assert json.loads(content(office, record)[len(b"%PDF bound ") :]) == [
        [turned.digest, 0, 90], [turned.digest, 1, 90],
    ]  # fmt: skip
    assert hung(office, record) == [("scan", "TS-2027-0001 P-03.pdf", 1)]


def test_pages_in_any_order_and_of_several_files_become_one_attachment_in_the_order_of_the_sheet(
    office: Office,
):
    record = office.complaint("accepted")
    first, second = printed(office, record).stamps
    back, front = scanned("背面.jpg", second), scanned("正面.jpg", first)
    report = file(office, back, front)
    assert len(hung(office, record)) == 1
    assert json.loads(content(office, record)[len(b"%PDF bound ") :]) == [
        [front.digest, 0, 0], [back.digest, 0, 0],
    ]  # fmt: skip
    assert [one.pages for one in report.filed] == [(1, 2)]


def test_a_batch_of_many_records_is_split(office: Office):
    records = [office.complaint("accepted") for _ in range(4)]
    stamps = [printed(office, one).stamps for one in records]
    pages = [page for sheet in stamps for page in sheet]
    pages.insert(3, ())  # a page without a code
    report = file(office, scanned("一叠.pdf", *pages))
    assert [one.record for one in report.filed] == records
    assert all(len(hung(office, one)) == 1 for one in records)
    assert [(one.verdict, one.page) for one in report.tray] == [(Verdict.NO_CODE, 3)]
    assert findings(office) == []


def test_what_the_record_says_by_now_is_told_but_filed(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    office.step(record, "handle", office.lin)
    office.change(record, office.lin, content="门岗保安态度生硬，二次投诉")
    report = file(office, scanned("a.pdf", *sheet.stamps))
    assert [one.changed for one in report.filed] == [True]
    assert hung(office, record) != []


def test_what_is_not_printed_does_not_count_as_a_change(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    office.change(record, office.lin, paper_location="卷9")
    assert verdicts(office, *sheet.stamps) == [Verdict.OURS, Verdict.OURS]


def test_a_print_in_another_language_is_compared_in_that(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    office.store.set_setting("paper_language", "zh_Hant", SYSTEM)
    assert verdicts(office, *sheet.stamps) == [Verdict.OURS, Verdict.OURS]


# --- what is told apart -------------------------------------------------------------------------------------


def test_a_page_twice_in_a_batch_and_later(office: Office):
    record = office.complaint("accepted")
    first, second = printed(office, record).stamps
    report = file(office, scanned("a.pdf", first, second, first))
    assert [one.verdict for one in report.tray] == [Verdict.TWICE]
    assert report.tray[0].record == record
    assert verdicts(office, second) == [Verdict.TWICE]
    assert len(hung(office, record)) == 1


def test_another_print_of_it_is_another_sheet(office: Office):
    record = office.complaint("accepted")
    once, again = printed(office, record), printed(office, record)
    assert [one.copy for one in again.stamps] == [2, 2]
    report = file(office, scanned("a.pdf", *once.stamps, *again.stamps))
    assert [one.copy for one in report.filed] == [1, 2]
    assert report.tray == ()
    assert len(hung(office, record)) == 2


def test_an_incomplete_sheet_is_filed_and_a_later_batch_completes_it(office: Office):
    record = office.complaint("accepted")
    first, second = printed(office, record).stamps
    report = file(office, scanned("a.pdf", first))
    assert [(one.pages, one.missing) for one in report.filed] == [((1,), (2,))]
    report = file(office, scanned("b.pdf", second))
    assert [(one.pages, one.missing) for one in report.filed] == [((1, 2), ())]
    assert len(hung(office, record)) == 2


@pytest.mark.rule("R-009")
def test_an_outdated_edition_waits(office: Office):
    record = office.complaint("closed")
    old = printed(office, record)
    office.correct(record, office.zhou, "姓名写错", complainant="马建国")
    assert office.values(record)["edition"] == 2
    new = printed(office, record)
    report = file(office, scanned("a.pdf", *old.stamps, *new.stamps))
    assert [one.verdict for one in report.tray] == [Verdict.OUTDATED, Verdict.OUTDATED]
    assert [one.edition for one in report.filed] == [2]
    assert hung(office, record) == [("scan", "TS-2027-0001 P-03.pdf", 2)]


@pytest.mark.rule("R-008")
def test_a_voided_record_gets_nothing(office: Office):
    record = office.complaint("accepted")
    sheet = printed(office, record)
    office.step(record, "void", office.chen, "重复登记")
    report = file(office, scanned("a.pdf", *sheet.stamps), location="卷1")
    assert [one.verdict for one in report.tray] == [Verdict.VOIDED, Verdict.VOIDED]
    assert hung(office, record) == []


def test_a_print_this_store_knows_nothing_of(office: Office):
    record = office.complaint("accepted")
    stamp = printed(office, record).stamps[0]
    sealer = office.store.sealer
    unknown = sealer.sealed("P-03", "TS-2027-0777", "ab" * 32, edition=1, copy=1)
    other = sealer.sealed("P-03", stamp.number, "ab" * 32, edition=1, copy=1, page=1, pages=2)
    elsewhere = sealer.sealed("P-99", stamp.number, "ab" * 32, edition=1, copy=1)
    assert verdicts(office, unknown, other, elsewhere) == [
        Verdict.UNKNOWN, Verdict.OTHER_VALUES, Verdict.UNKNOWN,
    ]  # fmt: skip
    report = file(office, scanned("a.pdf", unknown, other))
    assert [one.record for one in report.tray] == [None, record]
    assert hung(office, record) == []


def test_a_foreign_and_a_forged_sheet(office: Office, tmp_path, clock: Clock):
    record = office.complaint("accepted")
    stamp = printed(office, record).stamps[0]
    theirs = Store.open(tmp_path / "other.sqlite", clock, create=True)
    foreign = theirs.sealer.sealed("P-03", stamp.number, "ab" * 32, edition=1)
    theirs.close()
    disguised = structs.replace(foreign, store=stamp.store)
    assert verdicts(office, foreign, disguised, "https://example.org/", ()) == [
        Verdict.FOREIGN, Verdict.FORGED, Verdict.NOT_OURS, Verdict.NO_CODE,
    ]  # fmt: skip
    report = file(office, scanned("a.pdf", foreign, disguised, "weixin://wxpay", ()))
    assert [one.verdict for one in report.tray] == [
        Verdict.FOREIGN, Verdict.FORGED, Verdict.NOT_OURS, Verdict.NO_CODE,
    ]  # fmt: skip
    assert report.filed == ()
    assert hung(office, record) == []


def test_a_code_of_something_else_beside_ours_is_no_matter(office: Office):
    record = office.complaint("accepted")
    first, second = printed(office, record).stamps
    report = file(office, scanned("a.pdf", ["https://example.org", first], second))
    assert [one.record for one in report.filed] == [record]
    assert report.tray == ()


# --- several codes on one page ------------------------------------------------------------------------------


def test_three_slips_on_a_page_are_one_attachment(office: Office):
    record = office.complaint("accepted")
    slips = [printed(office, record, leaf=leaf).stamps[0] for leaf in (1, 2, 3)]
    same = [structs.replace(one, copy=1) for one in slips]
    sealer = office.store.sealer
    digest = office.one('SELECT "digest" FROM "print" WHERE "copy" = 1')
    stamps = [
        sealer.sealed(one.sheet, one.number, digest, edition=1, copy=1, leaf=one.leaf, page=1, pages=1)
        for one in same
    ]
    report = file(office, scanned("三联.pdf", stamps))
    assert len(hung(office, record)) == 1
    assert [(one.record, one.pages, one.missing) for one in report.filed] == [(record, (1,), ())]
    assert office.sql('SELECT "leaf", "state" FROM "scan_page" ORDER BY "id"') == [
        (1, "filed"), (2, "filed"), (3, "filed"),
    ]  # fmt: skip
    assert findings(office) == []


def test_both_pages_of_a_sheet_side_by_side_are_one_attachment(office: Office):
    record = office.complaint("accepted")
    report = file(office, scanned("两页.jpg", list(printed(office, record).stamps)))
    assert [one.pages for one in report.filed] == [(1, 2)]
    assert hung(office, record) == [("scan", "两页.jpg", 1)]


@pytest.mark.rule("R-007")
def test_two_records_on_a_page_each_get_the_whole_page(office: Office):
    one, two = office.complaint("accepted"), office.complaint("accepted")
    first, second = printed(office, one).stamps[0], printed(office, two).stamps[0]
    file(office, scanned("双.jpg", [first, second], content=b"the whole page"))
    assert content(office, one) == content(office, two) == b"the whole page"
    assert findings(office) == []


def test_a_confidential_record_shares_no_page(office: Office):
    open_one, hidden = office.complaint("accepted"), secret(office)
    first = printed(office, open_one).stamps[0]
    second = printed(office, hidden, user="guo").stamps[0]
    report = file(office, scanned("双.jpg", [first, second]), user="guo")
    assert {one.verdict for one in report.tray} == {Verdict.MIXED}
    assert hung(office, open_one) == hung(office, hidden) == []


def test_beside_a_forged_code_nothing_is_filed(office: Office):
    record = office.complaint("accepted")
    first = printed(office, record).stamps[0]
    report = file(office, scanned("双.jpg", [first, structs.replace(first, copy=9)]))
    assert [one.verdict for one in report.tray] == [Verdict.BESIDE, Verdict.FORGED]


# --- a trial ------------------------------------------------------------------------------------------------


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567890123456789abcdefghijklmnopqrstuvwxyz:.-#/ "


def mutations(stamp: Stamp, others: list[Stamp], theirs: Sealer, random) -> str:
    """One text that is no stamp of this store: a letter changed, fields swapped, a seal taken over, too long."""
    text, other = stamp.text, random.choice(others)
    place = random.randrange(len(text))
    fields = text.split(":")
    kind = random.randrange(9)
    if kind == 0:
        return text[:place] + random.choice(LETTERS) + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place].swapcase() + text[place + 1 :]
    if kind == 2:
        first, second = random.sample(range(len(fields)), 2)
        fields[first], fields[second] = fields[second], fields[first]
        return ":".join(fields)
    if kind == 3:  # the seal of another sheet
        return ":".join([*fields[:-1], other.seal])
    if kind == 4:  # one field of another sheet
        which = random.randrange(2, len(fields))
        return ":".join([*fields[:which], other.text.split(":")[which], *fields[which + 1 :]])
    if kind == 5:  # another store's key, with or without our store's name
        made = theirs.sealed(stamp.sheet, stamp.number, "ab" * 32, edition=stamp.edition, copy=stamp.copy)
        return made.text if random.random() < 0.5 else structs.replace(made, store=stamp.store).text
    if kind == 6:
        return text[:place] + text[place + 1 :]
    if kind == 7:
        return text[:place] + random.choice(LETTERS) + text[place:]
    return text[:place] + other.text[random.randrange(len(other.text)) :]


@pytest.mark.slow
def test_ten_thousand_mutated_stamps_are_all_detected(office: Office):
    dice = random.Random(2027)
    records = [office.complaint("accepted") for _ in range(6)]
    stamps = [stamp for one in records for stamp in printed(office, one).stamps]
    stamps += [stamp for one in blanks(office, "complaint", "P-03", 2) for stamp in one.stamps]
    stamps += list(listed(office, "complaint", "P-04", APRIL).stamps)
    theirs = Sealer.of("5a" * 32)
    genuine = {one.text for one in stamps}
    texts: list[str] = []
    while len(texts) < 12_000:
        text = mutations(dice.choice(stamps), stamps, theirs, dice)
        if text not in genuine:
            texts.append(text)
    filing = Filing(office.store, office.lin)
    judged = filing.judge([scanned("x.pdf", *texts)]).judged
    assert len(judged) == len(texts)
    assert {one.verdict for one in judged} <= {Verdict.NOT_OURS, Verdict.FOREIGN, Verdict.FORGED}
    assert {one.record for one in judged} == {None}
    report = file(office, scanned("part.pdf", *texts[:400]))
    assert report.filed == ()
    assert len(report.tray) == 400
    assert all(hung(office, one) == [] for one in records)
    assert all(Words("zh_Hans")(SENTENCES[one.verdict]) for one in report.tray)
