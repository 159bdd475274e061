"""When Python looks through all its objects for what nobody needs any more: when nobody types.

Such a look takes as long as there are objects, tens of milliseconds, and by itself it comes in the middle of a key. So
what the window is made of is looked through no more, what comes and goes is looked through when the hands rest, and all
of it when they rest for long. Whoever never rests does not fill the memory: then it comes by itself after all.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer

LOOK_MS: Final = 4000
CALM_S: Final = 0.04  # of the processor between two looks: the cursor blinks, nobody types
LONG: Final = 75  # calm looks, five minutes of them: then all is looked through
BUSY: Final = 5  # calm looks that a busy one takes back: the workbench reads itself anew each minute
#: Python's own: what is new, 700 objects at a time; ten times that; all of it only after a hundred of those
THRESHOLDS: Final = (700, 10, 100)


class Sweeping(QObject):
    """Looks, every few seconds, whether anybody types, and sweeps when nobody does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._before = gc.get_threshold()
        self._worked = 0.0  # of the processor, by this thread
        self._calm = 0  # looks

    def begin(self) -> None:
        """A window stands: what it is made of is looked through no more, what comes and goes is."""
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        gc.enable()
        self._worked = time.thread_time()
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.set_threshold(*self._before)
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Sweep where nobody worked since the last look, and all of it where nobody did for long."""
        if time.thread_time() - self._worked > CALM_S:
            self._calm = max(0, self._calm - BUSY)
        elif self._calm >= LONG:
            self._calm = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        else:
            self._calm += 1
            if any(gc.get_count()[1:]):  # more came than is looked through in passing
                gc.collect()
        self._worked = time.thread_time()
