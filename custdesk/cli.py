"""The command line beside the window: the same functions, honest exit codes, JSON where a script reads the answer.

0: done. 1: expected trouble, one sentence on stderr; or `check` found something. 2: wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from custdesk import cli_demo, cli_month, cli_paper, cli_scan
from custdesk.arguments import read_arguments
from custdesk.cli_desk import answer, back_up_first, complain, open_desk, sit_down, store_of
from custdesk.errors import KnownError
from custdesk.language import N_, Words

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.exchange.deciding import ListKind
    from custdesk.exchange.import_report import ImportReport

Command = Callable[[argparse.Namespace], int]


class Windowed(Struct, frozen=True):
    """What needs Qt, handed in from above: the window, and the commands that draw it."""

    open_window: Command
    tour: Command
    screenshots: Command
    selftest: Command


def run(argv: Sequence[str], windowed: Windowed) -> int:
    """Read the command line and do what it says; return the exit code."""
    args = read_arguments(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console without Chinese must not stop a backup
    commands: dict[str, Command] = {
        "": windowed.selftest if args.selftest else windowed.open_window,
        "tour": windowed.tour, "screenshots": windowed.screenshots, "check": check, "backup": backup,
        "diagnose": diagnose,
        "restore": restore, "import": import_, "print": cli_paper.print_, "scan": cli_scan.scan,
        "month-folder": cli_month.month_folder, "demo": cli_demo.demo,
    }  # fmt: skip
    try:
        return commands[args.command or ""](args)
    except KnownError as trouble:
        return complain(trouble, args)
    except KeyboardInterrupt:
        return 130


# -- the commands -------------------------------------------------------------------------------------------


def check(args: argparse.Namespace) -> int:
    """Verify store, trail and attachments, a month's folder, or a head on paper; prints no personal data."""
    if args.folder is not None or args.anchor:
        return (cli_month.check_folder if args.folder is not None else cli_month.check_anchor)(args)
    from custdesk.store.checking import check_store

    report = check_store(store_of(args, make=False))
    say = Words(args.language)
    if args.json:
        findings = [
            {"text": say(one.text), "seq": one.seq, "record": one.record_id, "number": one.number}
            for one in report.findings
        ]
        print(json.dumps({
            "ok": not report.findings, "findings": findings, "notes": [say(note) for note in report.notes],
            "records": report.records, "lines": report.lines, "files": report.files,
            "seq": report.seq, "head": report.head,
        }))  # fmt: skip
        return report.exit_code
    print(say(report.summary()), file=sys.stderr if report.findings else sys.stdout)
    for finding in report.findings[1:21]:
        print(f"  {say(finding.text)}", file=sys.stderr)
    for note in report.notes:
        print(f"  {say(note)}")
    return report.exit_code


def diagnose(args: argparse.Namespace) -> int:
    """Write the diagnosis bundle; works for a store that cannot be opened, and for none."""
    from custdesk.diagnosis import write_bundle
    from custdesk.places import places

    words = Words(args.language)
    made = write_bundle(args.out, store_of(args, make=False), places().logs, words, check=not args.quick)
    answer(args, N_("The bundle lies in {file}").having(file=str(made)), file=made)
    return 0


def backup(args: argparse.Namespace) -> int:
    """Make a verified backup; 1 when one of the wanted places got none."""
    from custdesk.clock import OfficeClock
    from custdesk.safekeeping import backup_places
    from custdesk.store.backup import back_up

    path = store_of(args, make=False)
    made = back_up(path, args.to or backup_places(path), OfficeClock()())
    said = N_("Verified backup: {file}, {records} records, {lines} trail lines")
    if made.skipped:
        said = N_(
            "Nothing has changed since the verified backup {file}: {records} records, {lines} trail lines"
        )
    answer(
        args, said.having(file=str(made.path), records=made.records, lines=made.lines), path=made.path,
        skipped=made.skipped, records=made.records, lines=made.lines, files=made.files, head=made.head,
        sha256=made.sha256, troubles=[Words(args.language)(one.text) for one in made.troubles],
    )  # fmt: skip
    for trouble in made.troubles:
        complain(trouble, argparse.Namespace(language=args.language))
    return 1 if made.troubles else 0


