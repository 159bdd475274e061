"""The check of the store in a process of its own: the window never waits for it, however large the store is.

One process, one check. It reads only; the desk ends it when the person stops it, and it ends when the desk does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from custdesk.errors import KnownError
from custdesk.fields import Said
from custdesk.language import N_, Text
from custdesk.side_process.child import Child, command_of, own_pipes
from custdesk.side_process.wire import receive, send
from custdesk.store.checking import CheckReport, Finding, check_store

if TYPE_CHECKING:
    from collections.abc import Mapping

Tell = Callable[[int, int], bool]
CHILD: Final = "--check-store"  # how the frozen program is told to be the process that checks
MOST: Final = 1 << 28  # bytes of one report
_SAID: Final = Said(N_("Finding"))


def check_apart(path: Path, tell: Tell | None = None) -> CheckReport:
    """Check a whole store beside an open desk, as `check_store` does, in a process of its own.

    Where no process can be started it is done here. Raises KnownError as `check_store` does.
    """
    try:
        child = Child(command_of(CHILD, __name__), gentle=True)
    except OSError:
        return check_store(path, tell=tell)
    try:
        return _asked(child, path, tell)
    except (
        OSError,
        EOFError,
        ValueError,
    ):  # it was ended from outside: done here, so that there is an answer
        return check_store(path, tell=tell)
    finally:
        child.end()


def _asked(child: Child, path: Path, tell: Tell | None) -> CheckReport:
    child.tell({"path": str(path)})
    while True:
        said, tail = child.hear(MOST)
        if "trouble" in said:
            way_out = said["way_out"]
            raise KnownError(_SAID.value(said["trouble"]), _SAID.value(way_out) if way_out else None)
        if "report" in said:
            return _report(path, json.loads(tail))
        if tell is not None and not tell(said["done"], said["total"]):
            raise KnownError(N_("Stopped; the check only reads"))


# -- the process -------------------------------------------------------------------------------------------


def main() -> int:
    """Check the store that is named, say how far it is, and what was found."""
    source, sink = own_pipes()

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
