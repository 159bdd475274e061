"""Amounts in the capital numerals of contracts, both scripts (REC-16)."""

from __future__ import annotations

import pytest

from custdesk.rules.amounts import in_capitals


@pytest.mark.rule("REC-16")
@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (300_000, "叁仟元整"), (0, "零元整"), (5, "伍分"), (50, "伍角整"), (100, "壹元整"), (105, "壹元零伍分"),
        (150, "壹元伍角整"), (100_500, "壹仟零伍元整"), (30_005, "叁佰元零伍分"), (1_000_000, "壹万元整"),
        (1_050_000, "壹万零伍佰元整"), (6_007_014, "陆万零柒拾元壹角肆分"), (100_000_001, "壹佰万元零壹分"),
        (10_000_000_000, "壹亿元整"), (20_000_000_300, "贰亿零叁元整"), (-100, "负壹元整"),
        (123_456_789_012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
    ],
)  # fmt: skip
def test_an_amount_in_capitals(fen, said):
    assert in_capitals(fen) == said


@pytest.mark.rule("REC-16")
def test_the_other_script_and_its_limit():
    assert in_capitals(9_876_543_210, traditional=True) == "玖仟捌佰柒拾陸萬伍仟肆佰參拾貳圓壹角整"
    with pytest.raises(ValueError, match="1000000000000000000"):
        in_capitals(10**18)
