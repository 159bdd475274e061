"""R-008: numbers follow the year of the event and are never reused."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import numbering


@pytest.mark.rule("R-008")
def test_the_series_is_that_of_the_event_also_after_new_year():
    assert numbering.series("TS", at(2027, 12, 31, 23, 50)) == "TS-2027"
    assert numbering.number("TS", date(2027, 12, 29), 119) == "TS-2027-0119"
    assert numbering.number("ZB", date(2028, 1, 1), 12345) == "ZB-2028-12345"


@pytest.mark.rule("R-008")
def test_a_number_is_never_taken_twice():
    assert numbering.next_serial([]) == 1
    assert numbering.next_serial([1, 2, 7]) == 8


@pytest.mark.rule("R-008")
@pytest.mark.parametrize("said", ["", "TS-2027", "TS-2027-12", "XX-2027-0001", "TS-27-0001", "TS-2027-0001a"])
def test_what_is_no_number(said):
    assert numbering.parts(said) is None


@pytest.mark.rule("R-008")
def test_voiding_needs_a_reason():
    assert [problem.field for problem in numbering.void_problems(" ")] == ["void_reason"]
    assert numbering.void_problems("重复登记") == []


@pytest.mark.rule("R-008")
@given(
    prefix=st.sampled_from(numbering.PREFIXES),
    happened=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    serial=st.integers(1, 99999),
)
def test_any_number_reads_back(prefix, happened, serial):
    said = numbering.number(prefix, happened, serial)
    assert numbering.parts(f" {said.lower()} ") == (prefix, happened.year, serial)
    assert len(set(numbering.PREFIXES)) == 27
