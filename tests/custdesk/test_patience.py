"""A file that a scanner holds for a moment is tried again; what is refused for good is said at once."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from custdesk import patience


class Scanner:
    """Refuses as Windows does while it has a file open, so many times."""

    def __init__(self, times: int, number: int = 32) -> None:
        self.left, self.number, self.asked = times, number, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.left:
            self.left -= 1
            trouble = PermissionError(13, "held")
            trouble.winerror = self.number  # type: ignore[attr-defined]
            raise trouble
        return "done"


@pytest.mark.parametrize("number", sorted(patience.HELD))
def test_it_waits_until_the_other_program_lets_go(number: int):
    scanner = Scanner(3, number)
    assert patience.patiently(scanner, pauses=iter([0.0] * 5)) == "done"
    assert scanner.asked == 4


def test_it_gives_up_in_the_end():
    scanner = Scanner(9)
    with pytest.raises(PermissionError):
        patience.patiently(scanner, pauses=iter([0.0] * 5))
    assert scanner.asked == 6


def test_what_is_refused_for_good_is_not_tried_twice():
    scanner = Scanner(1, number=2)
    with pytest.raises(PermissionError):
        patience.patiently(scanner, pauses=iter([0.0] * 5))
    assert scanner.asked == 1


def test_a_file_gets_its_name_and_goes_again(tmp_path: Path):
    part, whole = tmp_path / "名 册.part", tmp_path / "名 册"
    whole.write_text("old")
    part.write_text("new")
    patience.put_in_place(part, whole)
    assert (whole.read_text(), part.exists()) == ("new", False)
    patience.remove(whole)
    patience.remove(whole, missing_ok=True)
    with pytest.raises(FileNotFoundError):
        patience.remove(whole)


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses while a file is open")
def test_an_open_file_is_waited_for(tmp_path: Path):
    part, whole = tmp_path / "part", tmp_path / "whole"
    part.write_text("new")
    whole.write_text("old")
    scanner = whole.open("rb")
    letting_go = threading.Timer(0.5, scanner.close)
    letting_go.start()
    patience.put_in_place(part, whole)
    letting_go.join()
    assert whole.read_text() == "new"
