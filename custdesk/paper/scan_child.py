"""The process that touches foreign files: told by the desk what to read, it answers, and ends when nobody asks.

It has no window, no store and writes no file; what a file makes of it cannot reach the desk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from custdesk.paper.scan_binding import MOST_BYTES, bind
from custdesk.paper.scan_limits import Unseen
from custdesk.paper.scan_pages import Before, Pages, as_plain, kind_of, open_pages, picture_of, read_page
from custdesk.side_process.child import own_pipes
from custdesk.side_process.fence import fence_in, watched
from custdesk.side_process.wire import receive, send

Answer = tuple[dict[str, Any], bytes]
#: what the desk waits longer than that, so that it is the desk that ends what hangs
GRACE: Final = 10


def main() -> int:
    """Answer until nobody asks any more."""
    source, sink = own_pipes()
    reader = Reader()
    try:
        said, _ = receive(source, 0)
        fence_in(int(said["memory"]))
        send(sink, {})
        while True:
            said, tail = receive(source, MOST_BYTES)
            with watched(int(said["seconds"]) + GRACE):
                answer, found = reader.answer(said, tail)
            del tail
            send(sink, answer, found)
            if answer.get("spent"):
                return 0
    except (EOFError, OSError):
        return 0


class Reader:
    """Does what it is told; holds the file whose pages are asked for."""

    def __init__(self) -> None:
        self.pages: Pages | None = None
        self.before = Before()

    def answer(self, said: dict[str, Any], tail: bytes) -> Answer:
        """Return what was asked for, or why not: a key of SENTENCES. Memory that ran out once makes it `spent`."""
        doing: dict[str, Callable[[dict[str, Any], bytes], Answer]] = {
            "open": self._open, "page": self._page, "close": self._close, "picture": self._picture, "bind": self._bind,
            "count": self._count,
        }  # fmt: skip
        try:
            return doing[said["do"]](said, tail)
        except Unseen as unseen:
            return {"why": unseen.why, "kind": kind_of(tail)}, b""
        except MemoryError:
            self.pages = None
            return {"why": "beyond", "kind": kind_of(tail), "spent": True}, b""
        except Exception:  # noqa: BLE001 - whatever bad content makes a decoder raise
            return {"why": "damaged", "kind": kind_of(tail)}, b""

    def _open(self, said: dict[str, Any], tail: bytes) -> Answer:
        self._close(said, b"")
        self.pages = open_pages(tail)
        return {"kind": self.pages.kind, "count": self.pages.count}, b""

    def _count(self, _: dict[str, Any], tail: bytes) -> Answer:
        """Count the pages of a file beside the one that is being read."""
        pages = open_pages(tail)
        try:
            return {"count": pages.count}, b""
        finally:
            pages.close()

    def _page(self, said: dict[str, Any], _: bytes) -> Answer:
        assert self.pages is not None
        return as_plain(read_page(self.pages, int(said["page"]), self.before)), b""

    def _close(self, _: dict[str, Any], __: bytes) -> Answer:
        self.before = Before()
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        return {}, b""

    def _picture(self, said: dict[str, Any], tail: bytes) -> Answer:
        pages = open_pages(tail)
        try:
            page = int(said["page"])
            if not 0 <= page < pages.count:
                raise Unseen("page")
            return {}, picture_of(pages, page, int(said["turn"]), int(said["height"]))
        finally:
            pages.close()

    def _bind(self, said: dict[str, Any], tail: bytes) -> Answer:
        contents, at = [], 0
        for size in said["sizes"]:
            contents.append(tail[at : at + size])
            at += size
        return {}, bind(contents, said["parts"])


if __name__ == "__main__":
    sys.exit(main())
