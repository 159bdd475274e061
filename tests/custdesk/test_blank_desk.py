"""The desk's part about sheets printed empty: what is offered, typed in, printed, and said of the unused (R-008)."""

from __future__ import annotations

import datetime
import json
import re

import pytest

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.paper.render import page_count, page_text
from custdesk.press import Period, Press, blank_named, blanks
from custdesk.stamp import read_stamp
from custdesk.store.store import Refused
from tests.desk_blanks import kit
from tests.desks import Office

pytestmark = pytest.mark.rule("R-008")


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office.store, office.lin)


# -- which sheets --------------------------------------------------------------------------------------------


def test_each_empty_sheet_says_which_numbers_it_carries():
    found = {one.sheet: (one.form, one.prefix) for one in blanks()}
    assert found["P-03"] == ("complaint", "TS")
    assert found["P-02"] == ("communication", "BK")
    assert found["P-02a"] == ("communication", "GT")
    assert found["P-21"] == ("reply_letter", "")
    assert "P-04" not in found  # a list of records is nothing to write in
    assert "P-05 public" not in found


def test_a_form_is_named_by_key_or_prefix_and_its_first_sheet_is_a_book_where_it_has_one():
    assert blank_named("complaint").sheet == blank_named(" ts ").sheet == "P-03"
    assert blank_named("GT").sheet == "P-02"
    assert blank_named("communication", "p-02A").sheet == "P-02a"
    for wrong in ("", "JC", "投诉"):
        with pytest.raises(KnownError):
            blank_named(wrong)


# -- the sheets ----------------------------------------------------------------------------------------------


def test_each_sheet_carries_its_own_number(office: Office):
    numbers = office.store.reserve("complaint", "P-03", 3, office.lin)
    job = Press(office.store, office.lin).blank_job("complaint", sheet_number="P-03", reserved=numbers)
    assert job.numbers == numbers
    pages = page_text(job.draw())
    assert [re.findall(r"TS-2027-\d{4}", page)[0] for page in pages] == [
        number for number in numbers for _side in range(2)
    ]
    assert [read_stamp(stamping.on(1, 2).text).number for stamping in job._blank_stamps()] == list(numbers)
    assert [one.printed_at for one in Desk(office.store, office.lin).numbers_waiting()] == [None] * 3
    job.log(6)
    assert all(one.printed_at for one in Desk(office.store, office.lin).numbers_waiting())


def test_pages_of_a_book_carry_numbers_of_their_own(office: Office):
    numbers = office.store.reserve("communication", "P-02", 2, office.lin)
    job = Press(office.store, office.lin).blank_job("communication", sheet_number="P-02", reserved=numbers)
    pdf = job.draw()
    assert page_count(pdf) == 2
    assert [number in page for number, page in zip(numbers, page_text(pdf), strict=True)] == [True, True]


def test_the_sheet_chosen_in_the_preview_is_remembered_and_a_reprint_moves_it_no_more(office: Office):
    numbers = office.store.reserve("community_event", "P-12", 1, office.lin)
    Press(office.store, office.lin).blank_job("community_event", sheet_number="P-13", reserved=numbers).log(1)
    desk = Desk(office.store, office.lin)
    assert desk.number_set_aside(numbers[0]).sheet == "P-13"
    Press(office.store, office.lin).blank_job("community_event", sheet_number="P-12", reserved=numbers).log(1)
    assert desk.number_set_aside(numbers[0]).sheet == "P-13"


# -- typing in -----------------------------------------------------------------------------------------------


def test_a_number_is_found_as_people_say_it(desk: Desk, office: Office):
    numbers = kit(office, 2)
    for said in ("TS-2027-0002", "ts2", "TS 2", "0002", "2"):
        assert [one.number for one in desk.sheets_said(said)] == [numbers[1]]
    assert desk.sheets_said("漏水") == []
    (page,) = kit(office, 1, "communication", "P-02")
    assert [one.number for one in desk.sheets_said("BK1")] == [page]
    desk.void_numbers(numbers, "没用上")
    assert desk.sheets_said("TS2") == []


def test_a_sheet_is_typed_in_where_it_was_left(desk: Desk, office: Office):
    (number,) = kit(office, 1)
    draft = desk.type_in_number(number)
    assert (draft.record.form.key, draft.number) == ("complaint", number)
    draft.put("content", "写了一半")
    desk.store.drafts.keep(draft)
    again = desk.type_in_number(number)
    assert (again.id, again.values["content"]) == (draft.id, "写了一半")
    again.put("complainant", "马先生")
    record = desk.save(again).record_id
    assert office.values(record)["number"] == number
    with pytest.raises(Refused):
        desk.type_in_number(number)


def test_a_line_of_a_book_s_page_takes_a_number_of_its_own(desk: Desk, office: Office):
    (page,) = kit(office, 1, "communication", "P-02")
    draft = desk.type_in_number(page)
    assert (draft.record.form.key, draft.number) == ("communication", "")
    assert desk.numbers_waiting()[0].number == page
    desk.settle_pages([page])
    assert desk.numbers_waiting() == []


def test_what_is_done_with_numbers_is_told(desk: Desk, office: Office):
    numbers = kit(office, 2)
    heard: list[object] = []
    desk.heard.append(heard.append)
    desk.void_numbers(numbers, "没用上")
    desk.revive_numbers(numbers)
    assert len(heard) == 2
    assert desk.number_trouble(numbers[0]) is None
    assert desk.number_trouble("TS-2027-0777") is not None


# -- what the lists say --------------------------------------------------------------------------------------


def text_of(job) -> str:
    return re.sub(r"\s", "", "".join(page_text(job.draw())))


def month(office: Office, number: str, form: str, day: str, **how):
    period = Period.of_month(datetime.date.fromisoformat(day))
    return Press(office.store, office.zhou).list_job(form, number, period, **how)


def test_the_month_s_register_names_the_numbers_voided_unused(desk: Desk, office: Office):
    office.clock.set("2027-03-30 09:00")
    numbers = kit(office, 6)
    kit(office, 2, "repair_order", "P-06")
    office.clock.set("2027-04-16 18:50")
    desk.void_numbers(numbers[:3], "没用上")
    desk.void_numbers(numbers[5:], "弄脏了")
    job = month(office, "P-04", "complaint", "2027-04-01")
    assert "未使用而作废的编号：TS-2027-0001–0003、TS-2027-0006" in text_of(job)
    said = json.loads(json.dumps(job.list_shown(), ensure_ascii=False))
    assert said["remarks"] == ["未使用而作废的编号：TS-2027-0001–0003、TS-2027-0006"]
    job.log(1)  # what the log keeps is what its stamp says
    assert json.loads(office.one('SELECT "snapshot" FROM "print"'))["remarks"] == said["remarks"]
    assert "作废的编号" not in text_of(month(office, "P-04", "complaint", "2027-03-01"))
    assert "remarks" not in month(office, "P-04", "complaint", "2027-03-01").list_shown()
    assert "作废的编号" not in text_of(month(office, "P-04", "complaint", "2027-04-01", public=True))


def test_many_voided_numbers_break_into_lines(desk: Desk, office: Office):
    numbers = kit(office, 60)
    desk.void_numbers(numbers[::2], "没用上")
    said = text_of(month(office, "P-04", "complaint", "2027-04-01"))
    assert all(number in said for number in numbers[::2])
