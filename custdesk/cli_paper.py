"""The commands of the command line that are about paper."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from custdesk.cli_desk import answer, open_desk
from custdesk.errors import KnownError, held_file, reason_of
from custdesk.language import N_
from custdesk.patience import write_whole

if TYPE_CHECKING:
    from custdesk.desk import Desk


def print_(args: argparse.Namespace) -> int:
    """Print records to PDF files, one each, or empty sheets for the power cut; logged as a print."""
    desk = open_desk(args)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        (_print_blanks if args.blank else _print_records)(desk, args)
    except OSError as trouble:
        raise held_file(trouble, args.out) or KnownError(
            N_("The folder {folder} cannot be written: {reason}").having(
                folder=str(args.out), reason=reason_of(trouble)
            ),
            N_("Choose another folder"),
        ) from trouble
    finally:
        desk.close()
    return 0


def _print_records(desk: Desk, args: argparse.Namespace) -> None:
    from custdesk.press import Press

    made = []
    press = Press(desk.store, desk.user)
    wanted = {number.upper(): _record_of(desk, number) for number in args.records}
    for number, record_id in wanted.items():
        job = press.sheet_job([record_id])
        content = job.draw()
        path = args.out / f"{number}.pdf"
        write_whole(path, content)
        job.log(pages_of(content))
        made.append(path)
    answer(
        args,
        N_("{count} forms printed into {folder}").having(count=len(made), folder=str(args.out)),
        files=made,
    )


def _print_blanks(desk: Desk, args: argparse.Namespace) -> None:
    """Draw the power-cut kit: numbers that did not come into the file are given back (R-008)."""
    from custdesk.press import Press, blank_named
    from custdesk.store.reserving import in_runs

    kind, store, user = blank_named(args.blank, args.sheet), desk.store, desk.user
    numbers = () if args.unnumbered else store.reserve(kind.form, kind.sheet, args.count, user)
    name = " ".join(in_runs(numbers)).replace("–", "_") or kind.sheet
    try:
        job = Press(store, user).blank_job(kind.form, args.count, sheet_number=kind.sheet, reserved=numbers)
        content = job.draw()
        path = args.out / f"{name}.pdf"
        write_whole(path, content)
    except BaseException:
        if numbers:
            store.give_back(numbers, user)
        raise
    job.log(pages_of(content))
    said = N_("{count} empty sheets in {file}").having(count=job.blanks, file=str(path))
    if numbers:
        said = N_("{count} empty sheets in {file}; set aside for them: {numbers}").having(
            count=job.blanks, file=str(path), numbers="、".join(in_runs(numbers))
        )
    answer(args, said, file=path, numbers=list(numbers))


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
