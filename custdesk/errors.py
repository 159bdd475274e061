"""Expected trouble; everything else that goes wrong is a bug."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Final

from custdesk.language import N_, Text
from custdesk.patience import still_held

LONGEST_PATH: Final = 259  # what Windows takes without being told otherwise
TOO_LONG: Final = 206  # Windows' own number for it


class KnownError(Exception):
    """Expected trouble: a sentence for the person at the desk, and the way out of it.

    `text` says what happened, `way_out` what to do now. Nothing is lost when one is raised.
    """

    def __init__(self, text: Text, way_out: Text | None = None) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.way_out = way_out


class AlreadyOpen(KnownError):
    """Another desk has this store open: of this account, or of another one on this computer."""


def held_file(trouble: OSError, place: Path) -> KnownError | None:
    """Return the sentence for a file that another program still holds after some seconds; None for other trouble.

    `place` is named where the trouble names no file.
    """
    if not still_held(trouble):
        return None
    name = Path(str(trouble.filename2 or trouble.filename or place)).name
    return KnownError(
        N_("Another program holds {file}; it was not changed").having(file=name),
        N_("Close the program that has it open, or wait until the virus scanner is done, then try again"),
    )


class Unreadable(ValueError):
    """What was typed cannot be read as this kind of value; says what would be readable."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


def too_long(trouble: OSError, *, windows: bool = sys.platform == "win32") -> bool:
    """Tell whether a path was refused for its length; Windows often says only that it finds no such path."""
    if trouble.errno == errno.ENAMETOOLONG or getattr(trouble, "winerror", None) == TOO_LONG:
        return True
    named = (trouble.filename, trouble.filename2)
    return windows and any(isinstance(path, str) and len(path) > LONGEST_PATH for path in named)


def reason_of(trouble: OSError, *, windows: bool = sys.platform == "win32") -> Text | str:
    """Say why the system refused a file: that its path is too long, else in the system's own words."""
    if too_long(trouble, windows=windows):
        return N_("its path is too long")
    return trouble.strerror or str(trouble)
