"""The day's calls on paper (P-36-07), what a callback says it is about, and what of it a hidden complaint lets out."""

from __future__ import annotations

import json

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.press import Period, Press
from custdesk.store.checking import check_store
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM
from tests import desk_field, desk_repairs
from tests.custdesk.test_press import text_of
from tests.desk_papers import against_the_manager
from tests.desks import Office, at, on

SECRET = "陈主任当众辱骂"
FORM, LIST = "service_callback", "P-36-07"


def listed(office: Office, day: str, user: str = "su"):
    """Return the print job of a day's calls."""
    return Press(office.store, getattr(office, user)).list_job(FORM, LIST, Period.of_day(on(day)))


def ids(job) -> list[int]:
    return [one.id for one in job.snapshots]


def called_on(office: Office, due: str, **values) -> int:
    """A routine callback due at the end of a day ("04-20 00:00" is the 19th's) or at a minute."""
    order = desk_repairs.order(office, "finished", **values)
    (found,) = [one["id"] for one in desk_repairs.of_order(office, order)]
    office.change(found, office.su, due_at=at(due))
    return found


# -- the list ------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-065")
def test_a_day_holds_what_is_due_in_it_its_last_midnight_included_and_what_is_late(office: Office):
    late = called_on(office, "04-18 00:00", content="前日的事")
    morning = called_on(office, "04-19 09:30", content="上午的事")
    end = called_on(office, "04-20 00:00", content="当日的事")
    called_on(office, "04-20 00:01", content="次日的事")
    job = listed(office, "04-19")
    assert ids(job) == [late, morning, end]
    assert ids(listed(office, "04-16")) == []
    assert ids(listed(office, "04-17")) == [late]  # due until the 17th, 24:00
    assert "次日的事" not in text_of(job)


def test_without_what_is_late_a_midnight_belongs_to_the_day_it_ends(office: Office):
    midnight, minute = called_on(office, "04-18 00:00"), called_on(office, "04-18 00:01")
    days = {day: Period.of_day(on(day)) for day in ("04-17", "04-18")}
    found = {
        day: office.read(office.su).ids(ListQuery(FORM, since=one.since, until=one.until, by="due_at"))
        for day, one in days.items()
    }
    assert found == {"04-17": [midnight], "04-18": [minute]}


@pytest.mark.rule("R-065")
def test_what_was_called_or_given_up_is_not_on_the_list(office: Office):
    due = [called_on(office, "04-20 00:00") for _one in range(4)]
    office.clock.set("04-17 10:00")
    desk_repairs.called(office, due[0])
    desk_field.not_reached(office, due[1])
    office.step(due[2], "void", office.chen, reason="重复")
    tried = ({"at": at("04-17 09:00"), "by": office.su.id, "reason": "无人接听"},)
    office.step(due[3], "attempt", office.su, attempts=tried)
    assert ids(listed(office, "04-19")) == [due[3]]


def test_a_query_by_happening_still_leaves_its_last_midnight_to_the_next_day(office: Office):
    first = office.entry(occurred_at=at("04-15 00:00"))
    office.entry(occurred_at=at("04-16 00:00"))
    day = Period.of_day(on("04-15"))
    assert office.read(office.lin).ids(ListQuery("duty_log", since=day.since, until=day.until)) == [first]


@pytest.mark.rule("R-011")
def test_the_list_says_whom_to_call_where_about_what_with_the_phone_in_full_and_the_print_is_logged(
    office: Office,
):
    call = called_on(office, "04-20 00:00", content="卫生间顶板漏水，\n夜里更甚")
    complaint = office.complaint("handled", complainant=office.resident("马先生"), phone="13800050603")
    about = desk_repairs.callback(office, complaint, "complaint")
    office.change(about, office.su, due_at=at("04-20 00:00"))
    job = listed(office, "04-19")
    said = text_of(job)
    for part in (
        "3-1202",
        "王秀兰",
        "13812345678",
        "卫生间顶板漏水，夜里更甚",
        "吴建平",
        "24:00",
        "马先生",
        "13800050603",
    ):
        assert part in said, part
    assert ids(job) == [call, about]
    assert "138****5678" in str(office.see(call, office.su).values["phone"])
    job.log(1)
    assert office.sql('SELECT "sheet", "record" FROM "print"') == [(LIST, None)]
    line = office.one("SELECT body FROM trail_payload JOIN trail USING (seq) WHERE what = 'print_list'")
    assert json.loads(line)["count"] == 2
    assert listed(office, "04-19").copy == 2
    assert listed(office, "04-20").copy == 1


@pytest.mark.rule("R-007")
def test_judgements_are_left_to_the_hand(office: Office):
    called_on(office, "04-20 00:00")
    job = listed(office, "04-19")
    assert not {column.name for column in job.sheet.columns} & {
        "quality_rating",
        "attitude_rating",
        "overall_rating",
    }
    said = text_of(job)
    for label in job.sheet.by_hand:
        assert job.style.words(label) in said
    assert job.style.words(job.sheet.signatures.labels[0]) in said


