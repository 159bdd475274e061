"""R-068: the weekly sample of repair orders; F-17, F-18 and decision 9.4 no. 15."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import callbacks, sampling
from custdesk.rules.periods import week_of
from custdesk.settings import Settings

R068 = pytest.mark.rule("R-068")
OFFICE = Settings()
W10 = week_of(datetime.date(2027, 3, 8))


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def numbers(count: int) -> tuple[str, ...]:
    return tuple(f"WX-2027-{one:04}" for one in range(1, count + 1))


# -- F-17: how many --------------------------------------------------------------------------------------


@pytest.mark.rule("F-17")
@R068
@pytest.mark.parametrize(
    ("orders", "size"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (23, 5)]
)
def test_twenty_percent_are_drawn_rounded_up(orders: int, size: int):
    assert sampling.sample_size(orders, 20) == size
    drawn = sampling.draw(numbers(orders), 123_456_789, 20)
    assert len(drawn.drawn) == size
    assert len(drawn.reserves) == orders - size


@R068
@given(st.integers(0, 500), st.integers(1, 100))
def test_the_size_is_the_least_whole_number_that_reaches_the_percentage(orders: int, percent: int):
    size = sampling.sample_size(orders, percent)
    assert size * 100 >= orders * percent
    assert size == 0 or (size - 1) * 100 < orders * percent
    assert size >= (1 if orders else 0)


# -- the frame -------------------------------------------------------------------------------------------


def order(**values: object) -> dict[str, object]:
    return {
        "service_kind": "home_repair",
        "state": "finished",
        "finished_at": at("2027-03-09 11:30"),
        **values,
    }


@R068
@pytest.mark.parametrize("kind", ["home_repair", "public_repair", "warranty_repair"])
def test_repairs_of_every_kind_are_in_the_frame(kind: str):
    assert sampling.in_frame(order(service_kind=kind), W10, OFFICE)


@R068
def test_reworks_and_orders_already_called_back_are_in_the_frame_and_housekeeping_is_not():
    assert sampling.in_frame(order(rework_of=12), W10, OFFICE)
    assert sampling.in_frame(order(state="closed"), W10, OFFICE)
    assert not sampling.in_frame(order(service_kind="housekeeping"), W10, OFFICE)
    assert not sampling.in_frame(order(state="cancelled"), W10, OFFICE)


@R068
@pytest.mark.parametrize(
    ("finished", "counts"),
    [
        ("2027-03-07 23:59", False), ("2027-03-08 00:00", True), ("2027-03-14 23:59", True),
        ("2027-03-15 00:00", False),
    ],
)  # fmt: skip
def test_the_week_runs_from_monday_to_sunday_midnight(finished: str, counts: bool):
    assert sampling.in_frame(order(finished_at=at(finished)), W10, OFFICE) is counts


@R068
def test_the_frame_may_be_the_orders_dispatched_in_the_week():
    dispatched = OFFICE.having("sample_frame", "dispatched")
    waiting = order(finished_at=None, dispatched_at=at("2027-03-10 09:00"))
    assert sampling.frame_field(OFFICE) == "finished_at"
    assert sampling.frame_field(dispatched) == "dispatched_at"
    assert sampling.in_frame(waiting, W10, dispatched)
    assert not sampling.in_frame(waiting, W10, OFFICE)
    assert not sampling.in_frame({**waiting, "state": "cancelled"}, W10, dispatched)


# -- the week --------------------------------------------------------------------------------------------


@R068
def test_week_fifty_three_is_one_sample_week():
    week = week_of(datetime.date(2027, 1, 1))
    assert (week.first, week.last) == (datetime.date(2026, 12, 28), datetime.date(2027, 1, 3))
    assert dict(week.name.values) == {"week": 53, "year": 2026}
    assert sampling.in_frame(order(finished_at=at("2027-01-02 10:00")), week, OFFICE)
    assert sampling.calls_due(week) == at("2027-01-11 00:00")  # the following Sunday's 24:00
    assert sampling.last_week(at("2027-01-04 08:00")) == week.first


@R068
def test_a_week_is_drawn_after_it_has_ended():
    monday = datetime.date(2027, 3, 8)
    assert sampling.week_problems(monday, at("2027-03-15 00:00")) == []
    assert [one.field for one in sampling.week_problems(monday, at("2027-03-14 23:59"))] == ["week"]
    assert sampling.last_week(at("2027-03-15 08:00")) == monday


@R068
def test_without_orders_there_is_no_duty():
    assert [one.field for one in sampling.frame_problems(0)] == ["week"]
    assert sampling.frame_problems(1) == []


@R068
def test_the_calls_are_done_by_the_following_sunday():
    assert sampling.calls_due(W10) == at("2027-03-22 00:00")
    finished = {"finished_at": at("2027-03-09 11:30")}
    assert callbacks.due_of("weekly_sample", finished, at("2027-03-15 09:00"), OFFICE) == sampling.calls_due(
        W10
    )


# -- the draw --------------------------------------------------------------------------------------------


@R068
def test_the_draw_is_what_the_sheet_says_and_needs_no_library():
    """Anybody can do it again: sort by the SHA-256 of "seed:number"."""
    frame, seed = numbers(23), 314_159_265
    told = sorted(frame, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())
    found = sampling.draw(frame, seed, 20)
    assert found.drawn == tuple(told[:5])
    assert found.reserves == tuple(told[5:])
    assert sampling.drawing_order(frame, seed) == tuple(told)
    assert sampling.draw_key("WX-2027-0001", 1) == hashlib.sha256(b"1:WX-2027-0001").hexdigest()
    assert "SHA-256" in sampling.method().msgid
    assert "seed:number" in sampling.method().msgid


@R068
def test_a_draw_of_years_ago_comes_out_the_same():
    """Pinned: a later version must draw these again."""
    assert sampling.draw(numbers(11), 271_828_182, 20).drawn == PINNED


PINNED = ("WX-2027-0002", "WX-2027-0005", "WX-2027-0007")  # by sha256sum of the shell


@R068
@given(st.integers(1, 60), st.integers(*sampling.SEEDS), st.randoms())
def test_the_same_seed_draws_the_same_whatever_order_the_orders_come_in(orders: int, seed: int, rng):
    frame = list(numbers(orders))
    first = sampling.draw(frame, seed, 20)
    rng.shuffle(frame)
    again = sampling.draw(frame, seed, 20)
    assert first == again
    assert sorted((*first.drawn, *first.reserves)) == sorted(frame)


@R068
def test_every_order_has_the_same_chance():
    """Chi-square over 4000 fixed seeds: 23 orders, 5 drawn. 22 degrees of freedom; 0.1 % limit 48.27."""
    frame, seeds = numbers(23), range(100_000_000, 100_004_000)
    drawn = Counter(one for seed in seeds for one in sampling.draw(frame, seed, 20).drawn)
    expected = 4000 * 5 / 23
    # drawing without putting back narrows the counts by (1 - 5/23) x 23/22
    spread = (1 - 5 / 23) * 23 / 22
    assert sum((drawn[one] - expected) ** 2 / (expected * spread) for one in frame) < 48.27


@R068
def test_every_place_in_the_draw_has_the_same_chance_for_neighbouring_numbers():
    """Chi-square of which order of 11 is drawn first over 4400 seeds: 10 degrees of freedom; 0.1 % limit 29.59."""
    frame, seeds = numbers(11), range(500_000_000, 500_004_400)
    first = Counter(sampling.draw(frame, seed, 20).drawn[0] for seed in seeds)
    assert sum((first[one] - 400) ** 2 / 400 for one in frame) < 29.59


@R068
def test_the_seed_has_nine_digits_and_follows_from_moment_and_secrets():
    now = at("2027-03-15 08:05")
    seed = sampling.seed_from(now, ("b", "a"))
    assert seed == sampling.seed_from(now, ("a", "b"))
    assert sampling.SEEDS[0] <= seed < sampling.SEEDS[1]
    others = {sampling.seed_from(now, (f"salt {one}",)) for one in range(200)}
    assert len(others) == 200
    assert seed != sampling.seed_from(at("2027-03-15 08:06"), ("a", "b"))


# -- calling ---------------------------------------------------------------------------------------------


@R068
def test_an_unreachable_one_stays_and_one_reserve_is_added():
    assert sampling.to_call((1, 2, 3), (7, 8, 9), ()) == (1, 2, 3)
    assert sampling.to_call((1, 2, 3), (7, 8, 9), {2}) == (1, 2, 3, 7)
    assert sampling.to_call((1, 2, 3), (7, 8, 9), {2, 3}) == (1, 2, 3, 7, 8)
    assert sampling.to_call((1, 2, 3), (7, 8, 9), {2, 7}) == (1, 2, 3, 7, 8)  # the reserve was out too
    assert sampling.to_call((1,), (), {1}) == (1,)
    assert sampling.to_call((1, 2), (7,), {1, 2, 7}) == (1, 2, 7)


@R068
@given(st.integers(1, 40), st.sets(st.integers(0, 39)))
def test_reached_ones_never_exceed_the_sample(orders: int, deaf: set[int]):
    size = sampling.sample_size(orders, 20)
    calls = sampling.to_call(range(size), range(size, orders), deaf)
    heard = sum(one not in deaf for one in calls)
    assert calls[:size] == tuple(range(size))
    assert heard <= size
    assert heard == size or len(calls) == orders


@pytest.mark.rule("F-18")
@pytest.mark.rule("R-004")
@R068
def test_the_denominator_stays_the_size_of_the_sample():
    """F-18, 9.4 no. 15."""
    said = ("reached", "unreachable", "reached", "reached", "reached", "reached")
    assert sampling.reached(said) == 5
    assert sampling.completion(said, 5) == "100.0 % (5/5)"
    assert sampling.completion(said[:3], 5) == "40.0 % (2/5)"
    assert sampling.completion((), 0) == "–"


@R068
def test_what_became_of_a_callback():
    states = ("due", "attempted", "done", "signed", "unreachable")
    assert [sampling.outcome(one) for one in states] == ["open", "open", "reached", "reached", "unreachable"]
    for gone in (
        "voided",
        "cancelled",
    ):  # nobody is called about it any more; who was called before was reached
        assert [sampling.outcome(one, order=gone) for one in ("", "due", "done")] == [
            "unreachable", "unreachable", "reached",
        ]  # fmt: skip
    assert sampling.outcome("", order="finished") == "open"


@R068
def test_completing_waits_for_the_last_call():
    assert sampling.missing_to_complete(("reached", "unreachable")) == []
    (problem,) = sampling.missing_to_complete(("reached", "open", "open"))
    assert dict(problem.text.values) == {"count": 2}


@R068
def test_a_second_draw_needs_a_reason_of_its_own():
    assert [one.field for one in sampling.redraw_problems("", ())] == ["redraw_reason"]
    assert sampling.redraw_problems("两张单据漏登", ()) == []
    assert sampling.redraw_problems("两张单据漏登", ("两张单据漏登",))
