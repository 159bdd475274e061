"""Field kinds: peewee fields that also know their label and how to read, show, check and sample a value.

To add a kind: write the class here and its editor in `ui/binder/editors.py`; the contract test finds what is
missing. A value has three forms: the Python value, the plain one (what SQLite, JSON, trail and drafts keep)
and the text (typed and shown).
"""

from __future__ import annotations

import datetime
import enum
import itertools
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import peewee

from custdesk.errors import Problem, Unreadable
from custdesk.language import N_, Text, Words
from custdesk.rules import typed


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


@dataclass(frozen=True)
class Showing:
    """How to show values: the reader's words, and the names of linked records by id."""

    words: Words
    names: Mapping[int, str] = field(default_factory=dict)


class Kind(peewee.Field):
    """What every kind shares: label, whether it must be filled, default, sight.

    `by(values, before, facts)` computes the value in the writer when one of `inputs` changed; nobody types it
    then. `or_else` fills it in the same way, but only while it is empty.
    `stays_open`: may change after the record is frozen (it is not printed content).
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


SENTENCES: Final = (
    "卫生间顶板漏水，请尽快查看",
    "电梯异响三天",
    "楼道灯不亮",
    "装修噪音影响休息",
    "保安态度生硬",
)
NAMES: Final = ("王秀兰", "马建国", "欧阳春晓", "李雷", "陈㛃", "周堃")


class Line_(Kind):  # noqa: N801 - ShortText reads better in records; this is its storage
    """Storage of text."""

    field_type = "TEXT"


class ShortText(Line_):
    """One line of text."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> str | None:  # noqa: ARG002
        """Keep the words, drop the line breaks."""
        return " ".join(text.split("\n")).strip() or None

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> str:  # noqa: ARG002
        """Return a name."""
        return rng.choice(NAMES)


class Note(Line_):
    """Several lines of text; `lines` is the height of its box."""

    def __init__(self, label: Text, *, lines: int = 3, **more: Any) -> None:
        super().__init__(label, **more)
        self.lines = lines

    def read(self, text: str, now: datetime.datetime, words: Words) -> str | None:  # noqa: ARG002
        """Keep line breaks; trim the ends."""
        return text.replace("\r\n", "\n").replace("\u2029", "\n").strip() or None

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> str:  # noqa: ARG002
        """Return a sentence or two."""
        return "\n".join(rng.sample(SENTENCES, rng.choice((1, 2))))


