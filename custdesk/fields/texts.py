"""Words: one line, several lines, telephone numbers, and sentences the program computed."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Mapping
from typing import Any, Final

from custdesk.fields.kinds import NAMES, Line_, Showing
from custdesk.language import N_, Text, Words
from custdesk.rules import typed

SENTENCES: Final = (
    "卫生间顶板漏水，请尽快查看",
    "电梯异响三天",
    "楼道灯不亮",
    "装修噪音影响休息",
    "保安态度生硬",
)


class ShortText(Line_):
    """One line of text; `wide` where sentences are expected."""

    def __init__(self, label: Text, *, wide: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.wide = wide

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
