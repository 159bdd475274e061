"""The half-written form: takes anything, keeps what could not be read, and never loses a word."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from msgspec import Struct, field

from custdesk.errors import Unreadable
from custdesk.fields import NOW, USER, Kind, Link, Masked, Said
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.record import (
    COMMON,
    AnyRecord,
    Check,
    Lines,
    Need,
    Shown,
    columns_of,
    described,
    filled,
    header_kinds,
    label_of,
    lines_of,
    needed,
)
from custdesk.workflow import Facts, Values


def plain_values(record: AnyRecord, values: Values) -> dict[str, Any]:
    """Return the JSON-plain form of a record's own values; empty ones are left out."""
    ways, plain = plain_ways(record), {}
    for name, value in values.items():
        if name in ways and (value or filled(value)):
            way = ways[name]
            if type(value) is Masked:
                plain[name] = _plain_mask(value)
            else:
                plain[name] = value if way is None else way(value)
    return plain


@cache
def plain_ways(record: AnyRecord) -> Mapping[str, Callable[[Any], Any] | None]:
    """Return how each field that is kept is made plain, by name; None: it is plain. Each save and keystroke asks."""
    ways = {name: way_of(kind) for name, kind in columns_of(record).items()}
    lines = {name: partial(_plain_lines, thing) for name, thing in lines_of(record).items()}
    return dict(sorted({**ways, **lines, **dict.fromkeys(COMMON)}.items()))


@cache
def way_of(kind: Kind) -> Callable[[Any], Any] | None:
    """Return how a field's value is made plain; None: it is plain."""
    if type(kind).plain is Kind.plain:
        return None
    return lru_cache(maxsize=256)(kind.plain) if isinstance(kind, Said) else kind.plain  # many say the same


