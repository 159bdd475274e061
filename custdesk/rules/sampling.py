"""The weekly sample of repair orders for telephone callbacks: R-068, F-17, F-18, decision 9.4 no. 15.

The draw can be done again by anybody with a pocket program and what is printed on the sheet: the orders' numbers and
the seed. Nothing of it depends on a library's random numbers, which change between versions.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.periods import ONE_DAY, Period, end_of_day, week_of
from custdesk.rules.shares import shown
from custdesk.rules.values import Values, moment, text
from custdesk.settings import Settings

HOUSEKEEPING: Final = "housekeeping"
CANCELLED: Final = "cancelled"
GONE: Final = (CANCELLED, "voided")  # the states of an order nobody is called about any more
FIELD_OF: Final[Mapping[str, str]] = {"finished": "finished_at", "dispatched": "dispatched_at"}
REACHED, UNREACHABLE, OPEN = "reached", "unreachable", "open"
SEEDS: Final = (100_000_000, 1_000_000_000)  # nine digits: easily copied by hand, never starting with a zero


def week_problems(first: datetime.date, now: datetime.datetime) -> list[Problem]:
    """Refuse a week that has not ended: its orders are not all finished (R-068)."""
    week = week_of(first)
    if now >= week.end:
        return []
    way = N_("The week ends on {day}; the sample is drawn after it").having(day=week.last)
    return [Problem(way, "week", "R-068")]


def last_week(now: datetime.datetime) -> datetime.date:
    """Return the first day of the newest ISO week that has ended (R-068)."""
    return week_of(week_of(now.date()).first - ONE_DAY).first


def frame_problems(orders: int) -> list[Problem]:
    """Say that there is nothing to draw from: without orders there is no duty (R-068)."""
    if orders:
        return []
    return [Problem(N_("No repair order of this week is to be sampled"), "week", "R-068")]


def frame_field(settings: Settings) -> str:
    """Return the field of an order whose moment decides the week it is sampled in (R-068, `sample_frame`)."""
    return FIELD_OF[settings.text("sample_frame")]


def in_frame(order: Values, week: Period, settings: Settings) -> bool:
    """Tell whether an order may be drawn: of the week, no housekeeping, not cancelled (R-068).

    Reworks count like any order; an order already called back stays eligible.
    """
    when = moment(order, frame_field(settings))
    if when is None or when not in week:
        return False
    return text(order, "service_kind") != HOUSEKEEPING and text(order, "state") != CANCELLED


def sample_size(orders: int, percent: int) -> int:
    """Return how many of so many orders are drawn, rounded up in whole numbers; 0 of none (F-17, R-068)."""
    return -(-orders * percent // 100)


def draw_key(number: str, seed: int) -> str:
    """Return what orders are sorted by in a draw: SHA-256 of "seed:number" in UTF-8, hexadecimal (R-068)."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def drawing_order(numbers: Iterable[str], seed: int) -> tuple[str, ...]:
    """Return orders in the order they are drawn, whatever order they come in (R-068)."""
    return tuple(sorted(sorted(set(numbers)), key=lambda number: draw_key(number, seed)))


class Draw(Struct, frozen=True):
    """What was drawn: the sample, and all others as reserves in the order of the draw."""

    drawn: tuple[str, ...]
    reserves: tuple[str, ...]


def draw(numbers: Collection[str], seed: int, percent: int) -> Draw:
    """Draw a week's sample out of the orders' numbers; the same seed draws the same (R-068, F-17)."""
    ordered = drawing_order(numbers, seed)
    size = sample_size(len(ordered), percent)
    return Draw(ordered[:size], ordered[size:])


def seed_from(at: datetime.datetime, secrets: Iterable[str]) -> int:
    """Return the seed of a draw made now: nine digits out of the moment and what nobody at the desk knows (R-068).

    `secrets` are the salts of the orders' rows, random since they were written: whoever presses the button can
    neither choose nor foresee the seed. It is taken once and kept; nothing computes it again.
    """
    told = "\n".join((at.isoformat(), *sorted(secrets)))
    low, high = SEEDS
    return low + int(hashlib.sha256(told.encode()).hexdigest(), 16) % (high - low)


def method() -> Text:
    """Return the sentence that says how anybody can draw the same again; printed with the seed (R-068)."""
    return N_(
        "To each order's number the SHA-256 of the text “seed:number” is formed (UTF-8, hexadecimal); the orders are"
        " sorted by it: the first ones are the sample, the next ones the reserves."
    )


def to_call(drawn: Sequence[int], reserves: Sequence[int], unreached: Collection[int]) -> tuple[int, ...]:
    """Return the orders to call: the sample, and a reserve for each order not reached, as far as there are (R-068).

    The unreached one stays in the sample; a reserve that is not reached either brings the next one in.
    """
    calls, used = list(drawn), 0
    while used < min(len(reserves), sum(order in unreached for order in calls)):
        calls.append(reserves[used])
        used += 1
    return tuple(calls)


def outcome(state: str, order: str = "") -> str:
    """Return what became of a callback: reached, unreachable, or still open (R-068, REC-07).

    `order` is the state of its order: one dropped after the draw stays in the sample as not reached.
    """
    if state in ("done", "signed"):
        return REACHED
    return UNREACHABLE if state == UNREACHABLE or order in GONE else OPEN


def reached(outcomes: Iterable[str]) -> int:
    """Count the customers reached; a reserve stands for an unreached one (F-18, 9.4 no. 15)."""
    return sum(one == REACHED for one in outcomes)


def completion(outcomes: Iterable[str], size: int) -> str:
    """Return the share reached of the sample's size, raw counts with it; "–" of no sample (F-18, R-004)."""
    return shown(reached(outcomes), size)


def calls_due(week: Period) -> datetime.datetime:
    """Return until when the calls are done: the following Sunday's 24:00 (R-068)."""
    return end_of_day(week.last + 7 * ONE_DAY)


def missing_to_complete(outcomes: Sequence[str]) -> list[Problem]:
    """Refuse to complete a sample while somebody is still to be called (R-068, REC-23)."""
    waiting = sum(one == OPEN for one in outcomes)
    if not waiting:
        return []
    way = N_("{count} orders are still to be called").having(count=waiting)
    return [Problem(way, "results", "R-068")]


def redraw_problems(reason: str, earlier: Iterable[str]) -> list[Problem]:
    """Ask why a sample is drawn again, each time anew (R-068, REC-23)."""
    if reason and reason not in set(earlier):
        return []
    return [Problem(N_("Say why this week is drawn again"), "redraw_reason", "R-068")]
