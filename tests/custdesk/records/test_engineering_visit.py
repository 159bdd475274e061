"""REC-10 and REC-24 in the store: the schedule, visits counted and missed, what a visit leads to (R-081 to R-083)."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.store.store import SYSTEM, Refused
from tests.desk_field import notice, plan, visited
from tests.desks import Office, at, on, said

R081, R082, R083 = (pytest.mark.rule(f"R-{number:03}") for number in range(81, 84))
DAYS = (
    on("11-30", 2026), on("02-28"), on("08-31"), on("02-29", 2028), on("08-31", 2028), on("02-28", 2029),
    on("08-31", 2029), on("02-28", 2030), on("08-31", 2030), on("02-28", 2031), on("08-31", 2031),
)  # fmt: skip


def lines(office: Office, record: int, name: str = "state") -> list[object]:
    return [row.get(name) for row in office.values(record)["lines"]]


def visit_of(office: Office, record: int, **more) -> int:
    """Plan the next visit by the plan's button."""
    create = BY_KEY["visit_plan"].form.creates[0]
    return office.save(
        "engineering_visit", office.lin, **{**create.values(office.values(record), record), **more}
    )


def keep_time(office: Office, moment: str) -> None:
    office.clock.set(moment)
    office.store.keep_time()


@R081
def test_the_plan_of_s13(office: Office):
    office.clock.set("2026-09-01 09:00")
    record = plan(office, on("08-31", 2026))
    values = office.values(record)
    assert tuple(lines(office, record, "due_on")) == DAYS
    assert set(lines(office, record)) == {"due"}
    assert (values["visits_until"], values["due_at"]) == (on("08-31", 2031), at("12-01 00:00", 2026))
    assert [(row["part"], row.get("ends_on")) for row in values["parts"]] == [
        ("structure", None), ("waterproofing", on("08-31", 2031)), ("heating_cooling", None),
        ("fittings", on("08-31", 2028)),
    ]  # fmt: skip


@R081
def test_a_line_is_missed_by_the_clock_and_the_next_one_is_owed(office: Office):
    office.clock.set("2026-09-01 09:00")
    record = plan(office, on("08-31", 2026))
    keep_time(office, "2026-11-30 23:59")
    assert lines(office, record)[0] == "due"
    keep_time(office, "2026-12-01 00:00")
    assert lines(office, record)[:2] == ["missed", "due"]
    assert office.values(record)["due_at"] == at("03-01 00:00")
    keep_time(office, "2027-09-01 00:00")  # two days passed while the desk was off
    assert lines(office, record)[:4] == ["missed", "missed", "missed", "due"]


@R081
def test_a_plan_of_an_old_handover_shows_what_was_missed(office: Office):
    record = plan(office, on("08-31", 2026))
    assert lines(office, record)[:3] == ["missed", "missed", "due"]


@R081
def test_an_early_visit_counts_for_the_nearest_line_and_a_late_one_stays_late(office: Office):
    office.clock.set("2026-09-01 09:00")
    record = plan(office, on("08-31", 2026))
    early = visit_of(office, record)
    assert office.values(record)["lines"][0] == {"due_on": DAYS[0], "state": "due", "visit": early}
    office.clock.set("2026-11-20 09:00")
    visited(office, early, on("11-20", 2026))
    assert office.values(record)["lines"][0] == {
        "due_on": DAYS[0], "state": "done", "visit": early, "visited_on": on("11-20", 2026)
    }  # fmt: skip
    late = visit_of(office, record)
    assert office.values(late)["due_on"] == DAYS[1]
    keep_time(office, "2027-03-08 09:00")
    visited(office, late, on("03-08"))
    assert lines(office, record)[:3] == ["done", "done_late", "due"]
    keep_time(office, "2027-06-01 09:00")
    assert lines(office, record)[1] == "done_late"
    assert office.see(record).values["complies"] is True


@R081
def test_a_voided_visit_counts_no_more(office: Office):
    office.clock.set("2026-11-20 09:00")
    record = plan(office, on("08-31", 2026))
    made = visit_of(office, record)
    visited(office, made, on("11-20", 2026))
    office.step(made, "void", office.chen, reason="重复登记")
    assert office.values(record)["lines"][0] == {"due_on": DAYS[0], "state": "due"}


