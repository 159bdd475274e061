"""One signal carries what changed; each view decides whether it cares (design section 4)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from custdesk.store.answers import Changes


class Bus(QObject):
    """Tells the views of changes, of what should be opened, and what the status line should say."""

    changed = Signal(object)  # Changes (trap 12: an object, never int or dict)
    opened = Signal(object)  # a record id, or a Draft, that somebody wants to see
    listed = Signal(object)  # the key of a form whose list somebody wants to see, or a ListQuery of it
    said = Signal(object)  # Text or str for the status line
    troubled = Signal(object)  # KnownError

    def hear(self, changes: Changes) -> None:
        """Take changes from the desk."""
        self.changed.emit(changes)
