"""Patience with files that another program holds for a moment: a virus scanner, a search indexer, a preview.

Windows refuses to replace or remove a file that somebody has open; a scanner lets go after a second or two. Other
systems do not refuse for that reason, so there nothing is tried twice.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

DENIED: Final = 5
#: Windows' own numbers: access denied (also said of a file being deleted), sharing violation, lock violation
HELD: Final = frozenset({DENIED, 32, 33})
SECONDS: Final = 4.0
AT_THE_DESK: Final = (
    1.0  # seconds, where the window waits for a file that a person named: often open in a viewer
)
PART: Final = ".custdesk-*.tmp"  # a file that is still written; a killed program leaves it
T = TypeVar("T")


def held(trouble: BaseException) -> bool:
    """Tell whether somebody else may be holding the file for a moment."""
    return getattr(trouble, "winerror", None) in HELD


def still_held(trouble: BaseException) -> bool:
    """Tell whether somebody else surely holds the file.

    "Access denied" is said of many things; of a file that takes another one's place it is said when that is open.
    """
    number, target = getattr(trouble, "winerror", None), getattr(trouble, "filename2", None)
    if number != DENIED:
        return number in HELD
    return target is not None and (
        not os.path.exists(target) or (os.path.isfile(target) and os.access(target, os.W_OK))  # noqa: PTH110, PTH113
    )


def patiently(act: Callable[[], T], *, seconds: float = SECONDS, pauses: Iterator[float] | None = None) -> T:
    """Do something to a file, again and again for some seconds while another program holds it. Raises OSError."""
    waiting = _pauses(seconds) if pauses is None else pauses
    while True:
        try:
            return act()
        except OSError as trouble:
            pause = next(waiting, None) if held(trouble) else None
            if pause is None:
                raise
            time.sleep(pause)


def _pauses(seconds: float) -> Iterator[float]:
    until, pause = time.monotonic() + (seconds if sys.platform == "win32" else 0), 0.05
    while time.monotonic() < until:
        yield pause
        pause = min(pause * 1.6, 0.6)


def put_in_place(source: Path, target: Path, *, seconds: float = SECONDS) -> None:
    """Give a finished file its name, in the place of one that may be there. Raises OSError."""
    patiently(lambda: os.replace(source, target), seconds=seconds)  # noqa: PTH105 - atomic, as its name says


@contextmanager
def whole(path: Path, *, seconds: float = SECONDS) -> Iterator[Path]:
    """Give the path at which a file is written; at the end it gets its name, after trouble nothing stays of it.

    What stood under that name stays until then. Raises OSError.
    """
    part = path.with_name(PART.replace("*", os.urandom(4).hex()))
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        put_in_place(part, path, seconds=seconds)
    except BaseException:
        with suppress(OSError):
            remove(part, missing_ok=True)
        raise


def write_whole(path: Path, content: bytes, *, seconds: float = SECONDS) -> None:
    """Write a file as a whole or not at all. Raises OSError."""
    with whole(path, seconds=seconds) as part, part.open("xb") as file:
        file.write(content)


def remove(path: Path, *, missing_ok: bool = False) -> None:
    """Remove a file. Raises OSError."""
    patiently(lambda: path.unlink(missing_ok=missing_ok))


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; what cannot be removed stays."""
    import shutil  # late: every start imports this module

    with suppress(OSError):  # some seconds for the whole, however many files are held
        patiently(lambda: shutil.rmtree(folder))
    shutil.rmtree(folder, ignore_errors=True)
