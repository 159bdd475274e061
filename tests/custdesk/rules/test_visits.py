"""R-081 to R-084: return visits after handover, what they lead to, and the move-in visit."""

from __future__ import annotations

from datetime import date, timedelta
from datetime import datetime as at

import pytest

from custdesk.rules import visits
from custdesk.rules.periods import add_months
from custdesk.rules.visits import Visit
from custdesk.settings import Settings

R080, R081, R082, R083, R084 = (pytest.mark.rule(f"R-{number:03}") for number in range(80, 85))
OFFICE = Settings()
HANDOVER = date(2026, 8, 31)
S13 = (
    date(2026, 11, 30), date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31), date(2029, 2, 28),
    date(2029, 8, 31), date(2030, 2, 28), date(2030, 8, 31), date(2031, 2, 28), date(2031, 8, 31),
)  # fmt: skip


def fields(problems) -> set[str]:
    return {one.field for one in problems}


# -- the days -------------------------------------------------------------------------------------


@R081
def test_the_schedule_of_s13_has_eleven_lines():
    assert visits.schedule_end(HANDOVER, (), OFFICE) == date(2031, 8, 31)
    assert visits.visit_dates(HANDOVER, date(2031, 8, 31), OFFICE) == S13


@pytest.mark.rule("R-005")
@R081
def test_every_handover_day_from_2024_to_2032():
    """All 3288 days: eleven visits, months counted from the handover, clamped to the month's end, in the warranty."""
    day, count = date(2024, 1, 1), 0
    months = (3, *range(6, 61, 6))
    while day <= date(2032, 12, 31):
        until = visits.schedule_end(day, (), OFFICE)
        found = visits.visit_dates(day, until, OFFICE)
        assert found == tuple(add_months(day, month) for month in months)
        assert until == add_months(day, 60) == found[-1]
        for month, planned in zip(months, found, strict=True):
            whole = (planned.year - day.year) * 12 + planned.month - day.month
            assert whole == month
            last_of_month = (planned + timedelta(days=1)).day == 1
            assert planned.day == day.day or (planned.day < day.day and last_of_month)
        day, count = day + timedelta(days=1), count + 1
    assert count == 3288


@R081
def test_the_settings_set_the_months():
    other = OFFICE.having("visit_months", [1]).having("visit_months.then_every", 12)
    assert visits.visit_dates(HANDOVER, date(2029, 9, 30), other) == (
        date(2026, 9, 30), date(2027, 9, 30), date(2028, 9, 30), date(2029, 9, 30)
    )  # fmt: skip
    assert visits.visit_dates(HANDOVER, date(2026, 11, 29), OFFICE) == ()


@R081
def test_the_schedule_runs_to_the_longest_fixed_period_and_a_contract_may_lengthen_it():
    assert visits.schedule_end(HANDOVER, ({"part": "fittings", "years": 8},), OFFICE) == date(2034, 8, 31)
    assert visits.schedule_end(HANDOVER, ({"part": "waterproofing", "years": 3},), OFFICE) == date(
        2029, 8, 31
    )
    seasons = ({"part": "heating_cooling", "until": date(2040, 1, 1)},)
    assert visits.schedule_end(HANDOVER, seasons, OFFICE) == date(2031, 8, 31)
    assert visits.schedule_end(HANDOVER, (), OFFICE.having("warranty_years.waterproofing", 6)) == date(
        2032, 8, 31
    )


@R080
def test_the_parts_of_a_plan_with_years_and_last_day():
    contract = ({"part": "fittings", "years": 3}, {"part": "heating_cooling", "until": date(2028, 11, 15)})
    found = {row["part"]: row for row in visits.parts_covered(contract, HANDOVER, OFFICE)}
    assert {part: (row.get("years"), row.get("ends_on")) for part, row in found.items()} == {
        "structure": (None, None), "waterproofing": (5, date(2031, 8, 31)),
        "heating_cooling": (None, date(2028, 11, 15)), "fittings": (3, date(2029, 8, 31)),
    }  # fmt: skip


# -- what was visited -----------------------------------------------------------------------------


def states(*made: Visit, today: str) -> list[str]:
    return [line.state for line in visits.schedule(S13[:4], made, date.fromisoformat(today))]


@R081
def test_a_line_is_missed_once_its_day_is_over():
    assert states(today="2026-11-30") == ["due", "due", "due", "due"]
    assert states(today="2026-12-01") == ["missed", "due", "due", "due"]
    assert states(Visit(1, made=date(2026, 11, 30)), today="2026-12-01") == ["done", "due", "due", "due"]


@R081
def test_an_early_visit_counts_for_the_nearest_line():
    assert visits.nearest(S13, date(2027, 7, 20)) == 2
    assert states(Visit(1, made=date(2027, 7, 20)), today="2027-09-01") == ["missed", "missed", "done", "due"]
    assert visits.nearest(S13, date(2026, 9, 1)) == 0
    assert visits.nearest((date(2027, 1, 1), date(2027, 1, 11)), date(2027, 1, 6)) == 0  # equally near
    assert visits.nearest((), date(2027, 1, 6)) is None


@R081
def test_a_late_line_stays_late():
    late = Visit(1, made=date(2026, 12, 20))
    assert states(late, today="2026-12-20") == ["done_late", "due", "due", "due"]
    assert states(late, today="2029-01-01")[0] == "done_late"
    # so late that it is nearer to the next line: it spares that one, the first stays missed
    assert states(Visit(1, made=date(2027, 2, 1)), today="2027-02-01") == ["missed", "done", "due", "due"]


