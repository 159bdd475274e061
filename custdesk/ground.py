"""The ground a store stands on: may this account write there, is the path short enough, does an earlier office lie there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from custdesk.errors import KnownError, reason_of, too_long
from custdesk.language import N_
from custdesk.patience import remove

#: characters that attachments and backups add to the folder: `/office-backups/files/ab/` and 64 letters, with some room
TAIL: Final = 100
TRIAL: Final = "custdesk-trial-"
NAME_MOST: Final = 200  # one name may be no longer than about this on any system
COMPANIONS: Final = ("{name}.lock", "{stem}-drafts.sqlite")  # files a store needs besides itself
FOLDERS: Final = ("{stem}-files", "{stem}-backups")


def try_folder(folder: Path, tail: int = TAIL) -> None:
    """Write and remove a file in a folder, or in the nearest one above that exists. Raises KnownError.

    Its path is as long as the longest that will come, so that the system itself says whether that is too long.
    """
    there = folder
    while not _there(there) and there != there.parent:
        there = there.parent
    length = len(str(folder)) + tail - len(str(there)) - 1
    trial = there / TRIAL.ljust(min(length, NAME_MOST), "x")
    try:
        trial.write_bytes(b"custdesk")
        remove(trial)
    except OSError as trouble:
        with suppress(OSError):
            trial.unlink(missing_ok=True)
        raise _refused(folder, trouble) from trouble


def try_store(path: Path) -> None:
    """Try whether this account may work with the store at `path`; nothing in it is changed. Raises KnownError."""
    try_folder(path.parent)
    for name in FOLDERS:
        if _there(folder := path.parent / name.format(stem=path.stem)):
            try_folder(folder, tail=0)
    for name in ("{name}", *COMPANIONS):
        file = path.parent / name.format(name=path.name, stem=path.stem)
        if not _there(file):
            continue
        try:
            file.open("r+b").close()
        except OSError as trouble:
            raise KnownError(
                N_("This account may not change {file}: {reason}").having(
                    file=str(file), reason=reason_of(trouble)
                ),
                N_(
                    "Ask whoever set the folder up to let this account change files in it, then choose it again"
                ),
            ) from trouble


def try_reading(folder: Path) -> None:
    """Look into a folder; one that is not there holds nothing. Raises KnownError where this account may not."""
    try:
        for _one in folder.iterdir():
            break
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise KnownError(
            N_("This account may not look into {folder}: {reason}").having(
                folder=str(folder), reason=reason_of(trouble)
            ),
            N_(
                "Let the account that owns it move the office to a folder for both, such as Public Documents,"
                " or ask for access to it"
            ),
        ) from trouble


def remains(path: Path) -> list[str]:
    """Return what lies of an earlier office where a store shall be founded: attachments, backups, drafts."""
    found = []
    for name in (*FOLDERS, COMPANIONS[1], "{name}-wal"):
        there = path.parent / name.format(name=path.name, stem=path.stem)
        with suppress(OSError):
            if any(there.iterdir()) if there.is_dir() else there.exists() and there.stat().st_size:
                found.append(there.name)
    return found


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # it may be, but not for this account, or no path can be so long
        return False


def _refused(folder: Path, trouble: OSError) -> KnownError:
    if too_long(trouble):
        return KnownError(
            N_("The path of the folder is too long: {folder}").having(folder=str(folder)),
            N_("Choose a folder with a shorter path, such as one directly on the drive"),
        )
    return KnownError(
        N_("This account may not write in {folder}: {reason}").having(
            folder=str(folder), reason=reason_of(trouble)
        ),
        N_("Ask whoever set the folder up to let this account change files in it, then choose it again"),
    )
