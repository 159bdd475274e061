"""Where things lie on this computer: the office's store, the practice store, the log; what was chosen is remembered."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final, NamedTuple

from custdesk.errors import KnownError, held_file, reason_of, too_long
from custdesk.language import N_, Text
from custdesk.patience import patiently, write_whole

APP: Final = "custdesk"
STORE_NAME: Final = "office.sqlite"
PORTABLE: Final = "custdesk-portable.txt"  # beside the program: everything stays in the folder beside it


class Sought(NamedTuple):
    """The store this computer works with: whether it is there and, where one was noted and is not, what to say."""

    path: Path
    there: bool
    notice: Text | None = None


class Places(NamedTuple):
    """The folder of this computer's user, and what lies in it; `portable`: beside the program, with its habits."""

    data: Path
    portable: bool = False

    @property
    def default_store(self) -> Path:
        """The store a new office gets unless it chooses another folder."""
        return self.data / STORE_NAME

    @property
    def practice(self) -> Path:
        """The practice estate: a store of its own."""
        return self.data / "practice" / STORE_NAME

    @property
    def logs(self) -> Path:
        """The folder of the program's own log."""
        return self.data / "log"

    @property
    def log(self) -> Path:
        """The log of the program's own mistakes; it holds no personal data."""
        return self.logs / "custdesk.log"

    @property
    def notes(self) -> Path:
        """The small file that remembers what was chosen on this computer."""
        return self.data / "this-computer.json"

    @property
    def habits(self) -> Path:
        """The small file of printers and watched folders, where the program is portable."""
        return self.data / "habits.ini"

    @property
    def store(self) -> Path:
        """The office's store: the remembered one, else the default. Raises KnownError for a note nobody can read."""
        remembered = self.remembered()
        return remembered if remembered is not None else self.default_store

    def remembered(self) -> Path | None:
        """Return the store this computer works with; None where none was chosen yet.

        Raises KnownError for a note that cannot be read: the default might be an older store, or a new one.
        """
        try:
            kept = json.loads(patiently(self.notes.read_bytes))
            named = kept["store"]
            if not isinstance(named, str) or not named:
                raise TypeError
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise KnownError(
                N_("The note {file}, which says where the office's store lies, cannot be read").having(
                    file=str(self.notes)
                ),
                N_("Choose the office's existing folder again"),
            ) from None
        return self.data / named

    def sought(self) -> Sought:
        """Look for the office's store: there, never chosen, or lost, which is said; nothing is made."""
        try:
            noted = self.remembered()
            path = self.default_store if noted is None else noted
            if is_there(path):
                return Sought(path, there=True)
            if noted is None:
                return Sought(path, there=False)
            gone = not is_there(path.parent)
        except KnownError as trouble:
            return Sought(self.default_store, there=False, notice=trouble.text)
        lost = (
            N_("The office's store is not at {file}: plug the disk in and start again, or choose below")
            if gone
            else N_("The office's store is no longer at {file}: renamed or moved? Choose where it is now")
        )
        return Sought(path, there=False, notice=lost.having(file=str(path)))

    def asked(self, named: Path | None) -> Sought:
        """Look for what was named, which may be the office's folder, else for what this computer works with.

        Raises KnownError for what may not be looked at.
        """
        if named is None:
            return self.sought()
        path = store_at(named)
        return Sought(path, is_there(path))

    def remember(self, store: Path) -> None:
        """Remember which store this computer works with; beside the program, relative. Raises KnownError."""
        store = store.resolve()
        data = self.data.resolve()
        named = str(store.relative_to(data)) if store.is_relative_to(data) else str(store)
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            write_whole(self.notes, json.dumps({"store": named}, ensure_ascii=False).encode())
        except OSError as trouble:
            raise held_file(trouble, self.notes) or KnownError(
                N_("The folder {folder} cannot be written: {reason}").having(
                    folder=str(self.data), reason=reason_of(trouble)
                ),
                N_("Ask for write permission on its folder, or choose another folder"),
            ) from trouble


def places(program: Path | None = None) -> Places:
    """Return this user's places; `program` is the folder of the program, where a portable mark may lie."""
    if program is None and getattr(sys, "frozen", False):
        program = Path(sys.executable).resolve().parent
    if program is not None and (program / PORTABLE).exists():
        return Places(program / "custdesk-data", portable=True)
    return Places(_own_folder() / APP)


def _own_folder() -> Path:
    """Return where the programs of this user keep their data."""
    system = sys.platform
    if system == "linux":  # two lines there; platformdirs loads a dozen modules to come to the same
        said = Path(os.environ.get("XDG_DATA_HOME", "").strip())
        return said if said.is_absolute() else Path.home() / ".local" / "share"
    from platformdirs import user_data_path  # late: the command line's --help needs none of it

    return user_data_path()


def store_at(path: Path) -> Path:
    """Return the store a person means by a file or by the office's folder. Raises KnownError."""
    return path / STORE_NAME if is_there(path) and path.is_dir() else path


def may_be_open(store: Path) -> bool:
    """Tell whether a desk may have a store open: SQLite keeps its log beside it as long, and after a kill."""
    return is_there(store.with_name(f"{store.name}-wal"))


def is_there(path: Path) -> bool:
    """Tell whether something lies there. Raises KnownError where this account may not look, or no path can be so long."""
    try:
        return path.exists()
    except OSError as trouble:
        raise KnownError(
            N_("{file} cannot be looked at: {reason}").having(file=str(path), reason=reason_of(trouble)),
            N_("Choose a folder with a shorter path, such as one directly on the drive")
            if too_long(trouble)
            else N_("Ask whoever set this computer up to let your account in, or choose another folder"),
        ) from trouble
