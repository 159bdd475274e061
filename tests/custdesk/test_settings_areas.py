"""Settings by area and unit: every one has its place, and the page needs no list of its own."""

from __future__ import annotations

import pytest

from custdesk.language import LANGUAGES, Words
from custdesk.settings import DECLARED
from custdesk.settings.areas import AREAS, allowed, area_of, in_area, shown, unit_of
from custdesk.settings.kinds import Choice, Number, Numbers, YearDay


def test_every_setting_stands_in_one_area():
    assert {name for area in AREAS for name in (one.name for one in in_area(area))} == set(DECLARED)
    assert sum(len(in_area(area)) for area in AREAS) == len(DECLARED)
    assert all(in_area(area) for area in AREAS)


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("office_name", "office"), ("idle_lock_minutes", "office"), ("holiday_table", "dates"), ("retention_years", "dates"),
        ("report_up_hours", "desk"), ("complaint_general_days", "complaints"), ("complaint_analysis_due", "complaints"),
        ("special_callback_hours", "repairs"), ("movein_visit_months", "repairs"), ("events_per_quarter", "events"),
        ("brief_day", "committee"), ("required_return_rate.consultation", "surveys"), ("swap_limit", "shifts"),
        ("target.utilities", "services"), ("form_code.REC-03", "forms"),
    ],
)  # fmt: skip
def test_the_area_is_the_section_of_the_rule(name, area):
    assert area_of(DECLARED[name]) == area


def test_every_number_of_a_rule_has_a_unit():
    assert [
        one.name for one in DECLARED.values() if isinstance(one.kind, Number) and unit_of(one) is None
    ] == []


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("complaint_general_days", "1 to 30"),
        ("major_defect_check_days", "rising numbers, commas between"),
        ("event_plan_due", "month-day, like 01-31"),
        ("announce_major", None),
        ("office_name", None),
    ],
)
def test_what_is_allowed_is_said_where_it_cannot_be_seen(name, english):
    said = allowed(DECLARED[name].kind)
    assert (Words("en")(said) if said else None) == english


@pytest.mark.parametrize(
    ("name", "value", "english"),
    [
        ("announce_major", True, "Yes"),
        ("announce_major", False, "No"),
        ("handover_clock", "handled", "From handling"),
        ("major_defect_check_days", [30, 60], "30, 60"),
        ("holiday_table", [], "no rows"),
        ("holiday_table", [{"date": "2027-05-01", "name": "", "kind": "holiday"}], "1 rows"),
        ("event_plan_due", "01-31", "01-31"),
    ],
)
def test_a_value_is_shown_as_it_is_typed_or_chosen(name, value, english):
    assert Words("en")(shown(DECLARED[name].kind, value)) == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_of_a_number_can_be_typed_again(language):
    for setting in DECLARED.values():
        if isinstance(setting.kind, Number | Numbers | YearDay):
            text = Words(language)(shown(setting.kind, setting.default))
            assert setting.kind.read(text) == setting.default
        elif isinstance(setting.kind, Choice):
            assert Words(language)(shown(setting.kind, setting.default))
