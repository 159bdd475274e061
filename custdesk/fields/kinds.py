"""What every field kind shares: label, three forms of a value, who sees it."""

from __future__ import annotations

import datetime
import enum
import itertools
import random
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

import peewee
from msgspec import Struct, field

from custdesk.language import N_, Text, Words
from custdesk.problem import Problem


class Sight(enum.Enum):
    """Who sees a value: everyone; masked until revealed (R-011); or stewards and above only (domain 1.6)."""

    SHOWN = "shown"
    MASKED = "masked"
    STEWARDS = "stewards"


class Masked(str):
    """A value this reader may not see in full, as it may be shown: 138****5678. Saving it changes nothing."""

    __slots__ = ()


PLACES: Final = itertools.count()  # fields, lines and shown values stand in the order they are declared
NOW: Final = "now"  # default: the moment the form is opened
USER: Final = "user"  # default: the person at the desk


class Showing(Struct, frozen=True):
    """How to show values: the reader's words, and the names of linked records by id."""

    words: Words
    names: Mapping[int, str] = field(default_factory=dict)


class Inherited(peewee.Field):
    """A field whose heirs share what was said of it: peewee gives each of a model's heirs a copy, label and all."""

    def __deepcopy__(self, memo: object) -> Inherited:
        """Return a field of its own for another model."""
        made: Inherited = object.__new__(type(self))
        vars(made).update(vars(self))
        return made


class Kind(Inherited):
    """What every kind shares: label, whether it must be filled, default, sight.

    `by(values, before, facts)` computes the value in the writer when one of `inputs` changed; nobody types it
    then. `or_else` fills it in the same way, but only while it is empty.
    `stepped`: set by a step of the flow, never typed. `stays_open`: may change after the record is frozen (it is not printed content).
    """

    form_name: ClassVar[str] = "text"

    def __init__(
        self,
        label: Text,
        *,
        required: bool = False,
        default: object = None,
        sight: Sight = Sight.SHOWN,
        hint: Text | None = None,
        future: bool = True,
        stays_open: bool = False,
        stepped: bool = False,
        by: Callable[..., Any] | None = None,
        or_else: Callable[..., Any] | None = None,
        inputs: tuple[str, ...] = (),
        **storage: Any,
    ) -> None:
        super().__init__(null=True, **storage)
        self.place = next(PLACES)
        self.label = label
        self.required = required
        self.preset = default
        self.sight = sight
        self.hint = hint
        self.future = future
        self.stays_open = stays_open
        self.stepped = stepped
        self.by = by
        self.or_else = or_else
        self.inputs = inputs

    def read(self, text: str, now: datetime.datetime, words: Words) -> Any:  # noqa: ARG002
        """Turn typed text into the value; empty text is None. Raises Unreadable."""
        return text.strip() or None

    def show(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show a value in a list, on a form, on paper."""
        return "" if value is None else str(value)

    def edit(self, value: Any, showing: Showing) -> str:
        """Show a value as text that `read` turns back into the same value."""
        return self.show(value, showing)

    def plain(self, value: Any) -> Any:
        """Return the JSON-plain form that SQLite, trail and drafts keep."""
        return value

    def value(self, plain: Any) -> Any:
        """Return the Python value of a plain form."""
        return plain

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Find what is wrong with a value by itself."""
        if value is None and self.required and self.by is None:
            return [Problem(N_("Fill in “{label}”").having(label=self.label), self.name)]
        if isinstance(value, datetime.datetime) and not self.future and value > now:
            return [Problem(N_("“{label}” may not be in the future").having(label=self.label), self.name)]
        return []

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> Any:
        """Make a believable value for tests; `pool` holds ids of existing records by form key."""
        raise NotImplementedError

    def db_value(self, value: Any) -> Any:
        """Return what SQLite keeps."""
        return None if value is None else self.plain(value)

    def python_value(self, value: Any) -> Any:
        """Return the value of what SQLite keeps."""
        return None if value is None else self.value(value)


NAMES: Final = ("王秀兰", "马建国", "欧阳春晓", "李雷", "陈㛃", "周堃")


class Line_(Kind):  # noqa: N801 - ShortText reads better in records; this is its storage
    """Storage of text."""

    field_type = "TEXT"
