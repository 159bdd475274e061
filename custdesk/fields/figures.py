"""Numbers, amounts, yes and no."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any

from custdesk.errors import Unreadable
from custdesk.fields.kinds import Kind, Showing
from custdesk.language import N_, Text, Words
from custdesk.rules import typed


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
