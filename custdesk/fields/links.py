"""Links to other records, and free names where no record stands."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any

import peewee

from custdesk.errors import Unreadable
from custdesk.fields.kinds import NAMES, Inherited, Kind, Masked, Showing
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem


class Link(Kind):
    """Another record, by its id. `targets` are form keys; with `free` a name may stand where no record does."""

    field_type = ""  # no affinity: an id stays a number, a free name stays text

    def __init__(self, label: Text, *targets: str, free: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.targets = targets
        self.free = free

    def read(self, text: str, now: datetime.datetime, words: Words) -> Any:  # noqa: ARG002
        """Keep a free name; which record is meant is found by the reader, not here."""
        said = text.strip()
        if said and not self.free:
            raise Unreadable(N_("No such record: “{typed}”").having(typed=said))
        return said or None

    def show(self, value: Any, showing: Showing) -> str:
        """Show the linked record's name, or the free text."""
        if isinstance(value, int):
            return showing.names.get(value, f"#{value}")
        return "" if value is None else str(value)

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse free text where a record must be chosen."""
        if isinstance(value, str) and not self.free and not isinstance(value, Masked):
            return [Problem(N_("Choose “{label}” from the list").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> Any:
        """Return an existing record of the kind, a name, or nothing."""
        ids = [record for target in self.targets for record in pool.get(target, ())]
        if ids:
            return rng.choice(ids)
        return rng.choice(NAMES) if self.free else None


class HeaderLink(Inherited, peewee.ForeignKeyField):
    """The storage of what belongs to a row of the header: a record's own id, a line's record."""

    def __init__(self, header: type[peewee.Model], **storage: Any) -> None:
        super().__init__(header, on_delete="RESTRICT", backref=None, **storage)


class Position(Inherited, peewee.IntegerField):
    """Where a line stands among its record's lines."""
