"""The way in: `custdesk` opens the window, sub-commands are for support and automation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def main(argv: Sequence[str] | None = None) -> int:
    """Start the window or a sub-command and return the exit code: 0 done, 1 expected trouble, 2 wrong usage."""
    asked = sys.argv[1:] if argv is None else argv
    if not asked:  # as a person starts it, every morning: the command line is not even loaded
        return _desk()
    from custdesk import cli

    windowed = cli.Windowed(open_window=_window, tour=_tour, screenshots=_screenshots, selftest=_selftest)
    return cli.run(asked, windowed)


# The one place where custdesk reaches up to the window (design.md section 2); Qt is loaded only when it is needed.


def _desk() -> int:
    from ui import app

    return app.main()


def _window(args: argparse.Namespace) -> int:
    from ui import app

    return app.main(args.store, practice=args.practice, language=args.language)


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
    if sys.argv[1:2] == ["--check-store"]:  # so too: check_apart
        from custdesk import check_apart

        sys.exit(check_apart.main())
    sys.exit(main())
