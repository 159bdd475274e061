"""What the log may say: the system's own words, never a value."""

from __future__ import annotations

import unicodedata

import pytest
from pypinyin.constants import PINYIN_DICT

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.plain_words import LONGEST, WORDS, message_of, plain_log, plain_words


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("customer 王秀兰, phone 13812345678, name 'Whitfield'", "… name …"),
        ("list index out of range", "list index out of range"),
        (r"[Errno 13] Permission denied: 'C:\Users\wangxiulan\x'", "[Errno 13] Permission denied: …"),
        ("[WinError 32] 另一个程序正在使用此文件 C:/王/x", "[WinError 32] …"),
        ("'NoneType' object has no attribute 'phone'", "… object has no attribute …"),
        ("wangxiulan 3-2-501 3 2 12", "…"),
        ("time data '2027-13-01' does not match format '%Y-%m-%d'", "time data … does not match format …"),
        ("", ""),
    ],
)
def test_only_the_systems_words_are_kept(message: str, kept: str):
    assert plain_words(message) == kept


def test_no_word_is_a_syllable_of_chinese_names():
    marked = {syllable for several in PINYIN_DICT.values() for syllable in several.split(",")}
    syllables = {
        "".join(letter for letter in unicodedata.normalize("NFD", one) if letter.isascii()) for one in marked
    }
    assert syllables > {"wang", "xiu", "lan"}
    assert WORDS & syllables == {"a"}


def test_a_sentence_of_ours_stands_as_it_does_in_the_program():
    assert message_of(KnownError(N_("{file} is damaged").having(file="王秀兰.sqlite"))) == "{file} is damaged"


def test_it_is_never_long():
    assert len(plain_words("value 王 " * 5000)) <= LONGEST


def test_a_line_that_only_looks_like_ours_is_made_plain():
    assert plain_log("  王秀兰.py:12 save\n王Error: value\n") == "…\n… value\n"
