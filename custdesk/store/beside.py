"""What a restore lays beside a store: the one coming in, the marker, the replaced one; and how all of it goes again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Final

from custdesk.patience import patiently, put_in_place, remove, remove_tree
from custdesk.store.vault import sync_file, sync_folder

LOGS: Final = ("-wal", "-shm", "-journal")


def beside(store_path: Path, tail: str) -> Path:
    """Return a file named after a store, such as `office-drafts.sqlite`."""
    return store_path.with_name(store_path.stem + tail)


def log_of(path: Path, tail: str) -> Path:
    """Return the log that SQLite keeps beside a file: one of LOGS."""
    return path.with_name(path.name + tail)


def coming_in(store_path: Path) -> Path:
    """Return where the store that comes in is made ready."""
    return beside(store_path, "-restoring.sqlite")


def marker(store_path: Path) -> Path:
    """Return the small file that says that a restore is under way."""
    return beside(store_path, "-restoring.json")


def write_marker(store_path: Path, backup: str, head: str) -> None:
    """Say which backup comes in and by which head it will be known. Raises OSError."""
    path = marker(store_path)
    patiently(lambda: path.write_text(json.dumps({"backup": backup, "head": head}), encoding="utf-8"))
    sync_file(path)
    sync_folder(path.parent)


def move_logs(old: Path, new: Path) -> None:
    """Move the logs of a store along with it; they must not meet another file. Raises OSError."""
    for tail in LOGS:
        if (log := log_of(old, tail)).exists():
            put_in_place(log, log_of(new, tail))


def second_name(source: Path, target: Path) -> None:
    """Give a file a second name; copy it where the disk cannot. Raises OSError."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        copy(source, target)
        sync_file(target)


def copy(source: Path, target: Path) -> None:
    """Copy a file. Raises OSError."""
    patiently(lambda: shutil.copy2(source, target))


def clear(store_path: Path) -> None:
    """Take away what a finished or cut-off restore left, also a second name of the store still in place."""
    part = coming_in(store_path)
    leftovers = [part, *(log_of(part, tail) for tail in LOGS)]
    if store_path.exists():
        twins = store_path.parent.glob(f"{store_path.stem}-replaced-*{store_path.suffix}")
        leftovers += [twin for twin in twins if twin.samefile(store_path)]
    for path in (*leftovers, marker(store_path)):
        with contextlib.suppress(OSError):
            remove(path)


def take_back(store_path: Path, kept: Path) -> None:
    """Give a store that was not replaced its logs again, and take away what was laid beside it under the name `kept`."""
    with contextlib.suppress(OSError):
        move_logs(kept, store_path)
    remove_tree(beside(kept, "-files"))
    for path in (kept, *(beside(kept, f"-drafts.sqlite{tail}") for tail in ("", "-wal"))):
        with contextlib.suppress(OSError):
            remove(path)
