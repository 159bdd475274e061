"""What goes to paper of the forms with several sheets, copies, photos, public versions."""

from __future__ import annotations

import datetime
import re
import threading

import pytest

from custdesk.binders import ALL
from custdesk.language import Words
from custdesk.paper.render import page_count, page_text
from custdesk.paper.said import is_public, made_public
from custdesk.press import Press, PrintJob
from custdesk.records.complaint_summary import ComplaintMonthlySummary
from custdesk.snapshot import Snapshot
from custdesk.store.store import SYSTEM
from tests.custdesk.paper.forms import PUBLIC, Repair, picture, repair
from tests.custdesk.paper.test_photo_pages import pictures
from tests.desk_events import event
from tests.desk_field import finished, plan
from tests.desk_papers import against_the_manager, agreement, note
from tests.desk_repairs import order
from tests.desk_summary import take
from tests.desks import Office, at


def press(office: Office, user: str = "zhou") -> Press:
    return Press(office.store, getattr(office, user))


def text_of(job: PrintJob) -> str:
    return re.sub(r"\s", "", "".join(page_text(job.draw())))


# --- several sheets of one record ---------------------------------------------------------------------------


def test_each_sheet_of_a_record_has_its_title_and_its_own_print_count(office: Office):
    record = event(office, "recorded")
    for number, title in (("P-12", "社区文化活动记录表"), ("P-13", "社区文化活动效果评估表")):
        job = press(office).sheet_job([record], number)
        assert title in text_of(job)
        assert Words("zh_Hans")(job.title) == title
        assert job.copy == 1
        job.log(1)
    assert press(office).sheet_job([record], "P-12").copy == 2
    assert press(office).sheet_job([record], "P-13").copy == 2


def test_without_a_number_the_first_sheet_is_printed(office: Office):
    assert press(office).sheet_job([event(office)]).sheet.number == "P-12"


# --- copies -------------------------------------------------------------------------------------------------


def test_three_copies_are_one_print(office: Office):
    job = press(office).sheet_job([order(office, "dispatched")])
    pdf = job.draw()
    assert page_count(pdf) == 1
    assert len(re.findall(r"第\d联/共3联", page_text(pdf)[0])) == 3
    assert job.log(1) == (1,)
    assert office.one("SELECT count(*) FROM print") == 1
    assert press(office).sheet_job([job.snapshots[0].id]).copy == 2


# --- photos -------------------------------------------------------------------------------------------------


def with_photos(office: Office, upto: str = "held") -> int:
    record = event(office, upto)
    for number in range(3):
        office.store.attach(
            record, picture(800, 600, colour=("red", "green", "blue")[number]), f"{number}.jpg", "photo", office.su, f"第{number}张"
        )  # fmt: skip
    return record


def test_photos_reach_the_paper_without_the_store(office: Office):
    job = press(office).sheet_job([with_photos(office)], "P-12")
    office.store.close()
    drawn: list[bytes] = []
    worker = threading.Thread(target=lambda: drawn.append(job.draw()))
    worker.start()
    worker.join()
    assert sum(map(len, pictures(drawn[0]))) == 3
    assert "照片2：第1张" in re.sub(r"\s", "", "".join(page_text(drawn[0])))


def test_how_many_photos_stand_on_a_page_is_chosen_at_print(office: Office):
    record = with_photos(office)
    assert max(map(len, pictures(press(office).sheet_job([record], photos=2).draw()))) <= 2
    assert press(office).sheet_job([record], photos=2).style.photos == 2


def test_the_log_keeps_which_photos_were_printed_under_which_caption(office: Office):
    record = with_photos(office)
    job = press(office).sheet_job([record], "P-12")
    said = job.shown(job.snapshots[0])["photos"].splitlines()
    assert [line.split(" ", 1)[1] for line in said] == ["第0张", "第1张", "第2张"]
    assert "photos" not in press(office).sheet_job([record], "P-13").shown(job.snapshots[0])


def test_a_frozen_record_prints_the_photos_it_froze_with(office: Office):
    record = with_photos(office, "recorded")
    office.step(record, "evaluate", office.su, feedback=({"text": "热闹", "from_whom": "王秀兰"},),
                effect_summary="好评", effect_evaluation="good")  # fmt: skip
    office.step(record, "close", office.chen)
    job = press(office).sheet_job([record], "P-12")
    assert job.snapshots[0].values["frozen_at"]
    office.clock.now = at("10-01 09:00")
    office.store.attach(record, picture(90, 60), "later.jpg", "photo", office.su)
    assert len(press(office).sheet_job([record], "P-12").snapshots[0].values["attachments"]) == 3


# --- public versions ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-011")
def test_a_public_sheet_is_made_of_its_own_fields_and_of_nothing_else():
    seen = made_public(repair(owner="王秀兰"), PUBLIC)
    assert set(seen.values) == {"number", "state", "edition", "closed_on", "satisfied", "tallies"}
    assert [set(row) for row in seen.values["tallies"]] == [{"kind", "on_time"}] * 3
    assert seen.names == {}


@pytest.mark.rule("R-011")
def test_links_and_masked_values_are_never_public():
    kinds = {name: getattr(Repair, name) for name in ("unit", "phone", "owner", "satisfied")}
    assert {name: is_public(kind) for name, kind in kinds.items()} == {
        "unit": False, "phone": False, "owner": True, "satisfied": True,
    }  # fmt: skip


