"""What the person at the desk decides about a list before it is imported: all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custdesk.exchange.roster_doctor import Repair
    from custdesk.problem import Problem


class Skipped(Struct, frozen=True):
    """A line that is no row of the list, and why."""

    line: int
    why: Text


class Row(Protocol):
    """What a decision needs to know of a row."""

    @property
    def line(self) -> int:
        """Excel's line number."""

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What is proposed."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong."""


AnyRow = TypeVar("AnyRow", bound=Row)


class Decisions(Struct, frozen=True):
    """What the person at the desk decided: repairs taken by (line, field), lines left out.

    `certain` takes all repairs that change only how a value is written, `everything` all repairs.
    """

    taken: frozenset[tuple[int, str]] = frozenset()
    left_out: frozenset[int] = frozenset()
    certain: bool = False
    everything: bool = False

    def take(self, line: int, repair: Repair) -> bool:
        """Whether this repair was agreed to."""
        return self.everything or (self.certain and repair.certain) or (line, repair.field) in self.taken


class Undecided(KnownError):
    """Some lines still need a decision; `lines` says which."""

    def __init__(self, lines: tuple[int, ...]) -> None:
        shown = ", ".join(map(str, lines[:10])) + ("…" if len(lines) > 10 else "")
        super().__init__(
            N_("{count} lines are not decided yet: {lines}").having(count=len(lines), lines=shown),
            N_("Take or correct what is proposed for them, or leave the lines out; nothing was imported."),
        )
        self.lines = lines


def accepted(rows: Iterable[AnyRow], decisions: Decisions) -> tuple[AnyRow, ...]:
    """The rows ready to import: all of them but those left out, or none. Raises Undecided."""
    kept = tuple(row for row in rows if row.line not in decisions.left_out)
    open_lines = {
        row.line
        for row in kept
        if any(problem.grave for problem in row.problems)
        or not all(decisions.take(row.line, repair) for repair in row.repairs)
    }
    if open_lines:
        raise Undecided(tuple(sorted(open_lines)))
    return kept
