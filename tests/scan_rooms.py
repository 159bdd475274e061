"""Rooms for tests of reading scans: one as it is, and rooms whose process does what a damaged file may make it do."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from custdesk.paper.scan_limits import SENTENCES
from custdesk.paper.scan_room import Limits, ScanRoom
from custdesk.scan import FileRead
from tests.scans import STAMP, Defects, as_pdf, code_image, good_files

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")

#: a child that does something else with the pages of small files, as a damaged file may make it do
SPOILT = """
import os, sys, time
sys.path.insert(0, {root!r})
from custdesk.paper import scan_child
real = scan_child.read_page
def read_page(pages, page, before=None):
    {doing}
    return real(pages, page, before)
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
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        handle = kernel.OpenProcess(0x00100000, False, process)  # SYNCHRONIZE: to be waited for
        ended = not handle or kernel.WaitForSingleObject(handle, 0) == 0
        kernel.CloseHandle(handle)
        return not ended
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
