"""Moments, due moments and days, in office time."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from operator import methodcaller
from typing import Any

from custdesk.errors import Unreadable
from custdesk.fields.kinds import Line_, Showing
from custdesk.language import N_, Words
from custdesk.problem import Problem
from custdesk.rules import typed


class Moment(Line_):
    """Day and time in office time, to the minute."""

    due = False

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.datetime | None:  # noqa: ARG002
        """Read 10:05, 3-4 10:05, 昨天 20:15."""
        if not text.strip():
            return None
        try:
            typed.read_day(text, now.date())
        except Unreadable:
            return typed.read_moment(text, now)
        raise Unreadable(N_("Type the time too, as 3-4 10:05"))  # a bare day would mean midnight

    def show(self, value: Any, showing: Showing) -> str:
        """Show to the minute, in the reader's language."""
        if not isinstance(value, datetime.datetime):
            return ""
        return showing.words.due(value) if self.due else showing.words.moment(value)

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show as 2027-03-08 10:05; a due day as the 24:00 of the day before."""
        if value is None:
            return ""
        if self.due and value.time() == datetime.time():
            return f"{value.date() - datetime.timedelta(days=1):%Y-%m-%d} 24:00"
        return f"{value:%Y-%m-%d %H:%M}"

    #: returns 2027-03-08T10:05; in C, because every save, list and check asks for it
    plain = staticmethod(methodcaller("isoformat", "T", "minutes"))  # type: ignore[assignment]

    def value(self, plain: str) -> datetime.datetime:
        """Read 2027-03-08T10:05."""
        return datetime.datetime.fromisoformat(plain)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> datetime.datetime:  # noqa: ARG002
        """Return a moment in March 2027."""
        return datetime.datetime(2027, 3, rng.randint(1, 20), rng.randint(7, 21), rng.randint(0, 59))


class Due(Moment):
    """A due moment: a due day is kept as the next 00:00 and shown as 24:00."""

    due = True

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.datetime | None:  # noqa: ARG002
        """Read a moment; a bare day means its 24:00."""
        if not text.strip():
            return None
        try:
            day = typed.read_day(text, now.date())
        except Unreadable:
            return typed.read_moment(text, now)
        return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())


class Day(Line_):
    """A day."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.date | None:  # noqa: ARG002
        """Read 3-4, 0304, 今天."""
        return typed.read_day(text, now.date()) if text.strip() else None

    def show(self, value: Any, showing: Showing) -> str:
        """Show in the reader's language."""
        return "" if value is None else showing.words.day(value)

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show as 2027-03-08."""
        return "" if value is None else value.isoformat()

    def plain(self, value: datetime.date) -> str:
        """Return 2027-03-08."""
        return value.isoformat()

    def value(self, plain: str) -> datetime.date:
        """Read 2027-03-08."""
        return datetime.date.fromisoformat(plain)

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse a future day where none can be."""
        if value is not None and not self.future and value > now.date():
            return [Problem(N_("“{label}” may not be in the future").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> datetime.date:  # noqa: ARG002
        """Return a day in March 2027."""
        return datetime.date(2027, 3, rng.randint(1, 20))
