"""What a duty of section 5 is: a form declares the dated duties its records are evidence of.

    Form(..., duties=(Duty("complaint_summary", N_("Complaint summary"), "R-057", "month", due, judge),))

Whether a duty is done is derived from the records, never ticked. States, reminders and lateness are found by
`custdesk.rules.obligations`; `custdesk.figures.obligations` asks every form of the binders.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from custdesk.language import Text
from custdesk.rules.periods import Period
from custdesk.settings import Settings
from custdesk.workflow import Facts

EVERY: Final = ("day", "week", "month", "quarter", "half_year", "year")


class Judged(Struct, frozen=True):
    """What the records of one period say of a duty.

    `done_at`: when it was done, by the event date of the rule (`held_at`, `published_at`), not by typing time;
    None while it is not done. A bare day is in time through its 24:00.
    `missing`: what is still wanted, shown while it is not done ("evidence missing").
    `applies`: False where there was nothing to do in this period (no orders finished), `why_not` says why.
    `records`: the evidence, done or begun; the first one is opened.
    `due_at`: where the due moment of this one follows from the evidence ("with publication"), else the duty's.
    """

    done_at: datetime.date | None = None
    missing: Text | None = None
    applies: bool = True
    why_not: Text | None = None
    records: tuple[int, ...] = ()
    due_at: datetime.datetime | None = None


class Duty(Struct, frozen=True):
    """A duty that comes back every period (section 5).

    `every` is one of EVERY; the period is the one the duty is *about* (the summary of February), whose due date
    may lie after it. `due(period, settings)` is the due moment, a due day as its 24:00 (`periods.by_day_after_month`,
    `periods.end_of_day`); None: not owed under these settings. `judge(period, facts)` asks the records.
    `who` are the roles it falls to; `start(period)` gives the values a new record of the form begins with.
    `applies(period, settings)` says why the duty does not apply, None when it does; its settings are those in
    force when the period began, so that a switch counts from the next period on (R-012).
    `moves`: its due moment may follow from the evidence (`Judged.due_at`), up to two months from the usual one.
    """

    key: str
    label: Text
    rule: str
    every: str
    due: Callable[[Period, Settings], datetime.datetime | None]
    judge: Callable[[Period, Facts], Judged]
    who: tuple[str, ...] = ()
    start: Callable[[Period], Mapping[str, Any]] | None = None
    applies: Callable[[Period, Settings], Text | None] | None = None
    moves: bool = False
