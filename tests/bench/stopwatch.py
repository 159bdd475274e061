"""Measures two ways of doing the same, turn about, so that a busy machine disturbs both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Ours against the floor: medians in milliseconds, and how many times the floor ours takes.

    `goal` is the most it may be, `least` the least. `absent`: what it is compared with is not installed.
    """

    name: str
    ours: float
    floor: float
    runs: int
    goal: float | None = None
    least: float | None = None
    absent: bool = False

    @classmethod
    def beside(
        cls, name: str, ours: float | None, floor: float | None, *, goal: float | None = None,
        least: float | None = None,
    ) -> Ratio:  # fmt: skip
        """Compare what was measured elsewhere; None is a program that is not there."""
        return cls(name, ours or 0.0, floor or 0.0, 1, goal, least, None in (ours, floor))

    @property
    def times(self) -> float:
        """Return ours / floor."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def met(self) -> bool | None:
        """Tell whether the goal is met; None where there is none, or nothing to compare with."""
        if self.absent or (self.goal is None and self.least is None):
            return None
        return (self.goal is None or self.times <= self.goal) and (
            self.least is None or self.times >= self.least
        )

    def row(self) -> str:
        """Return one line of the table."""
        if self.absent:
            return f"{self.name:<{WIDE}} {'not installed':>29}"
        goal = f"<= {self.goal:g}" if self.goal else f">= {self.least:g}" if self.least else ""
        said = {True: "met", False: "NOT MET", None: ""}[self.met]
        return (
            f"{self.name:<{WIDE}} {self.ours:>10.2f} {self.floor:>10.2f} {self.times:>7.2f} {goal:>8} {self.runs:>5}"
            f"  {said}"
        )


WIDE = 90
HEAD = f"{'what':<{WIDE}} {'ours ms':>10} {'floor ms':>10} {'ratio':>7} {'goal':>8} {'runs':>5}"


def compare(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    runs: int = 15,
    goal: float | None = None,
    per: int = 1,
    after: Callable[[], object] = lambda: None,
) -> Ratio:
    """Run both turn about and return their medians; `per` divides by the pieces done in one call.

    `after` puts things back between two runs, unmeasured.
    """
    mine, bare = [], []
    for _ in range(runs + 1):  # the first of each warms up
        for work, times in ((ours, mine), (floor, bare)):
            times.append(_timed(work))
            after()
    del mine[0], bare[0]
    return Ratio(name, statistics.median(mine) * 1000 / per, statistics.median(bare) * 1000 / per, runs, goal)


def compare_both(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    runs: int,
    goal: float | None = None,
    per: int = 1,
    warm: int = 5,
    after: Callable[[], object] = lambda: None,
) -> list[Ratio]:
    """Compare as `compare` does, by the clock and, beside it, by the processor's time, in which no disk waits.

    `after` puts things back after each run of ours, unmeasured; the first `warm` runs do not count. The goal is the
    clock's.
    """
    clocks = (time.perf_counter, time.process_time)
    spent: list[tuple[list[float], list[float]]] = []
    for _ in range(runs + warm):
        row: tuple[list[float], list[float]] = ([], [])
        for work, put_back in ((ours, after), (floor, lambda: None)):
            begun = [clock() for clock in clocks]
            work()
            for one, clock, start in zip(row, clocks, begun, strict=True):
                one.append((clock() - start) * 1000 / per)
            put_back()
        spent.append(row)
    found = []
    for place, (what, aim) in enumerate((("", goal), (" (processor)", None))):
        pairs = [row[place] for row in spent[warm:]]
        mine, bare = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
        found.append(Ratio(f"{name}{what}", mine, bare, runs, aim))
    return found


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
