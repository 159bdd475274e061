"""Files that nobody should have to open: a sentence or pages, never an accident; the next file is read; memory bounded."""

from __future__ import annotations

import contextlib
import io
import os
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from custdesk.errors import KnownError
from custdesk.paper.scan_limits import SENTENCES
from custdesk.paper.scan_room import Limits, ScanRoom
from custdesk.scan import FileRead
from tests.hostile import FENCED, QUICK, SLOW, Hostile, hostile_files, slow_file
from tests.scans import STAMP, good_files

FILES = 30  # a trial; five trials are 150, 34 the thousand
MEMORY = 400_000_000  # what the process may take here, so that it meets its end sooner
MINE = 60_000_000  # what the desk may take for itself while it has a file read


class Watch:
    """The most memory that the rooms' processes took, looked at while they run."""

    def __init__(self, room: ScanRoom) -> None:
        self.most = 0
        self._room = room
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, most_memory(self._room.running))

    def end(self) -> int:
        self._over.set()
        self._thread.join()
        return self.most


def most_memory(process: int) -> int:
    """The most resident bytes a process has had; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process or 'none'}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


@pytest.fixture(scope="module")
def room() -> Iterator[ScanRoom]:
    made = ScanRoom(Limits(memory=MEMORY, page_seconds=4, open_seconds=10))
    assert good(made)
    yield made
    made.close()


def good(room: ScanRoom) -> bool:
    read = room.read("good.jpg", good_files()["jpeg"])
    return read.trouble is None and [code.text for code in read.pages[0].codes] == [STAMP]


def settled(file: Hostile, read: FileRead) -> bool:
    """Tell whether what came back is a sentence or pages, and says what came in."""
    assert read.content is file.content
    assert Path(read.name).name == read.name != ""
    read.name.encode()
    for page in read.pages:
        assert (page.trouble is None) == (page.width > 0)
        for code in page.codes:
            code.text.encode()
            assert -0.1 < code.left < 1.1
            assert -0.1 < code.top < 1.1
    return read.trouble in SENTENCES.values() or bool(read.pages)


def test_a_sentence_or_pages_and_the_next_file_is_read(room: ScanRoom, trial_seed: int):
    watch = Watch(room)
    before = most_memory(os.getpid())
    rng = random.Random(trial_seed)
    for file in hostile_files(rng, FILES):
        read = room.read(file.name, file.content)
        assert settled(file, read), file.kind
        shown = room.picture(file.content, 0, 90, 200)
        assert shown is None or Image.open(io.BytesIO(shown)).height <= 200, file.kind
        if rng.random() < 0.2:
            bound = None
            with contextlib.suppress(KnownError):
                bound = room.pages_pdf([(file.content, 0, 0)])
            assert bound is None or bound.startswith(b"%PDF"), file.kind
        assert good(room), file.kind
    assert watch.end() <= MEMORY
    assert most_memory(os.getpid()) - before < MINE


@pytest.mark.parametrize("kind", QUICK)
def test_each_kind_once(room: ScanRoom, kind: str):
    file = Hostile(kind, "../../x", QUICK[kind](random.Random(7)))
    assert settled(file, room.read(file.name, file.content))
    assert good(room)


OUT = {"beyond", "late"}  # which comes first depends on the computer
EXPECTED = {
    "million_tiff": {"pages"}, "many_pages_pdf": {"pages"}, "bursting_a_lot": OUT, "large_png": {""}, "endless_jpeg": OUT,
    "endless_pdf": OUT, "many_marks_pdf": OUT, "losing_pdf": {""},
}  # fmt: skip


@pytest.fixture
def room_for(request: pytest.FixtureRequest) -> Iterator[Callable[[str], ScanRoom]]:
    """A room that waits four seconds; a patient one for what can be read, however busy the computer is."""
    patient = ScanRoom(Limits(memory=MEMORY, page_seconds=120))
    yield lambda kind: patient if kind == "large_png" else request.getfixturevalue("room")
    patient.close()


@FENCED
@pytest.mark.slow
@pytest.mark.parametrize("kind", SLOW)
def test_what_takes_long_is_told_in_time(room_for: Callable[[str], ScanRoom], kind: str):
    room = room_for(kind)
    watch = Watch(room)
    file = slow_file(random.Random(7), kind)
    before = most_memory(os.getpid())
    read = room.read(file.name, file.content)
    assert settled(file, read)
    assert read.trouble in {SENTENCES.get(why) for why in EXPECTED[kind]}
    if kind == "losing_pdf":
        assert [[code.text for code in page.codes] for page in read.pages] == [[STAMP], [], [STAMP]]
        assert read.pages[1].trouble in {SENTENCES[why] for why in OUT}
    assert good(room)
    assert watch.end() <= MEMORY
    assert most_memory(os.getpid()) - before < MINE
