"""The bulk door against raw executemany of the same rows: what trail, checks, links and words cost on top of SQLite."""

from __future__ import annotations

import datetime
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from custdesk.binders import BY_KEY
from custdesk.demo_office import DemoOffice
from custdesk.record import lines_of
from custdesk.sample_estate import Then
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Store
from tests.bench.floors.bulk import SameRows
from tests.bench.stopwatch import Ratio

NOW = datetime.datetime(2027, 4, 16, 18, 50)
OWN = tuple(key for key in BY_KEY) + tuple(
    lines.line._meta.table_name for record in BY_KEY.values() for lines in lines_of(record).values()
)


class _Enough(Exception):
    """The act to be measured is there."""


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def prepare(folder: Path, before: int = 10_000) -> tuple[Path, list[list[NewRow]]]:
    """Return a store of some records, as one file, and the acts a demo would write next."""
    path = folder / "before.sqlite"
    then = Then(NOW - datetime.timedelta(days=3650))
    store = Store.open(path, then, create=True)
    demo = DemoOffice(store, then, NOW, before * 60, 7, None)
    acts: list[list[NewRow]] = []
    write = demo._bulk

    def keep(rows: list[NewRow]) -> list[int]:
        if demo.written < before:
            return write(rows)
        acts.append(list(rows))
        raise _Enough

    demo._bulk = keep  # type: ignore[method-assign]
    with suppress(_Enough):
        demo.fill()
    store.close()
    return path, acts


def measure(folder: Path, runs: int = 5) -> list[Ratio]:
    """Measure one act of some thousand rows, turn about on copies of one store (CPU time)."""
    path, (rows,) = prepare(folder)
    ours, bare = [], []
    same: SameRows | None = None
    for turn in range(runs + 1):
        mine = _copy(path, folder / f"ours-{turn}.sqlite")
        store = Store.open(mine, lambda: NOW)
        (last,) = store.database.execute_sql('SELECT max("id") FROM "header"').fetchone()
        (line,) = store.database.execute_sql('SELECT max("seq") FROM "trail"').fetchone()
        ours.append(_cpu(lambda store=store: store.bulk(Batch("sample", rows), SYSTEM)))
        store.close()
        same = same or SameRows(mine, last, line, OWN)
        other = _copy(path, folder / f"bare-{turn}.sqlite")
        bare.append(_cpu(lambda other=other, same=same: same.write(other)))
        mine.unlink()
        other.unlink()
    name = f"bulk door, an act of {len(rows):,} / raw executemany of its rows (CPU)"
    return [Ratio(name, statistics.median(ours[1:]), statistics.median(bare[1:]), runs, 1.5)]


def _copy(path: Path, target: Path) -> Path:
    target.write_bytes(path.read_bytes())
    return target