def test_a_plain_list_has_its_own_title_and_not_the_forms_title_or_code(office: Office):
    office.store.set_setting("form_title.REC-07", "居家服务回访单", SYSTEM)
    office.store.set_setting("form_code.REC-07", "CH-07", SYSTEM)
    called_on(office, "04-20 00:00")
    job = listed(office, "04-19")
    said = text_of(job)
    assert job.style.words(job.sheet.title) in said
    assert "居家服务回访单" not in said
    assert "CH-07" not in said


# -- what it is about ----------------------------------------------------------------------------------------


def test_the_line_of_a_callback_says_what_was_repaired(office: Office):
    call = called_on(office, "04-20 00:00", content="厨房龙头\n滴水 " + "很久" * 40)
    about = office.values(call)["about"]
    assert about.startswith("厨房龙头 滴水 很久")
    assert len(about) == 60
    assert about.endswith("…")
    (hit,) = office.read(office.su).records_as_hits([call])
    assert "厨房龙头 滴水" in hit.line
    assert call in [one.id for one in office.read(office.su).find("厨房龙头")]


def test_a_call_about_a_large_defect_or_a_complaint_says_so_too(office: Office):
    order = desk_repairs.order(office, "finished", content="屋面渗水", major_defect=True)
    (special,) = desk_field.of_form(office, "major_defect")
    assert office.values(desk_repairs.callback(office, special, "major_defect"))["about"] == "屋面渗水"
    complaint = office.complaint("handled", content="楼道堆物")
    call = desk_repairs.callback(office, complaint, "complaint")
    assert office.values(call)["about"] == "楼道堆物"
    assert office.values(desk_repairs.callback(office, order))["about"] == "屋面渗水"


def test_the_line_follows_the_order_when_the_call_is_made(office: Office):
    order = desk_repairs.order(office, "finished", content="漏水")
    (call,) = [one["id"] for one in desk_repairs.of_order(office, order)]
    office.change(order, office.lin, content="屋顶漏水")
    desk_repairs.called(office, call)
    assert office.values(call)["about"] == "屋顶漏水"


@pytest.mark.rule("R-064")
def test_what_a_hidden_complaint_says_does_not_come_out_by_its_callback(office: Office):
    complaint = against_the_manager(office, "handled", content=SECRET, complainant=office.resident("马先生"))
    call = office.save(FORM, office.lin, subject=complaint, kind="complaint", due_at=at("04-20 00:00"))
    assert office.values(call)["about"] == SECRET
    assert ids(listed(office, "04-19", "lin")) == [call]
    reader = office.read(office.chen)
    assert ids(listed(office, "04-19", "chen")) == []
    assert reader.records_as_hits([call]) == []
    assert [hit for hit in (*reader.owed(), *reader.find(SECRET)) if SECRET in (hit.line or "")] == []
    assert reader.history(call) == []
    desk = Desk(office.store, office.chen)
    assert not any(SECRET in (hit.line or "") for found in desk.find(SECRET) for hit in found)
    office.change(complaint, office.zhou, leader_decision="由公司处理")
    assert office.read(office.chen).record(call) is not None
    assert check_store(office.store.path).findings == []


@pytest.mark.rule("R-064")
def test_a_callback_vanishes_with_a_complaint_that_turns_out_to_be_about_the_reader(office: Office):
    complaint = office.complaint("handled", content=SECRET)
    call = desk_repairs.callback(office, complaint, "complaint", office.lin)
    assert office.read(office.su).record(call) is not None
    office.change(complaint, office.zhou, accused_staff=office.su.id)
    assert office.read(office.su).records_as_hits([call]) == []
    assert office.read(office.su).find(SECRET) == []


# -- engineering records in the strip ------------------------------------------------------------------------


def test_an_engineering_record_stands_in_the_strip_of_what_it_was_made_of(office: Office):
    complaint = office.complaint("handling", content="外墙开裂")
    repair = desk_field.notice(office, source=complaint)
    desk = Desk(office.store, office.lin)
    assert desk.chain(complaint).ids() == [complaint, repair]
    assert desk.chain(repair).ids() == [complaint, repair]


@pytest.mark.rule("R-064")
def test_the_strip_of_an_engineering_record_names_no_hidden_complaint(office: Office):
    complaint = against_the_manager(office, content=SECRET)
    create = next(one for one in BY_KEY["complaint"].form.creates if one.form == "engineering_repair")
    given = create.values(office.values(complaint), complaint)
    assert given["repair_content"] is None, "what is told about a person stays with the complaint"
    repair = desk_field.notice(office, source=complaint)
    other = desk_field.notice(office, source=complaint)
    desk = Desk(office.store, office.chen)
    seen = desk.read().record(repair)
    assert seen is not None, "the work itself is not hidden"
    assert SECRET not in seen.values["repair_content"]
    assert "TS-" not in seen.names[complaint]
    assert desk.chain(repair) is None
    assert desk.chain(complaint) is None
    assert Desk(office.store, office.zhou).chain(other).ids() == [complaint, repair, other]
