"""The process that opens scans: it may die, hang or take all memory; the desk, the other pages and the next file may not."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from custdesk.errors import KnownError
from custdesk.paper import scan_room
from custdesk.paper.scan_limits import SENTENCES
from custdesk.paper.scan_room import Limits, ScanRoom
from custdesk.side_process import child
from tests.scan_rooms import POSIX, Spoilt, good, heap, room, said, spoilt
from tests.scans import STAMP, good_files

__all__ = ["room", "spoilt"]


# -- reading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "jpeg", "png", "tiff", "bmp", "heic"])
def test_what_is_on_the_pages_of_a_file(room: ScanRoom, kind: str):
    content = good_files()[kind]
    read = room.read(f"../扫描/a.{kind}", content)
    assert (read.name, read.content, read.trouble) == (f"a.{kind}", content, None)
    assert read.content is content
    assert len(read.digest) == 64
    assert [[code.text for code in page.codes] for page in read.pages] == [[STAMP]] * len(read.pages)


def test_every_page_is_told_of_and_reading_can_be_stopped(room: ScanRoom):
    told: list[tuple[int, int]] = []
    read = room.read("a.pdf", heap(5), lambda done, total: (told.append((done, total)), done < 3)[1])
    assert told == [(1, 5), (2, 5), (3, 5)]
    assert said(read) == ["PAGE 0", "PAGE 1", "PAGE 2"]
    assert read.trouble == SENTENCES["stopped"]
    assert good(room)


def test_a_listener_that_fails_leaves_the_room_in_order(room: ScanRoom):
    def fail(_: int, __: int) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        room.read("a.pdf", heap(2), fail)
    assert good(room)


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"no scan", "kind"), (b"%PDF-1.7 x", "damaged")]
)
def test_what_cannot_be_read_is_a_sentence(room: ScanRoom, content: bytes, why: str):
    read = room.read("a", content)
    assert (read.trouble, read.pages) == (SENTENCES[why], ())


def test_a_file_that_is_too_large_does_not_travel(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan_room, "FILE_BYTES", 1000)
    room = ScanRoom()
    assert room.read("a", bytes(1001)).trouble == SENTENCES["bytes"]
    assert room.running == 0


def test_a_file_of_which_no_page_can_be_read_has_one_sentence(room: ScanRoom):
    read = room.read("a.png", good_files()["png"][:-900])
    assert read.trouble == SENTENCES["page"]
    assert read.pages == ()


# -- looking, binding ------------------------------------------------------------------------------------


def test_a_picture_of_a_whole_page(room: ScanRoom):
    shown = room.picture(good_files()["pdf"], 1, 90, 200)
    assert shown is not None
    assert Image.open(io.BytesIO(shown)).size == (283, 200)
    assert room.picture(good_files()["pdf"], 2, 0, 200) is None
    assert room.picture(good_files()["pdf"], -1, 0, 200) is None
    assert room.picture(b"no scan", 0, 0, 200) is None


def test_pages_become_one_pdf(room: ScanRoom):
    content = heap(3)
    bound = room.pages_pdf([(content, 2, 0), (good_files()["jpeg"], 0, 180), (content, 0, 90)])
    read = room.read("bound.pdf", bound)
    assert said(read) == ["PAGE 2", STAMP, "PAGE 0"]
    assert [page.turn for page in read.pages] == [0, 180, 270]


@pytest.mark.parametrize("part", [(b"no scan", 0, 0), (b"", 0, 0)])
def test_what_cannot_be_bound_is_said(room: ScanRoom, part: tuple[bytes, int, int]):
    with pytest.raises(KnownError) as trouble:
        room.pages_pdf([(good_files()["jpeg"], 0, 0), part])
    assert trouble.value.way_out is not None
    with pytest.raises(KnownError):
        room.pages_pdf([(good_files()["jpeg"], 1, 0)])
    with pytest.raises(KnownError):
        room.pages_pdf([(good_files()["jpeg"], 0, 0)] * 501)
    assert good(room)


def test_a_content_travels_once_however_many_pages_of_it_are_asked_for(
    room: ScanRoom, monkeypatch: pytest.MonkeyPatch
):
    sent: list[int] = []
    real = child.send
    monkeypatch.setattr(
        child,
        "send",
        lambda stream, head, *parts: (sent.append(sum(map(len, parts))), real(stream, head, *parts)),
    )
    content = heap(3)
    room.read("a.pdf", content)
    room.pages_pdf([(content, page, 0) for page in (0, 1, 2, 0)])
    assert [size for size in sent if size] == [len(content)] * 2


# -- what a file may do to the process ------------------------------------------------------------------


def test_a_page_that_kills_the_process_costs_that_page(spoilt: Spoilt):
    room = spoilt("page == 2 and os._exit(11)")
    read = room.read("a.pdf", heap(5))
    assert said(read) == ["PAGE 0", "PAGE 1", "beyond", "PAGE 3", "PAGE 4"]
    assert read.trouble is None
    assert good(room)


def test_a_page_that_hangs_costs_that_page(spoilt: Spoilt):
    room = spoilt("page == 1 and time.sleep(600)", page_seconds=1)
    read = room.read("a.pdf", heap(3))
    assert said(read) == ["PAGE 0", "late", "PAGE 2"]
    assert good(room)


def test_a_page_that_takes_all_memory_costs_that_page(spoilt: Spoilt):
    """It meets the system's fence at once or, where that lets it pass, the desk that looks at it."""
    room = spoilt("page == 1 and [b'x' * 400_000_000, time.sleep(600)]", memory=300_000_000)
    read = room.read("a.pdf", heap(3))
    assert said(read) == (["PAGE 0", "beyond", "PAGE 2"])
    assert good(room)


