"""What goes to paper: who may print what, what it says, and what is remembered of it."""

from __future__ import annotations

import datetime
import json
import re
import threading

import pytest

from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.paper.render import page_count, page_text
from custdesk.press import Period, Press, PrintJob
from custdesk.rules.privacy import leaks
from custdesk.store.store import SYSTEM, Refused
from tests.desks import Office, at

APRIL = Period.of_month(datetime.date(2027, 4, 1))


def press(office: Office, user: str = "zhou") -> Press:
    return Press(office.store, getattr(office, user))


def text_of(job: PrintJob) -> str:
    return re.sub(r"\s", "", "".join(page_text(job.draw())))


def given(office: Office, state: str = "accepted", **values) -> int:
    known = {"unit": office.unit("5-603"), "phone": "13800050603", "complainant": office.resident("马先生")}
    return office.complaint(state, **{**known, **values})


# --- one form -----------------------------------------------------------------------------------------------


def test_the_form_says_what_the_record_says(office: Office):
    office.store.set_setting("company_complaint_hotline", "400-820-8888", SYSTEM)
    job = press(office).sheet_job([given(office)])
    said = text_of(job)
    for part in (
        "TS-2027-0001",
        "QR-7.2.3-04",
        "门岗保安态度生硬",
        "5-603",
        "翠湖花园管理处",
        "400-820-8888",
    ):
        assert part in said
    assert job.numbers == ("TS-2027-0001",)
    assert job.sheet.number == "P-03"


def test_internal_sheets_carry_the_phone_in_full(office: Office):
    complaint = given(office)
    assert str(office.see(complaint, office.lin).values["phone"]) == "138****0603"
    assert "13800050603" in text_of(press(office, "lin").sheet_job([complaint]))


def test_it_is_drawn_in_any_thread_without_the_store(office: Office):
    job, drawn = press(office).sheet_job([given(office)]), []
    office.store.close()
    worker = threading.Thread(target=lambda: drawn.append(job.draw()))
    worker.start()
    worker.join()
    assert page_count(drawn[0]) == 2


def test_a_hidden_record_is_refused(office: Office):
    complaint = office.complaint(
        "registered", category="compensation_or_director", against_director=True, accused_staff=office.chen.id,
        handler=office.guo.id, content="经理态度恶劣",
    )  # fmt: skip
    with pytest.raises(Refused):
        press(office, "chen").sheet_job([complaint])
    job = press(office, "chen").list_job("complaint", "P-04", APRIL)
    assert job.snapshots == ()


def test_nothing_at_all_is_refused(office: Office):
    for ids in ([], [999_999]):
        with pytest.raises(Refused):
            press(office).sheet_job(ids)


@pytest.mark.rule("R-030")
def test_a_form_is_printed_only_once_the_complaint_is_accepted(office: Office):
    complaint = given(office, "registered")
    with pytest.raises(Refused) as refused:
        press(office).sheet_job([complaint])
    assert refused.value.problems[0].rule == "R-030"


def test_in_a_batch_what_is_not_ready_is_named_and_left_out(office: Office):
    ready, raw = given(office), given(office, "registered")
    with pytest.raises(Refused):
        press(office).sheet_job([ready, raw])
    job = press(office).sheet_job([ready, raw], leave_out=True)
    assert [one.id for one in job.snapshots] == [ready]
    assert "TS-2027-0002" in Words("zh_Hans")(job.warnings[0].text)
    assert not job.warnings[0].grave
    with pytest.raises(Refused):
        press(office).sheet_job([raw], leave_out=True)


def test_two_kinds_in_one_job_are_refused(office: Office):
    with pytest.raises(KnownError):
        press(office).sheet_job([given(office), office.entry()])


@pytest.mark.rule("R-025")
def test_a_missing_hotline_is_warned_of(office: Office):
    complaint = given(office)
    assert {one.field for one in press(office).sheet_job([complaint]).warnings} == {
        "company_complaint_hotline", "office_complaint_hotline",
    }  # fmt: skip
    for name in ("company_complaint_hotline", "office_complaint_hotline"):
        office.store.set_setting(name, "400-1", SYSTEM)
    assert press(office).sheet_job([complaint]).warnings == ()


def test_code_and_title_come_from_the_settings(office: Office):
    complaint = given(office)
    office.store.set_setting("form_code.REC-03", "CH-07", SYSTEM)
    office.store.set_setting("form_title.REC-03", "业主投诉单", SYSTEM)
    job = press(office).sheet_job([complaint])
    assert job.title == "业主投诉单"
    assert "业主投诉单" in text_of(job)
    assert "CH-07" in text_of(job)


@pytest.mark.rule("R-007")
def test_a_sheet_printed_after_signing_is_a_copy(office: Office):
    complaint = given(office, "closed")
    job = press(office).sheet_job([complaint])
    assert job.style.signed[complaint].name == "马先生"
    assert "马先生·" in text_of(job)
    assert not press(office).sheet_job([given(office)]).style.signed


@pytest.mark.rule("R-009")
def test_a_frozen_record_prints_the_names_and_title_of_then(office: Office):
    complaint = given(office, "closed", unit=None)
    staff = office.edit(office.lin.id, office.chen)
    staff.put("name", "林晓燕改名")
    office.store.save(staff, office.chen)
    office.store.set_setting("form_title.REC-03", "新单", SYSTEM)
    said = text_of(press(office).sheet_job([complaint]))
    assert "林晓燕" in said
    assert "改名" not in said
    assert "新单" not in said


