"""The groups of figures of a month or quarter: the period before, weekly samples, events, the kept summary."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.figures import board, live
from custdesk.figures.definitions import DEFINITIONS
from custdesk.language import Words
from custdesk.rules.periods import month_of, quarter_of
from custdesk.rules.shares import Share
from tests.desk_events import event as community_event
from tests.desk_repairs import order
from tests.desk_summary import take
from tests.desks import Office, on

HANS = Words("zh_Hans")
MARCH, APRIL = month_of(on("03-01")), month_of(on("04-01"))


def entries(office: Office, period=MARCH, user=None) -> dict[str, board.Entry]:
    return {
        one.key: one
        for group in board.groups(Desk(office.store, user or office.chen), period)
        for one in group.entries
    }


@pytest.fixture
def spring(office: Office) -> Office:
    """March: one in time, one late, one hidden from the manager; April: one in time. The clock on 12 April."""
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    take(office, "2027-03-15 09:00", "handled", "2027-03-25 10:00")
    office.clock.set("2027-03-20 09:00")
    office.complaint(
        "accepted", office.su, against_director=True, nature="major", category="compensation_or_director",
        handler_kind="supervising_leader", lead_department="supervising_leader",
    )  # fmt: skip
    take(office, "2027-04-05 09:00", "handled", "2027-04-06 10:00")
    office.clock.set("2027-04-12 09:00")
    return office


@pytest.mark.rule("R-004")
@pytest.mark.rule("F-05")
def test_each_figure_stands_beside_that_of_the_month_before(spring: Office):
    timely = entries(spring, APRIL)["F-05"]
    assert (timely.main, timely.raw, timely.part_shown) == ("100.0%", "1/1", 1.0)
    assert timely.then is not None
    assert (timely.then.main, timely.then.raw) == ("50.0%", "1/2")
    assert timely.then.part_shown == 0.5
    assert entries(spring, APRIL)["F-01.received"].then.main == "3"


def test_every_live_figure_is_shown_once_with_name_and_definition(spring: Office):
    shown = entries(spring)
    counted = {one.code for one in live.month(Desk(spring.store, spring.chen), MARCH)}
    assert counted <= set(shown)
    assert {"F-22", "F-30.people", "F-30.feedback"} <= set(shown)
    for one in shown.values():
        assert HANS(one.definition) != one.definition.msgid
        assert HANS(one.label) != one.label.msgid
        assert one.code.startswith("F-")
    assert set(DEFINITIONS) - set(shown) == {"F-18"}


def test_a_count_has_a_bar_of_what_was_received_and_nothing_has_none(spring: Office):
    received = entries(spring, APRIL)["F-01.received"]
    assert received.part_shown == pytest.approx(1 / 3)  # April beside March, the larger month
    assert received.then.part_shown == 1.0
    valid = entries(spring, MARCH)["F-01.valid"]
    assert valid.part_shown == 1.0
    empty = entries(spring, month_of(on("01-01")))
    assert all(one.part_shown is None for one in empty.values())
    assert {one.main for one in empty.values()} == {"–", "0"}
    assert {one.raw for one in empty.values()} == {""}


@pytest.mark.rule("R-064")
def test_what_a_person_may_not_see_is_counted_and_not_listed(spring: Office):
    received = entries(spring)["F-01.received"]
    seen, unseen = received.opens(Desk(spring.store, spring.chen), "members")
    assert (len(seen), unseen) == (2, 1)
    seen, unseen = received.opens(Desk(spring.store, spring.su), "members")
    assert (len(seen), unseen) == (3, 0)


def test_a_quarter_counts_its_months_together_without_the_monthly_signatures(spring: Office):
    found = entries(spring, quarter_of(on("03-01")))
    assert found["F-01.received"].main == "3"
    assert "F-26" not in found
    assert "F-26" in entries(spring)
    assert entries(spring, quarter_of(on("04-01")))["F-01.received"].then.main == "3"


# -- weekly samples ------------------------------------------------------------------------------------------


@pytest.fixture
def sampled(office: Office) -> tuple[Office, int]:
    """The first week of March with six orders, two of them drawn."""
    office.clock.set("2027-03-03 10:00")
    for _each in range(6):
        order(office, "finished")
    office.clock.set("2027-03-08 09:00")
    sample = office.save("callback_sample", office.su, week=on("03-01"))
    office.step(sample, "start_calling", office.su)
    return office, sample


@pytest.mark.rule("F-17")
@pytest.mark.rule("F-18")
def test_a_weeks_sample_stands_in_the_month_the_week_ends_in(sampled):
    office, _sample = sampled
    (week,) = board.samples(Desk(office.store, office.chen), MARCH)
    assert (week.main, week.raw, len(week.share.rest)) == ("0.0%", "0/2", 2)
    assert HANS(week.apart) != week.apart.msgid
    assert "6" in HANS(week.apart)
    assert "2" in HANS(week.apart)
    assert week.code == "F-18"
    assert "F-17" in HANS(week.definition)
    assert {hit.form for hit in week.opens(Desk(office.store, office.chen), "rest")[0]} == {"repair_order"}
    assert board.samples(Desk(office.store, office.chen), APRIL) == ()


def test_a_week_over_the_months_edge_counts_for_the_later_month(office: Office):
    for day in ("2027-03-23 10:00", "2027-03-30 10:00"):
        office.clock.set(day)
        order(office, "finished")
    office.clock.set("2027-04-06 09:00")
    office.save("callback_sample", office.su, week=on("03-22"))
    office.save("callback_sample", office.su, week=on("03-29"))
    desk = Desk(office.store, office.chen)
    assert [one.key for one in board.samples(desk, MARCH)] == ["F-18@2027-03-22"]
    (april,) = board.samples(desk, APRIL)
    assert april.key == "F-18@2027-03-29"
    assert april.then.key == "F-18@2027-03-22"


@pytest.mark.rule("F-18")
@pytest.mark.parametrize(
    ("outcomes", "size", "share"),
    [
        (("reached", "open", "unreachable", "reached"), 3, Share((1, 4), (2,), (3,))),  # 4 stands for 3
        (("reached", "unreachable"), 2, Share((1,), (2,), ())),  # no reserve left
        (("open",), 1, Share((), (1,), ())),
        ((), 0, Share()),
        (("reached", "reached", "reached"), 2, Share((1, 2), (), ())),
    ],
)
def test_a_reserve_stands_for_an_unreached_one_and_the_size_stays(outcomes, size, share):
    calls = [{"order": place, "outcome": outcome} for place, outcome in enumerate(outcomes, 1)]
    assert board.sampled(calls, size) == share
    assert board.sampled(calls, size).whole == size


# -- events --------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-22")
@pytest.mark.rule("F-30")
def test_events_are_those_of_the_months_quarter(office: Office):
    event = community_event(office, "recorded")
    missing = community_event(office, "held", theme="夏令营")
    quarter = quarter_of(office.values(event)["start_at"].date())
    found = entries(office, month_of(quarter.last))
    assert found["F-22"].main == "1"
    assert (found["F-22"].share.members, found["F-22"].share.apart) == ((event,), (missing,))
    assert "1" in HANS(found["F-22"].apart)
    assert found["F-30.people"].main == "86"
    assert found["F-30.feedback"].main == "0"
    office.clock.set("2027-10-02 09:00")
    later = entries(office, month_of(quarter.end.date()))
    assert (later["F-22"].main, later["F-22"].then.main) == ("0", "1")


# -- the kept summary ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-057")
def test_the_kept_summary_shows_its_frozen_figures_beside_those_of_now(spring: Office):
    desk = Desk(spring.store, spring.chen)
    assert board.kept_summary(desk, MARCH) is None
    summary = spring.save("complaint_summary", spring.su, month=on("03-01"), measures_text="每月培训")
    kept = board.kept_summary(desk, MARCH)
    assert (kept.record.id, kept.frozen, kept.figures) == (summary, False, {})
    spring.step(summary, "submit", spring.su)
    spring.step(summary, "approve", spring.chen)
    kept = board.kept_summary(desk, MARCH)
    assert kept.frozen
    assert kept.figures["F-05"] == "50.0% (1/2)"
    assert kept.figures["F-01.received"] == "3"
    assert board.kept_summary(desk, APRIL) is None
    assert board.kept_summary(desk, quarter_of(on("03-01"))) is None
