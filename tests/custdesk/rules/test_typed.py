"""What she types is read as she means it (design section 5)."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.errors import Unreadable
from custdesk.rules.typed import narrow, read_day, read_moment, read_money, read_number, read_phone

NOW = datetime.datetime(2027, 4, 16, 18, 50)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-04", (2027, 3, 4)),
        ("20270304", (2027, 3, 4)),
        ("2027/3/4", (2027, 3, 4)),
        ("2027.3.4", (2027, 3, 4)),
        ("2027年3月4日", (2027, 3, 4)),
        ("27-3-4", (2027, 3, 4)),
        ("3-4", (2027, 3, 4)),
        ("3月4日", (2027, 3, 4)),
        ("0304", (2027, 3, 4)),
        ("３－４", (2027, 3, 4)),
        ("3。4", (2027, 3, 4)),
        ("4", (2027, 4, 4)),
        ("今天", (2027, 4, 16)),
        ("昨天", (2027, 4, 15)),
        ("后天", (2027, 4, 18)),
        ("後天", (2027, 4, 18)),
        ("12-28", (2026, 12, 28)),  # the nearest such day
        ("2-29", (2028, 2, 29)),
    ],
)
def test_days(text, day):
    assert read_day(text, TODAY) == datetime.date(*day)


@pytest.mark.parametrize("text", ["32-13", "2-30", "二月", "1860", "", "3-4-5-6", "2027-02-29"])
def test_no_days(text):
    with pytest.raises(Unreadable):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10:05", (4, 16, 10, 5)),
        ("10：05", (4, 16, 10, 5)),
        ("1830", (4, 16, 18, 30)),  # no day of the year, so a time
        ("昨天 20:15", (4, 15, 20, 15)),
        ("昨天 2015", (4, 15, 20, 15)),
        ("3-4 10:05", (3, 4, 10, 5)),
        ("0304 1005", (3, 4, 10, 5)),
        ("2027-03-04 10:05", (3, 4, 10, 5)),
        ("2027-03-04T10:05", (3, 4, 10, 5)),
        ("8点", (4, 16, 8, 0)),
        ("8点05", (4, 16, 8, 5)),
        ("24:00", (4, 17, 0, 0)),
        ("现在", (4, 16, 18, 50)),
    ],
)
def test_moments(text, moment):
    assert read_moment(text, NOW) == datetime.datetime(2027, *moment)


@pytest.mark.parametrize("text", ["25:00", "10:60", "昨天 晚上", "3-4 10", "1260"])
def test_no_moments(text):
    with pytest.raises(Unreadable):
        read_moment(text, NOW)


@given(st.datetimes(datetime.datetime(2017, 1, 1), datetime.datetime(2037, 1, 1)))
def test_a_shown_moment_reads_back(moment):
    exact = moment.replace(second=0, microsecond=0)
    assert read_moment(f"{exact:%Y-%m-%d %H:%M}", NOW) == exact


@given(st.text(max_size=12))
def test_anything_typed_is_read_or_refused_in_words(text):
    for read in (
        lambda t: read_day(t, TODAY),
        lambda t: read_moment(t, NOW),
        read_number,
        read_money,
        read_phone,
    ):
        with contextlib.suppress(Unreadable):  # any other exception fails
            read(text)


def test_money_is_whole_fen():
    assert [read_money(t) for t in ("12", "12.5", "12.50", "¥1,200.05", "０.０1", "-3")] == [
        1200, 1250, 1250, 120005, 1, -300,
    ]  # fmt: skip
    for text in ("12.345", "十二", "1.2.3", ""):
        with pytest.raises(Unreadable):
            read_money(text)


def test_numbers_and_phones_in_any_width():
    assert read_number("１，２００") == 1200
    assert read_phone("138 1234 5678") == "13812345678"
    assert read_phone("8812-0000转3") == "8812-0000-3"
    assert narrow(" ３－５０１。 ") == "3-501."
    for text in ("wxl", "12", "电话138"):
        with pytest.raises(Unreadable):
            read_phone(text)
