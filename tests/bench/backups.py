"""A backup with its proof against a bare `VACUUM INTO` and `quick_check` of the same store."""

from __future__ import annotations

import datetime
import itertools
import shutil
from pathlib import Path

from custdesk.store.backup import back_up
from tests.bench import lists
from tests.bench.floors.backups import bare_backup
from tests.bench.stopwatch import Ratio, compare_both


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure a store of so many complaints, made now or by the bench of lists before."""
    path = folder / "list.sqlite"
    if not path.exists():
        lists.fill(path, count)
    return measure_store(path, folder / "backups", count)


def measure_store(path: Path, folder: Path, count: int) -> list[Ratio]:
    """Measure a store that is there; each backup has a place of its own, since an unchanged store is copied once."""
    folder.mkdir()
    turn = itertools.count()

    def place() -> Path:
        return folder / str(next(turn))

    made = [place()]
    made[0].mkdir()

    def ours() -> None:
        back_up(path, [made[-1]], datetime.datetime(2027, 4, 16, 18, 50))

    def next_place() -> None:
        shutil.rmtree(made.pop())
        made.append(place())
        made[-1].mkdir()

    found = compare_both(
        f"backup with its proof, {count:,} records / VACUUM INTO and quick_check",
        ours, lambda: bare_backup(path, folder / "bare.sqlite"), runs=5, goal=1.2, after=next_place, warm=1,
    )  # fmt: skip
    shutil.rmtree(folder)
    return found
