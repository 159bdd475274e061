"""What grows with the office: the same work at a thousand, ten thousand … records, and how much more each tenfold costs.

Each piece of work runs in a process of its own, which says what it cost of the processor and at most held in memory.
Stores lie in the folder CUSTDESK_BENCH_STORES names, so that they need not be made twice; else they are made anew.
With made stores a run up to a million takes about seventeen minutes, to a hundred thousand three.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.bench.stopwatch import Ratio

NOW: Final = datetime.datetime(2027, 4, 16, 18, 50)
STORES: Final = "CUSTDESK_BENCH_STORES"
ROSTER: Final = 2000  # rows of one import
#: what is measured, and how much more ten times the records may cost: all of the store is ten times as much to read
LINEAR, LEVEL = 12.0, 1.3
WORK: Final[dict[str, tuple[str, float | None]]] = {
    "make": ("demo: the whole office through the bulk door", LINEAR),
    "import": (f"import: one act of {ROSTER:,} rows into it", LEVEL),
    "migrate": ("migration from version 18", LINEAR),
    "index": ("search index built anew", LINEAR),
    "backup": ("backup with its proof", LINEAR),
    "check": ("check", LINEAR),
    "summary": ("month summary: figures and cases", 10 * LEVEL),  # the month itself has ten times the records
    "folder": ("month folder", LINEAR),
    "desk": ("desk open, a list shown and scrolled", LEVEL),
}


# -- in the process of its own -------------------------------------------------------------------------------


def _now(path: Path) -> datetime.datetime:
    """Return when the office of a store was left: an office made from the command line ends with that day."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (said,) = connection.execute("SELECT at FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
    return datetime.datetime.fromisoformat(said)


def _store(path: Path) -> Any:
    from custdesk.store.store import Store

    now = _now(path)
    return Store.open(path, lambda: now)


def _month(path: Path) -> datetime.date:
    """Return the last month that was over."""
    return (_now(path).replace(day=1) - datetime.timedelta(days=1)).date().replace(day=1)


def make(path: Path, count: int) -> None:
    """Make the office."""
    from custdesk.demo_office import make_demo

    make_demo(path, lambda: NOW, count, 7)


def import_(path: Path, _count: int) -> Callable[[], object]:
    """Import a roster of rooms nobody has yet."""
    from custdesk.binders import BY_KEY
    from custdesk.store.bulk import Batch, NewRow
    from custdesk.store.store import SYSTEM

    store = _store(path)
    rows = [
        NewRow(BY_KEY["unit"], {"building": f"N{place // 100}", "room": str(100 + place % 100)})
        for place in range(ROSTER)
    ]
    return lambda: store.bulk(Batch("import", rows), SYSTEM)


def migrate(path: Path, _count: int) -> Callable[[], object]:
    """Bring it from version 18 to this one; the index waits."""
    from custdesk.store.database import connect, sparing
    from custdesk.store.migrations import migrate as bring

    database = connect(path)
    _back_to_18(database)

    def work() -> None:
        with sparing(database):
            bring(database, 18)

    return work


def index(path: Path, count: int) -> Callable[[], object]:
    """Index every record anew, as after that migration, which another process does."""
    from custdesk.binders import BY_KEY
    from custdesk.store.database import connect, sparing
    from custdesk.store.indexing import index_waiting

    _cost("migrate", path, count)
    database = connect(path)

    def work() -> None:
        with sparing(database):
            assert index_waiting(database, BY_KEY) == count

    return work


def _back_to_18(database: Any) -> None:
    """Take away what later versions laid, as a store of then has it."""
    from custdesk.store.migrations import m0001_foundation

    names = database.execute_sql(
        "SELECT type, name FROM sqlite_master WHERE name IN ('tally', 'tally_of_new', 'tally_of_moved', 'tally_of_gone',"
        " 'header_hidden', 'header_form_number', 'header_form_due', 'major_defect_next_check', 'visit_plan_next_due',"
        " 'customer_name', 'staff_name', 'search_form', 'search_pairs', 'search_waiting', 'scan_page_aside')"
        " ORDER BY type DESC"
    ).fetchall()
    with database.atomic("IMMEDIATE"):
        for kind, name in names:
            database.execute_sql(f'DROP {kind} IF EXISTS "{name}"')
        search = next(one for one in m0001_foundation.STATEMENTS if 'TABLE "search"' in one)
        database.execute_sql(search)
        database.execute_sql("PRAGMA user_version = 18")


def backup(path: Path, _count: int) -> Callable[[], object]:
    """Back it up with its proof."""
    from custdesk.store.backup import back_up

    place = path.with_name("place")
    place.mkdir()
    now = _now(path)
    return lambda: back_up(path, [place], now)


def check(path: Path, _count: int) -> Callable[[], object]:
    """Check it."""
    from custdesk.store.checking import check_store

    def work() -> None:
        assert not check_store(path).findings

    return work


