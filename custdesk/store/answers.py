"""What the writer answers: what changed, why it refuses, and who else was writing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.problem import Problem


class Refused(KnownError):
    """A save or a step the rules refuse; `problems` says why and where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].text)
        self.problems = list(problems)


class Conflict(KnownError):
    """Somebody else changed the record meanwhile; nothing was written and nothing is lost."""

    def __init__(
        self, record_id: int, revision: int, mine: set[str], theirs: set[str], who: str | Text
    ) -> None:
        super().__init__(
            N_("{who} changed this record while you were writing").having(who=who),
            N_("Compare both and decide field by field; your words are kept"),
        )
        self.record_id = record_id
        self.revision = revision
        self.mine = mine
        self.theirs = theirs


class Changes(Struct, frozen=True):
    """What an act changed: views decide by it whether they care."""

    seq: int = 0
    records: tuple[tuple[int, str], ...] = ()  # (id, form key)
    warnings: tuple[Problem, ...] = ()
    settings: bool = False

    @property
    def record_id(self) -> int:
        """The first record the act touched."""
        return self.records[0][0]
