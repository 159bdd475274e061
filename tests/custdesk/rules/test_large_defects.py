"""R-071: large defects are visited at intervals; decision 9.4 no. 17."""

from __future__ import annotations

import datetime

import pytest

from custdesk.rules import large_defects as rules
from custdesk.settings import Settings

R071 = pytest.mark.rule("R-071")
OFFICE = Settings()
TODAY = datetime.date(2027, 4, 16)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2027-{text}")


def check(planned: str, on: str = "", condition: str = "", **more: object) -> dict[str, object]:
    row: dict[str, object] = {"planned_on": day(planned), **more}
    return {**row, "on": day(on), "condition": condition, "checker": 7} if on else row


@R071
def test_the_checks_run_from_the_end_of_the_repair():
    finished = datetime.datetime(2027, 3, 9, 11, 30)
    assert rules.planned_checks(finished, day("03-09"), OFFICE) == (day("04-08"), day("05-08"), day("06-07"))
    rework = datetime.date(2027, 3, 11)  # S-01 step 4
    assert rules.planned_checks(rework, rework, OFFICE) == (day("04-10"), day("05-10"), day("06-09"))
    often = OFFICE.having("major_defect_check_days", [7])
    assert rules.planned_checks(rework, rework, often) == (day("03-18"),)


@R071
def test_the_flag_set_later_drops_the_days_already_past():
    finished = day("03-09")
    assert rules.planned_checks(finished, day("04-08"), OFFICE)[0] == day("04-08")  # today is not past
    assert rules.planned_checks(finished, day("04-09"), OFFICE) == (day("05-08"), day("06-07"))
    assert rules.planned_checks(finished, day("12-31"), OFFICE) == ()


@R071
def test_rework_restarts_the_days_and_keeps_what_was_found():
    found = check("04-08", "04-08", "defective")
    rows = (found, check("05-08"), check("06-07"))
    again = rules.restarted(rows, day("04-12"), day("04-12"), OFFICE)
    assert again == (
        found, {"planned_on": day("05-12")}, {"planned_on": day("06-11")}, {"planned_on": day("07-11")}
    )  # fmt: skip
    assert rules.restarts(day("03-09"), day("03-11"))
    assert not rules.restarts(day("03-11"), day("03-11"))
    assert not rules.restarts(day("03-11"), None)
    assert rules.restarts(None, day("03-11"))


@R071
def test_a_record_is_opened_by_a_finished_large_defect_only():
    finished = datetime.datetime(2027, 3, 9, 11, 30)
    order = {"major_defect": True, "finished_at": finished, "state": "finished"}
    assert rules.opens(order)
    assert rules.opens({**order, "state": "closed"})  # the flag set later
    assert not rules.opens({**order, "major_defect": False})
    assert not rules.opens({**order, "state": "working"})  # typed, not yet finished
    assert not rules.opens({**order, "finished_at": None})
    assert rules.is_finished({**order, "major_defect": False})
    assert not rules.is_finished({**order, "state": "requested"})


@R071
def test_the_next_check_is_the_earliest_one_open():
    rows = (check("04-08", "04-08", "sound"), check("06-07"), check("05-08"))
    assert rules.next_check(rows) == day("05-08")
    assert rules.next_due(rows) == datetime.datetime(2027, 5, 9)  # 24:00 of the day
    assert rules.next_check(rows[:1]) is None
    assert rules.next_due(()) is None
    assert not rules.is_made({"planned_on": day("05-08"), "on": day("05-08")})
    assert rules.is_made(check("05-08", "05-08", "sound"))


@pytest.mark.rule("R-008")
@R071
def test_its_number_is_the_order_s_with_a_tail():
    assert rules.number_of("WX-2027-0187") == "WX-2027-0187-Z"
    assert rules.number_of("WX-2027-0187", 1) == "WX-2027-0187-Z2", "a voided one keeps its number"
    assert rules.number_of("") == ""


@R071
def test_a_defective_check_is_told_once():
    before = (check("04-08"), check("05-08"))
    after = (check("04-08", "04-08", "defective"), check("05-08"))
    assert rules.newly_defective(after, before)
    assert not rules.newly_defective(after, after)
    remarked = ({**after[0], "customer_remark": "又漏了"}, after[1])
    assert not rules.newly_defective(remarked, after)
    assert not rules.newly_defective((check("04-08", "04-08", "suspicious"),), before[:1])


def fields(checks: tuple[dict[str, object], ...], before=(), runs_from: str = "03-09") -> list[str]:
    return [one.field for one in rules.check_problems(checks, before, day(runs_from), TODAY)]


