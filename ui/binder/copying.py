"""Copying many rows of a list as Excel takes them: read aside, put on the clipboard when they are all there."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.store.aside import read_aside
from custdesk.store.list_rows import ListRow
from ui.binder.list_model import PAGE, RecordTable

AT_ONCE = 200  # rows copied while she waits
MOST = 20_000  # rows a clipboard should hold; a file is better for more


def line_of(row: ListRow | None, names: Iterable[str], words: Words) -> str:
    """Return one row, tab-separated; an empty one for a record that is not there any more."""
    return "\t".join(" ".join(row.show(name, words).split()) if row is not None else "" for name in names)


class Copying:
    """The rows of one copy, read in a worker; its answer is the text, None where it was stopped."""

    def __init__(self, desk: Desk, model: RecordTable, ids: array[int]) -> None:
        self._store, self._user, self._words = desk.store, desk.user, desk.words
        self._form = model.record.form.key
        self._names = tuple(column.name for column in model.columns)
        self._ids = ids

    def __call__(self, tell: Callable[[int, int], bool]) -> str | None:
        """Read the rows, in the worker's thread; what was revealed on the screen stays masked in a long copy."""
        lines = []
        with read_aside(self._store):
            reader = self._store.read(self._user)
            for start in range(0, len(self._ids), PAGE):
                if not tell(start, len(self._ids)):
                    return None
                rows = reader.rows(self._form, self._ids[start : start + PAGE], self._names)
                lines += [line_of(row, self._names, self._words) for row in rows]
        return "\n".join(lines)
