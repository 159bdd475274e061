"""Every setting of the office, one entry each: table 4.12 of the domain and what the desk itself needs.

To add one, add an entry; defaults are JSON-plain. `script` of table 4.12 is parted into `screen_language`
and `paper_language`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from custdesk.language import LANGUAGES, N_, Text
from custdesk.problem import Problem
from custdesk.settings.kinds import Choice, Holidays, Kind, Line, Number, Numbers, YearDay, YesNo

RECORDS: Final = tuple(f"REC-{number:02}" for number in range(1, 76))


class Setting(Struct, frozen=True):
    """One declared setting; the default is JSON-plain."""

    name: str
    kind: Kind
    default: object
    label: Text
    rule: str = ""

    def check(self, value: object) -> list[Problem]:
        """Return what is wrong with a JSON-plain value."""
        wrong = self.kind.wrong(value)
        return [Problem(wrong, self.name, self.rule)] if wrong else []


LINE, SWITCH, DAYS, MANY, DAY, PERCENT = (
    Line(),
    YesNo(),
    Number(1, 366),
    Number(1, 9999),
    Number(1, 28),
    Number(0, 100),
)
_OFFICES: Final = {
    "single_assistant": N_("One assistant does the desk work"),
    "split_team": N_("Desk work split over a team"),
}
_PROJECTS: Final = {
    "residential": N_("Residential"),
    "office_building": N_("Office building"),
    "other_non_residential": N_("Other non-residential"),
}
_TONGUES: Final = dict(
    zip(LANGUAGES, (N_("Simplified Chinese"), N_("Traditional Chinese"), N_("English")), strict=True)
)
_VISITS: Final = {
    "month": N_("Every month"),
    "quarter": N_("Every quarter"),
    "half_year": N_("Every half-year"),
    "year": N_("Every year"),
}


def _form(record: str) -> tuple[Setting, Setting]:
    code = {"REC-02": "QR-7.2.3-03", "REC-03": "QR-7.2.3-04"}.get(record, "")
    return (
        Setting(
            f"form_code.{record}", LINE, code, N_("Form code of {record}").having(record=record), "3.0.2"
        ),
        Setting(f"form_title.{record}", LINE, "", N_("Form title of {record}").having(record=record), "C-19"),
    )


_S = Setting
_ALL: Final = (
    _S("office_name", LINE, "", N_("Name of the office")),
    _S("org_preset", Choice(_OFFICES), "single_assistant", N_("How the desk is staffed"), "1"),
    _S("project_type", Choice(_PROJECTS), "residential", N_("Type of project"), "R-012"),
    _S("single_large_owner", SWITCH, False, N_("One large owner"), "R-012"),
    _S("has_committee", SWITCH, True, N_("Owners' committee elected"), "R-091"),
    _S("screen_language", Choice(_TONGUES), "zh_Hans", N_("Language of the screen")),
    _S("paper_language", Choice(_TONGUES), "zh_Hans", N_("Language of the paper")),
    _S("office_utc_offset_hours", Number(-12, 14), 8, N_("Office time: hours ahead of UTC")),
    _S("idle_lock_minutes", Number(0, 240), 10, N_("Lock the desk after idle minutes (0 = never)")),
    _S("company_complaint_hotline", LINE, "", N_("Company complaint hotline (QC answers)"), "R-025"),
    _S("office_complaint_hotline", LINE, "", N_("Office complaint hotline"), "R-025"),
    _S("service_hotline", LINE, "", N_("Service hotline"), "R-013"),
    _S("duty_hotline", LINE, "", N_("Duty hotline"), "R-013"),
    _S("deadline_day_included", SWITCH, True, N_("A deadline day is included"), "R-001"),
    _S("count_working_days", SWITCH, False, N_("Count working days only"), "R-002"),
    _S(
        "holiday_shift",
        Choice(
            {
                "none": N_("Due dates stay"),
                "previous": N_("To the working day before"),
                "next": N_("To the next working day"),
            }
        ),
        "none",
        N_("Due dates on non-working days"),
        "R-003",
    ),
    _S("holiday_table", Holidays(), [], N_("Holidays and working weekends"), "R-003"),
    _S("holiday_includes_weekends", SWITCH, False, N_("Weekends count as holidays for swaps"), "R-124"),
    _S("retention_years", Number(3, 99), 3, N_("Years every record is kept"), "R-006"),
    _S("complaint_general_days", Number(1, 30), 3, N_("Days for a general complaint"), "R-042"),
    _S(
        "complaint_due_policy",
        Choice({"earliest": N_("The earlier date"), "customer_first": N_("The customer's date")}),
        "earliest",
        N_("When the customer names a date"),
        "R-044",
    ),
    _S("first_reply_hours", Number(0, 72), 0, N_("Hours to the first reply (0 = off)"), "R-046"),
    _S("solution_hours", Number(0, 720), 0, N_("Hours to the solution or news (0 = off)"), "R-046"),
    _S("progress_days", Number(0, 30), 2, N_("Days between progress news (0 = off)"), "R-048"),
    _S("pass_on_minutes", MANY, 60, N_("Minutes to pass a complaint on"), "R-029"),
    _S("handover_days", DAYS, 3, N_("Days to hand records over to QC"), "R-055"),
    _S(
        "handover_scope",
        Choice({"all": N_("All complaints"), "company_routed": N_("Complaints sent to the company")}),
        "all",
        N_("Complaints handed over to QC"),
        "R-055",
    ),
    _S(
        "handover_clock",
        Choice({"closed": N_("From closing"), "handled": N_("From handling")}),
        "closed",
        N_("Hand-over days run"),
        "R-055",
    ),
    _S("announce_major", SWITCH, True, N_("Announce major complaints company-wide"), "R-054"),
    _S("announce_days", DAYS, 7, N_("Days to the company-wide announcement"), "R-054"),
    _S("copy_summary_to_qc", SWITCH, True, N_("Copy the complaint summary to QC"), "R-058"),
    _S("told_hours.major", MANY, 4, N_("Hours to tell the handling time, major"), "R-047"),
    _S("told_hours.general", MANY, 24, N_("Hours to tell the handling time, general"), "R-047"),
    _S("review_after_days", DAYS, 3, N_("Days overdue before a joint review is suggested"), "R-061"),
    _S("complaint_analysis_due", YearDay(), "01-31", N_("Yearly complaint analysis due"), "R-062"),
    _S("complaint_summary_day", DAY, 5, N_("Complaint summary due day"), "R-057"),
    _S("report_up_hours", MANY, 24, N_("Hours to report opinions upward"), "R-016"),
    _S("opinion_review_day", DAY, 5, N_("Opinion review due day"), "R-022"),
    _S("suggestion_answer_days", DAYS, 14, N_("Days to answer a suggestion"), "R-024"),
    _S("book_silent_days", DAYS, 7, N_("Days before a silent register is shown"), "R-019"),
    _S("routine_callback_days", DAYS, 3, N_("Days to the routine callback"), "R-065"),
    _S("callback_max_attempts", Number(1, 20), 3, N_("Attempts before a customer is unreachable"), "R-065"),
    _S(
        "monthly_signed_min_percent",
        PERCENT,
        0,
        N_("Signed callbacks a month, percent (0 = at least one)"),
        "R-067",
    ),
    _S("weekly_sample_percent", Number(1, 100), 20, N_("Weekly callback sample, percent"), "R-068"),
    _S(
        "sample_frame",
        Choice({"finished": N_("Finished in the week"), "dispatched": N_("Dispatched in the week")}),
        "finished",
        N_("Orders the weekly sample is drawn from"),
        "R-068",
    ),
    _S("special_callback_hours", MANY, 24, N_("Hours to the special callback"), "R-070"),
    _S(
        "special_callback_clock",
        Choice(
            {
                "defect_reported": N_("From the customer's report"),
                "rework_finished": N_("From the end of the rework"),
            }
        ),
        "defect_reported",
        N_("Special callback hours run"),
        "R-070",
    ),
    _S(
        "rework_rule_scope",
        Choice({"all": N_("All repairs"), "major_only": N_("Large defects only")}),
        "all",
        N_("Repairs with a special callback"),
        "R-070",
    ),
    _S("rework_dispatch_minutes", MANY, 60, N_("Minutes to dispatch a rework"), "R-069"),
    _S("repair_default_hours", MANY, 24, N_("Hours for a repair without appointment"), "R-073"),
    _S(
        "major_defect_check_days",
        Numbers(),
        [30, 60, 90],
        N_("Days to the checks of a large defect"),
        "R-071",
    ),
    _S("defect_confirm_days", DAYS, 2, N_("Days to confirm a construction defect"), "R-076"),
    _S("warranty_years.structure", PERCENT, 0, N_("Warranty years, structure (0 = design life)"), "R-080"),
    _S("warranty_years.waterproofing", Number(1, 100), 5, N_("Warranty years, waterproofing"), "R-080"),
    _S(
        "warranty_years.heating_cooling",
        Number(1, 100),
        2,
        N_("Warranty periods, heating and cooling"),
        "R-080",
    ),
    _S(
        "warranty_years.fittings",
        Number(1, 100),
        2,
        N_("Warranty years: lines, pipes, equipment, decoration"),
        "R-080",
    ),
    _S("visit_months", Numbers(), [3, 6], N_("Months after handover of the first visits"), "R-081"),
    _S("visit_months.then_every", Number(1, 60), 6, N_("Months between later visits"), "R-081"),
    _S("movein_visit_months", Number(0, 60), 3, N_("Months to the move-in visit (0 = off)"), "R-084"),
    _S("events_per_quarter", Number(1, 30), 1, N_("Community events a quarter"), "R-085"),
    _S("event_plan_due", YearDay(), "01-31", N_("Annual event plan due"), "R-086"),
    _S("event_record_days", DAYS, 7, N_("Days to record an event"), "R-088"),
    _S(
        "committee_contact",
        Choice(
            {
                "monthly_and_quarterly": N_("Monthly and quarterly"),
                "monthly": N_("Monthly"),
                "quarterly": N_("Quarterly"),
            }
        ),
        "monthly_and_quarterly",
        N_("Contact with the committee"),
        "R-091",
    ),
    _S("minutes_days", DAYS, 14, N_("Days to publish committee minutes"), "R-093"),
    _S("minutes_reviewer_label", LINE, "公司部门", N_("Who reviews committee minutes"), "R-093"),
    _S("talks_per_half_year", Number(1, 30), 1, N_("Customer talk meetings a half-year"), "R-095"),
    _S("talk_notice_days", DAYS, 7, N_("Days a talk meeting is announced before"), "R-096"),
    _S(
        "talk_chair_role",
        Choice({"office_manager": N_("Office manager"), "assistant_manager": N_("Assistant manager")}),
        "office_manager",
        N_("Chair of the talk meeting"),
        "R-095",
    ),
    _S("quarterly_report_day", DAY, 20, N_("Management service report due day"), "R-097"),
    _S("brief_day", DAY, 3, N_("Monthly brief due day"), "R-098"),
    _S("visit_interval.key", Choice(_VISITS), "quarter", N_("Visits to key customers"), "R-099"),
    _S("visit_interval.other", Choice(_VISITS), "year", N_("Visits to other customers"), "R-099"),
    _S(
        "survey_scheme",
        Choice(
            {
                "midyear_and_yearend": N_("Mid-year sample and year-end survey"),
                "company_half_year": N_("June and November surveys of all"),
            }
        ),
        "midyear_and_yearend",
        N_("Survey scheme"),
        "R-106",
    ),
    _S("survey_due.midyear", YearDay(), "06-30", N_("Mid-year survey due"), "R-101"),
    _S("survey_due.yearend", YearDay(), "12-31", N_("Year-end survey due"), "R-105"),
    _S("sampling_rate", Number(1, 100), 50, N_("Mid-year sample, percent"), "R-103"),
    _S("key_share", PERCENT, 20, N_("Key customers in the sample, percent"), "R-102"),
    _S(
        "key_share_base",
        Choice({"sample": N_("Of the sample"), "frame": N_("Of all customers")}),
        "sample",
        N_("Base of the key customers' share"),
        "R-102",
    ),
    _S("required_return_rate.midyear_sample", PERCENT, 50, N_("Return rate, mid-year sample"), "C-01"),
    _S("required_return_rate.yearend_full", PERCENT, 30, N_("Return rate, year-end survey"), "C-01"),
    _S("required_return_rate.half_year_full", PERCENT, 60, N_("Return rate, June and November"), "C-01"),
    _S("required_return_rate.consultation", PERCENT, 70, N_("Return rate, questionnaires"), "C-01"),
    _S("survey_analysis_days", DAYS, 7, N_("Days to analyse a survey"), "R-112"),
    _S("focus_issue_percent", PERCENT, 10, N_("Focus issue: percent of forms"), "R-100"),
    _S("focus_issue_count", MANY, 5, N_("Focus issue: number of forms"), "R-100"),
    _S("satisfaction_target", PERCENT, 90, N_("Target of satisfaction, percent"), "R-115"),
    _S(
        "blank_overall",
        Choice({"count_in_denominator": N_("Counts among the returned"), "exclude": N_("Left out")}),
        "count_in_denominator",
        N_("Form without overall rating"),
        "R-111",
    ),
    _S("swap_limit", Number(0, 31), 3, N_("Shift swaps a month"), "R-120"),
    _S("monthly_report_day", DAY, 5, N_("Rate report due day"), "R-129"),
    _S("target.management_fee", PERCENT, 95, N_("Target of management fee, percent"), "R-141"),
    _S("target.utilities", PERCENT, 100, N_("Target of utilities, percent"), "R-141"),
    _S("target.special_service", PERCENT, 100, N_("Target of special services, percent"), "R-141"),
    _S("vacant_check_days", DAYS, 7, N_("Days between checks of vacant homes"), "R-143"),
    *(setting for record in RECORDS for setting in _form(record)),
    _S(
        "form_code.REC-45.owner_agreement",
        LINE,
        "QR-7.2.3-01",
        N_("Form code of the owners' agreement"),
        "3.0.2",
    ),
    _S("form_code.REC-45.handbook", LINE, "QR-7.2.3-02", N_("Form code of the handbook"), "3.0.2"),
)
DECLARED: Final[Mapping[str, Setting]] = MappingProxyType({setting.name: setting for setting in _ALL})
