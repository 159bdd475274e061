"""A process of our own: this very program, whatever stands about it; gentle where it should be; gone when it is ended."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from custdesk.side_process.child import GENTLE, Child, command_of
from tests.scan_rooms import POSIX, ROOT, alive

CHATTERS = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from custdesk.side_process.child import own_pipes
from custdesk.side_process.wire import receive, send
source, sink = own_pipes()
print("what a library says", flush=True)
said, tail = receive(source, 9)
nice = os.getpriority(os.PRIO_PROCESS, 0) if os.name == "posix" else 0
send(sink, {{"heard": said, "nice": nice, "told": os.environ.get("TOLD", "")}}, tail)
receive(source, 0)
"""


@pytest.mark.parametrize("gentle", [False, True])
def test_it_answers_and_is_gone_when_it_is_ended(gentle: bool):
    child = Child([sys.executable, "-c", CHATTERS], {"TOLD": "so"}, gentle=gentle)
    child.tell({"do": "投诉"}, b"abc")
    answer, tail = child.hear(3)
    assert (answer["heard"], answer["told"], tail) == ({"do": "投诉"}, "so", b"abc")
    if os.name == "posix":
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        assert answer["nice"] == (max(ours, GENTLE) if gentle else ours)
    child.end()
    assert not alive(child.running.pid)
    child.end()


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command_of("--read-scans", "custdesk.paper.scan_child") == [sys.executable, "--read-scans"]


def test_the_folder_it_is_started_in_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The module is the desk's own, not one that lies where the desk was started."""
    for name in ("json.py", "custdesk.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit(5)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = Child(command_of("--read-scans", "custdesk.paper.scan_child"))
    child.tell({"memory": 1 << 30})
    assert child.hear(0) == ({}, b"")
    child.end()


@POSIX
def test_a_key_pressed_at_the_terminal_is_the_desks():
    child = Child([sys.executable, "-c", CHATTERS])
    assert os.getsid(child.running.pid) == child.running.pid
    child.end()


def test_what_cannot_be_started_is_the_systems_own_trouble(tmp_path: Path):
    with pytest.raises(FileNotFoundError):  # an OSError; Windows does not name the file
        Child([str(tmp_path / "none")])
