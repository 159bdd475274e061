"""What the command line takes, and its help; loads nothing of the office."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from custdesk.language import LANGUAGES

PASSWORD: Final = "CUSTDESK_PASSWORD"  # noqa: S105 - the name of a variable


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line; wrong usage ends the program with 2."""
    parser = command_line()
    args = parser.parse_args(list(argv))
    if args.command == "print" and bool(args.records) == bool(args.blank):
        parser.error("print: name the records, or the empty form with --blank")
    return args


def command_line() -> argparse.ArgumentParser:
    """Return the reader of the command line, its help in every part."""
    parser = argparse.ArgumentParser(
        prog="custdesk",
        description="The front desk. Without a command its window opens; the commands are for support and automation.",
    )
    parser.add_argument("--version", action="version", version=_version())
    _common(parser, first=True)
    parser.add_argument("--selftest", action="store_true", help="open every tab, print one page, quit")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands (none: open the window)"
    )

    _check(commands)

    one = _command(
        commands, "diagnose", "write a zip for whoever helps from outside; nothing about anybody is in it"
    )
    one.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where it is written")
    one.add_argument("--quick", action="store_true", help="without a check of the store")
    _json(one)

    one = _command(commands, "backup", "make a verified backup, beside an open desk")
    one.add_argument("--to", type=Path, action="append", default=[], metavar="DIR",
                     help="folder for the copy (several allowed); default: beside the store and the second place")  # fmt: skip
    _json(one)

    one = _command(commands, "restore", "bring a backup back; the replaced store is kept beside")
    one.add_argument(
        "backup", type=Path, nargs="?", metavar="BACKUP", help="the copy; default: the newest verified one"
    )
    _person(one)
    _json(one)

    _import(commands)

    one = _command(commands, "print", "print records, or empty forms for the power cut, to PDF files")
    one.add_argument("records", nargs="*", metavar="NUMBER", help="numbers such as TS-2027-0031")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the PDF files")
    one.add_argument("--blank", metavar="FORM", default="",
                     help="empty sheets of a form, as complaint or TS, in one file; their numbers are set aside")  # fmt: skip
    one.add_argument("--count", type=int, default=20, metavar="N", help="how many empty sheets; default: 20")
    one.add_argument(
        "--sheet", metavar="P-NN", default="", help="which sheet of the form; default: its first"
    )
    one.add_argument("--unnumbered", action="store_true", help="empty sheets without numbers and codes")
    _person(one)
    _json(one)

    one = _command(commands, "scan", "take scanned paper in and file it; 1 when a page waits in the tray")
    one.add_argument("files", type=Path, nargs="*", metavar="FILE", help="PDF, JPEG, PNG, TIFF or HEIC")
    one.add_argument("--folder", type=Path, metavar="DIR", help="and every scan that lies in a folder")
    one.add_argument(
        "--location", metavar="TEXT", default="", help="where the paper goes, noted on each record"
    )
    _person(one)
    _json(one)

    _month_folder(commands)

    _demo(commands)

    one = _command(
        commands, "tour", "do the main job on sample data without a screen and leave the results in a folder"
    )
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    _json(one)

    one = _command(commands, "screenshots", "draw every view and dialog of the sample estate into PNG files")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    one.add_argument("--scale", type=float, default=1.0, metavar="FACTOR", help="1 is 100 percent")
    return parser


def _check(commands: Any) -> None:
    one = _command(
        commands,
        "check",
        "verify store, trail and attachments, beside an open desk; 1 when anything is wrong",
    )
    one.add_argument("--folder", type=Path, metavar="DIR",
                     help="verify a month's folder instead; with --store also that this store wrote it")  # fmt: skip
    one.add_argument("--anchor", metavar="HEAD", default="",
                     help="tell whether the trail still holds a head printed on paper: '1234 3f9a 77c2 0b1d e4a8'")  # fmt: skip
    _json(one)


def _import(commands: Any) -> None:
    one = _command(commands, "import", "import rooms and residents from an Excel file, all or nothing")
    one.add_argument("file", type=Path, metavar="FILE.xlsx")
    one.add_argument("--sheet", metavar="NAME", help="the sheet to read; default: the first")
    one.add_argument("--dry-run", action="store_true", help="only say what would happen; writes nothing")
    one.add_argument("--take", choices=("none", "certain", "everything"), default="certain",
                     help="which proposed repairs to agree to; certain: those that change only the way of writing")  # fmt: skip
    one.add_argument(
        "--leave-out", type=int, action="append", default=[], metavar="LINE", help="a line not to import"
    )
    one.add_argument(
        "--report", type=Path, metavar="FILE.xlsx", help="where to write what became of each line"
    )
    one.add_argument("--old-register", action="store_true", help="the file is an old complaint register")
    _person(one)
    _json(one)


def _demo(commands: Any) -> None:
    one = _command(commands, "demo", "make a practice office of any size: ten years of invented work")
    one.add_argument(
        "--records", type=int, default=10_000, metavar="N", help="how many records; default: 10000"
    )
    one.add_argument(
        "--seed", type=int, default=7, metavar="N", help="the same seed makes the same office; default: 7"
    )
    one.add_argument(
        "--out", type=Path, metavar="DIR",
        help="folder for the office, which holds none; default: demo, beside the practice estate's",
    )  # fmt: skip
    _json(one)


def _month_folder(commands: Any) -> None:
    one = _command(commands, "month-folder", "write a month as a folder that an auditor takes away")
    one.add_argument("month", metavar="YYYY-MM", help="the month, such as 2027-03")
    one.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where the folder is laid; none is overwritten"
    )
    one.add_argument(
        "--public", action="store_true", help="without names, phones, rooms, scans and free words"
    )
    _person(one)
    _json(one)


def _command(commands: Any, name: str, said: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=said, description=said)
    _common(made, first=False)
    return made


def _common(parser: argparse.ArgumentParser, *, first: bool) -> None:
    """Options that may stand before or after the command."""
    store = parser.add_mutually_exclusive_group()
    store.add_argument("--store", type=Path, metavar="PATH", default=None if first else argparse.SUPPRESS,
                       help="the store or the office's folder; default: the one this computer works with")  # fmt: skip
    store.add_argument("--practice", action="store_true", default=False if first else argparse.SUPPRESS,
                       help="the practice estate; made when it is not there yet")  # fmt: skip
    parser.add_argument("--language", choices=LANGUAGES, default="zh_Hans" if first else argparse.SUPPRESS,
                        help="language of what is said")  # fmt: skip


def _person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar="NAME", default="",
                        help=f"who does it; the password is asked for or read from {PASSWORD}")  # fmt: skip


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as one line of JSON")


def _version() -> str:
    from custdesk import __version__

    return f"custdesk {__version__}"
