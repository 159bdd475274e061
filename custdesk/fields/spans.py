"""A week, month, quarter, half-year or year, kept as its first day (R-005)."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Mapping
from typing import Any, Final

from custdesk.errors import Unreadable
from custdesk.fields.kinds import Showing
from custdesk.fields.times import Day
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.rules import obligations, typed
from custdesk.rules.periods import ONE_DAY, Period

_LAST: Final = frozenset({"上月", "上周", "上週", "上季", "上季度", "上半年", "去年", "last"})
_PARTS: Final = {
    "week": (r"(?:(\d{4})-?)?w?(\d{1,2})", 53),
    "month": (r"(?:(\d{4})-?)?(\d{1,2})", 12),
    "quarter": (r"(?:(\d{4})-?)?q?([1-4])", 4),
    "half_year": (r"(?:(\d{4})-?)?h?([12])", 2),
    "year": (r"(\d{4})()", 1),
}
_EXAMPLES: Final = {
    "week": "2027-W10", "month": "2027-3", "quarter": "2027-Q1", "half_year": "2027-H1", "year": "2027",
}  # fmt: skip


class Span(Day):
    """A period of one rhythm (`every`: week, month, quarter, half_year, year); the value is its first day."""

    def __init__(self, label: Text, every: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.every = every

    def period(self, value: datetime.date) -> Period:
        """Return the period a value stands for."""
        return obligations.period_of(self.every, value)

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.date | None:
        """Read 2027-3, 3, 2027年3月, 2027-Q1, 2027-W10, 上月, or any day of the period.

        Without a year the nearest such period that has begun is meant.
        """
        said = typed.narrow(text).lower().replace(" ", "")
        if not said:
            return None
        this = self.period(now.date())
        if said in _LAST:
            return self.period(this.first - ONE_DAY).first
        plain = re.sub(r"[年./]", "-", re.sub(r"第|季度|季|个?半年|個半年|周|週|月", "", said)).strip("-")
        pattern, most = _PARTS[self.every]
        if (found := re.fullmatch(pattern, plain)) and (not found[2] or 1 <= int(found[2]) <= most):
            return self._found(found[1], int(found[2] or 1), this, text)
        if re.fullmatch(r"\d{1,3}", plain):
            raise self._unreadable(text)  # the 13th month is not the 13th
        try:
            day = super().read(text, now, words)
        except Unreadable:
            raise self._unreadable(text) from None
        return None if day is None else self.period(day).first

    def _found(self, year: str | None, place: int, this: Period, text: str) -> datetime.date:
        years = [int(year)] if year else [this.last.year, this.last.year - 1]
        for one in years:
            first = self._first(one, place)
            if first is not None and (year or first <= this.first):
                return first
        raise self._unreadable(text)

    def _first(self, year: int, place: int) -> datetime.date | None:
        if self.every == "week":
            try:
                return datetime.date.fromisocalendar(year, place, 1)
            except ValueError:
                return None
        months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.every]
        return datetime.date(year, (place - 1) * months + 1, 1)

    def _unreadable(self, text: str) -> Unreadable:
        example = _EXAMPLES[self.every]
        return Unreadable(
            N_("“{typed}” is no such period; type {example}").having(typed=text.strip(), example=example)
        )

    def show(self, value: Any, showing: Showing) -> str:
        """Show 2027年3月, 2027年第1季度."""
        return "" if value is None else showing.words(self.period(value).name)

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show as 2027-3, 2027-Q1, 2027-W10."""
        if value is None:
            return ""
        if self.every == "week":
            year, week, _weekday = value.isocalendar()
            return f"{year}-W{week}"
        mark, months = {"month": ("-", 1), "quarter": ("-Q", 3), "half_year": ("-H", 6), "year": ("", 12)}[
            self.every
        ]
        return f"{value.year}{mark}{(value.month - 1) // months + 1}" if mark else f"{value.year}"

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse a day that begins no period, as an import may bring."""
        if value is not None and self.period(value).first != value:
            return [Problem(N_("“{label}” is the first day of a period").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> datetime.date:
        """Return a period about March 2027."""
        return self.period(super().sample(rng, pool)).first
