"""`python -m tests.bench [name ...] [--rows N] [--json FILE]`: prints each ratio of one run."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import find, forms, lists, saves, scans, starts, summary
from tests.bench.stopwatch import HEAD, Ratio


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", help="start, forms, save, list, find, summary, scan")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        benches: dict[str, Callable[[], list[Ratio]]] = {
            "start": lambda: starts.measure(folder),
            "forms": forms.measure,
            "save": lambda: saves.measure(folder),
            "list": lambda: lists.measure(folder, asked.rows),
            "find": lambda: find.measure(folder, asked.rows),
            "summary": lambda: summary.measure(folder, asked.rows),
            "scan": scans.measure,
        }
        print(HEAD)
        found: list[Ratio] = []
        for bench in asked.names or benches:
            for ratio in benches[bench]():
                found.append(ratio)
                print(ratio.row(), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps([{**asdict(one), "ratio": one.times} for one in found], indent=1))


if __name__ == "__main__":
    main()