def test_a_file_that_costs_many_processes_is_given_up(spoilt: Spoilt):
    room = spoilt("pages.count == 9 and page and os._exit(11)")
    read = room.read("a.pdf", heap(9))
    assert said(read) == ["PAGE 0", "beyond", "beyond"]
    assert read.trouble == SENTENCES["beyond"]
    assert good(room)


def test_a_file_that_takes_too_long_altogether_is_given_up(room: ScanRoom, monkeypatch: pytest.MonkeyPatch):
    clock = iter([0, 100, 200, 901])
    monkeypatch.setattr(scan_room.time, "monotonic", lambda: next(clock))
    read = room.read("a.pdf", heap(9))
    assert said(read) == ["PAGE 0", "PAGE 1"]
    assert read.trouble == SENTENCES["late"]


def test_what_other_files_left_in_the_process_is_not_held_against_a_page(spoilt: Spoilt):
    """A process that dies of a page after other files is tried once more, fresh."""
    room = spoilt(
        "count = sys.modules.setdefault('count', []); count.append(1); len(count) > 4 and os._exit(11)"
    )
    assert said(room.read("a.pdf", heap(3))) == ["PAGE 0", "PAGE 1", "PAGE 2"]
    assert said(room.read("b.pdf", heap(3))) == ["PAGE 0", "PAGE 1", "PAGE 2"]


def test_what_is_printed_does_not_come_between_the_messages(spoilt: Spoilt):
    room = spoilt("print('x' * 9999); os.write(1, b'y' * 9999); os.write(2, b'z' * 99999)")
    assert said(room.read("a.pdf", heap(2))) == ["PAGE 0", "PAGE 1"]


@pytest.mark.parametrize(
    "doing",
    [
        "return type('X', (), dict(trouble=None, page=0, codes=(), width='w', height=1, empty=False))",
        "raise KeyError('a bug')",
    ],
)
def test_an_answer_that_is_none_is_a_page_that_cannot_be_read(spoilt: Spoilt, doing: str):
    room = spoilt(f"if page == 1: {doing}")
    assert said(room.read("a.pdf", heap(3))) == [
        "PAGE 0",
        "page" if "return" in doing else "damaged",
        "PAGE 2",
    ]


def test_a_process_that_talks_nonsense_is_ended():
    for nonsense in ("b'x' * 40", "bytes(12)", "(2**63).to_bytes(12, 'big')", "b''"):
        script = f"import sys; sys.stdout.buffer.write({nonsense}); sys.stdout.flush(); sys.stdin.read()"
        room = ScanRoom(Limits(open_seconds=1 if nonsense == "b''" else 30), [sys.executable, "-c", script])
        with pytest.raises(KnownError):
            room.read("a.jpg", good_files()["jpeg"])
        assert room.running == 0
        room.close()


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "raise SystemExit(3)"]])
def test_a_process_that_cannot_be_started_is_said(command: list[str]):
    room = ScanRoom(Limits(), command)
    with pytest.raises(KnownError) as trouble:
        room.read("a.jpg", good_files()["jpeg"])
    assert trouble.value.way_out is not None
    assert room.picture(good_files()["jpeg"], 0, 0, 99) is None
    with pytest.raises(KnownError):
        room.pages_pdf([(good_files()["jpeg"], 0, 0)])
    room.close()


@POSIX
def test_the_process_writes_no_file_and_dumps_no_core(spoilt: Spoilt, tmp_path: Path):
    room = spoilt(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 99999)")
    read = room.read("a.pdf", heap(1))
    assert read.trouble is not None
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size
