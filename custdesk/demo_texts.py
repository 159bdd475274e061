"""Believable words of ten years at the front desk, the same for the same chance: names, rooms, sentences. All invented.

The words lie in resources/samples/demo.json.
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from custdesk.resources import resource

LETTERS: Final = "ABCDEFGHJK"
DIGITS: Final = "0123456789"
DOUBLE: Final = 0.01  # of the surnames have two characters


class Teller:
    """Tells what people say; two tellers with the same chance say the same."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words: dict[str, Any] = json.loads(resource("samples/demo.json").read_text(encoding="utf-8"))
        self._random = chance.random

    def pick(self, words: Sequence[str]) -> str:
        """Return one of some words."""
        return words[int(self._random() * len(words))]

    def one(self, kind: str) -> str:
        """Return one of the words of a kind, as `demo.json` has them."""
        return self.pick(self.words[kind])

    def name(self) -> str:
        """Return a name of two or three characters, rarely of four."""
        surname = self.one("double") if self._random() < DOUBLE else self.one("surnames")
        return surname + self.one("given") + (self.one("given") if self._random() < 0.75 else "")

    def phone(self) -> str:
        """Return a number of a range that no network gives out (0000 after the first three)."""
        return f"1{self.pick('358')}{self.pick(DIGITS)}0000{int(self._random() * 10_000):04d}"

    def fault(self) -> str:
        """Return what is broken where, since when, and what is wanted."""
        said = f"{self.one('places')}{self.one('parts')}{self.one('faults')}，{self.one('since')}"
        return f"{said}，{self.one('wishes')}。" if self._random() < 0.6 else f"{said}。"

    def grievance(self) -> str:
        """Return what somebody is not content with."""
        if self._random() < 0.35:
            return self.fault()
        said = self.words["grievance"].format(
            matter=self.one("matters"), since=self.one("since"), wish=self.one("wishes")
        )
        more = self.one("more")
        if "{" in more:
            more = more.format(
                few=int(self._random() * 30) + 1, many=int(self._random() * 9000) + 1000, letter=self.pick(LETTERS),
                hour=int(self._random() * 12) + 8,
            )  # fmt: skip
        return str(said + more)

    def question(self) -> str:
        """Return what somebody asks."""
        if self._random() < 0.3:
            said = self.words["of"].format(
                place=self.one("places"), part=self.one("parts"), asked=self.one("asked")
            )
        else:
            said = self.words["question"].format(matter=self.one("matters"), asked=self.one("asked"))
        return str(said)

    def several(self, say: Callable[[], str], most: int) -> str:
        """Return one to so many sentences."""
        return "".join(say() for _ in range(1 + int(self._random() * most)))

    def done(self) -> str:
        """Return what was done."""
        return f"{self.one('done')}，{self.one('done')}。"

    def found(self) -> str:
        """Return what a look at the place found."""
        return f"{self.one('places')}{self.one('found')}"

    def materials(self) -> str:
        """Return what was used up."""
        return f"{self.one('materials')}{int(self._random() * 4) + 1}{self.words['pieces']}"

    def theme(self, on: datetime.date) -> str:
        """Return what an event is about."""
        return f"{on.year} {self.one('themes')}"