def test_practice_stands_on_the_sheet(office: Office):
    complaint = given(office)
    assert not press(office).sheet_job([complaint]).style.practice
    office.store.set_setting("practice", True, SYSTEM)
    assert press(office).sheet_job([complaint]).style.practice


# --- the print log ------------------------------------------------------------------------------------------


def test_nothing_is_logged_before_it_is_on_paper(office: Office):
    press(office).sheet_job([given(office)]).draw()
    assert office.sql('SELECT * FROM "print"') == []


def test_every_print_is_logged_with_what_it_said(office: Office):
    complaint = given(office)
    job = press(office).sheet_job([complaint])
    job.draw()
    assert job.log(2) == (1,)
    ((record, sheet, edition, copy, user, body, pages),) = office.sql(
        'SELECT "record", "sheet", "edition", "copy", "user", "snapshot", "pages" FROM "print"'
    )
    assert (record, sheet, edition, copy, user, pages) == (complaint, "P-03", 1, 1, office.zhou.id, 2)
    shown = json.loads(body)
    assert shown["content"] == "门岗保安态度生硬"
    assert shown["phone"] == "13800050603"
    assert shown["handling"] == ""
    assert "printed_at" not in shown
    assert set(shown) == {"number", *job.sheet.names()}


def test_the_digest_is_of_printed_values_only(office: Office):
    complaint = given(office)
    press(office).sheet_job([complaint]).log(2)
    office.clock.pass_minutes(300)
    office.change(complaint, office.lin, hotline_told=True)  # not on the sheet
    again = press(office).sheet_job([complaint])
    assert again.copy == 2
    assert again.log(2) == (2,)
    office.change(complaint, office.lin, investigation="已调看录像")
    press(office).sheet_job([complaint]).log(2)
    first, second, third = (row[0] for row in office.sql('SELECT "digest" FROM "print" ORDER BY "id"'))
    assert first == second != third


def test_a_batch_logs_each_record_with_its_pages(office: Office):
    ids = [given(office), given(office, content="漏水，" * 500)]
    job = press(office).sheet_job(ids, two_sided=True)
    assert page_count(job.draw()) == 6  # an empty back between them
    assert job.log(6) == (1, 1)
    assert office.sql('SELECT "record", "pages" FROM "print" ORDER BY "id"') == [(ids[0], 2), (ids[1], 3)]


def test_drawing_stops_when_told(office: Office):
    ids = [given(office) for _ in range(3)]
    told: list[int] = []
    assert press(office).sheet_job(ids).draw(lambda done, _total: bool(told.append(done)) or done < 2) == b""
    assert told == [1, 2]


# --- lists --------------------------------------------------------------------------------------------------


def test_p01_of_a_shift_holds_its_entries_whatever_their_time(office: Office):
    office.entry(content="昨夜的事", occurred_at=at("04-15 23:30"))
    office.entry(content="今天的事")
    shift = office.see(office.shift)
    said = text_of(press(office).list_job("duty_log", "P-01", Period.of_shift(shift)))
    assert "昨夜的事" in said
    assert "今天的事" in said
    assert "林晓燕" in said


def test_p01_of_a_day(office: Office):
    office.entry(content="昨夜的事", occurred_at=at("04-15 23:30"))
    office.entry(content="今天的事")
    said = text_of(press(office).list_job("duty_log", "P-01", Period.of_day(datetime.date(2027, 4, 16))))
    assert "昨夜的事" not in said
    assert "今天的事" in said
    assert "2027年4月16日" in said


def test_p04_of_a_month(office: Office):
    given(office)
    job = press(office).list_job("complaint", "P-04", APRIL)
    assert "TS-2027-0001" in text_of(job)
    assert (
        len(press(office).list_job("complaint", "P-04", Period.of_month(datetime.date(2027, 3, 9))).snapshots)
        == 0
    )
    job.log(1)
    assert office.sql('SELECT "sheet" FROM "print"') == [("P-04",)]
    assert press(office).list_job("complaint", "P-04", APRIL).copy == 2


def test_the_last_month_of_a_year_ends_with_it():
    december = Period.of_month(datetime.date(2027, 12, 31))
    assert december.since == at("12-01 00:00")
    assert december.until == at("01-01 00:00", 2028)


@pytest.mark.rule("R-011")
def test_the_public_version_names_nobody(office: Office):
    complaint = given(office, "closed", content="马先生说保安态度生硬", accused_staff=office.su.id)
    given(office, "registered", validity="not_valid", explanation="马先生误会")
    voided = given(office)
    office.step(voided, "void", office.chen, reason="马先生撤回")
    job = press(office).list_job("complaint", "P-04", APRIL, public=True)
    said = text_of(job)
    assert "TS-2027-0001" in said
    seen = {**office.values(complaint), "complainant": "马先生", "unit": "5-603"}
    assert leaks(said, seen, ["林晓燕", "苏婷", "态度生硬", "误会", "撤回"]) == []
    for one in job.snapshots:
        assert one.names == {}
        assert "马" not in json.dumps(job.shown(one), ensure_ascii=False)
    assert "马先生" in text_of(press(office).list_job("complaint", "P-04", APRIL))


@pytest.mark.rule("R-011")
def test_a_list_without_public_columns_has_no_public_version(office: Office):
    with pytest.raises(KnownError):
        press(office).list_job("duty_log", "P-01", APRIL, public=True)


# --- empty forms --------------------------------------------------------------------------------------------


def test_empty_forms(office: Office):
    job = press(office).blank_job("complaint", 3)
    assert page_count(job.draw()) == 6
    assert job.log(6) == ()
    with pytest.raises(KnownError):
        press(office).blank_job("customer")