class Phone(Line_):
    """A telephone number."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> str | None:  # noqa: ARG002
        """Read digits in any width."""
        return typed.read_phone(text) if text.strip() else None

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> str:  # noqa: ARG002
        """Return a mobile number."""
        return f"13{rng.randrange(10**9):09d}"


class Moment(Line_):
    """Day and time in office time, to the minute."""

    due = False

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.datetime | None:  # noqa: ARG002
        """Read 10:05, 3-4 10:05, 昨天 20:15."""
        return typed.read_moment(text, now) if text.strip() else None

    def show(self, value: Any, showing: Showing) -> str:
        """Show to the minute, in the reader's language."""
        if not isinstance(value, datetime.datetime):
            return ""
        return showing.words.due(value) if self.due else showing.words.moment(value)

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show as 2027-03-08 10:05; a due day as the 24:00 of the day before."""
        if value is None:
            return ""
        if self.due and value.time() == datetime.time():
            return f"{value.date() - datetime.timedelta(days=1):%Y-%m-%d} 24:00"
        return f"{value:%Y-%m-%d %H:%M}"

    def plain(self, value: datetime.datetime) -> str:
        """Return 2027-03-08T10:05."""
        return value.isoformat(timespec="minutes")

    def value(self, plain: str) -> datetime.datetime:
        """Read 2027-03-08T10:05."""
        return datetime.datetime.fromisoformat(plain)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> datetime.datetime:  # noqa: ARG002
        """Return a moment in March 2027."""
        return datetime.datetime(2027, 3, rng.randint(1, 20), rng.randint(7, 21), rng.randint(0, 59))


class Due(Moment):
    """A due moment: a due day is kept as the next 00:00 and shown as 24:00."""

    due = True

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.datetime | None:  # noqa: ARG002
        """Read a moment; a bare day means its 24:00."""
        if not text.strip():
            return None
        try:
            day = typed.read_day(text, now.date())
        except Unreadable:
            return typed.read_moment(text, now)
        return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())


class Day(Line_):
    """A day."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> datetime.date | None:  # noqa: ARG002
        """Read 3-4, 0304, 今天."""
        return typed.read_day(text, now.date()) if text.strip() else None

    def show(self, value: Any, showing: Showing) -> str:
        """Show in the reader's language."""
        return "" if value is None else showing.words.day(value)

    def edit(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show as 2027-03-08."""
        return "" if value is None else value.isoformat()

    def plain(self, value: datetime.date) -> str:
        """Return 2027-03-08."""
        return value.isoformat()

    def value(self, plain: str) -> datetime.date:
        """Read 2027-03-08."""
        return datetime.date.fromisoformat(plain)

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse a future day where none can be."""
        if value is not None and not self.future and value > now.date():
            return [Problem(N_("“{label}” may not be in the future").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> datetime.date:  # noqa: ARG002
        """Return a day in March 2027."""
        return datetime.date(2027, 3, rng.randint(1, 20))


class Number(Kind):
    """A whole number."""

    field_type = "INTEGER"

    def read(self, text: str, now: datetime.datetime, words: Words) -> int | None:  # noqa: ARG002
        """Read digits in any width."""
        return typed.read_number(text) if text.strip() else None

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> int:  # noqa: ARG002
        """Return a small number."""
        return rng.randint(0, 99)


class Money(Number):
    """An amount, kept as whole fen."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> int | None:  # noqa: ARG002
        """Read yuan with up to two decimals."""
        return typed.read_money(text) if text.strip() else None

    def show(self, value: Any, showing: Showing) -> str:  # noqa: ARG002
        """Show yuan with two decimals."""
        if value is None:
            return ""
        return f"{'-' if value < 0 else ''}{abs(value) // 100:,}.{abs(value) % 100:02d}"


class YesNo(Kind):
    """Yes or no; a required one starts as no."""

    field_type = "INTEGER"

    def __init__(self, label: Text, *, required: bool = False, default: object = None, **more: Any) -> None:
        preset = False if required and default is None else default
        super().__init__(label, required=required, default=preset, **more)

    def read(self, text: str, now: datetime.datetime, words: Words) -> bool | None:  # noqa: ARG002
        """Read 是/否, y/n, 1/0 or a tick."""
        said = typed.narrow(text).lower()
        if not said:
            return None
        if said in {"是", "y", "yes", "1", "√", "true", "有"}:
            return True
        if said in {"否", "n", "no", "0", "×", "false", "无", "無"}:
            return False
        raise Unreadable(N_("“{typed}” is neither yes nor no").having(typed=text.strip()))

    def show(self, value: Any, showing: Showing) -> str:
        """Show 是 or 否."""
        return "" if value is None else showing.words(N_("Yes") if value else N_("No"))

    def value(self, plain: Any) -> bool:
        """SQLite keeps 0 and 1."""
        return bool(plain)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> bool:  # noqa: ARG002
        """Return either."""
        return rng.random() < 0.5


class Options(dict[str, Text]):
    """The answers of a choice: stored code -> label, in the order of the form."""

    def __init__(self, **labels: Text) -> None:
        super().__init__(labels)


class Choice(Line_):
    """One answer out of some; the code is stored, the label never."""

    def __init__(self, label: Text, options: Mapping[str, Text], **more: Any) -> None:
        super().__init__(label, **more)
        self.options = options

    def read(self, text: str, now: datetime.datetime, words: Words) -> str | None:  # noqa: ARG002
        """Read a code, a label, the beginning of a label, or the answer's place (1 = the first)."""
        said = typed.narrow(text)
        if not said:
            return None
        codes = list(self.options)
        if said.isdigit() and 1 <= int(said) <= len(codes):
            return codes[int(said) - 1]
        for code in codes:
            if said in (code, typed.narrow(words(self.options[code]))):
                return code
        begun = [code for code in codes if typed.narrow(words(self.options[code])).startswith(said)]
        if len(begun) == 1:
            return begun[0]
        labels = " / ".join(words(label) for label in self.options.values())
        raise Unreadable(
            N_("“{typed}” is none of the answers: {labels}").having(typed=text.strip(), labels=labels)
        )

    def show(self, value: Any, showing: Showing) -> str:
        """Show the label; a code no longer offered is shown as it is."""
        if value is None:
            return ""
        return showing.words(self.options[value]) if value in self.options else str(value)

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse a code that is not offered."""
        if value is not None and value not in self.options:
            return [Problem(N_("Choose “{label}” from the list").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> str:  # noqa: ARG002
        """Return one of the codes."""
        return rng.choice(list(self.options))


class Choices(Choice):
    """Several answers out of some, kept in the order of the options."""

    def read(self, text: str, now: datetime.datetime, words: Words) -> Any:
        """Read answers parted by comma, 、 or space."""
        found = set()
        for part in typed.narrow(text).replace("、", ",").replace(";", ",").split(","):
            try:
                found.add(super().read(part, now, words))
            except Unreadable:  # labels may hold blanks, and blanks may part answers
                found |= {super(Choices, self).read(word, now, words) for word in part.split()}
        return tuple(code for code in self.options if code in found) or None

    def show(self, value: Any, showing: Showing) -> str:
        """Show the labels, parted by 、."""
        return "、".join(super(Choices, self).show(code, showing) for code in value or ())

    def plain(self, value: Any) -> str:
        """Return the codes parted by commas."""
        return ",".join(value)

    def value(self, plain: str) -> Any:
        """Return the tuple of codes."""
        return tuple(plain.split(","))

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse codes that are not offered."""
        unknown = [code for code in value or () if code not in self.options]
        return super().check(unknown[0] if unknown else (value[0] if value else None), now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> Any:  # noqa: ARG002
        """Return one or two of the codes."""
        chosen = rng.sample(list(self.options), min(2, len(self.options)))
        return tuple(code for code in self.options if code in chosen)


class Link(Kind):
    """Another record, by its id. `targets` are form keys; with `free` a name may stand where no record does."""

    field_type = ""  # no affinity: an id stays a number, a free name stays text

    def __init__(self, label: Text, *targets: str, free: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.targets = targets
        self.free = free

    def read(self, text: str, now: datetime.datetime, words: Words) -> Any:  # noqa: ARG002
        """Keep a free name; which record is meant is found by the reader, not here."""
        said = text.strip()
        if said and not self.free:
            raise Unreadable(N_("No such record: “{typed}”").having(typed=said))
        return said or None

    def show(self, value: Any, showing: Showing) -> str:
        """Show the linked record's name, or the free text."""
        if isinstance(value, int):
            return showing.names.get(value, f"#{value}")
        return "" if value is None else str(value)

    def check(self, value: Any, now: datetime.datetime) -> list[Problem]:
        """Refuse free text where a record must be chosen."""
        if isinstance(value, str) and not self.free and not isinstance(value, Masked):
            return [Problem(N_("Choose “{label}” from the list").having(label=self.label), self.name)]
        return super().check(value, now)

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> Any:
        """Return an existing record of the kind, a name, or nothing."""
        ids = [record for target in self.targets for record in pool.get(target, ())]
        if ids:
            return rng.choice(ids)
        return rng.choice(NAMES) if self.free else None


class Said(Line_):
    """A sentence the program computed (why a date is what it is), kept so that it can be said in any language."""

    def show(self, value: Any, showing: Showing) -> str:
        """Say it in the reader's language."""
        return "" if value is None else showing.words(value)

    def plain(self, value: Text) -> str:
        """Return message, context and values as JSON."""
        kept = [[name, _said_plain(part)] for name, part in value.values]
        return json.dumps([value.msgid, value.context, kept], ensure_ascii=False)

    def value(self, plain: str) -> Text:
        """Return the untranslated message."""
        msgid, context, values = json.loads(plain)
        return Text(msgid, context, tuple((name, _said_value(part)) for name, part in values))

    def sample(self, rng: random.Random, pool: Mapping[str, list[int]]) -> Text:  # noqa: ARG002
        """Return a message."""
        return N_("Yes")


def _said_plain(part: object) -> object:
    if isinstance(part, datetime.datetime):
        return {"moment": part.isoformat(timespec="minutes")}
    if isinstance(part, datetime.date):
        return {"day": part.isoformat()}
    if isinstance(part, Text):
        return {"text": Said.plain(Said.__new__(Said), part)}
    return part


def _said_value(part: object) -> object:
    if not isinstance(part, dict):
        return part
    if "moment" in part:
        return datetime.datetime.fromisoformat(part["moment"])
    if "day" in part:
        return datetime.date.fromisoformat(part["day"])
    return Said.value(Said.__new__(Said), part["text"])
