"""Patterns compiled when they are first asked behave as any other."""

from __future__ import annotations

import re

import pytest

from custdesk.patterns import pattern


def test_it_answers_like_a_compiled_one():
    late, plain = pattern(r"(\d+)-(\d+)"), re.compile(r"(\d+)-(\d+)")
    for _time in range(2):
        assert late.fullmatch("5-603").groups() == plain.fullmatch("5-603").groups()
        assert late.sub(r"\2", "3-501") == plain.sub(r"\2", "3-501")
        assert late.findall("1-2 3-4") == plain.findall("1-2 3-4")
    assert late.pattern == plain.pattern


def test_nothing_is_compiled_before():
    late = pattern("(")
    with pytest.raises(re.error):
        late.match("x")
