"""What a flow is: states, steps, what each needs, guards and effects. Described here, done by the store."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct, field

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.settings import Settings

Values = Mapping[str, Any]


class User(Struct, frozen=True):
    """The person at the desk: id of the staff record, name and role (domain 1.1)."""

    id: int | None
    name: str
    role: str

    def __str__(self) -> str:
        return self.name


class Seen(Struct, frozen=True):
    """Another record as a guard or an effect may see it."""

    id: int
    form: str
    number: str
    state: str
    values: Values
    open: bool = True  # something is still to be done, by the form's own filter


class Facts(Protocol):
    """What a guard or an effect may ask besides the values; the store implements it."""

    @property
    def now(self) -> datetime.datetime:
        """The moment of the write, in office time."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    @property
    def user(self) -> User:
        """Who acts."""

    @property
    def record_id(self) -> int | None:
        """The record acted on; None before its first save."""

    @property
    def began_on(self) -> datetime.date | None:
        """The day of the store's first line: what was due before it is no duty of this office (section 5)."""

    def linked(self, record_id: int) -> Seen | None:
        """Return the record a link points to."""

    def referring(self, record_id: int, form: str, *, voided: bool = False) -> Sequence[Seen]:
        """Return the records of a form that link to this one; voided ones only when asked for."""

    def in_state(self, form: str, state: str) -> Sequence[Seen]:
        """Return the newest records of a form in a state, fifty at most."""

    def dated(
        self,
        form: str,
        name: str,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Sequence[Seen]:
        """Return the records of a form whose own day or moment lies in [since, until), voided ones left out."""

    def waiting(self, form: str, name: str, states: Sequence[str]) -> Sequence[Seen]:
        """Return the records of a form in one of these states whose field is empty."""

    def columns(
        self,
        form: str,
        names: Sequence[str],
        *,
        days: Sequence[str] = (),
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        states: Sequence[str] = (),
        linking: Sequence[int] = (),
        ids: Sequence[int] = (),
    ) -> Sequence[Values]:
        """Return a few columns of many records, to be counted: no lines, no files, voided ones left out, each once, by id.

        Those of which any of `days` lies in [since, until), those in one of `states`, those that link to any of
        `linking`, those with one of `ids`.
        """

    def above(self, record_id: int) -> Seen | None:
        """Return the record this one hangs on by its form's chain."""

    def hanging(self, record_id: int) -> Sequence[Seen]:
        """Return the records whose form's chain leads to this one, voided ones too."""

    def open_matters(self, staff_id: int) -> Sequence[Seen]:
        """Return the matters somebody answers for and that are still open, whatever their form."""

    def staff(self, staff_id: int) -> User | None:
        """Return a person of the office."""

    def staff_names(self) -> Sequence[str]:
        """Return the names of everybody who has an open account."""


class Save(Struct, frozen=True):
    """An effect: create or change a record of a form."""

    form: str
    values: Values
    record_id: int | None = None


class Apply(Struct, frozen=True):
    """An effect: take a step of a record's flow."""

    record_id: int
    step: str
    values: Values = field(default_factory=dict)
    reason: str = ""


Effect = Save | Apply
Guard = Callable[[Values, Facts], list[Problem]]
Who = Callable[[Values, Facts], list[Problem]]


def nobody_in_particular(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Let anyone at the desk do it."""
    return []


def only(*roles: str) -> Who:
    """Let only these roles do it."""

    def check(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
        if facts.user.role in roles:
            return []
        return [Problem(N_("This is for another role; ask the supervisor or the manager"))]

    return check


class Step(Struct, frozen=True):
    """One way from a state to the next.

    `needs`: fields that must be filled; `asks`: fields the step itself sets, also on a frozen record;
    `guard`: further problems; `then`: effects in the same transaction; `reason`: a reason must be given.
    `end`: the state it leads to is an end of the flow.
    """

    name: str
    label: Text
    sources: tuple[str, ...]
    target: str
    who: Who = nobody_in_particular
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    guard: Guard | None = None
    then: Callable[[Values, Facts], Sequence[Effect]] | None = None
    sets: Callable[[Values, Facts], Values] | None = None
    reason: bool = False
    rule: str = ""
    auto: bool = False  # taken by the store as an effect of another record's step, not offered as a button
    at: Callable[[Values], datetime.datetime | None] | None = None  # taken by the clock when this has come


class Flow(Struct, frozen=True):
    """The life cycle of a record: its states in order, where it starts, and the steps."""

    start: str
    states: Mapping[str, Text]
    steps: tuple[Step, ...] = ()
    ends: frozenset[str] = frozenset()
    owing: Mapping[str, Text] = field(
        default_factory=dict
    )  # what is owed in a state, where its name does not say it
    aside: frozenset[str] = frozenset(
        {"voided"}
    )  # states off the usual way, shown only when they are the present one

    def step(self, name: str) -> Step:
        """Return a step by its name. Raises KeyError."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def leaving(self, state: str) -> tuple[Step, ...]:
        """Return the steps a person may try from a state."""
        return tuple(step for step in self.steps if state in step.sources and not step.auto and not step.at)


def void_step(*sources: str, who: Who) -> Step:
    """The step that voids a record with a reason; its number stays spent and listed (R-008)."""
    return Step("void", N_("Void"), sources, "voided", who=who, reason=True)
