"""REC-47: a note is complete when it goes, and its times are in order (R-039)."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import notes

NOTE = {"to": "财务部", "subject": "水费", "content": "请核对水表", "sent_at": at(2027, 12, 30, 9)}


@pytest.mark.rule("R-039")
def test_a_note_says_to_whom_about_what_and_when():
    assert notes.sending_problems(NOTE) == []
    for name in NOTE:
        assert [one.field for one in notes.sending_problems({**NOTE, name: None})] == [name]


@pytest.mark.rule("R-039")
def test_sent_then_received_then_answered():
    assert (
        notes.time_problems({**NOTE, "received_on": date(2027, 12, 30), "answered_at": at(2027, 12, 30, 9)})
        == []
    )
    for wrong, field in (
        ({"received_on": date(2027, 12, 29)}, "received_on"),
        ({"answered_at": at(2027, 12, 30, 8, 59)}, "answered_at"),
        ({"received_on": date(2028, 1, 2), "answered_at": at(2028, 1, 1, 9)}, "answered_at"),
    ):
        assert [one.field for one in notes.time_problems({**NOTE, **wrong})] == [field]
