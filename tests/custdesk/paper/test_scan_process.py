"""The process that opens scans: started when it is needed, gone when nobody needs it, one question at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pypdfium2
import pytest

from custdesk.errors import KnownError
from custdesk.paper.scan_limits import SENTENCES
from custdesk.paper.scan_room import CHILD, Limits, ScanRoom
from custdesk.scan import FileRead
from tests.hostile_pdf import one_page, stream
from tests.scan_rooms import ROOT, Spoilt, alive, good, heap, room, said, soon, spoilt
from tests.scans import good_files

__all__ = ["room", "spoilt"]


# -- nothing stays ---------------------------------------------------------------------------------------


def test_no_process_runs_before_it_is_needed_and_none_after_the_room_is_closed():
    room = ScanRoom()
    assert room.running == 0
    assert good(room)
    process = room.running
    assert process
    room.close()
    assert room.running == 0
    assert not alive(process)
    room.close()
    assert room.read("a.jpg", good_files()["jpeg"]).trouble == SENTENCES["stopped"]
    assert room.picture(good_files()["jpeg"], 0, 0, 99) is None
    with pytest.raises(KnownError):
        room.pages_pdf([(good_files()["jpeg"], 0, 0)])
    assert room.running == 0


def test_closing_stops_what_is_being_read(spoilt: Spoilt):
    room = spoilt("page == 1 and time.sleep(600)")
    found: list[FileRead] = []
    reached = threading.Event()
    thread = threading.Thread(
        target=lambda: found.append(room.read("a.pdf", heap(3), lambda *_: reached.set() is None))
    )
    thread.start()
    assert reached.wait(60)
    room.close()
    thread.join(60)
    assert said(found[0]) == ["PAGE 0"]
    assert found[0].trouble == SENTENCES["stopped"]
    assert room.running == 0


def test_a_process_that_is_ended_while_it_starts_keeps_nobody_waiting():
    for wait in (0, 0.02, 0.05, 0.1, 0.2):
        room = ScanRoom()
        thread = threading.Thread(target=room.picture, args=(good_files()["jpeg"], 0, 0, 99))
        thread.start()
        thread.join(wait)
        room.close()
        thread.join(60)
        assert not thread.is_alive()


def test_a_room_that_is_forgotten_takes_its_process_with_it():
    room = ScanRoom()
    assert good(room)
    process = room.running
    del room
    assert soon(lambda: not alive(process))


DESK = """
import sys, threading
sys.path.insert(0, {root!r})
from custdesk.paper.scan_room import Limits, ScanRoom
from tests.scan_rooms import SPOILT, heap
child = SPOILT.format(root={root!r}, doing={doing!r}, grace=0)
room = ScanRoom(Limits(page_seconds=3), [sys.executable, "-c", child])
tell = lambda done, total: print(room.running, flush=True) is None
threading.Thread(target=room.read, args=("a.pdf", heap(2), tell), daemon=True).start()
sys.stdin.read()
"""


@pytest.mark.parametrize("busy", [False, True])
def test_a_desk_that_is_killed_leaves_no_process_behind(busy: bool, tmp_path: Path):
    """Idle it ends as its pipe closes; busy, by its own clock, on Windows with its job."""
    begun = tmp_path / "begun"
    doing = f"page == 1 and (open({str(begun)!r}, 'w').close(), time.sleep(600))" if busy else "pass"
    desk = subprocess.Popen(
        [sys.executable, "-c", DESK.format(root=str(ROOT), doing=doing)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, cwd=ROOT, text=True,
    )  # fmt: skip
    assert desk.stdout is not None
    assert desk.stdin is not None
    process = int(desk.stdout.readline())
    assert soon(begun.exists) if busy else desk.stdout.readline()
    assert alive(process)
    desk.kill()
    desk.wait()
    desk.stdout.close()
    desk.stdin.close()
    assert soon(lambda: not alive(process))


# -- threads, and how it is started ----------------------------------------------------------------------


def test_a_picture_is_drawn_between_the_pages_of_a_file(spoilt: Spoilt):
    room = spoilt("time.sleep(0.05)")
    pictures: list[bytes | None] = []

    def look(done: int, _: int) -> bool:
        thread = threading.Thread(target=lambda: pictures.append(room.picture(good_files()["pdf"], 0, 0, 99)))
        thread.start()
        thread.join()
        return True

    assert said(room.read("a.pdf", heap(3), look)) == ["PAGE 0", "PAGE 1", "PAGE 2"]
    assert len(pictures) == 3
    assert all(pictures)


def test_a_picture_that_kills_the_process_does_not_disturb_the_reading(spoilt: Spoilt):
    room = spoilt("pass")
    bomb = one_page(stream(b"0 0 m S"))

    def kill(done: int, _: int) -> bool:
        if done == 1:
            os.kill(room.running, 9) if os.name == "posix" else room._process.running.kill()  # type: ignore[union-attr]
            assert room.picture(bomb, 0, 0, 99)
        return True

    assert said(room.read("a.pdf", heap(3), kill)) == ["PAGE 0", "PAGE 1", "PAGE 2"]


def test_several_threads_may_read_at_once(room: ScanRoom):
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda count=count: found.append(said(room.read("a.pdf", heap(count)))))  # type: ignore[misc]
        for count in (1, 2, 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [1, 2, 3]
    assert all(texts == [f"PAGE {n}" for n in range(len(texts))] for texts in found)


def test_the_program_started_so_is_the_process_that_reads():
    """What PyInstaller runs as its main script, told to be the child: it answers and opens no window."""
    start = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); runpy.run_module('custdesk', run_name='__main__')"
    room = ScanRoom(Limits(), [sys.executable, "-c", start, CHILD])
    assert good(room)
    room.close()


def test_the_folder_it_is_started_in_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of scans may hold a file that is called like a library."""
    for name in ("PIL.py", "json.py", "custdesk.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit(5)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    room = ScanRoom()
    assert good(room)
    room.close()


def test_pdfium_of_the_desk_is_not_touched(room: ScanRoom):
    """The preview draws with the same library in another process: nothing is shared."""
    document = pypdfium2.PdfDocument(good_files()["pdf"])
    assert good(room)
    assert len(document) == 2
