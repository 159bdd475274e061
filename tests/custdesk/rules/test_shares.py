"""6.1 and R-004: shares keep what they count, show one decimal with raw counts, and "–" of nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules.shares import Share, share, shown


@pytest.mark.rule("R-004")
@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (10, 11, "90.9 % (10/11)"),
        (12, 14, "85.7 % (12/14)"),
        (149, 299, "49.8 % (149/299)"),
        (1, 3, "33.3 % (1/3)"),
        (1, 16, "6.3 % (1/16)"),  # 6.25: halves up
        (0, 5, "0.0 % (0/5)"),
        (7, 7, "100.0 % (7/7)"),
        (0, 0, "–"),
    ],
)
def test_one_decimal_halves_up_and_the_raw_counts(part, whole, said):
    found = share(range(part), range(whole))
    assert (found.part, found.whole, found.shown) == (part, whole, said)
    assert shown(part, whole) == said
    assert found.percent == said.split(" ")[0]


@pytest.mark.rule("R-004")
def test_a_limit_is_met_by_raw_counts_never_by_the_rounded_percentage():
    assert share(range(149), range(299)).reaches(50) is False  # displays 49.8
    assert share(range(150), range(300)).reaches(50) is True
    assert share(range(1999), range(4000)).percent == "50.0"
    assert share(range(1999), range(4000)).reaches(50) is False
    assert Share().reaches(50) is None


def test_each_id_counts_once_and_the_rest_is_what_is_no_member():
    found = share([3, 3, 9], [1, 3, 2, 3], [7, 7])
    assert found == Share((3,), (1, 2), (7,))  # 9 is not of the whole


@given(st.lists(st.integers(0, 60)), st.lists(st.integers(0, 60)))
def test_members_and_rest_part_the_whole(members, whole):
    found = share(members, whole)
    assert set(found.members) | set(found.rest) == set(whole)
    assert not set(found.members) & set(found.rest)
    assert found.whole == len(set(whole))
