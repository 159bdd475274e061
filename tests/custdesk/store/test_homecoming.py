"""The board of printed sheets that are not home, and those that are home unread."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.filing import Filing
from custdesk.print_job import Period
from custdesk.store.answers import Refused
from custdesk.workflow import User
from tests.desk_events import event
from tests.desk_papers import against_the_manager
from tests.desk_repairs import order
from tests.desk_scans import blanks, bound, by_hand, listed, printed, scanned
from tests.desk_signed import (
    newest,
    print_list,
    print_sheet,
    read_boxes,
    scan_home,
    signature,
)
from tests.desks import Office

MA = "马先生"


def refused(act: Any, *args: Any, **named: Any) -> list[Any]:
    with pytest.raises(Refused) as trouble:
        act(*args, **named)
    return trouble.value.problems


def handled(office: Office, **values: Any) -> int:
    """A complaint that is handled, with its cause still to be written."""
    return office.complaint("handled", **values)


# -- the board ---------------------------------------------------------------------------------------------


def board(office: Office, user: User | None = None) -> list[tuple[str, str, int]]:
    reader = office.read(user or office.zhou)
    found = reader.not_home()
    assert reader.not_home_count()[0] == len(found)
    assert reader.not_home_count()[1] == (found[0].printed_at if found else None)
    return [(one.number, one.sheet, one.edition) for one in found]


def test_a_printed_sheet_is_awaited_until_its_scan_is_whole(office: Office):
    record = handled(office)
    number = office.see(record).number
    one = print_sheet(office, record, pages=2)
    office.clock.pass_minutes(3 * 24 * 60)
    (awaited,) = office.read(office.zhou).not_home()
    assert (awaited.number, awaited.sheet, awaited.edition, awaited.record) == (number, "P-03", 1, record)
    assert (awaited.copies, awaited.pages, awaited.home, awaited.missing) == (1, 2, (), (1, 2))
    assert (awaited.days(office.clock.now), awaited.signed, awaited.print) == (3, False, one)
    assert awaited.line == "门岗保安态度生硬"
    scan_home(office, one, (2,), of=2)
    (awaited,) = office.read(office.zhou).not_home()
    assert (awaited.home, awaited.missing) == ((2,), (1,))
    second = print_sheet(office, record, pages=2)
    scan_home(office, second, (1,), of=2)
    (awaited,) = office.read(office.zhou).not_home()
    assert (awaited.copies, awaited.missing, awaited.print) == (2, (2,), second), (
        "pages of two prints are no sheet"
    )
    scan_home(office, one, (1,), of=2)
    assert board(office) == []


def test_one_of_three_labelled_copies_is_enough(office: Office):
    job = order(office, "dispatched")
    one = print_sheet(office, job)
    (awaited,) = office.read(office.zhou).not_home()
    assert (awaited.pages, awaited.unit) == (1, "3-1202")
    scan_home(office, one, leaf=2)
    assert board(office) == []


def test_sheets_without_signature_boxes_and_public_ones_are_not_awaited(office: Office):
    record = handled(office)
    print_list(office, "complaint", "P-04", public=True)
    assert board(office) == []
    print_list(office, "complaint", "P-04")
    assert board(office) == [("M2027-04", "P-04", 1)]
    assert office.values(record)["state"] == "handled"


def test_a_newer_edition_a_voiding_or_giving_up_takes_a_sheet_off_the_board(office: Office):
    first, second, third = (office.complaint("accepted") for _ in range(3))
    numbers = [office.see(one).number for one in (first, second, third)]
    for record in (first, second, third):
        print_sheet(office, record)
    read_boxes(office, newest(office) - 2, signature("signatures.2", "林晓燕"))
    office.correct(first, office.zhou, "改错字", content="门岗保安态度恶劣")
    assert board(office) == [(number, "P-03", 1) for number in numbers]
    print_sheet(office, first)
    office.step(second, "void", office.chen, reason="重复登记")
    assert refused(office.store.not_coming, numbers[2], "P-03", 1, " ", office.lin)
    office.store.not_coming(numbers[2], "P-03", 1, "打印坏了", office.lin)
    assert board(office) == [(numbers[0], "P-03", 2)]
    office.store.undo(office.lin)
    assert (numbers[2], "P-03", 1) in board(office)
    office.store.not_coming(numbers[2], "P-03", 1, "打印坏了", office.lin)
    office.store.coming_after_all(numbers[2], "P-03", 1, office.lin)
    assert (numbers[2], "P-03", 1) in board(office)
    assert refused(office.store.coming_after_all, numbers[2], "P-03", 1, office.lin)
    office.store.not_coming(numbers[2], "P-03", 1, "打印坏了", office.lin)
    office.store.coming_after_all(numbers[2], "P-03", 1, office.zhou)
    office.store.undo(office.zhou)
    assert office.sql('SELECT "reason" FROM "not_coming"') == [("打印坏了",)]


def test_filed_by_hand_it_is_home_when_its_place_and_the_signature_are_noted(office: Office):
    signed, unsigned, reasoned = handled(office), handled(office), handled(office)
    for record in (signed, unsigned, reasoned):
        print_sheet(office, record)
        office.change(record, office.lin, paper_location="A柜3层")
    today = office.clock.now.date()
    office.change(signed, office.lin, signed_by_customer_name=MA, signed_at=today)
    office.change(reasoned, office.lin, no_signature_reason="refused")
    assert board(office) == [(office.see(unsigned).number, "P-03", 1)]
    office.correct(signed, office.zhou, "改错字", handling="已约谈当班保安甲")
    print_sheet(office, signed)
    assert (office.see(signed).number, "P-03", 2) in board(office), "the new edition has to be signed itself"


def test_a_sheet_no_customer_signs_is_home_where_its_place_is_noted(office: Office):
    job = order(office, "dispatched")
    print_sheet(office, job)
    assert len(board(office)) == 1
    office.change(job, office.lin, paper_location="维修柜")
    assert board(office) == []


def test_who_may_not_see_a_record_finds_neither_its_sheet_nor_a_list_with_it(office: Office):
    record = against_the_manager(office, "handling")
    one = print_sheet(office, record, user=office.lin)
    listed = print_list(office, "complaint", "P-04", user=office.lin)
    scan_home(office, one)
    assert [found.sheet for found in office.read(office.lin).not_home()] == ["P-04"]
    assert board(office, office.chen) == []
    assert [found.print for found in office.read(office.lin).to_read()] == [one]
    assert office.read(office.chen).to_read() == []
    scan_home(office, listed)
    assert {found.print for found in office.read(office.lin).to_read()} == {one, listed}
    assert office.read(office.chen).to_read() == []
    number = office.see(record, office.lin).number
    assert refused(office.store.not_coming, number, "P-03", 1, "丢了", office.chen)
    assert refused(office.store.not_coming, "M2027-04", "P-04", 1, "丢了", office.chen)


def test_empty_sheets_are_awaited_until_typed_in_or_voided(office: Office):
    typed, lost, out = office.store.reserve("complaint", "P-03", 3, office.lin)
    assert board(office) == [], "not on paper yet"
    office.store.log_blanks((typed, lost, out), office.lin)
    assert board(office) == [(typed, "P-03", 0), (lost, "P-03", 0), (out, "P-03", 0)]
    draft = office.new("complaint", office.lin, complainant=MA, content="停电", received_at=office.clock.now)
    draft.number = typed
    office.store.save(draft, office.lin)
    office.store.not_coming(lost, "P-03", 0, "被水浸坏", office.lin)
    assert board(office) == [(out, "P-03", 0)]
    office.store.coming_after_all(lost, "P-03", 0, office.lin)
    assert board(office) == [(lost, "P-03", 0), (out, "P-03", 0)]
    assert office.read(office.zhou).not_home()[0].title == BY_KEY["complaint"].form.title


def test_prints_from_before_the_stamps_are_not_awaited(office: Office):
    print_sheet(office, handled(office))
    office.sql('UPDATE "print" SET "number" = NULL')
    assert board(office) == []


# -- home, unread ------------------------------------------------------------------------------------------


@pytest.mark.rule("R-007")
def test_after_a_scan_it_is_asked_once_who_signed(office: Office):
    record = handled(office)
    one = print_sheet(office, record, pages=2)
    (first,) = scan_home(office, one, (1,), of=2)
    assert office.read(office.zhou).to_read() == [], "a page is missing"
    (second,) = scan_home(office, one, (2,), of=2)
    (unread,) = office.read(office.zhou).to_read()
    assert (unread.print, unread.record, unread.sheet, unread.pages) == (one, record, "P-03", (first, second))
    assert [box.box for box in unread.boxes] == ["signatures.1", "signatures.2", "signatures.3"]
    read_boxes(office, one, signature("signatures.1", MA), signature("signatures.2", ""))
    (unread,) = office.read(office.zhou).to_read()
    assert [box.box for box in unread.boxes] == ["signatures.3"], "an unsigned box was read, too"
    read_boxes(office, one, signature("signatures.3", ""))
    assert office.read(office.zhou).to_read() == []


def test_what_was_recorded_on_the_form_is_not_asked_again(office: Office):
    record = handled(office)
    first, second = print_sheet(office, record), print_sheet(office, record)
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=office.clock.now.date())
    scan_home(office, first)
    (unread,) = office.read(office.zhou).to_read()
    assert unread.print == first != second
    assert [box.box for box in unread.boxes] == ["signatures.2", "signatures.3"]


def test_a_voided_records_scan_is_not_read(office: Office):
    record = office.complaint("accepted")
    scan_home(office, print_sheet(office, record))
    office.step(record, "void", office.chen, reason="重复登记")
    assert office.read(office.zhou).to_read() == []


# -- through the filing ------------------------------------------------------------------------------------


def take_in(office: Office, *stamps: Any, location: str = "") -> None:
    """File scanned pages through the scan desk's own acts."""
    office.store.compose = bound
    filing = Filing(office.store, office.lin)
    filing.file(filing.judge([scanned("签字.pdf", *stamps)]), location)


