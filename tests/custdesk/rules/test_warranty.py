"""R-076 to R-080: construction defects under warranty, from the notice to the filed sheet."""

from __future__ import annotations

import datetime
import itertools
from datetime import date
from datetime import datetime as at

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import warranty
from custdesk.settings import Settings

R076, R077, R078, R079, R080 = (pytest.mark.rule(f"R-{number:03}") for number in range(76, 81))
OFFICE = Settings()
S13 = {
    "notified_at": at(2027, 3, 30, 9, 10), "confirmed_at": at(2027, 4, 1, 15), "confirm_way": "site",
    "agreed_content": "窗框四周重新打胶", "problem_analysis": "窗框与墙体之间渗水", "main_cause": "密封胶老化",
    "measures": "清除旧胶，重新打胶并做淋水试验", "section_head_reviewed_at": date(2027, 4, 2),
    "unit_leader_approved_at": date(2027, 4, 6), "repair_content": "8-0901 窗边渗水",
    "assigned_repair_unit": "华安维修队", "issuer": "钱工", "issued_on": date(2027, 4, 6), "issued_copy_kept": True,
    "repair_record": "已重新打胶", "repair_lead": "吴建平", "repaired_on": date(2027, 4, 9),
    "quality_opinion": "淋水试验合格", "inspector": "孙工", "inspected_on": date(2027, 4, 12),
    "owner_evaluation": "满意", "owner_signed_by": "何女士", "owner_signed_on": date(2027, 4, 13),
    "returned_on": date(2027, 4, 15), "returned_as": "original",
}  # fmt: skip


def fields(problems) -> set[str]:
    return {one.field for one in problems}


# -- R-076 -----------------------------------------------------------------------------------------------


@pytest.mark.rule("R-002")
@R076
@pytest.mark.parametrize(
    ("notified", "due"),
    [
        (at(2027, 3, 30, 9, 10), at(2027, 4, 2)),  # S-13: Tuesday; by Thursday 24:00
        (at(2027, 12, 30, 23, 59), at(2028, 1, 2)),  # 2028-01-01 24:00
        (at(2028, 2, 27, 8), at(2028, 3, 1)),
    ],
)
def test_a_defect_is_confirmed_by_the_end_of_the_second_day(notified, due):
    assert warranty.confirm_due({"notified_at": notified}, OFFICE) == due


@R076
def test_late_from_the_first_minute_of_the_third_day():
    values = {"notified_at": at(2027, 3, 30, 9, 10)}
    due = warranty.confirm_due(values, OFFICE)
    assert warranty.confirm_due({}, OFFICE) is None
    long_after = at(2027, 5, 1)
    assert not warranty.confirmed_late({**values, "confirmed_at": at(2027, 4, 1, 23, 59)}, due, long_after)
    assert warranty.confirmed_late({**values, "confirmed_at": at(2027, 4, 2)}, due, long_after)
    assert not warranty.confirmed_late(values, due, at(2027, 4, 1, 23, 59))
    assert warranty.confirmed_late(values, due, at(2027, 4, 2))
    assert not warranty.confirmed_late(values, None, long_after)
    assert warranty.confirm_due(values, OFFICE.having("defect_confirm_days", 3)) == at(2027, 4, 3)


@R076
def test_an_owner_who_cannot_be_reached_leaves_it_late():
    tried = {
        "notified_at": at(2027, 3, 30, 9),
        "attempts": ({"at": at(2027, 3, 31, 10), "reason": "无人接听"},),
    }
    assert warranty.confirmed_late(tried, warranty.confirm_due(tried, OFFICE), at(2027, 4, 2))
    assert warranty.attempts_before_confirmation(tried["attempts"], tried) == []
    early = ({"at": at(2027, 3, 29, 10), "reason": "无人接听"},)
    assert fields(warranty.attempts_before_confirmation(early, tried)) == {"attempts.0.at"}


@R076
@pytest.mark.parametrize("name", ["confirmed_at", "confirm_way", "agreed_content"])
def test_confirming_wants_when_how_and_what_was_agreed(name: str):
    assert warranty.missing_for("confirm", S13) == []
    assert fields(warranty.missing_for("confirm", {**S13, name: None})) == {name}


# -- R-077 to R-079 --------------------------------------------------------------------------------------

