"""Where scans are opened: in a process of their own, as what comes from outside may be damaged, huge or hostile.

The desk hands over a file's bytes and gets back what is on its pages. A process that dies, hangs or takes too much
memory is ended, the file gets a sentence, and the next file finds a new process.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.paper.scan_limits import FILE_BYTES, PAGES, SENTENCES
from custdesk.paper.scan_pages import Tell, from_plain, plain_name, troubled
from custdesk.scan import FileRead, PageRead
from custdesk.side_process.child import Child, command_of
from custdesk.side_process.fence import memory_of
from custdesk.side_process.wire import sizes_of

CHILD: Final = "--read-scans"  # how the frozen program is told to be the process that reads
MOST_BOUND: Final = 2 * FILE_BYTES
_LOOK: Final = 0.1  # seconds
_LOSSES: Final = 3  # processes one file may cost


class Limits(Struct, frozen=True):
    """What the process may take: bytes of memory; seconds to open a file, for a page of it, for all of it."""

    memory: int = 1 << 30
    open_seconds: int = 30
    page_seconds: int = 20
    file_seconds: int = 900


class _Gone(Exception):
    """The process is gone: it died, was ended for taking too long, or the desk is closing; `fresh`: by its first work."""

    def __init__(self, why: str, *, fresh: bool = True) -> None:
        super().__init__(why)
        self.why = why  # a key of SENTENCES
        self.fresh = fresh


class _Process(Child):
    """The process that reads, asked one question at a time."""

    def __init__(self, command: Sequence[str], memory: int) -> None:
        super().__init__(command, {"MALLOC_ARENA_MAX": "2"})  # threads reserve memory they never use
        self.memory = memory
        self.fresh = True
        self.late = False

    def ask(
        self, said: dict[str, Any], parts: Sequence[bytes], seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """Return the answer. Raises _Gone."""
        answered = threading.Event()
        threading.Thread(target=self._watch, args=(seconds, answered), daemon=True).start()
        try:
            self.tell({**said, "seconds": max(1, round(seconds))}, *parts)
            answer, found = self.hear(MOST_BOUND)
            if answer.get("spent"):
                raise EOFError
        except (OSError, EOFError, ValueError) as trouble:
            self.end()
            raise _Gone("late" if self.late else "beyond", fresh=self.fresh) from trouble
        finally:
            answered.set()
        return answer, found

    def _watch(self, seconds: float, answered: threading.Event) -> None:
        """End it when its time is over; on Windows also where it takes more memory than its fence should let it."""
        looks = max(1, round(seconds / _LOOK)) if sys.platform == "win32" else 1
        for _look in range(looks):
            if answered.wait(seconds / looks):
                return
            if memory_of(self.running.pid) > self.memory and not answered.is_set():
                self.running.kill()
                return
        self.late = True
        self.running.kill()


class ScanRoom:
    """Reads scans; the process is started when it is first needed. Called from any thread."""

    def __init__(self, limits: Limits | None = None, command: Sequence[str] = ()) -> None:
        self._limits = limits or Limits()
        self._command = command or command_of(CHILD, "custdesk.paper.scan_child")
        self._reading = threading.Lock()  # one file at a time is read ...
        self._asking = threading.Lock()  # ... and between its pages a picture may be asked for
        self._process: _Process | None = None
        self._ending: weakref.finalize[..., Any] | None = None
        self._closed = False

    def read(self, name: str, content: bytes, tell: Tell | None = None) -> FileRead:
        """Look at every page of a file; what cannot be read has a sentence as its `trouble`.

        `tell` hears of every page and stops the reading by returning False: the pages so far are returned.
        Raises KnownError only where no process can be started.
        """
        name, digest = plain_name(name), hashlib.sha256(content).hexdigest()
        if not 0 < len(content) <= FILE_BYTES:
            return FileRead(name, content, digest, trouble=SENTENCES["bytes" if content else "empty"])
        with self._reading:
            reading = _Reading(self, content)
            try:
                why = reading.read(tell)
            finally:
                reading.close()
        pages = tuple(reading.pages)
        if pages and all(page.trouble is not None for page in pages):
            return FileRead(name, content, digest, reading.kind, trouble=pages[0].trouble)
        return FileRead(name, content, digest, reading.kind, pages, SENTENCES[why] if why else None)

    def count(self, content: bytes) -> int:
        """Return how many pages a file has, without looking at any; 0 where it cannot be opened."""
        if not 0 < len(content) <= FILE_BYTES:
            return 0
        try:
            answer, _ = self.ask({"do": "count"}, [content], self._limits.open_seconds)
            return int(answer.get("count", 0))
        except (_Gone, KnownError, TypeError, ValueError):
            return 0

    def picture(self, content: bytes, page: int, turn: int, height: int) -> bytes | None:
        """Return a whole page, turned clockwise, as a JPEG at most `height` pixels high; None where it cannot be drawn."""
        said = {"do": "picture", "page": page, "turn": turn, "height": height}
        try:
            answer, found = self.ask(said, [content], self._limits.page_seconds)
        except (_Gone, KnownError):
            return None
        return None if "why" in answer else found

    def pages_pdf(self, parts: Sequence[tuple[bytes, int, int]]) -> bytes:
        """Return one PDF of whole pages, each given as (content, page from 0, clockwise turn). Raises KnownError."""
        contents: list[bytes] = []
        placed = []
        for content, page, turn in parts:
            place = next((at for at, one in enumerate(contents) if one is content), len(contents))
            if place == len(contents):
                contents.append(content)
            placed.append([place, page, turn])
        if sum(map(len, contents)) > MOST_BOUND or len(parts) > PAGES:
            raise _unbound("beyond")
        said = {"do": "bind", "sizes": sizes_of(contents), "parts": placed}
        seconds = self._limits.open_seconds + self._limits.page_seconds * len(parts)
        try:
            answer, found = self.ask(said, contents, min(seconds, self._limits.file_seconds))
        except _Gone as gone:
            raise _unbound(gone.why) from gone
        if "why" in answer:
            raise _unbound(str(answer["why"]))
        return found

    def close(self) -> None:
        """End the process; what is being read is stopped. Nothing is read afterwards."""
        self._closed = True
        while not self._asking.acquire(timeout=0.05):
            if (process := self._process) is not None:
                process.running.kill()  # whoever asks it hears that it is gone, and lets go
        try:
            if self._process is not None:
                self._process.end()
                self._process = None
        finally:
            self._asking.release()
        if self._ending is not None:
            self._ending.detach()

    # -- one question ------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        """What the process may take."""
        return self._limits

    @property
    def running(self) -> int:
        """Return the id of the process, 0 where none runs."""
        process = self._process
        return process.running.pid if process is not None and process.running.poll() is None else 0

    def ask(
        self, said: dict[str, Any], parts: Sequence[bytes], seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """Ask the process, a new one where the old one had done other things before it died. Raises _Gone."""
        with self._asking:
            while True:
                process = self._started()
                try:
                    answered = process.ask(said, parts, seconds)
                except _Gone as gone:
                    self._process = None
                    if self._closed:
                        raise _Gone("stopped") from gone
                    if gone.fresh or gone.why == "late" or said["do"] == "page":
                        raise
                else:
                    process.fresh = False
                    return answered

    def _started(self) -> _Process:
        if self._closed:
            raise _Gone("stopped")
        if self._process is None:
            if self._ending is not None:
                self._ending.detach()
            try:
                self._process = _Process(self._command, self._limits.memory)
                self._ending = weakref.finalize(self, _Process.end, self._process)
                self._process.ask({"memory": self._limits.memory}, [], self._limits.open_seconds)
            except (OSError, _Gone) as trouble:
                self._process = None
                if self._closed:
                    raise _Gone("stopped") from trouble
                raise KnownError(
                    N_("The part of the program that reads scans cannot be started"),
                    N_("Start custdesk anew; if that does not help, install it anew"),
                ) from trouble
        return self._process


class _Reading:
    """One file being read: opened again in a new process where one of its pages cost the old one."""

    def __init__(self, room: ScanRoom, content: bytes) -> None:
        self._room = room
        self._content = content
        self._opened_in = 0
        self._used = False  # the process had read other things before this file
        self.kind = ""
        self.count = 0
        self.pages: list[PageRead] = []

    def read(self, tell: Tell | None) -> str:
        """Read every page; return why the rest was not read, "" where all was."""
        limits = self._room.limits
        until = time.monotonic() + limits.file_seconds
        losses = 0
        try:
            if why := self._open():
                return why
            while len(self.pages) < self.count:
                if time.monotonic() > until:
                    return "late"
                try:
                    self.pages.append(self._page(len(self.pages)))
                except _Gone as gone:
                    if gone.why == "stopped":
                        return gone.why
                    losses += 1
                    if losses >= _LOSSES:
                        return gone.why
                    if self._used and gone.why != "late":
                        continue  # perhaps it was what other files had left
                    self.pages.append(troubled(len(self.pages), gone.why))
                if tell is not None and not tell(len(self.pages), self.count):
                    return "stopped"
        except _Gone as gone:
            return gone.why
        return ""

    def close(self) -> None:
        """Let the process forget the file."""
        if self._opened_in and self._opened_in == self._room.running:
            with contextlib.suppress(_Gone, KnownError):
                self._room.ask({"do": "close"}, [], self._room.limits.page_seconds)

    def _open(self) -> str:
        """Have the file opened; return why not. Raises _Gone."""
        self._used = self._room.running != 0
        answer, _ = self._room.ask({"do": "open"}, [self._content], self._room.limits.open_seconds)
        self._opened_in = self._room.running
        try:
            self.kind = str(answer["kind"])[:8]
            if "why" in answer:
                return str(answer["why"]) if answer["why"] in SENTENCES else "damaged"
            count = int(answer["count"])
        except (LookupError, TypeError, ValueError):
            return "damaged"
        if not 0 < count <= PAGES or self.count not in {0, count}:
            return "damaged"
        self.count = count
        return ""

    def _page(self, page: int) -> PageRead:
        """Return one page. Raises _Gone."""
        if self._opened_in != self._room.running and (why := self._open()):
            raise _Gone(why)
        answer, _ = self._room.ask({"do": "page", "page": page}, [], self._room.limits.page_seconds)
        try:
            return from_plain(page, answer)
        except (LookupError, TypeError, ValueError):
            return troubled(page, "page")


def _unbound(why: str) -> KnownError:
    return KnownError(
        N_("The scanned pages cannot be put together: {reason}").having(
            reason=SENTENCES.get(why, SENTENCES["damaged"])
        ),
        N_("Scan the sheet again, or attach the file as it is"),
    )