@pytest.mark.rule("R-011")
def test_the_public_summary_carries_no_name_phone_or_home(office: Office):
    sheet = next(one for one in ComplaintMonthlySummary.form.sheets if one.public)
    secret = {
        "complainant": "王秀兰",
        "unit_name": "3-1202",
        "content": "楼上王秀兰家漏水",
        "handling": "已赔偿王秀兰",
    }
    values = {
        "number": "HZ-2027-0001",
        "edition": 1,
        "cases": ({"number": "TS-2027-0031", "building": "3栋", **secret},),
    }
    inner, outer = (
        re.sub(r"\s", "", "".join(page_text(PrintJob(ComplaintMonthlySummary, one, (Snapshot(ComplaintMonthlySummary, 7, values),),
                                                     press(office)._style("REC-05"), "zh_Hans").draw())))
        for one in ComplaintMonthlySummary.form.sheets
    )  # fmt: skip
    assert "王秀兰" in inner
    assert "王秀兰" not in outer
    assert "3-1202" not in outer
    assert "TS-2027-0031" in outer
    assert "投诉月度汇总（公布版）" in outer
    assert "公布版" in outer
    assert made_public(Snapshot(ComplaintMonthlySummary, 7, values), sheet).values["cases"] == (
        {"number": "TS-2027-0031", "building": "3栋"},
    )


# --- empty forms --------------------------------------------------------------------------------------------


def test_the_empty_form_of_a_register_is_a_page_of_it(office: Office):
    job = press(office).blank_job("communication", 2)
    assert job.sheet.number == "P-02"
    text = text_of(job)
    assert "与顾客沟通登记表" in text
    assert "QR-7.2.3-03" in text
    assert "意见内容" in text
    assert job.log(2) == ()
    assert office.one("SELECT count(*) FROM print") == 0


@pytest.mark.parametrize(
    ("key", "number"), [(record.form.key, sheet.number) for record in ALL for sheet in record.form.sheets]
)
def test_every_form_prints_empty_with_no_number(office: Office, key: str, number: str):
    job = press(office).blank_job(key, sheet_number=number)
    text = text_of(job)
    assert "".join(Words("zh_Hans")(job.title).split()) in text
    assert "None" not in text
    assert not re.search(r"[A-Z]{2}-20\d\d-\d{4}", text)


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
@pytest.mark.parametrize(
    "number", ["P-06", "P-07", "P-08", "P-09", "P-10", "P-11", "P-12", "P-13", "P-20a", "P-20b", "P-21"]
)
def test_an_empty_form_is_one_page(office: Office, number: str, language: str):
    office.store.set_setting("paper_language", language, SYSTEM)
    key = next(one.form.key for one in ALL if number in [sheet.number for sheet in one.form.sheets])
    assert page_count(press(office).blank_job(key, sheet_number=number).draw()) == 1


# --- what each of the smaller sheets says -------------------------------------------------------------------


def test_the_sheet_of_one_duty_log_entry_names_who_asked_and_leaves_both_signatures_blank(office: Office):
    said = text_of(press(office).sheet_job([office.entry(answer_given="带身份证到前台")], "P-01a"))
    for words in ("问停车证怎样办理", "带身份证到前台", "马先生", "林晓燕", "值班人员", "接班人员"):
        assert words in said


@pytest.mark.rule("R-011")
def test_the_internal_summary_lists_the_cases_with_their_names_and_the_public_one_without(office: Office):
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    office.clock.set("2027-04-02 09:00")
    summary = office.save("complaint_summary", office.su)
    inner, outer = (text_of(press(office).sheet_job([summary], one)) for one in ("P-05", "P-05 public"))
    for words in ("马先生", "门岗保安态度生硬", "管理处经理签字"):
        assert words in inner
        assert words not in outer
    for said in (inner, outer):
        assert "TS-2027-0001" in said


def test_the_cover_of_an_agreement_shows_plan_money_and_the_ladder_of_approvals(office: Office):
    paper = agreement(office, against_the_manager(office), "filed")
    said = text_of(press(office).sheet_job([paper], "P-36-16"))
    for words in ("赔偿地板维修费", "3,000.00", "郑宏", "黄志远", "TS-2027-0001"):
        assert words in said


def test_the_weekly_sample_is_a_list_with_phones_and_columns_for_the_ratings(office: Office):
    for hour in ("09", "10", "11"):
        finished(office, f"04-07 {hour}:00")
    record = office.save("callback_sample", office.lin)
    said = text_of(press(office).sheet_job([record], "P-36-23"))
    phone = office.values(record)["results"][0]["phone"]
    for words in ("WX-2027-", str(office.values(record)["seed"]), phone, "质量", "态度", "抽样"):
        assert words in said


def test_the_visit_plan_lists_its_days_to_the_end_of_the_warranty(office: Office):
    record = plan(office, datetime.date(2026, 8, 31))
    said = text_of(press(office).sheet_job([record], "P-36-24"))
    for words in ("翠湖花园8栋", "HT-2024-017", "2026年11月30日", "2027年2月28日", "2031年8月31日"):
        assert words in said


def test_a_contact_note_says_to_whom_and_what_and_waits_for_the_receiver(office: Office):
    record = note(office, office.complaint("handling"), subject="保安态度")
    said = text_of(press(office).sheet_job([record], "P-36-47"))
    for words in ("质管部", "保安态度", "请核实", "签收"):
        assert words in said
