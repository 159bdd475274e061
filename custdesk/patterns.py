"""Regular expressions that are compiled when they are first asked: a dozen of them take 10 ms, mostly for nobody."""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern; its methods are taken over one by one, each when it is first called."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self._text), name)
        setattr(self, name, found)
        return found


def pattern(text: str) -> re.Pattern[str]:
    """Return a regular expression; a mistake in it shows when it is first used."""
    return cast("re.Pattern[str]", _Late(text))