def test_filed_by_its_stamps_a_sheet_is_home_and_to_be_read(office: Office):
    record = handled(office)
    first, second = printed(office, record).stamps
    take_in(office, first, location="A柜3层")
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=office.clock.now.date())
    (awaited,) = office.read(office.zhou).not_home()
    assert (awaited.home, awaited.missing, awaited.signed) == ((1,), (2,), True), (
        "its place says nothing of page 2"
    )
    assert office.read(office.zhou).to_read() == []
    take_in(office, second)
    assert board(office) == []
    (unread,) = office.read(office.zhou).to_read()
    assert [box.box for box in unread.boxes] == ["signatures.2", "signatures.3"]
    assert len(unread.pages) == 2
    office.store.undo(office.lin)
    assert board(office) == [(office.see(record).number, "P-03", 1)], (
        "what is laid back into the tray is not home"
    )


def test_a_slip_and_a_list_filed_by_their_stamps_are_home(office: Office):
    job = order(office, "dispatched")
    take_in(office, *printed(office, job, leaf=2).stamps)
    office.entry()
    take_in(office, *listed(office, "duty_log", "P-01", Period.of_day(office.clock.now.date())).stamps)
    assert board(office) == []
    assert {unread.sheet for unread in office.read(office.zhou).to_read()} == {"P-06", "P-01"}


