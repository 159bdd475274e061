"""What all binders share: the header row, lines, links, attachments, and the declaration of a form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import peewee

from custdesk.errors import Problem
from custdesk.fields import PLACES, Due, Kind, Line_, Link, Masked, Moment, Note, Number, ShortText, Showing
from custdesk.language import N_, Text
from custdesk.settings import Settings
from custdesk.sheet import Column, ListSheet, Sheet
from custdesk.workflow import Facts, Flow, Values

VOIDED = "voided"


class Header(peewee.Model):
    """The row every record has: what workbench, room card, trail, links and search point to.

    Its format is written down in docs/architecture.md and does not change.
    """

    form = Line_(N_("Form"))
    number = ShortText(N_("Number"))
    series = Line_(N_("Series"))  # PREFIX-YYYY
    serial = Number(N_("Serial"))
    old_number = ShortText(N_("Old number"))
    state = Line_(N_("State"))
    revision = Number(N_("Revision"))
    edition = Number(N_("Edition"))
    happened_at = Moment(N_("Happened"))
    unit = Link(N_("Unit"), "unit", free=True)
    responsible = Link(N_("Responsible"), "staff", free=True)
    due_at = Due(N_("Due"))
    line = ShortText(N_("In one line"))
    visibility = Line_(N_("Hidden from"))
    created_at = Moment(N_("Created"))
    created_by = Link(N_("Created by"), "staff")
    state_changed_at = Moment(N_("State since"))
    frozen_at = Moment(N_("Frozen since"))
    void_reason = ShortText(N_("Reason for voiding"))
    paper_location = ShortText(N_("Filed at"), stays_open=True)
    note = Note(N_("Remark"), lines=2, stays_open=True)
    salt = Line_(N_("Salt"))

    class Meta:
        """The header table."""

        table_name = "header"
        legacy_table_names = False


COMMON = ("paper_location", "note")  # header fields a person fills in on every form


class Line(peewee.Model):
    """A row of a child table: saved and audited with its record."""

    record = peewee.ForeignKeyField(Header, column_name="record", on_delete="RESTRICT", backref=None)
    position = peewee.IntegerField()
    append_only: ClassVar[bool] = False

    def __init_subclass__(cls, *, append_only: bool = False, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.append_only = append_only

    class Meta:
        """Names come from the subclass."""

        legacy_table_names = False

    @classmethod
    def kinds(cls) -> Mapping[str, Kind]:
        """Return the line's own fields, in the order of the form."""
        return _line_kinds(cls)


class Lines:
    """A field that holds lines; its value is a tuple of mappings."""

    by = None
    form_name = "lines"

    def __init__(
        self, line: type[Line], label: Text, *, stays_open: bool = False, required: bool = False
    ) -> None:
        self.line = line
        self.label = label
        self.stays_open = stays_open
        self.required = required
        self.name = ""
        self.place = next(PLACES)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name


class Shown:
    """A value computed when looked at and never stored: `by(values, now, settings)`, shown as `kind`."""

    def __init__(self, kind: Kind, by: Callable[[Values, datetime.datetime, Any], Any]) -> None:
        self.kind = kind
        self.label = kind.label
        self.by = by
        self.name = ""
        self.place = next(PLACES)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.kind.name = name


@dataclass(frozen=True)
class Need:
    """A save needs this field when the condition holds."""

    field: str
    when: Callable[[Values], bool]
    rule: str = ""
    text: Text | None = None


@dataclass(frozen=True)
class Check:
    """A save runs this rule on the values, what was stored before ({} for a new one) and the facts."""

    by: Callable[[Values, Values, Facts], list[Problem]]
    rule: str = ""


@dataclass(frozen=True)
class Filter:
    """A one-key view of a list; what it keeps must pass every test given."""

    name: str
    label: Text
    states: tuple[str, ...] = ()
    overdue: bool = False
    today: bool = False
    empty: tuple[str, ...] = ()  # own fields that are all empty
    owed: bool = False  # something is owed until a date


@dataclass(frozen=True)
class Create:
    """A button that makes another record from this one and links both: the values the new one starts with."""

    form: str
    label: Text
    values: Callable[[Values, int], dict[str, Any]]
    states: tuple[str, ...] = ()
    link: str = ""  # the field of this record that will point to the new one, if it has one
    step: str = ""  # the step of this record that follows