def values_of_plain(record: AnyRecord, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Python values of a plain form; fields this version does not know are ignored."""
    values: dict[str, Any] = {name: plain[name] for name in COMMON if name in plain}
    for name, thing in described(record).items():
        if name not in plain:
            continue
        if isinstance(thing, Lines):
            kinds = thing.line.kinds()
            values[name] = tuple(
                {part: _value(kinds[part], given) for part, given in row.items() if part in kinds}
                for row in plain[name]
            )
        elif isinstance(thing, Kind):
            values[name] = _value(thing, plain[name])
    return values


def _plain(kind: Kind, value: Any) -> Any:
    return _plain_mask(value) if isinstance(value, Masked) else kind.plain(value)


def _plain_mask(value: Masked) -> dict[str, str]:
    return {"masked": str(value)}


def _value(kind: Kind, plain: Any) -> Any:
    if isinstance(plain, dict) and "masked" in plain:
        return Masked(plain["masked"])
    return kind.value(plain)


def _plain_lines(thing: Lines, rows: Any) -> list[dict[str, Any]]:
    kinds = thing.line.kinds()
    return [
        {name: _plain(kind, row[name]) for name, kind in kinds.items() if filled(row.get(name))}
        for row in rows
    ]


class Draft(Struct):
    """A form being filled in: `base` is what it looked like when opened, `values` what it says now.

    `texts` keeps what was typed and could not be read, by path ("phone", "extensions.0.told_at").
    """

    record: AnyRecord
    values: dict[str, Any]
    base: dict[str, Any]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    record_id: int | None = None
    revision: int = 0
    user_id: int | None = None
    texts: dict[str, str] = field(default_factory=dict)
    unread: dict[str, Text] = field(default_factory=dict)
    link_back: tuple[int, str, str] | None = None  # (record, field, step) of the record this one is made from
    correction: str = ""  # the reason, when a frozen record is corrected
    number: str = ""  # of a pre-numbered sheet filled in by hand, whose words this form takes over

    def type(self, path: str, text: str, now: datetime.datetime, words: Words) -> None:
        """Take typed text for a field or a line's field; what cannot be read stays as text with its problem."""
        kind = self._kind(path)
        try:
            value = kind.read(text, now, words)
        except Unreadable as trouble:
            self.texts[path] = text
            self.unread[path] = trouble.text
            return
        self.put(path, value)

    def put(self, path: str, value: Any) -> None:
        """Take a value for a field or a line's field."""
        self.texts.pop(path, None)
        self.unread.pop(path, None)
        name, _dot, rest = path.partition(".")
        if not rest:
            self.values[name] = value
            return
        place, part = rest.split(".")
        rows = [dict(row) for row in self.values.get(name) or ()]
        while len(rows) <= int(place):
            rows.append({})
        rows[int(place)][part] = value
        self.values[name] = tuple(rows)

    def drop_line(self, name: str, place: int) -> None:
        """Forget unread text of a line that goes, and move that of the lines below up by one."""
        for kept in (self.texts, self.unread):
            moved: dict[str, Any] = {}
            for path, said in kept.items():
                parts = path.split(".")
                if len(parts) == 3 and parts[0] == name and int(parts[1]) >= place:
                    if int(parts[1]) > place:
                        moved[f"{name}.{int(parts[1]) - 1}.{parts[2]}"] = said
                else:
                    moved[path] = said
            kept.clear()
            kept.update(moved)

    def text(self, path: str) -> str | None:
        """Return the text typed for a field when it could not be read."""
        return self.texts.get(path)

    def changes(self) -> dict[str, Any]:
        """Return the fields whose value differs from what the form looked like when opened."""
        old = self.base.get
        return {
            name: value
            for name, value in self.values.items()
            if value is not (was := old(name)) and not isinstance(value, Masked) and _differs(value, was)
        }

    @property
    def dirty(self) -> bool:
        """Tell whether anything was typed that is not saved."""
        return bool(self.texts or self.changes())

    def problems(self, facts: Facts) -> list[Problem]:
        """Return what stands in the way of a save, unreadable text first."""
        found = [Problem(text, path) for path, text in self.unread.items()]
        bad = {problem.field for problem in found}
        values = {**self.values, "id": self.record_id}
        others = check(self.record, values, {} if self.record_id is None else self.base, facts)
        return found + [problem for problem in others if problem.field not in bad]

    def plain(self) -> dict[str, Any]:
        """Return what the drafts' file keeps."""
        return {
            "values": plain_values(self.record, self.values),
            "base": plain_values(self.record, self.base),
            "texts": self.texts,
            "link_back": self.link_back,
            "correction": self.correction,
            **({"number": self.number} if self.number else {}),
        }

    def take_plain(self, plain: Mapping[str, Any], now: datetime.datetime, words: Words) -> None:
        """Fill the draft from what the drafts' file kept; unread text gets its problem again."""
        self.values = values_of_plain(self.record, plain["values"])
        self.base = values_of_plain(self.record, plain["base"])
        for name in self.base:  # an emptied box is kept by its absence
            self.values.setdefault(name, None)
        self.link_back = tuple(plain["link_back"]) if plain.get("link_back") else None
        self.correction = plain.get("correction", "")
        self.number = plain.get("number", "")
        for path, text in plain["texts"].items():
            self.type(path, text, now, words)

    def show_beside(self, seen: Values) -> None:
        """Take over what is only shown, which no file keeps: values of linked records, values computed when looked at."""
        for name, thing in described(self.record).items():
            if isinstance(thing, Shown) and name in seen:
                self.values.setdefault(name, seen[name])
                self.base.setdefault(name, seen[name])

    def rebase(self, values: Values, revision: int) -> None:
        """Put what was typed here on top of what the store holds now, after a conflict was decided."""
        mine = self.changes()
        for name in set(mine) & {name for name, one in lines_of(self.record).items() if one.line.append_only}:
            here, old, now = (tuple(one.get(name) or ()) for one in (mine, self.base, values))
            if here != now and here[: len(old)] == old:
                mine[name] = (*now, *here[len(old) :])  # what both added stays
        self.base = dict(values)
        self.values = {**values, **mine}
        self.revision = revision

    def _kind(self, path: str) -> Kind:
        name, _dot, rest = path.partition(".")
        thing = described(self.record).get(name)
        if isinstance(thing, Lines) and rest:
            return thing.line.kinds()[rest.split(".")[1]]
        if isinstance(thing, Kind):
            return thing
        return header_kinds()[name]


def _differs(value: Any, base: Any) -> bool:
    return (value if filled(value) else None) != (base if filled(base) else None)


def blank(record: AnyRecord, facts: Facts, **given: Any) -> Draft:
    """Open an empty form with its defaults; `given` values come from the record it is made from."""
    values: dict[str, Any] = {}
    for name, kind in columns_of(record).items():
        preset = kind.preset
        if preset is None:
            continue
        if preset == NOW:
            values[name] = facts.now.replace(second=0, microsecond=0)
        elif preset == USER:
            values[name] = facts.user.id if isinstance(kind, Link) and facts.user.id else facts.user.name
        else:
            values[name] = preset(values, facts) if callable(preset) else preset
    return Draft(record, {**values, **given}, base=values, user_id=facts.user.id)


def check(record: AnyRecord, values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Return everything a save must hear: required fields, each kind's check, the form's rules.

    `before` is what was stored; {} for a new record.
    """
    found: list[Problem] = []
    for name, kind in _judged(record):
        value = values.get(name)
        if (value is None and not kind.required) or isinstance(value, Masked):
            continue
        if value is not None and before and value == before.get(name):
            continue  # judged when it was written: a clock set back since makes nothing wrong
        found += kind.check(value, facts.now)
    for name, lines in lines_of(record).items():
        if (rows := values.get(name)) or lines.required:
            found += _check_lines(name, lines, rows or (), before.get(name) or (), facts)
    for rule in record.form.checks:
        if isinstance(rule, Check):
            found += rule.by(values, before, facts)
        elif not filled(values.get(rule.field)) and rule.when(values):
            found.append(_missing(record, rule))
    return found


@cache
def _judged(record: AnyRecord) -> tuple[tuple[str, Kind], ...]:
    """Return the fields a person fills in: what the program computes is not held against her."""
    return tuple((name, kind) for name, kind in columns_of(record).items() if kind.by is None)


def _missing(record: AnyRecord, rule: Need) -> Problem:
    text = rule.text or N_("Fill in “{label}”").having(label=label_of(record, rule.field))
    return Problem(text, rule.field, rule.rule)


def _check_lines(name: str, lines: Lines, rows: Any, before: Any, facts: Facts) -> list[Problem]:
    found = []
    if lines.required and not rows:
        found.append(Problem(N_("Fill in “{label}”").having(label=lines.label), name))
    for place, row in enumerate(rows):
        if row in before or not any(filled(value) for value in row.values()):
            continue  # judged when it was written; an empty row is dropped when saved
        for part, kind in lines.line.kinds().items():
            found += [
                Problem(problem.text, f"{name}.{place}.{part}", problem.rule, problem.grave)
                for problem in kind.check(row.get(part), facts.now)
            ]
    return found


def ready(record: AnyRecord, step_name: str, values: Values, facts: Facts, reason: str = "") -> list[Problem]:
    """Return why a step cannot be taken now; empty when it can. The same list greys the button."""
    step = record.form.flow.step(step_name)
    if values.get("state") not in step.sources:
        return [Problem(N_("Not possible in this state"))]
    found = list(step.who(values, facts))
    found += needed(record, step.needs, values)
    if step.guard is not None:
        found += step.guard(values, facts)
    if step.reason and not reason:
        found.append(Problem(N_("Give the reason"), "reason", grave=False))
    return found
