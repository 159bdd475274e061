"""The acts of the store about signed paper: signatures read from it, and sheets that will not come home (R-007)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import AnyRecord
from custdesk.rules.signed_paper import SignatureRead
from custdesk.store import readings, reserving
from custdesk.store.answers import Changes, Refused
from custdesk.store.signed_paper import printed
from custdesk.store.writing import Writing
from custdesk.workflow import User

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

    from custdesk.store.reader import Reader

BLANK: Final = 0  # the edition of an empty sheet
NO_SHEET: Final = N_("This record does not exist")


class SigningActs:
    """What the store does about signed paper; `Store` gives the one transaction each act needs."""

    database: SqlCipherDatabase
    forms: Mapping[str, AnyRecord]

    def _act(self, user: User, draft_id: str = "") -> AbstractContextManager[Writing]:
        raise NotImplementedError

    def read(self, user: User) -> Reader:
        """Return the one door through which this person reads."""
        raise NotImplementedError

    def record_signatures(self, print_id: int, reads: Sequence[SignatureRead], user: User) -> Changes:
        """Keep what a person read in the boxes of a printed sheet, as one act. Raises Refused (R-007)."""
        one = printed(self.database, print_id)
        if one is None or not self.read(user).may_see_print(print_id):
            raise Refused([Problem(NO_SHEET)])
        with self._act(user) as writing:
            readings.read_in(writing, one, reads)
        return writing.changes()

    def not_coming(self, number: str, sheet: str, edition: int, reason: str, user: User) -> Changes:
        """Expect a printed sheet no longer, with the reason; the number of an empty one is voided. Raises Refused."""
        self._must_see_sheet(number, sheet, edition, user)
        with self._act(user) as writing:
            if edition == BLANK:
                reserving.void(writing, [number], reason)
            else:
                readings.give_up(writing, number, sheet, edition, reason)
        return writing.changes()

    def coming_after_all(self, number: str, sheet: str, edition: int, user: User) -> Changes:
        """Expect a sheet again that was given up; the number of an empty one is in force again. Raises Refused."""
        self._must_see_sheet(number, sheet, edition, user)
        with self._act(user) as writing:
            if edition == BLANK:
                reserving.revive(writing, [number])
            else:
                readings.expect_again(writing, number, sheet, edition)
        return writing.changes()

    def _must_see_sheet(self, number: str, sheet: str, edition: int, user: User) -> None:
        found = self.database.execute_sql(
            'SELECT max("id") FROM "print" WHERE "number" = ? AND "sheet" = ? AND "edition" = ?',
            (number, sheet, edition),
        ).fetchone()
        if edition != BLANK and (found[0] is None or not self.read(user).may_see_print(found[0])):
            raise Refused([Problem(NO_SHEET)])