@dataclass(frozen=True)
class Form:
    """Everything about a record that is not a field.

    `happened`, `unit` and `responsible` name the fields the header repeats, `summary` those of its one line of
    text; `owes` tells until when something must be done about it; `frozen` when content is locked; `hidden_from`
    who may not see it, as ",staff:12,role:office_manager," (domain 1.6).
    """

    number: str
    key: str
    title: Text
    tab: Text
    happened: str
    columns: tuple[Column, ...]
    summary: tuple[str, ...]
    flow: Flow
    prefix: str = ""
    code: str = ""
    unit: str = ""
    responsible: tuple[str, ...] = ()  # fields that name who answers for it, the first that is filled counts
    what_kind: str = (
        ""  # the choice that says of what kind the matter is: repeats of a room are counted by it
    )
    owes: Callable[[str, Values, Settings], datetime.datetime | None] = lambda state, values, settings: None
    desk_only: tuple[tuple[Text, tuple[str, ...]], ...] = ()
    sheets: tuple[Sheet, ...] = ()
    lists: tuple[ListSheet, ...] = ()
    checks: tuple[Need | Check, ...] = ()
    filters: tuple[Filter, ...] = ()
    creates: tuple[Create, ...] = ()
    frozen: Callable[[str, Values], bool] = lambda state, values: False
    hidden_from: Callable[[Values], str] = lambda values: ""
    printable: Callable[[str, Values], list[Problem]] = lambda state, values: []
    notices: Callable[[Values, Facts], list[Problem]] = (
        lambda values, facts: []
    )  # reminders shown on the form
    register: bool = False  # rooms, people, staff: no number of their own, not a matter of the day
    order: str = ""  # the field its list is sorted by at first; empty = the newest first
    unique: str = ""  # the field no two records that count may share

    def is_open(self, state: str) -> bool:
        """Tell whether something is still to be done in a state: by the form's own filter of what is open."""
        for wanted in self.filters:
            if wanted.name == "open":
                return state in wanted.states
        return state not in self.flow.ends


class Record(peewee.Model):
    """One form of the office. A subclass declares fields and a `form`; it never saves itself."""

    id = peewee.ForeignKeyField(
        Header, column_name="id", primary_key=True, on_delete="RESTRICT", backref=None, object_id_name="id_"
    )
    form: ClassVar[Form]

    class Meta:
        """Names come from the subclass."""

        legacy_table_names = False


AnyRecord = type[Record]
Described = Kind | Lines | Shown


def _ordered(model: type[peewee.Model]) -> Iterator[tuple[str, Described]]:
    found: list[tuple[int, str, Described]] = [
        (kind.place, name, kind) for name, kind in model._meta.fields.items() if isinstance(kind, Kind)
    ]
    seen = set(model._meta.fields)
    for owner in model.__mro__:
        for name, thing in vars(owner).items():
            if isinstance(thing, Lines | Shown) and name not in seen:
                found.append((thing.place, name, thing))
                seen.add(name)
    return iter((name, thing) for _place, name, thing in sorted(found, key=lambda entry: entry[0]))


@cache
def _line_kinds(line: type[Line]) -> Mapping[str, Kind]:
    return {name: kind for name, kind in _ordered(line) if isinstance(kind, Kind)}


@cache
def described(record: AnyRecord) -> Mapping[str, Described]:
    """Return every declared field of a record, in the order of the form; lines and shown values included."""
    return dict(_ordered(record))


@cache
def columns_of(record: AnyRecord) -> Mapping[str, Kind]:
    """Return the fields with a column of their own."""
    return {name: thing for name, thing in described(record).items() if isinstance(thing, Kind)}


@cache
def lines_of(record: AnyRecord) -> Mapping[str, Lines]:
    """Return the fields that hold lines."""
    return {name: thing for name, thing in described(record).items() if isinstance(thing, Lines)}


@cache
def shown_of(record: AnyRecord) -> Mapping[str, Shown]:
    """Return the values computed when looked at."""
    return {name: thing for name, thing in described(record).items() if isinstance(thing, Shown)}


@cache
def header_kinds() -> Mapping[str, Kind]:
    """Return the header's fields."""
    return {name: kind for name, kind in Header._meta.fields.items() if isinstance(kind, Kind)}


def thing_named(record: AnyRecord, name: str) -> Described:
    """Return the field of that name, the record's own or the header's. Raises KeyError."""
    own = described(record)
    return own[name] if name in own else header_kinds()[name]


def kind_named(record: AnyRecord, name: str) -> Kind:
    """Return the kind that shows a field which is no table. Raises KeyError, TypeError for lines."""
    thing = thing_named(record, name)
    if isinstance(thing, Shown):
        return thing.kind
    if isinstance(thing, Lines):
        raise TypeError(name)
    return thing


def label_of(record: AnyRecord, name: str) -> Text:
    """Return a field's label."""
    return thing_named(record, name).label


def filled(value: Any) -> bool:
    """Tell whether a box holds anything; no is an answer, an empty list is not."""
    return value is not None and value not in ("", ())


def needed(record: AnyRecord, names: Sequence[str], values: Values) -> list[Problem]:
    """Return a problem for each of the named fields that is empty."""
    return [
        Problem(N_("Fill in “{label}”").having(label=label_of(record, name)), name)
        for name in names
        if not filled(values.get(name))
    ]


def show_field(record: AnyRecord, name: str, values: Values, showing: Showing) -> str:
    """Show one field of a record as text; lines are joined, one a row."""
    thing = thing_named(record, name)
    if isinstance(thing, Lines):
        return "\n".join(
            " ".join(
                filter(None, (kind.show(row.get(part), showing) for part, kind in thing.line.kinds().items()))
            )
            for row in values.get(name) or ()
        )
    if name == "state" and isinstance(values.get("state"), str):
        label = record.form.flow.states.get(values["state"])
        return showing.words(label) if label else str(values["state"])
    kind = thing.kind if isinstance(thing, Shown) else thing
    value = values.get(name)
    return str(value) if isinstance(value, Masked) else kind.show(value, showing)
