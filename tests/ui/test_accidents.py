"""The log of the program's own mistakes."""

from __future__ import annotations

import sys

from tests.scanner import scanner
from ui.accidents import Accidents

__all__ = ["scanner"]


def test_a_log_that_somebody_has_open_goes_on_in_the_same_file(tmp_path, qapp, scanner, monkeypatch):
    monkeypatch.setattr("ui.accident_log.LOG_BYTES", 300)
    accidents = Accidents(tmp_path / "custdesk.log")
    scanner.hold("custdesk.log", doing="rename")
    for _time in range(4):
        happen(accidents)
    text = (tmp_path / "custdesk.log").read_text(encoding="utf-8")
    assert text.count("ValueError") == 4
    assert scanner.asked
    scanner.let_go()
    happen(accidents)
    accidents.remove()
    assert (tmp_path / "custdesk.log.1").read_text(encoding="utf-8") == text


def happen(accidents: Accidents) -> None:
    try:
        raise ValueError
    except ValueError:
        accidents.take(*sys.exc_info())
