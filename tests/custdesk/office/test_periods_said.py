"""Periods as people say them: the latest that has begun, unless a year is named."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.office.periods_said import Span, read_span, year_said

TODAY = datetime.date(2027, 4, 16)  # a Friday


def span(first: str, last: str = "") -> Span:
    return Span(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("今天", "2027-04-16", ""), ("昨天", "2027-04-15", ""), ("前天", "2027-04-14", ""), ("yesterday", "2027-04-15", ""),
        ("本周", "2027-04-12", "2027-04-18"), ("上周", "2027-04-05", "2027-04-11"), ("本月", "2027-04-01", "2027-04-30"),
        ("上个月", "2027-03-01", "2027-03-31"), ("本季度", "2027-04-01", "2027-06-30"), ("上季度", "2027-01-01", "2027-03-31"),
        ("今年", "2027-01-01", "2027-12-31"), ("去年", "2026-01-01", "2026-12-31"), ("前年", "2025-01-01", "2025-12-31"),
        ("2026年", "2026-01-01", "2026-12-31"), ("26年", "2026-01-01", "2026-12-31"), ("2026-03", "2026-03-01", "2026-03-31"),
        ("2026年3月", "2026-03-01", "2026-03-31"), ("2026/3", "2026-03-01", "2026-03-31"), ("3月", "2027-03-01", "2027-03-31"),
        ("三月份", "2027-03-01", "2027-03-31"), ("12月", "2026-12-01", "2026-12-31"), ("十二月", "2026-12-01", "2026-12-31"),
        ("3月5日", "2027-03-05", ""), ("2月29日", "2024-02-29", ""), ("2026-03-05", "2026-03-05", ""), ("2026年3月5号", "2026-03-05", ""),
        ("一季度", "2027-01-01", "2027-03-31"), ("q4", "2026-10-01", "2026-12-31"), ("2026年二季度", "2026-04-01", "2026-06-30"),
        ("去年3月", "2026-03-01", "2026-03-31"), ("上半年", "2027-01-01", "2027-06-30"), ("下半年", "2026-07-01", "2026-12-31"),
        ("近7天", "2027-04-10", "2027-04-16"), ("最近三个月", "2027-01-17", "2027-04-16"), ("近半年", "2026-10-17", "2027-04-16"),
        ("近两年", "2025-04-17", "2027-04-16"), ("3月到4月", "2027-03-01", "2027-04-30"), ("11月到2月", "2026-11-01", "2027-02-28"),
        ("2026-03-01~2026-03-15", "2026-03-01", "2026-03-15"), ("2026-03至2026-05", "2026-03-01", "2026-05-31"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_past(said: str, first: str, last: str):
    assert read_span(said, TODAY) == span(first, last)


@pytest.mark.parametrize(
    "said",
    ["3", "2026", "501", "3-5", "3.5", "13月", "2026-13", "2月30日", "近0天", "100月", "ts-2026-0031", "2026-0031", "月", "上上月",
     "四号楼", "3栋", "漏水", "5月到", "", "20260305"],
)  # fmt: skip
def test_what_is_no_period(said: str):
    assert read_span(said, TODAY) is None


def test_a_year_said_apart_counts_for_the_month():
    assert read_span("3月", TODAY, 2025) == span("2025-03-01", "2025-03-31")
    assert (year_said("去年", TODAY), year_said("2025年", TODAY), year_said("3月", TODAY)) == (
        2026,
        2025,
        None,
    )


@given(
    st.text(st.sampled_from("0123456789年月日号上下去今前本近到季度半天个第qQ-/.~一二三十两"), max_size=10),
    st.dates(),
)
def test_nothing_said_is_a_crash_and_no_period_ends_before_it_begins(said: str, today: datetime.date):
    found = read_span(said, today)
    assert found is None or found.first <= found.last
