"""The process that opens scans: it may die, hang or take all memory; the desk, the other pages and the next file may not."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from custdesk import __main__ as program
from custdesk.errors import KnownError
from custdesk.paper import scan_room
from custdesk.paper.scan_limits import SENTENCES
from custdesk.paper.scan_room import CHILD, Limits, ScanRoom
from custdesk.scan import FileRead
from tests.hostile_pdf import one_page, stream
from tests.scans import STAMP, Defects, as_pdf, code_image, good_files

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")

#: a child that does something else with the pages of small files, as a damaged file may make it do
SPOILT = """
import os, sys, time
sys.path.insert(0, {root!r})
from custdesk.paper import scan_child
real = scan_child.read_page
def read_page(pages, page):
    {doing}
    return real(pages, page)
scan_child.read_page = read_page
scan_child.GRACE = {grace}
sys.exit(scan_child.main())
"""


@pytest.fixture(scope="module")
def room() -> Iterator[ScanRoom]:
    made = ScanRoom()
    yield made
    made.close()


Spoilt = Callable[..., ScanRoom]


@pytest.fixture
def spoilt() -> Iterator[Spoilt]:
    """Makes rooms whose process does as it is told at the top of each page."""
    made: list[ScanRoom] = []

    def make(doing: str, **limits: float) -> ScanRoom:
        script = SPOILT.format(root=str(ROOT), doing=doing, grace=10)
        made.append(ScanRoom(Limits(**limits), [sys.executable, "-c", script]))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def heap(count: int) -> bytes:
    """A PDF of so many pages, with a code on each that says which."""
    pages = []
    for number in range(count):
        page = Image.new("L", (413, 585), 255)
        page.paste(code_image(f"PAGE {number}", 84), (300, 480))
        pages.append((page, Defects(dpi=50)))
    return as_pdf(pages)


def said(read: FileRead) -> list[str]:
    return [
        page.codes[0].text if page.codes else next(k for k, s in SENTENCES.items() if s == page.trouble)
        for page in read.pages
    ]


def good(room: ScanRoom) -> bool:
    read = room.read("good.jpg", good_files()["jpeg"])
    return read.trouble is None and [code.text for code in read.pages[0].codes] == [STAMP]


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return (
        not Path(f"/proc/{process}/stat").exists() or " Z " not in Path(f"/proc/{process}/stat").read_text()
    )


def soon(happens: Callable[[], bool]) -> bool:
    """Tell whether something happens soon."""
    until = time.monotonic() + 30
    while not happens():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.01)
    return True


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
    real = scan_room.send
    monkeypatch.setattr(
        scan_room,
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
    room = spoilt("page == 1 and bytes(400_000_000)", memory=300_000_000)
    read = room.read("a.pdf", heap(3))
    assert said(read) == (["PAGE 0", "beyond", "PAGE 2"])
    assert good(room)


def test_a_file_that_costs_many_processes_is_given_up(spoilt: Spoilt):
    room = spoilt("pages.count == 9 and page and os._exit(11)")
    read = room.read("a.pdf", heap(9))
    assert said(read) == ["PAGE 0", "beyond", "beyond"]
    assert read.trouble == SENTENCES["beyond"]
    assert good(room)


def test_a_file_that_takes_too_long_altogether_is_given_up(spoilt: Spoilt):
    room = spoilt("time.sleep(0.3)", file_seconds=0.5)
    read = room.read("a.pdf", heap(9))
    assert 0 < len(read.pages) < 9
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
        "return type('X', (), dict(trouble=None, page=0, codes=(), width='w', height=1))",
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


# -- nothing stays ---------------------------------------------------------------------------------------


def test_no_process_runs_before_it_is_needed_and_none_after_the_room_is_closed():
    room = ScanRoom()
    assert room.running == 0
    assert good(room)
    process = room.running
    assert process
    room.close()
    assert room.running == 0
    assert os.name != "posix" or not alive(process)
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


@POSIX
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
from tests.custdesk.paper.test_scan_room import SPOILT, heap
child = SPOILT.format(root={root!r}, doing={doing!r}, grace=0)
room = ScanRoom(Limits(page_seconds=3), [sys.executable, "-c", child])
tell = lambda done, total: print(room.running, flush=True) is None
threading.Thread(target=room.read, args=("a.pdf", heap(2), tell), daemon=True).start()
sys.stdin.read()
"""


@POSIX
@pytest.mark.parametrize("busy", [False, True])
def test_a_desk_that_is_killed_leaves_no_process_behind(busy: bool, tmp_path: Path):
    """Idle it ends as its pipe closes; busy, by its own clock."""
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


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert scan_room._own_command() == [sys.executable, CHILD]


def test_the_program_started_so_is_the_process_that_reads():
    """What PyInstaller runs as its main script, told to be the child: it answers and opens no window."""
    room = ScanRoom(Limits(), [sys.executable, str(Path(program.__file__)), CHILD])
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
