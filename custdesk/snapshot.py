"""A record as one reader may see it at one moment: what screens, paper and export are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from custdesk.fields import Masked, Showing
from custdesk.language import Text, Words
from custdesk.record import AnyRecord, show_field
from custdesk.workflow import Values


class Snapshot(Struct, frozen=True):
    """Plain values of one record: header and own fields, lines and attachments, and the names links show.

    Values this reader sees only in part are `Masked`; values he may not see at all are absent.
    """

    record: AnyRecord
    id: int
    values: Values
    names: Mapping[int, str] = field(default_factory=dict)
    title: Text | str | None = None  # of an edition kept when it froze: the form's title and code of then
    code: str = ""

    @property
    def number(self) -> str:
        """The record's number, or empty where the form has none."""
        return self.values.get("number") or ""

    @property
    def state(self) -> str:
        """The state of its flow."""
        return str(self.values.get("state") or "")

    @property
    def revision(self) -> int:
        """The lock counter: every write raises it."""
        return int(self.values.get("revision") or 0)

    @property
    def edition(self) -> int:
        """The issued content's edition: only an authorised correction raises it."""
        return int(self.values.get("edition") or 1)

    def show(self, name: str, words: Words) -> str:
        """Show one field as text."""
        value: Any = self.values.get(name)
        if isinstance(value, Masked):
            return str(value)
        return show_field(self.record, name, self.values, Showing(words, self.names))
