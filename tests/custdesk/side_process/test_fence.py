"""The fence around a process beside the desk: the memory it may take, in its own process and asked from outside."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from custdesk.side_process import fence
from custdesk.side_process.fence import ExtendedLimits, MemoryCounters, fence_in, memory_of
from tests.scan_rooms import ROOT, alive, soon

WINDOWS = pytest.mark.skipif(sys.platform != "win32", reason="Windows' jobs")


def test_what_windows_is_told_has_the_sizes_it_expects():
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION and PROCESS_MEMORY_COUNTERS of a 64-bit Windows."""
    assert (ctypes.sizeof(ExtendedLimits), ctypes.sizeof(MemoryCounters)) == (144, 72)
    assert ExtendedLimits.process_memory.offset == 112
    assert MemoryCounters.taken.offset == 56


@WINDOWS
def test_a_process_joins_its_job():
    """Asked of the system itself: the job is made, limited and joined without a refusal."""
    script = "from custdesk.side_process.fence import _join_a_job; _join_a_job(300_000_000); print('joined')"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.stdout.strip(), ran.returncode) == ("joined", 0), ran.stderr


@WINDOWS
def test_the_desk_sees_what_a_process_takes():
    script = "x = b'x' * 200_000_000; print(len(x), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "200000000"
        assert 200_000_000 < memory_of(process.pid) < 400_000_000
        process.communicate("\n")
    assert memory_of(0) == 0


DESK = """
import subprocess, sys, time
from custdesk.side_process.fence import tied
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
let_go = tied(child.pid)
{doing}
print(child.pid, flush=True)
time.sleep(600)
"""


@WINDOWS
@pytest.mark.parametrize("tie", [True, False])
def test_a_process_that_is_tied_ends_with_the_desk_whatever_it_does(tie: bool):
    script = DESK.format(doing="" if tie else "let_go(); let_go()")
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        child = int(desk.stdout.readline())
        assert alive(child) if tie else soon(lambda: not alive(child))  # who lets go of it ends it
        desk.kill()
    assert soon(lambda: not alive(child))


def test_a_system_that_refuses_the_fence_does_not_stop_the_reading(monkeypatch: pytest.MonkeyPatch):
    def refuse(_memory: int) -> None:
        raise OSError(1, "not supported")

    monkeypatch.setattr(fence, "_join_a_job", refuse, raising=False)
    monkeypatch.setattr(fence, "_lower_the_limits", refuse, raising=False)
    fence_in(1)
