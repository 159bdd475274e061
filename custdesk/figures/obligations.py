"""Dated instances of every duty the forms declare, judged by what the records say (section 5, R-012)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from custdesk.language import Text, Words
from custdesk.obligation import Duty, Judged
from custdesk.record import AnyRecord
from custdesk.records.waiver import key_of
from custdesk.rules import obligations as rules
from custdesk.rules.periods import Period, due_day
from custdesk.rules.shares import Share
from custdesk.settings import Settings
from custdesk.workflow import Facts

#: how far from its usual due day a duty may come to be due by its evidence ("with publication")
MOVED: Final = datetime.timedelta(days=62)


class Obligation(Struct, frozen=True):
    """One duty of one period: when it is due, when it is reminded, how it stands."""

    duty: Duty
    form: str
    period: Period
    due_at: datetime.datetime
    remind_on: datetime.date
    state: str
    judged: Judged
    why_not: Text | None = None


def duties_of(forms: Iterable[AnyRecord]) -> list[tuple[str, Duty]]:
    """Return every duty with the key of the form that declares it, in the order of the binders."""
    return [(record.form.key, duty) for record in forms for duty in record.form.duties]


def instances(
    duties: Iterable[tuple[str, Duty]],
    first: datetime.date,
    last: datetime.date,
    facts: Facts,
    *,
    waived: Collection[str] = (),
    since: datetime.date | None = None,
    then: Callable[[datetime.date], Settings] | None = None,
) -> list[Obligation]:
    """Return the obligations whose due day or reminder lies in [first, last], by due moment (section 5).

    `waived` holds `waiver.key_of` of what the manager waived; what was due before `since`, the store's first day, or is
    about a period that was over by then, is no duty of this office: a new one owes nothing yet; `then` gives the settings in force on a day, by which `Duty.applies` is asked for the
    day the period began: a switch counts from the next period on (9.4 no. 5).
    """
    found: list[Obligation] = []
    for form, duty in duties:
        reach = MOVED if duty.moves else datetime.timedelta()
        for period, due_at in rules.periods_due(
            duty.every, duty.due, first - reach, last + reach, facts.settings
        ):
            if rules.is_owed(period, due_at, since):
                one = judged(duty, form, period, due_at, facts, waived=waived, then=then)
                if not duty.moves or _lies_in(one, first, last):
                    found.append(one)
    return sorted(found, key=lambda one: (one.due_at, one.duty.key))


def _lies_in(one: Obligation, first: datetime.date, last: datetime.date) -> bool:
    """Tell whether an obligation is due or reminded in the days asked, by the due moment its evidence gave it."""
    day = due_day(one.due_at)
    return first <= day and min(day, one.remind_on) <= last


def judged(
    duty: Duty,
    form: str,
    period: Period,
    due_at: datetime.datetime,
    facts: Facts,
    *,
    waived: Collection[str] = (),
    then: Callable[[datetime.date], Settings] | None = None,
) -> Obligation:
    """Judge one duty of one period; that there was nothing to do is known only when the period is over."""
    settings = facts.settings
    why_not = duty.applies(period, then(period.first) if then else settings) if duty.applies else None
    said = Judged(applies=False) if why_not is not None else duty.judge(period, facts)
    if why_not is None and not said.applies and facts.now >= period.end:
        why_not = said.why_not or Text("")
    due_at = said.due_at or due_at
    unshifted = duty.due(period, rules.unshifted(settings)) if said.due_at is None else due_at
    remind = rules.reminder(period, unshifted, settings)
    state = rules.state_of(
        due_at, remind, facts.now, said.done_at, applies=why_not is None,
        waived=key_of(duty.key, period.first) in waived,
    )  # fmt: skip
    return Obligation(duty, form, period, due_at, remind, state, said, why_not)


def duty_named(forms: Iterable[AnyRecord], key: str) -> Duty:
    """Return a duty by its key. Raises KeyError."""
    for _form, duty in duties_of(forms):
        if duty.key == key:
            return duty
    raise KeyError(key)


def begun(forms: Iterable[AnyRecord], key: str, period_first: datetime.date | None) -> Mapping[str, Any]:
    """Return what the record a duty wants begins with; {} where it is not about a period."""
    if period_first is None or not key:
        return {}
    duty = duty_named(forms, key)
    return duty.start(rules.period_of(duty.every, period_first)) if duty.start else {}


def waiving(
    forms: Iterable[AnyRecord], key: str, period_first: datetime.date | None, words: Words
) -> Mapping[str, Any]:
    """Return what the waiver of a duty's period begins with: everything but the reason (1.5)."""
    if period_first is None:
        return {"duty": key}
    duty = duty_named(forms, key)
    period = rules.period_of(duty.every, period_first)
    return {
        "duty": key,
        "period_first": period.first,
        "duty_name": f"{words(duty.label)} {words(period.name)}",
    }


def waivers(facts: Facts) -> frozenset[str]:
    """Return the keys of what the manager waived."""
    return frozenset(
        str(one["waived_key"]) for one in facts.columns("waiver", ("waived_key",), states=("active",))
    )


def on_time(found: Iterable[Obligation]) -> Share:
    """Return F-23, the obligations on time; its members are places in the list given."""
    return rules.on_time_share(one.state for one in found)


def walk(found: Iterable[Obligation]) -> Iterator[int]:
    """Return the ids of all evidence."""
    for one in found:
        yield from one.judged.records
