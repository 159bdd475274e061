"""Our own mistakes: logged without personal data, told once, and the desk goes on."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    import logging


class Accidents(QObject):
    """Takes every exception nobody expected. `happened` tells the window of each new kind once."""

    happened = Signal(str)  # where the report is

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log = log
        self._told: set[tuple[str, str]] = set()
        self._logger: logging.Logger | None = None  # with the first accident
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
        if self._logger is not None:
            for handler in list(self._logger.handlers):
                self._logger.removeHandler(handler)
                handler.close()
            self._logger = None

    def _take_of_thread(self, args: threading.ExceptHookArgs) -> None:
        self.take(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one and tell of it if it is new."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        from ui.accident_log import opened, place_of, report

        said = report(kind, error, trace)
        self._logger = self._logger or opened(self.log)
        self._logger.error("%s", said)
        if sys.stderr is not None:
            sys.stderr.write(said + "\n")
        place = place_of(trace)
        if (kind.__name__, place) not in self._told:
            self._told.add((kind.__name__, place))
            self.happened.emit(str(self.log))
