"""What is said of a batch: while it is read, while it waits for its place, and once it is filed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from custdesk.language import N_, Words
from custdesk.scan import FILED, Verdict

if TYPE_CHECKING:
    from custdesk.filing import FilingReport
    from custdesk.scan import Batch, FiledSheet, PastBatch
    from ui.scan_desk.taking_in import Reading

MOST_NAMED = 3  # sheets with missing pages
MOST_NUMBERS = 5  # of one file


def said_reading(words: Words, reading: Reading) -> str:
    """Say which file is being read, and how far it is."""
    said = N_("Reading {file} ({number} of {count})").having(
        file=reading.name, number=reading.number, count=len(reading.files)
    )
    if reading.pages > 1:
        page = N_("page {page} of {pages}").having(page=max(reading.page, 1), pages=reading.pages)
        return f"{words(said)}  ·  {words(page)}"
    return words(said)


def said_waiting(words: Words, batch: Batch) -> str:
    """Say what a batch holds before it is filed."""
    before = {one.digest for one in batch.known}
    new = {place for place, file in enumerate(batch.files) if file.digest not in before}
    known = {(one.file, one.page) for one in batch.judged if one.verdict in FILED}
    rest = sum(one.file in new and _waits(one.verdict) for one in batch.judged)
    empty = sum(one.file in new and one.verdict is Verdict.EMPTY for one in batch.judged)
    pages = sum(len(file.pages) for file in batch.files)
    said = [words(N_("{count} pages read").having(count=pages))]
    said.append(words(N_("{count} of them known").having(count=len(known))))
    if rest:
        said.append(words(N_("{count} go to the tray").having(count=rest)))
    if empty:
        said.append(words(N_("{count} blank pages").having(count=empty)))
    if before:
        said.append(words(N_("{count} files were taken in before").having(count=len(batch.known))))
    return "  ·  ".join(said)


def said_file(words: Words, batch: Batch, place: int) -> str:
    """Say which sheets one file of a batch holds, and how many pages of it nobody knows."""
    mine = [one for one in batch.judged if one.file == place]
    numbers = list(dict.fromkeys(one.stamp.number for one in mine if one.verdict in FILED and one.stamp))
    said = ["、".join(numbers[:MOST_NUMBERS]) + ("…" if len(numbers) > MOST_NUMBERS else "")]
    if batch.files[place].digest in {one.digest for one in batch.known}:
        said.append(words(N_("taken in before")))
    elif rest := sum(_waits(one.verdict) for one in mine):
        said.append(words(N_("{count} go to the tray").having(count=rest)))
    if (trouble := batch.files[place].trouble) is not None:
        said.append(words(trouble))
    return "  ·  ".join(filter(None, said))


def _waits(verdict: Verdict) -> bool:
    return verdict not in FILED and verdict is not Verdict.EMPTY


def said_filed(words: Words, report: FilingReport | PastBatch, known: int = 0) -> str:
    """Say what became of a batch in one line: filed, in the tray, set aside, missing; `known` of its files were known."""
    said = []
    if report.filed or not (report.tray or report.empty or known):
        said.append(words(N_("{count} sheets filed").having(count=len(report.filed))))
    if report.tray:
        said.append(words(N_("{count} pages in the tray").having(count=len(report.tray))))
    if report.empty:
        said.append(words(N_("{count} blank pages set aside").having(count=len(report.empty))))
    lacking = [sheet for sheet in report.filed if sheet.missing]
    said += [said_missing(words, sheet) for sheet in lacking[:MOST_NAMED]]
    if len(lacking) > MOST_NAMED:
        said.append(words(N_("{count} more sheets lack pages").having(count=len(lacking) - MOST_NAMED)))
    if known:
        said.append(words(N_("{count} files were taken in before").having(count=known)))
    return "  ·  ".join(said)


def said_missing(words: Words, sheet: FiledSheet) -> str:
    """Say which pages of a sheet are not home yet."""
    return words(
        N_("page {pages} of {number} missing").having(pages=in_numbers(sheet.missing), number=sheet.number)
    )


def in_numbers(pages: Iterable[int]) -> str:
    """Return page numbers in short: 1-3, 5."""
    found: list[list[int]] = []
    for page in sorted(pages):
        if found and page == found[-1][-1] + 1:
            found[-1].append(page)
        else:
            found.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)
