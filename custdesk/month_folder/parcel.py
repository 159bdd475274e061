"""The folder while it is written: under a name of its own beside the wanted one, which it gets only when it is whole.

A cancel and a full disk take everything back; what a killed program left is swept by the next one that writes there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_
from custdesk.month_folder.manifest import MANIFEST, manifest_of
from custdesk.month_folder.names import LONGEST_PATH, Taken, safe, units
from custdesk.patience import patiently, remove, remove_tree, still_held
from custdesk.store.vault import sync_folder

_PART: Final = ".custdesk-"
_PART_ENDS: Final = ".part"
_LONGEST_NAME: Final = 60
_SHORTEST: Final = 20
_COUNTED: Final = " (999)"
_LEAST_ROOM: Final = 80  # for the names inside
_MOST_TRIES: Final = 1000


class Parcel:
    """One folder under way. Every method raises KnownError where the disk refuses."""

    def __init__(self, out: Path, name: str) -> None:
        self.out = Path(os.path.abspath(out))  # noqa: PTH100 - as it is called, links and all
        room = LONGEST_PATH - units(str(self.out)) - 2
        self.name = safe(name, max(_SHORTEST, min(_LONGEST_NAME, room - _LEAST_ROOM - len(_COUNTED))))
        self.room = room - max(units(self.name) + len(_COUNTED), len(_PART) + 8 + len(_PART_ENDS))
        if self.room < _LEAST_ROOM:
            raise KnownError(
                N_("The folder {folder} lies too deep: Windows takes no path that long").having(
                    folder=str(out)
                ),
                N_("Choose a folder nearer to the drive, such as D:\\"),
            )
        self.digests: dict[str, str] = {}
        self._taken: dict[str, Taken] = {}
        self.size = 0
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            _sweep(self.out)
            self._take()
        except OSError as trouble:
            raise self._trouble(trouble) from trouble

    def _take(self) -> None:
        self.part = self.out / f"{_PART}{secrets.token_hex(4)}{_PART_ENDS}"
        self._lock = FileLock(f"{self.part}.lock")
        self._lock.acquire(timeout=0)
        self.part.mkdir()

    # -- filling it ----------------------------------------------------------------------------------------

    def place(self, folder: str, stem: str, ending: str) -> str:
        """Return the path inside of a new file of a folder ("" for the top): a name Windows takes, given once."""
        before = f"{folder}/" if folder else ""
        room = self.room - units(before)
        return before + self._taken.setdefault(folder, Taken()).name(stem, min(room, _LONGEST_NAME), ending)

    def put(self, inside: str, content: bytes) -> None:
        """Write a file at a path that `place` gave."""
        self.put_lines(inside, (content,))

    def put_lines(self, inside: str, parts: Iterable[bytes]) -> None:
        """Write a file part by part."""
        digest = hashlib.sha256()
        try:
            path = self.part.joinpath(*inside.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for part in parts:
                    file.write(part)
                    digest.update(part)
                    self.size += len(part)
                file.flush()
                os.fsync(file.fileno())
        except OSError as trouble:
            raise self._trouble(trouble) from trouble
        self.digests[inside] = digest.hexdigest()

    # -- finishing it --------------------------------------------------------------------------------------

    def seal(self) -> str:
        """Write the manifest; return its SHA-256."""
        self.put(MANIFEST, manifest_of(self.digests))
        return self.digests.pop(MANIFEST)

    def deliver(self) -> Path:
        """Give the folder its name, or the name with (2), (3) … where something stands there already; return it."""
        try:
            for count in range(1, _MOST_TRIES):
                path = self.out / (self.name if count == 1 else f"{self.name} ({count})")
                if os.path.lexists(path):
                    continue
                with suppress(FileExistsError):
                    sync_folder(self.part)
                    self._rename(path)
                    sync_folder(self.out)
                    self._let_go()
                    return path
        except OSError as trouble:
            raise self._trouble(trouble) from trouble
        raise KnownError(N_("There are too many folders of this name"), N_("Choose another folder"))

    def _rename(self, path: Path) -> None:
        try:
            patiently(lambda: self.part.rename(path))  # a scanner still looks at what was just written
        except OSError as trouble:
            if trouble.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise FileExistsError from trouble  # somebody made it meanwhile
            raise

    def drop(self) -> None:
        """Take everything back; nothing is left under any name."""
        remove_tree(self.part)
        self._let_go()

    def _let_go(self) -> None:
        self._lock.release()
        with suppress(OSError):
            remove(Path(self._lock.lock_file), missing_ok=True)

    def _trouble(self, trouble: OSError) -> KnownError:
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return KnownError(
                N_("There is no room left on the disk; no folder was written"),
                N_("Free some room, or choose another disk"),
            )
        if still_held(trouble):
            return KnownError(
                N_(
                    "The folder could not be finished: another program holds a file in it; no folder was written"
                ),
                N_("Wait until the virus scanner is done, or close what has it open, then write it again"),
            )
        return KnownError(
            N_("The folder {folder} cannot be written: {reason}").having(
                folder=str(self.out), reason=reason_of(trouble)
            ),
            N_("Choose another folder"),
        )


def _sweep(out: Path) -> None:
    """Take away what killed programs left half written; what another one is writing now is locked."""
    for part in out.glob(f"{_PART}*{_PART_ENDS}"):
        lock = FileLock(f"{part}.lock")
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        remove_tree(part)
        lock.release()
        with suppress(OSError):
            remove(Path(lock.lock_file), missing_ok=True)
