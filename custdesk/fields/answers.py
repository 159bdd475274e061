"""Choices: one answer of some, or several."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import Any

from custdesk.errors import Unreadable
from custdesk.fields.kinds import Line_, Showing
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.rules import typed


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
