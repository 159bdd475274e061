"""Office time: UTC plus the office's fixed offset, naive, whatever zone the PC is set to."""

from __future__ import annotations

import datetime
from collections.abc import Callable

Clock = Callable[[], datetime.datetime]


class OfficeClock:
    """The clock handed down from the window or the command line."""

    def __init__(self, offset_hours: int = 8) -> None:
        self.offset = datetime.timedelta(hours=offset_hours)

    def __call__(self) -> datetime.datetime:
        """Return the office's wall clock."""
        return datetime.datetime.now(datetime.UTC).replace(tzinfo=None) + self.offset


def clock_trouble(now: datetime.datetime, last: str) -> bool:
    """Tell whether the clock stands before the last trail line, or more than a year after it (design, Time)."""
    if not last:
        return False
    before = datetime.datetime.fromisoformat(last)
    return now < before - datetime.timedelta(minutes=2) or now > before + datetime.timedelta(days=400)
