"""Settings: every line of table 4.12, and what the desk itself needs."""

from __future__ import annotations

import datetime
import json

import pytest

from custdesk.errors import Unreadable
from custdesk.language import Text
from custdesk.settings import DECLARED, Holiday, Settings

# Table 4.12 of the domain, row by row; `script` is screen_language and paper_language here.
TABLE_4_12 = {
    "org_preset": "single_assistant",
    "project_type": "residential",
    "single_large_owner": False,
    "has_committee": True,
    "deadline_day_included": True,
    "count_working_days": False,
    "holiday_shift": "none",
    "holiday_table": (),
    "holiday_includes_weekends": False,
    "retention_years": 3,
    "screen_language": "zh_Hans",
    "paper_language": "zh_Hans",
    "complaint_general_days": 3,
    "complaint_due_policy": "earliest",
    "first_reply_hours": 0,
    "solution_hours": 0,
    "progress_days": 2,
    "pass_on_minutes": 60,
    "handover_days": 3,
    "handover_scope": "all",
    "handover_clock": "closed",
    "announce_major": True,
    "copy_summary_to_qc": True,
    "announce_days": 7,
    "told_hours.major": 4,
    "told_hours.general": 24,
    "review_after_days": 3,
    "complaint_analysis_due": (1, 31),
    "complaint_summary_day": 5,
    "company_complaint_hotline": "",
    "office_complaint_hotline": "",
    "service_hotline": "",
    "duty_hotline": "",
    "report_up_hours": 24,
    "opinion_review_day": 5,
    "suggestion_answer_days": 14,
    "book_silent_days": 7,
    "routine_callback_days": 3,
    "callback_max_attempts": 3,
    "monthly_signed_min_percent": 0,
    "weekly_sample_percent": 20,
    "sample_frame": "finished",
    "special_callback_hours": 24,
    "special_callback_clock": "defect_reported",
    "rework_rule_scope": "all",
    "rework_dispatch_minutes": 60,
    "repair_default_hours": 24,
    "major_defect_check_days": (30, 60, 90),
    "defect_confirm_days": 2,
    "warranty_years.waterproofing": 5,
    "warranty_years.fittings": 2,
    "warranty_years.heating_cooling": 2,
    "warranty_years.structure": 0,
    "visit_months": (3, 6),
    "visit_months.then_every": 6,
    "movein_visit_months": 3,
    "events_per_quarter": 1,
    "event_plan_due": (1, 31),
    "event_record_days": 7,
    "committee_contact": "monthly_and_quarterly",
    "minutes_days": 14,
    "talks_per_half_year": 1,
    "talk_notice_days": 7,
    "talk_chair_role": "office_manager",
    "quarterly_report_day": 20,
    "brief_day": 3,
    "visit_interval.key": "quarter",
    "visit_interval.other": "year",
    "survey_scheme": "midyear_and_yearend",
    "survey_due.midyear": (6, 30),
    "survey_due.yearend": (12, 31),
    "sampling_rate": 50,
    "key_share": 20,
    "key_share_base": "sample",
    "required_return_rate.midyear_sample": 50,
    "required_return_rate.yearend_full": 30,
    "required_return_rate.half_year_full": 60,
    "required_return_rate.consultation": 70,
    "survey_analysis_days": 7,
    "focus_issue_percent": 10,
    "focus_issue_count": 5,
    "satisfaction_target": 90,
    "blank_overall": "count_in_denominator",
    "swap_limit": 3,
    "monthly_report_day": 5,
    "target.management_fee": 95,
    "target.utilities": 100,
    "target.special_service": 100,
    "vacant_check_days": 7,
    "form_code.REC-02": "QR-7.2.3-03",
    "form_code.REC-03": "QR-7.2.3-04",
    "form_code.REC-45.owner_agreement": "QR-7.2.3-01",
    "form_code.REC-45.handbook": "QR-7.2.3-02",
}
OF_THE_DESK = {
    "office_name": "",
    "idle_lock_minutes": 10,
    "office_utc_offset_hours": 8,
    "form_title.REC-03": "",
}
ALLOWED_ELSE = {
    "org_preset": "split_team",
    "holiday_shift": "next",
    "complaint_due_policy": "customer_first",
    "handover_scope": "company_routed",
    "handover_clock": "handled",
    "sample_frame": "dispatched",
    "special_callback_clock": "rework_finished",
    "rework_rule_scope": "major_only",
    "committee_contact": "monthly",
    "talk_chair_role": "assistant_manager",
    "survey_scheme": "company_half_year",
    "key_share_base": "frame",
    "blank_overall": "exclude",
    "screen_language": "zh_Hant",
    "first_reply_hours": 2,
    "solution_hours": 24,
    "progress_days": 0,
    "movein_visit_months": 0,
    "retention_years": 4,
}
REFUSED = [
    ("complaint_general_days", 0),
    ("complaint_general_days", 31),
    ("complaint_general_days", True),
    ("complaint_general_days", "3"),
    ("retention_years", 2),
    ("monthly_signed_min_percent", 101),
    ("holiday_shift", "later"),
    ("deadline_day_included", 1),
    ("complaint_analysis_due", "02-29"),
    ("complaint_analysis_due", "13-01"),
    ("major_defect_check_days", [60, 30]),
    ("major_defect_check_days", []),
    ("major_defect_check_days", [0, 3]),
    ("major_defect_check_days", ["30"]),
    ("office_name", "two\nlines"),
    ("office_name", 7),
    ("holiday_table", [{"date": "2027-10-01", "name": "国庆", "kind": "feast"}]),
    ("holiday_table", [{"date": "2027-02-29", "name": "", "kind": "holiday"}]),
    ("holiday_table", [{"date": "2027-10-01"}]),
    ("holiday_table", [{"date": "2027-10-01", "name": "", "kind": "holiday"}] * 2),
    ("holiday_table", "2027-10-01"),
]


