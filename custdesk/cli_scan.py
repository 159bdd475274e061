"""The command that takes scanned paper in: reads the codes, files what is sure, says what became of each page."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from custdesk.cli_desk import open_desk
from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Text, Words
from custdesk.scan import SENTENCES, FiledSheet, FileRead, Verdict

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.filing import FilingReport

SUFFIXES: Final = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif"})
EMPTY: Final = N_("{count} blank pages set aside")
AT_ONCE: Final = 200_000_000  # bytes of files that are filed as one act


def scan(args: argparse.Namespace) -> int:
    """Take scanned files in; 1 when a page waits in the tray or a file could not be read. The files stay where they are."""
    desk = open_desk(args)
    try:
        reports = [
            desk.file_scans(desk.judge_scans(reads), args.location)
            for reads in _batches(desk, _paths(args.files, args.folder))
        ]
    finally:
        desk.close()
    if args.json:
        print(json.dumps(_facts(reports, Words(args.language)), default=str))
    else:
        for line in _lines(reports):
            print(Words(args.language)(line))
    return int(any(report.tray or report.left_out for report in reports))


def _paths(files: Sequence[Path], folder: Path | None) -> list[Path]:
    """Return the named files and those a folder holds, each once. Raises KnownError for nothing at all."""
    try:
        held = sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES) if folder else []
    except OSError as trouble:
        raise KnownError(
            N_("The folder {folder} cannot be read: {reason}").having(
                folder=str(folder), reason=reason_of(trouble)
            ),
            N_("Choose another folder"),
        ) from trouble
    found = list(dict.fromkeys([*files, *(one for one in held if one.is_file())]))
    for path in found:
        if not path.is_file():  # before anything is filed
            raise KnownError(
                N_("There is no file {file}").having(file=str(path)), N_("Name files that are there")
            )
    if not found:
        raise KnownError(N_("There is nothing to take in"), N_("Name files, or a folder that holds scans"))
    return found


def _batches(desk: Desk, paths: Sequence[Path]) -> Iterator[list[FileRead]]:
    reads: list[FileRead] = []
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as trouble:
            raise KnownError(
                N_("The file {file} cannot be read: {reason}").having(
                    file=path.name, reason=reason_of(trouble)
                ),
                N_("Close it in the other program and choose it again"),
            ) from trouble
        if reads and sum(len(one.content) for one in reads) + len(content) > AT_ONCE:
            yield reads
            reads = []
        reads.append(desk.scan_room.read(path.name, content))
    yield reads


# -- what is said ----------------------------------------------------------------------------------------


def _lines(reports: Sequence[FilingReport]) -> Iterator[Text]:
    for report in reports:
        for sheet in report.filed:
            yield _home(sheet)
        for page in report.tray:
            yield N_("{file}, page {page}: {said}").having(
                file=page.name, page=page.page + 1, said=SENTENCES[page.verdict]
            )
        if report.empty:
            yield EMPTY.having(count=len(report.empty))
        for known in report.known:
            yield N_("{file} was taken in before, on {at}").having(file=known.name, at=known.at)
        for name, trouble in report.left_out:
            yield N_("{file}: {problem}").having(file=name, problem=trouble)
        yield from report.remarks
    filed, tray = sum(len(one.filed) for one in reports), sum(len(one.tray) for one in reports)
    yield N_("{filed} sheets filed, {tray} pages in the tray").having(filed=filed, tray=tray)


def _home(sheet: FiledSheet) -> Text:
    said: Text = SENTENCES[Verdict.CHANGED if sheet.changed else Verdict.OURS]
    if sheet.missing:
        missing = "、".join(map(str, sheet.missing))
        said = N_("{said}; missing: page {pages}").having(said=said, pages=missing)
    return N_("{number} {title}: {said}").having(number=sheet.number, title=sheet.title, said=said)


def _facts(reports: Sequence[FilingReport], say: Words) -> dict[str, Any]:
    """Return the answer for a script; no words of what the paper says."""
    filed = [
        {
            "number": one.number, "sheet": one.sheet, "edition": one.edition, "copy": one.copy,
            "pages": one.pages, "missing": one.missing, "changed": one.changed,
        }
        for report in reports
        for one in report.filed
    ]  # fmt: skip
    tray = [
        {
            "id": one.id,
            "file": one.name,
            "page": one.page + 1,
            "verdict": one.verdict.value,
            "number": one.number,
        }
        for report in reports
        for one in report.tray
    ]
    empty = [
        {"id": one.id, "file": one.name, "page": one.page + 1} for report in reports for one in report.empty
    ]
    known = [{"file": one.name, "at": one.at} for report in reports for one in report.known]
    left_out = [
        {"file": name, "problem": say(trouble)} for report in reports for name, trouble in report.left_out
    ]
    return {
        "ok": not tray and not left_out, "filed": filed, "tray": tray, "empty": empty, "known": known, "left_out": left_out,
        "remarks": [say(one) for report in reports for one in report.remarks],
    }  # fmt: skip