RULES = {
    "confirm": R076, "review": R077, "approve": R077, "issue": R077, "repair": R077, "pass": R078, "fail": R078,
    "accept": R078, "refuse": R078, "return": R079,
}  # fmt: skip
NEEDED = {
    "review": ("problem_analysis", "main_cause", "measures", "section_head_reviewed_at"),
    "approve": ("unit_leader_approved_at",),
    "issue": ("repair_content", "assigned_repair_unit", "issuer", "issued_on", "issued_copy_kept"),
    "repair": ("repair_record", "repair_lead", "repaired_on"),
    "pass": ("quality_opinion", "inspector", "inspected_on"),
    "fail": ("quality_opinion", "inspector", "inspected_on"),
    "accept": ("owner_evaluation", "owner_signed_by", "owner_signed_on"),
    "refuse": ("owner_evaluation",),
    "return": ("returned_on", "returned_as"),
}


@pytest.mark.parametrize(
    ("step", "name"),
    [pytest.param(step, name, marks=RULES[step]) for step, names in NEEDED.items() for name in names],
)
def test_each_step_wants_what_the_procedure_names(step: str, name: str):
    assert warranty.missing_for(step, S13) == []
    assert fields(warranty.missing_for(step, {**S13, name: None})) == {name}


@R077
def test_the_sheet_is_issued_only_with_a_copy_kept():
    assert fields(warranty.missing_for("issue", {**S13, "issued_copy_kept": False})) == {"issued_copy_kept"}


@R077
@R078
def test_days_never_run_backwards():
    assert warranty.order_problems(S13) == []
    names = [name for name, _said in warranty.COURSE]
    for earlier, later in itertools.pairwise(names):
        wrong = {earlier: date(2027, 4, 9), later: date(2027, 4, 8)}
        assert fields(warranty.order_problems(wrong)) == {later}
        assert warranty.order_problems({earlier: date(2027, 4, 9), later: date(2027, 4, 9)}) == []
    assert fields(warranty.order_problems({**S13, "returned_on": date(2027, 4, 12)})) == {"returned_on"}
    skipped = {"notified_at": at(2027, 4, 2, 9), "issued_on": date(2027, 4, 1)}  # those between not yet known
    assert fields(warranty.order_problems(skipped)) == {"issued_on"}


@R078
@pytest.mark.parametrize("state", ["notified", "confirmed", "reviewed", "approved", "issued", "repaired"])
def test_box_eight_is_blocked_until_the_inspection_has_passed(state: str):
    names = {"owner_evaluation", "owner_signed_by", "owner_signed_on"}
    assert fields(warranty.acceptance_problems(state, S13, {})) == names
    assert warranty.acceptance_problems(state, S13, S13) == []
    assert warranty.acceptance_problems("inspected", S13, {}) == []


@R078
def test_a_failed_inspection_goes_back_to_repair_and_is_remembered():
    failed = {**S13, "inspected_on": date(2027, 4, 9), "quality_opinion": "仍渗水"}
    left = warranty.back_to_repair(failed, "failed")
    assert left["rounds"] == (
        {
            "why": "failed", "repaired_on": date(2027, 4, 9), "repair_record": "已重新打胶",
            "inspected_on": date(2027, 4, 9), "inspector": "孙工", "quality_opinion": "仍渗水", "owner_evaluation": "满意",
        },
    )  # fmt: skip
    freed = {
        "repaired_on",
        "inspected_on",
        "inspector",
        "quality_opinion",
        "owner_signed_on",
        "owner_signed_by",
    }
    assert all(left[name] is None for name in freed)
    assert "repair_record" not in left, "the record of the work goes on in its box"
    again = warranty.back_to_repair({**failed, **left, "owner_evaluation": "仍渗水"}, "refused")
    assert [row["why"] for row in again["rounds"]] == ["failed", "refused"]


@R079
def test_an_accepted_sheet_is_to_come_back():
    assert warranty.not_returned("accepted")
    assert not warranty.not_returned("returned")
    assert not warranty.not_returned("inspected")


# -- R-080 -----------------------------------------------------------------------------------------------

HANDOVER = date(2026, 8, 31)


