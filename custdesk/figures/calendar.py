"""What is due on which day: duties of section 5, what every visible record owes, and the reminders (R-003, R-010)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from custdesk.figures.obligations import Obligation, duties_of, instances, waivers, walk
from custdesk.language import N_, Text
from custdesk.record import AnyRecord
from custdesk.rules import obligations as rules
from custdesk.rules.periods import due_day, end_of_day, is_late, remind_on
from custdesk.settings import Settings
from custdesk.store.reader import Hit, Reader
from custdesk.store.settings_then import SettingsThen, began_on
from custdesk.store.store import Store
from custdesk.workflow import Facts

REMINDER: Final = "reminder"
AHEAD: Final = datetime.timedelta(days=15)  # a reminder never lies further before its due day
MOST: Final = 5_000


class DeskLike(Protocol):
    """What the calendar asks of the open office."""

    store: Store

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    def now(self) -> datetime.datetime:
        """Return office time."""

    def read(self) -> Reader:
        """Return the reading door of the person at the desk."""

    def facts(self, record_id: int | None = None) -> Facts:
        """Return what duties may ask."""


class DueThing(Struct, frozen=True):
    """One thing of one day.

    `state` is one of upcoming, due, overdue, done_on_time, done_late, not_applicable, waived, or reminder: the same
    thing shown once more on the working day before (then `due_at` is still the due moment). A duty has `duty` and
    `period_first`; `form` is where its record is begun when `record_id` is None.
    """

    day: datetime.date
    due_at: datetime.datetime | None
    label: Text | str
    detail: Text | str
    state: str
    rule: str = ""
    record_id: int | None = None
    form: str = ""
    duty: str = ""
    period_first: datetime.date | None = None


def due_things(desk: DeskLike, first: datetime.date, last: datetime.date) -> list[DueThing]:
    """Return everything due or reminded from the first day to the last, in the order of days and due moments.

    A record that is the evidence of a duty is shown once, as the duty; what it owes on another day still is (R-088).
    """
    reader, facts, forms = desk.read(), desk.facts(), desk.store.forms
    duties = instances(
        duties_of(forms.values()), first, last, facts, waived=waivers(facts), since=began_on(desk.store.database),
        then=SettingsThen(desk.store.database, desk.settings).on,
    )  # fmt: skip
    evidence = set(walk(duties))
    visible = {hit.id for hit in reader.records_as_hits(list(evidence))} if evidence else set()
    found = [thing for one in duties for thing in _of_duty(one, visible)]
    same = {(record_id, one.due_at) for one in duties for record_id in one.judged.records}
    for hit in _owed(reader, first, last):
        if (hit.id, hit.due_at) not in same:
            found += _of_record(hit, forms, desk.now(), desk.settings)
    shown = [thing for thing in found if first <= thing.day <= last]
    return sorted(shown, key=_order)


def _order(thing: DueThing) -> tuple[datetime.date, datetime.datetime, str, int]:
    return thing.day, thing.due_at or datetime.datetime.max, thing.duty or thing.form, thing.record_id or 0


def _of_duty(one: Obligation, visible: Iterable[int]) -> list[DueThing]:
    known = set(visible)
    record = next((found for found in one.judged.records if found in known), None)
    missing = one.why_not if one.state == rules.NOT_APPLICABLE else one.judged.missing
    detail = one.period.name
    if missing is not None and missing.msgid and one.state not in (rules.DONE_ON_TIME, rules.DONE_LATE):
        detail = N_("{period}: {missing}").having(period=one.period.name, missing=missing)
    thing = DueThing(
        due_day(one.due_at), one.due_at, one.duty.label, detail, one.state, one.duty.rule, record,
        one.form if one.duty.start is not None else "", one.duty.key, one.period.first,
    )  # fmt: skip
    return _with_reminder(thing, one.remind_on)


def _with_reminder(thing: DueThing, remind: datetime.date) -> list[DueThing]:
    """Show what is still open on the day of its reminder too, where that is another day (R-003)."""
    if remind >= thing.day or thing.state not in (rules.UPCOMING, rules.DUE, rules.OVERDUE):
        return [thing]
    return [thing, replace(thing, day=remind, state=REMINDER)]


def _owed(reader: Reader, first: datetime.date, last: datetime.date) -> list[Hit]:
    """Return the visible records that owe something in the days given, or a little later for their reminders."""
    start = datetime.datetime.combine(first, datetime.time())
    bounds = (start, end_of_day(last + AHEAD))
    where = 'h."due_at" IS NOT NULL AND h."due_at" > ? AND h."due_at" <= ?'
    said = tuple(one.isoformat(timespec="minutes") for one in bounds)
    return reader.hits(where, said, 'h."due_at", h."id"', MOST)


def _of_record(
    hit: Hit, forms: Mapping[str, AnyRecord], now: datetime.datetime, settings: Settings
) -> list[DueThing]:
    if hit.due_at is None or hit.form not in forms:
        return []
    form = forms[hit.form].form
    day, late = due_day(hit.due_at), is_late(now, hit.due_at)
    begun = hit.happened_at.date() if hit.happened_at else None
    remind = remind_on(day, settings, not_before=begun)
    state = rules.OVERDUE if late else rules.DUE if now.date() >= min(remind, day) else rules.UPCOMING
    owed = form.flow.owing.get(hit.state) or form.flow.states.get(hit.state) or form.title
    detail = N_("{owed}: {line}").having(owed=owed, line=hit.line) if hit.line else owed
    thing = DueThing(day, hit.due_at, hit.number or form.title, detail, state, "", hit.id, hit.form)
    return _with_reminder(thing, remind)