def summary(path: Path, _count: int) -> Callable[[], object]:
    """Count a month for its summary."""
    from custdesk.desk import Desk
    from custdesk.figures import live
    from custdesk.records import summary_course
    from custdesk.rules.periods import month_of
    from custdesk.store.store import SYSTEM

    desk, month = Desk(_store(path), SYSTEM), month_of(_month(path))

    def work() -> None:
        assert any(one.share.members for one in live.month(desk, month))
        summary_course.count(month, desk.facts())

    return work


def folder(path: Path, _count: int) -> Callable[[], object]:
    """Write a month away."""
    from custdesk.month_folder.writing import write_month
    from custdesk.store.store import SYSTEM

    store, month = _store(path), _month(path)
    return lambda: write_month(store, SYSTEM, month, path.parent)


def desk(path: Path, _count: int) -> Callable[[], object]:
    """Open the desk, show the longest list, scroll it to its end and its middle."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from custdesk.binders import BY_KEY
    from custdesk.desk import Desk
    from custdesk.store.hits import ListQuery
    from custdesk.store.store import SYSTEM
    from ui.binder.table import RecordTable, RecordTableView
    from ui.jobs import Lanes
    from ui.theme import dress

    app = QApplication([])
    dress(app)

    def work() -> None:
        lanes = Lanes()
        model = RecordTable(Desk(_store(path), SYSTEM), BY_KEY["duty_log"], lanes=lanes)
        model.show_query(ListQuery("duty_log"))
        view = RecordTableView(model)
        view.resize(900, 600)
        view.show()
        until = time.perf_counter() + 60
        while model._gathering is not None and time.perf_counter() < until:
            app.processEvents()
        for part in (1.0, 0.5, 0.0):
            view.setCurrentIndex(model.index(int((model.rowCount() - 1) * part), 0))
            app.processEvents()
        lanes.wait()
        view.close()

    return work


def _child(name: str, path: str, count: str) -> None:
    """Do one piece of work and say what it cost."""
    prepared = {"import": import_}.get(name) or globals()[name]
    if name == "make":
        begun, wall = time.process_time(), time.perf_counter()
        make(Path(path), int(count))
    else:
        work = prepared(Path(path), int(count))
        begun, wall = time.process_time(), time.perf_counter()
        work()
    said = {
        "cpu": (time.process_time() - begun) * 1000, "wall": (time.perf_counter() - wall) * 1000,
        "rss": _peak() / 1024,
    }  # fmt: skip
    print(json.dumps(said))


def _peak() -> int:
    """Return the most this process held, in KiB: what it inherited of the bench's own does not count."""
    return int(re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[0])


# -- measuring -----------------------------------------------------------------------------------------------


def _cost(name: str, path: Path, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.growth", name, str(path), str(count)], check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _made(stores: Path, count: int) -> Path:
    """Return a store of so many records; what its making cost lies beside it."""
    folder = stores / f"demo-{count}"
    path, told = folder / "office.sqlite", folder / "made.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(_cost("make", path, count)))
    return path


#: work that writes into the store has a copy of its own
COPIED: Final = frozenset({"import", "migrate", "index", "folder"})


def costs(stores: Path, count: int, names: list[str]) -> dict[str, dict[str, float]]:
    """Return what each piece of work costs at a size."""
    path = _made(stores, count)
    told = path.with_name("made.json")
    found = {"make": json.loads(told.read_text())} if told.exists() else {}
    for name in names:
        if name == "make":
            continue
        with tempfile.TemporaryDirectory(dir=stores) as room:
            used = path
            if name in COPIED:
                used = Path(room) / path.name
                shutil.copy(path, used)
                os.symlink(path.with_name("office-files"), used.with_name("office-files"))  # noqa: PTH211
            if name == "backup":
                used = Path(room) / path.name
                os.symlink(path, used)  # noqa: PTH211
                os.symlink(path.with_name("office-files"), used.with_name("office-files"))  # noqa: PTH211
            found[name] = _cost(name, used, count)
            print(
                f"  {count:>9,} {name:<8} " + json.dumps({k: round(v) for k, v in found[name].items()}),
                flush=True,
            )
    return found


def measure(folder: Path, most: int = 100_000, names: list[str] | None = None) -> list[Ratio]:
    """Measure from a thousand records to `most`, tenfold each time; what a tenfold costs is the ratio."""
    stores = Path(os.environ.get(STORES) or folder)
    wanted = names or list(WORK)
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000) if size <= max(most, 10_000)]
    found = {size: costs(stores, size, wanted) for size in sizes}
    rows = []
    for name in wanted:
        said, goal = WORK[name]
        for small, large in itertools.pairwise(sizes):
            one, other = found[small].get(name), found[large].get(name)
            if one and other:
                rows.append(Ratio(f"{said}, {large:,} / {small:,} (CPU)", other["cpu"], one["cpu"], 1, goal))
        first, last = found[sizes[0]].get(name), found[sizes[-1]].get(name)
        if first and last and first["rss"] and last["rss"]:
            text = f"{said}, peak memory at {sizes[-1]:,} / {sizes[0]:,}, MB"
            rows.append(Ratio(text, last["rss"], first["rss"], 1, LEVEL))
    return rows


if __name__ == "__main__":
    _child(*sys.argv[1:4])
