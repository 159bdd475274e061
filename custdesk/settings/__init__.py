"""The office's settings, declared as data: name, kind, default, label and the rule that reads them.

Storage keeps only JSON-plain values (yes/no, whole number, text, lists); `Settings` turns them into
what the rules read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from custdesk.errors import Unreadable
from custdesk.problem import Problem
from custdesk.settings.kinds import HOLIDAY, WORKING_WEEKEND, Holiday
from custdesk.settings.table import DECLARED, Setting

__all__ = ["DECLARED", "HOLIDAY", "WORKING_WEEKEND", "Holiday", "Setting", "Settings"]


@dataclass(frozen=True, slots=True, init=False, eq=False)
class Settings(Mapping[str, object]):
    """The settings in force: an immutable mapping over every declared name.

    Built from the JSON-plain values that differ from the defaults. Values come out ready for the
    rules: lists as tuples, days of the year as (month, day), the holiday table as tuple of Holiday.
    An unknown name raises KeyError, a value its kind refuses raises Unreadable.
    """

    _stored: Mapping[str, object] = field(repr=True)
    _ready: Mapping[str, object] = field(repr=False)

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        stored = dict(values or {})
        for name, value in stored.items():
            for problem in self.check(name, value):
                raise Unreadable(problem.text)
        ready = {
            name: setting.kind.ready(stored.get(name, setting.default)) for name, setting in DECLARED.items()
        }
        object.__setattr__(self, "_stored", MappingProxyType(stored))
        object.__setattr__(self, "_ready", MappingProxyType(ready))

    def __getitem__(self, name: str) -> object:
        return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ready)

    def __len__(self) -> int:
        return len(self._ready)

    def number(self, name: str) -> int:
        """Return a whole-number setting."""
        value = self[name]
        assert isinstance(value, int), name
        return value

    def text(self, name: str) -> str:
        """Return a text setting or the code of a choice."""
        value = self[name]
        assert isinstance(value, str), name
        return value

    def holidays(self) -> tuple[Holiday, ...]:
        """Return the holiday table in order of date (R-003)."""
        value = self["holiday_table"]
        assert isinstance(value, tuple)
        return value

    @staticmethod
    def read(name: str, text: str) -> object:
        """Return the JSON-plain value of what was typed for a setting; raises Unreadable, KeyError."""
        return DECLARED[name].kind.read(text)

    @staticmethod
    def check(name: str, value: object) -> list[Problem]:
        """Return what is wrong with a JSON-plain value of a setting; raises KeyError."""
        return DECLARED[name].check(value)

    def having(self, name: str, value: object) -> Settings:
        """Return the same settings with one JSON-plain value changed; raises as the constructor does."""
        return Settings({**self._stored, name: value})

    def plain(self) -> dict[str, object]:
        """Return what storage keeps: the JSON-plain values that were given."""
        return dict(self._stored)
