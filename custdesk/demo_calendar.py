"""When work comes to a front desk: more every year, by month, weekday and hour."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

YEARS: Final = 10
DAY: Final = datetime.timedelta(days=1)
LATELY: Final = 10  # days before today whose matters may still be under way
BUSY: Final = 160  # come in those days at least, if the office has that many
GROWTH: Final = 2.6  # the last year has so many times the work of the first
#: rain and air conditioners in summer, few at the spring festival
MONTHS: Final = (0.95, 0.70, 0.95, 1.0, 1.05, 1.15, 1.25, 1.25, 1.1, 0.95, 0.9, 0.95)
WEEKDAYS: Final = (1.2, 1.08, 1.02, 1.0, 1.04, 0.95, 0.8)
HOURS: Final = (
    0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.8, 2.0, 4.5, 6.5, 6.5, 4.8, 2.6, 3.0, 4.6, 4.8, 4.6, 4.4, 4.6, 4.8, 3.8, 2.4, 1.2, 0.5,
)  # fmt: skip
_HOURS_SO_FAR: Final = tuple(accumulate(HOURS))


class Calendar:
    """The days of ten years up to today."""

    def __init__(self, today: datetime.datetime) -> None:
        self.today = today
        last = today.date()
        first = last.replace(year=last.year - YEARS, day=min(last.day, 28))
        self.days = [first + DAY * place for place in range((last - first).days + 1)]
        whole = len(self.days)
        self._weights = [
            (1 + (GROWTH - 1) * place / whole) * MONTHS[day.month - 1] * WEEKDAYS[day.weekday()]
            for place, day in enumerate(self.days)
        ]

    @property
    def begun(self) -> datetime.datetime:
        """The first morning."""
        return datetime.datetime.combine(self.days[0], datetime.time(7))

    def shares(self, total: int) -> Iterator[tuple[datetime.date, int]]:
        """Return each day with how many of the total have come by its end.

        The last weeks of a small office are busier than its years: a desk without open matters shows nothing.
        """
        before, lately = sum(self._weights[:-LATELY]), sum(self._weights[-LATELY:])
        wanted = min(BUSY, total // 8)
        more = max(1.0, before * wanted / max(1, total - wanted) / lately)
        so_far, whole = 0.0, before + lately * more
        for place, day in enumerate(self.days):
            so_far += self._weights[place] * (more if place >= len(self.days) - LATELY else 1)
            yield day, total if day is self.days[-1] else round(total * so_far / whole)

    def moments(self, day: datetime.date, chance: random.Random) -> Iterator[datetime.datetime]:
        """Return moments of a day without end; they come in no order, none is past today."""
        midnight = datetime.datetime.combine(day, datetime.time())
        most = min(24 * 60, int((self.today - midnight).total_seconds() // 60)) - 1
        while True:
            (hour,) = chance.choices(range(24), cum_weights=_HOURS_SO_FAR)
            minute = hour * 60 + int(chance.random() * 60)
            yield midnight + datetime.timedelta(
                minutes=minute if minute <= most else max(0, most * minute // 1440)
            )
