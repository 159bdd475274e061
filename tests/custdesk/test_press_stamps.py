"""What comes out of the press carries stamps by which the print log finds it again: form, list, empty form, book."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from custdesk.binders import ALL
from custdesk.paper.render import page_text
from custdesk.press import Period, Press, PrintJob
from custdesk.stamp import Sealer, Stamp
from custdesk.store.store import SYSTEM
from tests.custdesk.paper.codes import codes_on, pictures, quiet, stamps_of
from tests.desk_papers import against_the_manager, agreement
from tests.desk_repairs import order
from tests.desks import Office

DAY = Period.of_day(datetime.date(2027, 4, 16))
APRIL = Period.of_month(datetime.date(2027, 4, 1))
FORMS = [
    (record.form.key, sheet.number) for record in ALL for sheet in record.form.sheets if record.form.prefix and not sheet.public
]  # fmt: skip


def press(office: Office, user: str = "zhou") -> Press:
    return Press(office.store, getattr(office, user))


def stamps(job: PrintJob) -> list[Stamp]:
    return [one for page in stamps_of(job.draw()) for one in page]


def rows(office: Office, stamp: Stamp) -> list[tuple[Any, ...]]:
    """The rows of the print log a stamp fits, as the scan desk looks for them."""
    found = office.sql('SELECT "number", upper("sheet"), "edition", "copy", "digest" FROM "print"')
    sealer = office.store.sealer
    return [
        row for row in found if row[:3] == (stamp.number, stamp.sheet, stamp.edition) and sealer.values(row[4]) == stamp.values
    ]  # fmt: skip


def test_a_printed_form_is_found_by_its_stamp(office: Office):
    complaint = office.complaint("accepted")
    job = press(office).sheet_job([complaint])
    found = stamps(job)
    job.log(2)
    assert [(one.page, one.pages, one.leaf) for one in found] == [(1, 2, 0), (2, 2, 0)]
    for one in found:
        assert office.store.sealer.genuine(one)
        assert (one.number, one.sheet, one.edition, one.copy) == ("TS-2027-0001", "P-03", 1, 1)
        assert len(rows(office, one)) == 1


def test_another_store_did_not_seal_it(office: Office):
    (first, _second) = stamps(press(office).sheet_job([office.complaint("accepted")]))
    other = Sealer.of("00" * 32)
    assert not other.genuine(first)
    assert other.store != first.store


def test_a_changed_value_changes_the_values_and_a_second_print_only_the_copy(office: Office):
    complaint = office.complaint("accepted")
    job = press(office).sheet_job([complaint])
    first = stamps(job)
    job.log(2)
    job = press(office).sheet_job([complaint])
    second = stamps(job)
    job.log(2)
    office.change(complaint, office.lin, investigation="已调看录像")
    third = stamps(press(office).sheet_job([complaint]))
    assert [one.copy for one in (first[0], second[0], third[0])] == [1, 2, 3]
    assert first[0].values == second[0].values != third[0].values
    assert {one.values for one in third} == {third[0].values}
    assert len(rows(office, second[1])) == 2
    assert rows(office, third[0]) == []  # not logged: it never came on paper


def test_each_record_of_a_batch_is_stamped_with_its_own_print_count(office: Office):
    ids = [office.complaint("accepted"), office.complaint("accepted", content="电梯异响")]
    press(office).sheet_job(ids[:1]).log(2)
    found = stamps(press(office).sheet_job(ids, two_sided=True))
    assert [(one.number, one.copy, one.page) for one in found] == [
        ("TS-2027-0001", 2, 1), ("TS-2027-0001", 2, 2), ("TS-2027-0002", 1, 1), ("TS-2027-0002", 1, 2),
    ]  # fmt: skip


def test_slips_of_an_order_are_three_leaves_of_one_print(office: Office):
    job = press(office).sheet_job([order(office, "dispatched")])
    found = stamps(job)
    job.log(1)
    assert [(one.sheet, one.leaf, one.page, one.pages) for one in found] == [
        ("P-06", leaf, 1, 1) for leaf in (1, 2, 3)
    ]
    assert all(len(rows(office, one)) == 1 for one in found)


def test_a_record_without_a_number_is_stamped_by_its_id(office: Office):
    paper = agreement(office, against_the_manager(office), "filed")
    job = press(office).sheet_job([paper], "P-36-16")
    found = stamps(job)
    job.log(len(found))
    number = office.values(paper).get("number") or f"#{paper}"
    assert {one.number for one in found} == {number}
    assert all(rows(office, one) for one in found)
    assert number in page_text(job.draw())[0]


def test_practice_is_stamped_too(office: Office):
    office.store.set_setting("practice", True, SYSTEM)
    assert len(stamps(press(office).sheet_job([office.complaint("accepted")]))) == 2


@pytest.mark.rule("R-011")
def test_a_public_sheet_is_stamped_with_what_it_says(office: Office):
    office.complaint("accepted")
    inner, outer = (press(office).list_job("complaint", "P-04", APRIL, public=one) for one in (False, True))
    first, second = stamps(inner)[0], stamps(outer)[0]
    assert (first.sheet, first.number) == (second.sheet, second.number) == ("P-04", "M2027-04")
    assert first.values != second.values


@pytest.mark.parametrize(
    ("number", "form"), [("P-01", "duty_log"), ("P-04", "complaint"), ("P-36-07", "service_callback")]
)
def test_a_printed_list_is_found_by_its_stamp(office: Office, number: str, form: str):
    for count in range(30):
        office.entry(content=f"第{count}次询问停车证怎样办理")
    office.complaint("accepted")
    for copy in (1, 2):
        job = press(office).list_job(form, number, DAY)
        pdf = job.draw()
        found = [one for page in stamps_of(pdf) for one in page]
        job.log(len(found))
        assert [(one.page, one.pages) for one in found] == [
            (place, len(found)) for place in range(1, len(found) + 1)
        ]
        for one in found:
            assert office.store.sealer.genuine(one)
            assert (one.sheet, one.number, one.edition, one.copy) == (number, "D2027-04-16", 1, copy)
            assert len(rows(office, one)) == copy
        assert all("D2027-04-16" in page for page in page_text(pdf))


def test_the_list_of_a_shift_is_called_by_it(office: Office):
    office.entry()
    (found,) = stamps(press(office).list_job("duty_log", "P-01", Period.of_shift(office.see(office.shift))))
    assert found.number == f"S{office.shift}"


@pytest.mark.parametrize(("form", "sheet"), FORMS, ids=[sheet for _form, sheet in FORMS])
def test_empty_forms_come_prenumbered_each_with_its_own_stamp(office: Office, form: str, sheet: str):
    numbers = office.store.reserve(form, sheet, 2, office.zhou)
    job = press(office).blank_job(form, reserved=numbers, sheet_number=sheet)
    pdf = job.draw()
    texts = page_text(pdf)
    told: dict[str, set[tuple[int, int]]] = {}
    for page, text in zip(pictures(pdf), texts, strict=True):
        for code in codes_on(page):
            one = code.stamp
            assert quiet(page, code)
            assert office.store.sealer.genuine(one)
            assert one.blank
            assert (one.sheet, one.copy) == (sheet.upper(), 0)
            assert one.number in text
            told.setdefault(one.number, set()).add((one.leaf, one.page))
    assert list(told) == list(numbers)
    assert told[numbers[0]] == told[numbers[1]]


def test_empty_forms_without_numbers_have_no_stamp(office: Office):
    assert stamps(press(office).blank_job("complaint", 2)) == []


def test_each_page_of_a_book_has_its_own_number(office: Office):
    numbers = office.store.reserve("communication", "P-02", 3, office.zhou)
    job = press(office).blank_job("communication", reserved=numbers)
    texts = page_text(job.draw())
    found = stamps(job)
    assert [(one.number, one.page, one.pages) for one in found] == [(number, 1, 1) for number in numbers]
    assert all(number in text for number, text in zip(numbers, texts, strict=True))


def test_the_same_job_gives_the_same_bytes(office: Office):
    job = press(office).sheet_job([office.complaint("accepted")])
    assert job.draw() == job.draw()


@pytest.mark.rule("R-009")
def test_a_corrected_form_is_stamped_with_its_edition(office: Office):
    complaint = office.complaint("closed")
    press(office).sheet_job([complaint]).log(2)
    office.correct(complaint, office.chen, "写错了", content="门岗保安态度不好")
    job = press(office).sheet_job([complaint])
    found = stamps(job)
    assert {(one.edition, one.copy) for one in found} == {(2, 1)}
    assert "第2版，代替第1版" in "".join(page_text(job.draw())[0].split())
