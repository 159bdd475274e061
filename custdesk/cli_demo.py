"""The command that makes an office of any size to practise and to measure with."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from custdesk.cli_desk import answer
from custdesk.language import N_, Words

BEAT: Final = 1.0  # seconds between two lines of progress
INTERRUPTED: Final = 130
FOLDER: Final = "demo"  # beside the office's and the practice estate's


def demo(args: argparse.Namespace) -> int:
    """Make the office, saying how far it is; 130 when Ctrl+C ended it with what was written so far."""
    from custdesk.clock import OfficeClock
    from custdesk.demo_office import make_demo
    from custdesk.places import STORE_NAME, places
    from custdesk.store.database import folder_trouble

    folder: Path = args.out if args.out is not None else places().data / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise folder_trouble(folder, trouble) from trouble
    path = folder / STORE_NAME
    with _going_on() as going:
        made = make_demo(
            path, OfficeClock(), args.records, args.seed, _Progress(Words(args.language), going).tell
        )
    said = N_("A practice office of {records} records and {files} attachments lies in {file}")
    if made.stopped:
        said = N_(
            "Stopped: a sound practice office of {records} records and {files} attachments lies in {file}"
        )
    answer(
        args, said.having(records=made.records, files=made.files, file=str(made.path)),
        store=made.path, records=made.records, files=made.files, stopped=made.stopped,
    )  # fmt: skip
    return INTERRUPTED if made.stopped else 0


class _Progress:
    """Says on stderr how many records are written, how fast, and how long it will still take."""

    def __init__(self, say: Words, going: Callable[[], bool]) -> None:
        self._say, self._going = say, going
        self._begun = self._said = time.monotonic()

    def tell(self, done: int, total: int) -> bool:
        """Say it, not too often; tell whether to go on."""
        now = time.monotonic()
        if now - self._said >= BEAT and now > self._begun:
            self._said = now
            rate = done / (now - self._begun)
            left = int((total - done) / rate) if rate else 0
            text = N_("{done} of {total} records, {rate} a second, {minutes} min {seconds} s left")
            print(
                self._say(text.having(
                    done=f"{done:,}", total=f"{total:,}", rate=f"{rate:,.0f}", minutes=left // 60, seconds=left % 60
                )),
                file=sys.stderr, flush=True,
            )  # fmt: skip
        return self._going()


@contextmanager
def _going_on() -> Iterator[Callable[[], bool]]:
    """Let Ctrl+C end the work between two acts; pressed again it ends the program at once."""
    stopped = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: not stopped
    finally:
        signal.signal(signal.SIGINT, before)
