"""Names that Windows takes too, each given once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from custdesk.month_folder.names import Taken, parted, safe, units

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)} | {"\x7f"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("签字 扫描", "签字 扫描"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("  .. hidden. .", "hidden"),
        ("CON", "_CON"),
        ("nul.backup", "_nul.backup"),
        ("com1", "_com1"),
        ("console", "console"),
        ("", "_"),
        ("...", "_"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("line\nbreak\tand\x00zero", "line break andzero"),
        ("e\u0301", "é"),
        ("#12 50%", "#12 50%"),
    ],
)
def test_a_name_is_made_safe(text: str, name: str):
    assert safe(text, 60) == name


@given(some.text(max_size=300), some.sampled_from(["", ".pdf", ".xlsx"]), some.integers(12, 60))
def test_any_text_gives_a_name_windows_takes(text: str, ending: str, most: int):
    name = safe(text, most, ending)
    assert name.endswith(ending)
    assert 0 < units(name) <= most
    assert len(name.encode()) <= 255
    assert not set(name) & FORBIDDEN
    assert name == name.strip(" ")
    assert not name.endswith(".")
    assert not name.startswith(".") or name == ending
    assert safe(name, most) == name or ending


@given(some.lists(some.sampled_from(["A", "a", "ａ", "A.", "B", "长" * 90, "长" * 91]), max_size=12))
def test_no_two_names_are_the_same_to_windows(texts: list[str]):
    taken = Taken()
    names = [taken.name(text, 30, ".pdf") for text in texts]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(units(name) <= 30 for name in names)


def test_the_second_of_a_name_is_counted():
    taken = Taken()
    assert [taken.name("签字", 30, ".pdf") for _time in range(3)] == [
        "签字.pdf",
        "签字 (2).pdf",
        "签字 (3).pdf",
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("来信.PDF", ("来信", ".pdf")), ("a.tar.gz", ("a.tar", ".gz")), ("none", ("none", "")), (".profile", (".profile", "")),
        ("x.not an ending", ("x.not an ending", "")), ("2027.04.16", ("2027.04", ".16")),
    ],
)  # fmt: skip
def test_a_files_own_name_is_parted(name: str, parts: tuple[str, str]):
    assert parted(name) == parts
