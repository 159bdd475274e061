"""One folding for search, sort and duplicates."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.office.folding import fold, plain, plain_texts
from custdesk.office.simplified import SIMPLIFIED, TRADITIONAL
from tools.make_simplified import pairs


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("漏水", "漏水"),
        ("電梯", "电梯"),
        ("３－２－５０１", "3-2-501"),
        ("ＡＢＣ", "abc"),
        ("Mr. WANG", "mr. wang"),
        ("後樓　梯", "后楼 梯"),
        ("薴", "苎"),  # two steps in the character table
        ("車", "车"),  # a compatibility character
        ("𬭎㛃", "𬭎㛃"),
        ("", ""),
    ],
)
def test_traditional_width_and_case_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_what_is_folded_stays_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.lists(
        st.text(st.one_of(st.characters(), st.sampled_from("漏電Ａ，\0\n e\u0301")), max_size=9), max_size=5
    )
)
def test_texts_fold_together_as_each_by_itself(texts: list[str]) -> None:
    assert plain_texts(texts) == [plain(text) for text in texts]


def test_every_character_stays_folded() -> None:
    everything = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [char for char in everything if fold(fold(char)) != fold(char)] == []


@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)), st.text(alphabet="後a電3-")
)
def test_a_part_folds_as_in_the_whole(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


def test_the_table_is_the_converters() -> None:
    """Where another version of OpenCC has other characters, the table and the index go together (tools.make_simplified)."""
    assert dict(zip(TRADITIONAL, SIMPLIFIED, strict=True)) == pairs()


def test_a_sign_alone_folds_as_by_unicode_and_the_table() -> None:
    """The quick way, by a table of signs, is the long way."""
    for code in (
        *range(0x80),
        *range(0x2010, 0x2028),
        *range(0x3000, 0x302A),
        *range(0x3400, 0xA000),
        *range(0xFF01, 0xFF5F),
    ):
        cased = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).casefold())
        assert fold(chr(code)) == cased.translate(str.maketrans(TRADITIONAL, SIMPLIFIED)), hex(code)