@R081
def test_two_visits_near_one_line_spare_no_other():
    early, late = Visit(1, made=date(2026, 11, 20)), Visit(2, made=date(2026, 12, 5))
    lines = visits.schedule(S13[:2], (late, early), date(2027, 1, 1))
    assert [(line.state, line.visit, line.visited_on) for line in lines] == [
        ("done", 1, date(2026, 11, 20)), ("due", None, None)
    ]  # fmt: skip


@R081
def test_a_planned_visit_stands_at_its_line_and_does_not_count():
    (line, *_more) = visits.schedule(S13[:2], (Visit(9, planned=S13[0]),), date(2026, 12, 1))
    assert (line.state, line.visit, line.visited_on) == ("missed", 9, None)


@R081
def test_the_next_line_and_its_turn():
    rows = tuple({"due_on": day, "state": "missed" if day < date(2027, 1, 1) else "due"} for day in S13)
    assert visits.next_visit(rows) == date(2027, 2, 28)
    assert visits.next_turn(rows) == at(2027, 3, 1)
    assert visits.next_visit(rows[:1]) is None
    assert visits.next_turn(()) is None


@R081
def test_one_visit_in_the_warranty_complies():
    assert not visits.complies(({"state": "missed"}, {"state": "due"}))
    assert visits.complies(({"state": "missed"}, {"state": "done_late"}))
    assert visits.complies(({"state": "done"},))


# -- R-082, R-083 ----------------------------------------------------------------------------------------

VISIT = {
    "visit_form": "on_site", "visitor": "钱工", "visited_on": date(2027, 8, 31), "findings": "窗边仍有水迹",
    "found": "construction_defect", "owner_opinion": "希望尽快处理", "owner_seal_or_record": "业主签名",
    "owner_on": date(2027, 8, 31), "cause_and_responsibility": "密封胶老化，施工单位负责", "quality_section": "孙工",
    "quality_on": date(2027, 9, 2), "decision": "安排维修", "engineering_head": "郑工", "decided_on": date(2027, 9, 3),
}  # fmt: skip


@R082
def test_a_defect_needs_the_number_of_a_repair_record():
    assert visits.missing_to_decide(VISIT, ("GW-2027-0006",)) == []
    assert fields(visits.missing_to_decide(VISIT, ())) == {"repair_records"}
    assert visits.missing_to_decide({**VISIT, "found": "nothing"}, ()) == []
    assert visits.missing_to_decide({**VISIT, "found": "other_problem"}, ()) == []
    assert fields(visits.missing_to_decide({**VISIT, "decision": "  "}, ("GW-2027-0006",))) == {"decision"}


@R082
def test_the_box_lists_all_numbers():
    assert (
        visits.numbers_said(("GW-2027-0006", "", "GW-2027-0009", "GW-2027-0006"))
        == "GW-2027-0006、GW-2027-0009"
    )
    assert visits.numbers_said(()) == ""


@R083
def test_cause_and_responsibility_come_before_the_decision():
    for found in ("construction_defect", "other_problem"):
        bare = {**VISIT, "found": found, "cause_and_responsibility": None}
        assert fields(visits.missing_to_analyse(bare)) == {"cause_and_responsibility"}
        assert fields(visits.missing_to_decide(bare, ("GW-2027-0006",))) == {"cause_and_responsibility"}
    assert visits.missing_to_analyse({"found": "nothing"}) == []
    assert visits.missing_to_analyse(VISIT) == []


@R081
def test_a_visit_made_has_form_person_day_findings_and_the_owner_s_opinion():
    assert visits.missing_to_record(VISIT) == []
    for name in ("visit_form", "visitor", "visited_on", "findings", "found", "owner_opinion", "owner_on",
                 "owner_seal_or_record"):  # fmt: skip
        assert fields(visits.missing_to_record({**VISIT, name: None})) == {name}


@R081
def test_the_boxes_of_a_visit_are_dated_in_their_order():
    assert visits.visit_order_problems(VISIT) == []
    assert fields(visits.visit_order_problems({**VISIT, "decided_on": date(2027, 9, 1)})) == {"decided_on"}
    assert fields(visits.visit_order_problems({**VISIT, "owner_on": date(2027, 8, 30)})) == {"owner_on"}
    assert fields(visits.visit_order_problems({**VISIT, "handover_on": date(2027, 9, 1)})) == {"visited_on"}


# -- R-084 -----------------------------------------------------------------------------------------------


@R084
@pytest.mark.parametrize(
    ("handover", "due"),
    [
        (date(2026, 11, 30), at(2027, 3, 1)),  # 2027-02-28 24:00
        (date(2027, 11, 30), at(2028, 3, 1)),  # 2028-02-29 24:00
        (date(2027, 1, 15), at(2027, 4, 16)),
    ],
)
def test_a_home_is_visited_three_months_after_its_handover(handover, due):
    assert visits.movein_visit_due(handover, OFFICE) == due


@R084
def test_the_visit_may_be_off():
    off = OFFICE.having("movein_visit_months", 0)
    assert visits.movein_visit_due(HANDOVER, off) is None
    assert visits.movein_visits_due((("3-1202", HANDOVER),), (), off) == ()


@R084
def test_the_due_list_is_in_order_and_leaves_out_whom_we_visited():
    homes = (("3-1202", date(2027, 3, 1)), ("5-603", date(2027, 1, 10)), ("4-501", date(2027, 2, 1)))
    assert visits.movein_visits_due(homes, ("4-501",), OFFICE) == (
        ("5-603", at(2027, 4, 11)), ("3-1202", at(2027, 6, 2))
    )  # fmt: skip
