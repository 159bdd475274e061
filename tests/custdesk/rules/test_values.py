"""Reading values: each as the type a rule expects, or nothing."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import values

ROW = {
    "text": " a ",
    "blank": " ",
    "no": False,
    "yes": True,
    "day": date(2027, 4, 16),
    "at": at(2027, 4, 16, 9, 5, 30),
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (None, False),
        ("", False),
        (" \n", False),
        ((), False),
        ("x", True),
        (0, True),
        (False, True),
        ((1,), True),
    ],
)
def test_blanks_are_nothing_zero_is_something(value, filled):
    assert values.filled({"field": value}, "field") is filled
    assert not values.filled({}, "field")


def test_texts_and_switches():
    assert values.text(ROW, "text") == "a"
    assert values.text(ROW, "day") == ""
    assert values.yes(ROW, "yes")
    assert not values.yes(ROW, "no")
    assert not values.yes(ROW, "text")


def test_days_and_moments():
    assert values.moment(ROW, "at") == at(2027, 4, 16, 9, 5, 30)
    assert values.moment(ROW, "day") == at(2027, 4, 16)
    assert values.moment(ROW, "text") is None
    assert values.day(ROW, "at") == date(2027, 4, 16)
    assert values.day(ROW, "day") == date(2027, 4, 16)
    assert values.day(ROW, "no") is None
    assert values.due(ROW, "day") == at(2027, 4, 17)
    assert values.due(ROW, "at") == at(2027, 4, 16, 9, 5, 30)
    assert values.due(ROW, "blank") is None


def test_lines():
    assert values.rows({"lines": ({"a": 1}, "no line")}, "lines") == ({"a": 1},)
    assert values.rows({"lines": None}, "lines") == ()


def test_earlier_compares_minutes_or_days():
    assert values.earlier(at(2027, 4, 16, 9), at(2027, 4, 16, 9, 1))
    assert not values.earlier(at(2027, 4, 16, 9, 0, 1), at(2027, 4, 16, 9, 0, 59))
    assert not values.earlier(date(2027, 4, 16), at(2027, 4, 16, 9))
    assert values.earlier(date(2027, 4, 15), at(2027, 4, 16, 9))
    assert not values.earlier(at(2027, 4, 16, 9), None)
