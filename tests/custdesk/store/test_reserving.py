"""Numbers set aside for sheets printed empty: taken over, given back, voided, listed (R-008)."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.store import reserving
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Store
from tests.desk_blanks import KIT, handwritten, refusal, reserve, row, sound, type_in, waiting
from tests.desks import Office, at

pytestmark = pytest.mark.rule("R-008")


# -- taking, typing in ---------------------------------------------------------------------------------------


def test_numbers_set_aside_are_the_next_and_the_series_goes_on_behind_them(office: Office):
    office.complaint()
    assert reserving.ahead(office.store.database, "TS", office.clock.now, 3) == (
        "TS-2027-0002", "TS-2027-0003", "TS-2027-0004",
    )  # fmt: skip
    assert reserve(office, 3) == ("TS-2027-0002", "TS-2027-0003", "TS-2027-0004")
    assert office.values(office.complaint())["number"] == "TS-2027-0005"
    record = type_in(office, "TS-2027-0003")
    assert office.values(record)["number"] == "TS-2027-0003"
    assert waiting(office) == ["TS-2027-0002", "TS-2027-0004"]
    assert row(office, "TS-2027-0003").record == record
    assert sound(office) == ["2 numbers of TS-2027 stand on empty sheets nobody typed in yet"]


@pytest.mark.parametrize(
    ("printed_at", "typed_at", "happened", "number", "following"),
    [
        ("2027-12-31 17:00", "2028-01-02 09:00", at("01-01 08:30", 2028), "TS-2027-0001", "TS-2028-0001"),
        ("2028-01-01 09:00", "2028-01-01 10:00", at("12-31 23:10", 2027), "TS-2028-0001", "TS-2027-0001"),
    ],
)
def test_a_pre_printed_number_keeps_its_printed_year(
    office: Office, printed_at: str, typed_at: str, happened: datetime.datetime, number: str, following: str
):
    office.clock.set(printed_at)
    assert reserve(office, 1) == (number,)
    office.clock.set(typed_at)
    record = type_in(office, number, received_at=happened)
    assert office.values(record)["number"] == number
    assert office.values(record)["received_at"] == happened
    # one without a sheet goes by the year of the event, as ever
    assert office.values(office.complaint(received_at=happened))["number"] == following
    assert sound(office) == []


def test_forms_without_numbers_and_odd_counts_are_refused(office: Office):
    with pytest.raises(KnownError, match="no numbers of its own"):
        office.store.reserve("reply_letter", "P-21", 3, office.lin)
    for count in (0, -1, reserving.MOST + 1):
        with pytest.raises(KnownError, match="Choose between"):
            office.store.reserve(*KIT, count, office.lin)
    assert office.sql("SELECT * FROM reserved") == []
    assert office.values(office.complaint())["number"] == "TS-2027-0001"


def test_what_cannot_be_taken_over_is_refused_in_words_and_nothing_is_lost(office: Office):
    first, second, third = reserve(office, 3)
    type_in(office, first)
    office.store.void_reserved([second], "弄脏了", office.lin)
    (order,) = office.store.reserve("repair_order", "P-06", 1, office.lin)
    (page,) = office.store.reserve("communication", "P-02", 1, office.lin)
    last = office.one("SELECT last FROM series WHERE name = 'TS-2027'")
    for number, words in (
        (first, "typed in already"),
        (second, "is voided"),
        (order, "printed for another form"),
        ("TS-2027-0777", "never set aside"),
        (page, "printed for another form"),
    ):
        draft = handwritten(office, number)
        told = refusal(office.store.save, draft, office.lin)
        assert words in told
        assert "press “New number” above the form" in told  # the way out
        assert draft.values["content"] == "停电时写下的投诉"
    draft.number = ""  # what the button does
    saved = office.store.save(draft, office.lin).record_id
    assert office.values(saved)["number"] == f"TS-2027-{last + 1:04d}"
    assert set(waiting(office)) == {third, order, page}
    sound(office)


def test_a_creation_taken_back_voids_the_record_and_the_number_stays_spent(office: Office):
    (number,) = reserve(office, 1)
    record = type_in(office, number)
    office.store.undo(office.lin)
    assert office.values(record)["state"] == "voided"
    assert office.values(record)["number"] == number
    assert waiting(office) == []
    assert "typed in already" in refusal(type_in, office, number)
    assert office.values(office.complaint())["number"] == "TS-2027-0002"
    assert sound(office) == []


def test_setting_numbers_aside_is_no_act_to_take_back(office: Office):
    entry = office.entry()
    reserve(office, 2)
    office.store.undo(office.lin)  # what she typed last, not the sheets
    assert office.values(entry)["state"] == "voided"
    assert len(waiting(office)) == 2


# -- giving back ---------------------------------------------------------------------------------------------


def test_numbers_never_printed_go_back_as_if_nothing_had_been(office: Office):
    numbers = reserve(office, 20, printed=False)
    office.store.give_back(numbers, office.lin)
    assert office.sql("SELECT * FROM reserved") == []
    assert office.values(office.complaint())["number"] == "TS-2027-0001"
    assert sound(office) == []


def test_numbers_with_a_later_one_behind_them_are_voided_instead(office: Office):
    numbers = reserve(office, 3, printed=False)
    type_in(office, numbers[0])
    office.complaint()
    office.store.give_back(numbers, office.lin)
    kept = [row(office, number) for number in numbers]
    assert [one.voided_at is not None for one in kept] == [False, True, True]
    assert kept[1].void_reason == "没有打印"
    assert office.values(office.complaint())["number"] == "TS-2027-0005"
    assert sound(office) == []


def test_the_end_of_a_run_goes_back_though_its_beginning_is_used(office: Office):
    numbers = reserve(office, 5, printed=False)
    type_in(office, numbers[1])
    office.store.give_back(numbers, office.lin)
    assert office.values(office.complaint())["number"] == numbers[2]
    assert row(office, numbers[0]).voided_at
    assert sound(office) == []


def test_what_is_on_paper_is_never_given_back(office: Office):
    numbers = reserve(office, 2)
    office.store.give_back(numbers, office.lin)
    assert waiting(office) == list(numbers)
    assert office.values(office.complaint())["number"] == "TS-2027-0003"


# -- voiding -------------------------------------------------------------------------------------------------


def test_voiding_wants_a_reason_and_all_or_none_are_voided(office: Office):
    numbers = reserve(office, 3)
    type_in(office, numbers[2])
    assert refusal(office.store.void_reserved, numbers[:2], "  ", office.lin) == "Give the reason"
    assert "typed in already" in refusal(office.store.void_reserved, numbers, "没用上", office.lin)
    assert waiting(office) == list(numbers[:2])
    office.clock.pass_minutes(5)
    office.store.void_reserved(numbers[:2], "没用上", office.su)
    assert waiting(office) == []
    assert [
        (one.number, one.void_reason, one.voided_by, one.voided_at)
        for one in reserving.voided(office.store.database)
    ] == [(number, "没用上", office.su.id, office.clock.now) for number in numbers[:2]]
    assert office.values(office.complaint())["number"] == "TS-2027-0004"
    assert sound(office) == []


def test_a_voided_sheet_that_turns_up_waits_again(office: Office):
    numbers = reserve(office, 2)
    office.store.void_reserved(numbers, "找不到了", office.lin)
    office.store.revive_reserved(numbers[:1], office.su)
    assert waiting(office) == [numbers[0]]
    assert row(office, numbers[0]).void_reason == ""
    assert "is not voided" in refusal(office.store.revive_reserved, numbers, office.su)
    type_in(office, numbers[0])
    assert sound(office) == []


def test_a_voided_number_that_never_was_on_paper_stays_void(office: Office):
    numbers = reserve(office, 1, printed=False)
    office.store.void_reserved(numbers, "没用上", office.lin)
    assert "never was on paper" in refusal(office.store.revive_reserved, numbers, office.lin)


# -- books ---------------------------------------------------------------------------------------------------


def test_pages_of_a_book_have_a_series_of_their_own_and_are_settled(office: Office):
    pages = office.store.reserve("communication", "P-02", 2, office.lin)
    assert pages == ("BK-2027-0001", "BK-2027-0002")
    office.store.log_blanks(pages, office.lin)
    draft = office.new(
        "communication", office.lin, customer="王秀兰", opinion="缴费通知单字太小", noted_by="收银员小何"
    )
    draft.number = pages[0]
    assert "page of a book" in refusal(office.store.save, draft, office.lin)
    office.store.settle_reserved(pages[:1], office.su)
    assert waiting(office) == [pages[1]]
    assert "typed in already" in refusal(office.store.void_reserved, pages, "没用上", office.lin)
    (number,) = reserve(office, 1)
    assert "is a form's number" in refusal(office.store.settle_reserved, [number], office.lin)
    assert sound(office) == [
        "1 numbers of BK-2027 stand on empty sheets nobody typed in yet",
        "1 numbers of TS-2027 stand on empty sheets nobody typed in yet",
    ]


def test_the_form_beside_a_book_has_the_form_s_numbers(office: Office):
    assert office.store.reserve("communication", "P-02a", 1, office.lin) == ("GT-2027-0001",)


# -- reading -------------------------------------------------------------------------------------------------


def test_what_happened_in_a_month_is_listed_by_the_day_it_happened(office: Office):
    office.clock.set("2027-03-20 10:00")
    march = reserve(office, 2)
    office.clock.set("2027-04-02 10:00")
    april = reserve(office, 1)
    office.store.void_reserved(march[:1], "没用上", office.lin)

    def between(first: str, last: str) -> list[str]:
        return [one.number for one in reserving.between(office.store.database, at(first), at(last))]

    assert between("03-01 00:00", "04-01 00:00") == list(march)
    assert between("04-01 00:00", "05-01 00:00") == [march[0], *april]
    assert between("05-01 00:00", "06-01 00:00") == []


def test_numbers_in_few_words():
    numbers = [
        "TS-2027-0036",
        "TS-2027-0037",
        "TS-2027-0038",
        "TS-2027-0041",
        "TS-2027-9999",
        "TS-2027-10000",
    ]
    assert reserving.in_runs(numbers) == ["TS-2027-0036–0038", "TS-2027-0041", "TS-2027-9999–10000"]
    assert reserving.in_runs([]) == []


# -- drafts --------------------------------------------------------------------------------------------------


def test_a_half_written_form_keeps_its_number(office: Office):
    (number,) = reserve(office, 1)
    office.store.drafts.keep(handwritten(office, number))
    office.store.close()  # as a kill does: only the drafts' file knows it
    office.store = Store.open(office.store.path, office.store.clock)
    desk = Desk(office.store, office.lin)
    (kept,) = desk.kept_drafts()
    draft = desk.open_draft(kept)
    assert draft.number == number
    assert office.values(desk.save(draft).record_id)["number"] == number


# -- imports -------------------------------------------------------------------------------------------------


def test_an_import_goes_around_the_sheets(office: Office):
    numbers = reserve(office, 2)
    old = {
        "received_at": at("03-01 09:00"), "received_by": "前台", "content": "旧投诉", "complainant": "甲", "channel": "phone",
    }  # fmt: skip
    changes = office.store.bulk(
        Batch("import", [NewRow(BY_KEY["complaint"], old) for _one in range(3)]), SYSTEM
    )
    assert [office.values(one)["number"] for one, _form in changes.records] == [
        "TS-2027-0003", "TS-2027-0004", "TS-2027-0005",
    ]  # fmt: skip
    type_in(office, numbers[1])
    sound(office)
