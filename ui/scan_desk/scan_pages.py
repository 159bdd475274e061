"""Scanned pages to be looked at: those of a sheet that came home, those of a file that hangs on a record.

What the store knows is asked for when they are made, in the main thread; the pictures are made in a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from custdesk.desk import Desk

if TYPE_CHECKING:
    from custdesk.paper.scan_room import ScanRoom


class ScannedPages:
    """The pages of one sheet, by their rows in the store, as far as this person may see them."""

    def __init__(self, desk: Desk, ids: Sequence[int]) -> None:
        reader = desk.read()
        found = [page for one in ids if (page := reader.scanned_page(one)) is not None]
        self._files, self._room = desk.store.files, desk.scan_room
        self._pages = list(dict.fromkeys((page.digest, page.page, page.turn) for page in found))

    def count(self) -> int:
        """Return how many pages there are; several codes on a page are one."""
        return len(self._pages)

    def picture(self, page: int, height: int) -> bytes | None:
        """Return one whole page, upright, about so high; None where it cannot be drawn."""
        digest, place, turn = self._pages[page]
        try:
            content = self._files.read(digest)
        except OSError:
            return None
        return self._room.picture(content, place, turn, height)


class FilePages:
    """The pages of one file that hangs on a record; opened and counted in a worker."""

    def __init__(self, room: ScanRoom, content: bytes) -> None:
        self._room, self._content = room, content
        self._count = room.count(content)

    def count(self) -> int:
        """Return how many pages there are; 0 where the file cannot be opened."""
        return self._count

    def picture(self, page: int, height: int) -> bytes | None:
        """Return one whole page as it is, about so high; None where it cannot be drawn."""
        return self._room.picture(self._content, page, 0, height)


class Opening:
    """Opens a file of the store; called in a worker."""

    def __init__(self, room: ScanRoom, path: Path) -> None:
        self._room, self._path = room, path

    def __call__(self, tell: Callable[[int, int], bool]) -> FilePages | None:
        """Return its pages; None where it is gone, or nobody waits any more."""
        if not tell(0, 1):
            return None
        try:
            content = self._path.read_bytes()
        except OSError:
            return None
        return FilePages(self._room, content)
