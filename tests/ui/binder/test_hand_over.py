"""What goes out of the office as a file, and the copies other programs look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from custdesk.errors import KnownError
from tests.scanner import PATIENCE, Scanner, scanner
from ui.binder.hand_over import written_out

__all__ = ["scanner"]


def test_a_copy_in_the_place_of_one_that_is_open_is_said_and_that_one_stays(tmp_path: Path, scanner: Scanner):
    source, target = tmp_path / "ab12", tmp_path / "照片.jpg"
    source.write_bytes(b"photo")
    target.write_bytes(b"old")
    scanner.hold(target.name)
    with pytest.raises(KnownError) as trouble:
        written_out(source, target)
    assert trouble.value.way_out is not None
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == [
        ("ab12", b"photo"), (target.name, b"old")
    ]  # fmt: skip
    scanner.hold(target.name, PATIENCE)
    written_out(source, target)
    assert target.read_bytes() == b"photo"
