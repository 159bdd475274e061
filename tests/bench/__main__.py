"""`python -m tests.bench [name ...] [--rows N] [--json FILE]`: prints each ratio of one run, and whether its goal is met."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import (
    backups,
    bulk,
    checkup,
    find,
    forms,
    growth,
    keys,
    lists,
    saves,
    scans,
    starts,
    summary,
)
from tests.bench.stopwatch import HEAD, Ratio


def machine() -> dict[str, object]:
    """Return what the numbers were measured on."""
    from PySide6 import __version__ as pyside
    from PySide6.QtCore import qVersion
    from sqlcipher3 import dbapi2

    return {
        "system": platform.platform(), "processor": _processor(), "cores": os.cpu_count(),
        "python": platform.python_version(), "qt": qVersion(), "pyside": pyside, "sqlite": dbapi2.sqlite_version,
    }  # fmt: skip


def _processor() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _ticks() -> tuple[int, int]:
    """Return the processor's ticks since the machine began: all, and those its host gave to others (Linux only)."""
    try:
        ticks = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return 0, 0
    return sum(ticks), ticks[7]


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "names",
        nargs="*",
        help="start, forms, save, list, find, keys, backup, summary, scan, bulk, check, growth",
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    here, begun = machine(), datetime.datetime.now().isoformat(timespec="seconds")
    print(" · ".join(f"{name} {value}" for name, value in here.items()))
    print(HEAD)
    found: list[Ratio] = []
    ticks = _ticks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        benches: dict[str, Callable[[], list[Ratio]]] = {
            "start": lambda: starts.measure(folder, asked.rows),
            "forms": forms.measure,
            "save": lambda: saves.measure(folder),
            "list": lambda: lists.measure(folder, asked.rows),
            "backup": lambda: backups.measure(folder, asked.rows),
            "find": lambda: find.measure(folder, asked.rows),
            "keys": lambda: keys.measure(folder, asked.rows),
            "summary": lambda: summary.measure(folder, asked.rows),
            "scan": scans.measure,
            "bulk": lambda: bulk.measure(folder),
            "check": lambda: checkup.measure(folder, asked.rows),
            "growth": lambda: growth.measure(folder, asked.rows),
        }
        for bench in asked.names or benches:
            for ratio in benches[bench]():
                found.append(ratio)
                print(ratio.row(), flush=True)
    judged = [one.met for one in found if one.met is not None]
    everything, stolen = (now - then for now, then in zip(_ticks(), ticks, strict=True))
    here["stolen"] = stolen / everything if everything else 0.0
    print(
        f"{sum(judged)} of {len(judged)} goals met · the host took {here['stolen']:.0%} of the processor meanwhile"
    )
    if asked.json:
        rows = [{**asdict(one), "ratio": one.times, "met": one.met} for one in found]
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(
            json.dumps({"machine": here, "at": begun, "rows": asked.rows, "found": rows}, indent=1)
        )


if __name__ == "__main__":
    main()
