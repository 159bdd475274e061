"""What an import did, line by line: for the screen, the tour's report, and an Excel file to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from custdesk.exchange.workbook import Column, Value, write_table
from custdesk.language import N_, Text, Words

if TYPE_CHECKING:
    from pathlib import Path

    from custdesk.exchange.deciding import Deciding, Entry
    from custdesk.exchange.importing import Plan

NEW: Final = N_("imported", "row")
KNOWN: Final = N_("known already")
LEFT_OUT: Final = N_("left out")
NO_ROW: Final = N_("no row")
REPAIRED: Final = N_("repair taken")
TYPED: Final = N_("typed", "row")


class ReportLine(Struct, frozen=True):
    """One thing to know about one line of the list: what became of it, or what was changed in it and why."""

    line: int
    name: str
    what: Text
    field: Text | str = ""
    was: str = ""
    now: str = ""
    why: Text | str = ""


class ImportReport(Struct, frozen=True):
    """A whole import: where it came from, what it made, and its lines in the order of the list."""

    title: Text
    source: str
    counts: tuple[tuple[Text, int], ...]
    lines: tuple[ReportLine, ...]

    def markdown(self, words: Words) -> str:
        """Return it as a Markdown page."""
        heads = [words(head) for head in HEADS]
        page = [f"# {words(self.title)}", "", self.source, ""]
        page += [f"- {words(label)}: {count}" for label, count in self.counts]
        page += ["", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        page += [f"| {' | '.join(_cell(value) for value in row)} |" for row in self.table(words)]
        return "\n".join(page) + "\n"

    def table(self, words: Words) -> Iterator[list[Value]]:
        """Return its lines as rows of a table; the columns are HEADS."""
        for one in self.lines:
            yield [one.line, one.name, words(one.what), words(one.field), one.was, one.now, words(one.why)]

    def save(self, path: Path, words: Words) -> int:
        """Write it as an Excel file; return the number of rows. Raises KnownError."""
        widths = (7, 28, 14, 14, 26, 26, 48)
        columns = [Column(words(head), width) for head, width in zip(HEADS, widths, strict=True)]
        counted: list[list[Value]] = [["", words(label), count] for label, count in self.counts]
        return write_table(path, words(self.title), columns, [*counted, *self.table(words)])


HEADS: Final = (
    N_("Line", "report"), N_("What it is"), N_("Became"), N_("Field"), N_("Was"), N_("Now"), N_("Why", "report"),
)  # fmt: skip


def import_report(deciding: Deciding, plan: Plan, source: str, words: Words) -> ImportReport:
    """Tell what a plan does with every line, and every repair it takes: nothing is changed silently."""
    fates = iter(plan.fates)
    lines: list[ReportLine] = []
    left = 0
    for entry in deciding.found.entries:
        row = entry.row
        name = _name(deciding, entry, words)
        if row is None:
            lines.append(ReportLine(entry.line, name, NO_ROW, why=entry.why or ""))
        elif row.line in deciding.left_out:
            left += 1
            why = next((problem.text for problem in row.problems if problem.grave), "")
            lines.append(ReportLine(entry.line, name, LEFT_OUT, why=why))
        else:
            fate = next(fates)
            lines.append(
                ReportLine(entry.line, fate.name, KNOWN if fate.known else NEW, why=fate.remark or "")
            )
            lines += _changed(deciding, entry, fate.name)
    counts = (*plan.counts, (N_("Left out by decision"), left), (N_("Repairs taken"), _many(lines, REPAIRED)))
    return ImportReport(deciding.kind.title, source, counts, tuple(lines))


def _changed(deciding: Deciding, entry: Entry, name: str) -> Iterator[ReportLine]:
    row, fields = entry.row, deciding.kind.fields
    assert row is not None
    for repair in row.repairs:
        label = fields.get(repair.field, repair.field)
        yield ReportLine(entry.line, name, REPAIRED, label, repair.was, repair.proposed, repair.why)
    for (line, field), text in sorted(deciding.typed.items()):
        if line == entry.line and (
            field.startswith("tenant.") == (getattr(row, "column", "") == "tenant.name")
        ):
            yield ReportLine(
                line, name, TYPED, fields.get(field, field), deciding.in_sheet(line, field), text
            )
    for problem in row.problems:
        if not problem.grave:
            yield ReportLine(entry.line, name, N_("remark"), fields.get(problem.field, ""), why=problem.text)


def _name(deciding: Deciding, entry: Entry, words: Words) -> str:
    said = (deciding.cell(entry, name, words) for name in deciding.fields()[:4])
    return " ".join(filter(None, said))[:60]


def _many(lines: list[ReportLine], what: Text) -> int:
    return sum(line.what == what for line in lines)


def _cell(value: Value) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
