"""The command line beside the window: the same functions, honest exit codes, JSON where a script reads the answer.

0: done. 1: expected trouble, one sentence on stderr; or `check` found something. 2: wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custdesk.arguments import PASSWORD, command_line
from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.exchange.deciding import ListKind
    from custdesk.exchange.import_report import ImportReport

Command = Callable[[argparse.Namespace], int]


@dataclass(frozen=True)
class Windowed:
    """What needs Qt, handed in from above: the window, and the commands that draw it."""

    open_window: Command
    tour: Command
    screenshots: Command
    selftest: Command


def run(argv: Sequence[str], windowed: Windowed) -> int:
    """Read the command line and do what it says; return the exit code."""
    args = command_line().parse_args(list(argv))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console without Chinese must not stop a backup
    commands: dict[str, Command] = {
        "": windowed.selftest if args.selftest else windowed.open_window,
        "tour": windowed.tour, "screenshots": windowed.screenshots, "check": check, "backup": backup,
        "restore": restore, "import": import_, "print": print_,
    }  # fmt: skip
    try:
        return commands[args.command or ""](args)
    except KnownError as trouble:
        return complain(trouble, args)
    except KeyboardInterrupt:
        return 130


def complain(trouble: KnownError, args: argparse.Namespace) -> int:
    """Say what is wrong and the way out on stderr, as JSON too where that was asked; return 1."""
    say = Words(args.language)
    problems = [say(problem.text) for problem in getattr(trouble, "problems", ())] or [say(trouble.text)]
    way_out = say(trouble.way_out) if trouble.way_out else ""
    for line in problems:
        print(f"custdesk: {line}", file=sys.stderr)
    if way_out:
        print(f"custdesk: {way_out}", file=sys.stderr)
    if getattr(args, "json", False):
        print(json.dumps({"ok": False, "problems": problems, "way_out": way_out}))
    return 1


# -- which store, and who -----------------------------------------------------------------------------------


def store_of(args: argparse.Namespace, *, make: bool = True) -> Path:
    """Return the store a command is for; the practice estate is made where it is missing. Raises KnownError."""
    from custdesk.places import places, store_at

    if args.store is not None:
        return store_at(args.store)
    mine = places()
    if not args.practice:
        return mine.store
    if make and not mine.practice.exists():
        from custdesk.clock import OfficeClock
        from custdesk.sample_estate import make_sample

        make_sample(mine.practice, OfficeClock())
    return mine.practice


def open_desk(args: argparse.Namespace) -> Desk:
    """Open the store for writing, with a person at the desk. Raises KnownError: the desk is open, wrong password."""
    from custdesk.clock import OfficeClock
    from custdesk.desk import Desk

    desk = Desk.open(store_of(args), OfficeClock())
    try:
        sit_down(desk, args)
    except BaseException:
        desk.close()
        raise
    return desk


def sit_down(desk: Desk, args: argparse.Namespace) -> None:
    """Let the named person sit down; on a practice store without a password. Raises KnownError."""
    if desk.store.practice:
        known = {person.name: person for person in desk.people()}
        manager = next((one for one in known.values() if one.role == "office_manager"), None)
        person = known.get(args.user) if args.user else manager
        if person is None:
            raise KnownError(N_("Nobody of that name has an account"), N_("Choose your name from the list"))
        desk.sit_down(person)
        return
    if not args.user:
        raise KnownError(
            N_("This command shows or changes records: say who does it"),
            N_("Add --user NAME and give the password"),
        )
    desk.log_in(args.user, _password(args))


def _password(args: argparse.Namespace) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise KnownError(
            N_("No password was given"),
            N_("Put it into the variable {name}, or start the command in a terminal").having(name=PASSWORD),
        )
    import getpass

    return getpass.getpass(Words(args.language)(N_("Password of {name}: ").having(name=args.user)))


def answer(args: argparse.Namespace, said: Text | str, **facts: Any) -> None:
    """Say what was done: a sentence, or one line of JSON."""
    if args.json:
        print(json.dumps({"ok": True, **facts}, default=str))
    else:
        print(Words(args.language)(said))


# -- the commands -------------------------------------------------------------------------------------------


def check(args: argparse.Namespace) -> int:
    """Verify store, trail and attachments; prints no personal data."""
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
        desk = Desk.open(path, OfficeClock())
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


def print_(args: argparse.Namespace) -> int:
    """Print records to PDF files, one each; logged as a print."""
    from custdesk.press import Press

    desk = open_desk(args)
    made = []
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        press = Press(desk.store, desk.user)
        wanted = {number.upper(): _record_of(desk, number) for number in args.records}
        for number, record_id in wanted.items():
            job = press.sheet_job([record_id])
            content = job.draw()
            path = args.out / f"{number}.pdf"
            path.write_bytes(content)
            job.log(pages_of(content))
            made.append(path)
    except OSError as trouble:
        raise KnownError(
            N_("The folder {folder} cannot be written: {reason}").having(
                folder=str(args.out), reason=trouble.strerror or str(trouble)
            ),
            N_("Choose another folder"),
        ) from trouble
    finally:
        desk.close()
    answer(
        args,
        N_("{count} forms printed into {folder}").having(count=len(made), folder=str(args.out)),
        files=made,
    )
    return 0


def _record_of(desk: Desk, number: str) -> int:
    for hit in desk.read().find(number):
        if hit.number == number.upper():
            return hit.id
    raise KnownError(
        N_("There is no record {number}").having(number=number),
        N_("Write the number as it stands on the form"),
    )


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))
