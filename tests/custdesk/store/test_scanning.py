"""Scanned pages in the store: filed by hand, put aside, taken off, typed in."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from custdesk.store.answers import Refused
from tests.desk_scans import (
    blanks,
    bound,
    by_hand,
    findings,
    hung,
    last,
    printed,
    row,
    secret,
    take_in,
)
from tests.desks import Office


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


# --- by hand ----------------------------------------------------------------------------------------------------


def test_a_page_without_a_code_is_filed_by_a_person_and_logged(office: Office):
    record = office.complaint("accepted")
    (page,) = take_in(office, (), name="无码.jpg", content=b"the page")
    changes = office.store.file_page(page, record, office.lin, location="卷7")
    assert changes.records == ((record, "complaint"),)
    assert hung(office, record) == [("scan", "无码.jpg", 1)]
    assert office.store.files.read(office.values(record)["attachments"][0]["digest"]) == b"the page"
    assert office.values(record)["paper_location"] == "卷7"
    assert row(office, page) | {"note": None} == {
        "state": "filed", "verdict": "no_code", "record": record, "print": None, "number": None, "sheet": None,
        "edition": None, "sheet_page": None, "settled_by": office.lin.id, "note": None,
    }  # fmt: skip
    assert (last(office, "file_page")["page"], last(office, "file_page")["record"]) == (page, record)
    assert office.one('SELECT "user" FROM "trail" WHERE "what" = ?', "file_page") == office.lin.id
    assert findings(office) == []
    office.store.undo(office.lin)
    assert (row(office, page)["state"], row(office, page)["verdict"]) == ("tray", "no_code")
    assert (hung(office, record), office.values(record)["paper_location"]) == ([], None)
    assert findings(office) == []


def test_a_page_is_taken_out_of_its_file_whole(office: Office):
    record = office.complaint("accepted")
    _first, second = take_in(office, (), (), name="一叠.pdf")
    office.store.file_page(second, record, office.lin)
    assert hung(office, record) == [("scan", "一叠-2.pdf", 1)]


def test_the_named_sheet_s_first_missing_page_is_taken_to_be_it(office: Office):
    record = office.complaint("accepted")
    first, _second = printed(office, record).stamps
    pages = take_in(office, first, ())
    office.store.file_page(pages[1], record, office.lin, sheet="p-03")
    found = row(office, pages[1])
    assert (found["number"], found["sheet"], found["edition"], found["sheet_page"]) == (
        "TS-2027-0001",
        "P-03",
        1,
        2,
    )
    assert found["print"] == office.one('SELECT "id" FROM "print"')
    reader = office.read(office.lin)
    assert reader.home_pages("TS-2027-0001", "P-03", 1, 1, found["print"]) == {0: {1, 2}}
    more = take_in(office, (), name="b.jpg")[-1]
    office.store.file_page(more, record, office.lin, sheet="P-03")
    assert row(office, more)["sheet_page"] is None
    assert findings(office) == []


@pytest.mark.rule("R-009")
def test_an_outdated_sheet_is_filed_all_the_same_with_its_own_edition(office: Office):
    record = office.complaint("closed")
    old = printed(office, record).stamps
    office.correct(record, office.zhou, "姓名写错", complainant="马建国")
    page, _other = take_in(office, *old)
    assert row(office, page)["verdict"] == "outdated"
    office.store.file_page(page, record, office.lin)
    assert hung(office, record) == [("scan", "a-1.pdf", 1)]
    assert row(office, page)["print"] == office.one('SELECT "id" FROM "print"')
    assert findings(office) == []


def test_a_sheet_filed_to_another_record_does_not_count_as_home(office: Office):
    record, other = office.complaint("accepted"), office.complaint("accepted")
    office.step(record, "void", office.chen, "重复登记")
    office.clock.pass_minutes(1)
    stamp = _voided(office, record)
    (page,) = take_in(office, stamp)
    assert (row(office, page)["verdict"], row(office, page)["record"]) == ("voided", record)
    office.store.file_page(page, other, office.lin)
    assert (row(office, page)["record"], row(office, page)["print"], row(office, page)["number"]) == (
        other,
        None,
        None,
    )
    print_id = office.one('SELECT "id" FROM "print"')
    assert office.read(office.lin).home_pages("TS-2027-0001", "P-03", 1, 1, print_id) == {}
    assert findings(office) == []


def _voided(office: Office, record: int) -> Any:
    digest = office.store.log_print(office.see(record), "P-03", {"content": "…"}, 1, "zh_Hans", office.lin)
    assert digest == 1
    kept = office.one('SELECT "digest" FROM "print" WHERE "record" = ?', record)
    number = office.values(record)["number"]
    return office.store.sealer.sealed("P-03", number, kept, edition=1, copy=1)


def test_a_sheet_of_a_voided_record_may_hang_there_but_its_place_is_not_noted(office: Office):
    record = office.complaint("accepted")
    office.step(record, "void", office.chen, "重复登记")
    (page,) = take_in(office, _voided(office, record))
    changes = office.store.file_page(page, record, office.lin, location="卷1")
    assert len(hung(office, record)) == 1
    assert [one.field for one in changes.warnings] == ["paper_location"]
    assert office.values(record)["paper_location"] is None
    assert findings(office) == []


def test_the_other_codes_of_a_page_go_along(office: Office):
    record = office.complaint("accepted")
    first = printed(office, record).stamps[0]
    forged = [structs.replace(first, copy=copy) for copy in (7, 8)]
    one, two = take_in(office, forged)
    office.store.file_page(one, record, office.lin)
    assert [row(office, page)["state"] for page in (one, two)] == ["filed", "filed"]
    assert len(hung(office, record)) == 1


@pytest.mark.rule("R-007")
def test_not_even_by_hand_does_a_record_get_a_page_with_a_hidden_one(office: Office):
    open_one = office.complaint("accepted")
    hidden = secret(office)
    both = [printed(office, open_one).stamps[0], printed(office, hidden, user="guo").stamps[0]]
    pages = take_in(office, both)
    assert {row(office, page)["verdict"] for page in pages} == {"mixed"}
    with pytest.raises(Refused) as refused:
        office.store.file_page(pages[0], open_one, office.lin)
    assert refused.value.problems[0].rule == "R-007"
    office.store.file_page(pages[1], hidden, office.lin)  # whoever sees it may see the other
    assert (len(hung(office, hidden)), hung(office, open_one)) == (1, [])
    assert findings(office) == []


def test_what_is_not_for_this_person_is_not_filed_by_him(office: Office):
    hidden = secret(office)
    (page,) = take_in(office, printed(office, hidden, user="guo").stamps[0], name="x.pdf")[:1]
    office.store.undo(office.lin)
    acts = (
        lambda: office.store.file_page(page, office.complaint("accepted"), office.chen),
        lambda: office.store.set_aside([page], "", office.chen),
        lambda: office.store.file_page(page, hidden, office.chen),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert office.store.set_aside([page], "", office.lin).seq
    with pytest.raises(Refused):
        office.store.take_back_pages([page], office.chen)
    assert office.read(office.chen).tray(aside=True) == []


def test_a_page_filed_meanwhile_is_not_filed_again(office: Office):
    record = office.complaint("accepted")
    (page,) = take_in(office, ())
    office.store.file_page(page, record, office.lin)
    with pytest.raises(Refused):
        office.store.file_page(page, record, office.su)
    with pytest.raises(Refused):
        office.store.set_aside([page], "", office.su)
    with pytest.raises(Refused):
        office.store.file_page(999_999, record, office.su)


# --- put aside ----------------------------------------------------------------------------------------------------


def test_what_is_no_sheet_of_ours_is_put_aside_and_comes_back(office: Office):
    one, two = take_in(office, (), "https://example.org")
    office.store.set_aside([one, two], " 广告 ", office.lin)
    assert office.read(office.lin).tray() == []
    assert [(page.id, page.note) for page in office.read(office.lin).tray(aside=True)] == [
        (one, "广告"), (two, "广告"),
    ]  # fmt: skip
    assert last(office, "set_aside") == {"pages": [one, two], "note": "广告"}
    with pytest.raises(Refused):
        office.store.set_aside([one], "", office.lin)
    office.store.take_back_pages([two], office.lin)
    assert [page.id for page in office.read(office.lin).tray()] == [two]
    office.store.undo(office.lin)
    assert office.read(office.lin).tray() == []
    assert findings(office) == []


def test_putting_aside_is_undone(office: Office):
    (page,) = take_in(office, ())
    office.store.set_aside([page], "", office.lin)
    office.store.undo(office.lin)
    assert row(office, page)["state"] == "tray"
    with pytest.raises(Refused):
        office.store.undo(office.lin)  # the last act was an undo


def test_what_somebody_moved_since_is_not_undone(office: Office):
    (page,) = take_in(office, ())
    office.store.set_aside([page], "", office.lin)
    office.store.take_back_pages([page], office.su)
    with pytest.raises(Refused):
        office.store.undo(office.lin)
    assert row(office, page)["state"] == "tray"


# --- taken off by hand --------------------------------------------------------------------------------------------


def test_an_attachment_taken_off_lays_its_pages_into_the_tray_and_undo_files_them_again(office: Office):
    record = office.complaint("accepted")
    pages = take_in(office, *printed(office, record).stamps)
    attachment = office.values(record)["attachments"][0]["id"]
    office.store.remove_attachment(record, attachment, office.lin)
    assert [row(office, page)["verdict"] for page in pages] == ["taken_back"] * 2
    tray = office.read(office.lin).tray()
    assert [(one.record, one.number) for one in tray] == [(record, "TS-2027-0001")] * 2
    assert findings(office) == []
    office.store.undo(office.lin)
    assert [(row(office, page)["state"], row(office, page)["verdict"]) for page in pages] == [
        ("filed", "ours")
    ] * 2
    assert office.one('SELECT count(*) FROM "scan_page" WHERE "attachment" = ?', attachment) == 2
    assert findings(office) == []


def test_pages_filed_elsewhere_meanwhile_stay_there(office: Office):
    record, other = office.complaint("accepted"), office.complaint("accepted")
    pages = take_in(office, *printed(office, record).stamps)
    office.store.remove_attachment(record, office.values(record)["attachments"][0]["id"], office.lin)
    office.store.file_page(pages[0], other, office.su)
    office.store.undo(office.lin)
    assert [row(office, page)["record"] for page in pages] == [other, record]
    assert (len(hung(office, record)), len(hung(office, other))) == (1, 1)
    assert findings(office) == []


def test_other_attachments_have_no_pages(office: Office):
    record = office.complaint("accepted")
    office.store.attach(record, b"x", "x.pdf", "scan", office.lin)
    office.store.remove_attachment(record, office.values(record)["attachments"][0]["id"], office.lin)
    assert "pages" not in last(office, "detach")


# --- pre-numbered sheets ------------------------------------------------------------------------------------------


def test_a_page_of_a_book_is_home_once_its_lines_are_typed_in(office: Office):
    (sheet,) = blanks(office, "communication", "P-02", 1)
    stamp = sheet.stamps[0]
    assert stamp.number == "BK-2027-0001"
    page = take_in(office, stamp)[0]
    again = take_in(office, stamp, name="b.pdf")[1]
    assert (row(office, page)["verdict"], row(office, again)["verdict"]) == ("blank", "blank")
    office.store.settle_reserved(["BK-2027-0001"], office.lin)
    (kept,) = office.read(office.lin).scanned_lists()
    assert (kept.number, kept.sheet, kept.pages) == ("BK-2027-0001", "P-02", (page,))
    assert (row(office, again)["state"], row(office, again)["verdict"]) == ("tray", "twice")
    assert last(office, "file_book") == {"number": "BK-2027-0001", "pages": [page]}
    assert findings(office) == []


def where(office: Office, *pages: int) -> list[tuple[str, str]]:
    return [(row(office, page)["state"], row(office, page)["verdict"]) for page in pages]


def test_settling_pages_of_a_book_is_taken_back_with_their_scans(office: Office):
    one, two = blanks(office, "communication", "P-02", 2)
    numbers = ["BK-2027-0001", "BK-2027-0002"]
    page, again = take_in(office, one.stamps[0])[0], take_in(office, one.stamps[0], name="b.pdf")[1]
    office.store.settle_reserved(numbers, office.lin)
    late = take_in(office, two.stamps[0], name="c.pdf")[2]  # settled already: home at once
    assert where(office, page, again, late) == [("filed", "ours"), ("tray", "twice"), ("filed", "ours")]
    office.store.reopen_reserved(numbers, office.lin)
    assert where(office, page, again, late) == [("tray", "blank")] * 3
    assert office.read(office.lin).scanned_lists() == []
    assert findings(office) == []
    with pytest.raises(Refused):
        office.store.reopen_reserved(numbers[:1], office.lin)
    office.store.settle_reserved(numbers[:1], office.lin)
    assert where(office, page, again, late) == [("filed", "ours"), ("tray", "twice"), ("tray", "blank")]


def test_settling_a_page_of_a_book_is_the_last_act_to_be_taken_back(office: Office):
    (sheet,) = blanks(office, "communication", "P-02", 1)
    page, again = take_in(office, sheet.stamps[0])[0], take_in(office, sheet.stamps[0], name="b.pdf")[1]
    office.store.settle_reserved(["BK-2027-0001"], office.lin)
    with pytest.raises(Refused):
        office.store.undo(office.su)  # somebody else's act
    office.store.undo(office.lin)
    assert where(office, page, again) == [("tray", "blank")] * 2
    assert findings(office) == []
    with pytest.raises(Refused):
        office.store.undo(office.lin)  # an undo is not undone
    office.store.settle_reserved(["BK-2027-0001"], office.lin)
    office.store.reopen_reserved(["BK-2027-0001"], office.lin)
    office.store.undo(office.lin)  # that it was settled after all is an act as well
    assert where(office, page, again) == [("filed", "ours"), ("tray", "twice")]
    assert findings(office) == []


def test_a_page_of_a_book_typed_in_before_goes_home_by_itself(office: Office):
    one, two = blanks(office, "communication", "P-02", 2)
    office.store.settle_reserved(["BK-2027-0001"], office.lin)
    page, other = take_in(office, one.stamps[0], two.stamps[0])
    assert (row(office, page)["state"], row(office, page)["verdict"]) == ("filed", "ours")
    assert (row(office, other)["state"], row(office, other)["verdict"]) == ("tray", "blank")
    assert [kept.number for kept in office.read(office.lin).scanned_lists()] == ["BK-2027-0001"]
    assert findings(office) == []


def test_a_voided_number_whose_voiding_was_taken_back_is_typed_in_with_its_scan(office: Office):
    (sheet,) = blanks(office, "complaint", "P-03", 1)
    office.store.void_reserved(["TS-2027-0001"], "写坏了", office.lin)
    pages = take_in(office, *sheet.stamps)
    assert {row(office, page)["verdict"] for page in pages} == {"voided"}
    office.store.revive_reserved(["TS-2027-0001"], office.lin)
    record = office.store.save(by_hand(office, "TS-2027-0001"), office.lin).record_id
    assert {row(office, page)["record"] for page in pages} == {record}
    assert office.read(office.lin).tray() == []
    assert findings(office) == []


def test_beside_another_sheet_a_blank_is_not_filed_by_itself(office: Office):
    one, two = blanks(office, "complaint", "P-03", 2)
    pages = take_in(office, [one.stamps[0], two.stamps[0]])
    record = office.store.save(by_hand(office, "TS-2027-0001"), office.lin).record_id
    assert hung(office, record) == []
    assert [row(office, page)["verdict"] for page in pages] == ["beside", "blank"]
    assert row(office, pages[0])["record"] == record
    office.store.file_page(pages[0], record, office.lin)
    assert [row(office, page)["state"] for page in pages] == ["filed", "tray"]
    assert findings(office) == []


def test_a_blank_that_cannot_be_bound_stops_no_form(office: Office):
    (sheet,) = blanks(office, "complaint", "P-03", 1)
    pages = take_in(office, *sheet.stamps, ())
    office.store.compose = None  # a store without a desk
    record = office.store.save(by_hand(office, "TS-2027-0001"), office.lin).record_id
    assert office.values(record)["number"] == "TS-2027-0001"
    assert hung(office, record) == []
    assert [row(office, page)["verdict"] for page in pages] == ["refused"] * len(sheet.stamps) + ["no_code"]
    assert [page.record for page in office.read(office.lin).tray()][:1] == [record]
    assert findings(office) == []


def test_a_refused_form_leaves_its_sheet_in_the_tray(office: Office):
    (sheet,) = blanks(office, "complaint", "P-03", 1)
    pages = take_in(office, *sheet.stamps)
    draft = by_hand(office, "TS-2027-0001")
    draft.put("content", "")
    with pytest.raises(Refused):
        office.store.save(draft, office.lin)
    assert {row(office, page)["verdict"] for page in pages} == {"blank"}
