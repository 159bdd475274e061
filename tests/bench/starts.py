"""From process start to a painted window and to a usable desk, as a person starts it, against a blank PySide6 window.

Every run is a fresh process; ours and the blank one take turns. All have their bytecode beside them, as a program that
is installed has. Wall clock, and the processor's own time beside it, as this machine may be busy with something else.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.stopwatch import Ratio

ROOT = Path(__file__).parents[2]
BLANK, OURS = "tests.bench.floors.blank_window", "tests.bench.started"
FEW = 400  # records of the small store: as many as are open in the large one, so that both workbenches show the same
Marks = dict[str, tuple[float, float]]


def _start(program: str, home: Path, *args: str) -> Marks:
    """Start a program and return its marks: milliseconds since, by the wall clock and of the processor."""
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", program, *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
        env={**outside, "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode"), "XDG_DATA_HOME": str(home)}, check=True,
    )  # fmt: skip
    said = (line.split() for line in done.stdout.splitlines())
    return {name: ((float(wall) - begun) * 1000, float(own) * 1000) for name, wall, own in said}


def _home(store: Path) -> Path:
    """Return the home of a user whose computer works with a store, as it does after it was set up."""
    home = store.parent / f"home-{store.stem}"
    (home / "custdesk").mkdir(parents=True, exist_ok=True)
    note = home / "custdesk" / "this-computer.json"
    note.write_text(json.dumps({"store": str(store.resolve())}), encoding="utf-8")
    return home


def _median(runs: list[Marks], mark: str, clock: int) -> float:
    return statistics.median(one[mark][clock] for one in runs)


def measure(folder: Path, count: int = 100_000, runs: int = 9) -> list[Ratio]:
    """Measure the start on the practice estate, then on a large store against a small one."""
    from custdesk.clock import OfficeClock
    from custdesk.sample_estate import make_sample

    store = folder / "practice.sqlite"
    if not store.exists():
        make_sample(store, OfficeClock())
    home = _home(store)
    ours, blank = list[Marks](), list[Marks]()
    for _ in range(runs + 1):
        ours.append(_start(OURS, home))
        blank.append(_start(BLANK, home))
    del ours[0], blank[0]  # the first of each compiles
    found = []
    for clock, of in enumerate(("", ", processor time")):
        bare = _median(blank, "painted", clock)
        for mark, said, goal in (
            ("painted", "painted window", 1.3),
            ("names", "names to choose from", None),
            ("filled", "workbench filled", None),
            ("usable", "usable desk (F2 answers)", 2.2),
        ):
            name = f"start to {said} / blank PySide6 window{of}"
            found.append(Ratio(name, _median(ours, mark, clock), bare, runs, goal))
    return [*found, *_growth(folder, count, runs)]


def _growth(folder: Path, count: int, runs: int) -> list[Ratio]:
    """The same start with many records and with few."""
    from tests.bench.find import NOW

    homes = [_home(_office(folder, many)) for many in (count, FEW)]
    large, small = list[Marks](), list[Marks]()
    both = list(zip(homes, (large, small), strict=True))
    for _ in range(runs + 1):
        for home, marks in both:
            marks.append(_start(OURS, home, NOW.isoformat()))
        both.reverse()  # whoever comes second finds more of the files at hand
    del large[0], small[0]
    return [
        Ratio(
            f"start to usable desk, {count:,} records / {FEW}{of}",
            _median(large, "usable", clock), _median(small, "usable", clock), runs, 1.1,
        )
        for clock, of in enumerate(("", ", processor time"))
    ]  # fmt: skip


def _office(folder: Path, count: int) -> Path:
    """Return an office of so many records, marked as practice so that nobody is asked for a password."""
    from custdesk.store.store import SYSTEM, Store
    from tests.bench.find import NOW, fill

    path = folder / f"start-{count}.sqlite"
    if not path.exists():
        fill(path, count)
        store = Store.open(path, lambda: NOW)
        store.set_setting("practice", True, SYSTEM)
        store.close()
    return path
