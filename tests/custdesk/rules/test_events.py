"""Community events: R-085 to R-090, F-22, F-30, 9.4 no. 19; every edge the domain names."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from custdesk.rules import events
from custdesk.rules.periods import quarter_of, year_of
from custdesk.settings import Settings
from tests.desks import at, on, said

SETTINGS = Settings()
Q1, Q3, Q4 = (quarter_of(on(day)) for day in ("01-01", "07-01", "10-01"))
YEAR = on("01-01")
LINES = tuple({"quarter": one, "theme": "活动", "responsible": "苏婷"} for one in events.QUARTERS)
PLAN = {"year": YEAR, "company_plan": "公司2027年度计划", "lines": LINES}


def event(start: str, state: str = "recorded", year: int = 2027, **more: Any) -> dict[str, Any]:
    begins = at(start, year)
    return {"start_at": begins, "end_at": begins + datetime.timedelta(hours=2), "state": state, **more}


# -- R-086 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-086")
def test_the_plan_is_due_by_the_31st_of_january():
    assert events.plan_due(2027, SETTINGS) == at("02-01 00:00")
    assert events.plan_due(2028, SETTINGS.having("event_plan_due", "02-15")) == at("02-16 00:00", 2028)


@pytest.mark.rule("R-086")
def test_a_plan_without_a_third_quarter_is_not_approved():
    gap = {**PLAN, "lines": (LINES[0], LINES[1], LINES[3])}
    assert events.empty_quarters(gap) == ["q3"]
    (problem,) = events.missing_to_approve(gap, 0)
    assert (problem.field, dict(problem.text.values)) == ("lines", {"quarter": "3"})
    assert [dict(one.text.values)["quarter"] for one in events.quarters_problems({"lines": ()})] == list(
        "1234"
    )
    assert events.missing_to_approve(PLAN, 0) == []


@pytest.mark.rule("R-086")
def test_the_companys_plan_is_attached_or_written_or_the_manager_says_why_not():
    late = {**PLAN, "company_plan": None}
    assert said(events.missing_to_approve(late, 0)) == {"company_plan"}
    assert events.missing_to_approve(late, 1) == []
    assert events.missing_to_approve({**late, "without_plan_reason": "公司计划未下发"}, 0) == []


@pytest.mark.rule("R-086")
def test_a_planned_day_lies_in_its_quarter_of_the_plans_year():
    for day, wrong in (("03-31", False), ("04-01", True)):
        row = {**LINES[0], "planned_on": on(day)}
        assert bool(events.plan_line_problems({**PLAN, "lines": (LINES[1], row)})) is wrong
    next_year = {**LINES[0], "planned_on": on("02-01", 2028)}
    assert said(events.plan_line_problems({**PLAN, "lines": (LINES[1], next_year)})) == {"lines.1.planned_on"}


@pytest.mark.rule("R-086")
def test_a_plan_is_in_force_from_new_year_or_from_a_later_approval_until_the_years_end():
    assert events.in_force_at({"year": YEAR, "approved_at": at("12-20 10:00", 2026)}) == at("01-01 00:00")
    assert events.in_force_at({"year": YEAR, "approved_at": at("01-22 10:00")}) == at("01-22 10:00")
    assert events.in_force_at({"year": YEAR}) is None
    assert events.plan_ends_at({"year": YEAR}) == at("01-01 00:00", 2028)
    assert events.plan_ends_at({}) is None


@pytest.mark.rule("R-086")
def test_a_line_that_an_event_carries_out_stays_in_every_version():
    assert events.kept_lines_problems(PLAN, PLAN, [1, 4]) == []
    (problem,) = events.kept_lines_problems(PLAN, {**PLAN, "lines": LINES[:2]}, [2, 3, 3])
    assert dict(problem.text.values) == {"place": 3}
    new = {"quarter": "q1", "theme": "元宵灯会", "responsible": "苏婷"}
    (problem,) = events.kept_lines_problems(PLAN, {**PLAN, "lines": (new, *LINES)}, [3])
    assert dict(problem.text.values) == {"place": 3}, "it would stand for another event"
    amended = (*LINES[:2], {**LINES[2], "theme": "中秋晚会"}, LINES[3], new)
    assert events.kept_lines_problems(PLAN, {**PLAN, "lines": amended}, [3]) == []


# -- R-085 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-085")
def test_a_line_of_the_plan_is_named_by_its_number():
    assert events.planned_line(PLAN, 3) == LINES[2]
    assert [events.planned_line(PLAN, place) for place in (0, 5, None)] == [None, None, None]
    assert events.plan_link_problems({}, None) == [], "unplanned events are allowed"
    assert events.plan_link_problems({"plan_item": 4}, PLAN) == []
    assert said(events.plan_link_problems({"plan_item": 5}, PLAN)) == {"plan_item"}
    assert said(events.plan_link_problems({"plan_item": 1}, None)) == {"plan_item"}


@pytest.mark.rule("F-22")
@pytest.mark.rule("R-085")
def test_only_events_held_and_recorded_count_and_by_their_start():
    over_midnight = event("03-31 22:00")
    assert over_midnight["end_at"].date() == on("04-01")
    assert events.events_held([over_midnight], Q1) == 1
    assert events.events_held([over_midnight], quarter_of(on("04-01"))) == 0
    for state in ("planned", "prepared", "postponed", "held", "cancelled", "voided"):
        assert events.events_held([event("02-06 14:00", state)], Q1) == 0, state
    for state in ("recorded", "evaluated", "closed"):
        assert events.events_held([event("02-06 14:00", state)], Q1) == 1, state
    assert events.counted([over_midnight, event("04-01 10:00")], Q1) == [over_midnight]


@pytest.mark.rule("R-085")
def test_two_in_one_quarter_do_not_cover_the_next():
    two = [event("09-04 14:00"), event("09-11 19:00")]
    assert events.quarter_state(two, Q3, at("10-02 09:00"), SETTINGS) == "done"
    assert events.quarter_state(two, Q4, at("10-02 09:00"), SETTINGS) == "due"


@pytest.mark.rule("R-085")
def test_a_quarter_is_done_by_the_start_of_its_event_however_late_it_is_recorded():
    held = event("12-31 19:00", recorded_at=at("01-06 10:00", 2028))
    assert events.quarter_done_at([held], Q4, SETTINGS) == at("12-31 19:00")
    assert events.quarter_done_at([event("12-31 19:00", "held")], Q4, SETTINGS) is None
    two = SETTINGS.having("events_per_quarter", 2)
    assert events.quarter_done_at([held], Q4, two) is None
    assert events.quarter_done_at([held, event("11-06 10:00")], Q4, two) == at("12-31 19:00")


@pytest.mark.rule("R-085")
def test_a_held_event_without_record_is_evidence_missing():
    held = event("12-18 14:00", "held")
    assert events.evidence_missing([held, event("11-06 10:00")], Q4) == [held]
    assert events.quarter_state([held], Q4, at("12-20 09:00"), SETTINGS) == "evidence_missing"
    assert events.quarter_state([held], Q4, at("01-05 09:00", 2028), SETTINGS) == "evidence_missing"
    two = SETTINGS.having("events_per_quarter", 2)
    assert events.quarter_state([held], Q4, at("12-20 09:00"), two) == "due_soon", (
        "one event, held or not, is too few"
    )
    assert (
        events.quarter_state([held, event("11-06 10:00")], Q4, at("12-20 09:00"), two) == "evidence_missing"
    )


@pytest.mark.rule("R-085")
@pytest.mark.parametrize(
    ("now", "state"),
    [("09-30 23:59", "upcoming"), ("10-01 00:00", "due"), ("11-30 23:59", "due"), ("12-01 00:00", "due_soon"),
     ("12-31 23:59", "due_soon")],
)  # fmt: skip
def test_a_quarter_without_event_warns_thirty_days_before_its_end(now: str, state: str):
    assert events.warn_on(Q4) == on("12-01")
    assert events.quarter_state([event("12-18 14:00", "cancelled")], Q4, at(now), SETTINGS) == state
    warned = events.quarter_notices([], at(now), SETTINGS) if now[:2] != "09" else []
    assert bool(warned) is (state == "due_soon")


@pytest.mark.rule("R-085")
def test_a_quarter_is_overdue_from_the_first_instant_of_the_next():
    assert events.quarter_state([], Q4, at("01-01 00:00", 2028), SETTINGS) == "overdue"


@pytest.mark.rule("R-085")
@pytest.mark.parametrize(("began", "state"), [("12-31", "overdue"), ("01-01", "not_owed")])
def test_a_quarter_over_before_the_offices_first_day_is_not_owed(began: str, state: str):
    first = on(began, 2027 if began == "12-31" else 2028)
    now = at("01-05 09:00", 2028)
    assert events.quarter_state([], Q4, now, SETTINGS, first) == state
    assert events.quarter_state([event("12-18 14:00")], Q4, now, SETTINGS, first) == "done"
    strip = events.quarter_strip(2028, [], now, SETTINGS, first)
    assert [one.state for one in strip] == ["due", "upcoming", "upcoming", "upcoming"]


@pytest.mark.rule("R-085")
def test_the_strip_shows_four_quarters():
    rows = [event("02-06 14:00"), event("05-08 14:00"), event("05-15 14:00"), event("09-11 19:00", "held"),
            event("12-18 14:00", "cancelled")]  # fmt: skip
    strip = events.quarter_strip(2027, rows, at("12-20 09:00"), SETTINGS)
    assert [(one.period.first.month, one.state, one.count) for one in strip] == [
        (1, "done", 1), (4, "done", 2), (7, "evidence_missing", 0), (10, "due_soon", 0),
    ]  # fmt: skip


@pytest.mark.rule("R-085")
def test_the_desk_is_told_which_quarter_lacks_what():
    (problem,) = events.quarter_notices([], at("12-05 09:00"), SETTINGS)
    assert (problem.grave, dict(problem.text.values)["last"]) == (False, on("12-31"))
    (missing,) = events.quarter_notices([event("10-09 14:00", "held")], at("10-20 09:00"), SETTINGS)
    assert missing.text.msgid != problem.text.msgid
    assert events.quarter_notices([event("10-09 14:00")], at("12-20 09:00"), SETTINGS) == []


@pytest.mark.rule("F-30")
def test_participants_and_feedback_of_counted_events_are_summed_up_and_none_is_nought():
    said_something = ({"text": "很好"}, {"text": "音响太吵"})
    rows = [event("09-04 14:00", participants=40, feedback=said_something), event("09-11 19:00", participants=86),
            event("09-12 19:00", "held", participants=500), event("10-01 10:00", participants=9)]  # fmt: skip
    assert events.participation(rows, Q3) == (126, 2)
    assert events.participation([], Q3) == (0, 0)
    assert events.participation(rows, year_of(YEAR)) == (135, 2)


# -- R-087 to R-090 ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-087")
def test_either_a_photo_or_a_text_suffices():
    went = {"course": "86人参加"}
    assert said(events.missing_to_record(went, 0)) == {"text_record"}
    assert events.missing_to_record(went, 1) == []
    assert events.missing_to_record({**went, "text_record": "灯谜200条"}, 0) == []
    assert said(events.missing_to_record({"text_record": " "}, 0)) == {"course", "text_record"}


@pytest.mark.rule("R-088")
def test_record_and_evaluation_are_due_seven_days_from_the_end():
    lantern = event("09-11 19:00")
    due = events.record_due(lantern, SETTINGS)
    assert due.at == at("09-19 00:00"), "24:00 of the 18th"
    assert due.remind == on("09-17"), "the 18th is a Saturday"
    night = {"start_at": at("12-31 22:00"), "end_at": at("01-01 01:00", 2028)}
    assert events.record_due(night, SETTINGS).at == at("01-09 00:00", 2028), "from the end, not the start"
    assert events.record_due(night, SETTINGS.having("event_record_days", 3)).at == at("01-05 00:00", 2028)
    assert events.record_due({}, SETTINGS).at is None


@pytest.mark.rule("R-088")
def test_an_event_of_31_december_evaluated_in_january_is_of_the_fourth_quarter():
    held = event("12-31 14:00", "evaluated", evaluated_at=at("01-06 10:00", 2028))
    assert events.events_held([held], Q4) == 1
    assert events.evaluated_in_time(held, SETTINGS) is True
    assert events.evaluated_in_time({**held, "evaluated_at": at("01-08 00:00", 2028)}, SETTINGS) is False
    assert events.evaluated_in_time(event("12-31 14:00"), SETTINGS) is None


@pytest.mark.rule("R-085")
@pytest.mark.rule("R-088")
def test_what_is_owed_is_the_event_then_its_record():
    lantern = event("09-11 19:00")
    for state in ("planned", "prepared", "postponed"):
        assert events.event_owes(state, lantern, SETTINGS) == at("09-12 00:00")
    for state in ("held", "recorded"):
        assert events.event_owes(state, lantern, SETTINGS) == at("09-19 00:00")
    for state in ("evaluated", "closed", "cancelled"):
        assert events.event_owes(state, lantern, SETTINGS) is None


@pytest.mark.rule("R-088")
def test_evaluated_needs_summary_and_evaluation():
    done = {"effect_summary": "邻里更熟", "effect_evaluation": "good", "no_feedback": True}
    assert events.missing_to_evaluate(done, 0) == []
    for name in ("effect_summary", "effect_evaluation"):
        assert said(events.missing_to_evaluate({**done, name: None}, 0)) == {name}


@pytest.mark.rule("R-088")
def test_an_event_does_not_end_before_it_begins():
    assert said(
        events.event_time_problems({}, {"start_at": at("09-11 19:00"), "end_at": at("09-11 18:59")})
    ) == {"end_at"}
    assert events.event_time_problems({}, event("03-31 23:00")) == []


@pytest.mark.rule("R-089")
def test_a_new_time_after_the_notice_is_a_postponement():
    told, moved = event("09-11 19:00", "prepared"), event("09-12 19:00", "prepared")
    assert said(events.event_time_problems(told, moved)) == {"start_at"}
    assert events.event_time_problems({**told, "state": "planned"}, {**moved, "state": "planned"}) == []
    assert events.event_time_problems(told, {**moved, "state": "postponed"}) == []
    assert said(events.postpone_problems(at("09-11 19:00"), told)) == {"start_at"}
    assert events.postpone_problems(at("09-11 19:00"), moved) == []
    assert events.postpone_problems(at("09-13 19:00"), moved) == [], "it may be brought forward too"
    assert said(events.postpone_problems(at("09-11 19:00"), {"start_at": None})) == {"start_at"}


@pytest.mark.rule("R-089")
def test_the_checklist_has_six_points_and_the_notice_ticks_itself():
    assert events.open_preparations({}) == ["place", "equipment", "notice", "reception", "order", "clean_up"]
    ready = {"preparation": ("place", "order"), "notice_posted_on": on("09-06")}
    assert events.open_preparations(ready) == ["equipment", "reception", "clean_up"]


@pytest.mark.rule("R-089")
def test_prepared_needs_a_programme_on_paper_or_in_words_and_the_notice_issued():
    ready = {"programme": "猜灯谜", "notice_text": "9月11日19时", "notice_posted_on": on("09-06")}
    assert events.missing_to_prepare(ready, 0) == []
    assert said(events.missing_to_prepare({}, 0)) == {"programme", "notice_text", "notice_posted_on"}
    assert events.missing_to_prepare({**ready, "programme": None}, 1) == []


@pytest.mark.rule("R-089")
def test_held_needs_the_notice_before_it_and_that_its_time_has_come_but_no_tick():
    ready = {"start_at": at("09-11 19:00"), "notice_posted_on": on("09-11")}
    assert events.open_preparations(ready)
    assert events.missing_to_hold(ready, at("09-11 19:00")) == []
    assert events.missing_to_record({"course": "好", "text_record": "好"}, 0) == [], "open ticks do not block"
    assert said(events.missing_to_hold(ready, at("09-11 18:59"))) == {"start_at"}
    late = {**ready, "notice_posted_on": on("09-12")}
    assert said(events.missing_to_hold(late, at("09-13 08:00"))) == {"notice_posted_on"}
    assert said(events.missing_to_hold({**ready, "notice_posted_on": None}, at("09-13 08:00"))) == {
        "notice_posted_on"
    }


@pytest.mark.rule("R-090")
def test_feedback_or_none_given_is_stated_not_both():
    done = {"effect_summary": "好", "effect_evaluation": "good"}
    assert said(events.missing_to_evaluate(done, 0)) == {"feedback"}
    assert events.missing_to_evaluate({**done, "feedback": ({"text": "很好"},)}, 0) == []
    both = {"no_feedback": True, "feedback": ({"text": "很好"},)}
    assert said(events.feedback_problems(both)) == {"no_feedback"}
    assert events.feedback_problems({"no_feedback": True}) == []


@pytest.mark.rule("R-090")
def test_a_complaint_among_the_feedback_needs_its_form():
    told = {"text": "音响太吵", "is_complaint": True}
    values = {"feedback": (told, {**told, "complaint": 9}, {"text": "很好"})}
    assert [events.open_complaints(values, made) for made in (0, 1, 2)] == [1, 0, 0]
    done = {**values, "effect_summary": "好", "effect_evaluation": "good"}
    assert said(events.missing_to_evaluate(done, 0)) == {"feedback"}
    assert events.missing_to_evaluate(done, 1) == []


@pytest.mark.rule("R-088")
def test_what_the_steps_asked_for_is_asked_up_to_the_state():
    def lacks(state: str, now: str = "09-20 09:00", **more: Any) -> set[str]:
        values = event("09-11 19:00", state, **more)
        return said(events.asked_so_far(values, 0, 0, 0, at(now)))

    prepared = {"programme": "灯谜", "notice_text": "请参加", "notice_posted_on": on("09-08")}
    recorded = {**prepared, "course": "86人", "text_record": "二百条"}
    assert lacks("planned") == set()
    assert lacks("prepared") == {"programme", "notice_text", "notice_posted_on"}
    assert lacks("held", **prepared) == set()
    assert lacks("held", now="09-10 09:00", **prepared) == {"start_at"}
    assert lacks("recorded", **prepared) == {"course", "text_record"}
    assert lacks("evaluated", **recorded) == {"effect_summary", "effect_evaluation", "feedback"}


@pytest.mark.rule("REC-12")
def test_money_and_people_are_not_below_zero():
    wrong = {"participants": -1, "cost": -1, "lines": ({"budget": -1, "expected": -1},)}
    assert said(events.amount_problems(wrong)) == {
        "participants",
        "cost",
        "lines.0.budget",
        "lines.0.expected",
    }
    assert events.amount_problems({"participants": 0, "cost": 0, "lines": ({"budget": 0},)}) == []
