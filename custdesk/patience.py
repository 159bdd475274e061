"""Patience with files that another program holds for a moment: a virus scanner, a search indexer, a preview.

Windows refuses to replace or remove a file that somebody has open; a scanner lets go after a second or two. Other
systems do not refuse for that reason, so there nothing is tried twice.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

#: Windows' own numbers: access denied (also said of a file being deleted), sharing violation, lock violation
HELD: Final = frozenset({5, 32, 33})
SECONDS: Final = 4.0
T = TypeVar("T")


def held(trouble: OSError) -> bool:
    """Tell whether somebody else may be holding the file for a moment."""
    return getattr(trouble, "winerror", None) in HELD


def patiently(act: Callable[[], T], *, pauses: Iterator[float] | None = None) -> T:
    """Do something to a file, again and again for some seconds while another program holds it. Raises OSError."""
    waiting = _pauses() if pauses is None else pauses
    while True:
        try:
            return act()
        except OSError as trouble:
            pause = next(waiting, None) if held(trouble) else None
            if pause is None:
                raise
            time.sleep(pause)


def _pauses() -> Iterator[float]:
    until, pause = time.monotonic() + (SECONDS if sys.platform == "win32" else 0), 0.05
    while time.monotonic() < until:
        yield pause
        pause = min(pause * 1.6, 0.6)


def put_in_place(source: Path, target: Path) -> None:
    """Give a finished file its name, in the place of one that may be there. Raises OSError."""
    patiently(lambda: os.replace(source, target))  # noqa: PTH105 - atomic, as its name says


def remove(path: Path, *, missing_ok: bool = False) -> None:
    """Remove a file. Raises OSError."""
    patiently(lambda: path.unlink(missing_ok=missing_ok))
