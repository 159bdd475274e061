"""Periods as people say them, of the past: 去年, 上月, 近7天, 2026-03, 3月, 一季度, 3月1日到3月15日."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from custdesk.rules.periods import ONE_DAY, add_months, half_year_of, month_of, quarter_of, week_of, year_of

Day = datetime.date


class Span(Struct, frozen=True):
    """Days from the first to the last, both included."""

    first: Day
    last: Day

    def meets(self, other: Span) -> bool:
        """Tell whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Span) -> Span:
        """Return the days both have in common."""
        return Span(max(self.first, other.first), min(self.last, other.last))


_FIGURES: Final = {
    **{mark: number for number, mark in enumerate("零一二三四五六七八九十")},
    "两": 2, "十一": 11, "十二": 12, "半": 6,
}  # fmt: skip
# Patterns are compiled when a period is first said (trap 17).
_NUMBER: Final = r"\d{1,3}|十[一二]|[一二两三四五六七八九十]"
_YEAR: Final = r"(?:(?P<year>(?:19|20)\d\d|\d\d(?=年))年?度?|(?P<back>今|本|去|上|前)年度?)"
_MARK: Final = r"[-/.]?"
_RANGE: Final = r"(.+?)(?:到|至|~|--)(.+)"
_LATELY: Final = rf"(?:最近|近|过去)(?:的)?({_NUMBER}|半)个?(天|日|周|星期|月|年)内?"
_YEAR_ALONE: Final = r"(?P<year>(?:19|20)\d\d|\d\d)年度?|(?P<back>今|本|去|上|前)年度?"
_PART: Final = (
    rf"(?:{_YEAR}{_MARK})?(?:(?P<half>[上下])半年|第?(?P<quarter>[1-4一二三四])季度?|q(?P<q>[1-4])"
    rf"|(?P<month>{_NUMBER})月份?(?:(?P<day>\d{{1,2}})[日号]?)?)"
)
_FIGURED: Final = r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2})[日号]?)?"
_YEARS_BACK: Final = {"今": 0, "本": 0, "去": 1, "上": 1, "前": 2}
#: word -> days back, for single days
_DAYS: Final = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2}


def _days_of(period: object) -> Span:
    return Span(period.first, period.last)  # type: ignore[attr-defined]


_SAID: Final[dict[str, Callable[[Day], Span]]] = {
    **dict.fromkeys(("本周", "这周", "本星期", "这星期", "这个星期"), lambda today: _days_of(week_of(today))),
    **dict.fromkeys(("上周", "上星期", "上个星期"), lambda today: _days_of(week_of(today - 7 * ONE_DAY))),
    **dict.fromkeys(("本月", "这月", "这个月", "当月"), lambda today: _days_of(month_of(today))),
    **dict.fromkeys(("上月", "上个月"), lambda today: _days_of(month_of(today.replace(day=1) - ONE_DAY))),
    **dict.fromkeys(("本季", "本季度", "这个季度"), lambda today: _days_of(quarter_of(today))),
    **dict.fromkeys(
        ("上季", "上季度", "上个季度"), lambda today: _days_of(quarter_of(quarter_of(today).first - ONE_DAY))
    ),
}


def read_span(said: str, today: Day, year: int | None = None) -> Span | None:
    """Read a period in its folded spelling; None where it is none.

    What names no year means the latest that has begun, or that of `year`, said by another word.
    """
    if len(said) < 2:
        return None
    found = _read(said, today, year)
    if found is None and (both := re.fullmatch(_RANGE, said)):
        return _from_to(both[1], both[2], today, year)
    return found


def _from_to(one: str, other: str, today: Day, year: int | None) -> Span | None:
    first, last = _read(one, today, year), _read(other, today, year)
    if first and last and first.first > last.last:  # 11月到2月, said in March: of last year
        first = _read(one, today, last.first.year)
    if first and last and first.first > last.last:
        first = _read(one, today, last.first.year - 1)
    return Span(first.first, last.last) if first and last and first.first <= last.last else None


def year_said(said: str, today: Day) -> int | None:
    """Return the year a word names and nothing else: 去年, 2026年."""
    found = re.fullmatch(_YEAR_ALONE, said)
    return _year(found, today) if found else None


def _read(said: str, today: Day, year: int | None) -> Span | None:
    if said in _DAYS:
        day = today - _DAYS[said] * ONE_DAY
        return Span(day, day)
    if said in _SAID:
        return _SAID[said](today)
    try:
        if found := re.fullmatch(_LATELY, said):
            return _lately(found[1], found[2], today)
        if whole := year_said(said, today):
            return _days_of(year_of(Day(whole, 1, 1)))
        if found := re.fullmatch(_FIGURED, said):
            return _of_month(int(found["year"]), int(found["month"]), found["day"])
        if found := re.fullmatch(_PART, said):
            return _part(found, today, year)
    except (ValueError, OverflowError):  # 2026-13, 2月30日
        return None
    return None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _FIGURES[said]


def _year(found: re.Match[str], today: Day) -> int | None:
    if found["back"]:
        return today.year - _YEARS_BACK[found["back"]]
    if not found["year"]:
        return None
    return int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)


def _lately(said: str, unit: str, today: Day) -> Span:
    if said == "半" and unit != "年":
        raise ValueError(said)
    count = _number(said)
    if not count:
        raise ValueError(said)
    if unit == "年" and said != "半":
        count *= 12
    if unit in ("月", "年"):
        return Span(add_months(today, -count) + ONE_DAY, today)
    return Span(today - (count * (1 if unit in "天日" else 7) - 1) * ONE_DAY, today)


def _of_month(year: int, month: int, day: str | None) -> Span:
    if day:
        one = Day(year, month, int(day))
        return Span(one, one)
    return _days_of(month_of(Day(year, month, 1)))


def _part(found: re.Match[str], today: Day, year: int | None) -> Span:
    """Read a part of a year: half, quarter, month, day."""
    named = _year(found, today) or year
    if found["half"]:
        span = _latest(
            lambda y: _days_of(half_year_of(Day(y, 1 if found["half"] == "上" else 7, 1))), today, named
        )
    elif found["quarter"] or found["q"]:
        number = _number(found["quarter"] or found["q"])
        span = _latest(lambda y: _days_of(quarter_of(Day(y, number * 3, 1))), today, named)
    else:
        month = _number(found["month"])
        span = _latest(lambda y: _of_month(y, month, found["day"]), today, named)
    return span


def _latest(of_year: Callable[[int], Span], today: Day, year: int | None) -> Span:
    """Return the part of the year named, else of the latest year in which it has begun (29 February included)."""
    if year is not None:
        return of_year(year)
    for one in range(today.year, today.year - 9, -1):
        try:
            span = of_year(one)
        except ValueError:
            continue
        if span.first <= today:
            return span
    raise ValueError
