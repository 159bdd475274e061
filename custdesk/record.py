"""What all binders share: the header row, lines, links, attachments, and the declaration of a form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

import peewee
from msgspec import Struct

from custdesk.fields import PLACES, Due, Kind, Line_, Link, Masked, Moment, Note, Number, ShortText, Showing
from custdesk.fields.links import HeaderLink, Position
from custdesk.language import N_, Text
from custdesk.obligation import Duty
from custdesk.problem import Problem
from custdesk.rules.privacy import LineVeil
from custdesk.settings import Settings
from custdesk.sheet import Column, ListSheet, Sheet
from custdesk.workflow import Effect, Facts, Flow, Values

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


LINE_NUMBER = N_("No.", "line")


class Line(peewee.Model):
    """A row of a child table: saved and audited with its record."""

    record = HeaderLink(Header, column_name="record")
    position = Position()
    append_only: ClassVar[bool] = False
    numbered: ClassVar[bool] = False  # each line is shown and printed with its place, by which others name it

    def __init_subclass__(cls, **said: Any) -> None:
        for nature in said.keys() & {"append_only", "numbered"}:  # what is not said is inherited
            setattr(cls, nature, said.pop(nature))
        super().__init_subclass__(**said)

    class Meta:
        """Names come from the subclass."""

        legacy_table_names = False

    @classmethod
    def kinds(cls) -> Mapping[str, Kind]:
        """Return the line's own fields, in the order of the form."""
        return _line_kinds(cls)


class Lines:
    """A field that holds lines; its value is a tuple of mappings. `by` computes them, as a kind's does.

    `veil`: what a line about a record keeps for whoever may not see that; its words are not searched (R-064).
    """

    form_name = "lines"

    def __init__(
        self,
        line: type[Line],
        label: Text,
        *,
        stays_open: bool = False,
        required: bool = False,
        by: Callable[..., Any] | None = None,
        inputs: tuple[str, ...] = (),
        veil: LineVeil | None = None,
    ) -> None:
        self.line = line
        self.label = label
        self.stays_open = stays_open
        self.required = required
        self.by = by
        self.inputs, self.veil = inputs, veil
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


class Through(Shown):
    """A value of the record that the link `via` leads to: shown, printed and frozen with this one, never stored.

    Empty where the link leads to a record of another form, or to one this reader may not see. `also`: the fields
    that hold the same of the other forms the link may lead to; they are shown, and guarded, as the first is.
    """

    def __init__(self, via: str, kind: Kind, label: Text | None = None, also: tuple[Kind, ...] = ()) -> None:
        super().__init__(kind, lambda values, now, settings: None)
        assert all(type(one) is type(kind) and one.sight is kind.sight for one in also), via
        self.via, self._also = via, also
        self.label = label or kind.label

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name  # the kind keeps the name it has in its own record

    @property
    def sources(self) -> Mapping[str, str]:
        """The field the value comes from, by the form the link leads to."""
        return {str(one.model.form.key): str(one.name) for one in (self.kind, *self._also)}


class Need(Struct, frozen=True):
    """A save needs this field when the condition holds."""

    field: str
    when: Callable[[Values], bool]
    rule: str = ""
    text: Text | None = None


class Check(Struct, frozen=True):
    """A save runs this rule on the values, what was stored before ({} for a new one) and the facts."""

    by: Callable[[Values, Values, Facts], list[Problem]]
    rule: str = ""


class Filter(Struct, frozen=True):
    """A one-key view of a list; what it keeps must pass every test given."""

    name: str
    label: Text
    states: tuple[str, ...] = ()
    overdue: bool = False
    today: bool = False
    empty: tuple[str, ...] = ()  # own fields that are all empty
    filled: tuple[str, ...] = ()  # own fields that are all filled
    equal: tuple[tuple[str, str], ...] = ()  # own fields that hold this code
    owed: bool = False  # something is owed until a date
    due_today: bool = False  # owed by the end of today, late or not
    bench: str = ""  # the section of the workbench it feeds, where its own name does not say it


class Create(Struct, frozen=True):
    """A button that makes another record from this one and links both: the values the new one starts with."""

    form: str
    label: Text
    values: Callable[[Values, int], dict[str, Any]]
    states: tuple[str, ...] = ()
    link: str = ""  # the field of this record that will point to the new one, if it has one
    step: str = ""  # the step of this record that follows
    ready: Callable[[Values], bool] = lambda values: True  # a further condition, besides the states
    kinds: tuple[
        str, ...
    ] = ()  # the kinds of matter (`Form.what_kind`) it is made of, the one it is meant for first


class Form(Struct, frozen=True):
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
    then: Callable[[Values, Values, Facts], Sequence[Effect]] = (
        lambda values, before, facts: ()
    )  # what every save brings with it, in the same act; `before` is {} for a new record
    shelf: str = ""  # the tab it lies on with others; none: a tab of its own
    chain: tuple[str, ...] = ()  # links that chain records: order, callback, rework, callback
    duties: tuple[Duty, ...] = ()  # what the office owes at fixed times and these records prove
    watch: Callable[[Facts], Sequence[Problem]] = (
        lambda facts: ()
    )  # what the form as a whole asks of the desk; the workbench lists it
    strip: Callable[[Facts, int], Sequence[Any]] | None = None  # a year's four quarters at a glance
    number_by: Callable[[Values, Facts], str] | None = None  # a number that follows from another record's
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

    id = HeaderLink(Header, column_name="id", primary_key=True, object_id_name="id_")
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
def through_of(record: AnyRecord) -> Mapping[str, Through]:
    """Return the values that come from linked records."""
    return {name: thing for name, thing in shown_of(record).items() if isinstance(thing, Through)}


@cache
def computed_of(record: AnyRecord) -> Mapping[str, Kind | Lines]:
    """Return the fields and lines that the writer computes."""
    stored: dict[str, Kind | Lines] = {**columns_of(record), **lines_of(record)}
    return {name: thing for name, thing in stored.items() if thing.by is not None}


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
