"""What is kept of a mistake of our own, and where; loaded with the first of them."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

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


def opened(log: Path) -> logging.Logger:
    """Return the logger that writes to a file."""
    logger = logging.getLogger("custdesk.accidents")
    logger.propagate = False
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _Log(
            log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:  # a read-only folder: the desk still opens and says so itself
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    return logger


def place_of(trace: TracebackType | None) -> str:
    """Return where it happened."""
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
