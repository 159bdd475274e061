"""The kind that holds a week, month, quarter, half-year or year (R-005)."""

from __future__ import annotations

import datetime
from datetime import date

import pytest

from custdesk.errors import Unreadable
from custdesk.fields import Showing, Span
from custdesk.language import N_, Words
from custdesk.rules import obligations

NOW = datetime.datetime(2028, 3, 1, 0, 20)
LANGUAGES = [Words(language) for language in ("zh_Hans", "zh_Hant", "en")]


def span(every: str) -> Span:
    kind = Span(N_("Month"), every)
    kind.name = "month"
    return kind


@pytest.mark.rule("R-005")
@pytest.mark.parametrize(
    ("every", "typed", "first"),
    [
        ("month", "2028-2", date(2028, 2, 1)), ("month", "202802", date(2028, 2, 1)), ("month", "2月", date(2028, 2, 1)),
        ("month", "2028年2月", date(2028, 2, 1)), ("month", "上月", date(2028, 2, 1)), ("month", "３", date(2028, 3, 1)),
        ("month", "12", date(2027, 12, 1)), ("month", "2028-02-29", date(2028, 2, 1)), ("month", "昨天", date(2028, 2, 1)),
        ("week", "2026-W53", date(2026, 12, 28)), ("week", "2027-01-03", date(2026, 12, 28)), ("week", "w9", date(2028, 2, 28)),
        ("week", "10", date(2027, 3, 8)), ("quarter", "2027-Q3", date(2027, 7, 1)), ("quarter", "2027年第3季度", date(2027, 7, 1)),
        ("quarter", "4", date(2027, 10, 1)), ("half_year", "2027-H2", date(2027, 7, 1)), ("half_year", "上半年", date(2027, 7, 1)),
        ("year", "2027", date(2027, 1, 1)), ("year", "去年", date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_a_period_is_read_as_it_is_typed(every: str, typed: str, first: date):
    assert span(every).read(typed, NOW, LANGUAGES[0]) == first


@pytest.mark.parametrize(
    ("every", "typed"), [("month", "13月"), ("quarter", "Q5"), ("week", "2027-W53"), ("year", "二七")]
)
def test_what_is_no_period_says_how_one_is_typed(every: str, typed: str):
    with pytest.raises(Unreadable) as trouble:
        span(every).read(typed, NOW, LANGUAGES[0])
    shown = dict(trouble.value.text.values)
    assert shown["typed"] == typed
    assert span(every).read(str(shown["example"]), NOW, LANGUAGES[0]) is not None  # the example can be typed


def test_nothing_typed_is_nothing():
    assert span("month").read("  ", NOW, LANGUAGES[0]) is None
    assert span("month").show(None, Showing(LANGUAGES[0])) == ""


@pytest.mark.parametrize("every", ["week", "month", "quarter", "half_year", "year"])
def test_every_period_of_nine_years_comes_back_from_its_text(every: str):
    kind, day = span(every), date(2024, 1, 1)
    while day.year < 2033:
        period = obligations.period_of(every, day)
        for words in LANGUAGES:
            showing = Showing(words)
            assert kind.read(kind.edit(period.first, showing), NOW, words) == period.first
            assert str(period.last.year)[:2] in kind.show(period.first, showing)
        assert kind.check(period.first, NOW) == []
        if period.first != day:
            assert [one.field for one in kind.check(day, NOW)] == ["month"]
        day = period.last + datetime.timedelta(days=1)


def test_a_day_inside_is_no_period():
    assert [one.field for one in span("month").check(date(2028, 2, 2), NOW)] == ["month"]
