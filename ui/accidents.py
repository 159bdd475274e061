"""Our own mistakes: logged without personal data, told once, and the desk goes on."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from custdesk import __version__
from custdesk.plain_words import message_of

LOG_BYTES, LOG_FILES = 400_000, 3


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return what the log keeps: version, kind, places in our code, the message without data; never a value."""
    frames = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    head = f"custdesk {__version__} python {platform.python_version()} {sys.platform} thread {threading.current_thread().name}"
    return "\n".join([head, f"{kind.__name__}: {message_of(error)}", *frames])


class _Log(RotatingFileHandler):
    """The log; while another program holds a file of it nothing is put aside, and what happens is written all the same."""

    def doRollover(self) -> None:  # noqa: N802 - its name in the library
        """Begin a new file. Windows does not rename one that somebody has open."""
        try:
            super().doRollover()
        except OSError:
            if self.stream is None:
                self.stream = self._open()


class Accidents(QObject):
    """Takes every exception nobody expected. `happened` tells the window of each new kind once."""

    happened = Signal(str)  # where the report is

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log = log
        self._told: set[tuple[str, str]] = set()
        self._logger = logging.getLogger("custdesk.accidents")
        self._logger.propagate = False
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            handler: logging.Handler = _Log(
                log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
            )
        except OSError:  # a read-only folder: the desk still opens and says so itself
            handler = logging.NullHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        self._logger.addHandler(handler)
        self._before: Any = None

    def install(self) -> None:
        """Take over the hooks: an exception in a slot goes there and the program runs on (trap 15)."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self.take
        threading.excepthook = self._take_of_thread

    def remove(self) -> None:
        """Give the hooks back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None
        for handler in list(self._logger.handlers):
            self._logger.removeHandler(handler)
            handler.close()

    def _take_of_thread(self, args: threading.ExceptHookArgs) -> None:
        self.take(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one and tell of it if it is new."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        said = report(kind, error, trace)
        self._logger.error("%s", said)
        if sys.stderr is not None:
            sys.stderr.write(said + "\n")
        frames = traceback.extract_tb(trace)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        if (kind.__name__, place) not in self._told:
            self._told.add((kind.__name__, place))
            self.happened.emit(str(self.log))
