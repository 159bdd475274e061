"""What a complaint's rules must show ("Shows" of domain 4.3), seen on the record or among its notices."""

from __future__ import annotations

import datetime

import pytest

from custdesk.records import complaint_course as course
from tests.desks import WORDS, Office, at, on


def notices(office: Office, record_id: int, user=None) -> dict[str, str]:
    """Return the notices of a record: field -> message."""
    facts = office.store.facts(user or office.lin, record_id)
    return {one.field: one.text.msgid for one in course.notices(office.values(record_id), facts)}


@pytest.mark.rule("R-025")
def test_the_companys_hotline_stands_beside_a_fresh_complaint(office):
    record_id = office.complaint(hotline_told=False)
    assert "hotline_told" not in notices(office, record_id)
    office.store.set_setting("company_complaint_hotline", "8812-9000", office.chen, "公司的要求")
    facts = office.store.facts(office.lin, record_id)
    said = next(one for one in course.notices(office.values(record_id), facts) if one.field == "hotline_told")
    assert dict(said.text.values)["number"] == "8812-9000"
    told = office.complaint(hotline_told=True)
    assert "hotline_told" not in notices(office, told)


@pytest.mark.rule("R-029")
def test_the_delay_to_the_office_is_shown_in_minutes(office):
    record_id = office.complaint(received_at=at("04-16 18:30"), passed_to_office_at=at("04-16 18:50"))
    assert office.see(record_id).values["pass_on_delay"] == 20


@pytest.mark.rule("R-033")
def test_the_proposed_lead_is_shown(office):
    assert office.see(office.complaint(category="attitude_or_quality")).values["proposed_lead"] == "QC"
    assert office.see(office.complaint(category="charges")).values["proposed_lead"] == "finance"


@pytest.mark.rule("R-045")
def test_the_original_due_date_stays_beside_the_one_in_force(office):
    record_id = office.complaint("handling")
    office.change(
        record_id,
        office.lin,
        extensions=(
            {
                "new_due": at("04-24 00:00"),
                "reason": "等配件",
                "told_at": office.clock.now,
                "told_by": office.lin.id,
                "customer_agreed": True,
            },
        ),
    )
    seen = office.see(record_id).values
    assert (seen["original_due"], seen["due_at"]) == (at("04-20 00:00"), at("04-24 00:00"))


@pytest.mark.rule("R-048")
def test_old_news_are_asked_for(office):
    record_id = office.complaint("handling")
    assert "progress" not in notices(office, record_id)
    office.clock.set("2027-04-19 10:00")
    assert "progress" in notices(office, record_id)
    assert office.see(record_id).values["news_age"] == 3


@pytest.mark.rule("R-049")
def test_photos_are_counted(office):
    record_id = office.complaint()
    office.store.attach(record_id, b"jpeg", "a.jpg", "photo", office.lin)
    office.store.attach(record_id, b"pdf", "a.pdf", "scan", office.lin)
    assert office.see(record_id).values["photo_count"] == 1


@pytest.mark.rule("R-055")
def test_what_lingers_handled_is_said(office):
    record_id = office.complaint("handled")
    assert "closed_at" not in notices(office, record_id)
    office.clock.now += datetime.timedelta(days=5)
    assert "closed_at" in notices(office, record_id)


@pytest.mark.rule("R-054")
def test_a_major_complaint_is_to_be_announced_after_its_report(office):
    record_id = office.complaint(nature="major")
    paper = {
        "kind": "corrective_report", "reference": "JC-1", "approved_by": "陈国栋", "approved_on": on("04-16"),
        "kept_at": "档案柜",
    }  # fmt: skip
    office.change(record_id, office.lin, papers=(paper,))
    assert "company_announced_at" in notices(office, record_id)
    office.change(record_id, office.lin, company_announced_at=on("04-16"))
    assert "company_announced_at" not in notices(office, record_id)


@pytest.mark.rule("R-032")
def test_hints_speak_for_major_and_leave_the_choice(office):
    assert "nature" in notices(office, office.complaint(content="外墙渗水，三户受影响，要求赔偿"))
    assert "nature" not in notices(office, office.complaint(content="门岗保安态度生硬"))


@pytest.mark.rule("R-032")
def test_the_third_home_and_the_third_complaint_are_hints_and_say_so_in_words(office):
    first = office.complaint(unit="4-101", content="噪音")
    second = office.complaint(unit="4-201", content="噪音", leading_complaint=first)
    assert "nature" not in notices(office, second)
    third = office.complaint(unit="4-301", content="噪音", leading_complaint=first)
    for record_id in (first, second, third):
        facts = office.store.facts(office.lin, record_id)
        (hint,) = [one for one in course.notices(office.values(record_id), facts) if one.rule == "R-032"]
        assert WORDS(hint.text) == "可能属重大投诉：涉及三户以上（含三户）"
    again = [office.complaint(unit="5-603", content="噪音")]
    for hour in ("19:00", "20:00"):
        office.clock.set(f"04-16 {hour}")
        again.append(office.complaint(unit="5-603", content="噪音", leading_complaint=again[0]))
    assert ["nature" in notices(office, one) for one in again] == [False, False, True]


@pytest.mark.rule("R-061")
def test_an_unclear_cause_suggests_a_joint_review_before_it_is_late(office):
    record_id = office.complaint("handling")
    assert "escalations" not in notices(office, record_id)
    office.change(record_id, office.lin, cause_unclear=True)
    assert "escalations" in notices(office, record_id)


@pytest.mark.rule("R-046")
def test_the_timers_and_the_companys_news_run_from_the_receipt_not_from_the_accepting(office):
    office.store.set_setting("first_reply_hours", 2, office.chen, "公司的要求")
    record_id = office.complaint(nature="major")
    office.clock.pass_minutes(180)
    found = notices(office, record_id)
    assert found["progress"] == "First reply late: due {due}"
    assert found["papers"].startswith("Tell the company"), "R-027"


@pytest.mark.rule("R-027")
def test_a_major_complaint_the_company_was_not_told_of_is_named_after_its_handling_too(office):
    record_id = office.complaint(
        "handled", nature="major", due_set_to=at("04-30 00:00"), due_set_by="陈国栋", due_set_on=on("04-16")
    )
    assert "papers" in notices(office, record_id)
