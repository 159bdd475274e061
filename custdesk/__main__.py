"""The way in: `custdesk` opens the window, sub-commands are for support and automation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Start the window or a sub-command and return the exit code: 0 done, 1 expected trouble, 2 wrong usage."""
    from custdesk import cli

    windowed = cli.Windowed(open_window=_window, tour=_tour, screenshots=_screenshots, selftest=_selftest)
    return cli.run(sys.argv[1:] if argv is None else argv, windowed)


# The one place where custdesk reaches up to the window (design.md section 2); Qt is loaded only when it is needed.


def _window(args: argparse.Namespace) -> int:
    from ui import app

    return app.main(args)


def _tour(args: argparse.Namespace) -> int:
    from ui import commands

    return commands.tour(args)


def _screenshots(args: argparse.Namespace) -> int:
    from ui import commands

    return commands.screenshots(args)


def _selftest(args: argparse.Namespace) -> int:
    from ui import selftest

    return selftest.main(args)


if __name__ == "__main__":
    if sys.argv[1:2] == [
        "--read-scans"
    ]:  # the frozen program, started again as its own child: paper.scan_room
        from custdesk.paper import scan_child

        sys.exit(scan_child.main())
    sys.exit(main())