@R071
def test_a_check_made_has_day_person_and_condition_after_the_repair():
    assert fields((check("04-08", "04-08", "sound"),)) == []
    assert fields(({"planned_on": day("04-08"), "on": day("04-08")},)) == [
        "checks.0.condition", "checks.0.checker"
    ]  # fmt: skip
    assert fields((check("04-08", "04-17", "sound"),)) == ["checks.0.on"]  # tomorrow
    assert fields((check("04-08", "03-08", "sound"),)) == ["checks.0.on"]  # before the repair's end
    wrong = check("04-08", "03-08", "sound")
    assert fields((wrong,), (wrong,)) == []  # judged when it was written


@pytest.mark.rule("R-007")
@R071
def test_the_customer_signs_with_name_and_date_not_before_the_check():
    made = check("04-08", "04-08", "sound")
    assert fields(({**made, "customer_signed_on": day("04-08"), "customer_signed_by": "王秀兰"},)) == []
    assert fields(({**made, "customer_signed_on": day("04-08")},)) == ["checks.0.customer_signed_by"]
    assert fields(({**made, "customer_signed_by": "王秀兰"},)) == ["checks.0.customer_signed_on"]
    early = {**made, "customer_signed_on": day("04-07"), "customer_signed_by": "王秀兰"}
    assert fields((early,)) == ["checks.0.customer_signed_on"]
    late = {**made, "customer_signed_on": day("04-17"), "customer_signed_by": "王秀兰"}
    assert fields((late,)) == ["checks.0.customer_signed_on"]


@R071
def test_planned_checks_and_results_are_not_taken_away():
    before = (check("04-08", "04-08", "sound"), check("05-08"))
    assert rules.lost_problems((*before, check("06-07")), before) == []
    assert rules.lost_problems(before[:1], before)
    assert rules.lost_problems((check("04-08"), before[1]), before)
    assert rules.lost_problems((check("04-08", "04-08", "suspicious"), before[1]), before)
    signed = ({**before[0], "customer_signed_on": day("04-09"), "customer_signed_by": "王秀兰"}, before[1])
    assert rules.lost_problems(signed, before) == []


@R071
def test_it_ends_when_every_planned_check_was_sound():
    sound = (check("04-08", "04-08", "sound"), check("05-08", "05-09", "sound"))
    assert rules.missing_to_end(sound, day("03-09")) == []
    assert rules.missing_to_end((*sound, check("06-07")), day("03-09"))
    assert rules.missing_to_end((), day("03-09")), "nothing was ever looked at"
    defective = (check("04-08", "04-08", "defective"), check("05-08", "05-09", "sound"))
    assert rules.missing_to_end(defective, day("03-09"))
    assert rules.missing_to_end(defective, day("04-12")) == []  # the rework settled it


@R071
def test_a_suspicious_check_wants_a_later_sound_one():
    doubt = (check("04-08", "04-08", "sound"), check("05-08", "05-08", "suspicious"))
    assert rules.missing_to_end(doubt, day("03-09"))
    assert rules.missing_to_end((*doubt, check("05-15", "05-15", "sound")), day("03-09")) == []


@pytest.mark.rule("R-069")
@R071
def test_the_newest_finished_order_of_the_chain_is_reworked():
    first = {"number": "WX-2027-0187", "state": "rework_pending"}
    child = {"number": "WX-2027-0195", "state": "closed"}
    assert rules.rework_target((first, child)) is child
    assert rules.rework_target((first, {**child, "state": "dispatched"})) is None
    closed = {**first, "state": "closed"}
    assert rules.rework_target((closed, {**child, "state": "cancelled"})) is closed
    assert rules.rework_target(()) is None


@pytest.mark.rule("R-071")
def test_the_watching_ends_with_its_order_or_with_the_flag_before_any_check():
    order = {"state": "finished", "major_defect": True}
    made = ({"planned_on": datetime.date(2027, 4, 8), "on": datetime.date(2027, 4, 8), "condition": "sound"},)
    assert rules.lapses(order | {"state": "voided"}, order, made)
    assert not rules.lapses(order | {"state": "voided"}, order | {"state": "voided"}, ())
    assert rules.lapses(order | {"major_defect": False}, order, ({"planned_on": datetime.date(2027, 4, 8)},))
    assert not rules.lapses(order | {"major_defect": False}, order, made), "what was seen on site stays"
    assert not rules.lapses(order, order, ())
