"""The paper's faces: what they can print, and what copying the print gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from custdesk.errors import KnownError
from custdesk.paper.fonts import faces, missing_characters, refuse, shapeless, to_unicode_map

RARE = "㛃𬭎喆堃赟"


def test_rare_surnames_are_there():
    assert missing_characters(RARE) == []


def test_missing_characters_are_named_once_and_in_order():
    assert missing_characters("好😀坏☑😀") == ["😀", "☑"]


def test_missing_characters_are_said_with_code_and_record():
    with pytest.raises(KnownError) as caught:
        refuse(["😀", "😀"], "TS-2027-0031")
    assert dict(caught.value.text.values) == {"number": "TS-2027-0031", "characters": "😀 (U+1F600)"}
    assert caught.value.way_out is not None


def test_nothing_missing_is_no_trouble():
    refuse([])


@pytest.mark.parametrize("letter", ["\u200b", "\ufeff", "\u200d", "\ufe0f", "\x07"])
def test_marks_without_a_shape_are_dropped(letter: str):
    assert shapeless(letter)
    assert missing_characters(f"王{letter}兰") == []
    assert faces()[0].printable(f"王{letter}兰") == "王兰"


def test_tabs_and_line_ends_become_what_the_breaker_knows():
    assert faces()[0].printable("甲\t乙\r\n丙") == "甲    乙\n丙"


def test_trap_characters_beyond_the_bmp_are_mapped_as_utf16():
    written = to_unicode_map("F", [0x41, 0x2CB4E])
    assert "<01> <D872DF4E>" in written


def test_a_map_has_blocks_of_a_hundred():
    assert to_unicode_map("F", range(256)).count("endbfchar") == 3


def test_trap_reportlab_is_not_loaded_at_start():
    code = (
        "import sys, custdesk.paper.sheet_paper, custdesk.paper.list_paper, custdesk.paper.render;"
        "print([name for name in ('reportlab', 'pypdfium2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
