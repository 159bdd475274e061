"""The settings of an earlier day, and the day the store began, read from the trail (R-012, section 5)."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from custdesk.errors import Unreadable
from custdesk.rules.periods import ONE_DAY
from custdesk.settings import DECLARED, Settings
from custdesk.store.trail import Executes


def began_on(database: Executes) -> datetime.date | None:
    """Return the day of the first trail line: what was due before it was never this store's; None while empty."""
    row = database.execute_sql('SELECT "at" FROM "trail" ORDER BY "seq" LIMIT 1').fetchone()
    return datetime.datetime.fromisoformat(row[0]).date() if row else None


class SettingsThen:
    """The settings in force at the beginning of any day; changes are read once, the newest first."""

    def __init__(self, database: Executes, settings: Settings) -> None:
        self._now = settings
        self._began = began_on(database)
        self._changes: Sequence[tuple[str, str]] = database.execute_sql(
            'SELECT t."at", p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq"'
            ' WHERE t."what" = \'setting\' ORDER BY t."seq" DESC'
        ).fetchall()
        self._known: dict[int, Settings] = {}

    def on(self, day: datetime.date) -> Settings:
        """Return the settings as they stood at 00:00 of a day; what was set on the store's first day always counts."""
        first = day if self._began is None else max(day, self._began + ONE_DAY)
        start = datetime.datetime.combine(first, datetime.time()).isoformat(timespec="minutes")
        since = [body for at, body in self._changes if at >= start]
        if len(since) not in self._known:
            self._known[len(since)] = self._undone(since)
        return self._known[len(since)]

    def _undone(self, bodies: Sequence[str]) -> Settings:
        stored = dict(self._now.plain())
        for body in bodies:
            said: dict[str, Any] = json.loads(body)
            if said["name"] not in DECLARED:
                continue
            if said["old"] is None:
                stored.pop(said["name"], None)
            else:
                stored[said["name"]] = said["old"]
        try:
            return Settings(stored)
        except Unreadable:
            return self._now  # a value of then that no longer exists
