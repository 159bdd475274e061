"""All ids of a long list, read aside while its first rows are on the screen."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from custdesk.desk import Desk
from custdesk.store.aside import read_aside
from custdesk.store.reader import ListQuery


class Gathering:
    """One list being gathered; its answer is itself, `ids` None where it was stopped."""

    def __init__(self, desk: Desk, query: ListQuery) -> None:
        self._store, self._user = desk.store, desk.user
        self.query = query
        self.ids: array[int] | None = None
        self._stopped = False

    def stop(self) -> None:
        """Another list is wanted: leave off at the next look."""
        self._stopped = True

    def __call__(self, tell: Callable[[int, int], bool]) -> Gathering:
        """Read them, in the worker's thread."""
        if not self._stopped and tell(0, 0):
            with read_aside(self._store):
                reader = self._store.read(self._user)
                self.ids = reader.gather(self.query, lambda: self._stopped or not tell(0, 0))
        return self