def restore(args: argparse.Namespace) -> int:
    """Put a backup in the store's place."""
    from custdesk.clock import OfficeClock
    from custdesk.store.backup import default_place, last_verified
    from custdesk.store.restore import restore as bring_back

    path = store_of(args, make=False)
    chosen = args.backup
    if chosen is None:
        newest = last_verified([default_place(path)])
        if newest is None:
            raise KnownError(
                N_("There is no verified backup beside the store"), N_("Name the backup to restore")
            )
        chosen = newest.path
    report = bring_back(chosen, path, OfficeClock()(), _restorer(args, path))
    answer(
        args, report.summary(), store=report.store, backup=report.backup, replaced=report.replaced, seq=report.seq,
        only_replaced=[one.number for one in report.only_replaced], lacking=list(report.lacking),
        series=[{"name": one.name, "had": one.had, "last": one.last} for one in report.series],
    )  # fmt: skip
    if not args.json:
        say = Words(args.language)
        for one in report.only_replaced:
            print(
                "  " + say(N_("Only in the replaced store: {number}").having(number=one.number or one.form))
            )
        for step in report.series:
            print("  " + say(N_("{name}: the numbers {first} to {last} will not be given again").having(
                name=step.name, first=step.had + 1, last=step.last)))  # fmt: skip
    return 0


def _restorer(args: argparse.Namespace, path: Path) -> Any:
    """Ask who restores, by the store in place; where that cannot be opened, the system does."""
    from custdesk.clock import OfficeClock
    from custdesk.desk import Desk
    from custdesk.store.store import SYSTEM

    try:
        desk = Desk.open(path, OfficeClock(), before_migration=back_up_first)
    except KnownError:
        return SYSTEM
    try:
        if desk.store.practice or args.user:
            sit_down(desk, args)
            return desk.user
        return SYSTEM
    finally:
        desk.close()


def import_(args: argparse.Namespace) -> int:
    """Import a roster or an old register; repairs not agreed to stop it."""
    from custdesk.exchange.deciding import OLD_BOOK, ROSTER

    desk = open_desk(args)
    try:
        report = import_list(
            desk, OLD_BOOK if args.old_register else ROSTER, args.file, sheet_name=args.sheet or "",
            take=args.take, leave_out=args.leave_out, dry_run=args.dry_run,
        )  # fmt: skip
        if args.report is not None:
            report.save(args.report, Words(args.language))
    finally:
        desk.close()
    say = Words(args.language)
    counts = {say(label): count for label, count in report.counts}
    said = "，".join(f"{label} {count}" for label, count in counts.items())
    done = N_("Only tried, nothing was written: {counts}") if args.dry_run else N_("Imported: {counts}")
    answer(args, done.having(counts=said), counts=counts, lines=len(report.lines), dry_run=args.dry_run)
    return 0


def import_list(
    desk: Desk, kind: ListKind, path: Path, *, sheet_name: str = "", take: str = "certain",
    leave_out: Sequence[int] = (), dry_run: bool = False,
) -> ImportReport:  # fmt: skip
    """Import a list as one act and return what became of each line. Raises Undecided, Refused, KnownError."""
    from custdesk.exchange.deciding import Deciding, diagnose
    from custdesk.exchange.import_report import import_report
    from custdesk.exchange.importing import carry_out
    from custdesk.exchange.workbook import read_workbook

    sheets = read_workbook(path)
    sheet = next((one for one in sheets if sheet_name in ("", one.name)), None)
    if sheet is None:
        raise KnownError(
            N_("There is no sheet {name} in {file}").having(name=sheet_name, file=path.name),
            N_("The sheets are: {names}").having(names="、".join(one.name for one in sheets)),
        )
    found = diagnose(kind, sheet, kind.propose(sheet), {}, desk.store, desk.user)
    deciding = Deciding(kind, sheet, found)
    deciding.leave_out(leave_out)
    if take == "certain":
        deciding.taken = set(deciding.certain())
    elif take == "everything":
        deciding.taken = {(row.line, repair.field) for row in found.rows for repair in row.repairs}
    plan = deciding.plan(desk.words, {"file": path.name})
    report = import_report(deciding, plan, path.name, desk.words)
    if not dry_run:
        desk.tell(carry_out(desk.store, desk.user, plan))
    return report
