"""The check of the store in a process of its own: the window never waits for it, however large the store is.

One process, one check. It reads only; the desk ends it when the person stops it, and it ends when the desk does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import custdesk
from custdesk.errors import KnownError
from custdesk.fields import Said
from custdesk.language import N_, Text
from custdesk.paper.scan_fence import tied
from custdesk.paper.scan_room import without_console
from custdesk.paper.scan_wire import receive, send
from custdesk.store.checking import CheckReport, Finding, check_store

if TYPE_CHECKING:
    from collections.abc import Mapping

Tell = Callable[[int, int], bool]
CHILD: Final = "--check-store"  # how the frozen program is told to be the process that checks
MOST: Final = 1 << 28  # bytes of one report
GENTLE: Final = 10  # the desk comes first
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from custdesk.check_apart import main; sys.exit(main())"
)
_SAID: Final = Said(N_("Finding"))


def check_apart(path: Path, tell: Tell | None = None) -> CheckReport:
    """Check a whole store beside an open desk, as `check_store` does, in a process of its own.

    Where no process can be started it is done here. Raises KnownError as `check_store` does.
    """
    flags = without_console() | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    try:
        running = subprocess.Popen(  # noqa: S603 - this very program
            _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix", creationflags=flags,
        )  # fmt: skip
    except OSError:
        return check_store(path, tell=tell)
    let_go = tied(running.pid)
    try:
        return _asked(running, path, tell)
    except (
        OSError,
        EOFError,
        ValueError,
    ):  # it was ended from outside: done here, so that there is an answer
        return check_store(path, tell=tell)
    finally:
        running.kill()
        for pipe in (running.stdin, running.stdout):
            with contextlib.suppress(OSError):
                cast("BinaryIO", pipe).close()
        running.wait()
        let_go()


def _asked(running: subprocess.Popen[bytes], path: Path, tell: Tell | None) -> CheckReport:
    send(cast("BinaryIO", running.stdin), {"path": str(path)})
    while True:
        said, tail = receive(cast("BinaryIO", running.stdout), MOST)
        if "trouble" in said:
            way_out = said["way_out"]
            raise KnownError(_SAID.value(said["trouble"]), _SAID.value(way_out) if way_out else None)
        if "report" in said:
            return _report(path, json.loads(tail))
        if tell is not None and not tell(said["done"], said["total"]):
            raise KnownError(N_("Stopped; the check only reads"))


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD]
    # Isolated: neither the folder it is started in nor the environment says what is imported.
    return [sys.executable, "-I", "-c", _START, str(Path(custdesk.__path__[0]).resolve().parent)]


# -- the process -------------------------------------------------------------------------------------------


def main() -> int:
    """Check the store that is named, say how far it is, and what was found."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if hasattr(os, "nice"):
        os.nice(GENTLE)

    def tell(done: int, total: int) -> bool:
        send(sink, {"done": done, "total": total})
        return True

    try:
        said, _tail = receive(source, 0)
        try:
            report = check_store(Path(said["path"]), tell=tell)
        except KnownError as trouble:
            way_out = _SAID.plain(trouble.way_out) if trouble.way_out else ""
            send(sink, {"trouble": _SAID.plain(trouble.text), "way_out": way_out})
        else:
            send(sink, {"report": True}, json.dumps(_plain(report)).encode())
    except (EOFError, OSError):  # the desk is gone
        return 0
    return 0


def _plain(report: CheckReport) -> dict[str, Any]:
    return {
        "findings": [[_words(one.text), one.seq, one.record_id, one.number] for one in report.findings],
        "notes": [_words(note) for note in report.notes],
        **{name: getattr(report, name) for name in COUNTED},
    }


COUNTED: Final = ("seq", "head", "records", "lines", "files")


def _words(text: Text) -> str:
    return str(_SAID.plain(text))


def _report(path: Path, plain: Mapping[str, Any]) -> CheckReport:
    findings = [
        Finding(_SAID.value(text), seq, record_id, number)
        for text, seq, record_id, number in plain["findings"]
    ]
    notes = [_SAID.value(one) for one in plain["notes"]]
    return CheckReport(path, findings, notes, **{name: plain[name] for name in COUNTED})