def test_a_book_page_and_a_form_filled_in_by_hand(office: Office):
    book, form = blanks(office, "communication", "P-02", 1), blanks(office, "complaint", "P-03", 1)
    numbers = [one.stamps[0].number for one in (*book, *form)]
    assert board(office) == [(numbers[0], "P-02", 0), (numbers[1], "P-03", 0)]
    draft = by_hand(office, numbers[1])
    record = office.store.save(draft, office.lin).record_id
    take_in(office, *form[0].stamps)
    assert board(office) == [(numbers[0], "P-02", 0)]
    office.store.settle_reserved([numbers[0]], office.lin)
    assert board(office) == []
    office.step(record, "accept", office.lin)
    print_sheet(office, record)
    assert board(office) == [], "the handwritten sheet is this edition's signed original"


def test_one_sheet_of_two_in_its_place_says_nothing_of_the_other(office: Office):
    record = event(office, "recorded")
    print_sheet(office, record, "P-12")
    print_sheet(office, record, "P-13")
    office.change(record, office.su, paper_location="活动柜")
    assert [sheet for _number, sheet, _edition in board(office)] == ["P-12", "P-13"]
    read_boxes(office, newest(office), signature("signatures.1", "陈国栋"))
    assert [sheet for _number, sheet, _edition in board(office)] == ["P-12"]
