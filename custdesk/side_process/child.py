"""A process of our own: this very program once more, without a window, gone when the desk is gone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import custdesk
from custdesk.side_process.fence import tied
from custdesk.side_process.wire import receive, send

GENTLE: Final = 10  # steps of niceness
_START: Final = (
    "import sys; from importlib import import_module; sys.path.insert(0, sys.argv[1]);"
    " sys.exit(import_module(sys.argv[2]).main())"
)


class Child:
    """One running process and the pipes to it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, *, gentle: bool = False
    ) -> None:
        """Start it; `gentle`: the desk comes first. Raises OSError."""
        self.running = subprocess.Popen(  # noqa: S603 - this very program
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",  # a Ctrl+C at the terminal is the desk's
            env={**os.environ, **(environment or {})}, creationflags=_flags(gentle),
        )  # fmt: skip
        self._let_go = tied(self.running.pid)
        if gentle and sys.platform != "win32":
            with contextlib.suppress(OSError):
                calm = max(GENTLE, os.getpriority(os.PRIO_PROCESS, 0))
                os.setpriority(os.PRIO_PROCESS, self.running.pid, calm)

    def tell(self, said: Mapping[str, Any], *parts: bytes) -> None:
        """Say something to it. Raises OSError where it is gone."""
        send(cast("BinaryIO", self.running.stdin), said, *parts)

    def hear(self, most: int) -> tuple[dict[str, Any], bytes]:
        """Wait for what it says next. Raises OSError, EOFError, ValueError as `wire.receive` does."""
        return receive(cast("BinaryIO", self.running.stdout), most)

    def end(self) -> None:
        """End it at once and leave nothing of it."""
        self.running.kill()
        for pipe in (self.running.stdin, self.running.stdout):
            with contextlib.suppress(OSError):
                cast("BinaryIO", pipe).close()
        self.running.wait()
        self._let_go()


def command_of(flag: str, module: str) -> list[str]:
    """Return what starts this very program as the `main` of a module; the frozen program hears the flag."""
    if getattr(sys, "frozen", False):
        return [sys.executable, flag]
    # Isolated: neither the folder it is started in nor the environment says what is imported.
    return [sys.executable, "-I", "-c", _START, str(Path(custdesk.__path__[0]).resolve().parent), module]


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """In the process: take the two pipes; whatever a library prints goes nowhere and not between our messages."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return source, sink


def _flags(gentle: bool) -> int:
    """Return how Windows is told to open no black window: a console nobody sees would outlive a process ended early.

    In a virtual environment Python starts itself once more, and that one would open a window of its own.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS if sys.prefix == sys.base_prefix else subprocess.CREATE_NO_WINDOW
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if gentle else 0
    return flags
