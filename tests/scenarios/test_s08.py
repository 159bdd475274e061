"""S-08 of domain.md: a year of community events, the plan, the lantern evening, and a quarter lost to ice."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import ALL
from custdesk.figures.obligations import Obligation, duties_of, instances
from custdesk.records.community_event import quarter_strip
from custdesk.rules import events
from custdesk.rules.periods import quarter_of
from tests.desk_events import PHOTO, event, lines, plan
from tests.desks import Office, at, on

pytestmark = pytest.mark.scenario("S-08")


def quarters(office: Office, year: int) -> dict[str, Obligation]:
    """The quarterly duty of a year as it stands now, by quarter."""
    duties = [one for one in duties_of(ALL) if one[1].key == "community_event"]
    found = instances(duties, on("01-01", year), on("12-31", year), office.store.facts(office.lin))
    return {f"q{(one.period.first.month + 2) // 3}": one for one in found if one.period.first.year == year}


def test_the_plan_is_approved_with_the_companys_plan_and_a_line_a_quarter(office: Office):
    office.clock.set("2027-01-20 09:00")
    year = plan(office, "draft", lines=lines("q1", "q2", "q4"), company_plan=None)
    office.store.attach(year, b"%PDF", "公司2027年社区文化活动计划.pdf", "file", office.su)
    assert office.refused(year, "approve", office.chen) == {"lines"}
    office.change(year, office.su, lines=lines("q1", "q2", "q3", "q4"))
    office.clock.set("2027-01-22 10:00")
    office.step(year, "approve", office.chen)
    office.store.keep_time()
    assert office.values(year)["state"] == "in_force"
    office.clock.set("2027-12-31 23:59")
    assert office.store.keep_time().records == ()
    office.clock.set("2028-01-01 00:00")
    office.store.keep_time()
    assert office.values(year)["state"] == "closed"


def test_mid_autumn_is_recorded_and_evaluated_in_time_and_the_third_quarter_is_done(office: Office):
    year = plan(office)
    office.clock.set("2027-09-06 09:00")
    lantern = event(office, plan=year, plan_item=3)
    assert at("09-11 19:00").weekday() == 5
    office.step(
        lantern, "prepare", office.su, programme="灯谜、河灯", notice_text="9月11日晚7时中心广场", notice_places="各宣传栏",
        notice_posted_on=on("09-06"), preparation=("place", "equipment"),
    )  # fmt: skip
    office.clock.set("2027-09-11 21:30")
    office.step(lantern, "hold", office.su, participants=86)
    assert quarters(office, 2027)["q3"].judged.done_at is None, "evidence missing"
    assert quarters(office, 2027)["q3"].judged.missing is not None

    # "recorded" is refused until one photo or a text is there; two photos are added.
    assert office.refused(lantern, "record", office.su, course="86人参加，秩序良好") == {"text_record"}
    for name in ("灯会.png", "河灯.png"):
        office.store.attach(lantern, PHOTO, name, "photo", office.su)
    office.clock.set("2027-09-13 09:00")
    office.step(lantern, "record", office.su, course="86人参加，秩序良好")
    assert office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', lantern) == "2027-09-19T00:00"
    office.clock.set("2027-09-17 10:00")
    office.step(
        lantern, "evaluate", office.su, effect_summary="邻里交流增多", effect_evaluation="very_good",
        feedback=({"text": "明年再办", "from_whom": "王秀兰"},),
    )  # fmt: skip
    assert office.see(lantern).values["in_time"] is True
    assert (quarters(office, 2027)["q3"].state, quarters(office, 2027)["q3"].judged.done_at) == (
        "done_on_time", at("09-11 19:00"),
    )  # fmt: skip
    rows = [office.values(lantern)]
    assert events.events_held(rows, quarter_of(on("09-11"))) == 1
    assert events.participation(rows, quarter_of(on("09-11"))) == (86, 1)


def cancelled_for_ice(office: Office) -> int:
    """Children's painting on Saturday 2027-12-18, prepared and cancelled."""
    office.clock.set("2027-12-10 09:00")
    painting = event(
        office, "prepared", theme="儿童绘画", kind="child_education", start_at=at("12-18 14:00"),
        end_at=at("12-18 16:00"),
    )  # fmt: skip
    office.clock.set("2027-12-17 16:00")
    office.step(painting, "cancel", office.chen, "道路结冰")
    return painting


@pytest.mark.parametrize(("now", "state"), [("2027-12-31 23:59", "due"), ("2028-01-01 00:00", "overdue")])
def test_the_fourth_quarter_is_overdue_from_new_year(office: Office, now: str, state: str):
    cancelled_for_ice(office)
    office.clock.set(now)
    assert quarters(office, 2027)["q4"].state == state
    strip = quarter_strip(office.store.facts(office.lin), 2027)
    assert (strip[3].state, strip[3].count) == ("due_soon" if state == "due" else "overdue", 0)


def test_an_event_in_january_counts_for_the_new_year_only(office: Office):
    cancelled_for_ice(office)
    office.clock.set("2028-01-02 09:00")
    event(office, "recorded", start_at=at("01-15 14:00", 2028), end_at=at("01-15 16:00", 2028))
    assert quarters(office, 2027)["q4"].state == "overdue"
    assert quarters(office, 2028)["q1"].state == "done_on_time"
    assert quarters(office, 2028)["q2"].judged.done_at is None


def test_an_event_of_the_last_day_evaluated_in_january_satisfies_the_fourth_quarter(office: Office):
    cancelled_for_ice(office)
    evening = event(office, "held", start_at=at("12-31 14:00"), end_at=at("12-31 17:00"))
    office.clock.set("2028-01-06 10:00")
    office.step(evening, "record", office.su, course="辞旧迎新", text_record="节目十二个")
    office.step(
        evening, "evaluate", office.su, effect_summary="好", effect_evaluation="good", no_feedback=True
    )
    assert quarters(office, 2027)["q4"].state == "done_on_time"
    assert office.see(evening).values["in_time"] is True
    assert quarters(office, 2027)["q4"].due_at == datetime.datetime(2028, 1, 1)