@R081
def test_a_contract_may_lengthen_the_schedule(office: Office):
    record = plan(office, on("08-31", 2026))
    office.change(record, office.lin, contract_parts=({"part": "fittings", "years": 6},))
    assert office.values(record)["visits_until"] == on("08-31", 2032)
    assert len(office.values(record)["lines"]) == 13
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, contract_parts=({"part": "fittings", "years": 0},))
    assert said(trouble.value.problems) == {"contract_parts.0.years"}
    twice = ({"part": "fittings", "years": 6}, {"part": "fittings", "years": 7})
    with pytest.raises(Refused) as trouble:
        office.change(record, office.lin, contract_parts=twice)
    assert said(trouble.value.problems) == {"contract_parts.1.part"}


@R081
def test_a_setting_changed_later_moves_no_planned_day(office: Office):
    office.clock.set("2026-09-01 09:00")
    record = plan(office, on("08-31", 2026))
    office.store.set_setting("visit_months.then_every", 12, SYSTEM)
    keep_time(office, "2026-12-01 00:00")
    assert tuple(lines(office, record, "due_on")) == DAYS


@R081
def test_the_plan_ends_with_the_warranty(office: Office):
    record = plan(office, on("08-31", 2026))
    keep_time(office, "2031-08-31 23:59")
    assert office.values(record)["state"] == "running"
    keep_time(office, "2031-09-01 00:00")
    values = office.values(record)
    assert (values["state"], set(lines(office, record)), values["due_at"]) == ("ended", {"missed"}, None)
    notices = BY_KEY["visit_plan"].form.notices(values, office.store.facts(office.lin))
    assert said(notices) == {"lines"}, "one visit at least is asked for (C-26)"


@R082
def test_the_decision_on_a_defect_needs_the_number_and_the_button_makes_it(office: Office):
    record = plan(office, on("08-31", 2026))
    made = visit_of(office, record)
    visited(office, made, on("04-16"), found="construction_defect", findings="窗边渗水")
    analysed = {
        "cause_and_responsibility": "密封胶老化，施工单位负责",
        "quality_section": "孙工",
        "quality_on": on("04-16"),
    }
    office.step(made, "analyse", office.lin, **analysed)
    decided = {"decision": "安排维修", "engineering_head": "郑工", "decided_on": on("04-16")}
    assert office.refused(made, "decide", office.lin, **decided) == {"repair_records"}
    create = BY_KEY["engineering_visit"].form.creates[0]
    assert create.ready(office.values(made))
    repair = office.save("engineering_repair", office.lin, **{
        **create.values(office.values(made), made), "owner_or_user": "何女士"
    })  # fmt: skip
    assert office.values(repair)["repair_content"] == "窗边渗水"
    assert office.values(made)["repair_records"] == ({"repair": repair},)
    other = notice(office)
    office.step(made, "decide", office.lin, **decided, repair_records=({"repair": repair}, {"repair": other}))
    said_ = office.values(made)["repair_record_no"]
    assert dict(said_.values) == {"numbers": "GW-2027-0001、GW-2027-0002"}
    office.step(made, "file", office.lin)


@R082
def test_without_a_defect_the_box_says_none(office: Office):
    made = visit_of(office, plan(office, on("08-31", 2026)))
    assert office.values(made)["repair_record_no"] is None
    visited(office, made, on("04-16"))
    office.step(made, "analyse", office.lin)
    assert office.values(made)["repair_record_no"] is None
    decided = {"decision": "无需处理", "engineering_head": "郑工", "decided_on": on("04-16")}
    office.step(made, "decide", office.lin, **decided)
    assert office.values(made)["repair_record_no"].msgid == "None"


@R083
def test_the_cause_comes_before_the_decision(office: Office):
    made = visit_of(office, plan(office, on("08-31", 2026)))
    visited(office, made, on("04-16"), found="other_problem", findings="住户自装花架渗水")
    assert office.refused(made, "analyse", office.lin) == {
        "cause_and_responsibility", "quality_section", "quality_on"
    }  # fmt: skip
    assert office.refused(made, "decide", office.lin) >= {""}, "no step is skipped"


@R081
def test_a_visit_is_owed_until_it_is_made_and_numbered_by_its_year(office: Office):
    made = visit_of(office, plan(office, on("08-31", 2026)), due_on=on("02-28"))
    values = office.values(made)
    assert (values["number"], values["due_at"]) == ("GH-2027-0001", at("03-01 00:00"))
    assert office.refused(made, "visit", office.lin) >= {"visit_form", "owner_seal_or_record", "findings"}
    visited(office, made, on("04-16"))
    assert office.one("SELECT due_at FROM header WHERE id = ?", made) is None
