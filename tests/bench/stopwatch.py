"""Measures two ways of doing the same, turn about, so that a busy machine disturbs both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Ours against the floor: medians in milliseconds, and how many times the floor ours takes."""

    name: str
    ours: float
    floor: float
    runs: int
    goal: float | None = None

    @property
    def times(self) -> float:
        """Return ours / floor."""
        return self.ours / self.floor if self.floor else float("inf")

    def row(self) -> str:
        """Return one line of the table."""
        goal = f"<= {self.goal:g}" if self.goal else ""
        return f"{self.name:<62} {self.ours:>10.2f} {self.floor:>10.2f} {self.times:>7.2f} {goal:>8} {self.runs:>5}"


HEAD = f"{'what':<62} {'ours ms':>10} {'floor ms':>10} {'ratio':>7} {'goal':>8} {'runs':>5}"


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


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
