"""What child processes of the tests of the parcel do: `python -m tests.custdesk.month_folder.children COMMAND PATH …`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from custdesk.errors import KnownError
from custdesk.month_folder.month import month_named
from custdesk.month_folder.writing import Tell, write_month
from custdesk.store.store import Store
from tests.desk_scans import bound
from tests.desks import Clock, people_of


def _write(path: Path, out: str, tell: Tell | None = None, limit: int = 0) -> Path:
    clock = Clock()
    clock.set("2027-05-05 09:00")
    store = Store.open(path, clock)
    store.compose = bound
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        return write_month(store, people_of(store)["chen"], month_named("2027-04"), Path(out), tell=tell).path
    finally:
        store.close()


def write(path: Path, out: str) -> None:
    """Write April; say where."""
    sys.stdout.write(f"{_write(path, out)}\n")


def write_and_die(path: Path, out: str, at: str) -> None:
    """Die after so many steps."""

    def tell(done: int, total: int) -> bool:
        if done == int(at):
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows: TerminateProcess
        return True

    _write(path, out, tell)


def write_with_little_room(path: Path, out: str, limit: str) -> None:
    """Write where no file may grow beyond a limit."""
    try:
        _write(path, out, limit=int(limit))
    except KnownError as trouble:
        sys.stdout.write(f"{trouble.text.msgid}\n")
    else:
        sys.stdout.write("written\n")


if __name__ == "__main__":
    command, where, *words = sys.argv[1:]
    globals()[command](Path(where), *words)