@R080
@pytest.mark.parametrize(
    ("part", "handover", "last"),
    [
        ("waterproofing", HANDOVER, date(2031, 8, 31)),  # S-13
        ("fittings", HANDOVER, date(2028, 8, 31)),
        ("fittings", date(2024, 2, 29), date(2026, 2, 28)),
        ("waterproofing", date(2024, 2, 29), date(2029, 2, 28)),
        ("structure", HANDOVER, None),
        ("heating_cooling", HANDOVER, None),
    ],
)
def test_the_last_covered_day_is_the_same_date_years_later(part, handover, last):
    assert warranty.cover(part, handover, OFFICE).ends_on == last


@R080
@pytest.mark.parametrize("part", warranty.PARTS)
def test_the_contract_overrides_every_row(part: str):
    assert warranty.cover(part, HANDOVER, OFFICE, contract_years=3).ends_on == date(2029, 8, 31)
    by_hand = warranty.cover(part, HANDOVER, OFFICE, contract_years=3, by_hand=date(2030, 1, 1))
    assert by_hand.ends_on == date(2029, 8, 31)


@R080
def test_seasons_and_a_design_life_are_entered_by_hand():
    for part in ("heating_cooling", "structure"):
        assert warranty.cover(part, HANDOVER, OFFICE, by_hand=date(2028, 11, 15)).ends_on == date(
            2028, 11, 15
        )
    fixed = warranty.cover("fittings", HANDOVER, OFFICE, by_hand=date(2040, 1, 1))
    assert fixed.ends_on == date(2028, 8, 31)  # a row with years is counted, never typed
    assert warranty.cover("fittings", None, OFFICE) == warranty.Cover(
        None, warranty.cover("", None, OFFICE).why
    )
    seasons = OFFICE.having("warranty_years.heating_cooling", 3)
    assert dict(warranty.cover("heating_cooling", HANDOVER, seasons).why.values) == {"count": 3}


@R080
def test_the_settings_give_the_years():
    longer = OFFICE.having("warranty_years.fittings", 4).having("warranty_years.structure", 50)
    assert warranty.cover("fittings", HANDOVER, longer).ends_on == date(2030, 8, 31)
    assert warranty.cover("structure", HANDOVER, longer).ends_on == date(2076, 8, 31)
    assert warranty.fixed_years("heating_cooling", longer) == 0
    assert warranty.fixed_years("waterproofing", longer) == 5


@R080
def test_the_last_day_is_covered_and_the_next_is_not():
    last = date(2031, 8, 31)
    assert warranty.is_covered(last, HANDOVER, last) is True
    assert warranty.is_covered(HANDOVER, HANDOVER, last) is True
    assert warranty.is_covered(date(2031, 9, 1), HANDOVER, last) is False
    assert warranty.is_covered(date(2026, 8, 30), HANDOVER, last) is False
    assert warranty.is_covered(last, HANDOVER, None) is None
    assert warranty.is_covered(last, None, last) is None


@R080
def test_what_a_contract_cannot_say():
    assert warranty.warranty_problems({"contract_years": 3, "handover_on": HANDOVER}) == []
    assert fields(warranty.warranty_problems({"contract_years": 0})) == {"contract_years"}
    early = {"covered_until_set": date(2026, 8, 30), "handover_on": HANDOVER}
    assert fields(warranty.warranty_problems(early)) == {"covered_until_set"}


@R080
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(1, 30))
def test_the_end_is_the_same_day_or_the_28th_of_february(handover, years):
    end = warranty.cover("fittings", handover, OFFICE, contract_years=years).ends_on
    assert end is not None
    assert end.year == handover.year + years
    assert (end.month, end.day) == (handover.month, handover.day) or (
        (handover.month, handover.day) == (2, 29) and (end.month, end.day) == (2, 28)
    )
    assert end - handover >= datetime.timedelta(days=365 * years)


@R078
def test_a_new_repair_does_not_lie_before_the_inspection_of_the_round_before():
    again = {
        **S13,
        "repaired_on": date(2027, 4, 12),
        "rounds": ({"why": "failed", "inspected_on": date(2027, 4, 9)},),
    }
    assert warranty.order_problems(again) == []
    same_day = again | {"repaired_on": date(2027, 4, 9)}
    assert warranty.order_problems(same_day) == []
    assert fields(warranty.order_problems(again | {"repaired_on": date(2027, 4, 8)})) == {"repaired_on"}
    two = again | {"rounds": (*again["rounds"], {"why": "refused", "inspected_on": date(2027, 4, 13)})}
    assert fields(warranty.order_problems(two)) == {"repaired_on"}
