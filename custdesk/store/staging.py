"""What the bulk door is given: rows completed and checked outside the transaction, before the write lock is taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct, field

from custdesk.draft import check
from custdesk.errors import KnownError
from custdesk.fields import NOW, USER, Choice, Day, Due, Kind, Link, Moment
from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.record import AnyRecord, columns_of, filled
from custdesk.store.answers import Refused
from custdesk.store.deriving import tidied
from custdesk.store.facts import StoreFacts

Tell = Callable[[int, int], bool]  # how many rows are done, of how many; False asks to stop
AT_ONCE = 200  # rows between two words of how far it is


class Ref(Struct, frozen=True):
    """A link to another row of the same batch."""

    key: str


class Hung(Struct, frozen=True):
    """A file that hangs on a new record."""

    digest: str
    name: str
    kind: str
    size: int
    note: str = ""


class NewRow(Struct, frozen=True):
    """One record to write: values by field; `key` names it for the links of other rows of the batch.

    A value `Ref(key)` links to another row of the batch. `as_kept`: the row comes from an older book; nothing is
    presumed or computed for it, what the book does not say stays empty, and only what it says is checked.
    `line` is where the row stands in the list it comes from, for messages; 0: its place in the batch.
    `files` hang on it from the beginning; they lie in the folder already.
    """

    record: AnyRecord
    values: Mapping[str, Any]
    key: str = ""
    state: str = ""
    old_number: str = ""
    as_kept: bool = False
    line: int = 0
    files: tuple[Hung, ...] = ()


class Staged(Struct):
    """A row that may be written; the values are its own."""

    row: NewRow
    values: dict[str, Any]


class Batch(Struct):
    """What is to be written in one act: an import, a sample estate."""

    what: str
    rows: Sequence[NewRow]
    note: Mapping[str, Any] = field(default_factory=dict)

    def stage(self, facts: StoreFacts, tell: Tell | None = None) -> list[Staged]:
        """Complete and check every row before the write lock is taken. Raises Refused naming the rows."""
        staged, wrong = list[Staged](), list[tuple[int, Problem]]()
        kept: dict[AnyRecord, list[int]] = {}
        for place, row in enumerate(self.rows):
            if place % AT_ONCE == 0:
                say(tell, place, len(self.rows))
            one = Staged(row, tidied(row.record, row.values))
            staged.append(one)
            if row.as_kept:
                one.values["state"] = row.state or row.record.form.flow.start
                kept.setdefault(row.record, []).append(place)
            else:
                wrong += [(place, problem) for problem in _filled_wrong(one, facts)]
        for record, places in kept.items():
            wrong += _kept_wrong(record, places, [staged[place].values for place in places], facts.now)
        grave = [
            Problem(at_row(problem, self.rows[place].line or place + 1), problem.field, problem.rule)
            for place, problem in sorted(wrong, key=itemgetter(0))
            if problem.grave
        ]
        if grave:
            raise Refused(grave)
        return staged


def at_row(problem: Problem, place: int) -> Text:
    """Say in which row something is wrong."""
    return N_("Row {place}: {problem}").having(place=place, problem=problem.text)


def say(tell: Tell | None, done: int, total: int) -> None:
    """Tell how far it is. Raises KnownError when that asks to stop."""
    if tell is not None and not tell(done, total):
        raise KnownError(N_("Stopped; nothing was written"))


# -- a form filled in now --------------------------------------------------------------------------------------


def _filled_wrong(one: Staged, facts: StoreFacts) -> list[Problem]:
    """Complete a row, and return what a save would hear; a row it links to stands in its place meanwhile."""
    record, values = one.row.record, one.values
    links = {name: value for name, value in values.items() if type(value) is Ref}
    values |= {name: "…" if _free(record, name) else 0 for name in links}
    _complete(record, values, facts)
    values["state"] = one.row.state or record.form.flow.start
    found = check(record, values, {}, facts)
    values |= links
    return found


def _complete(record: AnyRecord, values: dict[str, Any], facts: StoreFacts) -> None:
    """Compute and preset what a form would, besides what only the person filling it in can know."""
    for name, kind in _completed(record).items():
        if kind.by is not None:
            said = kind.by(values, {}, facts)
            values[name] = said if filled(said) else None
        elif values.get(name) is not None:
            continue
        elif kind.or_else is not None:
            values[name] = kind.or_else(values, {}, facts)
        elif kind.preset is not None and not callable(kind.preset):
            values[name] = None if kind.preset in (NOW, USER) else kind.preset


@cache
def _completed(record: AnyRecord) -> Mapping[str, Kind]:
    kinds = columns_of(record).items()
    return {name: one for name, one in kinds if one.by or one.or_else or one.preset is not None}


def _free(record: AnyRecord, name: str) -> bool:
    kind = columns_of(record)[name]
    return isinstance(kind, Link) and kind.free


# -- rows of an older book -------------------------------------------------------------------------------------


def _kept_wrong(
    record: AnyRecord, places: Sequence[int], many: Sequence[Mapping[str, Any]], now: datetime.datetime
) -> list[tuple[int, Problem]]:
    """Return what is wrong with what an older book says, by place; what it does not say is not asked for."""
    found = []
    for name, (is_sound, judge) in _judged(record).items():
        column = [one.get(name) for one in many]
        if not is_sound(column, now):
            said = ((place, one) for place, one in zip(places, column, strict=True) if one is not None)
            found += [(place, problem) for place, one in said for problem in judge(one, now)]
    return found


@cache
def _judged(record: AnyRecord) -> Mapping[str, tuple[_Sound, _Judge]]:
    """Return the fields whose value by itself may be wrong: how to see that all are sound, how one is judged."""
    return {
        name: (_sound(kind), kind.check)
        for name, kind in columns_of(record).items()
        if type(kind).check is not Kind.check or not kind.future
    }


_Sound = Callable[[Sequence[Any], datetime.datetime], bool]
_Judge = Callable[[Any, datetime.datetime], list[Problem]]
_NONE: Final = frozenset({None})
_NO_KIND: Final = frozenset({type(None)})


def _sound(kind: Kind) -> _Sound:
    """Return how to see at once that no check of this kind refuses any of many values; what does not see it, judges."""
    if type(kind) is Choice:
        return lambda column, _now: set(column) <= kind.options.keys() | _NONE
    if type(kind) is Link:
        links = _NO_KIND | ({int, Ref, str} if kind.free else {int, Ref})
        return lambda column, _now: links.issuperset(map(type, column))
    if type(kind) in (Moment, Due):
        moments = _NO_KIND | {datetime.datetime}
        return lambda column, now: moments.issuperset(map(type, column)) and _latest(column, now) <= now
    if type(kind) is Day:
        days = _NO_KIND | {datetime.date}
        return lambda column, now: (
            days.issuperset(map(type, column)) and (kind.future or _latest(column, now.date()) <= now.date())
        )
    return lambda _column, _now: False


def _latest(column: Sequence[Any], day: datetime.date) -> datetime.date:
    return max(filter(None, column), default=day)