@pytest.mark.parametrize(("name", "default"), (TABLE_4_12 | OF_THE_DESK).items())
def test_every_setting_has_its_default(name, default):
    assert Settings()[name] == default


def test_nothing_else_is_declared_but_form_codes_and_titles():
    others = {name for name in DECLARED if not name.startswith(("form_code.REC-", "form_title.REC-"))}
    assert others == {name for name in TABLE_4_12 | OF_THE_DESK if not name.startswith("form_")} | {
        "minutes_reviewer_label"
    }


@pytest.mark.parametrize("setting", DECLARED.values(), ids=lambda setting: setting.name)
def test_every_declaration_is_sound(setting):
    assert setting.check(setting.default) == []
    assert json.loads(json.dumps(setting.default)) == setting.default
    assert isinstance(setting.label, Text)
    assert setting.label.msgid


@pytest.mark.parametrize(("name", "value"), ALLOWED_ELSE.items())
def test_other_allowed_values(name, value):
    assert Settings.check(name, value) == []
    assert Settings({name: value})[name] == value


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_refused_values(name, value):
    problems = Settings.check(name, value)
    assert [problem.field for problem in problems] == [name]
    with pytest.raises(Unreadable):
        Settings({name: value})


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        Settings()["no_such_setting"]
    with pytest.raises(KeyError):
        Settings({"no_such_setting": 1})
    with pytest.raises(KeyError):
        Settings.read("no_such_setting", "1")


def test_settings_are_a_mapping_nobody_changes():
    given = {"complaint_general_days": 5}
    settings = Settings(given)
    given["complaint_general_days"] = 9
    assert settings["complaint_general_days"] == settings.number("complaint_general_days") == 5
    assert settings.text("holiday_shift") == "none"
    assert set(settings) == set(DECLARED)
    assert len(settings) == len(DECLARED)
    with pytest.raises(TypeError):
        settings["complaint_general_days"] = 9
    with pytest.raises(AttributeError):
        settings._ready = {}


def test_changing_gives_new_settings_and_storage_keeps_what_was_given():
    first = Settings({"told_hours.major": 2})
    second = first.having("holiday_table", [Holiday(datetime.date(2027, 10, 1), "国庆").plain()])
    assert first.plain() == {"told_hours.major": 2}
    assert second["told_hours.major"] == 2
    assert second.holidays() == (Holiday(datetime.date(2027, 10, 1), "国庆", "holiday"),)
    assert Settings(json.loads(json.dumps(second.plain()))) == second


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("complaint_general_days", " 5 ", 5),
        ("complaint_general_days", "５", 5),
        ("deadline_day_included", "否", False),
        ("deadline_day_included", "Yes", True),
        ("holiday_shift", "next", "next"),
        ("org_preset", "Desk work split over a team", "split_team"),
        ("major_defect_check_days", "30，60、90", [30, 60, 90]),
        ("complaint_analysis_due", "1-31", "01-31"),
        ("complaint_analysis_due", "1月31日", "01-31"),
        ("office_name", " 翠湖花园管理处 ", "翠湖花园管理处"),
    ],
)
def test_reading_what_was_typed(name, typed, value):
    assert Settings.read(name, typed) == value
    assert Settings.check(name, value) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("complaint_general_days", "three"),
        ("deadline_day_included", "maybe"),
        ("holiday_shift", "later"),
        ("major_defect_check_days", "30, soon"),
        ("complaint_analysis_due", "end of January"),
        ("holiday_table", "2027-13-01,国庆"),
    ],
)
def test_what_cannot_be_read_says_so(name, typed):
    with pytest.raises(Unreadable):
        Settings.read(name, typed)


@pytest.mark.rule("R-003")
def test_the_holiday_table_is_read_row_by_row_and_sorted():
    rows = Settings.read("holiday_table", "2027-10-09,调休,working_weekend\n\n2027-10-01，国庆节\n")
    assert Settings({"holiday_table": rows}).holidays() == (
        Holiday(datetime.date(2027, 10, 1), "国庆节", "holiday"),
        Holiday(datetime.date(2027, 10, 9), "调休", "working_weekend"),
    )
